"""1EdTech's own Open Badges 2.0 validator accepts what this room writes.

The validator needs old libraries, so it lives in an environment of its own, made once from
`openbadges-validator.txt` under `.laurel-test-cache/` (or at LAUREL_VALIDATOR_ENV).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from badges import bake, draw
from badges.open_badges import assertion, badge_class, issuer
from hub.model import Evidence
from tests.badges.support import award, badge, face, moment, settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PINS = HERE / "openbadges-validator.txt"

Verify = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def validator() -> Path:
    """The Python that has the validator, made on the first run."""
    made_of = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    default = ROOT / ".laurel-test-cache" / f"openbadges-validator-{made_of}"
    folder = Path(os.environ.get("LAUREL_VALIDATOR_ENV", default)).resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    done = folder / f"made-{made_of}"
    python = folder / "bin" / "python"
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
            install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(PINS)]
            installed = subprocess.run(install, capture_output=True, text=True, check=False)
            if installed.returncode:
                message = f"the validator could not be installed: {installed.stderr[-600:]}"
                if os.environ.get("CI") == "true":
                    pytest.fail(message)
                pytest.skip(message)
            done.touch()
    return python


class Served:
    """One award's documents on a loopback host, and the validator to ask about them."""

    def __init__(self, folder: Path, base: str, python: Path) -> None:
        self.folder, self.base, self._python = folder, base, python
        self.settings = settings(base)
        image = f"{base}/badges/storm-watch/badge-300.png"
        evidence = (Evidence(url=f"{base}/posts/x/", text="A night on the roof"),)
        self.assertion = assertion(award(evidence=evidence, expires=moment("2100-01-01")), self.settings)
        self.write("issuer.json", issuer(self.settings))
        self.write("badges/storm-watch.json", badge_class(badge(tags=("night",)), self.settings, image=image))
        self.write("awards/0017-storm-watch.json", self.assertion)
        drawn, own = draw(face(), (600,))[600], draw(face(""), (300,))[300]
        self.put("awards/0017-storm-watch.png", bake(drawn, json.dumps(self.assertion)))
        self.put("badges/storm-watch/badge-300.png", own)

    def write(self, path: str, document: dict[str, Any]) -> None:
        """Put a JSON document where its `id` says."""
        self.put(path, json.dumps(document).encode())

    def put(self, path: str, data: bytes) -> None:
        """Put a file."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def report(self, subject: str, identity: str = "") -> dict[str, Any]:
        """The validator's report on an address or a file."""
        who = identity or f"{self.base}/advocates/amara/"
        command = [self._python, str(HERE / "openbadges_validator_run.py"), subject, who]
        # An empty folder to run in, so that nothing of this checkout can be imported there.
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder)
        assert done.returncode == 0, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return report


@pytest.fixture(params=["", "/hub"], ids=["own host", "shared host"])
def served(request: pytest.FixtureRequest, tmp_path: Path, serve: Callable[..., str], validator: Path) -> Served:
    """A hub's documents at the root of a host, and under a path of one it shares."""
    return Served(tmp_path, serve(tmp_path, request.param), validator)


def test_a_hosted_assertion_is_valid(served: Served) -> None:
    report = served.report(served.assertion["id"])
    assert (report["valid"], report["errorCount"], report["warningCount"]) == (True, 0, 0), report["messages"]


def test_a_baked_picture_is_valid(served: Served) -> None:
    report = served.report(str(served.folder / "awards/0017-storm-watch.png"))
    assert (report["valid"], report["errorCount"]) == (True, 0), report["messages"]


def test_the_validator_would_notice_a_missing_date(served: Served) -> None:
    broken = {key: value for key, value in served.assertion.items() if key != "issuedOn"}
    served.write("awards/0017-storm-watch.json", broken)
    assert served.report(served.assertion["id"])["valid"] is False


def test_the_validator_would_notice_another_holder(served: Served) -> None:
    assert served.report(served.assertion["id"], f"{served.base}/advocates/kenji/")["valid"] is False


@pytest.mark.parametrize("served", ["/hub"], indirect=True)
def test_the_validator_would_notice_a_foreign_issuer(served: Served) -> None:
    profile = issuer(served.settings)
    profile["verification"]["startsWith"] = [f"{served.settings.origin}/another-hub/"]
    served.write("issuer.json", profile)
    assert served.report(served.assertion["id"])["valid"] is False
