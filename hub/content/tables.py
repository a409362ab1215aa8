"""Records by key, unpacked from what is known of their files when they are first looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload
from zoneinfo import ZoneInfo

from hub.content.known import Known, unpacked


class Table(Mapping[str, Any]):
    """The records of a kind, in the order in which they were put in."""

    def __init__(self, kind: str, zone: ZoneInfo) -> None:
        self._kind, self._zone = kind, zone
        self._records: dict[str, Any] = {}

    def put(self, key: str, record: Any) -> None:
        """Put a record in, or, as `Known`, the one file it stands in."""
        self._records[key] = record

    def __getitem__(self, key: str) -> Any:
        found = self._records[key]
        if isinstance(found, Known):
            (found,) = unpacked(self._kind, found, self._zone)
            self._records[key] = found
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


class Listed(Sequence[Any]):
    """The records of files that hold many each, in the order of their files."""

    def __init__(self, kind: str, zone: ZoneInfo) -> None:
        self._kind, self._zone = kind, zone
        self._parts: list[Sequence[Any] | Known] = []
        self._all: list[Any] | None = None

    def put(self, part: Sequence[Any] | Known) -> None:
        """Put the records of one more file in, or, as `Known`, the file."""
        self._parts.append(part)
        self._all = None

    def _unpacked(self) -> list[Any]:
        if self._all is None:
            whole: list[Any] = []
            for part in self._parts:
                whole += unpacked(self._kind, part, self._zone) if isinstance(part, Known) else part
            self._all = whole
        return self._all

    def __len__(self) -> int:
        return len(self._unpacked())

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        """As of any sequence."""
        return self._unpacked()[place]
