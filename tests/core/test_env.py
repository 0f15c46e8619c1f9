"""The environment is read strictly: what is odd is refused with a sentence."""

from pathlib import Path

import pytest

from big import env


@pytest.mark.parametrize(("value", "found"), [("1", True), ("True", True), ("off", False), ("", True)])
def test_flag_reads_plain_words(monkeypatch: pytest.MonkeyPatch, value: str, found: bool) -> None:
    monkeypatch.setenv("BIG_X", value)
    assert env.flag("BIG_X", default=True) is found


def test_flag_refuses_an_odd_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIG_X", "maybe")
    with pytest.raises(env.SettingError, match=r"BIG_X is 'maybe'\. Write 1 or 0\."):
        env.flag("BIG_X", default=False)


def test_a_missing_text_says_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIG_X", " ")
    with pytest.raises(env.SettingError, match="BIG_X is not set"):
        env.text("BIG_X")


@pytest.mark.parametrize("value", ["-1", "many", "1.5"])
def test_number_refuses_what_is_not_one(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BIG_X", value)
    with pytest.raises(env.SettingError, match="whole number"):
        env.number("BIG_X", 3)


def test_database_of_a_host() -> None:
    found = env.database("postgres://me:p%40ss@db.example:5433/big?sslmode=require")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "big")
    assert (found["USER"], found["PASSWORD"], found["OPTIONS"]) == ("me", "p@ss", {"sslmode": "require"})


def test_database_on_a_socket() -> None:
    found = env.database("postgres://big@/big?host=/run/x&port=5432")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/x", "5432", {})


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://a@b/c", "must start with postgres://"),
        ("postgres://a@b", "names no database"),
        ("postgres://a@b:x/c", "port that is not a number"),
        ("postgres://a@b/c?shoe=1", "does not know: shoe"),
    ],
)
def test_database_refuses(url: str, sentence: str) -> None:
    with pytest.raises(env.SettingError, match=sentence):
        env.database(url)


@pytest.mark.parametrize(
    ("url", "cache", "broker"),
    [
        ("redis://:pw@h:6379/2", "redis://:pw@h:6379/3", "redis://:pw@h:6379/2"),
        ("rediss://h", "rediss://h/1", "rediss://h/0"),
        ("unix:///a/b.sock?db=4", "unix:///a/b.sock?db=5", "redis+socket:///a/b.sock?virtual_host=4"),
        ("unix:///a/b.sock", "unix:///a/b.sock?db=1", "redis+socket:///a/b.sock?virtual_host=0"),
    ],
)
def test_redis_serves_cache_and_broker(url: str, cache: str, broker: str) -> None:
    assert env.redis(url, shift=1) == cache
    assert env.broker(url) == broker


def test_redis_refuses_a_named_database() -> None:
    with pytest.raises(env.SettingError, match="Write a number"):
        env.redis("redis://h/first")


def test_files_on_an_object_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIG_FILES", "s3://bucket/big?endpoint=https://s3.example&region=eu-west-2")
    found = env.files("BIG_FILES", Path("/var"))
    assert found["BACKEND"] == "storages.backends.s3.S3Storage"
    assert found["OPTIONS"]["endpoint_url"] == "https://s3.example"
    assert (found["OPTIONS"]["bucket_name"], found["OPTIONS"]["location"]) == ("bucket", "big")


def test_files_refuse_an_unknown_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIG_FILES", "s3://bucket?colour=red")
    with pytest.raises(env.SettingError, match="not understood"):
        env.files("BIG_FILES", Path("/var"))


def test_the_address_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIG_SITE", raising=False)
    hosts = ["*", ".sightline.example"]
    assert env.site("BIG_SITE", hosts, bind="0.0.0.0:8000", insecure=False) == "https://sightline.example"
    assert env.site("BIG_SITE", ["localhost"], bind="127.0.0.1:9000", insecure=True) == "http://localhost:9000"
    monkeypatch.setenv("BIG_SITE", "https://big.example:8443/")
    assert env.site("BIG_SITE", hosts, bind="", insecure=False) == "https://big.example:8443"
    for wrong in ("big.example", "https://big.example/app", "ftp://big.example"):
        monkeypatch.setenv("BIG_SITE", wrong)
        with pytest.raises(env.SettingError):
            env.site("BIG_SITE", hosts, bind="", insecure=False)
