"""The media library: pictures and files, small and whole, where each is used, added and removed."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.clash import form_clash, last_about
from admin.forms.fields import tell_at
from admin.forms.media import AddMediaForm, AltForm
from admin.gate import route
from admin.listing import here, matcher, sliced
from admin.mending import mend_url
from admin.notices import tell
from hub.actions.media import (
    MediaItem,
    add_media,
    describe_media,
    library,
    media_bytes,
    media_item,
    remove_media,
    thumbnail,
)
from hub.actions.privateuses import Use
from hub.model import HubError
from hub.records import Stale

blueprint = Blueprint("media", __name__, url_prefix="/hub/media")
_YEAR = 31_536_000
VIEWS = {"": "All", "pictures": "Pictures", "files": "Files", "unused": "Not used", "waiting": "Not public yet"}


def _find(name: str) -> MediaItem:
    found: MediaItem = media_item(g.desk, f"media/{name}") or abort(404)
    return found


def _owners(values: Mapping[str, Any]) -> Sequence[str]:
    """Whoever sent a picture that is not public; what is public belongs to nobody."""
    item = _find(values["name"])
    return (item.upload.by,) if item.upload else ()


def _in_view(item: MediaItem, view: str) -> bool:
    match view:
        case "pictures":
            return item.is_picture
        case "files":
            return not item.is_picture
        case "unused":
            return not item.uses
        case "waiting":
            return not item.public
        case _:
            return True


@route(blueprint, "/", action="entry.read")
def index() -> str:
    """Everything in the library."""
    items, wanted = library(g.desk), request.args.get("q", "")
    view = request.args.get("view", "")
    view, matches = view if view in VIEWS else "", matcher(wanted)
    shown = [
        item for item in items if _in_view(item, view) and matches(item.name, item.alt, *(u.title for u in item.uses))
    ]
    tabs = [
        {
            "label": label,
            "url": here(view=key, page=None),
            "count": sum(_in_view(item, key) for item in items),
            "current": key == view,
        }
        for key, label in VIEWS.items()
    ]
    return render_template("media/index.html", ways=tabs, slice=sliced(shown, 60), q=wanted, view=view)


@route(blueprint, "/add", action="media.manage", methods=["GET", "POST"])
def add() -> AnyResponse | str | tuple[str, int]:
    """Add a picture or a file."""
    form = AddMediaForm()
    if request.method == "GET":
        return render_template("media/add.html", form=form)
    if form.validate():
        file = form.file.data
        try:
            path, entry = add_media(g.desk, g.actor, file.read(), file.filename, form.alt.data or "")
        except HubError as error:
            tell_at(form, [("file", str(error))])
        else:
            tell(
                f"{path.rpartition('/')[2]} is in the library. It is published once something uses it.",
                undo=entry or None,
            )
            return redirect(url_for("media.show", name=path.removeprefix("media/")), 303)
    return render_template("media/add.html", form=form), 422


@route(blueprint, "/of/<path:name>", action="entry.read")
def show(name: str) -> str:
    """One file: what it is, where it is used, and what it shows."""
    item = _find(name)
    form = _alt_form(item)
    return render_template("media/show.html", item=item, form=form, uses=_uses(item.uses), name=name)


def _uses(uses: Iterable[Use]) -> list[dict[str, str]]:
    """Where a file is used, each page once: somebody's profile and its change on the way are one."""
    return [{"title": title, "url": url} for title, url in dict.fromkeys((use.title, use_url(use)) for use in uses)]


def use_url(use: Use) -> str:
    """The desk's page of a place that uses a file, "" when it has none."""
    match use.kind:
        case "draft":
            return url_for("drafts.show", draft=use.key)
        case "person":
            return url_for("people.person", handle=use.key)
        case "settings":
            return url_for("settings.section", name=use.key)
    leaf = g.desk.shelf.leaf(use.kind, use.key)
    return (mend_url(g.desk, leaf.path) if leaf else None) or ""


@route(blueprint, "/of/<path:name>/describe", action="media.manage", methods=["POST"])
def describe(name: str) -> AnyResponse | tuple[str, int]:
    """Say what a picture shows."""
    item, form = _find(name), AltForm()
    if not form.validate():
        return render_template("media/show.html", item=item, form=form, uses=_uses(item.uses), name=name), 422
    try:
        entry = describe_media(g.desk, g.actor, item.path, form.alt.data or "", seen=form.seen.data)
    except Stale:
        return _clash(_find(name), form)
    tell("Saved. These words are offered wherever the picture is put in.", undo=entry or None)
    return redirect(url_for("media.show", name=name), 303)


def _alt_form(item: MediaItem) -> AltForm:
    return AltForm(None, data={"alt": item.alt, "seen": item.alt})


def _clash(item: MediaItem, form: AltForm) -> tuple[str, int]:
    """Somebody else described the same picture meanwhile."""
    return form_clash(
        item.name,
        form,
        _alt_form(item),
        by=last_about(f"media:{item.path}"),
        again_url=url_for("media.describe", name=item.path.removeprefix("media/")),
        token={"seen": item.alt},
    )


@route(blueprint, "/of/<path:name>/remove", action="media.manage", methods=["POST"])
def remove(name: str) -> AnyResponse:
    """Take a file that nothing uses out of the library."""
    item = _find(name)
    entry = remove_media(g.desk, g.actor, item.path)
    tell(f"{item.name} is removed.", undo=entry or None)
    return redirect(url_for("media.index"), 303)


@route(blueprint, "/small/<path:name>", action="media.read", owners=_owners)
def small(name: str) -> Response:
    """A small picture for lists."""
    item = _find(name)
    if not item.is_picture:
        abort(404)
    try:
        data = thumbnail(g.desk, item)
    except HubError:
        abort(404)
    response = Response(data, mimetype="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={_YEAR}" if request.args.get("v") else "private, no-cache"
    return response


@route(blueprint, "/raw/<path:name>", action="media.read", owners=_owners)
def raw(name: str) -> Response:
    """The file itself. Only pictures are shown in the browser; anything else is saved."""
    item = _find(name)
    kind = mimetypes.guess_type(item.name)[0] or "application/octet-stream"
    response = Response(media_bytes(g.desk, item), mimetype=kind if item.is_picture else "application/octet-stream")
    response.headers["Cache-Control"] = "private, no-cache"
    if not item.is_picture:
        response.headers.set("Content-Disposition", "attachment", filename=item.name)
    return response
