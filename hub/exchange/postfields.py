"""The front matter of an imported post, in the order of the hub's own fields."""

from __future__ import annotations

from hub.content.fields import LONGEST_TEXT, is_web_url
from hub.content.mask import REMOVED
from hub.content.settings import is_language
from hub.exchange.bodies import BodyGuide, plain_text
from hub.exchange.dates import read_date
from hub.exchange.fields import POST, gather
from hub.exchange.frontmatter import Fronted, listed, words
from hub.exchange.hubstate import HubState
from hub.exchange.reading import one_line
from hub.exchange.writing import Field
from hub.model import slugify

TITLE, SUMMARY, ALT = 300, 2000, 1000
"""The longest texts the hub takes, in characters."""


def post_fields(shown: str, front: Fronted, date: str, slug: str, guide: BodyGuide, hub: HubState) -> dict[str, Field]:
    """Every field but the aliases; `authors` is held open for whoever knows the people."""
    read = _Reader(shown, front, guide)
    fields: dict[str, Field] = {
        "title": read.text("title", TITLE) or slug.replace("-", " ").capitalize(),
        "authors": [],
        "date": date,
    }
    if not read.text("title", TITLE):
        guide.tell(1, f"there is no title; the file's name gives it: {fields['title']!r}")
    wanted: dict[str, Field | None] = {
        "updated": read.updated(),
        "tags": read.tags(),
        "groups": read.groups(hub),
        "summary": read.text("summary", SUMMARY),
        **read.cover(),
        "disclosure": read.disclosure(),
        "canonical": read.canonical(),
        "language": read.language(),
        "draft": read.draft(),
    }
    fields.update({key: value for key, value in wanted.items() if value})
    return fields


class _Reader:
    def __init__(self, shown: str, front: Fronted, guide: BodyGuide) -> None:
        self.shown, self.front, self.guide = shown, front, guide

    def text(self, ours: str, longest: int) -> str:
        """The most telling field that holds words; others that say something else are told once for all posts."""
        found = ""
        for name, value in gather(self.front.fields, POST, ours):
            said = plain_text(words(value))
            if REMOVED in said:
                self.guide.tell(self.front.line(name), f"an e-mail address taken out of `{name}`")
            if said and not found:
                found, first = said, name
            elif said and said != found:
                self.guide.ledger.count(
                    f"`{name}` says something else than `{first}` and is left out, {{n}} times", self.shown
                )
        if len(found) > longest:
            self.guide.tell(self.front.line(first), f"`{first}` has {len(found)} characters; cut to {longest}")
        return found[:longest].strip()

    def updated(self) -> str:
        """When it was last changed."""
        for name, value in gather(self.front.fields, POST, "updated"):
            when = read_date(words(value))
            if when:
                return when.iso
            self.guide.tell(self.front.line(name), f"`{name}` cannot be read as a date and is left out")
        return ""

    def tags(self) -> list[str]:
        """Tags and categories, each topic once."""
        tags: dict[str, str] = {}
        for name, value in gather(self.front.fields, POST, "tags"):
            for tag in listed(value):
                tag = one_line(tag)
                if len(tag) > LONGEST_TEXT:
                    self.guide.tell(self.front.line(name), f"the tag {tag[:40]}… has {len(tag)} characters; left out")
                elif slugify(tag):
                    tags.setdefault(slugify(tag), tag)
                elif tag:
                    self.guide.tell(self.front.line(name), f"the tag {tag!r} has no letter or digit and is left out")
        return list(tags.values())

    def groups(self, hub: HubState) -> list[str]:
        """Groups the hub has; others are told once for all posts."""
        known, kept = hub.listed("groups"), []
        for _, value in gather(self.front.fields, POST, "groups"):
            for group in listed(value):
                if group.casefold() in known:
                    kept.append(known[group.casefold()])
                else:
                    self.guide.ledger.count(f"the hub has no group {group!r}; left out, {{n}} times", self.shown)
        return list(dict.fromkeys(kept))

    def cover(self) -> dict[str, Field | None]:
        """The picture above the post, if it came along, and what it shows."""
        alt = self.text("cover_alt", ALT)
        for name, value in gather(self.front.fields, POST, "cover"):
            address, line = words(value).strip(), self.front.line(name)
            found = self.guide.pictures.find(address, self.guide.file)
            taken = self.guide.pictures.take(found, "posts", found.stem) if found else None
            if taken:
                return {"cover": taken, "cover_alt": alt or None}
            why = "is on another site and is not fetched" if is_web_url(address) else "is not there"
            self.guide.tell(line, f"the cover `{address[:90]}` {why}; left out" + (f" ({alt})" if alt else ""))
        return {}

    def canonical(self) -> str:
        """Where the post was published first."""
        for name, value in gather(self.front.fields, POST, "canonical"):
            if is_web_url(words(value)):
                return words(value)
            self.guide.tell(self.front.line(name), f"`{name}` is no web address and is left out")
        return ""

    def language(self) -> str:
        """A language code the hub knows."""
        for name, value in gather(self.front.fields, POST, "language"):
            code = words(value).strip().replace("_", "-")
            if code and is_language(code):
                return code
            self.guide.tell(self.front.line(name), f"the language {code!r} is not known and is left out")
        return ""

    def disclosure(self) -> str:
        """Only the plain word `none` is carried over: what an author got must be stated by the author."""
        for name, value in gather(self.front.fields, POST, "disclosure"):
            if words(value).strip().casefold() == "none":
                return "none"
            self.guide.tell(
                self.front.line(name),
                "the disclosure is not in the hub's form and is left out; ask the author to state it",
            )
        return ""

    def draft(self) -> bool:
        """Whether the other system kept it back."""
        draft = any(words(v).casefold() in ("true", "yes", "1") for _, v in gather(self.front.fields, POST, "draft"))
        kept_back = any(
            words(v).casefold() in ("false", "no", "0") for _, v in gather(self.front.fields, POST, "published")
        )
        if kept_back:
            self.guide.tell(self.front.line("published"), "`published: false` became `draft: true`")
        drafts = "_drafts" in self.guide.file.parts
        if drafts:
            self.guide.tell(1, "it stands among drafts, so it is one")
        return draft or kept_back or drafts
