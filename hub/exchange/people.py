"""People from CSV, JSON and front matter into content/advocates/, added to what is known of them already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hub.content.fields import is_web_url
from hub.content.frontmatter import FormatError
from hub.exchange.authors import stub
from hub.exchange.bodies import Addresses, BodyGuide, clean_body, with_places
from hub.exchange.contributions import Ledgers
from hub.exchange.fields import PERSON, gather, person_field
from hub.exchange.frontmatter import Value, listed, read_front_matter, words
from hub.exchange.hubstate import HubState, Standing
from hub.exchange.names import make_handle, name_from_handle
from hub.exchange.outcome import Outcome
from hub.exchange.personfields import PersonReader, Row
from hub.exchange.pictures import Pictures
from hub.exchange.plan import Ledger
from hub.exchange.posts import MARKDOWN, known_addresses
from hub.exchange.reading import Folder
from hub.exchange.tables import Table, TableError, read_csv, read_json
from hub.exchange.writing import Field, amend, document

ORDER = (
    "name kind listed headline pronouns photo country city languages topics groups links feed number joined"
    " status tier ask aliases"
).split()


@dataclass
class Person:
    """Somebody put together from all the rows about them."""

    handle: str
    path: str
    rows: list[Row]
    fields: dict[str, Field]
    body: str = ""
    old: list[str] = field(default_factory=list)


def plan_people(folder: Folder, hub: HubState, outcome: Outcome, site_url: str) -> None:
    """Everything that importing people would write."""
    pictures, ledgers = Pictures(folder, outcome.ledger), Ledgers(hub, outcome)
    bodies = _Bodies(folder, pictures, Addresses(known_addresses(hub, []), site_url), outcome.ledger)
    people: dict[str, Person] = {}
    for row in _rows(folder):
        person = _person(row, hub, outcome.ledger, people, bodies)
        if person:
            ledgers.collect(person.handle, row)
    for person in people.values():
        hub.claim(f"/advocates/{person.handle}/", person.path)
    _claim_own(people, outcome)
    _one_number_each(people, hub, outcome.ledger)
    for person in people.values():
        _picture(person, pictures, folder, outcome.ledger)
        row = person.rows[0]
        aliases = outcome.aliases(person.path, person.old, row.shown, row.line)
        if aliases:
            person.fields["aliases"] = aliases
        _settle(person, hub.advocates.get(person.handle), outcome)
    _tell_namesakes(people, hub, outcome.ledger)
    ledgers.finish()
    outcome.media(pictures.writes.values())


def _rows(folder: Folder) -> Iterator[Row]:
    """Every person in every file that can hold people."""
    for file in folder.files():
        kind, shown = file.suffix.lower(), folder.name(file)
        if kind in (".csv", ".tsv", ".json"):
            text = folder.text(file)
            if text is not None:
                yield from _table_rows(text, kind, shown, folder.ledger)
        elif kind in MARKDOWN:
            row = _card(file, folder)
            if row:
                yield row
        elif kind in (".yaml", ".yml", ".xlsx", ".xls", ".ods", ".xml", ".vcf"):
            folder.ledger.skip(shown, 0, f"a {kind} file is not read here; left out: save it as CSV or JSON")


def _table_rows(text: str, kind: str, shown: str, ledger: Ledger) -> Iterator[Row]:
    try:
        table = read_json(text) if kind == ".json" else read_csv(text)
    except TableError as error:
        ledger.skip(shown, error.line, f"{error.what}; left out")
        return
    for line, what in table.troubles:
        ledger.skip(shown, line, what)
    if not table.rows and not table.troubles:
        ledger.skip(shown, 1, "there is nobody in it")
    _tell_empty_columns(table, shown, ledger)
    for line, fields in table.rows:
        yield Row(shown, line, fields)


def _tell_empty_columns(table: Table, shown: str, ledger: Ledger) -> None:
    for name in table.columns:
        if name and person_field(name) is None and not any(row.get(name) for _, row in table.rows):
            ledger.note(shown, 1, f"`{name}` has no place on a profile, and the column is empty")


def _card(file: Path, folder: Folder) -> Row | None:
    """One person's Markdown file."""
    shown, text = folder.name(file), folder.text(file)
    if text is None:
        return None
    try:
        front = read_front_matter(text)
    except FormatError as error:
        folder.ledger.skip(shown, error.line, f"{error.what}; left out: {error.cure}")
        return None
    if "authors" in front.fields or ("date" in front.fields and "title" in front.fields):
        folder.ledger.skip(shown, 0, "looks like a post, not a person; left out: use `laurel import posts`")
        return None
    if front.mended:
        folder.ledger.note(shown, 1, f"the front matter has a mistake, {front.mended}")
    stem = file.parent.name if file.stem in ("index", "_index") else file.stem
    return Row(shown, 1, front.fields, front.lines, stem, front.body, front.body_line)


class _Bodies:
    """Cleans bios; links in them may lead to anything the hub has."""

    def __init__(self, folder: Folder, pictures: Pictures, addresses: Addresses, ledger: Ledger) -> None:
        self.folder, self.pictures, self.addresses, self.ledger = folder, pictures, addresses, ledger

    def clean(self, row: Row, text: str) -> str:
        """A bio as the hub keeps it."""
        guide = BodyGuide(
            row.shown, self.folder.base / row.shown, "advocates", self.addresses, self.pictures, self.ledger
        )
        page = {name: words(value) for name, value in row.fields.items()}
        line = row.body_line or row.line
        return with_places(
            clean_body(text, line, guide, page, lambda name: None), line, guide, lambda slug: frozenset()
        )


def _person(row: Row, hub: HubState, ledger: Ledger, people: dict[str, Person], bodies: _Bodies) -> Person | None:
    """The person of a row, joined with what earlier rows said; None, told, when nobody is named."""
    reader = PersonReader(row, hub, ledger)
    handle, given, name = reader.identity()
    if not handle:
        ledger.skip(row.shown, row.line, "names nobody; left out: give it a name or an id")
        return None
    if handle == "in":
        handle = "in-person"  # /advocates/in/ belongs to the hub
    fields: dict[str, Field] = {"name": name, **reader.fields()}
    old = reader.old_addresses()
    if given.casefold() != handle and person_id(given):
        old.append(f"/advocates/{given}/")
    body = bodies.clean(row, reader.bio()) if reader.bio() else ""
    known = people.get(handle)
    if known is None:
        there = hub.advocates.get(handle)
        path = there.path if there else f"content/advocates/{handle}.md"
        known = people[handle] = Person(handle, path, [row], fields, body, old)
        return known
    known.fields, clashes = complement(known.fields, fields)
    for key, kept, other in clashes:
        ledger.note(
            row.shown,
            row.lines.get(key, row.line),
            f"`{key}` of {handle} is {_said(other)} here and {_said(kept)} before; the first is kept",
        )
    known.rows.append(row)
    known.old += [address for address in old if address not in known.old]
    known.body = known.body or body
    return known


def person_id(text: str) -> bool:
    """Whether an id can have stood in an address: names with spaces did not."""
    return bool(text) and not any(c.isspace() or c in '/?#%:*|"\\<>' for c in text)


def _said(value: object) -> str:
    return repr(value if len(str(value)) <= 80 else str(value)[:80] + "…")


def complement(
    known: Mapping[str, Field], new: Mapping[str, Field]
) -> tuple[dict[str, Field], list[tuple[str, Field, Field]]]:
    """`known` with everything `new` adds, and (field, kept, left out) where both say something different.

    Lists and links grow; anything else stays as it is known, an emptied field too.
    """
    merged, clashes = dict(known), []
    for key, value in new.items():
        if key not in merged:
            merged[key] = value
        elif isinstance(value, dict):
            merged[key], differing = _more_links(merged[key], value)
            clashes += differing
        elif isinstance(value, list):
            have = _as_list(merged[key])
            merged[key] = [*have, *(item for item in value if item not in have)]
        elif str(value).casefold() not in str(merged[key]).casefold():
            clashes.append((key, merged[key], value))
    return merged, clashes


def _more_links(known: Field, new: Mapping[str, str]) -> tuple[dict[str, str], list[tuple[str, Field, Field]]]:
    """Links with those added that have a label and an address of their own, and those that clash."""
    have = {str(label): str(url) for label, url in known.items()} if isinstance(known, Mapping) else {}
    added = {label: url for label, url in new.items() if label not in have and url not in have.values()}
    clashes: list[tuple[str, Field, Field]] = [
        (f"links: {label}", have[label], url) for label, url in new.items() if have.get(label, url) != url
    ]
    return {**have, **added}, clashes


def _as_list(value: Field) -> list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)] if value else []


def _claim_own(people: Mapping[str, Person], outcome: Outcome) -> None:
    """An old address that ends in somebody's own handle is theirs, whoever else lists it."""
    for person in people.values():
        for address in person.old:
            if make_handle(address.strip("/").rpartition("/")[2]) == person.handle and address.startswith("/"):
                outcome.hub.claim(address, person.path)


def _one_number_each(people: Mapping[str, Person], hub: HubState, ledger: Ledger) -> None:
    """A member number belongs to one person: whoever has it in the hub, else the first in the import."""
    owners = {words(standing.fields.get("number", "")): handle for handle, standing in hub.advocates.items()}
    for person in people.values():
        number = str(person.fields.get("number", ""))
        owner = owners.setdefault(number, person.handle) if number else person.handle
        if owner != person.handle:
            row = person.rows[0]
            ledger.note(row.shown, row.line, f"the member number {number} belongs to {owner}; left out")
            del person.fields["number"]


def _picture(person: Person, pictures: Pictures, folder: Folder, ledger: Ledger) -> None:
    """The person's photo: the one a row names, else the one that is called like them."""
    for row in person.rows:
        for name, value in gather(row.fields, PERSON, "photo"):
            address = words(value).strip()
            found = pictures.find(address, folder.base / row.shown)
            taken = pictures.take(found, "advocates", person.handle) if found else None
            if taken:
                person.fields["photo"] = taken
                return
            if is_web_url(address):
                what = f"`{name}` is a picture on another site and is not fetched, {{n}} times"
                ledger.count(f"{what}; save it beside the import as HANDLE.jpg", row.shown)
            else:
                ledger.note(row.shown, row.lines.get(name, row.line), f"the picture `{address[:90]}` is not there")
    found = pictures.by_name(person.handle)
    taken = pictures.take(found, "advocates", person.handle) if found else None
    if taken:
        person.fields["photo"] = taken


def _settle(person: Person, there: Standing | None, outcome: Outcome) -> None:
    """Write a new profile, or add to the one that is there."""
    row = person.rows[0]
    new = {key: person.fields[key] for key in ORDER if key in person.fields}
    if there is None or _is_stub(there, person.handle):
        data = document(new, person.body)
        if there is None:
            outcome.put(person.path, data, row.shown, row.line)
        else:
            outcome.amend(there.path, there.digest, data.decode("utf-8"))
        return
    if there.front is None:
        outcome.ledger.skip(
            row.shown,
            row.line,
            f"{there.path} cannot be read, so nothing is added to it: `laurel check` says what is wrong",
        )
        return
    known: dict[str, Field] = {key: _typed(key, value) for key, value in there.fields.items()}
    merged, clashes = complement(known, new)
    for key, kept, other in clashes:
        outcome.ledger.note(
            row.shown,
            row.line,
            f"`{key}` of {person.handle} is {_said(other)} here and {_said(kept)} in {there.path}; kept as it is",
        )
    updates = {key: merged[key] for key in ORDER if key in merged and merged[key] != known.get(key)}
    body = person.body if person.body and not there.front.body.strip() else None
    if person.body and body is None and there.front.body.strip() != person.body.strip():
        outcome.ledger.note(
            row.shown, row.line, f"the bio of {person.handle} differs from the one in {there.path}; kept as it is"
        )
    text = amend(there.text, updates, body) if updates or body else there.text
    if text == there.text:
        outcome.unchanged.add(there.path)
    else:
        outcome.amend(there.path, there.digest, text)


def _typed(key: str, value: Value) -> Field:
    if key in ("languages", "topics", "groups", "aliases"):
        return listed(value, "")
    if key == "links" and isinstance(value, dict):
        return {label: words(url) for label, url in value.items()}
    return value if isinstance(value, str) else ""


def _is_stub(there: Standing, handle: str) -> bool:
    """Whether a profile is the small one made for an unknown author, with a name guessed from the handle."""
    name = words(there.fields.get("name", ""))
    return name in (handle, name_from_handle(handle)) and there.text.encode("utf-8") == stub(name)


def _tell_namesakes(people: Mapping[str, Person], hub: HubState, ledger: Ledger) -> None:
    """Two handles with one name may be one person; that is for people to say."""
    names: dict[str, str] = {}
    for handle, standing in hub.advocates.items():
        names.setdefault(words(standing.fields.get("name", "")).casefold(), handle)
    for person in people.values():
        other = names.setdefault(str(person.fields["name"]).casefold(), person.handle)
        if other != person.handle and person.handle not in hub.advocates:
            row = person.rows[0]
            what = f"{person.handle} and {other} are both called {person.fields['name']!r}"
            cure = "if they are one person, keep one file and give it the other's address as an alias"
            ledger.note(row.shown, row.line, f"{what}; {cure}")
