"""Which of the settings go into every page: all but where the hub is sent and how its desk works."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.publish import build
from hub.publish.marks import site_mark
from tests.publish.hub_of_many import replace_in
from tests.web.whole import NOW

pytestmark = pytest.mark.usefixtures("quick_disk")
HOST = '\n[hosts.disk]\nkind = "folder"\npath = "/nowhere"\n'


def test_a_host_or_the_desk_makes_no_page_and_a_title_makes_all(many_hub: Path) -> None:
    whole = build(many_hub, now=NOW).pages
    toml = many_hub / "hub.toml"
    with toml.open("a") as file:
        file.write(HOST)
    assert build(many_hub, now=NOW).made == 0
    replace_in(toml, "/nowhere", "/elsewhere")
    with toml.open("a") as file:
        file.write("\n[desk]\npublish_on_approval = false\n")
    assert build(many_hub, now=NOW).made == 0
    replace_in(toml, 'title = "', 'title = "Another ')
    assert build(many_hub, now=NOW).made >= whole > 0


def test_settings_that_cannot_be_read_differ_by_every_byte(many_hub: Path) -> None:
    toml = many_hub / "hub.toml"
    before = site_mark(many_hub, None, False)
    toml.write_text("title = [")
    broken = site_mark(many_hub, None, False)
    toml.write_text("title = [[")
    assert len({before, broken, site_mark(many_hub, None, False)}) == 3
    toml.unlink()
    assert site_mark(many_hub, None, False) not in (before, broken)
