"""The quick ways through a text lead where the slow one does: the parser's own rules are the judge."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.token import Token

from hub.content import markdown, markdown_parser
from hub.content.markdown_blocks import Blocks
from hub.content.markdown_quick import quick
from hub.content.markdown_text import count_words, plain
from hub.content.sanitise import sanitise
from hub.model import slugify

PIECES = (
    "word§é§Ж§水§ʰ§1§a1§. §, §! §? §: §; §(§)§\"§'§-§—§“§\u00a0§\u2003§\x1c§\x85§\u0301§ §  §\t§\n§ \n§\n §\n\n§"
    "*§**§_§__§***§`§``§`a`§` b `§`a\nb`§[§]§![§](x)§[a](b)§[a b](https://e.org/a_b*c)§[*a*](c)§[`d`](e)§"
    "![p](media/x.png)§[a](b 't')§[](x)§[^1]§[a]§[a]()§](x)§](<x>)§](a(b)c)§](x&y)§](x&amp;y)§<§< §<b>§<http://x.y>§"
    "&§& §&amp;§&#65;§\\§\\*§~§~~§=§{§}§^§#§@§|§*x*§**y**§_z_§(*x*)§*x.* §**x**, §a_b_c§*a b*§*a*b§> §- §1. §# §```§---"
).split("§")
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)


@pytest.fixture(scope="module")
def slow() -> MarkdownIt:
    """The parser as it is without any quick way."""
    made = markdown_parser.make_parser()
    blocks = ParserBlock()
    blocks.ruler.__rules__ = made.block.ruler.__rules__
    made.block = blocks
    return made


def parsed(slow: MarkdownIt, text: str) -> str:
    """What the parser and then the sanitiser make of a paragraph's inside that begins on line 3."""
    children = slow.inline.parse(text, slow, {}, [])
    outer = Token("inline", "", 0, content=text, map=[2, 3], children=children)
    markdown_parser.prepare([outer], [])
    return sanitise(slow.renderer.render([outer], slow.options, {}))


@settings(max_examples=1500, deadline=None)
@given(TEXTS)
def test_a_paragraph_read_quickly_is_what_the_parser_makes_of_it(slow: MarkdownIt, text: str) -> None:
    text = text.strip()
    html = quick(text, 3)
    assert html is None or html == parsed(slow, text)


@pytest.mark.parametrize(
    "text",
    [
        "Words alone, with a comma & an ampersand < 3.",
        "A `code`, a [link](https://example.org/a_b) and *one* or **two** marks.",
        'Blanks\u00a0that stay, "quotes" & [an address](https://example.org/?a=1&b=2#c).',
        "A line\nand another with [words](post:frost)\nand ![a picture](media/x.png).",
        '(*emphasis*) and "**more**", [*in* a link](/x/), *with [a link](#y) inside it*.',
    ],
)
def test_what_people_write_is_read_quickly(slow: MarkdownIt, text: str) -> None:
    assert quick(text, 3) == parsed(slow, text)


@pytest.mark.parametrize(
    "text",
    [
        "a\\*b",
        "&amp;",
        "<b>x</b>",
        "[x]",
        "[^1]",
        "[a](http://1.2/)",
        "[a](javascript:b)",
        "a*b*c",
        "~~no~~",
        "*a",
        "``a``",
        "a  \nb",
    ],
)
def test_what_only_rules_can_tell_is_left_to_the_parser(text: str) -> None:
    assert quick(text, 1) is None


LINES = (
    "word§two words§* item§- item§+ item§1. one§2) two§> quote§>§    code§  two§# title§###### six§#none§===§---§***§"
    "```§```py§~~~§::: note§:::§!!! tip§??? note§: term's§~ other§[a]: b§[^1]: note§[^1]§<div>§</div>§<!-- c§-->§<b>§"
    "| a | b |§|---|---|§:-- | --:§|§-§=§*§\t§\ttab§- [ ] task§- [x] done§   1. deep§> [!NOTE]§> - x§- > y§§ "
).split("§")
BLOCKS = st.lists(st.sampled_from(LINES), min_size=1, max_size=12).map("\n".join)


@settings(max_examples=1500, deadline=None)
@given(BLOCKS)
def test_blocks_asked_by_their_first_sign_are_what_the_rules_make_of_them(slow: MarkdownIt, text: str) -> None:
    made = markdown_parser.parser()
    assert isinstance(made.block, Blocks)
    first: list[Token] = []
    second: list[Token] = []
    made.block.parse(text, made, {}, first)
    slow.block.parse(text, slow, {}, second)
    assert [token.as_dict() for token in first] == [token.as_dict() for token in second]


@settings(max_examples=400, deadline=None)
@given(BLOCKS, st.lists(TEXTS, max_size=3))
def test_a_body_is_the_same_on_the_quick_and_on_the_slow_way(text: str, more: list[str]) -> None:
    whole = "\n\n".join([text, *more])
    fast = markdown.render(whole)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(markdown_parser, "quick", lambda *_: None)
        assert markdown.render(whole) == fast


@settings(max_examples=1500, deadline=None)
@given(BLOCKS, st.lists(TEXTS, max_size=3))
@example(
    '> - *a*\n>\n>   | b | c |\n>   |---|:-:|\n>   | `d` | <\n>\n> ```py\n> x = "&"\n> ```\n\n3. !["](media/x.png)', []
)
def test_the_sanitiser_is_left_out_only_where_it_would_change_nothing(text: str, more: list[str]) -> None:
    raw, _, known = markdown._to_html("\n\n".join([text, *more]), markdown.Words())
    assert not known or sanitise(raw) == raw


def test_a_plain_post_needs_no_sanitiser_and_html_always_does() -> None:
    plain = "# A\n\nSome *words* and [a link](post:b).\n\n- one\n- two\n\n```py\nx = 1\n```\n\n"
    plain += "| a | b |\n|---|---|\n| 1 | 2 |"
    assert markdown._to_html(plain, markdown.Words())[2]
    for odd in (
        "<b>x</b>",
        "a <b>x</b>",
        "a&nbsp;b",
        "[a](javascript:x)",
        "- [ ] x",
        "::: note\nx\n:::",
        "    a\u00a0b",
    ):
        assert not markdown._to_html(f"{plain}\n\n{odd}\n", markdown.Words())[2], odd


ASCII = st.text(st.characters(max_codepoint=127), max_size=60) | st.text(st.sampled_from("ab1_'-. <+#&\n"), max_size=40)


@given(ASCII)
def test_words_blanks_and_slugs_are_told_in_ascii_as_in_any_other_script(text: str) -> None:
    assert count_words(text) == count_words(text + " \u00a1")
    assert slugify(text) == slugify(text + " \u00a1")
    assert plain(text) == plain(text + " \u00a1")[:-1].rstrip()
