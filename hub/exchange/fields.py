"""Which field of another system is which of ours: one table of synonyms for people, one for posts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hub.exchange.frontmatter import Value
from hub.exchange.names import NETWORKS

PERSON: dict[str, str] = {
    "handle": "handle id slug username user_name user login nickname nick short_name permalink_name",
    "name": "full_name fullname display_name displayname name preferred_name person advocate",
    "first": "first_name firstname given_name givenname first forename",
    "last": "last_name lastname family_name familyname surname last",
    "headline": "headline role title job_title jobtitle position tagline job occupation",
    "company": "company employer organisation organization org affiliation works_at",
    "pronouns": "pronouns pronoun",
    "photo": "photo image img avatar picture headshot profile_picture profile_image thumbnail",
    "country": "country country_code nation",
    "city": "city town location based_in",
    "languages": "languages language langs lang spoken_languages",
    "topics": "topics topic interests expertise skills specialties specialities tags areas",
    "groups": "groups group chapter region team product_area",
    "feed": "feed rss rss_feed atom blog_feed feed_rss",
    "number": "number member_number member_no",
    "joined": "joined joined_on joined_at join_date date_joined member_since since start_date started",
    "status": "status",
    "tier": "tier level",
    "ask": "ask",
    "kind": "kind",
    "listed": "listed",
    "bio": "bio biography about about_me description body summary profile text",
    "links": "links social socials social_links profiles",
    "aliases": "aliases alias redirect_from old_urls old_url redirects",
    "contributions": "contributions activities",
    "github": "github github_user github_username git_hub",
    "gitlab": "gitlab",
    "twitter": "twitter x twitter_name x_twitter",
    "linkedin": "linkedin linked_in",
    "bluesky": "bluesky bsky",
    "youtube": "youtube",
    "instagram": "instagram",
    "twitch": "twitch",
    "facebook": "facebook",
    "mastodon": "mastodon fediverse",
    "website": "website web site homepage home_page url blog site_web www",
    "private": "email e_mail mail email_address contact_email phone telephone mobile phone_number address street "
    "postcode zip birthday date_of_birth gender",
}
"""What we call it, and what others call it, the most telling first."""

POST: dict[str, str] = {
    "title": "title headline name",
    "authors": "authors author by byline writers creator",
    "date": "date published_at publish_date pubdate published_on created created_at date_published posted",
    "updated": "updated updated_at last_modified_at lastmod last_updated modified date_updated date_modified",
    "tags": "tags tag keywords categories category topics labels",
    "summary": "description summary excerpt abstract teaser intro subtitle dek lede",
    "cover": "cover image cover_image feature_image featured_image hero_image thumbnail banner og_image",
    "cover_alt": "cover_alt image_alt cover_image_alt feature_image_alt alt",
    "canonical": "canonical canonical_url",
    "language": "language lang locale",
    "draft": "draft",
    "published": "published",
    "slug": "slug",
    "aliases": "aliases redirect_from redirects old_urls permalink url",
    "groups": "groups group product",
    "disclosure": "disclosure",
    "translation_of": "translation_of",
}

_SUFFIXES = ("_handle", "_url", "_link", "_username", "_user", "_profile", "_account", "_id", "_name")


def spoken(name: str) -> str:
    """A column's name in one spelling: `Twitter Handle`, `twitterHandle` and `twitter-handle` are one."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


def _index(table: Mapping[str, str]) -> dict[str, str]:
    return {synonym: ours for ours, synonyms in table.items() for synonym in synonyms.split()}


_PERSON_INDEX, _POST_INDEX = _index(PERSON), _index(POST)


def person_field(name: str) -> str | None:
    """Our field for somebody's column, None when there is none."""
    word = spoken(name)
    if word in _PERSON_INDEX:
        return _PERSON_INDEX[word]
    for suffix in _SUFFIXES:
        base = word.removesuffix(suffix)
        if base != word and base in NETWORKS and not (suffix == "_id" and base in ("github", "gitlab")):
            return base
    return None


def post_field(name: str) -> str | None:
    """Our field for a post's front-matter field, None when there is none."""
    return _POST_INDEX.get(spoken(name))


def gather(fields: Mapping[str, Value], table: Mapping[str, str], ours: str) -> list[tuple[str, Value]]:
    """(their name, value) of every field that means `ours` and holds something, the most telling first."""
    order = table[ours].split()
    of = person_field if table is PERSON else post_field
    found = [(name, value) for name, value in fields.items() if value not in ("", [], {}) and of(name) == ours]
    return sorted(found, key=lambda item: order.index(w) if (w := spoken(item[0])) in order else len(order))
