"""Fixtures that every test may ask for; the servers themselves come from tests/plugin.py."""

from tests.browser import chromium
from tests.database import django_db_modify_db_settings
from tests.flush import flush_empties_the_audit_log
from tests.fresh import fresh_clock, one_connection
from tests.worker import celery_worker_process

__all__ = [
    "celery_worker_process",
    "chromium",
    "django_db_modify_db_settings",
    "flush_empties_the_audit_log",
    "fresh_clock",
    "one_connection",
]
