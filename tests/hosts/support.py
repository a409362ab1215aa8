"""Releases of a few files, hosts of every kind on this machine, and what they hold."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hub.hosts import Sendable, Sent, Step, send, silent
from hub.hosts.ledger import FOLDER
from hub.hosts.release import type_of
from hub.model import Host, Settings
from hub.publish.outputs import Output

FILES: Mapping[str, str] = {
    "index.html": "<p>Front",
    "404.html": "<p>Not here",
    "posts/one/index.html": "<p>One",
    "posts/two/index.html": "<p>Two",
    "posts/łódź/index.html": "<p>A name of other letters",
    "static/style.css": "p {}",
    "static/pictures/0a1b-w480.webp": "picture",
    "media/a file's [name], 100%.txt": "odd",
    "feed.xml": "<feed/>",
    "sitemap.xml": "<urlset/>",
    ".well-known/did.json": "{}",
}
CHANGED: Mapping[str, str] = {
    **{path: text for path, text in FILES.items() if path != "posts/two/index.html"},
    "index.html": "<p>Front, with three",
    "posts/three/index.html": "<p>Three",
    "static/style.css": "p { color: teal }",
    "feed.xml": "<feed>three</feed>",
}


def make_release(folder: Path, files: Mapping[str, str], number: int = 1) -> Sendable:
    """A release whose files lie in `folder` under the names of their hashes, as in a store of releases."""
    folder.mkdir(parents=True, exist_ok=True)
    outputs = {}
    for path, text in files.items():
        data = text.encode()
        sha = hashlib.sha256(data).hexdigest()
        (folder / sha).write_bytes(data)
        outputs[path] = Output(sha, len(data), type_of(path))
    return Sendable(number, outputs, lambda path: folder / outputs[path].sha)


def settings_with(*hosts: Host) -> Settings:
    """Settings of a hub with these hosts."""
    return Settings("Small hub", "https://hub.example/", hosts=hosts)


@dataclass
class Place:
    """A host of a test: how Laurel is told of it, and what is really there. `root` is the hub folder."""

    root: Path
    host: Host
    held: Callable[[], dict[str, bytes]]
    """Every file there, Laurel's notes too."""
    leave: Callable[[str, bytes], None]
    """Puts a file there that is none of Laurel's."""
    steps: list[Step] = field(default_factory=list)

    def send(self, files: Mapping[str, str], *, again: bool = False, stop_at: int = 0) -> Sent:
        """Send a hub of `files`; with `stop_at` the send is broken off after so many files."""
        self.steps.clear()

        def report(step: Step) -> None:
            self.steps.append(step)
            if stop_at and len(self.steps) >= stop_at:
                raise KeyboardInterrupt

        release = make_release(self.root / "objects", files)
        return send(self.root, settings_with(self.host), self.host.name, release, report, again=again)

    def shown(self) -> dict[str, str]:
        """What readers can find there: everything but Laurel's notes."""
        return {
            path: data.decode() for path, data in self.held().items() if f"{FOLDER}/" not in path and path != "strange"
        }


def walked(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def git(folder: Path, *words: str) -> str:
    """What git says, without any setting of this machine."""
    return git_bytes(folder, *words).decode()


def git_bytes(folder: Path, *words: str) -> bytes:
    """The same, as bytes."""
    environment = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["git", *words], cwd=folder, env=environment, capture_output=True, check=True)
    return done.stdout


def quiet_send(root: Path, host: Host, release: Sendable) -> Sent:
    """Send, and hear nothing of how far it is."""
    return send(root, settings_with(host), host.name, release, silent)


def in_order(paths: Sequence[str], *groups: Callable[[str], bool]) -> bool:
    """Whether every path of an earlier group comes before every path of a later one."""
    last = -1
    for group in groups:
        found = [i for i, path in enumerate(paths) if group(path)]
        if found and min(found) < last:
            return False
        last = max([last, *found])
    return True
