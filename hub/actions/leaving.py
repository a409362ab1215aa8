"""What of the content is about one person, and what each file becomes without them.

Pure reading: it looks at the content files and says what would change. `holding` and `erase` do it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from urllib.parse import quote

from hub.actions.desk import Desk
from hub.actions.listed import without_items
from hub.content import Leaf, digest_of, edit_front_matter, edit_yaml, front_matter, texts_of, yaml_values
from hub.content.links import classify
from hub.model import HubError

What = Literal["profile", "award", "post", "byline", "host", "thanks", "line", "link", "translation"]
_LISTS = {"events": ("hosts", "host"), "changes": ("advocates", "thanks")}
_WORDS = r"(?:[^\[\]\\!]|\\.|!(?:\[[^\[\]]{0,300}\]\([^()\n]{0,600}\))?){0,600}+"
"""A link's words, a picture among them. No pattern here runs on without end or is tried twice over: texts are by
anybody, and while somebody is taken out nothing else can be written."""
_INLINE = re.compile(
    rf"(?<![!\\])\[({_WORDS})\]\(\s{{0,9}}(<[^<>\n]{{0,2000}}>|[^\s()<>]{{1,2000}}+)"
    r"(?:\s{1,9}(?:\"[^\"]{0,600}\"|'[^']{0,600}'))?\s{0,9}\)"
)
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:[ \t]*(<[^<>\n]*>|\S+)[^\n]*(?:\n|\Z)", re.MULTILINE)
_LABELLED = re.compile(r"\[([^\[\]]{1,600}+)\]\[([^\[\]]{0,600}+)\]")
_SHORTCUT = re.compile(r"(?<!\])\[([^\[\]]{1,600}+)\](?![(\[:])")
_ANCHOR = re.compile(
    r"<a\b[^<>]{0,600}?\bhref\s{0,9}=\s{0,9}(\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}'|[^\s\"'<>]{1,2000}+)[^<>]{0,600}>"
    r"((?:(?!</?a\b).){0,2000})</a\s{0,9}>",
    re.IGNORECASE | re.DOTALL,
)
_ANGLE = re.compile(r"<((?:post|advocate):[^<>\s]+)>")
_MEDIA = re.compile(r"media/[^\s()<>\[\]\"'`,]+")
_QUICK = re.compile(r"(?:post|advocate):|/(?:posts|advocates)/")


@dataclass(frozen=True, slots=True)
class Step:
    """What one content file becomes: `text` None when it goes. `taken` is what is to be kept of it elsewhere
    (a whole file, or the lines taken out of a list), `digest` that of the file now."""

    path: str
    what: What
    title: str
    old: str
    digest: str
    text: str | None
    taken: str = ""


@dataclass(frozen=True)
class Leaving:
    """Everything that changes in the content when somebody goes, and files that only theirs referred to."""

    steps: tuple[Step, ...] = ()
    media: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    """Files in which a link to them could not be taken out."""

    def of(self, *whats: What) -> tuple[Step, ...]:
        """The steps of some kinds."""
        return tuple(step for step in self.steps if step.what in whats)


@dataclass
class _Work:
    """Texts as they become, file by file: one file may change for several reasons."""

    desk: Desk
    steps: dict[str, Step] = field(default_factory=dict)

    def text(self, leaf: Leaf) -> str | None:
        """A file's text as it stands so far, None when it goes or cannot be read."""
        step = self.steps.get(leaf.path)
        if step is not None:
            return step.text
        try:
            return self.desk.shelf.text(leaf.path)
        except HubError:
            return None

    def becomes(self, leaf: Leaf, what: What, text: str | None, taken: str = "") -> None:
        """Note what a file becomes."""
        before = self.steps.get(leaf.path)
        old = before.old if before else self.desk.shelf.text(leaf.path)
        self.steps[leaf.path] = Step(
            leaf.path,
            before.what if before else what,
            leaf.title,
            old,
            digest_of(old.encode("utf-8")),
            text,
            taken or (before.taken if before else ""),
        )


def leaving(desk: Desk, handle: str, *, award: Callable[[str], str] | None = None, links: bool = True) -> Leaving:
    """What changes in the content when `handle` goes.

    Their profile, their awards and the posts of theirs alone go; posts with others lose the byline, events and
    changes the name in their lists, ledgers their lines; links to what goes become plain words. With `award`
    their awards stay as the text it makes of each. Without `links`, which needs every file to be read, only files
    that say themselves that they are about the person are looked at, and no media.
    """
    work, gone = _Work(desk), {("advocate", handle)}
    leaves = desk.shelf.leaves(fresh=links)
    for leaf in leaves.values():
        fields, kind = leaf.fields, leaf.kind
        if kind == "advocates" and leaf.key == handle:
            work.becomes(leaf, "profile", None, _read(desk, leaf))
        elif kind == "awards" and fields.get("advocate") == handle:
            text = _read(desk, leaf)
            work.becomes(leaf, "award", award(text) if award else None, text)
        elif kind == "posts" and handle in texts_of(fields.get("authors")):
            others = [name for name in texts_of(fields.get("authors")) if name != handle]
            if others:
                text = edit_front_matter(_read(desk, leaf), {"authors": others})
                work.becomes(leaf, "byline", text)
            else:
                gone.add(("post", leaf.key))
                work.becomes(leaf, "post", None, _read(desk, leaf))
        elif kind in _LISTS and handle in texts_of(fields.get(_LISTS[kind][0])):
            key, what = _LISTS[kind]
            rest = [name for name in texts_of(fields.get(key)) if name != handle]
            work.becomes(leaf, cast(What, what), edit_front_matter(_read(desk, leaf), {key: rest or None}))
    pages = {f"/advocates/{handle}/", *(f"/posts/{key}/" for kind, key in gone if kind == "post")}
    for leaf in leaves.values():
        if leaf.kind in ("contributions", "mentions"):
            _lines(work, leaf, handle, pages)
    if not links:
        return Leaving(tuple(work.steps.values()))
    left = tuple(_unlink_all(work, leaves.values(), gone, pages))
    return Leaving(tuple(work.steps.values()), _only_theirs(work, leaves), left)


def post_leaving(desk: Desk, slug: str) -> Leaving:
    """What other files become when one post goes: links to it turn into plain words, mentions of it go."""
    work, pages = _Work(desk), {f"/posts/{slug}/"}
    others = [leaf for leaf in desk.shelf.leaves(fresh=True).values() if (leaf.kind, leaf.key) != ("posts", slug)]
    for leaf in others:
        if leaf.kind == "mentions":
            _lines(work, leaf, "", pages)
    left = tuple(_unlink_all(work, others, {("post", slug)}, pages))
    return Leaving(tuple(work.steps.values()), left=left)


def _read(desk: Desk, leaf: Leaf) -> str:
    return desk.shelf.text(leaf.path)


def _lines(work: _Work, leaf: Leaf, handle: str, pages: set[str]) -> None:
    """Take a person's lines out of a ledger, and mentions of pages that go."""
    items = leaf.fields.get("items")
    single = not isinstance(items, list)
    rows: list[Any] = [leaf.fields] if single else cast("list[Any]", items)
    at = {
        i for i, row in enumerate(rows) if isinstance(row, dict | Mapping) and _is_theirs(leaf.kind, row, handle, pages)
    }
    if not at:
        return
    text = _read(work.desk, leaf)
    if single:
        work.becomes(leaf, "line", None, text)
        return
    rest, taken = without_items(text, at)
    work.becomes(leaf, "line", rest, taken)


def _is_theirs(kind: str, row: Mapping[str, Any], handle: str, pages: set[str]) -> bool:
    if kind == "contributions":
        return row.get("advocate") == handle
    target = str(row.get("target", ""))
    return (target.split("#", maxsplit=1)[0].rstrip("/") + "/") in pages or target == f"advocate:{handle}"


# --- links ---------------------------------------------------------------------------------------------------


def _unlink_all(work: _Work, leaves: Iterable[Leaf], gone: set[tuple[str, str]], pages: set[str]) -> Iterator[str]:
    """Make links to what goes plain words in every other file; gives the paths where one may be left."""

    def leads_there(address: str) -> bool:
        found = classify(address.strip("<>\"'"))
        if found.kind == "page":
            return found.target.split("?")[0].rstrip("/") + "/" in pages
        return (found.kind, found.target) in gone

    slugs = {key for kind, key in gone if kind == "post"}
    for leaf in leaves:
        text = work.text(leaf)
        if text is None:
            continue
        if leaf.kind == "awards":
            _evidence(work, leaf, text, leads_there)
            continue
        if leaf.kind == "posts" and leaf.fields.get("translation_of") in slugs:
            text = edit_front_matter(text, {"translation_of": None})
            work.becomes(leaf, "translation", text)
        if leaf.kind in ("contributions", "mentions", "figures") or not _QUICK.search(text):
            continue
        try:
            body = front_matter(text)[1]
        except HubError:
            continue
        plain = unlinked(body, leads_there)
        if plain != body:
            work.becomes(leaf, "link", edit_front_matter(text, {}, plain))
        if any(re.search(rf"\b{kind}:{re.escape(key)}(?![\w-])", plain) for kind, key in gone):
            yield leaf.path


def unlinked(body: str, leads_there: Callable[[str], bool]) -> str:
    """Markdown in which links to some addresses are their own words."""
    labels = {m[1].casefold() for m in _DEFINITION.finditer(body) if leads_there(m[2])}
    body = _DEFINITION.sub(lambda m: "" if leads_there(m[2]) else m[0], body)
    body = _INLINE.sub(lambda m: m[1] if leads_there(m[2]) else m[0], body)
    body = _ANCHOR.sub(lambda m: m[2] if leads_there(m[1]) else m[0], body)
    body = _ANGLE.sub(lambda m: "" if leads_there(m[1]) else m[0], body)
    if labels:
        body = _LABELLED.sub(lambda m: m[1] if (m[2] or m[1]).casefold() in labels else m[0], body)
        body = _SHORTCUT.sub(lambda m: m[1] if m[1].casefold() in labels else m[0], body)
    return body


def _evidence(work: _Work, leaf: Leaf, text: str, leads_there: Callable[[str], bool]) -> None:
    """Take addresses of what goes out of an award's evidence."""
    plain = plain_evidence(text, leads_there)
    if plain != text:
        work.becomes(leaf, "link", plain)


def plain_evidence(text: str, leads_there: Callable[[str], bool]) -> str:
    """An award's file whose evidence keeps its words and loses some addresses."""
    given = yaml_values(text).get("evidence") if "evidence" in text else None
    if not isinstance(given, list):
        return text
    kept = []
    for item in given:
        if isinstance(item, dict) and item.get("url") and leads_there(str(item["url"])):
            item = {key: value for key, value in item.items() if key != "url"}
        if item:
            kept.append(item)
    return text if kept == given else edit_yaml(text, {"evidence": kept or None})


# --- media ---------------------------------------------------------------------------------------------------


def media_in(text: str) -> set[str]:
    """Every `media/…` a text may mean, as written."""
    found = {name.rstrip(".,;:!?") for name in _MEDIA.findall(text)}
    try:
        fields = front_matter(text)[0]
    except HubError:
        return found
    found |= {str(fields[key]) for key in ("photo", "cover", "file") if isinstance(fields.get(key), str)}
    return {name for name in found if name.startswith("media/") and ".." not in name.split("/")}


def _only_theirs(work: _Work, leaves: Mapping[str, Leaf]) -> tuple[str, ...]:
    """The files of the media folder that what goes refers to and nothing that stays does."""
    theirs: set[str] = set()
    for step in work.steps.values():
        if step.text is None:
            theirs |= media_in(step.old)
    root = work.desk.root / "content"
    theirs = {name for name in theirs if (root / name).is_file()}
    if work.desk.settings.brand.logo:
        theirs.discard(work.desk.settings.brand.logo)
    for leaf in leaves.values():
        if not theirs:
            break
        text = work.text(leaf)
        if text is not None:
            theirs = {name for name in theirs if name not in text and quote(name) not in text}
    return tuple(sorted(theirs))
