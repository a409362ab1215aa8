"""The list of what Laurel has put at a host: small after small changes, whole or told as damaged, never leading out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.hosts.ledger import FOLDER, HEAD
from hub.model import HubError
from tests.hosts.support import FILES, Place


def many(count: int) -> dict[str, str]:
    """A hub of many posts."""
    return {**FILES, **{f"posts/p{n:04}/index.html": f"<p>{n}" for n in range(count)}}


def test_a_small_change_writes_a_small_note(place_of: Callable[..., Place]) -> None:
    place = place_of("folder")
    place.send(many(600))
    bases = {path for path in place.held() if path.startswith(f"{FOLDER}/base-")}
    place.send({**many(600), "posts/p0001/index.html": "<p>changed"})
    held = place.held()
    assert {path for path in held if path.startswith(f"{FOLDER}/base-")} == bases
    assert list(json.loads(gzip.decompress(held[HEAD]))["since"]) == ["posts/p0001/index.html"]
    (base,) = bases
    assert len(held[HEAD]) * 20 < len(held[base])


def test_a_long_send_that_broke_off_does_not_begin_anew(place_of: Callable[..., Place]) -> None:
    place = place_of("folder")
    with pytest.raises(KeyboardInterrupt):
        place.send(many(1500), stop_at=900)
    done = place.send(many(1500))
    assert 0 < done.uploads < len(many(1500)) - 500
    assert {path: text for path, text in place.shown().items()} == many(1500)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "torn",
        "[]",
        '{"base": "base-0.json.gz", "since": {}, "sending": []}',
        '{"base": "../../secret", "since": {}, "sending": []}',
        '{"base": "", "since": {"../../secret": ""}, "sending": []}',
        '{"base": "", "since": {"/etc/passwd": ""}, "sending": []}',
        '{"base": "", "since": {}, "sending": ["posts/../../secret"]}',
        '{"base": "", "since": {}, "sending": 7}',
    ],
)
def test_a_damaged_or_hostile_list_is_told_and_nothing_removed(
    place_of: Callable[..., Place], tmp_path: Path, head: str
) -> None:
    place = place_of("folder")
    place.send(FILES)
    (tmp_path / "secret").write_text("keep")
    packed = gzip.compress(head.encode()) if head.startswith(("[", "{")) else head.encode()
    (tmp_path / "there" / HEAD).write_bytes(packed)
    before = place.held()
    with pytest.raises(HubError, match="is damaged") as caught:
        place.send({"index.html": "<p>Other"})
    assert caught.value.status == 4
    assert place.held() == before
    assert (tmp_path / "secret").read_text() == "keep"


def test_a_torn_copy_on_this_machine_is_fetched_again(place_of: Callable[..., Place]) -> None:
    place = place_of("folder")
    place.send(FILES)
    (copy,) = (place.root / ".laurel/hosts/web").glob("base-*")
    copy.write_bytes(b"torn")
    assert place.send(FILES).uploads == 0
