"""What every action needs at hand: the hub folder, its private records, its content files and the time."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from hub.actions.permissions import Actor, authorise
from hub.content import Shelf
from hub.content.store import Store
from hub.content.workshop import workshop
from hub.model import Settings
from hub.records import Change, Records, open_records

Clock = Callable[[], dt.datetime]
USUAL_ADDRESS = "http://127.0.0.1:8400/"
"""Where the desk is when nothing says otherwise."""


def utc_now() -> dt.datetime:
    """The present moment in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Desk:
    """One hub folder as its desk sees it. `address` is where this process serves it, if it does."""

    root: Path
    records: Records
    shelf: Shelf
    now: Clock = utc_now
    address: str = ""

    @property
    def data(self) -> Path:
        """Where private things lie."""
        return self.root / "data"

    @property
    def settings(self) -> Settings:
        """`hub.toml` as it is now."""
        return self.shelf.settings()

    @property
    def url(self) -> str:
        """Where people reach the desk, with a slash at its end, for links in letters and on the command line.

        `[desk] url` says so; else it is where it was started last. What a request says its host is never counts.
        """
        return (self.settings.desk.url or self.address or self._noted_address() or USUAL_ADDRESS).rstrip("/") + "/"

    def at(self, path: str) -> str:
        """The whole address of a path of the desk, such as `/people/noor`."""
        base = self.url
        below = urlsplit(base).path.rstrip("/")
        if below and path.startswith(f"{below}/"):
            path = path[len(below) :]  # url_for already said it, within a request below that path
        return base + path.lstrip("/")

    def note_address(self) -> None:
        """Remember `address` for links that other processes make."""
        place = self._address_note
        place.parent.mkdir(exist_ok=True)
        beside = place.with_name(f"{place.name}.new")
        beside.write_text(self.address, encoding="ascii")
        beside.replace(place)

    @property
    def _address_note(self) -> Path:
        return self.root / ".laurel" / "desk-address"

    def _noted_address(self) -> str:
        try:
            return self._address_note.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The hub's time zone."""
        return self.settings.zone

    def local_now(self) -> dt.datetime:
        """The present moment in the hub's time zone."""
        return self.now().astimezone(self.zone)


def open_desk(root: Path, now: Clock = utc_now, address: str = "") -> Desk:
    """The desk of the hub folder `root`, served at `address`; finishes what a killed process left half-done.

    Raises HubError when `data/` cannot be used.
    """
    root = root.absolute()
    if (root / ".laurel" / "restore.json").exists():
        from hub.actions.restoring import finish_restore

        finish_restore(root, now=now)
    desk = Desk(root, open_records(root / "data", hub=root, now=now), Shelf(root), now, address)
    if (desk.data / "erasing.json").exists():
        from hub.actions.erase import finish_erasing

        finish_erasing(desk)
    return desk


def own_store(desk: Desk) -> Store:
    """The hub's own cache, for what shows people: erasing somebody empties it, and no other hub shares it."""
    return Store(workshop(desk.root) / "cache")


@contextmanager
def acting(
    desk: Desk,
    actor: Actor,
    action: str,
    *,
    owners: Iterable[str] = (),
    subject: str = "",
    words: str = "",
    why: str = "",
    undoable: bool = False,
) -> Iterator[Change]:
    """One change by `actor`: authorised, under the lock, audited, all or nothing.

    `subject` is "kind:key", `words` the sentence the audit shows, `why` the reason given. Raises NotAllowed,
    and what `Records.change` raises.
    """
    authorise(actor, action, owners)
    with desk.records.change(
        by=actor.id, name=actor.name, action=action, subject=subject, words=words, why=why, undoable=undoable
    ) as change:
        yield change
