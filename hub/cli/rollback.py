"""`laurel rollback`: the hub as an earlier release showed it."""

from __future__ import annotations

from pathlib import Path

import click

from hub.cli.group import hub_option, json_option
from hub.cli.say import Progress, put_json, say


@click.command("rollback", short_help="Show again what an earlier release showed.")
@click.argument("release", type=click.IntRange(1), metavar="[RELEASE]", required=False)
@click.option("--as", "who", metavar="ACCOUNT", help="In the name of this account (e-mail address), for the record.")
@json_option
@hub_option
def command(root: Path, release: int | None, who: str | None, as_json: bool) -> None:
    """Have public/ show again what RELEASE showed; without one, what the release before the shown one did.

    Content does not change. Who was erased, posts that were withdrawn and awards that were revoked stay so. Every host
    that was sent to shows it too. Nothing goes out by itself until somebody publishes again.
    """
    from hub.actions.desk import open_desk
    from hub.actions.rollback import rollback
    from hub.actions.sending import owe_after_going_back
    from hub.cli.hosts import send_owed_to
    from hub.cli.publish import actor_of
    from hub.publish.wishing import require_hub

    require_hub(root)
    desk = open_desk(root)
    actor = actor_of(desk, who)
    with Progress() as progress:
        done = rollback(desk, actor, release, report=progress)
    for words in done.told:
        say(words)
    if done.new:
        say("Nothing goes out by itself now until somebody publishes: `laurel publish`.")
    owe_after_going_back(root)
    sent = send_owed_to(root)
    if as_json:
        put_json(
            {
                "ok": True,
                "to": done.to,
                "release": done.release,
                "new": done.new,
                "changed": done.changed,
                "changes": list(done.sentences),
                "without": list(done.without),
                "still": list(done.still),
                **({"sent": sent} if sent else {}),
            }
        )
