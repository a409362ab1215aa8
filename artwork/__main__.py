"""Redraw every picture of the demo: python -m artwork [FOLDER], FOLDER being content/media unless given."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from artwork.cover import SCENES, cover
from artwork.logo import logo
from artwork.paper import save
from artwork.people import PEOPLE
from artwork.portrait import portrait

MEDIA = Path(__file__).resolve().parent.parent / "content" / "media"


def redraw(media: Path) -> tuple[int, int, int]:
    """Draw all pictures into the folder; returns how many there are, how many changed, and their bytes."""
    changed = total = count = 0
    jobs: list[tuple[Path, Callable[[], bytes]]] = [
        (media / "logo.png", logo),
        *((media / "people" / f"{person.handle}.webp", partial(portrait, person)) for person in PEOPLE),
        *((media / "covers" / f"{slug}.webp", partial(cover, slug)) for slug in SCENES),
    ]
    for path, make in jobs:
        data = make()
        changed += save(path, data)
        total += len(data)
        count += 1
    return count, changed, total


def main() -> None:
    """The command."""
    media = Path(sys.argv[1]) if len(sys.argv) > 1 else MEDIA
    count, changed, total = redraw(media)
    print(f"{count} pictures in {media}, {changed} of them changed, {total / 1e6:.2f} MB together.")


if __name__ == "__main__":
    main()
