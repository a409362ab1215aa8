"""One person cannot keep the desk from everybody else, nor learn from it who takes part unseen."""

from __future__ import annotations

import pytest

from hub.actions import drafts
from hub.actions.difference import compare
from hub.actions.people import add_person
from hub.actions.search import find
from hub.model import HubError
from hub.records.kinds import Draft, Profile
from tests.admin.support import DeskHub

PICTURE = "/posts/d-noor/pictures"


@pytest.mark.parametrize("text", ["x" * 400_001, "|a" * 6_001, "# a\n" * 10_002], ids=["long", "tables", "lines"])
def test_a_text_that_would_keep_the_server_busy_is_not_even_looked_through(desk_hub: DeskHub, text: str) -> None:
    client = desk_hub.client("noor")
    answer = client.post("/posts/d-noor/write", data={"title": "Mine", "body": text})
    assert answer.status_code == 422
    assert "Use at most" in answer.text
    shown = client.post("/posts/d-noor/preview", data={"title": "Mine", "body": text})
    assert shown.status_code == 422
    assert "Use at most" in shown.get_json()["error"]
    with pytest.raises(HubError, match="too large"):
        drafts.save(desk_hub.desk, desk_hub.actor("noor"), "d-noor", {"body": text})


def test_words_that_come_again_and_again_end_the_comparison_early() -> None:
    before = "\n\n".join(" ".join("ab" * 48) + str(at) for at in range(200))
    after = "\n\n".join(" ".join("bac" * 32) + str(at) for at in range(200))
    found = compare(before, after)
    assert "same" in {kind for kind, _ in found[0].parts}
    assert [kind for block in found[-2:] for kind, _ in block.parts][-2:] == ["removed", "added"]
    assert "same" not in {kind for kind, _ in found[-1].parts}
    told = "".join(text for block in found for kind, text in block.parts if kind != "removed")
    assert told == after.replace("\n\n", "")


def test_an_advocate_begins_and_uploads_only_so_much_in_an_hour(desk_hub: DeskHub) -> None:
    client = desk_hub.client("noor")
    codes = [client.post("/posts/new", data={"title": f"Post {at}"}).status_code for at in range(61)]
    assert set(codes[:60]) == {303}
    assert codes[60] == 429
    assert desk_hub.client("editor").post("/posts/new", data={"title": "Staff"}).status_code == 303


def test_an_advocate_finds_nobody_who_has_not_agreed_to_be_shown(desk_hub: DeskHub) -> None:
    add_person(desk_hub.desk, desk_hub.actor("editor"), Profile("Hidden Person"), handle="hidden-person")
    client, form = desk_hub.client("noor"), {"title": "With", "body": "Text."}
    for more in ({"add_author": "Hidden Person"}, {"add_author": "hidden-person"}, {"authors": "hidden-person"}):
        told = client.post("/posts/d-noor/write", data={**form, **more})
        assert told.status_code == 422
        assert "There is nobody called" in told.text
        assert "Hidden Person</" not in told.text
    with pytest.raises(HubError, match="nobody called"):
        drafts.begin(desk_hub.desk, desk_hub.actor("noor"), authors=("noor", "hidden-person"))
    answer = client.post("/posts/d-noor/write", data={**form, "authors": "noor", "add_author": "Kenji Mori"})
    assert answer.status_code == 303
    saved = drafts.save(desk_hub.desk, desk_hub.actor("editor"), "d-noor", {"authors": ("noor", "hidden-person")})
    assert saved.authors == ("noor", "hidden-person")


def test_search_shows_no_draft_to_whoever_began_it_for_others(desk_hub: DeskHub) -> None:
    noor = desk_hub.actor("noor")
    drafts.save(desk_hub.desk, desk_hub.actor("editor"), "d-noor", {"title": "A sealed page", "authors": ("kenji",)})
    known = desk_hub.desk.records.get(Draft, "d-noor")
    assert known is not None
    assert known.by == noor.id
    assert find(desk_hub.desk, noor, "sealed") == ()
