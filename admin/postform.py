"""The form a post is written in, between what was typed and what a draft keeps."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request, url_for

from admin.clash import last_about
from admin.conflicts import show_conflict
from admin.forms.drafts import LABELS, DraftForm, plain_values
from hub.actions import drafts
from hub.actions.drafttext import title_of
from hub.actions.holding import may_show
from hub.actions.permissions import may
from hub.model import HubError
from hub.records import Stale
from hub.records.kinds import Draft, Person, Step


def people() -> list[tuple[str, str]]:
    """Handles and names of everyone who can be an author, by name."""
    names = {person.id: person.profile.name for person in g.desk.records.all(Person)}
    names.update({leaf.key: leaf.title for leaf in g.desk.shelf.of("advocates")})
    return sorted(names.items(), key=lambda item: (item[1].casefold(), item[0]))


def named(handles: tuple[str, ...]) -> list[tuple[str, str]]:
    """Some people's handles and names."""
    return [(handle, drafts.name_of(g.desk, handle)) for handle in handles]


def begun_by(words: str, everyone: bool) -> tuple[str, ...]:
    """The authors of a new post: whoever is named; nobody yet for staff, or the actor's own for an advocate."""
    if not words.strip():
        return () if everyone else g.actor.handles[:1]
    return (find_author(words),)


def typed(form: DraftForm, known: Draft, *, quietly: bool = False) -> dict[str, Any]:
    """The values to save: authors as they were unless somebody may and did change them.

    `quietly`, while somebody writes, a name that is being typed is left alone.
    """
    values = form.values()
    authors = form.chosen_authors() or (() if may(g.actor, "draft.write") else known.authors)
    more = (form.add_author.data or "").strip()
    if more and not quietly:
        authors = (*authors, find_author(more))
    values["authors"] = authors
    values["cover"] = "" if form.no_cover.data else form.cover.data or ""
    if known.path:
        values.pop("slug")
    return values


def _addable() -> list[tuple[str, str]]:
    """Whom the actor may name as an author: staff anybody, others only who is public, and themselves."""
    everyone = people()
    if may(g.actor, "draft.write"):
        return everyone
    return [one for one in everyone if _is_addable(one[0])]


def _is_addable(handle: str) -> bool:
    """Whether the actor may name this person as an author."""
    return may(g.actor, "draft.write") or handle in g.actor.handles or may_show(g.desk.records, g.desk, handle)


def _is_known(handle: str) -> bool:
    return g.desk.records.get(Person, handle) is not None or g.desk.shelf.leaf("advocates", handle) is not None


def find_author(words: str) -> str:
    """The handle of somebody by handle or name. Raises HubError when that is nobody, or several."""
    wanted = " ".join(words.split()).casefold()
    found = [handle for handle, name in _addable() if wanted in (handle, name.casefold())]
    if len(found) == 1:
        return found[0]
    if found:
        raise HubError(f"Several people are called {words}. Add one by their short name: {', '.join(found)}.")
    raise HubError(f"There is nobody called {words} here. Write the name as it stands on their page.")


def version_of(form: DraftForm) -> int | None:
    """The version the form was opened at."""
    return int(form.version.data) if (form.version.data or "").isdigit() else None


def offer(form: DraftForm, known: Draft) -> None:
    """Fill in the choices of a form about a draft."""
    chosen = (handle for handle in form.chosen_authors() if _is_known(handle) and _is_addable(handle))
    shown = dict.fromkeys((*known.authors, *chosen))
    form.offer([(group.key, group.name) for group in g.desk.settings.groups], named(tuple(shown)))


def asked_for(known: Draft) -> Step | None:
    """The reviewer's words while changes are asked for."""
    if known.state not in ("changes-asked", "draft"):
        return None
    last = next((done for done in reversed(known.history) if done.did in ("asked for changes", "sent in")), None)
    return last if last and last.did == "asked for changes" else None


def as_typed(form: DraftForm, known: Draft) -> dict[str, Any]:
    """What stands in the form, whether it can be saved or not."""
    values = form.values()
    values["cover"] = form.cover.data or None
    for key in ("language", "canonical"):
        values[key] = values[key] or None
    return {key: value for key, value in values.items() if key != "slug"} | {"authors": known.authors}


def show_clash(error: Stale, form: DraftForm) -> tuple[str, int]:
    """The page for whoever wrote while somebody else saved."""
    current: Draft | None = error.current
    if current is None:
        return render_template("drafts/gone.html", text=form.body.data or "", title=form.title.data or ""), 409
    mine = {
        name: "\n".join(request.form.getlist(name))
        for name in request.form
        if name not in ("csrf_token", "version", "do", "picture_alt", "add_author")
    }
    who, when = last_about(f"draft:{current.id}")
    rows = {f"got-{at}-{part}": f"What you got, {part}" for at in range(20) for part in ("kind", "item", "date")}
    return show_conflict(
        title_of(current),
        mine=mine,
        theirs=plain_values(current),
        who=who,
        when=when or current.updated,
        again_url=url_for("drafts.write", draft=current.id),
        labels={**LABELS, **rows},
        token={"version": str(current.version)},
    )
