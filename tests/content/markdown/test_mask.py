"""E-mail addresses are taken out; what only looks like one stays."""

from __future__ import annotations

import pytest

from hub.content.mask import REMOVED, mask_emails


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "Write to {}.",
        "<{}>",
        "({}, or call)",
        "{}\n",
        "Mail: {}; thanks",
        "„{}“",
    ],
)
@pytest.mark.parametrize(
    "address",
    [
        "tove@example.com",
        "t.o+list@mail.example.co.uk",
        "TOVE_1@EXAMPLE.COM",
        "tove@bücher.example",
        "o'neil@example.org",
    ],
)
def test_an_address_is_taken_out_and_nothing_else(text: str, address: str) -> None:
    assert mask_emails(text.format(address)) == (text.format(REMOVED), 1)


def test_all_are_counted() -> None:
    assert mask_emails("a@example.com, b@example.com and mailto:c@example.com?subject=Hello%20you") == (
        f"{REMOVED}, {REMOVED} and {REMOVED}",
        3,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@tove",
        "See @tove and @ines.",
        "a @ b.com",
        "user@host",
        "meet @ 10.30",
        "pytest@8",
        "x@y.1",
        "https://example.com/@tove/post",
    ],
)
def test_what_is_no_address_stays(text: str) -> None:
    assert mask_emails(text) == (text, 0)


def test_a_long_text_without_an_address_is_read_through_once() -> None:
    for text in ("a" * 300_000, "a." * 150_000, "a@" * 150_000, "@a." * 100_000):
        assert mask_emails(text) == (text, 0)
