"""From the public app to files anybody can serve: freeze, check, put in place."""

from hub.publish.builder import build, check
from hub.publish.events import Built, Event, Report, Stage, silent
from hub.publish.lock import hold, workshop

__all__ = ["Built", "Event", "Report", "Stage", "build", "check", "hold", "silent", "workshop"]
