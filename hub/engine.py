"""Laurel itself and the packages it stands on, as one mark: what it makes may differ when the mark does."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

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
    engine = Path(__file__).parent
    for folder in (*(engine / room for room in _ROOMS), engine.parent / "badges"):
        add_files(whole, folder, sorted(folder.rglob("*.py")))
    return whole.hexdigest()


def _versions() -> list[str]:
    """The packages' versions, by the folders that tell of them: asking each one's metadata takes far longer."""
    found = set()
    for place in sys.path:
        with suppress(OSError):
            found |= {name for name in os.listdir(place or ".") if name.endswith(".dist-info")}
    wanted = {name.replace("-", "_") for name in _PACKAGES}
    return sorted(name for name in found if name.partition("-")[0].lower().replace(".", "_") in wanted)


def add_files(whole: hashlib._Hash, folder: Path, files: Iterable[Path]) -> None:
    """Add files with their names, each by its own hash, so that none can pass for the end of another."""
    for file in files:
        with suppress(OSError):
            data = hashlib.sha256(file.read_bytes()).digest()
            whole.update(file.relative_to(folder).as_posix().encode() + b"\0" + data)
    whole.update(b"//")
