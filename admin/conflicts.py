"""Two people at one thing: both versions side by side, and nothing of either lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

from admin.words import at_words


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which both changed something: its name in the form, its label, and what each says."""

    name: str
    label: str
    mine: str
    theirs: str

    @property
    def rows(self) -> int:
        """Lines that a field to put both together needs; 1 for a line of text."""
        lines = max(self.mine.count("\n"), self.theirs.count("\n")) + 1
        return min(30, max(8, lines)) if lines > 1 or max(len(self.mine), len(self.theirs)) > 200 else 1


def show_conflict(
    title: str,
    *,
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    who: str,
    when: dt.datetime | None,
    again_url: str,
    labels: Mapping[str, str],
    token: Mapping[str, str],
) -> tuple[str, int]:
    """The page for a Stale or FileChanged, with status 409.

    `title` is the thing's name. `mine` is what was typed and `theirs` what stands now, form fields by name
    (several values of one field joined by line breaks come back as one). `labels` names the fields in words.
    Its buttons post to `again_url`, the form's own address: all of `mine` ("Keep mine"), a merge of the fields
    that differ, each starting from mine ("Keep this"); "Keep theirs" is a link to that address. `token` holds
    hidden fields that say which state was seen, such as the record's version or the file's digest as they are
    now, so that a third person is noticed again.
    """
    differing = tuple(
        Difference(name, labels.get(name, name), value, theirs.get(name, ""))
        for name, value in mine.items()
        if _plain(value) != _plain(theirs.get(name, ""))
    )
    same = {name: value for name, value in mine.items() if name not in {d.name for d in differing}}
    page = render_template(
        "conflict.html",
        thing=title,
        differing=differing,
        same=same,
        who=who or "Somebody",
        when=f" {at_words(when)}" if when else "",
        again_url=again_url,
        token=token,
    )
    return page, 409


def _plain(text: str) -> str:
    """Browsers send line ends as CR LF."""
    return text.replace("\r\n", "\n").strip()
