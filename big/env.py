"""Reading settings from the environment, strictly: what is missing or odd stops the start with a sentence."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
_DATABASE_OPTIONS = {
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "connect_timeout",
    "application_name",
    "target_session_attrs",
    "options",
}


class SettingError(ImproperlyConfigured):
    """A setting in the environment is missing or makes no sense; the message says which, and what to write."""


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; with no default it must be set and not empty."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise SettingError(f"{name} is not set. docs/operations.md says what it is for and what to put there.")
    return default


def flag(name: str, *, default: bool) -> bool:
    """A yes or no; anything else is refused rather than guessed."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        raise SettingError(f"{name} is {value!r}. Write 1 or 0.")
    return value in _TRUE


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise SettingError(f"{name} is {value!r}. Write a whole number of {least} or more.")
    return int(value)


def words(name: str, default: str | None = None) -> list[str]:
    """A list of words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def site(name: str, hosts: list[str], *, bind: str, insecure: bool) -> str:
    """The address of the site, such as https://sightline.example.org: as given, or of the first host that has a name.

    Over plain http, which is for one machine, the port is that of the web server. Raises SettingError.
    """
    if given := text(name, ""):
        parts, query = _split(given, name, {"http", "https"})
        if not parts.netloc or parts.path.strip("/") or query:
            raise SettingError(f"{name} is {given!r}. Write it as https://sightline.example.org.")
        return f"{parts.scheme}://{parts.netloc}"
    host = next((each.lstrip(".") for each in hosts if each != "*"), "localhost")
    port = bind.rpartition(":")[2]
    return f"http://{host}{f':{port}' if port.isdecimal() else ''}" if insecure else f"https://{host}"


def choice(name: str, default: str, allowed: set[str]) -> str:
    """One of the `allowed` words."""
    value = text(name, default)
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}. Write one of: {', '.join(sorted(allowed))}.")
    return value


def database(url: str, *, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's connection settings from postgres://user:password@host:port/database?option=value.

    A unix socket is named by its folder, `?host=/folder`, as libpq does. Raises SettingError.
    """
    parts, query = _split(url, name, {"postgres", "postgresql"})
    host, port = query.pop("host", parts.hostname or ""), query.pop("port", str(_port(parts, name) or ""))
    unknown = query.keys() - _DATABASE_OPTIONS
    if unknown:
        raise SettingError(f"{name} has an option this product does not know: {', '.join(sorted(unknown))}.")
    if len(parts.path) < 2:
        raise SettingError(f"{name} names no database. Write postgres://user:password@host:5432/database.")
    return {
        "ENGINE": "big.history.backend",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": query,
    }


def redis(url: str, *, name: str = "REDIS_URL", shift: int = 0) -> str:
    """The same Redis with its database number moved on by `shift`. Raises SettingError."""
    parts, query = _split(url, name, {"redis", "rediss", "unix"})
    db = query.pop("db", "") or ("" if parts.scheme == "unix" else parts.path.strip("/")) or "0"
    if not db.isdecimal():
        raise SettingError(f"{name} has the database {db!r}. Write a number, as in redis://host:6379/0.")
    moved = str(int(db) + shift)
    if parts.scheme == "unix":
        # Not geturl(): it writes one slash where a socket's path needs three.
        return f"unix://{parts.netloc}{parts.path}?{urlencode({**query, 'db': moved}, safe='/')}"
    return parts._replace(path=f"/{moved}", query=urlencode(query, safe="/")).geturl()


def broker(url: str, *, name: str = "REDIS_URL") -> str:
    """The same Redis in the words of Celery, which spells a unix socket in its own way. Raises SettingError."""
    parts, query = _split(redis(url, name=name), name, {"redis", "rediss", "unix"})
    if parts.scheme != "unix":
        return parts.geturl()
    return f"redis+socket://{parts.netloc}{quote(parts.path)}?virtual_host={query['db']}"


def files(name: str, folder: Path) -> dict[str, Any]:
    """Where uploaded files go: a folder, or s3://bucket/prefix?endpoint=...&region=... . Raises SettingError."""
    value = text(name, str(folder))
    if "://" not in value:
        options = {"location": value, "base_url": None, "file_permissions_mode": 0o640}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts, query = _split(value, name, {"s3"})
    unknown = query.keys() - {"endpoint", "region"}
    if unknown or not parts.netloc:
        raise SettingError(f"{name} is not understood. Write s3://bucket/prefix?endpoint=...&region=... or a folder.")
    options = {"bucket_name": parts.netloc, "location": parts.path.strip("/"), "file_overwrite": False}
    options |= {"default_acl": None, "querystring_auth": True}
    if "endpoint" in query:
        options["endpoint_url"] = query["endpoint"]
    if "region" in query:
        options["region_name"] = query["region"]
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _split(url: str, name: str, schemes: set[str]) -> tuple[SplitResult, dict[str, str]]:
    parts = urlsplit(url)
    if parts.scheme not in schemes:
        wanted = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise SettingError(f"{name} starts with {parts.scheme + '://'!r}. It must start with {wanted}.")
    query: Mapping[str, str] = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    return parts, dict(query)


def _port(parts: SplitResult, name: str) -> int | None:
    try:
        return parts.port
    except ValueError as error:
        raise SettingError(f"{name} has a port that is not a number.") from error
