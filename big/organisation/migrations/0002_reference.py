"""Ship the node types and roles that an organisation starts with; it may rename, change and add to both."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Key, label, plural; the order is the one in which pages show them.
NODE_TYPES = [
    ("main-board", "Main Board", "Main Boards"),
    ("operations-group", "Operations group", "Operations groups"),
    ("product-group", "Product group", "Product groups"),
    ("change-group", "Change group", "Change groups"),
    ("commercial-finance", "Commercial and finance", "Commercial and finance groups"),
    ("portfolio-direction-group", "Portfolio Direction Group", "Portfolio Direction Groups"),
    ("portfolio-progress-group", "Portfolio Progress Group", "Portfolio Progress Groups"),
    ("management-team", "Management team", "Management teams"),
    ("product", "Product", "Products"),
    ("programme", "Programme", "Programmes"),
    ("project", "Project", "Projects"),
    ("customer-portfolio", "Customer portfolio", "Customer portfolios"),
    ("business-support", "Business support", "Business support"),
    ("assurance", "Assurance", "Assurance"),
]

_READ = ["strategy.view", "work.view", "document.view", "pack.view"]
_WORK = ["work.edit", "work.report", "money.edit"]

# Key, label, Home, rights beyond what their line says; the first of a person's roles decides their Home.
ROLES: list[tuple[str, str, str, list[str]]] = [
    (
        "pmo-director",
        "PMO director",
        "pmo",
        [
            *_READ,
            *_WORK,
            "activity.view",
            "import.run",
            "link.agree",
            "link.claim",
            "pack.build",
            "pack.issue",
            "strategy.check_in",
            "strategy.edit",
        ],
    ),
    ("executive", "Executive", "executive", [*_READ, "activity.view", "confidential.view", "link.agree"]),
    (
        "chair",
        "Chair",
        "executive",
        [*_READ, "activity.view", "confidential.view", "link.agree", "pack.issue", "strategy.edit"],
    ),
    (
        "governance-professional",
        "Governance professional",
        "governance",
        [*_READ, "activity.view", "confidential.view", "pack.build", "pack.issue"],
    ),
    ("finance", "Finance", "finance", [*_READ, "activity.view", "import.run", "money.edit", "pack.build"]),
    ("unit-lead", "Unit lead", "unit", [*_READ, *_WORK, "link.agree", "link.claim", "strategy.check_in"]),
    (
        "accountable",
        "Accountable",
        "unit",
        [*_READ, *_WORK, "link.agree", "link.claim", "strategy.check_in", "strategy.edit"],
    ),
    (
        "organisation-administrator",
        "Organisation administrator",
        "governance",
        [*_READ, "activity.view", "import.run", "organisation.manage"],
    ),
    (
        "secretary",
        "Secretary or support",
        "governance",
        [*_READ, "activity.view", "import.run", "link.claim", "pack.build"],
    ),
    ("assurer", "Assurer", "governance", [*_READ, "activity.view"]),
    ("work-owner", "Work owner or project manager", "unit", [*_READ, *_WORK, "link.claim"]),
    ("member", "Member", "unit", [*_READ, "link.claim", "strategy.check_in"]),
    ("attendee", "Attendee", "unit", ["pack.view", "strategy.view"]),
]


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Add what is missing; what the organisation has changed stays as it is."""
    node_type: Any = apps.get_model("organisation", "NodeType")
    for position, (key, label, plural) in enumerate(NODE_TYPES):
        node_type.objects.get_or_create(key=key, defaults={"label": label, "plural": plural, "position": position})
    role: Any = apps.get_model("organisation", "Role")
    for position, (key, label, home, rights) in enumerate(ROLES, start=1):
        values = {"label": label, "home": home, "rights": sorted(rights), "position": position * 10}
        role.objects.get_or_create(key=key, defaults=values)


def unseed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take away what nobody uses."""
    apps.get_model("organisation", "NodeType").objects.filter(
        key__in=[key for key, *_ in NODE_TYPES], nodes__isnull=True
    ).delete()
    apps.get_model("organisation", "Role").objects.filter(
        key__in=[key for key, *_ in ROLES], memberships__isnull=True
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]

    operations = [migrations.RunPython(seed, unseed)]
