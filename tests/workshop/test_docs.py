"""The pages under docs/ are a promise: every command, setting and field stands there, and every example works."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest

import badges
from benchmarks.corpus import grey_png
from hub import model
from hub.content import load
from hub.content.settings import LISTS, TABLES, TOP
from hub.web.palette import css_tokens

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = (
    "content badges theme architecture publishing releases checks hosts desk run tutorial importing reliability "
    "benchmarks"
).split()
KINDS: dict[str, type] = {
    "Posts": model.Post,
    "Pages": model.Page,
    "Advocates": model.Advocate,
    "Topics": model.Topic,
    "Badges": model.Badge,
    "Awards": model.Award,
    "Contributions": model.Contribution,
    "Events": model.Event,
    "Resources": model.Resource,
    "Changes": model.Change,
    "Mentions": model.Mention,
}
PARTS: dict[str, dict[str, type]] = {
    "Posts": {"disclosure": model.Disclosure},
    "Advocates": {"terms": model.Term},
    "Badges": {"design": model.Design},
    "Awards": {"evidence": model.Evidence, "recipient": model.Recipient, "revoked": model.Revocation},
}
# A record's own word where files use another; what is not a field of the file at all.
AS_WRITTEN = {
    (model.Advocate, "handle"): "slug",
    (model.Term, "start"): "from",
    (model.Term, "until"): "to",
    (model.Mention, "page"): "source",
}
NOT_WRITTEN = {"body", "source"}
EXAMPLE = re.compile(r"^`((?:content/|hub\.toml)[^`*]*)`\n\n```\w+\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def text(page: str) -> str:
    """A page of the docs."""
    return (DOCS / f"{page}.md").read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    """What stands under a second-level heading."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text(page), flags=re.MULTILINE | re.DOTALL)
    assert found, f"docs/{page}.md has no part called {heading}"
    return found[1]


def rows(part: str) -> list[str]:
    """The first cells of its tables, without bold; heads left out."""
    cells = re.findall(r"^\| ?([^|]*?) ?\|", part, flags=re.MULTILINE)
    return [
        cell.strip("*") for cell in cells if cell not in ("field", "key", "write", "---", "") and set(cell) != {"-"}
    ]


def fields(record: type) -> set[str]:
    """The fields of a record as files write them."""
    names = {f.name for f in dataclasses.fields(record)} - (set() if record is model.Mention else NOT_WRITTEN)
    if record is model.Mention:
        names -= {"source"}
    return {AS_WRITTEN.get((record, name), name) for name in names}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command of `laurel` with its full name."""
    from hub.cli import laurel

    def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        if isinstance(command, click.Group):
            context = click.Context(command)
            for sub in command.list_commands(context):
                found = command.get_command(context, sub)
                assert found is not None
                yield from walk(f"{name} {sub}", found)
        else:
            yield name, command

    yield from walk("laurel", laurel)


def test_every_page_is_there_and_none_is_lost() -> None:
    assert {p.stem for p in DOCS.glob("*.md")} == set(PAGES)
    assert all(f"docs/{page}.md" in (ROOT / "README.md").read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("heading", KINDS)
def test_each_kind_of_file_is_told_field_by_field(heading: str) -> None:
    told = rows(section("content", heading))
    assert len(told) == len(set(told))
    assert set(told) == fields(KINDS[heading])


@pytest.mark.parametrize(("heading", "part"), [(h, p) for h, parts in PARTS.items() for p in parts])
def test_parts_of_fields_are_told_too(heading: str, part: str) -> None:
    words = set(re.findall(r"`(\w[\w-]*)`", section("content", heading)))
    assert fields(PARTS[heading][part]) <= words


def test_every_setting_is_told() -> None:
    part = section("content", "Settings: `hub.toml`")
    tables = re.split(r"^`\[{1,2}(\w+)[^`]*`", part, flags=re.MULTILINE)
    told = {"": rows(tables[0])} | {name: rows(body) for name, body in zip(tables[1::2], tables[2::2], strict=True)}
    assert told.pop("hosts") == []
    assert {name: set(keys) for name, keys in told.items()} == {
        "": set(TOP),
        **{name: set(keys) for name, keys in (TABLES | LISTS).items()},
    }


def test_all_examples_together_are_a_hub_without_a_problem_or_a_warning(make_hub: Callable[..., Path]) -> None:
    examples = dict(EXAMPLE.findall(text("content")))
    assert {p.split("/")[1] for p in examples if p != "hub.toml"} >= {h.lower() for h in KINDS}
    pictures = {f"content/media/{name}.png": grey_png(90) for name in ("frost", "tove", "logo")}
    folder = make_hub({**examples, **pictures, "content/media/checklist.txt": "1. Look up.\n"})
    assert [str(problem) for problem in load(folder).problems] == []


@pytest.mark.parametrize("heading", [h for h in KINDS if h not in ("Awards", "Posts")])
def test_the_examples_use_every_field(heading: str) -> None:
    part = section("content", heading)
    examples = "\n".join(body for _, body in EXAMPLE.findall(part))
    missing = {
        f for f in fields(KINDS[heading]) - {"url"} if not re.search(rf"^(?:- |  )?{f}:", examples, flags=re.MULTILINE)
    }
    assert not missing


@pytest.mark.parametrize("names", ["SHAPES", "EMBLEMS", "PALETTES"])
def test_every_part_of_a_badge_is_told(names: str) -> None:
    told = set(re.findall(r"`([\w-]+)`", text("badges")))
    assert set(getattr(badges, names)) <= told


def test_every_template_and_style_is_told() -> None:
    told = set(re.findall(r"^\| `([^`]+)`", text("theme"), flags=re.MULTILINE))
    templates = {p.name for p in (ROOT / "site/templates").glob("*.html")}
    styles = {p.name for p in (ROOT / "site/static/css").glob("*.css")}
    assert told == templates | styles
    others = {p.name for p in (ROOT / "site/static").iterdir() if p.is_file()}
    assert {name for name in others if f"`static/{name}`" not in text("theme")} == set()


def test_variables_named_for_themes_are_in_the_stylesheet() -> None:
    told = set(re.findall(r"var\((--[\w-]+)\)", text("theme")))
    tiers = (model.Tier("keeper", "Keeper", 1),)
    css = css_tokens(("#01627c",), tiers, None, None) + (ROOT / "site/static/css/10-tokens.css").read_text()
    assert told
    assert {name for name in told if f"{name}:" not in css} == set()


def test_every_command_and_option_is_told() -> None:
    told = "\n".join(text(page) for page in PAGES) + (ROOT / "README.md").read_text(encoding="utf-8")
    for name, command in commands():
        assert re.search(rf"`?{name}\b", told), f"`{name}` is not told in docs/"
        options = [o for p in command.params if isinstance(p, click.Option) for o in p.opts if o.startswith("--")]
        assert [o for o in options if f"`{o}" not in told and f" {o}" not in told] == [], name


def test_no_page_tells_of_a_command_that_is_not_there() -> None:
    have = {" ".join(name.split()[:2]) for name, _ in commands()}
    for page in [*DOCS.glob("*.md"), ROOT / "README.md"]:
        named = set(
            re.findall(r"(?:^|[`/ ])laurel ([a-z]+)", code(page.read_text(encoding="utf-8")), flags=re.MULTILINE)
        )
        assert {n for n in named if f"laurel {n}" not in have} == set(), page.name


def code(markdown: str) -> str:
    """What stands in code: words between backticks, fenced and indented lines."""
    fenced = "\n".join(re.findall(r"```\w*\n(.*?)```", markdown, flags=re.DOTALL))
    indented = "\n".join(re.findall(r"^ {4}(.*)$", markdown, flags=re.MULTILINE))
    return "\n".join([fenced, indented, *re.findall(r"`([^`\n]+)`", markdown)])


def test_every_variable_is_told() -> None:
    read: set[str] = set()
    for path in [*(ROOT / "hub").rglob("*.py"), *(ROOT / "admin").rglob("*.py"), *(ROOT / "badges").rglob("*.py")]:
        read |= set(re.findall(r"\bLAUREL_[A-Z_]+", path.read_text(encoding="utf-8")))
    assert len(read) > 4
    assert read <= set(re.findall(r"`(LAUREL_[A-Z_]+)", text("run")))


@pytest.mark.parametrize("room", ["hub/content", "hub/publish", "hub/publish/checks", "hub/hosts", "hub/actions"])
def test_every_module_of_a_large_room_has_its_place_on_the_map(room: str) -> None:
    modules = {path.stem for path in (ROOT / room).glob("*.py")} - {"__init__"}
    folders = {path.parent.name for path in (ROOT / room).glob("*/__init__.py")}
    found = re.search(rf"^### In `{room}`\n(.*?)(?=^##)", text("architecture"), flags=re.MULTILINE | re.DOTALL)
    assert found, f"docs/architecture.md has no map of {room}"
    told = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| .*", found[1], flags=re.MULTILINE)))
    assert len(told) == len(set(told))
    assert set(told) == modules | folders


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        body = page.read_text(encoding="utf-8")
        prose = re.sub(r"```.*?```|`[^`]*`", "", body, flags=re.DOTALL)
        targets = [t for t in re.findall(r"\]\(([^)#\s]+)", prose) if "://" not in t]
        assert [t for t in targets if not (page.parent / t).exists()] == [], page.name


def test_pictures_are_there_and_say_what_they_show() -> None:
    found = []
    for page in [*DOCS.glob("*.md"), ROOT / "README.md"]:
        prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [(page.parent / name, words) for words, name in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", prose)]
    assert found
    assert [path for path, words in found if not path.is_file() or len(words) < 20] == []


@pytest.mark.parametrize("drawing", sorted(DOCS.glob("*.svg")), ids=lambda path: path.name)
def test_drawings_stand_alone_and_can_be_read_in_any_light(drawing: Path) -> None:
    source = drawing.read_text(encoding="utf-8")
    root = ElementTree.fromstring(source)
    names = {element.get("id"): element.text or "" for element in root}
    assert root.get("role") == "img"
    assert all(names[name].strip() for name in str(root.get("aria-labelledby")).split())
    assert not re.findall(r"<script|<image|<foreignObject|@import|@font-face|url\((?!#)|href=", source)
    assert re.findall(r"https?://[^\s\"<]+", source) == ["http://www.w3.org/2000/svg"]
    assert "prefers-color-scheme: dark" in source
    assert re.search(r'<rect width="\d+" height="\d+"[^>]*fill="var\(--paper\)"', source), "it brings its own paper"
    used, day, night = set(re.findall(r"var\((--\w+)\)", source)), *re.findall(r"svg \{([^}]*)\}", source)
    assert all(f"{name}:" in day and f"{name}:" in night for name in used)


def test_the_way_of_a_page_is_drawn_where_it_is_told() -> None:
    told = section("publishing", "The way of a page")
    assert "](way-of-a-page.svg)" in told
    drawn = re.findall(r'class="name"[^>]*>([^<]+)<', (DOCS / "way-of-a-page.svg").read_text(encoding="utf-8"))
    words = {"Memory": "remembered", "Release 124": "Release"}
    assert [name for name in drawn if words.get(name, name).casefold() not in told.casefold()] == []


def test_code_points_at_pages_that_exist() -> None:
    for path in [*(ROOT / "hub").rglob("*.py"), *(ROOT / "badges").rglob("*.py"), ROOT / "hub.toml"]:
        for name in re.findall(r"docs/(\w+)\.md", path.read_text(encoding="utf-8")):
            assert name in PAGES, path
