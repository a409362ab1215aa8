"""The warm process of a desk: sends beside the next publish, tidies at rest, and ends when nobody asks any more."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from hub.cli import publisher
from hub.cli.publisher import Sender, _lines


def test_sends_one_after_the_other_and_all_before_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go, sent = threading.Event(), []

    def send(root: Path) -> None:
        assert go.wait(60)
        sent.append(root)

    monkeypatch.setattr("hub.actions.sending.send_owed", send)
    sender = Sender(tmp_path)
    sender.wake()
    sender.wake()
    assert sender.busy and sent == []
    go.set()
    sender.close()
    assert not sender.busy
    assert sent in ([tmp_path], [tmp_path] * 2), "asked twice at once is sent once, or again at most"
    Sender(tmp_path).close()


def test_lines_come_until_nobody_asks_and_nothing_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher, "REST", 0.01)
    monkeypatch.setattr(publisher, "IDLE", 0.02)
    read, write = os.pipe()
    rests: list[float] = []

    def at_rest() -> bool:
        rests.append(time.monotonic())
        if len(rests) == 2:
            os.write(write, b"late\n")
        return len(rests) > 6

    os.write(write, b"one\ntwo\nth")
    lines = []
    try:
        for line in _lines(read, at_rest):
            lines.append(line)
            if line == b"two":
                os.write(write, b"ree\n")
    finally:
        os.close(read)
        os.close(write)
    assert lines == [b"one", b"two", b"three", b"late"]
    assert len(rests) >= 7, "it does not end while something is at work"
