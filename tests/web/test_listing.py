"""Lists: every post is reachable, and old pages stay as they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.content.queries import PER_PAGE
from hub.web.views.listing import page_count, page_numbers


def held(total: int, number: int) -> range:
    """Which posts page `number` holds, counted from the oldest."""
    return range((number - 1) * PER_PAGE, number * PER_PAGE)


@given(st.integers(0, 500))
def test_every_post_is_on_the_newest_page_or_on_a_numbered_one(total: int) -> None:
    newest = set(range(max(0, total - PER_PAGE), total))
    numbered = {index for number in page_numbers(total) for index in held(total, number)}
    assert newest | numbered == set(range(total))
    assert all(index < total for index in numbered)


@given(st.integers(0, 500))
def test_a_new_post_adds_at_most_one_page_and_takes_none_away(total: int) -> None:
    assert 0 <= page_count(total + 1) - page_count(total) <= 1


@given(st.integers(0, PER_PAGE))
def test_a_short_list_has_one_page(total: int) -> None:
    assert page_count(total) == 0
