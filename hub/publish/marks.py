"""What goes into every page: Laurel itself, the packages it stands on, the theme and the settings, as one mark."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

import hub
from hub.content.settings import FILE, read_settings
from hub.model import DeskSettings, Problems
from hub.paths import theme_dir

_PACKAGES = (
    "babel",
    "flask",
    "fontpkg-inter",
    "fontpkg-source-serif-4",
    "fonttools",
    "frozen-flask",
    "jinja2",
    "manimgx-fonts",
    "manimgx-fonts-cjk",
    "markdown-it-py",
    "markupsafe",
    "mdit-py-plugins",
    "nh3",
    "pillow",
    "pygments",
    "python-bidi",
    "tzdata",
    "werkzeug",
)
"""Packages whose version can show in the bytes of a page or picture."""
_ROOMS = ("model", "content", "web", "publish")


@cache
def engine_mark() -> str:
    """Differs when Laurel's own code, Python or a package it stands on does. Read once a process."""
    whole = hashlib.sha256(sys.version.encode())
    whole.update("\n".join(_versions()).encode())
    engine = Path(hub.__file__).parent
    for folder in (*(engine / room for room in _ROOMS), engine.parent / "badges"):
        _add(whole, folder, sorted(folder.rglob("*.py")))
    return whole.hexdigest()


def _versions() -> list[str]:
    """The packages' versions, by the folders that tell of them: asking each one's metadata takes far longer."""
    found = set()
    for place in sys.path:
        with suppress(OSError):
            found |= {name for name in os.listdir(place or ".") if name.endswith(".dist-info")}
    wanted = {name.replace("-", "_") for name in _PACKAGES}
    return sorted(name for name in found if name.partition("-")[0].lower().replace(".", "_") in wanted)


def site_mark(root: Path, base_url: str | None, drafts: bool) -> str:
    """Differs when anything does that goes into every page of the hub folder `root`: the engine, `hub.toml` but
    for hosts and desk, the theme and the hub's own `site/`, and what the build was asked for."""
    whole = hashlib.sha256(f"{engine_mark()} {base_url} {drafts}".encode())
    whole.update(_settings_mark(root))
    for folder in (theme_dir(), root / "site"):
        files = list(_files(folder))
        whole.update(_folder_mark(folder, tuple((str(file), *_stamp(file)) for file in files)))
    return whole.hexdigest()


def _settings_mark(root: Path) -> bytes:
    """What `hub.toml` says of pages; all its bytes when it cannot be read as settings."""
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
    _add(whole, folder, [Path(str(stamp[0])) for stamp in stamps])
    return whole.digest()


def _stamp(file: Path) -> tuple[int, ...]:
    try:
        about = file.stat()
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if not file.name.startswith(".") and file.is_file())


def _add(whole: hashlib._Hash, folder: Path, files: Iterable[Path]) -> None:
    """Add files with their names, each by its own hash, so that none can pass for the end of another."""
    for file in files:
        with suppress(OSError):
            data = hashlib.sha256(file.read_bytes()).digest()
            whole.update(file.relative_to(folder).as_posix().encode() + b"\0" + data)
    whole.update(b"//")
