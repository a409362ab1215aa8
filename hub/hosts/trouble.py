"""What can go wrong at a host, and how far a send had come by then."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass

from hub.model import HubError

UNREACHABLE = 4
WRONG_USE = 2


class HostTrouble(Exception):
    """A host did not answer, or would not take something; the words say which and why, as one sentence."""


@dataclass(frozen=True)
class Step:
    """How far a send is: files and bytes done, of how many; `path` is the file done last."""

    done: int
    total: int
    sent: int
    size: int
    path: str


Report = Callable[[Step], None]


def silent(_step: Step) -> None:
    """Tell nobody."""


def wrong_setup(words: str) -> HubError:
    """The settings or secrets of a host cannot be used as they are (status 2)."""
    return HubError(words, status=WRONG_USE)


def size_words(count: int) -> str:
    """`512 bytes`, `3.4 kB`, `12.0 MB`."""
    if count < 1000:
        return f"{count} byte{'' if count == 1 else 's'}"
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 1000 or unit == "GB":
            break
    return f"{value:.1f} {unit}"


def disk_words(error: OSError) -> str:
    """Why the operating system refused, in a few words."""
    reasons = {
        errno.ENOSPC: "its disk is full",
        errno.EDQUOT: "your share of its disk is full",
        errno.EACCES: "you have no permission to write there",
        errno.EPERM: "you have no permission to write there",
        errno.EROFS: "that disk can only be read",
        errno.ENOENT: "it is not there",
        errno.ENOTDIR: "part of the path is a file, not a folder",
        errno.EISDIR: "a folder stands where a file should be",
    }
    return reasons.get(error.errno or 0, error.strerror or str(error))
