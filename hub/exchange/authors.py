"""Who wrote an imported post: the hub's advocates by id, old address or name; a small profile for anybody new."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.exchange.bodies import plain_text
from hub.exchange.frontmatter import Value, listed, words
from hub.exchange.hubstate import HubState
from hub.exchange.names import make_handle, name_from_handle
from hub.exchange.outcome import Outcome
from hub.exchange.writing import document

_NAME = 120
TEAM = "team"
"""The handle that posts without an author go to."""


def stub(name: str, kind: str = "") -> bytes:
    """The profile of somebody of whom only a name is known."""
    return document({"name": name, **({"kind": kind} if kind else {})})


class Authors:
    """Finds the people that posts name, and remembers whom it had to make."""

    def __init__(self, hub: HubState, outcome: Outcome) -> None:
        self.hub, self.outcome = hub, outcome
        self.new: dict[str, tuple[str, str]] = {}  # handle: (name, the first file that names them)
        self._names: dict[str, str] = {}
        self._by: dict[str, str] = {}
        for handle, person in hub.advocates.items():
            self._names[handle] = words(person.fields.get("name", "")) or handle
            for address in listed(person.fields.get("aliases", "")):
                self._by.setdefault(address.strip("/").rpartition("/")[2].casefold(), handle)
        for handle, name in self._names.items():
            self._by.setdefault(name.casefold(), handle)
        for handle in self._names:
            self._by[handle] = handle

    def person(self, name: str) -> tuple[str, str] | None:
        """(handle, name) of somebody the hub knows by an id, an old address or a name."""
        handle = self._by.get(name.strip().casefold()) or self._by.get(make_handle(name))
        return (handle, self._names[handle]) if handle else None

    def handles(self, given: Sequence[Value], shown: str, line: int) -> list[str]:
        """The handles for what a post says of its authors; nobody becomes the team."""
        found: list[str] = []
        for name, label in (pair for value in given for pair in _named(value)):
            known = self.person(name) or self.person(label)
            handle = known[0] if known else self._make(name, label, shown)
            if handle not in found:
                found.append(handle)
        if found:
            return found
        self.outcome.ledger.note(shown, line, f"no author is named; it goes to `{TEAM}`")
        return [self._make(TEAM, self.hub.title, shown) if TEAM not in self._names else TEAM]

    def _make(self, name: str, label: str, shown: str) -> str:
        handle = make_handle(name)
        if handle not in self.new:
            self.new[handle] = (plain_text(label)[:_NAME] or handle, shown)
            self._names[handle] = self.new[handle][0]
            self._by[handle] = handle
            self._by.setdefault(name.casefold(), handle)
        return handle

    def finish(self) -> None:
        """Write a small profile for everybody who has none."""
        for handle, (name, shown) in self.new.items():
            path = f"content/advocates/{handle}.md"
            what = f"there is no advocate {handle!r} yet; {path} is made with the name {name!r} alone"
            self.outcome.ledger.note(shown, 0, f"{what}: import or write the rest")
            self.outcome.put(path, stub(name, "team" if handle == TEAM else ""), shown)


def _named(value: Value) -> list[tuple[str, str]]:
    """(id, name) pairs in an author field: ids, names, lists of them, or mappings with a name."""
    if isinstance(value, dict):
        name = next((words(value[k]) for k in ("name", "display_name", "title") if words(value.get(k, ""))), "")
        key = next((words(value[k]) for k in ("id", "slug", "handle", "username") if words(value.get(k, ""))), "")
        return [(key or name, name or name_from_handle(key))] if key or name else []
    if isinstance(value, list):
        return [pair for item in value for pair in (_listed_one(item) if isinstance(item, str) else _named(item))]
    return [_one(part) for part in re.split(r"\s*(?:[,;&]|\band\b)\s*", value) if part.strip()]


def _listed_one(text: str) -> list[tuple[str, str]]:
    """An item of a list is one person, whatever it holds."""
    return [_one(text)] if text.strip() else []


def _one(text: str) -> tuple[str, str]:
    """An id or a name as it was written: `Ana Ruiz <ana@example.com>` is Ana Ruiz."""
    text = re.sub(r"\s*<[^<>]*>|\s*\([^()]*@[^()]*\)", "", text).strip()
    if "@" in text.lstrip("@"):
        text = text.split("@")[0]
    text = text.removeprefix("@")
    return text, text if " " in text or not text.islower() else name_from_handle(text)
