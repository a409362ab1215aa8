"""A small hub with a desk, people and things in it, for the tests of every screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from hub.actions.desk import Desk, open_desk
from hub.actions.permissions import Actor
from hub.records.kinds import Account, Consent, Draft, Person, Profile, Role, Step, Terms
from tests.support.hubs import HUB_TOML, write_hub

START = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
"""The moment every test begins at; `clock` moves it."""
PASSWORD = "kept bees in the harbour"
"""What `accounts.set_password` may be given where a test needs a password."""

STAFF = (
    Account("a-owner", "ines@hub.example", "Ines Duarte", "owner", START),
    Account("a-editor", "tove@hub.example", "Tove Lind", "editor", START),
    Account("a-reviewer", "ravi@hub.example", "Ravi Menon", "reviewer", START),
)
ADVOCATES = (
    Account("a-noor", "noor@mail.example", "Noor Haddad", "advocate", START, ("noor",)),
    Account("a-kenji", "kenji@mail.example", "Kenji Mori", "advocate", START, ("kenji",)),
)

CONTENT = {
    "hub.toml": HUB_TOML,
    "content/advocates/noor.md": "---\nname: Noor Haddad  # as on her card\ntier: keeper\njoined: 2024-03-01\n"
    "headline: Watches the coast\n---\n\nNoor keeps a weather station on a roof in Tyre.\n",
    "content/advocates/kenji.md": "---\nname: Kenji Mori\ntier: lookout\njoined: 2025-05-01\n---\n\nKenji builds.\n",
    "content/posts/frost-at-dawn.md": "---\ntitle: Frost at dawn\nauthors: [noor]\ndate: 2026-02-03\n"
    "summary: One night in February.\ntags: [sea]\ndisclosure: none\n---\n\nIt was cold.\n",
    "content/posts/fog-in-the-harbour.md": "---\ntitle: Fog in the harbour\nauthors: [kenji]\ndate: 2026-04-05\n---\n\n"
    "It was grey.\n",
    "content/posts/two-roofs.md": "---\ntitle: Two roofs\nauthors: [noor, kenji]\ndate: 2026-06-07\n---\n\nTwo.\n",
    "content/badges/first-light.md": "---\nname: First Light\nsummary: For a first post.\n---\n\nPublish one post.\n",
    "content/badges/storm-watch.md": "---\nname: Storm Watch\ntier: keeper\n---\n\nRecord a hard night.\n",
    "content/awards/2026/aw-noor.yaml": "id: aw-noor\nbadge: first-light\nadvocate: noor\nawarded: 2026-02-04\n",
    "content/awards/2026/aw-kenji.yaml": "id: aw-kenji\nbadge: first-light\nadvocate: kenji\nawarded: 2026-04-06\n",
    "content/pages/about.md": "---\ntitle: About\n---\n\nWho we are.\n",
    "content/events/open-day.md": "---\ntitle: Open day\nstarts: 2026-12-05T10:00\nhosts: [noor]\n---\n\nCome.\n",
    "content/resources/kit.md": "---\ntitle: Starter kit\nurl: https://parts.example/kit\n---\n\nParts.\n",
    "content/changes/brighter.md": "---\ntitle: A brighter light\ndate: 2026-05-01\nadvocates: [kenji]\n---\n\nDone.\n",
    "content/topics/sea.md": "---\ntitle: Sea and shore\ntags: [coast]\n---\n\nSalt.\n",
}
"""A hub in use: two advocates, their posts and badges, and one of everything else."""


class TestClock:
    """The desk's clock, moved by hand: `clock.tick(minutes=5)`, `clock.at = …`."""

    __test__ = False

    def __init__(self, at: dt.datetime = START) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at

    def tick(self, **amount: float) -> None:
        """Let time pass, as `timedelta` counts it."""
        self.at += dt.timedelta(**amount)


@dataclass(frozen=True)
class DeskHub:
    """One hub folder with its desk: the folder, the app, the records and the clock."""

    root: Path
    app: Flask
    desk: Desk
    clock: TestClock

    def account(self, who: str) -> Account:
        """The account of a role ("owner") or of the advocate with a handle ("noor"), as it is now."""
        found = self.desk.records.get(Account, f"a-{who}")
        assert found is not None, f"there is no account a-{who}"
        return found

    def actor(self, who: str) -> Actor:
        """The same as actions see it: for calling them directly."""
        account = self.account(who)
        return Actor(account.id, account.name, account.role, account.handles)

    def client(self, who: str | None = None) -> FlaskClient:
        """A browser; with a role or handle it is signed in, without paying for a password."""
        client = self.app.test_client()
        if who is not None:
            account = self.account(who)
            with client.session_transaction() as session:
                session.update(_user_id=account.id, _fresh=True, epoch=account.epoch)
        return client

    def read(self, path: str) -> str:
        """A file of the hub folder."""
        return (self.root / path).read_text()

    def add_account(self, ident: str, role: Role, handles: Iterable[str] = ()) -> Account:
        """One more account, `a-IDENT`, straight into the records."""
        made = Account(f"a-{ident}", f"{ident}@mail.example", ident.title(), role, START, tuple(handles))
        with self.desk.records.change(by="test", name="Test", action="test", subject="", words="Made") as change:
            change.put(made)
        return self.account(ident)


def consent(by: str) -> Consent:
    """That the account `by` accepted the first terms on the desk."""
    return Consent(terms="1", at=START, how="desk", by=by, of_age=True, licence=True)


def person(handle: str, name: str) -> Person:
    """The private half of an advocate who has agreed to be shown."""
    profile = Profile(name=name, joined="2024-03-01")
    return Person(handle, profile, START, email=f"{handle}@mail.example", consent=consent(f"a-{handle}"), invited=START)


def draft(ident: str, handle: str, title: str, **more: object) -> Draft:
    """A draft by one advocate."""
    step = Step(START, f"a-{handle}", handle.title(), "began")
    values = {"state": "draft", "body": f"{title}, in a few words.", "history": (step,), **more}
    return Draft(ident, authors=(handle,), created=START, updated=START, by=f"a-{handle}", title=title, **values)  # type: ignore[arg-type]  # the values are a test's own


def fill(root: Path) -> None:
    """Write a hub in use into `root`, private records too."""
    write_hub(root, CONTENT)
    desk = open_desk(root, lambda: START)
    with desk.records.change(by="test", name="Test", action="test", subject="", words="Made the hub") as change:
        for account in (*STAFF, *ADVOCATES):
            change.put(account)
        change.put(Terms("1", "You may show what I write.", START, "a-owner"))
        change.put(person("noor", "Noor Haddad"))
        change.put(person("kenji", "Kenji Mori"))
        change.put(draft("d-noor", "noor", "Ice on the lens"))
        change.put(draft("d-kenji", "kenji", "Salt in the wires", state="submitted"))
