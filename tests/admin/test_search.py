"""The search at the top: everything by its name, and nobody finds what they may not see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

Client = Callable[[str | None], FlaskClient]


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("haddad noor", "/people/noor"),
        ("KENJI@mail", "/people/kenji"),
        ("frost", "/posts/live/frost-at-dawn/"),
        ("SALT in", "/posts/d-kenji/"),
        ("first", "/recognition/badges/first-light/"),
        ("open day", "/hub/events/open-day/"),
        ("séa", "/hub/topics/sea/"),
    ],
)
def test_staff_find_people_and_things_by_name(desk_client: Client, words: str, address: str) -> None:
    client = desk_client("reviewer")
    assert f'href="{address}"' in client.get("/search/", query_string={"q": words}).text
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("words", ["kenji", "salt", "fog in the harbour", "open day", "mail.example"])
def test_an_advocate_finds_nothing_that_is_not_theirs(desk_client: Client, words: str) -> None:
    page = desk_client("noor").get("/search/", query_string={"q": words}).text
    for hidden in ("/people/", "d-kenji", "fog-in-the-harbour", "open-day"):
        assert f'href="/people/{hidden}' not in page
        assert hidden not in page.partition("<main")[2]


def test_an_advocate_finds_their_own(desk_client: Client) -> None:
    client = desk_client("noor")
    for words, address in (("ice", "/posts/d-noor/"), ("two roofs", "/posts/live/two-roofs/")):
        assert f'href="{address}"' in client.get("/search/", query_string={"q": words}).text
        assert client.get(address).status_code == 200


def test_nothing_found_says_what_to_try(desk_client: Client) -> None:
    client = desk_client("owner")
    assert "Fewer letters find more" in client.get("/search/?q=zzzz").text
    assert client.get("/search/").status_code == 200


def test_every_page_has_the_search_and_the_bar_of_its_role(desk_client: Client) -> None:
    for who, labels in (
        ("owner", ("Today", "People", "Posts", "Recognition", "Program", "Hub")),
        ("reviewer", ("Today", "People", "Posts", "Recognition", "Program", "Hub")),
        ("noor", ("My page", "Posts", "Profile", "Badges", "Program")),
    ):
        page = desk_client(who).get("/account").text
        assert 'action="/search/"' in page
        bar = page[page.index('<nav class="bar"') : page.index("</nav>")]
        assert all(f"<span>{label}</span>" in bar for label in labels), who
        assert ("/publish/" in page) == (who == "owner")
