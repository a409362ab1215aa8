"""A hub folder into one snapshot. One pass finds every problem of every file."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from hub.content.bodies import Bodies, BodyStore, pack_rendered
from hub.content.frontmatter import MAX_BYTES, FormatError
from hub.content.known import Known, packed, text_key, unpacked
from hub.content.listing import Listing, list_files
from hub.content.markdown import Rendered, render
from hub.content.media import read_media
from hub.content.onefile import MARKDOWN_KINDS, YAML_KINDS, read_markdown, read_yaml
from hub.content.references import check_references
from hub.content.settings import read_settings
from hub.content.snapshot import Snapshot
from hub.content.stamps import UNSURE, Stamp, has_settled
from hub.content.store import Store
from hub.content.tables import Listed, Table
from hub.model import Body, HubError, Problems, Settings

_SHARED_PAGES = ("resources", "changes")
KEYS = {"advocates": "handle", "awards": "id"}
"""The attribute a record is kept by, where it is not `slug`."""


Renderer = Callable[[Mapping[str, str]], Mapping[str, bytes]]
"""Bodies by their files' paths into their renderings, packed."""


def render_each(texts: Mapping[str, str]) -> dict[str, Rendered]:
    """Render bodies one after the other."""
    return {path: render(text, prefix_of(path)) for path, text in texts.items()}


def render_packed(texts: Mapping[str, str]) -> dict[str, bytes]:
    """Render bodies one after the other, for keeping."""
    return {path: pack_rendered(render(text, prefix_of(path))) for path, text in texts.items()}


def prefix_of(path: str) -> str:
    """What begins the ids of a body that shares its page with others, so that no two are the same."""
    if path.split("/")[1] not in _SHARED_PAGES:
        return ""
    return hashlib.sha256(path.encode()).hexdigest()[:6] + "-"


@dataclass(frozen=True)
class Loaded:
    """What a hub folder holds. `snapshot` is None when the settings cannot be used at all;
    with problems it may be incomplete, so ask `problems.fatal` before building from it.

    `files` is what is now known of each file of `content/`, for the next time; `read` are those that were read anew,
    `unread` those that could not be.
    """

    snapshot: Snapshot | None
    problems: Problems
    files: Mapping[str, Known] = field(default_factory=dict)
    read: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()

    def sound(self) -> Snapshot:
        """The snapshot, or HubError with every problem."""
        if self.snapshot is None or self.problems.fatal:
            count = len(self.problems.fatal)
            raise HubError(
                f"The hub has {count} problem{'s' if count != 1 else ''}. Nothing was changed.", self.problems
            )
        return self.snapshot


class _Loader:
    """Gathers the records of one hub folder."""

    def __init__(
        self, root: Path, settings: Settings, problems: Problems, renderer: Renderer, store: Store, bodies: BodyStore
    ) -> None:
        self.root, self.problems, self.zone = root, problems, settings.zone
        self.renderer, self.store, self.store_of_bodies = renderer, store, bodies
        self.tables = {kind: Table(kind, self.zone) for kind in (*MARKDOWN_KINDS, "awards", "figures", "media")}
        self.lists = {kind: Listed(kind, self.zone) for kind in ("contributions", "mentions")}
        self.waiting: dict[str, Body] = {}
        self.keys: dict[str, str] = {}
        self.unread: set[str] = set()
        self.files: dict[str, Known] = {}
        self.read: set[str] = set()

    def read_all(self, known: Mapping[str, Known], listing: Listing) -> None:
        gone = self.store_of_bodies.missing(file.text for file in known.values() if file.text) if known else set()
        self.problems.extend(listing.problems)
        for path, stamp in listing.files.items():
            kind = path.split("/")[1]
            before = known.get(path)
            if before is not None and before.text in gone:
                before = None
            self._file(kind, path, stamp, before)
        self._render()

    def _file(self, kind: str, path: str, stamp: Stamp, before: Known | None) -> None:
        """One file: as it is known when it is still the same, else read."""
        if before is not None and before.stamp == stamp:
            self._reuse(kind, path, before)
            return
        now, own = time.time_ns(), Problems()
        sure = stamp if has_settled(stamp, now) else UNSURE
        records: list[Any] = []
        try:
            data = self._bytes(path) if kind != "media" else b""
            sha = hashlib.sha256(data).hexdigest() if data else ""
            same = msgspec.structs.replace(before, stamp=sure) if before and sha and before.sha == sha else None
            if same is not None:
                self._reuse(kind, path, same)
                return
            records, sha = self._parsed(kind, path, data, sha, own)
        except FormatError as error:
            self.unread.add(path)
            own.add(path, error.line, error.what, error.cure)
        except FileNotFoundError:
            self.unread.add(path)
            link = (self.root / path).is_symlink()
            what = "this link leads to nothing" if link else "the file went away while the hub was read"
            own.add(path, 0, what, "copy the file here" if link else "try again, and see where it went")
        except OSError as error:
            self.unread.add(path)
            own.add(path, 0, f"the file cannot be read ({error.strerror})", "check its permissions")
        self.problems.extend(own)
        self.read.add(path)
        keys = [self._keep(kind, record, key_of_record(kind, record)) for record in records if kind not in self.lists]
        if kind in self.lists:
            self.lists[kind].put(records)
        if path not in self.unread:
            self.files[path] = Known(sure, sha, packed(records), self.keys.get(path, ""), tuple(own), tuple(keys))

    def _reuse(self, kind: str, path: str, before: Known) -> None:
        """Take a file as it is known; its records are unpacked when somebody looks at them."""
        self.files[path] = before
        if before.text:
            self.keys[path] = before.text
        if before.notices:
            self.problems.extend(before.notices)
        if kind in self.lists:
            self.lists[kind].put(before)
        for key in before.keys:
            self._keep(kind, before, key)

    def _parsed(self, kind: str, path: str, data: bytes, sha: str, own: Problems) -> tuple[list[Any], str]:
        """The records of a file, and the SHA-256 of its bytes."""
        if kind == "media":
            media = read_media(self.root / path, path, own, self.store)
            if media is None:
                self.unread.add(path)
            return ([media], media.digest) if media else ([], "")
        if path.endswith(".md") and kind in MARKDOWN_KINDS:
            record, body = read_markdown(kind, path, data, self.zone, own)
            self.waiting[path] = body
            self.keys[path] = text_key(body.text, prefix_of(path))
            return [record], sha
        if path.endswith((".yaml", ".yml")) and kind in YAML_KINDS:
            return read_yaml(kind, path, data, self.zone, own), sha
        self._stray(kind, path, own)
        self.unread.add(path)
        return [], sha

    def _render(self) -> None:
        """Render every body that is not kept at once, so that the work can be shared out."""
        missing = self.store_of_bodies.missing(self.keys[path] for path in self.waiting)
        texts = {path: body.text for path, body in self.waiting.items() if self.keys[path] in missing}
        made = self.renderer(texts)
        self.store_of_bodies.put({self.keys[path]: data for path, data in made.items()})
        self.bodies = Bodies(self.keys, self.store_of_bodies)
        for path, body in self.waiting.items():
            warnings = self.bodies[path].warnings
            if warnings:
                own = Problems()
                for line, what, cure in warnings:
                    own.warn(path, body.line + line - 1, what, cure)
                self.problems.extend(own)
                if path in self.files:
                    file = self.files[path]
                    self.files[path] = msgspec.structs.replace(file, notices=(*file.notices, *own))

    def _stray(self, kind: str, path: str, problems: Problems) -> None:
        known = (*MARKDOWN_KINDS, *YAML_KINDS, "media")
        if kind not in known:
            problems.add(
                path, 0, f"there is no kind of content called {kind!r}", f"move it to one of {', '.join(known)}"
            )
            return
        wanted = ".yaml" if kind in YAML_KINDS else ".md"
        problems.warn(
            path, 0, f"only {wanted} files are read in content/{kind}", "rename it, or move it to content/media"
        )

    def _bytes(self, path: str) -> bytes:
        with (self.root / path).open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                size = os.fstat(handle.fileno()).st_size / 1_048_576
                raise FormatError(
                    1,
                    f"the file is {size:.0f} MB, more than 2 MB",
                    "split it, or move pictures and data to content/media",
                )
        return data

    def _keep(self, kind: str, record: Any, key: str) -> str:
        """Put a record in its table, or the file it stands in. What wants the place of another is told every time."""
        table = self.tables[kind]
        if key not in table or kind in ("figures", "media"):
            table.put(key, record)
            return key
        other = table[key]
        mine = unpacked(kind, record, self.zone)[0] if isinstance(record, Known) else record
        what = f"{other.source.path} already has the {'id' if kind == 'awards' else 'address'} {key!r}"
        line = mine.source.line(KEYS.get(kind, "slug"))
        self.problems.add(mine.source.path, line, what, "rename one of the two")
        return key


def key_of_record(kind: str, record: Any) -> str:
    """What a record is called among those of its kind."""
    found: str = getattr(record, {"figures": "name", "media": "path"}.get(kind) or KEYS.get(kind, "slug"))
    return found


def load(
    root: Path,
    *,
    base_url: str | None = None,
    renderer: Renderer = render_packed,
    store: Store | None = None,
    bodies: BodyStore | None = None,
    known: Mapping[str, Known] | None = None,
    references: bool = True,
    listing: Listing | None = None,
) -> Loaded:
    """Read a hub folder. Never raises for what stands in it: problems are in the result.

    `base_url` overrides the one in `hub.toml`; `renderer` may share the work out, `store` remembers verdicts on
    pictures and `bodies` renderings. Of files that are as `known`, nothing is read; `listing` is how the files were
    just found. Without `references` it is left to `check_references` to look for names that lead nowhere.
    """
    problems = Problems()
    settings = read_settings(root, problems, base_url)
    usable = settings or Settings(title="", base_url="https://example.invalid/")
    loader = _Loader(root, usable, problems, renderer, store or Store(), bodies or BodyStore(None, ""))
    if settings is None:
        loader.read_all({}, list_files(root)) if (root / "content").is_dir() else None
        return Loaded(None, problems)
    loader.read_all(known or {}, listing or list_files(root))
    snapshot = Snapshot(
        root=root,
        settings=settings,
        contributions=loader.lists["contributions"],
        mentions=loader.lists["mentions"],
        bodies=loader.bodies,
        **loader.tables,
    )
    if references:
        check_references(snapshot, problems, frozenset(loader.unread))
    return Loaded(snapshot, problems, loader.files, frozenset(loader.read), frozenset(loader.unread))
