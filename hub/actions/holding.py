"""The one rule of consent: nothing of a person is written to content unless they agreed to be shown.

What may not be written yet is kept as `Held`, by the path where it belongs. Content can also be written by hand;
what stands there counts as approved until its person takes their consent back here. A `Held` whose path ends in
`#field` is a part of a file that stays: "content/posts/x.md#authors" (a byline), "content/events/x.md#hosts",
"content/changes/x.md#advocates", or "content/contributions/x.yaml#" (the lines in its text).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from hub.actions.desk import Desk
from hub.actions.drafttext import filled
from hub.actions.leaving import Leaving, Step, leaving, media_in, plain_evidence
from hub.actions.listed import with_items
from hub.content import digest_of, edit_front_matter, front_matter, texts_of, yaml_values
from hub.content.links import classify
from hub.model import HubError
from hub.publish.atomic import write_atomic
from hub.records import Change, FileChanged, new_id
from hub.records.kinds import Draft, Held, Person, Upload
from hub.records.kinds import Step as Did

T = TypeVar("T")
PARTS = {"byline": "authors", "host": "hosts", "thanks": "advocates", "line": ""}
"""For what somebody loses in a file that stays: the field their handle goes back into."""


class Reader(Protocol):
    """What records and a change have in common."""

    def get(self, kind: type[T], id: str, /) -> T | None:
        """One record."""

    def all(self, kind: type[T], /) -> tuple[T, ...]:
        """All records of a kind."""


def may_show(reader: Reader, desk: Desk, handle: str) -> bool:
    """Whether this person may stand in content: they agreed, or a hand wrote them there and they never said no."""
    person = reader.get(Person, handle)
    if person is not None and person.consent is not None:
        return person.consent.holds
    leaf = desk.shelf.leaf("advocates", handle)
    return leaf is not None and (desk.root / leaf.path).is_file()  # the shelf of a large hub may be a second behind


def who_is_missing(reader: Reader, desk: Desk, handles: Iterable[str]) -> tuple[str, ...]:
    """Those of `handles` who may not be shown (yet)."""
    return tuple(h for h in dict.fromkeys(handles) if not may_show(reader, desk, h))


def held_at(reader: Reader, path: str) -> Held | None:
    """What is held back for a path."""
    return next((held for held in reader.all(Held) if held.path == path), None)


def held_for(reader: Reader, handle: str) -> tuple[Held, ...]:
    """What waits for somebody's consent, in the order of paths."""
    return tuple(sorted((h for h in reader.all(Held) if h.handle == handle), key=lambda held: held.path))


def text_at(reader: Reader, desk: Desk, path: str) -> tuple[str, str, Held | None] | None:
    """A content file's text and digest, from content or from what is held back for its path; None: neither."""
    if (desk.root / path).is_file():
        text = desk.shelf.text(path)
        return text, digest_of(text.encode("utf-8")), None
    held = held_at(reader, path)
    return None if held is None else (held.text, digest_of(held.text.encode("utf-8")), held)


def write_for(
    change: Change, desk: Desk, path: str, text: str | None, handles: str | Iterable[str], expected: str | None
) -> bool:
    """Write a content file that is about people, or keep it back; True when it stands in content now.

    It is kept back until all of `handles` may be shown. `expected` is the digest the edit started from, of the
    file or of what was held back (None: there was none). `text` None removes it. Raises FileChanged, and
    HubError when a live file would come to name somebody who has not agreed.
    """
    waiting = who_is_missing(change, desk, [handles] if isinstance(handles, str) else handles)
    held = held_at(change, path)
    in_content = (desk.root / path).is_file()
    data = None if text is None else text.encode("utf-8")
    if held is not None and not in_content:
        _must_be(path, held.text, expected)
        change.remove(Held, held.id)
        expected = None
        if data is None:
            return False
    if text is None or not waiting:
        change.file(path, data, expected=expected)
        return data is not None
    if in_content:
        raise HubError(
            f"{name_of(change, desk, waiting[0])} has not agreed to be shown, and this stands on the hub. Leave them "
            "out until they accept the terms, or record how they agreed."
        )
    if held is None and expected is not None:
        raise FileChanged(path, None)
    again = replace(held, text=text, handle=waiting[0]) if held else None
    change.put(again or Held(new_id("held"), path, text, waiting[0], "consent", desk.now()))
    return False


def _must_be(path: str, text: str, expected: str | None) -> None:
    data = text.encode("utf-8")
    if digest_of(data) != expected:
        raise FileChanged(path, data)


def name_of(reader: Reader, desk: Desk, handle: str) -> str:
    """A person's name, from content or from the private records, else their handle."""
    leaf = desk.shelf.leaf("advocates", handle)
    if leaf is not None and leaf.title:
        return leaf.title
    person = reader.get(Person, handle)
    return person.profile.name if person else handle


# --- media ---------------------------------------------------------------------------------------------------


def bring_media(change: Change, desk: Desk, text: str) -> None:
    """Put pictures a text refers to into content, from the desk's own store, as part of a change."""
    for name in sorted(media_in(text)):
        place = f"content/{name}"
        if not (desk.root / place).exists() and (desk.data / name).is_file() and place not in change.files:
            change.file(place, (desk.data / name).read_bytes(), expected=None)


def put_away_media(change: Change, desk: Desk, names: Iterable[str]) -> None:
    """Take files out of the hub's media and keep them in the desk's own store."""
    known = {upload.path for upload in change.all(Upload)}
    for name in names:
        data = (desk.root / "content" / name).read_bytes()
        kept = desk.data / name
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(kept, data)
        os.chmod(kept, 0o600)
        change.file(f"content/{name}", None, expected=digest_of(data))
        if name not in known:
            title = name.rpartition("/")[2]
            change.put(Upload(name.removeprefix("media/"), name, "", title, "", desk.now(), len(data), _mime(name)))


def _mime(name: str) -> str:
    kinds = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp", "avif": "avif", "gif": "gif"}
    kind = kinds.get(name.rpartition(".")[2].lower())
    return f"image/{kind}" if kind else "application/octet-stream"


# --- giving and taking back ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Released:
    """What came into content, and what still waits for somebody else or stands there already."""

    written: tuple[str, ...]
    waiting: tuple[str, ...]


def release(change: Change, desk: Desk, handle: str) -> Released:
    """Move everything that waited for somebody's consent into content. Their consent stands in `change` already."""
    written: list[str] = []
    waiting: list[str] = []
    for held in held_for(change, handle):
        path, is_part, field = held.path.partition("#")
        if is_part:
            (written if _put_back(change, desk, held, path, field) else waiting).append(path)
            continue
        missing = who_is_missing(change, desk, people_in(held.path, held.text))
        if missing:
            change.put(replace(held, handle=missing[0]))
            waiting.append(held.path)
        elif (desk.root / held.path).exists():
            waiting.append(held.path)  # somebody wrote it by hand meanwhile: both are kept
        else:
            text = _without_lost_posts(desk, held)
            change.file(held.path, text.encode("utf-8"), expected=None)
            bring_media(change, desk, text)
            change.remove(Held, held.id)
            written.append(held.path)
    return Released(tuple(written), tuple(waiting))


def _without_lost_posts(desk: Desk, held: Held) -> str:
    """What is held, without evidence in a post that left the hub meanwhile: no publish would follow that link."""
    if not held.path.startswith("content/awards/"):
        return held.text

    def lost(address: str) -> bool:
        found = classify(address)
        return found.kind == "post" and desk.shelf.leaf("posts", found.target) is None

    return plain_evidence(held.text, lost)


def people_in(path: str, text: str) -> tuple[str, ...]:
    """The handles a content file is about."""
    try:
        fields = yaml_values(text) if path.endswith((".yaml", ".yml")) else front_matter(text)[0]
    except HubError:
        return ()
    found: list[str] = []
    for key in ("authors", "advocate", "hosts", "advocates"):
        value = fields.get(key)
        found += [value] if isinstance(value, str) else map(str, value) if isinstance(value, list) else []
    if path.startswith("content/advocates/"):
        found.append(str(fields.get("slug") or path.rpartition("/")[2].removesuffix(".md")))
    return tuple(dict.fromkeys(found))


def _put_back(change: Change, desk: Desk, held: Held, path: str, field: str) -> bool:
    """Put a name back into a list, or lines into a ledger; the file may have changed meanwhile, or be gone."""
    data = (desk.root / path).read_bytes() if (desk.root / path).is_file() else None
    text = None if data is None else data.decode("utf-8")
    if field:
        if text is None:
            change.remove(Held, held.id)  # what it stood in is gone
            return True
        names = [*people_of(text, field)]
        at = int(held.text) if held.text.isdigit() else len(names)
        if held.handle not in names:
            names.insert(at, held.handle)
        new = edit_front_matter(text, {field: names})
    else:
        new = with_items(text, held.text)
    change.file(path, new.encode("utf-8"), expected=None if data is None else digest_of(data))
    change.remove(Held, held.id)
    return True


def people_of(text: str, field: str) -> tuple[str, ...]:
    """The handles in one list field of a content file."""
    return texts_of(front_matter(text)[0].get(field))


def take_back(change: Change, desk: Desk, handle: str) -> Leaving:
    """Move everything about somebody out of content: their consent is taken back.

    Profile, awards and lines in ledgers are held, to return should they agree again; posts of theirs alone
    become drafts that say "withdrawn"; posts with others lose the byline. Pictures that nothing else refers to
    are kept in the desk's own store. What was said goes for the files as they are now.
    """
    found = leaving(desk, handle)
    for step in found.steps:
        change.file(step.path, None if step.text is None else step.text.encode("utf-8"), expected=step.digest)
        if step.what in ("profile", "award"):
            _hold(change, desk, step.path, step.taken, handle)
        elif step.what == "post":
            _to_draft(change, desk, step, handle)
        elif step.what == "line":
            _hold(change, desk, f"{step.path}#", step.taken, handle)
        elif step.what in PARTS:
            field = PARTS[step.what]
            names = people_of(step.old, field)
            _hold(change, desk, f"{step.path}#{field}", str(names.index(handle)), handle)
    put_away_media(change, desk, found.media)
    return found


def _hold(change: Change, desk: Desk, path: str, text: str, handle: str) -> None:
    change.put(Held(new_id("held"), path, text, handle, "withdrawn", desk.now()))


def _to_draft(change: Change, desk: Desk, step: Step, handle: str) -> None:
    """A post that left content because of its writer's consent, as a draft with all its words."""
    known = next((d for d in change.all(Draft) if d.path == step.path), None)
    did = Did(desk.now(), "", "", "withdrew consent, so the post left the hub")
    draft = known or Draft(
        id=new_id("d"), state="withdrawn", authors=(handle,), created=desk.now(), updated=desk.now(), by=""
    )
    stem = step.path.rpartition("/")[2].removesuffix(".md")
    slug = next(iter(texts_of(front_matter(step.old)[0].get("slug"))), stem)
    told = filled(draft, step.old)
    change.put(
        replace(
            told,
            state="withdrawn",
            updated=desk.now(),
            slug=slug,
            authors=draft.authors,
            path=None,
            base=None,
            history=(*draft.history, did),
        )
    )
