"""Writes folders to import from, and imports them the way the command does."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from hub.actions.apply_plan import apply_plan
from hub.content import load
from hub.exchange import Plan
from hub.exchange.importing import plan_import


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` under `folder`; gives the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def bring(kind: str, source: Path, root: Path, site_url: str | None = None) -> Plan:
    """Import and write; the plan that was carried out. A second import must find nothing left to do."""
    plan = plan_import(kind, source, root, site_url=site_url)
    apply_plan(root, plan)
    again = plan_import(kind, source, root, site_url=site_url)
    assert again.writes == (), [write.path for write in again.writes]
    return plan


def told(plan: Plan) -> str:
    """Everything a plan says, one line each."""
    return "\n".join(str(note) for note in (*plan.skipped, *plan.notes))


def front(path: Path) -> dict[str, Any]:
    """The front matter of a content file, every value as text."""
    fields = yaml.load(path.read_text().split("---\n")[1], Loader=yaml.BaseLoader)
    assert isinstance(fields, dict)
    return fields


def body(path: Path) -> str:
    """The body of a content file."""
    return path.read_text().split("---\n", 2)[2].strip("\n")


def sound(root: Path) -> None:
    """The hub has neither a problem nor a warning."""
    assert [str(problem) for problem in load(root).problems] == []


def picture(form: str = "JPEG", **options: Any) -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (24, 16), (120, 160, 90)).save(file, form, **options)
    return file.getvalue()
