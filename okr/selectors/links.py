"""Links between work and objectives: one link with both ends, what a piece of work has left, who may link what."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.core import words
from big.organisation.scope import scope_q
from okr import policies
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective, Supporter
from okr.models.purposes import LINK_CLAIM
from okr.selectors.purse import Purse
from okr.selectors.support import support_of
from okr.selectors.threads import Thread, threads_of_work
from portfolio.models.work import Work, WorkQuerySet
from portfolio.selectors.frame import Frame
from portfolio.selectors.money import totals_by_work
from portfolio.selectors.standing import Standing, standings


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The page of one link."""

    link: Contribution
    message: str
    key_results: tuple[KeyResult, ...]
    standing: Standing
    money: Purse
    share: Purse
    supporters: tuple[Supporter, ...]
    history: History
    may_change: bool
    may_answer: bool
    frame: Frame

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done with it."""
        return self.link.state != Contribution.State.WITHDRAWN

    @property
    def is_one_person(self) -> bool:
        """Whether the same account claimed and agreed it."""
        return self.link.state == Contribution.State.AGREED and self.link.answered_by_id == self.link.claimed_by_id


def link_page(link: Contribution, user: User, frame: Frame) -> LinkPage:
    """Everything the page shows of a link that `user` sees; a fixed number of queries."""
    works = Work.objects.filter(pk=link.work_id)
    money = Purse.of(
        totals_by_work(works, frame.year, currency=frame.currency, few=True).get(link.work_id), frame.currency
    )
    return LinkPage(
        link=link,
        message=_message(link),
        key_results=tuple(link.key_results.all()),
        standing=standings(works, frame.today, stale_after=frame.stale_after)[link.work_id],
        money=money,
        share=money.part(link.weight),
        supporters=tuple(support_of([link], user)[link.pk]),
        history=history_of(link, user),
        may_change=policies.can_claim_for(user, link.work),
        may_answer=policies.can_answer_link(user, link),
        frame=frame,
    )


def _message(link: Contribution) -> str:
    weight = f"{words.reading(link.weight)}% of this work"
    return {
        Contribution.State.CLAIMED: f"{weight} is claimed for the objective, and waits to be agreed.",
        Contribution.State.AGREED: f"Both sides agree: {weight} serves the objective.",
        Contribution.State.CHALLENGED: "This link is challenged, and counts for nothing until it is settled.",
        Contribution.State.WITHDRAWN: "This link was withdrawn.",
    }[Contribution.State(link.state)]


def weight_left(work: Work, *, besides: Contribution | None = None) -> Decimal:
    """How many percent of a piece of work no standing link takes; `besides` leaves one link out of the count."""
    links = Contribution.objects.standing().filter(work=work)
    if besides is not None:
        links = links.exclude(pk=besides.pk)
    return Decimal(100) - (links.aggregate(total=Sum("weight"))["total"] or Decimal(0))


def claimable_works(objective: StrategicObjective, user: User) -> WorkQuerySet:
    """Live work that `user` may link and that has no link to the objective yet."""
    linked = Contribution.objects.exclude(state=Contribution.State.WITHDRAWN).filter(objective=objective)
    return (
        Work.objects.visible_to(user)
        .live()
        .filter(scope_q(user, LINK_CLAIM))
        .exclude(pk__in=linked.values("work"))
        .order_by("stream", "code")
    )


@dataclass(frozen=True, slots=True)
class WorkLink:
    """One link of a piece of work, with who supports it and what the reader may do."""

    link: Contribution
    supporters: tuple[Supporter, ...]
    may_answer: bool


@dataclass(frozen=True, slots=True)
class WorkSight:
    """The line of sight of one piece of work: its threads, its links, and how much of it is linked."""

    threads: tuple[Thread, ...]
    links: tuple[WorkLink, ...]
    linked: Decimal
    may_claim: bool

    @property
    def left(self) -> Decimal:
        """Percent that no standing link takes."""
        return Decimal(100) - self.linked


def sight_of_work(work: Work, user: User) -> WorkSight:
    """What the work's page shows of its links, both ends visible; queries grow with the work's own links only."""
    links = list(
        Contribution.objects.visible_to(user)
        .exclude(state=Contribution.State.WITHDRAWN)
        .filter(work=work)
        .select_related("work", "objective__node", "objective__accountable", "claimed_by")
        .order_by("-weight", "pk")
    )
    support = support_of(links, user)
    standing = (Contribution.State.CLAIMED, Contribution.State.AGREED)
    return WorkSight(
        threads=tuple(threads_of_work(work, user)),
        links=tuple(WorkLink(each, tuple(support[each.pk]), policies.can_answer_link(user, each)) for each in links),
        linked=sum((each.weight for each in links if each.state in standing), Decimal(0)),
        may_claim=policies.can_claim_for(user, work),
    )


def objectives_of_works(keys: Sequence[int], user: User) -> dict[int, list[Contribution]]:
    """The standing links of many pieces of work, the heaviest first, both ends visible; one query."""
    found: dict[int, list[Contribution]] = {}
    links = Contribution.objects.visible_to(user).standing().filter(work__in=list(keys)).select_related("objective")
    for link in links.order_by("work_id", "-weight", "pk"):
        found.setdefault(link.work_id, []).append(link)
    return found


def linked_q(user: User) -> Q:
    """Work that has a standing link to an objective, both visible."""
    return Q(pk__in=Contribution.objects.visible_to(user).standing().order_by().values("work"))
