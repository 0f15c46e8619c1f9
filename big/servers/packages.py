"""What the operating system must add: Pango for the PDFs, Chromium for the browser tests. Installed if that can be.

`python -m big.servers.packages pango browser poppler` installs what is missing: as root with apt; otherwise Pango's
packages are unpacked into the environment, from where `prepare_pango` loads them. What cannot be had is said, with
the command to type, and is no error: everything else runs without it.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# In the order in which they need each other, as far as the names go; the loader tries again where it was wrong.
_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
)
_UNPACKED = Path(sys.prefix) / "syslibs"
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{unpacked}/usr/share/fonts</dir><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>
  <cachedir>{unpacked}/cache</cachedir>
</fontconfig>
"""


def prepare_pango() -> None:
    """Load the unpacked libraries by path, so that WeasyPrint finds them by name; call it before importing it.

    Does nothing where the system has its own, or nothing was unpacked.
    """
    if not _UNPACKED.is_dir() or system_has_pango():
        return
    os.environ.setdefault("FONTCONFIG_FILE", str(_UNPACKED / "fonts.conf"))
    waiting = sorted(_UNPACKED.rglob("*.so.*"))
    while waiting:
        left = [path for path in waiting if not _load(str(path))]
        if len(left) == len(waiting):
            break
        waiting = left


def system_has_pango() -> bool:
    """Whether every library that WeasyPrint wants can be loaded by name."""
    return all(_load(name) for name in _LIBRARIES)


def _load(name: str) -> bool:
    try:
        ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


def _has_pango() -> bool:
    # In a process of its own, because a library once loaded answers to its name.
    code = "from big.servers import packages as p; p.prepare_pango(); raise SystemExit(not p.system_has_pango())"
    root = Path(__file__).resolve().parents[2]
    return subprocess.run([sys.executable, "-c", code], check=False, cwd=root).returncode == 0


@dataclass(frozen=True)
class Need:
    """One thing the system must provide."""

    is_met: Callable[[], bool]
    packages: tuple[str, ...]
    without: str
    can_unpack: bool = False


NEEDS = {
    "pango": Need(
        _has_pango,
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig-config"),
        "packs cannot be made as PDF",
        can_unpack=True,
    ),
    "browser": Need(
        lambda: bool(os.environ.get("BIG_CHROMIUM") or shutil.which("chromium")),
        ("chromium",),
        "the browser tests are skipped",
    ),
    "poppler": Need(
        lambda: bool(shutil.which("pdftotext")), ("poppler-utils",), "tests that read a finished PDF are skipped"
    ),
}


def provide(name: str) -> bool:
    """Have the need called `name` met if that can be; otherwise say what is missing and how to get it."""
    need = NEEDS[name]
    if need.is_met():
        return True
    can_install = bool(shutil.which("apt-get"))
    tried = Path(sys.prefix) / f"tried-{name}"
    if tried.exists():
        pass  # once is enough: without a network every start would wait for the same failure
    elif can_install and os.geteuid() == 0:
        _say(f"Installing {', '.join(need.packages)} ...")
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *need.packages)
    elif can_install and need.can_unpack:
        _say(f"Unpacking {', '.join(need.packages)} into {_UNPACKED} ...")
        _unpack(need.packages)
    if need.is_met():
        return True
    with contextlib.suppress(OSError):
        tried.touch()
    names = " ".join(need.packages)
    how = f"apt-get install --no-install-recommends {names}" if can_install else f"your system's packages like {names}"
    _say(f"Without them {need.without}; the rest works. As root: {how}")
    return False


def _apt(*words: str, cwd: Path | None = None) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    command = ["apt-get", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=30", *words]
    return subprocess.run(command, check=False, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=2).returncode == 0


def _unpack(packages: tuple[str, ...]) -> None:
    """Fetch `packages` and what they need beyond what is installed, with apt's lists in a folder of our own."""
    half = _UNPACKED.with_name("syslibs.half")
    shutil.rmtree(half, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="big-apt-") as name:
        place = Path(name)
        for part in ("lists/partial", "cache/archives/partial", "debs"):
            (place / part).mkdir(parents=True)
        own = ["-o", f"Dir::State::Lists={place}/lists", "-o", f"Dir::Cache={place}/cache", "-o", "APT::Sandbox::User="]
        _apt(*own, "-qq", "update")
        listed = subprocess.run(
            ["apt-get", *own, "-s", "install", "--no-install-recommends", *packages],  # noqa: S607 - found on PATH
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
        )
        wanted = [line.split()[1] for line in listed.stdout.splitlines() if line.startswith("Inst ")]
        if not wanted or not _apt(*own, "-qq", "download", *wanted, cwd=place / "debs"):
            return
        for package in (place / "debs").glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, half], check=False)  # noqa: S607 - found on PATH
    (half / "fonts.conf").write_text(_FONTS.format(unpacked=_UNPACKED))
    shutil.rmtree(_UNPACKED, ignore_errors=True)
    half.rename(_UNPACKED)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    # A list, not a generator: each need is looked at, even after one that could not be met.
    [provide(word) for word in sys.argv[1:]]
