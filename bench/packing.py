"""Builds one pack in a process of its own, as the worker does, and says as JSON what it took."""

import json
import os
import resource
import sys
import time

import django


def main() -> None:
    """Build the pack of the node at the top, asked for by the administrator."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "big.settings")
    django.setup()
    # Only now: models exist once Django is set up.
    from big.accounts.models import User
    from big.jobs.services import run_job
    from big.organisation.models import Node
    from governance.demo.scale.organisation import ADMINISTRATOR
    from governance.models.packs import Pack
    from governance.services.packs import request_pack

    node = Node.objects.get(parent=None)
    pack, job = request_pack(node.pk, actor=User.objects.get(email=ADMINISTRATOR))
    began, spent = time.perf_counter(), time.process_time()
    run_job(job.pk)
    took, spent = time.perf_counter() - began, time.process_time() - spent
    made = Pack.objects.get(pk=pack.pk)
    job.refresh_from_db()
    said = {
        "pages": made.pages,
        "seconds": took,
        "cpu_seconds": spent,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "problem": job.problem,
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
