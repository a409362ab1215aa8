"""What is done to a hub between two builds, and how the result shows that it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.contenders import Contender
from benchmarks.corpus import Corpus, Person, Writing


@dataclass(frozen=True)
class Case:
    """One row: `prepare` does something before the build, `fault` says what is wrong with the result, "" when nothing.

    `clean`: the case takes a page away, so the build must not leave it.
    """

    key: str
    name: str
    prepare: Callable[[Contender, Corpus, int], None]
    fault: Callable[[Contender, Corpus, int], str]
    clean: bool = False


def _cold(contender: Contender, corpus: Corpus, turn: int) -> None:
    # A new turn begins from the corpus as it was.
    for number in (_in_middle(corpus, turn - 1), _at_third(corpus, turn - 1), _at_quarter(corpus, turn - 1)):
        contender.layout.put(contender.folder, corpus.post(number))
    contender.layout.path(contender.folder, _added(corpus, turn - 1).slug).unlink(missing_ok=True)
    contender.layout.person(contender.folder, _person(corpus, turn - 1))
    contender.forget()


def _all_there(contender: Contender, corpus: Corpus, turn: int) -> str:
    posts = sum(1 for found in (contender.folder / "public/posts").glob("post-*/index.html") if found.stat().st_size)
    missing = [name for name in ("feed.xml", "sitemap.xml") if not (contender.folder / "public" / name).exists()]
    for address in (
        "",
        "posts",
        "posts/page/2",
        "advocates",
        f"advocates/{_person(corpus, turn).handle}",
        "topics",
        f"topics/{corpus.topics[0]}",
    ):
        if not contender.page(address).exists():
            missing.append(f"/{address}/")
    if posts != corpus.count:
        missing.append(f"{corpus.count - posts} posts")
    return f"missing: {', '.join(missing)}" if missing else ""


def _nothing(contender: Contender, corpus: Corpus, turn: int) -> None:
    """Nothing is done."""


def _body(contender: Contender, corpus: Corpus, turn: int) -> None:
    post = corpus.post(_in_middle(corpus, turn))
    contender.layout.put(contender.folder, replace(post, body=f"{_word(turn)} {post.body}"))


def _body_fault(contender: Contender, corpus: Corpus, turn: int) -> str:
    return _lacks(contender.page(f"posts/{corpus.post(_in_middle(corpus, turn)).slug}"), _word(turn))


def _title(contender: Contender, corpus: Corpus, turn: int) -> None:
    post = corpus.post(_at_third(corpus, turn))
    contender.layout.put(contender.folder, replace(post, title=_retitled(post, turn)))


def _title_fault(contender: Contender, corpus: Corpus, turn: int) -> str:
    post = corpus.post(_at_third(corpus, turn))
    words = _retitled(post, turn)
    return _lacks(contender.page(f"posts/{post.slug}"), words) or _lacks_below(
        contender, f"topics/{post.tags[0]}", words
    )


def _add(contender: Contender, corpus: Corpus, turn: int) -> None:
    contender.layout.put(contender.folder, _added(corpus, turn))


def _add_fault(contender: Contender, corpus: Corpus, turn: int) -> str:
    post = _added(corpus, turn)
    return _lacks(contender.page(f"posts/{post.slug}"), post.title) or _lacks(contender.page("posts"), post.title)


def _remove(contender: Contender, corpus: Corpus, turn: int) -> None:
    contender.layout.path(contender.folder, corpus.post(_at_quarter(corpus, turn)).slug).unlink()


def _remove_fault(contender: Contender, corpus: Corpus, turn: int) -> str:
    page = contender.page(f"posts/{corpus.post(_at_quarter(corpus, turn)).slug}")
    return f"{_of_hub(page)} is still there" if page.exists() else ""


def _name(contender: Contender, corpus: Corpus, turn: int) -> None:
    person = _person(corpus, turn)
    contender.layout.person(contender.folder, replace(person, name=_renamed(person, turn)))


def _name_fault(contender: Contender, corpus: Corpus, turn: int) -> str:
    person = _person(corpus, turn)
    words = _renamed(person, turn)
    return _lacks(contender.page(f"advocates/{person.handle}"), words) or _lacks(
        contender.page(f"posts/{corpus.first_by(person).slug}"), words
    )


def _look(contender: Contender, corpus: Corpus, turn: int) -> None:
    contender.look(_word(turn))


def _look_fault(contender: Contender, corpus: Corpus, turn: int) -> str:
    for address in ("posts/page/2", f"posts/{corpus.post(0).slug}"):
        if fault := _lacks(contender.page(address), f"Look {_word(turn)}"):
            return fault
    return ""


CASES = (
    Case("cold", "cold: no output, no cache", _cold, _all_there),
    Case("nothing", "nothing changed", _nothing, _all_there),
    Case("body", "one post's body edited", _body, _body_fault),
    Case("title", "one post's title edited", _title, _title_fault),
    Case("added", "one post added, the newest", _add, _add_fault),
    Case("removed", "one post removed, an old one", _remove, _remove_fault, clean=True),
    Case("name", "one advocate's name changed", _name, _name_fault),
    Case("theme", "the template of every page changed", _look, _look_fault),
)


def _word(turn: int) -> str:
    """A word that stands nowhere in the corpus, another one in each turn."""
    return f"Changed{turn}x"


def _in_middle(corpus: Corpus, turn: int) -> int:
    return (corpus.count // 2 + turn) % corpus.count


def _at_third(corpus: Corpus, turn: int) -> int:
    return (corpus.count // 3 + turn) % corpus.count


def _at_quarter(corpus: Corpus, turn: int) -> int:
    return (corpus.count // 4 + turn) % corpus.count


def _person(corpus: Corpus, turn: int) -> Person:
    """Somebody who has written neither most nor least."""
    return corpus.people[(len(corpus.people) // 2 + turn) % len(corpus.people)]


def _added(corpus: Corpus, turn: int) -> Writing:
    post = corpus.post(corpus.count + turn + 1)
    return replace(post, slug=f"added-{turn + 1}", title=f"{_word(turn)} {post.title}")


def _retitled(post: Writing, turn: int) -> str:
    return f"{_word(turn)} {post.title}"


def _renamed(person: Person, turn: int) -> str:
    return f"{_word(turn)} {person.name}"


def _lacks(page: Path, words: str) -> str:
    if not page.exists():
        return f"{_of_hub(page)} is missing"
    return "" if words in page.read_text(encoding="utf-8") else f'{_of_hub(page)} does not say "{words}"'


def _lacks_below(contender: Contender, address: str, words: str) -> str:
    """Like _lacks, for a list that may have several pages."""
    pages = (contender.folder / "public" / address).glob("**/index.html")
    return "" if any(not _lacks(page, words) for page in pages) else f'no page below /{address}/ says "{words}"'


def _of_hub(page: Path) -> str:
    return page.as_posix().partition("/public")[2] or str(page)
