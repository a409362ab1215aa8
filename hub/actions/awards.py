"""Badges given to people: one or many at once, taken back with a reason, hidden and shown by whoever holds them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from hub.actions.award_list import Given, all_awards, badge_name, ends_on, find_award, holders, listed, name_of, people
from hub.actions.badges import read_badge
from hub.actions.desk import Desk, acting
from hub.actions.filework import Refused, last_entry
from hub.actions.holding import text_at, write_for
from hub.actions.letters import queue_letter
from hub.actions.permissions import Actor
from hub.content import edit_yaml, new_yaml
from hub.content.fields import is_rooted_path, is_web_url, without_controls
from hub.model import HubError, Moment
from hub.model.records import RevocationReason
from hub.records import Change, FileChanged
from hub.records.kinds import Account

REASONS: Mapping[str, str] = {
    "mistake": "It was given by mistake",
    "left": "They left the program",
    "withdrawn": "They gave it back",
    "conduct": "Because of how they behaved",
    "replaced": "Another award takes its place",
}
"""Why an award may be taken back, as the contract names it and as staff read it. `erased` is for erasing alone."""

assert set(REASONS) == set(get_args(RevocationReason)) - {"erased"}

_LETTERS = "bcdfghjkmnpqrstvwxz"
_SIGNS = _LETTERS + "23456789"
_LONGEST_WHY = 1000


@dataclass(frozen=True, slots=True)
class Gift:
    """What is given: a badge, since when (an ISO 8601 date), and why, in words, with an address, or both."""

    badge: str
    awarded: str
    why: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class GaveAll:
    """What came of giving: the awards made, those of them that wait for consent, and who held the badge already."""

    made: tuple[str, ...]
    waiting: tuple[str, ...]
    skipped: tuple[str, ...]
    entry: str


# ------------------------------------------------------------------------------------------------------- giving


def new_award_id(taken: Iterable[str]) -> str:
    """Ten letters and digits that nobody can guess from others, without those that are mistaken for each other."""
    known = set(taken)
    while True:
        found = secrets.choice(_LETTERS) + "".join(secrets.choice(_SIGNS) for _ in range(9))
        if found not in known:
            return found


def give(desk: Desk, actor: Actor, gift: Gift, handles: Sequence[str], *, again: bool = False) -> GaveAll:
    """Give a badge to people, in one change. Who holds it already is passed over unless `again`.

    An award to somebody who has not agreed to be shown is kept back until they do. Everybody who can sign in
    gets a letter. Raises Refused for what must be mended first, NotAllowed.
    """
    words, _, _ = read_badge(desk, gift.badge)
    gift = replace(gift, why=" ".join(without_controls(gift.why).split()))  # pasted along unseen; no file may hold them
    wanted = tuple(dict.fromkeys(handles))
    _check_gift(desk, gift, wanted)
    have = holders(desk, gift.badge) if not again else frozenset()
    getting = [handle for handle in wanted if handle not in have]
    skipped = tuple(handle for handle in wanted if handle in have)
    if not getting:
        names = listed([name_of(desk, handle) for handle in skipped])
        raise Refused([("people", f"{names} {'has' if len(skipped) == 1 else 'have'} this badge already")])
    names = listed([name_of(desk, handle) for handle in getting], most=3)
    taken = {given.id for given in all_awards(desk)}
    made, waiting = [], []
    subject = f"advocate:{getting[0]}" if len(getting) == 1 else f"badge:{gift.badge}"
    told = f"{actor.name} gave “{words.name}” to {names}"
    with acting(desk, actor, "award.give", subject=subject, words=told, undoable=True) as change:
        for handle in getting:
            award_id = new_award_id(taken)
            taken.add(award_id)
            text = _award_text(gift, award_id, handle, ends_on(desk, gift.badge, gift.awarded))
            path = f"content/awards/{gift.awarded[:4]}/{award_id}.yaml"
            if not write_for(change, desk, path, text, handle, None):
                waiting.append(award_id)
            made.append(award_id)
            _tell_them(desk, change, handle, words.name, award_id, gift, held=award_id in waiting)
    return GaveAll(tuple(made), tuple(waiting), skipped, last_entry(desk, change))


def _award_text(gift: Gift, award_id: str, handle: str, expires: str) -> str:
    """An award's file. Its end is written down, so that it stays when the badge is changed later."""
    evidence = {key: value for key, value in (("url", gift.url.strip()), ("text", gift.why.strip())) if value}
    values = {
        "id": award_id,
        "badge": gift.badge,
        "advocate": handle,
        "awarded": gift.awarded,
        "expires": expires or None,
        "evidence": [evidence] if evidence else None,
    }
    return new_yaml(values)


def _check_gift(desk: Desk, gift: Gift, handles: Sequence[str]) -> None:
    wrong: list[tuple[str, str]] = []
    known = dict(people(desk))
    if not handles:
        wrong.append(("people", "Choose who gets it"))
    strangers = [handle for handle in handles if handle not in known]
    if strangers:
        wrong.append(("people", f"There is nobody with the handle {listed(strangers)}"))
    try:
        day = Moment.parse(gift.awarded, desk.zone)
        if not day.has_come(desk.now()):
            wrong.append(("awarded", "A badge is given today or was given before. This day is still to come"))
    except ValueError:
        wrong.append(("awarded", "Enter the day as 2026-03-01"))
    if len(gift.why) > _LONGEST_WHY:
        wrong.append(("why", f"Use at most {_LONGEST_WHY:,} characters. These are {len(gift.why):,}"))
    if gift.url.strip() and not is_address(gift.url.strip()):
        wrong.append(("url", "Begin the address with https://"))
    if not desk.settings.program.contact:
        wrong.append(
            ("", "A badge names an address to ask about it, and the hub has none yet. Set the program's contact first")
        )
    if wrong:
        raise Refused(wrong)


def is_address(text: str) -> bool:
    """Whether evidence may lead there: elsewhere, to a path of the hub, or to something of the hub by name."""
    named = text.startswith(("post:", "advocate:", "badge:", "media/")) and " " not in text
    return is_web_url(text) or is_rooted_path(text) or named


def _tell_them(desk: Desk, change: Change, handle: str, badge: str, award_id: str, gift: Gift, *, held: bool) -> None:
    """A letter to each account that acts for the person."""
    name, program = name_of(desk, handle), desk.settings.program.name or desk.settings.title
    lines = [f"Hello {name},", f"you have been given the badge “{badge}” of {program}."]
    if gift.why.strip():
        lines.append(f"Why: {gift.why.strip()}")
    if held:
        lines.append(
            "It is kept for you and shown to nobody until you accept the program's terms. You can do so on your desk."
        )
    else:
        lines.append("It stands on your page of the hub from the next publish on. You can take it along as a picture.")
    for account in change.all(Account):
        if handle in account.handles and account.email and not account.disabled:
            queue_letter(
                change,
                desk,
                to=account.email,
                subject=f"A badge for you: {badge}",
                text="\n\n".join(lines),
                link=f"/recognition/awards/{award_id}/",
                about=f"award:{award_id}",
            )


# ----------------------------------------------------------------------------------- taking back, hiding, showing


def revoke(desk: Desk, actor: Actor, award_id: str, reason: str, why: str = "", *, expected: str = "") -> str:
    """Take an award back from today on, for a reason of `REASONS`; the audit's entry.

    `why` are words for staff, kept in the audit and nowhere else. Raises Refused, NotAllowed, FileChanged.
    """
    given = _must_find(desk, award_id)
    if reason not in REASONS:
        raise Refused([("reason", "Choose a reason")])
    if given.revoked:
        raise HubError("This award was taken back already.")
    today = desk.local_now().date().isoformat()
    badge, name = badge_name(desk, given.badge), name_of(desk, given.handle)
    told = f"{actor.name} took back “{badge}” from {name}: {REASONS[reason][:1].lower()}{REASONS[reason][1:]}"
    changes: dict[str, object | None] = {"revoked": {"date": max(today, given.awarded[:10]), "reason": reason}}
    return _rewrite(desk, actor, given, "award.revoke", changes, told, why=why.strip(), expected=expected)


def hide(desk: Desk, actor: Actor, award_id: str, hidden: bool, *, expected: str = "") -> str:
    """Keep an award off lists and profile, or show it again; the audit's entry. For staff and whoever holds it."""
    given = _must_find(desk, award_id)
    badge, name = badge_name(desk, given.badge), name_of(desk, given.handle)
    whose = "their badge" if given.handle in actor.handles else f"{name}'s badge"
    told = f"{actor.name} {'hid' if hidden else 'shows'} {whose} “{badge}”"
    return _rewrite(desk, actor, given, "award.hide", {"hidden": True if hidden else None}, told, expected=expected)


def _rewrite(
    desk: Desk,
    actor: Actor,
    given: Given,
    action: str,
    changes: Mapping[str, object | None],
    told: str,
    *,
    why: str = "",
    expected: str = "",
) -> str:
    subject, owners = f"award:{given.id}", (given.handle,)
    with acting(desk, actor, action, owners=owners, subject=subject, words=told, why=why, undoable=True) as change:
        found = text_at(change, desk, given.path)
        if found is None or (expected and found[1] != expected):
            raise FileChanged(given.path, found[0].encode("utf-8") if found else None)
        write_for(change, desk, given.path, edit_yaml(found[0], changes), given.handle, found[1])
    desk.shelf.note(given.path)
    return last_entry(desk, change)


def _must_find(desk: Desk, award_id: str) -> Given:
    given = find_award(desk, award_id)
    if given is None:
        raise HubError(f"There is no award {award_id}. It was removed.")
    return given
