"""The program's own page: its terms, letters, accounts and what was done; for advocates their part of it."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from admin.clash import form_clash, last_about
from admin.forms.consent import TermsForm
from admin.gate import route
from admin.notices import tell
from admin.views.persons import desk_day
from hub.actions import consent
from hub.actions.permissions import may, may_somewhere
from hub.content.markdown import render
from hub.model import HubError
from hub.records import Stale
from hub.records.kinds import Account, Letter, Person

blueprint = Blueprint("program", __name__, url_prefix="/program")
Page = str | AnyResponse | tuple[str, int]


def as_html(markdown: str) -> Markup:
    """Some Markdown as the hub would show it: the same allow-list of safe HTML."""
    return Markup(render(markdown).html)  # what render gives has passed the hub's sanitiser


@route(blueprint, "/", action="terms.read")
def index() -> str:
    """What belongs to the program: a plain list for staff, one's own part for advocates."""
    terms = consent.current_terms(g.desk)
    if not g.actor.staff:
        return render_template(
            "program/own.html",
            terms=terms,
            people=[_own(handle) for handle in g.actor.handles],
            contact=g.desk.settings.program.contact,
            program=g.desk.settings.program.name or g.desk.settings.title,
        )
    return render_template("program/index.html", parts=_parts(), program=g.desk.settings.program.name)


def _own(handle: str) -> dict[str, str]:
    """How one's consent stands, and what can be done."""
    person = g.desk.records.get(Person, handle)
    given = person.consent if person else None
    name = person.profile.name if person else handle
    url = url_for("consent.own", handle=handle)
    if given is None:
        return {"name": name, "words": "You have not accepted the terms yet.", "do": "Read and accept them", "url": url}
    if not given.holds:
        return {"name": name, "words": "You took your consent back.", "do": "Accept the terms again", "url": url}
    day = desk_day(given.at)
    said = f"You accepted version {given.terms} on {day}." if given.how == "desk" else f"You agreed on {day}."
    if consent.asks_again(g.desk, given):
        return {"name": name, "words": f"{said} There are newer terms.", "do": "Read the new ones", "url": url}
    return {"name": name, "words": said, "do": "See what you agreed to", "url": url}


def _parts() -> list[dict[str, object]]:
    """The program's pages that the actor may open, each with a sentence."""
    desk = g.desk
    found: list[dict[str, object]] = []
    terms = consent.all_terms(desk)
    people = desk.records.all(Person)
    agreed = sum(p.consent is not None and p.consent.holds for p in people)
    newest = f"Version {terms[0].id}"
    found.append(
        {
            "title": "Terms",
            "url": url_for("program.terms"),
            "note": f"What people agree to before they are shown. {newest}, {agreed} of {len(people)} have agreed.",
        }
    )
    if may(g.actor, "letter.read"):
        every = desk.records.all(Letter)
        waiting = sum(letter.state in ("failed", "to-copy") for letter in every)
        says = f"{waiting} need a hand." if waiting else f"{len(every)} so far." if every else "None yet."
        found.append({"title": "Letters", "url": url_for("letters.index"), "note": f"What the desk wrote. {says}"})
    if may(g.actor, "accounts.manage"):
        count = sum(not account.disabled for account in desk.records.all(Account))
        note = f"Who can sign in here, as what, and for whom. {count} {'account' if count == 1 else 'accounts'}."
        found.append({"title": "Accounts", "url": url_for("accounts.index"), "note": note})
    if may(g.actor, "audit.read"):
        last = next(iter(desk.records.log(limit=1)), None)
        note = f"Who did what, when and why. Last: {last.words}." if last else "Who did what, when and why."
        found.append({"title": "What was done", "url": url_for("activity.index"), "note": note})
    if may_somewhere(g.actor, "settings.edit"):
        found.append(
            {
                "title": "Settings",
                "url": url_for("settings.index"),
                "note": "Name, contact, tiers and groups of the program, and how the hub looks.",
            }
        )
    return found


@route(blueprint, "/terms", action="terms.read")
def terms() -> str:
    """The terms as people read them, and earlier versions."""
    every = consent.all_terms(g.desk)
    shown = consent.terms_version(g.desk, request.args.get("version", "")) or every[0]
    return render_template(
        "program/terms.html",
        terms=shown,
        words=as_html(shown.text),
        newest=shown.id == every[0].id,
        written=desk_day(shown.made) if shown.by else "",
        versions=[(one.id, desk_day(one.made) if one.by else "came with Laurel") for one in every],
    )


@route(blueprint, "/terms/write", action="terms.edit", methods=["GET", "POST"])
def write_terms() -> Page:
    """A new version of the terms."""
    now = consent.current_terms(g.desk)
    if request.method == "GET":
        return render_template("program/write.html", form=TermsForm(formdata=None, text=now.text, seen=now.id))
    form = TermsForm()
    if form.validate():
        try:
            made = consent.write_terms(g.desk, g.actor, form.text.data, seen=form.seen.data or "")
        except Stale:
            return form_clash(
                "the terms",
                form,
                TermsForm(formdata=None, text=now.text),
                by=last_about("terms:all"),
                again_url=url_for("program.write_terms"),
                token={"seen": now.id},
            )
        except HubError as error:
            form.text.errors = [str(error)]
        else:
            if made.id != now.id:
                tell(f"Version {made.id} is written. Everybody is asked again the next time they come.")
            return redirect(url_for("program.terms"), 303)
    return render_template("program/write.html", form=form), 422
