"""Whether every badge can be drawn: its design, the names on it, and tiers that can be told apart."""

from __future__ import annotations

import badges
from hub.content.snapshot import Snapshot
from hub.model import HubError, Problems
from hub.web.palette import theme_warnings


def check_drawable(snapshot: Snapshot, problems: Problems) -> None:
    """Note designs that name what there is not, and letters no font at hand can draw."""
    for badge in snapshot.badges.values():
        try:
            badges.check_design(badge.design)
        except HubError as error:
            what, _, cure = str(error).partition("; ")
            problems.add(badge.source.path, badge.source.line("design"), what, cure or "correct the design")
        _letters(badge.name, badge.source.path, badge.source.line("name"), problems)
    for handle in sorted({award.advocate for award in snapshot.awards.values() if award.advocate}):
        person = snapshot.advocates.get(handle)
        if person:
            _letters(person.name, person.source.path, person.source.line("name"), problems)
    if snapshot.badges:
        _letters(
            snapshot.settings.program.name or snapshot.settings.title,
            "hub.toml",
            snapshot.settings.lines.get("name", 1),
            problems,
        )
    for sentence in theme_warnings(snapshot.settings.tiers):
        what, _, cure = sentence.partition("; ")
        problems.warn("hub.toml", 1, what, cure or "choose another colour, or leave it to the theme")


def _letters(text: str, path: str, line: int, problems: Problems) -> None:
    for missing in badges.missing_glyphs(text):
        cure = (
            f"install the extra `{missing.extra}` (pip install 'laurel-hub[{missing.extra}]')" if missing.extra else ""
        )
        problems.add(path, line, f"no font here can draw {missing}", cure or "write the name in other letters")
