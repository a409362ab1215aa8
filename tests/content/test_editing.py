"""Fields of content files changed in their text: what nobody changed stays to the byte."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.content import edit_front_matter, edit_yaml, front_matter, new_front_matter, new_yaml, yaml_values
from hub.model import HubError

POST = """\
---
# Written on the ferry.
title:   'Frost at dawn'   # working title
authors: [noor-haddad, kenji-mori]  # both of them

# The day of the frost, not of the writing.
date: 2026-03-01
tags:
  - sky-diary
  # a comment inside the list
  - sea-and-shore
# Says what it is.
summary: >-
  Two lines
  folded into one.

draft:
country: NO
disclosure:
- kind: loan      # went back in May
  item: "one Thimble"
---

Body   with  odd   spaces.

    code

"""


def lines_without(text: str, *gone: str) -> list[str]:
    return [line for line in text.splitlines(keepends=True) if not any(word in line for word in gone)]


def test_nothing_changed_is_nothing_written() -> None:
    fields, body = front_matter(POST)
    assert edit_front_matter(POST, fields, body) == POST
    assert edit_front_matter(POST, {"nowhere": None}) == POST


def test_one_field_changed_leaves_every_other_byte() -> None:
    edited = edit_front_matter(POST, {"title": "Frost at noon"})
    assert edited == POST.replace("'Frost at dawn'", "Frost at noon")


def test_a_list_keeps_its_style_and_its_comment() -> None:
    edited = edit_front_matter(POST, {"authors": ["amara-obi"], "tags": ["city-heat"]})
    assert "authors: [amara-obi]  # both of them\n" in edited
    assert "tags:\n  - city-heat\n# Says what it is.\n" in edited


def test_a_field_without_a_value_gets_one() -> None:
    assert "draft: true\ncountry: NO\n" in edit_front_matter(POST, {"draft": True})


def test_a_removed_field_takes_its_lines_and_no_others() -> None:
    edited = edit_front_matter(POST, {"summary": None, "date": None})
    assert edited == "".join(lines_without(POST, "summary:", "Two lines", "folded into", "date:"))


def test_new_fields_come_last_in_the_order_of_the_contract() -> None:
    edited = edit_front_matter(POST, {"aliases": ["/old/"], "cover": "media/a.webp", "updated": dt.date(2026, 4, 1)})
    assert edited == POST.replace(
        'item: "one Thimble"\n',
        'item: "one Thimble"\nupdated: 2026-04-01\ncover: media/a.webp\naliases: [/old/]\n',
    )


def test_another_body_leaves_the_fields_and_the_blank_line_alone() -> None:
    edited = edit_front_matter(POST, {}, "A new text.\r\n\r\nTwo paragraphs.\r\n\r\n")
    assert edited == POST[: POST.index("Body")] + "A new text.\n\nTwo paragraphs.\n"


def test_a_body_can_come_and_go() -> None:
    bare = "---\ntitle: A\n---\n"
    assert edit_front_matter(bare, {}, "Text.") == "---\ntitle: A\n---\nText.\n"
    assert edit_front_matter("---\ntitle: A\n---\n\nText.\n", {}, "") == "---\ntitle: A\n---\n\n"
    assert front_matter(bare) == ({"title": "A"}, "")


def test_a_body_may_begin_with_code() -> None:
    edited = edit_front_matter(POST, {}, "\n    code first\n")
    assert front_matter(edited)[1] == "    code first\n"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_stay_and_new_lines_get_the_same(end: str) -> None:
    text = "\ufeff" + POST.replace("\n", end)
    edited = edit_front_matter(text, {"title": "Frost: noon", "groups": ["north"], "tags": None}, "Two\nlines")
    assert edited.startswith("\ufeff---" + end)
    assert len(re.findall("\r\n|\r|\n", edited)) == edited.count(end)
    assert front_matter(edited)[0]["groups"] == ["north"]
    assert edited.endswith(f"Two{end}lines{end}")


def test_a_file_without_a_last_line_end_keeps_having_none() -> None:
    assert edit_yaml("id: a\nbadge: b", {"badge": "c"}) == "id: a\nbadge: c"
    assert edit_yaml("id: a\nbadge: b", {"hidden": True}) == "id: a\nbadge: b\nhidden: true"
    assert edit_front_matter("---\ntitle: A\n---\nText", {"title": "B"}) == "---\ntitle: B\n---\nText"


def test_empty_front_matter_and_front_matter_of_comments_take_fields() -> None:
    assert edit_front_matter("---\n---\nText\n", {"title": "A"}) == "---\ntitle: A\n---\nText\n"
    assert edit_front_matter("---\n# later\n---\n", {"title": "A"}) == "---\n# later\ntitle: A\n---\n"


def test_fields_in_braces_are_changed_in_their_place() -> None:
    text = "{id: a, badge:   b, hidden: , expires: 2026-01-01}  # short\n"
    assert edit_yaml(text, {"badge": "c", "hidden": True}) == (
        "{id: a, badge:   c, hidden: true, expires: 2026-01-01}  # short\n"
    )
    assert edit_yaml(text, {"id": None, "advocate": "noor"}) == (
        "{badge:   b, hidden: , expires: 2026-01-01, advocate: noor}  # short\n"
    )
    assert edit_yaml("{id: a}", {"id": None, "badge": "b"}) == "{badge: b}"


def test_blank_lines_that_belong_to_a_text_are_not_lent_to_another() -> None:
    text = "one: |+\n  words\n\ntwo: 2\n\nthree: 3\n"
    assert yaml_values(edit_yaml(text, {"two": None})) == {"one": "words\n\n", "three": 3}
    assert edit_yaml(text, {"one": "short"}) == "one: short\ntwo: 2\n\nthree: 3\n"


def test_old_ways_of_writing_keys_are_understood() -> None:
    assert edit_yaml("? id\n: a\n? badge\n: b\n", {"id": "c"}) == "id: c\n? badge\n: b\n"
    assert edit_yaml("  'id' : a\n  badge: b\n", {"id": "c", "hidden": True}) == (
        "  'id' : c\n  badge: b\n  hidden: true\n"
    )
    assert edit_yaml("--- # award\nid: !!str 12\n...\n", {"id": "c", "hidden": False}) == (
        "--- # award\nid: c\nhidden: false\n...\n"
    )


def test_levels_held_stay_one_a_line() -> None:
    text = "---\nname: A\nterms:\n  - {tier: lookout, from: 2024-11-01}\n---\n"
    held = [{"tier": "lookout", "from": "2024-11-01", "to": "2025-04-30"}, {"tier": "keeper", "from": "2025-05-01"}]
    rows = "terms:\n  - {tier: lookout, from: 2024-11-01, to: 2025-04-30}\n  - {tier: keeper, from: 2025-05-01}\n"
    assert rows in edit_front_matter(text, {"terms": held})
    assert rows in new_front_matter({"name": "A", "terms": held}, "")


def test_evidence_added_and_a_revocation() -> None:
    text = "id: a\nbadge: b\nevidence:\n  - url: post:x\n    text: 'why: so'\n# end\n"
    edited = edit_yaml(text, {"revoked": {"date": "2026-05-01", "reason": "left"}, "expires": None})
    assert edited == text + "revoked:\n  date: 2026-05-01\n  reason: left\n"


def test_a_new_file_has_the_order_of_the_contract_and_nothing_empty() -> None:
    values = {"date": dt.datetime(2026, 3, 1, 9, 30), "authors": ("noor",), "title": "A: b", "cover": None}
    assert new_front_matter(values, "\nText\r\n") == (
        '---\ntitle: "A: b"\nauthors: [noor]\ndate: 2026-03-01T09:30:00\n---\nText\n'
    )
    assert new_yaml([{"advocate": "noor", "reach": 3}, {"advocate": "kenji"}]) == (
        "- advocate: noor\n  reach: 3\n- advocate: kenji\n"
    )


@pytest.mark.parametrize("text", ["no fields", "---\ntitle: A\n", "---\ntitle: [\n---\n", "---\n- a\n---\n", ""])
def test_a_file_that_cannot_be_read_says_where_and_why(text: str) -> None:
    with pytest.raises(HubError, match=r"^Line \d: .+; .+"):
        edit_front_matter(text, {"title": "B"})


def test_a_value_no_field_can_hold_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="a field cannot hold set"):
        edit_yaml("id: a\n", {"id": {1}})


# Whatever is written must read back: by this reader, by one of YAML 1.1 and by one of YAML 1.2.

TRICKY = r"""
NO|no|y|Yes|off|TRUE|true|null|Null|~|007|0o7|0x1F|12:30|190:20:30|1_000|1,000|1e3|.5|-.inf|.NaN|+1|-|- a|?|? a|:|: a
a: b|a:|a:b|#|# a|a #b|a# b|[a]|{a: b}|a, b|a]|&a|*a|!a|!!int 1|\|a >|>|>-|'|''|'a|it's|"|"a"|a"b|%a|@a|`a|...|---
--- a|=|<<| a|a |2026-03-01|2026-03-01T10:00|2026-03-01 10:00:00|2026-3-1|2026-13-99|2026
🌲|👩‍🌾: x|é|مرحبا|a\n|C:\dir|null null|
"""
texts = st.one_of(
    st.sampled_from(re.split(r"[|\n]", TRICKY)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text("-:# \t\n'\"\\[]{},&*!|>%@`?~01eEnNoOyY.=<\r\u2028\u0085\ufeff\x00\x07\x7f", max_size=8),
)
scalars = st.one_of(
    texts, st.booleans(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False)
)
mappings = st.dictionaries(texts, scalars, max_size=3)
values = st.one_of(scalars, st.lists(scalars, max_size=4), mappings, st.lists(mappings, max_size=3))
_CORE_NULL = re.compile(r"null|Null|NULL|~|")
_CORE_OTHER = re.compile(
    r"true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


def read_as_1_2(text: str) -> Any:
    """The one value of `x` as a text, None where the core schema of YAML 1.2 reads something else than text."""
    node = yaml.compose(text, Loader=yaml.BaseLoader)
    value = node.value[0][1]
    if value.style is None and (_CORE_NULL.fullmatch(value.value) or _CORE_OTHER.fullmatch(value.value)):
        return None
    return value.value


@settings(deadline=None)
@given(values)
@example([{"a": {}, "b": []}])
@example({"": "", "null": "null", "- a": "x"})
@example([["nested", ["lists"]], {"k": ["v"]}])
def test_any_value_reads_back_the_same(value: Any) -> None:
    assert yaml_values(new_yaml({"x": value}))["x"] == value
    assert yaml_values(edit_yaml("x: 1 # note\ny: 2\n", {"x": value})) == {"x": value, "y": 2}
    assert yaml_values(edit_yaml("{x: 1, y: 2}\n", {"x": value})) == {"x": value, "y": 2}


@settings(deadline=None)
@given(texts)
def test_any_text_is_text_to_other_readers_too(text: str) -> None:
    written = new_yaml({"x": text})
    assert read_as_1_2(written) == text
    old = yaml.safe_load(written)["x"]
    assert old == text or isinstance(old, dt.date)


pieces = st.sampled_from(
    [
        ("{}: plain words", "plain words"),
        ("{}:   'quoted: ''text'''", "quoted: 'text'"),
        ('"{}": "double \\u00e9"  # why', "double é"),
        ("{}: [a, b,\n  c]", ["a", "b", "c"]),
        ("{}: {{k: v, l: [1]}}  # braces", {"k": "v", "l": [1]}),
        ("{}:\n- a\n# between\n- b", ["a", "b"]),
        ("{}:\n  - k: v\n    l: 1\n\n  - k: w", [{"k": "v", "l": 1}, {"k": "w"}]),
        ("{}:", None),
        ("{}: # only a note", None),
        ("{}: |\n  literal # not a note\n\n  more", "literal # not a note\n\nmore\n"),
        ("{}: >2-\n    folded\n  text", "  folded\ntext"),
        ("{}: |+\n  kept\n", "kept\n\n"),
        ("{}: several\n  lines", "several lines"),
        ("{}: true", True),
        ("{}: 007", "007"),
        ("{}:\n  deep:\n    deeper: [x]\n", {"deep": {"deeper": ["x"]}}),
    ]
)
notes = st.sampled_from(["", "# a note\n", "\n# after a blank\n", "#!odd\n"])


@settings(deadline=None)
@given(
    st.lists(st.tuples(pieces, notes), min_size=1, max_size=6),
    st.dictionaries(st.integers(0, 8), st.one_of(st.none(), values), max_size=4),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_after_any_edit_the_rest_is_the_same_to_the_byte(
    parts: list[tuple[tuple[str, Any], str]], edits: dict[int, Any], end: str, mark: str
) -> None:
    keys = [f"key{at}" for at in range(len(parts))]
    chunks = [piece.format(key) + "\n" for key, ((piece, _), _) in zip(keys, parts, strict=True)]
    body = "The *body*: not a field\n---\nend"
    text = "---\n" + "".join(note + chunk for chunk, (_, note) in zip(chunks, parts, strict=True)) + "---\n" + body
    before = {key: value for key, ((_, value), _) in zip(keys, parts, strict=True)}
    fields, _ = front_matter(text)
    kept = {key for key in before if fields[key] == before[key]}  # a blank line may have become part of a kept text
    changes = {f"key{at}": value for at, value in edits.items()}

    edited = edit_front_matter(mark + text.replace("\n", end), changes)

    gone = {key for key, value in changes.items() if value is None and fields.get(key) is not None}
    expected = {key: value for key, value in fields.items() if key not in gone}
    expected |= {key: value for key, value in changes.items() if value is not None}
    assert front_matter(edited)[0] == expected
    assert edited.startswith(mark + "---" + end)
    assert edited.endswith((("---\n") + body).replace("\n", end))
    place = 0
    for key, chunk in zip(keys, chunks, strict=True):
        if key in kept and repr(expected.get(key)) == repr(before[key]):
            place = edited.index(chunk.rstrip().replace("\n", end), place)
    for _, note in parts:
        assert note.strip() in edited
