"""The way in: by password, by one-time link, and the first one; then one's own account."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from admin.addresses import absolute, home, local_path
from admin.forms.entry import AddressForm, NameForm, OwnerForm, PasswordForm, SignInForm
from admin.gate import route
from admin.members import begin_session, came_by_link, end_session
from admin.notices import tell
from admin.throttle import press, release
from hub.actions import accounts, entering
from hub.actions.addresses import same_address
from hub.actions.letters import mail_is_set
from hub.actions.links import NOBODY, LinkEnded, read_link
from hub.actions.passwords import hash_password, verify_password
from hub.actions.permissions import ANYONE
from hub.model import HubError
from hub.records.kinds import Account, OneTimeLink

blueprint = Blueprint("entry", __name__)
Page = str | AnyResponse | tuple[str, int]


@route(blueprint, "/sign-in", action=ANYONE, methods=["GET", "POST"])
def sign_in() -> Page:
    """Sign in by address and password."""
    form = SignInForm()
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(local_path(request.args.get("next")), 303)
        form.next.data = request.args.get("next", "")
        return _sign_in_page(form)
    if not form.validate():
        return _sign_in_page(form), 422
    known = same_address(form.email.data)
    press("sign-in", known)
    account = entering.sign_in(g.desk, form.email.data, form.password.data)
    if account is None:
        form.password.errors = ["The address and the password do not belong together. Check both, or have a link sent"]
        return _sign_in_page(form), 422
    release("sign-in", known)
    begin_session(account)
    return redirect(local_path(form.next.data), 303)


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "entry/sign_in.html",
        form=form,
        fresh=not entering.has_owner(g.desk),
        everywhere=request.args.get("out") == "everywhere",
    )


@route(blueprint, "/sign-in/link", action=ANYONE, methods=["GET", "POST"])
def ask_link() -> Page:
    """Have a sign-in link sent: the same answer whether the address is known or not."""
    form, mailing = AddressForm(), _mailing()
    if request.method == "GET":
        return render_template("entry/ask_link.html", form=form, mailing=mailing)
    if not form.validate():
        return render_template("entry/ask_link.html", form=form, mailing=mailing), 422
    press("link", same_address(form.email.data))
    answer = current_app.make_response(render_template("entry/link_sent.html", email=form.email.data, mailing=mailing))
    if mailing:
        answer.call_on_close(_send_later(form.email.data))
    return answer


def _send_later(email: str) -> Callable[[], None]:
    """What sends the link once the answer is out: a known address must take no longer to answer for."""
    desk, base, log = g.desk, absolute("/").rstrip("/"), current_app.logger

    def send() -> None:
        try:
            entering.send_link(desk, email, lambda path: base + path)
        except HubError as error:
            log.error("a sign-in link could not be sent: %s", error)

    return send


def _mailing() -> bool:
    """Whether letters go out by themselves; a wrong setting counts as set, and the log of letters says why."""
    try:
        return mail_is_set()
    except HubError:
        return True


@route(blueprint, "/enter/<token>", action=ANYONE, methods=["GET", "POST"])
def enter(token: str) -> Page:
    """The page of a one-time link: opening it changes nothing, its one button uses the link up."""
    press("token")
    try:
        link = read_link(g.desk, token)
        if link.account == NOBODY:
            return _first_owner(token)
        if request.method == "GET":
            who = g.desk.records.get(Account, link.account)
            return render_template("entry/enter.html", link=link, who=who, mailing=_mailing())
        account, link = entering.enter(g.desk, token)
    except LinkEnded as ended:
        return render_template("entry/link_ended.html", ended=ended, mailing=_mailing()), 410
    begin_session(account, by_link=True)
    return redirect(_after(link, account), 303)


def _after(link: OneTimeLink, account: Account) -> str:
    """A reset leads to a new password, everything else to the front page."""
    if link.purpose == "reset":
        return url_for("entry.password")
    if account.password is None and link.purpose == "invite":
        other = "or have a link sent each time: both work" if _mailing() else "since this desk sends no mail with links"
        tell(f"You are in. Choose a password under your account, {other}.")
    return home()


def _first_owner(token: str) -> Page:
    """The owner's link: name, address and password make the account."""
    form = OwnerForm()
    if request.method == "GET":
        return render_template("entry/owner.html", form=form)
    if not form.validate():
        return render_template("entry/owner.html", form=form), 422
    account = entering.become_owner(
        g.desk,
        token,
        email=form.email.data,
        name=form.name.data,
        hashed=hash_password(form.password.data),
    )
    begin_session(account)
    tell("The desk is yours. “Today” shows what comes next.")
    return redirect(home(), 303)


@route(blueprint, "/sign-out", action="account.own", methods=["POST"])
def sign_out() -> AnyResponse:
    """Sign out in this browser."""
    end_session()
    return redirect(url_for("entry.sign_in"), 303)


@route(blueprint, "/account", action="account.own", methods=["GET", "POST"])
def account() -> Page:
    """One's own account: the name, and ways to the rest."""
    form = NameForm(obj=g.account)
    if request.method == "GET":
        return render_template("entry/account.html", form=form, own=g.account)
    if not form.validate():
        return render_template("entry/account.html", form=form, own=g.account), 422
    accounts.set_name(g.desk, g.actor, form.name.data)
    tell("Saved. This is the name people see on the desk.")
    return redirect(url_for("entry.account"), 303)


@route(blueprint, "/account/password", action="account.own", methods=["GET", "POST"])
def password() -> Page:
    """Choose a password; all other sessions end."""
    form = PasswordForm()
    form.own_words = (g.account.name, g.account.email)
    ask_current = g.account.password is not None and not came_by_link()
    if request.method == "POST" and _may_change(form, ask_current):
        renewed = accounts.set_password(g.desk, g.actor, hash_password(form.password.data))
        begin_session(renewed)
        tell("Your password is set. Everywhere else you are signed out.")
        return redirect(url_for("entry.account"), 303)
    page = render_template("entry/password.html", form=form, own=g.account, ask_current=ask_current)
    return (page, 422) if form.errors else page


def _may_change(form: PasswordForm, ask_current: bool) -> bool:
    """Whether the new password will do, and whoever sits here knows the present one."""
    if not form.validate():
        return False
    if ask_current:
        press("password", g.account.id)
        if not verify_password(g.account.password, form.current.data or ""):
            form.current.errors = ["This is not your present password"]
            return False
    return True


@route(blueprint, "/account/sign-out-everywhere", action="account.own", methods=["POST"])
def sign_out_everywhere() -> AnyResponse:
    """End every session of one's account, this one too."""
    accounts.sign_out_everywhere(g.desk, g.actor)
    end_session()
    return redirect(url_for("entry.sign_in", out="everywhere"), 303)
