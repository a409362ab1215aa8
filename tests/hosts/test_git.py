"""A git branch: commits without a checkout, nothing of others overwritten, no setting of this machine used."""

from __future__ import annotations

import base64
import shutil
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from hub.hosts.running import Ran, run
from hub.model import Host, HubError
from tests.hosts.conftest import branch_files, commit
from tests.hosts.support import CHANGED, FILES, Place, git, make_release, quiet_send


def log(repository: Path, form: str = "%s|%an|%ae|%cn", branch: str = "gh-pages") -> list[str]:
    """The commits of the branch, newest first."""
    return git(repository, "log", f"--format={form}", branch).splitlines()


def test_each_release_is_a_commit_by_the_author_of_the_settings(place_of: Callable[..., Place], tmp_path: Path) -> None:
    place = place_of("git", author="Our Hub <hub@hub.example>", cname="people.hub.example")
    for number, files in enumerate((FILES, CHANGED, CHANGED), 7):
        quiet_send(place.root, place.host, make_release(place.root / "objects", files, number))
    there = tmp_path / "there"
    assert log(there) == [f"Release {number}|Our Hub|hub@hub.example|Our Hub" for number in (8, 7)]
    assert git(there, "show", "gh-pages:CNAME") == "people.hub.example\n"
    assert git(there, "show", "gh-pages:.nojekyll") == ""
    assert {mode.split()[0] for mode in git(there, "ls-tree", "-r", "gh-pages").splitlines()} == {"100644"}


def test_without_history_the_branch_holds_one_commit(place_of: Callable[..., Place], tmp_path: Path) -> None:
    place = place_of("git", history=False, branch="pages/hub")
    place.send(FILES)
    place.send(CHANGED)
    place.send(FILES)
    assert len(log(tmp_path / "there", branch="pages/hub")) == 1
    held = branch_files(tmp_path / "there", "pages/hub")
    assert {p: d.decode() for p, d in held.items() if not p.startswith(".laurel-sent")} == FILES


def test_somebody_who_pushed_in_between_is_never_overwritten(
    place_of: Callable[..., Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.hosts.git import GitBranch

    for number, history in enumerate((True, False)):
        there = tmp_path / "there"
        place = place_of("git", f"web{number}", history=history)
        place.send(FILES)
        real = GitBranch._commit

        def late(
            self: GitBranch, tree: str, release: object, real: Callable[..., str] = real, there: Path = there
        ) -> str:
            commit(there, "notes.txt", b"mine")
            return real(self, tree, release)

        monkeypatch.setattr(GitBranch, "_commit", late)
        with pytest.raises(HubError, match="somebody else changed the branch gh-pages meanwhile") as caught:
            place.send(CHANGED)
        assert caught.value.status == 4
        monkeypatch.undo()
        place.send(CHANGED)
        assert place.held()["notes.txt"] == b"mine"
        assert {p: t for p, t in place.shown().items() if p != "notes.txt"} == CHANGED
        shutil.rmtree(there)
        shutil.rmtree(tmp_path / "somebody")


def test_no_repository_is_told_in_words(place_of: Callable[..., Place], tmp_path: Path) -> None:
    place = place_of("git", repository=str(tmp_path / "nowhere"))
    with pytest.raises(HubError, match="there is no repository") as caught:
        place.send(FILES)
    assert caught.value.status == 4


@pytest.mark.parametrize("damage", ["objects", "HEAD"])
def test_a_damaged_copy_of_the_repository_is_made_again(place_of: Callable[..., Place], damage: str) -> None:
    place = place_of("git")
    place.send(FILES)
    copy = place.root / ".laurel/hosts/web/git"
    if damage == "HEAD":
        (copy / "HEAD").write_bytes(b"")
    else:
        for file in (copy / "objects").rglob("*"):
            if file.is_file():
                file.chmod(0o644)
                file.write_bytes(b"")
    for _ in range(3):
        try:
            place.send(CHANGED)
            break
        except HubError as error:
            assert error.status == 4
    assert place.shown() == CHANGED


def test_a_repository_of_the_hub_folder_is_not_touched(place_of: Callable[..., Place]) -> None:
    place = place_of("git")
    git(place.root, "init", "--quiet")
    before = {p: p.read_bytes() for p in (place.root / ".git").rglob("*") if p.is_file()}
    place.send(FILES)
    assert {p: p.read_bytes() for p in (place.root / ".git").rglob("*") if p.is_file()} == before


def test_a_token_in_the_address_is_refused_and_a_helper_runs_nowhere(tmp_path: Path) -> None:
    release = make_release(tmp_path / "objects", FILES)
    host = Host("web", "git", {"repository": "https://me:secret@git.example/hub.git"})
    with pytest.raises(HubError, match="Take it out: tokens go into a variable"):
        quiet_send(tmp_path, host, release)
    shell = Host("web", "git", {"repository": f"ext::touch {tmp_path}/ran"})
    with pytest.raises(HubError):
        quiet_send(tmp_path, shell, release)
    assert not (tmp_path / "ran").exists()


def test_a_branch_over_ssh(place_of: Callable[..., Place], tmp_path: Path, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("sshd")
    address = f"ssh://{server.user}@127.0.0.1:{server.port}{tmp_path}/there"
    place = place_of("git", repository=address, key=str(server.key), known_hosts=str(server.known))
    place.send(FILES)
    assert place.shown() == FILES
    other = Host("web", "git", {**place.host.options, "key": str(server.other_key)})
    with pytest.raises(HubError, match="did not accept the key"):
        quiet_send(place.root, other, make_release(place.root / "objects", CHANGED))


def test_a_token_is_shown_to_the_service_and_stands_in_no_command(
    place_of: Callable[..., Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.headers.get("Authorization", ""))
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """A test's output is no access log."""

    words: list[str] = []

    def told(command: Sequence[str], **more: Any) -> Ran:
        words.extend(command)
        return run(command, **more)

    monkeypatch.setattr("hub.hosts.git.run", told)
    monkeypatch.setenv("LAUREL_HOST_WEB_TOKEN", "s3cr3t")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = place_of("git", repository=f"http://127.0.0.1:{server.server_port}/hub.git")
        with pytest.raises(HubError, match="did not accept the token of the host web") as caught:
            place.send(FILES)
        server.shutdown()
    assert caught.value.status == 4
    assert heard[0] == "Basic " + base64.b64encode(b"laurel:s3cr3t").decode()
    assert "s3cr3t" not in f"{words} {caught.value}" and heard[0].split()[1] not in f"{words}"
    for file in (place.root / ".laurel").rglob("*"):
        assert not file.is_file() or b"s3cr3t" not in file.read_bytes()
