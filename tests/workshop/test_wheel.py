"""An installed Laurel: the wheel brings its theme and its demo, and needs no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "admin",
    "hub",
    "badges",
    "site",
    "content",
    "hub.toml",
    "build.py",
    "wheel_data.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)


@pytest.fixture(scope="session")
def wheel(shared_folder: Path) -> Path:
    """The wheel, built from a copy of the sources, so that the checkout stays clean."""
    source, out = shared_folder / "wheel-source", shared_folder / "wheel"
    with FileLock(f"{source}.lock"):
        if not list(out.glob("*.whl")):
            for part in PARTS:
                copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
                source.mkdir(exist_ok=True)
                copy(ROOT / part, source / part)
            command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-q"]
            run([*command, "--wheel-dir", out, source], ROOT)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="session")
def laurel(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment that holds the wheel, and sees this one's packages but not the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", folder / "bin/python"]
    run([*pip, "install", "--no-deps", "--no-index", "-q", wheel], folder)
    # A plain path line adds the libraries; an editable install's own path files are not followed from there.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "laurel"


def run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command away from the checkout; a failure shows what it printed."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "LAUREL_HUB")}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_the_wheel_carries_theme_and_demo_and_no_stray_files(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    carried = {"site": "hub/_data/site", "content": "hub/_data/demo/content"}
    for folder, place in carried.items():
        files = {p.relative_to(ROOT / folder).as_posix() for p in (ROOT / folder).rglob("*") if p.is_file()}
        assert {f"{place}/{name}" for name in files} == {name for name in names if name.startswith(f"{place}/")}
    assert "hub/_data/demo/hub.toml" in names
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"admin", "hub", "badges"}


def test_every_data_file_of_the_rooms_is_carried(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    rooms = [p for room in ("admin", "hub", "badges") for p in (ROOT / room).rglob("*") if p.is_file()]
    wanted = {p.relative_to(ROOT).as_posix() for p in rooms if "__pycache__" not in p.parts}
    assert wanted <= names


def test_an_installed_laurel_begins_a_demo_hub_and_finds_nothing_wrong(laurel: Path, tmp_path: Path) -> None:
    where = run([laurel.parent / "python", "-c", "import hub; print(hub.__file__)"], tmp_path).stdout
    assert str(laurel.parent.parent) in where
    run([laurel, "init", "demo", "--demo"], tmp_path)
    assert (tmp_path / "demo/hub.toml").read_text() == (ROOT / "hub.toml").read_text()
    run([laurel, "check", "--hub", "demo"], tmp_path)


def test_an_installed_laurel_builds_a_blank_hub(laurel: Path, tmp_path: Path) -> None:
    run([laurel, "init", "mine"], tmp_path)
    run([laurel, "build", "--hub", "mine"], tmp_path)
    assert "<title>" in (tmp_path / "mine/public/index.html").read_text()


def test_an_installed_laurel_opens_its_desk(laurel: Path, tmp_path: Path) -> None:
    run([laurel, "init", "mine"], tmp_path)
    ask = "from admin import create_app; print(create_app('mine').test_client().get('/sign-in').text)"
    assert 'type="password"' in run([laurel.parent / "python", "-c", ask], tmp_path).stdout
