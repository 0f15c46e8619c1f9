"""Links in mails that open one record for one person once, without signing in.

An app registers a purpose with the page that answers, issues a link in the transaction that queues the message, and
redeems it in the transaction of what the link was for. Looking (GET) uses nothing up, because mail scanners look, too.
"""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from big import clock
from big.notify.models import LinkToken
from big.organisation.models import Person
from big.registry import subjects

LASTS: Final = dt.timedelta(days=14)
WAIT_SECONDS: Final = 60
_SALT: Final = b"big.notify.links:"


class LinkGoneError(Exception):
    """The link is wrong, used, replaced, expired, or of another purpose or record; nobody is told which."""


Page = Callable[[HttpRequest, LinkToken], HttpResponse]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a link is for: a label, and the page that answers GET and POST of whoever holds it."""

    key: str
    label: str
    page: Page


_purposes: dict[str, Purpose] = {}


def register_purpose(key: str, *, label: str, page: Page) -> str:
    """Make a purpose known and return its key as a constant; ValueError if it is taken.

    `page(request, link)` shows the record that `link` names on GET; on POST its service calls `redeem`. Where that
    raises LinkGoneError, the answer is the same page as for a link that never was.
    """
    if key in _purposes:
        raise ValueError(f"purpose of links {key} is registered twice")
    _purposes[key] = Purpose(key, label, page)
    return key


def issue(purpose: str, *, person: Person, about: models.Model, lasts: dt.timedelta = LASTS) -> LinkToken:
    """A new link for `person` to the record `about`, in the caller's transaction; an earlier unused one stops working.

    Its secret is nowhere kept: `secret_of` and `address_of` make it anew from the key of the installation.
    """
    return issue_each(purpose, [about], person=person, lasts=lasts)[0]


def issue_each(
    purpose: str, abouts: Sequence[models.Model], *, person: Person, lasts: dt.timedelta = LASTS
) -> list[LinkToken]:
    """The same for several records of one kind, in their order: four statements, however many there are."""
    if not abouts:
        return []
    _check_can_issue(purpose)
    kind = subjects.get(abouts[0]._meta.label_lower).kind
    # The person's row is the lock: of two that are issued at once, the later stays.
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    moment = clock.real_now()
    same: dict[str, Any] = {"purpose": purpose, "person": person, "about_kind": kind}
    earlier = LinkToken.objects.open().filter(**same, about_id__in=[about.pk for about in abouts])
    earlier.update(cancelled_at=moment)
    made = []
    for about in abouts:
        nonce = secrets.token_urlsafe(32)
        digest = _digest(_secret(nonce, settings.SECRET_KEY))
        times = {"issued_at": moment, "expires_at": moment + lasts}
        made.append(LinkToken(**same, about_id=about.pk, digest=digest, nonce=nonce, **times))
    return LinkToken.objects.bulk_create(made)


def _check_can_issue(purpose: str) -> None:
    if purpose not in _purposes:
        raise LookupError(f"{purpose} is not registered as a purpose of links")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a link belongs in the transaction that queues the message")


def cancel(about: models.Model) -> int:
    """End every unused link to a record, as when it is closed; returns how many there were."""
    links = LinkToken.objects.open().filter(about_kind=about._meta.label_lower, about_id=about.pk)
    return links.update(cancelled_at=clock.real_now())


def look(secret: str, *, purpose: str = "") -> LinkToken:
    """The link of this secret, without using it up; LinkGoneError where it opens nothing."""
    found = LinkToken.objects.in_force(clock.real_now()).filter(digest=_digest(secret))
    link = found.select_related("person", "person__user").first()
    if link is None or link.purpose not in _purposes or (purpose and link.purpose != purpose):
        raise LinkGoneError
    return link


def redeem(secret: str, *, purpose: str, about: models.Model) -> LinkToken:
    """Use the link up, in the transaction of what it is used for; LinkGoneError unless it is for exactly this record.

    One UPDATE decides: of two who come at once, one is let in. If the transaction is rolled back, it was not used.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a link is used up in the transaction of what it is used for")
    moment = clock.real_now()
    scope = {"purpose": purpose, "about_kind": about._meta.label_lower, "about_id": about.pk}
    link = look(secret, purpose=purpose)
    used = LinkToken.objects.open().filter(pk=link.pk, expires_at__gt=moment, **scope).update(used_at=moment)
    if not used:
        raise LinkGoneError
    link.used_at = moment
    return link


def secret_of(link: LinkToken) -> str:
    """The secret of a link, for the mail that carries it; LinkGoneError where the installation's key was replaced."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = _secret(link.nonce, key)
        if hmac.compare_digest(_digest(secret), link.digest):
            return secret
    raise LinkGoneError


def address_of(link: LinkToken) -> str:
    """The whole address that the mail carries."""
    return f"{settings.SITE}{reverse('notify:link', args=[secret_of(link)])}"


def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """What whoever holds the secret is shown, or the page of a link that opens nothing."""
    try:
        link = look(secret)
        return _purposes[link.purpose].page(request, link)
    except LinkGoneError:
        return gone(request)


def gone(request: HttpRequest) -> HttpResponse:
    """The one answer to every link that opens nothing, whatever the reason."""
    return render(request, "notify/link_gone.html", status=410)


def _secret(nonce: str, key: str) -> str:
    made = hmac.digest(key.encode(), _SALT + nonce.encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
