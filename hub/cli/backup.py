"""`laurel backup`: everything nobody can make again, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from hub.cli.group import hub_option, json_option
from hub.cli.say import plural, put_json, say
from hub.publish.wishing import require_hub


@click.command("backup", short_help="Save everything that matters to one file.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@json_option
@hub_option
def command(root: Path, file: Path, as_json: bool) -> None:
    """Save settings, content, private records and the hub's own theme to FILE, a .tar.gz or .zip.

    The desk may go on meanwhile. The file can be read by you only: it holds private data, so keep it safe.
    """
    from hub.actions.backup import backup
    from hub.actions.desk import open_desk
    from hub.actions.permissions import COMMAND_LINE

    require_hub(root)
    made = backup(open_desk(root), COMMAND_LINE, file)
    if as_json:
        put_json(
            {
                "ok": True,
                "file": str(made.path),
                "files": made.files,
                "size": made.size,
                "seconds": round(made.seconds, 3),
            }
        )
    say(f"Saved {plural(made.files, 'file')} to {made.path} ({made.size / 1e6:.1f} MB). It holds private data.")
