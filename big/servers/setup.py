"""`make setup`: a virtual environment with exactly what the lock names. Run by the system's Python, so stdlib only.

`python3 -m big.servers.setup VENV base|dev` does nothing where the environment already matches the lock.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {"base": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
NEEDED = (3, 11)


def main(words: list) -> int:  # type: ignore[type-arg]  # read by old Pythons too, to tell them that they are old
    """Make or bring up to date the environment; return an exit status."""
    if sys.version_info < NEEDED:
        return say(f"This is Python {sys.version.split()[0]}. 3.11 or later is needed: make PYTHON=python3.12 ...")
    venv, kind = Path(words[0]).absolute(), words[1]
    if is_ready(venv, kind):
        return 0
    if not (venv / "bin" / "python").exists() or not runs(venv):
        status = create(venv)
        if status:
            return status
    say(f"Installing the packages of {LOCKS[kind].name} into {venv} ...")
    command = [str(venv / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--no-input", "-qq", "-r", str(LOCKS[kind])]
    if os.geteuid() == 0:
        command.append("--root-user-action=ignore")
    if subprocess.run(command, check=False).returncode:
        return say("The packages could not be installed; pip says why above.")
    stamp(venv, kind).write_text(digest(kind))
    return 0


def is_ready(venv: Path, kind: str) -> bool:
    """Whether the environment holds what the lock `kind` names; the dev lock holds all of the base lock."""
    kinds = ["base", "dev"] if kind == "base" else ["dev"]
    made = [name for name in kinds if stamp(venv, name).exists() and stamp(venv, name).read_text() == digest(name)]
    return bool(made) and runs(venv)


def runs(venv: Path) -> bool:
    """Whether the environment's Python still starts; its system Python may have been replaced."""
    try:
        return subprocess.run([str(venv / "bin" / "python"), "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def create(venv: Path) -> int:
    """Make the environment, or say what the system lacks."""
    try:
        import ensurepip  # noqa: F401 - Debian keeps it in a package of its own
        import venv as _  # noqa: F401
    except ImportError:
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        return say(f"This Python cannot make virtual environments. As root: apt-get install {name}")
    say(f"Making the environment {venv} ...")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=False)
    if made.returncode:
        return say(f"The environment {venv} could not be made.")
    return 0


def stamp(venv: Path, kind: str) -> Path:
    """The file that says which lock the environment was made from."""
    return venv / f"installed-{kind}"


def digest(kind: str) -> str:
    """The lock's checksum."""
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def say(line: str) -> int:
    """Tell the user; the status is that of a failure, for whoever returns it."""
    sys.stderr.write(line + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
