"""Pages of the hub as they would be: drafts, and whatever is being written, in the hub's own look."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, current_app, g, render_template, request, url_for
from werkzeug.wrappers import Response

from admin.gate import route
from hub.actions.checklist import private_file
from hub.actions.desk import Desk
from hub.actions.drafts import find, name_of, owners_of
from hub.actions.posting import preview_file
from hub.content.store import Store
from hub.content.workshop import workshop
from hub.model import HubError
from hub.records.kinds import Draft
from hub.web.preview import Page, gather, make_page

blueprint = Blueprint("preview", __name__, url_prefix="/preview")

_MOST = 24
"""Pages kept at once. One that was put away is made again, or, if it was never saved, asked for again."""
_FOREVER = 31_536_000


class Previews:
    """The pages looked at lately, by who looks and at what, each with a mark of what it was made from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[str, tuple[str, Page]] = OrderedDict()
        self.store: Store | None = None

    def get(self, key: str) -> Page | None:
        """The page under a key."""
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            self._pages.move_to_end(key)
            return found[1]

    def fresh(self, key: str, mark: str, make: Callable[[], Page]) -> Page:
        """The page under a key, made anew when its mark is another."""
        with self._lock:
            found = self._pages.get(key)
        if found is not None and found[0] == mark:
            return found[1]
        page = make()
        with self._lock:
            self._pages[key] = (mark, page)
            self._pages.move_to_end(key)
            while len(self._pages) > _MOST:
                self._pages.popitem(last=False)
        return page


def _previews() -> Previews:
    kept = current_app.extensions.setdefault("laurel.previews", Previews())
    if kept.store is None:
        kept.store = Store(workshop(g.desk.root) / "cache" / "previews")
    found: Previews = kept
    return found


def _page(desk: Desk, path: str, text: str, base: str, names: Mapping[str, str]) -> Page:
    store = _previews().store
    laid = gather(desk.shelf, path, text, names=names, find=lambda media: private_file(desk, media), store=store)
    return make_page(laid, desk.now(), base, store)


def show(path: str, text: str, names: Mapping[str, str] | None = None) -> str:
    """The address at which whoever is signed in can look at `text` as the page of the content file at `path`.

    It lasts until they have looked at many others. `names` are people by handle who have no public profile yet.
    Raises HubError for a text that cannot be taken apart, and for kinds without pages (awards, contributions).
    """
    token = secrets.token_urlsafe(12)
    base = url_for("preview.thing", token=token).rstrip("/")
    page = _page(g.desk, path, text, base, names or {})
    _previews().fresh(f"thing {g.actor.id} {token}", token, lambda: page)
    return url_for("preview.thing", token=token)


def show_draft(draft: Draft) -> str:
    """The address at which the actor can look at a draft that is not saved; one for each actor and draft."""
    path, text = preview_file(g.desk, draft)
    mark = hashlib.sha256(f"{path}\n{text}".encode("utf-8", "replace")).hexdigest()[:12]
    base = url_for("preview.live", draft=draft.id).rstrip("/")
    _previews().fresh(_live_key(draft.id), mark, lambda: _page(g.desk, path, text, base, _names(draft)))
    return url_for("preview.live", draft=draft.id)


def _live_key(draft_id: str) -> str:
    return f"live {g.actor.id} {draft_id}"


def _names(draft: Draft) -> dict[str, str]:
    return {handle: name_of(g.desk, handle) for handle in draft.authors}


def draft_owners(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Whose the draft of a route is; 404 when it is gone."""
    return owners_of(_draft(values["draft"]))


def _draft(draft_id: str) -> Draft:
    return find(g.desk, draft_id) or abort(404)


@route(blueprint, "/draft/<draft>/", action="draft.read", owners=draft_owners, endpoint="draft")
@route(blueprint, "/draft/<draft>/<path:rest>", action="draft.read", owners=draft_owners, endpoint="draft_part")
def draft(draft: str, rest: str = "") -> Response | str | tuple[str, int]:
    """A draft as it is saved."""
    known = _draft(draft)
    base = url_for("preview.draft", draft=draft).rstrip("/")

    def make() -> Page:
        path, text = preview_file(g.desk, known)
        return _page(g.desk, path, text, base, _names(known))

    mark = f"{known.version} {id(g.desk.shelf.of('advocates'))} {id(g.desk.settings)}"
    try:
        page = _previews().fresh(f"draft {draft}", mark, make)
    except HubError as error:
        return _cannot(error)
    return _answer(page, rest)


@route(blueprint, "/live/<draft>/", action="draft.read", owners=draft_owners, endpoint="live")
@route(blueprint, "/live/<draft>/<path:rest>", action="draft.read", owners=draft_owners, endpoint="live_part")
def live(draft: str, rest: str = "") -> Response | str | tuple[str, int]:
    """What the actor is writing in a draft right now."""
    page = _previews().get(_live_key(draft))
    return _answer(page, rest) if page else (render_template("preview/gone.html"), 404)


@route(blueprint, "/thing/<token>/", action="desk.open", endpoint="thing")
@route(blueprint, "/thing/<token>/<path:rest>", action="desk.open", endpoint="thing_part")
def thing(token: str, rest: str = "") -> Response | str | tuple[str, int]:
    """What `show` was given by the same person."""
    page = _previews().get(f"thing {g.actor.id} {token}")
    return _answer(page, rest) if page else (render_template("preview/gone.html"), 404)


def _answer(page: Page, rest: str) -> Response | str | tuple[str, int]:
    """The page itself or one of its assets; for any other page of the hub a word that this is a preview."""
    try:
        found = page.answer(rest)
    except HubError as error:
        return _cannot(error)
    if found is None:
        return render_template("preview/elsewhere.html"), 404
    if rest.startswith("static/") and found.status_code == 200 and request.args.get("v"):
        found.headers["Cache-Control"] = f"private, max-age={_FOREVER}, immutable"
    return found


def _cannot(error: HubError) -> tuple[str, int]:
    return render_template("preview/cannot.html", error=error), 422
