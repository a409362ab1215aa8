"""What changed between two texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.actions.difference import compare, compare_words

LINES = st.lists(st.sampled_from(["one two", "three", "four five six", "## seven", "", "two one"]), max_size=12)


@given(LINES, LINES)
def test_both_texts_can_be_read_off_what_changed(before: list[str], after: list[str]) -> None:
    blocks = compare("\n\n".join(before), "\n\n".join(after))
    for wanted, left_out in ((before, "added"), (after, "removed")):
        texts = ["".join(words for kind, words in block.parts if kind != left_out) for block in blocks]
        assert [text for text in texts if text] == [text for text in wanted if text]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_lines_can_be_read_off_changed_words(before: str, after: str) -> None:
    parts = compare_words(before, after)
    assert "".join(words for kind, words in parts if kind != "added") == before
    assert "".join(words for kind, words in parts if kind != "removed") == after


def test_a_changed_word_is_marked_and_its_paragraph_stays_one() -> None:
    (first, second) = compare("It was cold.\n\nThen sun.", "It was bitter cold.\n\nThen sun.")
    assert first.parts == (("same", "It was "), ("added", "bitter "), ("same", "cold."))
    assert not second.changed


def test_another_paragraph_in_the_place_of_one_is_not_marked_word_by_word() -> None:
    old, new = compare("By hand.", "The edit.")
    assert (old.parts, new.parts) == ((("removed", "By hand."),), (("added", "The edit."),))


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    before, after = "a b " * 3000, "c d " * 3000
    assert [kind for kind, _ in compare_words(before, after)] == ["removed", "added", "same"]
