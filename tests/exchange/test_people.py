"""People from CSV, JSON and front matter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub.exchange.importing import plan_import
from hub.model import HubError
from tests.exchange.support import body, bring, front, lay, picture, sound, told

MakeHub = Callable[..., Path]
CSV = """id,first_name,last_name,full_name,redirect_from
18F,18F,,18F,/team/18F/
aaron,Aaron,Snow,,/team/aaron/
rob,Robert,Read,"Dr. Robert L. Read, MD","[""/team/r/"", ""/by/rob""]"
"""


def _ambassador(**more: Any) -> dict[str, Any]:
    return {
        "name": "Ivan Sainz",
        "github": "IvanGSA",
        "country": "🇪🇸",
        "title": "Architect.",
        "company": "Kong",
        **more,
    }


def test_rows_of_a_csv_become_profiles_with_their_old_addresses(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    bring("advocates", lay(tmp_path / "old", {"team.csv": CSV}) / "team.csv", hub)
    assert front(hub / "content/advocates/18f.md") == {"name": "18F", "aliases": ["/team/18F/"]}
    assert front(hub / "content/advocates/aaron.md") == {"name": "Aaron Snow", "aliases": ["/team/aaron/"]}
    assert front(hub / "content/advocates/rob.md") == {
        "name": "Dr. Robert L. Read, MD",
        "aliases": ["/team/r/", "/by/rob/"],
    }
    sound(hub)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_whatever_separates_its_cells_and_lines(
    make_hub: MakeHub, tmp_path: Path, separator: str, end: str
) -> None:
    hub = make_hub()
    rows = [["Name", "Job Title", "Bio"], ['"Obi, Ada"', "Keeper", f'"One ""two"";{end}three"'], ["Bo", "", ""]]
    text = "\ufeff" + end.join(separator.join(row) for row in rows)
    bring("advocates", lay(tmp_path / "old", {"people.csv": text}), hub)
    ada = hub / "content/advocates/obi-ada.md"
    assert front(ada) == {"name": "Obi, Ada", "headline": "Keeper"}
    assert body(ada) == 'One "two";\nthree'
    assert (hub / "content/advocates/bo.md").exists()


def test_a_quote_left_open_is_told_and_the_rows_before_it_come_in(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    plan = bring("advocates", lay(tmp_path / "old", {"p.csv": 'name,city\nAda,Oslo\n"Bo,Lund\nCy,Rome\n'}), hub)
    assert [p.name for p in (hub / "content/advocates").iterdir()] == ["ada.md"]
    assert "p.csv:3: cannot be read from here to the end (a quote is opened and not closed)" in told(plan)


def test_unknown_and_private_columns_are_told_once_with_how_often(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    text = "name,Shoe Size,E-Mail,Empty\nAda,38,ada@frost.example,\nBo,41,,\n,,,\n"
    plan = bring("advocates", lay(tmp_path / "old", {"p.csv": text}), hub)
    assert [str(note) for note in plan.notes] == [
        "p.csv:1: `Empty` has no place on a profile, and the column is empty",
        "`E-Mail` is private and does not belong in public files; left out, once (in p.csv)",
        "`Shoe Size` has no place on a profile; left out, 2 times (in p.csv)",
    ]
    assert "@" not in (hub / "content/advocates/ada.md").read_text()


def test_a_row_that_names_nobody_is_told_with_its_line(make_hub: MakeHub, tmp_path: Path) -> None:
    plan = bring("advocates", lay(tmp_path / "old", {"p.csv": "name,city\n,Oslo\nAda,\n"}), make_hub())
    assert "p.csv:2: names nobody; left out" in told(plan)


def test_a_persons_own_file_is_read_with_the_id_beside_the_name(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    text = (
        "------\nname: ada.obi\nfull_name: Ada Obi\nrole: Keeper\ncity: Oslo\ngithub: https://github.com/adao\n"
        "twitter: '@ada'\nlinkedin:\n------\nHello from [Bo](/team/bo/).\n"
    )
    bring("advocates", lay(tmp_path / "old", {"x.md": text, "bo.md": "---\nname: bo\nfull_name: Bo\n---"}), hub)
    ada = hub / "content/advocates/ada-obi.md"
    assert front(ada) == {
        "name": "Ada Obi",
        "headline": "Keeper",
        "city": "Oslo",
        "links": {"GitHub": "https://github.com/adao", "X": "https://x.com/ada"},
        "aliases": ["/advocates/ada.obi/"],
    }
    assert (hub / "content/advocates/bo.md").exists()
    sound(hub)


def test_json_with_contributions_fills_profile_and_ledger(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    given = [
        {"type": "talk", "title": "On frost", "date": {"year": 2023, "month": "Oct"}, "link": "https://t.example/1"},
        {"type": "special_contribution", "title": "A tool", "date": {"year": 2024, "month": "2022"}},
        {"type": "talk", "title": "Some day", "date": {"year": 2021, "month": "May", "day": 7}},
        {"type": "talk", "title": "", "date": {"year": 2021}},
    ]
    people = [
        _ambassador(contributions=given, slack="U1", img="https://pictures.example/1"),
        _ambassador(name="Ivan", github="ivangsa"),
    ]
    plan = bring("advocates", lay(tmp_path / "old", {"people.json": json.dumps(people, indent=1)}), hub)
    assert front(hub / "content/advocates/ivangsa.md") == {
        "name": "Ivan Sainz",
        "headline": "Architect, Kong",
        "country": "ES",
        "links": {"GitHub": "https://github.com/IvanGSA"},
    }
    ledger = (hub / "content/contributions/ivangsa.yaml").read_text()
    assert "date: 2023-10-01" in ledger
    assert "date: 2024-01-01" in ledger
    assert "date: 2021-05-07" in ledger
    assert 'key = "special-contribution"' in (hub / "hub.toml").read_text()
    lines = told(plan)
    assert "the month '2022', which is none" in lines
    assert "people.json:2: contribution 4 of ivangsa has no title and is left out" in lines
    assert "`slack` has no place on a profile; left out, once" in lines
    assert "`img` is a picture on another site and is not fetched" in lines
    sound(hub)


def test_several_imports_complement_each_other_and_overwrite_nothing(make_hub: MakeHub, tmp_path: Path) -> None:
    mine = (
        "---\n# my own order\ncity: Oslo   # for now\nname: Ada Obi\nlinks: {GitHub: 'https://github.com/ada'}\n"
        "aliases: [/old/]\ncountry:\n---\n\nMy words.\n"
    )
    hub = make_hub({"content/advocates/ada.md": mine})
    row = (
        "id,name,city,country,title,github,twitter,redirect_from,bio\n"
        "ada,Ada B. Obi,Lund,SE,Keeper,adao,ada,/team/ada/,Their words.\n"
    )
    plan = bring("advocates", lay(tmp_path / "old", {"p.csv": row}), hub)
    text = (hub / "content/advocates/ada.md").read_text()
    assert text == (
        "---\n# my own order\ncity: Oslo   # for now\nname: Ada Obi\n"
        'links: {GitHub: "https://github.com/ada", X: "https://x.com/ada"}\n'
        "aliases: [/old/, /team/ada/]\ncountry:\nheadline: Keeper\n---\n\nMy words.\n"
    )
    lines = told(plan)
    assert "`city` of ada is 'Lund' here and 'Oslo' in content/advocates/ada.md; kept as it is" in lines
    assert "`name` of ada is 'Ada B. Obi' here" in lines
    assert "`links: GitHub` of ada" in lines
    assert "the bio of ada differs" in lines


def test_a_profile_made_for_an_unknown_author_takes_the_real_name(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    bring("posts", lay(tmp_path / "posts", {"2020-01-01-a.md": "---\ntitle: A\nauthors: [mhz]\n---\nHi.\n"}), hub)
    bring("advocates", lay(tmp_path / "old", {"p.csv": "id,name\nmhz,Michelle Hertz\n"}), hub)
    assert front(hub / "content/advocates/mhz.md") == {"name": "Michelle Hertz"}


def test_rows_about_one_person_are_one_profile(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    plan = bring(
        "advocates", lay(tmp_path / "old", {"p.csv": "id,name,city,title\nada,Ada,Oslo,\nADA,Ada Obi,,Keeper\n"}), hub
    )
    assert front(hub / "content/advocates/ada.md") == {"name": "Ada", "headline": "Keeper", "city": "Oslo"}
    assert "p.csv:3: `name` of ada is 'Ada Obi' here and 'Ada' before; the first is kept" in told(plan)


def test_namesakes_both_come_in_and_are_told(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    plan = bring("advocates", lay(tmp_path / "old", {"p.csv": "id,name\nju,Ju Winn\njuwinn,Ju Winn\n"}), hub)
    assert {p.name for p in (hub / "content/advocates").iterdir()} == {"ju.md", "juwinn.md"}
    assert "p.csv:3: juwinn and ju are both called 'Ju Winn'" in told(plan)


def test_an_old_address_goes_to_whom_it_names(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    plan = bring(
        "advocates",
        lay(tmp_path / "old", {"p.csv": "id,name,aliases\nruss,Russ,/team/romke\nromke,Romke,/team/romke/\n"}),
        hub,
    )
    assert front(hub / "content/advocates/romke.md")["aliases"] == ["/team/romke/"]
    assert "the old address /team/romke/ belongs to content/advocates/romke.md already" in told(plan)
    sound(hub)


@pytest.mark.parametrize(
    ("place", "source"), [("old/photos/aaron.jpg", "old/p.csv"), ("old/aaron.jpg", "old"), ("photos/Aaron.jpg", "old")]
)
def test_a_photo_called_like_a_handle_becomes_theirs(
    make_hub: MakeHub, tmp_path: Path, place: str, source: str
) -> None:
    hub = make_hub()
    lay(tmp_path, {place: picture(), "old/p.csv": "id,name\naaron,Aaron\n"})
    bring("advocates", tmp_path / source, hub)
    photo = front(hub / "content/advocates/aaron.md")["photo"]
    assert photo.startswith("media/advocates/aaron-")
    assert (hub / "content" / photo).is_file()
    sound(hub)


@pytest.mark.parametrize("data", [b"no picture", picture()[:200], picture("PNG")])
def test_a_photo_that_is_not_sound_is_told_and_left_out(make_hub: MakeHub, tmp_path: Path, data: bytes) -> None:
    hub = make_hub()
    plan = bring("advocates", lay(tmp_path / "old", {"photos/ada.jpg": data, "p.csv": "id,name\nada,Ada\n"}), hub)
    assert front(hub / "content/advocates/ada.md") == {"name": "Ada"}
    assert [note.path for note in plan.skipped] == ["photos/ada.jpg"]
    assert not (hub / "content/media").exists()


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Gabriel Ramírez", "gabriel-ramirez"),
        ("Søren Łoś", "soren-los"),
        ("Tadhg O'Higgins", "tadhg-o-higgins"),
        ("  Ada  ", "ada"),
    ],
)
def test_a_handle_is_made_from_a_name(make_hub: MakeHub, tmp_path: Path, name: str, handle: str) -> None:
    hub = make_hub()
    bring("advocates", lay(tmp_path / "old", {"p.csv": f"name\n{name}\n"}), hub)
    assert front(hub / f"content/advocates/{handle}.md") == {"name": " ".join(name.split())}
    sound(hub)


def test_a_name_in_another_script_gets_a_handle_of_its_own(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    bring("advocates", lay(tmp_path / "old", {"p.csv": "name\n王小明\n李雷\n"}), hub)
    assert sorted(front(p)["name"] for p in (hub / "content/advocates").iterdir()) == ["李雷", "王小明"]
    sound(hub)


def test_fields_the_hub_checks_are_brought_into_its_form(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    columns = "name,country,languages,joined,status,tier,group,number,website,mastodon,topics"
    row = (
        "Ada,Germany,English;de,March 2021,emeritus,Keeper,The North,7,ada.example,@ada@social.example,Bees; bees;Frost"
    )
    bad = "Bo,Atlantis,Elvish,soon,gone,King,South,seven,not a site,nobody,!"
    plan = bring("advocates", lay(tmp_path / "old", {"p.csv": f"{columns}\n{row}\n{bad}\n"}), hub)
    assert front(hub / "content/advocates/ada.md") == {
        "name": "Ada",
        "country": "DE",
        "languages": ["en", "de"],
        "topics": ["Bees", "Frost"],
        "groups": ["north"],
        "links": {"Mastodon": "https://social.example/@ada", "Website": "https://ada.example"},
        "number": "7",
        "joined": "2021-03-01",
        "status": "alumni",
        "tier": "keeper",
    }
    assert front(hub / "content/advocates/bo.md") == {"name": "Bo"}
    for word in ("Atlantis", "Elvish", "soon", "gone", "King", "group", "seven", "not a site", "nobody"):
        assert word in told(plan)
    sound(hub)


def test_a_member_number_belongs_to_one_person(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub({"content/advocates/cy.md": "---\nname: Cy\nnumber: 8\n---\n"})
    plan = bring("advocates", lay(tmp_path / "old", {"p.csv": "name,number\nAda,7\nBo,7\nDi,8\n"}), hub)
    assert front(hub / "content/advocates/ada.md")["number"] == "7"
    assert "p.csv:3: the member number 7 belongs to ada; left out" in told(plan)
    assert "p.csv:4: the member number 8 belongs to cy; left out" in told(plan)
    sound(hub)


def test_a_post_among_the_people_is_told_and_left_out(make_hub: MakeHub, tmp_path: Path) -> None:
    files = {
        "post.md": "---\ntitle: A\ndate: 2020-01-01\nauthors: [x]\n---\n",
        "README.md": "# Hello\n",
        "ada.md": "---\nname: Ada\n---\n",
    }
    hub = make_hub()
    plan = bring("advocates", lay(tmp_path / "old", files), hub)
    assert [p.name for p in (hub / "content/advocates").iterdir()] == ["ada.md"]
    assert {note.path for note in plan.skipped} == {"post.md", "README.md"}


@pytest.mark.parametrize("text", ["{", "7", '{"a": 1}', "[" * 5000, "[1]", ""])
def test_json_that_holds_nobody_is_told(make_hub: MakeHub, tmp_path: Path, text: str) -> None:
    plan = bring("advocates", lay(tmp_path / "old", {"p.json": text}), make_hub())
    assert [note.path for note in plan.skipped] == ["p.json"]


@pytest.mark.parametrize("shape", [{"members": [{"name": "Ada"}]}, {"ada": {"name": "Ada"}}, {"name": "Ada"}])
def test_json_is_read_in_several_shapes(make_hub: MakeHub, tmp_path: Path, shape: object) -> None:
    hub = make_hub()
    bring("advocates", lay(tmp_path / "old", {"p.json": json.dumps(shape)}), hub)
    assert front(hub / "content/advocates/ada.md") == {"name": "Ada"}


def test_a_broken_hub_toml_stops_the_import_with_a_sentence(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub({"hub.toml": "title = \n"})
    with pytest.raises(HubError, match=r"hub\.toml cannot be read"):
        plan_import("advocates", lay(tmp_path / "old", {"p.csv": CSV}), hub)
