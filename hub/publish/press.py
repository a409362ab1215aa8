"""The press: makes what differs of a hub in a folder of its own, and checks it.

It remembers what each page read (`memory`), and so what a change touches (`deltas`, `staleness`).
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from hub.content.settings import read_settings
from hub.content.workshop import workshop
from hub.model import Problems
from hub.publish.assembling import Wish
from hub.publish.events import Report, silent
from hub.publish.marks import engine_mark, site_mark
from hub.publish.memory import Memory
from hub.publish.outputs import Stamp
from hub.publish.printing import Printed, Printing, Remembered
from hub.publish.reads import Pages, Reads


class Press:
    """Makes the hub in `root` again and again, in `staging/` of the folder `shop`, its `.laurel/`.

    A process that keeps it need not read its memory again. One that shall not `remember` makes everything, and leaves
    what is remembered alone.
    """

    def __init__(self, root: Path, shop: Path, *, remember: bool = True) -> None:
        self._root, self._shop, self._remember = root, shop, remember
        self._memory = Memory(workshop(root) if not remember else shop)
        self._before: Remembered | None = None

    def forget(self) -> None:
        """Begin anew: remember nothing."""
        self._memory.forget()
        self._before = None

    def print(
        self, wish: Wish, jobs: int = 1, report: Report = silent, private: frozenset[str] = frozenset()
    ) -> Printed:
        """Make what differs in `.laurel/staging` and check it. `private` are e-mail addresses that may stand nowhere.

        Raises HubError with the hub's problems; then nothing is remembered of it.
        """
        mark, reading = site_mark(self._root, wish.base_url, wish.drafts), self._reading_mark()
        before = self._recall(mark, reading)
        self._before = None
        printing = Printing(self._root, self._shop, before, self._memory, wish, jobs, report, private)
        return printing.run(mark, reading)

    def keep(self, printed: Printed, stamps: dict[str, Stamp], release: int) -> None:
        """Remember what was printed, now that it is in place; `stamps` are those of files that were looked at there."""
        pages = printed.pages
        update = printed.update(release, stamps)
        self._memory.commit(update)
        self._before = Remembered(update.about, printed.files, printed.reads, pages)

    def page_stamps(self) -> dict[str, bytes]:
        """The stamp of each published file, packed, as it was published."""
        return self._memory.page_stamps()

    def close(self) -> None:
        """Let go of the memory's file."""
        self._memory.close()

    def _reading_mark(self) -> str:
        """Differs when a file may be read otherwise than before."""
        settings = read_settings(self._root, Problems())
        return f"{engine_mark()} {settings.time_zone if settings else ''}"

    def _recall(self, mark: str, reading: str) -> Remembered:
        """What is remembered; only what is known of files when everything must be made anew."""
        if self._before is not None and self._before.about.mark == mark:
            return self._before
        about = self._memory.about()
        if about is None or about.reading != reading:
            return Remembered()
        if about.mark != mark or not self._remember:
            return Remembered(msgspec.structs.replace(about, mark=""), self._memory.files())
        return Remembered(about, self._memory.files(), Reads(self._memory), Pages(self._memory))
