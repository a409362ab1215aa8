"""Notices: a sentence under the head of the page that stays until it is read, with Undo where that is true."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import g, session, url_for

_KEY = "notices"
_MOST = 4
"""A session's cookie is small: only the newest few are kept."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice; `undo_url` is where its Undo button posts to, if it has one."""

    id: str
    text: str
    dismiss_url: str
    undo_url: str | None = None


def tell(text: str, *, undo: str | None = None) -> None:
    """Show `text` on the next pages until it is put away or the next thing is done; `undo` is an audit entry's id.

    What one request tells stands together; what an earlier one told was read, since somebody acted since.
    """
    before = session.get(_KEY, []) if g.get("has_told") else []
    g.has_told = True
    kept = [*before, {"id": secrets.token_hex(4), "text": text[:300], "undo": undo}]
    session[_KEY] = kept[-_MOST:]


def notices() -> tuple[Notice, ...]:
    """What is to be shown now, oldest first."""
    return tuple(
        Notice(
            item["id"],
            item["text"],
            url_for("notices.dismiss", notice=item["id"]),
            url_for("notices.undo", entry=item["undo"]) if item["undo"] else None,
        )
        for item in session.get(_KEY, [])
    )


def dismiss(notice: str) -> None:
    """Put one notice away, or every notice that offers to undo the entry `notice`."""
    session[_KEY] = [item for item in session.get(_KEY, []) if notice not in (item["id"], item["undo"])]
