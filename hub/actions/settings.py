"""`hub.toml` changed by forms: section by section, comments kept, and never into something the hub cannot read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.actions.desk import Desk, acting
from hub.actions.filework import Refused, last_entry, said
from hub.actions.media import add_media
from hub.actions.permissions import Actor
from hub.content import digest_of, settings_problems
from hub.content.fields import is_web_url
from hub.content.settings_editing import edit_settings
from hub.model import HubError, Problem, Severity, slugify
from hub.records import FileChanged
from hub.records.kinds import Note, Person

FILE = "hub.toml"
SECTIONS: Mapping[str, tuple[str, str]] = {
    "hub": ("The hub", "Its name, its address, its language and whose midnight counts."),
    "brand": ("Look", "Colours, logo and fonts."),
    "program": ("The program", "What advocates belong to, and whom to ask."),
    "tiers": ("Tiers", "Levels that people give, lowest first."),
    "groups": ("Groups", "Product areas, regions or chapters."),
    "contributions": ("Contributions", "What advocates do besides writing here."),
    "desk": ("The desk", "Where it runs, and what it does by itself."),
}
"""The settings a form each, in the order staff see them."""


@dataclass(frozen=True, slots=True)
class Settled:
    """`hub.toml` as plain values, with the digest of the file they are from."""

    values: Mapping[str, Any]
    digest: str

    def table(self, name: str) -> Mapping[str, Any]:
        """One table, empty when it is not there."""
        value = self.values.get(name)
        return value if isinstance(value, dict) else {}

    def rows(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """A list of tables such as "tiers"."""
        value = self.values.get(name)
        return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def read_plain(desk: Desk) -> Settled:
    """The settings as they are written. Raises HubError when the file cannot be read."""
    data = _bytes(desk)
    try:
        return Settled(tomllib.loads(data.decode("utf-8-sig")), digest_of(data))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HubError(f"hub.toml cannot be read ({error}). Mend it in the file first.") from None


def _bytes(desk: Desk) -> bytes:
    try:
        return (desk.root / FILE).read_bytes()
    except OSError as error:
        raise HubError(f"hub.toml cannot be read ({error.strerror}). Check its permissions.") from error


def save_settings(
    desk: Desk, actor: Actor, section: str, changes: Mapping[str, object | None], *, expected: str, mark: str = ""
) -> str:
    """Write dotted keys (None takes one out) into `hub.toml`; the audit's entry, "" when nothing changed.

    `expected` is the digest of the file the form was opened from; `mark` names a note to leave in the records.
    Raises FileChanged, or Refused with the problems the settings would have.
    """
    before = _bytes(desk)
    if digest_of(before) != expected:
        raise FileChanged(FILE, before)
    _check_program(desk, changes)
    after = edit_settings(before.decode("utf-8"), changes)
    _refuse(changes, before.decode("utf-8"), after)
    told = f"{actor.name} changed the settings: {SECTIONS[section][0].lower()}"
    with acting(desk, actor, "settings.edit", subject=f"settings:{section}", words=told, undoable=True) as change:
        if after.encode("utf-8") != before:
            change.file(FILE, after.encode("utf-8"), expected=expected)
        if mark and change.get(Note, mark) is None:
            change.put(Note(mark, {"at": desk.now().isoformat(), "by": actor.id}))
    desk.shelf.note(FILE)
    return last_entry(desk, change) if after.encode("utf-8") != before else ""


def _refuse(changes: Mapping[str, object | None], before: str, after: str) -> None:
    """Raise Refused for problems that these changes bring; those that were there before stand in nobody's way."""
    old = {(p.what, p.cure) for p in settings_problems(before)}
    new = [p for p in settings_problems(after) if p.severity is Severity.PROBLEM and (p.what, p.cure) not in old]
    if new:
        raise Refused((_key_of(problem, changes), said(problem)) for problem in new)


def _check_program(desk: Desk, changes: Mapping[str, object | None]) -> None:
    """Raise Refused for what only shows once all of the hub is looked at."""
    wrong: list[tuple[str, str]] = []
    if "program.contact" in changes and not changes["program.contact"] and desk.shelf.of("awards"):
        wrong.append(("contact", "Badges were given, and each names an address to ask about it. Enter one"))
    terms = str(changes.get("program.terms") or "")
    if terms and not terms.startswith("/") and not is_web_url(terms):
        wrong.append(("terms", "Write a page of the hub, as /terms/, or an address that begins with https://"))
    elif terms.startswith("/") and desk.shelf.leaf("pages", terms.strip("/")) is None:
        wrong.append(("terms", f"There is no page {terms} yet. Make it first"))
    if wrong:
        raise Refused(wrong)


def _key_of(problem: Problem, changes: Mapping[str, object | None]) -> str:
    """The changed key a problem is about."""
    for name in re.findall(r"`([a-z_]+)`", problem.what):
        found = next((key for key in changes if key.rpartition(".")[2] == name), None)
        if found:
            return found.rpartition(".")[2]
    return ""


def add_logo(desk: Desk, actor: Actor, data: bytes, name: str) -> str:
    """Take a picture in as the hub's logo; its path. Raises HubError when it is no picture."""
    return add_media(desk, actor, data, name, alt=desk.settings.title)[0]


# --------------------------------------------------------------------------------- lists: tiers, groups, contributions


def keyed(rows: Sequence[Mapping[str, Any]], otherwise: str) -> list[dict[str, Any]]:
    """Rows of a form as tables: each keeps its key, a new one gets a key made of its name."""
    taken = {str(row["key"]) for row in rows if row.get("key")}
    found = []
    for row in rows:
        key = str(row.get("key") or "")
        if not key:
            key = _free(_ascii(str(row.get("name", ""))) or otherwise, taken)
            taken.add(key)
        found.append(
            {"key": key, **{name: value for name, value in row.items() if name != "key" and value not in ("", None)}}
        )
    return found


def _ascii(words: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return slugify(plain)[:40].strip("-")


def _free(wanted: str, taken: set[str]) -> str:
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


def used_keys(desk: Desk, section: str) -> Mapping[str, int]:
    """How many content files and people name each key of tiers, groups or contributions: those cannot go."""
    fields = {"tiers": ("tier",), "groups": ("groups",), "contributions": ("type",)}[section]
    found: dict[str, int] = {}
    for leaf in desk.shelf.leaves().values():
        names = {str(name) for field in fields for name in _flat(leaf.fields.get(field))}
        if section == "tiers":
            names |= {str(term.get("tier")) for term in _flat(leaf.fields.get("terms")) if isinstance(term, dict)}
        if section == "contributions" and leaf.kind == "contributions":
            names |= _types(desk, leaf.path)
        for name in names:
            found[name] = found.get(name, 0) + 1
    for person in desk.records.all(Person):
        profile = person.profile
        mine = {"tiers": [profile.tier] if profile.tier else [], "groups": profile.groups}.get(section, ())
        for key in mine:
            found[key] = found.get(key, 0) + 1
    return found


def _types(desk: Desk, path: str) -> set[str]:
    """The contribution types a ledger file names."""
    return set(re.findall(r"\btype:\s*[\"']?([a-z0-9-]+)", desk.shelf.text(path)))


def _flat(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
