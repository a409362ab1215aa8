"""Awards: the list, giving to one or many, one award's page with its pictures, taking back, hiding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.forms.awards import GiveForm, RevokeForm
from admin.forms.fields import tell_at
from admin.gate import route
from admin.listing import here, matcher, moment_words, sliced
from admin.notices import tell
from admin.views.persons import photo_url
from admin.words import when_words
from hub.actions.award_list import (
    Given,
    all_awards,
    badge_name,
    find_award,
    has_ended,
    holders,
    listed,
    name_of,
    people,
)
from hub.actions.award_pictures import award_picture, award_zip
from hub.actions.awards import REASONS, hide, revoke
from hub.actions.awards import give as give_badge
from hub.actions.filework import Refused
from hub.actions.permissions import may
from hub.content import addresses
from hub.content.fields import is_rooted_path, is_web_url
from hub.model import HubError
from hub.web.award_pictures import SIZES

blueprint = Blueprint("awards", __name__, url_prefix="/recognition")
VIEWS = {
    "": "All",
    "current": "Current",
    "waiting": "Waiting for consent",
    "hidden": "Hidden",
    "ended": "Ended",
    "revoked": "Taken back",
}


def _owners(values: Mapping[str, Any]) -> Sequence[str]:
    given = find_award(g.desk, values["award_id"]) or abort(404)
    return (given.handle,) if given.handle else ()


def _state(given: Given) -> str:
    if given.revoked:
        return "revoked"
    if given.held:
        return "waiting"
    if given.hidden:
        return "hidden"
    return "ended" if has_ended(g.desk, given) else "current"


_STATE_WORDS = {
    "revoked": ("taken back", "problem"),
    "waiting": ("waits for consent", "waiting"),
    "hidden": ("hidden", "neutral"),
    "ended": ("ended", "neutral"),
    "current": ("", "neutral"),
}


def face_of(handle: str) -> str | bool:
    """Where somebody's public photo is shown; True for a letter in its place."""
    leaf = g.desk.shelf.leaf("advocates", handle)
    return photo_url(handle, str(leaf.fields.get("photo") or "") if leaf else None) or True


@route(blueprint, "/awards/", action="award.list")
def index() -> str:
    """Every award, by what became of it."""
    desk = g.desk
    every = [(given, _state(given)) for given in all_awards(desk)]
    view = request.args.get("view", "")
    view = view if view in VIEWS else ""
    wanted = request.args.get("q", "")
    matches = matcher(wanted)
    badges = {leaf.key: leaf.title for leaf in desk.shelf.of("badges")}
    names = dict(people(desk))
    shown = [
        (given, state)
        for given, state in every
        if view in ("", state)
        and (not wanted or matches(names.get(given.handle, given.handle), badges.get(given.badge, given.badge)))
    ]
    part = sliced(shown)
    rows = [
        {
            "given": given,
            "who": names.get(given.handle, given.handle) if given.handle else "somebody who was erased",
            "badge": badges.get(given.badge) or given.badge,
            "state": _STATE_WORDS[state],
            "since": moment_words(given.awarded),
            "face": face_of(given.handle),
        }
        for given, state in part.items
    ]
    tabs = [
        {
            "label": label,
            "url": here(view=key, page=None),
            "count": len(every) if not key else sum(state == key for _, state in every),
            "current": key == view,
        }
        for key, label in VIEWS.items()
    ]
    return render_template("awards/index.html", ways=tabs, rows=rows, slice=part, q=wanted, view=view)


@route(blueprint, "/give", action="award.give", methods=["GET", "POST"])
def give() -> AnyResponse | str | tuple[str, int]:
    """Give a badge to one person or to many."""
    desk = g.desk
    badges = [(leaf.key, leaf.title or leaf.key) for leaf in desk.shelf.of("badges") if not leaf.trouble]
    form = GiveForm().prepare(badges, people(desk))
    if request.method == "GET":
        form.badge.data = request.args.get("badge", "")
        form.people.data = [handle for handle in request.args.getlist("person") if handle]
        form.awarded.data = desk.local_now().date()
        return _give_page(form)
    if request.form.get("do") == "choose":
        return _give_page(form)
    if form.validate():
        try:
            done = give_badge(desk, g.actor, form.gift(), form.handles(), again=bool(form.again.data))
        except Refused as error:
            tell_at(form, error.at)
        except HubError as error:
            tell_at(form, [("badge", str(error))])
        else:
            _tell_given(form, done)
            if len(done.made) == 1:
                return redirect(url_for("awards.show", award_id=done.made[0]), 303)
            return redirect(url_for("badges.show", slug=form.badge.data), 303)
    return _give_page(form), 422


def _tell_given(form: GiveForm, done: Any) -> None:
    desk = g.desk
    names = {award_id: given.handle for award_id in done.made if (given := find_award(desk, award_id))}
    text = f"“{badge_name(desk, form.badge.data)}” given to {listed([name_of(desk, h) for h in names.values()], 3)}."
    if done.waiting:
        waiting = [name_of(desk, names[award_id]) for award_id in done.waiting if award_id in names]
        has = "has" if len(waiting) == 1 else "have"
        text += f" {listed(waiting, 3)} {has} not accepted the terms yet: it is kept until then."
    if done.skipped:
        text += f" {listed([name_of(desk, h) for h in done.skipped], 3)} had it already."
    tell(text, undo=done.entry or None)


def _give_page(form: GiveForm) -> str:
    """The form, telling who holds the chosen badge already."""
    have = holders(g.desk, form.badge.data) if form.badge.data else frozenset()
    return render_template(
        "awards/give.html",
        form=form,
        have=have,
        names=listed(sorted(name_of(g.desk, handle) for handle in have), 8) if have else "",
    )


@route(blueprint, "/awards/<award_id>/", action="award.read", owners=_owners)
def show(award_id: str, form: RevokeForm | None = None) -> str:
    """One award: its facts, its pictures to take along, what happened to it."""
    desk = g.desk
    given = find_award(desk, award_id) or abort(404)
    public = desk.settings.base_url.rstrip("/") + f"/awards/{award_id}/"
    if form is None:
        form = RevokeForm(None)
        form.digest.data = given.digest or ""
    return render_template(
        "awards/show.html",
        form=form,
        given=given,
        who=name_of(desk, given.handle) if given.handle else "somebody who was erased",
        badge=badge_name(desk, given.badge),
        state=_STATE_WORDS[_state(given)],
        reason=REASONS.get(given.revoked, "Their data was erased") if given.revoked else "",
        evidence=_evidence(given),
        since=moment_words(given.awarded),
        until=moment_words(given.expires),
        public=public if not given.held and given.handle else "",
        sizes=SIZES,
        own=given.handle in g.actor.handles,
        past=_past(given),
    )


def _evidence(given: Given) -> tuple[Mapping[str, str], ...]:
    """What an award rests on: words, and where an address leads to."""
    items = given.fields.get("evidence")
    found = [item for item in (items if isinstance(items, list | tuple) else [items]) if isinstance(item, dict)]
    return tuple(
        {
            "text": str(item.get("text") or ""),
            "label": str(item.get("url") or ""),
            "url": _leads_to(str(item.get("url") or "")),
        }
        for item in found
    )


def _leads_to(url: str) -> str:
    """Evidence's whole address; "" where it is none a page may link to."""
    base: str = g.desk.settings.base_url.rstrip("/")
    kind, _, key = url.partition(":")
    places = {"post": addresses.post, "advocate": addresses.advocate, "badge": addresses.badge}
    if kind in places:
        return base + places[kind](key)
    if url.startswith("media/"):
        return f"{base}/{url}"
    return base + url if is_rooted_path(url) else url if is_web_url(url) else ""


def _past(given: Given) -> list[dict[str, str]]:
    """What was done to an award, the newest first; private words for staff only."""
    desk, staff = g.desk, may(g.actor, "award.list")
    entries = list(desk.records.log(limit=50, subject=f"award:{given.id}"))
    for subject in (f"advocate:{given.handle}", f"badge:{given.badge}"):
        recent = desk.records.log(limit=50, subject=subject)
        entries += [entry for entry in recent if any(file.path == given.path for file in entry.files)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return [
        {
            "at": when_words(entry.at),
            "text": entry.words,
            "words": entry.why if staff else "",
            "by": "",
            "day": "",
            "url": "",
        }
        for entry in entries
    ]


@route(blueprint, "/awards/<award_id>/revoke", action="award.revoke", methods=["POST"])
def take_back(award_id: str) -> AnyResponse | tuple[str, int]:
    """Take an award back, for a reason."""
    given = find_award(g.desk, award_id) or abort(404)
    form = RevokeForm()
    if not form.validate():
        return show(award_id, form), 422
    entry = revoke(
        g.desk,
        g.actor,
        award_id,
        form.reason.data,
        form.why.data or "",
        expected=form.digest.data or given.digest or "",
    )
    tell(f"Taken back: “{badge_name(g.desk, given.badge)}” of {name_of(g.desk, given.handle)}.", undo=entry or None)
    return redirect(url_for("awards.show", award_id=award_id), 303)


@route(blueprint, "/awards/<award_id>/hide", action="award.hide", owners=_owners, methods=["POST"])
def hide_or_show(award_id: str) -> AnyResponse:
    """Keep an award off profile and lists, or show it again."""
    hidden = request.form.get("do") != "show"
    given = find_award(g.desk, award_id) or abort(404)
    entry = hide(g.desk, g.actor, award_id, hidden)
    name = badge_name(g.desk, given.badge)
    told = (
        f"“{name}” is hidden from the next publish on. Its own page stays." if hidden else f"“{name}” is shown again."
    )
    tell(told, undo=entry or None)
    return redirect(url_for("awards.show", award_id=award_id), 303)


@route(blueprint, "/awards/<award_id>/badge-<int:size>.png", action="award.read", owners=_owners)
def picture(award_id: str, size: int) -> Response:
    """The baked badge, as the hub publishes it."""
    if size not in SIZES:
        abort(404)
    given = find_award(g.desk, award_id) or abort(404)
    response = Response(award_picture(g.desk, given, size), mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-cache"
    if request.args.get("save"):
        response.headers["Content-Disposition"] = f'attachment; filename="{given.badge}-{size}.png"'
    return response


@route(blueprint, "/awards/<award_id>/badge.zip", action="award.read", owners=_owners)
def archive(award_id: str) -> Response:
    """All sizes at once."""
    given = find_award(g.desk, award_id) or abort(404)
    response = Response(award_zip(g.desk, given), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{given.badge}.zip"'
    return response
