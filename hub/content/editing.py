"""Changing fields of a content file's text: what is not changed stays to the byte.

Comments, order, quotes, line ends, a byte order mark: all of it is kept. Only the lines of a field that gets
another value are written anew. What is given is the text as it is in the file (bytes decoded as UTF-8 and
nothing more), and so is what comes back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import yaml

from hub.content.frontmatter import FormatError, mapping, plain, split
from hub.content.yaml_lines import LINE_END, Line, Sheet, edit_lines, new_field
from hub.content.yamltext import Plain, as_plain, entry
from hub.model import HubError

ORDER: Mapping[str, tuple[str, ...]] = {
    kind: tuple(words.split())
    for kind, words in {
        "posts": "title authors date updated tags groups summary cover cover_alt disclosure canonical language "
        "translation_of draft slug aliases",
        "pages": "title summary menu order slug aliases",
        "advocates": "name kind listed headline pronouns photo country city languages topics groups links feed number "
        "joined status tier terms ask vcard slug aliases",
        "topics": "title tags slug aliases",
        "badges": "name summary tier design valid_for tags slug",
        "awards": "id badge advocate awarded expires evidence recipient credential suspended revoked hidden",
        "events": "title starts ends place url online hosts groups tags slug aliases",
        "resources": "title summary url file kind order slug",
        "changes": "title date advocates url slug",
    }.items()
}
"""The order in which each kind of file is written by the contract."""

_FENCE = re.compile(r"-{3,}[ \t]*")


def digest_of(data: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal: how an edit knows that nobody was there in between."""
    return hashlib.sha256(data).hexdigest()


def front_matter(text: str) -> tuple[dict[str, object], str]:
    """The fields of a content file as plain values, and its body with `\\n` line ends.

    Raises HubError when the file cannot be taken apart.
    """
    with _Readable():
        document = split(_clean(text))
    body = "" if not document.body.strip() else document.body
    return cast("dict[str, object]", plain(document.node) or {}), body


def yaml_values(text: str) -> dict[str, object]:
    """The fields of a YAML file as plain values. Raises HubError when it cannot be read."""
    with _Readable():
        return cast("dict[str, object]", plain(_yaml(text)) or {})


def new_front_matter(values: Mapping[str, object], body: str) -> str:
    """A new content file: fields in the contract's order, None left out, then the body."""
    body = LINE_END.sub("\n", body).strip("\n")
    return f"---\n{new_yaml(values)}---\n{body.rstrip() + chr(10) if body.strip() else ''}"


def new_yaml(values: Mapping[str, object] | Sequence[Mapping[str, object]]) -> str:
    """A new YAML file of fields, in the contract's order, or of a list of them; None is left out."""
    if not isinstance(values, Mapping):
        items = cast("list[Plain]", as_plain(values))
        return "".join(line + "\n" for line in _listed(items)) or "[]\n"
    given = {key: as_plain(value) for key, value in values.items() if value is not None}
    return "".join(line + "\n" for key in in_order(given) for line in new_field(key, given[key]))


def _listed(items: list[Plain]) -> list[str]:
    return [line[2:] for line in entry("", items, flowing=False)[1:]] if items else []


def in_order(keys: Iterable[str], known: Iterable[str] = ()) -> list[str]:
    """Keys as the contract orders those of the kind they fit best, others after them as given.

    `known` are keys that stand in the file already, which help to tell the kind.
    """
    keys = list(keys)
    everything = {*keys, *known}
    best = max(ORDER.values(), key=lambda order: len(everything & set(order)))
    place = {key: at for at, key in enumerate(best)}
    return sorted(keys, key=lambda key: place.get(key, len(place)))


def edit_front_matter(text: str, changes: Mapping[str, object | None], body: str | None = None) -> str:
    """A content file's text with some top-level fields set, None taking one out, and another body if given.

    Fields and body that already have that value are left as they are written. New fields come last, in the
    contract's order. Raises HubError when the file cannot be read, or cannot be changed without harm.
    """
    wanted = {key: as_plain(value) for key, value in changes.items()}
    with _Readable():
        document = split(_clean(text))
        sheet = Sheet.of(text)
        end = next(i for i in range(document.first_line - 1, len(sheet.lines)) if _FENCE.fullmatch(sheet.lines[i][0]))
        region = sheet.lines[document.first_line - 1 : end]
        edited = edit_lines(region, document.node, wanted, sheet.end, in_order)
        tail = sheet.lines[end:]
        if body is not None and _body(body) != _body(document.body):
            tail = _with_body(sheet, end, document.body_line - 1, _body(body))
        result = sheet.joined([*sheet.lines[: document.first_line - 1], *edited, *tail])
        _verify(document.node, wanted, split(_clean(result)).node)
    return result


def edit_yaml(text: str, changes: Mapping[str, object | None]) -> str:
    """A YAML file's text with some top-level fields set, None taking one out, as `edit_front_matter` does."""
    wanted = {key: as_plain(value) for key, value in changes.items()}
    with _Readable():
        node = _yaml(text)
        sheet = Sheet.of(text)
        edited = edit_lines(sheet.lines, node, wanted, sheet.end, in_order)
        if edited and sheet.lines:
            edited[-1] = (edited[-1][0], sheet.lines[-1][1])
        result = sheet.joined(edited)
        _verify(node, wanted, _yaml(result))
    return result


def _yaml(text: str) -> yaml.MappingNode | None:
    """A YAML file's mapping. A last line without an end gets one, so that a text on it reads the same anywhere."""
    return mapping(_clean(text) + "\n")


class _Readable:
    """Turns what the YAML reader says into a word to a person."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FormatError):
            raise HubError(f"Line {error.line}: {error.what}; {error.cure}") from None


def _clean(text: str) -> str:
    """The text as the YAML reader counts it: without a byte order mark, lines ending in `\\n`."""
    return LINE_END.sub("\n", text.removeprefix("\ufeff"))


def _body(text: str) -> str:
    """A body as it is compared and written: without blank lines around it."""
    lines = LINE_END.sub("\n", text).split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    return "\n".join(lines).rstrip()


def _with_body(sheet: Sheet, fence: int, first: int, body: str) -> list[Line]:
    """The fence and what follows it, with another body behind the same blank lines."""
    head = sheet.lines[fence : max(first, fence + 1)]
    return [*head, *((line, sheet.end) for line in (body.split("\n") if body else []))]


def _verify(before: yaml.MappingNode | None, wanted: Mapping[str, Plain], after: yaml.MappingNode | None) -> None:
    """Make sure that the edited text says what it should and nothing else."""
    expected = cast("dict[str, object]", plain(before) or {})
    for key, value in wanted.items():
        if value is not None:
            expected[key] = value
        elif expected.get(key) is not None:
            del expected[key]
    found = cast("dict[str, object]", plain(after) or {})
    wrong = sorted(key for key in {*found, *expected} if repr(found.get(key)) != repr(expected.get(key)))
    if wrong:
        raise HubError(f"`{wrong[0]}` is written in a way that cannot be changed here. Change it in the file itself.")
