"""The theme: templates and static files of `site/`, with a hub's own laid over the engine's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader

from hub.content.store import machine_store
from hub.model import HubError, Problem, Settings
from hub.web.fonts import font_css, font_files, preload_files
from hub.web.palette import css_tokens

STYLE = "style.css"
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,>]) ?")


def squeeze(css: str) -> str:
    """CSS without comments and needless space. Colons and operators keep theirs: they can carry meaning."""
    text = _SPACE.sub(" ", _COMMENTS.sub("", css))
    return _AROUND.sub(r"\1", text).replace(";}", "}").replace(": ", ":").strip() + "\n"


def _text(file: Path) -> str:
    """A stylesheet's text. Raises HubError when it is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        told = Problem(f"site/static/{file.name}", 0, "this is not UTF-8 text", "save the file as UTF-8 in your editor")
        raise HubError("The theme cannot be used.", [told]) from None


def _sheet(file: Path) -> bytes:
    """A stylesheet beside the one every page loads."""
    return squeeze(_text(file)).encode()


class Theme:
    """Templates and static files. `own` is a hub's `site/` folder, which may hold any part of it."""

    def __init__(self, engine: Path, own: Path | None, settings: Settings) -> None:
        self.folders = [folder for folder in (own, engine) if folder is not None and folder.is_dir()]
        if not (engine / "templates").is_dir():
            raise HubError(f"The theme is missing: there is no folder {engine / 'templates'}.")
        self._settings, self._fonts = settings, machine_store()
        self._hashes: dict[str, str] = {}

    @cached_property
    def loader(self) -> ChoiceLoader:
        """Jinja's loader, the hub's own templates first."""
        return ChoiceLoader([FileSystemLoader(folder / "templates") for folder in self.folders])

    @cached_property
    def uses_fonts(self) -> bool:
        """Whether the theme brings its font: not when `[brand]` names a serif of its own."""
        return self._settings.brand.serif is None

    @property
    def preload(self) -> tuple[str, ...]:
        """Static files worth asking for before the stylesheet is read."""
        return tuple(f"fonts/{name}" for name in preload_files()) if self.uses_fonts else ()

    @cached_property
    def _static(self) -> dict[str, Callable[[], bytes]]:
        """Every static file by its name below `/static/`, as something that gives its bytes."""
        found: dict[str, Callable[[], bytes]] = {}
        for folder in reversed(self.folders):
            base = folder / "static"
            for file in sorted(base.rglob("*")):
                name = file.relative_to(base).as_posix()
                if file.is_file() and not name.startswith("css/") and not file.name.startswith("."):
                    found[name] = partial(_sheet, file) if name.endswith(".css") else file.read_bytes
        found[STYLE] = self._style
        if self.uses_fonts:
            for name, (key, make) in font_files().items():
                found[f"fonts/{name}"] = partial(self._fonts.get, key, make)
        return found

    @cached_property
    def stylesheet(self) -> str:
        """The one stylesheet: tokens, font rules and every file of `static/css/` by name."""
        brand = self._settings.brand
        parts = [css_tokens(brand.colours, self._settings.tiers, brand.serif, brand.sans)]
        if self.uses_fonts:
            parts.append(font_css("fonts/"))
        sheets: dict[str, Path] = {}
        for folder in reversed(self.folders):
            sheets.update({file.name: file for file in (folder / "static" / "css").glob("*.css")})
        parts += [_text(sheets[name]) for name in sorted(sheets)]
        return squeeze("\n".join(parts))

    def _style(self) -> bytes:
        return self.stylesheet.encode()

    def names(self) -> Iterator[str]:
        """Every static file's name below `/static/`."""
        yield from sorted(self._static)

    def data(self, name: str) -> bytes | None:
        """A static file's bytes."""
        make = self._static.get(name)
        return make() if make else None

    def version(self, name: str) -> str:
        """Eight letters that change with the file's bytes. Raises KeyError for a file that is not there."""
        if name not in self._hashes:
            self._hashes[name] = hashlib.sha256(self._static[name]()).hexdigest()[:8]
        return self._hashes[name]
