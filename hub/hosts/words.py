"""A plan, and what came of it, in words."""

from __future__ import annotations

from collections.abc import Iterator

from hub.hosts.doors import Sent
from hub.hosts.release import Plan
from hub.hosts.trouble import size_words
from hub.publish.outputs import turn

_LISTED = 20
_NOUNS = (("picture, style or other asset", "pictures, styles and other assets"), ("page", "pages"), ("feed", "feeds"))


def plan_words(todo: Plan, host: str) -> Iterator[str]:
    """What a plan would do, in the order it would be done; no more than twenty paths of each group."""
    if not todo:
        yield f"{host} has everything already: nothing would be sent."
        return
    for number, (one, many) in enumerate(_NOUNS):
        paths = [path for path in todo.uploads if turn(path)[0] == number]
        if paths:
            yield f"Sends {len(paths):,} {one if len(paths) == 1 else many}:"
            yield from _listed(paths)
    if todo.removals:
        yield f"Removes {_files(len(todo.removals))}:"
        yield from _listed(todo.removals)
    yield f"In all {size_words(todo.size)} to send; {_files(todo.kept)} would stay as {_are(todo.kept)}."


def sent_words(sent: Sent) -> str:
    """What a send did, in a sentence or two."""
    if not sent.uploads and not sent.removals:
        return f"{sent.host} had everything already: nothing was sent."
    gone = f" and removed {_files(sent.removals)}" if sent.removals else ""
    return f"Sent {_files(sent.uploads)} ({size_words(sent.size)}) to {sent.host}{gone}."


def _listed(paths: list[str] | tuple[str, ...]) -> Iterator[str]:
    for path in paths[:_LISTED]:
        yield f"  /{path.removesuffix('index.html') if path.endswith('/index.html') or path == 'index.html' else path}"
    if len(paths) > _LISTED:
        yield f"  … and {len(paths) - _LISTED:,} more"


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}" if count else "no files"


def _are(count: int) -> str:
    return "it is" if count == 1 else "they are"
