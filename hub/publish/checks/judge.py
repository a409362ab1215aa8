"""The judge of what is about to be published: looks at what changed, and tells what stops it and what does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hub.model import HubError, Problems
from hub.publish.addresses import url_of
from hub.publish.checks.deadlinks import Known, dead_links
from hub.publish.checks.facts import Facts, Fault
from hub.publish.checks.lines import line_of_address, line_of_bare_picture
from hub.publish.checks.mail import Mail, judge_mail
from hub.publish.checks.targets import ground_of, shown
from hub.publish.outputs import Output


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Content that must not be in any output yet: its file, the output it will be (`posts/a/index.html`), and why,
    as in "is a draft" or "comes out on 2026-12-24"."""

    source: str
    path: str
    why: str


@dataclass(frozen=True)
class Policy:
    """What may stand in the published files.

    `asks` are e-mail addresses in advocates' `ask`; `body_addresses` gives for an address the content files whose
    bodies say it; `private` are addresses that the desk keeps to itself. All e-mail addresses are in small letters.
    """

    base_url: str
    contact: str = ""
    asks: frozenset[str] = frozenset()
    body_addresses: Mapping[str, Collection[str]] = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    unpublished: Collection[Unpublished] = ()


class Lookups(Known, Protocol):
    """What the judge asks of the hub as it was last published, and of content. Each is asked about few things only."""

    def source(self, path: str) -> str:
        """The one content file that an output is of, also of a new one; empty when there is none."""

    def text_of(self, source: str) -> str:
        """The text of a content file, to find a line in it; empty when it cannot be read."""

    def made_from(self, source: str) -> Iterable[str]:
        """The outputs that have a content file among their sources."""

    def noted(self) -> Iterable[tuple[str, Output, Facts]]:
        """Every output whose facts are `noted`, so that its warnings are told also when it did not change."""


Changed = Mapping[str, tuple[Output, Facts]]
"""What is new or changed: path -> what a build knows of it, and what it says."""


def judge(changed: Changed, removed: Collection[str], lookups: Lookups, policy: Policy) -> Problems:
    """Everything wrong with the hub as it will be, once `changed` is published and `removed` is gone.

    Costs what changed, and what stands noted from before. The hub as `lookups` has it is taken to be one that was
    published, so without problems; then this tells the same as judging every file anew.
    """
    told = _Told(lookups)
    facts = {path: its for path, (_output, its) in changed.items()}
    gone = frozenset(removed)
    waiting = {entry.path: entry for entry in policy.unpublished}
    for fault, pages in dead_links(facts, gone, lookups, ground_of(policy.base_url)).items():
        told.fault(fault, pages)
    own: dict[Fault, set[str]] = {}
    for path, its in facts.items():
        for fault in its.faults:
            own.setdefault(fault, set()).add(path)
    for fault, pages in own.items():
        told.fault(fault, pages)
    for entry, fault, pages in _too_early(changed, gone, lookups, policy, waiting):
        told.of_content(entry.source, fault, pages)
    mail: dict[Mail, set[str]] = {}
    bare: dict[str, set[str]] = {}
    for path, output, its in _noted(changed, gone, lookups):
        for picture in its.bare:
            bare.setdefault(picture, set()).add(path)
        if its.addresses:
            sources = {*output.sources, lookups.source(path)} if output.sources else None
            for found in judge_mail(its.addresses, sources, policy):
                mail.setdefault(found, set()).add(path)
    told.mail(mail)
    told.bare(bare)
    return told.problems


def judge_all(
    files: Changed,
    policy: Policy,
    source: Callable[[str], str] = lambda path: "",
    text_of: Callable[[str], str] = lambda source: "",
) -> Problems:
    """Judge a whole hub of which nothing was published before."""
    return judge(files, (), _NothingYet(source, text_of), policy)


def require_sound(problems: Problems) -> None:
    """Raise HubError, with warnings and all, when there is a problem among these."""
    count = len(problems.fatal)
    if count:
        found = "1 problem was" if count == 1 else f"{count} problems were"
        raise HubError(f"{found} found in the finished pages. Nothing was published.", problems)


def _noted(changed: Changed, gone: Collection[str], lookups: Lookups) -> Iterator[tuple[str, Output, Facts]]:
    """Every file that has something to be told, changed or not."""
    for path, (output, its) in changed.items():
        if its.noted:
            yield path, output, its
    for path, output, its in lookups.noted():
        if path not in changed and path not in gone:
            yield path, output, its


def _too_early(
    changed: Changed, gone: Collection[str], lookups: Lookups, policy: Policy, waiting: Mapping[str, Unpublished]
) -> Iterator[tuple[Unpublished, Fault, set[str]]]:
    """Drafts and what is not yet due, where they would be seen."""
    if not waiting and not policy.unpublished:
        return
    cure = "leave it out there until it is published: this is a fault of the theme or of Laurel"
    by_source = {entry.source: entry for entry in policy.unpublished}
    made: dict[str, set[str]] = {}
    linked: dict[str, set[str]] = {}
    for path, (output, its) in changed.items():
        for source in by_source.keys() & output.sources:
            made.setdefault(source, set()).add(path)
        entry = waiting.get(path)
        if entry and lookups.source(path) in ("", entry.source):
            made.setdefault(entry.source, set()).add(path)
        for target in its.links:
            seen = waiting.get(target.partition("#")[0])
            if seen and not _is_other(target.partition("#")[0], seen, changed, gone, lookups):
                linked.setdefault(seen.source, set()).add(path)
    for source, entry in by_source.items():
        before = (path for path in lookups.made_from(source) if path not in changed and path not in gone)
        pages = {*made.get(source, ()), *before}
        if pages:
            yield entry, Fault(f"{entry.why}, and must not be seen yet, but % is made from it", cure), pages
        if source in linked:
            yield entry, Fault(f"{entry.why}, and must not be seen yet, but % links to it", cure), linked[source]


def _is_other(path: str, entry: Unpublished, changed: Changed, gone: Collection[str], lookups: Lookups) -> bool:
    """Whether something else than the unpublished content stands at its future address, an old page's alias say."""
    there = path in changed or (path not in gone and lookups.exists(path))
    return there and lookups.source(path) not in ("", entry.source)


class _Told:
    """Gathers what is told, each thing once however many pages have it."""

    def __init__(self, lookups: Lookups) -> None:
        self.problems = Problems()
        self._lookups = lookups

    def _home(self, path: str) -> str:
        """Where to mend what an output shows: its content file, else its address."""
        return self._lookups.source(path) or url_of(path)

    def fault(self, fault: Fault, pages: Collection[str]) -> None:
        first = min(pages)
        self.problems.add(self._home(first), 0, f"{_subject(pages)} {fault.what}", fault.cure)

    def of_content(self, source: str, fault: Fault, pages: Collection[str]) -> None:
        self.problems.add(source, 0, f"this {fault.what.replace('%', _subject(pages), 1)}", fault.cure)

    def mail(self, found: Mapping[Mail, Collection[str]]) -> None:
        for mail, pages in found.items():
            place = mail.body or self._home(min(pages))
            line = line_of_address(self._lookups.text_of(place), mail.address)
            what = mail.words(_subject(pages))
            (self.problems.add if mail.stops else self.problems.warn)(place, line, what, mail.cure)

    def bare(self, found: Mapping[str, Collection[str]]) -> None:
        for picture, pages in found.items():
            place = self._home(min(pages))
            line = line_of_bare_picture(self._lookups.text_of(place))
            what = f"{_subject(pages)} shows the picture {shown(picture)} without an alt text"
            cure = 'write alt="what it shows", or alt="" where it is decoration'
            self.problems.warn(place, line, what, cure)


def _subject(pages: Collection[str]) -> str:
    """ "the page /x/ (and 2 more)": the first of some outputs, and how many there are."""
    first, more = min(pages), len(pages) - 1
    kind = "page" if first.endswith(".html") else "file"
    others = f" (and {more} more {kind}{'s' if more > 1 else ''})" if more else ""
    return f"the {kind} {url_of(first)}{others}"


class _NothingYet:
    """Lookups of a hub that was never published."""

    def __init__(self, source: Callable[[str], str], text_of: Callable[[str], str]) -> None:
        self.source = source
        self.text_of = text_of

    def exists(self, path: str) -> bool:
        return False

    def ids_of(self, path: str) -> Collection[str]:
        return ()

    def who_links(self, path: str, place: str | None = None) -> Iterable[tuple[str, str]]:
        return ()

    def made_from(self, source: str) -> Iterable[str]:
        return ()

    def noted(self) -> Iterable[tuple[str, Output, Facts]]:
        return ()
