"""Why a page was made anew by a build, or was not, in words."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

from hub.content.ledger import is_shared, taken_apart
from hub.publish.addresses import file_of, url_of
from hub.publish.events import Built
from hub.publish.memory import Page, numbers_in
from hub.publish.outputs import Output
from hub.publish.published import Marks, Published

State = Literal["new", "made", "kept", "gone", "unknown"]
_MOST = 12
"""So many reasons or content files are named; the rest are counted."""

QUESTIONS = {
    "newest": "the list of the newest {1} {0}",
    "numbered": "page {1} of the list of {0}",
    "size": "the number of {0}",
    "post": "what the post {0} says of itself",
    "is_out": "whether the post {0} is out",
    "updated": "the day the post {0} was last changed",
    "translations": "the list of other versions of the post {0}",
    "topic_of": "the topic that the tag {0} belongs to",
    "topic_title": "the title of the topic {0}",
    "topics": "the list of topics and how many posts each has",
    "description_of": "the file that describes the topic {0}",
    "writers": "the list of people who write on the topic {0}",
    "advocate": "what {0} says in the profile",
    "has_profile": "whether {0} has a profile",
    "name_and_number": "the name or the number of {0}",
    "directory": "the list of people",
    "recently_active": "the list of the {0} people active last",
    "standing": "the tier of {0}, or the day they joined or left",
    "terms_begun": "the terms of {0}",
    "contributions_of": "the list of what {0} did elsewhere",
    "badges": "the list of badges",
    "badge": "what the badge {0} says of itself",
    "is_badge": "whether there is a badge {0}",
    "award": "the award {0}",
    "state": "whether the award {0} counts",
    "expires": "the day the award {0} ends",
    "newest_awards": "the list of the newest {0} awards",
    "awards_of": "the list of awards of {0}",
    "badges_of": "the list of badges of {0}",
    "holders": "the list of people who hold the badge {0}",
    "years": "the list of years on the wall",
    "year_of": "the year {0} on the wall",
    "tier_holders": "the list of people of the tier {0}",
    "coming_events": "the list of coming events",
    "past_events": "the list of past events",
    "event": "what the event {0} says of itself",
    "is_past": "whether the event {0} is over",
    "resources": "the list of resources",
    "changes": "the list of “you said, we did”",
    "menu": "the list of pages in the menu",
    "page": "what the page {0} says of itself",
    "has": "whether the hub has any {0}",
    "alias": "where the old address {0} leads",
    "sitemap": "the list of pages for search engines",
    "text": "the text of {0}",
    "media": "the file {0}",
    "links_file": "whether there is a file {0}",
    "variant": "the picture {0} in the size shown",
}
"""Every question a page may ask of the hub, in words; `{0}` and `{1}` are its arguments."""

SHARED = {
    "site": "what stands around every page (the menu and what the hub says of itself)",
    "person": "the card of {0}",
    "post": "the card of the post {0}",
    "badge": "the card of the badge {0}",
    "award": "the card of the award {0}",
    "event": "the card of the event {0}",
    "html": "the text of {0}, or what its links and pictures lead to",
    "atom": "the entry of the post {0} in Atom feeds",
    "json": "the entry of the post {0} in JSON feeds",
}
"""The same for what several pages share."""

CAUSES = {
    "clean": "--clean was given",
    "first": "nothing was published here before",
    "forgotten": "nothing is remembered of the build before (.laurel/memory.db was not there)",
    "settings": "hub.toml has changed, and it goes into every page",
    "theme": "the theme has changed, Laurel's own or the hub's in site/",
    "engine": "Laurel itself, or Python or a package it stands on, is another one",
    "address": "--base-url is another one than at the build before",
    "out": "with --out nothing is remembered from one build to the next",
}
"""Why a build made everything anew."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why the file `path` at the address `url` was made or not. `changed` says that its file was written or removed,
    `causes` why everything was made anew, `keys` are the reads that differ, `beneath` what differs within those that
    pages share, `sources` the content files it is made of, `reads` how many things it read (None when nobody wrote it
    down). For an unknown one, `nearest` is an address there is, or empty."""

    url: str
    path: str
    state: State
    changed: bool = False
    causes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    beneath: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    reads: int | None = None
    nearest: str = ""

    @property
    def why(self) -> tuple[str, ...]:
        """The reasons it was made anew, in words."""
        return (*(CAUSES[cause] for cause in self.causes), *dict.fromkeys(map(self._reason, self.keys)))

    def _reason(self, key: str) -> str:
        within = "; ".join(map(words_of, self.beneath.get(key, ())))
        return f"{words_of(key)} ({within})" if within else words_of(key)


Inner = Callable[[str], Iterable[str]]
"""The keys of what something shared has read itself."""


def explain(
    built: Built,
    wanted: str,
    base_url: str,
    pages: Mapping[str, Page] | Mapping[str, Output],
    inner: Inner = lambda _: (),
) -> Explained:
    """Why the page `wanted` was made by the build that just ran or not: a rooted or whole address (below `base_url`),
    or a file's path in the published hub, of which `pages` are all files there are."""
    path = next((path for path in _candidates(wanted, base_url) if path in pages or path in built.gone), "")
    if not path:
        return Explained(wanted, "", "unknown", nearest=_nearest(wanted, pages))
    url = url_of(path)
    page = pages.get(path)
    if page is None:
        return Explained(url, path, "gone", changed=True)
    whole, keys = bool(built.whole), built.why.get(path, ())
    state: State = "made" if whole or keys else "new" if path in built.why else "kept"
    told = () if whole else keys
    return Explained(
        url,
        path,
        state,
        changed=path in built.wrote,
        causes=built.whole,
        keys=told,
        beneath=_beneath(told, built, inner),
        sources=page.sources,
        reads=len(numbers_in(page.reads)) if isinstance(page, Page) and page.reads is not None else None,
    )


def _beneath(keys: Iterable[str], built: Built, inner: Inner) -> dict[str, tuple[str, ...]]:
    """What differs within each of some keys, as far as any page was made anew for it."""
    shared = [key for key in keys if is_shared(key)]
    differs = {key for why in built.why.values() for key in why} if shared else set()
    found = {}
    for key in shared:
        seen, waiting = {key}, [key]
        while waiting:
            more = {other for other in inner(waiting.pop()) if other in differs} - seen
            seen |= more
            waiting += [other for other in more if is_shared(other)]
        found[key] = tuple(sorted(other for other in seen if not is_shared(other)))
    return found


def _candidates(wanted: str, base_url: str) -> Iterable[str]:
    """The files an address may stand for, the likeliest first."""
    base = urlsplit(base_url)
    try:
        asked = urlsplit(wanted.strip())
    except ValueError:
        return
    if asked.netloc and asked.netloc.casefold() != base.netloc.casefold():
        return
    whole = unicodedata.normalize("NFC", unquote(asked.path)).lstrip("/")
    below = base.path.strip("/")
    within = whole.removeprefix(f"{below}/") if below and f"{whole}/".startswith(f"{below}/") else whole
    for path in dict.fromkeys((within if within != below else "", whole)):
        yield file_of(f"/{path}")
        yield file_of(f"/{path}/")


def _nearest(wanted: str, pages: Iterable[str]) -> str:
    path = "/" + unquote(urlsplit(wanted.strip()).path if "[" not in wanted else wanted).lstrip("/")
    urls = [url_of(known) for known in pages]
    first = path.split("/")[1]
    for some in ([url for url in urls if url.split("/")[1] == first], urls):
        close = difflib.get_close_matches(path, some, 1, 0.5)
        if close:
            return close[0]
    return ""


def words_of(key: str) -> str:
    """A read in words: `the text of content/posts/a.md`."""
    if not key:
        return "what it reads was not written down"
    name, arguments = taken_apart(key)
    table: Mapping[str, str] = SHARED if is_shared(key) else QUESTIONS
    words = table.get(name.lstrip("="))
    if words is None:
        return f"the answer to “{' '.join((name, *arguments))}”"
    if name in ("newest", "numbered", "size"):
        arguments = [_listing(arguments[0]), *arguments[1:]]
    return words.format(*arguments)


def _listing(listing: str) -> str:
    kind, _, key = listing.partition(":")
    return {"by": f"posts by {key}", "topic": f"posts on the topic {key}"}.get(kind, "posts")


def in_sentences(explained: Explained) -> tuple[str, ...]:
    """What there is to tell a person, a line each."""
    at = f"{explained.url} ({explained.path})"
    if explained.state == "unknown":
        near = f" The nearest there is: {explained.nearest}" if explained.nearest else ""
        return (f"There is no page {explained.url} in this hub, so there is nothing to explain.{near}",)
    if explained.state == "gone":
        return (f"{at} was removed: nothing in the content has this address any more.",)
    told = [_what(explained, at)]
    told += [f"  {line}" for line in _few(explained.why)] if explained.state == "made" else []
    if explained.state == "made" and not explained.changed:
        told.append("It came out the same as before, so its file was left as it was.")
    things = "thing" if explained.reads == 1 else "things"
    counted = f"It read {explained.reads:,} {things} and is" if explained.reads else "It is"
    if explained.sources:
        told += [f"{counted} made from:", *(f"  {line}" for line in _few(explained.sources))]
    else:
        told.append(f"{counted} made from no file of content.")
    return tuple(told)


def _what(explained: Explained, at: str) -> str:
    if explained.state == "new":
        return f"{at} was made because it is new: the hub had no such page before."
    if explained.state == "kept":
        return f"{at} was not made anew: nothing it read has changed."
    if explained.causes:
        return f"{at} was made anew, as every page was, because:"
    return f"{at} was made anew because something it read has changed:"


def _few(lines: tuple[str, ...]) -> list[str]:
    more = len(lines) - _MOST
    return [*lines[:_MOST], *([f"and {more:,} more"] if more > 0 else [])]


def causes_of(*, clean: bool, remembered: bool, before: Published | None, marks: Marks, known: bool) -> tuple[str, ...]:
    """Why everything is made anew (keys of `CAUSES`): `remembered` says that there was a memory, `known` that what it
    says of content files could still be used, `before` what was published last and `marks` what there is now."""
    if clean:
        return ("clean",)
    if before is None and not remembered:
        return ("first",)
    if not remembered:
        return ("forgotten",)
    found = []
    if before is not None and before.settings != marks.settings:
        found.append("settings")
    if before is not None and before.theme != marks.theme:
        found.append("theme")
    return tuple(found) or (("address",) if known else ("engine",))
