"""Releases made without a build: whole hubs given as path -> bytes, handed over as a build hands them over."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hub.content.workshop import workshop
from hub.publish.manifest import manifest, readable, shown
from hub.publish.outplace import open_outplace
from hub.publish.outputs import Output
from hub.publish.placing import finish_interrupted
from hub.publish.releases import About, Placed, publish_release
from hub.publish.staging import stage

AT = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
TYPES = {"html": "text/html", "css": "text/css", "xml": "application/atom+xml", "json": "application/json"}
Files = Mapping[str, bytes]
Sources = Mapping[str, tuple[str, ...]]


def output(path: str, data: bytes, sources: Sources | None = None) -> Output:
    """What a build knows of a file."""
    kind = TYPES.get(path.rpartition(".")[2], "application/octet-stream")
    return Output(hashlib.sha256(data).hexdigest(), len(data), kind, (sources or {}).get(path, ()))


def release(
    root: Path,
    files: Files,
    *,
    words: str = "Publishes.",
    whole: bool = False,
    sources: Sources | None = None,
    at: dt.datetime = AT,
    step: Callable[[], None] = lambda: None,
    **more: Any,
) -> Placed:
    """Publish `files` as all of the hub at `root`, staged as a build does: only what differs from the shown release."""
    root.mkdir(exist_ok=True)
    shop = workshop(root)
    finish_interrupted(shop, root / "public")
    known = readable(shop, shown(shop))
    whole = whole or known is None
    outputs = {path: output(path, data, sources) for path, data in files.items()}
    changed = {p: o for p, o in outputs.items() if whole or known is None or known.get(p) != o}
    removed = [] if known is None else [path for path in known if path not in outputs]
    staging = shop / "staging"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(exist_ok=True)
    for path, its in changed.items():
        stage(staging, its.sha, files[path])
    place = open_outplace(root, None, shop)
    return publish_release(
        shop, place, changed, removed, staging, About(at, "Ines Duarte", words, **more), step, whole=whole
    )


def listed(root: Path) -> dict[str, str]:
    """The hash of every file of the shown release."""
    shop = root / ".laurel"
    return {path: output.sha for path, output in manifest(shop, shown(shop)).items()}


def standing(root: Path) -> dict[str, str]:
    """The hash of every file in `public/`."""
    public = root / "public"
    return {
        path.relative_to(public).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in public.rglob("*")
        if path.is_file()
    }
