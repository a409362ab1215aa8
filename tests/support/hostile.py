"""Sending hostile texts through the desk's forms as a browser would, field by field, by what the pages offer."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

SPOKEN = ("text", "search", "email", "url", "tel", "password", "number", "date", "time", "datetime-local", "textarea")
"""Kinds of field a person types into."""


@dataclass
class Field:
    """One field of a form: its kind, and its value as the page holds it."""

    name: str
    kind: str
    value: str
    wrong: bool = False


@dataclass
class PageForm:
    """A form of a page: where it is sent, and what it holds."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def typed(self) -> list[Field]:
        """The fields a person types into."""
        return [found for found in self.fields if found.kind in SPOKEN]

    def values(self) -> dict[str, list[str]]:
        """What a browser would send if nothing were touched and no button had a name."""
        found: dict[str, list[str]] = {}
        for one in self.fields:
            if one.kind not in ("file", "submit"):
                found.setdefault(one.name, []).append(one.value)
        return found

    def named(self, name: str) -> list[Field]:
        """The fields of one name."""
        return [found for found in self.fields if found.name == name]


class _Reader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._text: Field | None = None
        self._select: tuple[str, list[str], bool] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = PageForm(at.get("action", ""), at.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag == "textarea":
            self._text = Field(at.get("name", ""), "textarea", "", at.get("aria-invalid") == "true")
            self._open.fields.append(self._text)
        elif tag == "select":
            self._select = (at.get("name", ""), [], "multiple" in at)
        elif tag == "option" and self._select is not None:
            name, seen, multiple = self._select
            if "selected" in at or (not seen and not multiple):
                self._open.fields = [f for f in self._open.fields if multiple or f.name != name]
                self._open.fields.append(Field(name, "select", at.get("value", "")))
            seen.append(at.get("value", ""))
        elif tag in ("input", "button") and at.get("name"):
            fixed = "readonly" in at or "hidden" in at
            self._input(at, "submit" if tag == "button" else "hidden" if fixed else at.get("type", "text"))

    def _input(self, at: Mapping[str, str], kind: str) -> None:
        assert self._open is not None
        if kind in ("checkbox", "radio") and "checked" not in at:
            return
        value = at.get("value", "y" if kind == "checkbox" else "")
        self._open.fields.append(Field(at["name"], kind, value, at.get("aria-invalid") == "true"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data


def forms_of(html: str) -> list[PageForm]:
    """The forms of a page."""
    reader = _Reader()
    for part in re.findall(r"<form\b.*?</form>", html, re.DOTALL):  # the parser is slow, and the rest holds no form
        reader.feed(part)
    for form in reader.forms:
        for one in form.fields:
            if one.kind == "textarea":  # a browser drops the line end that follows the tag
                one.value = one.value.removeprefix("\r\n") if one.value[:2] == "\r\n" else one.value.removeprefix("\n")
    return reader.forms


def plain(text: str) -> str:
    """A text as a field may hand it back: blanks run together, what HTML cannot hold left out."""
    kept = (c for c in text if c in "\t\n\r\f" or (ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000))
    return " ".join("".join(kept).split())


def tiny_picture() -> bytes:
    """A picture of a few pixels."""
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "#2f5d50").save(out, "PNG")
    return out.getvalue()


@dataclass
class Sender:
    """One person's browser that types a hostile text wherever it can, and keeps every page that answers.

    `answers` are the pages to be opened later; `faults` what must not happen, in words.
    """

    client: FlaskClient
    answers: list[str]
    faults: list[str]
    address: str = "127.0.0.1"
    opened: dict[str, PageForm] = field(default_factory=dict)

    def ask(self, method: str, url: str, *, keep: bool = True, **more: object) -> TestResponse:
        """Send one request; an answer of 500 is a fault, and so is a refusal without words. `keep` keeps a refusal."""
        answer = self.client.open(url, method=method, environ_overrides={"REMOTE_ADDR": self.address}, **more)
        told = f"{method} {url} {str(more.get('data', more.get('query_string', '')))[:300]}"
        if answer.status_code >= 500:
            self.faults.append(f"{answer.status_code} to {told}")
        if answer.status_code >= 400 and answer.mimetype == "text/html":
            if keep:
                self.answers.append(answer.text)
            if len(_told(answer.text)) < 40:
                self.faults.append(f"no words with {answer.status_code} to {told}")
        return answer

    def get(self, url: str, *, keep: bool = False, **query: str) -> str:
        """A page; with `keep` it is opened later too, because what was asked for may stand in it."""
        answer = self.ask("GET", url, query_string=query)
        if keep and answer.status_code < 400:
            self.answers.append(answer.text)
        return answer.text

    def fill(
        self,
        page: str,
        text: str,
        *,
        submit: str = "",
        fixed: Mapping[str, str | list[str]] | None = None,
        good: Mapping[str, str] | None = None,
        leave: Iterable[str] = (),
        file: tuple[str, str] | None = None,
        said: Mapping[str, str] | None = None,
        again: bool = False,
    ) -> TestResponse:
        """Type `text` into every field of a form, and send it; what is refused is mended one round after another.

        `submit` is how the form's address ends, where a page has several. `fixed` holds what is not hostile from the
        start, `good` what stands in for the text where it is refused (else what the page held), `leave` what is not
        touched, `file` the name of a file field and of the picture put there, `said` other texts for some fields.
        With `again` the form may be one that was opened before.
        """
        form = self._form(page, submit, again)
        url = urljoin(page, form.action) if form.action else page
        values, kept, mended = form.values(), set(leave) | set(fixed or {}), set[str]()
        values |= {name: [value] if isinstance(value, str) else value for name, value in (fixed or {}).items()}
        values |= {one.name: [text] for one in form.typed() if one.name not in kept}
        values |= {name: [words] for name, words in (said or {}).items()}
        before = {one.name: one.value for one in form.fields}
        for turn in range(6):
            answer = self._send(url, values, file, keep=turn == 0)
            if answer.status_code != 422:
                return answer
            back = _form_of(answer.text, submit)
            self._compare(url, values, back)
            wrong = {one.name for one in back.fields if one.wrong} - mended
            wrong = wrong or {one.name for one in form.typed() if one.name not in kept} - mended - {"title", "body"}
            mended |= wrong
            for name in wrong:
                values[name] = [(good or {}).get(name, before.get(name, ""))]
            if file and not any(one.wrong for one in back.fields if one.kind != "file"):
                file = (file[0], "plain.png")
        self.faults.append(f"POST {url} is refused whatever is mended: {text[:80]!r}: {_told(answer.text)}")
        return answer

    def _form(self, page: str, submit: str, again: bool) -> PageForm:
        if not again:
            return _form_of(self.get(page), submit)
        if page not in self.opened:
            self.opened[page] = _form_of(self.get(page), submit)
        return self.opened[page]

    def once(self, page: str, text: str, fixed: Mapping[str, str] | None = None) -> TestResponse:
        """Type `text` into every field of a form and send it once, whatever comes back."""
        form = self._form(page, "", True)
        values = form.values() | {one.name: [text] for one in form.typed()}
        values |= {name: [value] for name, value in (fixed or {}).items()}
        answer = self._send(page, values, None, keep=True)
        if answer.status_code == 422:
            self._compare(page, values, _form_of(answer.text, ""))
        return answer

    def _send(
        self, url: str, values: Mapping[str, list[str]], file: tuple[str, str] | None, keep: bool
    ) -> TestResponse:
        data: dict[str, object] = dict(values)
        if file:
            data[file[0]] = (io.BytesIO(tiny_picture()), file[1])
        return self.ask("POST", url, keep=keep, data=data)

    def _compare(self, url: str, sent: Mapping[str, list[str]], back: PageForm) -> None:
        """Every typed field comes back as it was sent, passwords aside."""
        for one in back.typed():
            if one.kind != "password" and one.name in sent and plain(one.value) != plain(sent[one.name][-1]):
                self.faults.append(f"{url} lost what was typed as {one.name}: {sent[one.name][-1][:80]!r}")


def _form_of(html: str, submit: str) -> PageForm:
    forms = [form for form in forms_of(html) if form.method == "post" and form.action.endswith(submit)]
    forms = [form for form in forms if form.typed() or any(one.kind == "file" for one in form.fields)] or forms
    if not forms:
        raise LookupError(f"no form {submit!r} in: {_told(html)}")
    return max(forms, key=lambda form: len(form.typed()))


def _told(html: str) -> str:
    """The words of a page, roughly."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition("<main")[2] or html).split())[:600]


def where(answer: TestResponse) -> str:
    """The path an answer leads to."""
    return urlsplit(answer.headers.get("Location", "")).path


def texts(folder: Path) -> list[str]:
    """The strings and payloads of the two collections, in their order."""
    import json

    strings = json.loads((folder / "hostile/blns/blns.json").read_text(encoding="utf-8"))
    payloads = json.loads((folder / "hostile/dompurify/payloads.json").read_text(encoding="utf-8"))
    return [*strings, *(item["payload"] for item in payloads)]
