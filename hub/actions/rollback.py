"""Taking the hub back to an earlier release: `public/` changes, content never.

Who was erased or left, posts that were withdrawn and awards that were revoked stay so. Until a person publishes again
nothing goes out by itself: else the next approval would undo what somebody has just decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from hub.actions.desk import Desk
from hub.actions.permissions import Actor, authorise
from hub.actions.publishing import LOCK, STOPPED_BACK, Notes, Progress, pages_changed, settle
from hub.content import Leaf
from hub.model import HubError
from hub.publish import Event, Report, hold, read_published, silent, workshop
from hub.publish import manifest as lists
from hub.publish import objects as store
from hub.publish.manifest import Release
from hub.publish.objects import Objects
from hub.publish.outplace import open_outplace
from hub.publish.outputs import Output
from hub.publish.placing import finish_interrupted
from hub.publish.published import Published, Thing, write_published
from hub.publish.releases import About, publish_release
from hub.publish.rolling import Bar, Return, choose, plan_return, sources_of
from hub.publish.telling import Told, differs, own_source, title_of
from hub.publish.turns import is_out
from hub.records import new_id
from hub.records.kinds import Publish

ACTION = "publish.rollback"
_PATIENCE = 3.0
"""Seconds to wait for the lock: enough for whoever only asks who holds it."""
_STANDS_FOR = {"posts": "post", "advocates": "page", "awards": "award", "mentions": "reply"}


@dataclass(frozen=True)
class WentBack:
    """What going back did: to which release, as which release (`new` says whether anything changed), what differs in
    words, what did not come back, what is shown still though it was taken away since, and how many pages changed."""

    to: int
    release: int
    new: bool
    sentences: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    still: tuple[str, ...] = ()
    changed: int = 0
    record: Publish | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """All of it as sentences."""
        if not self.new:
            what = "all that may come back of" if self.without else "what was in"
            return (f"The hub already shows {what} release {self.to}. Nothing was changed.", *_left(self))
        return (f"Went back to release {self.to}. {pages_changed(self.changed)}", *self.sentences, *_left(self))


@dataclass(frozen=True)
class Foreseen:
    """What going back to a release would do, in sentences; `without` and `still` as in `WentBack`."""

    release: Release
    told: Told
    without: tuple[str, ...]
    still: tuple[str, ...]


def _left(done: WentBack | Foreseen) -> tuple[str, ...]:
    told = [f"Without {words}." for words in done.without]
    told += [f"The hub still shows {words}. Publish, and it goes." for words in done.still]
    return tuple(told)


def left_words(done: WentBack | Foreseen) -> tuple[str, ...]:
    """What does not come back, and what is shown still though it should not be, as sentences."""
    return _left(done)


def paused(desk: Desk) -> Release | None:
    """The release that went back and is shown still: until a person publishes, nothing goes out by itself."""
    return lists.paused(desk.root / ".laurel")


def paused_words(release: Release) -> str:
    """Why nothing goes out by itself, in a sentence."""
    who = release.by or "Somebody"
    return (
        f"{who} took the hub back to release {release.back}, so nothing is published by itself until somebody "
        "presses Publish."
    )


def foresee_rollback(desk: Desk, actor: Actor, number: int | None = None) -> Foreseen:
    """What `rollback` would do, told quickly: links are followed only when it is done. Raises what that raises."""
    authorise(actor, ACTION)
    shop = desk.root / ".laurel"
    number = choose(shop, number)
    plan = _plan(desk, shop, number, checked=False)
    here = lists.manifest(shop, lists.shown(shop))
    return Foreseen(lists.release_of(shop, number), differs(shop, here, plan.files), plan.without, plan.still)


def rollback(desk: Desk, actor: Actor, number: int | None = None, *, report: Report = silent) -> WentBack:
    """Have `public/` show again what release `number` showed (default: the one before the shown one), and write down
    who did it.

    Doing it again changes nothing. Raises NotAllowed; HubError with status 3 while somebody publishes or builds, 2
    when there is no such release, 1 when it cannot be had whole without what must not come back.
    """
    authorise(actor, ACTION)
    with (
        hold(desk.root, "going back to a release", lock=LOCK, who=actor.name, wait=_PATIENCE),
        hold(desk.root, "going back to a release", who=actor.name),
    ):
        settle(desk, _held=True)
        shop = workshop(desk.root)
        finished = finish_interrupted(shop, desk.root / "public")
        last = lists.shown_release(shop)
        as_begun = finished and last is not None and last.back and number in (None, last.back)
        to = last.back if as_begun and last is not None else choose(shop, number)
        notes = Notes(desk.root, Progress(new_id("p"), actor.id, actor.name, desk.now(), back=to), report)
        try:
            if as_begun and last is not None:  # called again after it was stopped: that was all
                done = _as_begun(desk, actor, shop, last, notes)
            else:
                done = _go(desk, actor, shop, to, notes)
        except BaseException as error:
            trouble = str(error) if isinstance(error, HubError) else STOPPED_BACK
            notes.end("failed", desk.now(), trouble=trouble)
            raise
        notes.end("done", desk.now(), changed=done.changed, words=done.told)
        return done


def _go(desk: Desk, actor: Actor, shop: Path, number: int, notes: Notes) -> WentBack:
    plan = _plan(desk, shop, number)
    if not plan.changed and not plan.removed:
        return WentBack(number, lists.shown(shop), False, without=plan.without, still=plan.still)
    here, began = lists.manifest(shop, lists.shown(shop)), notes.progress.began
    told = differs(shop, here, plan.files)
    place = open_outplace(desk.root, None, shop)
    about = About(began, actor.name, f"Went back to release {number}.", back=number)
    steps = _Steps(notes, len(plan.changed) + len(plan.removed))
    placed = publish_release(shop, place, plan.changed, plan.removed, shop / "staging", about, steps)
    _note_published(desk.root, here, plan.files, Objects(shop / store.FOLDER))
    pages, _files = lists.count([*placed.written, *placed.removed])
    done = WentBack(number, placed.release, True, told.sentences, plan.without, plan.still, pages)
    return replace(done, record=_write_down(desk, actor, notes.progress, done))


def _as_begun(desk: Desk, actor: Actor, shop: Path, release: Release, notes: Notes) -> WentBack:
    """Write down a going back that was stopped half-way and has been finished just now."""
    before = max((number for number in lists.numbers(shop) if number < release.number), default=0)
    here, now = lists.manifest(shop, before) if before else {}, lists.manifest(shop, release.number)
    _note_published(desk.root, here, now, Objects(shop / store.FOLDER))
    difference = lists.between(here, now)
    pages, _files = lists.count([*difference.files, *difference.removed])
    done = WentBack(release.back, release.number, True, differs(shop, here, now).sentences, changed=pages)
    return replace(done, record=_write_down(desk, actor, notes.progress, done))


class _Steps:
    """Counts the moves for a report."""

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total, self._done = report, total, 0
        report(Event("place", 0, total))

    def __call__(self) -> None:
        self._done += 1
        self._report(Event("place", self._done, self._total))


def _write_down(desk: Desk, actor: Actor, progress: Progress, done: WentBack) -> Publish:
    words = f"{actor.name} took the hub back to release {done.to}. {pages_changed(done.changed)}"
    record = Publish(progress.id, actor.id, actor.name, progress.began, "done", ended=desk.now(), changes=done.told)
    with desk.records.change(
        by=actor.id, name=actor.name, action=ACTION, subject=f"publish:{record.id}", words=words
    ) as change:
        return change.put(record)


# -- what must not come back


def _plan(desk: Desk, shop: Path, number: int, *, checked: bool = True) -> Return:
    bars = _bars(desk, shop, number)
    base_url = desk.settings.base_url
    return plan_return(shop, number, bars, base_url, lambda path: (desk.root / path).is_file(), checked=checked)


def _bars(desk: Desk, shop: Path, number: int) -> dict[str, Bar]:
    """Why content files of a release must not come back: gone or taken off the hub since."""
    leaves = desk.shelf.leaves(fresh=True)
    names = _Names(shop, number)
    bars = {}
    for source in sorted(sources_of(shop, number)):
        kind = source.split("/")[1] if source.startswith("content/") and source.count("/") > 1 else ""
        if kind in _STANDS_FOR:
            leaf = leaves.get(source) or desk.shelf.leaf(kind, PurePosixPath(source).stem)
            why = _why(desk, kind, leaf)
            if why:
                address = f"awards/{PurePosixPath(source).stem}" if leaf is not None and why == _REVOKED else ""
                bars[source] = Bar(f"the {_STANDS_FOR[kind]} {names.of(source)}, {why}", address)
    return bars


_REVOKED = "which was revoked"


def _why(desk: Desk, kind: str, leaf: Leaf | None) -> str:
    """Why a content file must not come back; "" when it may."""
    if leaf is None:
        gone = {"posts": "which was withdrawn", "advocates": "whose person is not in the hub any more"}
        return gone.get(kind, "which was taken away")
    if not is_out(leaf, desk.now(), desk.zone):
        return "which is a draft again" if leaf.fields.get("draft") is True else "whose time has not come"
    if kind != "awards":
        return ""
    if leaf.fields.get("revoked"):
        return _REVOKED
    if leaf.fields.get("suspended"):
        return "which is suspended"
    return "which is hidden" if leaf.fields.get("hidden") is True else ""


class _Names:
    """Names of content files as the pages of a release had them."""

    def __init__(self, shop: Path, number: int) -> None:
        self._objects = Objects(shop / store.FOLDER)
        self._pages: dict[str, Output] = {}
        for path, output in lists.manifest(shop, number).items():
            own = own_source(path, output)
            if own is not None and own[1]:
                self._pages.setdefault(own[1], output)

    def of(self, source: str) -> str:
        """The heading of its page in quotes, else its own short name."""
        page = self._pages.get(source)
        title = title_of(self._objects, page) if page is not None else ""
        return f"“{title or PurePosixPath(source).stem}”"


# -- what the next publish will change


def _note_published(root: Path, here: Mapping[str, Output], now: Mapping[str, Output], objects: Objects) -> None:
    """Note that `public/`, which showed `here`, shows `now`, so that the next publish tells rightly what changes."""
    published = read_published(root)
    if published is None:
        return
    things = dict(published.things)
    difference = lists.between(here, now)
    for path in difference.removed:
        for source in _own(path, here[path]):
            things.pop(source, None)
    for path, output in difference.files.items():
        for source in _own(path, output):
            kind = source.split("/")[1]
            known = things.get(source) or Thing("", kind, title_of(objects, output) or PurePosixPath(source).stem)
            things[source] = Thing("", known.kind, known.title)
    shown = Published(published.at, things, published.media, published.settings, published.theme)
    write_published(root, shown)


def _own(path: str, output: Output) -> Iterable[str]:
    own = own_source(path, output)
    return (own[1],) if own is not None and own[1] else ()


def release_or_refuse(desk: Desk, number: int) -> Release:
    """What there is to say about a release. Raises HubError (status 2) when there is none of this number."""
    shop = desk.root / ".laurel"
    if number not in lists.numbers(shop):
        raise HubError(f"There is no release {number}. `laurel releases` lists all.", status=2)
    return lists.release_of(shop, number)
