"""A panel that an upper app puts on Home is drawn as on every other page: by its template, which is given the panel."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from big.registry import pages
from tests.governance.shapes import hold, viewer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["main", "side"])
def test_a_panel_draws_its_own_section(client: Client, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    hold()
    sight = SimpleNamespace(links=[], linked=0, may_claim=False)
    panel = SimpleNamespace(
        key="risks", title="Risks near appetite", template="okr/_work_sight.html", context={"sight": sight}
    )
    monkeypatch.setattr(pages, "panels_for", lambda *_, **asked: [panel] if asked["place"] == place else [])
    client.force_login(viewer())
    page = client.get(reverse("governance:home")).content.decode()
    assert page.count('<h2 id="h-risks">Risks near appetite</h2>') == 1
    assert page.count('aria-labelledby="h-risks"') == 1
