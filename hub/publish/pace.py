"""How fast a build goes: what is done, how many a second, and how long the rest takes."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_WINDOW = 10.0
"""Seconds looked back at: some files take longer than others, so what was long ago says little of what comes."""
_APART = 0.5
"""Seconds between two moments that are remembered."""
_ENOUGH = 1.0
"""Seconds to look on before anything is said of the rest."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A moment of a build: its stage, for how many seconds that has been at work, `done` of `total` (0 when it cannot
    be counted), how many a second, and the seconds left; these two are None while nobody can tell."""

    stage: str
    seconds: float
    done: int = 0
    total: int = 0
    rate: float | None = None
    left: float | None = None

    @property
    def words(self) -> str:
        """`1,200 of 10,000, 640 a second, 14 seconds left`; empty when nothing can be counted."""
        if not self.total:
            return ""
        parts = [f"{self.done:,} of {self.total:,}"]
        if self.rate is not None and self.left is not None and self.done < self.total:
            parts += [f"{rate_words(self.rate)} a second", f"{time_words(self.left)} left"]
        return ", ".join(parts)


class Pacer:
    """Follows a build by what it tells of itself. Remembers a few moments only, however long the build takes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage = ""
        self._began = clock()
        self._done = self._total = self._before = 0
        self._moments: deque[tuple[float, int]] = deque()

    def take(self, stage: str, done: int = 0, total: int = 0) -> Pace:
        """Hear of one more step, and tell how it goes.

        A stage that begins to count again (pages first, then the pictures they ask for) goes on with what it had.
        """
        now = self._clock()
        if stage != self._stage:
            self._stage, self._began, self._before = stage, now, 0
            self._moments.clear()
        elif done < self._done:
            self._before += self._total
        self._done, self._total = done, total
        all_done = self._before + done
        if not self._moments or now - self._moments[-1][0] >= _APART:
            self._moments.append((now, all_done))
        while len(self._moments) > 1 and now - self._moments[0][0] > _WINDOW:
            self._moments.popleft()
        return self.now()

    def now(self) -> Pace:
        """How it goes, when nothing new was heard."""
        now = self._clock()
        done, total = self._before + self._done, self._before + self._total if self._total else 0
        rate = left = None
        if total and self._moments:
            since, first = self._moments[0]
            if now - since >= _ENOUGH and done > first:
                rate = (done - first) / (now - since)
                left = (total - done) / rate
        return Pace(self._stage, now - self._began, done, total, rate, left)


def rate_words(rate: float) -> str:
    """`640`, `2.5`: a number somebody can take in."""
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}".removesuffix(".0")


def time_words(seconds: float) -> str:
    """`14 seconds`, `about 3 minutes`: never less than is left."""
    whole = max(1, math.ceil(seconds))
    if whole < 60:
        return f"{whole} second{'' if whole == 1 else 's'}"
    minutes = math.ceil(whole / 60)
    if minutes < 60:
        return f"about {minutes} minute{'' if minutes == 1 else 's'}"
    hours = math.ceil(minutes / 60)
    return f"about {hours} hour{'' if hours == 1 else 's'}"
