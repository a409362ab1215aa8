"""Who may sign in: the list, new accounts, links to pass on, roles, closing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.addresses import absolute
from admin.clash import form_clash, last_about
from admin.forms.accounts import AccountForm, NewAccountForm
from admin.gate import route
from admin.notices import tell
from admin.timeline import timeline
from hub.actions import accounts
from hub.actions.addresses import same_address
from hub.actions.letters import mail_is_set
from hub.actions.links import LIFE, link_id, link_path
from hub.actions.permissions import ROLE_NAMES
from hub.model import HubError
from hub.records import Stale
from hub.records.kinds import Account, OneTimeLink

blueprint = Blueprint("accounts", __name__, url_prefix="/program/accounts")
MANAGE = "accounts.manage"
PAGE = 50
Page = str | AnyResponse | tuple[str, int]

VIEWS: Mapping[str, tuple[str, Any]] = {
    "": ("All", lambda a: not a.disabled),
    "staff": ("Staff", lambda a: a.role != "advocate" and not a.disabled),
    "advocates": ("Advocates", lambda a: a.role == "advocate" and not a.disabled),
    "never": ("Never here yet", lambda a: a.last_seen is None and not a.disabled),
    "closed": ("Closed", lambda a: a.disabled),
}


@route(blueprint, "/", action=MANAGE)
def index() -> str:
    """Everybody who can sign in."""
    everyone = g.desk.records.all(Account)
    view = request.args.get("view", "")
    chosen = VIEWS.get(view, VIEWS[""])[1]
    words = same_address(request.args.get("q", ""))
    found = [a for a in everyone if chosen(a) and words in same_address(f"{a.name} {a.email} {' '.join(a.handles)}")]
    found.sort(key=lambda a: (list(ROLE_NAMES).index(a.role), accounts.called(a).casefold(), a.id))
    number = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "accounts/index.html",
        rows=found[(number - 1) * PAGE : number * PAGE],
        page_number=number,
        pages=-(-len(found) // PAGE),
        page_url=lambda n: url_for("accounts.index", view=view or None, q=request.args.get("q") or None, page=n),
        views=[
            {
                "label": label,
                "url": url_for("accounts.index", view=key or None),
                "count": sum(1 for a in everyone if test(a)),
                "current": key == view,
            }
            for key, (label, test) in VIEWS.items()
        ],
        view=view,
        q=request.args.get("q", ""),
        roles=ROLE_NAMES,
        called=accounts.called,
    )


@route(blueprint, "/new", action=MANAGE, methods=["GET", "POST"])
def new() -> Page:
    """Let one more person sign in."""
    form = NewAccountForm(role="advocate") if request.method == "GET" else NewAccountForm()
    mailing = mail_is_set()
    if request.method == "POST" and form.validate():
        try:
            account, token = accounts.add_account(
                g.desk,
                g.actor,
                email=form.email.data,
                name=form.name.data or "",
                role=form.role.data,
                handles=form.handle_list(),
                send=absolute if form.mail.data and mailing else None,
            )
        except HubError as error:
            _place(form, error)
        else:
            return _link_page(account, token, "new", mailed=bool(form.mail.data and mailing))
    page = render_template("accounts/new.html", form=form, mailing=mailing)
    return (page, 422) if form.errors else page


def _place(form: AccountForm, error: HubError) -> None:
    """Tell an action's refusal at the field it is about."""
    if isinstance(error, accounts.EmailTaken):
        form.email.errors = [str(error)]
    elif isinstance(error, accounts.UnknownHandle):
        form.handles.errors = [str(error)]
    else:
        form.role.errors = [str(error)]


@route(blueprint, "/<account_id>", action=MANAGE, methods=["GET", "POST"])
def edit(account_id: str) -> Page:
    """One account: its facts, and a form to change them."""
    account = _account(account_id)
    if request.method == "GET":
        return _edit_page(account, _form_of(account))
    form = AccountForm()
    if not form.validate():
        return _edit_page(account, form), 422
    try:
        became = accounts.change_account(
            g.desk,
            g.actor,
            account_id,
            email=form.email.data,
            name=form.name.data or "",
            role=form.role.data,
            handles=form.handle_list(),
            expected=form.expected(),
        )
    except Stale as stale:
        return _conflict(form, stale.current)
    except HubError as error:
        _place(form, error)
        return _edit_page(account, form), 422
    again = " Their sessions ended: they sign in anew." if became.epoch != account.epoch else ""
    tell(f"Saved {accounts.called(became)}.{again}")
    return redirect(url_for("accounts.index"), 303)


def _edit_page(account: Account, form: AccountForm) -> str:
    return render_template(
        "accounts/edit.html",
        form=form,
        account_=account,
        called=accounts.called(account),
        role=ROLE_NAMES[account.role],
        log=timeline(g.desk.records.log(limit=20, subject=f"account:{account.id}")),
    )


def _conflict(form: AccountForm, current: Account | None) -> Page:
    """Somebody changed the same account meanwhile."""
    if current is None:
        abort(404)
    return form_clash(
        accounts.called(current),
        form,
        _form_of(current),
        by=last_about(f"account:{current.id}"),
        again_url=url_for("accounts.edit", account_id=current.id),
        token={"version": str(current.version)},
    )


def _form_of(account: Account) -> AccountForm:
    now = {name: getattr(account, name) for name in ("email", "name", "role", "version")}
    return AccountForm(formdata=None, data=now | {"handles": ", ".join(account.handles)})


@route(blueprint, "/<account_id>/link", action=MANAGE, methods=["POST"])
def link(account_id: str) -> Page:
    """A link to pass on, which signs this person in once."""
    account, token = accounts.give_link(g.desk, g.actor, _account(account_id).id)
    return _link_page(account, token, "link")


@route(blueprint, "/<account_id>/reset", action=MANAGE, methods=["POST"])
def reset(account_id: str) -> Page:
    """End password, sessions and links, and give a link to begin anew."""
    account, token = accounts.reset_account(g.desk, g.actor, _account(account_id).id)
    return _link_page(account, token, "reset")


def _link_page(account: Account, token: str, why: str, *, mailed: bool = False) -> str:
    """The one page that shows a new link. It answers the button itself: the token is kept nowhere to show it later."""
    made = g.desk.records.get(OneTimeLink, link_id(token))
    purpose = made.purpose if made else "sign-in"
    return render_template(
        "accounts/link.html",
        account_=account,
        called=accounts.called(account),
        link=absolute(link_path(token)),
        why=why,
        mailed=mailed,
        days=LIFE[purpose].days,
    )


@route(blueprint, "/<account_id>/close", action=MANAGE, methods=["POST"])
def close(account_id: str) -> AnyResponse:
    """Let this person sign in no more."""
    closed = accounts.close_account(g.desk, g.actor, _account(account_id).id)
    tell(f"{accounts.called(closed)} cannot sign in any more. Their account keeps its place and can be opened again.")
    return redirect(url_for("accounts.edit", account_id=account_id), 303)


@route(blueprint, "/<account_id>/reopen", action=MANAGE, methods=["POST"])
def reopen(account_id: str) -> AnyResponse:
    """Let this person sign in again."""
    opened = accounts.reopen_account(g.desk, g.actor, _account(account_id).id)
    tell(f"{accounts.called(opened)} can sign in again.")
    return redirect(url_for("accounts.edit", account_id=account_id), 303)


def _account(account_id: str) -> Account:
    account = g.desk.records.get(Account, account_id)
    if account is None:
        abort(404)
    found: Account = account
    return found
