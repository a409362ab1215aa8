"""An award's pictures as the hub publishes them, byte by byte, without loading the whole hub."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from hub.actions.award_list import Given
from hub.actions.desk import Desk, own_store
from hub.content import Queries, Snapshot
from hub.content.frontmatter import FormatError
from hub.content.onefile import read_markdown, read_yaml
from hub.content.questions import Questions
from hub.model import Advocate, HubError, Media, Problems
from hub.records.kinds import Person
from hub.web.award_pictures import SIZES, AwardPictures
from hub.web.links import Links

_DOS_BEGINNING = (1980, 1, 1, 0, 0, 0)


def award_picture(desk: Desk, given: Given, size: int) -> bytes:
    """A personal badge with its assertion baked in, as PNG, one of `SIZES` pixels wide.

    Raises HubError when it cannot be drawn, or names a badge or person that is not there.
    """
    if size not in SIZES:
        raise HubError(f"Badges are {', '.join(map(str, SIZES))} pixels wide, not {size}.")
    snapshot = _around(desk, given)
    queries = Questions(Queries(snapshot, desk.now()))
    return AwardPictures(queries, Links(queries), own_store(desk)).award_png(snapshot.awards[given.id], size)


def award_zip(desk: Desk, given: Given) -> bytes:
    """All sizes of an award's picture in one archive, the same bytes for the same award."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for size in SIZES:
            entry = zipfile.ZipInfo(f"{given.badge}-{size}.png", _DOS_BEGINNING)
            archive.writestr(entry, award_picture(desk, given, size))
    return file.getvalue()


def _around(desk: Desk, given: Given) -> Snapshot:
    """A snapshot of the award alone, with what its picture and its assertion name."""
    text = given.held.text if given.held else desk.shelf.text(given.path)
    try:
        (award,) = read_yaml("awards", given.path, text.encode("utf-8"), desk.zone, Problems())
    except FormatError as error:
        raise _broken(given.path, error) from None
    tables: dict[str, dict[str, Any]] = {"badges": {}, "advocates": {}, "posts": {}, "media": {}}
    wanted = [("badge", award.badge), ("advocate", award.advocate or "")]
    for item in award.evidence:
        kind, _, target = (item.url or "").partition(":")
        wanted.append((kind, target))
        if (item.url or "").startswith("media/") and (desk.root / "content" / str(item.url)).is_file():
            tables["media"][str(item.url)] = Media(str(item.url), 0, "")
    for kind, key in wanted:
        if f"{kind}s" in ("badges", "advocates", "posts"):
            record = _record(desk, f"{kind}s", key)
            if record is not None:
                tables[f"{kind}s"][key] = record
    if award.badge not in tables["badges"]:
        raise HubError(f"The badge {award.badge} of this award is not there, so it cannot be drawn.")
    if award.advocate not in tables["advocates"]:
        tables["advocates"][award.advocate or ""] = _private(desk, award.advocate)
    return Snapshot(
        desk.root,
        desk.settings,
        posts=tables["posts"],
        advocates=tables["advocates"],
        badges=tables["badges"],
        awards={award.id: award},
        media=tables["media"],
    )


def _record(desk: Desk, kind: str, key: str) -> Any:
    leaf = desk.shelf.leaf(kind, key)
    if leaf is None:
        return None
    text = desk.shelf.text(leaf.path)
    try:
        return read_markdown(kind, leaf.path, text.encode("utf-8"), desk.zone, Problems())[0]
    except FormatError as error:
        raise _broken(leaf.path, error) from None


def _broken(path: str, error: FormatError) -> HubError:
    return HubError(f"This badge cannot be drawn. {path}, line {error.line}: {error.what}; {error.cure}.")


def _private(desk: Desk, handle: str | None) -> Advocate:
    """Somebody who is not public yet, as far as a badge names them."""
    from hub.model import Body, Source

    person = desk.records.get(Person, handle or "")
    if person is None:
        raise HubError("Nobody is named by this award any more, so it has no picture.")
    return Advocate(person.id, person.profile.name, Body(), Source(""), number=person.profile.number)
