"""What the tests of badges share: a face to start from, pictures read back, records to write documents of."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from PIL import Image, ImageChops

from badges import Face, draw
from hub.model import Award, Badge, Body, Design, Moment, Program, Settings, Source

BRAND = ("#01627c", "#f2af48")
LONG_NAME = "Wolfeschlegelsteinhausen-Maximilianowska de la Fuente y Villaverde Bergerdorff I"


def face(name: str = "Amara Obi", **changes: Any) -> Face:
    """A face as a hub would ask for it, with some fields changed."""
    values: dict[str, Any] = {
        "badge": "Storm Watch",
        "program": "The Lookouts",
        "tier": "Keeper",
        "year": "2026",
        "design": Design("disc", "brand", "storm"),
        "level": 3,
        "levels": 4,
        "colours": BRAND,
    }
    return Face(name, **{**values, **changes})


def picture(asked: Face, size: int = 600) -> Image.Image:
    """A badge drawn and read back as RGBA."""
    return opened(draw(asked, (size,))[size])


def opened(png: bytes) -> Image.Image:
    """PNG bytes as an RGBA picture."""
    return Image.open(io.BytesIO(png)).convert("RGBA")


def changed(one: Image.Image, two: Image.Image) -> tuple[int, int, int, int] | None:
    """The box in which two pictures differ to the eye, None when nowhere."""
    difference = ImageChops.difference(one.convert("RGB"), two.convert("RGB")).convert("L")
    return difference.point(lambda v: 255 if v > 40 else 0).getbbox()


def moment(text: str) -> Moment:
    """A date or date-time in UTC."""
    return Moment.parse(text, dt.UTC)  # type: ignore[arg-type]


def settings(base_url: str = "https://hub.example", **changes: Any) -> Settings:
    """A hub's settings with a program that can be written to."""
    program = Program(name="The Lookouts", contact="hello@hub.example")
    return Settings(**{"title": "Lookouts", "base_url": base_url, "program": program, **changes})


def badge(**changes: Any) -> Badge:
    """The definition of a badge."""
    body = Body("Record a **hard night** and share the data.")
    values = {"slug": "storm-watch", "name": "Storm Watch", "body": body, "source": Source("b"), "summary": "A night"}
    return Badge(**{**values, **changes})


def award(**changes: Any) -> Award:
    """An award of that badge to Amara."""
    values = {
        "id": "0017-storm-watch",
        "badge": "storm-watch",
        "advocate": "amara",
        "awarded": moment("2026-03-01"),
        "source": Source("a"),
    }
    return Award(**{**values, **changes})
