"""While the desk runs, files break under it, vanish, or find no room: each page answers in words, nothing is lost."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import url_for

from tests.admin.support import CONTENT, DeskHub
from tests.admin.test_two_at_one_thing import MINE, opened, seen, send

VALUES = {
    "draft": "d-noor",
    "handle": "noor",
    "kind": "pages",
    "award_id": "aw-noor",
    "account_id": "a-noor",
    "name": "hub",
    "size": 300,
    "number": 1,
    "token": "t",
    "entry_id": "e",
    "letter": "l",
    "rest": "r",
}
SLUGS = {"entries": "about", "badges": "first-light", "drafts": "frost-at-dawn"}
BROKEN = (
    "content/advocates/noor.md",
    "content/posts/frost-at-dawn.md",
    "content/badges/first-light.md",
    "content/pages/about.md",
    "content/awards/2026/aw-noor.yaml",
)
ODD = "title: {a: 1}\nname: [1]\ntags: {x: y}\nauthors: 5\ntier: [z]\nstarts: never\ndate: [1]\ndesign: 4\nlinks: 7\n"


def pages(hub: DeskHub) -> list[str]:
    """The address of every page there is."""
    found = []
    with hub.app.test_request_context():
        for rule in hub.app.url_map.iter_rules():
            room = rule.endpoint.partition(".")[0]
            if "GET" not in (rule.methods or ()) or room in ("assets", "media"):
                continue
            values = {name: VALUES.get(name, SLUGS.get(room)) for name in rule.arguments}
            if room == "review":
                values["draft"] = "d-kenji"
            found.append(url_for(rule.endpoint, **values))
    return sorted(found)


def write(root: Path, text: bytes) -> None:
    for path in BROKEN:
        (root / path).write_bytes(text)


def link_to_itself(root: Path) -> None:
    for path in BROKEN:
        (root / path).unlink()
        (root / path).symlink_to(root / path)


def folders_instead(root: Path) -> None:
    for path in BROKEN:
        (root / path).unlink()
        (root / path).mkdir()


def garble(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"garbage")


def file_instead(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("no folder")


TROUBLES: Mapping[str, Callable[[Path], object]] = {
    "hub.toml is broken": lambda root: (root / "hub.toml").write_text('title = "x\n[['),
    "hub.toml is no text": lambda root: (root / "hub.toml").write_bytes(b"\xff\xfe\x00"),
    "hub.toml is gone": lambda root: (root / "hub.toml").unlink(),
    "fields are no YAML": lambda root: write(root, b"---\ntitle: [x\n---\nz"),
    "fields hold what they may not": lambda root: write(root, f"---\n{ODD}---\nz".encode()),
    "files are no text": lambda root: write(root, b"\xff\xfe\x00abc"),
    "files are links to themselves": link_to_itself,
    "files are folders": folders_instead,
    "content is gone": lambda root: shutil.rmtree(root / "content"),
    "content is a file": lambda root: file_instead(root / "content"),
    "the records are gone": lambda root: shutil.rmtree(root / "data/records"),
    "the records are garbage": lambda root: garble(root / "data/records"),
    "the workshop is a file": lambda root: file_instead(root / ".laurel"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_page_answers_in_words_whatever_is_broken(desk_hub: DeskHub, trouble: str) -> None:
    desk_hub.app.config.update(TESTING=False)
    addresses = pages(desk_hub)
    browsers = [desk_hub.client(who) for who in ("owner", "noor", None)]
    TROUBLES[trouble](desk_hub.root)
    for browser in browsers:
        for address in addresses:
            answer = browser.get(address)
            words = seen(answer) if answer.mimetype == "text/html" else ""
            assert "This is the desk's fault" not in words, address
            assert answer.status_code < 500 or "Whoever runs the server" in words, address
            assert "Traceback" not in words


@pytest.mark.parametrize("trouble", ["the records are gone", "the records are garbage"])
def test_what_was_typed_is_shown_even_where_no_page_can_be(desk_hub: DeskHub, trouble: str) -> None:
    desk_hub.app.config.update(TESTING=False)
    browser = desk_hub.client("noor")
    form = opened(browser, "/posts/d-noor/write", "body")
    TROUBLES[trouble](desk_hub.root)
    answer = send(browser, "/posts/d-noor/write", form, body=MINE)
    assert answer.status_code >= 400
    assert MINE in seen(answer) and "data/records" in seen(answer)


def test_the_desk_goes_on_when_the_files_are_back(desk_hub: DeskHub, tmp_path: Path) -> None:
    desk_hub.app.config.update(TESTING=False)
    browser = desk_hub.client("owner")
    for place in ("content", "data/records"):
        kept = (desk_hub.root / place).rename(tmp_path / "kept")
        browser.get("/")
        kept.rename(desk_hub.root / place)
        page = browser.get("/people/noor")
        assert page.status_code == 200 and "Noor Haddad" in page.text


def test_settings_are_as_they_were_while_somebodys_slip_makes_them_unreadable(desk_hub: DeskHub) -> None:
    browser = desk_hub.client("owner")
    before = browser.get("/").text
    assert "Small hub" in before
    (desk_hub.root / "hub.toml").write_text("title = ")
    page = browser.get("/")
    assert page.status_code == 200 and "Small hub" in page.text
    told = browser.get("/hub/settings/hub")
    assert told.status_code == 409 and "hub.toml" in seen(told)
    (desk_hub.root / "hub.toml").write_text(CONTENT["hub.toml"].replace("Small hub", "Mended hub"))
    assert "Mended hub" in browser.get("/").text


# -- no room


@contextmanager
def no_room() -> Iterator[None]:
    """No file may hold a byte more: the system refuses each write, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


FORMS = {
    "a draft": ("/posts/d-noor/write", "body", "noor"),
    "a page": ("/hub/pages/about/", "body", "editor"),
    "a profile": ("/profile/noor", "bio", "noor"),
    "the settings": ("/hub/settings/hub", "tagline", "owner"),
    "the terms": ("/program/terms/write", "text", "owner"),
    "an account": ("/program/accounts/a-noor", "name", "owner"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_full_disk_is_told_and_what_was_typed_is_there_to_send_again(desk_hub: DeskHub, name: str) -> None:
    page, field, who = FORMS[name]
    desk_hub.app.config.update(TESTING=False)
    browser = desk_hub.client(who)
    form, before = opened(browser, page, field), files(desk_hub.root)
    with no_room():
        answer = send(browser, page, form, **{field: MINE})
    assert answer.status_code in (409, 422, 507)
    assert "File too large" in seen(answer) and MINE in seen(answer)
    assert {path: data for path, data in files(desk_hub.root).items() if path in before} == before
    assert send(browser, page, form, **{field: MINE}).status_code == 303, "with room again it is saved"
    assert opened(browser, page, field).named(field)[0].value.strip() == MINE


def test_pages_can_be_read_while_the_disk_is_full(desk_hub: DeskHub) -> None:
    desk_hub.app.config.update(TESTING=False)
    browser = desk_hub.client("owner")
    addresses = [page for page in pages(desk_hub) if not page.startswith(("/preview/", "/profile/noor/look"))]
    with no_room():
        answers = {address: browser.get(address).status_code for address in addresses}
    assert not {address: status for address, status in answers.items() if status >= 500}


def files(root: Path) -> dict[str, bytes]:
    """Every content file, the settings and the records, byte by byte."""
    places = (root / "content", root / "data/records")
    found = [root / "hub.toml", *(file for place in places for file in place.rglob("*") if file.is_file())]
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found if file.name != "lock"}
