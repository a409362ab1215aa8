"""The door of this room: one function from a kind and a path to a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from hub.content.fields import is_web_url
from hub.exchange.hubstate import HubState, read_hub
from hub.exchange.outcome import Outcome
from hub.exchange.people import plan_people
from hub.exchange.plan import Ledger, Plan
from hub.exchange.posts import plan_posts
from hub.exchange.reading import Folder
from hub.model import HubError

Planner = Callable[[Folder, HubState, Outcome, str], None]

KINDS: Mapping[str, Planner] = {"posts": plan_posts, "advocates": plan_people}
"""What can be imported."""


def plan_import(kind: str, source: Path, root: Path, *, site_url: str | None = None) -> Plan:
    """What importing `source` (a folder or a file) into the hub folder `root` would write, skip and tell.

    Reads only; `hub.actions.apply_plan` writes. `site_url` is where the old site stands or stood: with it, links
    to what is not imported stay links to there. The same source and hub give the same plan; after applying
    it, nothing is left to write. Raises HubError for a wrong kind or path (status 2) or an unreadable hub.toml.
    """
    planner = KINDS.get(kind)
    if planner is None:
        raise HubError(f"Cannot import {kind!r}; what can be imported is: {', '.join(KINDS)}.", status=2)
    if not source.exists():
        raise HubError(f"There is no {source}. Give the folder or file to import.", status=2)
    if site_url and not is_web_url(site_url):
        raise HubError(f"{site_url!r} is no web address. Write it as https://www.example.com.", status=2)
    ledger = Ledger()
    hub = read_hub(root)
    outcome = Outcome(hub, ledger)
    planner(Folder(source, ledger), hub, outcome, site_url or "")
    return outcome.plan(kind)
