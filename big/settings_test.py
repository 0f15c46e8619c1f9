"""What differs under test: fast passwords, mail kept in memory. Servers come from tests/plugin.py."""

import os
import sys

# The type checker reads these settings too, with no servers about; nothing connects to the placeholders.
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_URL", "postgres://nobody@/none?host=/nonexistent")
os.environ.setdefault("REDIS_URL", "unix:///nonexistent/redis.sock?db=0")
os.environ.setdefault("BIG_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("BIG_INSECURE_HTTP", "1")
os.environ.setdefault("BIG_LOG", "text")

from big.settings import *  # noqa: F403 - everything that this file does not change
from big.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, LOGGING, REST_FRAMEWORK, STORAGES, VAR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A worker of its own sends to where its test looks for mail.
EMAIL_BACKEND = os.environ.get("BIG_TEST_MAIL", "django.core.mail.backends.locmem.EmailBackend")
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = VAR / "static"
if "PYTEST_VERSION" in os.environ:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = False

# A test is one transaction, which no other connection sees: the past is read on the test's own (tests/fresh.py). The
# worker and the site that a test starts are processes of their own, with both.
if "pytest" in sys.modules:
    DATABASES = {"default": DATABASES["default"]}

# Tasks go to the broker as everywhere, and wait there: a test that wants one done starts a worker, or works off the
# queue (tests/worker.py).
if seconds := os.environ.get("BIG_TEST_VISIBILITY_SECONDS"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        **CELERY_BROKER_TRANSPORT_OPTIONS,
        "visibility_timeout": int(seconds),
        "unacked_restore_interval": 1,
    }

# Limits are tested where they matter, with rates of the test's own.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    ("login", "login_failed", "change_password", "reset_password", "reset_password_from_key"), ""
)
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"account": None}}
LOGGING = {**LOGGING, "root": {"handlers": ["stderr"], "level": "WARNING"}}
