"""Static files named by their content and compressed once, without long seconds spent on what nobody loads."""

from pathlib import Path
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Brotli at its best takes a second for each 200 KB. Beyond this size (the API's browser) gzip has to do.
_LARGE = 150_000


class _FrugalCompressor(Compressor):  # type: ignore[misc]
    """Whitenoise's own, with source maps left as they are and large files pressed less hard."""

    def __init__(self, **options: Any) -> None:
        options["extensions"] = (*self.SKIP_COMPRESS_EXTENSIONS, "map")
        super().__init__(**options)
        self._quick = Compressor(**{**options, "use_brotli": False})

    def compress(self, path: str) -> list[str]:
        """Write the compressed neighbours of the file at `path`; return their paths."""
        large = Path(path).stat().st_size > _LARGE
        made: list[str] = self._quick.compress(path) if large else super().compress(path)
        return made


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """What `collectstatic` fills, and what `{% static %}` asks for names."""

    def create_compressor(self, **options: Any) -> Compressor:
        """The compressor for all files of one run."""
        return _FrugalCompressor(**options)
