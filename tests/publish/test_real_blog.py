"""A real blog (where one is at hand, `LAUREL_REAL_DATA`), imported and edited at random: each build gives what a clean
one gives."""

from __future__ import annotations

import os
import random
import re
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from hub.content.workshop import workshop
from hub.publish import build
from hub.publish.press import Press
from tests.exchange.support import bring
from tests.publish.conftest import Clean
from tests.publish.small_site import tree
from tests.support.hubs import write_hub
from tests.web.whole import NOW

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture(scope="session")
def real_built(shared_folder: Path) -> Path:
    """The imported blog, built once. To be copied, not changed."""
    data = os.environ.get("LAUREL_REAL_DATA")
    if not data:
        pytest.skip("LAUREL_REAL_DATA is not set, so no real blog is edited")
    hub, blog = shared_folder / "real", Path(data) / "18f"
    with FileLock(f"{hub}.lock"):
        if not (hub / ".laurel/memory.db").exists():
            shutil.rmtree(hub, ignore_errors=True)
            write_hub(hub, {})
            bring("advocates", blog / "team_members.csv", hub)
            bring("posts", blog / "posts", hub)
            build(hub, now=NOW, jobs=2)
    return hub


def some_edit(hub: Path, chance: random.Random) -> str:
    """What somebody who keeps a blog might do; in words."""
    posts, people = sorted((hub / "content/posts").rglob("*.md")), sorted((hub / "content/advocates").glob("*.md"))
    post, person, number = chance.choice(posts), chance.choice(people), chance.randrange(10_000)
    text = post.read_text()
    kind = chance.choice(
        [
            "body",
            "body",
            "body",
            "first",
            "title",
            "name",
            "new",
            "goes",
            "tags",
            "draft",
            "date",
            "author",
            "bio",
            "slug",
        ]
    )
    if kind == "body":
        post.write_text(f"{text}\nAnother word, {number}.\n")
    elif kind == "first":
        head, mark, body = text.partition("\n---\n")
        post.write_text(f"{head}{mark}\nIt begins otherwise, {number}.\n\n{body}")
    elif kind == "title":
        post.write_text(re.sub(r"^title:.*\n(?: .*\n)*", f"title: Title {number}\n", text, count=1, flags=re.M))
    elif kind == "name":
        person.write_text(re.sub(r"^name:.*$", f"name: Name {number}", person.read_text(), count=1, flags=re.M))
    elif kind == "new":
        post.with_name(f"new-{number}.md").write_text(
            f"---\ntitle: New {number}\nauthors: [{person.stem}]\ndate: 2026-0{chance.randrange(1, 9)}-11\n"
            f"tags: [news]\n---\n\nSee [somebody](advocate:{person.stem}).\n"
        )
    elif kind == "goes":
        post.unlink()
    elif kind == "tags":
        post.write_text(text.replace("---\n", f"---\ntags: [tag {number % 5}]\n", 1) if "\ntags:" not in text else text)
    elif kind == "draft":
        post.write_text(text.replace("---\n", "---\ndraft: true\n", 1) if "\ndraft:" not in text else text)
    elif kind == "date":
        post.write_text(re.sub(r"^date:.*$", f"date: 202{number % 7}-05-0{number % 9 + 1}", text, count=1, flags=re.M))
    elif kind == "author":
        post.write_text(re.sub(r"^authors:.*\n(?:[ -].*\n)*", f"authors: [{person.stem}]\n", text, count=1, flags=re.M))
    elif kind == "bio":
        person.write_text(f"{person.read_text()}\nMore about them, {number}.\n")
    elif kind == "slug":
        post.write_text(text.replace("---\n", f"---\nslug: moved-{number}\n", 1) if "\nslug:" not in text else text)
    return f"{kind} {post.name} {person.name} {number}"


@pytest.mark.parametrize("count", [6, pytest.param(100, marks=pytest.mark.siege)])
def test_a_real_blog_edited_at_random_is_what_a_clean_build_makes_each_time(
    real_built: Path, clean: Clean, tmp_path: Path, count: int
) -> None:
    seed = int(os.environ.get("LAUREL_SEED", "0")) or random.randrange(1, 1_000_000)
    chance, hub = random.Random(seed), Path(shutil.copytree(real_built, tmp_path / "hub"))
    assert build(hub, now=NOW).made == 0, "it was copied, and nothing else"
    press, made, story = Press(hub, workshop(hub)), 0, []
    for number in range(count):
        story.append(some_edit(hub, chance))
        built = build(hub, now=NOW, press=press if number % 2 else None)
        made += built.made
        wanted, there = clean(hub, bodies=count < 100), tree(hub / "public")
        assert there.keys() == wanted.keys(), f"LAUREL_SEED={seed}: {story}"
        assert [path for path in wanted if there[path] != wanted[path]] == [], f"LAUREL_SEED={seed}: {story}"
        if number % 2 == 0:
            press.close()
            press = Press(hub, workshop(hub))  # another process has built meanwhile
    press.close()
    assert made < count * len(tree(hub / "public")) / 2
