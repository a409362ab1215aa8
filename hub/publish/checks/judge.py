"""The judge of what is about to be published: looks at what changed, and tells what stops it and what does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from hub.model import HubError, Problems
from hub.publish.addresses import url_of
from hub.publish.checks.deadlinks import dead_links
from hub.publish.checks.early import Unpublished, too_early
from hub.publish.checks.facts import Facts, Fault
from hub.publish.checks.lines import line_of_address, line_of_bare_picture
from hub.publish.checks.lookups import Changed, Lookups
from hub.publish.checks.mail import Mail, judge_mail
from hub.publish.checks.targets import ground_of, shown
from hub.publish.outputs import Output

Found = TypeVar("Found")
_MANY = 200
"""So many content files are read at most to find the line that says an address."""


@dataclass(frozen=True)
class Policy:
    """What may stand in the published files.

    `asks` are e-mail addresses in advocates' `ask`; `body_addresses` gives for an address the content files whose
    bodies say it, of content that is out; `private` are addresses that the desk keeps to itself. All e-mail addresses
    are in small letters.
    """

    base_url: str
    contact: str = ""
    asks: frozenset[str] = frozenset()
    body_addresses: Mapping[str, Collection[str]] = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    unpublished: Collection[Unpublished] = ()


def said_in_bodies(
    outputs: Iterable[tuple[Output, Facts]], addresses_of: Callable[[str], Collection[str]]
) -> dict[str, list[str]]:
    """A policy's `body_addresses`, as far as these outputs (changed and noted ones) need it: only the bodies that an
    output with an address is made from are looked into. `addresses_of` gives what `addresses_in` finds in the
    rendered body of a content file; none for a file without one."""
    sources = {source for output, facts in outputs if facts.addresses for source in output.sources}
    said: dict[str, list[str]] = {}
    for source in sorted(sources):
        for address in addresses_of(source):
            said.setdefault(address, []).append(source)
    return said


def judge(changed: Changed, removed: Collection[str], lookups: Lookups, policy: Policy) -> Problems:
    """Everything wrong with the hub as it will be, once `changed` is published and `removed` is gone.

    Costs what changed, and what stands noted from before. The hub as `lookups` has it is taken to be one that was
    published, so without problems; then this tells the same as judging every file anew.
    """
    told = _Told(lookups)
    facts = {path: its for path, (_output, its) in changed.items()}
    gone = frozenset(removed)
    for fault, pages in dead_links(facts, gone, lookups, ground_of(policy.base_url)).items():
        told.fault(fault, pages)
    for fault, pages in _by_pages((fault, path) for path, its in facts.items() for fault in its.faults):
        told.fault(fault, pages)
    for entry, deed, pages in too_early(changed, gone, lookups, policy.unpublished):
        told.too_early(entry, deed, pages)
    noted = list(_noted(changed, gone, lookups))
    outputs = {path: output for path, output, _its in noted}
    for mail, pages in _by_pages(_mail(noted, lookups, policy)):
        told.mail(mail, {path: outputs[path] for path in pages})
    for picture, pages in _by_pages((picture, path) for path, _output, its in noted for picture in its.bare):
        told.bare(picture, pages)
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


def _mail(noted: Iterable[tuple[str, Output, Facts]], lookups: Lookups, policy: Policy) -> Iterator[tuple[Mail, str]]:
    for path, output, its in noted:
        if its.addresses:
            sources = {*output.sources, lookups.source(path)} if output.sources else None
            for found in judge_mail(its.addresses, sources, policy):
                yield found, path


def _by_pages(found: Iterable[tuple[Found, str]]) -> Iterable[tuple[Found, set[str]]]:
    """Each thing once, with all the outputs it was found in."""
    pages: dict[Found, set[str]] = {}
    for what, path in found:
        pages.setdefault(what, set()).add(path)
    return pages.items()


class _Told:
    """Gathers what is told, each thing once however many pages have it."""

    def __init__(self, lookups: Lookups) -> None:
        self.problems = Problems()
        self._lookups = lookups

    def fault(self, fault: Fault, pages: Collection[str]) -> None:
        home, subject = self._named(pages)
        self.problems.add(home, 0, f"{subject} {fault.what}", fault.cure)

    def too_early(self, entry: Unpublished, deed: str, pages: Collection[str]) -> None:
        cure = "leave it out there until it is published: the theme or Laurel shows it too early"
        what = f"this {entry.why} and must not be seen yet, but {self._named(pages)[1]} {deed}"
        self.problems.add(entry.source, 0, what, cure)

    def mail(self, mail: Mail, pages: Mapping[str, Output]) -> None:
        home, subject = self._named(pages)
        place, line = mail.body, line_of_address(self._lookups.text_of(mail.body), mail.address) if mail.body else 0
        if not place:
            place, line = self._said(mail.address, home, pages)
        (self.problems.add if mail.stops else self.problems.warn)(place, line, mail.words(subject), mail.cure)

    def bare(self, picture: str, pages: Collection[str]) -> None:
        home, subject = self._named(pages)
        line = line_of_bare_picture(self._lookups.text_of(home))
        what = f"{subject} shows the picture {shown(picture)} without an alt text"
        self.problems.warn(home, line, what, 'write alt="what it shows", or alt="" where it is decoration')

    def _named(self, pages: Collection[str]) -> tuple[str, str]:
        """Where to mend what some outputs show, and words for them: "the page /x/ (and 2 more pages)". The first that
        has a content file of its own is named, else the first, by its address."""
        first = min(pages, key=lambda page: (not self._lookups.source(page), page))
        more = len(pages) - 1
        kind = "page" if first.endswith(".html") else "file"
        others = f" (and {more} more {kind}{'s' if more > 1 else ''})" if more else ""
        return self._lookups.source(first) or url_of(first), f"the {kind} {url_of(first)}{others}"

    def _said(self, address: str, home: str, pages: Mapping[str, Output]) -> tuple[str, int]:
        """The content file and line that say an address outside of any body: of all that the outputs are made from."""
        sources = {source for output in pages.values() for source in output.sources if source != home}
        for source in [home, *sorted(sources)[:_MANY]]:
            line = line_of_address(self._lookups.text_of(source), address)
            if line:
                return source, line
        return home, 0


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
