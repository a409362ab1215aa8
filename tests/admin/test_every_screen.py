"""Every page of the desk, in a hub where much goes on: nobody is kept out, nothing runs over, nothing is inline.

`_pages` names an address for each route that shows a page, so that a new route fails until it is looked at too.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from hub.records.kinds import Held, Letter, LetterState, Person, ProfileEdit, Publish, Step
from tests.admin.opened import Opened, opened_desk
from tests.admin.support import START, DeskHub, draft
from tests.publish.release_support import release

LETTERS = "Wilhelmina Konstantinopolitańczykowianeczka-Featherstonehaugh van der Bergen-Ōtsu"
"""A name of 80 letters."""
NO_PAGE = frozenset(
    {
        "assets.brand",
        "assets.font",
        "assets.static",
        "awards.archive",
        "awards.picture",
        "badges.drawn",
        "badges.saved_picture",
        "drafts.picture",
        "media.raw",
        "media.small",
        "people.face",
        "preview.draft",
        "preview.draft_part",
        "preview.live",
        "preview.live_part",
        "preview.thing",
        "preview.thing_part",
        "profile.look",
        "settings.swatches",
    }
)
"""Routes that answer with a picture, a sheet, a script, or a page of the hub in its own look."""
SEEN = "---\ntitle: Salt\n---\n\nA day.\n"
FRAMED = "<!doctype html><html lang=en><title>Preview</title><main><h1>Preview</h1></main></html>"
SECTIONS = ("hub", "brand", "program", "tiers", "groups", "contributions", "desk")
ASKED = (Step(START, "a-editor", "Tove Lind", "asked for changes", "Say where the mast stands.\nName the sensor."),)

Page = tuple[str | None, str]
"""Who looks (None is signed out), and at which address."""


def crowd(hub: DeskHub) -> None:
    """Fill the hub: posts in every state, long and non-Latin names, letters, a profile and a badge that wait."""
    for number in (1, 2):
        release(hub.root, {"index.html": b"<h1>%d</h1>" % number}, words=f"Adds {LETTERS}.")
    media = hub.root / "content/media"
    media.mkdir(exist_ok=True)
    picture = io.BytesIO()
    Image.new("RGB", (320, 240), "#01627c").save(picture, "PNG")
    (media / "mast.png").write_bytes(picture.getvalue())
    (hub.root / "content/badges/broken.md").write_text("---\nname: [\n---\n")
    (hub.root / "content/events/broken.md").write_text("---\ntitle: [\n---\n")
    with hub.desk.records.change(by="a-owner", name="Ines", action="test", subject="x:1", words="Filled it") as c:
        c.put(draft("d-new", "noor", "Salt on the mast", state="submitted", body="- one\n- two", seen=SEEN))
        c.put(draft("d-long", "kenji", LETTERS, state="submitted", summary=LETTERS))
        c.put(draft("d-asked", "noor", "保健室の温度計", state="changes-asked", history=ASKED))
        c.put(draft("d-approved", "noor", "ليلة باردة", state="approved", disclosure=()))
        c.put(draft("d-due", "kenji", "Later", state="scheduled", due="2026-12-24 09:00", disclosure=()))
        c.put(draft("d-no", "kenji", "Buy my sensors", state="declined", history=ASKED))
        c.put(draft("d-back", "noor", "Taken off", state="withdrawn"))
        path = "content/posts/frost-at-dawn.md"
        c.put(draft("d-edit", "noor", "Frost at dusk", state="submitted", path=path, base="0" * 64))
        noor, kenji = c.get(Person, "noor"), c.get(Person, "kenji")
        assert noor is not None and kenji is not None
        wanted = replace(noor.profile, name=LETTERS, headline="Watches the sky", bio="One.\n\nTwo.")
        c.put(replace(noor, proposed=ProfileEdit(wanted, ("city",), "submitted"), history=ASKED, notes="Away in May."))
        c.put(Person("lwla", replace(kenji.profile, name="ليلى الخطيب"), START, email="l@mail.example", invited=START))
        c.put(Held("h-1", "content/awards/2026/aw-lwla.yaml", _award("aw-lwla", "lwla"), "lwla", "consent", START))
        for state in ("waiting", "sent", "failed", "to-copy", "cancelled"):
            c.put(_letter(state))
        c.put(Publish("p-1", "a-owner", "Ines Duarte", START, "done", START, ("Adds 2 posts.",)))


def _award(ident: str, handle: str) -> str:
    return f"id: {ident}\nbadge: first-light\nadvocate: {handle}\nawarded: 2026-11-01\n"


def _letter(state: LetterState) -> Letter:
    trouble = "The mail server refused the address: 550 no such mailbox" if state == "failed" else ""
    words = "Hello,\n\nwe would be glad to have you.\nhttp://desk.example/enter/" + 60 * "x"
    made = START - dt.timedelta(days=2)
    to = f"{16 * 'long'}@mail.example"
    return Letter(f"l-{state}", to, LETTERS, words, "", state, made, made, trouble=trouble)


def _pages(hub: DeskHub) -> dict[str, list[Page]]:
    """Where each page of the desk is, by its endpoint."""
    entry = hub.desk.records.log(limit=1)[0].id
    plain = {
        rule.endpoint: [("owner", rule.rule)]
        for rule in hub.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint not in NO_PAGE
    }
    return {
        **plain,
        "accounts.edit": [("owner", "/program/accounts/a-noor")],
        "activity.show": [("owner", f"/program/activity/{entry}")],
        "awards.show": [("owner", f"/recognition/awards/{one}/") for one in ("aw-noor", "aw-lwla")],
        "badges.edit": [("owner", "/recognition/badges/first-light/edit")],
        "badges.own": [("noor", "/badges/")],
        "badges.show": [("owner", f"/recognition/badges/{one}/") for one in ("first-light", "broken")],
        "consent.mine": [("noor", "/consent/")],
        "consent.own": [("noor", "/consent/noor")],
        "consent.record": [("owner", "/consent/lwla/record")],
        "consent.withdraw": [("owner", "/consent/noor/withdraw")],
        "drafts.index": [("owner", "/posts/?view=all"), ("noor", "/posts/")],
        "drafts.live": [("owner", "/posts/live/two-roofs/")],
        "drafts.show": [
            ("owner", f"/posts/{one}/") for one in ("d-long", "d-asked", "d-edit", "d-due", "d-no", "d-back")
        ],
        "drafts.write": [("noor", f"/posts/{one}/write") for one in ("d-noor", "d-asked")],
        "entries.listing": [("owner", "/hub/events/"), ("owner", "/hub/topics/")],
        "entries.new": [("owner", "/hub/events/new"), ("owner", "/hub/resources/new")],
        "entries.show": [("owner", f"/hub/{one}/") for one in ("events/open-day", "pages/about", "events/broken")],
        "entry.ask_link": [(None, "/sign-in/link")],
        "entry.enter": [(None, "/enter/nothing")],
        "entry.sign_in": [(None, "/sign-in")],
        "front.today": [("owner", "/"), ("noor", "/")],
        "letters.read": [("owner", "/program/letters/l-failed"), ("owner", "/program/letters/l-to-copy")],
        "media.show": [("owner", "/hub/media/of/mast.png")],
        "people.edit": [("owner", "/people/noor/edit")],
        "people.erase_person": [("owner", "/people/noor/erase")],
        "people.person": [("owner", f"/people/{one}") for one in ("noor", "lwla")] + [("noor", "/people/noor")],
        "people.retire": [("owner", "/people/noor/retire")],
        "profile.own": [("noor", "/profile/"), ("owner", "/profile/noor")],
        "profile.review": [("owner", "/profile/noor/review")],
        "program.index": [("owner", "/program/"), ("noor", "/program/")],
        "releases.back": [("owner", "/publish/releases/1/back"), ("owner", "/publish/releases/2/back")],
        "releases.show": [("owner", "/publish/releases/1")],
        "review.look": [("reviewer", f"/review/{one}/") for one in ("d-new", "d-long", "d-edit")],
        "search.results": [("owner", "/search/?q=o")],
        "settings.section": [("owner", f"/hub/settings/{one}") for one in SECTIONS],
    }


@pytest.fixture
def crowded(desk_hub: DeskHub) -> DeskHub:
    """A hub in which much goes on."""
    crowd(desk_hub)
    return desk_hub


@pytest.fixture
def opened(crowded: DeskHub, browser: Any) -> Iterator[Opened]:
    with opened_desk(crowded, browser) as desk:
        yield desk


def test_every_page_of_the_desk_is_looked_at(crowded: DeskHub) -> None:
    shown = {rule.endpoint for rule in crowded.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert shown - NO_PAGE == set(_pages(crowded))
    assert shown >= NO_PAGE


def test_every_page_has_one_heading_and_nothing_inline(crowded: DeskHub) -> None:
    clients = {who: crowded.client(who) for who in ("owner", "reviewer", "noor", None)}
    for who, path in (page for pages in _pages(crowded).values() for page in pages):
        answer = clients[who].get(path, follow_redirects=True)
        text = answer.get_data(as_text=True)
        assert answer.status_code in (200, 410), path  # 410 is a link that has ended
        assert len(re.findall(r"<h1[ >]", text)) == 1, path
        assert not re.search(r"<h[1-6][^>]*>\s*</h", text), path
        assert not re.search(r"<[^>]+\s(style|on\w+)\s*=", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style", text), path
        files = r'<div class="version">.*?</div>'  # texts of files as they are
        words = re.sub(rf"{files}|<textarea.*?</textarea>|<[^>]+>", " ", text, flags=re.S)
        assert not re.search(r"\b20\d\d-\d\d-\d\d\b", words), f"{path} shows a day as a machine writes it"


@pytest.mark.parametrize(("width", "colours"), [(320, "light"), (1440, "dark")])
def test_no_page_keeps_anybody_out_or_runs_over(opened: Opened, width: int, colours: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), []
    look = {"viewport": {"width": width, "height": 800}, "color_scheme": colours}
    pages = {who: opened.page(who, **look) for who in ("owner", "reviewer", "noor", None)}
    for page in pages.values():  # what frames show is the hub's own page, which other tests look at
        page.route("**/preview/**", lambda route: route.fulfill(body=FRAMED, content_type="text/html"))
    for who, path in (page for places in _pages(opened.hub).values() for page in places):
        page = pages[who]
        opened.go(page, path)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{path} scrolls sideways by {over} px"] if over > 0 else []
        for violation in axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            found.append(f"{path} {violation['id']}: {[node['target'] for node in violation['nodes'][:3]]}")
    opened.complaints = [told for told in opened.complaints if "status of 410" not in told]
    assert found == []
