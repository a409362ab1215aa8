"""What lies in deploy/: the container file's steps run here without an engine, the unit and the web server's sample
name what is there.

Only three things are not done as written: packages come from this environment instead of an index, no account is
added to this machine, and the port is a free one. The image itself is left to whoever has an engine.
"""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KNOWN = frozenset("FROM WORKDIR COPY RUN ENV USER VOLUME EXPOSE HEALTHCHECK STOPSIGNAL ENTRYPOINT CMD".split())


def steps() -> list[tuple[str, str]]:
    """The container file as pairs of instruction and words."""
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines()]
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line and not line.startswith("#")]


@dataclass
class Image:
    """What running the steps has made: the root of each stage, and how the container is started."""

    base: Path
    stage: int = -1
    folder: str = "/"
    env: dict[str, str] = field(default_factory=dict)
    user: str = "root"
    start: dict[str, list[str]] = field(default_factory=dict)
    installed: list[str] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.base / f"stage{self.stage}"

    def place(self, path: str) -> Path:
        """Where a path of the container is on this machine."""
        return self.root / (path if path.startswith("/") else f"{self.folder}/{path}").lstrip("/")

    def do(self, instruction: str, words: str) -> None:
        """One step."""
        assert instruction in KNOWN, instruction
        if instruction == "FROM":
            assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim( AS build)?", words)
            self.stage, self.folder = self.stage + 1, "/"
            self.root.mkdir(parents=True)
        elif instruction == "WORKDIR":
            self.folder = words
            self.place(words).mkdir(parents=True, exist_ok=True)
        elif instruction == "COPY":
            self.copy(words.split())
        elif instruction == "RUN":
            self.run(shlex.split(words))
        elif instruction == "ENV":
            name, _, value = words.partition("=")
            self.env[name] = value
        elif instruction == "USER":
            self.user = words
        elif instruction in ("ENTRYPOINT", "CMD"):
            self.start[instruction] = json.loads(words)
        elif instruction == "HEALTHCHECK":
            self.start[instruction] = json.loads(words.partition("CMD ")[2])

    def copy(self, words: list[str]) -> None:
        if words[0].startswith("--from="):
            source, target = self.base / "stage0" / words[1].lstrip("/"), self.place(words[2])
            shutil.copytree(source, target, symlinks=True)
            return
        *sources, target_ = words
        for name in sources:
            source = ROOT / name
            assert source.exists(), name
            target = self.place(target_) / name if target_.endswith("/") else self.place(target_)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)

    def run(self, words: list[str]) -> None:
        match words:
            case ["python", "-m", "venv", place]:
                venv.create(self.place(place), with_pip=False, symlinks=True)
            case [python, "-m", "pip", "install", *rest] if python.endswith("bin/python"):
                self.install(self.place(python), rest)
            case ["mkdir", place]:
                self.place(place).mkdir()
            case ["useradd" | "chown", *_]:
                pass
            case _:
                raise AssertionError(f"this test cannot run {words}")

    def install(self, python: Path, words: list[str]) -> None:
        if "--require-hashes" in words:
            for name in [after for word, after in pairwise(words) if word == "-r"]:
                locked = self.place(name).read_text()
                self.installed += re.findall(r"^([\w.-]+)==", locked, flags=re.MULTILINE)
                assert "--hash=sha256:" in locked
            folder = sysconfig.get_path("purelib", vars={"base": str(python.parents[1]), "platbase": ""})
            Path(folder, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
            return
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "-q", *words]
        done = subprocess.run(pip, cwd=self.place("."), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The container file's steps, run."""
    made = Image(tmp_path_factory.mktemp("image"))
    for instruction, words in steps():
        made.do(instruction, words)
    return made


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_image_holds_laurel_and_nothing_private(image: Image) -> None:
    assert (image.root / "opt/laurel/bin/laurel").is_file()
    assert image.user == "laurel"
    inside = {path.name for path in (image.base / "stage0/src").iterdir()}
    assert not inside & {"data", ".laurel", "public", ".git", ".venv"}
    wanted = {"flask", "tinydb", "waitress", "pillow", "argon2-cffi", "setuptools"}
    assert wanted <= {name.lower() for name in image.installed}


def test_the_container_starts_a_desk_that_its_health_check_finds_well(image: Image, tmp_path: Path) -> None:
    port = free_port()
    python = image.root / "opt/laurel/bin/python"
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LAUREL_", "PYTHON"))}
    path = image.env["PATH"].replace("/opt/laurel", str(image.root / "opt/laurel"))
    env = {**clean, "LAUREL_HUB": str(tmp_path / "hub"), "PATH": path}
    laurel = [str(python), "-m", "hub"]  # the script's first line names a place that only the container has
    assert image.start["ENTRYPOINT"] == ["laurel"]
    subprocess.run([*laurel, "init", tmp_path / "hub"], cwd=tmp_path, env=env, check=True, capture_output=True)
    command = [*laurel, *(word.replace("0.0.0.0", "127.0.0.1") for word in image.start["CMD"]), "--port", str(port)]
    desk = subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        health = [str(python), "-c", image.start["HEALTHCHECK"][2].replace("8400", str(port))]
        end = time.monotonic() + 60
        while (seen := subprocess.run(health, env=env, capture_output=True, check=False)).returncode != 0:
            assert time.monotonic() < end and desk.poll() is None, seen.stderr
            time.sleep(0.2)
        desk.send_signal(signal.SIGINT)
        out, said = desk.communicate(timeout=30)
    finally:
        desk.kill()
        desk.wait()
    assert desk.returncode == 0, said
    assert "owner" in said
    assert f":{port}/" in out


def unit() -> configparser.RawConfigParser:
    """The systemd unit; of keys that stand twice, the last."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their case
    parser.read(DEPLOY / "laurel.service")
    return parser


def test_the_unit_starts_a_command_there_is_and_may_write_the_hub_only() -> None:
    from hub.cli import laurel

    service = unit()["Service"]
    program, command = service["ExecStart"].split()
    assert program == "/opt/laurel/bin/laurel"
    assert command in laurel.list_commands(None)  # type: ignore[arg-type]  # it looks at no context
    text = (DEPLOY / "laurel.service").read_text()
    hub = re.search(r"LAUREL_HUB=(\S+)", text)
    assert hub
    assert service["ReadWritePaths"] == service["WorkingDirectory"] == hub[1]
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "true"
    assert service["CapabilityBoundingSet"] == ""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here to read the unit")
def test_systemd_understands_every_line_of_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "laurel.service").read_text().replace("/opt/laurel/bin/laurel", sys.executable)
    (tmp_path / "laurel.service").write_text(text.replace("User=laurel\nGroup=laurel\n", ""))
    command = ["systemd-analyze", "verify", "--recursive-errors=no", str(tmp_path / "laurel.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "laurel.service" in line]
    assert complaints == []


def test_the_web_servers_sample_serves_the_hub_and_passes_the_desk_on() -> None:
    text = (DEPLOY / "Caddyfile").read_text()
    assert text.count("{") == text.count("}")
    assert "/srv/hub/public" in text
    assert "reverse_proxy 127.0.0.1:8400" in text
    from admin import MAX_UPLOAD

    most = re.search(r"max_size (\d+)MB", text)
    assert most
    assert int(most[1]) * 1_000_000 > MAX_UPLOAD


def test_the_docs_name_each_file() -> None:
    told = (ROOT / "docs/run.md").read_text(encoding="utf-8")
    assert {path.name for path in DEPLOY.iterdir() if f"deploy/{path.name}" not in told} == set()
