"""Files: short, named for what they hold, opened by one sentence, and free of this machine's paths."""

import ast
import re

from tests.architecture.sources import APPS, Source, code, sources

LONGEST = 400
WRITTEN = [*sources(".py"), *sources(".html"), *sources(".css"), *sources(".js")]
SAYS_NOTHING = re.compile(r"(^|/)(utils?|helpers?|common|misc|managers?)(\.py$|/)")
NOUNS = {"big/organisation/services/managers.py"}
"""Managers are people there: who leads a unit."""


def written_python() -> list[Source]:
    """The product's Python with its migrations; tests say what they hold by their names."""
    return [each for each in sources(".py") if each.app in APPS]


def test_no_file_is_long() -> None:
    long = {each.path: each.text.count("\n") for each in WRITTEN if each.text.count("\n") > LONGEST}
    assert long == {}, "split it by noun"


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for source in written_python():
        said = (ast.get_docstring(source.tree) or "").split("\n\n")[0]
        if source.text.strip() and not said.endswith((".", "?", ":")):
            silent.append(source.path)
    assert silent == [], "open each with one sentence that says what the module is for"


def test_every_public_class_and_every_service_says_what_it_promises() -> None:
    silent: list[str] = []
    for source in code():
        says = re.search(r"/(services|selectors|policies|registry)(/|\.py$)", source.path)
        kinds = (ast.ClassDef, ast.FunctionDef) if says else (ast.ClassDef,)
        public = [node for node in source.tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
        silent += [f"{source.path}:{node.lineno}" for node in public if not ast.get_docstring(node)]
    assert silent == []


def test_no_module_is_named_for_nothing() -> None:
    found = [each.path for each in code() if SAYS_NOTHING.search(each.path)]
    assert sorted(set(found) - NOUNS) == [], "name it for the noun that it holds"


def test_no_path_of_a_machine_stands_anywhere() -> None:
    homes = re.compile(r"""(?m)(^|[\s"'(=])/(work|root|home)/[a-z]""")
    kept = [*WRITTEN, *sources(".md"), *sources(".toml"), *sources(".yml"), *sources("Makefile")]
    found = [each.path for each in kept if homes.search(each.text)]
    assert found == []
