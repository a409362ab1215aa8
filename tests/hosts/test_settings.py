"""`[hosts.NAME]` in hub.toml: read into records; what is wrong is told with its line and the nearest known word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hub.content.settings import parse_settings
from hub.model import Host, Problems
from hub.model.settings import HOST_KINDS, HOST_NEEDS, HOST_OPTIONS

ROOT = Path(__file__).resolve().parents[2]
BEGIN = 'title = "T"\nbase_url = "https://hub.example/"\n'


def read(text: str) -> tuple[tuple[Host, ...], list[str]]:
    """The hosts and the problems of these settings."""
    problems = Problems()
    settings = parse_settings(BEGIN + text, problems)
    return (settings.hosts if settings else ()), [str(problem) for problem in problems]


def test_each_kind_is_read_with_its_options() -> None:
    hosts, problems = read(
        '[hosts.web]\nkind = "rsync"\nserver = "web.example"\nport = 2222\npath = "/srv"\noptions = ["--compress"]\n'
        '[hosts.r2]\nkind = "s3"\nbucket = "people"\nendpoint = "https://r2.example"\npath_style = true\n'
        'prefix = "a/b"\n'
        '[hosts.pages]\nkind = "git"\nrepository = "git@git.example:us/hub.git"\nauthor = "Us <us@hub.example>"\n'
    )
    assert problems == []
    web, bucket, pages = hosts
    assert (web.text("server"), web.number("port", 22), web.words("options")) == ("web.example", 2222, ("--compress",))
    assert (bucket.kind, bucket.flag("path_style"), bucket.text("prefix")) == ("s3", True, "a/b")
    assert (pages.text("branch", "gh-pages"), pages.flag("history", default=True)) == ("gh-pages", True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[hosts.web]\n", "hub.toml:3: `kind` is missing in [hosts.web]; write kind = one of folder, rsync, sftp"),
        ('[hosts.web]\nkind = "rsink"\n', "hub.toml:4: `kind` cannot be 'rsink'; did you mean `rsync`?"),
        ('[hosts.web]\nkind = "zip"\n', "hub.toml:3: `path` is missing in [hosts.web]"),
        (
            '[hosts.web]\nkind = "folder"\npath = "a"\nswich = true\n',
            "hub.toml:6: unknown key `swich` in [hosts.web]; did you mean `switch`?",
        ),
        (
            '[hosts.my-web]\nkind = "s3"\nbucket = "abc"\nsecret_key = "x"\n',
            "hub.toml:6: `secret_key` in [hosts.my-web] looks like a secret, and hub.toml is public; "
            "take it out and set LAUREL_HOST_MY_WEB_… or a file in data/hosts/my-web/, as docs/hosts.md tells",
        ),
        ('[hosts.web]\nkind = "sftp"\nserver = "s"\npath = "p"\npassword = "x"\n', "looks like a secret"),
        ('[hosts.Web]\nkind = "zip"\npath = "x"\n', "'Web' cannot be the name of a host"),
        ('[hosts.web]\nkind = "folder"\npath = 3\n', "hub.toml:5: `path` in [hosts.web] should be text"),
        ('[hosts.web]\nkind = "folder"\npath = "a"\nkeep = true\n', "`keep` in [hosts.web] should be a whole number"),
        ('[hosts.web]\nkind = "folder"\npath = "a"\nswitch = 1\n', "`switch` in [hosts.web] should be true or false"),
        ('[hosts.web]\nkind = "rsync"\nserver = "s"\npath = "p"\noptions = "-z"\n', "should be a list of texts"),
        ('[hosts.web]\nkind = "rsync"\nserver = "-oProxyCommand=x"\npath = "p"\n', "`server` in [hosts.web] cannot be"),
        ('[hosts.web]\nkind = "rsync"\nserver = "a b"\npath = "p"\n', "`server` in [hosts.web] cannot be"),
        ('[hosts.web]\nkind = "sftp"\nserver = "s"\npath = "p"\nuser = "-l"\n', "`user` in [hosts.web] cannot be"),
        ('[hosts.web]\nkind = "git"\nrepository = "--upload-pack=x"\n', "`repository` in [hosts.web] cannot be"),
        ('[hosts.web]\nkind = "git"\nrepository = "r"\nbranch = "a..b"\n', "`branch` in [hosts.web] cannot be"),
        ('[hosts.web]\nkind = "git"\nrepository = "r"\ncname = "https://x.y"\n', "`cname` in [hosts.web] cannot be"),
        ('[hosts.web]\nkind = "git"\nrepository = "r"\nauthor = "me"\n', "`author` in [hosts.web] cannot be"),
        ('[hosts.web]\nkind = "s3"\nbucket = "abc"\nendpoint = "r2.example"\n', "`endpoint` in [hosts.web] cannot be"),
        ('[hosts.web]\nkind = "s3"\nbucket = "abc"\nprefix = "a/../b"\n', "`prefix` in [hosts.web] cannot be"),
        ('hosts = "x"\n', "`hosts` should hold tables"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_a_cure(text: str, told: str) -> None:
    _, problems = read(text)
    assert any(told in problem for problem in problems), problems


def test_every_kind_and_option_is_told_in_the_docs() -> None:
    text = (ROOT / "docs/hosts.md").read_text(encoding="utf-8")
    parts = dict(re.findall(r"^## .*?`([a-z0-9]+)`\n(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL))
    assert set(parts) == set(HOST_KINDS)
    for kind, options in HOST_KINDS.items():
        told = {name.strip("*") for name in re.findall(r"^\| (\**\w+\**) \|", parts[kind], flags=re.MULTILINE)}
        assert told - {"key"} == set(options) - {"key"}, kind  # `key` heads each table too
        bold = set(re.findall(r"^\| \*\*(\w+)\*\* \|", parts[kind], flags=re.MULTILINE))
        assert bold == set(HOST_NEEDS[kind]), kind
    assert {key for key in HOST_OPTIONS if f"| {key} |" not in text and f"| **{key}** |" not in text} == set()


def test_the_examples_of_the_docs_are_read_without_a_problem() -> None:
    text = (ROOT / "docs/hosts.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```toml\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert len(examples) >= len(HOST_KINDS)
    hosts, problems = read("\n".join(examples))
    assert problems == []
    assert {host.kind for host in hosts} == set(HOST_KINDS)
