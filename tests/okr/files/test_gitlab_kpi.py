from collections import Counter
from typing import Any

import pytest
import yaml

from big.errors import RefusedFileError
from okr.files.gitlab_kpi import read
from okr.files.shapes import NamedFile
from tests.okr.files.public import public

NAMES = (
    "community_relations_department", "customer_support_department", "development_department", "engineering_function",
    "incubation_engineering_department", "infrastructure_department", "marketing", "people_success",
    "quality_department", "security_department",
)  # fmt: skip


def _leaves(data: Any) -> int:
    if isinstance(data, dict):
        return sum(_leaves(each) for each in data.values())
    if isinstance(data, list):
        return sum(_leaves(each) for each in data)
    return 0 if data is None or data == "" else 1


def test_the_public_indicators() -> None:
    files = public(*[f"kpi/gitlab/{name}.yml" for name in NAMES])
    found = read(files)
    assert len(found.kpis) == 174
    assert Counter(kpi.level for kpi in found.kpis) == {-1: 7, 0: 39, 1: 8, 2: 59, 3: 61}
    by_file = Counter(kpi.place.file for kpi in found.kpis)
    assert by_file["people_success.yml"] == 32
    people = [kpi for kpi in found.kpis if kpi.place.file == "people_success.yml"]
    assert sum(1 for kpi in people if kpi.is_key) == 14
    assert not any(kpi.target for kpi in people)
    development = [kpi.target for kpi in found.kpis if kpi.place.file == "development_department.yml"]
    assert sum(1 for target in development if target not in {"", "0"}) == 27  # a target of 0 is one, too
    assert len(development) == development.count("0") + 27
    assert found.not_stored == []
    truth = [each for file in files for each in yaml.safe_load(file.content)]
    assert len(found.cells) == sum(_leaves(each) for each in truth)
    for kpi, true in zip(found.kpis, truth, strict=True):
        assert kpi.name == true["name"].strip()
        assert (kpi.org, kpi.is_key, kpi.level) == (true["org"], true.get("is_key"), true["health"]["level"])
        assert list(kpi.reasons) == [str(each).strip() for each in true["health"]["reasons"] or [] if each]
        assert kpi.definition == (true.get("definition") or "").strip()


def test_bombs_tags_and_other_files_are_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"b{number}: &b{number} [{', '.join(['*' + ('a' if not number else f'b{number - 1}')] * 9)}]\n"
        for number in range(9)
    )
    for text in (
        bomb,
        "- name: x\n  run: !!python/object/apply:os.system ['true']\n",
        "- name: x\n  run: !own thing\n",
        "[" * 60 + "]" * 60,
        "just: a mapping",
        "- 1\n- 2",
        "- name: x\n  a: [",
        "- name: &a\n  loop: &b [*b]\n",
    ):
        with pytest.raises(RefusedFileError):
            read([NamedFile("x.yml", text.encode())])


def test_what_is_odd_is_kept_or_named() -> None:
    text = "- name: Rate\n  target: [Above 5, Below 9]\n  health:\n    level: great\n"
    text += "  note: hello\n- definition: nameless\n"
    found = read([NamedFile("x.yml", text.encode("utf-8-sig"))])
    assert found.kpis[0].target == "Above 5\nBelow 9"
    assert found.kpis[0].details == (("health.level", "great"), ("note", "hello"))
    assert {problem.code for problem in found.problems} == {"no_level", "no_name"}
    assert [cell.text for cell in found.not_stored] == ["nameless"]
