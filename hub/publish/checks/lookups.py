"""What the judge is handed, and what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from hub.publish.checks.deadlinks import Known
from hub.publish.checks.facts import Facts
from hub.publish.outputs import Output

Changed = Mapping[str, tuple[Output, Facts]]
"""What is new or changed: path -> what a build knows of it, and what it says."""


class Lookups(Known, Protocol):
    """What the judge asks of the hub as it was last published, and of content. Each is asked about few things only."""

    def source(self, path: str) -> str:
        """The one content file that an output is of, also of a new one; empty when there is none."""

    def text_of(self, source: str) -> str:
        """The text of a content file, to find a line in it; empty when it cannot be read."""

    def made_from(self, source: str) -> Iterable[str]:
        """The outputs that have a content file among their sources."""

    def noted(self) -> Iterable[tuple[str, Output, Facts]]:
        """Every output whose facts are `noted`, so that its warnings are told also when it did not change."""
