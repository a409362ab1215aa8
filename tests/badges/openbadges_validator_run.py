"""Asks 1EdTech's Open Badges 2.0 validator about one address or one baked picture; prints its report as JSON.

Runs in the validator's own environment, not in the hub's: see `test_validator.py`.
"""

import json
import socket
import sys

from openbadges.verifier import utils, verify
from openbadges.verifier.openbadges_context import OPENBADGES_CONTEXT_V2_DICT, OPENBADGES_CONTEXT_V2_URI

_load = utils.CachableDocumentLoader.__call__
_connect = socket.socket.connect


def load(self, url, *args, **kwargs):  # type: ignore[no-untyped-def]
    """The standard's context comes from the package, as a test may not ask the network for it."""
    if url == OPENBADGES_CONTEXT_V2_URI:
        return {"contextUrl": None, "documentUrl": url, "document": json.dumps(OPENBADGES_CONTEXT_V2_DICT)}
    return _load(self, url, *args, **kwargs)


def connect(self, address):  # type: ignore[no-untyped-def]
    """Loopback only."""
    if self.family != socket.AF_UNIX and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"the validator reached for {address}")
    return _connect(self, address)


def main(subject: str, identity: str) -> None:
    """Verify an address, or a picture when `subject` is a file's path beginning with a slash."""
    utils.CachableDocumentLoader.__call__ = load
    socket.socket.connect = connect  # type: ignore[method-assign]
    if subject.startswith("/"):
        with open(subject, "rb") as file:
            result = verify(file, recipient_profile={"url": identity})
    else:
        result = verify(subject, recipient_profile={"url": identity})
    print(json.dumps(result["report"]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
