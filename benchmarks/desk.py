"""How quick the desk is on a big hub: every page, one acknowledged write, its start, its memory. Asserts nothing.

    python benchmarks/desk.py [--advocates 1000] [--posts 5000] [--others 50000] [--runs 7] [--folder DIR]

The desk runs in a process of its own, as `laurel admin` starts it (compiled modules are kept, as in an installation),
and is asked over HTTP by a signed-in owner and a signed-in advocate, one request after the other. Filling the hub takes
a minute or two and is not measured; `--folder` keeps the filled hub for the next run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from hub.records import disk, open_records  # noqa: E402  (a script's own folder is on the path, not the one above)
from hub.records.kinds import Account, Consent, Draft, Letter, Person, Profile, Terms  # noqa: E402  (as above)

NOON = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)
WORDS = "bees frost dawn hive honey winter garden letter morning river stone field bread light".split()
BADGES = 8
BATCH = 2000
PATIENCE = 120.0
TARGETS = "any page under 100 ms, a write under 60 ms, up in under 2 s, under 300 MB"

HUB = """title = "A big hub"
base_url = "https://big.example"
time_zone = "UTC"

[program]
name = "The big program"
contact = "hello@big.example"

[[tiers]]
key = "one"
name = "One"

[desk]
publish_on_approval = false
"""


def words(chance: random.Random, count: int) -> str:
    """Words that say nothing."""
    return " ".join(chance.choices(WORDS, k=count))


def fill_content(root: Path, advocates: int, posts: int) -> None:
    """Advocates, posts, badges and three awards to five posts, as content files."""
    chance = random.Random(3)
    files: dict[str, str] = {"hub.toml": HUB}
    for n in range(advocates):
        head = f"name: Person {n}\nheadline: {words(chance, 5)}\ntier: one\njoined: 2024-01-01"
        files[f"content/advocates/person-{n}.md"] = f"---\n{head}\n---\n\n{words(chance, 80)}\n"
    for n in range(posts):
        files[post_path(n)] = post_text(n, advocates, words(chance, 400))
    for n in range(BADGES):
        files[f"content/badges/badge-{n}.md"] = f"---\nname: Badge {n}\n---\n\n{words(chance, 30)}\n"
    for n in range(posts * 3 // 5):
        facts = f"id: aw{n}\nbadge: badge-{n % BADGES}\nadvocate: person-{n % advocates}\nawarded: 2026-02-01\n"
        files[f"content/awards/2026/aw{n}.yaml"] = facts
    files["content/pages/about.md"] = "---\ntitle: About\n---\n\nAll about it.\n"
    files["content/events/day.md"] = "---\ntitle: Open day\nstarts: 2027-01-02\n---\n\nCome.\n"
    for name, text in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def post_path(n: int) -> str:
    """Where a post is."""
    return f"content/posts/{2020 + n % 6}/post-{n}.md"


def post_text(n: int, advocates: int, body: str) -> str:
    """A post."""
    day = dt.date(2020 + n % 6, 1 + n % 12, 1 + n % 28)
    head = f"title: Post {n}\nauthors: [person-{n % advocates}]\ndate: {day}\nsummary: About {n}.\ntags: [bees, frost]"
    return f"---\n{head}\n---\n\n{body}\n"


def records_of(advocates: int, posts: int, letters: int) -> Iterator[Any]:
    """Accounts, people, one draft a post (a tenth of them on their way), letters."""
    chance = random.Random(4)
    agreed = Consent("1", NOON, "desk", "a", of_age=True, licence=True)
    yield Terms("1", "You may show what I write.", NOON, "a-owner")
    yield Account("a-owner", "owner@big.example", "Olga Owner", "owner", NOON)
    for n in range(advocates):
        handle = f"person-{n}"
        yield Account(f"a-{n}", f"p{n}@big.example", f"Person {n}", "advocate", NOON, (handle,))
        profile = Profile(f"Person {n}", headline=words(chance, 5), bio=words(chance, 80), tier="one")
        yield Person(handle, profile, NOON, f"p{n}@big.example", consent=agreed if n % 20 else None, invited=NOON)
    for n in range(posts):
        open_, state = n % 10 == 0, ("submitted", "draft")[n // 10 % 2]
        yield Draft(
            f"post-{n}", state if open_ else "published", (f"person-{n % advocates}",),  # type: ignore[arg-type]  # both are states
            NOON, NOON, f"a-{n % advocates}", title=f"Post {n}", body=words(chance, 400), summary="Short.",
            slug="" if open_ else f"post-{n}", path=None if open_ else post_path(n), tags=("bees",),
        )  # fmt: skip
    for n in range(letters):
        body = words(chance, 60)
        yield Letter(f"l-{n}", f"p{n % advocates}@big.example", "A badge", body, f"<p>{body}</p>", "sent", NOON, NOON)


def fill_records(root: Path, advocates: int, posts: int, others: int) -> None:
    """All private records. Nothing is synced meanwhile, which nobody should copy."""
    sync, disk.sync = disk.sync, lambda handle: None
    letters = others * 2 // 5
    try:
        records = open_records(root / "data", hub=root)
        batch: list[Any] = []
        for record in records_of(advocates, posts, letters):
            batch.append(record)
            if len(batch) == BATCH:
                put(records, batch)
        put(records, batch)
        for n in range(others - letters):
            subject = f"draft:post-{n % posts}"
            with records.change(by="a-1", name="Noor", action="draft.write", subject=subject, words="Wrote") as one:
                one.note()
        records.forget(lambda entry: entry, by="a-owner", name="Olga", action="filled")
    finally:
        disk.sync = sync


def put(records: Any, batch: list[Any]) -> None:
    """One change with many records in it."""
    with records.change(by="a-owner", name="Olga", action="fill", words="Filled") as change:
        for record in batch:
            change.put(record)
    batch.clear()


class Fields(HTMLParser):
    """The first form of a page that posts and has a field called `name`: its values and where it goes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._inside, self._area = name, False, ""
        self.values: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self.found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {key: value or "" for key, value in attrs}
        if tag == "form" and not self.found:
            self._inside, self.values, self.attributes = have.get("method") == "post", {}, have
        if self._inside and "name" in have and tag in ("input", "textarea"):
            if have.get("type") in ("checkbox", "radio", "file", "submit") and "checked" not in have:
                return
            self.values[have["name"]] = have.get("value", "")
            self._area = have["name"] if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "form" and self._inside:
            self._inside, self.found = False, self._name in self.values


@dataclass
class Visitor:
    """Somebody signed in, with one connection that is kept open."""

    port: int
    cookie: str

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(
        self, method: str, url: str, data: Mapping[str, str] | None = None, *, part: bool = False
    ) -> tuple[float, int, str]:
        """Seconds until the whole answer is there, its status and its text. `part`: as the desk's own script asks."""
        body = urlencode(data).encode() if data is not None else None
        headers = {"Cookie": f"laurel={self.cookie}", "Referer": f"http://127.0.0.1:{self.port}/"}
        headers |= {"X-Part": "1"} if part else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begin = time.perf_counter()
        self._line.request(method, url, body, headers)
        answer = self._line.getresponse()
        text = answer.read()
        took = time.perf_counter() - begin
        for header in answer.headers.get_all("Set-Cookie") or []:
            if header.startswith("laurel="):
                self.cookie = header.partition("=")[2].partition(";")[0]
        return took, answer.status, text.decode("utf-8", "replace")


def session_cookie(root: Path, account: str) -> str:
    """A signed-in session, as the desk itself would sign it."""
    from flask import Flask
    from flask.sessions import SecureCookieSessionInterface

    app = Flask("signing")
    app.secret_key = (root / "data" / "secret.key").read_bytes()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    signed = signer.dumps({"_user_id": account, "_fresh": True, "epoch": 0})
    return signed.decode() if isinstance(signed, bytes) else str(signed)


@contextmanager
def desk(root: Path, more: Mapping[str, str] | None = None) -> Iterator[tuple[int, int, float]]:
    """A running desk, with `more` in its environment: its port, its process, and the seconds until it answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "hub", "admin", "--hub", str(root), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= more or {}
    begin = time.perf_counter()
    with (root.parent / "desk.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=HERE.parent, stdout=log, stderr=log, env=environment)
    try:
        while not answers(port):
            if process.poll() is not None or time.perf_counter() - begin > PATIENCE:
                raise SystemExit(f"the desk did not start: {(root.parent / 'desk.log').read_text()[-2000:]}")
            time.sleep(0.01)
        yield port, process.pid, time.perf_counter() - begin
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    """Whether the desk shows its sign-in page."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request("GET", "/sign-in")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


VALUES = {
    "handle": "person-7",
    "slug": "badge-1",
    "draft": "post-20",
    "award_id": "aw7",
    "letter": "l-7",
    "account_id": "a-7",
    "kind": "pages",
    "size": "300",
}
"""What stands in addresses for things: this one for all."""
SLUGS = {"drafts": "post-7", "entries": "about", "badges": "badge-1"}
NOT_PAGES = tuple("static brand .png .zip .svg /preview/ <path: <name> <token> <entry> /enter/".split())


def pages(root: Path) -> list[tuple[str, str]]:
    """Name and address of every page of the desk that can be asked for."""
    from admin import create_app

    app = create_app(root)
    found = []
    with app.test_request_context():
        from flask import url_for

        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or any(part in rule.rule for part in NOT_PAGES):
                continue
            room = rule.endpoint.partition(".")[0]
            values: dict[str, Any] = {name: VALUES.get(name, "1") for name in rule.arguments}
            if "slug" in values:
                values["slug"] = SLUGS.get(room, "about")
            found.append((rule.endpoint, url_for(rule.endpoint, **values)))
    extra = [("people.index, page 7", "/people/?page=7"), ("people.index, a filter", "/people/?q=person+77")]
    extra += [
        ("drafts.index, all", "/posts/?view=all&page=50"),
        ("drafts.index, a filter", "/posts/?view=all&q=post+77"),
    ]
    extra += [("preview of a draft", "/preview/draft/post-20/")]
    return sorted(dict(found + extra).items())


@dataclass(frozen=True)
class Figure:
    """One page: the median and the first time, in milliseconds, and the status it ended with."""

    name: str
    median: float
    first: float
    status: int


def measure(visitor: Visitor, name: str, url: str, runs: int) -> Figure:
    """Ask for a page some times."""
    first, status, _ = visitor.ask("GET", url)
    times = [visitor.ask("GET", url)[0] for _ in range(runs)]
    return Figure(name, statistics.median(times) * 1000, first * 1000, status)


def writes(visitor: Visitor, runs: int) -> list[float]:
    """Milliseconds of a draft saved as its author types, once it is safe on the disk."""
    took = []
    for n in range(runs):
        _, status, page = visitor.ask("GET", "/posts/post-10/write")
        form = Fields("body")
        form.feed(page)
        if status != 200 or not form.found:
            raise SystemExit(f"the draft could not be opened (status {status})")
        form.values["body"] += f" and {n}"
        seconds, status, answer = visitor.ask("POST", form.attributes["data-autosave"], form.values)
        if status != 200 or "saved" not in answer:
            raise SystemExit(f"the draft could not be saved (status {status}): {answer[:300]}")
        took.append(seconds * 1000)
    return took


def memory(pid: int) -> tuple[float, float]:
    """MB a process has now, and the most it has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    now, most = (re.search(rf"{key}:\s*(\d+)", status) for key in ("VmRSS", "VmHWM"))
    assert now and most
    return int(now[1]) / 1024, int(most[1]) / 1024


def report(figures: list[Figure], who: str) -> None:
    """One table, the slowest first."""
    print(f"\n{who:42}{'median':>9}{'first':>9}  ms")
    for figure in sorted(figures, key=lambda f: -f.median):
        note = "" if figure.status in (200, 302, 303, 308) else f"  status {figure.status}"
        print(f"{figure.name:42}{figure.median:9.1f}{figure.first:9.1f}{note}")


def main() -> None:
    """Fill, start, ask, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--advocates", type=int, default=1000)
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--others", type=int, default=50_000, help="letters and audit entries, together")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="where to fill the hub, or find it filled, and leave it there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = (options.folder or Path(name)) / "hub"
        if not (root / "filled").exists():
            begin = time.perf_counter()
            fill_content(root, options.advocates, options.posts)
            fill_records(root, options.advocates, options.posts, options.others)
            (root / "filled").touch()
            print(f"filled in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
        with desk(root) as (_, _, first):
            pass
        with desk(root) as (port, pid, again):
            walk(root, port, pid, options.runs, (first, again))


def walk(root: Path, port: int, pid: int, runs: int, starts: tuple[float, float]) -> None:
    """Ask a running desk for everything."""
    owner = Visitor(port, session_cookie(root, "a-owner"))
    advocate = Visitor(port, session_cookie(root, "a-10"))
    at_first = memory(pid)[0]
    every = pages(root)
    theirs = [measure(owner, name, url, runs) for name, url in every]
    own = [measure(advocate, name, url, runs) for name, url in every]
    own = [figure for figure in own if figure.status == 200]
    saved = writes(advocate, max(runs, 15))
    report(theirs, "as the owner")
    report(own, "as an advocate, what is open to them")
    over = [figure.name for figure in (*theirs, *own) if figure.median >= 100]
    now, most = memory(pid)
    print(f"\nTargets: {TARGETS}.")
    print(f"pages over 100 ms: {', '.join(over) or 'none'}")
    print(f"one acknowledged write: {statistics.median(saved):.1f} ms at the median, {max(saved):.1f} at most")
    print(f"up in {starts[0]:.2f} s at the first start, {starts[1]:.2f} s at later ones")
    print(f"memory: {at_first:.0f} MB after the start, {now:.0f} MB after all of this, {most:.0f} MB at most")


if __name__ == "__main__":
    main()
