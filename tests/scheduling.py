"""Which tests stay in one process under pytest-xdist: those that share something dear, such as a running site.

By the names of the tests, because the process that hands them out never collects them; the marks of
`--dist loadgroup` do not reach it either with the pytest that the lock names.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# The start of a test's name, and what it shares with all others that start so.
TOGETHER = {
    "tests/journeys/": "a running site with the demo organisation",
    "tests/governance/test_demo_": "the demo organisation, loaded once for each module and day",
    "tests/governance/test_gmpp_as_of": "two imports of the major projects",
    "tests/governance/test_pack_again": "the demo organisation with its pack",
    "tests/governance/test_pack_proofs": "an issued pack, drawn, and one that was forged",
    "tests/governance/test_packs.": "a draft",
    "tests/governance/test_reconcile_files": "two imports and fifty changes",
}


class KeepingTogether(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out single tests, and those of TOGETHER as one."""

    def _split_scope(self, nodeid: str) -> str:
        return next((start for start in TOGETHER if nodeid.startswith(start)), nodeid)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> KeepingTogether:
    """The hook of pytest-xdist that chooses how tests are handed out."""
    return KeepingTogether(config, log)
