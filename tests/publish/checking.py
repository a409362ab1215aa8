"""Facts and judgement of files given by hand, and a memory of what was published, for tests of the checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.model import Problem
from hub.publish.checks import Changed, Facts, Policy, facts_of, judge_all
from hub.publish.outputs import Output

BASE_URL = "https://example.org/hub"
CONTACT = "hello@example.org"
Files = Mapping[str, str | bytes]


def made(files: Files, sources: Mapping[str, tuple[str, ...]] | None = None, base_url: str = BASE_URL) -> Changed:
    """Files as a build hands them over; text with an ending of `html` is the body of a page."""
    out = {}
    for path, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        facts = facts_of(path, data, base_url=base_url, contact=CONTACT)
        out[path] = (Output("0" * 64, len(data), "text/html", (sources or {}).get(path, ())), facts)
    return out


def told(
    files: Files,
    sources: Mapping[str, tuple[str, ...]] | None = None,
    texts: Mapping[str, str] | None = None,
    **policy: Any,
) -> list[str]:
    """What is told of a whole hub of such files. The first of a file's `sources` is the one it is of; `texts` are
    content files."""

    def source(path: str) -> str:
        return next(iter((sources or {}).get(path, ())), "")

    problems = judge_all(made(files, sources), rules(**policy), source, lambda name: (texts or {}).get(name, ""))
    return [str(problem) for problem in problems]


def rules(**policy: Any) -> Policy:
    """A policy for the hub of these tests."""
    return Policy(**{"base_url": BASE_URL, "contact": CONTACT, **policy})


@dataclass
class Remembered:
    """What was published, as the judge asks for it."""

    files: Changed = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def exists(self, path: str) -> bool:
        return path in self.files

    def ids_of(self, path: str) -> Collection[str]:
        return self.files[path][1].ids if path in self.files else ()

    def who_links(self, path: str, place: str | None = None) -> Iterable[tuple[str, str]]:
        for page, (_output, facts) in self.files.items():
            for link in facts.links:
                target, _, at = link.partition("#")
                if target == path and place in (None, at):
                    yield page, link

    def made_from(self, source: str) -> Iterable[str]:
        return [path for path, (output, _facts) in self.files.items() if source in output.sources]

    def noted(self) -> Iterable[tuple[str, Output, Facts]]:
        return [(path, output, facts) for path, (output, facts) in self.files.items() if facts.noted]

    def source(self, path: str) -> str:
        return self.sources.get(path, "")

    def text_of(self, source: str) -> str:
        return ""


def lines(problems: Iterable[Problem]) -> set[str]:
    """Problems as they are printed."""
    return set(map(str, problems))
