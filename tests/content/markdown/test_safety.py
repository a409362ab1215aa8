"""No text makes a page do anything: real attacks, made-up ones, and every place a text can put them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.content.links import resolve
from hub.content.markdown import render
from hub.content.sanitise import ALLOWED, SWALLOWED, allowed_tags, sanitise
from tests.content.markdown.judge import assert_safe, pieces

PLACES: dict[str, Callable[[str], str]] = {
    "alone": lambda text: text,
    "in a sentence": lambda text: f"Hello {text} you",
    "in a heading": lambda text: f"## {text}",
    "in a list": lambda text: f"- [ ] {text}",
    "in a quote": lambda text: f"> {text}",
    "in a table": lambda text: f"| a |\n|---|\n| {text} |",
    "in code": lambda text: f"```html\n{text}\n```",
    "as a language": lambda text: f"```{text}\nx\n```",
    "in a line of code": lambda text: f"`{text}`",
    "as an address": lambda text: f"[a](<{text}>) ![b](<{text}>) <{text}>",
    "as a bare address": lambda text: f"[a]({text})",
    "as a title": lambda text: f"[a](https://example.com '{text}') ![b](media/b.png \"{text}\")",
    "as a description": lambda text: f"![{text}](media/b.png)",
    "as a definition": lambda text: f"[a]\n\n[a]: {text} '{text}'",
    "in a footnote": lambda text: f"a[^1]\n\n[^1]: {text}",
    "as a footnote's name": lambda text: f"a[^{text}]\n\n[^{text}]: b",
    "as a box's title": lambda text: f"::: note {text}\nx\n:::",
    "as another box's title": lambda text: f'!!! note "{text}"\n    x',
    "as a box's kind": lambda text: f"!!! {text}\n    x",
    "in a definition list": lambda text: f"a\n: {text}",
    "in an attribute": lambda text: f"<a title='{text}' href='{text}' id='{text}' name='{text}' class='{text}'>x</a>",
    "in a picture's attribute": lambda text: f"<img src='{text}' alt=\"{text}\">",
}


def judged(text: str) -> None:
    """Render, put addresses in, and judge both."""
    html = render(text).html
    assert_safe(html)
    assert_safe(resolve(html, lambda kind, target: f"/{kind}/{target}", lambda path: (f"/{path}", 4, 3, "")))
    assert_safe(resolve(html, lambda kind, target: None, lambda path: None))


def _hostile() -> list[str]:
    """The public collections of attacks in the folder `LAUREL_REAL_DATA` names."""
    folder = os.environ.get("LAUREL_REAL_DATA")
    if not folder:
        pytest.skip("LAUREL_REAL_DATA is not set: the real collections of attacks were not tried")
    hostile = Path(folder) / "hostile"
    payloads = json.loads((hostile / "dompurify" / "payloads.json").read_text(encoding="utf-8"))
    expected = [item["expected"] for item in payloads]
    strings = json.loads((hostile / "blns" / "blns.json").read_text(encoding="utf-8"))
    flat = [text for item in expected for text in ([item] if isinstance(item, str) else item)]
    return [*(item["payload"] for item in payloads), *strings, *flat]


@pytest.mark.parametrize("place", PLACES)
def test_nothing_in_the_real_collections_of_attacks_survives(place: str) -> None:
    for text in _hostile():
        judged(PLACES[place](text))


ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt\x0c/src=//e.example>",
    "<img/src=x/onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    " \x01java\tscript\n:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<style>@import '//e.example'</style>",
    "<a href='vbscript:x' onclick=x style=color:red>y</a>",
    "</title></textarea></style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<base href='//e.example'><meta http-equiv=refresh content='0;url=//e.example'>",
    "<x-frame onfocus=alert(1) tabindex=1 autofocus>",
    "\x00<\x00script>alert(1)</script\x00>",
    "<input data-task type=image src=x onerror=alert(1)>",
    "<a data-line='1\" onclick=\"x' href=x data-line=5>a</a>",
]


@pytest.mark.parametrize("place", PLACES)
def test_attacks_come_to_nothing_wherever_they_stand(place: str) -> None:
    for text in ATTACKS:
        judged(PLACES[place](text))


def test_two_places_cannot_make_an_attack_together() -> None:
    for first in ATTACKS:
        for second in ATTACKS[:8]:
            judged(f"{first}\n\n## {second}\n\n[a](<{second}> '{first}')")


_SCRAPS = st.sampled_from(
    [
        *ATTACKS,
        *"<>&\"'`[]()!*_~#-+|:=\\^\n\t ",
        *(
            "\n\n",
            "    ",
            "```",
            ":::",
            "!!! note\n    ",
            "::: tip ",
            "[^1]",
            "[^1]: ",
            "| a |\n|---|\n",
            "](",
            "![",
            "](#",
        ),
        *("<div>", "</div>", "<table>", "<td>", "<h3>", "</h2>", "<p>", "<!--", "-->", "<pre>", "<b>", "</a>"),
        "<a name=x>",
        *("id='a'", "# a\n", "post:a#b", "media/a.png", "word", "ß", "\u202e", "\ud800", "\x00", "&amp;", "&lt;"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_SCRAPS | st.text(max_size=8), max_size=30).map("".join))
def test_any_text_renders_to_safe_html_with_ids_of_its_own(text: str) -> None:
    judged(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_the_sanitiser_lets_nothing_through_that_is_not_on_its_list(text: str) -> None:
    for tag, _ in pieces(sanitise(text)):
        assert tag in allowed_tags()


_REFUSED = SWALLOWED | {"form", "button", "embed", "link", "meta", "base", "frame", "x-y", "head", "body", "font"}


@pytest.mark.parametrize("tag", sorted(_REFUSED))
def test_elements_that_are_not_listed_do_not_come_out(tag: str) -> None:
    html = sanitise(f"<p>a</p><{tag} onclick=x>b</{tag}><p>c</p>")
    assert tag not in {name for name, _ in pieces(html)}
    assert ("b" in html) == (tag not in SWALLOWED), "text stays where it is for readers, and only there"


def test_every_group_of_the_allow_list_says_why() -> None:
    tags = [tag for group in ALLOWED for tag in group.tags]
    assert all(group.reason.endswith(".") and len(group.reason) > 30 for group in ALLOWED)
    assert len(tags) == len(set(tags)), "one home for each tag"
    assert not SWALLOWED & set(tags)


@pytest.mark.parametrize("tag", sorted(allowed_tags()))
def test_no_listed_element_carries_what_runs_or_covers(tag: str) -> None:
    attributes = "onclick=x onload=x style=x srcset=x formaction=x xlink:href=x target=x ping=x srcdoc=x is=x slot=x"
    html = sanitise(f"<table><tr><{tag} {attributes} data-x=1 tabindex=1 contenteditable>x")
    for _, found in pieces(html):
        assert not set(found) & {"data-x", "tabindex", *(word.partition("=")[0] for word in attributes.split())}
