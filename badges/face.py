"""What a badge is drawn from: everything in its picture, and nothing else."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib.metadata import version

import PIL
from PIL import features

from badges import fonts
from badges.colours import PALETTES, is_colour
from badges.emblems import EMBLEMS
from badges.shapes import SHAPES
from hub.model import Design, HubError

DRAWING = 2
"""Raised by hand whenever the same face is drawn otherwise."""


@dataclass(frozen=True, slots=True)
class Face:
    """One badge to be drawn. `name` is the person's; empty for the badge definition's own picture.

    `level` of `levels` is the tier's place, 0 without a tier; `colours` are the brand's as `#rrggbb`;
    `tier_colour` is None when the palette's own accent colours the rim.
    """

    name: str
    badge: str
    program: str
    tier: str = ""
    year: str = ""
    number: int | None = None
    design: Design = field(default_factory=Design)
    level: int = 0
    levels: int = 0
    colours: tuple[str, ...] = ()
    tier_colour: str | None = None


def check_design(design: Design) -> None:
    """Raise HubError when a design names what there is not, with the nearest name there is."""
    _known("shape", design.shape, SHAPES)
    _known("emblem", design.emblem, EMBLEMS)
    if isinstance(design.palette, str):
        _known("palette", design.palette, PALETTES)
    elif not 1 <= len(design.palette) <= 2 or not all(is_colour(c) for c in design.palette):
        raise HubError("A palette is a name, or one or two colours like #01627c: the ground and the accent")


def _known(what: str, name: str, names: Sequence[str]) -> None:
    if name not in names:
        near = difflib.get_close_matches(name, names, 1, 0)[0]
        raise HubError(f"There is no {what} “{name}”; did you mean “{near}”? There are {', '.join(sorted(names))}")


def fingerprint(face: Face) -> str:
    """A hash of all a picture is made of: the face, this drawing's version, the codec and every font package.

    Two faces with one fingerprint have the same bytes on one processor type.
    """
    told = json.dumps([asdict(face), _makers()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


@lru_cache(maxsize=1)
def _makers() -> list[list[str]]:
    parts = ("freetype2", "raqm", "fribidi", "harfbuzz", "zlib", "zlib_ng")
    return [
        ["drawing", str(DRAWING)],
        ["pillow", PIL.__version__],
        ["python-bidi", version("python-bidi")],
        *([part, str(features.version(part))] for part in parts),
        *([name, number] for name, number in fonts.versions()),
    ]
