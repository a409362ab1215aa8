"""What releases forget when somebody is erased."""

from __future__ import annotations

from hub.actions.desk import Desk
from hub.actions.scrub import Scrubber
from hub.publish import manifest as lists
from hub.publish import objects as store
from hub.publish.objects import Objects
from hub.publish.outputs import Output
from hub.publish.placing import finish_interrupted
from hub.publish.pruning import forget

_TEXTS = ("text/", "application/", "image/svg")
"""Media types in whose bytes a name may be read."""
_BAKED = "awards/"
"""Where pictures lie that carry an award's facts in their bytes."""


def forget_releases(desk: Desk, scrubber: Scrubber) -> None:
    """Have every release forget files that were made from what was theirs, whose address tells of them, and in which
    their name, address or page can be read. Words that name them go too.

    A page on which somebody else wrote their name is forgotten as well: content still has it, and going back to an old
    release takes it as it is shown then.

    The hub must be held. Doing it again changes nothing. Raises OSError.
    """
    shop = desk.root / ".laurel"
    if not (shop / lists.FOLDER).is_dir():
        return
    finish_interrupted(shop, desk.root / "public")
    objects = Objects(shop / store.FOLDER)
    known: dict[str, bool] = {}

    def is_theirs(text: str) -> bool:
        if text not in known:
            known[text] = text.removeprefix("content/") in scrubber.media or scrubber.is_in(text)
        return known[text]

    def tells(sha: str) -> bool:
        if not objects.has(sha):
            return False
        text = objects.path(sha).read_bytes().decode("utf-8", "replace")
        return scrubber.text(text) != text

    def speaks_of(path: str, output: Output) -> bool:
        if is_theirs(path) or any(map(is_theirs, output.sources)):
            return True
        if not output.type.startswith(_TEXTS) and not path.startswith(_BAKED):
            return False
        if output.sha not in known:
            known[output.sha] = tells(output.sha)
        return known[output.sha]

    forget(shop, speaks_of, scrubber.strictly)
