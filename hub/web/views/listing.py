"""Lists of posts. Pages count from the oldest, so that a new post leaves old pages as they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from hub.content import addresses
from hub.content.queries import PER_PAGE
from hub.model import Post
from hub.web import words
from hub.web.cards import MonthGroup, Pager
from hub.web.context import Context


def page_count(total: int) -> int:
    """How many numbered pages a list of `total` has: those that the newest page does not hold."""
    return max(0, (total - 1) // PER_PAGE)


def page_numbers(total: int) -> range:
    """The numbers of a list's pages."""
    return range(1, page_count(total) + 1)


def newest(ctx: Context, posts: Sequence[Post], listing: str) -> tuple[tuple[MonthGroup, ...], Pager]:
    """The newest page of a list, at the list's own address; `posts` are newest first."""
    count = page_count(len(posts))
    older = ctx.links.at(addresses.numbered(listing, count)) if count else ""
    return months(ctx, posts[:PER_PAGE]), Pager("", older, count + 1, count + 1)


def numbered(
    ctx: Context, posts: Sequence[Post], listing: str, number: int, first: str = ""
) -> tuple[tuple[MonthGroup, ...], Pager] | None:
    """Page `number` of a list; None when there is no such page.

    `first` is where the newest ten stand, if not at `listing` itself.
    """
    count = page_count(len(posts))
    if not 1 <= number <= count:
        return None
    end = len(posts) - (number - 1) * PER_PAGE
    newer = (first or listing) if number == count else addresses.numbered(listing, number + 1)
    older = ctx.links.at(addresses.numbered(listing, number - 1)) if number > 1 else ""
    return months(ctx, posts[end - PER_PAGE : end]), Pager(ctx.links.at(newer), older, number, count + 1)


def months(ctx: Context, posts: Sequence[Post]) -> tuple[MonthGroup, ...]:
    """Posts by month."""
    groups = groupby(posts, key=lambda post: (post.date.date.year, post.date.date.month))
    found = [(list(group)) for _, group in groups]
    return tuple(
        MonthGroup(words.month_label(group[0].date.date, ctx.settings.language), ctx.deck.posts(group))
        for group in found
    )
