"""Edits of a small whole hub, as people make them: each takes a hub folder and a source of chance."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.web.whole import picture

Edit = Callable[[Path, Random], None]
EDITS: dict[str, Edit] = {}


def edit(do: Edit) -> Edit:
    """Count a function among the edits."""
    EDITS[do.__name__] = do
    return do


def any_file(hub: Path, kind: str, chance: Random) -> Path | None:
    found = sorted((hub / "content" / kind).rglob("*.md" if kind != "awards" else "*.yaml"))
    return chance.choice(found) if found else None


def set_field(file: Path | None, key: str, value: str) -> None:
    """Set a field of front matter (or of an award), whatever it was."""
    if file is None:
        return
    text = file.read_text()
    line = f"{key}: {value}\n"
    known = re.compile(rf"^{key}:.*\n(?:[ -].*\n)*", re.M)
    if known.search(text):
        text = known.sub(lambda _: line, text, count=1)
    else:
        text = text.replace("---\n", f"---\n{line}", 1) if text.startswith("---\n") else text + line
    file.write_text(text)


@edit
def a_body(hub: Path, chance: Random) -> None:
    kind = chance.choice(["posts", "advocates", "badges", "events", "changes", "topics", "pages", "resources"])
    file = any_file(hub, kind, chance)
    if file:
        file.write_text(file.read_text() + f"\n\n## Part {chance.randrange(9)}\n\nWord {chance.randrange(99)}.\n")


@edit
def a_first_paragraph(hub: Path, chance: Random) -> None:
    file = any_file(hub, chance.choice(["posts", "advocates", "badges"]), chance)
    if file:
        head, mark, body = file.read_text().partition("\n---\n")
        file.write_text(f"{head}{mark}\nFirst words {chance.randrange(99)}.\n\n{body.lstrip()}")


@edit
def a_title(hub: Path, chance: Random) -> None:
    kind = chance.choice(["posts", "events", "changes", "topics", "pages", "resources"])
    set_field(any_file(hub, kind, chance), "title", f"Title {chance.randrange(99)}")


@edit
def a_name(hub: Path, chance: Random) -> None:
    set_field(any_file(hub, chance.choice(["advocates", "badges"]), chance), "name", f"Name {chance.randrange(99)}")


@edit
def a_person(hub: Path, chance: Random) -> None:
    file = any_file(hub, "advocates", chance)
    key, value = chance.choice(
        [
            ("headline", f"Headline {chance.randrange(9)}"),
            ("listed", chance.choice(["true", "false"])),
            ("status", chance.choice(["active", "alumni"])),
            ("photo", chance.choice(["media/ada.jpg", "media/cover.jpg"])),
            ("topics", "[bees, Bees and birds]"),
            ("joined", f"2025-0{chance.randrange(1, 9)}-01"),
        ]
    )
    set_field(file, key, value)


@edit
def tags(hub: Path, chance: Random) -> None:
    wanted = chance.sample(["bees", "Bees", "birds", "C++", "weather", "new tag"], k=chance.randrange(4))
    set_field(any_file(hub, "posts", chance), "tags", f"[{', '.join(wanted)}]")


@edit
def a_date(hub: Path, chance: Random) -> None:
    day = f"202{chance.randrange(4, 8)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}"
    key, kind = chance.choice([("date", "posts"), ("updated", "posts"), ("starts", "events"), ("date", "changes")])
    set_field(any_file(hub, kind, chance), key, day)


@edit
def a_new_post(hub: Path, chance: Random) -> None:
    number = chance.randrange(1000)
    file = hub / f"content/posts/new-{number}.md"
    day = f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}"
    text = "See [the first](post:first) and ![a cover](media/cover.jpg)." if chance.random() < 0.3 else "Words."
    file.write_text(f"---\ntitle: New {number}\nauthors: [ada]\ndate: {day}\ntags: [bees]\n---\n\n{text}\n")


@edit
def many_new_posts(hub: Path, chance: Random) -> None:
    for _ in range(12):
        a_new_post(hub, chance)


@edit
def a_post_goes(hub: Path, chance: Random) -> None:
    file = any_file(hub, "posts", chance)
    if file:
        file.unlink()


@edit
def a_new_slug(hub: Path, chance: Random) -> None:
    file = any_file(hub, "posts", chance)
    if file:
        old, new = file.stem, f"moved-{chance.randrange(1000)}"
        set_field(file, "aliases", f"[/posts/{old}/, /old/{new}.html]")
        file.rename(file.with_name(f"{new}.md"))


@edit
def a_draft(hub: Path, chance: Random) -> None:
    set_field(any_file(hub, "posts", chance), "draft", chance.choice(["true", "false"]))


@edit
def a_disclosure(hub: Path, chance: Random) -> None:
    set_field(any_file(hub, "posts", chance), "disclosure", chance.choice(["none", "[{kind: gift, item: a hive}]"]))


@edit
def a_language(hub: Path, chance: Random) -> None:
    set_field(any_file(hub, "posts", chance), "language", chance.choice(["en", "de", "ar"]))


@edit
def an_award(hub: Path, chance: Random) -> None:
    file = any_file(hub, "awards", chance)
    key, value = chance.choice(
        [
            ("hidden", chance.choice(["true", "false"])),
            ("suspended", chance.choice(["true", "false"])),
            ("expires", f"2026-{chance.randrange(1, 13):02}-01"),
            ("awarded", f"2025-{chance.randrange(1, 13):02}-01"),
            ("revoked", "{date: 2026-02-01, reason: mistake}"),
        ]
    )
    set_field(file, key, value)


@edit
def an_award_more(hub: Path, chance: Random) -> None:
    badges, people = any_file(hub, "badges", chance), any_file(hub, "advocates", chance)
    if badges and people:
        number = chance.randrange(1000)
        folder = hub / "content/awards"
        folder.mkdir(exist_ok=True)
        (folder / f"more-{number}.yaml").write_text(
            f"id: more-{number}\nbadge: {badges.stem}\nadvocate: {people.stem}\n"
            f"awarded: 2026-0{chance.randrange(1, 9)}-02\n"
        )


@edit
def an_award_goes(hub: Path, chance: Random) -> None:
    file = any_file(hub, "awards", chance)
    if file:
        file.unlink()


@edit
def a_picture(hub: Path, chance: Random) -> None:
    """Another picture under the same name, as large and with the same times, so that only its bytes tell."""
    file = hub / "content/media/cover.jpg"
    before = file.stat()
    data = picture(chance.choice([400, 700, 1300]), 500)
    file.write_bytes(data)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@edit
def a_change_of_equal_size(hub: Path, chance: Random) -> None:
    file = any_file(hub, "posts", chance)
    if file:
        before, text = file.stat(), file.read_text()
        file.write_text(text[:-2] + chance.choice("abcdef") + text[-1:])
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@edit
def a_contribution(hub: Path, chance: Random) -> None:
    file = hub / "content/contributions/2026.yaml"
    file.write_text(
        file.read_text() + f"- {{advocate: ada, type: talk, date: 2026-05-0{chance.randrange(1, 9)}, title: T}}\n"
    )


@edit
def the_settings(hub: Path, chance: Random) -> None:
    file = hub / "hub.toml"
    file.write_text(re.sub(r'^title = ".*"', f'title = "Hub {chance.randrange(9)}"', file.read_text(), flags=re.M))


@edit
def a_template_of_its_own(hub: Path, chance: Random) -> None:
    folder = hub / "site/templates"
    if folder.exists() and chance.random() < 0.5:
        for file in folder.iterdir():
            file.unlink()
        return
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        '{% extends "base.html" %}{% block main %}<h1>{{ heading }} ' + str(chance.randrange(9)) + "</h1>{% endblock %}"
    )
    (folder / "directory.html").write_text(text)


@edit
def touching_everything(hub: Path, chance: Random) -> None:
    for file in (hub / "content").rglob("*"):
        os.utime(file)


@edit
def a_moved_file(hub: Path, chance: Random) -> None:
    file = any_file(hub, "posts", chance)
    if file:
        folder = file.parent.parent if file.parent.name == "deep" else file.parent / "deep"
        folder.mkdir(exist_ok=True)
        file.rename(folder / file.name)


@edit
def a_menu_entry(hub: Path, chance: Random) -> None:
    set_field(any_file(hub, "pages", chance), "menu", f"Menu {chance.randrange(5)}")


@edit
def a_topic(hub: Path, chance: Random) -> None:
    file = hub / "content/topics/bees.md"
    if file.exists():
        file.unlink()
    else:
        file.parent.mkdir(exist_ok=True)
        file.write_text("---\ntitle: Bees and birds\ntags: [birds, hives]\n---\n\nAll that flies.\n")


@edit
def somebody_in_public(hub: Path, chance: Random) -> None:
    """A published file that somebody wrote over, took away or added."""
    public = hub / "public"
    found = sorted(path for path in public.rglob("*.html")) if public.is_dir() else []
    if found:
        file = chance.choice(found)
        file.unlink()
        if chance.random() < 0.5:
            file.write_text("mine")
        if chance.random() < 0.3:
            (public / "stray.html").write_text("stray")
