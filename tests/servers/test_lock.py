"""The lock of the product holds all that the product imports, so that it runs without what only the tests bring."""

import re
import subprocess
import sys

from django.conf import settings

# Hides whatever is not in the lock, as on a machine where only `make setup` ran; then imports everything of ours, and
# what the running product loads besides: web server, worker with its transport, object store, PDF.
LOADS = """
import importlib, importlib.metadata, pkgutil, re, sys

locked = set(sys.argv[1:])
normal = lambda name: re.sub(r"[-_.]+", "-", name).lower()
hidden = {
    module
    for module, owners in importlib.metadata.packages_distributions().items()
    if not any(normal(owner) in locked for owner in owners)
}

class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hide())
import django
django.setup()
for name in ["big", "portfolio", "okr", "raid", "governance"]:
    for found in pkgutil.walk_packages(importlib.import_module(name).__path__, name + "."):
        if ".settings_test" not in found.name:
            importlib.import_module(found.name)
import celery.apps.worker, celery.beat, celery.concurrency.prefork, storages.backends.s3, weasyprint
import gunicorn.app.wsgiapp, gunicorn.workers.gthread
from big.celery import app
print(app.connection_for_read().transport, app.backend)
print("HIDDEN", *sorted(hidden))
"""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_product_runs_on_its_lock_alone() -> None:
    lock = (settings.BASE_DIR / "requirements.txt").read_text()
    locked = {_normal(name) for name in re.findall(r"(?m)^([A-Za-z0-9][A-Za-z0-9._-]*)==", lock)}
    command = [sys.executable, "-c", LOADS, *sorted(locked)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR, check=False)
    assert ran.returncode == 0, ran.stderr
    assert {"pytest", "playwright"} <= set(ran.stdout.split("HIDDEN", 1)[1].split())
