"""Who wrote an imported post: the hub's advocates by id, old address or name; a small profile for anybody new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

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
    """Finds the people that posts name.

    Everybody who is missing is made first, and only then is anybody looked up: so a second import, which
    finds those profiles in the hub, comes to the same answers.
    """

    def __init__(self, hub: HubState, outcome: Outcome) -> None:
        self.hub, self.outcome = hub, outcome
        names = {h: words(person.fields.get("name", "")) or h for h, person in hub.advocates.items()}
        self._aliases = {
            address.strip("/").rpartition("/")[2].casefold(): handle
            for handle, person in hub.advocates.items()
            for address in listed(person.fields.get("aliases", ""))
        }
        self._know(names)

    def _know(self, names: Mapping[str, str]) -> None:
        self._names = dict(sorted(names.items()))
        self._by_name: dict[str, str] = {}
        for handle, name in self._names.items():
            self._by_name.setdefault(name.casefold(), handle)

    def make_missing(self, posts: Iterable[tuple[str, Sequence[Value]]]) -> None:
        """Plan a small profile for everybody whom (file, authors) pairs name and the hub does not know."""
        new: dict[str, str] = {}
        for shown, given in posts:
            pairs = _people(given)
            for name, label in pairs or [(TEAM, self.hub.title)]:
                if self.person(name) or self.person(label) or make_handle(name) in new:
                    continue
                handle = make_handle(name)
                new[handle] = plain_text(label)[:_NAME].strip() or handle
                path = f"content/advocates/{handle}.md"
                what = f"there is no advocate {handle!r} yet; {path} is made with the name {new[handle]!r} alone"
                self.outcome.ledger.note(shown, 0, f"{what}: import or write the rest")
                self.outcome.put(path, stub(new[handle], "" if pairs else "team"), shown)
        self._know({**self._names, **new})

    def person(self, name: str) -> tuple[str, str] | None:
        """(handle, name) of somebody the hub knows by handle, old address or name."""
        word = name.strip().casefold()
        own = make_handle(word) if word else ""
        handle = own if own in self._names else self._aliases.get(word) or self._by_name.get(word)
        return (handle, self._names[handle]) if word and handle else None

    def handles(self, given: Sequence[Value], shown: str, line: int) -> list[str]:
        """The handles for what a post says of its authors; nobody becomes the team."""
        found = [person[0] for name, label in _people(given) if (person := self.person(name) or self.person(label))]
        if not found:
            self.outcome.ledger.note(shown, line, f"no author is named; it goes to `{TEAM}`")
        return list(dict.fromkeys(found or [TEAM]))


def _people(given: Sequence[Value]) -> list[tuple[str, str]]:
    """(id, name) of everybody in some author fields."""
    return [pair for value in given for pair in _named(value)]


def _named(value: Value) -> list[tuple[str, str]]:
    """(id, name) pairs in an author field: ids, names, lists of them, or mappings with a name."""
    if isinstance(value, dict):
        name = next((words(value[k]) for k in ("name", "display_name", "title") if words(value.get(k, ""))), "")
        key = next((words(value[k]) for k in ("id", "slug", "handle", "username") if words(value.get(k, ""))), "")
        return [(key or name, name or name_from_handle(key))] if (key or name).strip() else []
    if isinstance(value, list):
        return [pair for item in value for pair in (_listed_one(item) if isinstance(item, str) else _named(item))]
    return [pair for part in re.split(r"\s*(?:[,;&]|\band\b)\s*", value) for pair in _listed_one(part)]


def _listed_one(text: str) -> list[tuple[str, str]]:
    """An item of a list is one person, whatever it holds; nothing when nobody is left of it."""
    one = _one(text)
    return [one] if one[0] else []


def _one(text: str) -> tuple[str, str]:
    """An id or a name as it was written: `Ana Ruiz <ana@example.com>` is Ana Ruiz."""
    text = re.sub(r"\s*<[^<>]*>|\s*\([^()]*@[^()]*\)", "", text).strip()
    if "@" in text.lstrip("@"):
        text = text.split("@")[0]
    text = text.removeprefix("@")
    return text, text if " " in text or not text.islower() else name_from_handle(text)
