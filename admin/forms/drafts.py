"""The form in which a post is written, and those by which it is decided about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import FieldList as Fields
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from admin.forms.fields import at_most, lines_of, words_of
from hub.actions.drafts import LONGEST_SLUG
from hub.actions.drafttext import too_heavy
from hub.actions.review import DISCLOSED, REASONS
from hub.content.fields import is_web_url
from hub.content.settings import is_language
from hub.model import Disclosure, slugify
from hub.records.kinds import Draft

SPARE = 2
"""Empty rows offered for things an author got."""
LABELS = {
    "title": "Title",
    "body": "Text",
    "summary": "Summary",
    "tags": "Topics",
    "groups": "Groups",
    "cover": "Cover",
    "cover_alt": "What the cover shows",
    "disclosed": "Did you get anything for this?",
    "language": "Language",
    "canonical": "First published at",
    "slug": "Address",
    "authors": "Authors",
}


def _choices(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    return [SelectChoice(value, label) for value, label in pairs]


def _date(_form: Any, field: Any) -> None:
    text = (field.data or "").strip()
    if text:
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            raise ValidationError("Choose a day of the calendar") from None


def _time(_form: Any, field: Any) -> None:
    text = (field.data or "").strip()
    if text:
        try:
            dt.time.fromisoformat(text.zfill(5))
        except ValueError:
            raise ValidationError("Write the time as 09:30") from None


def _light(_form: Any, field: Any) -> None:
    if heavy := too_heavy(lines_of(field.data)):
        raise ValidationError(heavy)


def _address(_form: Any, field: Any) -> None:
    if field.data and field.data.strip() and not is_web_url(field.data.strip()):
        raise ValidationError("Begin the address with https://")


def _language(_form: Any, field: Any) -> None:
    if field.data and field.data.strip() and not is_language(field.data.strip()):
        raise ValidationError("Write a language's code, such as en, de or pt-BR")


def _topics(_form: Any, field: Any) -> None:
    for tag in words_of(field.data):
        slug = slugify(tag)
        if not slug or slug == "page" or len(slug.encode()) > LONGEST_SLUG:
            raise ValidationError(f"“{tag[:60]}” cannot be a topic. Use a word or two")


_KINDS = _choices([("", "Choose a kind"), *DISCLOSED.items()])


class GotForm(Form):
    """One thing an author got."""

    kind = SelectField("What kind", choices=_KINDS, validate_choice=False)
    item = StringField("What", [at_most(300)])
    date = StringField("When", [_date])


class DraftForm(FlaskForm):
    """A post as it is written. `version` is the one the page was opened at."""

    title = StringField("Title", [at_most(300)])
    body = TextAreaField("Text", [_light])
    summary = TextAreaField("Summary", [at_most(500)])
    tags = StringField("Topics", [at_most(1000), _topics])
    groups = SelectMultipleField(
        "Groups", validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    cover = HiddenField()
    cover_file = FileField("Cover")
    no_cover = BooleanField("Take the cover off")
    cover_alt = StringField("What the cover shows", [at_most(1000)])
    disclosed = RadioField(
        LABELS["disclosed"], choices=_choices([("none", "Nothing"), ("yes", "Yes, this:")]), validate_choice=False
    )
    got = Fields(FormField(GotForm), max_entries=20)
    language = StringField("Language", [_language])
    canonical = StringField("First published at", [at_most(2000), _address])
    slug = StringField("Address", [at_most(120)])
    authors = SelectMultipleField(
        "Authors", validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    add_author = StringField("Add an author", [at_most(200)])
    picture = FileField("Picture")
    picture_alt = StringField("What the picture shows", [at_most(1000)])
    version = HiddenField()

    def offer(self, groups: Iterable[tuple[str, str]], authors: Iterable[tuple[str, str]]) -> None:
        """Fill in what can be chosen; groups the post names stay among the choices."""
        known = list(groups)
        extra = [(key, key) for key in self.groups.data or () if key not in dict(known)]
        self.groups.choices = _choices([*known, *extra])
        self.authors.choices = _choices(authors)

    def fill(self, draft: Draft) -> None:
        """Show what a draft says."""
        for name, value in _shown(draft).items():
            self[name].data = value
        for item in draft.disclosure or ():
            date = item.date.isoformat() if item.date else ""
            self.got.append_entry({"kind": item.kind, "item": item.item, "date": date})
        self.spare()

    def spare(self) -> None:
        """Leave empty rows for more things the author got."""
        empty = sum(1 for row in self.got if not (row.form.item.data or row.form.kind.data))
        for _ in range(max(0, SPARE - empty)):
            self.got.append_entry()

    def values(self) -> dict[str, Any]:
        """What was typed, as a draft keeps it; authors and cover are the view's matter."""
        return {
            "title": self.title.data or "",
            "body": lines_of(self.body.data),
            "summary": self.summary.data or "",
            "tags": words_of(self.tags.data),
            "groups": _many(self.groups.data),
            "cover_alt": self.cover_alt.data or "",
            "disclosure": self._disclosure(),
            "language": self.language.data or "",
            "canonical": self.canonical.data or "",
            "slug": self.slug.data or "",
        }

    def chosen_authors(self) -> tuple[str, ...]:
        """The handles left among the authors."""
        return _many(self.authors.data)

    def _disclosure(self) -> tuple[Disclosure, ...] | None:
        """None while unanswered; also while "yes" says nothing yet."""
        if self.disclosed.data == "none":
            return ()
        if self.disclosed.data != "yes":
            return None
        found = []
        for row in self.got:
            kind, item, date = row.form.kind.data or "", (row.form.item.data or "").strip(), row.form.date.data or ""
            if kind in DISCLOSED or item:
                day = dt.date.fromisoformat(date.strip()) if date.strip() and not row.form.date.errors else None
                found.append(Disclosure(cast(Any, kind if kind in DISCLOSED else "other"), item, day))
        return tuple(found) or None


def _many(values: Iterable[str] | None) -> tuple[str, ...]:
    """Several choices, each in a field of its own or all in one on lines of their own."""
    return tuple(dict.fromkeys(line.strip() for value in values or () for line in value.splitlines() if line.strip()))


def _shown(draft: Draft) -> dict[str, Any]:
    answered = draft.disclosure is not None
    return {
        "title": draft.title,
        "body": draft.body,
        "summary": draft.summary,
        "tags": ", ".join(draft.tags),
        "groups": list(draft.groups),
        "cover": draft.cover or "",
        "cover_alt": draft.cover_alt,
        "disclosed": ("yes" if draft.disclosure else "none") if answered else None,
        "language": draft.language or "",
        "canonical": draft.canonical or "",
        "slug": draft.slug,
        "authors": list(draft.authors),
        "version": str(draft.version),
    }


def plain_values(draft: Draft) -> dict[str, str]:
    """A draft's fields as the form would post them, several of one name on lines of their own."""
    found = {}
    for name, value in _shown(draft).items():
        if name != "version":
            found[name] = "\n".join(value) if isinstance(value, list) else value or ""
    for at, item in enumerate(draft.disclosure or ()):
        found |= {f"got-{at}-kind": item.kind, f"got-{at}-item": item.item}
        found[f"got-{at}-date"] = item.date.isoformat() if item.date else ""
    return found


class DecisionForm(FlaskForm):
    """What a reviewer decides."""

    words = TextAreaField("To the author", [at_most(10_000)])
    day = StringField("Day", [_date])
    time = StringField("Time", [_time])
    reason = RadioField("Why it is declined", choices=_choices(REASONS.items()), validate_choice=False)
    version = HiddenField()

    def due(self) -> str:
        """The day and time as a draft keeps them; empty for at once."""
        day, time = (self.day.data or "").strip(), (self.time.data or "").strip()
        return f"{day} {time.zfill(5)}" if day and time else day


class WhyForm(FlaskForm):
    """Why a post is taken off the hub."""

    why = TextAreaField("Why", [at_most(2000)])
    digest = HiddenField()


class BeginForm(FlaskForm):
    """The first words of a new post."""

    title = StringField("Title", [at_most(300)])
    author = StringField("Whose post it is", [at_most(200)])
