"""`python -m bench --tier M`: servers of its own, a tier that is loaded once, and one run of measurements."""

import argparse
import os
import sys
from importlib import import_module

import django

from bench.tier import default_folder, make_ready
from bench.unit.table import make_table
from big.servers import embedded


def main() -> int:
    """Read the words, borrow the servers of the tier's folder, run; the status says whether the aims are met."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--tier", default="M", choices=["XS", "S", "M"])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="only pages whose name or kind holds one of these, with commas")
    parser.add_argument("--no-pack", action="store_true", help="build no pack at the end")
    given = parser.parse_args()
    for name in ("DATABASE_URL", "REDIS_URL", "DATABASE_OWNER_URL", "SECRET_KEY"):
        os.environ.pop(name, None)
    folder = default_folder(given.tier)
    os.environ |= {"BIG_VAR": str(folder.path), "DJANGO_SETTINGS_MODULE": "big.settings"}
    try:
        with embedded.borrowed():
            make_ready(folder, given.tier)
            make_table(os.environ["DATABASE_OWNER_URL"])
            django.setup()
            # Only now: models exist once Django is set up, and it is set up once the servers run.
            run = import_module("bench.run").run
            status: int = run(folder, given.tier, given.rounds, given.only, with_pack=not given.no_pack)
            return status
    except embedded.ServersError as error:
        sys.exit(f"bench: {error}")


if __name__ == "__main__":
    sys.exit(main())
