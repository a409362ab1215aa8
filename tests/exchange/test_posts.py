"""Posts from other systems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.exchange.importing import plan_import
from hub.model import HubError
from tests.exchange.support import body, bring, front, lay, sound, told

MakeHub = Callable[..., Path]
ADA = {"content/advocates/ada.md": "---\nname: Ada Obi\n---\n"}


def _post(text: str = "Words.", **fields: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": "A post", "authors": "[ada]", **fields}.items())
    return f"---\n{lines}---\n{text}\n"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2014-03-12", "2014-03-12"),
        ("'2014-03-12'", "2014-03-12"),
        ("'2014-03-12T10:11:00-04:00'", "2014-03-12T10:11:00-04:00"),
        ("2014-03-12 10:11:00 -0400", "2014-03-12T10:11:00-04:00"),
        ("2014-03-12 10:11", "2014-03-12T10:11:00"),
        ("March 12, 2014", "2014-03-12"),
        ("12 Mar 2014", "2014-03-12"),
        ("Wed, 12 Mar 2014 10:11:00 +0000", "2014-03-12T10:11:00+00:00"),
    ],
)
def test_a_date_is_read_in_every_shape_people_write(make_hub: MakeHub, tmp_path: Path, written: str, read: str) -> None:
    hub = make_hub(ADA)
    bring("posts", lay(tmp_path / "old", {"frost.md": _post(date=written)}), hub)
    assert front(hub / "content/posts/frost.md")["date"] == read
    sound(hub)


def test_the_file_name_gives_date_and_slug_and_the_old_address_stays(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    bring("posts", lay(tmp_path / "old", {"2015-2-5-We-Are-Here.md": _post()}), hub)
    fields = front(hub / "content/posts/we-are-here.md")
    assert fields["date"] == "2015-02-05"
    assert fields["aliases"] == ["/2015/02/05/We-Are-Here/"]
    sound(hub)


def test_both_old_addresses_stay_when_file_name_and_date_disagree(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    bring("posts", lay(tmp_path / "old", {"2015-01-08-frost.md": _post(date="2015-01-13")}), hub)
    assert front(hub / "content/posts/frost.md")["aliases"] == ["/2015/01/13/frost/", "/2015/01/08/frost/"]


def test_a_date_that_can_be_read_in_two_ways_is_not_guessed(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    old = lay(tmp_path / "old", {"frost.md": _post(date="03/04/2015"), "2015-04-03-thaw.md": _post(date="03/04/2015")})
    plan = bring("posts", old, hub)
    assert "frost.md:4: there is no date in it that can be read" in told(plan)
    assert front(hub / "content/posts/thaw.md")["date"] == "2015-04-03"
    assert not (hub / "content/posts/frost.md").exists()


def test_posts_with_one_name_all_come_in_and_are_told(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    old = lay(tmp_path / "old", {"2024-08-20-award.md": _post("New."), "2023-05-08-award.md": _post("Old.")})
    plan = bring("posts", old, hub)
    assert body(hub / "content/posts/award.md") == "Old."
    assert body(hub / "content/posts/award-2024-08-20.md") == "New."
    assert "2024-08-20-award.md: another post is called 'award'" in told(plan)
    sound(hub)


def test_yaml_spoiled_by_a_tab_is_mended_and_told(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    plan = bring(
        "posts",
        lay(tmp_path / "old", {"a.md": "---\ntitle: A\ndate: 2020-01-01\nauthors:\n\t- ada\t\n---\nHi.\n"}),
        hub,
    )
    assert front(hub / "content/posts/a.md")["authors"] == ["ada"]
    assert "a.md:1: the front matter has a mistake, line 5" in told(plan)


def test_yaml_with_a_bare_colon_is_mended_and_told(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    plan = bring("posts", lay(tmp_path / "old", {"a.md": _post(title="Frost: it's here", date="2020-01-01")}), hub)
    assert front(hub / "content/posts/a.md")["title"] == "Frost: it's here"
    assert "a value with a colon put in quotes" in told(plan)


def test_yaml_that_cannot_be_mended_is_told_with_its_line_and_the_rest_comes_in(
    make_hub: MakeHub, tmp_path: Path
) -> None:
    hub = make_hub(ADA)
    old = lay(tmp_path / "old", {"bad.md": "---\ntitle: A\ntags: [a\n---\nHi.\n", "good.md": _post(date="2020-01-01")})
    plan = bring("posts", old, hub)
    assert [(note.path, note.line > 1) for note in plan.skipped] == [("bad.md", True)]
    assert (hub / "content/posts/good.md").exists()


def test_every_field_without_a_place_is_told_once_with_how_often(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    old = lay(tmp_path / "old", {f"{n}.md": _post(date="2020-01-01", layout="post") for n in ("a", "b", "c")})
    plan = bring("posts", old, hub)
    assert told(plan) == "the field `layout` has no place in a post and is left out, 3 times (in 3 files, first a.md)"


def test_a_summary_comes_from_description_or_excerpt_as_plain_words(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    fields = {
        "date": "2020-01-01",
        "excerpt": "'Hello <a href=\"https://x.example\">there</a> &amp; ask bo@frost.example'",
    }
    bring("posts", lay(tmp_path / "old", {"a.md": _post(**fields)}), hub)
    assert front(hub / "content/posts/a.md")["summary"] == "Hello there & ask [e-mail address removed]"


def test_an_author_without_a_profile_gets_one_and_is_told(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    plan = bring("posts", lay(tmp_path / "old", {"a.md": _post(date="2020-01-01", authors="[mel-choyce, ada]")}), hub)
    assert front(hub / "content/posts/a.md")["authors"] == ["mel-choyce", "ada"]
    assert front(hub / "content/advocates/mel-choyce.md") == {"name": "Mel Choyce"}
    assert "there is no advocate 'mel-choyce' yet" in told(plan)
    sound(hub)


def test_authors_are_found_by_id_name_and_old_address(make_hub: MakeHub, tmp_path: Path) -> None:
    people = {
        "content/advocates/ada.md": "---\nname: Ada Obi\naliases: [/team/aobi/]\n---\n",
        "content/advocates/bo.md": "---\nname: Bo Lind\n---\n",
    }
    hub = make_hub(people)
    old = lay(
        tmp_path / "old",
        {
            "a.md": _post(date="2020-01-01", authors="[aobi]"),
            "b.md": _post(date="2020-01-01", authors="Ada Obi and Bo Lind <bo@frost.example>"),
        },
    )
    bring("posts", old, hub)
    assert front(hub / "content/posts/a.md")["authors"] == ["ada"]
    assert front(hub / "content/posts/b.md")["authors"] == ["ada", "bo"]
    assert sorted(p.name for p in (hub / "content/advocates").iterdir()) == ["ada.md", "bo.md"]


def test_a_post_without_an_author_goes_to_the_team(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub()
    bring(
        "posts",
        lay(
            tmp_path / "old",
            {"2020-01-01-a.md": "---\ntitle: A\n---\nHi.\n", "2020-01-02-b.md": "---\ntitle: B\n---\nHi.\n"},
        ),
        hub,
    )
    assert front(hub / "content/posts/a.md")["authors"] == ["team"]
    assert front(hub / "content/advocates/team.md") == {"name": "Small hub", "kind": "team"}
    sound(hub)


def test_a_file_changed_by_hand_is_kept_and_told(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    old = lay(tmp_path / "old", {"a.md": _post(date="2020-01-01")})
    bring("posts", old, hub)
    mine = hub / "content/posts/a.md"
    mine.write_text(mine.read_text().replace("Words.", "Better words."))
    plan = plan_import("posts", old, hub)
    assert plan.writes == ()
    assert "a.md: content/posts/a.md is there and differs; kept as it is" in told(plan)


def test_a_post_changed_at_its_source_is_brought_up_to_date_while_nobody_touched_it(
    make_hub: MakeHub, tmp_path: Path
) -> None:
    hub = make_hub(ADA)
    bring("posts", lay(tmp_path / "old", {"a.md": _post(date="2020-01-01")}), hub)
    plan = bring("posts", lay(tmp_path / "old", {"a.md": _post("New words.", date="2020-01-01")}), hub)
    assert [write.path for write in plan.writes] == ["content/posts/a.md"]
    assert body(hub / "content/posts/a.md") == "New words."


def test_without_its_memory_an_import_keeps_what_differs(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    bring("posts", lay(tmp_path / "old", {"a.md": _post(date="2020-01-01")}), hub)
    (hub / ".laurel/imports.json").write_text("[")
    plan = bring("posts", lay(tmp_path / "old", {"a.md": _post("New words.", date="2020-01-01")}), hub)
    assert body(hub / "content/posts/a.md") == "Words."
    assert [note.path for note in plan.skipped] == ["a.md"]


def test_a_post_kept_back_stays_a_draft(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    files = {
        "a.md": _post(date="2020-01-01", published="false"),
        "b.md": _post(date="2020-01-01", draft="false"),
        "_drafts/c.md": _post(date="2020-01-01"),
    }
    bring("posts", lay(tmp_path / "old", files), hub)
    assert front(hub / "content/posts/a.md")["draft"] == "true"
    assert front(hub / "content/posts/c.md")["draft"] == "true"
    assert "draft" not in front(hub / "content/posts/b.md")


def test_toml_front_matter_and_bundles_are_read(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    text = '+++\ntitle = "Frost"\ndate = 2020-01-01T09:00:00Z\nauthors = ["ada"]\ntags = ["ice", "Ice"]\n+++\nHi.\n'
    bring("posts", lay(tmp_path / "old", {"frost/index.md": text}), hub)
    fields = front(hub / "content/posts/frost.md")
    assert (fields["date"], fields["tags"]) == ("2020-01-01T09:00:00+00:00", ["ice"])


def test_two_posts_cannot_have_one_old_address(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    old = lay(tmp_path / "old", {n: _post(date="2020-01-01", redirect_from="/old/") for n in ("a.md", "b.md")})
    plan = bring("posts", old, hub)
    assert front(hub / "content/posts/a.md")["aliases"] == ["/old/"]
    assert "the old address /old/ belongs to content/posts/a.md already; left out" in told(plan)
    sound(hub)


@pytest.mark.parametrize("address", ["/posts/", "/feed.xml", "/topics/ice/", "/posts/page/2/", "/", "/Search"])
def test_an_old_address_that_is_a_page_of_the_hub_is_told_and_left_out(
    make_hub: MakeHub, tmp_path: Path, address: str
) -> None:
    hub = make_hub(ADA)
    fields = {"date": "2020-01-01", "tags": "[ice]", "redirect_from": address}
    plan = bring("posts", lay(tmp_path / "old", {"a.md": _post(**fields)}), hub)
    assert "aliases" not in front(hub / "content/posts/a.md")
    assert "a.md:6: the old address" in told(plan)


def test_folders_that_machines_fill_are_told_and_left_out(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    post = _post(date="2020-01-01")
    plan = bring("posts", lay(tmp_path / "old", {"a.md": post, "node_modules/x/b.md": post}), hub)
    assert [path.name for path in (hub / "content/posts").iterdir()] == ["a.md"]
    assert [note.path for note in plan.skipped] == ["node_modules"]


def test_one_post_alone_can_be_imported(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    old = lay(tmp_path / "old", {"a.md": _post(date="2020-01-01"), "b.md": _post(date="2020-01-01")})
    bring("posts", old / "b.md", hub)
    assert [path.name for path in (hub / "content/posts").iterdir()] == ["b.md"]


def test_what_is_no_utf8_is_read_and_told_and_what_is_no_text_is_told(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    latin = _post("Un café.", date="2020-01-01").encode("cp1252")
    old = lay(
        tmp_path / "old",
        {
            "a.md": latin,
            "b.md": b"---\ntitle: \0\0\n---\n",
            "c.md": b"\xef\xbb\xbf" + _post(date="2020-01-01").encode(),
        },
    )
    plan = bring("posts", old, hub)
    assert body(hub / "content/posts/a.md") == "Un café."
    assert (hub / "content/posts/c.md").exists()
    assert "a.md: not UTF-8; read as cp1252" in told(plan)
    assert "b.md: not UTF-8 text" in told(plan)


def test_a_link_out_of_the_folder_is_refused(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    secret = lay(tmp_path / "elsewhere", {"secret.md": _post("Secret.", date="2020-01-01")})
    old = lay(tmp_path / "old", {"a.md": _post(date="2020-01-01")})
    (old / "b.md").symlink_to(secret / "secret.md")
    (old / "more").symlink_to(secret)
    plan = bring("posts", old, hub)
    assert [p.name for p in (hub / "content/posts").iterdir()] == ["a.md"]
    assert {note.path for note in plan.skipped} == {"b.md", "more"}


def test_text_that_looks_like_something_else_stays_text(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub(ADA)
    odd = [
        "no",
        "12:30",
        "007",
        "1e3",
        "0o17",
        "~",
        "null",
        "2020-01-01",
        "- a",
        "a: b",
        "'q'",
        '"q"',
        "#x",
        "a #b",
        "*x",
        "&x",
        "!x",
        "%x",
        "@x",
        "[x",
        "{x",
        "|",
        ">",
    ]
    files = {f"2020-01-01-p{n}.md": _post(title="'" + text.replace("'", "''") + "'") for n, text in enumerate(odd)}
    bring("posts", lay(tmp_path / "old", files), hub)
    from hub.content import load

    loaded = load(hub)
    assert loaded.snapshot is not None
    assert [loaded.snapshot.posts[f"p{n}"].title for n in range(len(odd))] == odd
    assert not loaded.problems.fatal


@pytest.mark.parametrize(
    "authors",
    [
        "['Foo Q.', {id: bar, name: Foo Q.}]",
        "[{id: bar, name: Foo Q.}, 'Foo Q.']",
        "['<b>', ' ', '!', '?!', '']",
        "[王, 王小, 'x&y', 'x and y']",
    ],
)
def test_whoever_posts_name_a_second_import_finds_the_same_people(
    make_hub: MakeHub, tmp_path: Path, authors: str
) -> None:
    hub = make_hub()
    old = {"2020-01-01-a.md": _post(authors=authors), "2020-01-02-b.md": _post(authors="foo q., bar; Foo")}
    bring("posts", lay(tmp_path / "old", old), hub)
    assert front(hub / "content/posts/a.md")["authors"]
    sound(hub)


def test_names_and_tags_that_are_too_long_or_turn_the_text_around_are_brought_into_form(
    make_hub: MakeHub, tmp_path: Path
) -> None:
    hub = make_hub(ADA)
    files = {
        "2020-01-01-" + "ด้" * 28 + ".md": _post(title="\u202eA" * 200, tags=f"[{'x' * 600}, \u2066ice]"),
        "2020-01-02-b.md": _post(slug="ด้" * 90),
    }
    bring("posts", lay(tmp_path / "old", files), hub)
    assert front(hub / f"content/posts/{'ด้' * 28}.md")["title"] == "A" * 200
    assert len(list((hub / "content/posts").iterdir())) == 2
    sound(hub)


@pytest.mark.parametrize(("kind", "source"), [("poems", "."), ("posts", "nowhere")])
def test_a_wrong_kind_or_path_is_wrong_use(make_hub: MakeHub, tmp_path: Path, kind: str, source: str) -> None:
    with pytest.raises(HubError) as caught:
        plan_import(kind, tmp_path / source, make_hub())
    assert caught.value.status == 2


def test_a_folder_that_is_no_hub_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(HubError) as caught:
        plan_import("posts", tmp_path, tmp_path)
    assert caught.value.status == 2
