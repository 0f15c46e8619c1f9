"""docker-compose.yml holds what production needs; Docker itself is not asked."""

import re
from typing import Any

import yaml

from tests.servers.processes import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(TEXT)["services"]


def test_every_piece_is_there_and_looked_after() -> None:
    assert SERVICES.keys() == {"migrate", "web", "worker", "beat", "db", "redis"}
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"migrate"}


def test_no_secret_has_a_default() -> None:
    for name in ("SECRET_KEY", "DATABASE_PASSWORD", "DATABASE_OWNER_PASSWORD", "BIG_HOSTS"):
        uses = re.findall(rf"\${{{name}([^}}]*)}}", TEXT)
        assert uses
        assert all(use.startswith(f":?Set {name} to ") for use in uses), name


def test_only_migrate_knows_the_owner() -> None:
    owners = {name for name, service in SERVICES.items() if "DATABASE_OWNER_URL" in service.get("environment", {})}
    assert owners == {"migrate"}
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_what_runs_runs_as_nobody_in_particular() -> None:
    assert "USER big" in (ROOT / "Dockerfile").read_text()
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]
