"""What Laurel has put at a host, kept at the host itself, so that any machine can go on from there.

`.laurel-sent/head.json.gz` is small: it names a base (a whole list, written rarely), what was changed since, and
what is being sent right now. Files that are being sent count as uncertain until the send has ended, so a killed send
is finished by the next one. Removed paths are nowhere kept: a list says what is there, not what once was.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from hub.hosts.trouble import HostTrouble

FOLDER = ".laurel-sent"
HEAD = f"{FOLDER}/head.json.gz"
UNCERTAIN = ""
_FEW = 200
"""Changes that may always stand in the head."""


class Keeper(Protocol):
    """Keeps a few small files at a host."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file there, None when there is none. Raises HostTrouble."""

    def write(self, path: str, data: bytes) -> None:
        """Put a file there, whole or not at all. Raises HostTrouble."""

    def forget(self, path: str) -> None:
        """Take such a file away, if it is there."""


@dataclass(frozen=True)
class Ledger:
    """What a host holds of Laurel's: `files` (path -> SHA-256, UNCERTAIN while it is being sent). `base` is the name of
    the list the head builds on, `since` what differs from it."""

    files: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    since: Mapping[str, str] = field(default_factory=dict)


def read_ledger(keeper: Keeper, cache: Path) -> Ledger:
    """What the host holds. `cache` is a folder of this machine, where the newest base is kept so that it is fetched
    once. Raises HostTrouble, also when the list is damaged."""
    head = keeper.read(HEAD)
    if head is None:
        return Ledger()
    try:
        said = _unpack(head)
        name, since, sending = (
            str(said["base"]),
            _texts(said["since"]),
            [_inside(str(path)) for path in said["sending"]],
        )
        base = _read_base(keeper, cache, name) if name else {}
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise HostTrouble(
            f"its list of what Laurel sent ({HEAD}) is damaged: {error}. Remove the folder {FOLDER} there; "
            "then everything is sent again, and pages that are gone since must be removed by hand"
        ) from error
    files = {**base, **since, **dict.fromkeys(sending, UNCERTAIN)}
    return Ledger(files, name, since)


def begin(keeper: Keeper, ledger: Ledger, uploads: Iterable[str]) -> Ledger:
    """Note what is about to be sent, before the first byte of it."""
    return _write_head(keeper, ledger, tuple(uploads))


def advance(keeper: Keeper, ledger: Ledger, sent: Mapping[str, str], still: Iterable[str]) -> Ledger:
    """Note files that have arrived (path -> SHA-256), and those still to be sent."""
    now = Ledger({**ledger.files, **sent}, ledger.base, {**ledger.since, **sent})
    return _write_head(keeper, now, tuple(still))


def finish(keeper: Keeper, ledger: Ledger, files: Mapping[str, str], cache: Path) -> None:
    """Note that all of `files` is there and nothing else of Laurel's. A new base is written when something went or
    much was changed since the last one."""
    gone = any(path not in files for path in ledger.files)
    since = {**ledger.since, **{path: sha for path, sha in files.items() if ledger.files.get(path) != sha}}
    if ledger.base and not gone and len(since) <= max(_FEW, len(files) // 8):
        _write_head(keeper, Ledger(files, ledger.base, since), ())
        return
    data = _pack(dict(sorted(files.items())))
    name = f"base-{hashlib.sha256(data).hexdigest()[:16]}.json.gz"
    keeper.write(f"{FOLDER}/{name}", data)
    _write_head(keeper, Ledger(files, name, {}), ())
    if ledger.base and ledger.base != name:
        keeper.forget(f"{FOLDER}/{ledger.base}")
    _keep(cache, name, data)


def _write_head(keeper: Keeper, ledger: Ledger, sending: tuple[str, ...]) -> Ledger:
    head = {"base": ledger.base, "since": dict(sorted(ledger.since.items())), "sending": sorted(sending)}
    keeper.write(HEAD, _pack(head))
    return Ledger({**ledger.files, **dict.fromkeys(sending, UNCERTAIN)}, ledger.base, ledger.since)


def _read_base(keeper: Keeper, cache: Path, name: str) -> dict[str, str]:
    if not name.startswith("base-") or "/" in name:
        raise ValueError(f"{name!r} is no list")
    try:
        data: bytes | None = (cache / name).read_bytes()
    except OSError:
        data = None
    if data is None or not _is(name, data):
        data = keeper.read(f"{FOLDER}/{name}")
        if data is None or not _is(name, data):
            raise ValueError(f"{name} is missing or torn")
        _keep(cache, name, data)
    return _texts(_unpack(data))


def _is(name: str, data: bytes) -> bool:
    return name == f"base-{hashlib.sha256(data).hexdigest()[:16]}.json.gz"


def _keep(cache: Path, name: str, data: bytes) -> None:
    """Keep a base on this machine, and only the newest; a torn one is told by its name."""
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob("base-*.json.gz"):
        old.unlink(missing_ok=True)
    (cache / name).write_bytes(data)


def _pack(value: Mapping[str, Any]) -> bytes:
    return gzip.compress(json.dumps(value, ensure_ascii=False).encode(), 6, mtime=0)


def _unpack(data: bytes) -> dict[str, Any]:
    value = json.loads(gzip.decompress(data))
    if not isinstance(value, dict):
        raise ValueError("it holds no table")
    return value


def _texts(value: Any) -> dict[str, str]:
    texts = {str(path): str(sha) for path, sha in dict(value).items()}
    for path in texts:
        _inside(path)
    return texts


def _inside(path: str) -> str:
    """A path as it may stand in a list; whoever can write at the host must not lead a removal out of it."""
    if not path or path.startswith("/") or set(path.split("/")) & {"", ".", ".."} or not path.isprintable():
        raise ValueError(f"{path!r} is no path of a hub")
    return path
