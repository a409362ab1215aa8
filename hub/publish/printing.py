"""One run of the press: what must be made anew, made and checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask

from hub.content.instants import next_instant
from hub.content.known import Known
from hub.content.ledger import Ledger, is_shared
from hub.content.listing import Listing
from hub.content.loading import Loaded, render_packed
from hub.content.references import check_links
from hub.content.reloading import reload_texts
from hub.model import HubError, Problem, Problems
from hub.publish.addresses import Planned, check_addresses, url_of
from hub.publish.assembling import Reading, app_of, read_hub
from hub.publish.checks import judge, require_sound
from hub.publish.deltas import Delta, compare
from hub.publish.events import Event, Report
from hub.publish.lookups import Before
from hub.publish.making import Making, Site, fresh, make_files
from hub.publish.memory import About, Memory, Page, Update, numbers_in
from hub.publish.outputs import Stamp
from hub.publish.policy import policy_of
from hub.publish.reads import Pages, Reads, Remembered
from hub.publish.sources import Sources
from hub.publish.staleness import Finder, Stale
from hub.publish.wishing import Wish, instant
from hub.web import Address, context_of, page_list
from hub.web.context import Context
from hub.web.routes import asked_for

_ASKED = ("variant\t", "links_file\t")
"""How questions begin by which pages ask for pictures and media."""
_PICTURED = ("picture", "media")
_encoder = msgspec.msgpack.Encoder()


@dataclass(frozen=True)
class Warm:
    """What a process keeps from one run to the next: the hub as it was read, and the app that shows it."""

    reading: Reading
    app: Flask


@dataclass
class Printed:
    """What is to be published: pages that are `changed` (new ones too) and paths that are `gone`, of all `pages` there
    will be. What was made is in `why`, each with the keys of reads that differ. The rest is to be remembered."""

    about: About
    files: Mapping[str, Known]
    reads: Reads
    pages: Pages
    reading: Reading
    whole: bool
    release_before: int = 0
    delta: Delta = field(default_factory=Delta)
    turned: bool = False
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    warnings: tuple[Problem, ...] = ()
    why: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: dict[str, bytes] = field(default_factory=dict)
    touched_files: Mapping[str, Known] = field(default_factory=dict)
    gone_files: frozenset[str] = frozenset()
    touched_reads: set[int] = field(default_factory=set)
    gone_reads: set[int] = field(default_factory=set)
    pages_before: dict[str, bytes | None] = field(default_factory=dict)
    inner_before: dict[int, bytes | None] = field(default_factory=dict)
    warm: Warm | None = None

    def update(self, release: int, stamps: Mapping[str, Stamp]) -> Update:
        """What the memory is to be told, once `release` shows this and files of it have `stamps`."""
        self.about = msgspec.structs.replace(self.about, release=release)
        return Update(
            self.about,
            self.touched_files,
            self.gone_files,
            (self.reads[number] for number in self.touched_reads),
            self.gone_reads,
            {path: self.pages[path] for path in self.facts},
            self.gone,
            self.facts,
            stamps,
            self.pages_before,
            self.inner_before,
            self.reads.followed,
            self.whole,
        )


class Printing:
    """One run: `before` is what is remembered, `memory` where the facts of its pages are. `known` is called once it is
    known what differs, before anything is made."""

    def __init__(
        self,
        root: Path,
        shop: Path,
        before: Remembered,
        memory: Memory,
        wish: Wish,
        jobs: int,
        report: Report,
        private: frozenset[str],
        known: Callable[[Printed], None] = lambda _: None,
    ) -> None:
        self._known = known
        self._root, self._staging, self._before, self._memory = root, shop / "staging", before, memory
        self._wish, self._jobs, self._report, self._private = wish, jobs, report, private
        self._reads, self._ledger = before.reads, Ledger()
        self._read_no_more: set[str] = set()
        """What pages asked for before, or shared with others, and do not now."""

    def run(self, mark: str, reading_mark: str, listing: Listing | None = None) -> Printed:
        """Read, make what differs, check it. Raises HubError with the hub's problems."""
        self._report(Event("read"))
        reading = read_hub(self._root, self._wish, self._before.files, self._settled, listing)
        return self._run(mark, reading_mark, reading, None)

    def again(self, mark: str, reading_mark: str, warm: Warm, touched: Sequence[str]) -> Printed | None:
        """The same after a run in this process, when only the files `touched` can differ; None when more differs than
        texts. Costs what differs. Raises HubError with the hub's problems."""
        now = instant(self._wish.now, warm.reading.snapshot.settings)
        if self._before.about.has_turned(now):
            return None
        self._report(Event("read"))
        was = warm.reading
        loaded = reload_texts(was.loaded, touched, self._root, render_packed, was.bodies)
        between = self._settled(loaded) if loaded is not None else None
        if loaded is None or loaded.snapshot is None or between is None:
            return None
        loaded.problems.extend(between)
        snapshot = loaded.sound()
        reading = replace(
            was, loaded=loaded, snapshot=snapshot, now=now, between=between, warnings=loaded.problems.warnings
        )
        return self._run(mark, reading_mark, reading, warm.app)

    def _run(self, mark: str, reading_mark: str, reading: Reading, app: Flask | None) -> Printed:
        delta, gone_files = self._compared(reading.loaded)
        turned, files = self._before.about.has_turned(reading.now), reading.loaded.files
        whole = self._before.about.mark != mark
        about = About(mark, reading_mark, reading.now.timestamp(), None, _encoder.encode(reading.between))
        printed = Printed(about, files, self._reads, self._before.pages, reading, whole, self._before.about.release)
        known = {} if whole else self._before.files
        paths = files if app is None else reading.loaded.read
        printed.touched_files = {path: files[path] for path in paths if known.get(path) is not files[path]}
        printed.gone_files, printed.delta, printed.turned = gone_files, delta, turned
        self._known(printed)
        if whole or delta or turned:
            try:
                self._print(printed, delta, turned, app)
            except HubError as error:  # whoever mends the problem is told the warnings too
                raise HubError(str(error), (*reading.warnings, *error.problems), error.status) from error
        else:
            last = self._before.about
            printed.about = msgspec.structs.replace(
                about, turn=last.turn, on_pages=last.on_pages, pages=last.pages, files=last.files
            )
            printed.warnings = (*reading.warnings, *last.told_of_pages)
        told = _encoder.encode(printed.warnings)
        printed.about = msgspec.structs.replace(printed.about, warnings=told)
        return printed

    def _print(self, printed: Printed, delta: Delta, turned: bool, kept: Flask | None) -> None:
        reading = printed.reading
        app = kept or app_of(reading, self._wish, self._ledger)
        context = context_of(app)
        if kept is not None:
            context.over(context.hub.over(reading.snapshot), self._ledger)
        printed.warm = Warm(reading, app)
        listed = printed.whole or turned or bool(delta.kinds)
        stale = Stale()
        if not printed.whole:
            finder = Finder(self._reads, context.queries, context.deck, self._ledger)
            if listed or delta.media:
                stale = finder.after(delta, turned, printed.pages)
            else:
                context.queries.recall = self._recall
                stale = finder.after_texts(delta.texts, self._memory)
            printed.touched_reads |= stale.changed
            context.deck.forget(self._reads[number].key for number in stale.changed)
        planned = self._plan(app, printed, stale, listed=listed)
        fresh(self._staging)
        making = self._make(app, printed, planned)
        asked = self._asked(context, printed, bool(delta.media))
        if asked:
            more = self._make(app, printed, asked)
            making.files.update(more.files)
        self._judge(printed, making, delta, context)
        same_turn = not (printed.whole or turned or delta.kinds)
        last = self._before.about
        turn = last.turn if same_turn else _seconds(next_instant(context.hub))
        count = (last.pages, last.files) if not printed.whole and not listed and not asked else _counted(printed.pages)
        printed.about = msgspec.structs.replace(printed.about, turn=turn, pages=count[0], files=count[1])

    def _recall(self, key: str) -> bytes | None:
        """An answer that still holds."""
        read = self._reads.find(key)
        return read.value if read is not None else None

    # -- what differs

    def _compared(self, loaded: Loaded) -> tuple[Delta, frozenset[str]]:
        return compare(self._before.files, loaded.files, loaded.read)

    def _settled(self, loaded: Loaded) -> tuple[Problem, ...] | None:
        """What is to be told of how files fit together, where nothing differs that could change it."""
        if not self._before.about.mark or loaded.unread or loaded.snapshot is None:
            return None
        now = instant(self._wish.now, loaded.snapshot.settings)
        delta, _ = self._compared(loaded)
        if delta.kinds or delta.media or self._before.about.has_turned(now):
            return None
        found = Problems()
        found.extend(self._before.about.told_between)
        check_links(loaded.snapshot, (_record(loaded, path) for path in delta.texts), found)
        return tuple(found)

    def _plan(self, app: Flask, printed: Printed, stale: Stale, *, listed: bool) -> list[Planned]:
        """What is to be made of the pages that are listed; those that are listed no more go."""
        pages, due = printed.pages, stale.pages
        if not listed:
            printed.why.update(due)
            return [_planned(path, pages[path]) for path in due]
        entries = check_addresses(page_list(app))
        names = {entry.path for entry in entries}
        self._drop(printed, [p for p, page in pages.items() if p not in names and page.endpoint not in _PICTURED])
        made = [entry for entry in entries if entry.path not in pages or entry.path in due]
        made += [_planned(path, pages[path]) for path in due if path not in names and path in pages]
        printed.why.update({entry.path: due.get(entry.path, ()) for entry in made})
        return made

    def _drop(self, printed: Printed, paths: Sequence[str]) -> None:
        for path in paths:
            page = printed.pages.pop(path)
            printed.gone.append(path)
            printed.pages_before[path] = page.reads
            self._read_no_more |= self._leading(page.reads)

    # -- making

    def _make(self, app: Flask, printed: Printed, planned: Sequence[Planned]) -> Making:
        """Make files, and take them and what they read among the pages."""
        settings = printed.reading.snapshot.settings
        contact = settings.program.contact or ""
        site = Site(app, settings.base_url, self._ledger, contact)
        making = make_files(site, planned, self._staging, self._jobs, self._report)
        self._merge(printed, making)
        sources = Sources(context_of(app).hub, self._inner)
        for entry in planned:
            made, before = making.files[entry.path], printed.pages.get(entry.path)
            reads = None if made.reads is None else self._reads.pack(made.reads)
            same = before is not None and before.sha == made.sha
            address = entry.address
            page = Page(
                address.endpoint,
                dict(address.values),
                address.kind,
                address.source,
                made.sha,
                made.size,
                made.type,
                reads,
                sources.of(made.reads or ()),
                made.facts.noted,
            )
            if before is not None:
                printed.pages_before[entry.path] = before.reads
                self._read_no_more |= self._leading(before.reads) - (made.reads or frozenset())
            if not same:
                printed.changed.append(entry.path)
            printed.pages[entry.path] = page
            printed.facts[entry.path] = _encoder.encode(made.facts)
        return making

    def _merge(self, printed: Printed, making: Making) -> None:
        """Take what was written down while files were made into what is remembered."""
        reads = self._reads
        for key, (answer, value) in making.answers.items():
            read = reads.add(key)
            if read.digest != answer:
                read.digest, read.value = answer, value
                printed.touched_reads.add(read.number)
        for key, shared in making.shared.items():
            read, inner = reads.add(key), reads.pack(shared.reads)
            if read.inner is not None and read.inner != inner:
                self._read_no_more |= self._leading(read.inner) - shared.reads
            if read.digest != shared.digest or read.inner != inner:
                printed.inner_before.setdefault(read.number, read.inner)
                printed.touched_reads.add(read.number)
            read.digest, read.inner = shared.digest, inner

    def _inner(self, key: str) -> Iterable[str]:
        read = self._reads.find(key)
        return self._reads.keys_of(read.inner) if read else ()

    # -- pictures and media

    def _asked(self, context: Context, printed: Printed, media: bool) -> list[Planned]:
        """Pictures and media that pages ask for and that are not there yet; those nobody asks for any more go."""
        pages, reads = printed.pages, self._reads
        if media or self._read_no_more or printed.whole:
            live = self._live(printed)
            entries = check_addresses(asked_for(context, (reads[number].key for number in live)))
            wanted = {entry.path for entry in entries}
            self._drop(printed, [p for p, page in pages.items() if page.endpoint in _PICTURED and p not in wanted])
        else:
            asked = {key for number in printed.touched_reads if _asks(key := reads[number].key)}
            entries = check_addresses(asked_for(context, asked))
        found = [entry for entry in entries if entry.path not in pages]
        if found and len(found) < len(entries):
            there = (_planned(path, page).address for path, page in pages.items() if page.endpoint == "media")
            check_addresses([*there, *(entry.address for entry in found)])
        printed.why.update({entry.path: () for entry in found})
        return found

    def _live(self, printed: Printed) -> set[int]:
        """The reads of which some page is made, however far behind; what no page is made of any more is forgotten."""
        reads, live = self._reads, set[int]()
        everything = {read.number: read for read in reads.all()}
        for page in printed.pages.values():
            live.update(numbers_in(page.reads))
        waiting = [number for number in live if everything[number].inner is not None]
        while waiting:
            for inner in numbers_in(everything[waiting.pop()].inner):
                if inner not in live:
                    live.add(inner)
                    if everything[inner].inner is not None:
                        waiting.append(inner)
        dead = everything.keys() - live
        for number in dead:
            printed.inner_before.setdefault(number, everything[number].inner)
            reads.drop(number)
        printed.gone_reads |= dead
        printed.touched_reads -= dead
        return live

    def _leading(self, reads: bytes | None) -> set[str]:
        """Those of some reads that a picture or file may depend on."""
        return {key for key in self._reads.keys_of(reads) if _asks(key) or is_shared(key)}

    # -- checking

    def _judge(self, printed: Printed, making: Making, delta: Delta, context: Context) -> None:
        pages = printed.pages
        changed = {path: (pages[path].output, making.files[path].facts) for path in printed.changed}
        touched = {*delta.texts, *(self._source_of(printed, kind, key) for kind, key in delta.records)}
        lookups = Before(self._root, pages, self._memory, touched, known=not printed.whole)
        told_of = [*changed.values(), *((output, facts) for _path, output, facts in lookups.noted())]
        quick = context.queries.recall is not None  # the same posts wait as before, and none can be seen anew
        policy = policy_of(context.hub, told_of, drafts=self._wish.drafts or quick, private=self._private)
        total = len(changed)
        self._report(Event("check", 0, total))
        problems = judge(changed, printed.gone, lookups, policy)
        require_sound(problems)
        self._report(Event("check", total, total))
        told = problems.warnings
        printed.warnings = (*printed.reading.warnings, *told)
        printed.about = msgspec.structs.replace(printed.about, on_pages=_encoder.encode(told))

    def _source_of(self, printed: Printed, kind: str, key: str) -> str:
        record = getattr(printed.reading.snapshot, kind).get(key)
        return record.source.path if record is not None else ""


def _record(loaded: Loaded, path: str) -> Any:
    """The record of a content file that holds one."""
    (key,) = loaded.files[path].keys
    return getattr(loaded.snapshot, path.split("/")[1])[key]


def _asks(key: str) -> bool:
    return key.startswith(_ASKED)


def _planned(path: str, page: Page) -> Planned:
    url = url_of(path)
    return Planned(Address(url, page.endpoint, page.values, page.kind, page.source), url, path)  # type: ignore[arg-type]


def _counted(pages: Pages) -> tuple[int, int]:
    """How many pages and files there are."""
    return sum(path.endswith(".html") for path in pages), len(pages)


def _seconds(at: dt.datetime | None) -> float | None:
    return at.timestamp() if at else None
