"""Pictures that come with an import: found, looked at, cleaned of where they were taken, named by their content."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Set
from pathlib import Path
from urllib.parse import unquote

from hub.content.media import PICTURES, read_media
from hub.content.store import Store
from hub.exchange.names import make_handle
from hub.exchange.photodata import without_metadata
from hub.exchange.plan import Ledger, Write, digest
from hub.exchange.reading import LARGEST, Folder
from hub.model import Problems

_BESIDE = ("photos", "images", "img", "pictures", "avatars", "headshots")
_SITE_FOLDERS = ("assets", "images", "img", "static", "media", "uploads", "public", "wp-content", "photos")
_POST_FOLDERS = ("_posts", "posts", "blog", "_drafts", "content", "src", "source")


SHOWN = PICTURES | {".svg"}
"""What can be shown in a page."""
FILES = frozenset(
    ".pdf .zip .csv .txt .doc .docx .xls .xlsx .ppt .pptx .odt .ods .odp .epub .mp3 .mp4 .webm .ics .vtt".split()
)
"""What else a post may link to and take along."""


class Pictures:
    """The pictures and files an import may use, and those it takes along."""

    def __init__(self, folder: Folder, ledger: Ledger) -> None:
        self.folder, self.ledger = folder, ledger
        self.writes: dict[str, Write] = {}
        self._taken: dict[tuple[Path, str], str | None] = {}
        self._stems: dict[str, Path] | None = None

    def by_name(self, handle: str) -> Path | None:
        """A picture whose file is called like a handle, in the folder or in one of photos beside it."""
        if self._stems is None:
            self._stems = {}
            for path in self._candidates():
                if path.suffix.lower() in PICTURES:
                    self._stems.setdefault(make_handle(path.stem), path)
        return self._stems.get(handle)

    def _candidates(self) -> Iterator[Path]:
        yield from self.folder.files()
        homes = [self.folder.base, self.folder.base.parent] if self.folder.source.is_dir() else [self.folder.base]
        for home in homes:
            for name in _BESIDE:
                beside = home / name
                if beside.is_dir() and not beside.is_symlink():
                    yield from (p for p in sorted(beside.iterdir()) if p.is_file() and not p.is_symlink())

    def find(self, address: str, near: Path) -> Path | None:
        """The file that a picture's address in a post leads to, if it came along."""
        clean = unquote(address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]).strip()
        if not clean or "\0" in clean or len(clean) > 1000 or "://" in clean:
            return None
        rooted = clean.lstrip("/")
        tries = [] if clean.startswith("/") else [(near.parent / clean, self.folder.base)]
        tries.append((self.folder.base / rooted, self.folder.base))
        home = self.folder.base
        while home.name in _POST_FOLDERS and rooted.split("/")[0] in _SITE_FOLDERS:
            home = home.parent
            tries.append((home / rooted, home / rooted.split("/")[0]))
        for path, within in tries:
            try:
                if path.is_file() and path.resolve().is_relative_to(within.resolve()):
                    return path
            except OSError:
                continue
        return None

    def take(self, path: Path, room: str, name: str, *, linked: bool = False) -> str | None:
        """Take a picture along as `media/ROOM/NAME-HASH.ext`; None, told, when it is no sound picture.

        What is only `linked` may be another kind of file too.
        """
        key = (path, f"{room}/{name}")
        if key not in self._taken:
            self._taken[key] = self._take(path, room, name, SHOWN | FILES if linked else SHOWN)
        return self._taken[key]

    def _take(self, path: Path, room: str, name: str, allowed: Set[str]) -> str | None:
        shown, suffix = self.folder.name(path), path.suffix.lower()
        if suffix not in allowed:
            self.ledger.skip(
                shown,
                0,
                f"a {suffix or 'nameless'} file cannot be shown as a picture; left out: save it as JPEG, PNG or WebP",
            )
            return None
        if path.stat().st_size > LARGEST:
            self.ledger.skip(shown, 0, "more than 20 MB; left out: make the picture smaller")
            return None
        data = without_metadata(path.read_bytes())
        wrong = _unsound(data, suffix)
        if wrong:
            self.ledger.skip(shown, 0, f"{wrong}; left out")
            return None
        mark = digest(data)
        place = f"content/media/{room}/{make_handle(name)}-{mark[:12]}{suffix}"
        self.writes[place] = Write(place, mark, lambda: without_metadata(path.read_bytes()))
        return place.removeprefix("content/")


def _unsound(data: bytes, suffix: str) -> str:
    """What the hub would say against a picture; empty when nothing."""
    problems = Problems()
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(data)
        file.flush()
        read_media(Path(file.name), "content/media/picture" + suffix, problems, Store())
    return "; ".join(p.what for p in problems.fatal)
