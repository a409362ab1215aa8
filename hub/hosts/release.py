"""What is sent to a host, and the plan of sending it: differences only, assets first, removals last."""

from __future__ import annotations

import hashlib
import mimetypes
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.model import HubError
from hub.publish.outputs import Output, turn

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
    "opml": "text/x-opml; charset=utf-8",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "avif": "image/avif",
    "woff2": "font/woff2",
    "jwt": "application/jwt",
    "wasm": "application/wasm",
}


@dataclass(frozen=True)
class Sendable:
    """A hub as it is to stand at a host: the release's number (0 when there is none), its files by path (as under
    `public/`, with forward slashes), and where the bytes of each path lie now."""

    number: int
    files: Mapping[str, Output]
    path_of: Callable[[str], Path]

    def read(self, path: str) -> bytes:
        """The bytes of one file. Raises HubError when they are not, or no longer, what the release says."""
        place = self.path_of(path)
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            data = b""
        if hashlib.sha256(data).hexdigest() != self.files[path].sha:
            raise HubError(
                f"{place} is not what was to be sent: it was changed or taken away meanwhile. "
                "Publish again, so that the whole hub is sent as it is now."
            )
        return data


@dataclass(frozen=True)
class Plan:
    """What has to happen at a host: `uploads` in the order they are sent, then `removals`; `size` is the bytes to
    send, `kept` how many files stay as they are."""

    uploads: tuple[str, ...]
    removals: tuple[str, ...]
    size: int
    kept: int

    def __bool__(self) -> bool:
        return bool(self.uploads or self.removals)


def plan(release: Sendable, remote: Mapping[str, str]) -> Plan:
    """Compare a release with what Laurel has put at a host (path -> SHA-256, empty where that is uncertain)."""
    files = release.files
    uploads = sorted((path for path, output in files.items() if remote.get(path) != output.sha), key=turn)
    removals = sorted((path for path in remote if path not in files), key=lambda path: (-turn(path)[0], path))
    size = sum(files[path].size for path in uploads)
    return Plan(tuple(uploads), tuple(removals), size, len(files) - len(uploads))


def groups(paths: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The paths of a plan in groups whose files may be sent side by side; each group waits for the one before."""
    for number in range(3):
        group = tuple(path for path in paths if turn(path)[0] == number)
        if group:
            yield group


def folder_release(folder: Path) -> Sendable:
    """The hub in a folder as it stands there, every file read and hashed. Links and unfinished work are left out.

    Raises HubError when there is no hub in it.
    """
    files = dict(_outputs(folder))
    if "index.html" not in files:
        raise HubError(f"There is no hub in {folder} to send. Make it first with `laurel publish`.")
    return Sendable(0, files, lambda path: folder / path)


def _outputs(folder: Path) -> Iterator[tuple[str, Output]]:
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") or name == ".well-known")
        for name in sorted(names):
            place = Path(above) / name
            if place.is_symlink() or name.startswith("."):
                continue
            data = place.read_bytes()
            path = place.relative_to(folder).as_posix()
            yield path, Output(hashlib.sha256(data).hexdigest(), len(data), type_of(path))


def type_of(path: str) -> str:
    """The media type a file should be served with."""
    ending = path.rpartition("/")[2].rpartition(".")[2].lower()
    return _TYPES.get(ending) or mimetypes.guess_type(path, strict=False)[0] or "application/octet-stream"
