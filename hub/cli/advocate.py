"""`laurel advocate`: what is done about one person from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from hub.cli.group import hub_option, json_option
from hub.cli.say import put_json, say
from hub.publish.wishing import require_hub


@click.group("advocate", short_help="Erase a person.")
def command() -> None:
    """Do something about one person."""


@command.command("erase", short_help="Erase a person everywhere.")
@click.argument("handle", metavar="HANDLE")
@click.option("--yes", is_flag=True, help="Do not ask to type the handle once more.")
@json_option
@hub_option
def erase_command(root: Path, handle: str, yes: bool, as_json: bool) -> None:
    """Erase everything about HANDLE: it cannot be undone.

    Private records, profile, photo, posts of theirs alone and what builds keep of them go. Posts with others lose
    the byline, awards stay as nameless revocations. The published hub changes at the next publish.
    """
    from hub.actions.desk import open_desk
    from hub.actions.erase import erase, foresee
    from hub.actions.permissions import COMMAND_LINE

    require_hub(root)
    desk = open_desk(root)
    before = foresee(desk, handle)
    if not yes:
        say(f"This erases {before.name} ({handle}) for good: {_count(before.posts, 'post')} of theirs alone,")
        say(f"{_count(before.awards, 'award')} and everything the desk keeps about them.")
        if click.prompt("Type the handle to go on", err=True, default="", show_default=False) != handle:
            say("Nothing was changed.")
            raise click.exceptions.Exit(1)
    done = erase(desk, COMMAND_LINE, handle, typed=handle)
    if as_json:
        put_json({"ok": True, "posts": done.posts, "bylines": done.bylines, "awards": done.awards, "left": done.left})
    say(
        f"Erased: {_count(done.posts, 'post')}, {_count(done.drafts, 'draft')}, {_count(done.accounts, 'account')}. "
        f"Without the name: {_count(done.bylines, 'post')} with others, {_count(done.awards, 'award')}."
    )
    for path in done.left:
        say(f"look at {path}: the name may still stand there")
    say("The published hub still shows what it showed. Publish now: laurel publish")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
