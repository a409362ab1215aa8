"""Pictures for texts that are not public yet: taken in, kept in `data/media/`, found again."""

from __future__ import annotations

import os

from hub.actions.desk import Desk, acting
from hub.actions.drafts import find, owners_of
from hub.actions.drafttext import pictures_in, rendered, title_of
from hub.actions.permissions import Actor
from hub.actions.pictures import take_picture
from hub.model import HubError
from hub.publish.atomic import write_atomic
from hub.records import new_id
from hub.records.kinds import Draft, Upload

_LONGEST_ALT = 1000
_RECENT = 24
"""Pictures somebody brought lately that a draft offers beside its own."""


def add_picture(desk: Desk, actor: Actor, draft_id: str, data: bytes, name: str, alt: str = "") -> Upload:
    """Take a picture in for a draft. One that is known already is not kept twice.

    Raises HubError in words for people when it is no picture that can be taken.
    """
    draft = find(desk, draft_id)
    if draft is None:
        raise HubError("This text is not here any more. It was thrown away, or undone.")
    picture = take_picture(data, name)
    _keep(desk, picture.path, picture.data)
    words = f"{actor.name} added a picture to “{title_of(draft)}”"
    subject = f"draft:{draft_id}"
    with acting(desk, actor, "draft.write", owners=owners_of(draft), subject=subject, words=words) as change:
        known = next((upload for upload in change.all(Upload) if upload.path == picture.path), None)
        if known is not None:
            return known
        return change.put(
            Upload(
                new_id("upload"),
                picture.path,
                " ".join(alt.split())[:_LONGEST_ALT],
                name[:200],
                actor.id,
                desk.now(),
                len(picture.data),
                picture.mime,
                picture.width,
                picture.height,
            )
        )


def _keep(desk: Desk, path: str, data: bytes) -> None:
    """Write a picture's bytes where only the desk reads them, before any record names them."""
    place = desk.data / path
    if place.is_file():
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomic(place, data)
    os.chmod(place, 0o600)


def pictures_of(desk: Desk, actor: Actor, draft: Draft) -> tuple[Upload, ...]:
    """The pictures a draft shows and those its writer brought lately, newest first."""
    shown = {*pictures_in(rendered(draft.body)), draft.cover}
    found = sorted(desk.records.all(Upload), key=lambda upload: (upload.made, upload.id), reverse=True)
    own = [upload for upload in found if upload.by == actor.id and upload.mime.startswith("image/")][:_RECENT]
    return tuple(upload for upload in found if upload.path in shown or upload in own)


def markdown_of(upload: Upload) -> str:
    """What to write into a text to show a picture."""
    alt = upload.alt.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return f"![{alt}]({upload.path})"
