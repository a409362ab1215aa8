"""Deciding about what was sent in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.addresses import absolute
from admin.forms.drafts import DecisionForm
from admin.gate import route
from admin.notices import tell
from admin.postwords import timeline_of, undo_of
from admin.words import day_words
from hub.actions import review
from hub.actions.checklist import gaps_of
from hub.actions.drafts import find, name_of
from hub.actions.drafttext import new_text, title_of
from hub.actions.holding import may_show
from hub.actions.poststate import entries, standing
from hub.content import texts_of
from hub.model import HubError
from hub.records import FileChanged, Stale
from hub.records.kinds import Draft, Person

blueprint = Blueprint("review", __name__, url_prefix="/review")
Page = str | AnyResponse | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote it, as a reviewer sees them."""

    name: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    photo: str
    may_show: bool
    url: str


def _authors(draft: Draft) -> tuple[Author, ...]:
    return tuple(_author(draft, handle) for handle in draft.authors)


def _author(draft: Draft, handle: str) -> Author:
    leaf = g.desk.shelf.leaf("advocates", handle)
    person = g.desk.records.get(Person, handle)
    fields = dict(leaf.fields) if leaf else {}
    posts = [leaf for leaf in g.desk.shelf.of("posts") if handle in texts_of(leaf.fields.get("authors"))]
    tier = g.desk.settings.tier(str(fields.get("tier") or ""))
    joined = str(fields.get("joined") or (person.profile.joined if person else "") or "")
    facts = (
        ("Tier", tier.name if tier else ""),
        ("Since", joined[:4]),
        ("Posts on the hub", str(len(posts)) if posts else "This is the first"),
        ("Last post", posts[0].title if posts else ""),
    )
    headline = str(fields.get("headline") or (person.profile.headline if person else "") or "")
    photo = str(fields.get("photo") or "")
    url = url_for("preview.draft_part", draft=draft.id, rest=photo) if photo.startswith("media/") else ""
    page = url_for("people.person", handle=handle)
    return Author(name_of(g.desk, handle), headline, facts, url, may_show(g.desk.records, g.desk, handle), page)


def _draft(draft_id: str) -> Draft:
    return find(g.desk, draft_id) or abort(404)


@route(blueprint, "/<draft>/", action="draft.review")
def look(draft: str) -> Page:
    """The text as readers will see it, what changed, who wrote it, and the decision."""
    known = _draft(draft)
    if known.state != "submitted":
        return redirect(url_for("drafts.show", draft=draft), 303)
    form = DecisionForm()
    form.version.data = str(known.version)
    return _look(known, form)


def _look(known: Draft, form: DecisionForm) -> str:
    sent = next((done for done in reversed(known.history) if done.did == "sent in"), None)
    asked = next((done for done in reversed(known.history) if done.did == "asked for changes"), None)
    since = review.since_last_look(known)
    return render_template(
        "review/look.html",
        draft=known,
        title=title_of(known),
        form=form,
        sent=sent,
        asked=asked,
        since=since,
        against_live=review.since_live(g.desk, known),
        authors=_authors(known),
        got=review.disclosure_words(known.disclosure),
        gaps=[gap for gap in gaps_of(g.desk, known) if gap.must],
        timeline=timeline_of(known),
        zone=g.desk.settings.time_zone,
        today=g.desk.local_now().date().isoformat(),
        others=[entry for entry in entries(g.desk, g.actor) if entry.state == "submitted"][:12],
    )


@route(blueprint, "/<draft>/decide", action="draft.review", methods=["POST"])
def decide(draft: str) -> Page:
    """Approve, ask for changes, or decline."""
    known, form = _draft(draft), DecisionForm()
    do = request.form.get("do", "")
    if known.state != "submitted":
        return _changed(Stale(Draft, known.id, known), form)
    if not form.validate():
        return _look(known, form), 422
    try:
        done = _decided(known, form, do)
    except Stale as error:
        return _changed(error, form)
    except FileChanged as error:
        return _file_changed(known, form, error)
    except HubError as error:
        _tell_at(form, do, error)
        return _look(known, form), 422
    tell(_said(done, do), undo=undo_of(done))
    return redirect(_next(done), 303)


def _decided(known: Draft, form: DecisionForm, do: str) -> Draft:
    link, words = absolute(url_for("drafts.show", draft=known.id)), form.words.data or ""
    expected = int(form.version.data) if (form.version.data or "").isdigit() else None
    match do:
        case "approve":
            return review.approve(g.desk, g.actor, known.id, words=words, link=link, expected=expected)
        case "schedule":
            if not form.due():
                raise HubError("Choose the day on which it is to come out.")
            return review.approve(g.desk, g.actor, known.id, due=form.due(), words=words, link=link, expected=expected)
        case "ask":
            return review.ask_for_changes(g.desk, g.actor, known.id, words, link=link, expected=expected)
        case "decline":
            return review.decline(
                g.desk, g.actor, known.id, form.reason.data or "", words, link=link, expected=expected
            )
        case _:
            raise HubError("Choose what is to become of it.")


def _tell_at(form: DecisionForm, do: str, error: HubError) -> None:
    """Show what stands in the way at the field that can mend it."""
    told = "\n".join([str(error), *(str(problem) for problem in error.problems)])
    if do == "schedule":
        form.day.errors = [told]
    elif do == "decline" and form.reason.data not in review.REASONS:
        form.reason.errors = [told]
    elif do in ("ask", "decline"):
        form.words.errors = [told]
    else:
        form.form_errors = [told]


def _said(done: Draft, do: str) -> str:
    title = title_of(done)
    match do:
        case "ask":
            return f"“{title}” went back to its author."
        case "decline":
            return f"“{title}” is declined. Its author hears why."
        case _ if done.state == "scheduled":
            return f"“{title}” is approved. {standing(g.desk, done).next}"
        case _:
            return f"“{title}” is approved. It goes out with the next publish."


def _next(done: Draft) -> str:
    """The next text that waits, else the one just decided about."""
    waiting = [entry.draft for entry in entries(g.desk, g.actor) if entry.state == "submitted" and entry.draft]
    return url_for("drafts.index") if waiting else url_for("drafts.show", draft=done.id)


def _changed(error: Stale, form: DecisionForm) -> Page:
    """Somebody decided first, or the author took it back: what was written to them is not lost."""
    current: Draft | None = error.current
    if current is None:
        abort(404)
    if current.state == "submitted":
        form.version.data = str(current.version)
        form.form_errors = [
            "The text was changed while you looked at it. This is how it is now; your words are below, not sent."
        ]
        return _look(current, form), 409
    last = current.history[-1]
    return (
        render_template(
            "review/changed.html",
            draft=current,
            title=title_of(current),
            last=last,
            when=day_words(last.at.astimezone(g.desk.zone).date()),
            standing=standing(g.desk, current),
            words=form.words.data or "",
        ),
        409,
    )


def _file_changed(known: Draft, form: DecisionForm, error: FileChanged) -> Page:
    """The live text is not the one the edit started from: both versions, and what to do."""
    now = (error.current or b"").decode("utf-8", "replace") if error.current is not None else None
    return (
        render_template(
            "review/conflict.html",
            draft=known,
            title=title_of(known),
            mine=new_text(known, known.date),
            theirs=now,
            path=error.path,
            words=form.words.data or "",
            version=known.version,
        ),
        409,
    )


@route(blueprint, "/<draft>/start-from-live", action="draft.review", methods=["POST"])
def start_from_live(draft: str) -> AnyResponse:
    """After a conflict: take the live text, as it is now, for what the edit started from."""
    known = review.rebase(g.desk, g.actor, draft)
    tell("The edit now stands on the live text as it is. Look at what it would change, then decide.")
    return redirect(url_for("review.look", draft=known.id), 303)
