"""`laurel init`: a new hub folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from hub.cli.say import say
from hub.model import HubError
from hub.paths import demo_dir, starter_dir

_WRONG_USE = 2
_IGNORE = "# Made by Laurel; content/ and hub.toml are what to keep.\n.laurel/\npublic/\ndata/\nbefore-restore-*/\n"
_PARTS = ("hub.toml", "content", ".gitignore")
"""What of a model folder becomes part of a new hub folder: a checkout holds much more."""


@click.command("init", short_help="Make a new hub folder.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=True, path_type=Path))
@click.option("--demo", is_flag=True, help="With the demo's people, posts and badges to play with.")
def command(folder: Path, demo: bool) -> None:
    """Make a new hub folder in DIR, which must be new or empty."""
    init_hub(folder, demo_dir() if demo else starter_dir())
    here = "" if folder.resolve() == Path.cwd() else f"cd {folder}\n    "
    say(f"Made a new hub in {folder}. Next:\n    {here}laurel serve    to look at it while you change it")
    say("    laurel build    to publish it into public/")


def init_hub(folder: Path, model: Path) -> None:
    """Copy the hub folder `model` to `folder`. Raises HubError (status 2) when something is there already."""
    if folder.is_dir() and any(folder.iterdir()):
        what = f"{folder} is not empty, and a new hub never goes over other files. Name a new or empty folder."
        raise HubError(what, status=_WRONG_USE)
    if (folder.exists() or folder.is_symlink()) and not folder.is_dir():
        raise HubError(f"{folder} is a file. Name a new or empty folder.", status=_WRONG_USE)
    existed = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for part in _PARTS:
            _copy(model / part, folder / part)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text(_IGNORE, encoding="utf-8")
    except BaseException:
        _undo(folder, existed)
        raise


def _copy(source: Path, target: Path) -> None:
    """Copy a file or a folder without its hidden files; the copies can be written to, whatever the model's mode."""
    if source.is_dir():
        target.mkdir()
        for entry in sorted(source.iterdir()):
            if not entry.name.startswith((".", "__")):
                _copy(entry, target / entry.name)
    elif source.is_file() and not (source.name == ".gitignore" and _is_checkout(source.parent)):
        shutil.copyfile(source, target)


def _is_checkout(folder: Path) -> bool:
    """A checkout's `.gitignore` is about programming, not about a hub."""
    return (folder / "pyproject.toml").is_file()


def _undo(folder: Path, existed: bool) -> None:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            os.unlink(entry.path)
    if not existed:
        folder.rmdir()
