"""The public pages and indicator files that the tests read, beside the checkout."""

from pathlib import Path

import pytest
from django.conf import settings

from okr.files.shapes import NamedFile

DATA: Path = settings.BASE_DIR.parent / "shared" / "data"


def public(*paths: str) -> list[NamedFile]:
    """These files; the test is skipped where the data folder is not on the machine."""
    if not DATA.exists():
        pytest.skip(f"the data folder is not here: {DATA}")
    return [NamedFile(Path(path).name, (DATA / path).read_bytes()) for path in paths]
