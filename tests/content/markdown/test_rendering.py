"""What a rendering tells besides its HTML: references and their lines, warnings, headings, words, excerpt."""

from __future__ import annotations

import pickle
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.content.markdown import MAX_BODY, Heading, Reference, Words, render
from tests.content.markdown.judge import pieces

ROOT = Path(__file__).parents[3]

# References


def test_every_link_and_picture_is_listed_with_its_line() -> None:
    text = """See [a](post:frost) and
then [b](advocate:tove#Talks), or
![x](media/x.png) and [kit](media/kit.pdf#page=2).

> quoted
> [c](badge:first-light)

| a | b |
|---|---|
| 1 | [d](/about/) |

<p>
<a href="post:haar">e</a>
<img src="media/y.png" alt="y"></p>

Term
: [f](post:tide)

[far]: /events/

A [g][far] and a <a href="/posts/">h</a>[^1]

[^1]: A [i](post:note)
"""
    assert render(text).references == (
        Reference("post", "frost", 1),
        Reference("advocate", "tove", 2, "s-talks"),
        Reference("media", "media/x.png", 3),
        Reference("media", "media/kit.pdf", 3, "page=2"),
        Reference("badge", "first-light", 6),
        Reference("page", "/about/", 10),
        Reference("post", "haar", 13),
        Reference("media", "media/y.png", 14),
        Reference("post", "tide", 17),
        Reference("page", "/events/", 21),
        Reference("page", "/posts/", 21),
        Reference("post", "note", 23),
    )


def test_lines_stay_right_behind_code_and_long_link_texts() -> None:
    text = "`a\nb\nc` and\n[d\ne](post:x) ![f\ng](media/f.png)\n<b\ntitle='t'> <a\nhref='post:y'>z</a></b>"
    assert [(r.target, r.line) for r in render(text).references] == [("x", 4), ("media/f.png", 5), ("y", 8)]


def test_other_sites_and_footnotes_are_no_references() -> None:
    assert render("[a](https://example.com) <mailto:a@example.com> b[^1]\n\n[^1]: c").references == ()


def test_names_are_decoded_for_looking_up() -> None:
    found = render("![a](<media/my größe.png>) [b](post:gr%C3%B6%C3%9Fe) [c](/u%CC%88ber/?a=1#b)").references
    assert [r.target for r in found] == ["media/my größe.png", "größe", "/über/"]


def test_a_media_path_cannot_leave_the_media_folder() -> None:
    rendered = render("[a](media/../../hub.toml) ![b](media/x/../../y.png) ![c](media/x/../y.png)")
    assert [r.target for r in rendered.references] == ["media/y.png"]


def test_what_is_left_out_is_not_listed() -> None:
    assert render("<script><a href='post:x'>y</a></script>\n\n<!-- [a](post:b) -->").references == ()


def test_links_within_a_text_are_listed_by_id() -> None:
    rendered = render("[a](#frost-at-dawn) [b](#Frost%20at%20dawn)\n\n## Frost at dawn", prefix="x-")
    assert {(r.kind, r.target) for r in rendered.references} == {("anchor", "x-s-frost-at-dawn")}
    assert rendered.ids == ("x-s-frost-at-dawn",)


# Warnings


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\n\n![](media/x.png)", 3, "no description"),
        ("a\n\n<img src='media/x.png'>", 3, "no description"),
        ("a\n![x](https://example.com/x.png)", 2, "another site"),
        ("a\n![x](x.png)", 2, "not shown"),
        ("a\n[x](x.html)", 2, "leads nowhere"),
        ("a\n[x](javascript:x)", 2, "not allowed"),
        ("a\n[x](#nowhere)", 2, "no heading"),
        ("a\n\n<p>\n<iframe src='x'></iframe>", 4, "<iframe>"),
        ("a <blink>b</blink>", 1, "<blink>"),
        ("a\n\n<!-- b\n\nc", 3, "never ends"),
        ("a\n\n::: spoiler\nb\n:::", 3, "begins no box"),
        ("a\n\n" + ">" * 60 + "b", 3, "nested too deeply"),
        ("a\n\n" + "<div>" * 300, 3, "nested too deeply"),
        ("a\n\n" + "b " * 11_000, 3, "as it was typed"),
    ],
)
def test_a_writer_is_told_where_and_what_to_do(text: str, line: int, words: str) -> None:
    (notice,) = render(text).warnings
    assert notice.line == line
    assert words in notice.what
    assert notice.cure


@pytest.mark.parametrize(
    "text",
    [
        "<img src='media/x.png' alt=''>",
        "[top](#top) [start](#)",
        "<a id='x'></a>",
        "<!-- note -->",
        "::: tip\nx\n:::",
        "a < b",
    ],
)
def test_nothing_is_told_of_what_is_in_order(text: str) -> None:
    assert render(text).warnings == ()


# Headings and ids


def test_headings_are_listed_as_published() -> None:
    rendered = render("# A & **b**\n\n<h3>C</h3>\n\n> ## D\n\nE\n---\n")
    assert rendered.headings == (
        Heading(2, "s-a-b", "A & b"),
        Heading(3, "s-c", "C"),
        Heading(3, "s-d", "D"),
        Heading(3, "s-e", "E"),
    )


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 6), max_size=20))
def test_headings_go_down_one_level_at_a_time_from_h2(levels: list[int]) -> None:
    rendered = render("\n\n".join(f"{'#' * level} x" for level in levels))
    found = [heading.level for heading in rendered.headings]
    assert [tag for tag, _ in pieces(rendered.html)] == [f"h{level}" for level in found]
    assert len(found) == len(levels)
    for (old, new), (above, below) in zip(pairwise(levels), pairwise(found), strict=True):
        if new > old:
            assert below == min(above + 1, 6)
        else:
            assert 2 <= below <= above and (new < old or below == above)


def test_two_bodies_on_one_page_share_no_id() -> None:
    text = "## A\n\nb[^1] <p id=c>\n\n[d](#a)\n\n[^1]: e"
    first, second = render(text, prefix="one-"), render(text, prefix="two-")
    assert first.ids and not set(first.ids) & set(second.ids)
    assert '<a href="#one-s-a">' in first.html and '<a href="#two-s-a">' in second.html


def test_a_prefix_that_could_break_out_is_refused() -> None:
    with pytest.raises(ValueError, match="prefix"):
        render("a", prefix='"><script>')


# Words and excerpts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two, three.", 3),
        ("It's a well-known 3.5 metre mast — up **north**.", 8),
        ("我们在北墙上观察霜", 5),
        ("温度计 shows 摄氏度", 4),
        ("안녕하세요 여러분", 2),
        ("[text](https://example.com/many/words/here)", 1),
        ("<p>one</p><p>two</p>", 2),
        ("| one | two |\n|---|---|\n| three | four |", 4),
        ("a[^1]\n\n[^1]: b", 2),
    ],
)
def test_words_are_counted_as_readers_read(text: str, words: int) -> None:
    assert render(text).words == words


def test_the_excerpt_is_the_first_paragraph_as_plain_text() -> None:
    text = "# Title\n\n![x](media/x.png)\n\n> quote\n\nIt was *cold*[^1] & <b>dark</b>,\n`-3` at four.\n\nMore."
    assert render(text + "\n\n[^1]: Very.").excerpt == "It was cold & dark, -3 at four."


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("", ""),
        ("- only\n- a list", "only a list"),
        ("<p>Old <i>HTML</i></p>", "Old HTML"),
        ("word " * 100, " ".join(["word"] * 40) + "…"),
        ("霜" * 300, "霜" * 200 + "…"),
        ("a" * 199 + "e\u0301" * 9, "a" * 199 + "…"),
    ],
)
def test_an_excerpt_ends_at_a_word(text: str, excerpt: str) -> None:
    assert render(text).excerpt == excerpt


# As a whole


def test_words_the_page_gets_can_be_in_another_language() -> None:
    german = Words(
        note="Hinweis",
        footnote="Fußnote {n}",
        footnotes="Fußnoten",
        back="Zurück zu {n}",
        table="Tabelle",
        done="Erledigt",
    )
    html = render("::: note\na[^1]\n:::\n\n- [x] b\n\n| c |\n|---|\n\n[^1]: d", words=german).html
    for word in ("Hinweis", "Fußnote 1", "Fußnoten", "Zurück zu 1", "Tabelle", "Erledigt"):
        assert word in html


def test_a_text_too_long_to_be_one_is_told_of_and_not_shown() -> None:
    rendered = render("a " * MAX_BODY)
    assert rendered.html == ""
    assert "split it" in rendered.warnings[0].cure
    assert render("a " * (MAX_BODY // 2)).html


def test_line_ends_of_every_system_give_the_same() -> None:
    text = "# A\n\n```python\nx\n```\n\n[b](post:c)\n"
    assert render(text) == render(text.replace("\n", "\r\n")) == render(text.replace("\n", "\r"))


def test_the_same_text_gives_the_same_in_another_process() -> None:
    text = "- [x] a\n\n```python\nx = 1\n```\n\n| b |\n|--:|\n\n<a title=b class=c href=/c/ lang=de id=d>e</a>"
    code = f"from hub.content.markdown import render; print(ascii(render({text!r})))"
    for seed in ("1", "2", "3"):
        call = [sys.executable, "-c", code]
        found = subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONHASHSEED": seed})
        assert found.stdout.strip() == ascii(render(text))


def test_a_rendering_can_be_kept_in_a_cache() -> None:
    rendered = render("# A\n\n[b](post:c) ![](media/d.png)")
    assert pickle.loads(pickle.dumps(rendered)) == rendered
