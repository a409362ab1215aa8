"""Putting a change that counts where it belongs. May be stopped at any step and begun again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hub.model import HubError
from hub.records import disk
from hub.records.former import Formers
from hub.records.hubfiles import locate
from hub.records.journal import Intent

PUBLIC_FILE = 0o644
PUBLIC_FOLDER = 0o755
UNPLACED = "unplaced"


@dataclass
class Placed:
    """What came of it: the signature of each file of ours that was written, and the paths that others hold."""

    signatures: dict[str, disk.Signature] = field(default_factory=dict)
    unplaced: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Write:
    """One file on its way: to `path`, by way of a file beside it that a second try writes anew."""

    path: Path
    data: bytes
    ours: bool

    @property
    def beside(self) -> Path:
        return self.path.with_name(f".{self.path.name}.laurel")


def place(intent: Intent, folder: Path, hub: Path, formers: Formers) -> Placed:
    """Put `intent` in place; the head comes last, so that it tells whether all is done."""
    placed = Placed()
    writes, removals = _sort(intent, folder, hub, placed)
    writes += [_Write(formers.path(digest), data, True) for digest, data in intent.keep.items()]
    head = _Write(folder / "head.json", intent.head, True)
    signatures = _prepare([*writes, head])
    for write in writes:
        disk.replace(write.beside, write.path)
    for path in removals:
        disk.remove(path)
    for parent in sorted({folder, *(w.path.parent for w in writes), *(p.parent for p in removals)}):
        disk.sync_folder(parent)
    disk.replace(head.beside, head.path)
    for digest in intent.drop:
        disk.remove(formers.path(digest))
    placed.signatures = {w.path.name: s for w, s in zip(writes, signatures, strict=False) if w.ours and s}
    return placed


def _sort(intent: Intent, folder: Path, hub: Path, placed: Placed) -> tuple[list[_Write], list[Path]]:
    """What is to be written and removed. A file that someone else wrote since keeps their bytes; ours go aside."""
    writes: list[_Write] = []
    removals: list[Path] = []
    for piece in intent.pieces:
        path = folder / piece.path if piece.ours else _locate(hub, piece.path)
        there = None if path is None else disk.digest_of(path)
        if path is not None and there == piece.new:
            continue
        if path is None or (there != piece.old and there not in piece.between):
            placed.unplaced.append(piece.path)
            if path is not None:
                disk.remove(_Write(path, b"", piece.ours).beside)  # an interrupted try may have left it
            aside = folder / UNPLACED / str(intent.generation) / piece.path
            writes += [] if piece.data is None else [_Write(aside, piece.data, True)]
        elif piece.data is None:
            removals.append(path)
        else:
            writes.append(_Write(path, piece.data, piece.ours))
    return writes, removals


def _locate(hub: Path, path: str) -> Path | None:
    """Where a file of the hub is; None when somebody has put a link or a folder in the way since."""
    try:
        return locate(hub, path)
    except HubError:
        return None


def _prepare(writes: list[_Write]) -> list[disk.Signature | None]:
    """All of them on disk under their passing names."""
    for write in writes:
        disk.folder(write.path.parent, disk.PRIVATE_FOLDER if write.ours else PUBLIC_FOLDER)
    disk.write_all([(w.beside, w.data, disk.PRIVATE_FILE if w.ours else PUBLIC_FILE) for w in writes])
    for write in writes:
        kept = None if write.ours else disk.mode(write.path)
        if kept is not None:
            write.beside.chmod(kept)
    return [disk.signature(write.beside) for write in writes]
