"""Backups as files: a .tar.gz or .zip of a hub's own parts, with a list of every file's digest at its end.

Reading trusts nothing: only plain files, only under the parts of a hub, each with the digest the list says.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tarfile
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import msgspec

from hub.model import HubError

PARTS = ("hub.toml", "content", "data", "site")
"""What of a hub folder is a backup: all that nobody can make again."""
MANIFEST = "laurel-backup.json"
ENDINGS = (".tar.gz", ".tgz", ".zip")
WRONG_USE = 2
_FORM = 1
_CHUNK = 1 << 20
_MOST_FILES = 2_000_000
_MOST_BYTES = 200 * 1024**3
_MOST_MANIFEST = 512 * 1024**2
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds: every file's SHA-256 by its path, of which hub, made when (RFC 3339) and by what."""

    form: int
    title: str
    made: str
    version: str
    files: dict[str, str]


class _Writer(Protocol):
    def add(self, name: str, file: IO[bytes], size: int, at: float) -> None:
        """Add a file."""


def require_ending(file: Path) -> None:
    """Raise HubError (status 2) for a name that is none of a backup's."""
    if not file.name.endswith(ENDINGS):
        what = f"{file} is no name for a backup. Let it end in .tar.gz or .zip."
        raise HubError(what, status=WRONG_USE)


def write_archive(folder: Path, out: IO[bytes], ending: str, manifest: Manifest) -> Manifest:
    """Write every file of `folder` (relative to it) into `out`, then the manifest with their digests."""
    digests: dict[str, str] = {}
    with _writer(out, ending) as writer:
        for path in sorted(files_of(folder)):
            place = folder / path
            with place.open("rb") as file:
                about = os.fstat(file.fileno())
                digest = _Digesting(file, about.st_size)
                writer.add(path, digest, about.st_size, about.st_mtime)  # type: ignore[arg-type]  # only `read` is asked of it
                digests[path] = digest.value
        whole = Manifest(_FORM, manifest.title, manifest.made, manifest.version, digests)
        data = msgspec.json.encode(whole)
        with _bytes(data) as file:
            writer.add(MANIFEST, file, len(data), time.time())
    return whole


def files_of(folder: Path) -> Iterator[str]:
    """Paths of all plain files below a folder, with forward slashes."""
    for place, _folders, names in os.walk(folder):
        for name in names:
            yield Path(place, name).relative_to(folder).as_posix()


class _Digesting:
    """A file that keeps the digest of what was read of it, and gives exactly `size` bytes."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left, self._sha = file, size, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        self._sha.update(data)
        return data

    @property
    def value(self) -> str:
        return self._sha.hexdigest()


def _bytes(data: bytes) -> IO[bytes]:
    import io

    return io.BytesIO(data)


@contextmanager
def _writer(out: IO[bytes], ending: str) -> Iterator[_Writer]:
    if ending == ".zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            yield _ZipWriter(archive)
    else:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6, format=tarfile.PAX_FORMAT) as tar:
            yield _TarWriter(tar)


class _TarWriter:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, file: IO[bytes], size: int, at: float) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, int(at), mode_of(name)
        self._tar.addfile(info, file)


class _ZipWriter:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, name: str, file: IO[bytes], size: int, at: float) -> None:
        year, *rest = time.localtime(at)[:6]
        info = zipfile.ZipInfo(name, (min(max(year, 1980), 2107), *rest))  # type: ignore[arg-type]  # six numbers
        info.external_attr = (stat.S_IFREG | mode_of(name)) << 16
        info.compress_type, info.file_size = zipfile.ZIP_DEFLATED, size
        with self._archive.open(info, "w", force_zip64=size > 2**31) as target:
            while chunk := file.read(_CHUNK):
                target.write(chunk)


def mode_of(path: str) -> int:
    """The permissions a file of a hub gets: private ones are for their owner only."""
    return 0o600 if path.startswith("data/") or path == MANIFEST else 0o644


# -- reading


def unpack(file: Path, folder: Path) -> Manifest:
    """Unpack a backup into the empty `folder` and check every file. Raises HubError for what is none, or not whole."""
    try:
        with file.open("rb") as probe:
            start = probe.read(4)
        if start[:2] == b"\x1f\x8b":
            entries = _tar_entries(file)
        elif start == b"PK\x03\x04":
            entries = _zip_entries(file)
        else:
            raise HubError(f"{file} is no backup: it is neither a .tar.gz nor a .zip. {_NOTHING}")
        return _take(file, entries, folder)
    except FileNotFoundError:
        raise HubError(f"There is no file {file}.", status=WRONG_USE) from None
    except IsADirectoryError:
        raise HubError(f"{file} is a folder. Name the backup's file.", status=WRONG_USE) from None
    except _BROKEN as error:
        raise HubError(f"{file} cannot be read to its end ({error}): it is cut off or damaged. {_NOTHING}") from error


_NOTHING = "Nothing was changed."
_Entry = tuple[str, int, IO[bytes]]


def _tar_entries(file: Path) -> Iterator[_Entry]:
    with tarfile.open(file, "r:gz") as tar:
        for info in tar:
            if info.isdir():
                continue
            if not info.isreg():
                raise HubError(f"{file} holds {info.name!r}, which is a link or no plain file. {_NOTHING}")
            inner = tar.extractfile(info)
            assert inner is not None  # it is a plain file
            yield info.name, info.size, inner


def _zip_entries(file: Path) -> Iterator[_Entry]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in (0, stat.S_IFREG):
                raise HubError(f"{file} holds {info.filename!r}, which is a link or no plain file. {_NOTHING}")
            with archive.open(info) as inner:
                yield info.filename, info.file_size, inner


def _take(file: Path, entries: Iterator[_Entry], folder: Path) -> Manifest:
    digests: dict[str, str] = {}
    manifest: Manifest | None = None
    total = 0
    for name, size, inner in entries:
        if name == MANIFEST:
            manifest = _manifest(file, inner.read(_MOST_MANIFEST))
            continue
        _require_safe(file, name)
        total += size
        if name in digests or len(digests) >= _MOST_FILES or total > _MOST_BYTES:
            raise HubError(f"{file} is no backup of a hub: it holds {name!r} twice, or far too much. {_NOTHING}")
        digests[name] = _write(folder / name, inner, mode_of(name), _MOST_BYTES - total + size)
    if manifest is None:
        raise HubError(f"{file} is no backup made by Laurel, or it is cut off: it has no list of its files. {_NOTHING}")
    _require_same(file, manifest.files, digests)
    return manifest


def _manifest(file: Path, data: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except msgspec.MsgspecError as error:
        raise HubError(f"{file} is no backup made by Laurel ({error}). {_NOTHING}") from None
    if manifest.form > _FORM:
        raise HubError(f"{file} was made by a newer Laurel ({manifest.version}). Upgrade this one first. {_NOTHING}")
    return manifest


def _require_safe(file: Path, name: str) -> None:
    parts = name.split("/")
    inside = parts[0] in PARTS and (parts[0] == "hub.toml") == (len(parts) == 1)
    if not inside or any(part in ("", ".", "..") for part in parts) or "\\" in name or not name.isprintable():
        raise HubError(f"{file} holds {name!r}, which is no part of a hub. {_NOTHING}")


def _require_same(file: Path, wanted: Mapping[str, str], found: Mapping[str, str]) -> None:
    differing = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    if differing:
        raise HubError(f"{file} is damaged: {differing[0]} is not what was backed up. {_NOTHING}")


def _write(place: Path, inner: IO[bytes], mode: int, most: int) -> str:
    """Write one file, at most so many bytes whatever the archive declared; its digest."""
    place.parent.mkdir(parents=True, exist_ok=True)
    whole = hashlib.sha256()
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(handle, "wb") as out:
        while chunk := inner.read(_CHUNK):
            most -= len(chunk)
            if most < 0:
                raise ValueError("it unpacks to far more than it says")
            whole.update(chunk)
            out.write(chunk)
    os.chmod(place, mode)
    return whole.hexdigest()
