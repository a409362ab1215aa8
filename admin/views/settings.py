"""The settings of the hub, section by section, and the page that sets a new one up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.clash import form_clash, last_hand, sent
from admin.conflicts import show_conflict
from admin.forms.fields import lines_of, tell_at
from admin.forms.settings import (
    ROW_FORMS,
    SECTION_FORMS,
    BrandForm,
    HubForm,
    RowsForm,
    SectionForm,
    SetUpForm,
    rows_form,
)
from admin.gate import route
from admin.notices import tell
from hub.actions.consent import current_terms
from hub.actions.filework import Refused
from hub.actions.settings import SECTIONS, Settled, add_logo, keyed, read_plain, save_settings, used_keys
from hub.actions.settings_setup import SET_UP, FirstWords, set_up_hub
from hub.actions.swatch import swatch
from hub.content.fields import without_controls
from hub.model import HubError
from hub.records import FileChanged

blueprint = Blueprint("settings", __name__, url_prefix="/hub")
_EXAMPLE = "https://advocates.example.com"


@route(blueprint, "/settings/", action="settings.edit")
def index() -> str:
    """All sections."""
    problems = g.desk.shelf.settings_problems()
    return render_template("settings/index.html", sections=SECTIONS, problems=problems)


@route(blueprint, "/settings/<name>", action="settings.edit", methods=["GET", "POST"])
def section(name: str) -> AnyResponse | str | tuple[str, int]:
    """One section's form."""
    if name in SECTION_FORMS:
        return _plain_section(name)
    return _rows_section(name) if name in ROW_FORMS else abort(404)


def _plain_section(name: str) -> AnyResponse | str | tuple[str, int]:
    now = read_plain(g.desk)
    form = SECTION_FORMS[name]()
    before = now.table(form.table) if form.table else now.values
    if request.method == "GET":
        form.fill(before, now.digest)
        return _show(name, form, now)
    if isinstance(form, HubForm):
        form.offer()
    if form.validate():
        try:
            changes = form.changes(before)
            logo = form.upload.data if isinstance(form, BrandForm) else None
            if logo and logo.filename:
                changes["brand.logo"] = _logo(logo)
            return _saved(name, changes, form.digest.data or "")
        except FileChanged as error:
            return _clash(error, name, form)
        except Refused as error:
            tell_at(form, error.at)
    return _show(name, form, now), 422


def _logo(file: Any) -> str:
    try:
        return add_logo(g.desk, g.actor, file.read(), file.filename)
    except HubError as error:
        raise Refused([("upload", str(error))]) from None


def _saved(name: str, changes: Mapping[str, object | None], digest: str) -> AnyResponse:
    entry = save_settings(g.desk, g.actor, name, changes, expected=digest)
    if entry:
        tell(f"{SECTIONS[name][0]}: saved. It shows with the next publish.", undo=entry)
    else:
        tell("Nothing was different, so nothing was changed.")
    return redirect(url_for("settings.section", name=name), 303)


def _show(name: str, form: SectionForm, now: Settled) -> str:
    if isinstance(form, HubForm):
        form.offer()
    logo = str(now.table("brand").get("logo") or "")
    return render_template(
        f"settings/{name}.html", form=form, label=SECTIONS[name][0], about=SECTIONS[name][1], logo=logo
    )


def _clash(error: FileChanged, name: str, form: SectionForm) -> tuple[str, int]:
    """Both versions of one section: what was typed, and what the file says now."""
    now = read_plain(g.desk)
    theirs = type(form)(None)
    theirs.fill(now.table(form.table) if form.table else now.values, "")
    return form_clash(
        f"{SECTIONS[name][0]}, settings",
        form,
        theirs,
        by=last_hand(error.path, now.digest),
        again_url=url_for("settings.section", name=name),
        token={"digest": now.digest},
    )


# --------------------------------------------------------------------------------------------------------- lists


def _rows_section(name: str) -> AnyResponse | str | tuple[str, int]:
    now = read_plain(g.desk)
    if request.method == "GET":
        return _rows_page(name, rows_form(name, now.rows(name), now.digest))
    form = ROW_FORMS[name]()
    do, _, at = request.form.get("do", "save").partition("-")
    if do != "save":
        return _rows_page(name, rows_form(name, _moved(form.typed(), do, at), form.digest.data or ""))
    valid = form.validate()
    if not form.nameless() and valid and not _still_used(name, now, form):
        try:
            tables = keyed([_plain_row(name, row) for row in form.filled()], name.rstrip("s"))
            return _saved(name, {name: _with_unseen(tables, now.rows(name)) or None}, form.digest.data or "")
        except FileChanged as error:
            return _rows_clash(error, name, form)
        except Refused as error:
            tell_at(form, error.at)
    return _rows_page(name, form), 422


def _rows_clash(error: FileChanged, name: str, form: RowsForm) -> tuple[str, int]:
    """Both versions of a list: what was typed, and what the file says now, row by row."""
    now = read_plain(g.desk)
    theirs = rows_form(name, now.rows(name), "")
    who, when = last_hand(error.path, now.digest)
    return show_conflict(
        f"{SECTIONS[name][0]}, settings",
        mine=_row_values(form),
        theirs=_row_values(theirs),
        who=who,
        when=when,
        again_url=url_for("settings.section", name=name),
        labels={
            field.name: f"{number}. {field.label.text}"
            for number, entry in enumerate(form.rows, 1)
            for field in entry.form
        },
        token={"digest": now.digest, **{entry.form["key"].name: entry.form["key"].data or "" for entry in form.rows}},
    )


def _row_values(form: RowsForm) -> dict[str, str]:
    return {field.name: sent(field) for entry in form.rows for field in entry.form if field.short_name != "key"}


def _moved(rows: list[dict[str, Any]], do: str, at: str) -> list[dict[str, Any]]:
    """Rows with one added, taken out, or moved up or down by one."""
    place = int(at) if at.isdigit() and int(at) < len(rows) else -1
    if do == "add":
        return [*rows, {}]
    if place < 0:
        return rows
    row = rows.pop(place)
    if do == "up":
        rows.insert(max(place - 1, 0), row)
    elif do == "down":
        rows.insert(place + 1, row)
    return rows


def _plain_row(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the file has it: texts on one line, a weight as a number."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if key == "weight":
            found[key] = None if value is None else int(value) if value == int(value) else float(value)
        else:
            # Controls that were pasted along unseen: `check` could name the list, but not the row.
            found[key] = " ".join(without_controls(str(value or "")).split())
    return found


def _with_unseen(tables: list[dict[str, Any]], before: tuple[Mapping[str, Any], ...]) -> list[dict[str, Any]]:
    """Tables as they will be; a default nobody wrote (kind, weight) is not written either."""
    known = {str(row.get("key")): row for row in before}
    for table in tables:
        old = known.get(str(table["key"]), {})
        if table.get("kind") == "direct" and "kind" not in old:
            del table["kind"]
    return tables


def _still_used(name: str, now: Settled, form: RowsForm) -> bool:
    """Note what was taken out although people or texts name it; whether there is such."""
    kept = {str(row.get("key")) for row in form.filled()}
    gone = [row for row in now.rows(name) if str(row.get("key")) not in kept]
    if not gone:
        return False
    used = used_keys(g.desk, name)
    wrong = []
    for row in gone:
        count = used.get(str(row.get("key")), 0)
        if count:
            places = f"{count} place{'s' if count > 1 else ''}"
            wrong.append(("", f"“{row.get('name')}” is used in {places}, so it stays. Change those first"))
    tell_at(form, wrong)
    return bool(wrong)


def _rows_page(name: str, form: RowsForm) -> str:
    return render_template(
        f"settings/{name}.html", form=form, label=SECTIONS[name][0], about=SECTIONS[name][1], name=name
    )


# -------------------------------------------------------------------------------------------------------- colours


@route(blueprint, "/settings/swatch.svg", action="settings.edit")
def swatches() -> Response:
    """How the hub looks in two colours, light and dark, with the contrast of its words."""
    colours = [c for c in (request.args.get("first", ""), request.args.get("second", "")) if c]
    try:
        drawing = swatch(colours)
    except ValueError:
        abort(404)
    response = Response(drawing, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


# --------------------------------------------------------------------------------------------------------- set up


@route(blueprint, "/set-up", action="settings.edit", methods=["GET", "POST"])
def set_up() -> AnyResponse | str | tuple[str, int]:
    """The first page of a new hub: what it is called, where it is, whom to ask."""
    now, form = read_plain(g.desk), SetUpForm()
    if request.method == "GET":
        _first_words(form, now)
        return render_template("settings/set_up.html", form=form.offer())
    if form.validate():
        first = FirstWords(
            name=" ".join((form.name.data or "").split()),
            tagline=" ".join((form.tagline.data or "").split()),
            contact=(form.contact.data or "").strip(),
            base_url=(form.base_url.data or "").strip(),
            time_zone=form.time_zone.data,
            terms=lines_of(form.terms.data),
        )
        try:
            set_up_hub(g.desk, g.actor, first, expected=form.digest.data or "")
        except FileChanged as error:
            return _set_up_clash(error, form)
        except Refused as error:
            tell_at(form, error.at)
        else:
            tell("The program is set up. Next: a badge, and the first advocate.")
            return redirect(url_for("front.today"), 303)
    return render_template("settings/set_up.html", form=form.offer()), 422


def _set_up_clash(error: FileChanged, form: SetUpForm) -> tuple[str, int]:
    now, theirs = read_plain(g.desk), SetUpForm(None)
    _first_words(theirs, now)
    return form_clash(
        "Set up the program",
        form,
        theirs,
        by=last_hand(error.path, now.digest),
        again_url=url_for("settings.set_up"),
        token={"digest": now.digest},
    )


def _first_words(form: SetUpForm, now: Settled) -> None:
    """Show what is known; what came with a new hub as an example is left for people to fill in."""
    from hub.records.kinds import Note

    fresh = g.desk.records.get(Note, SET_UP) is None
    program, values = now.table("program"), now.values
    example = fresh and str(values.get("base_url", "")).rstrip("/") == _EXAMPLE
    form.name.data = "" if example else str(program.get("name") or values.get("title") or "")
    form.tagline.data = "" if example else str(values.get("tagline") or "")
    form.contact.data = str(program.get("contact") or "")
    form.base_url.data = "" if example else str(values.get("base_url") or "")
    form.time_zone.data = str(values.get("time_zone") or "UTC")
    form.terms.data = current_terms(g.desk).text
    form.digest.data = now.digest
