"""Whole small hubs with one thing wrong: what is told, where, and what to do about it."""

from __future__ import annotations

import errno
import io
import os
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image

from hub.content import load

ADA = "---\nname: Ada Obi\n---\n\nKeeps bees.\n"
POST = "---\ntitle: Frost at dawn\nauthors: [ada]\ndate: 2026-03-01\n{more}---\n\n{body}\n"
AWARD = "id: first-ada\nbadge: first\nadvocate: ada\nawarded: 2026-03-01\n"
BADGE = "---\nname: First\nsummary: For a first post.\n---\n"


def post(more: str = "", body: str = "Cold.") -> str:
    return POST.format(more=more, body=body)


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size without holding the pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")
    )


BAD: Mapping[str, tuple[Mapping[str, str | bytes], str]] = {
    "a required field is missing": (
        {"content/posts/a.md": "---\ntitle: A\nauthors: [ada]\n---\n"},
        "content/posts/a.md:2: `date` is missing; add a line `date: …`",
    ),
    "a required list is empty": (
        {"content/posts/a.md": "---\ntitle: A\nauthors: []\ndate: 2026-01-01\n---\n"},
        "content/posts/a.md:3: `authors` is empty; write `authors: [name]`",
    ),
    "an unknown key": (
        {"content/posts/a.md": post("sumary: Cold\n")},
        "content/posts/a.md:5: unknown field `sumary`; did you mean `summary`?",
    ),
    "a key twice": (
        {"content/posts/a.md": post("title: Again\n")},
        "content/posts/a.md:5: `title` is given twice; keep one of them",
    ),
    "a date that is none": (
        {"content/posts/a.md": post().replace("2026-03-01", "2026-02-30")},
        "content/posts/a.md:4: `date` is no date: '2026-02-30'; write it as 2026-03-01 or 2026-03-01T09:30",
    ),
    "an unknown author": (
        {"content/posts/a.md": post().replace("[ada]", "[adda]")},
        "content/posts/a.md:3: there is no advocate 'adda'; did you mean `ada`?",
    ),
    "two files for one address": (
        {"content/posts/a.md": post(), "content/posts/2026/a.md": post()},
        "content/posts/a.md:1: content/posts/2026/a.md already has the address 'a'; rename one of the two",
    ),
    "a page on the hub's own address": (
        {"content/pages/posts.md": "---\ntitle: Posts\n---\n"},
        "content/pages/posts.md:1: the address /posts/ belongs to the hub; give the page another `slug`",
    ),
    "an alias on the hub's own address": (
        {"content/posts/a.md": post("aliases: [/feed.xml]\n")},
        "content/posts/a.md:5: the address /feed.xml/ belongs to the hub; choose another one",
    ),
    "an alias on another's address, letter case aside": (
        {"content/posts/a.md": post(), "content/posts/b.md": post("aliases: [/posts/A/]\n")},
        "content/posts/b.md:5: the address /posts/A/ belongs to content/posts/a.md already; rename one of the two",
    ),
    "an alias that leads out": (
        {"content/posts/a.md": post("aliases: [/../etc/passwd]\n")},
        "content/posts/a.md:5: '/../etc/passwd' is no old address of this hub; "
        "write the path alone, as /2019/old-name/",
    ),
    "a file that is not UTF-8": (
        {"content/posts/a.md": post(body="caf\xe9").encode("latin-1")},
        "content/posts/a.md:7: this is not UTF-8 text; save the file as UTF-8 in your editor",
    ),
    "a file with a NUL": (
        {"content/posts/a.md": post(body="a\0b")},
        "content/posts/a.md:7: there is a NUL character here; "
        "this looks like a binary file; remove it or save it as text",
    ),
    "a 50 MB post": (
        {"content/posts/a.md": post(body="word " * 10_000_000)},
        "content/posts/a.md:1: the file is 48 MB, more than 2 MB; split it, or move pictures and data to content/media",
    ),
    "no front matter": (
        {"content/posts/a.md": "Just text.\n"},
        "content/posts/a.md:1: there is no front matter; begin the file with a line of three hyphens (---), "
        "the fields, and --- again",
    ),
    "front matter without an end": (
        {"content/posts/a.md": "---\ntitle: A\n"},
        "content/posts/a.md:1: the front matter has no end; put a line of three hyphens (---) after the last field",
    ),
    "YAML that cannot be read": (
        {"content/posts/a.md": '---\ntitle: "A\nauthors: [ada]\n---\n'},
        "content/posts/a.md:3: the fields cannot be read (found unexpected end of stream)",
    ),
    "YAML that would grow": (
        {"content/posts/a.md": "---\ntitle: &a A\nsummary: *a\n---\n"},
        "content/posts/a.md:2: YAML aliases (*name) are not read here; write the value out",
    ),
    "an image that is no image": (
        {"content/media/a.png": b"not a picture", "content/posts/a.md": post("cover: media/a.png\n")},
        "content/media/a.png: this is no picture that can be read; save it again as JPEG, PNG or WebP",
    ),
    "a decompression bomb": (
        {"content/media/a.png": png(60_000, 60_000)},
        "content/media/a.png: the picture unpacks to far too many pixels; make it smaller than 60 megapixels",
    ),
    "a picture with the wrong ending": (
        {"content/media/a.jpg": png(4, 4)},
        "content/media/a.jpg: this is PNG, not JPEG; give the file the ending of what it is",
    ),
    "a drawing with a script": (
        {"content/media/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"},
        "content/media/a.svg: this SVG drawing holds a script; save it again as plain SVG",
    ),
    "a page among the media": (
        {"content/media/a.html": "<script>alert(1)</script>"},
        "content/media/a.html: a .html file could act as a page of the hub; remove it, or put it in a .zip",
    ),
    "a media path that climbs": (
        {"content/posts/a.md": post("cover: media/../../hub.toml\n")},
        "content/posts/a.md:5: `cover` is no media path: 'media/../../hub.toml'; write it as media/name.jpg",
    ),
    "a name with invisible turns": (
        {"content/advocates/bo.md": "---\nname: Bo \u202egnol\n---\n"},
        "content/advocates/bo.md:2: `name` has invisible control characters; type the text again without them",
    ),
    "a slug that cannot stand in an address": (
        {"content/posts/a.md": post("slug: Frost & Dew\n")},
        "content/posts/a.md:5: 'Frost & Dew' cannot stand in an address; use `slug: frost-dew`",
    ),
    "a handle beyond ASCII": (
        {"content/advocates/zoë.md": "---\nname: Zoë\n---\n"},
        "content/advocates/zoë.md:2: 'zoë' cannot be a handle; "
        "use a-z, 0-9 and single hyphens, and rename the file to match",
    ),
    "a link to a post that is not there": (
        {"content/posts/a.md": post(body="One\n\nTwo [x](post:b)")},
        "content/posts/a.md:9: a link leads to post b, which is not there",
    ),
    "a picture that is not there": (
        {"content/posts/a.md": post(body="![x](media/none.png)")},
        "content/posts/a.md:7: a link leads to file content/media/none.png, which is not there",
    ),
    "a script in a link": (
        {"content/advocates/bo.md": "---\nname: Bo\nlinks: {me: 'javascript:alert(1)'}\n---\n"},
        "content/advocates/bo.md:3: `me` is no web address: 'javascript:alert(1)'; begin it with https://",
    ),
    "an unknown country": (
        {"content/advocates/bo.md": "---\nname: Bo\ncountry: Kenya\n---\n"},
        "content/advocates/bo.md:3: the country 'Kenya' is not known; write its two letters, such as KE or BR",
    ),
    "an award without a badge": (
        {"content/awards/x.yaml": AWARD},
        "content/awards/x.yaml:2: there is no badge 'first'; add content/badges/SLUG.md, or correct the slug",
    ),
    "an award of nobody": (
        {"content/badges/first.md": BADGE, "content/awards/x.yaml": AWARD.replace("advocate: ada\n", "")},
        "content/awards/x.yaml:1: `advocate` is missing; say who got it: `advocate: handle`",
    ),
    "an award with a plain e-mail address": (
        {
            "content/badges/first.md": BADGE,
            "content/awards/x.yaml": AWARD + "recipient: {type: email, identity: ada@example.org}\n",
        },
        "content/awards/x.yaml:5: an e-mail address may only stand here hashed; "
        "use hashed: true and identity: sha256$… with a salt",
    ),
    "an award without anyone to write to": (
        {
            "hub.toml": 'title = "T"\nbase_url = "https://hub.example.org"\n',
            "content/badges/first.md": BADGE,
            "content/awards/x.yaml": AWARD,
        },
        "hub.toml:1: `contact` is missing in [program], and badges need it",
    ),
    "an erased award that still names its holder": (
        {
            "content/badges/first.md": BADGE,
            "content/awards/x.yaml": AWARD + "revoked: {date: 2026-03-02, reason: erased}\n",
        },
        "content/awards/x.yaml:3: an erased award still has `advocate`; remove the line: an erased award names nobody",
    ),
    "an e-mail address in the guise of a web address": (
        {
            "content/badges/first.md": BADGE,
            "content/awards/x.yaml": AWARD + "recipient: {type: url, identity: ada@example.org}\n",
        },
        "content/awards/x.yaml:5: `identity` is no web address; write the profile's address, or leave `recipient` out",
    ),
    "evidence that says nothing": (
        {"content/badges/first.md": BADGE, "content/awards/x.yaml": AWARD + "evidence: [{}]\n"},
        "content/awards/x.yaml:5: the evidence says nothing; give it a `url`, a `text` or both",
    ),
    "a drawing with a script under another name": (
        {"content/media/a.svg": "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:script>alert(1)</s:script></s:svg>"},
        "content/media/a.svg: this SVG drawing holds a script; save it again as plain SVG",
    ),
    "terms that are a script": (
        {"hub.toml": 'title = "T"\nbase_url = "https://hub.example.org"\n[program]\nterms = "javascript:alert(1)"\n'},
        "hub.toml:4: `terms` is no address: 'javascript:alert(1)'; write /terms/ or https://…",
    ),
    "a tag on the hub's own address": (
        {"content/posts/a.md": post("tags: [Page]\n")},
        "content/posts/a.md:5: the address /topics/page/ belongs to the hub; use another tag",
    ),
    "a badge without criteria": (
        {"content/badges/first.md": "---\nname: First\n---\n"},
        "content/badges/first.md:2: the badge does not say what it takes; "
        "add a `summary`, or write the criteria below the fields",
    ),
    "an unknown kind of content": (
        {"content/blog/a.md": post()},
        "content/blog/a.md: there is no kind of content called 'blog'",
    ),
    "an unknown setting": (
        {"hub.toml": 'titel = "T"\ntitle = "T"\nbase_url = "https://hub.example.org"\n'},
        "hub.toml:1: unknown key `titel`; did you mean `title`?",
    ),
    "an unknown setting in a table": (
        {"hub.toml": 'title = "T"\nbase_url = "https://hub.example.org"\n\n[brand]\ncolors = ["#000000"]\n'},
        "hub.toml:5: unknown key `colors` in [brand]; did you mean `colours`?",
    ),
    "settings that cannot be read": (
        {"hub.toml": 'title = "T"\nbase_url = https://hub.example.org\n'},
        "hub.toml:2: the settings cannot be read",
    ),
    "an address that is none": (
        {"hub.toml": 'title = "T"\nbase_url = "hub.example.org"\n'},
        "hub.toml:2: `base_url` is no web address: 'hub.example.org'; write https://advocates.example.com",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_told_with_its_place_and_its_cure(case: str, make_hub: Callable[..., Path]) -> None:
    files, expected = BAD[case]
    loaded = load(make_hub({"content/advocates/ada.md": ADA, **files}))
    told = [str(problem) for problem in loaded.problems.fatal]
    assert any(line.startswith(expected) for line in told), "\n".join(told) or "nothing was told"


def test_all_problems_of_all_files_are_told_in_one_pass(make_hub: Callable[..., Path]) -> None:
    files = {
        "content/advocates/ada.md": ADA,
        "content/posts/a.md": "---\ntitle: A\n---\n",
        "content/posts/b.md": "no front matter",
        "content/events/c.md": "---\ntitle: C\nstarts: soon\n---\n",
    }
    told = {problem.path for problem in load(make_hub(files)).problems.fatal}
    assert told == {"content/posts/a.md", "content/posts/b.md", "content/events/c.md"}


def test_a_truncated_picture_is_told_before_anything_is_built(make_hub: Callable[..., Path]) -> None:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(out, "PNG")
    loaded = load(make_hub({"content/advocates/ada.md": ADA, "content/media/a.png": out.getvalue()[:9000]}))
    assert "content/media/a.png: this is no picture that can be read" in str(loaded.problems.fatal[0])


def test_a_spoiled_picture_of_any_kind_is_told_wherever_it_is_spoiled(make_hub: Callable[..., Path]) -> None:
    for kind, ending in (("AVIF", "avif"), ("WEBP", "webp"), ("JPEG", "jpg")):
        out = io.BytesIO()
        Image.effect_noise((60, 60), 80).convert("RGB").save(out, kind)
        whole = out.getvalue()
        for at in range(12, min(len(whole), 400), 7):
            spoiled = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
            loaded = load(make_hub({f"content/media/a.{ending}": spoiled}))
            assert all(problem.path == f"content/media/a.{ending}" for problem in loaded.problems)


def test_a_link_out_of_content_is_not_followed(make_hub: Callable[..., Path], tmp_path: Path) -> None:
    hub = make_hub({"content/advocates/ada.md": ADA})
    secret = tmp_path / "data" / "secret.md"
    secret.parent.mkdir()
    secret.write_text("---\ntitle: Secret\n---\n")
    (hub / "content" / "pages").mkdir(parents=True)
    (hub / "content" / "pages" / "secret.md").symlink_to(secret)
    loaded = load(hub)
    assert "content/pages/secret.md: this link leads out of content/; copy the file here" in map(str, loaded.problems)
    assert loaded.snapshot is not None
    assert not loaded.snapshot.pages


def test_warnings_stop_nothing(make_hub: Callable[..., Path]) -> None:
    hub = make_hub({"content/advocates/ada.md": ADA, "content/advocates/notes.txt": "x"})
    loaded = load(hub)
    assert not loaded.problems.fatal
    assert [p.path for p in loaded.problems.warnings] == ["content/advocates/notes.txt"]
    assert loaded.sound().advocates


def test_a_misspelled_field_is_told_once(make_hub: Callable[..., Path]) -> None:
    loaded = load(make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post().replace("title", "titel")}))
    assert [str(p) for p in loaded.problems] == ["content/posts/a.md:2: unknown field `titel`; did you mean `title`?"]


def test_what_names_a_file_with_a_problem_is_not_told_again(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(
        {
            "content/advocates/ada.md": ADA,
            "content/media/a.png": b"not a picture",
            "content/posts/a.md": post("cover: media/a.png\ncover_alt: x\n", "![x](media/a.png) [b](post:b)"),
            "content/posts/b.md": "no front matter",
        }
    )
    assert sorted(p.path for p in load(hub).problems) == ["content/media/a.png", "content/posts/b.md"]


def test_settings_are_read_with_a_byte_order_mark_and_never_with_hidden_characters(
    make_hub: Callable[..., Path],
) -> None:
    good = '\ufefftitle = "T"\nbase_url = "https://hub.example.org"\n'
    assert not load(make_hub({"hub.toml": good}, "good")).problems.fatal
    bad = good.replace('"T"', '"a\\u0007\\u202eb"')
    told = [str(p) for p in load(make_hub({"hub.toml": bad}, "bad")).problems.fatal]
    assert told == ["hub.toml:1: `title` has invisible control characters; type it again without them"]


def test_a_folder_that_cannot_be_read_is_a_problem(
    make_hub: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post()})
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("posts"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    told = [str(p) for p in load(hub).problems.fatal]
    assert told == ["content/posts: the folder cannot be read (Permission denied); check its permissions"]
