"""`make bench`: what a clean build, a badge and a page cost here and now. Prints one table; asserts nothing.

    python benchmarks/run.py [--posts 1000] [--runs 3] [--rival PATH-TO-PELICAN]

The generators take turns, so that a machine that slows down slows all of them; read the ratios
rather than the seconds. Each build starts from nothing in its folder: no output, no cache. Fonts,
which Laurel cuts once on a machine for all its hubs, are cut and counted on their own before.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

Result = TypeVar("Result")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks import corpus  # noqa: E402  (a script's own folder is on the path, not the one above)


@dataclass(frozen=True)
class Contender:
    """One way to build the corpus: its folder, its command, and what a clean build starts without."""

    name: str
    folder: Path
    command: tuple[str, ...]
    leftovers: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """One build: wall and processor seconds, peak memory in MB."""

    wall: float
    cpu: float
    peak: float


def build(contender: Contender) -> Run:
    """One clean build, measured by the operating system's own account of the finished process."""
    for name in contender.leftovers:
        shutil.rmtree(contender.folder / name, ignore_errors=True)
    log = contender.folder.with_suffix(".log")
    with log.open("wb") as out:
        begin = time.perf_counter()
        process = subprocess.Popen(contender.command, cwd=contender.folder, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{contender.name} failed:\n{log.read_text(errors='replace')[-3000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def contenders(work: Path, posts: int, rival: str | None) -> list[Contender]:
    """Write the corpus for each, with equally small templates; Laurel's own theme comes along as a third."""
    laurel = (sys.executable, "-m", "hub", "build", "--hub", ".")
    found = []
    for name, theme in (("Laurel, small templates", HERE / "laurel"), ("Laurel, its own theme", None)):
        folder = work / name.rpartition(" ")[2]
        corpus.write_laurel(folder, posts)
        if theme:
            shutil.copytree(theme, folder / "site")
            with (folder / "hub.toml").open("a", encoding="utf-8") as settings:
                settings.write('\n[brand]\nserif = "Georgia, serif"\n')
        found.append(Contender(name, folder, laurel, ("public", ".laurel")))
    if rival:
        folder = work / "pelican"
        corpus.write_pelican(folder, posts)
        shutil.copy(HERE / "pelican/pelicanconf.py", folder)
        shutil.copytree(HERE / "pelican/templates", folder / "theme/templates")
        command = (str(Path(rival).absolute()), "--quiet", "--settings", "pelicanconf.py")
        found.append(Contender("Pelican, small templates", folder, command, ("public", "cache", "__pycache__")))
    return found


def apart(measure: Callable[[], Result]) -> Result:
    """Measure in a process of its own: what this one ever held would count as every build's memory."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure).result()


def badge_cost(runs: int = 7) -> tuple[float, float]:
    """Processor milliseconds for one badge in its four sizes: the first, and the median of later ones."""
    import badges
    from hub.model import Design

    costs = []
    for number in range(runs + 1):
        face = badges.Face(
            name=f"Amara Obi {number}",
            badge="First Light",
            program="The Lookouts",
            tier="Keeper",
            year="2026",
            number=None,
            design=Design(),
            level=3,
            levels=4,
            colours=("#01627c", "#f2af48"),
            tier_colour=None,
        )
        begin = time.process_time()
        badges.draw(face)
        costs.append(1000 * (time.process_time() - begin))
    return costs[0], statistics.median(costs[1:])


def font_cost() -> float:
    """Processor seconds to cut all the theme's fonts; leaves them in the machine's cache."""
    from hub.content.store import machine_store
    from hub.web.fonts import font_files

    begin = time.process_time()
    for key, make in font_files().values():
        data = make()
        machine_store().put(key, data)
    return time.process_time() - begin


class _Page(HTMLParser):
    """The words of `<main>`, and the styles and scripts a browser fetches for the page."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.mute = 0, 0
        self.words: list[str] = []
        self.assets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        if tag == "link" and have.get("rel") == "stylesheet":
            self.assets.append(have.get("href") or "")
        if tag == "script" and have.get("src"):
            self.assets.append(have["src"] or "")
        self.inside += tag == "main"
        self.mute += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "main"
        self.mute -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.mute:
            self.words.append(data)


def page_weight(public: Path, address: str) -> tuple[float, float]:
    """KB of HTML, CSS and JS that the page at `address` brings, and KB of its own text among them."""
    html = (public / address.strip("/") / "index.html").read_bytes()
    page = _Page()
    page.feed(html.decode())
    paths = {public / urlsplit(a).path.lstrip("/") for a in page.assets}
    total = len(html) + sum(p.stat().st_size for p in paths)
    return total / 1024, len("".join(page.words).encode()) / 1024


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns lined up: the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def report(found: Sequence[Contender], runs: dict[str, list[Run]], posts: int) -> str:
    """The builds as a table: medians, and each contender's wall and processor time as a multiple of Pelican's."""

    def median(name: str, figure: Callable[[Run], float]) -> float:
        return statistics.median(figure(run) for run in runs[name])

    base = next((c.name for c in found if c.name.startswith("Pelican")), found[0].name)
    rows = [
        [f"clean build of {posts} posts", "wall s", "cpu s", "peak MB", "pages", "files", "wall ratio", "cpu ratio"]
    ]
    for contender in found:
        files = [f for f in (contender.folder / "public").rglob("*") if f.is_file()]
        # One turn's ratio is taken within that turn; the median of them is what holds on a busy machine.
        pairs = list(zip(runs[contender.name], runs[base], strict=True))
        rows.append(
            [
                contender.name,
                f"{median(contender.name, lambda r: r.wall):.1f}",
                f"{median(contender.name, lambda r: r.cpu):.1f}",
                f"{median(contender.name, lambda r: r.peak):.0f}",
                str(sum(f.suffix == ".html" for f in files)),
                str(len(files)),
                f"{statistics.median(a.wall / b.wall for a, b in pairs):.2f}",
                f"{statistics.median(a.cpu / b.cpu for a, b in pairs):.2f}",
            ]
        )
    return table(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rival", help="the pelican command; without it only Laurel is measured")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors", flush=True)
    first, later = apart(badge_cost)
    print(table([["a badge, four sizes", "cpu ms"], ["the first", f"{first:.0f}"], ["the next", f"{later:.0f}"]]), "\n")
    print(f"fonts, cut once on a machine: {apart(font_cost):.1f} cpu s\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:
        found = contenders(Path(folder), options.posts, options.rival)
        runs: dict[str, list[Run]] = {c.name: [] for c in found}
        for turn in range(options.runs):
            for contender in found:
                runs[contender.name].append(build(contender))
                print(f"turn {turn + 1}: {contender.name} {runs[contender.name][-1].wall:.1f} s", file=sys.stderr)
        print(report(found, runs, options.posts), "\n")
        weights = [["a post's page, KB of HTML, CSS and JS", "all", "its text", "the rest"]]
        for contender in found:
            total, words = page_weight(contender.folder / "public", f"posts/post-{options.posts // 2:05d}")
            weights.append([contender.name, f"{total:.1f}", f"{words:.1f}", f"{total - words:.1f}"])
        print(table(weights))


if __name__ == "__main__":
    main()
