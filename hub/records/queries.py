"""Named questions that the desk and the command line ask of the records. Each takes Records and reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from hub.records.kinds import Account, Draft, DraftState, Held, Letter, Note, OneTimeLink, Person, Publish, Terms
from hub.records.store import Records
from hub.records.undoing import UNDONE

WAITING: tuple[DraftState, ...] = ("submitted",)
"""States in which a draft waits for a reviewer."""
OPEN: tuple[DraftState, ...] = ("draft", "submitted", "changes-asked", "approved", "scheduled")
"""States in which something can still happen to a draft."""


def account_by_email(records: Records, email: str) -> Account | None:
    """The account with this address, whatever the case of its letters."""
    wanted = email.strip().casefold()
    return next((a for a in records.all(Account) if a.email.casefold() == wanted), None)


def accounts_of(records: Records, handle: str) -> tuple[Account, ...]:
    """The accounts that act for an advocate."""
    return tuple(a for a in records.all(Account) if handle in a.handles)


def owners(records: Records) -> tuple[Account, ...]:
    """The accounts that may do everything, those that are shut off left out."""
    return tuple(a for a in records.all(Account) if a.role == "owner" and not a.disabled)


def links_of(records: Records, account: str) -> tuple[OneTimeLink, ...]:
    """The one-time links of an account, used and past ones too."""
    return tuple(link for link in records.all(OneTimeLink) if link.account == account)


def drafts_in(records: Records, *states: DraftState) -> tuple[Draft, ...]:
    """The drafts in one of these states, last changed first."""
    return _newest(d for d in records.all(Draft) if d.state in states)


def drafts_waiting(records: Records) -> tuple[Draft, ...]:
    """The drafts that wait for a reviewer, longest waiting first."""
    return tuple(reversed(drafts_in(records, *WAITING)))


def drafts_of(records: Records, handle: str) -> tuple[Draft, ...]:
    """The drafts that an advocate is an author of, last changed first."""
    return _newest(d for d in records.all(Draft) if handle in d.authors)


def draft_of_file(records: Records, path: str) -> Draft | None:
    """The draft of the content file `path`: of those that are still open the last changed, else the last of all."""
    found = _newest(d for d in records.all(Draft) if d.path == path)
    return next((d for d in found if d.state in OPEN), next(iter(found), None))


def drafts_scheduled(records: Records) -> tuple[Draft, ...]:
    """The approved drafts that wait for their time, soonest first."""
    return tuple(sorted(drafts_in(records, "scheduled"), key=lambda d: (d.due, d.id)))


def people_proposing(records: Records) -> tuple[Person, ...]:
    """The people whose change to their profile waits for a reviewer."""
    return tuple(p for p in records.all(Person) if p.proposed and p.proposed.state == "submitted")


def people_without_consent(records: Records) -> tuple[Person, ...]:
    """The people who have not agreed to be shown, or have taken it back."""
    return tuple(p for p in records.all(Person) if p.consent is None or not p.consent.holds)


def current_terms(records: Records) -> Terms | None:
    """The terms that hold now: the version with the highest number."""
    return max(records.all(Terms), key=lambda t: int(t.id), default=None)


def held_for(records: Records, handle: str) -> tuple[Held, ...]:
    """The content files that wait for an advocate's consent."""
    return tuple(h for h in records.all(Held) if h.handle == handle)


def letters_due(records: Records, now: dt.datetime) -> tuple[Letter, ...]:
    """The letters to be sent by now, oldest first."""
    due = (letter for letter in records.all(Letter) if letter.state == "waiting" and letter.not_before <= now)
    return tuple(sorted(due, key=lambda letter: (letter.not_before, letter.made, letter.id)))


def letters_to_copy(records: Records) -> tuple[Letter, ...]:
    """The letters that somebody has to copy by hand, newest first."""
    found = (letter for letter in records.all(Letter) if letter.state == "to-copy")
    return tuple(sorted(found, key=lambda letter: (letter.made, letter.id), reverse=True))


def publishes(records: Records) -> tuple[Publish, ...]:
    """Every run of publishing, newest first."""
    return tuple(sorted(records.all(Publish), key=lambda p: (p.began, p.id), reverse=True))


def is_undone(records: Records, entry: str) -> bool:
    """Whether the change with this audit entry was undone."""
    return records.get(Note, UNDONE + entry) is not None


def _newest(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    return tuple(sorted(drafts, key=lambda d: (d.updated, d.id), reverse=True))
