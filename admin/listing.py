"""Long lists in pages of fifty, and the addresses of their other pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import g, request, url_for

from admin.words import day_words
from hub.model import Moment

T = TypeVar("T")
PER_PAGE = 50


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page of a list; pages count from 1."""

    items: Sequence[T]
    page: int
    pages: int
    total: int

    def url(self, page: int) -> str:
        """The address of another page of the same list."""
        return here(page=page if page > 1 else None)


def sliced(items: Sequence[T], per_page: int = PER_PAGE) -> Slice[T]:
    """The page of `items` that the request asks for with `page`."""
    pages = max(1, -(-len(items) // per_page))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return Slice(items[(page - 1) * per_page : page * per_page], page, pages, len(items))


def here(**changes: object) -> str:
    """This page's address with some of its query changed; None takes one out."""
    values = {**request.args.to_dict(), **(request.view_args or {}), **changes}
    address: str = url_for(
        request.endpoint or "front.today", **{k: v for k, v in values.items() if v not in (None, "")}
    )
    return address


def moment_words(text: str) -> str:
    """A date or date-time of a content file as people say it: "3 May", "3 May 2025, 19:30"; "" for none."""
    try:
        moment = Moment.parse(text, g.desk.zone)
    except (ValueError, OverflowError):
        return text
    day = day_words(moment.date)
    return day if moment.whole_day else f"{day}, {moment.at.astimezone(g.desk.zone):%H:%M}"


def matcher(wanted: str) -> Callable[..., bool]:
    """Whether all words of a filter stand in some texts, letter case aside."""
    words = wanted.casefold().split()

    def matches(*texts: str) -> bool:
        text = " ".join(texts).casefold()
        return all(word in text for word in words)

    return matches
