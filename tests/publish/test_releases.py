"""Releases: public/ is what the shown one says, each file whole at any moment; old ones are kept, told and let go."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.model import HubError
from hub.publish import manifest as lists
from hub.publish.objects import Objects
from hub.publish.outplace import open_outplace
from hub.publish.placing import finish_interrupted
from hub.publish.pruning import forget, prune
from hub.publish.releases import About, Lost, differing, publish_release
from hub.publish.rolling import Bar, plan_return
from hub.publish.telling import what_differs
from hub.publish.verifying import verify
from tests.publish.release_support import AT, Files, listed, output, release, standing

PAGE = "<!doctype html><html lang=en><title>{0}</title><h1>{0}</h1>{1}"
OLD = {
    "index.html": PAGE.format("Hub", '<a href="/posts/a/">a</a>').encode(),
    "posts/a/index.html": PAGE.format("Bees", "old").encode(),
    "posts/b/index.html": PAGE.format("Goes", "").encode(),
    "static/x.css": b"old",
    "feed.xml": b"<feed>old</feed>",
    "same.txt": b"same",
}
NEW = {
    "index.html": PAGE.format("Hub", '<a href="/posts/a/">a</a> new').encode(),
    "posts/a/index.html": PAGE.format("Bees", "new").encode(),
    "posts/c/index.html": PAGE.format("Comes &amp; stays", "").encode(),
    "static/x.css": b"new",
    "feed.xml": b"<feed>new</feed>",
    "same.txt": b"same",
}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def hashes(files: Files) -> dict[str, str]:
    return {path: sha(data) for path, data in files.items()}


def shop_of(root: Path) -> Path:
    return root / ".laurel"


def objects_of(root: Path) -> Objects:
    return Objects(shop_of(root) / "objects")


def many(edition: int, count: int = 60) -> dict[str, bytes]:
    """A hub so large that a list of changes is shorter than a whole list."""
    return {f"posts/{n}/index.html": b"post %d" % n for n in range(count)} | {"index.html": b"%d" % edition}


def test_public_is_what_the_shown_release_says_and_another_publish_is_another_release(tmp_path: Path) -> None:
    first = release(tmp_path, OLD)
    second = release(tmp_path, NEW, words="Changes much.")
    assert (first.release, second.release) == (1, 2)
    assert standing(tmp_path) == listed(tmp_path) == hashes(NEW)
    assert {path: one.sha for path, one in lists.manifest(shop_of(tmp_path), 1).items()} == hashes(OLD)
    told = lists.releases(shop_of(tmp_path))
    assert [(r.number, r.words, r.by, r.pages, r.files) for r in told] == [
        (2, "Changes much.", "Ines Duarte", 3, 6),
        (1, "Publishes.", "Ines Duarte", 3, 6),
    ]
    assert verify(tmp_path).damage == ()


def test_nothing_changed_is_no_release(tmp_path: Path) -> None:
    release(tmp_path, OLD)
    assert release(tmp_path, OLD).new is False
    assert release(tmp_path, OLD, whole=True).new is False
    assert lists.numbers(shop_of(tmp_path)) == [1]


def test_each_file_is_kept_once_however_many_addresses_and_releases_have_it(tmp_path: Path) -> None:
    release(tmp_path, {"a.html": b"same", "b.html": b"same"})
    release(tmp_path, {"a.html": b"same", "b.html": b"same", "c.html": b"same"})
    assert sorted(objects_of(tmp_path).all()) == [sha(b"same")]
    assert standing(tmp_path) == dict.fromkeys(["a.html", "b.html", "c.html"], sha(b"same"))


def test_a_release_costs_what_changed(tmp_path: Path) -> None:
    release(tmp_path, many(0, 2000))
    release(tmp_path, many(1, 2000))
    release(tmp_path, {**many(1, 1999)})
    shop = shop_of(tmp_path)
    sizes = [lists.place_of(shop, number).stat().st_size for number in (1, 2, 3)]
    assert sizes[1] < 1500 and sizes[2] < 1500 < sizes[0]
    assert [r.files for r in lists.releases(shop)] == [2000, 2001, 2001]
    assert listed(tmp_path) == standing(tmp_path)


def test_a_long_chain_of_small_lists_begins_anew_now_and_then(tmp_path: Path) -> None:
    for edition in range(12):
        release(tmp_path, many(edition))
    found = lists.releases(shop_of(tmp_path))
    whole = [r.number for r in found if not r.base]
    assert 1 < len(whole) < 12
    assert all(r.weight <= 2 * r.whole for r in found)
    for number in range(1, 13):
        files = lists.manifest(shop_of(tmp_path), number)
        assert files["index.html"].sha == sha(b"%d" % (number - 1))


def test_sources_and_types_come_back_as_they_were_given(tmp_path: Path) -> None:
    sources = {"index.html": ("content/posts/a.md", "hub.toml"), "posts/a/index.html": ("content/posts/a.md",)}
    release(tmp_path, OLD, sources=sources)
    files = lists.manifest(shop_of(tmp_path), 1)
    assert files == {path: output(path, data, sources) for path, data in OLD.items()}


def test_the_stamps_are_those_of_the_files_in_place(tmp_path: Path) -> None:
    release(tmp_path, OLD)
    placed = release(tmp_path, NEW)
    for path in ("index.html", "posts/c/index.html", "feed.xml"):
        about = (tmp_path / "public" / path).stat()
        assert placed.stamps[path] == (about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino)


def test_a_page_never_looks_older_than_the_one_it_replaces(tmp_path: Path) -> None:
    """Else servers answer "not modified" to whoever has the newer one."""
    page, seen = tmp_path / "public/index.html", []
    for files in (OLD, NEW, OLD, NEW):
        release(tmp_path, files)
        seen.append(int(page.stat().st_mtime))
    assert seen == sorted(set(seen))


def test_assets_come_first_then_pages_then_feeds_and_removals_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(tmp_path, OLD)
    order: list[str] = []
    public = f"{tmp_path / 'public'}/"
    replace, unlink = os.replace, os.unlink
    monkeypatch.setattr(os, "replace", lambda a, b, **more: (order.append(str(b)), replace(a, b, **more))[1])
    link = os.link
    monkeypatch.setattr(os, "link", lambda a, b, **more: (order.append(str(b)), link(a, b, **more))[1])
    monkeypatch.setattr(Path, "unlink", lambda self, **_more: (order.append(f"-{self}"), unlink(self))[1])
    release(tmp_path, NEW)
    moves = [name.replace(public, "") for name in order if public in name]
    pages = ["index.html", "posts/a/index.html", "posts/c/index.html"]
    assert moves == ["static/x.css", *pages, "feed.xml", "-posts/b/index.html"]


def test_on_a_disk_without_second_names_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_names: Any, **_more: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    release(tmp_path, OLD)
    release(tmp_path, NEW)
    assert standing(tmp_path) == hashes(NEW)
    assert (tmp_path / "public/index.html").stat().st_nlink == 1
    assert verify(tmp_path).damage == ()


def test_a_published_file_cannot_be_written_into_by_accident(tmp_path: Path) -> None:
    release(tmp_path, OLD)
    assert (tmp_path / "public/index.html").stat().st_mode & 0o777 == 0o444


def test_whoever_has_changed_public_by_hand_gets_it_made_right_and_the_store_too(tmp_path: Path) -> None:
    release(tmp_path, OLD)
    page = tmp_path / "public/index.html"
    page.chmod(0o644)
    page.write_bytes(b"hacked")  # the store has the same file
    (tmp_path / "public/stray.html").write_bytes(b"stray")
    found = verify(tmp_path)
    assert {damage.place.rpartition("/")[2] for damage in found.damage} == {
        sha(OLD["index.html"])[2:],
        "index.html",
        "stray.html",
    }
    assert all("laurel build --clean" in damage.cure for damage in found.damage)
    release(tmp_path, OLD, whole=True)
    assert standing(tmp_path) == hashes(OLD)
    assert verify(tmp_path).damage == ()


def test_what_a_host_keeps_in_public_stays(tmp_path: Path) -> None:
    release(tmp_path, {**OLD, ".well-known/did.json": b"{}"})
    for apart in ("CNAME", ".nojekyll", ".well-known/acme"):
        (tmp_path / "public" / apart).write_text("mine")
    release(tmp_path, NEW, whole=True)
    there = standing(tmp_path)
    assert {path: there[path] for path in NEW} == hashes(NEW)
    assert set(there) - set(NEW) == {"CNAME", ".nojekyll", ".well-known/acme"}
    assert verify(tmp_path).damage == ()


def test_a_strangers_file_in_the_way_is_refused_before_anything_changes(tmp_path: Path) -> None:
    release(tmp_path, OLD)
    (tmp_path / "public/.keep").write_text("mine")
    before = standing(tmp_path)
    with pytest.raises(HubError, match=r"\.keep was not made by Laurel") as caught:
        release(tmp_path, {**NEW, ".keep": b"ours"})
    assert caught.value.status == 2
    assert standing(tmp_path) == before
    assert lists.shown(shop_of(tmp_path)) == 1


def test_a_file_becomes_a_folder_and_back(tmp_path: Path) -> None:
    file, folder = {"index.html": b"i", "turns": b"file"}, {"index.html": b"i", "turns/index.html": b"folder"}
    for files in (file, folder, file):
        release(tmp_path, files)
        assert standing(tmp_path) == listed(tmp_path) == hashes(files)


def test_bytes_that_are_neither_made_nor_kept_are_told(tmp_path: Path) -> None:
    release(tmp_path, OLD)
    shop = shop_of(tmp_path)
    lost = {"x/index.html": output("x/index.html", b"lost")}
    place = open_outplace(tmp_path, None, shop)
    with pytest.raises(Lost, match=r"x/index\.html are neither made nor") as caught:
        publish_release(shop, place, lost, [], shop / "staging", About(AT, "", ""))
    assert caught.value.paths == ("x/index.html",)
    assert standing(tmp_path) == hashes(OLD)


def test_whoever_remembers_another_release_learns_what_differs_from_the_shown_one(tmp_path: Path) -> None:
    release(tmp_path, NEW)
    changed, removed = differing(shop_of(tmp_path), {path: output(path, data) for path, data in OLD.items()})
    assert set(changed) == {"index.html", "posts/a/index.html", "posts/b/index.html", "static/x.css", "feed.xml"}
    assert removed == ("posts/c/index.html",)


class TestDamagedLists:
    """Lists of releases that are missing or damaged: told in words, and no publish stops."""

    @pytest.mark.parametrize("how", ["missing", "damaged", "empty"])
    def test_the_next_publish_goes_on_and_makes_a_whole_list(self, tmp_path: Path, how: str) -> None:
        release(tmp_path, many(0))
        release(tmp_path, many(1))
        shop = shop_of(tmp_path)
        file = lists.place_of(shop, 2)
        if how == "missing":
            file.unlink()
        else:
            file.write_bytes(b"" if how == "empty" else file.read_bytes().replace(b"index", b"xndei"))
        with pytest.raises(lists.Damaged, match="Release 2 cannot be read"):
            lists.manifest(shop, 2)
        assert any("release 2" in damage.place for damage in verify(tmp_path).damage)
        release(tmp_path, many(2))
        assert standing(tmp_path) == listed(tmp_path) == hashes(many(2))
        assert lists.shown(shop) == 3

    def test_a_list_that_stands_on_a_lost_one_says_so(self, tmp_path: Path) -> None:
        release(tmp_path, many(0))
        release(tmp_path, many(1))
        shop = shop_of(tmp_path)
        lists.place_of(shop, 1).unlink()
        assert "release 1, which it stands on" in lists.releases(shop)[0].trouble
        with pytest.raises(lists.Damaged, match="Release 2 cannot be read: the list of release 1"):
            lists.manifest(shop, 2)

    def test_without_its_workshop_a_hub_begins_with_release_one(self, tmp_path: Path) -> None:
        release(tmp_path, OLD)
        shutil.rmtree(shop_of(tmp_path))
        release(tmp_path, NEW)
        assert standing(tmp_path) == listed(tmp_path) == hashes(NEW)

    def test_a_pointer_that_is_gone_means_the_newest(self, tmp_path: Path) -> None:
        release(tmp_path, OLD)
        release(tmp_path, NEW)
        (shop_of(tmp_path) / "releases/shown").unlink()
        assert lists.shown(shop_of(tmp_path)) == 2


class TestFaults:
    """A disk that fails at any step leaves each file whole, and the next run ends the work."""

    @pytest.mark.parametrize("call", ["replace", "link", "unlink", "chmod", "fsync"])
    def test_at_every_step(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
        real = getattr(os, call)
        failures = 0
        for failing in range(1, 40):
            root = tmp_path / f"hub{failing}"
            release(root, OLD)
            calls = 0

            def broken(*names: Any, failing: int = failing, **more: Any) -> Any:
                nonlocal calls
                calls += 1
                if calls == failing:
                    raise OSError(errno.ENOSPC, "No space left on device", str(names[0]))
                return real(*names, **more)

            monkeypatch.setattr(os, call, broken)
            try:
                release(root, NEW)
            except OSError:
                failures += 1
            finally:
                monkeypatch.setattr(os, call, real)
            old, new = hashes(OLD), hashes(NEW)
            assert all(mine in (old.get(path), new.get(path)) for path, mine in standing(root).items()), failing
            release(root, NEW)
            assert standing(root) == listed(root) == new, failing
            assert verify(root).damage == ()
            if calls < failing:
                break
        assert failures > 2

    def test_what_is_neither_finished_nor_wanted_any_more_goes_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        release(tmp_path, OLD)
        replace = os.replace

        def broken(source: Any, target: Any, **more: Any) -> None:
            if str(target).endswith("feed.xml"):
                raise OSError(errno.EIO, "Input/output error", str(target))
            replace(source, target, **more)

        monkeypatch.setattr(os, "replace", broken)
        with pytest.raises(OSError, match="Input/output"):
            release(tmp_path, NEW)
        assert (tmp_path / "public/posts/c/index.html").exists()
        monkeypatch.setattr(os, "replace", replace)
        assert release(tmp_path, OLD).new
        assert standing(tmp_path) == hashes(OLD)

    def test_a_change_over_whose_files_are_lost_is_given_up(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        release(tmp_path, OLD)
        link = os.link
        monkeypatch.setattr(os, "link", lambda *_names: (_ for _ in ()).throw(OSError(errno.EIO, "Input/output")))
        with pytest.raises(OSError, match="Input/output"):
            release(tmp_path, NEW)
        monkeypatch.setattr(os, "link", link)
        objects_of(tmp_path).remove(sha(NEW["index.html"]))
        assert not finish_interrupted(shop_of(tmp_path), tmp_path / "public")
        release(tmp_path, NEW)
        assert standing(tmp_path) == listed(tmp_path) == hashes(NEW)


class TestPrune:
    """Old releases go by number and age; what stays can be read and gone back to."""

    def publish_many(self, root: Path, count: int = 8) -> None:
        for edition in range(count):
            release(root, many(edition), at=AT + dt.timedelta(days=edition))

    @pytest.mark.parametrize(
        ("keep", "days", "stay"),
        [
            (3, None, [6, 7, 8]),
            (0, None, [8]),
            (1, None, [8]),
            (None, 2, [6, 7, 8]),
            (5, 2, [4, 5, 6, 7, 8]),
            (None, None, [1, 2, 3, 4, 5, 6, 7, 8]),
        ],
    )
    def test_by_number_and_age(self, tmp_path: Path, keep: int | None, days: int | None, stay: list[int]) -> None:
        self.publish_many(tmp_path)
        age = None if days is None else dt.timedelta(days=days)
        done = prune(tmp_path, keep=keep, older_than=age, now=AT + dt.timedelta(days=7))
        shop = shop_of(tmp_path)
        assert lists.numbers(shop) == stay
        assert sorted(done.gone) == [n for n in range(1, 9) if n not in stay]
        for number in stay:
            files = lists.manifest(shop, number)
            assert {path: one.sha for path, one in files.items()} == hashes(many(number - 1))
        assert set(objects_of(tmp_path).all()) == {sha(d) for n in stay for d in many(n - 1).values()}
        assert verify(tmp_path).damage == ()
        assert not any(release.trouble for release in lists.releases(shop))

    def test_what_stays_is_whole_when_it_is_stopped_anywhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unlink = Path.unlink
        for stop in range(1, 12):
            root = tmp_path / str(stop)
            self.publish_many(root)
            calls = 0

            def broken(self: Path, stop: int = stop, **more: Any) -> None:
                nonlocal calls
                calls += 1
                if calls == stop:
                    raise OSError(errno.EIO, "Input/output error")
                unlink(self, **more)

            monkeypatch.setattr(Path, "unlink", broken)
            with pytest.raises(OSError, match="Input/output"):
                prune(root, keep=2)
            monkeypatch.setattr(Path, "unlink", unlink)
            assert verify(root).damage == ()
            prune(root, keep=2)
            assert lists.numbers(shop_of(root)) == [7, 8]
            assert verify(root).damage == ()

    def test_the_number_of_a_release_that_went_is_never_given_again(self, tmp_path: Path) -> None:
        self.publish_many(tmp_path, 3)
        prune(tmp_path, keep=1)
        assert release(tmp_path, many(9)).release == 4

    def test_after_going_back_the_newest_publish_stays_too(self, tmp_path: Path) -> None:
        self.publish_many(tmp_path, 4)
        release(tmp_path, many(0), back=1)
        prune(tmp_path, keep=0)
        assert lists.numbers(shop_of(tmp_path)) == [4, 5]

    def test_nothing_goes_from_the_store_while_the_shown_list_is_damaged(self, tmp_path: Path) -> None:
        self.publish_many(tmp_path, 3)
        before = set(objects_of(tmp_path).all())
        lists.place_of(shop_of(tmp_path), 3).write_bytes(b"?")
        assert "build --clean" in prune(tmp_path, keep=1).trouble
        assert set(objects_of(tmp_path).all()) == before

    def test_while_a_build_is_at_work_it_says_so(self, tmp_path: Path) -> None:
        from hub.publish import hold

        self.publish_many(tmp_path, 2)
        with hold(tmp_path, "building"), pytest.raises(HubError, match="busy") as caught:
            prune(tmp_path)
        assert caught.value.status == 3


def test_what_differs_is_told_in_words(tmp_path: Path) -> None:
    sources = {f"posts/{name}/index.html": (f"content/posts/{name}.md",) for name in "abc"}
    people = {"advocates/ada/index.html": PAGE.format("Ada Obi", "").encode()}
    badges = {"badges/star/index.html": PAGE.format("Star", "").encode()}
    release(tmp_path, {**OLD, **people}, sources=sources)
    release(tmp_path, {**NEW, **badges}, sources=sources)
    told = what_differs(shop_of(tmp_path), 1, 2)
    assert told.sentences == (
        "Adds 1 post: Comes & stays.",
        "Adds 1 badge: Star.",
        "Changes 1 post: Bees.",
        "Removes 1 post: Goes.",
        "Removes the page of Ada Obi.",
        "Changes 3 other files: lists, feeds, pictures or the look.",
    )
    assert what_differs(shop_of(tmp_path), 2, 2).sentences == ("Nothing differs.",)


class TestForgetting:
    """Somebody is erased: no list, no words and no file of any release tells of them."""

    SOURCES: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "advocates/ada/index.html": ("content/advocates/ada.md",),
        "index.html": ("content/advocates/ada.md", "content/posts/a.md"),
    }

    def test_no_release_knows_them_any_more(self, tmp_path: Path) -> None:
        ada = {"advocates/ada/index.html": b"Ada Obi", "index.html": b"with Ada"}
        release(tmp_path, {**many(0), **ada}, sources=self.SOURCES, words="Adds Ada Obi.")
        release(tmp_path, {**many(0), **ada, "index.html": b"with Ada still"}, sources=self.SOURCES)
        release(tmp_path, many(1))
        shop = shop_of(tmp_path)

        def speaks(path: str, out: Any) -> bool:
            return "ada" in path or any("ada" in source for source in out.sources)

        assert forget(shop, speaks, lambda text: text.replace("Ada Obi", "somebody").replace("ada", "x"))
        assert not forget(shop, speaks, lambda text: text.replace("Ada Obi", "somebody").replace("ada", "x"))
        everything = b"".join(file.read_bytes() for file in shop.rglob("*") if file.is_file()).lower()
        assert b"advocates/ada" not in everything and b"ada obi" not in everything and b"with ada" not in everything
        assert "index.html" not in lists.manifest(shop, 1)
        assert "index.html" not in lists.manifest(shop, 2)
        assert lists.manifest(shop, 3)["index.html"].sha == sha(b"1")
        assert verify(tmp_path).damage == ()

    def test_a_release_that_shows_them_still_cannot_be_left_but_by_a_publish(self, tmp_path: Path) -> None:
        ada = {"advocates/ada/index.html": b"Ada Obi", "index.html": b"with Ada"}
        release(tmp_path, many(1))
        release(tmp_path, {**many(0), **ada}, sources=self.SOURCES)
        shop = shop_of(tmp_path)
        forget(shop, lambda _path, out: bool(out.sources), str)
        found = verify(tmp_path)
        assert not found.damage
        assert "erased" in found.notes[0]
        with pytest.raises(HubError, match="Publish first"):
            plan_return(shop, 1, {}, "https://example.org/")
        release(tmp_path, many(0), whole=True)
        assert standing(tmp_path) == listed(tmp_path) == hashes(many(0))
        assert plan_return(shop, 1, {}, "https://example.org/").changed


steps = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz"), max_size=6)),
        st.tuples(st.just("back"), st.integers(1, 8)),
        st.tuples(st.just("prune"), st.integers(0, 3)),
    ),
    max_size=10,
)


@settings(max_examples=15)
@given(steps=steps)
def test_after_any_publishes_returns_and_prunes_public_is_what_is_shown(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Any]]
) -> None:
    root = tmp_path_factory.mktemp("hub")
    kept: dict[int, dict[str, str]] = {}
    shop = shop_of(root)
    for what, value in steps:
        if what == "publish":
            files = {f"{name}/index.html": text.encode() for name, text in value.items()}
            release(root, {**files, "index.html": b"front"})
        elif what == "prune":
            prune(root, keep=value)
        elif value in lists.numbers(shop) and value != lists.shown(shop):
            old = lists.manifest(shop, value)
            files = {path: objects_of(root).read(one.sha) for path, one in old.items()}
            release(root, files, back=value)
            assert standing(root) == kept[value]
        if lists.shown(shop):
            kept[lists.shown(shop)] = standing(root)
            assert standing(root) == listed(root)
            assert verify(root).damage == ()
    for number in lists.numbers(shop):
        assert {path: one.sha for path, one in lists.manifest(shop, number).items()} == kept[number]


def bar(words: str = "the post “A”, which was withdrawn", address: str = "") -> Bar:
    return Bar(words, address)


class TestGoingBack:
    """The mixture of an old release with what must stay as it is shown now."""

    URL = "https://example.org/hub"

    def page(self, links: str = "", ids: str = "", text: str = "") -> bytes:
        anchors = "".join(f'<a href="/hub{link}">x</a>' for link in links.split())
        places = "".join(f'<p id="{name}">x</p>' for name in ids.split())
        return PAGE.format("T", anchors + places + text).encode()

    def plan(self, root: Path, bars: dict[str, Bar], **more: Any) -> Any:
        return plan_return(shop_of(root), 1, bars, self.URL, **more)

    def test_without_bars_it_is_the_old_release_byte_by_byte(self, tmp_path: Path) -> None:
        release(tmp_path, OLD)
        release(tmp_path, NEW)
        plan = self.plan(tmp_path, {})
        assert {path: one.sha for path, one in plan.files.items()} == hashes(OLD)
        assert plan.removed == ("posts/c/index.html",)
        assert plan.without == ()

    def test_a_barred_page_stays_away_and_lists_stay_as_they_are_now(self, tmp_path: Path) -> None:
        a = ("content/posts/a.md",)
        old = {"index.html": self.page("/posts/a/"), "posts/a/index.html": self.page(), "x/index.html": self.page()}
        new = {"index.html": self.page(), "x/index.html": self.page(text="edited")}
        release(tmp_path, old, sources={"index.html": a, "posts/a/index.html": a})
        release(tmp_path, new)
        plan = self.plan(tmp_path, {"content/posts/a.md": bar()})
        assert {path: one.sha for path, one in plan.files.items()} == {
            "index.html": sha(new["index.html"]),
            "x/index.html": sha(old["x/index.html"]),
        }
        assert plan.without == ("the post “A”, which was withdrawn",)

    def test_pages_that_link_to_what_stays_away_are_taken_as_they_are_now(self, tmp_path: Path) -> None:
        a = ("content/posts/a.md",)
        old = {
            "index.html": self.page("/x/"),
            "posts/a/index.html": self.page(),
            "x/index.html": self.page("/posts/a/"),
        }
        new = {"index.html": self.page("/x/"), "x/index.html": self.page()}
        release(tmp_path, old, sources={"posts/a/index.html": a})
        release(tmp_path, new)
        plan = self.plan(tmp_path, {"content/posts/a.md": bar()})
        assert {path: one.sha for path, one in plan.files.items()} == hashes(new)

    def test_what_stays_as_it_is_now_keeps_what_it_links_to(self, tmp_path: Path) -> None:
        a = ("content/posts/a.md",)
        old = {"index.html": self.page("/posts/a/"), "posts/a/index.html": self.page(), "y/index.html": self.page()}
        new = {
            "index.html": self.page("/z/ /y/#new"),
            "z/index.html": self.page(),
            "y/index.html": self.page(ids="new"),
        }
        release(tmp_path, old, sources={"index.html": a, "posts/a/index.html": a})
        release(tmp_path, new)
        plan = self.plan(tmp_path, {"content/posts/a.md": bar()})
        assert {path: one.sha for path, one in plan.files.items()} == hashes(new)

    def test_it_is_refused_with_names_when_links_would_lead_nowhere(self, tmp_path: Path) -> None:
        a = ("content/posts/a.md",)
        old = {
            "index.html": self.page("/x/"),
            "posts/a/index.html": self.page(),
            "x/index.html": self.page("/posts/a/"),
        }
        release(tmp_path, old, sources={"posts/a/index.html": a})
        release(tmp_path, {"index.html": self.page()})
        with pytest.raises(HubError, match=r"without what must not come back: /x/ links to /posts/a/, which would"):
            self.plan(tmp_path, {"content/posts/a.md": bar()})

    def test_pictures_of_what_stays_away_do_not_return(self, tmp_path: Path) -> None:
        sources = {
            "posts/a/index.html": ("content/posts/a.md",),
            "media/a.png": ("content/media/a.png",),
            "media/b.png": ("content/media/b.png",),
        }
        front = self.page("/media/b.png")
        old = {
            "index.html": front,
            "posts/a/index.html": self.page("/media/a.png"),
            "media/a.png": b"a",
            "media/b.png": b"b",
        }
        release(tmp_path, old, sources=sources)
        release(tmp_path, {"index.html": self.page(text="now")})
        plan = self.plan(tmp_path, {"content/posts/a.md": bar()}, is_there=lambda _source: False)
        assert set(plan.files) == {"index.html", "media/b.png"}

    def test_an_award_that_was_revoked_already_then_bars_nothing(self, tmp_path: Path) -> None:
        award = ("content/awards/1.yaml",)
        pages = {"awards/1/index.html": b"revoked", "awards/1.json": b"{}"}
        release(tmp_path, {**pages, "index.html": b"old"}, sources={"index.html": award, "awards/1.json": award})
        release(tmp_path, {**pages, "index.html": b"new"}, sources={"index.html": award, "awards/1.json": award})
        bars = {award[0]: bar("the award, which was revoked", "awards/1")}
        assert self.plan(tmp_path, bars).files["index.html"].sha == sha(b"old")
        release(tmp_path, {**pages, "awards/1.json": b"{revoked}", "index.html": b"new"})
        assert self.plan(tmp_path, bars).files["index.html"].sha == sha(b"new")

    def test_damaged_files_are_never_gone_back_to(self, tmp_path: Path) -> None:
        release(tmp_path, OLD)
        release(tmp_path, NEW)
        objects_of(tmp_path).remove(sha(OLD["feed.xml"]))
        with pytest.raises(HubError, match=r"feed\.xml is missing or damaged"):
            self.plan(tmp_path, {})
