"""How gunicorn serves the product, in the demo and in production: `gunicorn -c python:big.gunicorn big.wsgi`."""

import gc
from typing import Any

from big import env
from big.logs import SecretFilter

bind = env.text("BIG_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = env.number("BIG_WEB_WORKERS", 2, least=1)
threads = env.number("BIG_WEB_THREADS", 4, least=1)
timeout = 60
graceful_timeout = env.number("BIG_WEB_GRACE_SECONDS", 20)
keepalive = 5
# Loaded once and then divided: a start and the memory of one process less for each worker.
preload_app = True
# Now and then a fresh process, not all at once.
max_requests, max_requests_jitter = 5_000, 500
control_socket_disable = True
accesslog = "-" if env.flag("BIG_ACCESS_LOG", default=False) else None
forwarded_allow_ips = env.text("BIG_FORWARDED_ALLOW_IPS", "127.0.0.1")


def on_starting(server: Any) -> None:
    """Keep the secrets of links out of the log of requests, too: gunicorn writes it past Django's logging."""
    server.log.access_log.addFilter(SecretFilter())


def pre_fork(server: Any, worker: Any) -> None:
    """What is loaded by now is never garbage: not looked through again, and its pages stay shared."""
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Look for cycles among the old more seldom: figures that are kept (big.history.kept) are many and have none."""
    gc.set_threshold(20_000, 20, 50)
