"""What a template may look at: worked out only if it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

from markupsafe import Markup

Item = TypeVar("Item")


class Later(Sequence[Item]):
    """A sequence that is made when it is first looked at. A theme that does not show it neither pays for it nor
    depends on it."""

    def __init__(self, make: Callable[[], Sequence[Item]]) -> None:
        self._make = make
        self._made: Sequence[Item] | None = None

    def _all(self) -> Sequence[Item]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Item]:
        return iter(self._all())

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        """As of any sequence."""
        return self._all()[place]


class LaterMarkup:
    """The same of safe text."""

    def __init__(self, make: Callable[[], Markup]) -> None:
        self._make = make
        self._made: Markup | None = None

    def __html__(self) -> Markup:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __str__(self) -> str:
        return self.__html__()

    def __bool__(self) -> bool:
        return bool(self.__html__())
