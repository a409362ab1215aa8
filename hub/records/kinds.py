"""One frozen record for each kind of private thing the desk keeps.

Every record has a string `id` and a `version` that rises by one with each change, so that two people at one
thing are noticed. Records hold keys (ids, handles, paths), never other records. Times are in UTC.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from hub.model import Disclosure, Link

Role = Literal["owner", "editor", "reviewer", "advocate"]
DraftState = Literal[
    "draft", "submitted", "changes-asked", "approved", "scheduled", "published", "declined", "withdrawn"
]
Purpose = Literal["owner", "invite", "sign-in", "reset"]
LetterState = Literal["waiting", "sent", "failed", "to-copy", "cancelled"]


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may sign in. `handles` are the advocates they act for; `epoch` rises to end all their sessions."""

    id: str
    email: str
    name: str
    role: Role
    created: dt.datetime
    handles: tuple[str, ...] = ()
    password: str | None = None
    epoch: int = 0
    last_seen: dt.datetime | None = None
    disabled: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that signs in once. `id` is the SHA-256 of its token, so that the file opens no door."""

    id: str
    account: str
    purpose: Purpose
    made: dt.datetime
    expires: dt.datetime
    used: dt.datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the program's terms; `id` is its number as text, counted from 1."""

    id: str
    text: str
    made: dt.datetime
    by: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Consent:
    """That a person agreed to be shown. `how` is "desk" when they did it themselves, "recorded" when staff
    wrote down, in `words`, how it was given. No birth date is kept, only that they said they are of age."""

    terms: str
    at: dt.datetime
    how: Literal["desk", "recorded"]
    by: str
    of_age: bool
    licence: bool
    words: str = ""
    withdrawn: dt.datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether it was given and not taken back."""
        return self.withdrawn is None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile can say, public or not. Dates are ISO 8601 texts, as in content files."""

    name: str
    kind: Literal["person", "team", "staff", "guest"] = "person"
    listed: bool = True
    headline: str = ""
    pronouns: str = ""
    photo: str | None = None
    country: str | None = None
    city: str = ""
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    feed: str | None = None
    ask: str | None = None
    bio: str = ""
    number: int | None = None
    joined: str | None = None
    status: Literal["active", "alumni"] = "active"
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to a draft or profile, with the words that were said and the reason chosen."""

    at: dt.datetime
    by: str
    name: str
    did: str
    words: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProfileEdit:
    """A change to a profile on its way. `base` is the digest of the content file it started from."""

    profile: Profile
    hidden: tuple[str, ...]
    state: Literal["draft", "submitted", "changes-asked"]
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """The private half of an advocate; `id` is the handle. `hidden` names the profile fields kept off the hub."""

    id: str
    profile: Profile
    created: dt.datetime
    email: str = ""
    hidden: tuple[str, ...] = ()
    consent: Consent | None = None
    invited: dt.datetime | None = None
    proposed: ProfileEdit | None = None
    history: tuple[Step, ...] = ()
    notes: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A content file kept out of content while nobody has agreed to it: `path` is where it belongs, `text` what
    it says, `handle` whose consent it waits for, `why` is "consent" or "withdrawn"."""

    id: str
    path: str
    text: str
    handle: str
    why: Literal["consent", "withdrawn"]
    made: dt.datetime
    version: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A post on its way, or an edit on its way to a post that is live.

    `path` is the content file once it is published (else None) and `base` the digest of that file from which
    the edit started. `due` is the local date or date-time (ISO 8601) at which an approved post goes out; empty
    means at once. `seen` is the text as a reviewer last saw it. `disclosure` is None while unanswered.
    """

    id: str
    state: DraftState
    authors: tuple[str, ...]
    created: dt.datetime
    updated: dt.datetime
    by: str
    title: str = ""
    body: str = ""
    summary: str = ""
    slug: str = ""
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    cover: str | None = None
    cover_alt: str = ""
    disclosure: tuple[Disclosure, ...] | None = None
    language: str | None = None
    canonical: str | None = None
    date: str = ""
    due: str = ""
    path: str | None = None
    base: str | None = None
    seen: str | None = None
    history: tuple[Step, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture or file not yet public: bytes in `data/media/`, `path` as texts refer to it (`media/…`)."""

    id: str
    path: str
    alt: str
    name: str
    by: str
    made: dt.datetime
    size: int
    mime: str
    width: int = 0
    height: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail: waiting, sent, or to be copied by hand where no mail server is set."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    state: LetterState
    made: dt.datetime
    not_before: dt.datetime
    about: str = ""
    tries: int = 0
    sent: dt.datetime | None = None
    trouble: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Publish:
    """One run of publishing: who, when, what changed in words, and how it ended."""

    id: str
    by: str
    name: str
    began: dt.datetime
    state: Literal["running", "done", "failed"]
    ended: dt.datetime | None = None
    changes: tuple[str, ...] = ()
    trouble: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Former:
    """What a record was before a change; `before` is None when there was none."""

    collection: str
    id: str
    before: dict[str, Any] | None
    after_version: int | None


@dataclass(frozen=True, slots=True)
class FormerFile:
    """What a file of the hub was before a change, by digest; the bytes lie in the records' own store."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, when and why. `subject` is "kind:key", such as "advocate:noor" or "draft:d-1"."""

    id: str
    at: dt.datetime
    by: str
    name: str
    action: str
    subject: str
    words: str
    why: str = ""
    records: tuple[Former, ...] = ()
    files: tuple[FormerFile, ...] = ()
    undoable: bool = False
    undoes: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A small fact of the desk itself, kept by name, such as "set-up" or "undone:ENTRY"."""

    id: str
    value: dict[str, Any] = field(default_factory=dict)
    version: int = 0
