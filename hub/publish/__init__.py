"""From the public app to files anybody can serve: freeze, check, put in place."""

from typing import TYPE_CHECKING, Any

from hub.content.workshop import workshop
from hub.publish.builder import build, check
from hub.publish.changes import Changes, Comparison, in_words, what_changed
from hub.publish.events import Built, Event, Report, Stage, silent
from hub.publish.lock import Holder, held_by, hold
from hub.publish.manifest import paused
from hub.publish.press import Press
from hub.publish.published import Published, Thing, forget_published, read_published

if TYPE_CHECKING:
    from hub.publish.turns import next_turn

__all__ = [
    "Built",
    "Changes",
    "Comparison",
    "Event",
    "Holder",
    "Press",
    "Published",
    "Report",
    "Stage",
    "Thing",
    "build",
    "check",
    "forget_published",
    "held_by",
    "hold",
    "in_words",
    "next_turn",
    "paused",
    "read_published",
    "silent",
    "what_changed",
    "workshop",
]


def __getattr__(name: str) -> Any:
    if name != "next_turn":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from hub.publish.turns import next_turn  # reads fields, which a small publish need not

    return next_turn
