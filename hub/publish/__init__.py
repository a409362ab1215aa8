"""From the public app to files anybody can serve: freeze, check, put in place."""

from hub.content.workshop import workshop
from hub.publish.builder import build, check
from hub.publish.events import Built, Event, Report, Stage, silent
from hub.publish.lock import hold

__all__ = ["Built", "Event", "Report", "Stage", "build", "check", "hold", "silent", "workshop"]
