"""What makes a method a question: its answers are written down, and it is known what may change them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from hub.content.ledger import Ledger, digest_of, key_of

Method = TypeVar("Method", bound=Callable[..., Any])
_APART = ("source", "body")
"""Fields of a record that no page shows: its text is asked for by `text`."""


class Asker(Protocol):
    """Whose methods are questions."""

    ledger: Ledger | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What may change an answer: the record of kind `one` that the first argument names, any record of the kinds
    `many`, and for all but `timeless` ones the time."""

    one: str = ""
    many: frozenset[str] = frozenset()
    timeless: bool = False
    numbers: tuple[int, ...] = ()
    """Places of arguments that are numbers."""


SCOPES: dict[str, Scope] = {}
"""Every question by name."""


def question(*many: str, one: str = "", timeless: bool = False) -> Callable[[Method], Method]:
    """Make a method a question, whose answers are written down."""

    def made(method: Method) -> Method:
        name = method.__name__
        hints = [hint for at, hint in method.__annotations__.items() if at != "return"]
        numbers = tuple(place for place, hint in enumerate(hints) if hint == "int")
        SCOPES[name] = Scope(one, frozenset(many), timeless, numbers)

        @functools.wraps(method)
        def asked(self: Asker, *arguments: Any) -> Any:
            answer = method(self, *arguments)
            ledger = self.ledger
            if ledger is not None:
                ledger.asked(key_of(name, arguments), answer, facts_digest)
            return answer

        return asked  # type: ignore[return-value]  # the same signature

    return made


def facts_digest(answer: object) -> bytes:
    """The digest of an answer: of records, all that pages show."""
    return digest_of(_facts(answer))


def _facts(value: Any) -> Any:
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return [_facts(item) for item in value]
    if hasattr(value, "source"):
        return facts_of(value)
    return value


def facts_of(record: Any) -> list[Any]:
    """What of a record pages show: its fields but for its file and its text."""
    return [getattr(record, name) for name in record.__dataclass_fields__ if name not in _APART]
