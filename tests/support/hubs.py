"""Whole small hubs from a dictionary of files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

HUB_TOML = """\
title = "Small hub"
tagline = "A hub for tests"
base_url = "https://hub.example/"
language = "en"
time_zone = "UTC"

[program]
name = "The Lookouts"
contact = "hello@hub.example"

[[tiers]]
key = "lookout"
name = "Lookout"

[[tiers]]
key = "keeper"
name = "Keeper"

[[groups]]
key = "north"
name = "The North"

[[contributions]]
key = "talk"
name = "Talk"
"""

ADA = "---\nname: Ada Obi\ntier: keeper\n---\n\nAda keeps bees.\n"
POST = "---\ntitle: {title}\nauthors: [ada]\ndate: {date}\n---\n\n{body}\n"


def write_hub(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` (paths relative to the hub folder) under `folder`, with a default `hub.toml`."""
    for name, text in {"hub.toml": HUB_TOML, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "content").mkdir(exist_ok=True)
    return folder


def post(title: str = "A first post", date: str = "2026-01-05", body: str = "Words.") -> str:
    """A post by Ada."""
    return POST.format(title=title, date=date, body=body)
