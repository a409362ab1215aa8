"""Content files into records, Markdown into safe HTML, and all of it into one immutable snapshot.

For those who write content: fields changed in a file's text with every other byte kept, and a light shelf of
what is there. Each name is fetched from its module when it is first used: a build of nothing new needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from hub.content.loading import Loaded, load
    from hub.content.onefile import problems_of, settings_problems
    from hub.content.queries import Queries
    from hub.content.settings_editing import edit_settings
    from hub.content.shelf import Shelf
    from hub.content.snapshot import Snapshot

_PLACES = {
    "Leaf": "leaves",
    "Loaded": "load",
    "Queries": "queries",
    "Shelf": "shelf",
    "Snapshot": "snapshot",
    "digest_of": "editing",
    "edit_front_matter": "editing",
    "edit_settings": "settings_editing",
    "edit_yaml": "editing",
    "front_matter": "editing",
    "load": "loading",
    "new_front_matter": "editing",
    "new_yaml": "editing",
    "problems_of": "onefile",
    "settings_problems": "onefile",
    "texts_of": "leaves",
    "yaml_values": "editing",
}

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


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{place}"), name)
