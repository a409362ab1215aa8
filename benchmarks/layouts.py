"""The corpus in each generator's own files: one folder a generator, and one file a post."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import PICTURES, TIERS, Corpus, Person, Writing, grey_png, picture

HUB_TOML = """\
title = "A measured hub"
tagline = "Invented posts by invented people"
base_url = "https://hub.example/"
language = "en"
time_zone = "UTC"

[program]
name = "The measured"
contact = "hello@hub.example"
""" + "".join(f'\n[[tiers]]\nkey = "{key}"\nname = "{key.title()}"\n' for key in TIERS)


@dataclass(frozen=True)
class Layout:
    """Where a generator looks for things, and how it wants them.

    `post` gives the text of a post, `person` writes down a person in the folder; `pictures` is their folder and
    `picture_url` what a post calls it.
    """

    posts: str
    pictures: str
    picture_url: str
    post: Callable[[Writing], str]
    person: Callable[[Path, Person], None]

    def path(self, folder: Path, slug: str) -> Path:
        """A post's file."""
        return folder / self.posts / f"{slug}.md"

    def put(self, folder: Path, post: Writing) -> None:
        """Write a post, new or anew."""
        text = self.post(post).replace("PICTURES/", self.picture_url)
        _write(self.path(folder, post.slug), text)

    def fill(self, folder: Path, corpus: Corpus) -> None:
        """Write everything."""
        for number in range(PICTURES):
            place = folder / self.pictures / picture(number)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(grey_png(number * 5))
        for person in corpus.people:
            self.person(folder, person)
        for number in range(corpus.count):
            self.put(folder, corpus.post(number))


def _laurel_post(post: Writing) -> str:
    fields = {
        "title": post.title,
        "authors": [post.person.handle],
        "date": f"{post.date:%Y-%m-%dT%H:%M}",
        "tags": list(post.tags),
        "summary": post.summary,
        "disclosure": "none",
    }
    return _front_matter(fields) + post.body


def _laurel_person(folder: Path, person: Person) -> None:
    fields = {"name": person.name, "tier": person.tier, "joined": "2021-03-01"}
    _write(folder / "content/advocates" / f"{person.handle}.md", _front_matter(fields) + person.bio + "\n")


def _hugo_post(post: Writing) -> str:
    fields = {
        "title": post.title,
        "date": f"{post.date:%Y-%m-%dT%H:%M:%S}Z",
        "advocates": [post.person.handle],
        "topics": list(post.tags),
        "summary": post.summary,
    }
    return _front_matter(fields) + post.body


def _hugo_person(folder: Path, person: Person) -> None:
    fields = {"title": person.name, "tier": person.tier, "bio": person.bio}
    _write(folder / "content/advocates" / person.handle / "_index.md", _front_matter(fields))


def _eleventy_post(post: Writing) -> str:
    fields = {
        "title": post.title,
        "date": f"{post.date:%Y-%m-%dT%H:%M:%S}Z",
        "advocate": post.person.handle,
        "topics": list(post.tags),
        "summary": post.summary,
    }
    return _front_matter(fields) + post.body


def _pelican_post(post: Writing) -> str:
    head = {
        "Title": post.title,
        "Date": f"{post.date:%Y-%m-%d %H:%M}",
        "Slug": post.slug,
        "Author": post.person.handle,
        "Tags": ", ".join(post.tags),
        "Summary": post.summary,
    }
    return "\n".join([*(f"{key}: {value}" for key, value in head.items()), "", post.body])


def _in_table(name: str) -> Callable[[Path, Person], None]:
    """People in one file of JSON, which templates look into."""

    def put(folder: Path, person: Person) -> None:
        place = folder / name
        table = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
        table[person.handle] = {"name": person.name, "tier": person.tier, "bio": person.bio}
        _write(place, json.dumps(table, indent=0))

    return put


LAYOUTS = {
    "laurel": Layout("content/posts", "content/media", "media/", _laurel_post, _laurel_person),
    "hugo": Layout("content/posts", "static/images", "/images/", _hugo_post, _hugo_person),
    "eleventy": Layout("content/posts", "images", "/images/", _eleventy_post, _in_table("_data/people.json")),
    "pelican": Layout("content", "content/images", "/images/", _pelican_post, _in_table("people.json")),
}


def _front_matter(fields: Mapping[str, object]) -> str:
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["---", *lines, "---", "", ""])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
