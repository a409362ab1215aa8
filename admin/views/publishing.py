"""Publishing: what will change in words, problems first, one button, four steps, then the link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.gate import route
from admin.mending import Mend, mend_url, place_words
from admin.notices import tell
from admin.running import Ended, pending_of, runner_of
from admin.words import at_words, when_words
from hub.actions import publishing, sending
from hub.actions.desk import Desk
from hub.actions.publishing import Progress, pages_changed
from hub.actions.sending import Sending
from hub.content import problems_of
from hub.model import HubError, Problem, Severity
from hub.publish import Changes, in_words
from hub.publish.pace import Pace, Pacer
from hub.records.kinds import Publish
from hub.records.queries import publishes

blueprint = Blueprint("publishing", __name__, url_prefix="/publish")
_MOST_LOOKED = 20
"""So many new or changed files are looked through before publishing; the publish itself looks at all."""
_PAST = 8
_STEPS = (
    ("read", "Read what changed"),
    ("make", "Make the pages"),
    ("check", "Follow every link"),
    ("place", "Put them on the hub"),
)
_BACK = (("read", "Read what it showed"), ("place", "Put it on the hub"))
_SEND = "send"
_BEGINS = 30.0
"""Seconds after a publish in which a send that is owed is taken to begin at any moment."""


_PACERS = "laurel.pacers"
"""Where the desk keeps how fast the publish at work goes, by the publish."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a publish as `parts/steps.html` shows it; `pace` only of one at work that can be counted."""

    label: str
    state: str
    note: str = ""
    pace: Pace | None = None


@dataclass(frozen=True, slots=True)
class PublishLink:
    """The button at the top right, with how much waits."""

    url: str
    count: int
    label: str = "Publish"


def publish_link() -> PublishLink:
    """The button of every page, for whoever may publish."""
    return PublishLink(url_for("publishing.before"), pending_of(current_app).changes().count)


@route(blueprint, "/", action="publish.read")
def before() -> str:
    """What the next publish will change, and what stands in its way."""
    desk: Desk = g.desk
    if not current_app.testing:
        runner_of(current_app).warm()
    changes = pending_of(current_app).changes()
    newest = publishing.newest(desk)
    return render_template(
        "publishing/before.html",
        sentences=in_words(changes),
        mends=_mends(desk, changes, newest),
        running=newest if newest and newest.state == "running" else None,
        by_itself=_by_itself(),
        on_approval=desk.settings.desk.publish_on_approval,
        behind=_behind(desk),
        past=[_past(done) for done in publishes(desk.records)[:_PAST]],
        hub_url=desk.settings.base_url,
        ever=not changes.first,
    )


def _behind(desk: Desk) -> list[str]:
    """What hosts were not sent, and why."""
    return [trouble.what for trouble in sending.troubles(desk.root, desk.settings.hosts).values()]


def _mends(desk: Desk, changes: Changes, newest: Progress | None) -> list[Mend]:
    """Problems of what is new or changed, and those that stopped the last publish as far as they are still there."""
    found: dict[tuple[str, str], Problem] = {}
    leaves = desk.shelf.leaves()
    for path in changes.paths[:_MOST_LOOKED]:
        found.update({(p.path, p.what): p for p in _problems(desk, path)})
    for leaf in leaves.values():
        if leaf.trouble:
            found.update({(p.path, p.what): p for p in _problems(desk, leaf.path)})
    found.update({(p.path, p.what): p for p in desk.shelf.settings_problems()})
    if newest is not None and newest.state == "failed":
        for told in newest.problems:
            if told.severity is Severity.PROBLEM and publishing.still_stands(desk, told.path):
                problem = Problem(told.path, told.line, told.what, told.cure, told.severity)
                found.setdefault((told.path, told.what), problem)
    return mends(desk, (p for p in found.values() if p.severity is Severity.PROBLEM))


def _problems(desk: Desk, path: str) -> tuple[Problem, ...]:
    leaf = desk.shelf.leaves().get(path)
    return _looked_at(desk, path, leaf.digest if leaf else "", desk.settings.time_zone)


@lru_cache(maxsize=1024)
def _looked_at(desk: Desk, path: str, _digest: str, _zone: str) -> tuple[Problem, ...]:
    """The problems of a file with these bytes; reading one takes some milliseconds, so they are remembered."""
    try:
        return problems_of(desk.root, path, desk.shelf.text(path))
    except HubError as error:
        return error.problems or (Problem(path, 0, str(error), "mend the file by hand"),)


def mends(desk: Desk, problems: Iterable[Problem | publishing.Told]) -> list[Mend]:
    """Problems as the desk tells them: the thing by its title, with a link to the screen that mends it."""
    return [
        Mend(place_words(desk, p.path, p.line), p.what, p.cure, mend_url(desk, p.path), p.severity is Severity.PROBLEM)
        for p in problems
    ]


def _by_itself() -> str:
    moment = pending_of(current_app).next_moment()
    return at_words(moment) if moment else ""


def _past(done: Publish) -> Mapping[str, str]:
    """One line of the history."""
    text = "Published" if done.state == "done" else "Could not be published"
    return {
        "at": when_words(done.ended or done.began),
        "day": "",
        "by": done.name,
        "text": text,
        "words": done.trouble or "\n".join(done.changes),
        "url": "",
    }


@route(blueprint, "/", action="publish.run", methods=["POST"])
def begin() -> AnyResponse:
    """Publish, unless somebody is at it: then their progress is shown."""
    now = publishing.running(g.desk)
    if now is not None or not runner_of(current_app).start(g.actor.id):
        who = now.name if now else "Somebody"
        tell(f"{who} is publishing just now. What you changed since then goes out with the next publish.")
    return redirect(url_for("publishing.progress"), 303)


@route(blueprint, "/progress", action="publish.read")
def progress() -> str:
    """The steps; asked every second while a publish, a going back or a send is at work, then how it ended."""
    desk: Desk = g.desk
    runner = runner_of(current_app)
    newest, ended = publishing.newest(desk), runner.ended
    busy = newest is not None and newest.state == "running"
    starting = runner.alive and not busy and (newest.id if newest else "") == runner.before
    send = None if busy or starting else _sending(desk, newest)
    crashed = None if busy or starting or send else _crash(newest, ended, runner.before)
    at_work = busy or starting or send is not None
    state = "running" if at_work else "failed" if crashed else newest.state if newest else "none"
    back = runner.back if starting or crashed else newest.back if newest else 0
    shown = {
        "back": back,
        "sends": send is not None,
        "behind": _behind(desk),
        "remarks": sending.remarks(desk.root, desk.settings.hosts),
        "state": state,
        "newest": None if starting or crashed else newest,
        "steps": _steps(_labels(desk, back), None if starting else newest, _pace(newest, send), send, _behind(desk)),
        "crashed": crashed.words.splitlines() if crashed else [],
        "mends": [] if starting or newest is None else mends(desk, newest.problems),
        "changed": pages_changed(newest.changed) if newest else "",
        "hub_url": desk.settings.base_url,
        "when": when_words(newest.ended or newest.began) if newest else "",
        "mine": newest is None or starting or newest.by == g.actor.id,
    }
    part = request.headers.get("X-Part") == "1"
    return render_template("publishing/part.html" if part else "publishing/progress.html", **shown)


def _crash(newest: Progress | None, ended: Ended | None, before: str) -> Ended | None:
    """How this desk's process ended, when it ended badly without telling so in its progress, which then is `before`."""
    told = newest is not None and newest.state == "failed" and newest.id != before
    if ended is None or ended.status == 0 or told:
        return None
    return ended


def _sending(desk: Desk, newest: Progress | None) -> Sending | None:
    """The send at work, or the one that begins in a moment."""
    found = sending.at_work(desk.root)
    if found is None and newest is not None and newest.state == "done":
        just_now = publishing.seconds_since(desk) < _BEGINS
        return Sending() if just_now and sending.untried(desk.root, desk.settings.hosts) else None
    return found


def _pace(newest: Progress | None, send: Sending | None) -> Pace | None:
    """How fast what is at work goes, as far as this desk has followed it."""
    if newest is None or (newest.state != "running" and send is None):
        return None
    key, pacers = newest.id, current_app.extensions.setdefault(_PACERS, {})
    if key not in pacers:
        pacers.clear()
    pacer: Pacer = pacers.setdefault(key, Pacer())
    if send is not None:
        return pacer.take(f"{_SEND} {send.host}", send.done, send.total)
    return pacer.take(newest.stage, newest.done, newest.total)


def _labels(desk: Desk, back: int) -> tuple[tuple[str, str], ...]:
    """The steps of a publish, or of a going back; that of sending only where something is sent."""
    hosts = desk.settings.hosts
    sends = sending.sends_with_publish(hosts) or (bool(back) and bool(sending.sent_hosts(desk.root)))
    return (_BACK if back else _STEPS) + (((_SEND, "Send it to its hosts"),) if sends else ())


def _steps(
    labels: tuple[tuple[str, str], ...],
    newest: Progress | None,
    pace: Pace | None,
    send: Sending | None,
    behind: list[str],
) -> list[Step]:
    """The steps: which are done, and how far the one at work is."""
    keys = [key for key, _ in labels]
    stage = _SEND if send is not None else newest.stage if newest else ""
    at = keys.index(stage) if stage in keys else 0
    done = newest is not None and newest.state == "done" and send is None
    here = "failed" if newest and newest.state == "failed" and send is None else "now"
    steps = []
    for number, (key, label) in enumerate(labels):
        unsent = done and key == _SEND and behind
        state = "failed" if unsent else "done" if done or number < at else here if number == at else "waiting"
        counted = pace if state == "now" and pace is not None and pace.total else None
        steps.append(Step(label, state, counted.words if counted else "", counted))
    return steps
