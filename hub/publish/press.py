"""The press: makes what differs of a hub in a folder of its own, and checks it.

It remembers what each page read (`memory`), and so what a change touches (`deltas`, `staleness`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from hub.content.listing import Listing, list_files
from hub.content.settings import read_settings
from hub.content.workshop import workshop
from hub.engine import engine_mark
from hub.model import HubError, Problems
from hub.publish.events import Report, silent
from hub.publish.marks import site_mark
from hub.publish.memory import About, Memory, pack_stamp
from hub.publish.outputs import Stamp
from hub.publish.reads import Pages, Reads, Remembered
from hub.publish.watching import Watch
from hub.publish.wishing import Wish, instant

if TYPE_CHECKING:
    from hub.publish.printing import Printed, Warm


class Press:
    """Makes the hub in `root` again and again, in `staging/` of the folder `shop`, its `.laurel/`.

    A process that keeps it need not read its memory again, and one that lets it `watch` need not look at files that
    nobody touched. One that shall not `remember` makes everything, and leaves what is remembered alone.
    """

    def __init__(self, root: Path, shop: Path, *, remember: bool = True, watch: bool = False) -> None:
        self._root, self._shop, self._remember = root, shop, remember
        self._memory = Memory(workshop(root) if not remember else shop)
        self._before: Remembered | None = None
        self._marks: tuple[str, str] = ("", "")
        self._about: About | None = None
        self._seen: Wish | None = None
        self._listing: Listing | None = None
        self._watch = Watch(shop, [root / "content"]) if watch else None
        self._warm: Warm | None = None
        self._touched: frozenset[str] | None = None
        self.looked = True
        """Whether all files were looked at the last time; else only those that were touched."""

    def forget(self) -> None:
        """Begin anew: remember nothing."""
        self._memory.forget()
        self._before = self._warm = None

    def unchanged(self, wish: Wish) -> About | None:
        """What is remembered, if nothing differs since: no file, no setting, nothing of Laurel, and no time has come.

        Costs a look at each content file.
        """
        about = self._look(wish)
        if about is None or about.mark != self._marks[0] or about.reading != self._marks[1]:
            return None
        settings = read_settings(self._root, Problems())
        if settings is None or about.has_turned(instant(wish.now, settings)):
            return None
        if self._touched is not None and self._warm is not None:
            self.looked = False
            return None if self._touched else about
        self.looked = True
        self._listing = list_files(self._root)
        there = {path: pack_stamp(stamp) for path, stamp in self._listing.files.items()}
        return about if there == self._memory.file_stamps() else None

    def print(
        self,
        wish: Wish,
        jobs: int = 1,
        report: Report = silent,
        private: frozenset[str] = frozenset(),
        known: Callable[[Printed], None] = lambda _: None,
    ) -> Printed:
        """Make what differs in `.laurel/staging` and check it. `private` are e-mail addresses that may stand nowhere;
        `known` is called once it is known what differs, before anything is made.

        Raises HubError with the hub's problems; then nothing is remembered of it.
        """
        about = self._about if self._seen == wish else self._look(wish)
        self._seen = None
        how = (wish, jobs, report, private, known)
        try:
            printed = self._print(self._recall(about), *how)
            if not self._memory.spoiled:
                return printed
        except msgspec.MsgspecError:
            pass
        except HubError:
            if not self._memory.spoiled:
                raise
        self.forget()  # the memory is spoiled, so what was made from it may be wrong
        return self._print(self._recall(None), *how)

    def _print(
        self,
        before: Remembered,
        wish: Wish,
        jobs: int,
        report: Report,
        private: frozenset[str],
        known: Callable[[Printed], None],
    ) -> Printed:
        from hub.publish.printing import Printing  # with Flask and all pages, which a build of nothing new needs not

        warm = self._warm if self._before is not None and self._touched is not None else None
        self._before, self._warm, listing, self._listing = None, None, self._listing, None
        printing = Printing(self._root, self._shop, before, self._memory, wish, jobs, report, private, known)
        if warm is not None and self._touched is not None:
            touched = [path for path in map(self._inner, sorted(self._touched)) if not _hidden(path)]
            printed = printing.again(*self._marks, warm, touched)
            if printed is not None:
                self.looked = False
                return printed
        self.looked = True
        return printing.run(*self._marks, listing)

    def _inner(self, path: str) -> str:
        return Path(os.path.relpath(path, os.path.realpath(self._root))).as_posix()

    def keep(self, printed: Printed, stamps: dict[str, Stamp], release: int) -> None:
        """Remember what was printed, now that it is in place; `stamps` are those of files that were looked at there."""
        update = printed.update(release, stamps)
        self._memory.commit(update)
        self._before = Remembered(update.about, printed.files, printed.reads, printed.pages)
        if self._watch is not None and printed.warm is not None:
            self._warm = printed.warm

    def page_stamps(self) -> dict[str, bytes]:
        """The stamp of each published file, packed, as it was published."""
        return self._memory.page_stamps()

    def close(self) -> None:
        """Let go of the memory's file, and watch no more."""
        self._memory.close()
        if self._watch is not None:
            self._watch.stop()

    def _look(self, wish: Wish) -> About | None:
        """Look at what everything depends on, and at whether somebody else has written into the memory."""
        settings = read_settings(self._root, Problems())
        reading = f"{engine_mark()} {settings.time_zone if settings else ''}"
        self._marks = site_mark(self._root, wish.base_url, wish.drafts), reading
        if self._memory.is_another():
            self._before = self._warm = None
        self._touched = self._watch.take() if self._watch is not None else None
        self._seen = wish
        self._about = self._before.about if self._before is not None else self._memory.about()
        return self._about

    def _recall(self, about: About | None) -> Remembered:
        """What is remembered; only what is known of files when everything must be made anew."""
        mark, reading = self._marks
        if about is None or about.reading != reading:
            return Remembered()
        if about.mark != mark or not self._remember:
            return Remembered(msgspec.structs.replace(about, mark=""), self._memory.files())
        if self._before is not None:
            return self._before
        return Remembered(about, self._memory.files(), Reads(self._memory), Pages(self._memory))


def _hidden(path: str) -> bool:
    """Whether a file is none that is read: such as programs make beside what they write begin with a dot."""
    return any(part.startswith(".") for part in path.split("/"))
