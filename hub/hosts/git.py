"""A branch of a git repository, as GitHub, GitLab and Codeberg Pages serve it: one commit a release, no checkout.

Commits are made in a repository of Laurel's own in `.laurel/`, with git's plumbing and an index of their own. The
folder with the hub's content, and whatever repository it is in, is never touched.
"""

from __future__ import annotations

import base64
import os
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from hub.hosts.files import Tally
from hub.hosts.ledger import finish, read_ledger
from hub.hosts.release import Plan, Sendable, plan
from hub.hosts.running import Ran, program, run
from hub.hosts.secrets import secret
from hub.hosts.ssh import open_ssh, ssh_trouble
from hub.hosts.trouble import HostTrouble, Report, wrong_setup
from hub.model import Host

_THERE = "refs/laurel/there"
_NONE = "0" * 40
_KEEPS_SECRETS = ("https://", "http://127.0.0.1:", "http://localhost:")
"""Addresses that a token may be shown to."""
_AUTHOR = "Laurel <laurel@localhost.invalid>"


class GitBranch:
    """One branch. Files that others keep in it stay; `.nojekyll` and, where set, `CNAME` are put beside the hub."""

    def __init__(self, root: Path, host: Host, cache: Path) -> None:
        self._host, self._cache = host, cache
        self._git, self._dir = program("git", "git"), cache / "git"
        self._repository = _repository(root, host)
        self._branch = host.text("branch", "gh-pages")
        prefix = host.text("prefix").strip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._ssh = open_ssh(root, host, cache)
        self._more = self._environment(root)
        self._tip = ""

    def plan(self, release: Sendable, *, again: bool = False) -> Plan:
        """See `Plug`."""
        self._fetch()
        ledger = read_ledger(_TreeKeeper(self), self._cache)
        return plan(release, dict.fromkeys(ledger.files, "") if again else ledger.files)

    def send(self, release: Sendable, todo: Plan, report: Report) -> None:
        """See `Plug`. Until the push nothing at the host has changed; with it, all has."""
        beside = self._beside()
        if not todo and not beside:
            return
        tally = Tally(release, todo, report)
        keeper = _TreeKeeper(self)
        ledger = read_ledger(keeper, self._cache)
        index = {"GIT_INDEX_FILE": str(self._cache / "index")}
        (self._cache / "index").unlink(missing_ok=True)
        (self._cache / "index.lock").unlink(missing_ok=True)
        self._local("read-tree", self._tip or "--empty", more=index)
        if todo:
            finish(keeper, ledger, {path: output.sha for path, output in release.files.items()}, self._cache)
        lines = [f"0 {_NONE}\t{self._prefix}{path}" for path in (*todo.removals, *keeper.forgotten)]
        lines += [f"100644 {blob}\t{self._prefix}{path}" for path, blob in self._blobs(release, todo.uploads, tally)]
        lines += [f"100644 {self._blob(data)}\t{self._prefix}{path}" for path, data in keeper.written.items()]
        lines += [f"100644 {self._blob(data)}\t{path}" for path, data in beside.items()]
        self._local("update-index", "-z", "--index-info", feed="".join(f"{line}\0" for line in lines), more=index)
        tree = self._local("write-tree", more=index)
        if not self._tip or tree != self._local("rev-parse", f"{self._tip}^{{tree}}"):
            self._push(self._commit(tree, release))
        for path in todo.removals:
            tally(path)

    def close(self) -> None:
        """See `Plug`."""
        self._ssh.close()

    def read(self, path: str) -> bytes | None:
        """A file of the branch as it is there now."""
        if not self._tip:
            return None
        ran = self._run("cat-file", "blob", f"{self._tip}:{path}")
        if ran.status == 0:
            return ran.out
        if "not in" in ran.complaint or "does not exist" in ran.complaint:
            return None
        raise self._damaged(ran)

    def read_note(self, path: str) -> bytes | None:
        """A file of the branch below `prefix`."""
        return self.read(self._prefix + path)

    def _beside(self) -> dict[str, bytes]:
        """What Pages wants at the branch's top and does not have yet."""
        wanted = {".nojekyll": b""}
        if self._host.text("cname"):
            wanted["CNAME"] = f"{self._host.text('cname')}\n".encode()
        return {path: data for path, data in wanted.items() if self.read(path) != data}

    def _fetch(self) -> None:
        """Have the branch's newest commit here, whoever made it. A copy that is damaged is made anew."""
        self._prepare()
        name = f"refs/heads/{self._branch}"
        told = self._remote("ls-remote", "--", self._repository, name).out.decode().split()
        self._tip = told[0] if told else ""
        if self._tip and self._run("cat-file", "-e", f"{self._tip}^{{tree}}").status != 0:
            words = ("fetch", "--quiet", "--no-tags", "--depth=1", "--no-write-fetch-head")
            where = ("--", self._repository, f"+{name}:{_THERE}")
            if self._run(*words, *where).status != 0:
                shutil.rmtree(self._dir, ignore_errors=True)
                self._prepare()
                self._remote(*words, *where)

    def _prepare(self) -> None:
        if self._run("rev-parse", "--git-dir").status != 0:
            shutil.rmtree(self._dir, ignore_errors=True)
            self._dir.mkdir(parents=True)
            self._local("init", "--quiet", "--bare", str(self._dir))

    def _commit(self, tree: str, release: Sendable) -> str:
        name, _, mail = self._host.text("author", _AUTHOR).rpartition(" ")
        who = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": mail.strip("<>")}
        who |= {key.replace("AUTHOR", "COMMITTER"): value for key, value in who.items()}
        words = f"Release {release.number}" if release.number else "The hub as published"
        history = self._host.flag("history", default=True)
        parent = ("-p", self._tip) if self._tip and history else ()
        return self._local("commit-tree", tree, *parent, "-m", words, more=who)

    def _push(self, commit: str) -> None:
        name = f"refs/heads/{self._branch}"
        lease = f"--force-with-lease={name}:{self._tip}"
        ran = self._run("push", "--porcelain", "--quiet", lease, "--", self._repository, f"{commit}:{name}")
        if ran.status != 0:
            told = f"{ran.out.decode('utf-8', 'replace')}\n{ran.complaint}"
            if "stale info" in told or "fetch first" in told:
                raise HostTrouble(f"somebody else changed the branch {self._branch} meanwhile")
            if "unpack" in told or "pack-objects died" in told or "bad object" in told:
                raise self._damaged(Ran(ran.status, b"", told))
            raise self._trouble(Ran(ran.status, b"", told))
        self._local("update-ref", _THERE, commit)
        self._tip = commit
        self._run("gc", "--auto", "--quiet")

    def _blobs(self, release: Sendable, paths: Sequence[str], tally: Tally) -> list[tuple[str, str]]:
        """The names git has for the bytes of some files, which are in the repository afterwards."""
        for path in paths:
            release.read(path)
        feed = "".join(f"{release.path_of(path).resolve()}\n" for path in paths)
        found = self._local("hash-object", "-w", "--no-filters", "--stdin-paths", feed=feed).split()
        for path in paths:
            tally(path)
        return list(zip(paths, found, strict=True))

    def _blob(self, data: bytes) -> str:
        return self._local("hash-object", "-w", "--no-filters", "--stdin", feed=data)

    def _remote(self, *words: str) -> Ran:
        ran = self._run(*words)
        if ran.status != 0:
            raise self._trouble(ran)
        return ran

    def _local(self, *words: str, feed: str | bytes = b"", more: dict[str, str] | None = None) -> str:
        ran = self._run(*words, feed=feed.encode() if isinstance(feed, str) else feed, more=more)
        if ran.status != 0:
            raise self._damaged(ran)
        return ran.out.decode().strip()

    def _damaged(self, ran: Ran) -> HostTrouble:
        """What went wrong in Laurel's own copy, which the next run fetches again."""
        shutil.rmtree(self._dir, ignore_errors=True)
        return HostTrouble(f"git could not make the commit: {ran.last_words()}")

    def _run(self, *words: str, feed: bytes = b"", more: dict[str, str] | None = None) -> Ran:
        return run([self._git, *words], feed=feed, more={**self._more, **(more or {})})

    def _trouble(self, ran: Ran) -> HostTrouble:
        words = ran.complaint
        if "Repository not found" in words or "does not exist" in words or "does not appear to be a git" in words:
            return HostTrouble(f"there is no repository {self._repository}, or these keys may not see it")
        if "Authentication failed" in words or "could not read Username" in words or "HTTP Basic" in words:
            return HostTrouble(f"{self._repository} did not accept the token of the host {self._host.name}")
        return ssh_trouble(ran, self._host)

    def _environment(self, root: Path) -> dict[str, str]:
        """Git as Laurel wants it: no setting, hook or helper of this machine, no question, and the token unseen."""
        told = [("gc.auto", "2000"), ("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", "60")]
        told += [("core.hooksPath", os.devnull), ("credential.helper", ""), ("safe.directory", "*")]
        token = secret(root, self._host, "token")
        if token and self._repository.startswith(_KEEPS_SECRETS):
            word = base64.b64encode(f"laurel:{token}".encode()).decode()
            told.append((f"http.{self._repository}.extraHeader", f"Authorization: Basic {word}"))
        more = {"GIT_CONFIG_COUNT": str(len(told))}
        for number, (key, value) in enumerate(told):
            more |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        more |= {"GIT_DIR": str(self._dir), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        more |= {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "file:http:https:ssh"}
        ssh = self._ssh
        return {**more, **ssh.more, "GIT_SSH_COMMAND": shlex.join(("ssh", *ssh.options)), "GIT_SSH_VARIANT": "ssh"}


class _TreeKeeper:
    """Notes kept in the branch itself: read from its newest commit, written with the next one. See `Keeper`."""

    def __init__(self, branch: GitBranch) -> None:
        self._branch = branch
        self.written: dict[str, bytes] = {}
        self.forgotten: list[str] = []

    def read(self, path: str) -> bytes | None:
        """See `Keeper`."""
        return self._branch.read_note(path)

    def write(self, path: str, data: bytes) -> None:
        """See `Keeper`."""
        self.written[path] = data

    def forget(self, path: str) -> None:
        """See `Keeper`."""
        self.forgotten.append(path)


def _repository(root: Path, host: Host) -> str:
    """The repository's address; a folder is seen from the hub folder."""
    given = host.text("repository")
    if "@" in given.partition("://")[2].partition("/")[0] and given.startswith("http"):
        raise wrong_setup(
            f"`repository` of the host {host.name} holds a name or token. Take it out: tokens go into a variable."
        )
    if "://" in given or (":" in given and "/" not in given.partition(":")[0]):
        return given
    return os.path.abspath(root / Path(given).expanduser())
