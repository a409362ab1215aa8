"""The long run of publishing: one hub, edited, killed, refused by the disk and moved on in time, in any order.

`LAUREL_SIEGE` says how many rounds (25), `LAUREL_SEED` which. Kills, faults and edits each have long runs of their own
in `tests/publish/`: `LAUREL_SIEGE_KILLS` (200) and `LAUREL_SIEGE_EXAMPLES` (300) say how long.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from pathlib import Path
from random import Random

import pytest

from hub.content.workshop import workshop
from hub.model import HubError
from hub.publish import build
from hub.publish.press import Press
from hub.publish.verifying import verify
from tests.publish.conftest import clean, quick_disk, whole_built, whole_hub  # noqa: F401  # fixtures
from tests.publish.edits_more import EDITS
from tests.publish.faults import BROKEN, FULL, KILL, build_until, in_a_process
from tests.publish.small_site import tree
from tests.web.whole import NOW

pytestmark = [pytest.mark.siege, pytest.mark.usefixtures("quick_disk")]
ROUNDS = int(os.environ.get("LAUREL_SIEGE", "25"))
SEED = int(os.environ.get("LAUREL_SEED", "1"))


def test_a_hub_that_is_edited_killed_and_refused_in_any_order_converges(
    whole_hub: Path,  # noqa: F811
    clean: object,  # noqa: F811
    tmp_path: Path,
) -> None:
    chance, now, story, before = Random(SEED), NOW, [], tmp_path / "before"
    press = Press(whole_hub, workshop(whole_hub), watch=True)
    for _round in range(ROUNDS * 4):
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(whole_hub, before, ignore=shutil.ignore_patterns(".laurel", "public"))
        for _edit in range(chance.randint(1, 3)):
            name, seed = chance.choice(sorted(EDITS)), chance.randrange(10_000)
            EDITS[name](whole_hub, Random(seed))
            story.append((name, seed))
        now += dt.timedelta(days=chance.choice([0, 0, 0, 1, 40, -3]))
        try:
            wanted = clean(whole_hub, now)  # type: ignore[operator]
        except HubError:
            with pytest.raises(HubError):
                build(whole_hub, now=now, press=press)
            for part in ("content", "site"):
                shutil.rmtree(whole_hub / part, ignore_errors=True)
            shutil.copytree(before, whole_hub, dirs_exist_ok=True)
            continue
        for what in chance.sample([KILL, FULL, BROKEN], chance.randrange(3)):
            at = chance.choice([chance.randrange(1, 200), sys.maxsize])
            process = in_a_process(build_until, whole_hub, tmp_path / "told", at, what)
            process.join()
            assert process.exitcode in (-9, 0, 1), (tmp_path / "told").read_text()
            story.append((what, at))
        build(whole_hub, now=now, press=press if chance.random() < 0.5 else None)
        made = tree(whole_hub / "public")
        assert made.keys() == wanted.keys(), f"seed {SEED}: {story}"
        assert [path for path in wanted if made[path] != wanted[path]] == [], f"seed {SEED}: {story}"
    press.close()
    assert verify(whole_hub).damage == ()
