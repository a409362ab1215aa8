"""The form of a profile: each field with its own public switch."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from babel import Locale
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from admin.forms.fields import at_most, lines_of, needed, options, words_of
from hub.actions.persons import FIELD_NAMES, SWITCHES, Current
from hub.content.fields import is_web_url
from hub.model import Link
from hub.records.kinds import Profile, ProfileEdit

HINTS = {
    "headline": "One line under your name",
    "pronouns": "Such as she/her or they/them",
    "city": "",
    "languages": "Codes, with commas between: en, ar, pt-BR",
    "topics": "What you write about, with commas between",
    "links": "One a line: Blog https://example.org",
    "feed": "The address of its RSS or Atom feed",
    "ask": "An address where people can ask you something",
    "bio": "Three sentences are plenty. Markdown works.",
    "country": "",
}


def _countries() -> list[tuple[str, str]]:
    names = Locale("en").territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NOT]
    return [("", "Not said"), *sorted(found, key=lambda pair: pair[1])]


_NOT = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})
"""Codes that stand for no country."""


class ProfileForm(FlaskForm):
    """What somebody says of themselves. `seen` tells what the form was made from."""

    name = StringField("Name", [needed("Enter a name"), at_most(120)])
    headline = StringField("Headline", [at_most(300)])
    pronouns = StringField("Pronouns", [at_most(60)])
    photo = HiddenField()
    upload = FileField("Photo")
    no_photo = BooleanField("Take the photo off")
    country = SelectField("Country", choices=options(_countries()), validate_choice=False)
    city = StringField("City", [at_most(120)])
    languages = StringField("Languages", [at_most(1000)])
    topics = StringField("Topics", [at_most(1000)])
    links = TextAreaField("Links", [at_most(10_000)])
    feed = StringField("Feed of your own blog", [at_most(2000)])
    ask = StringField("Where people can ask you", [at_most(2000)])
    bio = TextAreaField("About you", [at_most(20_000)])
    seen = HiddenField()

    def profile(self, before: Profile) -> Profile:
        """What was typed, as a profile."""
        return replace(
            before,
            name=_line(self.name.data),
            headline=_line(self.headline.data),
            pronouns=_line(self.pronouns.data),
            photo=None if self.no_photo.data else (self.photo.data or None),
            country=self.country.data or None,
            city=_line(self.city.data),
            languages=words_of(self.languages.data),
            topics=words_of(self.topics.data),
            links=links_of(self.links.data),
            feed=_line(self.feed.data) or None,
            ask=_line(self.ask.data) or None,
            bio=lines_of(self.bio.data).strip(),
        )

    def hidden(self) -> tuple[str, ...]:
        """The fields whose switch is off."""
        return tuple(name for name in SWITCHES if not self[f"show_{name}"].data)

    @classmethod
    def of(cls, current: Current, edit: ProfileEdit | None = None) -> ProfileForm:
        """The form as a profile is now, or as the change on its way has it."""
        p = edit.profile if edit else current.profile
        off = edit.hidden if edit else current.hidden
        return cls(
            formdata=None,
            **typed(p),
            **{f"show_{name}": name not in off for name in SWITCHES},
            seen=current.mark,
        )


for _name in SWITCHES:
    setattr(ProfileForm, f"show_{_name}", BooleanField(f"Show {FIELD_NAMES[_name].lower()} on the hub", default=True))


def typed(profile: Profile) -> dict[str, Any]:
    """A profile as the form's fields have it."""
    return {
        "name": profile.name,
        "headline": profile.headline,
        "pronouns": profile.pronouns,
        "photo": profile.photo or "",
        "country": profile.country or "",
        "city": profile.city,
        "languages": ", ".join(profile.languages),
        "topics": ", ".join(profile.topics),
        "links": "\n".join(f"{link.label} {link.url}" for link in profile.links),
        "feed": profile.feed or "",
        "ask": profile.ask or "",
        "bio": profile.bio,
    }


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def links_of(text: str | None) -> tuple[Link, ...]:
    """Links out of lines: a name and an address, or an address alone, which names itself by its host."""
    found = []
    for line in lines_of(text).split("\n"):
        line = line.strip()
        if not line:
            continue
        label, url = _split(line)
        found.append(Link(label or _host(url), url))
    return tuple(found)


def _split(line: str) -> tuple[str, str]:
    words = line.split()
    url = words[-1]
    if not is_web_url(url) and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", url):
        url = f"https://{url}"
    return " ".join(words[:-1]).rstrip(":").strip(), url


def _host(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).split("/")[0] or url
