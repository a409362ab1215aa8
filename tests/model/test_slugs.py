"""Slugs: what may stand in an address."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from hub.model import is_handle, is_slug, slugify


@given(st.text())
def test_a_slug_is_a_slug_whatever_it_is_made_from(text: str) -> None:
    slug = slugify(text)
    assert slugify(slug) == slug
    assert slug == "" or is_slug(slug)
    assert not set(slug) & set("/\\.%?#<>\"' ")
    assert unicodedata.normalize("NFC", slug) == slug


def test_plus_and_sharp_are_read_out() -> None:
    assert slugify("C++") == "c-plus-plus"
    assert slugify("C#") == "c-sharp"
    assert slugify("Élan vital") == "élan-vital"
    assert slugify("हिन्दी") == "हिन्दी"
    assert slugify("???") == ""


def test_handles_are_ascii_with_single_hyphens() -> None:
    assert is_handle("amara-obi")
    assert not any(map(is_handle, ("", "Amara", "zoë", "a--b", "-a", "a-", "a b", "a/b", "..", "a" * 121)))
