#!/usr/bin/env python3
"""The command line: any command works on its own, on servers of its own when the environment names none."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from big.servers import embedded


def main() -> None:
    """Borrow the embedded servers if they are needed, run the command, give them back."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "big.settings")
    try:
        with embedded.borrowed():
            from django.conf import settings
            from django.core.management import execute_from_command_line

            # Read them now: Django would run some commands on half of them before it said what is wrong.
            settings.INSTALLED_APPS  # noqa: B018
            execute_from_command_line(sys.argv)
    except (embedded.ServersError, ImproperlyConfigured) as error:
        sys.exit(f"manage.py: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
