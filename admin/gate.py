"""The gate: every page names its action, and nobody gets past who may not do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from hub.actions.permissions import ANYONE, PERMISSIONS, Actor, authorise

Owners = Callable[[Mapping[str, Any]], Sequence[str]]
"""From a route's values to the handles and account ids its thing belongs to; may abort(404)."""
View = TypeVar("View", bound=Callable[..., Any])


def route(
    blueprint: Blueprint,
    rule: str,
    *,
    action: str,
    owners: Owners | None = None,
    methods: Sequence[str] = ("GET",),
    endpoint: str | None = None,
) -> Callable[[View], View]:
    """Put a view at `rule`; whoever opens it must be allowed `action` on the things of `owners`.

    Without `owners` the action must reach all things, or the view asks `authorise` itself for what it shows
    (an action that nobody has for their own only).
    """
    if action != ANYONE and action not in PERMISSIONS:
        raise LookupError(f"{rule}: there is no action called {action!r}")

    def add(view: View) -> View:
        gates = vars(view).setdefault("gates", {})
        gates[endpoint or view.__name__] = (action, owners)
        blueprint.add_url_rule(rule, endpoint or view.__name__, view, methods=list(methods))
        return view

    return add


def gate_of(app: Flask, endpoint: str) -> tuple[str, Owners | None] | None:
    """The action and owners of an endpoint, None when it names none."""
    view = app.view_functions.get(endpoint)
    gates: dict[str, tuple[str, Owners | None]] = getattr(view, "gates", {})
    return gates.get(endpoint.rpartition(".")[2])


def require_gates(app: Flask) -> None:
    """Raise LookupError naming every route without an action, so that such an app never starts."""
    open_ = sorted(rule.rule for rule in app.url_map.iter_rules() if gate_of(app, rule.endpoint) is None)
    if open_:
        raise LookupError(f"these pages name no action: {', '.join(open_)}")


def ask_at_gate() -> Response | None:
    """Before each request: sign-in first, then the table. Raises NotAllowed for the page that tells why."""
    if request.endpoint is None:
        return None
    gate = gate_of(current_app, request.endpoint)
    if gate is None:
        abort(404)
    action, owners = gate
    if action == ANYONE:
        return None
    if not current_user.is_authenticated:
        if request.method not in ("GET", "HEAD"):
            abort(401)  # a page that says so: what was typed is still in the page before
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("entry.sign_in", next=None if wanted == "/" else wanted), 303)
    actor: Actor = g.actor
    if owners is None:
        authorise(actor, action, (actor.id, *actor.handles))
    else:
        authorise(actor, action, owners(request.view_args or {}))
    return None
