"""Where Laurel's own files are: beside the engine in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from hub.model import HubError

_ENGINE = Path(__file__).resolve().parent
_CHECKOUT = _ENGINE.parent
_CARRIED = _ENGINE / "_data"


def theme_dir() -> Path:
    """The folder of the standard theme: `templates/`, `static/`, `theme.toml`."""
    return _first("theme", _in_checkout("site", "templates"), _CARRIED / "site")


def demo_dir() -> Path:
    """A hub folder (`hub.toml`, `content/`) with the demo's content. Read only; may hold other things too."""
    checkout = _in_checkout("", "hub.toml")
    return _first("demo hub", checkout, _CARRIED / "demo")


def starter_dir() -> Path:
    """The blank hub folder that `laurel init` copies."""
    return _first("blank hub", _ENGINE / "starter")


def _in_checkout(folder: str, witness: str) -> Path | None:
    """A folder of the checkout, when this is one; beside an installed wheel stand strangers' folders."""
    here = _CHECKOUT / folder
    return here if (_CHECKOUT / "build.py").is_file() and (here / witness).exists() else None


def _first(what: str, *candidates: Path | None) -> Path:
    for candidate in candidates:
        if candidate is not None and candidate.is_dir():
            return candidate
    raise HubError(f"Laurel's {what} is missing from this installation. Install Laurel again.")
