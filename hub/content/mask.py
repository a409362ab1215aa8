"""Taking e-mail addresses out of text before it is published.

Importers use it on old posts and profiles: a person who once wrote to a mailing list did not agree to be
found by address harvesters here.
"""

from __future__ import annotations

import re

REMOVED = "[e-mail address removed]"
"""What stands where an address was."""

# `mailto:` before it and a query after it belong to the address. Each part has a length limit (RFC 5321:
# 64 and 63 characters), so that no text makes the search slow.
_ADDRESS = re.compile(
    r"(?:mailto:)?(?<![\w.%+\-@])[\w.%+\-!#$&'*/=?^`{|}~]{0,63}[\w%+\-~]@(?:[\w\-]{1,63}\.){1,8}[^\W\d_][\w\-]{1,62}"
    r"(?:\?[\w%=&.+\-]{1,400})?(?![\w@])"
)


def mask_emails(text: str) -> tuple[str, int]:
    """`text` without e-mail addresses, and how many were taken out. Handles such as `@tove` stay."""
    return _ADDRESS.subn(REMOVED, text)
