"""Reading other people's folders: nothing outside them, nothing too big, every text in one shape."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from hub.exchange.plan import Ledger

LARGEST = 20 * 1024 * 1024
"""No file above this many bytes is read."""

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")

_MACHINERY = frozenset({"node_modules", "_site", "_layouts", "_includes", "__pycache__"})
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Folder:
    """The folder (or the folder of the one file) that a person pointed at."""

    def __init__(self, source: Path, ledger: Ledger) -> None:
        self.ledger = ledger
        self.source = source
        self.base = source if source.is_dir() else source.parent
        self._real = self.base.resolve()

    def name(self, path: Path) -> str:
        """How a file is called in notes: relative to the folder the person named."""
        try:
            return path.relative_to(self.base).as_posix()
        except ValueError:
            return Path(os.path.relpath(path, self.base)).as_posix()

    def files(self) -> Iterator[Path]:
        """Every ordinary file in it, by name; what is hidden is left out and links out of it are told."""
        if self.source.is_file():
            if self._readable(self.source):
                yield self.source
            return
        for folder, folders, names in os.walk(self.base):
            folders[:] = sorted(f for f in folders if not f.startswith(".") and self._within(Path(folder, f)))
            for machinery in _MACHINERY.intersection(folders):
                folders.remove(machinery)
                shown = self.name(Path(folder, machinery))
                self.ledger.skip(shown, 0, "a folder that machines fill; left out: name it itself to import it")
            for name in sorted(names):
                path = Path(folder, name)
                if not name.startswith(".") and self._readable(path):
                    yield path

    def bytes(self, path: Path) -> bytes | None:
        """The bytes of a file; None, told, when it cannot be read."""
        try:
            return path.read_bytes()
        except OSError as error:
            self.ledger.skip(self.name(path), 0, f"cannot be read ({error.strerror}); left out")
            return None

    def text(self, path: Path) -> str | None:
        """The text of a file with `\\n` line ends; None, told, when it is none."""
        data = self.bytes(path)
        if data is None:
            return None
        text, encoding = decode(data)
        if text is None:
            self.ledger.skip(self.name(path), 0, "not UTF-8 text, nor Windows-1252; left out: save it as UTF-8")
            return None
        if encoding != "utf-8":
            self.ledger.note(self.name(path), 0, f"not UTF-8; read as {encoding}: please look at its accents")
        return text

    def _within(self, path: Path) -> bool:
        """Whether a path, symbolic links followed, stays in the folder."""
        if not path.is_symlink():
            return True
        if path.resolve().is_relative_to(self._real):
            return path.is_file()  # a link to a folder inside would be read twice, or for ever
        self.ledger.skip(self.name(path), 0, "a symbolic link out of the folder; left out: copy the file in its place")
        return False

    def _readable(self, path: Path) -> bool:
        if not self._within(path):
            return False
        try:
            size = path.stat().st_size
        except OSError as error:
            self.ledger.skip(self.name(path), 0, f"cannot be read ({error.strerror}); left out")
            return False
        if not path.is_file():
            self.ledger.skip(self.name(path), 0, "not an ordinary file; left out")
            return False
        if size > LARGEST:
            self.ledger.skip(self.name(path), 0, f"{size / 1048576:.0f} MB, more than 20 MB; left out")
            return False
        return True


def decode(data: bytes) -> tuple[str | None, str]:
    """Text with `\\n` line ends and the encoding that read it; None when the bytes are no text."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    text, encoding = _decoded(data, "utf-8-sig")
    if text is not None:
        return text, "utf-8"
    return (None, "") if b"\0" in data else _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> tuple[str | None, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None, ""
    return (None, "") if "\0" in text else (text.replace("\r\n", "\n").replace("\r", "\n"), encoding)


def clean(text: str) -> str:
    """The same words in NFC without control characters, which YAML and HTML cannot carry."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def one_line(text: str) -> str:
    """Words on one line, single spaces, without marks that turn the direction of what follows."""
    return " ".join(_TURNING.sub("", clean(text)).split())
