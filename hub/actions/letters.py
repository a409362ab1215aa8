"""Letters: queued within a change, sent a minute later so that undo is true, kept as a log of what was sent.

A letter's one-time link never stands in the records, whose former values the audit keeps. It lies in a file of
its own in `data/mail/` until the letter is gone out (or, without a mail server, until the link has ended).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from html import escape

from hub.actions.addresses import same_address, split_address
from hub.actions.desk import Desk, acting
from hub.actions.mail import MailServer, NotSent, Outgoing, mail_server, send
from hub.actions.permissions import CLOCK, Actor
from hub.model import HubError
from hub.records import Change, Records, Stale, new_id
from hub.records.kinds import Account, Letter

LINK = "{link}"
"""Where the link stands in a letter's text."""
_SECRET = "/enter/"
"""Stands in the address of every link that signs in."""
WAIT = dt.timedelta(seconds=60)
"""How long a letter waits, so that undo is true."""
_WAITS = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440))
"""How long to wait after each try that did not work; after the last one a letter has failed."""
_CLAIM = dt.timedelta(minutes=5)
"""While one process sends a letter, others leave it alone; if that process dies, it is tried again after this."""
_LINK_LIFE = dt.timedelta(days=8)
_SWEEP = dt.timedelta(minutes=5)

Sender = Callable[[Outgoing, MailServer], None]


def mail_is_set() -> bool:
    """Whether letters can be sent by themselves. Raises HubError when the setting cannot be used."""
    return mail_server() is not None


def queue_letter(
    change: Change,
    desk: Desk,
    *,
    to: str,
    subject: str,
    text: str,
    link: str = "",
    about: str = "",
    wait: dt.timedelta = WAIT,
) -> Letter:
    """Put a letter on its way, as part of a change: undone with it, sent after `wait`.

    `link`, an address or a path of the desk, goes where `{link}` stands in `text`, else at its end. Without a mail
    server the letter waits to be copied by hand. `about` is the subject of the change it belongs to. Raises
    HubError for what is no address.
    """
    to = to.strip()
    if split_address(to) is None:
        raise HubError(f"{to[:80]!r} is no e-mail address. Write it like noor@example.org.")
    text = text.strip() + "\n"
    if not link:
        text = text.replace(LINK, "(link)")  # somebody's own words, not the place of ours
    elif LINK not in text:
        text += f"\n{LINK}\n"
    link, secret = desk.at(link) if link.startswith("/") else link, _SECRET in link
    html = html_of(text)
    if link and not secret:
        text, html = text.replace(LINK, link), html.replace(LINK, escape(link))
    now, ready = desk.now(), _is_set_quietly()
    letter = Letter(
        id=new_id("letter"),
        to=to,
        subject=" ".join(subject.split())[:200],
        text=text,
        html=html,
        state="waiting" if ready else "to-copy",
        made=now,
        not_before=now + wait,
        about=about,
    )
    if secret:
        _keep_link(desk, letter.id, link)
    kept: Letter = change.put(letter, expected=None)
    return kept


def _is_set_quietly() -> bool:
    """Whether a server is set, also when its setting is wrong: then letters wait and say why."""
    try:
        return mail_is_set()
    except HubError:
        return True


def html_of(text: str) -> str:
    """A letter's plain text as HTML: paragraphs, and the link as a link."""
    paragraphs = [p.strip() for p in text.split("\n\n") if p.strip()]
    inner = "\n".join(f"<p>{escape(p).replace(chr(10), '<br>')}</p>" for p in paragraphs)
    inner = inner.replace(LINK, f'<a href="{LINK}">{LINK}</a>')
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"></head>\n'
        '<body style="font:16px/1.6 system-ui,sans-serif;max-width:36em;margin:2em auto;padding:0 1em">\n'
        f"{inner}\n</body></html>\n"
    )


# --- the link, beside the records ----------------------------------------------------------------------------


def _keep_link(desk: Desk, letter_id: str, link: str) -> None:
    folder = desk.data / "mail"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{letter_id}.link"
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(link)
        file.flush()
        os.fsync(file.fileno())


def _link(desk: Desk, letter_id: str) -> str:
    with suppress(OSError):
        return (desk.data / "mail" / f"{letter_id}.link").read_text(encoding="utf-8")
    return ""


def drop_link(desk: Desk, letter_id: str) -> None:
    """Forget a letter's link."""
    with suppress(OSError):
        (desk.data / "mail" / f"{letter_id}.link").unlink()


def _sweep(desk: Desk) -> None:
    """Forget links of letters that were undone, went out, or are older than any link lives."""
    folder, now = desk.data / "mail", desk.now()
    if not folder.is_dir():
        return
    for place in folder.glob("*.link"):
        letter = desk.records.get(Letter, place.stem)
        over = letter is not None and (letter.state == "sent" or letter.made + _LINK_LIFE < now)
        with suppress(OSError):
            age = now - dt.datetime.fromtimestamp(place.stat().st_mtime, dt.UTC)
            if over or (letter is None and age > _SWEEP):
                place.unlink()


# --- reading -------------------------------------------------------------------------------------------------


def find_letters(records: Records, *, state: str = "", words: str = "", about: str = "") -> tuple[Letter, ...]:
    """Letters in a state, with some words in address, subject or text, about a subject; newest first."""
    wanted = words.casefold().split()
    found = [x for x in records.all(Letter) if (not state or x.state == state) and (not about or x.about == about)]
    if wanted:
        found = [x for x in found if all(w in f"{x.to} {x.subject} {x.text}".casefold() for w in wanted)]
    return _newest(found)


def _newest(found: Iterable[Letter]) -> tuple[Letter, ...]:
    return tuple(sorted(found, key=lambda letter: (letter.made, letter.id), reverse=True))


def may_copy(desk: Desk, actor: Actor, letter: Letter) -> bool:
    """Whether `actor` may see the link in a letter: it signs in as whoever the letter is to."""
    if actor.role == "owner":
        return True
    address = same_address(letter.to)
    found = [a for a in desk.records.all(Account) if same_address(a.email) == address]
    return actor.staff and all(account.role == "advocate" for account in found)


def shown_text(desk: Desk, actor: Actor, letter: Letter) -> str:
    """A letter's text for reading; the link stands in it only while it is to be copied, for whoever may."""
    if LINK not in letter.text:
        return letter.text
    link = _link(desk, letter.id) if letter.state in ("to-copy", "failed") and may_copy(desk, actor, letter) else ""
    return letter.text.replace(LINK, link or "[the link is not kept]")


def copy_link(desk: Desk, actor: Actor, letter: Letter) -> str:
    """The link to copy where letters are not sent, empty when there is none (any more) or for somebody else."""
    if letter.state not in ("to-copy", "failed") or not may_copy(desk, actor, letter):
        return ""
    return _link(desk, letter.id)


# --- doing ---------------------------------------------------------------------------------------------------


def cancel(desk: Desk, actor: Actor, letter_id: str, *, expected: int | None = None) -> Letter:
    """Keep a letter that has not gone out from going out."""
    with acting(desk, actor, "letter.send", subject=f"letter:{letter_id}", undoable=True) as change:
        letter = _letter(change, letter_id)
        if letter.state not in ("waiting", "failed", "to-copy"):
            raise HubError("This letter has gone out already.")
        change.words = f"{actor.name} kept the letter “{letter.subject}” from going out"
        kept: Letter = change.put(replace(letter, state="cancelled"), expected=expected or letter.version)
    return kept


def mark_copied(desk: Desk, actor: Actor, letter_id: str, *, expected: int | None = None) -> Letter:
    """Note that somebody passed a letter on by hand; its link is forgotten here."""
    with acting(desk, actor, "letter.send", subject=f"letter:{letter_id}") as change:
        letter = _letter(change, letter_id)
        if letter.state not in ("to-copy", "failed"):
            raise HubError("This letter is not waiting to be passed on.")
        change.words = f"{actor.name} passed the letter “{letter.subject}” on by hand"
        kept: Letter = change.put(replace(letter, state="sent", sent=desk.now()), expected=expected or letter.version)
    drop_link(desk, letter_id)
    return kept


def try_again(desk: Desk, actor: Actor, letter_id: str, *, expected: int | None = None) -> Letter:
    """Send a letter that failed, or was to be copied before a mail server was set, at once."""
    if not mail_is_set():
        raise HubError("No mail server is set, so letters are copied by hand. Whoever runs the server can set one.")
    with acting(desk, actor, "letter.send", subject=f"letter:{letter_id}") as change:
        letter = _letter(change, letter_id)
        if letter.state not in ("failed", "to-copy"):
            raise HubError("This letter is not waiting for another try.")
        if LINK in letter.text and not _link(desk, letter_id):
            raise HubError("The link in this letter has ended. Invite the person again for a new one.")
        change.words = f"{actor.name} sent the letter “{letter.subject}” again"
        again = replace(letter, state="waiting", tries=0, trouble="", not_before=desk.now())
        kept: Letter = change.put(again, expected=expected or letter.version)
    return kept


def _letter(change: Change, letter_id: str) -> Letter:
    letter: Letter | None = change.get(Letter, letter_id)
    if letter is None:
        raise HubError("There is no such letter any more.")
    return letter


def send_due(desk: Desk, deliver: Sender = send) -> int:
    """Send every letter whose time has come; how many went out. Called by the clock.

    Each is claimed first, so that two processes never send one twice. What the server does not take is tried
    again after growing waits, then shown as failed with the reason. Raises HubError when the setting is wrong.
    """
    now = desk.now()
    _sweep(desk)
    due = [letter for letter in desk.records.all(Letter) if letter.state == "waiting" and letter.not_before <= now]
    if not due:
        return 0
    server = mail_server()
    if server is None:
        return 0
    return sum(_send_one(desk, letter, server, deliver) for letter in sorted(due, key=lambda x: (x.made, x.id)))


def _send_one(desk: Desk, letter: Letter, server: MailServer, deliver: Sender) -> bool:
    link = _link(desk, letter.id)
    if LINK in letter.text and not link:
        _note(desk, letter, replace(letter, state="failed", trouble="The link of this letter is no longer there."))
        return False
    claimed = _note(desk, letter, replace(letter, tries=letter.tries + 1, not_before=desk.now() + _CLAIM))
    if claimed is None:
        return False
    settings = desk.settings
    outgoing = Outgoing(
        id=letter.id,
        to=letter.to,
        subject=letter.subject,
        text=letter.text.replace(LINK, link),
        html=letter.html.replace(LINK, escape(link)),
        sender_name=settings.program.name or settings.title,
        reply_to=settings.program.contact or "",
    )
    try:
        deliver(outgoing, server)
    except NotSent as error:
        _note(desk, claimed, _after_failure(desk, claimed, error))
        return False
    _note(desk, claimed, replace(claimed, state="sent", sent=desk.now(), trouble=""))
    drop_link(desk, letter.id)
    return True


def _after_failure(desk: Desk, letter: Letter, error: NotSent) -> Letter:
    """The letter with the reason, and when it is tried next, if it is."""
    if error.final or letter.tries > len(_WAITS):
        return replace(letter, state="failed", trouble=str(error))
    return replace(letter, trouble=str(error), not_before=desk.now() + _WAITS[letter.tries - 1])


def _note(desk: Desk, before: Letter, after: Letter) -> Letter | None:
    """Write down how a letter fares; None when somebody else was at it first."""
    words = {
        "sent": f"The letter “{before.subject}” went out",
        "failed": f"The letter “{before.subject}” could not be sent",
    }.get(after.state, f"The letter “{before.subject}” is being sent")
    try:
        with acting(desk, CLOCK, "letter.send", subject=f"letter:{before.id}", words=words) as change:
            kept: Letter = change.put(after, expected=before.version)
    except Stale:
        return None
    return kept
