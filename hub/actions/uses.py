"""Where the texts of the hub use a picture, a file or a badge."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from hub.actions.desk import Desk
from hub.content import Leaf, Shelf

_NAMED = re.compile(r"media/[^\s()<>\[\]\"'`]+|\b(?:badge|post|advocate):[a-z0-9][\w-]*")
_HINTS = ("media/", "badge:", "post:", "advocate:")
"""What stands in every text that names anything: looking for these is far quicker than the pattern."""
_lock = threading.Lock()


@dataclass
class _Known:
    """What was read so far: names by file, and by name the files of the leaves looked at last."""

    names: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    leaves: Mapping[str, Leaf] | None = None
    uses: Mapping[str, tuple[Leaf, ...]] = field(default_factory=dict)


_shelves: WeakKeyDictionary[Shelf, _Known] = WeakKeyDictionary()


def uses(desk: Desk) -> Mapping[str, tuple[Leaf, ...]]:
    """What content files name (`media/…`, `badge:slug` …), and the files that do, in the order of their paths.

    Each file is read once and again when its digest changes.
    """
    with _lock:
        known = _shelves.setdefault(desk.shelf, _Known())
        leaves = desk.shelf.leaves()
        if leaves is not known.leaves:
            known.uses, known.leaves = _gather(desk, known, leaves), leaves
        return known.uses


def _gather(desk: Desk, known: _Known, leaves: Mapping[str, Leaf]) -> Mapping[str, tuple[Leaf, ...]]:
    found: dict[str, list[Leaf]] = {}
    for path in [path for path in known.names if path not in leaves]:
        del known.names[path]
    for path, leaf in leaves.items():
        read = known.names.get(path)
        if read is None or read[0] != leaf.digest:
            read = known.names[path] = (leaf.digest, _names(desk, path))
        for name in read[1]:
            found.setdefault(name, []).append(leaf)
    return {name: tuple(files) for name, files in found.items()}


def _names(desk: Desk, path: str) -> frozenset[str]:
    try:
        with open(f"{desk.root}/{path}", "rb") as file:
            return named_in(file.read().decode("utf-8", "replace"))
    except OSError:
        return frozenset()


def named_in(text: str) -> frozenset[str]:
    """The media paths (`media/…`) and things by name (`badge:slug` …) that a text mentions."""
    if not any(hint in text for hint in _HINTS):
        return frozenset()
    return frozenset(name.rstrip(".,;:!?") for name in _NAMED.findall(text))


def links_to(desk: Desk, name: str) -> tuple[Leaf, ...]:
    """The content files that name `media/…` or `badge:slug`."""
    return uses(desk).get(name, ())
