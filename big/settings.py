"""The settings, from the environment alone: the same file for a laptop, the demo and production.

Nothing here knows "production": the defaults are the safe ones, and what is needed but missing stops the start
with a sentence. `manage.py` fills in SECRET_KEY, DATABASE_URL and REDIS_URL when it runs on servers of its own
(big/servers). docs/operations.md lists every variable.
"""

from pathlib import Path
from typing import Any

from big import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("BIG_VAR", str(BASE_DIR / "var"))).absolute()

# Secrets and addresses -----------------------------------------------------------------------------------------------

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", "")
DEBUG = env.flag("BIG_DEBUG", default=False)
ALLOWED_HOSTS = env.words("BIG_HOSTS")

# Transport: https everywhere, unless this is a machine talking to itself.
INSECURE_HTTP = env.flag("BIG_INSECURE_HTTP", default=False)
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else env.number("BIG_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_HTTP
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_HTTP
# The whole address of the site, for what is written with no request about: mail.
SITE = env.site("BIG_SITE", ALLOWED_HOSTS, bind=env.text("BIG_BIND", "127.0.0.1:8000"), insecure=INSECURE_HTTP)
if env.flag("BIG_BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("BIG_PROXIES", 0)

# The application -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "big.core",
    "big.history",
    "big.api",
    "big.accounts",
    "big.organisation",
    "big.audit",
    "big.documents",
    "big.jobs",
    "big.notify",
    "big.webhooks",
    "big.imports",
    "portfolio",
    "okr",
    "raid",
    "governance",
]

MIDDLEWARE = [
    "big.core.health.HealthMiddleware",
    "big.logs.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "big.core.middleware.CompressPagesMiddleware",
    "big.security.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "big.accounts.middleware.SessionSeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "big.clock.ClockMiddleware",
    "big.history.middleware.AsOfMiddleware",
    "big.core.middleware.SignInAgainMiddleware",
    "big.core.middleware.FaultsMiddleware",
]

ROOT_URLCONF = "big.urls"
WSGI_APPLICATION = "big.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "big.core.context.page",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]

LANGUAGE_CODE = "en-gb"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Data ----------------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.database(env.text("DATABASE_URL")),
        "CONN_MAX_AGE": env.number("BIG_DATABASE_KEEP_SECONDS", 60),
        "CONN_HEALTH_CHECKS": True,
    }
}
# The same database, for reading what was recorded by a past moment: big/history.
DATABASES["past"] = {**DATABASES["default"], "TEST": {"MIRROR": "default"}}
DATABASE_ROUTERS = ["big.history.router.Router"]
# The role that owns the tables. Migrations run as it, everything else as the lesser role of DATABASE_URL.
DATABASE_OWNER = (
    env.database(env.text("DATABASE_OWNER_URL"), name="DATABASE_OWNER_URL")
    if env.text("DATABASE_OWNER_URL", "")
    else None
)

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis(REDIS_URL, shift=1),
        "KEY_PREFIX": "big",
        "OPTIONS": {"socket_timeout": 5, "socket_connect_timeout": 2},
    }
}

STORAGES = {
    "default": env.files("BIG_FILES", VAR / "files"),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "big.core.static.StaticStorage"
    },
}
AUDIT_ANCHORS = Path(env.text("BIG_ANCHORS", str(VAR / "anchors")))
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("BIG_STATIC", str(VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "big.core.fonts.FontFinder",
    "big.core.styles.StyleFinder",
]
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# Background work -----------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.broker(REDIS_URL)
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A message that a killed worker held comes back after this long: longer than the longest task. The throttle
    # of 1 keeps the search for such messages at every ten seconds instead of every hundred.
    "visibility_timeout": 360,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
    "socket_keepalive": True,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
# A page must not wait for a dead broker: the job's row stands, and the sweep sends it again.
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 700_000
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"

# What beat sends, and every how many seconds.
BEAT: dict[str, tuple[str, float]] = {
    "api.clear": ("big.clear_kept_answers", 3600.0),
    "jobs.sweep": ("big.sweep_jobs", 60.0),
    "documents.sweep": ("big.sweep_files", 24 * 3600.0),
    "audit.seal": ("big.seal_audit", 10.0),
    "audit.anchor": ("big.anchor_audit", 3600.0),
    "history.fold": ("big.fold_turns", 300.0),
    "notify.deliver": ("big.deliver_messages", 60.0),
    "webhooks.deliver": ("big.deliver_webhooks", 20.0),
    "webhooks.clear": ("big.clear_webhook_deliveries", 24 * 3600.0),
    "okr.remind": ("okr.send_reminders", 180.0),
}
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}} for name, (task, seconds) in BEAT.items()
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "run" / "beat-schedule")

# People and sessions -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["big.accounts.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

# Signing in, by django-allauth: big/accounts.
ACCOUNT_ADAPTER = "big.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "big.accounts.forms.SignInForm",
    "change_password": "big.accounts.forms.PasswordChangeForm",
    "set_password": "big.accounts.forms.PasswordSetForm",
    "reset_password": "big.accounts.forms.PasswordResetForm",
    "reset_password_from_key": "big.accounts.forms.PasswordKeyForm",
    "user_token": "big.accounts.forms.LinkUserForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS: dict[str, str] = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    # Links in mails: nobody guesses 256 bits, but nobody need try either.
    "mail_link": "60/m/ip",
}
USERSESSIONS_TRACK_ACTIVITY = False  # big.accounts.middleware does, without a write for each page

# In the database, so that losing Redis signs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# With no mail server named, mail is kept where administrators read it: big/notify/capture.py.
EMAIL_HOST = env.text("BIG_MAIL_HOST", "")
EMAIL_BACKEND = env.text(
    "BIG_MAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "big.notify.capture.CaptureBackend",
)
EMAIL_PORT = env.number("BIG_MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("BIG_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("BIG_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("BIG_MAIL_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("BIG_MAIL_FROM", "Sightline <sightline@localhost>")

# API -----------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "big.api.authentication.TokenAuthentication",
        "big.api.authentication.PageAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["big.api.permissions.BelongsToOrganisation"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "big.api.pagination.KeyPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["big.api.parsers.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "big.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": ["big.api.throttling.AccountThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "account": env.text("BIG_API_RATE", "300/min"),
        # For each push token, which writes the readings of one key result.
        "push": env.text("BIG_PUSH_RATE", "60/min"),
    },
    "EXCEPTION_HANDLER": "big.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sightline API",
    "DESCRIPTION": "Every record of the product, read and written by the rules of its pages.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["big.api.permissions.BelongsToOrganisation"],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],  # choices stand where they are used: as components their names would clash
    "ENUM_NAME_OVERRIDES": {
        "RatingEnum": "portfolio.models.status.Rating",
        "AspectMarkEnum": "portfolio.models.status.Mark",
        "StatusMarkEnum": "portfolio.api.shapes.MARKS",
        "ProgressMarkEnum": "okr.api.objective_shapes.MARKS",
        "MilestoneKindEnum": "portfolio.models.milestones.Milestone.Kind",
        "MoneyDirectionEnum": "portfolio.models.money.MoneyLine.Direction",
        "DemandStateEnum": "portfolio.models.people.Demand.State",
        "PurposeStateEnum": "okr.models.purposes.Purpose.State",
        "StatementKindEnum": "okr.models.purposes.Statement.Kind",
        "StatementStateEnum": "okr.models.purposes.Statement.State",
        "StakeholderKindEnum": "okr.models.purposes.Stakeholder.Kind",
        "PlanKindEnum": "okr.models.purposes.Plan.Kind",
        "DriverKindEnum": "okr.models.drivers.Driver.Kind",
        "DriverStateEnum": "okr.models.drivers.Driver.State",
        "ObjectiveKindEnum": "okr.models.objectives.StrategicObjective.Kind",
        "ObjectiveStateEnum": "okr.models.objectives.StrategicObjective.State",
        "ObjectiveLinkKindEnum": "okr.models.objectives.ObjectiveLink.Kind",
        "KeyResultDirectionEnum": "okr.models.key_results.KeyResult.Direction",
        "KeyResultStateEnum": "okr.models.key_results.KeyResult.State",
        "ContributionStateEnum": "okr.models.links.Contribution.State",
        "PackStateEnum": "governance.models.packs.Pack.State",
    },
}

# Webhooks: whether they may reach a private network, and by http. Otherwise an address that somebody enters could make
# this machine talk to its own neighbours: big/webhooks/wire.py.
WEBHOOKS_PRIVATE = env.flag("BIG_WEBHOOKS_PRIVATE", default=False)

# Logs ----------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "big.logs.RequestIdFilter"},
        "secret": {"()": "big.logs.SecretFilter"},
    },
    "formatters": {
        "json": {"()": "big.logs.JsonFormatter"},
        "text": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("BIG_LOG", "json", {"json", "text"}),
            "filters": ["request_id", "secret"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.text("BIG_LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}
