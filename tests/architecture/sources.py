"""The repository's own files, read once, for the rules that no linter knows."""

import ast
import functools
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
APPS = ["big", "portfolio", "okr", "raid", "governance"]
"""From the lowest to the uppermost: each may know what stands before it."""


@dataclass(frozen=True)
class Source:
    """One file of the repository."""

    path: str
    text: str

    @property
    def app(self) -> str:
        """The top folder, an app or not."""
        return self.path.split("/", 1)[0]

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


@functools.cache
def sources(suffix: str) -> tuple[Source, ...]:
    """Every file of the repository that ends so; by walking, since an unpacked archive has no git."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in [*APPS, "bench", "templates", "static", "tests", "docs", ".ci"]:
        found += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    kept = sorted(path for path in found if path.name.endswith(suffix))
    assert kept, f"no file ends in {suffix}"
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text()) for path in kept)


def code() -> list[Source]:
    """The product's own Python: neither tests nor migrations."""
    return [each for each in sources(".py") if each.app in APPS and "/migrations/" not in each.path]


def templates() -> list[Source]:
    """Every template of the product."""
    return [each for each in sources(".html") if each.app == "templates"]
