"""What every action on a content file does: begin from the text somebody saw, ask what `check` would say, write."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hub.actions.desk import Desk
from hub.content import digest_of, problems_of
from hub.model import HubError, Problem, Severity, slugify
from hub.records import Change, FileChanged


class Refused(HubError):
    """A form whose text `check` would not let pass. `at` names the field of each problem, "" for the whole."""

    def __init__(self, at: Iterable[tuple[str, str]]) -> None:
        self.at = tuple(at)
        super().__init__(" ".join(words for _, words in self.at))


def text_from(desk: Desk, path: str, expected: str) -> str:
    """The text of the file at `path`, which must still be the one with the digest `expected`.

    Raises FileChanged when it is another or gone.
    """
    file = desk.root / path
    data = file.read_bytes() if file.is_file() else None
    if data is None or digest_of(data) != expected:
        raise FileChanged(path, data)
    return desk.shelf.text(path)


def put(desk: Desk, change: Change, path: str, text: str | None, expected: str | None) -> None:
    """Write (or with None remove) a content file as part of a change, once `check` has nothing against it.

    Raises Refused with what is wrong.
    """
    if text is not None:
        refuse(desk, path, text)
    change.file(path, None if text is None else text.encode("utf-8"), expected=expected)


def refuse(desk: Desk, path: str, text: str) -> None:
    """Raise Refused when `check` would name a problem in `text` at `path`."""
    found = [p for p in problems_of(desk.root, path, text) if p.severity is Severity.PROBLEM]
    if found:
        raise Refused((field_of(problem, text), said(problem)) for problem in found)


def said(problem: Problem) -> str:
    """A problem as a sentence for a form, which has fields and no lines."""
    words = f"{problem.what}. {problem.cure[:1].upper()}{problem.cure[1:]}"
    words = re.sub(r"`([^`]*)`", r"“\1”", words)
    return words[:1].upper() + words[1:]


def field_of(problem: Problem, text: str) -> str:
    """The front matter field a problem is about, as far as its words or its line tell."""
    named = re.search(r"`([a-z_]+)`", problem.what)
    if named:
        return named[1]
    lines = text.split("\n")
    for at in range(min(problem.line, len(lines)) - 1, 0, -1):
        key = re.match(r"([a-z_]+):", lines[at])
        if key:
            return key[1]
        if lines[at].startswith("---"):
            break
    return ""


def last_entry(desk: Desk, change: Change) -> str:
    """The id of the audit's entry of a change that is done, for its Undo."""
    told = change.told
    recent = desk.records.log(limit=8, subject=told.subject)
    return next((entry.id for entry in recent if (entry.by, entry.action) == (told.by, told.action)), "")


def free_slug(desk: Desk, kind: str, words: str, otherwise: str) -> str:
    """An address made of `words` that no file of the kind has, with a number where it must."""
    wanted = slugify(words)[:60].strip("-") or otherwise
    found, number = wanted, 2
    while desk.shelf.leaf(kind, found) or (desk.root / "content" / kind / f"{found}.md").exists():
        found, number = f"{wanted}-{number}", number + 1
    return found


def is_there(desk: Desk, path: str) -> bool:
    """Whether `media/…` is a file of the hub's content."""
    home, file = (desk.root / "content" / "media").resolve(), desk.root / "content" / path
    return path.startswith("media/") and "\0" not in path and file.is_file() and file.resolve().is_relative_to(home)
