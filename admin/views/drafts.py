"""Posts: the list, writing, sending in, and what can be done with one that is live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.forms.drafts import BeginForm, DraftForm, WhyForm
from admin.gate import route
from admin.notices import tell
from admin.postform import as_typed, asked_for, begun_by, named, offer, people, show_clash, typed, version_of
from admin.postwords import Moving, buttons_of, rows_of, timeline_of, undo_of
from admin.throttle import press_own
from admin.views.preview import draft_owners, show_draft
from hub.actions import drafts, posting, uploads
from hub.actions.checklist import gaps_of, private_file
from hub.actions.drafts import Incomplete
from hub.actions.drafttext import pictures_in, rendered, title_of
from hub.actions.permissions import may
from hub.actions.poststate import VIEWS, counts, entries, in_view, matching, standing
from hub.actions.review import disclosure_words
from hub.content import Leaf, digest_of
from hub.content.addresses import post as post_address
from hub.model import HubError, Settings
from hub.records import FileChanged, Stale
from hub.records.kinds import Draft

blueprint = Blueprint("drafts", __name__, url_prefix="/posts")
Page = str | AnyResponse | tuple[str, int]
PER_PAGE = 50
_ANCHORS = {"disclosed": "disclosed-0", "authors": "add_author"}
"""What of the form a gap leads to, where that is not the field of its name."""


def _draft(draft_id: str) -> Draft:
    return drafts.find(g.desk, draft_id) or abort(404)


# -- the list


@route(blueprint, "/", action="draft.list")
def index() -> Page:
    """Every post somebody may see, by view, with a filter."""
    every = entries(g.desk, g.actor)
    total = counts(every)
    wanted = request.args.get("view", "")
    view = wanted if wanted in VIEWS else "waiting" if g.actor.staff and total["waiting"] else "all"
    words = request.args.get("q", "").strip()
    found = matching((entry for entry in every if in_view(entry, view)), g.desk, words)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    tabs = [
        {
            "label": label,
            "url": url_for("drafts.index", view=key, q=words or None),
            "count": total[key],
            "current": key == view,
        }
        for key, label in VIEWS.items()
        if g.actor.staff or total[key] or key in (view, "all")
    ]
    return render_template(
        "drafts/index.html",
        saved_views=tabs if total["all"] else [],
        rows=rows_of(found[(page - 1) * PER_PAGE : page * PER_PAGE]),
        view=view,
        words=words,
        page_number=page,
        pages=pages,
        total=total["all"],
        url_for_page=lambda number: url_for("drafts.index", view=view, q=words or None, page=number),
    )


# -- beginning


def _may_begin() -> bool:
    return bool(g.actor.handles) or may(g.actor, "draft.write")


@route(blueprint, "/new", action="draft.write", methods=["GET", "POST"])
def new() -> Page:
    """A new post: its title, and whose it is where that is a question."""
    if not _may_begin():
        return render_template("drafts/nobody.html"), 403
    form, everyone = BeginForm(), may(g.actor, "draft.write")
    if request.method == "GET":
        form.author.data = drafts.name_of(g.desk, g.actor.handles[0]) if g.actor.handles else ""
    elif form.validate():
        press_own("draft")
        try:
            authors = begun_by(form.author.data or "", everyone)
            made = drafts.begin(g.desk, g.actor, title=form.title.data or "", authors=authors)
            return redirect(url_for("drafts.write", draft=made.id), 303)
        except HubError as error:
            form.author.errors = [str(error)]
    known = people() if everyone else named(g.actor.handles)
    page = render_template("drafts/new.html", form=form, people=known, asks_whose=everyone or len(known) > 1)
    return (page, 422) if form.errors or form.author.errors else page


# -- one post


@route(blueprint, "/<draft>/", action="draft.read", owners=draft_owners)
def show(draft: str) -> Page:
    """Where a post stands, its text, and what can be done with it."""
    known = _draft(draft)
    live = posting.live_leaf(g.desk, known)
    return render_template(
        "drafts/show.html",
        draft=known,
        title=title_of(known),
        names=[drafts.name_of(g.desk, handle) for handle in known.authors],
        standing=standing(g.desk, known, live=live is not None),
        said=next((done for done in reversed(known.history) if done.words), None),
        timeline=timeline_of(known),
        can=buttons_of(known, live),
        live=live,
        why=WhyForm(digest=live.digest if live else ""),
        got=disclosure_words(known.disclosure),
        slug=known.slug,
        hub_address=_hub_address(known.slug) if live else "",
    )


def _hub_address(slug: str) -> str:
    settings: Settings = g.desk.settings
    return settings.origin + settings.base_path + post_address(slug)


def _writable(draft: Draft) -> bool:
    """Whether the actor may write in a draft as it stands."""
    return buttons_of(draft, None).write


@route(blueprint, "/<draft>/write", action="draft.write", owners=draft_owners, methods=["GET", "POST"])
def write(draft: str) -> Page:
    """The editor."""
    known, form = _draft(draft), DraftForm()
    if not _writable(known):
        return _sent_meanwhile(known, form)
    if request.method == "GET":
        form.fill(known)
        return _editor(known, form)
    offer(form, known)
    if not form.validate():
        form.spare()
        return _editor(known, form), 422
    try:
        return _written(known, form)
    except Stale as error:
        return show_clash(error, form)
    except HubError as error:
        form.form_errors = [str(error)]
        form.spare()
        return _editor(_draft(draft), form), 422


def _sent_meanwhile(known: Draft, form: DraftForm) -> Page:
    """Somebody sent the text in, or decided about it: what was typed since can be copied."""
    if request.method == "GET":
        return redirect(url_for("drafts.show", draft=known.id), 303)
    page = render_template(
        "drafts/moved.html",
        draft=known,
        standing=standing(g.desk, known),
        last=known.history[-1] if known.history else None,
        title=form.title.data or "",
        text=form.body.data or "",
    )
    return page, 409


def _written(known: Draft, form: DraftForm) -> Page:
    """Save what was typed, then do what the button said."""
    values = typed(form, known)
    do = request.form.get("do", "save")
    if form.cover_file.data and form.cover_file.data.filename:
        press_own("picture")
        file = form.cover_file.data
        upload = uploads.add_picture(g.desk, g.actor, known.id, file.read(), file.filename, form.cover_alt.data or "")
        values["cover"] = upload.path
    if form.picture.data and form.picture.data.filename:
        press_own("picture")
        file = form.picture.data
        alt = form.picture_alt.data or ""
        upload = uploads.add_picture(g.desk, g.actor, known.id, file.read(), file.filename, alt)
        values["body"] = f"{values['body'].rstrip()}\n\n{uploads.markdown_of(replace(upload, alt=alt or upload.alt))}"
        tell("The picture stands at the end of the text. Move its line to where it belongs.")
        do = "save"
    saved = drafts.save(g.desk, g.actor, known.id, values, expected=version_of(form))
    if do == "submit":
        try:
            sent = drafts.submit(g.desk, g.actor, known.id, expected=saved.version)
        except Incomplete:
            return redirect(url_for("drafts.write", draft=known.id, gaps=1), 303)
        tell(f"“{title_of(sent)}” is sent in. {standing(g.desk, sent).next}", undo=undo_of(sent))
        return redirect(url_for("drafts.show", draft=known.id), 303)
    if do == "close":
        return redirect(url_for("drafts.show", draft=known.id), 303)
    return redirect(url_for("drafts.write", draft=known.id), 303)


def _editor(known: Draft, form: DraftForm) -> str:
    offer(form, known)
    typed_now = request.method == "POST" and not form.body.errors  # a text too large to take is not looked through
    now = replace(known, **as_typed(form, known)) if typed_now else known
    return render_template(
        "drafts/write.html",
        draft=known,
        form=form,
        title=title_of(known),
        gaps=gaps_of(g.desk, now),
        anchors=_ANCHORS,
        told=request.args.get("gaps") == "1",
        asked=asked_for(known),
        saved=f"Saved {known.updated.astimezone(g.desk.zone):%H:%M}",
        pictures=[(upload, uploads.markdown_of(upload)) for upload in uploads.pictures_of(g.desk, g.actor, known)],
        people=people() if may(g.actor, "draft.write") else [],
        edits_live=known.path is not None,
    )


@route(blueprint, "/<draft>/autosave", action="draft.write", owners=draft_owners, methods=["POST"])
def autosave(draft: str) -> AnyResponse | tuple[AnyResponse, int]:
    """Save quietly while somebody writes."""
    known, form = _draft(draft), DraftForm()
    offer(form, known)
    if not form.validate():
        return jsonify(error="Something in the form has to be mended first"), 422
    try:
        saved = drafts.save(g.desk, g.actor, draft, typed(form, known, quietly=True), expected=version_of(form))
    except Stale:
        return jsonify(error="Someone else changed this in the meantime"), 409
    except HubError as error:
        return jsonify(error=str(error)), 422
    return jsonify(saved=f"{g.desk.local_now():%H:%M}", version=saved.version)


@route(blueprint, "/<draft>/preview", action="draft.write", owners=draft_owners, methods=["POST"])
def preview(draft: str) -> AnyResponse | tuple[AnyResponse, int]:
    """The address at which what stands in the form can be looked at."""
    known, form = _draft(draft), DraftForm()
    form.validate()
    if form.body.errors:
        return jsonify(error=form.body.errors[0]), 422
    try:
        return jsonify(url=show_draft(replace(known, **as_typed(form, known))))
    except HubError as error:
        return jsonify(error=str(error)), 422


@route(blueprint, "/<draft>/pictures", action="draft.write", owners=draft_owners, methods=["POST"])
def pictures(draft: str) -> AnyResponse | tuple[AnyResponse, int]:
    """Take a picture in: JSON for the editor's script, back to the page without it."""
    file, alt = request.files.get("file"), request.form.get("alt", "")
    wants_json = request.accept_mimetypes.best == "application/json"
    back = redirect(url_for("drafts.write", draft=draft, _anchor="pictures"), 303)
    try:
        if file is None or not file.filename:
            raise HubError("Choose a picture first.")
        press_own("picture")
        upload = uploads.add_picture(g.desk, g.actor, draft, file.read(), file.filename, alt)
    except HubError as error:
        if wants_json:
            return jsonify(error=str(error)), 422
        tell(str(error))
        return back
    if wants_json:
        return jsonify(path=upload.path, text=uploads.markdown_of(upload))
    tell("The picture is here. Copy its line into the text.")
    return back


@route(blueprint, "/<draft>/pictures/<name>", action="draft.read", owners=draft_owners)
def picture(draft: str, name: str) -> AnyResponse:
    """A picture of a draft, or one that the actor brought, while it is not public."""
    from flask import send_file

    known, media = _draft(draft), f"media/{name}"
    named = {known.cover, *pictures_in(rendered(known.body))}
    if media not in named and media not in {u.path for u in uploads.pictures_of(g.desk, g.actor, known)}:
        abort(404)
    place = private_file(g.desk, media) or g.desk.root / "content" / media
    if not place.is_file():
        abort(404)
    return send_file(place, max_age=0)


# -- what is done to one


@route(blueprint, "/<draft>/submit", action="draft.submit", owners=draft_owners, methods=["POST"])
def submit(draft: str) -> AnyResponse:
    """Send in what is saved."""
    try:
        sent = drafts.submit(g.desk, g.actor, draft)
    except Incomplete:
        return redirect(url_for("drafts.write", draft=draft, gaps=1), 303)
    tell(f"“{title_of(sent)}” is sent in. {standing(g.desk, sent).next}", undo=undo_of(sent))
    return redirect(url_for("drafts.show", draft=draft), 303)


@route(blueprint, "/<draft>/take-back", action="draft.submit", owners=draft_owners, methods=["POST"])
def take_back(draft: str) -> AnyResponse:
    """Out of review again."""
    back = drafts.take_back(g.desk, g.actor, draft)
    tell(f"“{title_of(back)}” is yours to write in again.", undo=undo_of(back))
    return redirect(url_for("drafts.write", draft=draft), 303)


@route(blueprint, "/<draft>/take-up", action="draft.write", owners=draft_owners, methods=["POST"])
def take_up(draft: str) -> AnyResponse:
    """Write on in what was declined or withdrawn."""
    drafts.take_up(g.desk, g.actor, draft)
    return redirect(url_for("drafts.write", draft=draft), 303)


@route(blueprint, "/<draft>/throw-away", action="draft.remove", owners=draft_owners, methods=["POST"])
def throw_away(draft: str) -> AnyResponse:
    """Throw a draft away; it can be undone."""
    known = _draft(draft)
    drafts.throw_away(g.desk, g.actor, draft)
    what = "The edit of " if known.path else ""
    tell(f"{what}“{title_of(known)}” is thrown away.", undo=undo_of(known))
    return redirect(url_for("drafts.index"), 303)


# -- live posts


def live_owners(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Whose the live post of a route is."""
    return drafts.post_owners(_leaf(values["slug"]))


def _leaf(slug: str) -> Leaf:
    found: Leaf | None = g.desk.shelf.leaf("posts", slug)
    return found or abort(404)


@route(blueprint, "/live/<slug>/", action="draft.read", owners=live_owners)
def live(slug: str) -> Page:
    """A post of the hub that has no private record: where it is, and what can be done with it."""
    known, leaf = drafts.open_edit(g.desk, slug), _leaf(slug)
    if known is not None:
        return redirect(url_for("drafts.show", draft=known.id), 303)
    names = [drafts.name_of(g.desk, handle) for handle in drafts.post_owners(leaf)]
    owners = drafts.post_owners(leaf)
    moving = Moving(
        edit=may(g.actor, "draft.write", owners), withdraw=may(g.actor, "post.withdraw", owners), slug=leaf.key
    )
    return render_template(
        "drafts/live.html",
        leaf=leaf,
        names=names,
        can=moving,
        why=WhyForm(digest=leaf.digest),
        hub_address=_hub_address(leaf.key),
    )


@route(blueprint, "/live/<slug>/edit", action="draft.write", owners=live_owners, methods=["POST"])
def edit(slug: str) -> AnyResponse:
    """Begin an edit; the live text stays until it is approved."""
    begun = drafts.begin_edit(g.desk, g.actor, slug)
    return redirect(url_for("drafts.write", draft=begun.id), 303)


@route(blueprint, "/live/<slug>/withdraw", action="post.withdraw", owners=live_owners, methods=["POST"])
def withdraw(slug: str) -> Page:
    """Take a post off the hub."""
    form, leaf = WhyForm(), _leaf(slug)
    if not (form.why.data or "").strip():
        form.why.errors = ["Say in a few words why it is taken off. This stays on the desk"]
        return render_template("drafts/withdraw.html", form=form, leaf=leaf), 422
    try:
        gone = posting.withdraw(g.desk, g.actor, slug, form.why.data, expected=form.digest.data or None)
    except FileChanged:
        form.digest.data = digest_of(g.desk.shelf.text(leaf.path).encode())
        form.form_errors = ["This post was changed while you looked at it. Look at it again, then take it off."]
        return render_template("drafts/withdraw.html", form=form, leaf=leaf), 409
    tell(f"“{title_of(gone)}” leaves the hub with the next publish. Its text is kept.", undo=undo_of(gone))
    return redirect(url_for("drafts.show", draft=gone.id), 303)
