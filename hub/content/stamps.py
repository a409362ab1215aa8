"""What tells that a file was touched, so that it need not be read to know that it is the same."""

from __future__ import annotations

import os

Stamp = tuple[int, int, int, int]
"""What tells that a file was changed: its times of content and of inode in nanoseconds, size and inode."""

UNSURE: Stamp = (0, 0, 0, 0)
"""The stamp of a file read so soon after it was written that a second change might look the same."""

_SETTLING = 50_000_000
"""Nanoseconds a file must have rested before its stamp can be trusted: clocks of file systems tick this slowly."""
_SETTLING_COARSE = 2_100_000_000
"""The same where only whole seconds, or every other one, are kept."""


def stamp_of(about: os.stat_result) -> Stamp:
    """What tells that a file was changed."""
    return (about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino)


def has_settled(stamp: Stamp, now_ns: int) -> bool:
    """Whether a stamp can stand for a file's bytes: a change after `now_ns`, when they were read, would show in it.

    As git does: a file younger than what is known of it is looked at again.
    """
    coarse = stamp[0] % 1_000_000_000 == 0 and stamp[1] % 1_000_000_000 == 0
    return max(stamp[0], stamp[1]) < now_ns - (_SETTLING_COARSE if coarse else _SETTLING)
