"""Consent: accepting the terms, recording how somebody agreed, taking it back."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.forms.consent import AcceptForm, WithdrawForm
from admin.forms.people import RecordForm
from admin.gate import route
from admin.notices import tell
from admin.views.people import owned, the_person
from admin.views.persons import desk_day, photo_url
from admin.views.program import as_html
from hub.actions import consent
from hub.actions.award_list import awards_of, badge_name
from hub.actions.leaving import leaving
from hub.actions.persons import FIELD_NAMES, Current
from hub.actions.profiles import shown_fields
from hub.actions.profilewords import in_words
from hub.model import HubError

blueprint = Blueprint("consent", __name__, url_prefix="/consent")
Page = str | AnyResponse | tuple[str, int]


@route(blueprint, "/", action="desk.open")
def mine() -> AnyResponse:
    """One's own consent, for whoever acts for one person."""
    if not g.actor.handles:
        return redirect(url_for("program.index"), 303)
    return redirect(url_for("consent.own", handle=g.actor.handles[0]), 303)


@route(blueprint, "/<handle>", action="consent.give", owners=owned, methods=["GET", "POST"])
def own(handle: str) -> Page:
    """The terms, what becomes public, and two boxes; or how one's consent stands."""
    current = the_person(handle)
    if request.method == "GET":
        return _page(current, AcceptForm(formdata=None, terms=consent.current_terms(g.desk).id))
    form = AcceptForm()
    if not form.validate():
        return _page(current, form), 422
    try:
        consent.accept(
            g.desk, g.actor, handle, terms=form.terms.data or "", licence=form.licence.data, of_age=form.of_age.data
        )
    except HubError as error:
        fresh = AcceptForm(formdata=None, terms=consent.current_terms(g.desk).id)
        fresh.form_errors = [str(error)]
        return _page(current, fresh), 422
    tell("You accepted the terms. What was kept for you goes out with the next publish.")
    return redirect(url_for("front.today"), 303)


def _page(current: Current, form: AcceptForm) -> str:
    terms, given = consent.current_terms(g.desk), current.person.consent if current.person else None
    return render_template(
        "consent/own.html",
        current=current,
        form=form,
        terms=terms,
        words=as_html(terms.text),
        given=given,
        given_on=desk_day(given.at) if given else "",
        withdrawn_on=desk_day(given.withdrawn) if given and given.withdrawn else "",
        newer=consent.asks_again(g.desk, given),
        shows=_shows(current),
        photo=photo_url(current.handle, current.profile.photo) if "photo" not in current.hidden else None,
        badges=[badge_name(g.desk, a.badge) for a in awards_of(g.desk, (current.handle,)) if not a.revoked],
    )


def _shows(current: Current) -> list[tuple[str, str]]:
    """What the hub shows of somebody, or would: the name, and each field that says something and is public."""
    public = [name for name, on in shown_fields(current.profile, current.hidden).items() if on and name != "photo"]
    found = [("Name", current.profile.name)]
    return [*found, *((FIELD_NAMES[name], in_words(g.desk, name, current.profile)) for name in public)]


@route(blueprint, "/<handle>/withdraw", action="consent.withdraw", owners=owned, methods=["GET", "POST"])
def withdraw(handle: str) -> Page:
    """What taking consent back means, and the button that does it."""
    current = the_person(handle)
    if request.method == "POST":
        consent.withdraw(g.desk, g.actor, handle, why=WithdrawForm().why.data or "")
        whose = "Your" if handle in g.actor.handles else f"{current.profile.name}'s"
        tell(f"{whose} consent is taken back. Everything leaves the hub with the next publish.")
        if handle in g.actor.handles:
            return redirect(url_for("consent.own", handle=handle), 303)
        return redirect(url_for("people.person", handle=handle), 303)
    found = leaving(g.desk, handle, links=False)
    return render_template(
        "consent/withdraw.html",
        current=current,
        form=WithdrawForm(formdata=None),
        own=handle in g.actor.handles,
        alone=found.of("post"),
        shared=found.of("byline"),
        awards=len(found.of("award")),
        given=current.person.consent if current.person else None,
    )


@route(blueprint, "/<handle>/record", action="consent.record", methods=["GET", "POST"])
def record(handle: str) -> Page:
    """Write down how somebody agreed elsewhere."""
    current, form = the_person(handle), RecordForm()
    if request.method == "POST" and form.validate():
        try:
            done = consent.record(g.desk, g.actor, handle, words=form.words.data or "", on=form.day())
        except HubError as error:
            form.form_errors = [str(error)]
        else:
            tell(f"Recorded. {current.profile.name} goes out with the next publish.", undo=done.entry or None)
            return redirect(url_for("people.person", handle=handle), 303)
    page = render_template("consent/record.html", current=current, form=form, version=consent.current_terms(g.desk).id)
    return (page, 422) if form.errors else page
