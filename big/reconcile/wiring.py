"""Registers the figures of the organisation, and says which screens of the core show no total."""

from big.reconcile import organisation
from big.registry.figures import without_totals


def connect() -> None:
    """Register them; called once, when Django is ready."""
    organisation.connect()
    without_totals(
        "one record of the organisation with what belongs to it, listed one by one",
        *(f"organisation:{name}" for name in ("person_detail", "unit_detail", "node_detail", "role_detail")),
    )
    without_totals(
        "the log of what happened, newest first; tests/audit holds its counts and who sees which event",
        *("audit:changed", "audit:changed_export", "api:changes"),
        *("audit:activity", "audit:export", "audit:history", "audit:record", "api:events"),
    )
    without_totals("what a search finds, up to a few of each kind; it says no total", "core:search", "core:suggest")
    without_totals(
        "what an import planned and wrote, counted from its own file; tests/imports holds those counts",
        *("imports:run_list", "imports:run_detail", "imports:choose", "imports:upload", "api:imports"),
    )
    without_totals(
        "a file with its versions",
        "documents:document_detail",
        "api:documents",
        "api:document-versions",
        "api:document-versions:download",
        "documents:version_download",
    )
    without_totals("how far a long piece of work is", "jobs:job_detail", "api:jobs")
    without_totals(
        "messages, each for one person; what is counted in a sentence is the list below it",
        *("notify:notifications", "notify:outbox", "notify:kept_list", "notify:kept_detail"),
        *("api:absences", "api:messages", "api:message-preferences", "api:quiet-hours"),
    )
    without_totals("one's own account", "accounts:profile", "api:accounts", "api:tokens")
    without_totals(
        "how a figure of another screen is computed, from the same selectors; tests/provenance adds up its rows",
        *("provenance:figure", "api:figures"),
    )
    without_totals("what the API is", "api:about", "api:docs", "api:schema", "api:root")
