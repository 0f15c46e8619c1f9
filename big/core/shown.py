"""Long lists of which a page shows a part: counted and ordered at once, made where they are shown."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Shown(Sequence[T], Generic[T]):
    """A sequence of as many members as `entries`; `make` gives the members of some of them, in order.

    A slice makes only its own members, so a paginator or `rows[:8]` costs what it shows. Going through all makes all,
    once.
    """

    def __init__(self, entries: Iterable[Any], make: Callable[[Sequence[Any]], Sequence[T]]) -> None:
        self.entries: Sequence[Any] = list(entries)
        self._make = make
        self._made: Sequence[T] | None = None

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if self._made is not None:
            return self._made[place]
        if isinstance(place, slice):
            some = self.entries[place]
            return self._make(some) if some else []
        return self._make([self.entries[place]])[0]

    def _all(self) -> Sequence[T]:
        if self._made is None:
            self._made = self._make(self.entries) if self.entries else []
        return self._made
