"""Judging only what changed tells the same as judging everything anew, after any sequence of edits."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.publish.checks import Changed, Policy, Unpublished, judge, judge_all
from tests.publish.checking import BASE_URL, CONTACT, Remembered, lines, made

PAGES = ("index.html", "a/index.html", "b/index.html", "a", "c.html", "x.css")
SOURCES = ("content/a.md", "content/b.md", "content/c.md")
MAIL = ("ada@example.net", "bo@example.net", CONTACT)
PIECES = (
    *(f'<a href="/hub/{page}">' for page in ("", "a/", "a/#p", "b/", "b/#q", "b", "c.html#p", "x.css", "a#p")),
    *(f'<p id="{place}">' for place in "pq"),
    '<a href="#p">',
    '<a href="../a/#q">',
    '<a href="/outside">',
    '<img src="/hub/x.css">',
    *(f"{mail} " for mail in MAIL),
)
content = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
file = st.tuples(content, st.lists(st.sampled_from(SOURCES), max_size=2, unique=True).map(lambda s: tuple(sorted(s))))
sources = st.sampled_from(SOURCES)
policies = st.builds(
    Policy,
    st.just(BASE_URL),
    st.just(CONTACT),
    st.frozensets(st.sampled_from(MAIL[:1]), max_size=1),
    st.dictionaries(st.sampled_from(MAIL), st.lists(sources, min_size=1, max_size=2, unique=True), max_size=2),
    st.frozensets(st.sampled_from(MAIL), max_size=1),
    st.lists(
        st.builds(Unpublished, sources, st.sampled_from(PAGES), st.just("is a draft")),
        max_size=1,
    ).map(tuple),
)
edits = st.lists(
    st.tuples(st.dictionaries(st.sampled_from(PAGES), st.none() | file, max_size=3), st.none() | policies),
    min_size=1,
    max_size=8,
)
START: dict[str, tuple[str, tuple[str, ...]]] = {
    "index.html": ('<a href="/hub/a/#p"><a href="/hub/b/#q"><a href="/hub/c.html">', ("content/a.md",)),
    "a/index.html": ('<p id="p"><p id="q"><a href="/hub/b/">', ("content/a.md", "content/b.md")),
    "b/index.html": ('<p id="q"><a href="/hub/c.html#p"><img src="/hub/x.css">', ("content/b.md",)),
    "c.html": ('<p id="p"><a href="/hub/">', ()),
    "x.css": ("", ()),
}
"""A hub whose pages hang together, so that nearly each edit breaks something."""


def _made(files: dict[str, tuple[str, tuple[str, ...]]]) -> Changed:
    return made({path: text for path, (text, _) in files.items()}, {path: of for path, (_, of) in files.items()})


@settings(max_examples=150)
@given(edits)
def test_judging_what_changed_is_judging_everything(steps: list[tuple[dict[str, object], Policy | None]]) -> None:
    homes = {path: SOURCES[number % 3] for number, path in enumerate(PAGES) if number % 2}
    policy = Policy(BASE_URL, CONTACT, body_addresses={MAIL[1]: SOURCES[:1]})
    wanted: dict[str, tuple[str, tuple[str, ...]]] = dict(START)
    published = _made(wanted)
    for edit, rules in steps:
        policy = rules or policy
        for path, new in edit.items():
            if new is None:
                wanted.pop(path, None)
            else:
                assert isinstance(new, tuple)
                wanted[path] = new
        whole = _made(wanted)
        changed = {path: what for path, what in whole.items() if published.get(path) != what}
        problems = judge(changed, published.keys() - whole.keys(), Remembered(published, homes), policy)
        anew = judge_all(whole, policy, lambda path: homes.get(path, ""))
        assert lines(problems) == lines(anew)
        if not problems.fatal:
            published = whole
