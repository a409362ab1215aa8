"""What makes a method a question: its answers are written down, it is known what may change them, and an answer that
nothing has changed can be given again without looking."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

from hub.content.known import in_zone
from hub.content.ledger import Ledger, digest_of, key_of

Method = TypeVar("Method", bound=Callable[..., Any])
_APART = ("source", "body")
"""Fields of a record that no page shows: its text is asked for by `text`."""
_NOTHING, _SOMETHING = b"\xc0", b"\xc3"
_encoder = msgspec.msgpack.Encoder()


class Asker(Protocol):
    """Whose methods are questions. `recall` gives answers again, None where it has none."""

    ledger: Ledger | None
    recall: Callable[[str], bytes | None] | None

    def record(self, kind: str, key: str) -> Any:
        """A record that is out."""

    @property
    def zone(self) -> ZoneInfo:
        """The hub's time zone."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What may change an answer: the record of kind `one` that the first argument names, any record of the kinds
    `many`, and for all but `timeless` ones the time. `kept` says in which form answers are kept: a record by its name,
    a value as it is, or not at all."""

    one: str = ""
    many: frozenset[str] = frozenset()
    timeless: bool = False
    numbers: tuple[int, ...] = ()
    """Places of arguments that are numbers."""
    kept: str = "value"


class Answer(NamedTuple):
    """An answer for keeping: its digest, and its value where that is kept."""

    digest: bytes
    value: bytes | None


SCOPES: dict[str, Scope] = {}
"""Every question by name."""


def question(*many: str, one: str = "", timeless: bool = False, kept: str = "value") -> Callable[[Method], Method]:
    """Make a method a question, whose answers are written down and, unless `kept` is "", kept."""

    def made(method: Method) -> Method:
        name = method.__name__
        hints = [hint for at, hint in method.__annotations__.items() if at != "return"]
        numbers = tuple(place for place, hint in enumerate(hints) if hint == "int")
        scope = SCOPES[name] = Scope(one, frozenset(many), timeless, numbers, kept)

        @functools.wraps(method)
        def asked(self: Asker, *arguments: Any) -> Any:
            ledger, recall = self.ledger, self.recall
            if ledger is None:
                return method(self, *arguments)
            key = key_of(name, arguments)
            found = recall(key) if recall is not None and scope.kept else None
            if found is not None:
                ledger.read(key)
                return _revived(self, method, scope, arguments, found)
            answer = method(self, *arguments)
            ledger.asked(key, lambda: answer_of(scope, answer))
            return answer

        return asked  # type: ignore[return-value]  # the same signature

    return made


def answer_of(scope: Scope, answer: Any) -> Answer:
    """An answer for keeping."""
    if scope.kept == "value":
        value = _encoder.encode(answer)
        return Answer(digest_of(value), value)
    digest = digest_of(_facts(answer))
    if scope.kept == "record":
        return Answer(digest, _NOTHING if answer is None else _SOMETHING)
    return Answer(digest, None)


def _revived(asker: Asker, method: Callable[..., Any], scope: Scope, arguments: tuple[Any, ...], data: bytes) -> Any:
    """An answer as it was."""
    if scope.kept == "record":
        return None if data == _NOTHING else asker.record(scope.one, arguments[0])
    value = _decoder(method).decode(data)
    in_zone(value, asker.zone)
    return value


@functools.cache
def _decoder(method: Callable[..., Any]) -> Any:
    return msgspec.msgpack.Decoder(get_type_hints(method)["return"])


def _facts(value: Any) -> Any:
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return [_facts(item) for item in value]
    if hasattr(value, "source"):
        return facts_of(value)
    return value


def facts_of(record: Any) -> list[Any]:
    """What of a record pages show: its fields but for its file and its text."""
    return [getattr(record, name) for name in record.__dataclass_fields__ if name not in _APART]
