"""How the desk looks and feels: every screen in a browser, the scripts that help, and that none of them is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.records.kinds import Draft
from tests.admin.opened import Opened, opened_desk
from tests.admin.support import DeskHub

LETTERS = "Wilhelmina Konstantinopolitańczykowianeczka-Featherstonehaugh van der Bergen-Ōtsu"
"""A name of 80 letters."""


def pages_of(app: Flask, client: FlaskClient) -> list[str]:
    """Every address without a variable that shows this person a page of the desk."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    answers = {rule: client.get(rule) for rule in sorted(rules)}
    return [rule for rule, answer in answers.items() if answer.status_code == 200 and answer.mimetype == "text/html"]


@pytest.fixture
def opened(desk_hub: DeskHub, browser: Any) -> Iterator[Opened]:
    with opened_desk(desk_hub, browser) as desk:
        yield desk


# ------------------------------------------------------------------------------------------------ every screen


@pytest.mark.parametrize("who", ["owner", "noor"])
def test_an_endless_name_never_pushes_a_page_sideways(opened: Opened, who: str) -> None:
    records = opened.hub.desk.records
    with records.change(by="test", name="Test", action="test", subject="", words="Named it") as change:
        for draft in change.all(Draft):
            change.put(replace(draft, title=LETTERS))
    page = opened.page(who, viewport={"width": 320, "height": 700})
    for path in pages_of(opened.hub.app, opened.hub.client(who)):
        page.goto(opened.root + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_a_phone_has_four_tabs_and_the_rest_under_more(opened: Opened) -> None:
    page = opened.go(opened.page("owner", viewport={"width": 360, "height": 740}), "/")
    bar = page.locator("nav.bar")
    assert bar.locator("> ul > li > a:visible").count() == 4
    box = bar.bounding_box()
    assert box and box["y"] + box["height"] == pytest.approx(740, abs=1)
    page.get_by_text("More", exact=True).click()
    assert bar.get_by_role("link", name="Hub").filter(visible=True).count() == 1


# ------------------------------------------------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("who", "path"),
    [(None, "/sign-in"), ("owner", "/recognition/badges/new"), ("owner", "/people/new")],
)
def test_a_form_with_errors_says_so_first_and_leads_to_each_field(opened: Opened, who: str | None, path: str) -> None:
    page = opened.go(opened.page(who), path)
    main = page.locator("main form").first
    main.locator("button[class*=main]").first.click()
    page.wait_for_selector("html.ready")
    opened.complaints.clear()  # the browser notes the status 422 of the answer
    assert page.title().startswith("Error: ")
    box = page.locator(".problem").first
    assert box.get_by_role("heading").inner_text() == "There is a problem"
    assert box.evaluate("box => box === document.activeElement")
    links = box.get_by_role("link").all()
    assert links
    for link in links:
        target = page.locator(link.get_attribute("href") or "#none")
        assert target.count() == 1
        group = target.locator("xpath=ancestor-or-self::*[@aria-describedby][1]")
        told = group.get_attribute("aria-describedby")
        assert link.inner_text() in " ".join(page.locator(f"#{ident}").inner_text() for ident in (told or "").split())


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [
        ("/hub/settings/contributions", {"rows-0-name": "Talk", "rows-0-kind": "odd", "do": "save"}, "Choose direct"),
        (
            "/hub/settings/contributions",
            {"rows-0-name": "Talk", "rows-0-weight": "abc", "do": "save"},
            "Enter a number",
        ),
        ("/recognition/give", {"badge": "first-light", "people": "noor", "awarded": "soon"}, "Choose the day"),
        ("/recognition/badges/new", {"name": "X", "valid_count": "abc", "valid_unit": "Y"}, "Enter how many years"),
        ("/program/accounts/new", {"email": "x@mail.example", "role": "king"}, "Choose what they may do"),
    ],
)
def test_forms_speak_the_desks_own_words(desk_hub: DeskHub, path: str, typed: dict[str, str], told: str) -> None:
    answer = desk_hub.client("owner").post(path, data=typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert "Not a valid" not in answer.text


# ------------------------------------------------------------------------------------------------------ editor


def write(opened: Opened, **options: Any) -> Any:
    """The editor of a post that is being written, with the caret at the end of its text."""
    page = opened.go(opened.page("noor", **options), "/posts/d-noor/write")
    area = page.locator("textarea[data-editor]").first
    area.click()
    area.press("Control+End")
    return page


def test_a_tool_can_be_undone_and_taken_off_again(opened: Opened) -> None:
    page = write(opened)
    area = page.locator("textarea[data-editor]").first
    before = area.input_value()
    area.press_sequentially(" frost")
    area.press("Control+Shift+ArrowLeft")
    area.press("Control+b")
    assert area.input_value() == f"{before} **frost**"
    area.press("Control+b")
    assert area.input_value() == f"{before} frost"
    area.press("Control+z")
    assert area.input_value() == f"{before} **frost**"


def test_a_list_goes_on_by_itself_and_ends_on_an_empty_line(opened: Opened) -> None:
    page = write(opened)
    area = page.locator("textarea[data-editor]").first
    before = area.input_value()
    area.press_sequentially("\n\n1. one\ntwo\n\nafter")
    assert area.input_value() == f"{before}\n\n1. one\n2. two\nafter"


def test_the_tools_are_one_stop_of_the_keyboard(opened: Opened) -> None:
    page = write(opened)
    bar = page.get_by_role("toolbar").first
    buttons = bar.get_by_role("button")
    assert buttons.count() == 9
    assert bar.locator("[tabindex='0']").count() == 1
    buttons.first.focus()
    page.keyboard.press("ArrowLeft")
    assert buttons.last.evaluate("button => button === document.activeElement")
    page.keyboard.press("Home")
    assert buttons.first.evaluate("button => button === document.activeElement")


def test_what_is_typed_reaches_the_desk_by_itself(opened: Opened) -> None:
    page = write(opened)
    page.locator("textarea[data-editor]").first.press_sequentially(" And then it snowed.")
    state = page.locator("[data-saved]")
    state.filter(has_text="Kept on this device").wait_for()
    state.filter(has_text="Saved").wait_for()
    kept = opened.hub.desk.records.get(Draft, "d-noor")
    assert kept is not None
    assert kept.body.endswith("And then it snowed.")
    assert page.evaluate("localStorage.length") == 0


def test_what_is_typed_without_a_network_stays_on_the_device(opened: Opened) -> None:
    page = write(opened)
    page.context.set_offline(True)
    page.locator("textarea[data-editor]").first.press_sequentially(" Written in a tunnel.")
    page.locator("[data-saved]").filter(has_text="Kept on this device").wait_for()
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks whether to leave
    opened.go(page, "/posts/d-noor/write")
    assert "tunnel" not in page.locator("textarea[data-editor]").first.input_value()
    page.get_by_role("button", name="Bring it back").click()
    assert page.locator("textarea[data-editor]").first.input_value().endswith("Written in a tunnel.")


def test_a_phone_writes_in_tabs_and_a_link_opens_the_right_one(opened: Opened) -> None:
    page = write(opened, viewport={"width": 360, "height": 740})
    details = page.locator("#pane-details")
    assert not details.is_visible()
    page.get_by_role("tab", name="Details").click()
    assert details.is_visible()
    assert not page.locator("#pane-write").is_visible()
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("tab", name="Preview").get_attribute("aria-selected") == "true"


def test_without_script_the_whole_editor_is_there(opened: Opened) -> None:
    page = opened.page("noor", java_script_enabled=False)
    page.goto(f"{opened.root}/posts/d-noor/write")
    assert page.locator("textarea[data-editor]").first.is_visible()
    assert page.locator("#pane-details").is_visible()
    assert page.get_by_role("button", name="Save").is_visible()


# --------------------------------------------------------------------------------------------------- the rest


def test_single_keys_go_places_but_never_while_somebody_types(opened: Opened) -> None:
    page = opened.go(opened.page("owner"), "/posts/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("gt?")
    assert page.evaluate("document.activeElement.value") == "gt?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") == "title"
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(f"{opened.root}/")


def test_single_keys_can_be_turned_off_and_stay_off(opened: Opened) -> None:
    page = opened.go(opened.page("owner"), "/posts/")
    page.keyboard.press("?")
    page.get_by_label("Use single keys on this device").uncheck()
    page.keyboard.press("Escape")
    opened.go(page, "/posts/")
    page.keyboard.press("?")
    page.keyboard.press("/")
    assert page.locator("dialog").count() == 0
    assert page.evaluate("document.activeElement === document.body")


def test_a_badge_is_drawn_anew_while_its_form_is_filled(opened: Opened) -> None:
    page = opened.go(opened.page("owner"), "/recognition/badges/new")
    page.get_by_label("Name").first.fill("Fog Horn")
    page.locator("img[data-picture][src*='Fog']").wait_for()


def test_a_notice_stays_until_it_is_put_away(opened: Opened) -> None:
    page = opened.go(opened.page("owner"), "/account")
    page.locator("main form button.main").first.click()
    page.wait_for_selector(".notice")
    opened.go(page, "/posts/")
    page.get_by_role("button", name="Put this notice away").click()
    page.wait_for_selector(".notice", state="detached")
    assert page.url == f"{opened.root}/posts/"
    opened.go(page, "/people/")
    assert page.locator(".notice").count() == 0
