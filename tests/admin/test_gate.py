"""Who gets past the gate of which page: every route of the desk, asked as everybody, held against a table of its own.

The table below is written by hand from what the program wants, not from the desk's own permissions. A page that is
not in it fails a test, and so does one that lets in more people, or fewer, than stand here.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Blueprint
from PIL import Image
from werkzeug.test import TestResponse

import admin.views
from admin import create_app
from admin.gate import route
from hub.model import HubError
from hub.records.kinds import Draft, Letter, Upload
from hub.web.fonts import preload_files
from tests.admin.support import START, DeskHub
from tests.publish.release_support import release

STAFF = "owner editor reviewer"
EDITORS = "owner editor"
ADVOCATES = "noor kenji"
SIGNED_IN = f"{STAFF} {ADVOCATES}"
EVERYBODY = f"out {SIGNED_IN}"
STAFF_AND_OWN = f"{STAFF} noor"
EDITORS_AND_OWN = f"{EDITORS} noor"

TABLE: dict[str, tuple[str, str]] = {
    # endpoint: (who may, an address of it; where it belongs to somebody, it is Noor's)
    "assets.static": (EVERYBODY, "/static/css/base.css"),
    "assets.brand": (EVERYBODY, "/brand.css"),
    "assets.font": (EVERYBODY, f"/fonts/{preload_files()[0]}"),
    "entry.sign_in": (EVERYBODY, "/sign-in"),
    "entry.ask_link": (EVERYBODY, "/sign-in/link"),
    "entry.enter": (EVERYBODY, "/enter/no-such-token"),
    "entry.sign_out": (SIGNED_IN, "/sign-out"),
    "entry.account": (SIGNED_IN, "/account"),
    "entry.password": (SIGNED_IN, "/account/password"),
    "entry.sign_out_everywhere": (SIGNED_IN, "/account/sign-out-everywhere"),
    "notices.dismiss": (SIGNED_IN, "/notices/n-1/dismiss"),
    "notices.undo": (EDITORS_AND_OWN, "/notices/undo/NOORS-CHANGE"),
    "accounts.index": ("owner", "/program/accounts/"),
    "accounts.new": ("owner", "/program/accounts/new"),
    "accounts.edit": ("owner", "/program/accounts/a-noor"),
    "accounts.link": ("owner", "/program/accounts/a-noor/link"),
    "accounts.reset": ("owner", "/program/accounts/a-noor/reset"),
    "accounts.close": ("owner", "/program/accounts/a-noor/close"),
    "accounts.reopen": ("owner", "/program/accounts/a-noor/reopen"),
    "activity.index": (EDITORS, "/program/activity/"),
    "activity.show": (EDITORS, "/program/activity/NOORS-CHANGE"),
    # The front page, publishing
    "front.today": (SIGNED_IN, "/"),
    "search.results": (SIGNED_IN, "/search/?q=noor"),
    "publishing.before": (STAFF, "/publish/"),
    "publishing.begin": (EDITORS, "/publish/"),
    "publishing.progress": (STAFF, "/publish/progress"),
    "releases.index": (STAFF, "/publish/releases/"),
    "releases.show": (STAFF, "/publish/releases/1"),
    "releases.back": (EDITORS, "/publish/releases/1/back"),
    "releases.go_back": (EDITORS, "/publish/releases/1/back"),
    # People
    "people.index": (STAFF, "/people/"),
    "people.new": (EDITORS, "/people/new"),
    "people.invite_many": (EDITORS, "/people/invite"),
    "people.person": (STAFF_AND_OWN, "/people/noor"),
    "people.face": (STAFF_AND_OWN, "/people/noor/face"),
    "people.edit": (EDITORS, "/people/noor/edit"),
    "people.invite": (EDITORS, "/people/noor/invite"),
    "people.retire": (EDITORS, "/people/noor/retire"),
    "people.notes": (EDITORS, "/people/noor/notes"),
    "people.erase_person": ("owner", "/people/noor/erase"),
    "consent.mine": (SIGNED_IN, "/consent/"),
    "consent.own": ("noor", "/consent/noor"),
    "consent.record": (EDITORS, "/consent/noor/record"),
    "consent.withdraw": (EDITORS_AND_OWN, "/consent/noor/withdraw"),
    "profile.own": (EDITORS_AND_OWN, "/profile/noor"),
    "profile.look": (STAFF_AND_OWN, "/profile/noor/look"),
    "profile.drop": (EDITORS_AND_OWN, "/profile/noor/drop"),
    "profile.review": (STAFF, "/profile/noor/review"),
    "program.index": (SIGNED_IN, "/program/"),
    "program.terms": (SIGNED_IN, "/program/terms"),
    "program.write_terms": ("owner", "/program/terms/write"),
    "letters.index": (EDITORS, "/program/letters/"),
    "letters.read": (EDITORS, "/program/letters/l-noor"),
    "letters.again": (EDITORS, "/program/letters/l-noor/again"),
    "letters.cancel": (EDITORS, "/program/letters/l-noor/cancel"),
    "letters.copied": (EDITORS, "/program/letters/l-noor/copied"),
    # Posts
    "drafts.index": (SIGNED_IN, "/posts/"),
    "drafts.new": (f"{EDITORS} {ADVOCATES}", "/posts/new"),
    "drafts.show": (STAFF_AND_OWN, "/posts/d-noor/"),
    "drafts.write": (EDITORS_AND_OWN, "/posts/d-noor/write"),
    "drafts.autosave": (EDITORS_AND_OWN, "/posts/d-noor/autosave"),
    "drafts.pictures": (EDITORS_AND_OWN, "/posts/d-noor/pictures"),
    "drafts.picture": (STAFF_AND_OWN, "/posts/d-noor/pictures/noor-1.png"),
    "drafts.preview": (EDITORS_AND_OWN, "/posts/d-noor/preview"),
    "drafts.submit": (EDITORS_AND_OWN, "/posts/d-noor/submit"),
    "drafts.take_back": (EDITORS_AND_OWN, "/posts/d-noor/take-back"),
    "drafts.take_up": (EDITORS_AND_OWN, "/posts/d-noor/take-up"),
    "drafts.throw_away": (EDITORS_AND_OWN, "/posts/d-noor/throw-away"),
    "drafts.live": (STAFF_AND_OWN, "/posts/live/frost-at-dawn/"),
    "drafts.edit": (EDITORS_AND_OWN, "/posts/live/frost-at-dawn/edit"),
    "drafts.withdraw": (EDITORS_AND_OWN, "/posts/live/frost-at-dawn/withdraw"),
    "review.look": (STAFF, "/review/d-noor/"),
    "review.decide": (STAFF, "/review/d-noor/decide"),
    "review.start_from_live": (STAFF, "/review/d-noor/start-from-live"),
    "preview.draft": (STAFF_AND_OWN, "/preview/draft/d-noor/"),
    "preview.draft_part": (STAFF_AND_OWN, "/preview/draft/d-noor/about/"),
    "preview.live": (STAFF_AND_OWN, "/preview/live/d-noor/"),
    "preview.live_part": (STAFF_AND_OWN, "/preview/live/d-noor/about/"),
    "preview.thing": (SIGNED_IN, "/preview/thing/no-such-token/"),
    "preview.thing_part": (SIGNED_IN, "/preview/thing/no-such-token/about/"),
    # Recognition
    "badges.index": (SIGNED_IN, "/recognition/"),
    "badges.own": (SIGNED_IN, "/badges/"),
    "badges.show": (SIGNED_IN, "/recognition/badges/first-light/"),
    "badges.saved_picture": (SIGNED_IN, "/recognition/badges/first-light/picture-150.png"),
    "badges.new": (EDITORS, "/recognition/badges/new"),
    "badges.edit": (EDITORS, "/recognition/badges/first-light/edit"),
    "badges.remove": (EDITORS, "/recognition/badges/storm-watch/remove"),
    "badges.drawn": (EDITORS, "/recognition/badges/picture.png"),
    "awards.index": (STAFF, "/recognition/awards/"),
    "awards.give": (EDITORS, "/recognition/give"),
    "awards.show": (STAFF_AND_OWN, "/recognition/awards/aw-noor/"),
    "awards.picture": (STAFF_AND_OWN, "/recognition/awards/aw-noor/badge-150.png"),
    "awards.archive": (STAFF_AND_OWN, "/recognition/awards/aw-noor/badge.zip"),
    "awards.hide_or_show": (EDITORS_AND_OWN, "/recognition/awards/aw-noor/hide"),
    "awards.take_back": (EDITORS, "/recognition/awards/aw-noor/revoke"),
    # The hub
    "entries.index": (STAFF, "/hub/"),
    "entries.listing": (STAFF, "/hub/pages/"),
    "entries.show": (STAFF, "/hub/pages/about/"),
    "entries.new": (EDITORS, "/hub/pages/new"),
    "entries.save": (EDITORS, "/hub/pages/about/"),
    "entries.preview": (EDITORS, "/hub/pages/preview"),
    "entries.remove": (EDITORS, "/hub/pages/about/remove"),
    "media.index": (STAFF, "/hub/media/"),
    "media.add": (EDITORS, "/hub/media/add"),
    "media.show": (STAFF, "/hub/media/of/noor-1.png"),
    "media.raw": (STAFF_AND_OWN, "/hub/media/raw/noor-1.png"),
    "media.small": (STAFF_AND_OWN, "/hub/media/small/noor-1.png"),
    "media.describe": (EDITORS, "/hub/media/of/noor-1.png/describe"),
    "media.remove": (EDITORS, "/hub/media/of/noor-1.png/remove"),
    "settings.index": ("owner", "/hub/settings/"),
    "settings.section": ("owner", "/hub/settings/brand"),
    "settings.swatches": ("owner", "/hub/settings/swatch.svg?first=%23336699"),
    "settings.set_up": ("owner", "/hub/set-up"),
}

ENDED = {"entry.enter"}
"""Pages that tell those they let in that their link has ended."""
ABSENT = {
    "preview.thing",
    "preview.thing_part",
    "preview.live",
    "preview.live_part",
    "preview.draft_part",
    "people.face",
}
"""Pages that say to those they let in that nothing is kept there (any more)."""


@pytest.fixture
def rich(desk_hub: DeskHub, monkeypatch: pytest.MonkeyPatch) -> DeskHub:
    """The hub of all desk tests, with one of everything else; publishing is let begin and goes no further."""
    monkeypatch.setattr("admin.running.Runner.start", lambda *_, **__: True)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    (desk_hub.desk.data / "media").mkdir(exist_ok=True)
    (desk_hub.desk.data / "media" / "noor-1.png").write_bytes(picture.getvalue())
    size = len(picture.getvalue())
    letter = Letter("l-noor", "noor@mail.example", "Hello", "Hello", "<p>Hello</p>", "to-copy", START, START)
    upload = Upload("u-noor", "media/noor-1.png", "A roof", "roof.png", "a-noor", START, size, "image/png", 40, 30)
    noor = desk_hub.actor("noor")
    for front in (b"<h1>First</h1>", b"<h1>Second</h1>"):
        release(desk_hub.root, {"index.html": front})
    with desk_hub.desk.records.change(
        by=noor.id, name=noor.name, action="draft.write", subject="draft:d-noor", words="Noor did", undoable=True
    ) as change:
        change.put(letter)
        change.put(upload)
        written = change.get(Draft, "d-noor")
        assert written is not None
        change.put(replace(written, body="![A roof](media/noor-1.png)"))
    return desk_hub


def address_of(hub: DeskHub, endpoint: str) -> str:
    change = next(entry.id for entry in hub.desk.records.log() if entry.words == "Noor did")
    return TABLE[endpoint][1].replace("NOORS-CHANGE", change)


def state_of(hub: DeskHub) -> tuple[int, str]:
    """The number of changes so far, and the digest of all that is public."""
    found = hashlib.sha256()
    for path in sorted((hub.root / "content").rglob("*")):
        found.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    return hub.desk.records.generation, found.hexdigest()


def is_refused(answer: TestResponse, who: str, method: str) -> bool:
    """Whether the gate turned somebody away, in the way it should."""
    if who != "out":
        return answer.status_code == 403
    if method == "GET":
        return answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")
    return answer.status_code == 401


def ask(hub: DeskHub, who: str, method: str, address: str) -> TestResponse:
    client = hub.client(None if who == "out" else who)
    return client.open(address, method=method)


def test_every_page_stands_in_the_table_and_the_table_holds_no_other(desk_hub: DeskHub) -> None:
    assert {rule.endpoint for rule in desk_hub.app.url_map.iter_rules()} == set(TABLE)


def test_the_addresses_of_the_table_are_those_of_its_pages(rich: DeskHub) -> None:
    adapter = rich.app.url_map.bind("localhost")
    for endpoint in TABLE:
        address = address_of(rich, endpoint)
        rules = [rule for rule in rich.app.url_map.iter_rules() if rule.endpoint == endpoint]
        method = "GET" if "GET" in (rules[0].methods or ()) else "POST"
        assert adapter.match(address.partition("?")[0], method=method)[0] == endpoint


@pytest.mark.parametrize("endpoint", sorted(TABLE))
def test_a_page_lets_in_whom_the_table_names_and_nobody_else(rich: DeskHub, endpoint: str) -> None:
    rules = [rule for rule in rich.app.url_map.iter_rules() if rule.endpoint == endpoint]
    methods = sorted({m for rule in rules for m in rule.methods or ()} & {"GET", "POST"})
    assert methods, "there is no such page"
    let_in = [who for who in reversed(EVERYBODY.split()) if who in TABLE[endpoint][0].split()]
    address = address_of(rich, endpoint)

    before = state_of(rich)
    for who in EVERYBODY.split():
        for method in methods:
            if who not in let_in:
                assert is_refused(ask(rich, who, method, address), who, method), f"{who} gets in by {method}"
    assert state_of(rich) == before, "somebody was turned away and changed something all the same"

    for method in methods:
        for who in let_in:
            answer = ask(rich, who, method, address)
            assert not is_refused(answer, who, method), f"{who} is turned away by {method}"
            assert answer.status_code < 500, f"{who} breaks it by {method}"
            first = method == "GET" or who == let_in[0]
            absent = answer.status_code == 404 and endpoint not in ABSENT
            ended = answer.status_code == 410 and endpoint not in ENDED
            assert not (first and (absent or ended)), "the address leads nowhere, so this would tell nothing"


def test_a_desk_with_a_page_that_names_no_action_does_not_start(
    make_hub: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetful = Blueprint("forgetful", __name__)
    forgetful.add_url_rule("/open-to-all", "page", lambda: "everything")
    monkeypatch.setattr(admin.views, "BLUEPRINTS", (*admin.views.BLUEPRINTS, forgetful))
    with pytest.raises(LookupError, match="/open-to-all"):
        create_app(make_hub({}))


def test_flask_finds_the_desk_by_its_name(make_hub: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from flask.cli import ScriptInfo

    monkeypatch.setenv("LAUREL_HUB", str(make_hub({})))
    app = ScriptInfo("admin").load_app()
    assert app.test_client().get("/sign-in").status_code == 200


def test_a_folder_that_is_no_hub_gets_no_desk_and_no_files(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="no hub"):
        create_app(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_page_cannot_name_an_action_that_is_in_no_table() -> None:
    with pytest.raises(LookupError, match="no action called 'everything'"):
        route(Blueprint("hasty", __name__), "/hasty", action="everything")


def test_who_is_turned_away_reads_why_and_who_can_help(desk_hub: DeskHub) -> None:
    page = desk_hub.client("noor").get("/program/accounts/").text
    assert "You may not manage who can sign in. Ask the owner for help." in page
    page = desk_hub.client("reviewer").get("/recognition/give").text
    assert "Ask the owner or an editor for help." in page
