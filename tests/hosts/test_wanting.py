"""What a host needs and has not is told with a cure, without asking the host."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.hosts import wants
from hub.model import Host


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without programs, known servers and secrets."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("hub.hosts.wanting._EVERYBODYS", tmp_path / "none")


def told(root: Path, kind: str, **options: str) -> str:
    found = list(wants(root, Host("web", kind, options)))
    assert all(want.cure for want in found)
    return "\n".join(f"{want.what}; {want.cure}" for want in found)


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("rsync", {"server": "s"}, ["`rsync` is not", "`ssh` is not", "not known here", "apt-get install rsync"]),
        ("sftp", {"server": "s"}, ["`sftp` is not", "`ssh` is not", "openssh-client", "data/hosts/web/known-hosts"]),
        ("git", {"repository": "git@git.example:us/hub.git"}, ["`git` is not", "`ssh` is not", "not known here"]),
        ("git", {"repository": "https://git.example/hub"}, ["`git` is not", "token", "LAUREL_HOST_WEB_TOKEN"]),
        ("s3", {"bucket": "b"}, ["access key is not set", "LAUREL_HOST_WEB_SECRET_KEY"]),
        ("rsync", {"server": "s", "known_hosts": "gone"}, ["`known_hosts` names", "gone, which is not there"]),
        ("rsync", {"server": "s", "key": "gone"}, ["`key` names", "gone, which is not there"]),
    ],
)
def test_what_is_missing(tmp_path: Path, kind: str, options: dict[str, str], said: list[str]) -> None:
    found = told(tmp_path, kind, **options)
    assert [words for words in said if words not in found] == []


def test_the_extra_of_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert "laurel-hub[s3]" in told(tmp_path, "s3", bucket="b")


def test_nothing_is_missing_where_all_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("rsync", "ssh", "git"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    kept = tmp_path / "data/hosts/web"
    kept.mkdir(parents=True)
    (kept / "known-hosts").write_text("s key")
    (kept / "ssh-key").write_text("key")
    (kept / "ssh-key").chmod(0o600)
    assert told(tmp_path, "rsync", server="s") == ""
    assert told(tmp_path, "git", repository="ssh://s/hub.git") == ""
    assert told(tmp_path, "git", repository="../hub.git") == told(tmp_path, "folder", path="a") == ""
    (kept / "ssh-key").chmod(0o644)
    assert "chmod 600" in told(tmp_path, "rsync", server="s")
    monkeypatch.setenv("LAUREL_HOST_WEB_TOKEN", "word")
    assert told(tmp_path, "git", repository="https://git.example/hub") == ""
