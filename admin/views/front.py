"""The first page: for staff what waits for whom, for advocates where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, current_app, g, render_template, url_for

from admin.gate import route
from admin.mending import mend_url
from admin.running import pending_of
from admin.words import when_words
from hub.actions import front, sending
from hub.actions.award_list import badge_name
from hub.actions.desk import Desk
from hub.actions.drafts import name_of
from hub.actions.drafttext import title_of
from hub.actions.front import Care, SetUpStep
from hub.actions.troubles import Trouble, troubles_of
from hub.records.kinds import Person

blueprint = Blueprint("front", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list on the front page."""

    title: str
    why: str
    when: str
    button: str
    url: str
    name: str = ""
    face: str = ""


@route(blueprint, "/", action="desk.open")
def today() -> str:
    """Whoever is signed in sees theirs."""
    return _staff() if g.actor.staff else _advocate()


def _staff() -> str:
    desk: Desk = g.desk
    found = front.today(desk, g.actor, pending_of(current_app).changes(), _troubles(desk))
    steps = front.set_up_steps(desk) if g.actor.role == "owner" else ()
    return render_template(
        "front/today.html",
        rows=[_row(desk, care) for care in found.rows],
        more=found.more,
        next=found.next,
        steps=[_step(step) for step in steps],
    )


def _troubles(desk: Desk) -> Mapping[str, Trouble]:
    """What the desk's clock could not do, and what hosts were not sent."""
    hosts = () if desk.shelf.settings_problems() else desk.settings.hosts
    return {**troubles_of(desk.root), **sending.troubles(desk.root, hosts)}


def _row(desk: Desk, care: Care) -> Row:
    when = when_words(care.since) if care.since else ""
    name = name_of(desk, care.person) if care.person else ""
    return Row(care.title, care.why, when, care.button, _url(desk, care), name, _face(desk, care.person))


def _face(desk: Desk, handle: str) -> str:
    """The address of somebody's photo on the desk, "" when there is none."""
    leaf, person = desk.shelf.leaf("advocates", handle), desk.records.get(Person, handle) if handle else None
    photo = leaf.fields.get("photo") if leaf else person.profile.photo if person else None
    return url_for("people.face", handle=handle) if photo else ""


def _url(desk: Desk, care: Care) -> str:
    """The screen that answers a line of the care list."""
    match care.kind:
        case "review" | "stuck":
            return url_for("review.look", draft=care.key)
        case "profile":
            return url_for("profile.review", handle=care.key)
        case "letter" | "copy":
            return url_for("letters.read", letter=care.key)
        case "clock" if care.key == "letters":
            return url_for("letters.index")
        case "invite" | "answer":
            return url_for("people.person", handle=care.key)
        case "file":
            return mend_url(desk, care.key) or url_for("publishing.before")
        case _:
            return url_for("publishing.before")


def _step(step: SetUpStep) -> Mapping[str, object]:
    places = {
        "program": "settings.set_up",
        "badge": "badges.new",
        "advocate": "people.new",
        "publish": "publishing.before",
    }
    return {"label": step.label, "why": step.why, "done": step.done, "url": url_for(places[step.key])}


def _advocate() -> str:
    desk: Desk = g.desk
    found = front.own_page(desk, g.actor)
    badge = None
    if found.badge is not None:
        badge = {
            "name": badge_name(desk, found.badge.badge),
            "on": found.badge.awarded,
            "url": url_for("awards.show", award_id=found.badge.id),
            "picture": url_for("awards.picture", award_id=found.badge.id, size=300),
        }
    return render_template(
        "front/own.html",
        asked=[_asked(care) for care in found.asked],
        posts=[
            {
                "title": title_of(draft),
                "url": url_for("drafts.show", draft=draft.id),
                "state": post.word,
                "tone": post.tone,
                "next": f"{post.told} {post.next}".strip(),
                "when": when_words(draft.updated),
            }
            for draft, post in found.posts
        ],
        published=found.published,
        badge=badge,
        name=g.actor.name,
    )


def _asked(care: Care) -> Row:
    match care.kind:
        case "terms":
            url = url_for("consent.own", handle=care.key)
        case "profile":
            url = url_for("profile.own", handle=care.key)
        case _:
            url = url_for("drafts.show", draft=care.key)
    return Row(care.title, care.why, when_words(care.since) if care.since else "", care.button, url)
