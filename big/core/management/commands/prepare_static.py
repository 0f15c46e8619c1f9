"""`collectstatic` for the demo: skipped while no static file has changed, since compressing them takes seconds."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands import collectstatic


class Command(collectstatic.Command):
    """Django's own command, which does nothing where every file is as it was."""

    def handle(self, **options: Any) -> str | None:
        found, stamp = _found(), Path(self.storage.location).with_suffix(".stamp")
        if stamp.exists() and stamp.read_text() == found:
            return None
        said = super().handle(**options)
        stamp.write_text(found)
        return said


def _found() -> str:
    """Every static file with its time of change."""
    return "\n".join(
        sorted(
            f"{path} {Path(storage.path(path)).stat().st_mtime_ns}"
            for finder in get_finders()
            for path, storage in finder.list([])
        )
    )
