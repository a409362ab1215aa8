"""Countries, accounts and field names as people write them."""

from __future__ import annotations

import pytest

from hub.exchange.fields import person_field
from hub.exchange.names import country_code, profile_link


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("🇩🇪", "DE"),
        (" 🇮🇳 ", "IN"),
        ("no", "NO"),
        ("KEN", "KE"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "GB"),
        ("The Netherlands", "NL"),
        ("côte d’ivoire", "CI"),
        ("🇽🇽", None),
        ("😀", None),
        ("Middle-earth", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_flag_code_and_name(text: str, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("network", "value", "link"),
    [
        ("github", "ada", ("GitHub", "https://github.com/ada")),
        ("github", "github.com/ada", ("GitHub", "https://github.com/ada")),
        ("github", "https://ada.example/", ("Website", "https://ada.example/")),
        ("twitter", "@ada", ("X", "https://x.com/ada")),
        ("twitter", "https://twitter.com/ada", ("X", "https://twitter.com/ada")),
        ("linkedin", "ada-obi-1", ("LinkedIn", "https://www.linkedin.com/in/ada-obi-1")),
        ("mastodon", "@ada@social.example", ("Mastodon", "https://social.example/@ada")),
        ("website", "ada.example/me", ("Website", "https://ada.example/me")),
        ("website", "javascript:alert(1)", None),
        ("github", "a b", None),
        ("github", "https://evil.example/github.com", ("Website", "https://evil.example/github.com")),
    ],
)
def test_an_account_becomes_an_address(network: str, value: str, link: tuple[str, str] | None) -> None:
    assert profile_link(network, value) == link


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("First Name", "first"),
        ("twitterHandle", "twitter"),
        ("github_url", "github"),
        ("githubID", None),
        ("E-mail", "private"),
        ("jobTitle", "headline"),
        ("tscMemberSince", None),
    ],
)
def test_a_column_is_known_by_its_synonyms(theirs: str, ours: str | None) -> None:
    assert person_field(theirs) == ours
