"""The quick ways through a text lead where the slow one does: the parser's own rules are the judge."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.token import Token

from hub.content import markdown, markdown_parser
from hub.content.markdown_blocks import Blocks
from hub.content.markdown_quick import quick

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
    """What the parser makes of a paragraph's inside that begins on line 3."""
    children = slow.inline.parse(text, slow, {}, [])
    outer = Token("inline", "", 0, content=text, map=[2, 3], children=children)
    markdown_parser.prepare([outer], [])
    return str(slow.renderer.render([outer], slow.options, {}))


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
        "A line\nand another with [words](post:frost)\nand ![a picture](media/x.png).",
        '(*emphasis*) and "**more**", [*in* a link](x), *with [a link](y) inside it*.',
    ],
)
def test_what_people_write_is_read_quickly(slow: MarkdownIt, text: str) -> None:
    assert quick(text, 3) == parsed(slow, text)


@pytest.mark.parametrize(
    "text", ["a\\*b", "&amp;", "<b>x</b>", "[x]", "[^1]", "a*b*c", "~~no~~", "*a", "``a``", "a  \nb"]
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
