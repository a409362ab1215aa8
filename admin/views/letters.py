"""Letters: what went out, what waits, what could not be sent, and what is to be passed on by hand."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.gate import route
from admin.listing import here, sliced
from admin.notices import tell
from admin.views.persons import letter_state
from hub.actions import letters
from hub.actions.permissions import may
from hub.model import HubError
from hub.records.kinds import Letter

blueprint = Blueprint("letters", __name__, url_prefix="/program/letters")
VIEWS = {
    "": "All",
    "waiting": "Going out",
    "to-copy": "To copy",
    "failed": "Could not be sent",
    "sent": "Sent",
}


@route(blueprint, "/", action="letter.read")
def index() -> str:
    """Every letter, newest first, in views and with a search."""
    state, wanted = request.args.get("state", ""), request.args.get("q", "")
    state = state if state in VIEWS else ""
    every = g.desk.records.all(Letter)
    found = letters.find_letters(g.desk.records, state=state, words=wanted)
    tabs = [
        {
            "label": label,
            "url": here(state=key, page=None),
            "count": sum(not key or letter.state == key for letter in every),
            "current": key == state,
        }
        for key, label in VIEWS.items()
    ]
    return render_template(
        "letters/index.html",
        tabs=tabs,
        slice=sliced(found),
        q=wanted,
        state=state,
        letter_state=letter_state,
        mail=_mail(),
        anything=bool(every),
    )


def _mail() -> str:
    """How letters leave this desk, in words."""
    try:
        if letters.mail_is_set():
            return "Letters go out by themselves, a minute after they were written."
    except HubError as error:
        return f"No letter can go out: {error}"
    return "No mail server is set. Letters are copied here and sent by hand."


def _letter(letter: str) -> Letter:
    found: Letter = g.desk.records.get(Letter, letter) or abort(404)
    return found


@route(blueprint, "/<letter>", action="letter.read")
def read(letter: str) -> str:
    """One letter as it went out or will."""
    found = _letter(letter)
    return render_template(
        "letters/letter.html",
        letter=found,
        state=letter_state(found),
        text=letters.shown_text(g.desk, g.actor, found),
        link=letters.copy_link(g.desk, g.actor, found),
        withheld=found.state in ("to-copy", "failed") and not letters.may_copy(g.desk, g.actor, found),
        about=_about(found),
        can_send=may(g.actor, "letter.send"),
        mailing=_mail_set(),
    )


def _mail_set() -> bool:
    try:
        return letters.mail_is_set()
    except HubError:
        return False


def _about(letter: Letter) -> str:
    """The desk's page of what a letter is about, "" when there is none."""
    kind, _, key = letter.about.partition(":")
    if not key:
        return ""
    match kind:
        case "advocate":
            return url_for("people.person", handle=key)
        case "draft":
            return url_for("drafts.show", draft=key)
        case "award":
            return url_for("awards.show", award_id=key)
        case _:
            return ""


@route(blueprint, "/<letter>/again", action="letter.send", methods=["POST"])
def again(letter: str) -> AnyResponse:
    """Send a letter that failed once more."""
    found = letters.try_again(g.desk, g.actor, _letter(letter).id)
    tell(f"“{found.subject}” goes out now.")
    return redirect(url_for("letters.read", letter=letter), 303)


@route(blueprint, "/<letter>/copied", action="letter.send", methods=["POST"])
def copied(letter: str) -> AnyResponse:
    """Note that a letter was passed on by hand."""
    found = letters.mark_copied(g.desk, g.actor, _letter(letter).id)
    tell(f"“{found.subject}” counts as sent. Its link is no longer shown here.")
    return redirect(url_for("letters.index"), 303)


@route(blueprint, "/<letter>/cancel", action="letter.send", methods=["POST"])
def cancel(letter: str) -> AnyResponse:
    """Keep a letter from going out."""
    found = letters.cancel(g.desk, g.actor, _letter(letter).id)
    last = next(iter(g.desk.records.log(limit=1, subject=f"letter:{letter}")), None)
    tell(f"“{found.subject}” stays here.", undo=last.id if last else None)
    return redirect(url_for("letters.read", letter=letter), 303)
