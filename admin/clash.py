"""When a thing is no longer what somebody's form was opened on: both versions of the form, side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask import g
from flask_wtf import FlaskForm

from admin.conflicts import show_conflict
from hub.content import digest_of
from hub.model import HubError
from hub.records import FileChanged

_OWN = ("csrf_token", "digest", "seen", "version")
"""Fields that say which state a form was opened on, and no more."""
Hand = tuple[str, dt.datetime | None]
"""Who changed a thing last, and when; ("", None) when nobody knows."""


def file_clash(
    error: FileChanged,
    form: FlaskForm,
    title: str,
    *,
    read: Callable[[str], FlaskForm],
    again_url: str,
    gone_url: str,
) -> tuple[str, int]:
    """The conflict page for a file: what was typed, what stands there now, who wrote it and when.

    `read` makes a form of the file's text as it is now. Where the file is gone, what was typed can be sent to
    `gone_url`, which makes it anew.
    """
    theirs: Mapping[str, str] = {}
    mine, digest = form_values(form), ""
    if error.current is not None:
        digest = digest_of(error.current)
        try:
            theirs = form_values(read(error.current.decode("utf-8")))
        except (HubError, UnicodeDecodeError):
            theirs = {}
    who, when = last_hand(error.path, digest)
    labels = {field.short_name: field.label.text for field in form}
    return show_conflict(
        title,
        mine=mine,
        theirs=theirs,
        who=who,
        when=when,
        again_url=again_url if error.current is not None else gone_url,
        labels=labels,
        token={"digest": digest},
    )


def form_clash(
    title: str, form: FlaskForm, theirs: FlaskForm, *, by: Hand, again_url: str, token: Mapping[str, str]
) -> tuple[str, int]:
    """The conflict page for two forms of one thing: what was typed, and what stands there now."""
    return show_conflict(
        title,
        mine=form_values(form),
        theirs=form_values(theirs),
        who=by[0],
        when=by[1],
        again_url=again_url,
        labels={field.short_name: field.label.text for field in form},
        token=token,
    )


def form_values(form: FlaskForm) -> Mapping[str, str]:
    """What a form holds, as a browser would send it; several values of one field are lines."""
    return {field.short_name: sent(field) for field in form if field.short_name not in _OWN and not _is_file(field)}


def _is_file(field: Any) -> bool:
    return field.type in ("FileField", "MultipleFileField")


def sent(field: Any) -> str:
    """A field's value as a browser would send it."""
    value = field.data
    if isinstance(value, bool):
        return "y" if value else ""
    if isinstance(value, list | tuple):
        return "\n".join(str(item) for item in value)
    return "" if value is None else str(value)


def last_about(subject: str) -> Hand:
    """Who did something about the thing an audit calls `subject` ("draft:d-1") last, and when."""
    entry = next(iter(g.desk.records.log(limit=1, subject=subject)), None)
    return (entry.name, entry.at) if entry else ("", None)


def last_hand(path: str, digest: str) -> Hand:
    """Who wrote a file through the desk and when, if it is still as they left it; ("", None) when nobody did."""
    for entry in g.desk.records.log(limit=200):
        for file in entry.files:
            if file.path == path:
                return (entry.name, entry.at) if (file.after or "") == digest else ("", None)
    return "", None
