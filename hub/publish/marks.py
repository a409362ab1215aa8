"""What goes into every page: Laurel itself, the packages it stands on, the theme and the settings, as one mark."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from hub.content.settings import FILE, read_settings
from hub.engine import add_files, engine_mark
from hub.model import DeskSettings, Problems
from hub.paths import theme_dir


def site_mark(root: Path, base_url: str | None, drafts: bool) -> str:
    """Differs when anything does that goes into every page of the hub folder `root`: the engine, `hub.toml` but
    for hosts and desk, the theme and the hub's own `site/`, and what the build was asked for."""
    whole = hashlib.sha256(f"{engine_mark()} {base_url} {drafts}".encode())
    whole.update(settings_mark(root))
    for folder in (theme_dir(), root / "site"):
        files = list(_files(folder))
        whole.update(_folder_mark(folder, tuple((str(file), *_stamp(file)) for file in files)))
    return whole.hexdigest()


def settings_mark(root: Path) -> bytes:
    """What `hub.toml` says of pages; all its bytes when it cannot be read as settings."""
    return _settings_mark(root, _stamp(root / FILE))


@lru_cache(maxsize=8)
def _settings_mark(root: Path, _stamp: tuple[int, ...]) -> bytes:
    settings = read_settings(root, Problems())
    if settings is not None:
        return repr(replace(settings, hosts=(), desk=DeskSettings())).encode()
    with suppress(OSError):
        return (root / FILE).read_bytes()
    return b""


@lru_cache(maxsize=16)
def _folder_mark(folder: Path, stamps: tuple[tuple[str | int, ...], ...]) -> bytes:
    """The mark of a folder's files; a process that asks again reads only a folder in which something was touched."""
    whole = hashlib.sha256()
    add_files(whole, folder, [Path(str(stamp[0])) for stamp in stamps])
    return whole.digest()


def _stamp(file: Path) -> tuple[int, ...]:
    try:
        about = file.stat()
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if not file.name.startswith(".") and file.is_file())
