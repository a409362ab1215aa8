"""From the public app to files anybody can serve: freeze, check, put in place."""

from hub.content.workshop import workshop
from hub.publish.builder import build, check
from hub.publish.changes import Changes, in_words, what_changed
from hub.publish.events import Built, Event, Report, Stage, silent
from hub.publish.lock import Holder, held_by, hold
from hub.publish.manifest import paused
from hub.publish.press import Press
from hub.publish.published import Published, Thing, forget_published, read_published
from hub.publish.turns import next_turn

__all__ = [
    "Built",
    "Changes",
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
