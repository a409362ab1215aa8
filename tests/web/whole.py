"""A small hub with one of everything, and its pages as bytes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from hub.content import load
from hub.content.ledger import Ledger
from hub.web import asked_list, create_app, page_list

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def picture(width: int = 1700, height: int = 900) -> bytes:
    """A JPEG."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def post(title: str, date: str, more: str = "", body: str = "Some words.") -> str:
    """A post of Ada's."""
    return f"---\ntitle: {title}\nauthors: [ada]\ndate: {date}\n{more}---\n\n{body}\n"


WHOLE: Mapping[str, str | bytes] = {
    "content/advocates/ada.md": "---\nname: Ada Obi\ntier: keeper\nphoto: media/ada.jpg\ncountry: KE\nnumber: 7\n"
    "joined: 2024-03-01\nterms: [{tier: lookout, from: 2024-03-01, to: 2025-02-28}, {tier: keeper, from: 2025-03-01}]\n"
    "links: {Mastodon: https://social.example/@ada}\naliases: [/team/ada]\n---\n\nKeeps **bees**.\n",
    "content/advocates/bo.md": "---\nname: Bo Lind\nlisted: false\n---\n",
    "content/posts/frost.md": post(
        "Frost",
        "2026-03-01",
        "tags: [Bees, Data]\ncover: media/cover.jpg\ncover_alt: A ridge\ndisclosure: [{kind: loan, item: a Thimble}]\n"
        "aliases: [/2026/frost.html, /posts/old-frost/]\n",
        "## Why\n\nSee [Ada](advocate:ada), [the badge](badge:first), [soon](post:soon).\n\n![Bees](media/cover.jpg)",
    ),
    "content/posts/soon.md": post("Soon", "2026-12-24", "cover: media/soon.jpg\ncover_alt: x\n", "Secret words."),
    "content/posts/draft.md": post("Draft", "2026-01-01", "draft: true\n", "![x](media/draft.jpg)"),
    "content/topics/bees.md": "---\ntitle: Bees and birds\ntags: [hives]\n---\n\nOn wings.\n",
    "content/pages/about.md": "---\ntitle: About\nmenu: About\n---\n\nWho we are.\n",
    "content/badges/first.md": "---\nname: First Light\ntags: [writing]\n---\n\nFor a first post.\n",
    "content/badges/lamp.md": "---\nname: Lamplighter\nsummary: For mentors.\n---\n",
    "content/awards/a.yaml": "id: first-ada\nbadge: first\nadvocate: ada\nawarded: 2026-03-02\n"
    "evidence: [{url: 'post:frost', text: Wrote it}]\n",
    "content/awards/b.yaml": "id: lamp-ada\nbadge: lamp\nadvocate: ada\nawarded: 2026-01-02\n"
    "revoked: {date: 2026-02-01, reason: mistake}\n",
    "content/awards/c.yaml": "id: lamp-gone\nbadge: lamp\nawarded: 2026-01-02\n"
    "revoked: {date: 2026-02-01, reason: erased}\n",
    "content/awards/d.yaml": "id: lamp-hidden\nbadge: lamp\nadvocate: bo\nawarded: 2026-01-02\nhidden: true\n",
    "content/contributions/2026.yaml": "- {advocate: ada, type: talk, date: 2026-05-01, title: On hives}\n",
    "content/events/meet.md": "---\ntitle: Meet\nstarts: 2026-12-01T18:00\nplace: Oslo\nhosts: [ada]\n---\n",
    "content/events/met.md": "---\ntitle: Met\nstarts: 2026-01-01\nonline: true\n---\n",
    "content/resources/kit.md": "---\ntitle: Kit\nfile: media/kit.csv\nkind: Data\n---\n",
    "content/changes/glue.md": "---\ntitle: The case is glued shut\ndate: 2026-04-01\n"
    "advocates: [ada]\n---\n\nScrews now.\n",
    "content/media/ada.jpg": picture(600, 800),
    "content/media/cover.jpg": picture(),
    "content/media/soon.jpg": picture(50, 50),
    "content/media/draft.jpg": picture(60, 60),
    "content/media/kit.csv": "a,b\n",
}


def render(hub: Path, *, now: dt.datetime = NOW, base_url: str | None = None, drafts: bool = False) -> dict[str, bytes]:
    """Every output of a hub by its rooted path."""
    loaded = load(hub, base_url=base_url)
    app = create_app(loaded.sound(), now, drafts=drafts, ledger=Ledger())
    client = app.test_client()
    pages = {}
    for listed in (page_list, asked_list):
        for address in listed(app):
            response = client.get(address.path)
            assert response.status_code == 200, address
            pages[address.path] = response.data
    return pages
