"""The audit codes of importing major projects, and the codes that imported work is addressed by."""

import re
from collections.abc import Iterable, Sequence

from big.audit.record import register
from portfolio.models.work import Work

WORK_IMPORTED = register("portfolio.work.imported", "added it from major projects data")
WORK_BROUGHT_UP = register("portfolio.work.brought_up_to_date", "brought it up to date from major projects data")
SNAPSHOT_IMPORTED = register("portfolio.work.snapshot_imported", "imported how it stood on {after[report_on]}")

PREFIX = "GMPP"
LONGEST = 40


def codes_for(gmpp_ids: Sequence[str]) -> list[str]:
    """A free code for each: the GMPP id where it can be one, else the next of GMPP-0001, GMPP-0002; two queries.

    Imports write one at a time, so that nobody takes the same number meanwhile.
    """
    wanted = [_as_code(gmpp_id) for gmpp_id in gmpp_ids]
    taken = _taken(wanted)
    generated = Work.objects.filter(code__iregex=rf"^{PREFIX}-\d+$").values_list("code", flat=True)
    number = max((int(code.rpartition("-")[2]) for code in generated), default=0)
    codes = []
    for code in wanted:
        if not code or code in taken:
            number += 1
            code = f"{PREFIX}-{number:04d}"
        taken.add(code)
        codes.append(code)
    return codes


def _as_code(gmpp_id: str) -> str:
    code = re.sub(r"[^A-Z0-9._-]+", "-", gmpp_id.upper()).strip("._-")
    # One that looks like a generated code would run into the numbering.
    return "" if len(code) > LONGEST or re.fullmatch(rf"{PREFIX}-\d+", code) else code


def _taken(wanted: Iterable[str]) -> set[str]:
    codes = [code for code in wanted if code]
    found = Work.objects.filter(code__in=[*codes, *(code.lower() for code in codes)]).values_list("code", flat=True)
    return {code.upper() for code in found}
