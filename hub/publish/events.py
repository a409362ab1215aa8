"""What a build tells while it works, and what it tells at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hub.model import Problem

if TYPE_CHECKING:
    from hub.publish.outputs import Output

Stage = Literal["read", "make", "check", "place"]


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a build: `done` of `total` of a stage. `total` is 0 when it cannot be counted;
    `words` tell what a publish changes, once that is known."""

    stage: Stage
    done: int = 0
    total: int = 0
    words: tuple[str, ...] = ()


Report = Callable[[Event], None]


def silent(_event: Event) -> None:
    """A report nobody reads."""


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build. `pages` counts HTML pages, `files` every file of the hub; `written` and
    `removed` are what changed in `out`, `changed` how many of these are pages; `problems` holds warnings only.
    `made` files were made anew, each because of the reads in `why`; `release` is the one that is shown now.
    `whole` says why everything was made anew (keys of `explaining.CAUSES`; empty when it was not), `wrote` and `gone`
    are the paths that were written and removed; `outputs` are all files there are, where nothing is remembered."""

    out: Path
    pages: int
    files: int
    written: int
    removed: int
    seconds: float
    problems: tuple[Problem, ...] = ()
    changed: int = 0
    made: int = 0
    release: int = 0
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    wrote: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    outputs: Mapping[str, Output] = field(default_factory=dict)
