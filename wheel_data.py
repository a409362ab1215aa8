"""What a wheel carries besides modules: the theme and the demo hub, as plain data inside `hub/_data/`.

In a checkout both stand at the root, where people look for them; an installed Laurel finds them
beside its own code. setuptools calls this through `[tool.setuptools.cmdclass]`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
CARRIED = {"site": "hub/_data/site", "content": "hub/_data/demo/content", "hub.toml": "hub/_data/demo/hub.toml"}


class BuildWithData(build_py):
    """Copies the theme and the demo hub beside the modules. An editable install reads the checkout instead."""

    def run(self) -> None:
        """Build the modules, then lay the data beside them."""
        super().run()
        if not self.editable_mode:
            for source, target in self._pairs():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """The modules and the data, so that installers know every file."""
        data = [] if self.editable_mode else [str(target) for _, target in self._pairs()]
        return [*super().get_outputs(include_bytecode), *data]

    def _pairs(self) -> list[tuple[Path, Path]]:
        """Each data file of the checkout with its place in the build, in a stable order."""
        build = Path(self.build_lib)
        pairs = []
        for name, place in sorted(CARRIED.items()):
            source = ROOT / name
            files = [source] if source.is_file() else sorted(p for p in source.rglob("*") if p.is_file())
            pairs += [(f, build / place / f.relative_to(source)) for f in files if "__pycache__" not in f.parts]
        return pairs
