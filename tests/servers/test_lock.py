"""The lock of the product holds all that the product imports, so that it runs without what only the tests bring."""

import re
import subprocess
import sys

from django.conf import settings

# Everything of ours, and what the running product imports besides: the web server and the worker's transport.
LOADS = """
import importlib, importlib.metadata, pkgutil, sys
import django
django.setup()
ours = ["big", "portfolio", "okr", "raid", "governance"]
for name in ours:
    for found in pkgutil.walk_packages(importlib.import_module(name).__path__, name + "."):
        if ".settings_test" not in found.name:
            importlib.import_module(found.name)
import celery.apps.worker, celery.beat, celery.concurrency.prefork, storages.backends.s3, weasyprint
import gunicorn.app.wsgiapp, gunicorn.workers.gthread
from big.celery import app
app.connection_for_read().transport_cls and app.connection_for_read().transport
app.backend
importlib.import_module("django.core.management.commands.migrate")
names = importlib.metadata.packages_distributions()
used = {each for module in list(sys.modules) for each in names.get(module.split(".")[0], [])}
print("USED", *sorted(used))
"""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_the_product_imports_is_in_its_lock() -> None:
    """Namespace packages count for each distribution that shares the name, so those must all be locked."""
    locked = {
        _normal(line.split("==")[0])
        for line in (settings.BASE_DIR / "requirements.txt").read_text().splitlines()
        if re.match(r"[a-zA-Z0-9]", line)
    }
    ran = subprocess.run(
        [sys.executable, "-c", LOADS], capture_output=True, text=True, cwd=settings.BASE_DIR, check=False
    )
    assert ran.returncode == 0, ran.stderr
    used = {_normal(name) for name in ran.stdout.split("USED", 1)[1].split()}
    assert {"django", "celery", "kombu", "redis", "weasyprint", "gunicorn"} <= used
    assert used - locked - {"pip", "setuptools"} == set()
