"""What was done on this desk: who, what, when, why, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from flask import Blueprint, abort, g, render_template, request, url_for

from admin.gate import route
from admin.timeline import timeline
from admin.words import value_words
from hub.actions.history import Row, Thing, things_of
from hub.actions.undo import undoable
from hub.records.kinds import Account, AuditEntry

blueprint = Blueprint("activity", __name__, url_prefix="/program/activity")
PAGE = 50
_LOOKED_AT = 5000
"""Entries that one page looks through for those of one person or with some words."""


@route(blueprint, "/", action="audit.read")
def index() -> str:
    """The audit, newest first, of everybody or of one person or thing."""
    by, subject, words = (request.args.get(name, "").strip() for name in ("by", "subject", "q"))
    found, older = _entries(by, subject, words, request.args.get("before") or None)
    back = undoable(g.desk, g.actor, found)
    days = [(day, list(lines)) for day, lines in groupby(timeline(found), key=lambda line: line.day)]
    return render_template(
        "activity/index.html",
        days=days,
        can_undo=back,
        people=_people(),
        by=by,
        subject=subject,
        q=words,
        older=_older(older, by=by, subject=subject, q=words) if older else None,
    )


def _older(before: str, by: str, subject: str, q: str) -> str:
    return url_for("activity.index", before=before, by=by or None, subject=subject or None, q=q or None)


def _entries(by: str, subject: str, words: str, before: str | None) -> tuple[Sequence[AuditEntry], str | None]:
    """A page of entries, and the entry before which the next page begins, if there is one."""
    found: list[AuditEntry] = []
    looked, wanted = 0, words.casefold().split()
    while looked < _LOOKED_AT:
        batch = g.desk.records.log(limit=PAGE + 1, before=before, subject=subject or None)
        for entry in batch[:PAGE]:
            told = f"{entry.words} {entry.why} {entry.name}".casefold()
            if (not by or entry.by == by) and all(word in told for word in wanted):
                found.append(entry)
                if len(found) == PAGE:
                    return found, entry.id
        if len(batch) <= PAGE:
            return found, None
        looked += PAGE
        before = batch[PAGE - 1].id
    return found, before


def _people() -> list[tuple[str, str]]:
    """Whose doings can be asked for: accounts by name, and what is no person."""
    accounts = sorted(g.desk.records.all(Account), key=lambda a: (a.name or a.email).casefold())
    return [
        *((account.id, account.name or account.email) for account in accounts if account.role != "advocate"),
        ("command-line", "The command line"),
        ("clock", "The desk’s clock"),
        *((account.id, account.name or account.email) for account in accounts if account.role == "advocate"),
    ]


@route(blueprint, "/<entry_id>", action="audit.read")
def show(entry_id: str) -> str:
    """One change, with what everything was before."""
    entry = g.desk.records.entry(entry_id)
    if entry is None:
        abort(404)
    earlier = g.desk.records.entry(entry.undoes) if entry.undoes else None
    return render_template(
        "activity/entry.html",
        entry=entry,
        undid=earlier.words if earlier else "",
        things=[_readable(thing) for thing in things_of(g.desk, entry)],
        can_undo=entry.id in undoable(g.desk, g.actor, (entry,)),
    )


def _readable(thing: Thing) -> Thing:
    """What changed, with moments and days in words and people by name."""
    names = dict(_people())
    return replace(thing, rows=tuple(_row(row, names) for row in thing.rows))


def _row(row: Row, names: Mapping[str, str]) -> Row:
    before, after = (names.get(text) or value_words(text) for text in (row.before, row.after))
    if row.label == "State":
        before, after = before.replace("-", " "), after.replace("-", " ")
    return replace(row, before=before, after=after)
