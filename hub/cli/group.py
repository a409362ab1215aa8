"""The group of all commands: what they share, and how their errors reach a person."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from hub import __version__
from hub.cli.say import error_json, put_json, say, tell_problems
from hub.model import HubError

_INTERRUPTED = 130
_JSON = "laurel.json"
_COMMANDS = {
    "init": "hub.cli.init",
    "check": "hub.cli.check",
    "build": "hub.cli.build",
    "serve": "hub.cli.serve",
    "admin": "hub.cli.admin",
    "user": "hub.cli.user",
    "publish": "hub.cli.publish",
    "releases": "hub.cli.releases",
    "rollback": "hub.cli.rollback",
    "backup": "hub.cli.backup",
    "restore": "hub.cli.restore",
    "doctor": "hub.cli.doctor",
    "import": "hub.cli.importing",
    "advocate": "hub.cli.advocate",
}
"""Where each command is; its module is read only when it is called, so that `laurel --help` is quick."""
_FOR_THE_DESK = {"publisher": "hub.cli.publisher"}
"""Commands that no person calls."""

Function = TypeVar("Function", bound=Callable[..., Any])


class Commands(click.Group):
    """Loads commands when needed, and turns every error into a sentence and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order people meet them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        place = _COMMANDS.get(cmd_name) or _FOR_THE_DESK.get(cmd_name)
        if place is None:
            return None
        command: click.Command = importlib.import_module(place).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; no traceback reaches a person for what a person can cause."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except HubError as error:
            _fail(ctx, error)
        except KeyboardInterrupt:
            say("Stopped.")
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:
            raise
        except OSError as error:
            _debug()
            _fail(ctx, HubError(_os_words(error)))
        except Exception as error:
            _fail(ctx, HubError(_bug_words(error)))


def _fail(ctx: click.Context, error: HubError) -> None:
    if ctx.meta.get(_JSON):
        put_json(error_json(error))
    tell_problems(error.problems)
    say(str(error))
    ctx.exit(error.status)


def _os_words(error: OSError) -> str:
    """What the operating system refused, with the path."""
    place = " to ".join(os.fsdecode(name) for name in (error.filename, error.filename2) if name is not None)
    reasons = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "your share of the disk is full",
        errno.EACCES: "you have no permission for it",
        errno.EPERM: "you have no permission for it",
        errno.EROFS: "this disk can only be read",
        errno.EMFILE: "too many files are open at once",
        errno.ENAMETOOLONG: "the name is too long for this disk",
    }
    reason = reasons.get(error.errno or 0, error.strerror or str(error))
    subject = f"{place}: {reason}" if place else reason[:1].upper() + reason[1:]
    return f"{subject}. Nothing was lost. Mend that and run the command again."


def _bug_words(error: Exception) -> str:
    notes = " ".join(str(note) for note in getattr(error, "__notes__", [])[:1])
    if _debug():
        return "That was a fault in Laurel."
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    where = f" ({notes.splitlines()[0]})" if notes else ""
    return f"A fault in Laurel{where}: {what}. Run it again with LAUREL_DEBUG=1 to see where, and please report it."


def _debug() -> bool:
    """Print the traceback when the person asked for it."""
    if not os.environ.get("LAUREL_DEBUG"):
        return False
    say(traceback.format_exc())
    return True


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="laurel", message="%(prog)s %(version)s")
def laurel() -> None:
    """A public home for your advocate program, published as plain files.

    Begin with `laurel init DIR --demo`, look at it with `laurel serve`, publish it with `laurel build`.
    """


def main(args: Sequence[str] | None = None) -> None:
    """Run the command with `args` (default: the process's) and end the process with its exit status."""
    gc.set_threshold(50_000, 20, 50)  # pages are made of many small things that live shortly
    laurel.main(args=list(args) if args is not None else None, prog_name="laurel")


def hub_option(function: Function) -> Function:
    """`--hub DIR`: the hub folder; default `LAUREL_HUB`, else the folder the command stands in."""
    return click.option(
        "--hub",
        "root",
        envvar="LAUREL_HUB",
        default=".",
        metavar="DIR",
        callback=lambda _ctx, _param, value: _whole(Path(os.path.abspath(value or "."))),
        help="The hub folder.  [default: $LAUREL_HUB, else this folder]",
    )(function)


def _whole(root: Path) -> Path:
    """The hub folder, after finishing a restore that was stopped half-way there."""
    if (root / ".laurel" / "restore.json").exists():
        from hub.actions.restoring import finish_restore

        if finish_restore(root):
            say("A restore that had been stopped was finished first.")
    return root


def json_option(function: Function) -> Function:
    """`--json`: results for programs on standard output, errors too."""

    def note(ctx: click.Context, _param: click.Parameter, value: bool) -> bool:
        ctx.meta[_JSON] = value
        return value

    return click.option(
        "--json", "as_json", is_flag=True, is_eager=True, callback=note, help="Print the result as JSON."
    )(function)
