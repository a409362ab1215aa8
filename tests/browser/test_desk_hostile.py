"""Strings made to break things, through every kind of field of the desk: nothing of them ever runs on any page.

The texts are those of the folder `LAUREL_REAL_DATA` names: the Big List of Naughty Strings and DOMPurify's payloads.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from admin import create_app
from hub.model import HubError, Severity
from hub.publish import build
from hub.records.kinds import Draft
from tests.admin.conftest import COMPILED
from tests.admin.support import DeskHub, TestClock, fill
from tests.support.hostile import Sender, texts, where
from tests.support.watch import KEPT, Watch, open_doors

SHARDS = 5
"""Parts the texts are dealt to, each into a hub of its own, so that several workers can share them."""
SOME = 6
"""Of pages that are made alike of every person or change, and of answers to forms, one in so many is opened."""
ALIKE = re.compile(
    r"/program/(activity|letters|accounts)/[\w-]+|/(people|consent|profile)/[\w-]+/\w+|/profile/[\w-]+|/hub/media/of/.+"
)
FILTERS = (
    *("/search/", "/posts/", "/people/", "/program/accounts/", "/program/activity/", "/program/letters/"),
    *("/hub/media/", "/recognition/awards/", "/hub/pages/", "/hub/events/", "/hub/resources/", "/hub/topics/"),
)
SECTIONS = ("hub", "brand", "program", "desk")
DAY = {"starts": "2026-12-05 10:00", "date": "2026-05-01", "url": "https://parts.example/kit", "title": "Words"}
NOT_OURS = re.compile(
    r"^/(static|preview|enter)/|\.(png|zip|svg|css|js|webp)$|^/hub/media/(raw|small)/|/face$|/pictures/|^/-"
)


class Typist:
    """Everybody of a desk, typing hostile texts into all of it."""

    def __init__(self, hub: DeskHub) -> None:
        self.hub = hub
        self.faults: list[str] = []
        self.answers: list[str] = []
        self.owner, self.editor, self.reviewer, self.noor = (
            self._sender(hub.client(who)) for who in ("owner", "editor", "reviewer", "noor")
        )
        self._number = count(1)
        self.homes = (self.post, self.entry("pages"), self.badge, self.entry("events"), self.person)
        self.homes += (self.post, self.entry("resources"), self.entry("changes"), self.entry("topics"))
        self.words = (self.give, self.notes, self.own_name, self.account, self.retire)

    def _sender(self, client: FlaskClient, address: str = "127.0.0.1") -> Sender:
        return Sender(client, self.answers, self.faults, address)

    def type(self, at: int, text: str) -> None:
        """One text: through a home for titles and bodies, and through every other kind of field."""
        for typed in (self.homes[at % len(self.homes)], self.words[at % len(self.words)]):
            try:
                typed(text)
            except LookupError as error:
                self.faults.append(f"{text[:80]!r} came no further: {error}")
        self.owner.get(FILTERS[at % len(FILTERS)], keep=True, q=text)
        self._sender(self.hub.client(), f"127.0.1.{at % 250}").once("/sign-in", text)
        self.editor.fill("/hub/media/add", text, file=("file", f"{text}.png"), again=True, good={"alt": "x"})
        self.editor.once("/hub/resources/new", "Words", fixed={"url": text})
        if at % 15 == 0:
            self.settings(SECTIONS[at // 15 % len(SECTIONS)], text)
            self.proposal(text)
            self.noor.once("/account/password", text)
            self.owner.ask("POST", "/people/noor/invite", data={"email": text})

    # -- homes of titles and bodies

    def post(self, text: str) -> None:
        """A post with the text in every field, sent in, looked at, sent back with words, and approved with words."""
        number = next(self._number)
        page = where(self.noor.fill("/posts/new", text, good={"title": "Words"}, again=True))
        draft, good = page.split("/")[2], {"title": "Words", "body": "Words", "summary": "Words", "got-0-item": "x"}
        everything = dict.fromkeys(
            "title body summary tags cover_alt canonical got-0-item got-0-date slug".split(), text
        )
        self.noor.ask("POST", f"/posts/{draft}/preview", data={**everything, "disclosed": "yes"})
        fixed = {"do": "submit", "language": "", "disclosed": "yes", "got-0-kind": "gift"}
        for body in (text, f"{text}\n\nWords.", f"~~~~~~~~\n{text}\n~~~~~~~~"):
            more = {"slug": f"p-{number}", "title": f"{text[:200]} words"} if body != text else {}
            sent = self.noor.fill(page, text, fixed={**fixed, **more, "body": body}, good=good)
            if "gaps=1" not in sent.headers.get("Location", ""):
                break
            self.noor.get(f"/preview/draft/{draft}/", keep=True)
        self.decide(draft, text, ask=number % 4 == 0)

    def decide(self, draft: str, text: str, *, ask: bool) -> None:
        """What reviewers say of a post, with an approval at the end."""
        look = f"/review/{draft}/"
        if ask:
            self.reviewer.fill(look, text, submit="/decide", fixed={"do": "ask"}, good={"words": "Words"})
            self.noor.ask("POST", f"/posts/{draft}/submit")
        self.reviewer.fill(look, text, submit="/decide", fixed={"do": "approve"})
        kept = self.hub.desk.records.get(Draft, draft)
        if kept is None or kept.state != "approved":
            self.faults.append(f"a post with {text[:80]!r} is not approved: {kept and kept.state}")

    def entry(self, kind: str) -> Callable[[str], None]:
        """A page, event or other entry with the text in every field."""

        def type_(text: str) -> None:
            good = {**DAY, "slug": f"s-{next(self._number)}", "body": "Words"}
            self.editor.fill(f"/hub/{kind}/new", text, good=good, again=True)

        return type_

    def badge(self, text: str) -> None:
        """A badge with the text in every field."""
        good = {"name": "Words", "slug": f"s-{next(self._number)}", "criteria": "Words", "summary": "Words"}
        self.editor.fill("/recognition/badges/new", text, fixed={"palette": "brand", "valid_count": ""}, good=good)

    def person(self, text: str) -> None:
        """Somebody with the text as name and in every field of a profile, who agreed as the text says."""
        handle = f"p-{next(self._number)}"
        good = {"name": "Words", "email": f"{handle}@mail.example"}
        page = where(self.owner.fill("/people/new", text, fixed={"handle": handle}, good=good))
        self.owner.fill(f"/profile/{handle}", text)
        self.owner.fill(f"/consent/{handle}/record", text, good={"words": "Words"})
        if page != f"/people/{handle}":
            self.faults.append(f"{text[:80]!r} is not added: {page}")

    # -- words to people, and other single fields

    def give(self, text: str) -> None:
        """A badge for a reason, on evidence, taken back for another."""
        fixed: dict[str, str | list[str]] = {"badge": "storm-watch", "people": ["kenji"], "again": "y", "pasted": ""}
        given = self.owner.fill("/recognition/give", text, fixed=fixed, good={"awarded": "2026-05-01"})
        awards = [where_to for where_to in re.findall(r"/recognition/awards/[\w-]+/", self.owner.get(where(given)))]
        if awards:
            self.owner.fill(awards[0], text, submit="/revoke", fixed={"reason": "mistake"})

    def notes(self, text: str) -> None:
        """What staff note about somebody, and a list of people to invite that is none."""
        self.owner.fill("/people/noor", text, submit="/notes")
        self.owner.fill("/people/invite", text, again=True, good={"people": "Uma Rao <uma@mail.example>"})

    def retire(self, text: str) -> None:
        """Why somebody retires, and why they are let back."""
        self.owner.fill("/people/kenji/retire", text)
        self.owner.ask("POST", "/people/kenji/retire", data={"why": text})
        self.owner.ask("POST", "/people/kenji/erase", data={"typed": text})

    def own_name(self, text: str) -> None:
        """The name of one's own account."""
        self.noor.fill("/account", text, good={"name": "Noor"}, again=True)

    def proposal(self, text: str) -> None:
        """What an advocate writes on their profile, and what a reviewer answers."""
        self.noor.fill("/profile/", text, fixed={"do": "send"})
        if 'name="decision"' in self.reviewer.get("/profile/noor/review"):
            self.reviewer.fill("/profile/noor/review", text, fixed={"decision": "approve"})

    def account(self, text: str) -> None:
        """A new account."""
        good = {"email": f"a-{next(self._number)}@mail.example", "name": "Words", "handles": ""}
        self.owner.fill("/program/accounts/new", text, good=good, again=True)

    # -- many at once

    def settings(self, section: str, text: str) -> None:
        """A section of the settings."""
        good = {"contact": "hello@hub.example", "title": "Words", "name": "Words", "tagline": "Words"}
        self.owner.fill(f"/hub/settings/{section}", text, good=good)

    def rows(self, section: str, some: Iterable[str]) -> None:
        """Tiers, groups or kinds of contribution, each called by a text."""
        page = f"/hub/settings/{section}"
        there = re.findall(r'name="(rows-\d+-\w+)"', self.owner.get(page))
        first = sum(name.endswith("-name") for name in there)
        said = {f"rows-{at}-name": text for at, text in enumerate(some, first)}
        if section == "tiers":
            said |= {name.replace("-name", "-summary"): text for name, text in said.items()}
        good = {name: f"Words {name}" for name in said if name.endswith("-name")}
        self.owner.fill(page, "", said=said, leave=there, fixed={"do": "save"}, good=good)

    def disclosures(self, some: Iterable[str]) -> None:
        """A post whose author got many things, each described by a text."""
        page = where(self.noor.fill("/posts/new", "What I got", fixed={"title": "What I got"}))
        said = {f"got-{at}-item": text[:300] for at, text in enumerate(some)}
        kinds = {name.replace("-item", "-kind"): "gift" for name in said}
        days = {name.replace("-item", "-date"): "" for name in said}
        rest = {"canonical": "", "language": "", "slug": f"p-{next(self._number)}", "add_author": ""}
        fixed = {"do": "submit", "disclosed": "yes", "tags": "sea", **rest, **kinds, **days}
        self.noor.fill(page, "What I got.", fixed=fixed, said=said)
        self.decide(page.split("/")[2], "Words", ask=False)

    def last(self, text: str) -> None:
        """Consent taken back, and new terms: at the end, because both change what is shown."""
        kenji = self._sender(self.hub.client("kenji"))
        kenji.fill("/consent/kenji/withdraw", text)
        self.owner.fill("/program/terms/write", f"{text}\n\nWhat becomes public, and how to leave it again.")


def shape(url: str) -> tuple[object, ...]:
    """What tells one address from another of its kind: pages of a list all count, its filters once each."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    return parts.path, *((key, value if key in ("page", "view", "state", "version") else "") for key, value in query)


def chosen(url: str) -> bool:
    """Whether an address is a page to open."""
    path = urlsplit(url).path
    return not NOT_OURS.search(path) and not (ALIKE.fullmatch(path) and sum(path.encode()) % SOME)


def walk(watch: Watch, starts: Iterable[str], known: set[tuple[object, ...]]) -> tuple[int, list[str]]:
    """Follow every link that is not known; how many pages were opened, and what was wrong with them."""
    faults, opened = list[str](), 0
    waiting = list(starts)
    while waiting:
        fresh = {shape(url): url for url in waiting if chosen(url)}
        todo = [url for key, url in fresh.items() if key not in known]
        known |= set(fresh)
        seen = watch.tour(todo)
        opened += len(seen.pages)
        faults += seen.faults
        waiting = sorted(seen.links)
    return opened, faults


@pytest.fixture(scope="module")
def hostile() -> list[str]:
    """The texts; skipped aloud where there are none."""
    folder = os.environ.get("LAUREL_REAL_DATA")
    if not folder:
        pytest.skip("LAUREL_REAL_DATA is not set, so no hostile texts are typed into the desk")
    return texts(Path(folder))


@pytest.fixture
def desk_hub(tmp_path: Path, swift_disk: None) -> DeskHub:
    """A hub in use, whose desk answers a fault with 500 as a running one does; forms need no token."""
    clock = TestClock()
    fill(tmp_path / "hub")
    app = create_app(tmp_path / "hub", now=clock, address="http://desk.example/")
    app.config.update(WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = COMPILED
    return DeskHub(tmp_path / "hub", app, app.extensions["laurel.desk"], clock)


def look_at_desk(browser: Any, typist: Typist) -> Iterator[str]:
    """What is wrong with any page of the desk, for the owner and for an advocate, or with any answer to a form."""
    who = ["owner"]
    app = typist.hub.app

    def cookie() -> str:
        found = jars[who[0]].get_cookie(app.config["SESSION_COOKIE_NAME"])
        return f"{found.key}={found.value}"

    jars = {name: typist.hub.client(name) for name in ("owner", "noor")}
    drafts = [f"/preview/draft/{draft.id}/" for draft in typist.hub.desk.records.all(Draft)]
    with open_doors(app, cookie, typist.answers) as base:
        watch = Watch(browser, base + KEPT, re.compile(rf"^{base}/static/js/[\w-]+\.js"), frames=True)
        kept = [f"{KEPT}{at}" for at in range(len(typist.answers))]
        yield from watch.leaf(kept).faults
        yield from watch.tour(kept[:: 2 * SOME]).faults
        yield from watch.leaf(drafts).faults
        known = set[tuple[object, ...]]()
        for name in jars:
            who[0] = name
            known -= {("/",)}
            opened, faults = walk(watch, ["/", "/account", "/hub/set-up"], known)
            print(f"{name}: {opened} pages of the desk")
            yield from faults
        watch.close()


def look_at_hub(browser: Any, public: Path, base: str) -> Iterator[str]:
    """What is wrong with any page of the hub; feeds and lists of data have to be whole too."""
    pages = [f"/{path.relative_to(public)}".removesuffix("index.html") for path in sorted(public.rglob("*.html"))]
    print(f"{len(pages)} pages of the hub")
    watch = Watch(browser, f"{base}/404.html", re.compile(rf"^{base}/static/[\w.-]+\.js"))
    yield from watch.tour(pages).faults
    watch.close()
    for path in public.rglob("*.xml"):
        ElementTree.parse(path)
    for path in public.rglob("*.json"):
        json.loads(path.read_text())


def publish(hub: DeskHub) -> Path:
    """Publish, as a person would who takes out every link that leads nowhere until nothing is left to mend."""
    for tries in range(5):
        try:
            return build(hub.root, now=hub.clock.at).out
        except HubError as error:
            fatal = [str(problem) for problem in error.problems if problem.severity is Severity.PROBLEM]
            dead = [re.search(r"links to (.*?), which this hub does not have", problem) for problem in fatal]
            assert fatal and all(dead), "\n".join(fatal)
            away = {found[1].lstrip("/") for found in dead if found}
            for path in (hub.root / "content").rglob("*.md"):
                text = path.read_text()
                if tries > 1 or any(address in text.replace("\\", "/") for address in away):
                    named = re.sub(r"\bhref\b", "name", text, flags=re.IGNORECASE)
                    path.write_text(named.replace("](", "] (") if tries else named)
    raise AssertionError("the links that lead nowhere come to no end")


@pytest.mark.parametrize("shard", range(SHARDS))
def test_hostile_texts_in_every_kind_of_field_never_run(
    hostile: list[str], shard: int, desk_hub: DeskHub, browser: Any, serve: Callable[..., str]
) -> None:
    some = hostile[shard::SHARDS]
    typist = Typist(desk_hub)
    for number, section in enumerate(("tiers", "groups", "contributions")):
        typist.rows(section, some[number::3])
    for at in range(0, len(some), 20):
        typist.disclosures(some[at : at + 20])
    for at, text in enumerate(some):
        typist.type(at, text)
    faults = typist.faults
    public = publish(desk_hub)
    faults += look_at_hub(browser, public, serve(public))
    typist.last(some[0])
    faults += look_at_desk(browser, typist)
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:60]])


SEEN = {
    "<p>Words</p><script src='/static/js/desk.js'></script>": "",
    "<script>1</script>": "a script was parsed",
    "<script src='data:text/javascript,1'></script>": "foreign script",
    "<img src=x.png onerror='window.a = 1'>": "a script was parsed",
    "<input autofocus onfocus='alert(1)'>": "alert(1)",
    "<iframe src='javascript:alert(2)'></iframe>": "alert(2)",
    "<iframe srcdoc='<script>alert(3)</script>'></iframe>": "alert(3)",
    "<a href=' java&#10;script:alert(1)'>a</a>": "code as an address",
    "<svg><a xlink:href='javascript:alert(1)'>a</a></svg>": "code as an address",
    "<form action='data:text/html,a'></form>": "code as an address",
    "<template><img onerror=a></template>": "handler",
    "<base href='//e.example/'>": "page-wide",
    "<meta http-equiv=refresh content='9; url=//e.example/'>": "page-wide",
    "<object data=a></object>": "holds a page",
    "<script type='application/ld+json'>{'a</script>": "broken data",
    "<script>document.write('a')</script>": "document.write",
    "<script>setTimeout('a = 1')</script>": "setTimeout with a text",
    "<script>eval('1')</script>": "eval(1)",
}
"""Pages, and what the watch must say of each."""


def test_the_watch_sees_whatever_runs_or_could(browser: Any) -> None:
    def nothing(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("404 Not Found", [("Content-Length", "0")])
        return [b""]

    with open_doors(nothing, str, list(SEEN)) as base:
        watch = Watch(browser, base + KEPT, re.compile(rf"^{base}/static/js/"))
        for at, (page, told) in enumerate(SEEN.items()):
            faults = "\n".join(watch.tour([f"{KEPT}{at}"]).faults)
            assert told in faults if told else not faults, f"{page}: {faults}"
        watch.close()


def test_numbers_that_are_none_and_unseen_controls_stop_no_form(desk_hub: DeskHub) -> None:
    owner = desk_hub.client("owner")
    page = "/hub/settings/contributions"
    digest = re.search(r'name="digest"[^>]*value="(\w+)"', owner.get(page).text)
    assert digest
    row = {"digest": digest[1], "rows-0-key": "talk", "rows-0-name": "Ta\x10lk", "rows-0-kind": "direct"}
    for weight in ("NaN", "sNaN", "Infinity", "-Infinity"):
        answer = owner.post(page, data={**row, "rows-0-weight": weight})
        assert answer.status_code == 422, weight
        assert "Enter a number from 0 up" in answer.text
    nameless = owner.post(page, data={**row, "rows-0-name": "\x10"})
    assert nameless.status_code == 422
    assert "Enter a name" in nameless.text
    assert owner.post(page, data={**row, "rows-0-weight": "2"}).status_code == 303
    assert 'name = "Talk"' in desk_hub.read("hub.toml")
    gift = {"badge": "storm-watch", "people": "kenji", "awarded": "2026-05-01", "why": "A hard\x10 night"}
    assert owner.post("/recognition/give", data=gift).status_code == 303
    assert build(desk_hub.root, now=desk_hub.clock.at).pages


@pytest.mark.parametrize("name", ["علی\u200cرضا", "👩\u200d👧 Uma"])
def test_a_name_of_joined_letters_is_invited_like_any_other(desk_hub: DeskHub, name: str) -> None:
    owner = desk_hub.client("owner")
    data = {"name": name, "email": "uma@mail.example", "handle": "uma", "invite": "y"}
    assert owner.post("/people/new", data=data).status_code == 303
    assert name in owner.get("/people/uma").text
