"""A folder of Markdown posts from another system into content/posts/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hub.content.frontmatter import FormatError
from hub.exchange.authors import Authors
from hub.exchange.bodies import Addresses, BodyGuide, clean_body, places_in, with_places
from hub.exchange.dates import When, read_date
from hub.exchange.fields import POST, gather, post_field
from hub.exchange.frontmatter import Fronted, Value, has_front_matter, listed, read_front_matter, words
from hub.exchange.hubstate import HubState, folded
from hub.exchange.outcome import Outcome
from hub.exchange.pictures import Pictures
from hub.exchange.plan import Ledger
from hub.exchange.postfields import post_fields
from hub.exchange.reading import Folder
from hub.exchange.writing import Field, document
from hub.model import slugify

MARKDOWN = {".md", ".markdown", ".mdown", ".mkd", ".mdx"}
_LONGEST_NAME = 200
_DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")


@dataclass(frozen=True)
class Found:
    """A post that was read: where it came from, its front matter, its date, its slug, its old addresses."""

    file: Path
    shown: str
    front: Fronted
    when: When
    slug: str
    old: tuple[str, ...] = ()
    path: str = field(default="")


def plan_posts(folder: Folder, hub: HubState, outcome: Outcome, site_url: str) -> None:
    """Everything that importing a folder of posts would write."""
    pictures = Pictures(folder, outcome.ledger)
    found = _distinct([post for file in folder.files() if (post := _read(file, folder))], hub, outcome.ledger)
    for post in found:
        hub.claim(f"/posts/{post.slug}/", post.path)
    addresses = Addresses(known_addresses(hub, found), site_url)
    authors = Authors(hub, outcome)
    authors.make_missing((post.shown, _named_authors(post)) for post in found)
    drafts = [_draft(post, outcome, pictures, addresses, authors) for post in found]
    places = _Places(drafts, hub)
    for draft in drafts:
        _put(draft, outcome, places)
    outcome.media(pictures.writes.values())


def _read(file: Path, folder: Folder) -> Found | None:
    """A post, or None with the reason told."""
    ledger, shown = folder.ledger, folder.name(file)
    if file.suffix.lower() not in MARKDOWN:
        if file.suffix.lower() in (".html", ".htm", ".txt", ".rst", ".adoc", ".textile", ".org", ".ipynb"):
            ledger.skip(shown, 0, f"a {file.suffix} file is no Markdown; left out: convert it first")
        return None
    text = folder.text(file)
    if text is None:
        return None
    dated = _DATED.fullmatch(file.stem)
    try:
        front = read_front_matter(text) if has_front_matter(text) or not dated else Fronted({}, {}, text, 1)
    except FormatError as error:
        ledger.skip(shown, error.line, f"{error.what}; left out: {error.cure}")
        return None
    if front.mended:
        ledger.note(shown, 1, f"the front matter has a mistake, {front.mended}")
    when = _date(front, dated, shown, ledger)
    if when is None:
        ledger.skip(
            shown,
            front.line("date"),
            "there is no date in it that can be read, nor in the file's name; left out: add `date: 2026-03-01`",
        )
        return None
    old, slug = _addresses(file, front, dated, when)
    return Found(file, shown, front, when, slug, old)


def _date(front: Fronted, dated: re.Match[str] | None, shown: str, ledger: Ledger) -> When | None:
    in_name = read_date("-".join(dated.groups()[:3])) if dated else None
    for name, value in gather(front.fields, POST, "date"):
        when = read_date(words(value))
        if when:
            if when.guess:
                ledger.note(shown, front.line(name), f"`{name}` has {when.guess}")
            return when
        ledger.note(
            shown,
            front.line(name),
            f"`{name}` cannot be read as a date: {str(value)[:60]!r}"
            + ("; the file's name gives it" if in_name else ""),
        )
    return in_name


def _addresses(file: Path, front: Fronted, dated: re.Match[str] | None, when: When) -> tuple[tuple[str, ...], str]:
    """Where a post stood before, and its slug from now on."""
    written = words(front.fields.get("slug", "")).strip()
    stem = dated[4] if dated else file.parent.name if file.stem == "index" else file.stem
    slug = _short_enough(slugify(written) or slugify(stem)) or "post-" + when.iso[:10]
    old: list[str] = []
    if dated:
        days = [when.day]
        in_name = read_date("-".join(dated.groups()[:3]))
        days += [in_name.day] if in_name and in_name.day != when.day else []
        old += [f"/{day:%Y/%m/%d}/{written or stem}/" for day in days]
    for _, value in gather(front.fields, POST, "aliases"):
        old += [item for item in listed(value) if item not in old]
    return tuple(old), "page-1" if slug == "page" else slug


def _short_enough(slug: str) -> str:
    """A slug that, with a day behind it, still fits in a file's name (255 bytes)."""
    return slug.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore").rstrip("-")


def _distinct(found: list[Found], hub: HubState, ledger: Ledger) -> list[Found]:
    """Every post with a slug of its own: the oldest keeps a slug that several want, the others get their day."""
    taken: set[str] = set()
    distinct = []
    for post in sorted(found, key=lambda p: (p.when.day, p.shown)):
        slug = post.slug
        if slug in taken:
            slug = _free(f"{post.slug}-{post.when.day.isoformat()}", taken)
            ledger.note(post.shown, 0, f"another post is called {post.slug!r}; this one becomes {slug!r}")
        taken.add(slug)
        there = hub.posts.get(slug)
        distinct.append(replace(post, slug=slug, path=there.path if there else f"content/posts/{slug}.md"))
    return distinct


def _free(slug: str, taken: set[str]) -> str:
    number, free = 2, slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def known_addresses(hub: HubState, found: list[Found]) -> Mapping[str, str]:
    """From every old and new address, folded, to the hub's own name for what stands there."""
    known: dict[str, str] = {}
    for handle, person in hub.advocates.items():
        places = [f"/{room}/{handle}/" for room in ("team", "authors", "author", "people", "advocates")]
        for address in (*places, *listed(person.fields.get("aliases", ""))):
            known.setdefault(folded(address), f"advocate:{handle}")
    for slug, page in hub.pages.items():
        for address in (f"/{slug}/", *listed(page.fields.get("aliases", ""))):
            known[folded(address)] = f"/{slug}/"
    for slug, standing in hub.posts.items():
        for address in (f"/posts/{slug}/", *listed(standing.fields.get("aliases", ""))):
            known[folded(address)] = f"post:{slug}"
    for post in found:
        names = [
            f"/{post.file.name}",
            f"/{post.file.stem}",
            f"/_posts/{post.file.name}",
            f"/posts/{post.slug}/",
            f"/{post.shown}",
        ]
        for address in (*post.old, *names):
            known[folded(address)] = f"post:{post.slug}"
    return known


@dataclass(frozen=True)
class Draft:
    """A post ready but for its links to places in others, which are known when all are drafted."""

    post: Found
    fields: dict[str, Field]
    body: str
    guide: BodyGuide


class _Places:
    """The places in every post, looked up once each; a post of the hub's own counts before an imported one."""

    def __init__(self, drafts: list[Draft], hub: HubState) -> None:
        self._texts = {draft.post.slug: draft.body for draft in drafts}
        self._texts |= {slug: standing.front.body for slug, standing in hub.posts.items() if standing.front}
        self._known: dict[str, frozenset[str]] = {}

    def __call__(self, slug: str) -> frozenset[str]:
        if slug not in self._known:
            self._known[slug] = places_in(self._texts.get(slug, ""))
        return self._known[slug]


def _draft(post: Found, outcome: Outcome, pictures: Pictures, addresses: Addresses, authors: Authors) -> Draft:
    front, ledger = post.front, outcome.ledger
    guide = BodyGuide(post.shown, post.file, "posts", addresses, pictures, ledger)
    fields = post_fields(post.shown, front, post.when.iso, post.slug, guide, outcome.hub)
    fields["authors"] = authors.handles(_named_authors(post), post.shown, _line(post, "authors"))
    old = [_rooted(address, addresses.site_url) for address in post.old]
    aliases = outcome.aliases(post.path, old, post.shown, _line(post, "aliases"))
    if aliases:
        fields["aliases"] = aliases
    for name in front.fields:
        if post_field(name) is None:
            ledger.count(f"the field `{name[:60]}` has no place in a post and is left out, {{n}} times", post.shown)
    page = {name: words(value) for name, value in front.fields.items() if isinstance(value, str)}
    return Draft(post, fields, clean_body(front.body, front.body_line, guide, page, authors.person), guide)


def _line(post: Found, ours: str) -> int:
    """The line of the field that means `ours`, else the first."""
    return next((post.front.line(name) for name, _ in gather(post.front.fields, POST, ours)), 1)


def _named_authors(post: Found) -> list[Value]:
    return [value for _, value in gather(post.front.fields, POST, "authors")]


def _put(draft: Draft, outcome: Outcome, places: _Places) -> None:
    post, line = draft.post, draft.post.front.body_line
    body = with_places(draft.body, line, draft.guide, places)
    if not body:
        outcome.ledger.note(post.shown, line, "the post has no text")
    outcome.put(post.path, document(draft.fields, body), post.shown)


def _rooted(address: str, site_url: str) -> str:
    """The path of an old address given with its site."""
    return (
        "/" + address.removeprefix(site_url.rstrip("/")).lstrip("/")
        if site_url and address.startswith(site_url)
        else address
    )
