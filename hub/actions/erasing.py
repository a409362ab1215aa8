"""What an erasure needs to know: every name, address and picture somebody ever had here, also after a kill.

Until all is gone this lies in `data/erasing.json`, so that whoever comes next can finish what a killed process began.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from hub.actions.desk import Desk
from hub.actions.leaving import media_in
from hub.actions.persons import Current
from hub.actions.scrub import Scrubber
from hub.model import HubError
from hub.publish.atomic import write_atomic
from hub.records.kinds import Account, AuditEntry, Draft, Held, Upload

FILE = "erasing.json"
_PAGE = 500


@dataclass(frozen=True)
class Known:
    """Who goes: what they were called, which records are theirs, and what is still to be done about files.

    `media` are the paths (`media/…`) of pictures that are theirs; `files` those of them to take out of `data/` and
    `letters` the letters whose links go, both once the change is in place.
    """

    handle: str
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()

    @property
    def scrubber(self) -> Scrubber:
        """What takes them out of texts and records."""
        made = Scrubber.of(self.handle, [name for name in self.names if name != self.handle], self.emails)
        return replace(made, ids=frozenset(self.ids), media=frozenset(self.media))

    def also(self, **more: Iterable[str]) -> Known:
        """The same with more of some of it."""
        longer: dict[str, Any] = {
            key: tuple(dict.fromkeys((*getattr(self, key), *filter(None, new)))) for key, new in more.items()
        }
        return replace(self, **longer)


def know(desk: Desk, handle: str, current: Current | None, accounts: Iterable[Account]) -> Known:
    """Everything that tells somebody, in what is there now and in what the log remembers."""
    drafts = [draft for draft in desk.records.all(Draft) if draft.authors == (handle,)]
    accounts = tuple(accounts)
    known = unfinished(desk.data)
    if known is None or known.handle != handle:
        known = Known(handle)
    known = known.also(ids=[*(a.id for a in accounts), *(d.id for d in drafts)])
    known = known.also(names=[a.name for a in accounts], emails=[a.email for a in accounts])
    for draft in drafts:
        known = known.also(media=_pictures(draft.body, draft.cover))
    if current is not None:
        known = known.also(names=[current.profile.name], media=_pictures("", current.profile.photo))
    if current is not None and current.person is not None:
        known = _from_person(known, msgspec.to_builtins(current.person))
    for held in desk.records.all(Held):
        if held.handle == handle:
            known = known.also(media=media_in(held.text))
    known = known.also(media=[u.path for u in desk.records.all(Upload) if u.by in known.ids])
    for entry in _log(desk):
        known = _from_entry(desk, known, entry)
    return known


def _log(desk: Desk) -> Iterator[AuditEntry]:
    before: str | None = None
    while found := desk.records.log(limit=_PAGE, before=before):
        yield from found
        before = found[-1].id


def _from_entry(desk: Desk, known: Known, entry: AuditEntry) -> Known:
    """What a change of the past replaced, as far as it tells of them."""
    for former in entry.records:
        before = former.before or {}
        if former.collection == "people" and former.id == known.handle:
            known = _from_person(known, before)
        elif former.collection == "accounts" and former.id in known.ids:
            known = known.also(names=[str(before.get("name", ""))], emails=[str(before.get("email", ""))])
        elif former.collection == "uploads" and before.get("by") in known.ids:
            known = known.also(media=[str(before.get("path", ""))])
        elif former.collection == "drafts" and former.id in known.ids:
            known = known.also(media=_pictures(str(before.get("body", "")), before.get("cover")))
        elif former.collection == "held" and before.get("handle") == known.handle:
            known = known.also(media=media_in(str(before.get("text", ""))))
    for file in entry.files:
        if file.path.startswith("content/advocates/") and Path(file.path).stem == known.handle and file.before:
            text = (desk.records.former(file.before) or b"").decode("utf-8", "replace")
            known = known.also(media=media_in(text))
    return known


def _from_person(known: Known, fields: Mapping[str, Any]) -> Known:
    proposed = fields.get("proposed") or {}
    for profile in (fields.get("profile") or {}, proposed.get("profile") or {}):
        photo, bio = profile.get("photo"), str(profile.get("bio", ""))
        known = known.also(names=[str(profile.get("name", ""))], media=_pictures(bio, photo))
    return known.also(emails=[str(fields.get("email", ""))])


def _pictures(text: str, one: object) -> set[str]:
    return media_in(text) | ({one} if isinstance(one, str) and one.startswith("media/") else set())


# --- the note that outlives a kill ---------------------------------------------------------------------------


def unfinished(data: Path) -> Known | None:
    """The erasure that was begun and has not come to its end; None when there is none. Raises HubError."""
    try:
        return msgspec.json.decode((data / FILE).read_bytes(), type=Known)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise HubError(
            f"data/{FILE} cannot be read ({error}). It tells who is being erased: erase that person again, then "
            "remove the file."
        ) from None


def begin(data: Path, known: Known) -> None:
    """Note what is being erased, before anything of it goes."""
    write_atomic(data / FILE, msgspec.json.encode(known))
    os.chmod(data / FILE, 0o600)


def end(data: Path) -> None:
    """All of it is gone, and so is the note."""
    (data / FILE).unlink(missing_ok=True)
