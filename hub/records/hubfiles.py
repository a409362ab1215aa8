"""Which files of the hub a change may touch: content files and `hub.toml`, and nothing through a link out of it."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from hub.model import HubError
from hub.records import disk


def locate(hub: Path, path: str) -> Path:
    """Where the hub's file `path` really is; links inside the hub are followed.

    Raises HubError when it is not `hub.toml` or under `content/`, or lies elsewhere through a link.
    """
    parts = PurePosixPath(path).parts
    plain = path == "/".join(parts) and ".." not in parts and "\\" not in path and "\0" not in path
    if not plain or not (path == "hub.toml" or (len(parts) > 1 and parts[0] == "content")):
        raise HubError(f"{path!r} cannot be written: only hub.toml and files under content/ can. Nothing was changed.")
    root = hub.resolve()
    real = Path(os.path.realpath(root / path))
    home = root / "content"
    inside = real == root / "hub.toml" if path == "hub.toml" else (home in real.parents)
    if not inside:
        raise HubError(
            f"{path} leads out of the hub through a link, to {real}. Put a real file or folder there. "
            "Nothing was changed."
        )
    blocking = next((p for p in real.parents if not p.is_dir() and p.exists()), None)
    if blocking is not None:
        raise HubError(f"{blocking} is a file, where a folder belongs. Move it away. Nothing was changed.")
    if real.is_dir():
        raise HubError(f"{path} is a folder, where a file belongs. Move it away and try again. Nothing was changed.")
    return real


def read_hub_file(hub: Path, path: str) -> bytes | None:
    """The bytes of the hub's file `path`, None when there is no such file.

    Raises HubError when the file could not be read, or not be written afterwards.
    """
    real = locate(hub, path)
    above = next(p for p in real.parents if p.is_dir())
    try:
        data = disk.read(real)
    except OSError as error:
        raise HubError(_refused(path, error.strerror or str(error))) from error
    if not os.access(above, os.W_OK | os.X_OK):
        raise HubError(_refused(path, f"no files may be made in {above}"))
    return data


def _refused(path: str, why: str) -> str:
    return f"{path} cannot be changed: {why}. Let the account that runs Laurel write there. Nothing was changed."
