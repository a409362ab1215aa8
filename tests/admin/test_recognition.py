"""The screens of badges and awards, as staff and advocates use them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import MultiDict

from hub.actions.award_list import all_awards, find_award
from hub.records.kinds import Person, Profile
from tests.admin.support import START, DeskHub

Client = Callable[[str | None], FlaskClient]


def hidden(page: str, name: str) -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"the page has no field {name}"
    return found[1]


def new_badge(**changes: str) -> dict[str, str]:
    """A filled designer."""
    form = {"name": "Lamplighter", "criteria": "Show the way.", "shape": "shield", "emblem": "lamp", "palette": "sea"}
    return {**form, "ribbon": "y", "tier": "keeper", "valid_unit": "Y", "valid_count": "2", **changes}


def test_a_badge_is_made_shown_and_changed(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    made = client.post("/recognition/badges/new", data=new_badge(tags="mentoring, newcomers"))
    assert (made.status_code, made.location) == (303, "/recognition/badges/lamplighter/")
    text = desk_hub.read("content/badges/lamplighter.md")
    assert "valid_for: P2Y" in text and "tags: [mentoring, newcomers]" in text
    page = client.get(made.location).text
    assert "2 years" in page and "nobody holds this yet" in page.lower()
    form = client.get("/recognition/badges/lamplighter/edit").text
    changed = client.post(
        "/recognition/badges/lamplighter/edit",
        data=new_badge(name="Lantern", slug="lamplighter", digest=hidden(form, "digest")),
    )
    assert changed.status_code == 303
    assert "name: Lantern" in desk_hub.read("content/badges/lamplighter.md")


def test_a_form_with_slips_says_what_to_do_and_keeps_what_was_typed(desk_client: Client) -> None:
    answer = desk_client("editor").post(
        "/recognition/badges/new", data=new_badge(name="", criteria="", palette="own", ground="blue", valid_count="0")
    )
    assert answer.status_code == 422
    page = answer.text
    assert "<title>Error: " in page and "There is a problem" in page
    for words in ("Enter the badge&#39;s name", "ground&#39;s colour as #01627c", "Enter how many years"):
        assert words in page
    assert 'value="blue"' in page


def test_the_designer_draws_what_is_typed_without_any_script(desk_client: Client) -> None:
    client = desk_client("editor")
    page = client.post("/recognition/badges/new", data={**new_badge(), "do": "picture"})
    assert page.status_code == 200
    source = re.search(r'<img data-picture[^>]* src="([^"]+)"', page.text)
    assert source
    picture = client.get(source[1].replace("&amp;", "&"))
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.size == (300, 300)
    other = client.get(source[1].replace("&amp;", "&").replace("emblem=lamp", "emblem=bee"))
    assert other.data != picture.data


@pytest.mark.parametrize("query", ["shape=triangle", "emblem=x", "palette=own&ground=red", "size=300&tier=nobody"])
def test_a_picture_of_what_cannot_be_drawn_never_breaks_the_desk(desk_client: Client, query: str) -> None:
    assert desk_client("editor").get(f"/recognition/badges/picture.png?name=A&{query}").status_code in (200, 422)


def test_the_second_of_two_sees_both_versions_and_can_keep_either(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    digest = hidden(client.get("/recognition/badges/first-light/edit").text, "digest")
    path = desk_hub.root / "content/badges/first-light.md"
    path.write_text(path.read_text().replace("name: First Light", "name: First Lamp  # by hand"))
    mine = new_badge(name="My Light", slug="first-light", digest=digest)
    clash = client.post("/recognition/badges/first-light/edit", data=mine)
    assert clash.status_code == 409
    assert "My Light" in clash.text and "First Lamp" in clash.text
    again = {**mine, "digest": hidden(clash.text, "digest")}
    assert client.post("/recognition/badges/first-light/edit", data=again).status_code == 303
    assert "name: My Light  # by hand" in desk_hub.read("content/badges/first-light.md")


def test_what_was_typed_survives_a_badge_that_is_gone(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    digest = hidden(client.get("/recognition/badges/storm-watch/edit").text, "digest")
    (desk_hub.root / "content/badges/storm-watch.md").write_text("---\nname: [\n")
    answer = client.post(
        "/recognition/badges/storm-watch/edit", data=new_badge(name="Mine", slug="storm-watch", digest=digest)
    )
    assert answer.status_code in (409, 422)
    assert "name: [" in desk_hub.read("content/badges/storm-watch.md")


def test_a_badge_file_with_a_slip_is_shown_as_such(desk_hub: DeskHub, desk_client: Client) -> None:
    (desk_hub.root / "content/badges/storm-watch.md").write_text("---\nname: [\n---\n")
    client = desk_client("editor")
    assert client.get("/recognition/").status_code == 200
    page = client.get("/recognition/badges/storm-watch/")
    assert page.status_code == 200 and "cannot be read" in page.text


def test_a_badge_is_given_to_many_and_undone_from_the_notice(desk_hub: DeskHub, desk_client: Client) -> None:
    with desk_hub.desk.records.change(by="t", name="T", action="test", subject="", words="x") as change:
        change.put(Person("ada", Profile("Ada Long"), START))
    client = desk_client("editor")
    before = len(all_awards(desk_hub.desk))
    form = MultiDict([("badge", "storm-watch"), ("people", "noor"), ("people", "ada")])
    form.update({"pasted": "@kenji\n", "awarded": "2026-11-19", "why": "A hard night.", "url": ""})
    done = client.post("/recognition/give", data=form)
    assert done.status_code == 303
    assert len(all_awards(desk_hub.desk)) == before + 3
    page = client.get(done.location).text
    assert "Ada Long has not accepted the terms yet" in page and "waits for consent" in page
    undo = re.search(r'action="(/notices/undo/[^"]+)"', page)
    assert undo
    assert client.post(undo[1]).status_code == 303
    assert len(all_awards(desk_hub.desk)) == before


def test_giving_says_who_holds_the_badge_already(desk_client: Client) -> None:
    client = desk_client("editor")
    assert "Kenji Mori and Noor Haddad hold it already" in client.get("/recognition/give?badge=first-light").text
    answer = client.post("/recognition/give", data={"badge": "first-light", "people": "noor", "awarded": "2026-11-19"})
    assert answer.status_code == 422 and "Noor Haddad has this badge already" in answer.text


@pytest.mark.parametrize(
    ("view", "shown"),
    [("", 2), ("current", 2), ("hidden", 0), ("revoked", 0), ("waiting", 0), ("ended", 0)],
)
def test_awards_are_listed_by_what_became_of_them(desk_client: Client, view: str, shown: int) -> None:
    page = desk_client("reviewer").get(f"/recognition/awards/?view={view}").text
    assert len(re.findall(r'<li class="row', page)) == shown


def test_the_list_of_awards_is_found_in_by_person_and_badge(desk_client: Client) -> None:
    page = desk_client("editor").get("/recognition/awards/?q=noor+light").text
    assert "Noor Haddad" in page and "Kenji Mori" not in page


def test_an_advocate_takes_along_hides_and_shows_only_their_own(desk_hub: DeskHub, desk_client: Client) -> None:
    noor = desk_client("noor")
    assert "First Light" in noor.get("/badges/").text
    saved = noor.get("/recognition/awards/aw-noor/badge-600.png?save=1")
    assert saved.mimetype == "image/png" and "attachment" in saved.headers["Content-Disposition"]
    assert noor.get("/recognition/awards/aw-noor/badge.zip").mimetype == "application/zip"
    assert noor.post("/recognition/awards/aw-noor/hide", data={"do": "hide"}).status_code == 303
    assert "hidden: true" in desk_hub.read("content/awards/2026/aw-noor.yaml")
    assert "Show it" in noor.get("/recognition/awards/aw-noor/").text
    assert noor.post("/recognition/awards/aw-noor/hide", data={"do": "show"}).status_code == 303
    assert "hidden" not in desk_hub.read("content/awards/2026/aw-noor.yaml")
    for address in ("/recognition/awards/aw-kenji/", "/recognition/awards/aw-kenji/badge-300.png"):
        assert noor.get(address).status_code == 403
    assert noor.post("/recognition/awards/aw-kenji/hide", data={"do": "hide"}).status_code == 403
    assert noor.get("/recognition/awards/no-such/").status_code == 404


def test_words_of_taking_back_are_for_staff_alone(desk_hub: DeskHub, desk_client: Client) -> None:
    editor = desk_client("editor")
    empty = editor.post("/recognition/awards/aw-noor/revoke", data={})
    assert empty.status_code == 422 and "Choose a reason" in empty.text
    digest = hidden(editor.get("/recognition/awards/aw-noor/").text, "digest")
    done = editor.post(
        "/recognition/awards/aw-noor/revoke", data={"reason": "conduct", "why": "Shouted at Kenji", "digest": digest}
    )
    assert done.status_code == 303
    given = find_award(desk_hub.desk, "aw-noor")
    assert given is not None and given.revoked == "conduct"
    assert "Shouted at Kenji" in editor.get("/recognition/awards/aw-noor/").text
    seen = desk_client("noor").get("/recognition/awards/aw-noor/").text
    assert "Because of how they behaved" in seen and "Shouted" not in seen


def test_hostile_names_stay_words(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    attack = '"><script>alert(1)</script>{{7*7}}'
    answer = client.post("/recognition/badges/new", data=new_badge(name=attack, slug="attack"))
    assert answer.status_code in (303, 422)
    assert "<script>alert" not in answer.text
    for address in ("/recognition/", "/recognition/badges/attack/", "/recognition/give"):
        page = client.get(address)
        assert "<script>alert" not in page.text and "49" not in re.findall(r"attack.*?49", page.text)
