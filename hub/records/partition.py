"""One file of records as TinyDB sees it, through a storage of our own that writes nothing by itself.

TinyDB's own storage overwrites its file in place. This one reads the bytes it is given and keeps what TinyDB
writes; the journal then puts the new bytes in place, together with everything else of the same change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from hub.records.coding import about, decode_tables, encode, migrate_tables, schema_of
from hub.records.layout import Collection, Fields


class TextIds(Table):
    """A table whose ids are our own texts, and which remembers no answers."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB hands ids on as this class and asks no more of it
    default_query_cache_capacity = 0


class ChangeStorage(Storage):
    """A file's tables while a change is made: read once, written once, and nothing in between."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self._tables = tables

    def read(self) -> dict[str, Any]:
        """The tables as they are now."""
        return self._tables

    def write(self, data: dict[str, Any]) -> None:
        """Keep the tables."""
        self._tables = data


def changed(
    data: bytes | None, collection: Collection, place: str, puts: Mapping[str, Fields], removals: Iterable[str]
) -> bytes:
    """A file's bytes after `puts` (by id) and `removals`; `data` is what it holds now, None when there is no file."""
    storage = ChangeStorage(_tables(data, collection, place))
    gone = {*removals, *puts}
    with TinyDB(storage=lambda: storage) as database:
        table = TextIds(database.storage, "records", cache_size=0)
        table.remove(doc_ids=gone)  # type: ignore[arg-type]  # ids are texts here
        table.insert_multiple(Document(fields, id) for id, fields in puts.items())  # type: ignore[arg-type]  # the same
    return encode(storage.read())


def _tables(data: bytes | None, collection: Collection, place: str) -> dict[str, Any]:
    if data is None:
        return {"about": about(collection), "records": {}}
    schema = schema_of(data, collection, place)
    tables = decode_tables(data, place)
    if schema != collection.schema or "about" not in tables:
        return migrate_tables(tables, collection, schema)
    return tables
