"""Whatever stands in a file, it is read in words and in a moment, never with a traceback."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.publish.checks import facts_of
from tests.publish.checking import BASE_URL, CONTACT, told

PATHS = ("x/index.html", "feed.xml", "feed.json", "x.css", "x.ics", "x.opml", "x.svg", "sitemap.xml", "media/x.csv")
UNITS = (
    ">", ">'", "/*", "../",
    "<", '"', "'", "<a ", '<a href="', "<a x='", '<a "', "<a '<b \"", "<!--", "<script>", "<script ", '<title x="',
    "</script ", '<img srcset="', "a@", "a@b.", ">a@b&", "a@<span ", "&#64;", "%40", "\\u0040", "@", "&", "\0",
    "[", '{"a":', "url(", "@import ", "<entry>", "BEGIN:VEVENT\n", "x" * 50 + ":", "\ud7ff",
)  # fmt: skip
WRAPS = ("{}", "<a {}>", '<a href="{}">', '<img srcset="{}">', "<style>{}</style>", '<script x="{}">')
SIZE = 200_000


@pytest.fixture
def alarm() -> Iterator[None]:
    """Ends a test that would go on for hours."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError("this takes far too long")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "wrap", ["{}", "<a {}>", '<a href="{}">', '<img srcset="{}">', "<style>{}</style>", '<script x="{}">']
)
def test_hostile_text_takes_no_time_worth_the_name(unit: str, wrap: str) -> None:
    data = wrap.replace("{}", unit * (SIZE // len(unit))).encode()
    for path in PATHS if wrap == "{}" else PATHS[:1]:
        facts_of(path, data, base_url=BASE_URL, contact=CONTACT)


@given(st.binary(max_size=200), st.sampled_from(PATHS))
def test_any_bytes_are_read_without_failing(data: bytes, path: str) -> None:
    facts_of(path, data, base_url=BASE_URL, contact=CONTACT)


@given(st.lists(st.sampled_from((*UNITS, ">", "</a>", " ", "/", "=", "#x", "-->", "]", "}")), max_size=30))
def test_any_pile_of_pieces_is_read_without_failing(pieces: list[str]) -> None:
    for path in PATHS:
        facts_of(path, "".join(pieces).encode(), base_url=BASE_URL, contact=CONTACT)


def test_a_page_that_is_no_text_is_told_with_its_line() -> None:
    assert told({"index.html": b"<p>\n\xff"}, {"index.html": ("content/pages/a.md",)}) == [
        "content/pages/a.md: the page / is not UTF-8 text (line 2); mend the template or view it is made with"
    ]
