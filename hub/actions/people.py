"""People of the program: added, invited, changed by staff, retired with honour, listed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from email.utils import parseaddr

from hub.actions.accounts import account_of, clean_email, new_account
from hub.actions.addresses import same_address, split_address
from hub.actions.consent import told
from hub.actions.desk import Desk, acting
from hub.actions.erased import is_erased
from hub.actions.filework import Refused, last_entry
from hub.actions.holding import Reader, write_for
from hub.actions.letters import queue_letter
from hub.actions.links import link_path, make_link
from hub.actions.permissions import Actor
from hub.actions.persons import kept, need_person, profile_text
from hub.actions.profiles import as_seen, put_profile
from hub.actions.profilewords import check_profile
from hub.exchange.names import make_handle
from hub.model import HubError, is_handle
from hub.records import Change, Stale
from hub.records.kinds import Account, Person, Profile

_TAKEN = frozenset({"in"})
"""Handles whose address the hub keeps for itself."""
MOST_AT_ONCE = 500
"""How many people one paste may invite."""


@dataclass(frozen=True, slots=True)
class Added:
    """Somebody new: their handle, and the audit's entry for Undo."""

    handle: str
    entry: str


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line of a paste: `did` is "invited", "already" or "not", `words` say more."""

    number: int
    said: str
    did: str
    words: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """What inviting many came to, line by line, and the audit's entry for Undo ("" when nobody was)."""

    lines: tuple[Line, ...]
    entry: str

    @property
    def count(self) -> int:
        """How many people were invited."""
        return sum(line.did == "invited" for line in self.lines)


# --- handles -------------------------------------------------------------------------------------------------


def free_handle(reader: Reader, desk: Desk, name: str) -> str:
    """A handle made of a name that nobody has or had: Noor Haddad becomes noor-haddad, else noor-haddad-2."""
    wanted = make_handle(name)
    found, number = wanted, 2
    while why_not(reader, desk, found):
        found, number = f"{wanted}-{number}", number + 1
    return found


def why_not(reader: Reader, desk: Desk, handle: str) -> str:
    """Why somebody new cannot have this handle; "" when they can."""
    if not is_handle(handle):
        return "Use small letters a to z, digits and single hyphens"
    if handle in _TAKEN:
        return "The hub keeps this address for itself. Choose another handle"
    if reader.get(Person, handle) is not None or desk.shelf.leaf("advocates", handle) is not None:
        return "Somebody has this handle already"
    if is_erased(desk, handle=handle):
        return "Somebody who was erased had this handle. It is not given again"
    return ""


# --- adding and changing -------------------------------------------------------------------------------------


def add_person(desk: Desk, actor: Actor, profile: Profile, *, handle: str = "", email: str = "") -> Added:
    """Somebody new. Nothing of them comes into content before they agree. Raises Refused with what to mend."""
    with acting(desk, actor, "person.add", undoable=True) as change:
        person = _add(change, desk, profile, handle, email)
        change.told = replace(change.told, subject=f"advocate:{person.id}")
        change.words = f"{actor.name} added {profile.name}"
    return Added(person.id, last_entry(desk, change))


def _add(change: Change, desk: Desk, profile: Profile, handle: str, email: str) -> Person:
    profile = replace(profile, name=" ".join(profile.name.split()))
    handle = handle.strip() or (free_handle(change, desk, profile.name) if profile.name else "")
    slips = []
    if handle and (trouble := why_not(change, desk, handle)):
        slips.append(("handle", trouble))
    if email and (trouble := _email_trouble(change, desk, email)):
        slips.append(("email", trouble))
    if not profile.name:
        slips.append(("name", "Enter a name"))
    if slips:
        raise Refused(slips)
    check_profile(desk, None, profile, handle)
    person: Person = change.put(Person(handle, profile, desk.now(), clean_email(email) if email else ""), expected=0)
    path = f"content/advocates/{handle}.md"
    write_for(change, desk, path, profile_text(None, profile, ()), handle, None)
    return person


def _email_trouble(reader: Reader, desk: Desk, email: str, handle: str = "") -> str:
    if split_address(email.strip()) is None:
        return "Enter an e-mail address like noor@example.org"
    if is_erased(desk, email=email):
        return "Somebody who was erased had this address. They were promised that it is gone"
    other = next((p for p in reader.all(Person) if p.email and same_address(p.email) == same_address(email)), None)
    if other is not None and other.id != handle:
        return f"{other.profile.name} has this address already"
    return ""


def edit_person(
    desk: Desk,
    actor: Actor,
    handle: str,
    profile: Profile,
    *,
    email: str,
    seen: str,
) -> str:
    """Change what staff say of somebody, and their address; the audit's entry.

    Raises Refused, and Stale or FileChanged when they changed since the form was opened.
    """
    subject = f"advocate:{handle}"
    with acting(desk, actor, "person.edit", subject=subject, undoable=True) as change:
        current = need_person(change, desk, handle)
        as_seen(current, seen)
        email = email.strip()
        was = current.person.email if current.person else ""
        if email and email != was and (trouble := _email_trouble(change, desk, email, handle)):
            raise Refused([("email", trouble)])
        check_profile(desk, current, profile, handle)
        change.words = f"{actor.name} changed {_what(current.profile, profile)} of {profile.name}"
        put_profile(change, desk, current, profile, current.hidden, email=email)
    told(desk, change)
    return last_entry(desk, change)


def _what(before: Profile, after: Profile) -> str:
    """What staff changed, in words."""
    names = {"tier": "the tier", "number": "the number", "status": "the status", "joined": "the day of joining"}
    found = [words for key, words in names.items() if getattr(before, key) != getattr(after, key)]
    return " and ".join(found) or "the details"


def write_notes(desk: Desk, actor: Actor, handle: str, notes: str, *, seen: str) -> Person:
    """Keep what staff write down for themselves. Never shown to anybody else, never published."""
    with acting(desk, actor, "person.edit", subject=f"advocate:{handle}") as change:
        current = need_person(change, desk, handle)
        if current.notes_mark != seen:
            raise Stale(Person, handle, current.person)
        change.words = f"{actor.name} wrote a note about {current.profile.name}"
        stored: Person = change.put(replace(kept(change, desk, current), notes=notes.strip()))
    return stored


def retire(desk: Desk, actor: Actor, handle: str, *, why: str = "") -> str:
    """Let somebody retire with honour: an alumna or alumnus from today, everything of theirs stays; with Undo."""
    return _status(desk, actor, handle, "alumni", why)


def welcome_back(desk: Desk, actor: Actor, handle: str) -> str:
    """Make an alumna or alumnus active again, from today; with Undo."""
    return _status(desk, actor, handle, "active", "")


def _status(desk: Desk, actor: Actor, handle: str, status: str, why: str) -> str:
    subject = f"advocate:{handle}"
    with acting(desk, actor, "person.retire", subject=subject, why=why.strip(), undoable=True) as change:
        current = need_person(change, desk, handle)
        if current.profile.status == status:
            state = "among the alumni" if status == "alumni" else "active"
            raise HubError(f"{current.profile.name} is {state} already.")
        did = "let {} retire with honour" if status == "alumni" else "welcomed {} back"
        change.words = f"{actor.name} {did.format(current.profile.name)}"
        profile = replace(current.profile, status=status)  # type: ignore[arg-type]  # one of the two above
        put_profile(change, desk, current, profile, current.hidden)
    told(desk, change)
    return last_entry(desk, change)


# --- inviting ------------------------------------------------------------------------------------------------


def invite(desk: Desk, actor: Actor, handle: str, *, email: str = "") -> str:
    """Write to somebody with a link that lets them in, once; the audit's entry. The letter waits for Undo.

    `email` is their address, else the one that is kept. Raises Refused.
    """
    subject = f"advocate:{handle}"
    with acting(desk, actor, "person.invite", subject=subject, undoable=True) as change:
        current = need_person(change, desk, handle)
        address = email.strip() or (current.person.email if current.person else "")
        if not address:
            raise Refused([("email", f"Enter the address of {current.profile.name}")])
        if trouble := _email_trouble(change, desk, address, handle):
            raise Refused([("email", trouble)])
        person = replace(kept(change, desk, current), email=clean_email(address))
        _invite(change, desk, actor, person)
        change.words = f"{actor.name} invited {current.profile.name}"
    return last_entry(desk, change)


def _invite(change: Change, desk: Desk, actor: Actor, person: Person) -> None:
    account = account_of(change.all(Account), person.email)
    change.put(replace(person, invited=desk.now()))
    if account is None:
        account = new_account(change, desk, email=person.email, name=person.profile.name, handles=(person.id,))
    elif person.id not in account.handles:
        account = change.put(replace(account, handles=(*account.handles, person.id)))
    if account.disabled:
        raise Refused([("email", f"The account of {person.email} is closed. Open it again under Accounts first")])
    token = make_link(change, desk, account.id, "invite")
    queue_letter(
        change,
        desk,
        to=account.email,  # never to a spelling of it that only counts as the same: the link signs in as this account
        subject=f"Your invitation to {_the(program_name(desk))}",
        text=_invitation(desk, actor, person),
        link=link_path(token),
        about=f"advocate:{person.id}",
    )


def _invitation(desk: Desk, actor: Actor, person: Person) -> str:
    program, contact = program_name(desk), desk.settings.program.contact
    ask = f"Questions? Write to {contact}.\n\n" if contact else ""
    return (
        f"Hello {person.profile.name},\n\n"
        f"we would be glad to have you in {_the(program)}. Open this page to begin. It works once, for a week:\n\n"
        "{link}\n\n"
        "There you read our terms, say what of you may be shown, and can write your first post. Nothing about you is "
        "public before you agree.\n\n"
        f"{ask}{actor.name}\n{program}"
    )


def program_name(desk: Desk) -> str:
    """What the program is called."""
    return desk.settings.program.name or desk.settings.title


def _the(name: str) -> str:
    return f"the {name[4:]}" if name.startswith("The ") else name


def invite_many(desk: Desk, actor: Actor, pasted: str) -> Invited:
    """Add and invite everybody in a paste: lines such as `Noor Haddad <noor@example.org>`, or CSV.

    One change for all, so that one Undo takes it back. A line that cannot be done is told and stops no other.
    """
    rows = read_people(pasted)
    if not rows:
        raise Refused([("people", "Write one person a line, such as Noor Haddad <noor@example.org>")])
    if len(rows) > MOST_AT_ONCE:
        raise Refused([("people", f"Invite at most {MOST_AT_ONCE} at once. These are {len(rows)}")])
    with acting(desk, actor, "person.invite", subject="people:many", undoable=True) as change:
        lines = tuple(_line(change, desk, actor, *row) for row in rows)
        done = [line for line in lines if line.did == "invited"]
        change.words = f"{actor.name} invited {len(done)} {'person' if len(done) == 1 else 'people'}"
    return Invited(lines, last_entry(desk, change) if done else "")


def _line(change: Change, desk: Desk, actor: Actor, number: int, said: str, name: str, email: str) -> Line:
    if split_address(email) is None:
        return Line(number, said, "not", "There is no e-mail address in this line")
    if is_erased(desk, email=email):
        return Line(number, said, "not", "Whoever had this address was erased and is not written to again")
    known = next((p for p in change.all(Person) if p.email and same_address(p.email) == same_address(email)), None)
    if known is not None and known.invited is not None:
        return Line(number, said, "already", f"{known.profile.name} was invited before", known.id)
    account = account_of(change.all(Account), email)
    if account is not None and account.disabled:
        return Line(number, said, "not", "The account with this address is closed")
    try:
        person = known or _add(change, desk, Profile(name=name or _name_from(email)), "", email)
    except Refused as refused:
        return Line(number, said, "not", str(refused))
    _invite(change, desk, actor, person)
    return Line(number, said, "invited", f"{person.profile.name} gets a letter", person.id)


def _name_from(email: str) -> str:
    return " ".join(word.capitalize() for word in re.split(r"[._+\d-]+", email.partition("@")[0]) if word) or email


def read_people(pasted: str) -> tuple[tuple[int, str, str, str], ...]:
    """(line, what it says, name, address) of each line that says something; a CSV's header names its columns."""
    text = pasted.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    sign = next((sign for sign in ("\t", ";", ",") if sign in first), "")
    head = [cell.strip().strip('"').casefold() for cell in first.split(sign)] if sign else []
    if any(cell in _EMAIL_HEADS for cell in head):
        return tuple(_from_csv(text, sign))
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            name, email = _one(line)
            found.append((number, line.strip(), name, email))
    return tuple(found)


_LONGEST_LINE = 320
_EMAIL_HEADS = ("email", "e-mail", "mail", "address", "email address", "e-mail address")


def _from_csv(text: str, sign: str) -> Iterable[tuple[int, str, str, str]]:
    reader = csv.reader(io.StringIO(text.lstrip("\n")), delimiter=sign)
    head = [cell.strip().casefold() for cell in next(reader)]
    at = next(i for i, cell in enumerate(head) if cell in _EMAIL_HEADS)
    names = [i for i, cell in enumerate(head) if cell in ("name", "full name", "first name", "last name", "surname")]
    for row in reader:
        if any(cell.strip() for cell in row):
            name = " ".join(row[i].strip() for i in names if i < len(row)).strip()
            yield reader.line_num, sign.join(row), name, row[at].strip() if at < len(row) else ""


def _one(line: str) -> tuple[str, str]:
    """Name and address of a line in any of the ways people write them. No address is longer than what is looked at."""
    line = line[:_LONGEST_LINE]
    name, email = parseaddr(line.strip().rstrip(",;"))
    if split_address(email) is not None and ("<" in line or " " not in line.strip()):
        return " ".join(name.split()), email
    found = re.search(r"[^\s<>,;\"'()]+@[^\s<>,;\"'()]+", line)
    if not found:
        return "", ""
    return " ".join((line[: found.start()] + " " + line[found.end() :]).strip(" \t,;<>\"'()").split()), found[0]
