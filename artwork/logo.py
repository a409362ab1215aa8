"""The logo of the demo: a thimble with an arrow for a vane, on no ground, 512 x 512."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFilter

from artwork.curves import Knot, Line, ellipse, smooth
from artwork.paper import Colour

SIZE = 512
SCALE = 4
SEA: Colour = (0x01, 0x62, 0x7C)
SUN: Colour = (0xF2, 0xAF, 0x48)
PAPER: Colour = (0xFC, 0xFB, 0xF8)
EDGE = 7


def draw() -> Image.Image:
    """The mark in two inks with a paper edge: unseen on paper, and by night it keeps the mark apart from the dark."""
    mark = Image.new("RGBA", (SIZE * SCALE, SIZE * SCALE))
    pen = ImageDraw.Draw(mark)

    def lay(line: Line, colour: Colour) -> None:
        pen.polygon([(x * SCALE, y * SCALE) for x, y in line], fill=(*colour, 255))

    body: list[Knot] = [
        (120, 412, 1),
        (152, 250, 1),
        (166, 204),
        (204, 170),
        (256, 158),
        (308, 170),
        (346, 204),
        (360, 250, 1),
        (392, 412, 1),
    ]
    lay(smooth(body), SEA)
    lay([(104, 430), (408, 430), (415, 478), (97, 478)], SEA)
    for y, count in ((264, 3), (316, 4), (368, 5)):
        for k in range(count):
            lay(ellipse(256 + (k - (count - 1) / 2) * 50, y, 14.5, 14.5), PAPER)
    lay([(245, 84), (267, 84), (267, 170), (245, 170)], SEA)
    lay([(130, 72), (330, 72), (330, 96), (130, 96)], SUN)
    lay([(412, 84), (318, 36), (318, 132)], SUN)
    lay([(90, 36), (150, 36), (190, 72), (190, 96), (150, 132), (90, 132), (122, 84)], SUN)
    # A blurred, then hardened silhouette is the mark grown evenly by about EDGE units.
    grown = (
        mark.getchannel("A")
        .filter(ImageFilter.GaussianBlur(EDGE * SCALE))
        .point(lambda value: 255 if value > 18 else 0)
    )
    ground = Image.new("RGBA", mark.size, (*PAPER, 0))
    ground.paste((*PAPER, 255), (0, 0), grown)
    return Image.alpha_composite(ground, mark).resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def logo() -> bytes:
    """The picture as it is stored in content/media/logo.png."""
    out = io.BytesIO()
    draw().quantize(96, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()
