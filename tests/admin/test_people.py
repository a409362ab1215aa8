"""People on the desk: from being added to being on the hub, and off it again, as pages and forms."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from hub.actions.persons import need_person
from hub.publish import build
from hub.records.kinds import Account, Letter, Person
from tests.admin.support import DeskHub

Clients = Callable[[str | None], FlaskClient]


@pytest.fixture(autouse=True)
def no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are to be copied."""
    monkeypatch.delenv("LAUREL_SMTP_URL", raising=False)


def hidden(page: TestResponse) -> dict[str, str]:
    """The hidden fields of the last page's forms."""
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page.text)
    pairs = [(re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in found]
    return {name[1]: value[1] for name, value in pairs if name and value and name[1] != "csrf_token"}


def mark(hub: DeskHub, handle: str) -> str:
    return need_person(hub.desk.records, hub.desk, handle).mark


def profile_form(hub: DeskHub, handle: str, **values: Any) -> dict[str, Any]:
    """A profile's form with everything public, as a browser sends it."""
    current = need_person(hub.desk.records, hub.desk, handle)
    p = current.profile
    shown = "headline pronouns photo country city languages topics links feed ask bio tier number joined groups"
    switches = {f"show_{name}": "y" for name in shown.split()}
    return {"name": p.name, "headline": p.headline, "bio": p.bio, "seen": current.mark, **switches, **values}


def test_from_an_invitation_to_a_page_on_the_hub_and_off_it(desk_hub: DeskHub, desk_client: Clients) -> None:
    editor = desk_client("editor")
    (desk_hub.root / "content/resources/kit.md").unlink()
    made = editor.post(
        "/people/new", data={"name": "Zeynep Akdağ", "email": "z@mail.example", "kind": "person", "invite": "y"}
    )
    assert made.location == "/people/zeynep-akdag"
    (letter,) = desk_hub.desk.records.all(Letter)
    page = editor.get(f"/program/letters/{letter.id}")
    link = re.search(r'value="http://desk\.example(/enter/[^"]+)"', page.text)
    assert link is not None

    zeynep = desk_hub.client()
    zeynep.get(link[1])
    entered = zeynep.post(link[1], data={"name": "Zeynep", "password": ""})
    assert entered.status_code == 303
    assert "Nothing of you is public yet" in zeynep.get("/consent/zeynep-akdag").text

    sent = zeynep.post("/profile/", data=profile_form(desk_hub, "zeynep-akdag", bio="Reads the harbour.", do="send"))
    assert sent.status_code == 303
    review = editor.get("/profile/zeynep-akdag/review")
    assert "<ins>Reads the harbour.</ins>" in review.text
    data = {"decision": "approve", "words": "", "seen": mark(desk_hub, "zeynep-akdag")}
    assert editor.post("/profile/zeynep-akdag/review", data=data).status_code == 303
    assert not (desk_hub.root / "content/advocates/zeynep-akdag.md").exists()

    accepted = zeynep.post("/consent/zeynep-akdag", data={"licence": "y", "of_age": "y", "terms": "1"})
    assert accepted.status_code == 303
    build(desk_hub.root, now=desk_hub.clock())
    assert "Reads the harbour." in (desk_hub.root / "public/advocates/zeynep-akdag/index.html").read_text()

    assert "leave the hub" in zeynep.get("/consent/zeynep-akdag/withdraw").text
    assert zeynep.post("/consent/zeynep-akdag/withdraw", data={"why": ""}).status_code == 303
    build(desk_hub.root, now=desk_hub.clock())
    names = [p for p in (desk_hub.root / "public").rglob("*") if p.is_file() and b"Zeynep" in p.read_bytes()]
    assert names == []


def test_neither_box_is_ticked_for_anybody_and_both_are_needed(desk_hub: DeskHub, desk_client: Clients) -> None:
    desk_client("noor").post("/consent/noor/withdraw", data={})
    page = desk_client("noor").get("/consent/noor")
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page.text)
    assert len(boxes) == 2
    assert not any("checked" in box for box in boxes)
    half = desk_client("noor").post("/consent/noor", data={"licence": "y", "terms": "1"})
    assert half.status_code == 422
    assert "Error:" in half.text
    assert 'href="#of_age"' in half.text
    assert not (desk_hub.root / "content/advocates/noor.md").exists()


def test_new_terms_are_asked_about_and_the_old_ones_go_on(desk_hub: DeskHub, desk_client: Clients) -> None:
    words = "Version two says more about photos, and how you leave."
    made = desk_client("owner").post("/program/terms/write", data={"text": words, "seen": "1"})
    assert made.status_code == 303
    page = desk_client("noor").get("/consent/noor").text
    assert "There are new terms" in page
    assert words in page
    assert (desk_hub.root / "content/advocates/noor.md").exists()
    assert "There are newer terms" in desk_client("noor").get("/program/").text
    late = desk_client("owner").post(
        "/program/terms/write", data={"text": "Mine, with enough words in it to be terms too.", "seen": "1"}
    )
    assert late.status_code == 409
    assert words in late.text
    assert "Mine, with enough words in it to be terms too." in late.text


def test_details_that_two_change_are_shown_side_by_side_and_can_be_kept(
    desk_hub: DeskHub, desk_client: Clients
) -> None:
    editor = desk_client("editor")
    old = hidden(editor.get("/people/noor/edit"))["seen"]
    base = {"name": "Noor Haddad", "email": "noor@mail.example", "tier": "keeper", "kind": "person", "listed": "y"}
    assert desk_client("owner").post("/people/noor/edit", data={**base, "number": "7", "seen": old}).status_code == 303
    clash = editor.post("/people/noor/edit", data={**base, "number": "8", "joined": "2024-03-01", "seen": old})
    assert clash.status_code == 409
    assert "Ines Duarte changed this" in clash.text
    kept = editor.post("/people/noor/edit", data={**base, "number": "8", **{"seen": hidden(clash)["seen"]}})
    assert kept.status_code == 303
    assert "number: 8" in desk_hub.read("content/advocates/noor.md")


def test_a_photo_is_public_only_once_it_is_approved(desk_hub: DeskHub, desk_client: Clients) -> None:
    data = io.BytesIO()
    Image.new("RGB", (400, 400), (1, 98, 124)).save(data, "PNG")
    form = profile_form(desk_hub, "noor", do="send", upload=(io.BytesIO(data.getvalue()), "Me at sea.png"))
    noor = desk_client("noor")
    assert noor.post("/profile/", data=form, content_type="multipart/form-data").status_code == 303
    edit = need_person(desk_hub.desk.records, desk_hub.desk, "noor").proposed
    assert edit is not None
    assert edit.profile.photo is not None
    assert not (desk_hub.root / "content" / edit.profile.photo).exists()
    assert noor.get(f"/people/noor/face?of={edit.profile.photo}").mimetype == "image/webp"
    assert desk_client("kenji").get(f"/people/noor/face?of={edit.profile.photo}").status_code == 403
    approve = {"decision": "approve", "seen": mark(desk_hub, "noor")}
    desk_client("reviewer").post("/profile/noor/review", data=approve)
    assert (desk_hub.root / "content" / edit.profile.photo).is_file()
    assert f"photo: {edit.profile.photo}" in desk_hub.read("content/advocates/noor.md")


def test_something_that_is_no_picture_is_told_and_nothing_typed_is_lost(
    desk_hub: DeskHub, desk_client: Clients
) -> None:
    form = profile_form(desk_hub, "noor", headline="All new", do="send", upload=(io.BytesIO(b"%PDF-1.7"), "me.png"))
    page = desk_client("noor").post("/profile/", data=form, content_type="multipart/form-data")
    assert page.status_code == 422
    assert "This is a PDF" in page.text
    assert 'value="All new"' in page.text


def test_nobody_takes_the_photo_of_another_by_its_name(desk_hub: DeskHub, desk_client: Clients) -> None:
    form = profile_form(desk_hub, "noor", headline="X", do="send", photo="media/of-another.png")
    desk_client("noor").post("/profile/", data=form)
    edit = need_person(desk_hub.desk.records, desk_hub.desk, "noor").proposed
    assert edit is not None
    assert edit.profile.photo is None


def test_a_changes_asked_profile_shows_the_words_to_its_writer(desk_hub: DeskHub, desk_client: Clients) -> None:
    desk_client("noor").post("/profile/", data=profile_form(desk_hub, "noor", headline="Sky", do="send"))
    ask = {"decision": "ask", "words": "", "seen": mark(desk_hub, "noor")}
    assert desk_client("reviewer").post("/profile/noor/review", data=ask).status_code == 422
    desk_client("reviewer").post("/profile/noor/review", data={**ask, "words": "Say which sky."})
    page = desk_client("noor").get("/profile/").text
    assert "Ravi Menon asked for a change" in page
    assert "Say which sky." in page
    assert 'value="Sky"' in page


def test_a_profile_that_changes_under_the_reviewer_is_looked_at_again(desk_hub: DeskHub, desk_client: Clients) -> None:
    desk_client("noor").post("/profile/", data=profile_form(desk_hub, "noor", headline="Sky", do="send"))
    old = mark(desk_hub, "noor")
    desk_client("noor").post("/profile/", data=profile_form(desk_hub, "noor", headline="Sea", do="send"))
    page = desk_client("reviewer").post("/profile/noor/review", data={"decision": "approve", "seen": old})
    assert page.status_code == 409
    assert "Sea" in page.text
    assert "Watches the coast" in desk_hub.read("content/advocates/noor.md")


def test_a_page_changed_by_hand_can_still_be_decided_about(desk_hub: DeskHub, desk_client: Clients) -> None:
    desk_client("noor").post("/profile/", data=profile_form(desk_hub, "noor", headline="Sky", do="send"))
    file = desk_hub.root / "content/advocates/noor.md"
    file.write_text(file.read_text().replace("roof", "tower"))
    desk_hub.desk.shelf.note("content/advocates/noor.md")
    page = desk_client("reviewer").get("/profile/noor/review")
    assert "The page changed meanwhile" in page.text
    decided = desk_client("reviewer").post(
        "/profile/noor/review", data={"decision": "approve", "seen": mark(desk_hub, "noor"), "do": "rebase"}
    )
    assert decided.status_code == 303
    assert "headline: Sky" in file.read_text()


def test_many_are_invited_and_the_report_tells_each_line(desk_hub: DeskHub, desk_client: Clients) -> None:
    page = desk_client("editor").post(
        "/people/invite", data={"people": "Kofi Asante <k@mail.example>\nno address here"}
    )
    assert "1 person invited" in page.text
    assert "There is no e-mail address in this line" in page.text
    assert desk_hub.desk.records.get(Person, "kofi-asante") is not None
    assert "no address here" in page.text


def test_an_invitation_is_undone_from_its_notice(desk_hub: DeskHub, desk_client: Clients) -> None:
    editor = desk_client("editor")
    editor.post("/people/noor/invite", data={"email": "noor@mail.example"})
    undo = re.search(r'action="(/notices/undo/[^"]+)"', editor.get("/people/noor").text)
    assert undo is not None
    editor.post(undo[1])
    assert desk_hub.desk.records.all(Letter) == ()


def test_only_the_typed_handle_erases(desk_hub: DeskHub, desk_client: Clients) -> None:
    owner = desk_client("owner")
    assert "Type noor to go on" in owner.get("/people/noor/erase").text
    wrong = owner.post("/people/noor/erase", data={"typed": "kenji"})
    assert wrong.status_code == 422
    assert (desk_hub.root / "content/advocates/noor.md").exists()
    assert desk_client("editor").post("/people/noor/erase", data={"typed": "noor"}).status_code == 403
    done = owner.post("/people/noor/erase", data={"typed": "noor"})
    assert "Publish now" in done.text
    assert owner.get("/people/noor").status_code == 404
    assert desk_hub.desk.records.get(Account, "a-noor") is None


def test_what_people_are_called_is_text_on_every_page(desk_hub: DeskHub, desk_client: Clients) -> None:
    nasty = '"><script>alert(1)</script>{{7*7}}'
    owner = desk_client("owner")
    made = owner.post("/people/new", data={"name": nasty, "email": "n@mail.example", "kind": "person", "invite": "y"})
    assert made.status_code == 303
    letter = desk_hub.desk.records.all(Letter)[0]
    handle = made.location.rpartition("/")[2]
    pages = ("", "/edit", "/retire", "/erase")
    urls = [f"/people/{handle}{page}" for page in pages]
    urls += ["/people/", f"/profile/{handle}", f"/consent/{handle}/record", f"/consent/{handle}/withdraw"]
    for url in [*urls, f"/program/letters/{letter.id}", "/program/letters/", "/program/"]:
        page = owner.get(url)
        assert page.status_code == 200, url
        assert "<script>alert" not in page.text, url
        assert "{{7*7}}" in page.text or "49" not in page.text, url


def test_the_list_has_views_a_filter_and_pages(desk_hub: DeskHub, desk_client: Clients) -> None:
    editor = desk_client("editor")
    lines = "\n".join(f"Person {n:02} <p{n}@mail.example>" for n in range(55))
    editor.post("/people/invite", data={"people": lines})
    first = editor.get("/people/").text
    assert "Page 1 of 2" in first
    assert "Person 01" not in editor.get("/people/?page=2").text
    assert editor.get("/people/?q=person+07").text.count('class="title"') == 1
    assert "Kenji Mori" not in editor.get("/people/?view=invited").text
    assert "Nobody here matches" in editor.get("/people/?q=nobody").text


def test_letters_that_are_passed_on_lose_their_link(desk_hub: DeskHub, desk_client: Clients) -> None:
    editor = desk_client("editor")
    editor.post("/people/noor/invite", data={"email": "noor@mail.example"})
    (letter,) = desk_hub.desk.records.all(Letter)
    assert "/enter/" in editor.get(f"/program/letters/{letter.id}").text
    assert editor.post(f"/program/letters/{letter.id}/copied").status_code == 303
    assert "/enter/" not in editor.get(f"/program/letters/{letter.id}").text


def test_advocates_see_their_part_of_the_program_and_nobody_elses(desk_hub: DeskHub, desk_client: Clients) -> None:
    noor = desk_client("noor")
    page = noor.get("/program/").text
    assert "You accepted version 1" in page
    assert "hello@hub.example" in page
    assert "Letters" not in page
    for url in (
        "/consent/kenji",
        "/consent/kenji/withdraw",
        "/profile/kenji",
        "/people/kenji",
        "/people/",
        "/program/letters/",
    ):
        assert noor.get(url).status_code == 403, url


def test_an_account_without_an_advocate_is_told_so(desk_client: Clients) -> None:
    page = desk_client("reviewer").get("/profile/")
    assert page.status_code == 404
    assert "acts for no advocate" in page.text


def test_a_preview_shows_what_is_typed_and_keeps_nothing(desk_hub: DeskHub, desk_client: Clients) -> None:
    noor = desk_client("noor")
    shown = noor.post("/profile/", data=profile_form(desk_hub, "noor", headline="Only typed", do="preview"))
    assert shown.location.startswith("/preview/")
    assert "Only typed" in noor.get(shown.location).text
    assert need_person(desk_hub.desk.records, desk_hub.desk, "noor").proposed is None
    assert Path(desk_hub.root / "content/advocates/noor.md").read_text().count("Only typed") == 0
