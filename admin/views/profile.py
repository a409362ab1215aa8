"""A profile: written by its person, looked at by staff, shown as it would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.clash import form_clash, last_about
from admin.forms.fields import tell_at
from admin.forms.people import ReviewForm
from admin.forms.profile import HINTS, ProfileForm
from admin.gate import route
from admin.notices import tell
from admin.throttle import press_own
from admin.views.people import owned, the_person
from admin.views.persons import photo_url
from admin.views.preview import show as preview_address
from hub.actions import profiles
from hub.actions.difference import compare_words
from hub.actions.filework import Refused
from hub.actions.permissions import may
from hub.actions.persons import FIELD_NAMES, GIVEN_FIELDS, OWN_FIELDS, SWITCHES, Current, profile_text
from hub.actions.profilewords import in_words
from hub.model import HubError
from hub.records import FileChanged, Stale
from hub.records.kinds import Profile, ProfileEdit, Upload

blueprint = Blueprint("profile", __name__, url_prefix="/profile")
Page = str | AnyResponse | tuple[str, int]


def _mine(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Whose profile: the one named, or that of whoever asks."""
    handle = values.get("handle")
    return (handle,) if handle else (g.actor.id, *g.actor.handles)


@route(blueprint, "/", action="profile.edit", owners=_mine, methods=["GET", "POST"], endpoint="own")
@route(blueprint, "/<handle>", action="profile.edit", owners=_mine, methods=["GET", "POST"], endpoint="own")
def own(handle: str = "") -> Page:
    """The form of a profile. Its person's changes are looked at first; staff's count at once."""
    if not handle:
        if not g.actor.handles:
            return render_template("profile/nobody.html"), 404
        handle = g.actor.handles[0]
    current = the_person(handle)
    if request.method == "GET":
        return _page(current, ProfileForm.of(current, None if _direct() else current.proposed))
    form = ProfileForm()
    good, form.photo.data = form.validate(), _photo(form, handle) or ""
    if good and not form.upload.errors:
        do = request.form.get("do", "send")
        try:
            return _preview(current, form) if do == "preview" else _keep(current, form, send=do != "keep")
        except Refused as refused:
            tell_at(form, refused.at)
        except (Stale, FileChanged):
            return _conflict(the_person(handle), form)
    return _page(current, form), 422


def _direct() -> bool:
    """Whether the actor's changes count at once."""
    return may(g.actor, "person.edit")


def _photo(form: ProfileForm, handle: str) -> str | None:
    """The photo's path: a new one that was sent, else the one that was there, if it is theirs."""
    file = form.upload.data
    if file and getattr(file, "filename", ""):
        press_own("picture")
        try:
            return profiles.take_photo(g.desk, g.actor, handle, file.read(), file.filename)
        except HubError as error:
            form.upload.errors = [*form.upload.errors, str(error)]
    current, given = the_person(handle), form.photo.data or ""
    known = {current.profile.photo, current.proposed.profile.photo if current.proposed else None}
    theirs = any(upload.path == given and upload.by == g.actor.id for upload in g.desk.records.all(Upload))
    return given if given in known or theirs else current.profile.photo


def _keep(current: Current, form: ProfileForm, *, send: bool) -> AnyResponse:
    handle, profile, seen = current.handle, form.profile(current.profile), form.seen.data or ""
    if _direct():
        saved = profiles.save_profile(g.desk, g.actor, handle, profile, form.hidden(), seen=seen)
        when = "with the next publish" if saved.live else "when they accept the terms"
        tell(f"The profile of {profile.name} is saved. It goes out {when}.", undo=saved.entry or None)
        return redirect(url_for("people.person", handle=handle), 303)
    profiles.propose(g.desk, g.actor, handle, profile, form.hidden(), seen=seen, send=send)
    if send:
        agreed = current.consents or current.live
        more = "" if agreed else " Accept the terms too, so that it can be shown."
        tell(f"Your profile is sent in. Staff look at it next.{more}")
    else:
        tell("Saved for later. Nobody sees it before you send it in.")
    return redirect(url_for("profile.own", handle=handle), 303)


def _preview(current: Current, form: ProfileForm) -> AnyResponse:
    """What was typed, in the hub's own look."""
    profile = profiles.own_profile(current, form.profile(current.profile))
    text = profile_text(current.text, profile, form.hidden())
    return redirect(preview_address(current.path, text), 303)


def _page(current: Current, form: ProfileForm) -> str:
    person, edit = current.person, current.proposed
    photo = form.photo.data or ""
    return render_template(
        "profile/own.html",
        current=current,
        form=form,
        edit=edit,
        direct=_direct(),
        theirs=current.handle in g.actor.handles,
        photo=photo_url(current.handle, photo) if photo else None,
        said=profiles.last_words(person),
        hints=HINTS,
        names=FIELD_NAMES,
        own_fields=[name for name in OWN_FIELDS if name != "photo"],
        given=[(name, in_words(g.desk, name, current.profile)) for name in GIVEN_FIELDS],
        agreed=current.consents or current.live,
    )


def _conflict(current: Current, form: ProfileForm) -> Page:
    """The profile was changed meanwhile: both versions, field by field."""
    return form_clash(
        f"the profile of {current.profile.name}",
        form,
        ProfileForm.of(current, None if _direct() else current.proposed),
        by=last_about(f"advocate:{current.handle}"),
        again_url=url_for("profile.own", handle=current.handle),
        token={"seen": current.mark, "do": "keep"},
    )


@route(blueprint, "/<handle>/drop", action="profile.edit", owners=owned, methods=["POST"])
def drop(handle: str) -> AnyResponse:
    """Throw the changes on their way away."""
    entry = profiles.drop_proposal(g.desk, g.actor, handle, seen=the_person(handle).mark)
    tell("The changes are thrown away. Your profile is as it was.", undo=entry or None)
    return redirect(url_for("profile.own", handle=handle), 303)


@route(blueprint, "/<handle>/look", action="person.read", owners=owned)
def look(handle: str) -> AnyResponse:
    """The page as it is, or would be, in the hub's look."""
    current = the_person(handle)
    text = current.text or profile_text(None, current.profile, current.hidden)
    return redirect(preview_address(current.path, text), 303)


@route(blueprint, "/<handle>/review", action="profile.review", methods=["GET", "POST"])
def review(handle: str) -> Page:
    """What somebody wants to change about their profile, and the decision."""
    current = the_person(handle)
    if current.proposed is None or current.proposed.state != "submitted":
        return redirect(url_for("people.person", handle=handle), 303)
    if request.method == "GET":
        return _review(current, current.proposed, ReviewForm(formdata=None, decision="approve", seen=current.mark))
    form = ReviewForm()
    try:
        if form.decision.data == "ask":
            entry = profiles.ask_changes(g.desk, g.actor, handle, form.words.data or "", seen=form.seen.data or "")
            tell(f"{current.profile.name} gets your words in a minute.", undo=entry or None)
        else:
            return _approve(current, form)
    except Refused as refused:
        tell_at(form, refused.at)
        return _review(current, current.proposed, form), 422
    except (Stale, FileChanged):
        return _changed_while_looking(the_person(handle))
    return redirect(url_for("people.person", handle=handle), 303)


def _approve(current: Current, form: ReviewForm) -> Page:
    handle = current.handle
    seen, words = form.seen.data or "", form.words.data or ""
    if request.form.get("do") == "rebase":
        profiles.rebase(g.desk, g.actor, handle, seen=seen)
        seen = the_person(handle).mark
    saved = profiles.approve_profile(g.desk, g.actor, handle, seen=seen, words=words)
    when = "It goes out with the next publish." if saved.live else "It goes out when they accept the terms."
    tell(f"The profile of {saved.person.profile.name} is approved. {when}", undo=saved.entry or None)
    return redirect(url_for("people.person", handle=handle), 303)


def _changed_while_looking(current: Current) -> Page:
    """The profile or its file is no longer the one that was looked at: look again, at both."""
    if current.proposed is None or current.proposed.state != "submitted":
        tell("Somebody decided about this profile meanwhile.")
        return redirect(url_for("people.person", handle=current.handle), 303)
    form = ReviewForm(formdata=None, decision="approve", seen=current.mark)
    form.form_errors = ["The profile changed while you looked. What is below is as it is now: look once more"]
    return _review(current, current.proposed, form), 409


def _review(current: Current, edit: ProfileEdit, form: ReviewForm) -> str:
    profile = profiles.own_profile(current, edit.profile)
    text = profile_text(current.text, profile, edit.hidden)
    return render_template(
        "profile/review.html",
        current=current,
        profile=profile,
        form=form,
        rows=[_row(d) for d in profiles.differences(g.desk, current, edit)],
        moved=edit.base != current.digest,
        first=not current.live,
        before=photo_url(current.handle, current.profile.photo),
        after=photo_url(current.handle, profile.photo),
        preview=_try_preview(current.path, text),
        history=current.person.history[-6:] if current.person else (),
        off=[FIELD_NAMES[name] for name in SWITCHES if name in edit.hidden and _says(profile, name)],
    )


def _says(profile: Profile, name: str) -> bool:
    return bool(getattr(profile, name))


def _try_preview(path: str, text: str) -> str:
    try:
        return preview_address(path, text)
    except HubError:
        return ""


def _row(difference: profiles.Difference) -> dict[str, Any]:
    return {
        "field": difference.field,
        "label": difference.label,
        "parts": compare_words(difference.before, difference.after),
        "switched": difference.switched,
    }
