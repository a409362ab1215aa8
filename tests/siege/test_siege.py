"""The long runs. `make siege`; `LAUREL_SIEGE` says how many rounds, `LAUREL_SEED` which (default: 25, 1)."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.content import load
from hub.model import HubError, slugify
from hub.publish import build
from tests.conftest import DEMO_NOW
from tests.support.hubs import ADA, post, write_hub

pytestmark = pytest.mark.siege
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("LAUREL_SIEGE", "25"))
SEED = int(os.environ.get("LAUREL_SEED", "1"))
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% include 'base.html' %}",
    "../../etc/passwd",
    "\u202egnirts",
    "a" * 5000,
    "e\u0301\u0323" * 40,
    "👩🏽\u200d🚀 👍🏿",
    "السلام עליכם ไทย हिन्दी 中文",
    "null",
    "- [ ] :: # *** ```",
    "]]> --> */ </style>",
    "${jndi:ldap://x}",
    "%00%0a%0d",
    "A\ufffe\u0000B",
]


def tree(folder: Path) -> dict[str, str]:
    """Every published file with its digest."""
    files = [p for p in folder.rglob("*") if p.is_file()]
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def clean_tree(hub: Path, elsewhere: Path) -> dict[str, str]:
    """What a build from nothing makes of a hub: no cache, another folder."""
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(hub, elsewhere, ignore=shutil.ignore_patterns("public", ".laurel"))
    build(elsewhere, now=DEMO_NOW)
    return tree(elsewhere / "public")


def some_hub(folder: Path, posts: int = 12) -> Path:
    """A hub with people, posts and a badge."""
    files = {
        f"content/posts/post-{n}.md": post(f"Post {n}", f"2026-01-{n + 1:02d}", f"Words {n}.") for n in range(posts)
    }
    files["content/advocates/ada.md"] = ADA
    files["content/badges/first.md"] = "---\nname: First\nsummary: For the first.\n---\n"
    files["content/awards/a1.yaml"] = "id: a1\nbadge: first\nadvocate: ada\nawarded: 2026-02-01\n"
    return write_hub(folder, files)


def change(hub: Path, chance: random.Random, number: int) -> str:
    """Do one thing to a hub that a person might do, and say what."""
    content = hub / "content"
    posts = sorted((content / "posts").glob("*.md"))
    one = chance.choice(posts)

    def edit() -> str:
        one.write_text(one.read_text() + f"\nMore, {number}.\n")
        return f"edit {one.name}"

    def add() -> str:
        (content / "posts" / f"new-{number}.md").write_text(
            post(f"New {number}", "2026-03-01", f"[Look](post:{one.stem})")
        )
        return f"add new-{number}"

    def remove() -> str:
        if any(f"post:{one.stem})" in p.read_text() for p in posts) or len(posts) < 4:
            return edit()
        one.unlink()
        return f"remove {one.name}"

    def tag() -> str:
        word = chance.choice(["bees", "C++", "Frost", "frost", "snow & ice"])
        text = one.read_text()
        if "\ntags:" not in text:
            one.write_text(text.replace("\nauthors:", f'\ntags: ["{word}"]\nauthors:', 1))
        return f"tag {one.name} {word}"

    def join() -> str:
        (content / "advocates" / f"p{number}.md").write_text(f"---\nname: Person {number}\n---\n\nNew here.\n")
        return f"p{number} joins"

    def title() -> str:
        settings = hub / "hub.toml"
        settings.write_text(settings.read_text().replace('title = "', f'title = "{number} ', 1))
        return "rename the hub"

    return chance.choice([edit, edit, edit, add, remove, tag, join, title])()


def test_after_any_edits_a_build_gives_what_a_clean_build_gives(tmp_path: Path) -> None:
    chance, hub, story = random.Random(SEED), some_hub(tmp_path / "hub"), []
    build(hub, now=DEMO_NOW)
    for number in range(ROUNDS):
        story += [change(hub, chance, number) for _ in range(chance.randint(1, 3))]
        build(hub, now=DEMO_NOW, jobs=chance.choice([1, 2]))
        assert tree(hub / "public") == clean_tree(hub, tmp_path / "clean"), f"seed {SEED}: {story}"


def test_a_killed_build_leaves_every_file_whole_and_the_next_one_finishes(tmp_path: Path) -> None:
    chance, hub = random.Random(SEED), some_hub(tmp_path / "hub")
    build(hub, now=DEMO_NOW)
    command = [sys.executable, "-m", "hub", "build", "--hub", str(hub), "--date", DEMO_NOW.isoformat(), "--jobs", "1"]
    begin = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    usual, killed = time.monotonic() - begin, 0
    for number in range(ROUNDS):
        before = tree(hub / "public")
        change(hub, chance, number)
        after = clean_tree(hub, tmp_path / "clean")
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(usual * chance.random())
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        now = {path: sha for path, sha in tree(hub / "public").items() if not path.startswith(".laurel-incoming/")}
        strange = {path for path, sha in now.items() if sha not in (before.get(path), after.get(path))}
        assert not strange, f"seed {SEED}, round {number}: neither old nor new"
        assert set(now) >= set(before) & set(after), f"seed {SEED}, round {number}: a file is gone"
        build(hub, now=DEMO_NOW)
        assert tree(hub / "public") == after, f"seed {SEED}, round {number}: the next build did not finish"
    assert killed, "no build was killed in time: nothing was tried"


def hostile_texts() -> list[str]:
    """Our own list, and the public one where it is at hand."""
    shared = Path(os.environ.get("LAUREL_REAL_DATA", "")) / "hostile/blns/blns.json"
    return NASTY + (json.loads(shared.read_text(encoding="utf-8")) if shared.is_file() else [])


def hostile_files(texts: list[str], chance: random.Random) -> dict[str, str | bytes]:
    """A hub whose every text field says something nasty."""

    def field() -> str:
        return json.dumps(chance.choice(texts), ensure_ascii=chance.random() < 0.5)

    def fields(*names: str) -> str:
        return "".join(f"{name}: {field()}\n" for name in names)

    person = (
        fields("name", "headline", "city", "pronouns")
        + f"links: {{{field()}: 'https://a.example/'}}\ntopics: [{field()}]\n"
    )
    written = (
        fields("title", "summary", "cover_alt") + f"tags: [{field()}, {field()}]\nauthors: [ada]\ndate: 2026-01-02\n"
    )
    body = "\n\n".join(chance.sample(texts, min(8, len(texts))))
    award = "id: a\nbadge: b\nadvocate: ada\nawarded: 2026-01-02\n"
    files: dict[str, str | bytes] = {
        "content/advocates/ada.md": f"---\n{person}---\n\n{body}\n",
        "content/posts/one.md": f"---\n{written}---\n\n{body}\n",
        "content/badges/b.md": f"---\n{fields('name', 'summary')}---\n\n{body}\n",
        "content/awards/a.yaml": f"{award}evidence: [{{text: {field()}}}]\n",
        "content/events/e.md": f"---\n{fields('title', 'place')}starts: 2026-05-01\n---\n\n{body}\n",
        "content/changes/c.md": f"---\n{fields('title')}date: 2026-05-01\nadvocates: [ada]\n---\n\n{body}\n",
    }
    return {path: text.encode("utf-8", "replace") if isinstance(text, str) else text for path, text in files.items()}


def test_hostile_texts_end_in_a_sound_hub_or_in_told_problems(make_hub: Callable[..., Path]) -> None:
    chance, texts, published = random.Random(SEED), hostile_texts(), 0
    # What a field refuses (control characters, no letter at all, too long) hides what it would let through.
    accepted = [t for t in texts if t.isprintable() and len(t) < 80 and slugify(t)]
    for number in range(ROUNDS):
        hub = make_hub(hostile_files(accepted if number % 2 else texts, chance), f"hub-{number}")
        problems = load(hub).problems
        try:
            build(hub, now=DEMO_NOW)
        except HubError as error:
            assert error.problems, str(error)
            assert all(p.what and p.cure for p in error.problems)
            assert not (hub / "public").exists()
            continue
        published += 1
        assert not problems.fatal
        for page in (hub / "public").rglob("*.html"):
            html = page.read_text(encoding="utf-8")
            assert "<script>alert" not in html and "<img src=x" not in html, page
        shutil.rmtree(hub)
    assert published, "every hub was refused: nothing was tried"
    print(f"{published} of {ROUNDS} hubs could be published")
