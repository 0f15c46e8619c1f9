"""Checks and applies files of OKRs as the wizard does, for tests."""

from typing import Any

from big.accounts.models import User
from big.imports import services
from big.imports.bundles import bundle
from big.imports.models import IMPORT_RUN, ImportRun
from okr.models.purposes import OKR_EDIT, STRATEGY_EDIT, STRATEGY_VIEW
from tests.factories.organisation import all_rights, member


def importer() -> User:
    """Somebody who may import OKRs and add units and cycles for them."""
    return member(all_rights())


def plain_importer(**place: Any) -> User:
    """Somebody who may import files and write OKRs at a place, no more."""
    return member([IMPORT_RUN, OKR_EDIT, STRATEGY_VIEW], **place)


def strategist() -> User:
    """Somebody who edits the strategy at the top, and no units."""
    return member([IMPORT_RUN, OKR_EDIT, STRATEGY_EDIT, STRATEGY_VIEW])


def check(key: str, files: dict[str, bytes], *, actor: User | None = None, **options: Any) -> ImportRun:
    """The run of files that were checked and not applied."""
    name, content = bundle(files.items())
    return services.check_file(key, actor=actor or importer(), filename=name, content=content, options=options)


def bring_in(key: str, files: dict[str, bytes], *, actor: User | None = None, **options: Any) -> ImportRun:
    """Check files and apply them; fails where anything is refused."""
    who = actor or importer()
    run = check(key, files, actor=who, **options)
    assert run.state == ImportRun.State.CHECKED, (run.plan["refusal"], rows(run, "refused")[:5])
    return services.apply_run(run.pk, actor=who)


def rows(run: ImportRun, action: str, model: str = "") -> list[dict[str, Any]]:
    """The rows of a plan with this action."""
    return [row for row in run.plan["rows"] if row["action"] == action and model in ("", row["model"])]


def counts(run: ImportRun) -> dict[str, dict[str, int]]:
    """By model what becomes of its records, where that is anything."""
    return {
        model: {action: count for action, count in found.items() if count}
        for model, found in run.plan["counts"].items()
    }


def balances(run: ImportRun) -> bool:
    """Whether the nothing-lost report accounts for every cell."""
    account = run.plan["account"]
    named = len(run.plan["not_read"])
    return bool(account["cells"] == account["stored"] + account["named"] and named == account["named"])
