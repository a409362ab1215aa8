"""Imports of real blogs and directories, where a folder of them is at hand (`LAUREL_REAL_DATA`)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from hub.content import load
from hub.exchange.tables import read_csv
from hub.publish import build
from tests.exchange.support import bring, front, lay, told

MakeHub = Callable[..., Path]
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}")


@pytest.fixture(scope="module")
def real() -> Path:
    """The folder of real data; skipped aloud where there is none."""
    folder = os.environ.get("LAUREL_REAL_DATA")
    if not folder:
        pytest.skip("LAUREL_REAL_DATA is not set, so no real blog or directory is imported")
    return Path(folder)


def _clean(hub: Path) -> None:
    """The hub loads without a problem or warning, and no file of it tells an e-mail address."""
    assert [str(problem) for problem in load(hub).problems] == []
    for file in [*(hub / "content").rglob("*.md"), *(hub / "content").rglob("*.yaml")]:
        assert not _ADDRESS.search(file.read_text()), file


def test_every_person_and_every_post_of_a_real_blog_comes_in(real: Path, make_hub: MakeHub) -> None:
    hub, blog = make_hub(), real / "18f"
    bring("advocates", blog / "team_members.csv", hub)
    bring("advocates", blog / "team2016", hub)
    plan = bring("posts", blog / "posts", hub)

    with (blog / "team_members.csv").open(newline="") as file:
        ids = {row["id"].lower() for row in csv.DictReader(file)}
    cards = {path.stem.replace(".", "-") for path in (blog / "team2016").glob("*.md")}
    loaded = load(hub).snapshot
    assert loaded is not None
    assert len(ids) == 340
    assert set(loaded.advocates) == ids | cards
    assert plan.skipped == ()
    assert len(loaded.posts) == len(list((blog / "posts").glob("*.md")))
    old = {alias for post in loaded.posts.values() for alias in post.aliases}
    assert "/2014/12/23/hub/" in old
    assert "/2024/12/05/18f-project-defaults/" in old
    assert sum(len(post.authors) > 1 for post in loaded.posts.values()) == 34
    assert sum(person.photo is not None for person in loaded.advocates.values()) == 23
    assert loaded.advocates["shashank"].aliases == ("/team/khandelwal/", "/team/shashank/", "/author/khandelwal/")
    _clean(hub)


def test_a_real_blog_builds(real: Path, make_hub: MakeHub) -> None:
    hub, blog = make_hub(), real / "18f"
    bring("advocates", blog / "team_members.csv", hub)
    bring("posts", blog / "posts", hub)
    built = build(hub, now=dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC))
    pages = list(built.out.rglob("*.html"))
    assert len(pages) > 340 + 81
    shown = {address for page in pages for address in _ADDRESS.findall(page.read_text())}
    assert shown <= {"hello@hub.example"}
    assert (built.out / "2014/12/23/hub/index.html").is_file()


def test_real_posts_without_any_people_make_the_people_they_name(real: Path, make_hub: MakeHub) -> None:
    hub = make_hub()
    plan = bring("posts", real / "18f/posts", hub)
    assert len(list((hub / "content/advocates").glob("*.md"))) == 72
    assert told(plan).count("there is no advocate") == 72
    _clean(hub)


def test_real_links_to_the_old_site_stay_when_its_address_is_given(real: Path, make_hub: MakeHub) -> None:
    hub = make_hub()
    plan = bring("posts", real / "18f/posts", hub, site_url="https://18f.gsa.gov")
    assert "leads nowhere" not in told(plan)
    _clean(hub)


def test_real_ambassadors_bring_their_contributions_and_complement_each_other(real: Path, make_hub: MakeHub) -> None:
    hub = make_hub()
    people: set[str] = set()
    for name in ("AMBASSADORS_MEMBERS", "TSC_BOARD_MEMBERS", "MAINTAINERS"):
        source = real / f"asyncapi/{name}.json"
        bring("advocates", source, hub)
        people |= {person["github"].lower() for person in json.loads(source.read_text())}
    loaded = load(hub).snapshot
    assert loaded is not None
    assert set(loaded.advocates) == {re.sub("[^a-z0-9]+", "-", handle).strip("-") for handle in people}
    assert len(loaded.contributions) == 63
    assert front(hub / "content/advocates/danielkocot.md")["country"] == "DE"
    _clean(hub)


def test_strings_made_to_break_things_break_nothing(real: Path, make_hub: MakeHub, tmp_path: Path) -> None:
    hub, old = make_hub(), tmp_path / "old"
    naughty = json.loads((real / "hostile/blns/blns.json").read_text())
    payloads = [case["payload"] for case in json.loads((real / "hostile/dompurify/payloads.json").read_text())]
    texts = [text.encode("utf-8", "replace").decode() for text in (*naughty, *payloads)]
    columns = (
        "id name city title company country languages topics joined website twitter redirect_from bio status number"
    )
    table = io.StringIO(newline="")
    csv.writer(table).writerows([columns.split(), *([text] * len(columns.split()) for text in texts)])
    files = {"people.csv": table.getvalue()}
    for number, text in enumerate(texts):
        fields = yaml.safe_dump(dict.fromkeys(("title", "excerpt", "tags", "author", "permalink", "slug"), text))
        files[f"posts/2020-01-01-{number}.md"] = f'---\n{fields}---\n{text}\n\n[a]({text}) {{% image "{text}" %}}\n'
    lay(old, files)
    bring("advocates", old / "people.csv", hub)
    plan = bring("posts", old / "posts", hub)
    assert [str(problem) for problem in load(hub).problems.fatal] == []
    assert len(list((hub / "content/posts").glob("*.md"))) + len(plan.skipped) == len(texts)


def test_real_csv_files_that_are_easy_to_read_wrong_are_read_right(real: Path) -> None:
    for file in sorted((real / "hostile/csv-spectrum/csvs").glob("*.csv")):
        text = file.read_bytes().decode("utf-8-sig")
        answer = (file.parent.parent / "json" / f"{file.stem}.json").read_text()
        # A checkout may have turned the line ends of the CSV files, but not the escapes of the answers.
        expected = json.loads(answer if "\r" in text else answer.replace("\\r\\n", "\\n"))
        assert [row for _, row in read_csv(text).rows] == expected, file.name
