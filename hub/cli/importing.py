"""`laurel import`: bring posts, people and contributions in from elsewhere."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from hub.cli.group import hub_option, json_option
from hub.cli.say import put_json, say
from hub.publish.wishing import require_hub


@click.command("import", short_help="Bring posts, people and contributions in.")
@click.argument("kind", metavar="KIND")
@click.argument("source", metavar="PATH", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.option("--site-url", metavar="URL", help="Where the old site stands: links to what is not imported stay.")
@json_option
@hub_option
def command(root: Path, kind: str, source: Path, dry_run: bool, site_url: str | None, as_json: bool) -> None:
    """Bring KIND (posts or advocates) in from PATH, a folder or a file.

    Doing it again with the same input changes nothing.
    """
    from hub.actions.apply_plan import apply_plan
    from hub.exchange.importing import plan_import
    from hub.publish import hold

    require_hub(root)
    with nullcontext() if dry_run else hold(root, "importing"):
        plan = plan_import(kind, source, root, site_url=site_url)
        if not dry_run:
            apply_plan(root, plan)
    if as_json:
        put_json(
            {
                "ok": True,
                "kind": plan.kind,
                "applied": not dry_run,
                "writes": [{"path": write.path, "new": write.before is None} for write in plan.writes],
                "unchanged": list(plan.unchanged),
                "skipped": [{"path": note.path, "line": note.line, "text": note.text} for note in plan.skipped],
                "notes": [{"path": note.path, "line": note.line, "text": note.text} for note in plan.notes],
            }
        )
    else:
        for write in plan.writes if dry_run else ():
            say(f"{'new' if write.before is None else 'changed'}: {write.path}")
        for note in plan.notes:
            say(f"note: {note}")
        for note in plan.skipped:
            say(f"skipped: {note}")
    say(f"{'Would import' if dry_run else 'Imported'} {plan.kind}: {plan.summary()}.")
