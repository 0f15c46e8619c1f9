"""A tier's database, loaded once and kept for the next run."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from bench.servers import ROOT
from big.servers.errors import ServersError
from big.servers.folder import Folder

_LOADER = ROOT / "governance" / "demo" / "scale"


def make_ready(folder: Folder, tier: str) -> None:
    """Migrate, load the tier into an empty database, and gather the static files. Raises ServersError.

    A tier that was loaded by another version of the loader stays as it is, with a word: its rows are still rows, and
    who wants the new ones removes the folder.
    """
    _manage("migrate", "--verbosity=0", "--no-input")
    stamp = folder.path / "loaded-by"
    if not stamp.exists():
        sys.stdout.write(f"Loading tier {tier} into {folder.path} ...\n")
        sys.stdout.flush()
        _manage("load_demo", "--scale", tier)
        stamp.write_text(digest())
    elif stamp.read_text() != digest():
        sys.stdout.write(f"Another version of the loader loaded tier {tier}; to load it anew, remove {folder.path}.\n")
    if not (folder.path / "static").exists():
        _manage("prepare_static", "--no-input", "--verbosity=0")


def digest() -> str:
    """The checksum of the loader's modules."""
    whole = hashlib.sha256()
    for place in sorted(_LOADER.glob("*.py")):
        whole.update(place.read_bytes())
    return whole.hexdigest()


def default_folder(tier: str) -> Folder:
    """Where a tier is kept: BIG_BENCH_VAR, or a folder of its own under `var`; never that of a running product."""
    return Folder(Path(os.environ.get("BIG_BENCH_VAR") or ROOT / "var" / "bench" / tier).absolute())


def _manage(*words: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=False)
    if done.returncode:
        raise ServersError(f"manage.py {words[0]} failed with status {done.returncode}.")
