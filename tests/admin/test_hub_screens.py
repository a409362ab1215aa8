"""The screens of pages, events and their like, of the library and of the settings."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import MultiDict

from hub.actions.entries import KINDS
from hub.actions.media import library
from hub.records.kinds import Upload
from tests.admin.support import START, DeskHub

Client = Callable[[str | None], FlaskClient]
_CHOSEN = ("checkbox", "radio", "file")
FIRST = {"pages": "about", "events": "open-day", "resources": "kit", "changes": "brighter", "topics": "sea"}


def hidden(page: str, name: str = "digest") -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"the page has no field {name}"
    return found[1]


def picture(colour: str = "#01627c") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (600, 400), colour).save(file, "PNG")
    return file.getvalue()


class FilledForm(HTMLParser):
    """What a browser would send of the page's first form that has fields of its own, left as it is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: MultiDict[str, str] = MultiDict()
        self._inside = self._over = False
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form":
            self._inside = not self._over and "novalidate" in given
        elif tag == "textarea" and self._inside:
            self._area = name
            self.sent.add(name or "", "")
        elif tag == "input" and self._inside and name and (given.get("type") not in _CHOSEN or "checked" in given):
            self.sent.add(name, value)

    def handle_data(self, data: str) -> None:
        if self._area:
            first = self.sent[self._area]
            self.sent[self._area] = first + (data if first else data.removeprefix("\r\n").removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._inside:
            self._inside, self._over = False, True
        self._area = None if tag == "textarea" else self._area


# -- entries


def test_the_hub_page_leads_to_every_part(desk_client: Client) -> None:
    client = desk_client("owner")
    page = client.get("/hub/").text
    for address in ("/hub/media/", "/hub/settings/", *(f"/hub/{kind}/" for kind in KINDS)):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(("kind", "slug"), FIRST.items())
def test_each_form_sent_back_as_it_is_changes_no_byte(
    desk_hub: DeskHub, desk_client: Client, kind: str, slug: str
) -> None:
    client, before = desk_client("editor"), desk_hub.read(f"content/{kind}/{slug}.md")
    page = client.get(f"/hub/{kind}/{slug}/").text
    form = FilledForm()
    form.feed(page)
    assert hidden(page) in form.sent.values()
    assert client.post(f"/hub/{kind}/{slug}/", data=form.sent).status_code == 303
    assert desk_hub.read(f"content/{kind}/{slug}.md") == before


@pytest.mark.parametrize(("kind", "slug"), FIRST.items())
def test_each_kind_is_opened_saved_as_it_is_removed_and_brought_back(
    desk_hub: DeskHub, desk_client: Client, kind: str, slug: str
) -> None:
    client = desk_client("editor")
    page = client.get(f"/hub/{kind}/{slug}/").text
    path = desk_hub.root / f"content/{kind}/{slug}.md"
    before = path.read_bytes()
    removed = client.post(f"/hub/{kind}/{slug}/remove", data={"digest": hidden(page)})
    assert removed.status_code == 303 and not path.exists()
    undo = re.search(r'action="(/notices/undo/[^"]+)"', client.get(removed.location).text)
    assert undo and client.post(undo[1]).status_code == 303
    assert path.read_bytes() == before


def test_an_event_is_made_in_plain_words(desk_hub: DeskHub, desk_client: Client) -> None:
    form = {
        "title": "Night watch",
        "starts": "2026-12-24",
        "starts_time": "22:00",
        "hosts": ["noor", "kenji"],
        "tags": "sea, dark",
    }
    made = desk_client("editor").post("/hub/events/new", data={**form, "body": "Bring *tea*.\r\n\r\nAnd a chair."})
    assert (made.status_code, made.location) == (303, "/hub/events/night-watch/")
    assert desk_hub.read("content/events/night-watch.md") == (
        "---\ntitle: Night watch\nstarts: 2026-12-24T22:00\nhosts: [noor, kenji]\ntags: [sea, dark]\n---\n"
        "Bring *tea*.\n\nAnd a chair.\n"
    )


@pytest.mark.parametrize(
    ("kind", "form", "words"),
    [
        ("pages", {"title": ""}, "Enter a title of up to 300 characters"),
        ("pages", {"title": "Posts", "slug": "posts"}, "belongs to the hub itself"),
        ("pages", {"title": "A", "order": "first"}, "Enter a whole number"),
        ("events", {"title": "A", "starts": "tomorrow"}, "Choose a day of the calendar"),
        ("events", {"title": "A", "starts": "2026-12-02", "starts_time": "noon"}, "Write the time as 19:30"),
        ("events", {"title": "A", "starts": "2026-12-02", "ends": "2026-12-01"}, "ends before it begins"),
        ("events", {"title": "A", "starts": "2026-12-02", "url": "hub.example"}, "Begin the address with https://"),
        ("changes", {"title": "A", "date": ""}, "Enter the day"),
        ("resources", {"title": "A", "url": "javascript:x"}, "Begin the address with https://"),
    ],
)
def test_a_slip_is_told_at_its_field_and_nothing_is_written(
    desk_hub: DeskHub, desk_client: Client, kind: str, form: dict[str, str], words: str
) -> None:
    before = sorted(path.name for path in (desk_hub.root / "content" / kind).iterdir())
    answer = desk_client("editor").post(f"/hub/{kind}/new", data={**form, "body": "What I typed"})
    assert answer.status_code == 422
    assert words in answer.text and "What I typed" in answer.text and "<title>Error: " in answer.text
    assert sorted(path.name for path in (desk_hub.root / "content" / kind).iterdir()) == before


def test_both_versions_are_shown_when_two_write_and_either_can_be_kept(desk_hub: DeskHub, desk_client: Client) -> None:
    client, path = desk_client("editor"), desk_hub.root / "content/events/open-day.md"
    mine = {
        "title": "My day",
        "starts": "2026-12-05 11:00",
        "hosts": ["noor", "kenji"],
        "body": "Mine.",
        "slug": "open-day",
    }
    digest = hidden(client.get("/hub/events/open-day/").text)
    path.write_text(path.read_text().replace("title: Open day", "title: Their day  # by hand"))
    clash = client.post("/hub/events/open-day/", data={**mine, "digest": digest})
    assert clash.status_code == 409 and "My day" in clash.text and "Their day" in clash.text
    kept = client.post("/hub/events/open-day/", data={**mine, "hosts": "noor\nkenji", "digest": hidden(clash.text)})
    assert kept.status_code == 303
    assert "title: My day  # by hand" in path.read_text() and "hosts: [noor, kenji]" in path.read_text()


def test_an_entry_that_is_gone_meanwhile_can_be_made_anew_from_what_was_typed(
    desk_hub: DeskHub, desk_client: Client
) -> None:
    client = desk_client("editor")
    digest = hidden(client.get("/hub/pages/about/").text)
    desk_hub.desk.shelf.of("pages")
    answer = client.post(
        "/hub/pages/about/", data={"title": "About", "body": "Mine", "slug": "about", "digest": "0" * 64}
    )
    assert answer.status_code == 409
    (desk_hub.root / "content/pages/about.md").unlink()
    gone = client.post("/hub/pages/about/", data={"title": "About", "body": "Mine", "slug": "about", "digest": digest})
    assert gone.status_code in (404, 409)
    if gone.status_code == 409:
        assert 'action="/hub/pages/new"' in gone.text and "Mine" in gone.text


def test_a_preview_is_the_page_in_the_hubs_own_look(desk_client: Client) -> None:
    client = desk_client("editor")
    sent = client.post("/hub/pages/preview", data={"title": "House rules", "body": "Be *kind*.", "slug": "rules"})
    assert sent.status_code == 303
    assert "<em>kind</em>" in client.get(sent.location).text
    asked = client.post(
        "/hub/events/preview",
        data={"title": "Night", "starts": "2026-12-24 22:00", "body": "Tea."},
        headers={"Accept": "application/json"},
    )
    assert "Night" in client.get(asked.get_json()["url"]).text


def test_reviewers_read_and_cannot_change(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("reviewer")
    page = client.get("/hub/pages/about/")
    assert page.status_code == 200 and 'name="title"' not in page.text and "/preview/" in page.text
    assert client.post("/hub/pages/about/", data={"title": "Mine"}).status_code == 403
    assert client.get("/hub/pages/new").status_code == 403


def test_a_file_with_a_slip_is_shown_as_such(desk_hub: DeskHub, desk_client: Client) -> None:
    (desk_hub.root / "content/pages/about.md").write_text("---\ntitle: [\n---\n")
    client = desk_client("editor")
    assert "cannot be read" in client.get("/hub/pages/").text
    assert "content/pages/about.md" in client.get("/hub/pages/about/").text


def test_a_resource_brings_its_file_along(desk_hub: DeskHub, desk_client: Client) -> None:
    form = {"title": "Mast plan", "upload": (io.BytesIO(b"length,width\n2,3\n"), "mast plan.csv")}
    made = desk_client("editor").post("/hub/resources/new", data=form)
    assert made.status_code == 303
    text = desk_hub.read("content/resources/mast-plan.md")
    path = re.search(r"file: (media/\S+\.csv)", text)
    assert path and (desk_hub.root / "content" / path[1]).read_bytes() == b"length,width\n2,3\n"
    refused = desk_client("editor").post(
        "/hub/resources/new", data={"title": "Bad", "upload": (io.BytesIO(b"<html><script>"), "x.html")}
    )
    assert refused.status_code == 422 and "could act as a page" in refused.text


# -- the library


def test_a_picture_is_added_described_and_removed(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    added = client.post("/hub/media/add", data={"file": (io.BytesIO(picture()), "Mast.png"), "alt": "A mast"})
    assert added.status_code == 303
    (item,) = library(desk_hub.desk)
    page = client.get(added.location).text
    assert "Nothing uses it yet" in page and f"![A mast]({item.path})" in page
    small = client.get(f"/hub/media/small/{item.path[6:]}")
    assert small.mimetype == "image/webp" and len(small.data) < len(picture()) + 4000
    assert client.post(f"/hub/media/of/{item.path[6:]}/describe", data={"alt": "Dusk"}).status_code == 303
    assert library(desk_hub.desk)[0].alt == "Dusk"
    assert client.post(f"/hub/media/of/{item.path[6:]}/remove").status_code == 303
    assert library(desk_hub.desk) == ()


def test_nothing_chosen_and_nothing_usable_are_told_in_words(desk_client: Client) -> None:
    client = desk_client("editor")
    assert "Choose a picture or a file" in client.post("/hub/media/add", data={"alt": ""}).text
    answer = client.post("/hub/media/add", data={"file": (io.BytesIO(b"%PDF-1.7 broken"), "photo.jpg"), "alt": ""})
    assert answer.status_code == 422 and "This is a PDF" in answer.text


def test_files_that_are_no_pictures_are_saved_and_never_shown_by_the_browser(
    desk_hub: DeskHub, desk_client: Client
) -> None:
    folder = desk_hub.root / "content/media"
    folder.mkdir()
    (folder / "plan.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    answer = desk_client("editor").get("/hub/media/raw/plan.svg")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert desk_client("editor").get("/hub/media/raw/../hub.toml").status_code == 404


def test_advocates_see_their_own_uploads_and_nobody_elses(desk_hub: DeskHub, desk_client: Client) -> None:
    place = desk_hub.desk.data / "media/mast.png"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(picture())
    with desk_hub.desk.records.change(by="t", name="T", action="test", subject="", words="x") as change:
        change.put(Upload("u-1", "media/mast.png", "", "mast.png", "a-noor", START, 9, "image/png"))
    assert desk_client("noor").get("/hub/media/raw/mast.png").status_code == 200
    assert desk_client("kenji").get("/hub/media/raw/mast.png").status_code == 403
    assert desk_client("noor").get("/hub/media/").status_code == 403


# -- settings


def test_each_section_saved_as_it_is_changes_no_byte(desk_hub: DeskHub, desk_client: Client) -> None:
    client, before = desk_client("owner"), desk_hub.read("hub.toml")
    plain = {
        "hub": {
            "title": "Small hub",
            "tagline": "A hub for tests",
            "base_url": "https://hub.example",
            "language": "en",
        },
        "program": {"name": "The Lookouts", "contact": "hello@hub.example"},
        "desk": {"publish_on_approval": "y"},
        "tiers": {"rows-0-key": "lookout", "rows-0-name": "Lookout", "rows-1-key": "keeper", "rows-1-name": "Keeper"},
        "groups": {"rows-0-key": "north", "rows-0-name": "The North"},
        "contributions": {"rows-0-key": "talk", "rows-0-name": "Talk", "rows-0-kind": "direct"},
    }
    for name, values in plain.items():
        digest = hidden(client.get(f"/hub/settings/{name}").text)
        extra = {"time_zone": "UTC"} if name == "hub" else {}
        answer = client.post(f"/hub/settings/{name}", data={**values, **extra, "digest": digest})
        assert answer.status_code == 303, name
        assert desk_hub.read("hub.toml") == before, name


def test_tiers_are_added_moved_and_taken_out_without_script(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("owner")
    page = client.get("/hub/settings/tiers").text
    rows = {"rows-0-key": "lookout", "rows-0-name": "Lookout", "rows-1-key": "keeper", "rows-1-name": "Keeper"}
    added = client.post("/hub/settings/tiers", data={**rows, "digest": hidden(page), "do": "add"}).text
    assert 'name="rows-2-name"' in added
    rows |= {"rows-2-key": "", "rows-2-name": "Beacon", "rows-2-colour": "#123456", "rows-2-summary": "Seen from afar"}
    moved = client.post("/hub/settings/tiers", data={**rows, "digest": hidden(added), "do": "up-2"}).text
    assert moved.index('value="Beacon"') < moved.index('value="Keeper"')
    saved = client.post("/hub/settings/tiers", data={**rows, "digest": hidden(moved), "do": "save"})
    assert saved.status_code == 303
    assert [tier.key for tier in desk_hub.desk.settings.tiers] == ["lookout", "keeper", "beacon"]
    used = client.post(
        "/hub/settings/tiers",
        data={
            "rows-0-key": "keeper",
            "rows-0-name": "Keeper",
            "digest": hidden(client.get("/hub/settings/tiers").text),
        },
    )
    assert used.status_code == 422 and "“Lookout” is used in 1 place" in used.text


def test_two_at_the_settings_see_both_versions(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("owner")
    for name, form in (
        ("program", {"name": "Mine", "contact": "me@hub.example"}),
        ("tiers", {"rows-0-key": "lookout", "rows-0-name": "Mine", "rows-1-key": "keeper", "rows-1-name": "Keeper"}),
    ):
        digest = hidden(client.get(f"/hub/settings/{name}").text)
        toml = desk_hub.root / "hub.toml"
        toml.write_text("# by hand\n" + toml.read_text())
        clash = client.post(f"/hub/settings/{name}", data={**form, "digest": digest})
        assert clash.status_code == 409 and "Mine" in clash.text and "Lookout" in clash.text
        kept = client.post(f"/hub/settings/{name}", data={**form, "digest": hidden(clash.text)})
        assert kept.status_code == 303
    assert [tier.key for tier in desk_hub.desk.settings.tiers] == ["lookout", "keeper"]
    assert desk_hub.read("hub.toml").startswith("# by hand\n# by hand\n")


def test_a_logo_is_taken_in_and_taken_away(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("owner")
    digest = hidden(client.get("/hub/settings/brand").text)
    form = {"first": "#01627c", "second": "#f2af48", "digest": digest, "upload": (io.BytesIO(picture()), "logo.png")}
    assert client.post("/hub/settings/brand", data=form).status_code == 303
    logo = desk_hub.desk.settings.brand.logo
    assert logo and (desk_hub.root / "content" / logo).is_file()
    digest = hidden(client.get("/hub/settings/brand").text)
    gone = {"first": "#01627c", "second": "#f2af48", "digest": digest, "no_logo": "y"}
    assert client.post("/hub/settings/brand", data=gone).status_code == 303
    assert desk_hub.desk.settings.brand.logo is None


def test_a_new_hub_is_set_up_on_one_page(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("owner")
    page = client.get("/hub/set-up").text
    slips = client.post("/hub/set-up", data={"name": "", "contact": "x", "base_url": "y", "time_zone": "UTC"})
    assert slips.status_code == 422
    for words in ("Enter a name", "Enter an e-mail address", "Enter an address such as"):
        assert words in slips.text
    done = client.post(
        "/hub/set-up",
        data={
            "name": "The Watch",
            "tagline": "We look up",
            "contact": "ask@watch.example",
            "base_url": "https://watch.example",
            "time_zone": "Europe/Lisbon",
            "terms": "",
            "digest": hidden(page),
        },
    )
    assert done.status_code == 303
    assert desk_hub.desk.settings.title == "The Watch" and desk_hub.desk.settings.time_zone == "Europe/Lisbon"


@pytest.mark.parametrize("who", ["editor", "reviewer", "noor"])
def test_only_the_owner_opens_the_settings(desk_client: Client, who: str) -> None:
    client = desk_client(who)
    for address in ("/hub/settings/", "/hub/settings/hub", "/hub/set-up"):
        assert client.get(address).status_code == 403


def test_every_place_that_uses_a_picture_is_one_press_away(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("owner")
    client.post("/hub/media/add", data={"file": (io.BytesIO(picture()), "Mast.png"), "alt": "A mast"})
    (item,) = library(desk_hub.desk)
    for path in ("posts/two-roofs.md", "pages/about.md", "badges/first-light.md", "advocates/noor.md"):
        file = desk_hub.root / "content" / path
        file.write_text(file.read_text() + f"\n![A mast]({item.path})\n")
        desk_hub.desk.shelf.note(f"content/{path}")
    page = client.get(f"/hub/media/of/{item.path[6:]}").text
    uses = re.findall(r'<li><a href="([^"]+)">', page.split("Where it is used")[1])
    assert len(uses) == 4
    for address in uses:
        assert client.get(address).status_code == 200
