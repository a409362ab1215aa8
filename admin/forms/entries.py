"""A form for each kind of entry, made from its description."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from admin.forms.fields import MultiCheckboxField, at_most, lines_of, needed, options, words_of
from hub.actions.entries import EntryField, EntryKind, EntryText
from hub.content.fields import is_web_url
from hub.model import Moment


def _moment(_form: Any, field: Any) -> None:
    text = (field.data or "").strip()
    if not text:
        return
    try:
        dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValidationError("Choose a day of the calendar") from None


def _time(_form: Any, field: Any) -> None:
    text = (field.data or "").strip()
    if not text:
        return
    try:
        dt.time.fromisoformat(text)
    except ValueError:
        raise ValidationError("Write the time as 19:30") from None


def _address(_form: Any, field: Any) -> None:
    text = (field.data or "").strip()
    if text and not is_web_url(text):
        raise ValidationError("Begin the address with https://")


def _whole(_form: Any, field: Any) -> None:
    if field.raw_data and field.raw_data[0].strip() and field.data is None:
        field.errors = []
        raise ValidationError("Enter a whole number")


def _field(spec: EntryField) -> Any:
    first = [needed(f"Enter {_what(spec)}")] if spec.required else []
    match spec.shape:
        case "text":
            return TextAreaField(spec.label, [*first, at_most(spec.longest)])
        case "flag":
            return BooleanField(spec.label)
        case "number":
            return IntegerField(spec.label, [Optional(), _whole])
        case "moment" | "day":
            return StringField(spec.label, [*first, _moment])
        case "address":
            return StringField(spec.label, [*first, at_most(2000), _address])
        case "people" | "groups":
            return MultiCheckboxField(spec.label, validate_choice=False)
        case _:
            return StringField(spec.label, [*first, at_most(spec.longest)])


def _what(spec: EntryField) -> str:
    if spec.shape in ("moment", "day"):
        return "the day"
    return f"a {spec.label.lower()} of up to {spec.longest} characters" if spec.name == "title" else spec.label.lower()


class EntryForm(FlaskForm):
    """What every entry has: its text, its address, and the digest it was opened at."""

    body = TextAreaField("Text")
    slug = StringField("Address", [at_most(120)])
    digest = HiddenField()
    entry_kind: EntryKind

    def fill(self, words: EntryText, slug: str, digest: str, zone: ZoneInfo) -> None:
        """Show what an entry says, times as the clock in `zone` shows them."""
        for spec in self.entry_kind.fields:
            value = words.values.get(spec.name)
            if spec.shape in ("moment", "day"):
                day, time = day_and_time(value, zone)
                self[spec.name].data = day
                if spec.shape == "moment":
                    self[f"{spec.name}_time"].data = time
            else:
                self[spec.name].data = _shown(spec, value)
        self.body.data, self.slug.data, self.digest.data = words.body, slug, digest

    def words(self) -> EntryText:
        """What was typed, as the file will say it."""
        values = {spec.name: _typed(spec, self[spec.name].data) for spec in self.entry_kind.fields}
        for spec in self.entry_kind.fields:
            time = (self[f"{spec.name}_time"].data or "").strip() if spec.shape == "moment" else ""
            if time and len(str(values[spec.name] or "")) == 10:
                values[spec.name] = f"{values[spec.name]}T{time}"
        return EntryText(values, lines_of(self.body.data))

    def offer(self, people: Iterable[tuple[str, str]], groups: Iterable[tuple[str, str]]) -> None:
        """Fill in whom and what can be chosen; what the file names stays among the choices."""
        choices = {"people": list(people), "groups": list(groups)}
        for spec in self.entry_kind.fields:
            if spec.shape in choices:
                known = choices[spec.shape]
                extra = [(key, key) for key in self[spec.name].data or () if key not in dict(known)]
                self[spec.name].choices = options((*known, *extra))


def _shown(spec: EntryField, value: Any) -> Any:
    match spec.shape:
        case "flag":
            return value if isinstance(value, bool) else str(value).lower() in ("true", "yes")
        case "number":
            return int(value) if str(value or "").lstrip("-").isdigit() else None
        case "words":
            return ", ".join(_items(value))
        case "people" | "groups":
            return _items(value)
        case _:
            return "" if value is None else str(value)


def day_and_time(value: Any, zone: ZoneInfo) -> tuple[str, str]:
    """A day or time of a file for two fields, in `zone`; what is none is shown as it is written."""
    text = str(value or "")
    try:
        moment = Moment.parse(text, zone)
    except (ValueError, OverflowError):
        return text, ""
    return moment.date.isoformat(), "" if moment.whole_day else f"{moment.at.astimezone(zone):%H:%M}"


def _items(value: Any) -> list[str]:
    return [] if value is None else [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def _typed(spec: EntryField, data: Any) -> object | None:
    match spec.shape:
        case "flag":
            return bool(data)
        case "number":
            return data if isinstance(data, int) else None
        case "words":
            return list(words_of(data))
        case "people" | "groups":
            # a page that showed two versions sends several values as lines of one
            return list(dict.fromkeys(key for item in data or () for key in item.split()))
        case "moment" | "day":
            return (data or "").strip().replace(" ", "T")
        case _:
            return " ".join((data or "").split())


@lru_cache(maxsize=16)
def _form_class(kind: EntryKind) -> type[EntryForm]:
    fields = {spec.name: _field(spec) for spec in kind.fields}
    fields |= {f"{spec.name}_time": StringField("Time", [_time]) for spec in kind.fields if spec.shape == "moment"}
    body = TextAreaField(kind.body)
    extra: dict[str, Any] = {"entry_kind": kind, "body": body}
    if any(spec.shape == "file" for spec in kind.fields):
        extra["upload"] = FileField("Add a file")
    return type(f"{kind.key.title()}Form", (EntryForm,), {**fields, **extra})


def entry_form(kind: EntryKind, *, posted: bool = True) -> EntryForm:
    """A form for one kind, filled with what was posted unless told not to be."""
    return _form_class(kind)() if posted else _form_class(kind)(None)
