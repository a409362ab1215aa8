"""What stands in a hub folder already, as far as an import must fit in."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.content.addresses import alias_path
from hub.content.frontmatter import FormatError, decode
from hub.exchange.frontmatter import Fronted, Value, listed, read_front_matter, words
from hub.exchange.plan import digest
from hub.model import HubError

IMPORTED = ".laurel/imports.json"
"""For each file an import wrote whole, the SHA-256 it was written with: what still has it was not changed by hand."""

_WITH_ADDRESS = {"posts": "/posts/{}/", "pages": "/{}/", "advocates": "/advocates/{}/", "events": "/events/{}/"}


@dataclass(frozen=True, slots=True)
class Standing:
    """One content file that is there: `path` in the hub folder, its text and its fields as text."""

    path: str
    key: str
    text: str
    digest: str
    front: Fronted | None

    @property
    def fields(self) -> Mapping[str, Value]:
        """Its front matter; nothing when it cannot be read."""
        return self.front.fields if self.front else {}


@dataclass(frozen=True)
class HubState:
    """The settings and content files of a hub. `claims` gives for each address, case folded, the file it belongs to."""

    root: Path
    settings: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Standing]]
    claims: dict[str, str] = field(default_factory=dict)
    imported: Mapping[str, str] = field(default_factory=dict)

    @property
    def advocates(self) -> Mapping[str, Standing]:
        """By handle."""
        return self.tables["advocates"]

    @property
    def posts(self) -> Mapping[str, Standing]:
        """By slug."""
        return self.tables["posts"]

    @property
    def pages(self) -> Mapping[str, Standing]:
        """By slug."""
        return self.tables["pages"]

    @property
    def title(self) -> str:
        """The hub's name."""
        return str(self.settings.get("title") or "The team")

    @property
    def contact(self) -> str:
        """The one address the hub may show; empty when it has none."""
        program = self.settings.get("program")
        return str(program.get("contact") or "") if isinstance(program, dict) else ""

    def listed(self, table: str) -> dict[str, str]:
        """Key by folded key and by folded name of `[[tiers]]`, `[[groups]]` or `[[contributions]]`."""
        items = self.settings.get(table)
        found: dict[str, str] = {}
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and isinstance(item.get("key"), str):
                found[item["key"].casefold()] = item["key"]
                found.setdefault(str(item.get("name", item["key"])).casefold(), item["key"])
        return found

    def claim(self, address: str, path: str) -> str | None:
        """Take an address for a file; the file that has it already, if another."""
        owner = self.claims.setdefault(folded(address), path)
        return None if owner == path else owner

    def file_digest(self, path: str) -> str | None:
        """The SHA-256 of a file of the hub, None when there is none."""
        file = self.root / path
        return digest(file.read_bytes()) if file.is_file() else None


def folded(address: str) -> str:
    """An address as it is compared: letter case and the last slash do not count."""
    return address.casefold().rstrip("/")


def read_hub(root: Path) -> HubState:
    """Read the hub folder at `root`. Raises HubError when it is none."""
    file = root / "hub.toml"
    if not file.is_file():
        raise HubError(
            f"There is no hub.toml in {root}: this is no hub folder. "
            "Make one with `laurel init`, or name yours with --hub.",
            status=2,
        )
    try:
        settings = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HubError(f"hub.toml cannot be read: {error}. Correct it first; `laurel check` shows the line.") from None
    tables = {kind: _table(root, kind) for kind in _WITH_ADDRESS}
    state = HubState(root, settings, tables, imported=read_imported(root))
    for kind, pattern in _WITH_ADDRESS.items():
        for key, standing in tables[kind].items():
            state.claim(pattern.format(key), standing.path)
    for table in tables.values():
        for standing in table.values():
            for alias in listed(standing.fields.get("aliases", "")):
                state.claim(alias_path(alias), standing.path)
    return state


def read_imported(root: Path) -> dict[str, str]:
    """What `IMPORTED` says; nothing when it is lost or spoiled, which only means that more is kept as it is."""
    try:
        known = json.loads((root / IMPORTED).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(path): str(mark) for path, mark in known.items()} if isinstance(known, dict) else {}


def _table(root: Path, kind: str) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for file in sorted((root / "content" / kind).rglob("*.md")):
        try:
            data = file.read_bytes()
            text = decode(data)
        except (FormatError, OSError):
            continue
        try:
            front = read_front_matter(text)
        except FormatError:
            front = None
        key = (words(front.fields.get("slug", "")) if front else "") or file.stem
        path = file.relative_to(root).as_posix()
        found.setdefault(key, Standing(path, key, text, digest(data), front))
    return found
