"""`laurel restore`: a backup brought back."""

from __future__ import annotations

from pathlib import Path

import click

from hub.cli.group import hub_option, json_option
from hub.cli.say import plural, put_json, say


@click.command("restore", short_help="Bring a backup back.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@json_option
@hub_option
def command(root: Path, file: Path, as_json: bool) -> None:
    """Bring back what `laurel backup` saved to FILE, into a new folder or over the hub that is there.

    The desk must not run meanwhile. What was there is kept in a folder beside. People who were erased since stay
    erased.
    """
    from hub.actions.restoring import restore

    done = restore(root, file)
    if as_json:
        put_json(
            {
                "ok": True,
                "hub": str(root),
                "made": done.manifest.made,
                "files": len(done.manifest.files),
                "kept": str(done.aside) if done.aside else None,
                "erased": done.erased,
            }
        )
    title = done.manifest.title or "the hub"
    say(f"Restored {title} as of {done.manifest.made}: {plural(len(done.manifest.files), 'file')} in {root}.")
    if done.erased:
        say(f"{done.erased} of the people in it had been erased since; they are erased again.")
    if done.aside:
        say(f"What was there is in {done.aside}. Delete that folder once all is well: it holds private data.")
    say("Publish it when you are ready: laurel publish")
