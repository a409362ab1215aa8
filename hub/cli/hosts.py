"""How the command tells of sending to a host."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from hub.cli.say import put_json, say
from hub.hosts import Sent, Step, plan_words, sent_words
from hub.hosts.trouble import size_words

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
    say(sent_words(sent))
    for remark in sent.remarks:
        say(f"warning: {remark}")
    return sent


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
