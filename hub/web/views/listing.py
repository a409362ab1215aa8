"""Lists of posts. Pages count from the oldest, so that a new post leaves old pages as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from hub.content import addresses
from hub.content.queries import PER_PAGE
from hub.content.questions import page_count
from hub.web import words
from hub.web.cards import MonthGroup, Pager
from hub.web.context import Context


def page_numbers(total: int) -> range:
    """The numbers of a list's pages."""
    return range(1, page_count(total) + 1)


def newest(ctx: Context, posts: str, listing: str) -> tuple[tuple[MonthGroup, ...], Pager]:
    """The newest page of the list `posts` (see `Questions`), whose rooted path is `listing`."""
    return months(ctx, ctx.queries.newest(posts, PER_PAGE)), pager_of(ctx, posts, listing)


def pager_of(ctx: Context, posts: str, listing: str) -> Pager:
    """Where the newest page of a list leads."""
    count = page_count(ctx.queries.size(posts))
    return Pager("", ctx.links.at(addresses.numbered(listing, count)) if count else "")


def numbered(
    ctx: Context, posts: str, listing: str, number: int, first: str = ""
) -> tuple[tuple[MonthGroup, ...], Pager] | None:
    """Page `number` of a list; None when there is no such page.

    `first` is where the newest ten stand, if not at `listing` itself.
    """
    found = ctx.queries.numbered(posts, number)
    if found is None:
        return None
    slugs, is_last = found
    newer = (first or listing) if is_last else addresses.numbered(listing, number + 1)
    older = ctx.links.at(addresses.numbered(listing, number - 1)) if number > 1 else ""
    return months(ctx, slugs), Pager(ctx.links.at(newer), older, number)


def months(ctx: Context, slugs: Iterable[str]) -> tuple[MonthGroup, ...]:
    """Posts by month."""
    groups = groupby(ctx.deck.posts(slugs), key=lambda card: card.date.iso[:7])
    found = (tuple(group) for _, group in groups)
    return tuple(MonthGroup(_label(ctx, group[0].date.iso), group) for group in found)


def _label(ctx: Context, iso: str) -> str:
    return words.month_label(dt.date.fromisoformat(iso[:10]), ctx.settings.language)
