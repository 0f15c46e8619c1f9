"""One stylesheet for every page, put together from static/css when static files are collected or looked for.

Eighteen small files are good to write and bad to load. An app drops its file into static/css and is done; nothing is
built by hand and nothing generated is in the repository. `pack.css` stays apart, since only packs need it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME: Final = "css/sightline.css"
# The first must stand first, because it names the layers; print comes last; whatever an app adds stands between.
_FIRST: Final = ("tokens", "fonts", "base", "shell", "marks", "components", "forms", "tables", "charts", "pages")
_LAST: Final = ("print",)
_APART: Final = ("pack",)
_STRING = re.compile(r"(\"[^\"]*\"|'[^']*')")


def sources() -> list[Path]:
    """The files of the stylesheet, in order."""
    found = {path.stem: path for path in (settings.BASE_DIR / "static" / "css").glob("*.css")}
    others = sorted(found.keys() - {*_FIRST, *_LAST, *_APART})
    return [found[name] for name in (*_FIRST, *others, *_LAST) if name in found]


def bundle() -> str:
    """The whole stylesheet, without comments and needless space."""
    return "".join(shrunk(path.read_text()) for path in sources())


def shrunk(css: str) -> str:
    """The same rules in less room; what stands in quotes is left alone."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    parts = _STRING.split(bare)
    for at in range(0, len(parts), 2):
        text = re.sub(r"\s+", " ", parts[at])
        parts[at] = re.sub(r" ?([{};,]) ?", r"\1", text).replace(": ", ":").replace(";}", "}")
    return "".join(parts).strip()


def _made() -> Path:
    """The folder that holds the stylesheet as it is now."""
    text = bundle()
    folder = Path(settings.VAR) / "styles" / hashlib.blake2s(text.encode(), digest_size=6).hexdigest()
    target = folder / NAME
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_suffix(f".{id(text)}.half")
        half.write_text(text)
        half.replace(target)
    return folder


class StyleFinder(BaseFinder):
    """Finds the stylesheet as a static file."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file, if `path` is its name."""
        if path != NAME:
            return []
        found = str(_made() / NAME)
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """The one file with the storage that holds it."""
        yield NAME, FileSystemStorage(location=_made())
