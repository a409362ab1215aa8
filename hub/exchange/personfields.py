"""The front matter of an imported person, in the order of the hub's own fields."""

from __future__ import annotations

import contextlib
import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from babel import Locale

from hub.content.fields import LONGEST_TEXT, is_web_url
from hub.content.settings import is_language
from hub.exchange.bodies import plain_text
from hub.exchange.dates import read_date
from hub.exchange.fields import PERSON, gather, person_field
from hub.exchange.frontmatter import Value, listed, words
from hub.exchange.hubstate import HubState
from hub.exchange.names import NETWORKS, country_code, make_handle, profile_link
from hub.exchange.plan import Ledger
from hub.exchange.reading import one_line
from hub.exchange.writing import Field
from hub.model import is_handle, slugify

NAME, HEADLINE, SHORT, LABEL = 120, 300, 60, 80
"""The longest texts the hub takes, in characters."""
_ALUMNI = {"alumni", "alumnus", "alumna", "inactive", "former", "emeritus", "past", "left", "retired"}
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}


@dataclass
class Row:
    """One person as another system has them: where, and their fields as text."""

    shown: str
    line: int
    fields: Mapping[str, Value]
    lines: Mapping[str, int] = field(default_factory=dict)
    stem: str = ""
    body: str = ""
    body_line: int = 0


class PersonReader:
    """Reads the fields of one row; what has no place or makes no sense is told."""

    def __init__(self, row: Row, hub: HubState, ledger: Ledger) -> None:
        self.row, self.hub, self.ledger = row, hub, ledger

    def tell(self, name: str, text: str) -> None:
        """Tell about a field of this person."""
        names = [name, *(theirs for theirs, _ in gather(self.row.fields, PERSON, name))] if name in PERSON else [name]
        line = next((self.row.lines[n] for n in names if n in self.row.lines), self.row.line)
        self.ledger.note(self.row.shown, line, text)

    def identity(self) -> tuple[str, str, str]:
        """(handle, the id it was made from, name); empty when nobody is named."""
        names = [(n, plain_text(words(v))) for n, v in gather(self.row.fields, PERSON, "name") if words(v).strip()]
        parts = [
            plain_text(words(v)) for part in ("first", "last") for _, v in gather(self.row.fields, PERSON, part)[:1]
        ]
        keys = [words(v).strip() for _, v in gather(self.row.fields, PERSON, "handle") if words(v).strip()]
        whole = " ".join(p for p in parts if p)
        if (
            names
            and not keys
            and (len(names) > 1 or whole)
            and is_handle(make_handle(names[-1][1]))
            and " " not in names[-1][1]
        ):
            keys = [names.pop()[1]]  # `name: aaron` beside `full_name: Aaron Snow` is the id
        name = names[0][1] if names else whole
        accounts = [
            words(v).strip().rstrip("/").rpartition("/")[2]
            for n in ("github",)
            for _, v in gather(self.row.fields, PERSON, n)
        ]
        given = (keys or [self.row.stem] if self.row.stem else keys or accounts or [name])[0] or name
        if not given:
            return "", "", ""
        if len(name) > NAME:
            self.tell("name", f"the name has {len(name)} characters; cut to {NAME}")
        return make_handle(given), given, name[:NAME].strip() or plain_text(given)[:NAME].strip() or make_handle(given)

    def fields(self) -> dict[str, Field]:
        """Every field but name, photo and aliases."""
        wanted: dict[str, Callable[[], Field | None]] = {
            "kind": self._kind,
            "listed": self._listed,
            "headline": self._headline,
            "pronouns": lambda: self._text("pronouns", SHORT),
            "country": self._country,
            "city": lambda: self._text("city", NAME),
            "languages": self._languages,
            "topics": self._topics,
            "groups": self._groups,
            "links": self._links,
            "feed": self._feed,
            "number": self._number,
            "joined": self._joined,
            "status": self._status,
            "tier": self._tier,
            "ask": self._ask,
        }
        found = {key: read() for key, read in wanted.items()}
        self._tell_the_rest()
        return {key: value for key, value in found.items() if value is not None and value not in ("", [], {})}

    def bio(self) -> str:
        """What is told about the person, as Markdown."""
        parts = [
            text
            for _, v in gather(self.row.fields, PERSON, "bio")
            for text in (listed(v, "") if not isinstance(v, str) else [v])
        ]
        return "\n\n".join(p.strip() for p in [*parts, self.row.body] if p.strip())

    def old_addresses(self) -> list[str]:
        """Rooted paths a person's page had; a cell may hold a JSON list."""
        found: list[str] = []
        for _, value in gather(self.row.fields, PERSON, "aliases"):
            text = words(value).strip()
            if text.startswith("["):
                with contextlib.suppress(ValueError, RecursionError):
                    value = [str(item) for item in json.loads(text)]
            found += [address for address in listed(value, ",; \n") if address not in found]
        return found

    def _text(self, ours: str, longest: int) -> str:
        found = ""
        for name, value in gather(self.row.fields, PERSON, ours):
            said = plain_text(words(value))
            if said and not found:
                found, first = said, name
            elif said and said != found:
                self.ledger.count(
                    f"`{name}` says something else than `{first}` and is left out, {{n}} times", self.row.shown
                )
            elif not isinstance(value, str):
                self.tell(name, f"`{name}` is no plain text and is left out")
        if len(found) > longest:
            self.tell(first, f"`{first}` has {len(found)} characters; cut to {longest}")
        return found[:longest].strip()

    def _headline(self) -> str:
        title, company = self._text("headline", HEADLINE), self._text("company", NAME)
        if not company or company.casefold() in title.casefold():
            return title
        return f"{title.rstrip('.,; ')}, {company}"[:HEADLINE] if title else company

    def _kind(self) -> str:
        kind = self._text("kind", SHORT).casefold()
        if kind in ("", "person", "team", "staff", "guest"):
            return "" if kind == "person" else kind
        self.ledger.count(
            f"the kind {kind!r} is none of person, team, staff, guest; left out, {{n}} times", self.row.shown
        )
        return ""

    def _listed(self) -> bool | None:
        value = self._text("listed", SHORT).casefold()
        if value and value not in _TRUE | _FALSE:
            self.ledger.count(f"`listed` is {value!r}, neither true nor false; left out, {{n}} times", self.row.shown)
        return False if value in _FALSE else None

    def _country(self) -> str:
        text = self._text("country", NAME)
        code = country_code(text) if text else ""
        if text and not code:
            self.tell(
                "country", f"the country {text!r} is not known and is left out: write its two letters, such as KE"
            )
        return code or ""

    def _languages(self) -> list[str]:
        found: list[str] = []
        for name, value in gather(self.row.fields, PERSON, "languages"):
            for text in listed(value, ",;/"):
                code = text.replace("_", "-")
                code = code if is_language(code) else _languages().get(text.casefold(), "")
                if code and code not in found:
                    found.append(code)
                elif not code:
                    self.tell(
                        name, f"the language {text[:60]!r} is not known and is left out: write a code, such as en"
                    )
        return found

    def _topics(self) -> list[str]:
        found: dict[str, str] = {}
        for _, value in gather(self.row.fields, PERSON, "topics"):
            for topic in listed(value, ",;"):
                topic = one_line(topic)[:LONGEST_TEXT]
                if slugify(topic):
                    found.setdefault(slugify(topic), topic)
        return list(found.values())

    def _groups(self) -> list[str]:
        known, kept = self.hub.listed("groups"), []
        for name, value in gather(self.row.fields, PERSON, "groups"):
            for group in listed(value, ",;"):
                if group.casefold() in known:
                    kept.append(known[group.casefold()])
                else:
                    self.ledger.count(
                        f"`{name}` names groups that hub.toml does not have; left out, {{n}} times", self.row.shown
                    )
        return list(dict.fromkeys(kept))

    def _links(self) -> dict[str, str]:
        links: dict[str, str] = {}
        for network in NETWORKS:
            for name, value in gather(self.row.fields, PERSON, network):
                for text in listed(value, ""):
                    self._add(links, name, profile_link(network, text), text)
        for name, value in gather(self.row.fields, PERSON, "links"):
            for label, address in _labelled(value):
                network = label.casefold() if label.casefold() in NETWORKS else "website"
                found = profile_link(network, address)
                self._add(links, name, (one_line(label)[:LABEL] or found[0], found[1]) if found else None, address)
        return links

    def _add(self, links: dict[str, str], name: str, found: tuple[str, str] | None, said: str) -> None:
        if found is None:
            self.tell(
                name, f"`{name}` is neither an account's name nor an address, {plain_text(said)[:60]!r}; left out"
            )
        elif found[1] not in links.values():
            label, number = found[0], 2
            while label in links:
                label, number = f"{found[0]} {number}", number + 1
            links[label] = found[1]

    def _feed(self) -> str:
        feed = self._text("feed", 2000)
        if feed and not is_web_url(feed):
            self.tell("feed", "`feed` is no web address and is left out")
        return feed if is_web_url(feed) else ""

    def _number(self) -> int | None:
        text = self._text("number", SHORT)
        if not text:
            return None
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
        if number < 1:
            self.tell("number", f"the member number {text!r} is no whole number from 1 and is left out")
        return number or None

    def _joined(self) -> str:
        text = self._text("joined", SHORT)
        when = read_date(text) if text else None
        if text and when is None:
            self.tell("joined", f"`joined` cannot be read as a date, {text!r}; left out: write 2026-03-01")
        elif when and when.guess:
            self.tell("joined", f"`joined` is {text!r}: {when.guess}")
        return when.iso if when else ""

    def _status(self) -> str:
        status = self._text("status", SHORT).casefold()
        if status in _ALUMNI:
            return "alumni"
        if status not in ("", "active", "current"):
            self.ledger.count(
                f"the status {status!r} is neither active nor alumni; left out, {{n}} times", self.row.shown
            )
        return ""

    def _tier(self) -> str:
        tier, known = self._text("tier", NAME), self.hub.listed("tiers")
        if tier and tier.casefold() not in known:
            self.ledger.count(f"hub.toml has no tier {tier!r}; left out, {{n}} times", self.row.shown)
        return known.get(tier.casefold(), "")

    def _ask(self) -> str:
        ask = self._text("ask", 2000)
        if ask and ask != "form" and not is_web_url(ask):
            self.tell("ask", "`ask` is neither `form` nor a web address and is left out")
            return ""
        return ask

    def _tell_the_rest(self) -> None:
        for name, value in self.row.fields.items():
            ours = person_field(name)
            if value in ("", [], {}):
                continue
            if ours == "private":
                self.ledger.count(
                    f"`{name}` is private and does not belong in public files; left out, {{n}} times", self.row.shown
                )
            elif ours is None:
                self.ledger.count(f"`{name}` has no place on a profile; left out, {{n}} times", self.row.shown)


def _labelled(value: Value) -> list[tuple[str, str]]:
    """(label, address) pairs from a mapping, a list of addresses or a list of mappings."""
    if isinstance(value, dict):
        return [(label, words(address)) for label, address in value.items() if words(address)]
    if isinstance(value, str):
        return [("", part) for part in re.split(r"[\s,;]+", value) if part]
    pairs = []
    for item in value:
        if isinstance(item, dict):
            label = next((words(item[k]) for k in ("label", "name", "title", "type") if words(item.get(k, ""))), "")
            pairs.append((label, next((words(item[k]) for k in ("url", "href", "link") if words(item.get(k, ""))), "")))
        else:
            pairs.append(("", words(item)))
    return [pair for pair in pairs if pair[1]]


@functools.cache
def _languages() -> dict[str, str]:
    """Codes of two letters by English and own name."""
    english = Locale("en").languages
    return {name.casefold(): code for code, name in english.items() if len(code) == 2}
