"""Badge definitions: the list with its pictures, the designer, and an advocate's own badges."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.clash import file_clash, form_values
from admin.forms.badges import BadgeForm
from admin.forms.fields import tell_at
from admin.gate import route
from admin.listing import moment_words
from admin.notices import tell
from admin.views.awards import face_of
from hub.actions.award_list import all_awards, awards_of, has_ended, name_of
from hub.actions.badges import (
    PICTURE_SIZES,
    BadgeText,
    create_badge,
    from_text,
    is_fixed,
    picture,
    picture_mark,
    read_badge,
    remove_badge,
    save_badge,
)
from hub.actions.durations import in_words
from hub.actions.filework import Refused
from hub.actions.permissions import may
from hub.content import Leaf
from hub.model import HubError
from hub.records import FileChanged

blueprint = Blueprint("badges", __name__)
_YEAR = 31_536_000
MOST_HOLDERS = 24
"""Awards shown on a badge's own page; the list of awards has them all."""


@route(blueprint, "/recognition/", action="badge.read")
def index() -> str:
    """Every badge, with how many hold it."""
    desk = g.desk
    held = Counter(given.badge for given in all_awards(desk) if given.counts)
    rows = [
        {
            "leaf": leaf,
            "url": url_for("badges.show", slug=leaf.key),
            "picture": picture_url(leaf, 150),
            "holders": held[leaf.key],
            "tier": _tier(str(leaf.fields.get("tier") or "")),
        }
        for leaf in sorted(desk.shelf.of("badges"), key=lambda leaf: (leaf.title.casefold(), leaf.key))
    ]
    return render_template("badges/index.html", rows=rows, awards=sum(held.values()))


def _tier(key: str) -> str:
    tier = g.desk.settings.tier(key)
    return tier.name if tier else ""


def picture_url(leaf: Leaf, size: int) -> str:
    """The address of a badge's picture, which changes with the picture; "" when the file cannot be read."""
    try:
        mark = picture_mark(g.desk, from_text(g.desk.shelf.text(leaf.path)))
    except HubError:
        return ""
    return url_for("badges.saved_picture", slug=leaf.key, size=size, v=mark)


@route(blueprint, "/recognition/badges/<slug>/", action="badge.read")
def show(slug: str) -> str:
    """One badge: its picture, what it takes, and who holds it."""
    desk = g.desk
    leaf = desk.shelf.leaf("badges", slug) or abort(404)
    try:
        words, _, digest = read_badge(desk, slug)
    except HubError as error:
        return render_template("badges/broken.html", leaf=leaf, trouble=str(error))
    mine = [given for given in all_awards(desk) if given.badge == slug] if may(g.actor, "award.list") else []
    holders = [
        {
            "given": given,
            "name": name_of(desk, given.handle),
            "ended": has_ended(desk, given),
            "since": moment_words(given.awarded),
            "face": face_of(given.handle),
        }
        for given in mine[:MOST_HOLDERS]
    ]
    return render_template(
        "badges/show.html",
        leaf=leaf,
        words=words,
        digest=digest,
        picture=picture_url(leaf, 300),
        holders=holders,
        count=len({given.handle for given in mine if given.counts}),
        more=len(mine) - len(holders),
        tier=_tier(words.tier or ""),
        lasts=in_words(words.valid_for),
        fixed=is_fixed(desk, slug),
    )


@route(blueprint, "/recognition/badges/new", action="badge.edit", methods=["GET", "POST"])
def new() -> AnyResponse | str | tuple[str, int]:
    """Make a badge."""
    form = BadgeForm().prepare(g.desk.settings)
    if request.method == "GET":
        form.fill(BadgeText("", ""), "", "")
        return _designer(form)
    if _only_picture():
        return _designer(form)
    if form.validate():
        try:
            saved = create_badge(g.desk, g.actor, form.words(), (form.slug.data or "").strip())
        except Refused as error:
            tell_at(form, error.at)
        else:
            tell(f"“{form.words().name}” is made. Now somebody can be given it.", undo=saved.entry)
            return redirect(url_for("badges.show", slug=saved.slug), 303)
    return _designer(form), 422


@route(blueprint, "/recognition/badges/<slug>/edit", action="badge.edit", methods=["GET", "POST"])
def edit(slug: str) -> AnyResponse | str | tuple[str, int]:
    """Change a badge."""
    leaf = g.desk.shelf.leaf("badges", slug)
    if leaf is None:
        return _gone(slug) if request.method == "POST" else abort(404)
    words, _, digest = read_badge(g.desk, slug)
    form = BadgeForm().prepare(g.desk.settings, words.valid_for)
    if request.method == "GET":
        form.fill(words, slug, digest)
        return _designer(form, leaf)
    if _only_picture():
        return _designer(form, leaf)
    if form.validate():
        mine = form.words(words.valid_for)
        try:
            saved = save_badge(
                g.desk,
                g.actor,
                slug,
                mine,
                expected=form.digest.data or "",
                new_slug=(form.slug.data or "").strip() or slug,
            )
        except FileChanged as error:
            return _clash(error, form, slug)
        except Refused as error:
            tell_at(form, error.at)
        else:
            tell(f"“{mine.name}” is saved.", undo=saved.entry)
            return redirect(url_for("badges.show", slug=saved.slug), 303)
    return _designer(form, leaf), 422


def _gone(slug: str) -> tuple[str, int]:
    """The badge was removed while somebody changed it: what was typed can be made anew."""
    form = BadgeForm().prepare(g.desk.settings)
    return _clash(FileChanged(f"content/badges/{slug}.md", None), form, slug)


def _clash(error: FileChanged, form: BadgeForm, slug: str) -> tuple[str, int]:
    return file_clash(
        error,
        form,
        form.name.data or slug,
        read=lambda text: _read_form(text, slug),
        again_url=url_for("badges.edit", slug=slug),
        gone_url=url_for("badges.new"),
    )


def _read_form(text: str, slug: str) -> BadgeForm:
    """A form that shows what a badge file says."""
    words = from_text(text)
    form = BadgeForm(None, meta={"csrf": False}).prepare(g.desk.settings, words.valid_for)
    form.fill(words, slug, "")
    return form


def _only_picture() -> bool:
    return request.form.get("do") == "picture"


def _designer(form: BadgeForm, leaf: Leaf | None = None) -> str:
    """The designer with the picture of what is in the form now."""
    names = ("name", "shape", "emblem", "palette", "ground", "accent", "tier", "ribbon")
    values = {name: value for name, value in form_values(form).items() if name in names and value}
    return render_template(
        "badges/designer.html",
        form=form,
        leaf=leaf,
        fixed=leaf is not None and is_fixed(g.desk, leaf.key),
        live=url_for("badges.drawn"),
        picture=f"{url_for('badges.drawn')}?{urlencode({**values, 'size': 300})}",
    )


@route(blueprint, "/recognition/badges/<slug>/remove", action="badge.edit", methods=["POST"])
def remove(slug: str) -> AnyResponse:
    """Remove a badge nobody ever got."""
    words, _, digest = read_badge(g.desk, slug)
    done = remove_badge(g.desk, g.actor, slug, expected=request.form.get("digest") or digest)
    tell(f"“{words.name}” is removed.", undo=done.entry)
    return redirect(url_for("badges.index"), 303)


@route(blueprint, "/recognition/badges/picture.png", action="badge.edit")
def drawn() -> Response:
    """The picture of a design that is being tried out, from the names and values of its form."""
    form = BadgeForm(request.args, meta={"csrf": False}).prepare(g.desk.settings)
    form.ribbon.data = bool(request.args.get("ribbon"))
    try:
        data = picture(g.desk, form.words(), _size(request.args.get("size", 300, type=int)))
    except HubError as error:
        return Response(str(error), 422, mimetype="text/plain")
    return _png(data, "private, max-age=60")


@route(blueprint, "/recognition/badges/<slug>/picture-<int:size>.png", action="badge.read")
def saved_picture(slug: str, size: int) -> Response:
    """A badge's own picture, 150, 300 or 600 pixels wide."""
    words, _, _ = read_badge(g.desk, slug)
    return _png(picture(g.desk, words, _size(size), kept=True), f"private, max-age={_YEAR}")


def _size(size: int) -> int:
    if size not in PICTURE_SIZES:
        abort(404)
    return size


def _png(data: bytes, keep: str) -> Response:
    response = Response(data, mimetype="image/png")
    response.headers["Cache-Control"] = keep
    return response


@route(blueprint, "/badges/", action="badge.read")
def own() -> str:
    """The badges of whoever is signed in: to look at, take along, hide and show."""
    desk = g.desk
    mine: list[dict[str, Any]] = [
        {
            "given": given,
            "url": url_for("awards.show", award_id=given.id),
            "picture": url_for("awards.picture", award_id=given.id, size=300) if given.handle else "",
            "ended": has_ended(desk, given),
            "since": moment_words(given.awarded),
        }
        for given in awards_of(desk, g.actor.handles)
        if given.counts
    ]
    names = {leaf.key: leaf.title for leaf in desk.shelf.of("badges")}
    held = {item["given"].badge for item in mine}
    others = [leaf for leaf in desk.shelf.of("badges") if leaf.key not in held and not leaf.trouble]
    return render_template(
        "badges/own.html",
        mine=mine,
        names=names,
        others=[{"leaf": leaf, "picture": picture_url(leaf, 150)} for leaf in others],
    )
