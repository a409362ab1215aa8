"""Pages, events, resources, changes and topics, and the page that leads to all of the hub's parts."""

from __future__ import annotations

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.clash import file_clash
from admin.forms.entries import EntryForm, entry_form
from admin.forms.fields import tell_at
from admin.gate import route
from admin.listing import matcher, moment_words, sliced
from admin.notices import tell
from admin.views.preview import show as preview_address
from hub.actions.award_list import people
from hub.actions.entries import (
    KINDS,
    EntryKind,
    EntryText,
    compose,
    create_entry,
    entry_text,
    read_entry,
    remove_entry,
    save_entry,
)
from hub.actions.filework import Refused
from hub.actions.media import add_media, how_many
from hub.actions.permissions import may
from hub.content import Leaf
from hub.model import HubError
from hub.records import FileChanged

blueprint = Blueprint("entries", __name__, url_prefix="/hub")
_KIND = f"<any({','.join(KINDS)}):kind>"


@route(blueprint, "/", action="entry.read")
def index() -> str:
    """The parts of the hub, each with how much there is of it."""
    desk = g.desk
    kinds = [
        {
            "label": spec.many,
            "note": spec.about,
            "url": url_for("entries.listing", kind=key),
            "count": len(desk.shelf.of(key)),
        }
        for key, spec in KINDS.items()
    ]
    return render_template("entries/hub.html", kinds=kinds, media=how_many(desk))


@route(blueprint, f"/{_KIND}/", action="entry.read")
def listing(kind: str) -> str:
    """All entries of a kind."""
    spec, wanted = KINDS[kind], request.args.get("q", "")
    matches = matcher(wanted)
    shown = [leaf for leaf in g.desk.shelf.of(kind) if matches(leaf.title, leaf.key)]
    rows = [_row(spec, leaf) for leaf in shown]
    return render_template("entries/list.html", spec=spec, slice=sliced(rows), q=wanted)


def _row(spec: EntryKind, leaf: Leaf) -> dict[str, str]:
    fields = leaf.fields
    note = {"events": "place", "resources": "kind", "pages": "summary", "topics": "", "changes": ""}[spec.key]
    return {
        "title": leaf.title or leaf.key,
        "url": url_for("entries.show", kind=spec.key, slug=leaf.key),
        "note": str(fields.get(note) or "") if note else "",
        "when": moment_words(leaf.date) if spec.key in ("events", "changes") else "",
        "state": "cannot be read" if leaf.trouble else "in the menu" if fields.get("menu") else "",
        "tone": "problem" if leaf.trouble else "neutral",
    }


@route(blueprint, f"/{_KIND}/new", action="entry.edit", methods=["GET", "POST"])
def new(kind: str) -> AnyResponse | str | tuple[str, int]:
    """Make an entry."""
    spec, form = KINDS[kind], entry_form(KINDS[kind])
    if request.method == "GET":
        form.fill(EntryText({"date": g.desk.local_now().date().isoformat()}, ""), "", "", g.desk.zone)
        return _page(spec, form)
    if form.validate():
        try:
            words = _with_upload(spec, form)
            saved = create_entry(g.desk, g.actor, kind, words, (form.slug.data or "").strip())
        except Refused as error:
            tell_at(form, error.at)
        else:
            tell(
                f"“{words.values.get('title')}” is saved. It goes out with the next publish.", undo=saved.entry or None
            )
            return redirect(url_for("entries.show", kind=kind, slug=saved.slug), 303)
    return _page(spec, form), 422


@route(blueprint, f"/{_KIND}/<slug>/", action="entry.read")
def show(kind: str, slug: str) -> str:
    """An entry in its form, or for whoever may only look, as readers see it."""
    spec, leaf = KINDS[kind], g.desk.shelf.leaf(kind, slug) or abort(404)
    try:
        words, _, digest = read_entry(g.desk, kind, slug)
    except HubError as error:
        return render_template("entries/broken.html", spec=spec, leaf=leaf, trouble=str(error))
    if not may(g.actor, "entry.edit"):
        seen = preview_address(leaf.path, g.desk.shelf.text(leaf.path))
        return render_template("entries/read.html", spec=spec, leaf=leaf, preview=seen)
    form = entry_form(spec)
    form.fill(words, slug, digest, g.desk.zone)
    return _page(spec, form, leaf)


@route(blueprint, f"/{_KIND}/<slug>/", action="entry.edit", methods=["POST"])
def save(kind: str, slug: str) -> AnyResponse | str | tuple[str, int]:
    """Change an entry."""
    spec, leaf = KINDS[kind], g.desk.shelf.leaf(kind, slug)
    form = entry_form(spec)
    if form.validate():
        try:
            if leaf is None:
                raise FileChanged(f"content/{kind}/{slug}.md", None)
            words = _with_upload(spec, form)
            goal = (form.slug.data or "").strip() or slug
            saved = save_entry(g.desk, g.actor, kind, slug, words, expected=form.digest.data or "", new_slug=goal)
        except FileChanged as error:
            return file_clash(
                error,
                form,
                leaf.title if leaf else slug,
                read=lambda text: _read_form(spec, text, slug),
                again_url=url_for("entries.save", kind=kind, slug=slug),
                gone_url=url_for("entries.new", kind=kind),
            )
        except Refused as error:
            tell_at(form, error.at)
        else:
            tell(
                f"“{words.values.get('title')}” is saved. It goes out with the next publish.", undo=saved.entry or None
            )
            return redirect(url_for("entries.show", kind=kind, slug=saved.slug), 303)
    return _page(spec, form, leaf), 422


def _read_form(spec: EntryKind, text: str, slug: str) -> EntryForm:
    form = entry_form(spec, posted=False)
    form.fill(entry_text(text), slug, "", g.desk.zone)
    return form


def _with_upload(spec: EntryKind, form: EntryForm) -> EntryText:
    """What was typed, with a file that was sent along put into the library first. Raises Refused at its field."""
    words = form.words()
    file = form.upload.data if "upload" in form else None
    if not file or not file.filename:
        return words
    try:
        path, _ = add_media(g.desk, g.actor, file.read(), file.filename)
    except HubError as error:
        raise Refused([("upload", str(error))]) from None
    form.file.data = path
    return EntryText({**words.values, "file": path}, words.body)


def _page(spec: EntryKind, form: EntryForm, leaf: Leaf | None = None) -> str:
    form.offer(people(g.desk), [(group.key, group.name) for group in g.desk.settings.groups])
    path = spec.address.format(slug=leaf.key) if spec.address and leaf else spec.listing
    address = g.desk.settings.base_url.rstrip("/") + path if leaf and path else ""
    return render_template(
        "entries/form.html", spec=spec, form=form, leaf=leaf, address=address, zone=g.desk.settings.time_zone
    )


@route(blueprint, f"/{_KIND}/preview", action="entry.edit", methods=["POST"])
def preview(kind: str) -> AnyResponse:
    """What is in the form now as readers would see it: an address for the script, the page itself without."""
    spec, form = KINDS[kind], entry_form(KINDS[kind])
    words, slug = form.words(), (form.slug.data or "").strip() or "preview"
    title = str(words.values.get("title") or "") or "Without a title"
    text = compose(spec, EntryText({**words.values, "title": title}, words.body), g.desk.zone)
    address = preview_address(f"content/{kind}/{slug}.md", text)
    if request.accept_mimetypes.best == "application/json":
        answer: AnyResponse = jsonify(url=address)
        return answer
    return redirect(address, 303)


@route(blueprint, f"/{_KIND}/<slug>/remove", action="entry.edit", methods=["POST"])
def remove(kind: str, slug: str) -> AnyResponse:
    """Take an entry off the hub."""
    leaf = g.desk.shelf.leaf(kind, slug) or abort(404)
    done = remove_entry(g.desk, g.actor, kind, slug, expected=request.form.get("digest") or leaf.digest)
    tell(f"“{leaf.title or slug}” is removed. It leaves the hub with the next publish.", undo=done.entry or None)
    return redirect(url_for("entries.listing", kind=kind), 303)
