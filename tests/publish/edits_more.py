"""More edits of a small whole hub: the rarer fields, things that come and go, and what cannot be read."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.publish.edits import EDITS, any_file, edit, set_field

__all__ = ["EDITS"]


@edit
def more_of_a_post(hub: Path, chance: Random) -> None:
    others = [file.stem for file in (hub / "content/posts").rglob("*.md")]
    key, value = chance.choice(
        [
            ("canonical", f"https://elsewhere.example/{chance.randrange(9)}"),
            ("translation_of", chance.choice(others or ["frost"])),
            ("summary", f"In short {chance.randrange(9)}."),
            ("cover", chance.choice(["media/cover.jpg", "media/ada.jpg"])),
            ("groups", chance.choice(["[north]", "[]"])),
            ("authors", chance.choice(["[ada, bo]", "[bo]"])),
        ]
    )
    file = any_file(hub, "posts", chance)
    set_field(file, key, value)
    if key == "cover":
        set_field(file, "cover_alt", "A ridge")


@edit
def more_of_a_person(hub: Path, chance: Random) -> None:
    key, value = chance.choice(
        [
            ("feed", f"https://own.example/{chance.randrange(9)}.xml"),
            ("groups", "[north]"),
            ("ask", chance.choice(["form", "https://own.example/ask"])),
            ("vcard", chance.choice(["true", "false"])),
            ("number", str(chance.randrange(99))),
            ("kind", chance.choice(["person", "team", "staff", "guest"])),
            ("country", chance.choice(["NO", "PT"])),
            ("tier", chance.choice(["lookout", "keeper"])),
            ("terms", f"[{{tier: keeper, from: 2025-0{chance.randrange(1, 9)}-01}}]"),
            ("links", f"{{Site: 'https://own.example/{chance.randrange(9)}'}}"),
            ("aliases", f"[/people/{chance.randrange(9)}/]"),
        ]
    )
    set_field(any_file(hub, "advocates", chance), key, value)


@edit
def somebody_new(hub: Path, chance: Random) -> None:
    number = chance.randrange(1000)
    (hub / f"content/advocates/new-{number}.md").write_text(f"---\nname: New {number}\ntopics: [bees]\n---\n\nHello.\n")


@edit
def somebody_goes(hub: Path, chance: Random) -> None:
    file = any_file(hub, "advocates", chance)
    if file:
        file.unlink()


@edit
def a_badge(hub: Path, chance: Random) -> None:
    key, value = chance.choice(
        [
            ("valid_for", chance.choice(["P6M", "P1Y", "P2Y"])),
            ("summary", f"For {chance.randrange(9)}."),
            ("tier", chance.choice(["lookout", "keeper"])),
            ("tags", "[bees]"),
            ("design", "{shape: disc, palette: honey, emblem: sun, ribbon: false}"),
        ]
    )
    set_field(any_file(hub, "badges", chance), key, value)


@edit
def more_of_an_award(hub: Path, chance: Random) -> None:
    key, value = chance.choice(
        [
            ("evidence", f"[{{url: 'post:frost', text: Wrote it {chance.randrange(9)}}}]"),
            ("advocate", chance.choice(["ada", "bo"])),
            ("badge", chance.choice(["first", "lamp"])),
        ]
    )
    set_field(any_file(hub, "awards", chance), key, value)


@edit
def an_event(hub: Path, chance: Random) -> None:
    key, value = chance.choice(
        [
            ("hosts", chance.choice(["[ada, bo]", "[bo]", "[]"])),
            ("ends", f"2027-01-{chance.randrange(10, 28)}"),
            ("place", f"Hall {chance.randrange(9)}"),
            ("online", "true"),
            ("url", f"https://meet.example/{chance.randrange(9)}"),
            ("aliases", f"[/met/{chance.randrange(9)}/]"),
        ]
    )
    set_field(any_file(hub, "events", chance), key, value)


@edit
def things_that_come_and_go(hub: Path, chance: Random) -> None:
    kind, fields = chance.choice(
        [
            ("events", "title: Another\nstarts: 2026-12-05T10:00\nhosts: [ada]\n"),
            ("changes", "title: Another\ndate: 2026-05-01\nadvocates: [ada]\n"),
            ("resources", "title: Another\nfile: media/kit.csv\n"),
            ("pages", "title: Another\nmenu: More\naliases: [/more/]\n"),
            ("badges", "name: Another\nsummary: For more.\n"),
            ("topics", "title: Another\ntags: [weather]\n"),
        ]
    )
    file = hub / f"content/{kind}/another.md"
    if file.exists():
        file.unlink()
    else:
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"---\n{fields}---\n\nWords, [Ada](advocate:ada).\n")


@edit
def a_resource(hub: Path, chance: Random) -> None:
    key, value = chance.choice([("kind", f"Kind {chance.randrange(3)}"), ("order", "3"), ("summary", "One page.")])
    set_field(any_file(hub, "resources", chance), key, value)


@edit
def a_file_to_load_down(hub: Path, chance: Random) -> None:
    (hub / "content/media/kit.csv").write_text("a,b\n" * chance.randrange(1, 500))


@edit
def a_page(hub: Path, chance: Random) -> None:
    key, value = chance.choice(
        [("order", f"{chance.randrange(3)}"), ("aliases", "[/who/]"), ("summary", "Who we are.")]
    )
    set_field(any_file(hub, "pages", chance), key, value)


@edit
def mentions_and_figures(hub: Path, chance: Random) -> None:
    number = chance.randrange(99)
    texts = {
        "mentions": f"- {{target: /posts/frost/, source: 'https://far.example/{number}', date: 2026-03-04}}\n",
        "figures": f"2026: {{nominated: {number}, accepted: 1}}\n",
    }
    kind = chance.choice(sorted(texts))
    (hub / "content" / kind).mkdir(exist_ok=True)
    (hub / "content" / kind / "some.yaml").write_text(texts[kind])


@edit
def links_to_what_may_not_be_there(hub: Path, chance: Random) -> None:
    """A link, or a picture, of something that may be out, to come or missing."""
    target = chance.choice(["post:soon", "post:draft", "badge:another", "advocate:bo", "media/kit.csv", "/about/"])
    words = chance.choice([f"[look]({target})", "![Soon](media/soon.jpg)", "`code`"])
    file = any_file(hub, chance.choice(["posts", "pages", "topics", "resources", "changes"]), chance)
    if file:
        file.write_text(f"{file.read_text()}\n{words}\n")


@edit
def a_body_goes(hub: Path, chance: Random) -> None:
    file = any_file(hub, chance.choice(["posts", "pages", "advocates"]), chance)
    if file:
        head, mark, _ = file.read_text().partition("\n---\n")
        file.write_text(f"{head}{mark}\nNothing else.\n")


@edit
def more_settings(hub: Path, chance: Random) -> None:
    file, number = hub / "hub.toml", chance.randrange(9)
    text = file.read_text()
    file.write_text(
        chance.choice(
            [
                text.replace('name = "The North"', f'name = "The North {number}"'),
                text.replace('name = "Keeper"', f'name = "Keeper {number}"'),
                text.replace('time_zone = "UTC"', 'time_zone = "Asia/Tokyo"'),
                text.replace('time_zone = "Asia/Tokyo"', 'time_zone = "UTC"'),
                text.replace("[program]", '[brand]\nlogo = "media/ada.jpg"\n\n[program]')
                if "[brand]" not in text
                else text,
                text.replace('logo = "media/ada.jpg"', 'colours = ["#01627c"]'),
                text.replace('name = "Talk"', f'name = "Talk {number}"'),
            ]
        )
    )


@edit
def what_cannot_be_read(hub: Path, chance: Random) -> None:
    file = any_file(hub, chance.choice(["posts", "badges", "awards"]), chance)
    if file:
        file.write_text("---\ntitle: [\n")
