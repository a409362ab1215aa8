"""`hub.toml` changed where it says something else, and nowhere else."""

from __future__ import annotations

import difflib
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.content import edit_settings, settings_problems
from hub.content.settings import FILE
from hub.model import HubError
from hub.paths import starter_dir

STARTER = (starter_dir() / FILE).read_text()
ADVOCATE = {"key": "advocate", "name": "Advocate", "summary": "Has shared something that helped others."}
SENIOR = {
    "key": "senior",
    "name": "Senior advocate",
    "summary": "Has been doing so for years, and helps newcomers.",
}


def changed(before: str, after: str) -> list[str]:
    """The lines that went (-) and came (+)."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


def test_settings_as_they_are_change_nothing() -> None:
    same = {"title": "Our advocates", "program.contact": None, "tiers": [ADVOCATE, SENIOR], "hosts": {}}
    assert edit_settings(STARTER, same) == STARTER


def test_a_value_is_changed_in_its_place_with_its_note_behind_it() -> None:
    edited = edit_settings(STARTER, {"title": 'The "Lookouts"', "brand.colours": ["#01627c", "#f2af48"]})
    assert changed(STARTER, edited) == [
        '- title = "Our advocates"                         # the name at the top of every page',
        '+ title = "The \\"Lookouts\\""                         # the name at the top of every page',
        '- colours = ["#2f5d50", "#d9a441"]',
        '+ colours = ["#01627c", "#f2af48"]',
    ]


def test_a_new_key_stands_below_the_note_that_speaks_of_it() -> None:
    edited = edit_settings(STARTER, {"program.contact": "program@example.com", "footer": "Words."})
    assert changed(STARTER, edited) == ['+ footer = "Words."', '+ contact = "program@example.com"']
    lines = edited.splitlines()
    assert lines[lines.index('contact = "program@example.com"') - 1].startswith("# contact = ")


def test_a_new_table_comes_last() -> None:
    edited = edit_settings(STARTER, {"desk.url": "https://desk.example.com", "desk.publish_on_approval": False})
    assert edited == STARTER + '\n[desk]\nurl = "https://desk.example.com"\npublish_on_approval = false\n'


def test_a_host_is_set_as_a_whole_and_taken_out() -> None:
    with_host = edit_settings(STARTER, {"hosts.pages": {"kind": "folder", "path": "/srv/hub"}})
    assert tomllib.loads(with_host)["hosts"] == {"pages": {"kind": "folder", "path": "/srv/hub"}}
    other = edit_settings(with_host, {"hosts.pages": {"kind": "folder", "keep": 3}})
    assert changed(with_host, other) == ['- path = "/srv/hub"', "+ keep = 3"]
    assert edit_settings(with_host, {"hosts.pages": None}).rstrip() == STARTER.rstrip()


def test_one_level_is_renamed_and_given_a_colour_in_its_place() -> None:
    edited = edit_settings(STARTER, {"tiers": [ADVOCATE, {**SENIOR, "name": "Keeper", "colour": "#01627c"}]})
    assert changed(STARTER, edited) == [
        '- name = "Senior advocate"',
        '+ name = "Keeper"',
        '+ colour = "#01627c"',
    ]


def test_levels_change_places_with_their_own_comments() -> None:
    one, two = "[[tiers]]\nkey = 'a' # first\nname = 'A'\n", "# B is rare.\n[[tiers]]\nkey = 'b'\nname = 'B'\n"
    text = f"# All levels.\n{one}\n{two}\n# End\n"
    turned = edit_settings(text, {"tiers": [{"key": "b", "name": "B"}, {"key": "a", "name": "A"}]})
    assert turned == f"# All levels.\n{two}\n{one}\n# End\n"


def test_a_level_comes_and_goes_and_the_notes_for_others_stay() -> None:
    more = edit_settings(STARTER, {"tiers": [ADVOCATE, SENIOR, {"key": "beacon", "name": "Beacon"}]})
    assert [tier["key"] for tier in tomllib.loads(more)["tiers"]] == ["advocate", "senior", "beacon"]
    assert more.index('key = "beacon"') < more.index("# Product areas")
    assert edit_settings(more, {"tiers": [ADVOCATE, SENIOR]}) == STARTER
    none = edit_settings(STARTER, {"tiers": []})
    assert "tiers" not in tomllib.loads(none)
    assert "# Levels, lowest first." in none
    assert "# Product areas, regions or chapters, if you have any." in none


def test_the_first_of_a_list_begins_it() -> None:
    edited = edit_settings(STARTER, {"groups": [{"key": "europe", "name": "Europe"}]})
    assert edited == STARTER + '\n[[groups]]\nkey = "europe"\nname = "Europe"\n'


@pytest.mark.parametrize(
    "text",
    [
        'title = "x"\nprogram.name = "y" # dotted\n',
        'title = "x"\nprogram = {name = "y"} # in braces\n',
        'title = "x"\n[program] # a table\n  name = "y"',
        'title = "x"\n["program"]\n"name" = """y"""\n[other."a.b"]\nc = 1\n',
        'title = """\n[program]\nname = "no"\n"""\n[program]\nname = \'y\'\n',
    ],
)
def test_tables_are_found_however_they_are_written(text: str) -> None:
    edited = edit_settings(text, {"program.name": "z", "program.contact": "a@example.com"})
    assert tomllib.loads(edited)["program"] == {"name": "z", "contact": "a@example.com"}
    assert tomllib.loads(edited)["title"] == tomllib.loads(text)["title"]
    assert all(note in edited for note in ("# dotted", "# in braces", "# a table") if note in text)
    assert "program" not in tomllib.loads(edit_settings(text, {"program": None}))


def test_values_over_several_lines_go_as_a_whole() -> None:
    text = "title = 'x'\n[brand]\ncolours = [ # two\n  '#111111', # ink ]\n  '#222222',\n] # end\nsans = 'A'\n"
    assert edit_settings(text, {"brand.colours": ["#333333"]}) == (
        "title = 'x'\n[brand]\ncolours = [\"#333333\"] # end\nsans = 'A'\n"
    )


def test_windows_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff" + STARTER.replace("\n", "\r\n")
    edited = edit_settings(text, {"title": "New", "footer": "Words.", "groups": [{"key": "a", "name": "A"}]})
    assert edited.startswith("\ufeff#")
    assert edited.count("\n") == edited.count("\r\n")
    assert edited.replace("\r\n", "\n").startswith(text[:60])


def test_what_is_no_toml_is_not_touched() -> None:
    with pytest.raises(HubError, match=r"hub\.toml cannot be read"):
        edit_settings("title = ", {"title": "x"})


def test_settings_are_checked_before_they_are_saved() -> None:
    assert settings_problems(STARTER) == ()
    told = settings_problems(edit_settings(STARTER, {"time_zone": "Europe/Berln", "program.contact": "nobody"}))
    assert [str(problem) for problem in told] == [
        "hub.toml:9: `time_zone` is not known: 'Europe/Berln'; did you mean `Europe/Berlin`?",
        'hub.toml:22: `contact` is no e-mail address; write contact = "program@example.com"',
    ]
    assert settings_problems("title =\n")[0].line == 1


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
simple = st.one_of(words, st.booleans(), st.integers(-(2**40), 2**40), st.lists(words, max_size=3))
tables = st.lists(
    st.fixed_dictionaries({"key": words}, optional={"name": words, "weight": st.integers(0, 9), "colour": words}),
    max_size=4,
    unique_by=lambda table: str(table["key"]),
)
edits = st.fixed_dictionaries(
    {},
    optional={
        "title": words,
        "footer": st.none() | words,
        "brand.colours": simple,
        "brand": st.none() | st.dictionaries(words, simple, max_size=3),
        "program.contact": st.none() | words,
        "desk.url": st.none() | words,
        "tiers": tables,
        "groups": tables,
        "contributions": st.none() | tables,
    },
)


def without_empty(value: Any) -> Any:
    """A value in which nothing and an empty list or table are the same: an empty one is not written anew."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := without_empty(item)) is not None} or None
    return None if value == [] else value


@settings(deadline=None, max_examples=60)
@given(st.lists(edits, min_size=1, max_size=3))
def test_after_any_edits_the_settings_say_just_that(steps: list[dict[str, Any]]) -> None:
    text = STARTER
    for changes in steps:
        before = tomllib.loads(text)
        if "brand" in changes:
            changes = {key: value for key, value in changes.items() if key != "brand.colours"}
        text = edit_settings(text, changes)
        after = tomllib.loads(text)
        for key, value in changes.items():
            table, _, name = key.rpartition(".")
            found = (after.get(table, {}) if table else after).get(name)
            assert without_empty(found) == without_empty(value)
        touched = {key.split(".")[0] for key in changes}
        assert {k: v for k, v in after.items() if k not in touched} == {
            k: v for k, v in before.items() if k not in touched
        }
    for note in ("# Your hub's settings.", "# footer = ", "# Levels, lowest first.", "# Product areas", "# [desk]"):
        assert note in text
