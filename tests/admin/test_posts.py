"""Writing, sending in, deciding about and previewing posts, as people do it in a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from hub.actions import drafts, posting, review
from hub.records.kinds import Draft
from tests.admin.support import DeskHub

Client = Callable[[str | None], FlaskClient]
FINISHED = {"title": "Frost on the mast", "body": "It was cold.\n\nThen it was not.", "disclosed": "none"}


def page(answer: TestResponse) -> str:
    """A page's text, which must be there."""
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def version(text: str) -> str:
    """The version a form was opened at."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', text)
    assert found
    return found[1]


def picture(size: tuple[int, int] = (900, 600)) -> io.BytesIO:
    """A PNG to upload."""
    out = io.BytesIO()
    Image.new("RGB", size, (1, 2, 200)).save(out, "PNG")
    out.seek(0)
    return out


def begun(client: FlaskClient, title: str = "Frost on the mast") -> str:
    """A new post's id."""
    answer = client.post("/posts/new", data={"title": title})
    assert answer.status_code == 303
    return answer.headers["Location"].split("/")[2]


def current(hub: DeskHub, ident: str) -> Draft:
    """A draft as it is now."""
    found = drafts.find(hub.desk, ident)
    assert found is not None
    return found


def sent(hub: DeskHub, client: FlaskClient, **more: str) -> str:
    """A post that waits for review."""
    ident = begun(client)
    data = {**FINISHED, "version": "1", "authors": "noor", "do": "submit", **more}
    answer = client.post(f"/posts/{ident}/write", data=data)
    assert answer.headers["Location"] == f"/posts/{ident}/"
    assert current(hub, ident).state == "submitted"
    return ident


# -- writing


def test_a_post_is_begun_written_and_sent_in(desk_hub: DeskHub, desk_client: Client) -> None:
    noor = desk_client("noor")
    ident = sent(desk_hub, noor)
    text = page(noor.get(f"/posts/{ident}/"))
    assert "waits for review" in text and "Take it back" in text
    assert "Frost on the mast" in page(desk_client("editor").get("/posts/?view=waiting"))
    assert "Frost on the mast" not in page(desk_client("kenji").get("/posts/"))


def test_sending_in_too_early_leads_to_each_gap_and_keeps_what_was_typed(
    desk_hub: DeskHub, desk_client: Client
) -> None:
    noor = desk_client("noor")
    ident = begun(noor, "")
    data = {"version": "1", "authors": "noor", "body": "Some words.", "do": "submit"}
    answer = noor.post(f"/posts/{ident}/write", data=data)
    text = page(noor.get(answer.headers["Location"]))
    assert 'href="#title"' in text and 'href="#disclosed-0"' in text and 'id="disclosed-0"' in text
    assert "Some words." in text and current(desk_hub, ident).state == "draft"


def test_what_was_got_is_kept_in_all_its_parts(desk_hub: DeskHub, desk_client: Client) -> None:
    noor = desk_client("noor")
    got = {
        "disclosed": "yes",
        "got-0-kind": "loan",
        "got-0-item": "A Thimble",
        "got-0-date": "2026-03-01",
        "got-1-kind": "travel",
        "got-1-item": "",
        "got-1-date": "",
    }
    ident = sent(desk_hub, noor, **got)
    kept = current(desk_hub, ident).disclosure
    assert kept is not None and [item.kind for item in kept] == ["loan", "travel"]
    assert "A loan: A Thimble, 1 March 2026; Travel or a stay" in page(noor.get(f"/posts/{ident}/"))


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("canonical", "ftp://x.example", "Begin the address with https://"),
        ("language", "klingonese!", "Write a language"),
        ("tags", "sea, page", "cannot be a topic"),
        ("got-0-date", "yesterday", "Choose a day of the calendar"),
        ("slug", "Not A Slug", "not-a-slug"),
        ("add_author", "Nobody At All", "nobody called"),
    ],
)
def test_a_slip_is_told_where_it_is_and_nothing_typed_is_lost(
    desk_hub: DeskHub, desk_client: Client, field: str, value: str, told: str
) -> None:
    noor = desk_client("noor")
    ident = begun(noor)
    data = {**FINISHED, "version": "1", "authors": "noor", field: value}
    answer = noor.post(f"/posts/{ident}/write", data=data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and told in text
    assert "There is a problem" in text and "<title>Error:" in text
    assert "Then it was not." in text and value in text
    assert current(desk_hub, ident).body == ""


def test_two_who_write_see_both_versions_and_can_keep_either(desk_hub: DeskHub, desk_client: Client) -> None:
    noor, tove = desk_client("noor"), desk_client("editor")
    ident = begun(noor)
    tove.post(f"/posts/{ident}/write", data={"version": "1", "title": "T", "body": "Tove.", "authors": "noor"})
    mine = {"version": "1", "title": "T", "body": "Noor.", "authors": "noor", "tags": "sea"}
    answer = noor.post(f"/posts/{ident}/write", data=mine)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "Noor." in text and "Tove." in text and "Tove Lind" in text
    assert current(desk_hub, ident).body == "Tove."
    noor.post(f"/posts/{ident}/write", data={**mine, "version": version(text)})
    kept = current(desk_hub, ident)
    assert (kept.body, kept.tags, kept.authors) == ("Noor.", ("sea",), ("noor",))


def test_autosave_says_when_and_which_version(desk_hub: DeskHub, desk_client: Client) -> None:
    noor = desk_client("noor")
    ident = begun(noor)
    data = {"title": "Draft", "body": "One.", "authors": "noor"}
    first = noor.post(f"/posts/{ident}/autosave", data={**data, "version": "1"})
    assert first.get_json() == {"saved": "12:00", "version": 2}
    late = noor.post(f"/posts/{ident}/autosave", data={**data, "body": "Two.", "version": "1"})
    assert late.status_code == 409 and current(desk_hub, ident).body == "One."


def test_text_with_a_bare_script_is_text_on_every_screen(desk_hub: DeskHub, desk_client: Client) -> None:
    evil = "<script>alert(1)</script><img src=x alt=x onerror=alert(2)>"
    noor, tove = desk_client("noor"), desk_client("editor")
    ident = sent(desk_hub, noor, title=evil, body=evil, summary=evil, tags=evil)
    tove.post(f"/review/{ident}/decide", data={"do": "ask", "words": evil, "version": "3"})
    for address in (f"/posts/{ident}/", f"/posts/{ident}/write", f"/preview/draft/{ident}/", "/posts/"):
        text = page(noor.get(address))
        assert "<script>alert" not in text and "<img src=x" not in text, address


# -- pictures


def test_a_picture_is_taken_shown_and_refused_in_words(desk_hub: DeskHub, desk_client: Client) -> None:
    noor, json = desk_client("noor"), {"Accept": "application/json"}
    ident = begun(noor)
    address = f"/posts/{ident}/pictures"
    taken = noor.post(address, data={"file": (picture(), "mast.png"), "alt": "A mast"}, headers=json)
    path = taken.get_json()["path"]
    assert noor.get(f"/posts/{ident}/pictures/{path.removeprefix('media/')}").data[1:4] == b"PNG"
    assert desk_client("kenji").get(f"/posts/{ident}/pictures/{path.removeprefix('media/')}").status_code == 403
    refused = noor.post(address, data={"file": (io.BytesIO(b"%PDF-1.7 x"), "mast.png")}, headers=json)
    assert refused.status_code == 422 and "PDF" in refused.get_json()["error"]
    assert f"![A mast]({path})" in page(noor.get(f"/posts/{ident}/write"))


def test_without_script_a_picture_comes_with_the_form(desk_hub: DeskHub, desk_client: Client) -> None:
    noor = desk_client("noor")
    ident = begun(noor)
    data = {
        "version": "1",
        "title": "T",
        "body": "Words.",
        "authors": "noor",
        "do": "picture",
        "picture": (picture(), "mast.png"),
        "picture_alt": "A [mast]",
        "cover_file": (picture((800, 400)), "wide.png"),
        "cover_alt": "Wide",
    }
    assert noor.post(f"/posts/{ident}/write", data=data).status_code == 303
    kept = current(desk_hub, ident)
    assert re.fullmatch(r"Words\.\n\n!\[A \\\[mast\\\]\]\(media/mast-\w+\.png\)", kept.body)
    assert kept.cover is not None and kept.cover.startswith("media/wide-")
    assert 'alt="Wide"' in page(noor.get(f"/preview/draft/{ident}/"))


# -- previews


def test_a_preview_is_the_hubs_page_with_all_its_assets_and_no_script(desk_hub: DeskHub, desk_client: Client) -> None:
    noor = desk_client("noor")
    text = page(noor.get("/preview/draft/d-noor/"))
    assert "Ice on the lens" in text and "<script" not in text
    assets = set(re.findall(r'(?:src|href)="(/preview/draft/d-noor/(?:static|media|badges)/[^"]+\.\w+[^"]*)"', text))
    assert any("style.css" in asset for asset in assets)
    for asset in assets:
        assert noor.get(asset).status_code == 200, asset
    assert "frame-ancestors 'self'" in noor.get("/preview/draft/d-noor/").headers["Content-Security-Policy"]


def test_other_pages_of_the_hub_are_not_part_of_a_preview(desk_client: Client) -> None:
    noor = desk_client("noor")
    for rest in ("", "advocates/kenji/", "feed.xml", "posts/two-roofs/"):
        answer = noor.get(f"/preview/draft/d-noor/{rest}")
        assert ("A preview shows one page" in answer.get_data(as_text=True)) == bool(rest)


def test_unsaved_words_are_previewed_for_their_writer_alone(desk_hub: DeskHub, desk_client: Client) -> None:
    noor, tove = desk_client("noor"), desk_client("editor")
    answer = noor.post("/posts/d-noor/preview", data={"title": "Not saved", "body": "Never.", "authors": "noor"})
    address = answer.get_json()["url"]
    assert "Not saved" in page(noor.get(address))
    assert tove.get(address).status_code == 404
    assert desk_client("kenji").get(address).status_code == 403
    assert current(desk_hub, "d-noor").title == "Ice on the lens"


def test_somebody_without_a_public_page_is_previewed_by_name(desk_hub: DeskHub, desk_client: Client) -> None:
    (desk_hub.root / "content/advocates/noor.md").unlink()
    desk_hub.desk.shelf.note("content/advocates/noor.md")
    assert "Noor Haddad" in page(desk_client("noor").get("/preview/draft/d-noor/"))


# -- deciding


def test_a_review_shows_what_changed_since_the_last_look(desk_hub: DeskHub, desk_client: Client) -> None:
    noor, ravi = desk_client("noor"), desk_client("reviewer")
    ident = sent(desk_hub, noor)
    text = page(ravi.get(f"/review/{ident}/"))
    assert "since the last look" not in text and "Noor Haddad" in text
    ravi.post(f"/review/{ident}/decide", data={"do": "ask", "words": "How cold?", "version": version(text)})
    assert "How cold?" in page(noor.get(f"/posts/{ident}/write"))
    known = str(current(desk_hub, ident).version)
    body = "It was nine below.\n\nThen it was not."
    data = {**FINISHED, "version": known, "authors": "noor", "do": "submit", "body": body}
    noor.post(f"/posts/{ident}/write", data=data)
    text = page(ravi.get(f"/review/{ident}/"))
    assert "<del>cold</del>" in text and "<ins>nine below</ins>" in text and "1 paragraph as before" in text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"do": "ask"}, "Say what should change"),
        ({"do": "decline", "words": "No."}, "critical of us is no reason"),
        ({"do": "decline", "reason": "facts"}, "in your own words"),
        ({"do": "schedule", "words": "Kept words"}, "Choose the day"),
        ({"do": "schedule", "day": "soon", "words": "Kept words"}, "Choose a day of the calendar"),
        ({}, "Choose what is to become of it"),
    ],
)
def test_a_decision_that_lacks_something_is_not_taken(
    desk_hub: DeskHub, desk_client: Client, data: dict[str, str], told: str
) -> None:
    tove = desk_client("editor")
    answer = tove.post("/review/d-kenji/decide", data={**data, "version": "1"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and told in text and data.get("words", "") in text
    assert current(desk_hub, "d-kenji").state == "submitted"


def test_the_second_of_two_reviewers_hears_who_was_first_and_keeps_their_words(
    desk_hub: DeskHub, desk_client: Client
) -> None:
    ravi, tove = desk_client("reviewer"), desk_client("editor")
    assert ravi.post("/review/d-kenji/decide", data={"do": "ask", "words": "More.", "version": "1"}).status_code == 303
    answer = tove.post("/review/d-kenji/decide", data={"do": "ask", "words": "Less, I would say.", "version": "1"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "Ravi Menon was here first" in text and "Less, I would say." in text


def test_a_text_changed_during_the_look_is_looked_at_again(desk_hub: DeskHub, desk_client: Client) -> None:
    tove = desk_client("editor")
    drafts.save(desk_hub.desk, desk_hub.actor("owner"), "d-kenji", {"body": "Quite another text."})
    answer = tove.post("/review/d-kenji/decide", data={"do": "approve", "words": "Lovely", "version": "1"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "was changed while you looked" in text and "Lovely" in text
    assert current(desk_hub, "d-kenji").state == "submitted"


def test_an_approval_can_be_taken_back_from_its_notice(desk_hub: DeskHub, desk_client: Client) -> None:
    noor, tove = desk_client("noor"), desk_client("editor")
    ident = sent(desk_hub, noor)
    tove.post(f"/review/{ident}/decide", data={"do": "approve", "version": "3"})
    path = current(desk_hub, ident).path
    assert path and (desk_hub.root / path).exists()
    undo = re.search(r'action="(/notices/undo/[^"]+)"', page(tove.get("/posts/")))
    assert undo
    tove.post(undo[1])
    assert not (desk_hub.root / path).exists() and current(desk_hub, ident).state == "submitted"


def test_an_edit_of_a_file_that_a_hand_changed_shows_both_versions(desk_hub: DeskHub, desk_client: Client) -> None:
    noor, tove = desk_client("noor"), desk_client("editor")
    begun_edit = noor.post("/posts/live/frost-at-dawn/edit")
    ident = begun_edit.headers["Location"].split("/")[2]
    data = {**FINISHED, "body": "The edit.", "version": "1", "authors": "noor", "do": "submit"}
    noor.post(f"/posts/{ident}/write", data=data)
    file = desk_hub.root / "content/posts/frost-at-dawn.md"
    file.write_text(file.read_text().replace("It was cold.", "By hand."))
    answer = tove.post(f"/review/{ident}/decide", data={"do": "approve", "version": "3"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "The edit." in text and "By hand." in text
    assert "By hand." in file.read_text()
    tove.post(f"/review/{ident}/start-from-live")
    assert "<del>By hand.</del>" in page(tove.get(f"/review/{ident}/"))
    tove.post(f"/review/{ident}/decide", data={"do": "approve"})
    assert "The edit." in file.read_text()


# -- live posts, lists


def test_a_post_is_taken_off_the_hub_with_a_reason_and_comes_back_by_undo(
    desk_hub: DeskHub, desk_client: Client
) -> None:
    noor, file = desk_client("noor"), desk_hub.root / "content/posts/frost-at-dawn.md"
    before = file.read_text()
    assert noor.post("/posts/live/frost-at-dawn/withdraw", data={"why": " "}).status_code == 422
    assert desk_client("kenji").post("/posts/live/frost-at-dawn/withdraw", data={"why": "x"}).status_code == 403
    noor.post("/posts/live/frost-at-dawn/withdraw", data={"why": "It names a neighbour."})
    assert not file.exists()
    undo = re.search(r'action="(/notices/undo/[^"]+)"', page(noor.get("/posts/")))
    assert undo
    noor.post(undo[1])
    assert file.read_text() == before


def test_a_live_post_can_be_opened_edited_and_its_edit_thrown_away(desk_hub: DeskHub, desk_client: Client) -> None:
    noor = desk_client("noor")
    assert "Take it off the hub" in page(noor.get("/posts/live/frost-at-dawn/"))
    ident = noor.post("/posts/live/frost-at-dawn/edit").headers["Location"].split("/")[2]
    assert "This is an edit of a live post" in page(noor.get(f"/posts/{ident}/write"))
    noor.post(f"/posts/{ident}/throw-away")
    assert "Take it off the hub" in page(noor.get("/posts/live/frost-at-dawn/"))


def test_the_list_counts_filters_and_turns_pages(desk_hub: DeskHub, desk_client: Client) -> None:
    for number in range(60):
        drafts.begin(desk_hub.desk, desk_hub.actor("noor"), title=f"Note {number}")
    tove = desk_client("editor")
    text = page(tove.get("/posts/?view=draft"))
    assert "Page 1 of 2" in text and text.count('class="title"') == 50
    assert text.count('class="title"') + page(tove.get("/posts/?view=draft&page=2")).count('class="title"') == 61
    found = page(tove.get("/posts/?view=all&q=noor+haddad+note+7"))
    assert "Note 7" in found and "Note 8" not in found
    assert "Nothing here has these words" in page(tove.get("/posts/?view=all&q=zebra"))


def test_an_author_reads_where_each_post_stands(desk_hub: DeskHub, desk_client: Client) -> None:
    noor, tove = desk_client("noor"), desk_hub.actor("editor")
    ident = sent(desk_hub, noor)
    assert "It waits for the team." in page(noor.get("/posts/"))
    review.approve(desk_hub.desk, tove, ident, due="2026-12-01 09:30")
    assert "It comes out on 1 December 2026 at 09:30." in page(noor.get("/posts/"))
    desk_hub.clock.tick(days=20)
    posting.put_due(desk_hub.desk)
    assert "It goes out with the next publish." in page(noor.get("/posts/"))
    posting.published(desk_hub.desk)
    assert "Live since 10 December." in page(noor.get("/posts/"))
