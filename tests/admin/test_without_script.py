"""The desk without script: the whole way by links and forms alone, and no page that needs more than those."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from PIL import Image

from admin.running import Runner
from hub.actions import publishing
from hub.actions.desk import open_desk
from hub.actions.permissions import Actor
from hub.records.kinds import Account
from tests.admin.support import START, DeskHub
from tests.admin.test_trouble_meanwhile import pages
from tests.support.hostile import forms_of
from tests.support.hubs import HUB_TOML, write_hub

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
BUTTON = re.compile(r"<button\b([^>]*)>(.*?)</button>", re.DOTALL)
LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)


def words(html: str) -> str:
    """What can be read."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def photo(colour: str = "#446688") -> tuple[io.BytesIO, str]:
    """A picture as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(file, "JPEG")
    file.seek(0)
    return file, "roof.jpg"


class Plain:
    """A browser that knows links and forms and nothing else."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.at, self.page = client, "", ""

    def open(self, address: str) -> Plain:
        return self._came(self.client.get(urljoin(self.at, address)), urljoin(self.at, address))

    def follow(self, label: str) -> Plain:
        """Follow the link with these words."""
        found = [tag for tag, inner in LINK.findall(self.page) if words(inner) == label]
        assert found, f"{self.at} has no link {label!r}: {words(self.page)}"
        return self.open(attribute(found[0], "href"))

    def press(self, label: str, **typed: Any) -> Plain:
        """Fill in the form of the button with these words, and press it."""
        for html in FORM.findall(self.page):
            for tag, inner in BUTTON.findall(html):
                if words(inner) == label and 'type="button"' not in tag:
                    return self._send(html, tag, typed)
        raise AssertionError(f"{self.at} has no button {label!r}: {words(self.page)}")

    def _send(self, html: str, button: str, typed: dict[str, Any]) -> Plain:
        (form,) = forms_of(html)
        unknown = [name for name in typed if f'name="{name}"' not in html]
        assert not unknown, f"{self.at}: the form has no field {unknown}"
        values: dict[str, Any] = {**form.values(), **typed}
        if attribute(button, "name"):
            values[attribute(button, "name")] = attribute(button, "value")
        address = urljoin(self.at, attribute(button, "formaction") or form.action or self.at)
        if form.method == "post":
            answer = self.client.post(address, data=values, content_type="multipart/form-data")
        else:
            answer = self.client.get(address, query_string=values)
        return self._came(answer, address)

    def _came(self, answer: Any, address: str) -> Plain:
        while answer.status_code in (302, 303):
            address = urljoin(address, answer.location)
            answer = self.client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code} {words(answer.text)}"
        self.at, self.page = address, answer.text
        return self

    def reads(self, text: str) -> None:
        assert text in words(self.page), f"{self.at} does not say {text!r}: {words(self.page)}"


@pytest.fixture
def blank(tmp_path: Path, open_hub: Callable[[Path], DeskHub], monkeypatch: pytest.MonkeyPatch) -> DeskHub:
    """A hub with an owner and nothing else; its desk publishes in this process."""
    root = write_hub(tmp_path / "hub", {"hub.toml": HUB_TOML})
    desk = open_desk(root, lambda: START)
    with desk.records.change(by="test", name="Test", action="test", subject="", words="Made") as change:
        change.put(Account("a-owner", "ines@hub.example", "Ines Duarte", "owner", START))
    hub = open_hub(root)

    def publish(_self: Runner, who: str, *, due: bool = False) -> bool:
        publishing.publish(hub.desk, Actor(who, "Ines Duarte", "owner"))
        return True

    monkeypatch.setattr(Runner, "start", publish)
    return hub


def test_the_whole_way_from_an_empty_hub_to_a_published_post_with_a_badge(blank: DeskHub) -> None:
    ines, noor = Plain(blank.client("owner")), Plain(blank.client())

    ines.open("/recognition/badges/new").press("Show the picture", name="First Light", criteria="Publish a first post.")
    drawn = re.search(r'<img[^>]*src="([^"]*picture\.png[^"]*)"', ines.page)
    assert drawn and "First+Light" in drawn[1]
    assert blank.client("owner").get(unescape(drawn[1])).mimetype == "image/png"
    ines.press("Make the badge").reads("“First Light” is made")

    ines.open("/people/").follow("Add somebody")
    ines.press("Add them", name="Noor Haddad", email="noor@mail.example").reads("Noor Haddad is added")
    letter = next(page for page in LINK.findall(ines.page) if "/program/letters/" in page[0])
    ines.open(attribute(letter[0], "href"))
    link = re.search(r'value="http://desk\.example(/enter/[^"]+)"', ines.page)
    assert link
    noor.open(link[1]).press("Come in").follow("Read the terms")
    noor.press("Accept", licence="y", of_age="y")

    noor.open("/posts/new").press("Begin to write", title="Frost at dawn")
    noor.press("Save", body="It was cold.").reads("Frost at dawn")
    file = photo()
    noor.press("Add the picture", picture=file, picture_alt="Ice on a cup").reads("The picture stands at the end")
    assert re.search(r"!\[Ice on a cup\]\(media/[\w.-]+\)", noor.page)
    cover = {"cover_file": photo("#884422"), "cover_alt": "A roof"}
    noor.press("Send it in", summary="One cold morning.", disclosed="none", **cover).reads("Sent")

    ines.open("/").follow("Read it").press("Ask for changes", words="Say where it was.")
    ines.reads("went back to its author")
    noor.open("/posts/").follow("Frost at dawn")
    noor.follow("Write on").reads("Say where it was.")
    (body,) = [found for form in forms_of(noor.page) for found in form.named("body")]
    noor.press("Send it in", body=body.value + "\n\nIt was in Tyre.").reads("Sent")
    ines.open("/").follow("Read it").press("Approve").reads("is approved")

    ines.open("/recognition/give?badge=first-light").press("Show who holds it")
    ines.press("Give it", badge="first-light", people="noor-haddad").reads("given to Noor Haddad")

    ines.open("/publish/").press("Publish")
    public = blank.root / "public"
    post = (public / "posts/frost-at-dawn/index.html").read_text()
    assert "It was in Tyre." in post and "Ice on a cup" in post
    assert "Noor Haddad" in (public / "advocates/noor-haddad/index.html").read_text()
    assert list(public.glob("awards/*/index.html"))
    ines.open("/publish/").reads("Nothing waits to be published")


def test_pictures_and_files_come_into_the_library_and_onto_a_profile_by_a_form(desk_hub: DeskHub) -> None:
    editor, noor = Plain(desk_hub.client("editor")), Plain(desk_hub.client("noor"))
    editor.open("/hub/media/add").press("Add it", file=photo(), alt="A roof").reads("is in the library")
    noor.open("/profile/noor").press("Save for later", upload=photo("#228844"))
    noor.reads("Saved for later")
    assert re.search(r"/people/noor/face\?of=media", noor.page)


def test_what_is_told_can_be_undone_and_put_away_by_a_form(desk_hub: DeskHub) -> None:
    editor = Plain(desk_hub.client("editor"))
    editor.open("/hub/pages/about/").press("Save", body="Who we were.").reads("is saved")
    editor.press("Undo")
    assert "Who we are." in desk_hub.read("content/pages/about.md")
    (shut,) = [html for html in FORM.findall(editor.page) if "/dismiss" in html]
    assert BUTTON.search(shut)
    editor._send(shut, BUTTON.findall(shut)[0][0], {})
    assert "/dismiss" not in editor.page


def test_rows_are_added_moved_and_taken_out_by_buttons(desk_hub: DeskHub) -> None:
    owner = Plain(desk_hub.client("owner")).open("/hub/settings/tiers")
    before = len(re.findall(r'name="rows-\d+-name"', owner.page))
    adds = [words(inner) for tag, inner in BUTTON.findall(owner.page) if attribute(tag, "value").startswith("add")]
    assert adds
    owner.press(adds[0])
    assert len(re.findall(r'name="rows-\d+-name"', owner.page)) == before + 1


@pytest.mark.parametrize("who", ["owner", "reviewer", "noor", None])
def test_no_page_has_a_form_or_link_that_only_script_could_work(desk_hub: DeskHub, who: str | None) -> None:
    browser = desk_hub.client(who)
    for address in pages(desk_hub):
        answer = browser.get(address)
        if answer.mimetype != "text/html" or address.startswith("/preview/"):
            continue
        page = re.sub(r"<template\b.*?</template>", "", answer.text, flags=re.DOTALL)
        ids = set(re.findall(r'\bid="([^"]*)"', page))
        for html in FORM.findall(page):
            inside = [tag for tag, _ in BUTTON.findall(html) if 'type="button"' not in tag]
            identity = attribute(html, "id")
            outside = [tag for tag, _ in BUTTON.findall(page) if identity and attribute(tag, "form") == identity]
            by_enter = len(re.findall(r"<input(?![^>]*hidden)", html)) == 1 and "<textarea" not in html
            assert inside or outside or by_enter, f"{address}: a form without a button: {html[:200]}"
        for tag, inner in LINK.findall(page):
            goal = attribute(tag, "href")
            assert goal and not goal.startswith("javascript:"), f"{address}: the link {words(inner)!r} leads nowhere"
            assert not goal.startswith("#") or goal[1:] in ids, f"{address}: {goal} is not on the page"
        for tag, inner in BUTTON.findall(page):
            assert 'type="button"' not in tag or " hidden" in tag, f"{address}: {words(inner)!r} does nothing by itself"
