"""A hub folder into one snapshot. One pass finds every problem of every file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.content.frontmatter import MAX_BYTES, FormatError
from hub.content.markdown import Rendered, render
from hub.content.media import read_media
from hub.content.onefile import MARKDOWN_KINDS, YAML_KINDS, read_markdown, read_yaml
from hub.content.references import check_references
from hub.content.settings import read_settings
from hub.content.snapshot import Snapshot
from hub.content.store import Store
from hub.model import Body, HubError, Problems, Settings

_SHARED_PAGES = ("resources", "changes")
KEYS = {"advocates": "handle", "awards": "id"}
"""The attribute a record is kept by, where it is not `slug`."""


Renderer = Callable[[Mapping[str, str]], Mapping[str, Rendered]]
"""Bodies by their files' paths into their renderings."""


def render_each(texts: Mapping[str, str]) -> dict[str, Rendered]:
    """Render bodies one after the other."""
    return {path: render(text, _prefix(path)) for path, text in texts.items()}


def _prefix(path: str) -> str:
    """What begins the ids of a body that shares its page with others, so that no two are the same."""
    if path.split("/")[1] not in _SHARED_PAGES:
        return ""
    return hashlib.sha256(path.encode()).hexdigest()[:6] + "-"


@dataclass(frozen=True)
class Loaded:
    """What a hub folder holds. `snapshot` is None when the settings cannot be used at all;
    with problems it may be incomplete, so ask `problems.fatal` before building from it."""

    snapshot: Snapshot | None
    problems: Problems

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

    def __init__(self, root: Path, settings: Settings, problems: Problems, renderer: Renderer, store: Store) -> None:
        self.root, self.problems, self.zone = root, problems, settings.zone
        self.renderer, self.store = renderer, store
        self.tables: dict[str, dict[str, Any]] = {kind: {} for kind in (*MARKDOWN_KINDS, "awards", "figures", "media")}
        self.lists: dict[str, list[Any]] = {"contributions": [], "mentions": []}
        self.waiting: dict[str, Body] = {}
        self.unread: set[str] = set()
        self.bodies: Mapping[str, Rendered] = {}

    def read_all(self) -> None:
        content = self.root / "content"
        for path in _walk(content, self.problems, self.root):
            kind = path.split("/")[1]
            file = self.root / path
            try:
                if kind == "media":
                    media = read_media(file, path, self.problems, self.store)
                    if media is None:
                        self.unread.add(path)
                    else:
                        self.tables["media"][media.path] = media
                elif kind == "issuer":
                    continue
                elif path.endswith(".md") and kind in MARKDOWN_KINDS:
                    self._markdown(kind, path, file)
                elif path.endswith((".yaml", ".yml")) and kind in YAML_KINDS:
                    self._yaml(kind, path, file)
                else:
                    self._stray(kind, path)
            except FormatError as error:
                self.unread.add(path)
                self.problems.add(path, error.line, error.what, error.cure)
            except OSError as error:
                self.unread.add(path)
                self.problems.add(path, 0, f"the file cannot be read ({error.strerror})", "check its permissions")
        self._render()

    def _render(self) -> None:
        """Render every body at once, so that the work can be shared out."""
        self.bodies = self.renderer({path: body.text for path, body in self.waiting.items()})
        for path, body in self.waiting.items():
            for line, what, cure in self.bodies[path].warnings:
                self.problems.warn(path, body.line + line - 1, what, cure)

    def _stray(self, kind: str, path: str) -> None:
        known = (*MARKDOWN_KINDS, *YAML_KINDS, "media")
        if kind not in known:
            self.problems.add(
                path, 0, f"there is no kind of content called {kind!r}", f"move it to one of {', '.join(known)}"
            )
            return
        wanted = ".yaml" if kind in YAML_KINDS else ".md"
        self.problems.warn(
            path, 0, f"only {wanted} files are read in content/{kind}", "rename it, or move it to content/media"
        )

    def _read(self, file: Path) -> bytes:
        with file.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                size = os.fstat(handle.fileno()).st_size / 1_048_576
                raise FormatError(
                    1,
                    f"the file is {size:.0f} MB, more than 2 MB",
                    "split it, or move pictures and data to content/media",
                )
        return data

    def _markdown(self, kind: str, path: str, file: Path) -> None:
        record, self.waiting[path] = read_markdown(kind, path, self._read(file), self.zone, self.problems)
        self._keep(kind, record)

    def _yaml(self, kind: str, path: str, file: Path) -> None:
        for record in read_yaml(kind, path, self._read(file), self.zone, self.problems):
            if kind in self.lists:
                self.lists[kind].append(record)
            elif kind == "figures":
                self.tables[kind][file.stem] = record
            else:
                self._keep(kind, record)

    def _keep(self, kind: str, record: Any) -> None:
        key = getattr(record, KEYS.get(kind, "slug"))
        other = self.tables[kind].get(key)
        if other is not None:
            what = f"{other.source.path} already has the {'id' if kind == 'awards' else 'address'} {key!r}"
            self.problems.add(
                record.source.path, record.source.line(KEYS.get(kind, "slug")), what, "rename one of the two"
            )
            return
        self.tables[kind][key] = record


def _walk(content: Path, problems: Problems, root: Path) -> Iterator[str]:
    """Paths of all files of `content/`, sorted; links that lead out of it are told and not followed."""
    if not content.is_dir():
        problems.add("content", 0, "there is no content folder", "make a folder content/ beside hub.toml")
        return
    home = content.resolve()
    found: list[str] = []

    def told(error: OSError) -> None:
        where = _relative(Path(error.filename), root)
        problems.add(where, 0, f"the folder cannot be read ({error.strerror})", "check its permissions")

    for folder, folders, files in os.walk(content, onerror=told):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(folder)
        for name in [*folders, *files]:
            entry = here / name
            if entry.is_symlink() and not Path(os.path.realpath(entry)).is_relative_to(home):
                problems.add(_relative(entry, root), 0, "this link leads out of content/", "copy the file here")
                if name in folders:
                    folders.remove(name)
            elif name in files and not name.startswith("."):
                found.append(_relative(entry, root))
    for path in sorted(found):
        if path.count("/") < 2:
            problems.warn(path, 0, "files straight in content/ are not read", "move it to the folder of its kind")
        else:
            yield path


def _relative(path: Path, root: Path) -> str:
    text = path.relative_to(root).as_posix()
    return text.encode("utf-8", "replace").decode("utf-8")


def load(
    root: Path, *, base_url: str | None = None, renderer: Renderer = render_each, store: Store | None = None
) -> Loaded:
    """Read a hub folder. Never raises for what stands in it: problems are in the result.

    `base_url` overrides the one in `hub.toml`; `renderer` may share the work out or bring a cache, and
    `store` remembers verdicts on pictures.
    """
    problems, kept = Problems(), store or Store()
    settings = read_settings(root, problems, base_url)
    if settings is None:
        fallback = Settings(title="", base_url="https://example.invalid/")
        _Loader(root, fallback, problems, renderer, kept).read_all() if (root / "content").is_dir() else None
        return Loaded(None, problems)
    loader = _Loader(root, settings, problems, renderer, kept)
    loader.read_all()
    snapshot = Snapshot(
        root=root,
        settings=settings,
        contributions=tuple(loader.lists["contributions"]),
        mentions=tuple(loader.lists["mentions"]),
        bodies=loader.bodies,
        **loader.tables,
    )
    check_references(snapshot, problems, frozenset(loader.unread))
    return Loaded(snapshot, problems)
