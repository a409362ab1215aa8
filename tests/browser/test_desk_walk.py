"""The whole way on a blank hub: from the owner's link to a published post with a picture, and a badge that verifies."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from badges import unbake
from hub.cli import laurel
from tests.support.running_desk import RunningDesk, running_desk
from tests.support.walking import KeyboardWalk, Walk

TEXT = "It was four degrees below zero at six, and the bench was white.\n\n"
MORE = "\n\nThe station said two above. It stands too near the wall, which I should have known.\n"
WORDS = "Say how cold it was by the bench, so that others can compare."
LINK = "() => [...document.querySelectorAll('input, textarea')].map(e => e.value).find(v => v.includes('/enter/'))"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    """A desk as first started on a blank hub."""
    hub = tmp_path / "our-hub"
    laurel(["init", str(hub)], standalone_mode=False)
    with running_desk(hub) as running:
        yield running


def picture(folder: Path) -> Path:
    """A photo of a frosty bench, as a phone takes it: on its side, with the place it was taken at."""
    photo = Image.effect_mandelbrot((1200, 800), (-3, -2.5, 2, 2.5), 20).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret Camera"
    file = folder / "bench.jpg"
    photo.save(file, exif=exif)
    return file


class Company:
    """The two who walk: Ines runs the program, Noor writes. Both by pointer or both by keyboard."""

    def __init__(self, browser: Any, desk: RunningDesk, kind: type[Walk], width: int) -> None:
        self.desk = desk
        height = 844 if width < 600 else 900
        self.ines = kind(browser, width=width, height=height, has_touch=width < 600)
        self.noor = kind(browser, width=width, height=height, has_touch=width < 600)

    def close(self) -> None:
        self.ines.close()
        self.noor.close()


@pytest.fixture(params=["phone", "desktop", "keyboard"])
def company(request: pytest.FixtureRequest, browser: Any, desk: RunningDesk) -> Iterator[Company]:
    kind = KeyboardWalk if request.param == "keyboard" else Walk
    both = Company(browser, desk, kind, 390 if request.param == "phone" else 1440)
    yield both
    both.close()


def test_from_nothing_to_a_published_post_with_a_badge(company: Company, tmp_path: Path) -> None:
    ines, noor, desk = company.ines, company.noor, company.desk
    set_up(ines, desk)
    invitation = invite(ines)
    come_in(noor, invitation)
    write(noor, picture(tmp_path))
    ask_for_changes(ines, desk)
    mend(noor, desk)
    approve(ines, desk)
    give_badge(ines, desk)
    publish(ines, desk)
    holds_what_was_made(desk.hub)
    assert company.ines.complaints + company.noor.complaints == []


def set_up(ines: Walk, desk: RunningDesk) -> None:
    """The owner's link, the program, the first badge."""
    ines.open(desk.owner_link)
    ines.fill("Your name", "Ines Duarte")
    ines.fill("E-mail address", "ines@thimblevane.example")
    ines.fill("A password", "three brass weather vanes")
    ines.press("Open the desk")
    ines.press("Set up the program")
    ines.fill("What is the program called?", "The Lookouts")
    ines.fill("Which address may people write to?", "lookouts@thimblevane.example")
    ines.fill("Where will the hub be?", "https://lookouts.thimblevane.example")
    ines.press("Set it up")
    ines.press("Make the first badge")
    ines.fill("Name", "First Light")
    ines.fill("What it takes", "Publish a first post that others can use.")
    ines.press("Make the badge")
    assert ines.sees("“First Light” is made")


def invite(ines: Walk) -> str:
    """Add Noor and copy the link out of the letter."""
    ines.press("People")
    ines.press("Add somebody")
    ines.fill("Name", "Noor Haddad")
    ines.fill("E-mail address", "noor@mail.example")
    ines.tick("Invite them by e-mail now")
    ines.press("Add them")
    ines.press("Your invitation to the Lookouts")
    assert ines.sees("The link in it")
    link = ines.page.evaluate(LINK)
    ines.press("I passed it on")
    return str(link)


def come_in(noor: Walk, invitation: str) -> None:
    """Come in and accept the terms."""
    noor.open(invitation)
    noor.press("Come in")
    noor.press("Read the terms")
    noor.tick("I accept the terms, and you may publish what I send in as they say")
    noor.tick("I am of age where I live")
    noor.press("Accept")
    assert noor.sees("You accepted the terms")


def write(noor: Walk, photo: Path) -> None:
    """Write a post with a picture and send it in."""
    noor.press("Write")
    noor.fill("Title", "Frost at dawn")
    noor.press("Begin to write")
    noor.fill("Text", TEXT)
    add_picture(noor, photo)
    open_details(noor)
    noor.tick("Nothing")
    noor.fill("Summary", "One cold morning, and a station that stands too near a wall.")
    noor.press("Send it in")
    assert noor.sees("Sent")


def add_picture(noor: Walk, photo: Path) -> None:
    """With the tool for pictures: choose, describe, put in."""
    with noor.page.expect_file_chooser() as chooser:
        tool(noor, "Picture")
    chooser.value.set_files(str(photo))
    noor.fill("What does it show?", "A bench white with frost")
    noor.press("Put it in")
    noor.page.get_by_role("dialog").wait_for(state="detached")
    assert "![A bench white with frost](media/" in noor.page.get_by_label("Text", exact=True).input_value()


def tool(noor: Walk, name: str) -> None:
    """Use a tool of the editor; by keyboard that is one stop of Tab and the End key."""
    if isinstance(noor, KeyboardWalk):
        noor.page.get_by_label("Text", exact=True).focus()
        noor.page.keyboard.press("Shift+Tab")
        noor.page.keyboard.press("End")
        noor.page.keyboard.press("Enter")
    else:
        noor.press(name)


def open_details(noor: Walk) -> None:
    """The details stand behind a tab of their own; arrows lead from one tab to the next."""
    if isinstance(noor, KeyboardWalk):
        noor.seek("Preview", ("BUTTON",))
        noor.page.keyboard.press("ArrowRight")
    else:
        noor.page.get_by_role("tab", name="Details").click()


def ask_for_changes(ines: Walk, desk: RunningDesk) -> None:
    """Review what came in and ask for a change."""
    ines.open(desk.address)
    ines.press("Read it")
    ines.fill("To the author", WORDS)
    ines.press("Ask for changes")


def mend(noor: Walk, desk: RunningDesk) -> None:
    """Read what was asked for, do it, send it in again."""
    noor.open(desk.address)
    noor.press("Change it")
    noor.press("Write on")
    assert noor.sees(WORDS)
    area = noor.page.get_by_label("Text", exact=True)
    noor.fill("Text", area.input_value() + MORE)
    open_details(noor)
    noor.press("Send it in")
    assert noor.sees("Sent")


def approve(ines: Walk, desk: RunningDesk) -> None:
    """See what changed since the last look, and approve."""
    ines.open(desk.address)
    ines.press("Read it")
    ines.page.locator("ins").first.wait_for(state="visible")
    ines.press("Approve")


def give_badge(ines: Walk, desk: RunningDesk) -> None:
    """Give the badge to Noor."""
    ines.open(desk.address + "recognition/badges/first-light/")
    ines.press("Give it to somebody")
    ines.tick("Noor Haddad")
    ines.press("Give it")
    ines.page.get_by_text("given to Noor Haddad").first.wait_for()  # whoever goes on too soon takes the press back


def publish(ines: Walk, desk: RunningDesk) -> None:
    """Publish, and wait for the link to the hub; what an approval began by itself is waited for first."""
    for _ in range(4):
        ines.open(desk.address + "publish/")
        if "Nothing waits" in ines.read():
            return
        if "is publishing just now" in ines.read():
            ines.press("See how far it is")
        else:
            ines.press_button("Publish")
        ines.page.get_by_role("link", name="See the hub").wait_for(timeout=120_000)
    raise AssertionError(f"something is never published:\n{ines.read()}")


def holds_what_was_made(hub: Path) -> None:
    """The hub shows post, profile and badge; the picture was turned and cleaned; the badge reads back."""
    public = hub / "public"
    post = (public / "posts/frost-at-dawn/index.html").read_text()
    assert "Noor Haddad" in post
    assert "too near the wall" in post
    assert "A bench white with frost" in post
    profile = (public / "advocates/noor-haddad/index.html").read_text()
    assert "First Light" in profile
    photos = list((hub / "content/media").glob("*.jpg"))
    assert len(photos) == 1
    with Image.open(photos[0]) as photo:
        assert photo.size == (800, 1200)
        assert not photo.getexif()
    award = next((public / "awards").glob("*.json"))
    baked = unbake((public / "awards" / f"{award.stem}.png").read_bytes())
    assert baked and award.stem in baked
    with Image.open(io.BytesIO((public / "awards" / f"{award.stem}.png").read_bytes())) as badge:
        assert badge.width == 600
    assert json.loads(award.read_text())["badge"].endswith("/badges/first-light.json")
