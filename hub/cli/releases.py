"""`laurel releases`: what was published when, what differs, whether every byte is right, and letting old ones go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.cli.group import hub_option, json_option
from hub.cli.say import plural, put_json, say

if TYPE_CHECKING:
    from hub.publish.manifest import Release
    from hub.publish.telling import Piece

_DAMAGED = 1
_WRONG_USE = 2


@click.group(
    "releases", short_help="What was published when; compare, verify, let old ones go.", invoke_without_command=True
)
@json_option
@hub_option
@click.pass_context
def command(ctx: click.Context, root: Path, as_json: bool) -> None:
    """List every release: when, by whom, what it did, and which one the hub shows.

    `laurel rollback` goes back to one.
    """
    if ctx.invoked_subcommand is None:
        _list(root, as_json)


def _list(root: Path, as_json: bool) -> None:
    from hub.publish import manifest as lists
    from hub.publish.wishing import require_hub

    require_hub(root)
    shop = root / ".laurel"
    found, shown = lists.releases(shop), lists.shown(shop)
    if as_json:
        put_json({"ok": True, "shown": shown, "releases": [_as_json(release, shown) for release in found]})
    if not found:
        say("Nothing was published yet. `laurel publish` makes the first release.")
        return
    for release in reversed(found):
        say(_line(release, shown, root))
    pause = lists.paused(shop)
    if pause:
        say(f"The hub went back to release {pause.back}: nothing goes out by itself until somebody publishes.")


def _line(release: Release, shown: int, root: Path) -> str:
    mark = "*" if release.number == shown else " "
    if release.trouble:
        return f"{mark} {release.number:>5}  {release.trouble}"
    counts = f"{plural(release.pages, 'page')}, {plural(release.files, 'file')}"
    when = release.at.astimezone(_zone(root)).strftime("%Y-%m-%d %H:%M")
    shows = " (shown)" if release.number == shown else ""
    who = f"{release.by}: " if release.by else ""
    return f"{mark} {release.number:>5}  {when}  {who}{release.short} {counts}.{shows}"


def _zone(root: Path) -> dt.tzinfo:
    from hub.content import Shelf
    from hub.model import HubError

    try:
        return Shelf(root).settings().zone
    except HubError:
        return dt.UTC


def _as_json(release: Release, shown: int) -> dict[str, Any]:
    return {
        "number": release.number,
        "at": release.at.isoformat(),
        "by": release.by,
        "words": release.words,
        "pages": release.pages,
        "files": release.files,
        "changed": release.changed,
        "removed": release.removed,
        "back_to": release.back or None,
        "shown": release.number == shown,
        "trouble": release.trouble,
    }


@command.command("diff", short_help="What differs between two releases, in words.")
@click.argument("old", metavar="A", type=click.IntRange(1))
@click.argument("new", metavar="B", type=click.IntRange(1))
@json_option
@hub_option
def diff(root: Path, old: int, new: int, as_json: bool) -> None:
    """Tell which posts, people, badges and pages appear, change and disappear from release A to release B."""
    from hub.model import HubError
    from hub.publish import manifest as lists
    from hub.publish.telling import what_differs
    from hub.publish.wishing import require_hub

    require_hub(root)
    shop = root / ".laurel"
    there = lists.numbers(shop)
    for number in (old, new):
        if number not in there:
            raise HubError(f"There is no release {number}. `laurel releases` lists all.", status=_WRONG_USE)
    told = what_differs(shop, old, new)
    if as_json:
        put_json(
            {
                "ok": True,
                "added": [_piece(piece) for piece in told.added],
                "changed": [_piece(piece) for piece in told.changed],
                "removed": [_piece(piece) for piece in told.removed],
                "others": told.others,
                "words": list(told.sentences),
            }
        )
    for words in told.sentences:
        say(words)


def _piece(piece: Piece) -> dict[str, str]:
    return {"address": piece.address, "kind": piece.kind, "title": piece.title}


@command.command("verify", short_help="Look at every byte of every release.")
@json_option
@hub_option
@click.pass_context
def verify(ctx: click.Context, root: Path, as_json: bool) -> None:
    """Compare every byte of every kept file, and of public/, with what the releases say.

    Ends with 1 when something is damaged, and says what to do.
    """
    from hub.publish.verifying import verify as look
    from hub.publish.wishing import require_hub

    require_hub(root)
    found = look(root)
    if as_json:
        put_json(
            {
                "ok": not found.damage,
                "releases": found.releases,
                "objects": found.objects,
                "bytes": found.bytes,
                "damage": [{"place": d.place, "what": d.what, "cure": d.cure} for d in found.damage],
                "notes": list(found.notes),
            }
        )
    for damage in found.damage:
        say(str(damage))
    for note in found.notes:
        say(note)
    looked = f"{plural(found.releases, 'release')}, {plural(found.objects, 'file')}, {_size(found.bytes)}"
    if found.damage:
        say(f"Looked at {looked}: {len(found.damage):,} damaged.")
        ctx.exit(_DAMAGED)
    say(f"Looked at {looked}: every byte is right.")


@command.command("prune", short_help="Let old releases go.")
@click.option("--keep", type=click.IntRange(0), metavar="N", help="The newest N stay.  [default: 20]")
@click.option("--older-than", "days", type=click.IntRange(0), metavar="DAYS", help="Younger ones stay.")
@json_option
@hub_option
def prune(root: Path, keep: int | None, days: int | None, as_json: bool) -> None:
    """Let old releases go, and the files that only they needed.

    With both options a release goes only when both say so. The one that the hub shows always stays.
    """
    from hub.publish.pruning import prune as let_go
    from hub.publish.wishing import require_hub

    require_hub(root)
    done = let_go(root, keep=keep, older_than=None if days is None else dt.timedelta(days=days))
    if as_json:
        put_json(
            {
                "ok": not done.trouble,
                "releases": sorted(done.gone),
                "files": done.objects,
                "bytes": done.bytes,
                "trouble": done.trouble,
            }
        )
    if done.trouble:
        say(done.trouble)
    say(f"Let {plural(len(done.gone), 'release')} and {plural(done.objects, 'file')} go: {_size(done.bytes)} are free.")


def _size(count: int) -> str:
    """`3 bytes`, `1.2 MB`."""
    if count < 1000:
        return f"{count} byte{'' if count == 1 else 's'}"
    size, units = count / 1000, ["kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size /= 1000
        units.pop(0)
    return f"{size:.1f} {units[0]}"
