"""`laurel publish`: due posts put out, the hub made, put in place and sent, and who did it written down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.cli.build import default_jobs
from hub.cli.group import hub_option, json_option
from hub.cli.say import Progress, plural, problem_json, put_json, say, tell_problems
from hub.model import HubError
from hub.publish.wishing import require_hub

if TYPE_CHECKING:
    from hub.actions.desk import Desk
    from hub.actions.permissions import Actor

_WRONG_USE = 2


@click.command("publish", short_help="Put due posts out and publish the hub.")
@click.argument("host", metavar="[HOST]", required=False)
@click.option("--due", "only_due", is_flag=True, help="Only if something's time has come; for cron.")
@click.option("--as", "who", metavar="ACCOUNT", help="In the name of this account (e-mail address), for the record.")
@click.option("--dry-run", is_flag=True, help="Only say what would be sent to HOST; nothing is made or sent.")
@click.option("--again", is_flag=True, help="Send every file to HOST, whatever is there.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="In so many processes.  [default: one a core]")
@json_option
@hub_option
def command(
    root: Path,
    host: str | None,
    only_due: bool,
    who: str | None,
    dry_run: bool,
    again: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Put approved posts that are due into content, make the hub, and put it into public/; then send it to HOST.

    Like `laurel build`, and what was done is written into the desk's record. Nothing changes unless the whole hub
    could be made. HOST is the name of a [hosts.NAME] in hub.toml; it is sent what differs there. Without HOST, every
    host with `with_publish = true` is. Doing so again is safe, also after a send that broke off.
    """
    from hub.actions.desk import open_desk
    from hub.actions.housekeeping import tidy_up
    from hub.actions.publishing import pages_changed, pending, publish, publish_due
    from hub.publish import in_words

    require_hub(root)
    _check_host(root, host, dry_run=dry_run, again=again)
    if host is not None and dry_run:
        from hub.cli.hosts import tell_plan

        tell_plan(root, host, again=again, as_json=as_json)
        return
    desk = open_desk(root)
    actor = actor_of(desk, who)
    with Progress() as progress:
        run = publish_due if only_due else publish
        done = run(desk, actor, report=progress, jobs=jobs or default_jobs())
    if done is None:
        say(_why_not(desk))
        told = _send_left(root, host, again=again)
        if as_json:
            put_json({"ok": True, "published": False, "changes": list(in_words(pending(desk))), **told})
        return
    tell_problems(done.built.problems)
    for words in done.record.changes:
        say(words)
    say(f"Published {plural(done.built.pages, 'page')} in {done.built.out}. {pages_changed(done.built.changed)}")
    told = _send(root, host, again=again)
    tidy_up(root)
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
                **told,
            }
        )


def _why_not(desk: Desk) -> str:
    """Why nothing was published by itself."""
    from hub.actions.rollback import paused, paused_words

    release = paused(desk)
    return paused_words(release) if release else "Nothing's time has come, so nothing was published."


def _check_host(root: Path, host: str | None, *, dry_run: bool, again: bool) -> None:
    """Whether there is such a host, before anything is made."""
    if host is not None:
        from hub.actions.sending import host_named

        host_named(root, host)
    elif dry_run or again:
        option = "--dry-run" if dry_run else "--again"
        raise HubError(f"{option} is about sending: name a host, `laurel publish HOST {option}`.", status=_WRONG_USE)


def _send(root: Path, host: str | None, *, again: bool) -> dict[str, Any]:
    """Send to the host that was named, else to those sent to with every publish; gives what `--json` tells of it."""
    from hub.cli.hosts import send_owed_to, send_to, sent_json

    if host is None:
        from hub.actions.sending import owe_after_publish

        owe_after_publish(root)
        sent = send_owed_to(root)
        return {"sent_with_publish": sent} if sent else {}

    return {"sent": sent_json(send_to(root, host, again=again))}


def _send_left(root: Path, host: str | None, *, again: bool) -> dict[str, Any]:
    """Nothing was published: send only what a host has missed, so that a send that failed is made up by the clock."""
    from hub.actions.sending import has_all
    from hub.cli.hosts import send_owed_to

    if host is None:
        sent = send_owed_to(root)
        return {"sent_with_publish": sent} if sent else {}
    if not (root / "public").is_dir() or (has_all(root, host) and not again):
        return {}
    return _send(root, host, again=again)


def actor_of(desk: Desk, who: str | None) -> Actor:
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
