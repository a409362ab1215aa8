"""Erasing a person: everything about them goes, from the private records, the content and what was made of it.

Their awards stay as nameless revocations, so that a badge somebody shows can be told from one that never was.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hub.actions import erasing
from hub.actions.addresses import same_address
from hub.actions.consent import told
from hub.actions.desk import Desk, acting
from hub.actions.erased import is_erased, read_list, remember_erased, write_list
from hub.actions.forgetreleases import forget_releases
from hub.actions.holding import people_in
from hub.actions.leaving import Leaving, Step, leaving, unlinked
from hub.actions.letters import drop_link
from hub.actions.permissions import COMMAND_LINE, Actor, authorise
from hub.actions.persons import find_person
from hub.actions.scrub import NOBODY, Scrubber
from hub.content import digest_of, edit_front_matter, edit_yaml, front_matter, new_yaml, yaml_values
from hub.content.links import classify
from hub.model import HubError
from hub.publish import forget_published, hold
from hub.publish.outplace import record_file
from hub.records import Change, Unfinished
from hub.records.kinds import Account, Draft, Held, Letter, Note, OneTimeLink, Person, Publish, Terms, Upload

_STAYS = (".gitignore", "written", "published.json", "restore.json", "objects", "releases", "sent")
"""What of `.laurel/` is no copy of content: locks, and which files lie in folders elsewhere, so that the next build
there knows what to take away; which release each host was sent. Releases forget by themselves."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing did, in numbers, and files in which the name may still stand in words by others."""

    name: str
    posts: int
    bylines: int
    awards: int
    drafts: int
    accounts: int
    left: tuple[str, ...] = ()


def foresee(desk: Desk, handle: str) -> Erased:
    """What erasing somebody would do. Raises HubError when there is nobody with this handle."""
    current = find_person(desk.records, desk, handle)
    if current is None:
        raise HubError(f"There is nobody with the handle {handle} here.")
    found = leaving(desk, handle, award=str, links=False)
    email = current.person.email if current.person else ""
    return Erased(
        name=current.profile.name,
        posts=len(found.of("post")),
        bylines=len(found.of("byline")),
        awards=len(found.of("award")) + sum(_is_award(h) for h in desk.records.all(Held) if h.handle == handle),
        drafts=sum(draft.authors == (handle,) for draft in desk.records.all(Draft)),
        accounts=sum(_is_theirs(account, handle, email) for account in desk.records.all(Account)),
    )


def _is_award(held: Held) -> bool:
    return held.path.startswith("content/awards/")


def _is_theirs(account: Account, handle: str, email: str) -> bool:
    """Whether an account goes with a person: one that acts for nobody else, or whose address is their own.

    Staff keep theirs: they work here, and it may be the only owner's.
    """
    if account.role != "advocate" or handle not in account.handles:
        return False
    return account.handles == (handle,) or bool(email and same_address(account.email) == same_address(email))


def erase(desk: Desk, actor: Actor, handle: str, *, typed: str) -> Erased:
    """Erase a person. `typed` is the handle once more, typed by whoever decides: it cannot be undone.

    The hub itself changes at the next publish. Raises HubError when `typed` differs or nobody has the handle,
    and with status 3 while a build is at work.
    """
    authorise(actor, "person.erase")
    if typed.strip() != handle:
        raise HubError(f"Type the handle {handle} to erase this person. Nothing was changed.")
    current = find_person(desk.records, desk, handle)
    if current is None and not is_erased(desk, handle=handle):
        raise HubError(f"There is nobody with the handle {handle} here.")
    with hold(desk.root, "erasing a person"):
        _finish(desk, but=handle)
        return _erase(desk, actor, handle)


def finish_erasing(desk: Desk) -> None:
    """Bring an erasure to its end that a killed process began; nothing happens while somebody is at it."""
    with suppress(HubError), hold(desk.root, "erasing a person"):
        _finish(desk)


def _finish(desk: Desk, but: str = "") -> None:
    begun = erasing.unfinished(desk.data)
    if begun is not None and begun.handle != but:
        _erase(desk, COMMAND_LINE, begun.handle)


def _erase(desk: Desk, actor: Actor, handle: str) -> Erased:
    current = find_person(desk.records, desk, handle)
    email = current.person.email if current and current.person else ""
    accounts = [a for a in desk.records.all(Account) if _is_theirs(a, handle, email)]
    drafts = [d.id for d in desk.records.all(Draft) if d.authors == (handle,)]
    known = erasing.know(desk, handle, current, accounts)
    scrubber = known.scrubber
    today = desk.local_now().date().isoformat()
    before, listed = erasing.unfinished(desk.data), read_list(desk.data)
    erasing.begin(desk.data, known)
    remember_erased(desk, handle, scrubber.emails, desk.local_now().date())
    try:
        found, awards, known = _everywhere(desk, actor, known, today)
    except Unfinished:
        raise  # it counts, and the next start of Laurel goes on
    except Exception:  # nothing was changed, and whoever asked is told why
        if before is None:
            erasing.end(desk.data)
            write_list(desk.data, listed)
        else:
            erasing.begin(desk.data, before)
        raise
    desk.shelf.leaves(fresh=True)
    for letter in known.letters:
        drop_link(desk, letter)
    for file in known.files:
        with suppress(FileNotFoundError):
            (desk.data / file).unlink()
    _forget_copies(desk, scrubber)
    erasing.end(desk.data)
    return Erased(
        name=current.profile.name if current else "",
        posts=len(found.of("post")),
        bylines=len(found.of("byline")),
        awards=awards,
        drafts=len(drafts),
        accounts=len(accounts),
        left=tuple(_left(desk, scrubber)),
    )


def _everywhere(desk: Desk, actor: Actor, known: erasing.Known, today: str) -> tuple[Leaving, int, erasing.Known]:
    """The one change that takes somebody out of everything; what then is to be done about files is noted before."""
    handle, scrubber = known.handle, known.scrubber
    with acting(desk, actor, "person.erase", subject=f"advocate:{NOBODY}", words="Erased a person") as change:
        found = leaving(desk, handle, award=lambda text: nameless(text, today))
        awards = _content(change, desk, found, scrubber)
        awards += _held(change, scrubber, today)
        _drafts(change, handle)
        _accounts(change, set(known.ids), handle)
        letters = _letters(change, known)
        files = _uploads(change, desk, known, found)
        known = known.also(files=files, letters=letters)
        erasing.begin(desk.data, known)
        _everything_else(change, scrubber)
        change.forget(scrubber.entry(desk.records.former))
    told(desk, change)
    return found, awards, known


def nameless(text: str, today: str) -> str:
    """An award as it stays when its holder was erased: revoked, and naming nobody."""
    gone = dict.fromkeys(("advocate", "evidence", "recipient", "credential", "hidden"))
    revoked = {"date": today, "reason": "erased"}
    try:
        awarded = str(yaml_values(text).get("awarded", ""))[:10]
        revoked["date"] = max(today, awarded)
        return edit_yaml(text, {**gone, "revoked": revoked})
    except HubError:
        fields = {key: value for key, value in yaml_values(text).items() if key not in gone}
        return new_yaml({**fields, "revoked": revoked})


def _content(change: Change, desk: Desk, found: Leaving, scrubber: Scrubber) -> int:
    """Write what content becomes; how many awards stay as revocations."""
    awards = 0
    for step in found.steps:
        text = step.text
        if step.what == "award" and text is not None:
            awards += 1
            text = _plain_award(text, scrubber)
            other = _award_path(step, text, scrubber)
            if other != step.path:
                change.file(step.path, None, expected=step.digest)
                change.file(other, text.encode("utf-8"), expected=None)
                continue
        change.file(step.path, None if text is None else text.encode("utf-8"), expected=step.digest)
    for name in found.media:
        data = (desk.root / "content" / name).read_bytes()
        change.file(f"content/{name}", None, expected=digest_of(data))
    return awards


def _plain_award(text: str, scrubber: Scrubber) -> str:
    """An erased award without comments that tell whose it was."""
    return new_yaml(yaml_values(text)) if scrubber.is_in(text) else text


def _award_path(step: Step, text: str, scrubber: Scrubber) -> str:
    """Where an erased award lies: elsewhere when its path tells whose it was."""
    award_id = str(yaml_values(text).get("id") or "")
    if not scrubber.is_in(step.path) or not award_id:
        return step.path
    return f"content/awards/erased/{award_id}.yaml"


def _held(change: Change, scrubber: Scrubber, today: str) -> int:
    """What was held back for the person goes. Awards become revocations; how many did."""
    awards, handle = 0, scrubber.handle
    for held in change.all(Held):
        path = held.path.partition("#")[0]
        people = people_in(path, held.text) if "#" not in held.path else (held.handle,)
        if held.handle != handle and handle not in people and path != f"content/advocates/{handle}.md":
            continue
        if _is_award(held) and held.why == "withdrawn":
            awards += 1  # it was public once, and somebody may still show it
            text = _plain_award(nameless(held.text, today), scrubber)
            change.file(held.path, text.encode("utf-8"), expected=None)
            change.remove(Held, held.id)
        elif others := [name for name in people if name != handle]:
            text = edit_front_matter(held.text, _without(held.text, handle))
            change.put(replace(held, text=text, handle=others[0] if held.handle == handle else held.handle))
        else:
            change.remove(Held, held.id)
    return awards


def _without(text: str, handle: str) -> dict[str, object | None]:
    fields = front_matter(text)[0]
    found: dict[str, object | None] = {}
    for key in ("authors", "hosts", "advocates"):
        names = fields.get(key)
        if isinstance(names, list) and handle in names:
            found[key] = [name for name in names if name != handle] or None
    return found


def _drafts(change: Change, handle: str) -> None:
    """Drafts of theirs alone go, those with others lose the byline and links to their page."""

    def leads_there(address: str) -> bool:
        found = classify(address.strip("<>\"'"))
        page = found.target.split("?")[0].rstrip("/") if found.kind == "page" else ""
        return (found.kind, found.target) == ("advocate", handle) or page == f"/advocates/{handle}"

    for draft in change.all(Draft):
        others = tuple(name for name in draft.authors if name != handle)
        if others:
            cleaned = replace(draft, authors=others, body=unlinked(draft.body, leads_there))
            if cleaned != draft:
                change.put(cleaned)
        elif draft.authors:
            change.remove(Draft, draft.id)


def _accounts(change: Change, removed: set[str], handle: str) -> None:
    for account in change.all(Account):
        if account.id in removed:
            change.remove(Account, account.id)
        elif handle in account.handles:
            change.put(replace(account, handles=tuple(name for name in account.handles if name != handle)))
    for link in change.all(OneTimeLink):
        if link.account in removed:
            change.remove(OneTimeLink, link.id)
    change.remove(Person, handle)


def _letters(change: Change, known: erasing.Known) -> list[str]:
    """Letters to them and about them go; the ids of those that did."""
    theirs = {same_address(email) for email in known.emails}
    about = {f"advocate:{known.handle}", *(f"{kind}:{id}" for id in known.ids for kind in ("account", "draft"))}
    gone = [x.id for x in change.all(Letter) if same_address(x.to) in theirs or x.about in about]
    for letter in gone:
        change.remove(Letter, letter)
    return gone


def _uploads(change: Change, desk: Desk, known: erasing.Known, found: Leaving) -> list[str]:
    """Pictures of theirs that nothing else shows go; the files to take away once all is done."""
    used = "\n".join(f"{draft.cover or ''}\n{draft.body}" for draft in change.all(Draft))
    used += "\n".join(held.text for held in change.all(Held))
    used += "\n".join(f"{p.profile.photo}\n{p.profile.bio}" for p in change.all(Person))
    gone = [path for path in (*known.media, *found.media) if path not in used]
    for upload in change.all(Upload):
        if upload.path in gone:
            change.remove(Upload, upload.id)
    return [path for path in gone if (desk.data / path).is_file() and ".." not in path]


def _everything_else(change: Change, scrubber: Scrubber) -> None:
    """Their name and addresses go out of what others wrote and what the desk noted.

    Accounts stay as they are: those of theirs alone are gone, and what others sign in with is not touched.
    """
    for kind in (Draft, Held, Letter, Note, Person, Publish, Terms, Upload):
        for record in change.all(kind):
            clean = scrubber.text if kind in (Draft, Held, Terms) else scrubber.strictly
            cleaned = scrubber.record(record, clean)
            if cleaned != record:
                change.put(cleaned)


def _forget_copies(desk: Desk, scrubber: Scrubber) -> None:
    """Copies of content that builds and the desk made for themselves go; they are made anew when needed."""
    shop = desk.root / ".laurel"
    forget_published(desk.root, scrubber.is_in)
    forget_releases(desk, scrubber)
    for place in shop.iterdir() if shop.is_dir() else ():
        if place.name in _STAYS or ".lock" in place.name or place.name.startswith("restore-"):
            continue
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)
        else:
            with suppress(OSError):
                place.unlink()
    with suppress(OSError):
        record_file(shop, Path(os.path.realpath(desk.root / "public"))).unlink()  # all of public/ is the build's
    for folder in (desk.data / "records" / "unplaced", desk.data / "previews"):
        for file in _files(folder):
            if scrubber.is_in_bytes(file.read_bytes()) or scrubber.is_in(file.name):
                with suppress(OSError):
                    file.unlink()


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file()) if folder.is_dir() else ()


def _left(desk: Desk, scrubber: Scrubber) -> Iterator[str]:
    """Content files in which the name, the address or the handle still stands in words by others, and folders in
    which a restore has put aside what was there before."""
    for folder in sorted(desk.root.glob("before-restore-*")):
        if any(scrubber.is_in_bytes(file.read_bytes()) for file in _files(folder)):
            yield folder.name
    for path in desk.shelf.leaves(fresh=True):
        try:
            text = desk.shelf.text(path)
        except HubError:
            continue
        if scrubber.text(text) != text or any(_alone(name, text) for name in scrubber.names):
            yield path


def _alone(name: str, text: str) -> bool:
    """Whether a name of one word stands in a text as a name would: with a capital letter."""
    return " " not in name and name[:1].isupper() and re.search(rf"\b{re.escape(name)}\b", text) is not None


def again(desk: Desk, actor: Actor = COMMAND_LINE) -> tuple[str, ...]:
    """Erase once more everybody who was erased and came back, as by a restore; how many, as their handles.

    Called after a restore, and by `laurel doctor`.
    """
    handles = {leaf.key for leaf in desk.shelf.of("advocates")} | {person.id for person in desk.records.all(Person)}
    for draft in desk.records.all(Draft):
        handles |= set(draft.authors)
    for account in desk.records.all(Account):
        handles |= set(account.handles)
    handles |= {held.handle for held in desk.records.all(Held) if held.handle}
    back = tuple(sorted(handle for handle in handles if is_erased(desk, handle=handle)))
    for handle in back:
        erase(desk, actor, handle, typed=handle)
    by_address = [person.id for person in desk.records.all(Person) if is_erased(desk, email=person.email)]
    for handle in by_address:
        erase(desk, actor, handle, typed=handle)
    return (*back, *by_address)
