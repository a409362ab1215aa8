"""`laurel publish`: due posts put out, the hub made and put in place, and who did it written down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.cli.build import default_jobs
from hub.cli.group import hub_option, json_option
from hub.cli.say import Progress, plural, problem_json, put_json, say, tell_problems
from hub.model import HubError
from hub.publish.assembling import require_hub

if TYPE_CHECKING:
    from hub.actions.desk import Desk
    from hub.actions.permissions import Actor

_WRONG_USE = 2


@click.command("publish", short_help="Put due posts out and publish the hub.")
@click.argument("host", metavar="[HOST]", required=False)
@click.option("--due", "only_due", is_flag=True, help="Only if something's time has come; for cron.")
@click.option("--as", "who", metavar="ACCOUNT", help="In the name of this account (e-mail address), for the record.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="In so many processes.  [default: one a core]")
@json_option
@hub_option
def command(root: Path, host: str | None, only_due: bool, who: str | None, jobs: int | None, as_json: bool) -> None:
    """Put approved posts that are due into content, make the hub, and put it into public/.

    Like `laurel build`, and what was done is written into the desk's record. Nothing changes unless the whole hub
    could be made.
    """
    from hub.actions.desk import open_desk
    from hub.actions.publishing import pages_changed, pending, publish, publish_due
    from hub.publish import in_words

    require_hub(root)
    if host is not None:
        raise HubError(
            f"Sending to a host ({host}) is not there yet. `laurel publish` makes the hub in public/; "
            "copy that folder to your host, with rsync for example.",
            status=_WRONG_USE,
        )
    desk = open_desk(root)
    actor = _actor(desk, who)
    with Progress() as progress:
        run = publish_due if only_due else publish
        done = run(desk, actor, report=progress, jobs=jobs or default_jobs())
    if done is None:
        if as_json:
            put_json({"ok": True, "published": False, "changes": list(in_words(pending(desk)))})
        say("Nothing's time has come, so nothing was published.")
        return
    if as_json:
        put_json(
            {
                "ok": True,
                "published": True,
                "id": done.record.id,
                "posts": list(done.put),
                "changes": list(done.record.changes),
                "pages": done.built.pages,
                "changed": done.built.changed,
                "out": str(done.built.out),
                "problems": [problem_json(problem) for problem in done.built.problems],
            }
        )
    tell_problems(done.built.problems)
    for words in done.record.changes:
        say(words)
    say(f"Published {plural(done.built.pages, 'page')} in {done.built.out}. {pages_changed(done.built.changed)}")


def _actor(desk: Desk, who: str | None) -> Actor:
    """In whose name: an account by id or address, the desk's clock, or else the command line's own."""
    from hub.actions.accounts import account_of
    from hub.actions.permissions import CLOCK, COMMAND_LINE, Actor
    from hub.records.kinds import Account

    if who is None:
        return COMMAND_LINE
    if who == CLOCK.id:
        return CLOCK
    account = desk.records.get(Account, who) or account_of(desk.records.all(Account), who)
    if account is None:
        what = f"There is no account {who!r} on this desk. `laurel user list` shows all."
        raise HubError(what, status=_WRONG_USE)
    return Actor.of(account)
