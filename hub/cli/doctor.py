"""`laurel doctor`: is everything this hub needs there and sound?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from hub.cli.group import hub_option, json_option
from hub.cli.say import plural, put_json, say

_MARKS = {"good": "ok", "warning": "look", "problem": "BAD"}


@click.command("doctor", short_help="Is everything there and sound?")
@json_option
@hub_option
def command(root: Path, as_json: bool) -> None:
    """Look at Python, packages, fonts, settings, folders, disk, mail, records and backups, and say what to do.

    Ends with 1 when something is unsound.
    """
    from hub.actions.doctor import examine

    found = examine(root)
    bad = [finding for finding in found if finding.state == "problem"]
    if as_json:
        put_json({"ok": not bad, "findings": [asdict(finding) for finding in found]})
    else:
        for finding in found:
            say(f"{_MARKS[finding.state]:<5}{finding.name}: {finding.what}")
            reasons = "; ".join(filter(None, [finding.why, finding.cure]))
            if reasons and finding.state != "good":
                say(f"     {reasons}")
    say("All is well." if not bad else f"{plural(len(bad), 'thing')} to mend.")
    click.get_current_context().exit(1 if bad else 0)
