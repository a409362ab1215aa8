"""The secrets of a host: a variable, `LAUREL_HOST_…`, else the file `data/hosts/NAME/WHAT`; never hub.toml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from hub.hosts.trouble import wrong_setup
from hub.model import Host

PREFIX = "LAUREL_HOST_"


def variable(host: Host, what: str) -> str:
    """The name of the variable that holds a secret: `LAUREL_HOST_WEB_SECRET_KEY` for `secret-key` of `[hosts.web]`."""
    return PREFIX + f"{host.name}_{what}".upper().replace("-", "_")


def secret_file(root: Path, host: Host, what: str) -> Path:
    """The file that holds a secret (or a key, or known hosts) when no variable does."""
    return root / "data" / "hosts" / host.name / what


def secret(root: Path, host: Host, what: str, environment: Mapping[str, str] | None = None) -> str:
    """A secret of a host, without blanks around it; empty when it is nowhere."""
    environment = os.environ if environment is None else environment
    found = environment.get(variable(host, what), "").strip()
    if found:
        return found
    try:
        return secret_file(root, host, what).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise wrong_setup(f"{secret_file(root, host, what)} cannot be read ({error}).") from error


def needed(root: Path, host: Host, what: str) -> str:
    """A secret that must be there. Raises HubError (status 2) that says where it may stand."""
    found = secret(root, host, what)
    if not found:
        raise wrong_setup(
            f"The host {host.name} needs its {what.replace('-', ' ')}. Set the variable {variable(host, what)}, "
            f"or write it into {secret_file(root, host, what)}. Nothing was sent."
        )
    return found
