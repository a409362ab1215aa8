"""Who may do what to whose things: one table, asked by every action and every page of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from hub.model import HubError
from hub.records.kinds import Account, Role

Reach = Literal["all", "own", ""]
ROLES: tuple[Role, ...] = ("owner", "editor", "reviewer", "advocate")
ROLE_NAMES: Mapping[str, str] = {
    "owner": "Owner",
    "editor": "Editor",
    "reviewer": "Reviewer",
    "advocate": "Advocate",
}
ANYONE = "desk.enter"
"""The action of pages that are for people who have not signed in."""


@dataclass(frozen=True, slots=True)
class Permission:
    """How far each role reaches with one action, and the action in words ("You may not ‹doing›")."""

    doing: str
    owner: Reach
    editor: Reach
    reviewer: Reach
    advocate: Reach

    def reach(self, role: Role) -> Reach:
        """How far `role` reaches: "all" things, only its "own", or none ("")."""
        reach: Reach = getattr(self, role)
        return reach


def _p(doing: str, owner: Reach, editor: Reach, reviewer: Reach, advocate: Reach) -> Permission:
    return Permission(doing, owner, editor, reviewer, advocate)


PERMISSIONS: Mapping[str, Permission] = {
    # The desk itself
    "desk.open": _p("open the desk", "all", "all", "all", "all"),
    "account.own": _p("change your own account", "all", "all", "all", "all"),
    "accounts.manage": _p("manage who can sign in", "all", "", "", ""),
    "audit.read": _p("read what was done", "all", "all", "", ""),
    "undo": _p("take back what somebody did", "all", "all", "own", "own"),
    "notice.dismiss": _p("put a notice away", "all", "all", "all", "all"),
    # People
    "person.list": _p("see the list of people", "all", "all", "all", ""),
    "person.read": _p("see this person", "all", "all", "all", "own"),
    "person.add": _p("add people", "all", "all", "", ""),
    "person.edit": _p("change what only staff may change", "all", "all", "", ""),
    "person.invite": _p("invite people", "all", "all", "", ""),
    "person.retire": _p("let somebody retire", "all", "all", "", ""),
    "person.erase": _p("erase a person", "all", "", "", ""),
    "profile.edit": _p("change this profile", "all", "all", "own", "own"),
    "profile.review": _p("approve profiles", "all", "all", "all", ""),
    # Consent
    "consent.read": _p("see this consent", "all", "all", "", "own"),
    "consent.give": _p("accept the terms for somebody else", "own", "own", "own", "own"),
    "consent.record": _p("record how consent was given", "all", "all", "", ""),
    "consent.withdraw": _p("withdraw this consent", "all", "all", "own", "own"),
    "terms.read": _p("read the terms", "all", "all", "all", "all"),
    "terms.edit": _p("change the terms", "all", "", "", ""),
    # Posts
    "draft.list": _p("see posts", "all", "all", "all", "own"),
    "draft.read": _p("read this draft", "all", "all", "all", "own"),
    "draft.write": _p("write in this draft", "all", "all", "own", "own"),
    "draft.submit": _p("send this draft in", "all", "all", "own", "own"),
    "draft.review": _p("review posts", "all", "all", "all", ""),
    "draft.remove": _p("throw this draft away", "all", "all", "own", "own"),
    "post.withdraw": _p("take this post off the hub", "all", "all", "own", "own"),
    # Recognition
    "badge.read": _p("see the badges", "all", "all", "all", "all"),
    "badge.edit": _p("make and change badges", "all", "all", "", ""),
    "award.list": _p("see all awards", "all", "all", "all", ""),
    "award.read": _p("see this award", "all", "all", "all", "own"),
    "award.give": _p("give badges", "all", "all", "", ""),
    "award.revoke": _p("revoke awards", "all", "all", "", ""),
    "award.hide": _p("hide this award", "all", "all", "own", "own"),
    # The hub
    "entry.read": _p("see pages and events", "all", "all", "all", ""),
    "entry.edit": _p("change pages and events", "all", "all", "", ""),
    "media.add": _p("add pictures", "all", "all", "all", "all"),
    "media.read": _p("see this picture", "all", "all", "all", "own"),
    "media.manage": _p("look after the media library", "all", "all", "", ""),
    "settings.edit": _p("change the hub's settings", "all", "", "", ""),
    "publish.read": _p("see what will change", "all", "all", "all", ""),
    "publish.run": _p("publish the hub", "all", "all", "", ""),
    "publish.rollback": _p("take the hub back to an earlier release", "all", "all", "", ""),
    "letter.read": _p("see the letters", "all", "all", "", ""),
    "letter.send": _p("send letters", "all", "all", "", ""),
}
"""Every action there is. A route or function that names another one does not start."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account's id, name and role, and the handles they act for."""

    id: str
    name: str
    role: Role
    handles: tuple[str, ...] = ()

    @classmethod
    def of(cls, account: Account) -> Actor:
        """Whoever is signed in to an account."""
        return cls(account.id, account.name or account.email, account.role, account.handles)

    @property
    def staff(self) -> bool:
        """Whether this is one of the program's staff."""
        return self.role != "advocate"


COMMAND_LINE = Actor("command-line", "The command line", "owner")
CLOCK = Actor("clock", "The desk's clock", "owner")


class NotAllowed(HubError):
    """What somebody may not do, and who can help."""

    def __init__(self, action: str, helpers: Iterable[str]) -> None:
        doing = PERMISSIONS[action].doing
        who = " or ".join(helpers) or "the owner"
        super().__init__(f"You may not {doing}. Ask {who} for help.")
        self.action = action


def may(actor: Actor, action: str, owners: Iterable[str] = ()) -> bool:
    """Whether `actor` may do `action` to a thing of `owners` (handles and account ids; none: nobody's).

    A thing with no owners is out of reach for whoever only reaches their own. Raises KeyError for an action
    that is not in the table.
    """
    match PERMISSIONS[action].reach(actor.role):
        case "all":
            return True
        case "own":
            return bool({actor.id, *actor.handles} & set(owners))
        case _:
            return False


def may_somewhere(actor: Actor, action: str) -> bool:
    """Whether `actor` may do `action` to anything at all: for menus and lists."""
    return PERMISSIONS[action].reach(actor.role) != ""


def authorise(actor: Actor, action: str, owners: Iterable[str] = ()) -> None:
    """Raise NotAllowed unless `may(actor, action, owners)`."""
    if not may(actor, action, owners):
        raise NotAllowed(action, helpers(action))


def helpers(action: str) -> tuple[str, ...]:
    """Which roles can do `action` for anybody, in words."""
    words = {"owner": "the owner", "editor": "an editor", "reviewer": "a reviewer"}
    found = [words[role] for role in ROLES if role in words and PERMISSIONS[action].reach(role) == "all"]
    return tuple(found)
