"""A browser of few words: one kept connection, cookies, and forms filled in as they were sent."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection, RemoteDisconnected
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_PATIENCE = 60
_CHECKED = {"checkbox", "radio"}


class AnswerError(Exception):
    """A page answered otherwise than a measurement can use."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took from the first byte sent to the last received."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    wall_ms: float


class Client:
    """Somebody at one server, on one connection that is kept open."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._origin = f"http://127.0.0.1:{port}"
        self._cookies: dict[str, str] = {}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, headers or {}, None)

    def submit(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Fetch the form at `path`, fill in `fields`, and send it; the answer is that of the sending."""
        shown = self.get(path)
        if shown.status != 200:
            raise AnswerError(f"GET {path} answered {shown.status}")
        filled = {**form_in(shown.body.decode(), fields), **fields}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self._origin + path}
        return self._ask("POST", path, headers, urlencode(filled).encode())

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form that people use. Raises AnswerError where it does not let in."""
        answer = self.submit("/accounts/login/", {"login": email, "password": password})
        if answer.status != 302:
            raise AnswerError(f"{email} could not sign in: {answer.status}")

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        sent = {"Accept-Encoding": "identity", "Origin": self._origin, **headers}
        if self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        for attempt in (1, 2):
            began = time.perf_counter()
            try:
                self._connection.request(method, path, body, sent)
                response = self._connection.getresponse()
                content = response.read()
            except TimeoutError as error:
                self._connection.close()
                raise AnswerError(f"{path} gave no answer in {_PATIENCE} s") from error
            except (RemoteDisconnected, ConnectionError):
                # A kept connection that had been idle too long was closed by the server: ask again on a new one.
                self._connection.close()
                if attempt == 2:
                    raise
                continue
            took = (time.perf_counter() - began) * 1000
            self._keep(response.headers.get_all("Set-Cookie") or [])
            return Answer(response.status, dict(response.headers), content, took)
        raise AssertionError("unreachable")

    def _keep(self, cookies: list[str]) -> None:
        for line in cookies:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value


def form_in(page: str, fields: Mapping[str, str]) -> dict[str, str]:
    """What the form that has all of `fields` would send as it stands. Raises AnswerError where none has."""
    reader = _Forms()
    reader.feed(page)
    for form in reader.forms:
        if fields.keys() <= form.keys():
            return {name: value for name, value in form.items() if value is not None}
    raise AnswerError(f"no form on the page has {', '.join(fields)}")


class _Forms(HTMLParser):
    """Collects the fields of every form, with what they would send; None for those that would send nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str | None]] = []
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "select":
            self._select = name
            self.forms[-1].setdefault(name, None)
        elif tag == "option" and self._select and ("selected" in given or self.forms[-1][self._select] is None):
            self.forms[-1][self._select] = given.get("value") or ""
        elif tag == "textarea" and name:
            self._textarea = name
            self.forms[-1][name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            before = self.forms[-1][self._textarea] or ""
            self.forms[-1][self._textarea] = before + (data if before else data.removeprefix("\n"))

    def _input(self, name: str, given: Mapping[str, str | None]) -> None:
        if given.get("type") in _CHECKED and "checked" not in given:
            self.forms[-1].setdefault(name, None)
        else:
            self.forms[-1][name] = given.get("value") or ""
