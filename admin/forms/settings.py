"""Forms of the settings: a section each, lists row by row, and the first page of a new hub."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DecimalField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Optional, ValidationError

from admin.forms.fields import at_most, lines_of, needed, options
from hub.content.fields import is_web_url, without_controls
from hub.content.settings import is_language

Changes = dict[str, object | None]
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_MAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def is_colour(_form: Any, field: Any) -> None:
    """A colour as `#rrggbb`, or nothing."""
    if field.data and not _COLOUR.fullmatch(field.data.strip()):
        raise ValidationError("Enter a colour as #01627c")


def is_mail(_form: Any, field: Any) -> None:
    """One e-mail address, or nothing."""
    if field.data and not _MAIL.fullmatch(field.data.strip()):
        raise ValidationError("Enter an e-mail address, such as program@example.com")


def is_web(_form: Any, field: Any) -> None:
    """A web address, or nothing."""
    if field.data and not is_web_url(field.data.strip()):
        raise ValidationError("Begin the address with https://")


def is_base(_form: Any, field: Any) -> None:
    """The address of a hub: no question mark, nothing after #."""
    text = (field.data or "").strip()
    if not is_web_url(text) or "?" in text or "#" in text:
        raise ValidationError("Enter an address such as https://advocates.example.com")


@lru_cache(maxsize=1)
def time_zones() -> tuple[SelectChoice, ...]:
    """Every time zone under its part of the world."""
    found = options([("UTC", "UTC")], "Everywhere")
    for region in _REGIONS:
        names = sorted(name for name in available_timezones() if name.startswith(f"{region}/"))
        places = ((name, name.partition("/")[2].replace("_", " ").replace("/", ", ")) for name in names)
        found += options(places, region)
    return tuple(found)


@lru_cache(maxsize=1)
def languages() -> tuple[tuple[str, str], ...]:
    """Every language with its code, by name."""
    names = Locale("en").languages
    known = {tag.replace("_", "-"): name for tag, name in names.items() if is_language(tag.replace("_", "-"))}
    return tuple(sorted(known.items(), key=lambda pair: pair[1]))


class SectionForm(FlaskForm):
    """A section of `hub.toml`: `table` is its table ("" for the top) and each field a key of it."""

    digest = HiddenField()
    table = ""
    kept: tuple[str, ...] = ()

    def keys(self) -> tuple[str, ...]:
        """The fields that are keys of the file."""
        skip = {"digest", "csrf_token", *self.kept}
        return tuple(field.short_name for field in self if field.short_name not in skip)

    def fill(self, values: Mapping[str, Any], digest: str) -> None:
        """Show what the file says."""
        for key in self.keys():
            value = values.get(key)
            self[key].data = value if isinstance(value, bool) else "" if value is None else str(value)
        self.digest.data = digest

    def changes(self, before: Mapping[str, Any]) -> Changes:
        """Keys whose value is another now, dotted; None for those that are empty."""
        found: Changes = {}
        for key in self.keys():
            data = self[key].data
            value = data if isinstance(data, bool) else " ".join(lines_of(data).split()) or None
            if value != before.get(key):
                found[f"{self.table}.{key}" if self.table else key] = value
        return found


class HubForm(SectionForm):
    """The top of the file."""

    title = StringField("Name of the hub", [needed("Enter a name"), at_most(120)])
    tagline = StringField("Tagline", [at_most(300)])
    base_url = URLField("Address of the hub", [needed("Enter the address"), is_base])
    language = SelectField("Language", validate_choice=False)
    time_zone = SelectField("Time zone", validate_choice=False)
    footer = StringField("Sentence at the foot of every page", [at_most(500)])

    def fill(self, values: Mapping[str, Any], digest: str) -> None:
        """Defaults are shown as if they were written."""
        super().fill({"language": "en", "time_zone": "UTC", **values}, digest)

    def changes(self, before: Mapping[str, Any]) -> Changes:
        """A default that is not written stays unwritten."""
        found = super().changes({"language": "en", "time_zone": "UTC", **before})
        if found.get("base_url") and str(found["base_url"]).rstrip("/") == str(before.get("base_url", "")).rstrip("/"):
            del found["base_url"]
        return found

    def offer(self) -> None:
        """Fill in languages and time zones, with those that are set."""
        known = languages()
        chosen = self.language.data or "en"
        self.language.choices = options(known if chosen in dict(known) else ((chosen, chosen), *known))
        self.time_zone.choices = _zones_with(self.time_zone.data)


def _zones_with(chosen: str | None) -> list[SelectChoice]:
    """All time zones, and the one that is set where it goes by an older name."""
    known = list(time_zones())
    if chosen and chosen not in {choice.value for choice in known}:
        known.insert(0, SelectChoice(chosen, chosen, optgroup="Now"))
    return known


class BrandForm(SectionForm):
    """`[brand]`; the two colours are one list in the file."""

    table = "brand"
    kept = ("first", "second", "upload", "no_logo")
    first = StringField("First colour", [needed("Enter a colour as #01627c"), is_colour])
    second = StringField("Second colour", [is_colour])
    upload = FileField("Another logo")
    no_logo = BooleanField("Take the logo away")
    serif = StringField("Fonts for titles and posts", [at_most(300)])
    sans = StringField("Fonts for labels", [at_most(300)])

    def fill(self, values: Mapping[str, Any], digest: str) -> None:
        """The colours one by one."""
        super().fill(values, digest)
        colours = [str(colour) for colour in values.get("colours") or ()] or ["#2f5d50", "#d9a441"]
        self.first.data, self.second.data = colours[0], colours[1] if len(colours) > 1 else ""

    def colours(self) -> list[str]:
        """The colours as typed, small letters."""
        return [c.strip().lower() for c in (self.first.data, self.second.data) if c and c.strip()]

    def changes(self, before: Mapping[str, Any]) -> Changes:
        """The list of colours as a whole."""
        found = super().changes(before)
        old = [str(colour) for colour in before.get("colours") or ()]
        if self.colours() != [colour.lower() for colour in old]:
            found["brand.colours"] = [*self.colours(), *old[2:]]
        if self.no_logo.data and before.get("logo"):
            found["brand.logo"] = None
        return found


class ProgramForm(SectionForm):
    """`[program]`."""

    table = "program"
    name = StringField("Name of the program", [at_most(120)])
    contact = EmailField("Contact address", [is_mail])
    relationship = TextAreaField("What advocates get", [at_most(1000)])
    about = TextAreaField("About the program", [at_most(1000)])
    terms = StringField("Where the terms can be read", [at_most(500)])


class DeskForm(SectionForm):
    """`[desk]`."""

    table = "desk"
    url = URLField("Address of this desk", [is_web])
    publish_on_approval = BooleanField("Publish by itself a moment after something is approved")

    def fill(self, values: Mapping[str, Any], digest: str) -> None:
        """Publishing on approval is the default."""
        super().fill({"publish_on_approval": True, **values}, digest)

    def changes(self, before: Mapping[str, Any]) -> Changes:
        """The default stays unwritten."""
        return super().changes({"publish_on_approval": True, **before})


# --------------------------------------------------------------------------------------------------------- lists


class _Row(Form):
    key = HiddenField()
    name = StringField("Name", [at_most(80)])


class _TierRow(_Row):
    summary = StringField("In a sentence", [at_most(300)])
    colour = StringField("Colour", [is_colour])


class _TypeRow(_Row):
    weight = DecimalField("Weight", [Optional()], places=None)
    kind = RadioField(
        "Kind",
        choices=options([("direct", "Direct"), ("indirect", "Indirect")]),
        default="direct",
        validate_choice=False,
    )

    def validate_kind(self, field: RadioField) -> None:
        """One of the two."""
        if field.data not in ("direct", "indirect"):
            raise ValidationError("Choose direct or indirect")

    def validate_weight(self, field: DecimalField) -> None:
        """A number, and none below nothing."""
        if field.data is None or not field.data.is_finite() or field.data < 0:
            field.errors = []
            raise ValidationError("Enter a number from 0 up")


class RowsForm(FlaskForm):
    """A list of tables, a row each."""

    digest = HiddenField()
    rows: FieldList

    def filled(self) -> list[dict[str, Any]]:
        """The rows that say something, as typed."""
        return [row for row in self.typed() if any(v for k, v in row.items() if k not in ("kind",))]

    def typed(self) -> list[dict[str, Any]]:
        """All rows as typed, empty ones too."""
        return [dict(entry.data) for entry in self.rows.entries]

    def nameless(self) -> bool:
        """Note every row that says something and has no name; whether there is one."""
        found = False
        for entry in self.rows.entries:
            row = entry.data
            name = without_controls(row.get("name") or "").strip()
            if not name and any(v for k, v in row.items() if k != "kind"):
                entry.form["name"].errors = ["Enter a name"]
                found = True
        return found


class TiersForm(RowsForm):
    """`[[tiers]]`, lowest first."""

    rows = FieldList(FormField(_TierRow))


class GroupsForm(RowsForm):
    """`[[groups]]`."""

    rows = FieldList(FormField(_Row))


class ContributionsForm(RowsForm):
    """`[[contributions]]`."""

    rows = FieldList(FormField(_TypeRow))


SECTION_FORMS: Mapping[str, type[SectionForm]] = {
    "hub": HubForm,
    "brand": BrandForm,
    "program": ProgramForm,
    "desk": DeskForm,
}
ROW_FORMS: Mapping[str, type[RowsForm]] = {
    "tiers": TiersForm,
    "groups": GroupsForm,
    "contributions": ContributionsForm,
}


def rows_form(section: str, rows: Sequence[Mapping[str, Any]], digest: str) -> RowsForm:
    """A form of the given rows."""
    make: Callable[..., RowsForm] = ROW_FORMS[section]
    return make(None, data={"rows": [dict(row) for row in rows], "digest": digest})


class SetUpForm(FlaskForm):
    """All that a new hub has to know about itself."""

    name = StringField("What is the program called?", [needed("Enter a name"), at_most(120)])
    tagline = StringField("What is it about, in one sentence?", [at_most(300)])
    contact = EmailField("Which address may people write to?", [needed("Enter an e-mail address"), is_mail])
    base_url = URLField("Where will the hub be?", [needed("Enter the address"), is_base])
    time_zone = SelectField("Whose midnight counts?", validate_choice=False)
    terms = TextAreaField("What do advocates agree to?", [at_most(20_000)])
    digest = HiddenField()

    def offer(self) -> SetUpForm:
        """Fill in the time zones."""
        self.time_zone.choices = _zones_with(self.time_zone.data)
        return self
