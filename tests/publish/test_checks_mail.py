"""E-mail addresses in what is published: found however they are written, and judged by where they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.publish.checks import addresses_in, said_in_bodies
from tests.publish.checking import made, told

PAGE = "posts/a/index.html"
POST = "content/posts/a.md"
OTHER = "content/posts/b.md"
SOURCES = {PAGE: (POST, "content/advocates/ada.md")}


@pytest.mark.parametrize(
    "text",
    [
        "Write to ada@example.net.",
        '<a href="mailto:Ada@Example.net?subject=x">write</a>',
        "&#97;da&#64;example&#46;net",
        "ada&commat;example.net",
        "https://bsky.example/compose?text=Mail%20ada%40example.net%20now",
        '<span class="n">ada</span><span class="nd">@example</span><span class="o">.</span><span class="n">net</span>',
        '{"text":"Hello\\nada@example.net"}',
        '{"text":"ada\\u0040example.net"}',
        "&lt;p title=&quot;x&quot;&gt;ada@example.net&lt;/p&gt;",
        "<p>x</p>ada<wbr>@example.net",
        "(ada@example.net)",
        "to=ada@example.net&amp;x=1",
        "<ada@example.net>",
    ],
)
def test_an_address_is_found_however_it_is_written(text: str) -> None:
    assert addresses_in(text) == {"ada@example.net"}
    assert addresses_in(text + " ") == addresses_in((text + " ") * 400)


@pytest.mark.parametrize(
    "text",
    [
        '<img srcset="/logo@2x.png 2x, /logo@3x.webp 3x">',
        '{"@context":"https://schema.org","@type":"Person","@id":"x"}',
        "@media (min-width: 1px) { a { b: c } } @import 'x.css'; @font-face {}",
        '<a href="https://social.example/@ada">@ada@social.example</a>',
        '<a href="mailto:?subject=x&amp;body=y">E-mail</a>',
        "git clone git@github.com:ada/bees.git; ssh://git@example.net/x",
        "npm i lodash@4.17.21 @scope/name@1.0.0",
        '<span class="nd">@app</span><span class="o">.</span><span class="n">route</span>',
        "a @ b.org, a@b, ada@localhost, @, x@, @x",
        "ada at example.net",
    ],
)
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    assert addresses_in(text) == frozenset()


@given(
    st.from_regex(r"[a-z0-9][a-z0-9._+-]{0,20}[a-z0-9]", fullmatch=True).filter(lambda local: local != "git"),
    st.from_regex(r"[a-z0-9]{1,10}(\.[a-z0-9]{1,10}){0,2}\.(org|net|example)", fullmatch=True),
    st.sampled_from([(" ", " "), (">", "<"), ('"mailto:', '"'), ("(", ")."), ("&lt;", "&gt;"), ("\\n", "\\n")]),
    st.text(alphabet="<>@&;\"' ab.\n", max_size=30),
)
def test_any_plain_address_is_found_in_any_surroundings(
    local: str, domain: str, around: tuple[str, str], noise: str
) -> None:
    before, after = around
    assert f"{local}@{domain}" in addresses_in(f"{noise} {before}{local}@{domain}{after} {noise}")


def test_the_contact_and_what_advocates_ask_to_be_written_to_may_stand_anywhere() -> None:
    assert (
        told({PAGE: "hello@example.org Hello@Example.org ada@example.net"}, asks=frozenset({"ada@example.net"})) == []
    )


def test_an_address_from_anywhere_else_stops_the_publish_and_is_told_with_its_line() -> None:
    text = "---\ntitle: A\nsummary: Write to Ada@example.net\n---\n"
    assert told({PAGE: "Write to ada@example.net"}, SOURCES, {POST: text}) == [
        f"{POST}:3: the page /posts/a/ shows the e-mail address ada@example.net, which is no contact and stands in no "
        "text; take it out, or write it in the text where its owner wants it to be public"
    ]


def test_an_address_written_in_a_body_is_one_warning_however_many_pages_show_it() -> None:
    files = {PAGE: "ada@example.net", "advocates.json": b'["ada@example.net"]', "index.html": "ada@example.net"}
    text = "---\ntitle: A\n---\n\nWrite to\nada@example.net\n"
    assert told(files, SOURCES, {POST: text}, body_addresses={"ada@example.net": [POST]}) == [
        f"{POST}:6: warning: the e-mail address ada@example.net stands in this text, where collectors of addresses "
        "find it; take it out unless its owner wants it to be public"
    ]


def test_a_private_address_is_a_problem_but_where_the_body_of_that_very_page_says_it() -> None:
    private = frozenset({"ada@example.net"})
    said = {"ada@example.net": [POST]}
    own = told({PAGE: "ada@example.net"}, SOURCES, private=private, body_addresses=said)
    assert own == [
        f"{POST}: warning: an e-mail address that the desk keeps private, a…@example.net, stands in this text; "
        "take it out unless its owner wants it to be public"
    ]
    elsewhere = told({PAGE: "ada@example.net"}, {PAGE: (OTHER,)}, private=private, body_addresses=said)
    assert elsewhere == [
        f"{OTHER}: the page /posts/a/ shows an e-mail address that the desk keeps private, a…@example.net; "
        "take it out, or write it in the text where its owner wants it to be public"
    ]


def test_a_private_address_is_known_also_where_a_sentence_follows_without_a_blank() -> None:
    found = told({PAGE: "ada@example.net.Then"}, SOURCES, private=frozenset({"ada@example.net"}))
    assert "keeps private" in found[0]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("media/people.csv", b"name,mail\nAda,ada@example.net\n"),
        ("media/latin.txt", b"\xe9 ada@example.net"),
        ("static/x.js", b"// by ada@example.net"),
        ("ada.vcf", b"BEGIN:VCARD\r\nEMAIL:ada@exa\r\n mple.net\r\nEND:VCARD\r\n"),
        ("awards/a.json", b'{"identity":"ada@example.net"}'),
    ],
)
def test_every_kind_of_text_is_looked_into(path: str, data: bytes) -> None:
    assert any("the e-mail address ada@example.net" in line for line in told({path: data}))


def test_only_bodies_that_an_output_with_an_address_is_made_from_are_looked_into() -> None:
    outputs = made({PAGE: "ada@example.net", "index.html": "no address"}, {**SOURCES, "index.html": (OTHER,)})
    asked: list[str] = []

    def addresses_of(source: str) -> frozenset[str]:
        asked.append(source)
        return addresses_in("Write to ada@example.net" if source == POST else "")

    assert said_in_bodies(outputs.values(), addresses_of) == {"ada@example.net": [POST]}
    assert asked == sorted(SOURCES[PAGE])
