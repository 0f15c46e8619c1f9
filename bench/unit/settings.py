"""As little of Django as serves one list: a database, a cached template, one address."""

from pathlib import Path

from big import env

SECRET_KEY = "the unit keeps no secret"  # noqa: S105 - nothing is signed with it
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["bench.unit"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.unit.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {"default": {**env.database(env.text("DATABASE_URL")), "CONN_MAX_AGE": 60}}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
    }
]
