"""The shelf of content files: what is there now, cheaply, whatever state the files are in."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.content import Shelf, digest_of, load, problems_of
from hub.model import HubError

MakeHub = Callable[..., Path]
POST = "---\ntitle: {0}\nauthors: [noor]\ndate: {1}\ntags: [a, NO]\n---\nOne two three.\n"
FILES = {
    "content/posts/2026/first.md": POST.format("First", "2026-01-01"),
    "content/posts/second.md": POST.format("Second", "2026-02-02T10:00"),
    "content/posts/alike.md": POST.format("Alike", "2026-01-01"),
    "content/advocates/noor.md": "---\nname: Noor Haddad\njoined: 2025-05-01\n---\n",
    "content/advocates/k.md": "---\nname: Kenji\nslug: kenji\n---\n",
    "content/awards/2026/one.yaml": "id: one-noor\nbadge: b\nadvocate: noor\nawarded: 2026-03-03\n",
    "content/contributions/2026.yaml": "- advocate: noor\n  type: talk\n  date: 2026-01-01\n  title: T\n",
    "content/events/meet.md": "---\ntitle: Meet\nstarts: 2026-05-05T18:00\n---\n",
}


def test_files_stand_with_what_they_say_of_themselves(make_hub: MakeHub) -> None:
    hub = make_hub(FILES)
    leaf = Shelf(hub).leaf("posts", "first")
    assert leaf is not None
    assert (leaf.path, leaf.kind, leaf.title, leaf.date) == (
        "content/posts/2026/first.md",
        "posts",
        "First",
        "2026-01-01",
    )
    assert leaf.fields["tags"] == ["a", "NO"]
    assert leaf.words == 3
    assert leaf.digest == digest_of((hub / leaf.path).read_bytes())
    assert leaf.trouble == ""


def test_kinds_are_listed_newest_first_then_by_key(make_hub: MakeHub) -> None:
    shelf = Shelf(make_hub(FILES))
    assert [leaf.key for leaf in shelf.of("posts")] == ["second", "alike", "first"]
    assert [(leaf.key, leaf.title) for leaf in shelf.of("advocates")] == [("noor", "Noor Haddad"), ("kenji", "Kenji")]
    assert [(leaf.key, leaf.date) for leaf in shelf.of("awards")] == [("one-noor", "2026-03-03")]
    assert [leaf.date for leaf in shelf.of("events")] == ["2026-05-05T18:00"]
    assert shelf.of("contributions")[0].fields["items"][0]["type"] == "talk"
    assert shelf.of("nothing") == ()
    assert shelf.leaf("posts", "nobody") is None


def test_keys_are_those_the_hub_uses(make_hub: MakeHub) -> None:
    hub = make_hub(FILES)
    snapshot, shelf = load(hub).snapshot, Shelf(hub)
    assert snapshot is not None
    for kind in ("posts", "advocates", "awards", "events"):
        assert {leaf.key for leaf in shelf.of(kind)} == set(getattr(snapshot, kind))


def test_of_two_with_one_address_the_hub_and_the_shelf_take_the_same(make_hub: MakeHub) -> None:
    hub = make_hub(
        {**FILES, "content/posts/0.md": POST.format("Other", "2026-01-01").replace("tags", "slug: first\ntags")}
    )
    snapshot, leaf = load(hub).snapshot, Shelf(hub).leaf("posts", "first")
    assert snapshot is not None and leaf is not None
    assert snapshot.posts["first"].source.path == leaf.path == "content/posts/0.md"


def test_what_others_change_is_seen(make_hub: MakeHub) -> None:
    hub = make_hub(FILES)
    shelf = Shelf(hub)
    assert len(shelf.leaves()) == 8
    (hub / "content/posts/second.md").write_text(POST.format("Changed", "2026-02-02"))
    (hub / "content/posts/alike.md").unlink()
    (hub / "content/posts/third.md").write_text(POST.format("Third", "2026-03-03"))
    assert [leaf.title for leaf in shelf.of("posts")] == ["Third", "Changed", "First"]
    assert list(shelf.leaves()) == sorted(shelf.leaves())
    assert shelf.leaf("posts", "alike") is None


def test_a_change_that_keeps_size_and_time_is_seen(make_hub: MakeHub) -> None:
    hub = make_hub(FILES)
    shelf, file = Shelf(hub), hub / "content/posts/second.md"
    shelf.leaves()
    before = file.stat()
    file.write_text(file.read_text().replace("Second", "Twelve"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert shelf.of("posts")[0].title == "Twelve"


def test_a_large_hub_is_looked_at_now_and_then_but_what_is_noted_is_seen_at_once(
    make_hub: MakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.content.shelf._FEW", 0)
    monkeypatch.setattr("hub.content.shelf._REST", 10**9)
    hub = make_hub(FILES)
    shelf = Shelf(hub)
    shelf.leaves()
    (hub / "content/posts/second.md").write_text(POST.format("Changed", "2026-02-02"))
    (hub / "content/posts/new.md").write_text(POST.format("New", "2025-01-01"))
    assert [leaf.title for leaf in shelf.of("posts")] == ["Second", "Alike", "First"]
    shelf.note("content/posts/second.md")
    shelf.note("content/posts/2026/first.md")
    assert shelf.of("posts")[0].title == "Changed"
    (hub / "content/posts/2026/first.md").unlink()
    shelf.note("content/posts/2026/first.md")
    shelf.note("content/nothing/at-all.md")
    assert [leaf.title for leaf in shelf.of("posts")] == ["Changed", "Alike"]
    assert [leaf.title for leaf in shelf.leaves(fresh=True).values() if leaf.kind == "posts"] == [
        "Alike",
        "New",
        "Changed",
    ]


def test_a_shelf_remembers_and_a_spoiled_memory_does_no_harm(make_hub: MakeHub) -> None:
    hub = make_hub(FILES)
    first = dict(Shelf(hub).leaves())
    memory = hub / ".laurel" / "shelf"
    assert dict(Shelf(hub).leaves()) == first
    for spoiled in (b"", b"\0" * 4096, memory.read_bytes()[:-20], b"\xc0"):
        memory.write_bytes(spoiled)
        assert dict(Shelf(hub).leaves()) == first
    (hub / "content/posts/second.md").write_text(POST.format("Changed", "2026-02-02"))
    assert Shelf(hub).of("posts")[0].title == "Changed"


def test_a_hub_folder_that_cannot_be_written_can_still_be_read(make_hub: MakeHub) -> None:
    hub = make_hub(FILES)
    (hub / ".laurel").write_text("a file where the folder should be")
    assert len(Shelf(hub).leaves()) == 8


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        (b"no front matter", "line 1: there is no front matter; begin"),
        (b"---\ntitle: [\n---\n", "line 2: the fields cannot be read"),
        (b"---\ntitle: A\ntitle: B\n---\n", "line 3: `title` is given twice"),
        (b"\xff\xfe", "line 1: this is not UTF-8 text"),
        (b"---\na: &x 1\nb: *x\n---\n", "aliases"),
        (b"---\na: " + b"[" * 5000 + b"\n---\n", "line"),
        (b"x" * (2 * 1024 * 1024 + 1), "more than 2 MB"),
    ],
)
def test_a_broken_file_is_listed_with_its_trouble(make_hub: MakeHub, text: bytes, trouble: str) -> None:
    hub = make_hub({**FILES, "content/posts/broken.md": text})
    leaf = Shelf(hub).leaf("posts", "broken")
    assert leaf is not None
    assert trouble in leaf.trouble
    assert (leaf.title, leaf.fields) == ("broken", {})


def test_odd_values_do_not_trouble_the_shelf(make_hub: MakeHub) -> None:
    odd = "---\ntitle: [a, b]\ndate: {x: 1}\nslug: 12\n---\n"
    hub = make_hub({"content/posts/odd.md": odd, "content/awards/list.yaml": "- a\n- b\n", "content/awards/e.yaml": ""})
    shelf = Shelf(hub)
    assert [(leaf.key, leaf.title, leaf.date) for leaf in shelf.of("posts")] == [("12", "12", "")]
    assert {leaf.key for leaf in shelf.of("awards")} == {"list", "e"}


def test_links_out_of_the_hub_are_not_followed(make_hub: MakeHub, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(POST.format("Secret", "2026-01-01"))
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "more.md").write_text(POST.format("Secret", "2026-01-01"))
    hub = make_hub(FILES)
    (hub / "content/posts/out.md").symlink_to(secret)
    (hub / "content/posts/folder").symlink_to(tmp_path / "folder")
    (hub / "content/topics").symlink_to(tmp_path / "folder")
    (hub / "content/posts/lost.md").symlink_to(tmp_path / "nowhere.md")
    (hub / "content/posts/inside.md").symlink_to("second.md")
    (hub / "content/posts/pipe.md").mkdir()
    shelf = Shelf(hub)
    for path in ("content/posts/out.md", "content/posts/folder/more.md", "content/topics/more.md", "hub.toml"):
        shelf.note(path)
        with pytest.raises(HubError, match="There is no content file"):
            shelf.text(path)
    paths = {leaf.path for leaf in shelf.of("posts")}
    assert paths == {path for path in FILES if "/posts/" in path} | {"content/posts/inside.md"}
    assert shelf.of("topics") == ()


def test_a_text_comes_with_its_own_line_ends(make_hub: MakeHub) -> None:
    raw = b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\n"
    shelf = Shelf(make_hub({"content/pages/a.md": raw, "content/pages/b.md": b"\xff"}))
    assert shelf.text("content/pages/a.md").encode() == raw
    with pytest.raises(HubError, match="not UTF-8"):
        shelf.text("content/pages/b.md")
    with pytest.raises(HubError, match="There is no content file"):
        shelf.text("content/pages/../../hub.toml.md")


def test_settings_follow_the_file_and_outlive_a_slip(make_hub: MakeHub) -> None:
    hub = make_hub()
    shelf, file = Shelf(hub), hub / "hub.toml"
    good = file.read_text()
    title = shelf.settings().title
    file.write_text("title = ")
    assert shelf.settings().title == title
    assert shelf.settings_problems()[0].path == "hub.toml"
    file.write_text(good.replace(title, "Another"))
    shelf.note("hub.toml")
    assert shelf.settings().title == "Another"
    assert shelf.settings_problems() == ()
    file.unlink()
    with pytest.raises(HubError, match="Mend them first") as caught:
        Shelf(hub).settings()
    assert "there is no hub" in caught.value.problems[0].what


def test_many_threads_see_whole_shelves(make_hub: MakeHub) -> None:
    hub = make_hub(FILES)
    shelf, wrong = Shelf(hub), list[str]()

    def read() -> None:
        for _ in range(60):
            titles = {leaf.title for leaf in shelf.of("posts")}
            if not {"First", "Alike"} <= titles or len(titles) != 3:
                wrong.append(str(titles))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(60):
        draft = hub / "content" / ".draft"
        draft.write_text(POST.format(f"Second {number}", "2026-02-02"))
        draft.replace(hub / "content/posts/second.md")
        shelf.note("content/posts/second.md")
    for thread in threads:
        thread.join()
    assert wrong == []
    assert shelf.of("posts")[0].title == "Second 59"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/posts/a.md", "---\ntitle: A\nauthors: [noor]\ndate: soon\ntagz: [a]\n---\nText\n"),
        ("content/advocates/A b.md", "---\nname: \nkind: robot\n---\n"),
        ("content/awards/a.yaml", "id: A b\nbadge: b\nadvocate: noor\nawarded: 2026-01-01\nexpires: 2025-01-01\n"),
        ("content/contributions/a.yaml", "- advocate: noor\n  reach: -1\n- just words\n"),
        ("content/figures/a.yaml", "- a\n"),
        ("content/events/a.md", "no fields"),
    ],
)
def test_one_file_is_told_what_check_would_tell(make_hub: MakeHub, path: str, text: str) -> None:
    hub = make_hub()
    before = problems_of(hub, path, text)
    (hub / path).parent.mkdir(parents=True, exist_ok=True)
    (hub / path).write_text(text)
    told = [problem for problem in load(hub).problems if problem.path == path]
    assert before
    assert set(before) <= set(told)
    references = {problem.what for problem in told} - {problem.what for problem in before}
    assert all("noor" in what or "no badge" in what for what in references), references


def test_a_sound_file_has_no_problems_before_it_is_saved(make_hub: MakeHub) -> None:
    hub = make_hub()
    assert problems_of(hub, "content/posts/a.md", FILES["content/posts/second.md"]) == ()
    assert problems_of(hub, "hub.toml", (hub / "hub.toml").read_text()) == ()
    assert problems_of(hub, "hub.toml", "title = 1\nbase_url = 'https://x.example'")[0].what == "`title` should be text"


def test_files_read_again_that_say_the_same_change_nothing(make_hub: MakeHub) -> None:
    hub = make_hub(FILES)
    shelf = Shelf(hub)
    before, posts = shelf.leaves(), shelf.of("posts")
    for path in FILES:
        os.utime(hub / path)
    assert shelf.leaves(fresh=True) is before
    assert shelf.of("posts") is posts
    (hub / "content/posts/second.md").write_text(POST.format("Second", "2026-02-02T10:01"))
    assert shelf.leaves(fresh=True) is not before
