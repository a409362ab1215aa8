"""Content files into records, Markdown into safe HTML, and all of it into one immutable snapshot.

For those who write content: fields changed in a file's text with every other byte kept, and a light shelf of
what is there.
"""

from hub.content.editing import (
    digest_of,
    edit_front_matter,
    edit_yaml,
    front_matter,
    new_front_matter,
    new_yaml,
    yaml_values,
)
from hub.content.leaves import Leaf, texts_of
from hub.content.load import Loaded, load
from hub.content.onefile import problems_of, settings_problems
from hub.content.queries import Queries
from hub.content.settings_editing import edit_settings
from hub.content.shelf import Shelf
from hub.content.snapshot import Snapshot

__all__ = [
    "Leaf",
    "Loaded",
    "Queries",
    "Shelf",
    "Snapshot",
    "digest_of",
    "edit_front_matter",
    "edit_settings",
    "edit_yaml",
    "front_matter",
    "load",
    "new_front_matter",
    "new_yaml",
    "problems_of",
    "settings_problems",
    "texts_of",
    "yaml_values",
]
