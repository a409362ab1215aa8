"""All of a hub's public content at one moment: immutable, and made of nothing but files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hub.content.markdown import Rendered
from hub.model import (
    Advocate,
    Award,
    Badge,
    Change,
    Contribution,
    Event,
    Figure,
    Media,
    Mention,
    Page,
    Post,
    Resource,
    Settings,
    Topic,
)


@dataclass(frozen=True)
class Snapshot:
    """Every record by its key, and every body's rendering by its file's path.

    `media` is keyed as content refers to it: `media/…`. Keys keep the order of their paths.
    """

    root: Path
    settings: Settings
    posts: Mapping[str, Post] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)
    advocates: Mapping[str, Advocate] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    badges: Mapping[str, Badge] = field(default_factory=dict)
    awards: Mapping[str, Award] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)
    contributions: Sequence[Contribution] = ()
    mentions: Sequence[Mention] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    media: Mapping[str, Media] = field(default_factory=dict)
    bodies: Mapping[str, Rendered] = field(default_factory=dict)

    def body(self, path: str) -> Rendered:
        """The rendering of the body of the file at `path`."""
        return self.bodies[path]

    def media_file(self, path: str) -> Path:
        """Where the bytes of `media/…` are."""
        return self.root / "content" / path
