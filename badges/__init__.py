"""Badges: pictures drawn from a definition and a person, and the Open Badges documents that go with them.

Knows the records of `hub.model` and nothing of pages, stores or people's files.
"""

from badges.baking import bake, unbake
from badges.colours import PALETTES
from badges.drawing import SIZES, draw
from badges.emblems import EMBLEMS
from badges.face import Face, check_design, fingerprint
from badges.fonts import Missing
from badges.lettering import missing_glyphs
from badges.shapes import SHAPES

__all__ = [
    "EMBLEMS",
    "PALETTES",
    "SHAPES",
    "SIZES",
    "Face",
    "Missing",
    "bake",
    "check_design",
    "draw",
    "fingerprint",
    "missing_glyphs",
    "unbake",
]
