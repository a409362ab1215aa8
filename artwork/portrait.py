"""One portrait: the layers in the order a hand would glue them."""

from __future__ import annotations

from PIL import Image

from artwork import hair_long, hair_short
from artwork.beards import draw_beard, draw_glasses
from artwork.clothes import draw_body
from artwork.face import draw_ears, draw_features, draw_mouth, draw_skull
from artwork.headwear import WEAR
from artwork.hours import draw_sky
from artwork.paper import Sheet, View, webp
from artwork.pen import Pen, nothing
from artwork.person import HAIR, Person, cloth, hair_tones, head_of

SIZE = 640
EDGE = 0.004 * SIZE  # how far scissors stray
GRAIN = 0.018
STYLES = {**hair_short.STYLES, **hair_long.STYLES, "covered": (nothing, nothing)}
COVERS_EARS = {"hijab"}


def draw(person: Person) -> Image.Image:
    """The finished 640 x 640 picture of one person."""
    sheet = Sheet(
        SIZE,
        SIZE,
        (230, 222, 206),
        scale=3,
        seed=f"portrait {person.handle}",
        unsteady=EDGE / 2,
        view=View(person.zoom, 320, 312),
    )
    head = head_of(person)
    tones = hair_tones(person.hair_colour)
    brow_tones = hair_tones(person.brow_colour or person.hair_colour)
    behind, before = STYLES[person.hair]
    under, over = WEAR.get(person.wear, (nothing, nothing))
    pen = Pen(sheet, head, person, tones)
    wear = Pen(sheet, head, person, cloth(person.wear_colour))
    draw_sky(sheet, person.hour)
    under(wear)
    behind(pen)
    draw_body(sheet, head, person)
    if person.wear not in COVERS_EARS:
        draw_ears(sheet, head, person)
    mask = draw_skull(sheet, head, person)
    draw_beard(sheet, head, person, tones, mask)
    brow = brow_tones.dark if person.hair_colour in _PALE else brow_tones.base
    draw_features(sheet, head, person, mask, brow)
    draw_mouth(sheet, head, person)
    before(pen)
    if person.glasses:
        draw_glasses(sheet, head, person)
    over(wear)
    return sheet.finished(grain=GRAIN)


_PALE = {
    name for name in HAIR if name in ("blonde", "ginger-blond", "silver", "white", "grey", "red-grey", "brown-grey")
}


def portrait(person: Person) -> bytes:
    """The picture as it is stored in content/media/people."""
    return webp(draw(person), 82)
