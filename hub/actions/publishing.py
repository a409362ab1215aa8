"""Publishing: due posts out of the drawer, the hub made and put in place, and who did it written down.

One publish at a time, whoever asks: the desk, its clock or the command line. How far it is stands in
`.laurel/publishing.json`, so that every process and a desk started meanwhile can tell; whether it is at work at
all is told by a lock, which dies with the process that holds it.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from hub.actions import posting
from hub.actions.desk import Desk
from hub.actions.permissions import CLOCK, Actor, authorise
from hub.actions.shown import private_addresses, published_digests
from hub.model import HubError, Moment, Problem, Severity
from hub.publish import (
    Built,
    Changes,
    Event,
    Press,
    Report,
    build,
    held_by,
    hold,
    in_words,
    next_turn,
    paused,
    read_published,
    silent,
    what_changed,
    workshop,
)
from hub.records import new_id
from hub.records.kinds import Draft, Publish

ACTION = "publish.run"
LOCK = "publish"
FILE = "publishing.json"
PAUSED = "The hub was taken back to an older release. Nothing goes out by itself until somebody presses Publish."
STOPPED = "It was stopped before it was done. What the hub showed before is whole. Publish again."
STOPPED_BACK = "It was stopped before it was done. Every page is whole. Go back again, or publish."
_BUSY = 3
_PATIENCE = 3.0
"""Seconds to wait for the lock: enough for whoever only asks who holds it."""
_TELL = 0.2
"""Seconds between two notes of how far a publish is."""
_MOST_PROBLEMS = 200

State = Literal["running", "done", "failed"]


class Asked(msgspec.Struct, frozen=True):
    """A publish to do in somebody's name, or with `back` a going back to the release of this number; `warm` says only
    to get ready, `send` only to make up what hosts were not sent."""

    who: str = ""
    due: bool = False
    warm: bool = False
    back: int = 0
    send: bool = False


class Answered(msgspec.Struct, frozen=True):
    """How it ended, as a command would: the exit status, and what it said last."""

    status: int = 0
    words: str = ""


class Told(msgspec.Struct, frozen=True):
    """A problem as it is kept between processes."""

    path: str
    line: int
    what: str
    cure: str
    severity: Severity


class Progress(msgspec.Struct, frozen=True):
    """How far the newest publish is, or how it ended. `changed` counts pages, `stage` is a build's own word. With
    `back` it is no publish, but a going back to the release of this number."""

    id: str
    by: str
    name: str
    began: dt.datetime
    state: State = "running"
    stage: str = "read"
    done: int = 0
    total: int = 0
    words: tuple[str, ...] = ()
    ended: dt.datetime | None = None
    changed: int = 0
    pages: int = 0
    trouble: str = ""
    problems: tuple[Told, ...] = ()
    back: int = 0


@dataclass(frozen=True)
class Published:
    """A publish that is done: its record, what the build told, and the titles of the posts that came out by it."""

    record: Publish
    built: Built
    put: tuple[str, ...]


def pending(desk: Desk, *, fresh: bool = False) -> Changes:
    """What the next publish will change."""
    leaves = desk.shelf.leaves(fresh=fresh)
    return what_changed(desk.root, leaves, desk.now(), desk.zone)


def publish(
    desk: Desk, actor: Actor, *, report: Report = silent, jobs: int = 1, press: Press | None = None
) -> Published:
    """Put due posts into content, make the hub and put it in place, and write down who did it. A process that publishes
    often keeps its `press`.

    Raises NotAllowed, HubError with status 3 that says who is publishing or building, and with the hub's
    problems (status 1) when there are any: then nothing of the published hub has changed.
    """
    authorise(actor, ACTION)
    with hold(desk.root, "publishing", lock=LOCK, who=actor.name, wait=_PATIENCE):
        settle(desk, _held=True)
        put = tuple(draft.title for draft in posting.put_due(desk))
        now = desk.local_now().replace(second=0, microsecond=0)
        began = desk.now()
        if actor.id == CLOCK.id and paused(workshop(desk.root)):
            raise HubError(PAUSED, status=_BUSY)
        notes = Notes(desk.root, Progress(new_id("p"), actor.id, actor.name, began), report)

        def tell(changes: Changes | None) -> tuple[str, ...]:
            return in_words(pending(desk, fresh=True) if changes is None else changes)

        try:
            built = build(
                desk.root,
                now=now,
                jobs=jobs,
                report=notes,
                by=actor.name,
                tell=tell,
                private=private_addresses(desk),
                press=press,
            )
        except HubError as error:
            notes.end("failed", desk.now(), trouble=str(error), problems=error.problems)
            _write_down(desk, actor, notes.progress)
            raise
        except BaseException as error:
            trouble = STOPPED if isinstance(error, KeyboardInterrupt) else f"A fault in Laurel: {error!r}."
            notes.end("failed", desk.now(), trouble=trouble)
            _write_down(desk, actor, notes.progress)
            raise
        posting.published(desk, published_digests(desk))
        notes.end("done", desk.now(), changed=built.changed, pages=built.pages, problems=built.problems)
        return Published(_write_down(desk, actor, notes.progress), built, put)


def _write_down(desk: Desk, actor: Actor, progress: Progress) -> Publish:
    """The record of a publish that has ended, with its line in the audit."""
    done = progress.state == "done"
    words = f"{actor.name} published the hub. {pages_changed(progress.changed)}"
    if not done:
        what = f"take the hub back to release {progress.back}" if progress.back else "publish the hub"
        words = f"{actor.name} could not {what}. {progress.trouble}"
    record = Publish(
        progress.id,
        progress.by,
        progress.name,
        progress.began,
        "done" if done else "failed",
        ended=progress.ended,
        changes=progress.words,
        trouble=progress.trouble,
    )
    with desk.records.change(
        by=actor.id, name=actor.name, action=ACTION, subject=f"publish:{record.id}", words=words
    ) as change:
        return change.put(record)


def pages_changed(count: int) -> str:
    """`4 pages changed.`"""
    return f"{count:,} page{'' if count == 1 else 's'} changed." if count else "No page changed."


def running(desk: Desk) -> Progress | None:
    """The publish that is at work now, None when there is none."""
    holder = held_by(desk.root, LOCK)
    if holder is None:
        return None
    progress = read_progress(desk.root)
    if progress is None or progress.state != "running":
        return Progress("", "", holder.who or "Somebody", holder.since)
    return progress


def newest(desk: Desk) -> Progress | None:
    """How far the newest publish is, or how it ended; one whose process is gone is told as stopped."""
    now = running(desk)
    if now is not None:
        return now
    last = read_progress(desk.root)
    if last is not None and last.state == "running":
        return msgspec.structs.replace(last, state="failed", trouble=_stopped(last))
    return last


def _stopped(last: Progress) -> str:
    return STOPPED_BACK if last.back else STOPPED


def settle(desk: Desk, *, _held: bool = False) -> bool:
    """Write down a publish that was killed, once; tells whether there was one."""
    last = read_progress(desk.root)
    if last is None or last.state != "running" or (not _held and held_by(desk.root, LOCK) is not None):
        return False
    ended = msgspec.structs.replace(last, state="failed", trouble=_stopped(last), ended=desk.now())
    _write(desk.root, ended)
    _write_down(desk, Actor(last.by, last.name, "owner"), ended)
    return True


def read_progress(root: Path) -> Progress | None:
    """What was noted last, whether or not its process still lives."""
    try:
        return msgspec.json.decode((root / ".laurel" / FILE).read_bytes(), type=Progress)
    except (OSError, msgspec.MsgspecError):
        return None


def seconds_since(desk: Desk) -> float:
    """Seconds since anything was noted of the newest publish; very many when nothing was."""
    try:
        return max(0.0, time.time() - (desk.root / ".laurel" / FILE).stat().st_mtime)
    except OSError:
        return float("inf")


def still_stands(desk: Desk, path: str) -> bool:
    """Whether the file of a problem that stopped the last publish is as it was then."""
    if not path.startswith("content/") and path != "hub.toml":
        return True  # not about one file: a topic, a page of the hub
    try:
        return (desk.root / path).stat().st_mtime <= (desk.root / ".laurel" / FILE).stat().st_mtime
    except OSError:
        return False


def _write(root: Path, progress: Progress) -> None:
    """Note how far it is; losing a note to a power cut does no harm, so nothing waits for the disk."""
    place = workshop(root) / FILE
    draft = place.with_name(f".{FILE}.{os.getpid()}")
    with suppress(OSError):
        draft.write_bytes(msgspec.json.encode(progress))
        os.replace(draft, place)


class Notes:
    """Listens to a build and notes how far it is, a few times a second."""

    def __init__(self, root: Path, progress: Progress, report: Report) -> None:
        self.progress = progress
        self._root, self._report = root, report
        self._last = 0.0
        _write(root, progress)

    def __call__(self, event: Event) -> None:
        """Take in one event of a build."""
        self._report(event)
        fresh = event.stage != self.progress.stage
        told = {"words": event.words} if event.words else {}
        self.progress = msgspec.structs.replace(
            self.progress, stage=event.stage, done=event.done, total=event.total, **told
        )
        if fresh or time.monotonic() - self._last >= _TELL:
            self._last = time.monotonic()
            _write(self._root, self.progress)

    def end(
        self,
        state: State,
        at: dt.datetime,
        *,
        words: tuple[str, ...] = (),
        changed: int = 0,
        pages: int = 0,
        trouble: str = "",
        problems: Sequence[Problem] = (),
    ) -> None:
        """Note how it ended."""
        told = tuple(Told(p.path, p.line, p.what, p.cure, p.severity) for p in problems[:_MOST_PROBLEMS])
        self.progress = msgspec.structs.replace(
            self.progress,
            state=state,
            ended=at,
            changed=changed,
            pages=pages,
            trouble=trouble,
            problems=told,
            words=words or self.progress.words,
        )
        _write(self._root, self.progress)


# -- what is due without anybody asking


@dataclass(frozen=True)
class Due:
    """What has come by itself: titles of posts that are due, and pages that only the date changes."""

    posts: tuple[str, ...] = ()
    turned: bool = False

    def __bool__(self) -> bool:
        return bool(self.posts) or self.turned


def due(desk: Desk) -> Due:
    """What has come since the hub was published last.

    A post that is due but could not be put out is left aside until somebody has looked at it. A hub whose
    `public/` is there but of which nobody remembers what it shows counts as due: building it again changes only
    what differs.
    """
    posts = tuple(draft.title for draft in desk.records.all(Draft) if _is_due(desk, draft))
    return Due(posts, turned(desk))


def _is_due(desk: Desk, draft: Draft) -> bool:
    """Whether a draft waits for a publish that nobody has to ask for."""
    last = draft.history[-1] if draft.history else None
    if draft.state == "approved":  # written into content when it was due, by a publish that then failed
        return last is not None and (last.did, last.by) == ("put out", CLOCK.id)
    if draft.state != "scheduled" or (last and last.did == "could not be put out"):
        return False
    return posting.has_come(desk, draft) and not posting.waits_for(desk, draft)


def turned(desk: Desk) -> bool:
    """Whether the date alone has changed a page since the last publish."""
    published = read_published(desk.root)
    if published is None:
        return (desk.root / "public" / "index.html").exists()
    turn = next_turn(desk.shelf.leaves(), desk.zone, published.at)
    return turn is not None and turn <= desk.now()


def next_moment(desk: Desk) -> dt.datetime | None:
    """The next moment (UTC) at which something comes by itself: a post is due or the date changes a page."""
    now = desk.now()
    plans = [draft.due for draft in desk.records.all(Draft) if draft.state == "scheduled" and draft.due]
    moments = [Moment.parse(plan, desk.zone).instant for plan in plans]
    turn = next_turn(desk.shelf.leaves(), desk.zone, now)
    return min([moment for moment in (*moments, turn) if moment is not None and moment > now], default=None)


def publish_due(
    desk: Desk, actor: Actor, *, report: Report = silent, jobs: int = 1, press: Press | None = None
) -> Published | None:
    """Publish if something's time has come, else None with nothing done: also while the hub was taken back to an older
    release. Raises what `publish` raises."""
    if paused(workshop(desk.root)) or not due(desk):
        return None
    return publish(desk, actor, report=report, jobs=jobs, press=press)
