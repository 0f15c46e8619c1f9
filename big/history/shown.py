"""What a page shows of the moment it is read at, and of the way to another one."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from big import clock
from big.history.asking import ends_its_day
from big.history.recorded import NotRecorded, not_recorded


@dataclass(frozen=True)
class Shown:
    """The bar above a page of the past, and the form that leads there from the present."""

    request: HttpRequest
    moment: dt.datetime | None

    @cached_property
    def day(self) -> dt.date | None:
        """The day of the moment that is read, in the organisation's time zone."""
        return self.moment.astimezone(clock.reading().zone).date() if self.moment else None

    @cached_property
    def is_whole_day(self) -> bool:
        """Whether the moment is the end of its day."""
        return self.moment is not None and ends_its_day(self.moment)

    @cached_property
    def latest(self) -> dt.date:
        """The last day that is over."""
        return clock.real_now().astimezone(clock.reading().zone).date() - dt.timedelta(days=1)

    @cached_property
    def not_recorded(self) -> NotRecorded:
        """What the product had no place for at the moment."""
        return not_recorded(self.moment) if self.moment else NotRecorded()

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """What else the address asks for, to be asked for again."""
        return [(name, value) for name, values in self.request.GET.lists() for value in values]

    @cached_property
    def present_url(self) -> str:
        """The same page as it is now."""
        query = self.request.GET.urlencode()
        return f"{self.request.path}?{query}" if query else self.request.path


def shown(request: HttpRequest) -> Shown:
    """The moment of `request`, as the middleware noted it."""
    return Shown(request, getattr(request, "as_of", None))
