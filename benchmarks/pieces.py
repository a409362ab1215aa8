"""What a badge costs to draw, and what a page weighs. Prints two small tables; asserts nothing.

python benchmarks/pieces.py [--posts 100]
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

Result = TypeVar("Result")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import contenders, corpus  # noqa: E402  (a script's own folder is on the path, not the one above)


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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", type=int, default=100)
    options = parser.parse_args()
    first, later = apart(badge_cost)
    print(table([["a badge, four sizes", "cpu ms"], ["the first", f"{first:.0f}"], ["the next", f"{later:.0f}"]]), "\n")
    weights = [["a post's page, KB of HTML, CSS and JS", "all", "its text", "the rest"]]
    with tempfile.TemporaryDirectory(prefix="laurel-bench-") as name:
        text = corpus.corpus(options.posts)
        spent, machine = contenders.first_build(Path(name), text)
        for key, tool in contenders.tools(None).items():
            hub = contenders.settle_in(Path(name), key, tool, text, machine)
            hub.build()
            total, words = page_weight(hub.folder / contenders.OUT, f"posts/{text.post(options.posts // 2).slug}")
            weights.append([hub.name, f"{total:.1f}", f"{words:.1f}", f"{total - words:.1f}"])
    print(table(weights), "\n")
    print(f"the first build on a machine, fonts cut: {spent.wall:.1f} s, {spent.cpu:.1f} s of a processor")


if __name__ == "__main__":
    main()
