"""A line of text of any scripts: cut into runs of one font and one direction, put in the order they are read
in, shaped by raqm and drawn. A box for a missing letter is never drawn: asking for one is an error."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bidi import algorithm as bidi
from PIL import Image, ImageChops, ImageDraw

from badges import fonts
from badges.fonts import Face, Missing
from hub.model import HubError

_JOINERS = "\u200c\u200d"
# Scripts whose letters join, stack or reorder: cut apart or turned one by one they would be spoiled.
_JOINED = frozenset(
    """ARABIC SYRIAC THAANA NKO MANDAIC MONGOLIAN DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA
    MALAYALAM SINHALA THAI LAO TIBETAN MYANMAR KHMER BALINESE JAVANESE""".split()
)
_CASED = frozenset(("LATIN", "GREEK", "CYRILLIC", "ARMENIAN"))


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one font and one direction, in reading order."""

    text: str
    face: Face
    rtl: bool


@dataclass(frozen=True)
class Line:
    """A line ready to draw: its runs from left to right at one size (pixels to the em)."""

    runs: tuple[Run, ...]
    size: int

    @property
    def width(self) -> float:
        """How far the line moves the pen, in pixels."""
        return sum(_advance(run, self.size) for run in self.runs)

    @property
    def ink(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what is inked, with the baseline's beginning at 0, 0."""
        boxes, x = [], 0.0
        for run in self.runs:
            left, top, right, bottom = fonts.font(run.face, self.size).getbbox(
                run.text, anchor="ls", direction=_direction(run)
            )
            boxes.append((x + left, top, x + right, bottom))
            x += _advance(run, self.size)
        if not boxes:
            return 0.0, 0.0, 0.0, 0.0
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def draw(self, picture: Image.Image, x: float, y: float, ink: int | str = 255) -> None:
        """Draw with the baseline's beginning at x, y. Raises HubError for letters too wide to be drawn at all."""
        pen = ImageDraw.Draw(picture)
        for run in self.runs:
            font = fonts.font(run.face, self.size)
            try:
                pen.text((x, y), run.text, ink, font, anchor="ls", direction=_direction(run))
            except OSError as error:  # FreeType's raster has a bound, which a ligature of a whole sentence exceeds
                raise HubError(f"“{run.text}” is too wide to be drawn on a badge; write it in other letters") from error
            x += _advance(run, self.size)

    @property
    def middle(self) -> float:
        """Height above the baseline of what the eye takes for the middle: of capitals, or of a script's body,
        whatever stands out above and below; Arabic has no such body and goes by its ink."""
        if not self.width:
            return 0.0
        return sum(_middle(run, self.size) * _advance(run, self.size) for run in self.runs) / self.width


def centred(mask: Image.Image, text: Line, centre: tuple[float, float], fine: int) -> None:
    """Draw a line with its optical middle at a point of a mask; the line is `fine` times larger than the mask."""
    left, top, right, bottom = text.ink
    x, y = centre[0] * fine - text.width / 2, centre[1] * fine + text.middle
    corner = math.floor((x + left) / fine) - 1, math.floor((y + top) / fine) - 1
    size = math.ceil((right - left) / fine) + 3, math.ceil((bottom - top) / fine) + 3
    stamp = Image.new("L", (size[0] * fine, size[1] * fine), 0)
    text.draw(stamp, x - corner[0] * fine, y - corner[1] * fine)
    imprint(mask, stamp.reduce(fine), corner)


def imprint(mask: Image.Image, stamp: Image.Image, corner: tuple[int, int]) -> None:
    """Add a stamp to a mask; what is on it already stays."""
    box = (*corner, corner[0] + stamp.width, corner[1] + stamp.height)
    mask.paste(ImageChops.lighter(mask.crop(box), stamp), box)


def _middle(run: Run, size: int) -> float:
    cased = any(_script(c) in _CASED for c in run.text)
    if cased or not any(c.isalpha() for c in run.text):
        return size * run.face.cap / 2
    body = run.text if any(_script(c) == "ARABIC" for c in run.text) else next(c for c in run.text if c.isalpha())
    _, top, _, bottom = fonts.font(run.face, size).getbbox(body, anchor="ls", direction=_direction(run))
    return -(top + bottom) / 2


def _direction(run: Run) -> str:
    return "rtl" if run.rtl else "ltr"


@lru_cache(maxsize=512)
def _advance(run: Run, size: int) -> float:
    return fonts.font(run.face, size).getlength(run.text, direction=_direction(run))


def clean(text: str) -> str:
    """A text as it is drawn: composed (NFC), with single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def line(text: str, size: int) -> Line:
    """A line of clean text. Raises HubError when a character cannot be drawn."""
    return Line(runs(text), size)


def missing_glyphs(text: str) -> tuple[Missing, ...]:
    """The characters of a text that no font at hand can draw, each once, in order."""
    text = clean(text)
    faces = fonts.candidates(text)
    lost = {
        char: None
        for cluster in clusters(text)
        if _face(cluster, faces, None) is None
        for char in _lost(cluster, faces)
    }
    return tuple(fonts.missing(char) for char in lost)


def _lost(cluster: str, faces: Sequence[Face]) -> list[str]:
    """The characters without a font; when each has one but none has all, the marks that find no letter."""
    needed = _needed(cluster)
    lost = [char for char in needed if not any(fonts.has(face, char) for face in faces)]
    if lost:
        return lost
    first = next(face for face in faces if fonts.has(face, needed[0]))
    return [char for char in needed if not fonts.has(first, char)]


@lru_cache(maxsize=256)
def runs(text: str) -> tuple[Run, ...]:
    """The runs of a clean text from left to right. Raises HubError when a character cannot be drawn."""
    lost = missing_glyphs(text)
    if lost:
        raise HubError(_sentence(text, lost))
    faces, found, face = fonts.candidates(text), [], None
    parts = list(clusters(text))
    for part in parts:
        face = _face(part, faces, face) or face
        found.append(face)
    kept = [
        (part, face, level)
        for part, face, level in zip(parts, found, _levels(parts), strict=True)
        if face is not None and level is not None
    ]
    pieces: list[tuple[str, Face, int]] = []
    for part, face, level in kept:
        if pieces and pieces[-1][1:] == (face, level):
            pieces[-1] = (pieces[-1][0] + part, face, level)
        else:
            pieces.append((part, face, level))
    return tuple(Run(part, face, level % 2 == 1) for part, face, level in _visual(pieces))


def _sentence(text: str, lost: Sequence[Missing]) -> str:
    which = ", ".join(str(one) for one in lost)
    extra = next((one.extra for one in lost if one.extra), None)
    cure = f'install the "{extra}" extra, which brings its font' if extra else "write it with other letters"
    return f"No badge font has {which}, which “{text}” needs; {cure}"


def clusters(text: str) -> Iterator[str]:
    """The parts of a text that must stay together: a letter with its marks and joiners, an emoji sequence, a flag."""
    part, flag = "", False
    for char in text:
        indicator = "\U0001f1e6" <= char <= "\U0001f1ff"
        pair = indicator and flag
        if part and (pair or _extends(char) or (part[-1] == "\u200d" and not char.isspace())):
            part += char
            flag = False
            continue
        if part:
            yield part
        part, flag = char, indicator
    if part:
        yield part


def _extends(char: str) -> bool:
    return (
        char in _JOINERS
        or unicodedata.category(char)[0] == "M"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _needed(cluster: str) -> list[str]:
    """The characters that must have a glyph: not format controls, variation selectors or tags."""
    return [c for c in cluster if not _silent(c)]


def _silent(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _face(cluster: str, faces: Sequence[Face], current: Face | None) -> Face | None:
    """The font of a cluster. Spaces, digits and punctuation stay with the run before where they can."""
    needed = _needed(cluster)
    if not needed:
        return current or faces[0]
    common = unicodedata.category(needed[0])[0] in "ZPN"
    order = (current, *faces) if current and common else faces
    return next((face for face in order if all(fonts.has(face, char) for char in needed)), None)


def _levels(parts: Sequence[str]) -> list[int | None]:
    """The bidirectional level of each part; None for the marks that only steer the order."""
    letters = [part[0] for part in parts]
    steering = [unicodedata.category(c) == "Cf" and c not in _JOINERS for c in letters]
    if not any(unicodedata.bidirectional(c) in ("R", "AL", "AN", "RLE", "RLO", "RLI") for c in letters):
        return [None if steer else 0 for steer in steering]
    text = "".join(letters)
    storage = bidi.get_empty_storage()
    storage["base_level"] = bidi.get_base_level(text)
    storage["base_dir"] = ("L", "R")[storage["base_level"]]
    bidi.get_embedding_levels(text, storage)
    for place, char in enumerate(storage["chars"]):
        char["place"] = place
    for step in (
        bidi.explicit_embed_and_overrides,
        bidi.resolve_weak_types,
        bidi.resolve_neutral_types,
        bidi.resolve_implicit_levels,
    ):
        step(storage, False)
    levels: list[int | None] = [None] * len(parts)
    for char in storage["chars"]:
        if not steering[char["place"]]:
            levels[char["place"]] = char["level"]
    return levels


def _visual(pieces: list[tuple[str, Face, int]]) -> list[tuple[str, Face, int]]:
    """Pieces from left to right: from the highest level down, every stretch of that level or more is turned round."""
    ordered = list(pieces)
    for level in range(max((p[2] for p in ordered), default=0), 0, -1):
        start = 0
        while start < len(ordered):
            end = start
            while end < len(ordered) and ordered[end][2] >= level:
                end += 1
            ordered[start:end] = ordered[start:end][::-1]
            start = end + 1
    return ordered


def capitals(text: str) -> str:
    """Capital letters for scripts that have them; Greek capitals go without their accents."""
    shouted = "".join(c.upper() if _script(c) in _CASED else c for c in clean(text))
    return "".join(_bare(c) if _script(c) == "GREEK" else c for c in shouted)


def _bare(char: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", char).replace("\u0301", ""))


def turns(text: str) -> bool:
    """Whether the letters may be set one by one on an arc; joined and stacked scripts may not."""
    return not any(_script(c) in _JOINED for c in text)


def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ")[0]
