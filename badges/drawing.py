"""A badge drawn: the ground that all holders of one badge share, and the ribbon that makes it theirs.

Three drawings, not one made smaller: 1200 (600 is reduced from it), 300 with half the engraving, and 150
with rim, rings, emblem and year alone.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from PIL import Image

from badges.colours import inks
from badges.face import Face, check_design
from badges.fitting import FINE, fit
from badges.ground import Detail, Painted, ground, small
from badges.layout import layout
from badges.lettering import clean
from badges.pen import GRID, lay
from badges.ribbon import name_mask, ribbon
from badges.typeset import number_in_field, number_mask, type_mask
from hub.model import HubError

SIZES = (1200, 600, 300, 150)
"""Sides in pixels."""


def draw(face: Face, sizes: Sequence[int] = SIZES) -> dict[int, bytes]:
    """The badge as PNG by side in pixels, out of `SIZES`.

    Raises HubError for an unknown design, a text with a character no font has, or a name too long to read.
    """
    strange = [size for size in sizes if size not in SIZES]
    if strange:
        raise HubError(f"Badges are drawn {', '.join(map(str, SIZES))} pixels wide, not {strange[0]}", status=2)
    check_design(face.design)
    face = replace(face, name=clean(face.name))
    drawn: dict[int, Painted] = {}
    if {1200, 600} & set(sizes):
        drawn[1200] = _personal(face, "full")
        drawn[600] = drawn[1200].reduced(2)
    if 300 in sizes:
        drawn[300] = _personal(face, "half")
    if 150 in sizes:
        drawn[150] = _small(replace(face, name="", number=None))
    return {size: _png(drawn[size].picture()) for size in sizes}


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=4)
    return file.getvalue()


def _personal(face: Face, detail: Detail) -> Painted:
    """The ground with the name and number on it."""
    number = face.number is not None and number_in_field(face)
    base = _ground(replace(face, name="name" if face.name else "", number=None if number else face.number), detail)
    if not face.name:
        return base
    colour, cover = base.colour.copy(), base.cover.copy()
    plan, shades = layout(face), inks(face.design.palette, face.colours, face.tier_colour)
    scale = colour.width / GRID
    fitted = fit(face.name)
    centre = (plan.centre[0], plan.ribbon)
    band = ribbon(centre, fitted.half, face.design.ribbon)
    stamps = band.pen.at(colour.width)
    for ink, shade in band.colours(shades):
        stamps.press(colour, ink, shade)
    for ink, _ in band.colours(shades):
        stamps.press(cover, ink, "#ffffff")
    letters, (left, top) = name_mask(fitted, centre)
    letters = letters.reduce(round(FINE / scale))
    at = (round(left * scale), round(top * scale))
    lay(colour, letters, shades.name, at)
    if number and detail == "full":
        mask, corner = number_mask(face, plan)
        lay(colour, mask, shades.ink, corner)
    return Painted(colour, cover)


# What all holders of a badge share is kept for the next holder; eight grounds are some 60 MB.
@lru_cache(maxsize=8)
def _ground(face: Face, detail: Detail) -> Painted:
    mask = _type(face)
    return ground(face, detail, mask if detail == "full" else mask.reduce(4))


@lru_cache(maxsize=8)
def _type(face: Face) -> Image.Image:
    return type_mask(face)


@lru_cache(maxsize=32)
def _small(face: Face) -> Painted:
    return small(face)
