"""rsync and sftp against a real sshd: who is let in, who is believed, and what is said when not."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.model import Host, HubError
from tests.hosts.servers import Sshd
from tests.hosts.support import CHANGED, FILES, Place, make_release, quiet_send
from tests.support.running_desk import free_port

PROGRAMS = ("rsync", "sftp")


def refused(place: Place, **options: object) -> HubError:
    """What is said when a send to this place with other options is refused."""
    host = Host(place.host.name, place.host.kind, {**place.host.options, **options})
    with pytest.raises(HubError) as caught:
        quiet_send(place.root, host, make_release(place.root / "objects", FILES))
    assert "Traceback" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("kind", PROGRAMS)
def test_a_wrong_key_is_told(place_of: Callable[..., Place], sshd: Sshd, kind: str) -> None:
    error = refused(place_of(kind), key=str(sshd.other_key))
    assert error.status == 4
    assert "127.0.0.1 did not accept the key. Put the right one into data/hosts/web/ssh-key" in str(error)
    assert "Nothing was sent." in str(error)


@pytest.mark.parametrize("kind", PROGRAMS)
def test_a_server_that_is_not_known_is_told_nothing(
    place_of: Callable[..., Place], tmp_path: Path, sshd: Sshd, kind: str
) -> None:
    (tmp_path / "none").write_text("")
    error = refused(place_of(kind), known_hosts=str(tmp_path / "none"))
    assert error.status == 4 and "is not among the known hosts" in str(error)
    other = sshd.other_key.with_suffix(".pub").read_text().split()
    (tmp_path / "other").write_text(f"[127.0.0.1]:{sshd.port} {other[0]} {other[1]}\n")
    error = refused(place_of(kind), known_hosts=str(tmp_path / "other"))
    assert "shows another key than it had before" in str(error)
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize("kind", PROGRAMS)
def test_a_key_with_a_passphrase_needs_the_secret(
    place_of: Callable[..., Place], sshd: Sshd, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of(kind, key=str(sshd.locked_key))
    assert "LAUREL_HOST_WEB_PASSWORD" in str(refused(place))
    monkeypatch.setenv("LAUREL_HOST_WEB_PASSWORD", "open sesame")
    place.send(FILES)
    assert place.shown() == FILES
    for file in (place.root / ".laurel").rglob("*"):
        assert not file.is_file() or b"sesame" not in file.read_bytes()


@pytest.mark.parametrize("kind", PROGRAMS)
def test_a_key_others_may_read_or_that_is_not_there_is_told(
    place_of: Callable[..., Place], tmp_path: Path, kind: str
) -> None:
    place = place_of(kind)
    assert refused(place, key=str(tmp_path / "no-key")).status == 2
    (place.root / "data/hosts/web/ssh-key").chmod(0o644)
    error = refused(place)
    assert error.status == 2 and "chmod 600" in str(error)


@pytest.mark.parametrize("kind", PROGRAMS)
def test_a_server_that_does_not_answer_is_told(place_of: Callable[..., Place], kind: str) -> None:
    error = refused(place_of(kind), port=free_port())
    assert error.status == 4
    assert "127.0.0.1 did not answer (" in str(error) and "refused" in str(error)


@pytest.mark.parametrize("kind", PROGRAMS)
def test_a_server_that_says_something_else_is_told(place_of: Callable[..., Place], kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        import threading

        def answer() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        error = refused(place_of(kind), port=server.getsockname()[1])
    assert error.status == 4


@pytest.mark.parametrize("kind", PROGRAMS)
def test_something_in_the_way_there_is_told_and_the_rest_can_follow(
    place_of: Callable[..., Place], tmp_path: Path, kind: str
) -> None:
    place = place_of(kind)
    there = tmp_path / "there"
    (there / "index.html").mkdir(parents=True)
    (there / "index.html/mine").write_text("mine")
    error = refused(place)
    assert error.status == 4 and "Run it again" in str(error)
    assert (there / "index.html/mine").read_text() == "mine"
    (there / "index.html/mine").unlink()
    (there / "index.html").rmdir()
    place.send(CHANGED)
    assert place.shown() == CHANGED


@pytest.mark.parametrize("kind", PROGRAMS)
def test_everybody_may_read_what_was_sent(place_of: Callable[..., Place], tmp_path: Path, kind: str) -> None:
    place = place_of(kind)
    release = make_release(place.root / "objects", FILES)
    for path in FILES:
        release.path_of(path).chmod(0o400)  # as in a store that nobody may write
    quiet_send(place.root, place.host, release)
    for path in FILES:
        assert (tmp_path / "there" / path).stat().st_mode & 0o777 == 0o644, path


@pytest.mark.parametrize("option", ["--rsh=touch ran", "-e", "--rsync-path=touch ran", "--delete", "--files-from=x"])
def test_options_of_rsync_that_run_or_remove_something_are_refused(place_of: Callable[..., Place], option: str) -> None:
    error = refused(place_of("rsync"), options=(option,))
    assert error.status == 2 and "may not stand there" in str(error)


def test_options_of_rsync_are_used(place_of: Callable[..., Place], tmp_path: Path) -> None:
    place = place_of("rsync", options=("--compress", "--chmod=F640", "--timeout=30"))
    place.send(FILES)
    assert place.shown() == FILES
    assert (tmp_path / "there/index.html").stat().st_mode & 0o777 == 0o640


def test_a_folder_with_blanks_and_signs_in_its_name(place_of: Callable[..., Place], tmp_path: Path) -> None:
    for number, kind in enumerate(PROGRAMS):
        odd = tmp_path / f'it\'s {number} "odd" $(touch ran) * [x]'
        place = place_of(kind, f"odd{number}", path=str(odd))
        place.send(FILES)
        assert (odd / "posts/one/index.html").read_text() == "<p>One", kind
        place.send({"index.html": "<p>Alone"})
        assert sorted(p.name for p in odd.iterdir()) == [".laurel-sent", "index.html"], kind
    assert not (tmp_path / "ran").exists() and not (tmp_path / "hub/ran").exists()
