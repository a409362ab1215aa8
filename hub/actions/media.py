"""The media library: pictures and files of the hub and those that wait on the desk, and where each is used."""

from __future__ import annotations

import io
import mimetypes
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageOps

from hub.actions.desk import Desk, acting, own_store
from hub.actions.filework import last_entry
from hub.actions.permissions import Actor
from hub.actions.pictures import Picture, take_file, take_picture
from hub.actions.privateuses import Use, private_uses
from hub.actions.uses import uses
from hub.content import Leaf, digest_of
from hub.content.media import PICTURES, UNREADABLE
from hub.model import HubError
from hub.records import Stale
from hub.records.kinds import Note, Upload

THUMBNAIL = 240
"""The longer side of a small picture in pixels: twice what a list shows, for sharp screens."""
_LONGEST_ALT = 1000
_MONTH = 30 * 86_400


@dataclass(frozen=True, slots=True)
class MediaItem:
    """A file of the library. `public` is whether it lies in content; `upload` its private record, if any."""

    path: str
    public: bool
    size: int
    stamp: float
    alt: str
    uses: tuple[Use, ...]
    upload: Upload | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @property
    def is_picture(self) -> bool:
        """Whether it can be looked at."""
        return Path(self.path).suffix.lower() in PICTURES


def library(desk: Desk) -> tuple[MediaItem, ...]:
    """Everything in the library, the newest first."""
    uploads = {upload.path: upload for upload in desk.records.all(Upload)}
    content, private = uses(desk), private_uses(desk)
    found = []
    for path, size, stamp in _public_files(desk):
        found.append(_item(desk, path, True, size, stamp, uploads.pop(path, None), content, private))
    for path, upload in uploads.items():
        found.append(_item(desk, path, False, upload.size, upload.made.timestamp(), upload, content, private))
    return tuple(sorted(sorted(found, key=lambda item: item.path), key=lambda item: item.stamp, reverse=True))


def how_many(desk: Desk) -> int:
    """How much there is in the library."""
    return len({upload.path for upload in desk.records.all(Upload)} | {path for path, _, _ in _public_files(desk)})


def media_item(desk: Desk, path: str) -> MediaItem | None:
    """One file by its path as texts refer to it (`media/…`)."""
    upload = next((u for u in desk.records.all(Upload) if u.path == path), None)
    file = _inside(desk.root / "content", path)
    if file is not None:
        stat = file.stat()
        return _item(desk, path, True, stat.st_size, stat.st_mtime, upload, uses(desk), private_uses(desk))
    if upload is None:
        return None
    return _item(desk, path, False, upload.size, upload.made.timestamp(), upload, uses(desk), private_uses(desk))


def _item(
    desk: Desk,
    path: str,
    public: bool,
    size: int,
    stamp: float,
    upload: Upload | None,
    content: Mapping[str, tuple[Leaf, ...]],
    private: Mapping[str, tuple[Use, ...]],
) -> MediaItem:
    places = [Use(leaf.title or leaf.path, leaf.kind, leaf.key) for leaf in content.get(path, ())]
    if desk.settings.brand.logo == path:
        places.append(Use("The hub's logo", "settings", "brand"))
    alt = upload.alt if upload else _noted_alt(desk, path)
    return MediaItem(path, public, size, stamp, alt, (*places, *private.get(path, ())), upload)


def _public_files(desk: Desk) -> list[tuple[str, int, float]]:
    """(path, bytes, time) of every file under content/media, links that lead out left aside."""
    root, found = desk.root / "content", []
    for folder, folders, files in os.walk(root / "media"):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            place = Path(folder) / name
            if name.startswith(".") or place.is_symlink():
                continue
            stat = place.stat()
            found.append((place.relative_to(root).as_posix(), stat.st_size, stat.st_mtime))
    return found


def media_bytes(desk: Desk, item: MediaItem) -> bytes:
    """The bytes of a file. Raises HubError when they are gone."""
    file = _inside(desk.root / "content" if item.public else desk.data, item.path)
    if file is None:
        raise HubError(f"The file {item.path} is not there any more.")
    return file.read_bytes()


def _inside(root: Path, path: str) -> Path | None:
    """The file `media/…` under a folder, None when it is not there or leads out of it."""
    if not path.startswith("media/") or "\0" in path:
        return None
    file = root / path
    home = (root / "media").resolve()
    return file if file.is_file() and file.resolve().is_relative_to(home) else None


def thumbnail(desk: Desk, item: MediaItem) -> bytes:
    """A small WebP of a picture, made once on this machine. Raises HubError when it cannot be read."""
    data = media_bytes(desk, item)
    return own_store(desk).get(f"desk thumbnail {THUMBNAIL} {digest_of(data)}", lambda: _small(data, item.name))


def _small(data: bytes, name: str) -> bytes:
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.draft("RGB", (THUMBNAIL * 2, THUMBNAIL * 2))
            small = ImageOps.exif_transpose(image)
            small.thumbnail((THUMBNAIL, THUMBNAIL))
            kept = small.convert("RGBA" if "A" in small.getbands() or "transparency" in small.info else "RGB")
            file = io.BytesIO()
            kept.save(file, "WEBP", quality=80)
    except (*UNREADABLE, Image.DecompressionBombError) as error:
        raise HubError(f"{name} is no picture that can be read.") from error
    return file.getvalue()


# ------------------------------------------------------------------------------------------------ adding, removing


def add_media(desk: Desk, actor: Actor, data: bytes, name: str, alt: str = "") -> tuple[str, str]:
    """Put a picture or file into the hub's content: its path (`media/…`) and the audit's entry.

    A picture is checked by what it is and made anew; it is published once a text uses it. Raises HubError in
    words for people when it cannot be taken.
    """
    taken = _take(data, name)
    with acting(desk, actor, "media.manage", subject=f"media:{taken.path}", undoable=True) as change:
        change.words = f"{actor.name} added {name or taken.path} to the library"
        path = f"content/{taken.path}"
        if not (desk.root / path).exists():
            change.file(path, taken.data, expected=None)
        change.put(Note(f"alt:{taken.path}", {"alt": alt.strip()[:_LONGEST_ALT], "name": name[:200]}))
    desk.shelf.note(path)
    return taken.path, last_entry(desk, change)


def _take(data: bytes, name: str) -> Picture:
    """A picture where it is one by name or by content, else a file. Raises HubError."""
    guess = mimetypes.guess_type(name)[0] or ""
    try:
        return take_picture(data, name)
    except HubError:
        if guess.startswith("image/"):
            raise
    return take_file(data, name)


def describe_media(desk: Desk, actor: Actor, path: str, alt: str, *, seen: str | None = None) -> str:
    """Keep other words for what a picture shows, offered wherever it is put in; the audit's entry.

    `seen` are the words that stood there when somebody began. Raises Stale when others do now.
    """
    with acting(desk, actor, "media.manage", subject=f"media:{path}", undoable=True) as change:
        item = _must_find(desk, path)
        if seen is not None and seen.split() != item.alt.split():
            raise Stale(Note, f"alt:{path}", item)
        change.words = f"{actor.name} described {item.name}"
        words = alt.strip()[:_LONGEST_ALT]
        if item.upload is not None:
            change.put(replace(item.upload, alt=words), expected=item.upload.version)
        else:
            note = change.get(Note, f"alt:{path}") or Note(f"alt:{path}")
            change.put(replace(note, value={**note.value, "alt": words}))
    return last_entry(desk, change)


def remove_media(desk: Desk, actor: Actor, path: str) -> str:
    """Take a file that nothing uses out of the library; the audit's entry. Raises HubError when it is used."""
    item = _must_find(desk, path)
    if item.uses:
        raise HubError(f"{item.name} is used by “{item.uses[0].title}”, so it stays. Take it out there first.")
    with acting(desk, actor, "media.manage", subject=f"media:{path}", undoable=True) as change:
        change.words = f"{actor.name} removed {item.name} from the library"
        if item.public:
            data = media_bytes(desk, item)
            change.file(f"content/{path}", None, expected=digest_of(data))
        if item.upload is not None:
            change.remove(Upload, item.upload.id, expected=item.upload.version)
        elif change.get(Note, f"alt:{path}"):
            change.remove(Note, f"alt:{path}")
    _sweep(desk)
    return last_entry(desk, change)


def _must_find(desk: Desk, path: str) -> MediaItem:
    item = media_item(desk, path)
    if item is None:
        raise HubError(f"There is no file {path} in the library. It was removed.")
    return item


def _noted_alt(desk: Desk, path: str) -> str:
    note = desk.records.get(Note, f"alt:{path}")
    return str(note.value.get("alt", "")) if note else ""


def _sweep(desk: Desk) -> None:
    """Delete private files that no record names, a month after they came: until then an undo finds them."""
    known = {upload.path for upload in desk.records.all(Upload)}
    folder, limit = desk.data / "media", time.time() - _MONTH
    for file in folder.iterdir() if folder.is_dir() else ():
        if f"media/{file.name}" not in known and file.is_file() and file.stat().st_mtime < limit:
            file.unlink(missing_ok=True)
