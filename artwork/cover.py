"""One cover: a scene laid on a sheet of 1600 x 1067, reduced once, stored without grain (it would only cost bytes)."""

from __future__ import annotations

from PIL import Image

from artwork import scenes_dark, scenes_day
from artwork.land import HEIGHT, WIDTH
from artwork.paper import Sheet, mottled, webp

SCENES = {**scenes_day.SCENES, **scenes_dark.SCENES}
QUALITY = 84


def draw(slug: str) -> Image.Image:
    """The finished picture of the post with this slug; the slug also seeds its chance."""
    sheet = Sheet(WIDTH, HEIGHT, (240, 236, 224), scale=2, seed=f"cover {slug}", unsteady=1.6)
    SCENES[slug](sheet)
    return mottled(sheet.finished(), sheet.rng, 2)


def cover(slug: str) -> bytes:
    """The picture as it is stored in content/media/covers."""
    return webp(draw(slug), QUALITY)
