"""HTML to PDF, with no way out to the network or to the disk.

What a page needs comes with the call: fonts and images by name as `pack:NAME`, small images as `data:`. Anything else
stops the render. WeasyPrint is imported here, in the worker, when first used: the rest of the product runs without it.
"""

import datetime as dt
import gc
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from big.core import fonts
from big.errors import RuleError
from big.servers.packages import prepare_pango

Asset = tuple[bytes, str]
MOST_INLINE: Final = 2_000_000
_one_at_a_time = threading.Lock()


class PdfUnavailableError(RuleError):
    """The system libraries that draw PDFs are not on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "PDFs cannot be made here: Pango is missing. Run `make setup`, or as root: apt-get install -y"
            " --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
            code="pdf_unavailable",
        )


class BlockedAddressError(Exception):
    """The HTML named something outside the pack; nothing was fetched, and there is no PDF."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document."""

    content: bytes
    pages: int


def render_pdf(
    html: str,
    *,
    assets: Mapping[str, Asset] | None = None,
    identifier: str = "",
    made_at: dt.datetime | None = None,
    laid_out: Callable[[int], None] | None = None,
) -> Pdf:
    """Render a whole HTML document to a tagged PDF/UA-1 with bookmarks and embedded fonts.

    The same HTML, assets, `identifier` and `made_at` give the same bytes. `laid_out` hears the number of pages before
    the file is written. Raises PdfUnavailableError without Pango, BlockedAddressError for a foreign address.
    """
    weasyprint, urls = _weasyprint()
    every = {**fonts.assets(), **(assets or {})}
    with _one_at_a_time, _quiet(made_at):
        try:
            document = weasyprint.HTML(string=html, url_fetcher=_fetcher(urls, every)).render(
                pdf_variant="pdf/ua-1", presentational_hints=False
            )
            pages = len(document.pages)
            if laid_out is not None:
                laid_out(pages)
            content: bytes = document.write_pdf(
                pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode() or None, pdf_tags=True, custom_metadata=True
            )
        except urls.FatalURLFetchingError as error:
            raise BlockedAddressError(str(error)) from error
    return Pdf(content, pages)


def is_available() -> bool:
    """Whether PDFs can be made on this machine."""
    try:
        _weasyprint()
    except PdfUnavailableError:
        return False
    return True


def _weasyprint() -> tuple[Any, Any]:
    prepare_pango()
    try:
        import weasyprint
        from weasyprint import urls
    except OSError as error:
        raise PdfUnavailableError from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of every rule that is meant for screens
    return weasyprint, urls


def _fetcher(urls: Any, assets: Mapping[str, Asset]) -> Any:
    """A fetcher that opens `pack:` names of this call and `data:` addresses of a bearable size, and nothing else."""

    class PackFetcher(urls.URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data", "pack"}, allow_redirects=False, timeout=1)

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme.lower() == "pack" and name in assets:
                body, kind = assets[name]
                return urls.URLFetcherResponse(url, body, {"Content-Type": kind})
            if scheme.lower() != "data" or len(url) > MOST_INLINE:
                raise urls.FatalURLFetchingError(f"not part of this pack: {url[:80]}")
            return super().fetch(url, headers)

    return PackFetcher()


@contextmanager
def _quiet(made_at: dt.datetime | None) -> Iterator[None]:
    """No garbage collection during the render (a quarter of its time), and a fixed date for what the fonts stamp."""
    was_on, before = gc.isenabled(), os.environ.get("SOURCE_DATE_EPOCH")
    gc.disable()
    if made_at is not None:
        os.environ["SOURCE_DATE_EPOCH"] = str(int(made_at.timestamp()))
    try:
        yield
    finally:
        if made_at is not None:
            if before is None:
                os.environ.pop("SOURCE_DATE_EPOCH", None)
            else:
                os.environ["SOURCE_DATE_EPOCH"] = before
        if was_on:
            gc.enable()
