"""Which collections there are and how each is spread over files, so that a write costs what it touches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hub.records.kinds import (
    Account,
    AuditEntry,
    Draft,
    Held,
    Letter,
    Note,
    OneTimeLink,
    Person,
    Publish,
    Terms,
    Upload,
)

Fields = dict[str, Any]
Migration = Callable[[Fields], Fields]
"""A record's fields as one schema has them -> as the next has them. Pure; it may change what it is given."""

SEGMENT_ENTRIES = 256
"""Entries after which the log begins a new file."""
SEGMENT_BYTES = 192 * 1024
"""Bytes after which it does so as well."""


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of record. `buckets` files hold it, by hash of the id; 0 means the log's growing segments.

    Its schema is numbered from 1; `migrations[0]` leads from 1 to 2, and so on. The number of buckets may be
    changed at any time: a record stays in the file it is in, new ones go where the new number says.
    """

    kind: type[Any]
    name: str
    buckets: int = 1
    migrations: tuple[Migration, ...] = ()
    secret: tuple[str, ...] = ()
    """Fields that the log keeps no former value of."""

    @property
    def schema(self) -> int:
        """The schema that this Laurel writes."""
        return 1 + len(self.migrations)

    def bucket(self, id: str) -> str:
        """The name of the file in which a new record with this id belongs."""
        if self.buckets == 1:
            return self.name
        number = int.from_bytes(hashlib.sha256(id.encode()).digest()[:4], "big") % self.buckets
        return f"{self.name}-{number:03d}"

    def segment(self, number: int) -> str:
        """The name of the log's file number `number`, counted from 1."""
        return f"{self.name}-{number:06d}"

    def holds(self, partition: str) -> bool:
        """Whether a file of this name belongs to this collection."""
        name, _, number = partition.rpartition("-")
        return partition == self.name or (name == self.name and number.isdigit())

    def former(self, fields: Fields) -> Fields:
        """A record's fields as the log may keep them."""
        return {name: value for name, value in fields.items() if name not in self.secret}

    def migrate(self, fields: Fields, schema: int) -> Fields:
        """A record's fields, written under `schema`, as the present schema has them."""
        for step in self.migrations[schema - 1 :]:
            fields = step(fields)
        return fields


LOG = Collection(AuditEntry, "audit", buckets=0)

COLLECTIONS: tuple[Collection, ...] = (
    Collection(Account, "accounts", secret=("password",)),
    Collection(OneTimeLink, "links"),
    Collection(Terms, "terms"),
    Collection(Person, "people", buckets=32),
    Collection(Held, "held", buckets=64),
    Collection(Draft, "drafts", buckets=128),
    Collection(Upload, "uploads", buckets=32),
    Collection(Letter, "letters", buckets=64),
    Collection(Publish, "publishes", buckets=8),
    Collection(Note, "notes"),
    LOG,
)


def by_kind(collections: Iterable[Collection]) -> dict[type[Any], Collection]:
    """The collections by the class of their records, the log left out: it has a door of its own."""
    return {c.kind: c for c in collections if c.kind is not AuditEntry}
