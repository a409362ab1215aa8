"""How the command tells of sending to a host."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from hub.cli.say import put_json, say
from hub.hosts import Sent, Step, plan_words, sent_words
from hub.hosts.trouble import size_words
from hub.model import HubError

_CURE = "Run it again when that is mended: it goes on from there, and doing so is safe."
_PATIENCE = 1.0
"""Seconds before a progress line appears."""


class SendProgress:
    """A single line that tells how far a send is, on a terminal only; use it as a context manager."""

    def __init__(self) -> None:
        self._tty = sys.stderr.isatty()
        self._began = time.monotonic()
        self._last = 0.0

    def __enter__(self) -> SendProgress:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, step: Step) -> None:
        """Take in one step of a send."""
        now = time.monotonic()
        if not self._tty or now - self._began < _PATIENCE or now - self._last < 0.1:
            return
        self._last = now
        size = f"{size_words(step.sent)} of {size_words(step.size)}"
        sys.stderr.write(f"\r\x1b[KSending  {step.done:,} of {step.total:,} files, {size}")
        sys.stderr.flush()


def send_to(root: Path, host: str, *, again: bool) -> Sent:
    """Send what the hub shows to a host, and say what was done and what readers get. Raises what `send` raises."""
    from hub.actions.sending import send

    with SendProgress() as progress:
        sent = send(root, host, report=progress, again=again)
    _tell(sent)
    return sent


def send_owed_to(root: Path) -> list[dict[str, Any]]:
    """Send to every host that is owed what the hub shows, and say what was done; gives what `--json` tells of each.

    Raises HubError (status 4) when one could not be reached, after all others were."""
    from hub.actions.sending import UNSENT, send_owed

    with SendProgress() as progress:
        outcome = send_owed(root, progress)
    for sent in outcome.sent:
        _tell(sent)
    if outcome.failed:
        names = " and ".join(name for name, _words in outcome.failed)
        words = " ".join(words for _name, words in outcome.failed)
        raise HubError(f"public/ is as it should be, but {names} could not be sent to. {words} {_CURE}", status=UNSENT)
    return [sent_json(sent) for sent in outcome.sent]


def _tell(sent: Sent) -> None:
    say(sent_words(sent))
    for remark in sent.remarks:
        say(f"warning: {remark}")


def tell_plan(root: Path, host: str, *, again: bool, as_json: bool) -> None:
    """Say what sending to a host would do."""
    from hub.actions.sending import plan_for

    todo = plan_for(root, host, again=again)
    if as_json:
        put_json(
            {
                "ok": True,
                "host": host,
                "uploads": list(todo.uploads),
                "removals": list(todo.removals),
                "bytes": todo.size,
                "kept": todo.kept,
            }
        )
    for words in plan_words(todo, host):
        say(words)


def sent_json(sent: Sent) -> dict[str, Any]:
    """What a send did, for `--json`."""
    return {
        "host": sent.host,
        "release": sent.number,
        "uploads": sent.uploads,
        "removals": sent.removals,
        "bytes": sent.size,
        "remarks": list(sent.remarks),
    }
