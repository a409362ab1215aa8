"""`laurel build --explain URL`: how the command tells why a page was made."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from hub.cli.say import say
from hub.content.settings import read_settings
from hub.content.workshop import workshop
from hub.model import Problems
from hub.publish.events import Built
from hub.publish.explaining import Explained, explain, in_sentences
from hub.publish.memory import Memory, numbers_in

_WRONG_USE = 2


def explained(root: Path, built: Built, wanted: str, base_url: str | None) -> Explained:
    """Why the page `wanted` was made by a build of the hub folder `root`, or was not; an unknown one is no error."""
    settings = read_settings(root, Problems(), base_url)
    with closing(Memory(workshop(root))) as memory:

        def inner(key: str) -> list[str]:
            found = memory.read(key)
            reads = map(memory.read, numbers_in(found.inner) if found else ())
            return [read.key for read in reads if read is not None]

        pages = built.outputs or memory.pages()
        return explain(built, wanted, settings.base_url if settings else "", pages, inner)


def explained_json(told: Explained) -> dict[str, Any]:
    """What `--json` prints of it."""
    return {
        "url": told.url,
        "file": told.path,
        "state": told.state,
        "changed": told.changed,
        "why": list(told.why),
        "causes": list(told.causes),
        "reads_that_differ": [
            {"read": key.split("\t"), "within": [other.split("\t") for other in told.beneath.get(key, ())]}
            for key in told.keys
        ],
        "sources": list(told.sources),
        "reads": told.reads,
        "nearest": told.nearest,
    }


def tell_explained(told: Explained) -> None:
    """Say it to a person. An address that the hub does not have ends the command with status 2; the build stands."""
    for line in in_sentences(told):
        say(line)
    if told.state == "unknown":
        click.get_current_context().exit(_WRONG_USE)
