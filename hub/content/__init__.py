"""Content files into records, Markdown into safe HTML, and all of it into one immutable snapshot."""

from hub.content.load import Loaded, load
from hub.content.queries import Queries
from hub.content.snapshot import Snapshot

__all__ = ["Loaded", "Queries", "Snapshot", "load"]
