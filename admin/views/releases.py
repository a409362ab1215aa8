"""Releases: what was published when, what changed each time, and one click back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.gate import route
from admin.listing import sliced
from admin.notices import tell
from admin.running import runner_of
from admin.words import when_words
from hub.actions import publishing
from hub.actions.desk import Desk
from hub.actions.permissions import may
from hub.actions.rollback import Foreseen, foresee_rollback, left_words, paused, paused_words
from hub.model import HubError
from hub.publish import manifest as lists
from hub.publish.manifest import Damaged, Release
from hub.publish.telling import what_differs

blueprint = Blueprint("releases", __name__, url_prefix="/publish/releases")
PAGE = 20
_MOST_SENTENCES = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One release of the list; `back` is where going back to it is asked about, if that can be."""

    number: int
    title: str
    note: str
    who: str
    when: str
    shown: bool
    url: str
    back: str = ""


@blueprint.app_context_processor
def _pause() -> dict[str, Callable[[], str]]:
    """`pause_words()` for templates: why nothing goes out by itself, "" when it does."""

    def pause_words() -> str:
        release = paused(g.desk)
        return paused_words(release) if release else ""

    return {"pause_words": pause_words}


@route(blueprint, "/", action="publish.read")
def index() -> str:
    """Every release, the newest first, and which one the hub shows."""
    shop = g.desk.root / ".laurel"
    found, shown = lists.releases(shop), lists.shown(shop)
    went = paused(g.desk)
    forward = next((r.number for r in found if not r.back and not r.trouble and r.number < shown), 0) if went else 0
    part = sliced(found, PAGE)
    return render_template(
        "releases/index.html",
        lines=[_line(release, shown) for release in part.items],
        part=part,
        forward=forward if went and forward != went.back else 0,
        went=went,
    )


def _line(release: Release, shown: int) -> Line:
    removed = f", {release.removed:,} removed" if release.removed else ""
    counts = f"{_count(release.changed, 'file')} changed{removed}."
    is_shown = release.number == shown
    may_back = not is_shown and not release.trouble and may(g.actor, "publish.rollback")
    return Line(
        release.number,
        f"Release {release.number}",
        release.trouble or f"{release.short} {counts}",
        release.by,
        when_words(release.at),
        is_shown,
        url_for("releases.show", number=release.number),
        url_for("releases.back", number=release.number) if may_back else "",
    )


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


@route(blueprint, "/<int:number>", action="publish.read")
def show(number: int) -> str:
    """What changed with a release."""
    shop = g.desk.root / ".laurel"
    release = _release(g.desk, number)
    before = max((one for one in lists.numbers(shop) if one < number), default=0)
    sentences: tuple[str, ...] = ()
    trouble = release.trouble
    if not trouble:
        try:
            sentences = what_differs(shop, before, number).sentences
        except Damaged as error:
            trouble = str(error)
    return render_template(
        "releases/show.html",
        line=_line(release, lists.shown(shop)),
        before=before,
        sentences=sentences[:_MOST_SENTENCES],
        trouble=trouble,
    )


@route(blueprint, "/<int:number>/back", action="publish.rollback")
def back(number: int) -> str:
    """What going back to a release would change, and one button."""
    release = _release(g.desk, number)
    foreseen, trouble = None, ""
    try:
        foreseen = foresee_rollback(g.desk, g.actor, number)
    except HubError as error:
        trouble = str(error)
    return _asked(release, foreseen, trouble)


def _asked(release: Release, foreseen: Foreseen | None, trouble: str) -> str:
    return render_template(
        "releases/back.html",
        line=_line(release, lists.shown(g.desk.root / ".laurel")),
        sentences=foreseen.told.sentences[:_MOST_SENTENCES] if foreseen else (),
        left=left_words(foreseen) if foreseen else (),
        trouble=trouble,
    )


@route(blueprint, "/<int:number>/back", action="publish.rollback", methods=["POST"])
def go_back(number: int) -> AnyResponse:
    """Have the hub go back; pressed twice it is done once."""
    _release(g.desk, number)
    if number == lists.shown(g.desk.root / ".laurel"):
        tell(f"The hub shows release {number} already.")
        return redirect(url_for("releases.index"), 303)
    runner = runner_of(current_app)
    at_work = publishing.running(g.desk)
    if at_work is not None or not runner.start(g.actor.id, back=number):
        mine = runner.back == number if at_work is None else at_work.back == number
        if not mine:
            tell(f"{at_work.name if at_work else 'Somebody'} is publishing just now. Go back when that is done.")
    return redirect(url_for("publishing.progress"), 303)


def _release(desk: Desk, number: int) -> Release:
    if number not in lists.numbers(desk.root / ".laurel"):
        abort(404)
    return lists.release_of(desk.root / ".laurel", number)
