"""Records as JSON and back, strictly, whatever schema a file was written under."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

from hub.model import HubError
from hub.records.layout import Collection, Fields

T = TypeVar("T")
KEPT = "Nothing was changed."


class About(msgspec.Struct):
    """What a file says of itself."""

    collection: str
    schema: int


class AboutTable(msgspec.Struct):
    """The table that holds it: TinyDB knows tables of numbered documents only."""

    file: About


class AnyFile(msgspec.Struct):
    """Any file of records, read for what it says of itself."""

    about: AboutTable | None = None


class File(msgspec.Struct, Generic[T]):
    """A file of records: two TinyDB tables, `about` and `records`."""

    records: dict[str, T] = {}


def about(collection: Collection) -> dict[str, Fields]:
    """The `about` table of a file written now."""
    return {"file": {"collection": collection.name, "schema": collection.schema}}


_decoders: dict[type[Any], msgspec.json.Decoder[File[Any]]] = {}


def _decoder(kind: type[Any]) -> msgspec.json.Decoder[File[Any]]:
    if kind not in _decoders:
        _decoders[kind] = msgspec.json.Decoder(File[kind])  # type: ignore[valid-type]  # known only when it runs
    return _decoders[kind]


_about = msgspec.json.Decoder(AnyFile)
_plain = msgspec.json.Decoder(File[Fields])


def encode(tables: dict[str, Any]) -> bytes:
    """A file's bytes: one record a line, so that people and their tools can read and compare it."""
    lines = []
    for name, rows in tables.items():
        inner = ",\n".join(f"{_json(id)}:{_json(row)}" for id, row in rows.items())
        lines.append(f"{_json(name)}:{{\n{inner}\n}}" if inner else f"{_json(name)}:{{}}")
    return ("{" + ",\n".join(lines) + "}\n").encode()


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def decode_tables(data: bytes, place: str) -> dict[str, Any]:
    """A file as TinyDB's tables of plain values. `place` names it in errors."""
    if not data.strip():
        raise HubError(_broken(place, "it is empty"))
    try:
        return msgspec.json.decode(data, type=dict[str, dict[str, Any]])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise HubError(_broken(place, str(error))) from None


def decode_records(data: bytes, collection: Collection, place: str) -> dict[str, Any]:
    """A file's records by id, in the order of the file. Raises HubError that names the file and the field."""
    schema = schema_of(data, collection, place)
    try:
        current = schema == collection.schema
        rows = _decoder(collection.kind).decode(data).records if current else _migrated(data, collection, schema)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise HubError(_broken(place, str(error))) from None
    for id, record in rows.items():
        if record.id != id:
            raise HubError(_broken(place, f"the record under “{id}” calls itself “{record.id}”"))
    return rows


def schema_of(data: bytes, collection: Collection, place: str) -> int:
    """The schema a file was written under; a file by hand that does not say counts as today's."""
    if not data.strip():
        raise HubError(_broken(place, "it is empty"))
    try:
        said = _about.decode(data).about
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise HubError(_broken(place, str(error))) from None
    schema = said.file.schema if said else collection.schema
    if schema > collection.schema:
        raise HubError(
            f"{place} was written by a newer Laurel (schema {schema}; this one knows {collection.schema}). "
            f"Use the newer Laurel here. {KEPT}"
        )
    if schema < 1 or (said and said.file.collection != collection.name):
        raise HubError(_broken(place, f"it says that it holds {said.file.collection if said else '?'}, {schema}"))
    return schema


def _migrated(data: bytes, collection: Collection, schema: int) -> dict[str, Any]:
    rows = _plain.decode(data).records
    return {id: to_record(collection.migrate(row, schema), collection.kind) for id, row in rows.items()}


def migrate_tables(tables: dict[str, Any], collection: Collection, schema: int) -> dict[str, Any]:
    """TinyDB's tables of an older file as today's schema has them."""
    rows = {id: collection.migrate(row, schema) for id, row in tables.get("records", {}).items()}
    return {"about": about(collection), "records": rows}


def to_fields(record: Any) -> Fields:
    """A record as plain values that JSON knows. Raises HubError when a field holds what it may not hold."""
    fields: Fields = msgspec.to_builtins(record, builtin_types=(bytes, bytearray, memoryview))
    try:
        to_record(fields, type(record))
        msgspec.json.encode(fields)
    except (msgspec.MsgspecError, UnicodeEncodeError, TypeError) as error:
        name = type(record).__name__.lower()
        raise HubError(f"This {name} ({record.id}) cannot be kept: {error}. Nothing was saved.") from None
    return fields


def to_record(fields: Fields, kind: type[T]) -> T:
    """Plain values as a record. Raises msgspec.ValidationError that names the field."""
    return msgspec.convert(fields, kind)


def _broken(place: str, why: str) -> str:
    return (
        f"{place} cannot be read: {why}. It was changed outside Laurel or the disk is failing. "
        f"Mend that place in the file, or put the file back from a backup. {KEPT}"
    )
