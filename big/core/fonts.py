"""The five faces of the look, cut from the variable fonts of their packages into small static files.

Nothing third-party is in the repository: the first call cuts the fonts (some twenty seconds of one core), later calls
find them. They depend on the installed packages alone, so they are kept in the virtual environment, where every
organisation and test run finds them; where that cannot be written to, in VAR. The web gets WOFF2 through the
staticfiles finder below, packs get TrueType by `assets()`.
"""

import hashlib
import io
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

_RECIPE = "4"  # raise it when anything below changes what is cut
_LATIN = [
    range(0x20, 0x180),
    range(0x218, 0x21C),
    range(0x1E80, 0x1E86),
    range(0x1E9E, 0x1E9F),
    range(0x1EF2, 0x1EF4),
    range(0x2010, 0x2040),
    range(0x2074, 0x2075),
    range(0x20A0, 0x20C0),
    range(0x2116, 0x2123),
    range(0x2190, 0x2194),
    range(0x2206, 0x2207),
    range(0x2211, 0x2213),
    range(0x2248, 0x2266),
    range(0x2713, 0x2714),
    range(0xFB01, 0xFB03),
]
_MORE = [range(0x300, 0x330), range(0x180, 0x250), range(0x400, 0x460), range(0x1E00, 0x1F00), range(0x25A0, 0x25D0)]
_FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "tnum", "lnum", "pnum", "case", "rvrn"]


@dataclass(frozen=True, slots=True)
class Face:
    """One static face: its file name, where it is cut from, and at which point of the variable axes."""

    name: str
    package: str
    source: str
    axes: tuple[tuple[str, float], ...]
    wide: bool = False


FACES = (
    Face("geist-400", "fontpkg_geist", "Geist[wght].ttf", (("wght", 400),), wide=True),
    Face("geist-500", "fontpkg_geist", "Geist[wght].ttf", (("wght", 500),), wide=True),
    Face("geist-600", "fontpkg_geist", "Geist[wght].ttf", (("wght", 600),), wide=True),
    Face("newsreader-400", "fontpkg_newsreader", "Newsreader[opsz,wght].ttf", (("opsz", 28), ("wght", 400))),
    Face(
        "newsreader-400-italic", "fontpkg_newsreader", "Newsreader-Italic[opsz,wght].ttf", (("opsz", 18), ("wght", 400))
    ),
)


def folder() -> Path:
    """The folder with fonts/NAME.woff2 and fonts/NAME.ttf; cut on first use, whole or not at all."""
    places = [Path(sys.prefix) / "var" / "sightline-fonts" / _stamp(), Path(settings.VAR) / "fonts" / _stamp()]
    for place in places:
        if place.is_dir():
            return place
    in_environment = sys.prefix != sys.base_prefix and os.access(sys.prefix, os.W_OK)
    target = places[0] if in_environment else places[1]
    _cut_into(target)
    return target


def assets() -> dict[str, tuple[bytes, str]]:
    """The faces for `big.pdf`, by the name after `pack:`."""
    return {f"fonts/{face.name}.ttf": (_read(folder() / "fonts" / f"{face.name}.ttf"), "font/ttf") for face in FACES}


@lru_cache(maxsize=64)
def outline(text: str, size: float, face: str = "geist-600") -> tuple[str, float]:
    """The path of a short text at `size`, standing on y = 0, and its width: for images, which have no fonts."""
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(_read(folder() / "fonts" / f"{face}.ttf")))
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = size / font["head"].unitsPerEm
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
    x = 0.0
    for letter in text:
        glyph = glyphs[names[ord(letter)]]
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, 0)))
        x += glyph.width * scale
    return pen.getCommands(), x


@lru_cache(maxsize=len(FACES))
def _read(path: Path) -> bytes:
    return path.read_bytes()


@lru_cache(maxsize=1)
def _stamp() -> str:
    parts = [_RECIPE, *(version(name) for name in ("fontpkg-geist", "fontpkg-newsreader", "fonttools"))]
    return hashlib.blake2s("|".join(parts).encode(), digest_size=6).hexdigest()


def _cut_into(target: Path) -> None:
    """Cut beside the target and move into place: of two processes that start at once, one move wins."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="cutting-", dir=target.parent))
    try:
        (work / "fonts").mkdir()
        for face in FACES:
            plain, packed = _cut(face)
            (work / "fonts" / f"{face.name}.ttf").write_bytes(plain)
            (work / "fonts" / f"{face.name}.woff2").write_bytes(packed)
        work.chmod(0o755)
        try:
            work.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _source(face: Face) -> Path:
    spec = find_spec(face.package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"The font package {face.package} is not installed. Run `make setup`.")
    return Path(spec.submodule_search_locations[0]) / "files" / face.source


def _cut(face: Face) -> tuple[bytes, bytes]:
    """The face as TrueType and as WOFF2. fontTools is imported here, because no later start needs it."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    for noisy in ("fontTools.subset", "fontTools.varLib", "fontTools.ttLib"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    font = TTFont(_source(face), recalcTimestamp=False)
    font = instantiateVariableFont(font, dict(face.axes), inplace=True, optimize=False)
    options = Options()
    options.layout_features = _FEATURES
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["meta", "DSIG", "STAT"]
    cutter = Subsetter(options)
    wanted: Iterable[range] = _LATIN + _MORE if face.wide else _LATIN
    cutter.populate(unicodes=[point for points in wanted for point in points])
    cutter.subset(font)
    plain, packed = io.BytesIO(), io.BytesIO()
    font.save(plain)
    font.flavor = "woff2"
    font.save(packed)
    return plain.getvalue(), packed.getvalue()


class FontFinder(BaseFinder):
    """Finds the cut faces as static files fonts/NAME.woff2."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file of `path`, if it is one of ours."""
        name = path.replace(os.sep, "/")
        if name not in {f"fonts/{face.name}.woff2" for face in FACES}:
            return []
        found = str(folder() / name)
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every face with the storage that holds it."""
        storage = FileSystemStorage(location=folder())
        for face in FACES:
            yield f"fonts/{face.name}.woff2", storage
