"""A document's page and its nightly sweep, as a browser and the scheduler meet them."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client

from big import clock
from big.celery import app
from big.documents import storing
from big.documents.models import Document, DocumentVersion
from big.documents.services import add_document, store_version
from big.documents.tasks import sweep_files
from tests.factories.organisation import all_rights, member

pytestmark = pytest.mark.django_db


def kept() -> DocumentVersion:
    return add_document(
        "Harbour plan",
        actor=member(all_rights()),
        kind=Document.Kind.PLAN,
        filename="plan.xml",
        content=b"<plan/>",
        content_type="application/xml",
    )


def test_the_page_opens_with_what_is_kept_and_links_to_the_file() -> None:
    version = kept()
    client = Client()
    client.force_login(version.author)
    page = client.get(version.document.get_absolute_url()).content.decode()
    assert f"One version, kept on {clock.today().day} " in page
    assert version.sha256 in page
    answer = client.get(version.get_absolute_url())
    assert answer.getvalue() == b"<plan/>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    store_version(version.document, actor=version.author, filename="b.xml", content=b"<b/>", content_type="text/xml")
    assert "Two versions; the newest is of" in client.get(version.document.get_absolute_url()).content.decode()


def test_the_sweep_runs_every_day_and_keeps_what_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "big.sweep_files" in scheduled
    app.loader.import_default_modules()
    assert "big.sweep_files" in app.tasks
    version = kept()
    storage = version.file.storage
    folder = str(version.file.name).rsplit("/", 1)[0]
    stray = storage.save(f"{folder}/stray", ContentFile(b"left behind"))
    monkeypatch.setattr(storing, "ORPHAN_AFTER", dt.timedelta(seconds=-60))
    sweep_files()
    assert not storage.exists(stray)
    assert storage.exists(str(version.file.name))
