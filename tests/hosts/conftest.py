"""Hosts of every kind, each with a real server where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import botocore.session
import pytest
from moto.server import ThreadedMotoServer

from hub.model import Host
from tests.hosts.servers import Sshd, need, running_sshd
from tests.hosts.support import Place, git, git_bytes, walked

KINDS = ("folder", "switch", "rsync", "sftp", "s3", "git")


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """An ssh server that lets this account in with one key."""
    with running_sshd(tmp_path_factory.mktemp("ssh") / "server") as server:
        yield server


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """A server that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_address: str, tmp_path: Path) -> tuple[str, object]:
    """A bucket of the test's own, and a client to look into it."""
    client = botocore.session.Session().create_client(
        "s3",
        region_name="us-east-1",
        endpoint_url=s3_address,
        aws_access_key_id="looker",
        aws_secret_access_key="looker-secret",
    )
    name = "hub-" + "".join(c for c in tmp_path.name.lower() if c.isalnum())[-40:] + f"-{abs(hash(tmp_path)) % 9973}"
    client.create_bucket(Bucket=name)
    return name, client


@pytest.fixture
def place_of(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., Place]:
    """Makes a host of a kind: `place_of("sftp")`, with more options of it if need be."""

    def make(kind: str, name: str = "web", **options: object) -> Place:
        root, there = tmp_path / "hub", tmp_path / "there"
        root.mkdir(exist_ok=True)
        secrets = root / "data/hosts" / name
        secrets.mkdir(parents=True, exist_ok=True)
        always = {"confirm": False, **options}
        if kind in ("rsync", "sftp"):
            need("rsync")
            server: Sshd = request.getfixturevalue("sshd")
            (secrets / "ssh-key").write_bytes(server.key.read_bytes())
            (secrets / "ssh-key").chmod(0o600)
            (secrets / "known-hosts").write_bytes(server.known.read_bytes())
            always = {"server": "127.0.0.1", "port": server.port, "user": server.user, "path": str(there), **always}
        if kind == "s3":
            bucket, client = request.getfixturevalue("bucket")
            (secrets / "access-key").write_text("laurel\n")
            (secrets / "secret-key").write_text("laurel-secret\n")
            always = {"bucket": bucket, "endpoint": request.getfixturevalue("s3_address"), "path_style": True, **always}
            return Place(
                root,
                Host(name, "s3", always),
                lambda: bucket_files(client, bucket),
                lambda path, data: client.put_object(Bucket=bucket, Key=path, Body=data),
            )
        if kind == "git":
            need("git")
            there.mkdir(exist_ok=True)
            git(there, "init", "--bare", "--quiet", "--initial-branch=main")
            always = {"repository": str(there), **always}
            return Place(root, Host(name, "git", always), lambda: branch_files(there), lambda p, d: commit(there, p, d))
        if kind == "switch":
            always = {"path": str(there), "switch": True, **always}
            return Place(root, Host(name, "folder", always), lambda: walked(there), lambda _path, _data: None)
        if kind == "folder":
            always = {"path": str(there), **always}
        return Place(root, Host(name, kind, always), lambda: walked(there), lambda p, d: leave(there / p, d))

    return make


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, place_of: Callable[..., Place]) -> Place:
    """A host of each kind in turn."""
    return place_of(request.param)


def leave(place: Path, data: bytes) -> None:
    """A stranger's file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def bucket_files(client: object, bucket: str) -> dict[str, bytes]:
    """Every object of a bucket."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)  # type: ignore[attr-defined]
    keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
    return {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}  # type: ignore[attr-defined]


def branch_files(repository: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """Every file of a branch's newest commit; `.nojekyll`, which the host wants, left out."""
    if not git(repository, "for-each-ref", f"refs/heads/{branch}").strip():
        return {}
    names = [name for name in git(repository, "ls-tree", "-rz", "--name-only", branch).split("\0") if name]
    return {name: git_bytes(repository, "show", f"{branch}:{name}") for name in names if name != ".nojekyll"}


def commit(repository: Path, path: str, data: bytes, branch: str = "gh-pages") -> None:
    """A commit by somebody else, with one file more."""
    work = repository.with_name("somebody")
    if work.exists():
        git(work, "fetch", "--quiet", "origin")
        git(work, "reset", "--quiet", "--hard", f"origin/{branch}")
    else:
        git(repository.parent, "init", "--quiet", f"--initial-branch={branch}", "somebody")
        git(work, "remote", "add", "origin", str(repository))
        if branch_files(repository, branch):
            git(work, "fetch", "--quiet", "origin")
            git(work, "reset", "--quiet", "--hard", f"origin/{branch}")
    leave(work / path, data)
    git(work, "add", "-A")
    git(work, "-c", "user.name=Eve", "-c", "user.email=eve@hub.example", "commit", "--quiet", "-m", "Mine")
    git(work, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
