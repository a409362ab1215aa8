"""People, as staff look after them: the list, one person, adding, inviting, retiring, erasing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.clash import form_clash, last_about
from admin.forms.fields import tell_at
from admin.forms.people import AddForm, EditForm, EraseForm, InviteForm, InviteManyForm, NotesForm, RetireForm
from admin.gate import route
from admin.listing import here, matcher, sliced
from admin.notices import tell
from admin.postwords import rows_of
from admin.timeline import timeline
from admin.views.persons import consent_words, facts_of, letter_state, photo_url, profile_state
from hub.actions import people
from hub.actions.award_list import awards_of, badge_name
from hub.actions.erase import erase, foresee
from hub.actions.filework import Refused
from hub.actions.holding import held_for
from hub.actions.letters import find_letters, mail_is_set
from hub.actions.media import media_item, thumbnail
from hub.actions.peoplelist import VIEWS, people_list, view_counts
from hub.actions.permissions import may
from hub.actions.persons import Current, find_person
from hub.actions.poststate import entries
from hub.model import HubError
from hub.records import FileChanged, Stale
from hub.records.kinds import Account, Person, Profile

blueprint = Blueprint("people", __name__, url_prefix="/people")
Page = str | AnyResponse | tuple[str, int]
_SHOWN = 5
"""Posts, awards and letters of a person that their page lists before it leads on."""
_HANDLE = "<handle>"


def owned(values: Mapping[str, Any]) -> tuple[str, ...]:
    """A page about a handle belongs to whoever acts for it."""
    return (values["handle"],)


def the_person(handle: str) -> Current:
    """A person by handle, or the page that says nobody is here."""
    found: Current = find_person(g.desk.records, g.desk, handle) or abort(404)
    return found


@route(blueprint, "/", action="person.list")
def index() -> str:
    """Everybody, in saved views, with a filter."""
    rows = people_list(g.desk)
    view, wanted = request.args.get("view", ""), request.args.get("q", "")
    view, counts, matches = view if view in VIEWS else "", view_counts(rows), matcher(wanted)
    shown = [r for r in rows if view in r.views and matches(r.name, r.handle, r.email, r.headline, r.tier, *r.groups)]
    return render_template(
        "people/index.html",
        tabs=[
            {"label": label, "url": here(view=key, page=None), "count": counts[key], "current": key == view}
            for key, label in VIEWS.items()
        ],
        slice=sliced(shown),
        q=wanted,
        view=view,
        photo=photo_url,
        anybody=bool(rows),
    )


@route(blueprint, "/new", action="person.add", methods=["GET", "POST"])
def new() -> Page:
    """Add somebody, and invite them if wished."""
    form = AddForm(kind="person", listed=True) if request.method == "GET" else AddForm()
    if request.method == "GET":
        form.joined.data = g.desk.local_now().date().isoformat()
    if request.method == "POST" and form.validate():
        try:
            if form.invite.data and not (form.email.data or "").strip():
                raise Refused([("email", "Enter an address to invite them, or leave the invitation for later")])
            profile, email = form.profile(Profile("")), (form.email.data or "").strip()
            made = people.add_person(g.desk, g.actor, profile, handle=form.handle.data or "", email=email)
        except Refused as refused:
            tell_at(form, refused.at)
        else:
            if form.invite.data:
                people.invite(g.desk, g.actor, made.handle)
                tell(f"{profile.name} is added. {_goes_out(profile.name)}")
            else:
                tell(f"{profile.name} is added. Nothing of them is public before they agree.", undo=made.entry)
            return redirect(url_for("people.person", handle=made.handle), 303)
    page = render_template("people/new.html", form=form, mailing=mail_is_set())
    return (page, 422) if form.errors else page


def _goes_out(name: str) -> str:
    if mail_is_set():
        return f"The invitation to {name} goes out in a minute."
    return "No mail server is set: copy the invitation from the letter below and send it yourself."


@route(blueprint, "/invite", action="person.invite", methods=["GET", "POST"])
def invite_many() -> Page:
    """Invite a list of people; a report line by line."""
    form = InviteManyForm()
    if request.method == "POST" and form.validate():
        try:
            done = people.invite_many(g.desk, g.actor, form.people.data)
        except Refused as refused:
            tell_at(form, refused.at)
        else:
            count = f"{done.count} {'person' if done.count == 1 else 'people'}"
            if done.count:
                tell(f"{count} invited. {'The letters go out in a minute.' if mail_is_set() else ''}", undo=done.entry)
            return render_template("people/invited.html", done=done, mailing=mail_is_set())
    page = render_template("people/invite.html", form=form, mailing=mail_is_set(), most=people.MOST_AT_ONCE)
    return (page, 422) if form.errors else page


@route(blueprint, f"/{_HANDLE}", action="person.read", owners=owned)
def person(handle: str) -> str:
    """One person: how they stand, what is known, what they wrote and hold, what happened."""
    return _person(the_person(handle))


def _person(current: Current, *, invite: InviteForm | None = None, notes: NotesForm | None = None) -> str:
    desk, handle = g.desk, current.handle
    mine = [entry for entry in entries(desk, g.actor) if handle in entry.authors]
    awards = awards_of(desk, (handle,))
    letters = find_letters(desk.records, about=f"advocate:{handle}") if may(g.actor, "letter.read") else ()
    accounts = [a for a in desk.records.all(Account) if handle in a.handles]
    kept = current.person
    return render_template(
        "people/person.html",
        current=current,
        person=kept,
        known=facts_of(desk, current),
        letter_state=letter_state,
        photo=photo_url(handle, current.profile.photo),
        state=profile_state(current),
        consent=consent_words(desk, current),
        posts=rows_of(mine[:_SHOWN]),
        post_count=len(mine),
        awards=[(given, badge_name(desk, given.badge)) for given in awards[:_SHOWN]],
        award_count=len(awards),
        letters=letters[:_SHOWN],
        letter_count=len(letters),
        accounts=accounts,
        held=held_for(desk.records, handle),
        log=timeline(desk.records.log(limit=20, subject=f"advocate:{handle}")) if may(g.actor, "audit.read") else (),
        invite=invite or InviteForm(formdata=None, email=kept.email if kept else ""),
        notes=notes or NotesForm(formdata=None, notes=kept.notes if kept else "", seen=current.notes_mark),
        mailing=mail_is_set(),
    )


@route(blueprint, f"/{_HANDLE}/face", action="person.read", owners=owned)
def face(handle: str) -> Response:
    """Somebody's photo, small."""
    photo = request.args.get("of") or the_person(handle).profile.photo or ""
    current = the_person(handle)
    known = {current.profile.photo, current.proposed.profile.photo if current.proposed else None}
    item = media_item(g.desk, photo) if photo in known else None
    if item is None or not item.is_picture:
        abort(404)
    try:
        response = Response(thumbnail(g.desk, item), mimetype="image/webp")
    except HubError:
        abort(404)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@route(blueprint, f"/{_HANDLE}/edit", action="person.edit", methods=["GET", "POST"])
def edit(handle: str) -> Page:
    """What staff say of somebody: name, tier, number, groups, address."""
    current = the_person(handle)
    if request.method == "GET":
        return render_template("people/edit.html", form=EditForm.of(current), current=current)
    form = EditForm()
    if form.validate():
        profile = form.profile(current.profile)
        try:
            entry = people.edit_person(
                g.desk, g.actor, handle, profile, email=form.email.data or "", seen=form.seen.data or ""
            )
        except Refused as refused:
            tell_at(form, refused.at)
        except (Stale, FileChanged):
            return _edit_conflict(form, the_person(handle))
        else:
            tell(f"The details of {profile.name} are saved.", undo=entry or None)
            return redirect(url_for("people.person", handle=handle), 303)
    return render_template("people/edit.html", form=form, current=current), 422


def _edit_conflict(form: EditForm, current: Current) -> Page:
    """Somebody changed the same person meanwhile, here or in the file."""
    return form_clash(
        current.profile.name,
        form,
        EditForm.of(current),
        by=last_about(f"advocate:{current.handle}"),
        again_url=url_for("people.edit", handle=current.handle),
        token={"seen": current.mark},
    )


@route(blueprint, f"/{_HANDLE}/invite", action="person.invite", methods=["POST"])
def invite(handle: str) -> Page:
    """Send somebody a letter with a link that lets them in."""
    current, form = the_person(handle), InviteForm()
    try:
        entry = people.invite(g.desk, g.actor, handle, email=form.email.data or "")
    except Refused as refused:
        tell_at(form, refused.at)
        return _person(current, invite=form), 422
    tell(_goes_out(current.profile.name), undo=entry or None)
    return redirect(url_for("people.person", handle=handle) + "#letters", 303)


@route(blueprint, f"/{_HANDLE}/notes", action="person.edit", methods=["POST"])
def notes(handle: str) -> Page:
    """Keep what staff note for themselves."""
    current, form = the_person(handle), NotesForm()
    try:
        people.write_notes(g.desk, g.actor, handle, form.notes.data or "", seen=form.seen.data or "")
    except Stale as stale:
        kept = stale.current
        theirs = kept.notes if isinstance(kept, Person) else ""
        return form_clash(
            f"the notes about {current.profile.name}",
            form,
            NotesForm(formdata=None, notes=theirs),
            by=last_about(f"advocate:{handle}"),
            again_url=url_for("people.notes", handle=handle),
            token={"seen": current.notes_mark},
        )
    tell("The notes are saved.")
    return redirect(url_for("people.person", handle=handle), 303)


@route(blueprint, f"/{_HANDLE}/retire", action="person.retire", methods=["GET", "POST"])
def retire(handle: str) -> Page:
    """Let somebody retire with honour, or welcome them back."""
    current = the_person(handle)
    form = RetireForm()
    if request.method == "GET":
        return render_template("people/retire.html", current=current, form=form)
    name = current.profile.name
    if current.profile.status == "alumni":
        entry = people.welcome_back(g.desk, g.actor, handle)
        tell(f"{name} is active again.", undo=entry or None)
    else:
        entry = people.retire(g.desk, g.actor, handle, why=form.why.data or "")
        tell(f"{name} is among the alumni now. Everything they wrote and hold stays.", undo=entry or None)
    return redirect(url_for("people.person", handle=handle), 303)


@route(blueprint, f"/{_HANDLE}/erase", action="person.erase", methods=["GET", "POST"])
def erase_person(handle: str) -> Page:
    """Erase somebody for good; the one thing that asks to type something first."""
    current, form = the_person(handle), EraseForm()
    if request.method == "POST":
        if (form.typed.data or "").strip() == handle:
            done = erase(g.desk, g.actor, handle, typed=handle)
            return render_template("people/erased.html", done=done)
        form.typed.errors = [f"Type {handle} to erase this person. Nothing was changed"]
        return render_template("people/erase.html", current=current, form=form, before=foresee(g.desk, handle)), 422
    return render_template("people/erase.html", current=current, form=form, before=foresee(g.desk, handle))
