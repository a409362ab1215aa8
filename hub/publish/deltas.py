"""What differs between the content a hub was made of and the content there is now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hub.content.known import Known

LISTS = ("contributions", "mentions", "figures")
"""Kinds whose records have no key of their own."""


@dataclass(frozen=True)
class Delta:
    """Records that came, went or say something else (kind, key), the kinds of all that differ, and the paths of bodies
    (`content/…`) and media (`media/…`) that do."""

    records: frozenset[tuple[str, str]] = frozenset()
    kinds: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.texts or self.media)

    def names(self, one: str) -> frozenset[str]:
        """What of a kind differs, by the names questions use."""
        if one == "texts":
            return self.texts
        if one == "media":
            return self.media
        return frozenset(key for kind, key in self.records if kind == one)


def compare(
    old: Mapping[str, Known], new: Mapping[str, Known], touched: Collection[str]
) -> tuple[Delta, frozenset[str]]:
    """What differs from `old` to `new`, of which only the files `touched` may (those that came or were read; what
    went is found), and the paths that went."""
    gone = frozenset(old.keys() - new.keys())
    records: set[tuple[str, str]] = set()
    kinds: set[str] = set()
    texts: set[str] = set()
    media: set[str] = set()
    for path in {*touched, *gone}:
        before, now, kind = old.get(path), new.get(path), path.split("/")[1]
        if before is not None and now is not None and before.sha == now.sha and before.records == now.records:
            continue
        if kind == "media":
            media.add(path.removeprefix("content/"))
            continue
        if (before.text if before else "") != (now.text if now else ""):
            texts.add(path)
        if before is None or now is None or before.records != now.records:
            kinds.add(kind)
            if kind not in LISTS:
                records |= {(kind, key) for file in (before, now) if file for key in file.keys}
    return Delta(frozenset(records), frozenset(kinds), frozenset(texts), frozenset(media)), gone
