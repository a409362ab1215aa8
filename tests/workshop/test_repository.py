"""What must never be in the repository, and what its parts promise about each other."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".yaml",
    ".yml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".svg",
    ".xml",
    "",
    ".cfg",
}
ROOMS = ("hub", "badges", "admin")
# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "an address of a package index": r"(?<!no-emit-)(?:index-"
    + r"url|find-"
    + r"links)|/simple"
    + r"/[a-z]|python"
    + r"hosted",
    "a path of somebody's machine": r"(?<![\w.~/-])/(?:work|root|home/\w+|Users/\w+)/(?:main|shared|\.|[a-z]+/)",
    "a file address": r"\bfile:" + r"//(?!/etc/passwd)/?\w",
}
BINARIES_BY_OTHERS = re.compile(
    r"\.(?:min\.(?:js|css)|ttf|otf|ttc|woff2?|eot|whl|jar|exe|so)$|(?:^|/)(?:vendor|node_modules)/"
)


def committed() -> list[Path]:
    """Every file that a clone would bring."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in sorted(set(names)) if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names_a_registry_or_a_machine(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for path in committed():
        if path.suffix not in TEXT:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found, f"{what} in:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("an address of a package index", "--index-" + "url https://packages.example/"),
        ("an address of a package index", "find-" + "links = wheels"),
        ("an address of a package index", "https://packages.example/simple" + "/flask/"),
        ("a path of somebody's machine", "cd /ro" + "ot/.cache/pip"),
        ("a path of somebody's machine", "(/ho" + "me/ada/hub/)"),
        ("a file address", "see file:" + "///opt/wheels"),
    ],
)
def test_the_check_finds_what_it_is_for(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line)


def test_no_material_by_others_is_committed() -> None:
    found = [str(p.relative_to(ROOT)) for p in committed() if BINARIES_BY_OTHERS.search(p.as_posix())]
    assert not found, f"fonts, libraries and minified files come as packages: {found}"


def test_no_committed_file_is_huge() -> None:
    found = [str(p.relative_to(ROOT)) for p in committed() if p.stat().st_size > 600_000]
    assert not found


def test_modules_stay_readable_in_one_go() -> None:
    found = []
    for path in committed():
        if path.suffix == ".py" and "tests" not in path.parts:
            length = len(path.read_text(encoding="utf-8").splitlines())
            if length > 400:
                found.append(f"{path.relative_to(ROOT)}: {length} lines")
    assert not found, "cut each into two rooms: " + ", ".join(found)


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name)
def test_every_package_is_pinned_and_hashed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    packages = re.findall(r"^([A-Za-z0-9][\w.-]*)(.*)$", text, flags=re.MULTILINE)
    assert packages
    assert all(rest.startswith("==") for _, rest in packages)
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"^\s*-[^-]|^--|@ |://", text, flags=re.MULTILINE)


def test_the_locked_files_hold_what_the_project_asks_for() -> None:
    project = _project()
    wanted = {
        "base.txt": set(project["dependencies"]),
        "hub.txt": {*project["dependencies"], *project["optional-dependencies"]["cjk"]},
        "dev.txt": {*project["dependencies"], *project["optional-dependencies"]["dev"]},
    }
    for name, packages in wanted.items():
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pinned = {_plain(p) for p in re.findall(r"^([\w.-]+)==", text, flags=re.MULTILINE)}
        assert {_plain(re.split(r"[<>=!~\[; ]", p)[0]) for p in packages} <= pinned, name


def test_a_package_has_one_version_in_all_locked_files() -> None:
    versions: dict[str, set[str]] = {}
    for name in ("base.txt", "hub.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        for package, version in re.findall(r"^([\w.-]+)==(\S+)", text, flags=re.MULTILINE):
            versions.setdefault(package, set()).add(version)
    assert {p: v for p, v in versions.items() if len(v) > 1} == {}


def test_every_package_folder_gets_into_the_wheel() -> None:
    folders = {
        str(init.parent.relative_to(ROOT)).replace("/", ".")
        for room in ROOMS
        for init in (ROOT / room).rglob("__init__.py")
        if init in set(committed())
    }
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert set(listed) == folders


def test_every_module_stands_in_a_package() -> None:
    homeless = {
        str(path.parent.relative_to(ROOT))
        for path in committed()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in ROOMS
        and not (path.parent / "__init__.py").exists()
    }
    assert not homeless


def test_every_room_stands_in_an_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = {
        re.sub(r"[()]", "", room) for c in contracts for room in [*c.get("layers", []), *c.get("source_modules", [])]
    }
    rooms = {f"hub.{p.name}" for p in (ROOT / "hub").iterdir() if (p / "__init__.py").exists()}
    assert rooms <= named


def _project() -> dict[str, dict[str, list[str]]]:
    project: dict[str, dict[str, list[str]]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project


def _plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
