"""The journal: everything of one change in one place, on disk before any of it is put where it belongs.

There are two slots, used in turn, so that the change before stays readable while the next is written down. A
change counts from the moment its slot is on disk; it is in place when `head.json` says its generation. One
that counts but is not in place is put there by whoever comes next, which may be done any number of times.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from pathlib import Path

import msgspec

from hub.records import disk

MARK = b"laurel-journal-1"
_HEADER = struct.Struct(f">{len(MARK)}sQQ32s")
"""Mark, generation, length of what follows, its SHA-256."""


class Uncertain(OSError):
    """The disk failed so badly that nobody can tell whether the change counts."""


class Piece(msgspec.Struct):
    """One file of a change. `old` and `new` are digests; no `new` and no `data`: the file goes.

    `path` is relative to the folder of records, or to the hub folder where `ours` is false. `between` are digests
    that the file may have had on the way from `old` to `new`.
    """

    path: str
    old: str | None
    new: str | None
    data: bytes | None
    ours: bool = True
    between: list[str | None] = []


class Intent(msgspec.Struct):
    """One change: what it makes of which files, which stored bytes it adds and drops, and the head after it.

    `base` is the digest of the head it was made from ("" when there was none): it goes onto no other. What
    `erases` is not kept in the journal itself once it is in place.
    """

    generation: int
    base: str
    pieces: list[Piece]
    head: bytes
    keep: dict[str, bytes] = {}
    drop: list[str] = []
    erases: bool = False


def merged(intents: Sequence[Intent]) -> Intent:
    """Changes that follow each other as one.

    A folder's names may reach the disk in any order, so after a power cut a file can be where the last change
    leaves it although the head knows nothing of the one before; that is no stranger's doing.
    """
    pieces: dict[tuple[bool, str], Piece] = {}
    keep: dict[str, bytes] = {}
    drop: set[str] = set()
    for intent in intents:
        for piece in intent.pieces:
            earlier = pieces.get((piece.ours, piece.path))
            if earlier is not None:
                between = [*earlier.between, earlier.new]
                piece = Piece(piece.path, earlier.old, piece.new, piece.data, piece.ours, between)
            pieces[piece.ours, piece.path] = piece
        keep = {d: data for d, data in {**keep, **intent.keep}.items() if d not in intent.drop}
        drop = (drop - intent.keep.keys()) | set(intent.drop)
    last = intents[-1]
    erases = any(intent.erases for intent in intents)
    return Intent(last.generation, intents[0].base, list(pieces.values()), last.head, keep, sorted(drop), erases)


class Journal:
    """The two slots in one folder of records."""

    def __init__(self, folder: Path) -> None:
        self._slots = (folder / "journal-0", folder / "journal-1")

    def write(self, intent: Intent) -> None:
        """Write a change down: it counts when this returns, and does not when this raises.

        Call only when none is pending.
        """
        payload = msgspec.msgpack.encode(intent)
        header = _HEADER.pack(MARK, intent.generation, len(payload), hashlib.sha256(payload).digest())
        slot = self._slots[intent.generation % 2]
        try:
            fresh = not slot.exists()
            disk.overwrite(slot, header + payload)
            if fresh:
                disk.sync_folder(slot.parent)
        except BaseException as error:
            # All of it may have reached the disk all the same; what the caller is told has not happened must
            # not happen later.
            try:
                disk.empty(slot)
            except OSError as worse:
                if _read(slot, intent.generation) is not None:
                    raise Uncertain(worse.errno, worse.strerror) from error
            raise

    def pending(self, generation: int, base: str) -> list[Intent]:
        """The changes that count but are not in place, oldest first, while the head is `base`."""
        found = []
        for _slot in self._slots:
            intent = _read(self._slots[(generation + 1) % 2], generation + 1)
            if intent is None or intent.base != base:
                break
            found.append(intent)
            generation, base = intent.generation, disk.digest(intent.head)
        return found

    def newest(self) -> Intent | None:
        """The last change that was written down, in place or not."""
        found = [intent for slot in self._slots if (intent := _read(slot)) is not None]
        return max(found, key=lambda intent: intent.generation, default=None)

    def forget(self) -> None:
        """Leave nothing of former changes behind. Call only when none is pending."""
        disk.sync_folder(self._slots[0].parent)  # the last one must not be needed any more to make the head anew
        for slot in self._slots:
            disk.empty(slot)


def _read(slot: Path, generation: int | None = None) -> Intent | None:
    """A slot's change; None when it is torn (then it never counted) or of another generation than asked for."""
    try:
        with slot.open("rb") as file:
            header = file.read(_HEADER.size)
            if len(header) < _HEADER.size:
                return None
            mark, said, length, checksum = _HEADER.unpack(header)
            if mark != MARK or (generation is not None and said != generation):
                return None
            payload = file.read(length)
    except FileNotFoundError:
        return None
    if len(payload) != length or hashlib.sha256(payload).digest() != checksum:
        return None
    return msgspec.msgpack.decode(payload, type=Intent)
