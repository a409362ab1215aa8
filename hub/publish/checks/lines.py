"""Finding in a content file the line that a page shows."""

from __future__ import annotations

import re

from hub.publish.checks.markup import read_markup

_PICTURE = re.compile(r"<img\s[^<>]{0,2000}>", re.I)


def line_of_address(text: str, address: str) -> int:
    """The first line that says an e-mail address; 0 when none does as it is written."""
    at = text.casefold().find(address.casefold())
    return text.casefold().count("\n", 0, at) + 1 if at >= 0 else 0


def line_of_bare_picture(text: str) -> int:
    """The first line with a picture in HTML that has no alt text; 0 when there is none."""
    for found in _PICTURE.finditer(text):
        if read_markup(found[0]).bare:
            return text.count("\n", 0, found.start()) + 1
    return 0
