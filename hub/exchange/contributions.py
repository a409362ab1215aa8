"""What people did, as their rows list it, into content/contributions/HANDLE.yaml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date

from hub.content.fields import is_web_url
from hub.content.frontmatter import FormatError, compose, plain
from hub.exchange.bodies import plain_text
from hub.exchange.dates import month_number, read_date
from hub.exchange.fields import PERSON, gather
from hub.exchange.frontmatter import Value, words
from hub.exchange.hubstate import HubState
from hub.exchange.outcome import Outcome
from hub.exchange.personfields import Row
from hub.exchange.plan import digest
from hub.exchange.writing import dump
from hub.model import slugify

Item = dict[str, str]
_KNOWN = {"type", "title", "date", "link", "url", "name", "kind"}
_TITLE, _TYPE = 500, 60


class Ledgers:
    """Gathers contributions of all people, then plans one file for each of them."""

    def __init__(self, hub: HubState, outcome: Outcome) -> None:
        self.hub, self.outcome = hub, outcome
        self.items: dict[str, list[Item]] = {}
        self.shown: dict[str, tuple[str, int]] = {}
        self.types = hub.listed("contributions")
        self.new_types: dict[str, str] = {}

    def collect(self, handle: str, row: Row) -> None:
        """Take up the contributions of one row."""
        for _, value in gather(row.fields, PERSON, "contributions"):
            for number, entry in enumerate(value if isinstance(value, list) else [value], 1):
                item = self._item(handle, entry, number, row)
                if item and item not in self.items.setdefault(handle, []):
                    self.items[handle].append(item)
                    self.shown.setdefault(handle, (row.shown, row.line))

    def _item(self, handle: str, entry: Value, number: int, row: Row) -> Item | None:
        ledger, where = self.outcome.ledger, f"contribution {number} of {handle}"
        if not isinstance(entry, dict):
            ledger.skip(row.shown, row.line, f"{where} is no object and is left out")
            return None
        title = plain_text(words(entry.get("title", "")) or words(entry.get("name", "")))
        day, guess = contribution_date(entry.get("date", ""))
        if not title or not day:
            ledger.skip(
                row.shown,
                row.line,
                f"{where} has no {'title' if not title else 'date that can be read'} and is left out",
            )
            return None
        if guess:
            ledger.count(f"contributions have {guess}; {{n}} of them", row.shown)
        for name in entry:
            if name not in _KNOWN and entry[name]:
                ledger.count(f"`{name}` of a contribution has no place here; left out, {{n}} times", row.shown)
        item = {"advocate": handle, "type": self._type(entry), "date": day, "title": title[:_TITLE]}
        address = (words(entry.get("link", "")) or words(entry.get("url", ""))).strip()
        if is_web_url(address) and len(address) <= 2000:
            item["url"] = address
        elif address:
            ledger.note(
                row.shown,
                row.line,
                f"the address of {where} cannot be read and is left out: {plain_text(address)[:80]!r}",
            )
        return item

    def _type(self, entry: Mapping[str, Value]) -> str:
        """The key of a contribution's type: one the hub has, by key or name, else a new one."""
        said = plain_text(words(entry.get("type", "")) or words(entry.get("kind", ""))).replace("_", " ")
        name = " ".join(said.split())[:_TYPE] or "other"
        key = slugify(unicodedata.normalize("NFKD", name)).encode("ascii", "ignore").decode()
        key = re.sub("-{2,}", "-", key).strip("-") or "other"
        for form in (name.casefold(), key):
            if form in self.types:
                return self.types[form]
        self.new_types.setdefault(key, name[:1].upper() + name[1:])
        return key

    def finish(self) -> None:
        """Plan the files, and in hub.toml the types they need."""
        if self.new_types and not self._add_types():
            known = set(self.types.values())
            for handle, items in self.items.items():
                for item in items:
                    if item["type"] not in known:
                        self.outcome.ledger.skip(
                            *self.shown[handle],
                            f"{item['title']!r} is left out: hub.toml has no contribution type {item['type']!r}",
                        )
                self.items[handle] = [item for item in items if item["type"] in known]
        for handle in sorted(self.items):
            if self.items[handle]:
                self._file(handle, self.items[handle])

    def _add_types(self) -> bool:
        """Whether the missing `[[contributions]]` can be put at the end of hub.toml."""
        data = (self.hub.root / "hub.toml").read_bytes()
        tables = "".join(
            f'\n[[contributions]]\nkey = "{key}"\nname = {_toml(name)}\n'
            for key, name in sorted(self.new_types.items())
        )
        text = data.decode("utf-8").rstrip("\n") + "\n" + tables
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            return False
        self.outcome.amend("hub.toml", digest(data), text)
        self.outcome.ledger.note(
            "hub.toml",
            0,
            f"kinds of contribution added: {', '.join(sorted(self.new_types))}; give them weights as you like",
        )
        return True

    def _file(self, handle: str, items: list[Item]) -> None:
        path = f"content/contributions/{handle}.yaml"
        file = self.hub.root / path
        shown, line = self.shown[handle]
        if not file.is_file():
            self.outcome.put(path, dump(items).encode("utf-8"), shown, line)
            return
        data = file.read_bytes()
        try:
            text = data.decode("utf-8")
            there = plain(compose(text))
        except (UnicodeDecodeError, FormatError):
            there = None
        if not isinstance(there, list):
            self.outcome.ledger.skip(shown, line, f"{path} is no list that can be read, so nothing is added to it")
            return
        have = {_identity(item) for item in there if isinstance(item, dict)}
        new = [item for item in items if _identity(item) not in have]
        self.outcome.amend(path, digest(data), text.rstrip("\n") + "\n" + dump(new) if new else text)


def _identity(item: Mapping[str, object]) -> tuple[str, ...]:
    """What makes two contributions one: the title and the address, and the day when there is no address."""
    return (str(item.get("title")), str(item.get("url") or item.get("date")))


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def contribution_date(value: Value) -> tuple[str, str]:
    """(ISO date or empty, what was guessed) from a date, or from a year and a month by name."""
    if isinstance(value, str):
        when = read_date(value)
        return (when.iso, when.guess) if when else ("", "")
    if not isinstance(value, dict):
        return "", ""
    year, month, day = (words(value.get(part, "")) for part in ("year", "month", "day"))
    number = month_number(month)
    try:
        whole = date(int(year), number or 1, int(day) if day and number else 1)
    except ValueError:
        return "", ""
    if not number:
        return (
            whole.isoformat(),
            "no month, so 1 January" if not month else f"the month {month!r}, which is none, so 1 January",
        )
    return whole.isoformat(), "" if day else "no day, so the 1st of the month"
