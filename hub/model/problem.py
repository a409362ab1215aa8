"""Problems in a person's files, told the way a colleague would: where, what, and what to do."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """A problem stops a build; a warning is told and stops nothing."""

    PROBLEM = "problem"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place.

    `path` is relative to the hub folder with forward slashes; `line` counts from 1, 0 when the
    whole file is meant.
    """

    path: str
    line: int
    what: str
    cure: str
    severity: Severity = Severity.PROBLEM

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        mark = "" if self.severity is Severity.PROBLEM else "warning: "
        return f"{place}: {mark}{self.what}; {self.cure}"


class Problems:
    """Gathers problems while files are read, so that one pass tells all of them."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, path: str, line: int, what: str, cure: str) -> None:
        """Note something that stops a build."""
        self._found[Problem(path, line, what, cure)] = None

    def warn(self, path: str, line: int, what: str, cure: str) -> None:
        """Note something worth telling that stops nothing."""
        self._found[Problem(path, line, what, cure, Severity.WARNING)] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems found elsewhere."""
        self._found.update(dict.fromkeys(problems))

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found, key=lambda p: (p.severity, p.path, p.line, p.what)))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def fatal(self) -> tuple[Problem, ...]:
        """Only what stops a build."""
        return tuple(p for p in self if p.severity is Severity.PROBLEM)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Only what is told and stops nothing."""
        return tuple(p for p in self if p.severity is Severity.WARNING)


class HubError(Exception):
    """Something a person can mend. Carries problems to print; never shown as a traceback.

    `status` is the exit status a command ends with (1 problems, 2 wrong use, 3 busy, 4 unreachable).
    """

    def __init__(self, message: str, problems: Iterable[Problem] = (), status: int = 1) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        self.status = status
