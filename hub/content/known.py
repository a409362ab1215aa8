"""What is known of a content file from the last time it was read, so that only files that changed are read again."""

from __future__ import annotations

import hashlib
import types
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from hub.content.stamps import Stamp
from hub.model import (
    Advocate,
    Award,
    Badge,
    Body,
    Change,
    Contribution,
    Event,
    Figure,
    Media,
    Mention,
    Moment,
    Page,
    Post,
    Problem,
    Resource,
    Source,
    Topic,
)

_TYPES: dict[str, Any] = {
    "posts": Post,
    "pages": Page,
    "advocates": Advocate,
    "topics": Topic,
    "badges": Badge,
    "events": Event,
    "resources": Resource,
    "changes": Change,
    "awards": Award,
    "contributions": Contribution,
    "mentions": Mention,
    "figures": Figure,
    "media": Media,
}
_encoder = msgspec.msgpack.Encoder()


class Known(msgspec.Struct, frozen=True, array_like=True):
    """One file as it was read: its stamp and the SHA-256 of its bytes, its records without their texts and lines, the
    key of its text's rendering ("" for none), what `check` said of the file alone, and what its records are called."""

    stamp: Stamp
    sha: str
    records: bytes = b""
    text: str = ""
    notices: tuple[Problem, ...] = ()
    keys: tuple[str, ...] = ()


def text_key(text: str, prefix: str) -> str:
    """What a body's rendering is kept by."""
    return hashlib.sha256(f"{prefix}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def packed(records: Sequence[Any]) -> bytes:
    """Records for keeping, the same bytes for records that say the same. Lines stay out: whoever must tell one reads
    the file again."""
    return _encoder.encode([_bare(record) for record in records])


def _bare(record: Any) -> Any:
    changes: dict[str, Any] = {}
    if hasattr(record, "source"):
        changes["source"] = Source(record.source.path)
    if hasattr(record, "body") and not isinstance(record, Badge):  # its criteria go into its document as they are
        changes["body"] = Body("", record.body.line)
    return replace(record, **changes) if changes else record


def unpacked(kind: str, file: Known, zone: ZoneInfo) -> list[Any]:
    """The records of a file of a kind. Raises msgspec.MsgspecError for what `packed` did not make."""
    records: list[Any] = _decoder(kind).decode(file.records)
    timed, sourced = _moments(_TYPES[kind]), kind != "media"
    for record in records:
        if sourced:
            object.__setattr__(record.source, "digest", file.sha)
        for name in timed:
            in_zone(getattr(record, name), zone)
    return records


@cache
def _decoder(kind: str) -> Any:
    return msgspec.msgpack.Decoder(types.GenericAlias(list, (_TYPES[kind],)))


@cache
def _moments(kind: Any) -> tuple[str, ...]:
    """Fields of a record that hold moments, or things that do."""
    named = ("Moment", "Term", "Revocation")
    return tuple(field.name for field in fields(kind) if any(name in str(field.type) for name in named))


def in_zone(value: Any, zone: ZoneInfo) -> None:
    """Give moments, wherever they are in a value, the hub's zone again: kept is a local time with its offset."""
    if isinstance(value, Moment):
        at = value.at.replace(tzinfo=zone)
        if at.utcoffset() != value.at.utcoffset():  # the second of the hours that a change of the clock brings twice
            at = value.at.astimezone(zone)
        object.__setattr__(value, "at", at)
    elif isinstance(value, tuple):
        for item in value:
            in_zone(item, zone)
    elif is_dataclass(value):
        for field in fields(value):
            in_zone(getattr(value, field.name), zone)
