"""`laurel user`: who can sign in to the desk, from the machine it runs on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.cli.group import hub_option, json_option
from hub.cli.say import plural, put_json, say

if TYPE_CHECKING:
    from hub.actions.desk import Desk

ROLES = ("owner", "editor", "reviewer", "advocate")


@click.group("user", short_help="Say who can sign in to the desk.")
def command() -> None:
    """Say who can sign in to the desk, and print links that let them in."""


@command.command("add", short_help="Let somebody sign in.")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
@click.option("--advocate", "handles", multiple=True, metavar="HANDLE", help="Whom they act for; may be repeated.")
@click.option("--name", default="", help="Their name, as the desk shows it.")
@hub_option
@json_option
def add(root: Path, email: str, role: str, handles: tuple[str, ...], name: str, as_json: bool) -> None:
    """Let somebody sign in, and print the one-time link that lets them in the first time."""
    from hub.actions.accounts import add_account, known_role
    from hub.actions.permissions import COMMAND_LINE

    desk = _desk(root)
    account, token = add_account(desk, COMMAND_LINE, email=email, role=known_role(role), handles=handles, name=name)
    _give(desk, account.email, token, as_json, f"{account.email} can sign in now, as {role}.", "for 7 days")


@command.command("list", short_help="Show who can sign in.")
@hub_option
@json_option
def list_(root: Path, as_json: bool) -> None:
    """Show who can sign in, as what and for whom."""
    from hub.records.kinds import Account

    accounts = sorted(_desk(root).records.all(Account), key=lambda one: (ROLES.index(one.role), one.email.casefold()))
    if as_json:
        put_json(
            {
                "ok": True,
                "accounts": [
                    {
                        "email": one.email,
                        "name": one.name,
                        "role": one.role,
                        "advocates": list(one.handles),
                        "closed": one.disabled,
                        "password": one.password is not None,
                        "last_seen": one.last_seen.isoformat() if one.last_seen else None,
                    }
                    for one in accounts
                ],
            }
        )
        return
    for one in accounts:
        closed = "  closed" if one.disabled else ""
        whom = f"  for {', '.join(one.handles)}" if one.handles else ""
        seen = f"  here {one.last_seen:%Y-%m-%d}" if one.last_seen else "  never here yet"
        say(f"{one.role:<9} {one.email}{'  ' + one.name if one.name else ''}{whom}{closed or seen}")
    say(f"{plural(len(accounts), 'account')}.".capitalize())


@command.command("remove", short_help="Let somebody sign in no more.")
@click.argument("email")
@hub_option
@json_option
def remove(root: Path, email: str, as_json: bool) -> None:
    """Take an account away; what its person did stays. The last owner cannot be removed."""
    from hub.actions.accounts import find_account, remove_account
    from hub.actions.permissions import COMMAND_LINE

    desk = _desk(root)
    gone = remove_account(desk, COMMAND_LINE, find_account(desk, email).id)
    say(f"{gone.email} cannot sign in any more.")
    if as_json:
        put_json({"ok": True, "email": gone.email})


@command.command("reset", short_help="End somebody's password and sessions.")
@click.argument("email")
@hub_option
@json_option
def reset(root: Path, email: str, as_json: bool) -> None:
    """End an account's password, sessions and links, and print a link with which to choose a new password."""
    from hub.actions.accounts import find_account, reset_account
    from hub.actions.permissions import COMMAND_LINE

    desk = _desk(root)
    account, token = reset_account(desk, COMMAND_LINE, find_account(desk, email).id)
    words = f"{account.email} is signed out everywhere and has no password any more."
    _give(desk, account.email, token, as_json, words, "within 30 minutes")


@command.command("link", short_help="Print a link that signs somebody in.")
@click.argument("email")
@hub_option
@json_option
def link(root: Path, email: str, as_json: bool) -> None:
    """Print a one-time link: the page it opens has one button, which signs in."""
    from hub.actions.accounts import find_account, give_link
    from hub.actions.links import LIFE, link_id
    from hub.actions.permissions import COMMAND_LINE
    from hub.records.kinds import OneTimeLink

    desk = _desk(root)
    account, token = give_link(desk, COMMAND_LINE, find_account(desk, email).id)
    made = desk.records.get(OneTimeLink, link_id(token))
    days = LIFE[made.purpose].days if made else 0
    _give(desk, account.email, token, as_json, "", f"for {days} days" if days else "within 30 minutes")


def _desk(root: Path) -> Desk:
    from hub.actions.desk import open_desk
    from hub.publish.wishing import require_hub

    require_hub(root)
    return open_desk(root)


def _give(desk: Desk, email: str, token: str, as_json: bool, words: str, life: str) -> None:
    """Print a link: to programs as JSON, to people on standard output, so that it can be piped on."""
    from hub.actions.links import link_path

    address = desk.url.rstrip("/") + link_path(token)
    if as_json:
        put_json({"ok": True, "email": email, "link": address})
        return
    if words:
        say(words)
    say(f"This link lets {email} in once, {life}. Give it to nobody else:")
    click.echo(address)
