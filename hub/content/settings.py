"""`hub.toml` into settings; an unknown key names the nearest known one and its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from hub.content.fields import has_controls, is_web_url, nearest, without_controls
from hub.model import (
    Brand,
    ContributionType,
    DeskSettings,
    Group,
    Host,
    Problems,
    Program,
    Settings,
    Tier,
    is_handle,
)
from hub.model.settings import HOST_KINDS, HOST_NEEDS, HOST_OPTIONS, HostOption

FILE = "hub.toml"
TOP = ("title", "tagline", "base_url", "language", "time_zone", "footer")
TABLES: dict[str, tuple[str, ...]] = {
    "brand": ("colours", "logo", "serif", "sans"),
    "program": ("name", "contact", "relationship", "terms", "about"),
    "desk": ("url", "publish_on_approval"),
}
LISTS: dict[str, tuple[str, ...]] = {
    "tiers": ("key", "name", "colour", "summary"),
    "groups": ("key", "name"),
    "contributions": ("key", "name", "weight", "kind"),
}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class _Reader:
    """Typed reads of a parsed TOML file, each complaint with the line the key stands on."""

    def __init__(self, text: str, data: Mapping[str, Any], problems: Problems) -> None:
        self.data, self.problems = data, problems
        self._lines = text.split("\n")

    def line(self, key: str, table: str = "", index: int = 0) -> int:
        """Where `key` stands, by its table's header and, in a list of tables, its index."""
        header = re.compile(rf"\s*\[{{1,2}}\s*{re.escape(table)}(\.\S+)?\s*\]{{1,2}}")
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        seen, inside = -1, not table
        for number, line in enumerate(self._lines, 1):
            if line.lstrip().startswith("["):
                if table and header.match(line):
                    seen += 1
                inside = bool(table) and seen == index and bool(header.match(line))
                if inside and not key:
                    return number
            elif inside and pattern.match(line):
                return number
        return 1

    def wrong(self, what: str, cure: str, key: str = "", table: str = "", index: int = 0) -> None:
        self.problems.add(FILE, self.line(key, table, index), what, cure)

    def unknown(self, given: Mapping[str, Any], known: tuple[str, ...], table: str = "", index: int = 0) -> None:
        for key in given:
            if key not in known:
                place = f" in [{table}]" if table else ""
                line = (
                    self.line(key, table, index)
                    if table or not isinstance(given[key], dict | list)
                    else self.line("", key)
                )
                cure = nearest(key, known, f"known are {', '.join(known)}")
                self.problems.add(FILE, line, f"unknown key `{key}`{place}", cure)

    def text(
        self, given: Mapping[str, Any], key: str, table: str = "", index: int = 0, *, required: bool = False
    ) -> str:
        value = given.get(key)
        if isinstance(value, str) and (value.strip() or not required):
            if has_controls(value):
                self.wrong(f"`{key}` has invisible control characters", "type it again without them", key, table, index)
                value = without_controls(value)
            return " ".join(value.split())
        if value is None or value == "":
            if required:
                place = f" in [{table}]" if table else ""
                self.wrong(f"`{key}` is missing{place}", f'add a line {key} = "…"', "" if table else key, table, index)
        else:
            self.wrong(f"`{key}` should be text", f'write {key} = "…"', key, table, index)
        return ""

    def table(self, name: str) -> Mapping[str, Any]:
        value = self.data.get(name, {})
        if not isinstance(value, dict):
            self.wrong(f"`{name}` should be a table", f"write [{name}] on a line of its own", name)
            return {}
        self.unknown(value, TABLES[name], name)
        return value

    def list(self, name: str) -> list[Mapping[str, Any]]:
        value = self.data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(f"`{name}` should be a list of tables", f"begin each with [[{name}]]", name)
            return []
        seen: set[str] = set()
        for index, item in enumerate(value):
            self.unknown(item, LISTS[name], name, index)
            key = self.text(item, "key", name, index, required=True)
            self.text(item, "name", name, index, required=True)
            if key and not is_handle(key):
                self.wrong(f"{key!r} cannot be a key", "use a-z, 0-9 and hyphens", "key", name, index)
            if key in seen:
                self.wrong(f"the key {key!r} is used twice in [[{name}]]", "rename one", "key", name, index)
            seen.add(key)
        return value


def read_settings(root: Path, problems: Problems, base_url: str | None = None) -> Settings | None:
    """Read `hub.toml` in `root`; `base_url` overrides the one written there. None when it cannot be used at all."""
    try:
        text = (root / FILE).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.add(
            FILE,
            0,
            "there is no hub.toml here",
            "stand in a hub folder, name one with --hub, or make one with `laurel init`",
        )
        return None
    except UnicodeDecodeError as error:
        problems.add(
            FILE, error.object.count(b"\n", 0, error.start) + 1, "this is not UTF-8 text", "save the file as UTF-8"
        )
        return None
    return parse_settings(text, problems, base_url)


def parse_settings(text: str, problems: Problems, base_url: str | None = None) -> Settings | None:
    """The text of a `hub.toml` into settings, as `read_settings` does."""
    before = len(problems.fatal)
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        problems.add(
            FILE,
            int(found[1]) if found else 1,
            f"the settings cannot be read ({error})",
            "put text in quotes, one key a line",
        )
        return None
    reader = _Reader(text, data, problems)
    reader.unknown(data, (*TOP, *TABLES, *LISTS, "hosts"))
    settings = _settings(reader, data, base_url)
    return settings if len(problems.fatal) == before else None


def _is_zone(name: str) -> bool:
    """Whether there is such a time zone. Listing them all takes long."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return "/" in name or name == "UTC" or name in available_timezones()


def _settings(reader: _Reader, data: Mapping[str, Any], base_url: str | None) -> Settings:
    url = base_url or reader.text(data, "base_url", required=True)
    if url and (not is_web_url(url) or "?" in url or "#" in url):
        reader.wrong(f"`base_url` is no web address: {url!r}", "write https://advocates.example.com", "base_url")
    zone = reader.text(data, "time_zone") or "UTC"
    if not _is_zone(zone):
        reader.wrong(
            f"`time_zone` is not known: {zone!r}",
            nearest(zone, sorted(available_timezones()), 'write it as "Europe/Berlin"'),
            "time_zone",
        )
        zone = "UTC"
    language = reader.text(data, "language") or "en"
    if not is_language(language):
        reader.wrong(f"`language` is not known: {language!r}", "write a language code, such as en or pt-BR", "language")
        language = "en"
    return Settings(
        title=reader.text(data, "title", required=True),
        base_url=url.rstrip("/") + "/",
        tagline=reader.text(data, "tagline"),
        language=language,
        time_zone=ZoneInfo(zone).key,
        footer=reader.text(data, "footer"),
        brand=_brand(reader),
        program=_program(reader),
        tiers=tuple(_tiers(reader)),
        groups=tuple(Group(str(item.get("key", "")), str(item.get("name", ""))) for item in reader.list("groups")),
        contributions=tuple(_contributions(reader)),
        desk=_desk(reader),
        hosts=_hosts(reader, data),
        lines={
            "logo": reader.line("logo", "brand"),
            "name": reader.line("name", "program"),
            "terms": reader.line("terms", "program"),
            "contact": reader.line("contact" if "contact" in data.get("program", {}) else "", "program"),
        },
    )


def is_language(tag: str) -> bool:
    """Whether a BCP 47 tag names a language that Babel knows."""
    if tag == "en":
        return True
    from babel import Locale, UnknownLocaleError  # takes a while

    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _brand(reader: _Reader) -> Brand:
    given, default = reader.table("brand"), Brand()
    colours = given.get("colours", list(default.colours))
    if (
        not isinstance(colours, list)
        or not colours
        or not all(isinstance(c, str) and _COLOUR.fullmatch(c) for c in colours)
    ):
        reader.wrong(
            "`colours` should be a list of colours", 'write colours = ["#01627c", "#f2af48"]', "colours", "brand"
        )
        colours = list(default.colours)
    text = {key: reader.text(given, key, "brand") or None for key in ("logo", "serif", "sans")}
    for key in ("serif", "sans"):
        if text[key] and re.search(r"[;{}<>\\]", text[key] or ""):
            reader.wrong(f"`{key}` is no list of fonts", f'write {key} = "Georgia, serif"', key, "brand")
            text[key] = None
    return Brand(tuple(c.lower() for c in colours), **text)


def _program(reader: _Reader) -> Program:
    given = reader.table("program")
    values = {key: reader.text(given, key, "program") for key in TABLES["program"]}
    if values["contact"] and not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+", values["contact"]):
        reader.wrong("`contact` is no e-mail address", 'write contact = "program@example.com"', "contact", "program")
        values["contact"] = ""
    return Program(
        values["name"], values["contact"] or None, values["relationship"], values["terms"] or None, values["about"]
    )


def _tiers(reader: _Reader) -> list[Tier]:
    found = []
    for index, item in enumerate(reader.list("tiers")):
        colour = item.get("colour")
        if colour is not None and not (isinstance(colour, str) and _COLOUR.fullmatch(colour)):
            reader.wrong("`colour` is no colour", 'write colour = "#01627c"', "colour", "tiers", index)
            colour = None
        summary = reader.text(item, "summary", "tiers", index)
        found.append(Tier(str(item.get("key", "")), str(item.get("name", "")), index + 1, colour, summary))
    return found


def _contributions(reader: _Reader) -> list[ContributionType]:
    found = []
    for index, item in enumerate(reader.list("contributions")):
        weight, kind = item.get("weight", 1), item.get("kind", "direct")
        if isinstance(weight, bool) or not isinstance(weight, int | float) or weight < 0:
            reader.wrong("`weight` should be a number", "write weight = 1", "weight", "contributions", index)
            weight = 1
        if kind not in ("direct", "indirect"):
            reader.wrong(f"`kind` cannot be {kind!r}", "use direct or indirect", "kind", "contributions", index)
        found.append(
            ContributionType(str(item.get("key", "")), str(item.get("name", "")), float(weight), kind != "indirect")
        )
    return found


def _desk(reader: _Reader) -> DeskSettings:
    given = reader.table("desk")
    url, on_approval = reader.text(given, "url", "desk") or None, given.get("publish_on_approval", True)
    if url and not is_web_url(url):
        reader.wrong(f"`url` is no web address: {url!r}", "begin it with https://", "url", "desk")
        url = None
    if not isinstance(on_approval, bool):
        reader.wrong(
            "`publish_on_approval` should be true or false",
            "write publish_on_approval = true",
            "publish_on_approval",
            "desk",
        )
    return DeskSettings(url, on_approval is True)


def _hosts(reader: _Reader, data: Mapping[str, Any]) -> tuple[Host, ...]:
    given = data.get("hosts", {})
    if not isinstance(given, dict) or not all(isinstance(options, dict) for options in given.values()):
        reader.wrong("`hosts` should hold tables", "write [hosts.NAME] on a line of its own", "hosts")
        return ()
    return tuple(_host(reader, name, options) for name, options in given.items())


def _host(reader: _Reader, name: str, given: Mapping[str, Any]) -> Host:
    table = f"hosts.{name}"
    if not is_handle(name):
        reader.wrong(f"{name!r} cannot be the name of a host", "use a-z, 0-9 and hyphens", "", table)
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in HOST_KINDS:
        known = f"write kind = one of {', '.join(HOST_KINDS)}"
        what = f"`kind` cannot be {kind!r}" if kind is not None else f"`kind` is missing in [{table}]"
        reader.wrong(what, nearest(str(kind), tuple(HOST_KINDS), known), "kind" if "kind" in given else "", table)
        return Host(name)
    types = {**HOST_OPTIONS, **HOST_KINDS[kind]}
    secret = [key for key in given if key not in types and _SECRET.search(key)]
    for key in secret:
        variable = f"LAUREL_HOST_{name.upper().replace('-', '_')}_…"
        cure = f"take it out and set {variable} or a file in data/hosts/{name}/, as docs/hosts.md tells"
        reader.wrong(f"`{key}` in [{table}] looks like a secret, and hub.toml is public", cure, key, table)
    reader.unknown({key: value for key, value in given.items() if key not in secret}, tuple(types), table)
    for key in HOST_NEEDS[kind]:
        if not given.get(key):
            reader.wrong(f"`{key}` is missing in [{table}]", f'add a line {key} = "…"', "", table)
    options = {key: _host_option(reader, table, given, key, types[key]) for key in given if key in types}
    return Host(name, kind, {key: value for key, value in options.items() if value is not None and key != "kind"})


_SECRET = re.compile(r"passw|passphrase|secret|token|credential|access_?key|api_?key|private", re.IGNORECASE)


def _host_option(reader: _Reader, table: str, given: Mapping[str, Any], key: str, kind: type) -> HostOption | None:
    """One option of a host, of its type and fit to be part of a command; None where it is not."""
    value: Any = given[key]
    if kind is tuple and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if kind is tuple or not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        write = {str: 'text: "…"', int: "a whole number", bool: "true or false", tuple: 'a list of texts: ["…"]'}[kind]
        reader.wrong(f"`{key}` in [{table}] should be {write}", f"write it as {write}", key, table)
        return None
    if isinstance(value, bool | int):
        return value
    text = reader.text(given, key, table)
    allowed = _HOST_TEXT.get(key, _NO_OPTION)
    if text and not allowed[0].fullmatch(text):
        reader.wrong(f"`{key}` in [{table}] cannot be {text!r}", allowed[1], key, table)
        return None
    return text


_NO_OPTION = re.compile(r"[^-].*"), "begin it with something else than a hyphen"
_HOST_TEXT = {
    "server": (
        re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*|[0-9a-fA-F:]+"),
        "write the server's name alone: web.example.com",
    ),
    "user": (re.compile(r"[A-Za-z0-9_][A-Za-z0-9._@+-]*"), "write the name of the account on the server"),
    "bucket": (re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,}"), "write the bucket's name alone"),
    "branch": (re.compile(r"(?!.*(\.\.|//|\.lock$))[A-Za-z0-9_][A-Za-z0-9._/-]*(?<![./])"), "write it like gh-pages"),
    "cname": (
        re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z0-9-]+"),
        "write the hub's domain alone: people.example.com",
    ),
    "author": (re.compile(r"[^<>]+ <[^<>@\s]+@[^<>@\s]+>"), 'write author = "Our Hub <hub@example.com>"'),
    "endpoint": (re.compile(r"https?://[^\s/?#@]+/?"), "write https:// and the server's name"),
    "url": (re.compile(r"https?://[^\s?#@]+"), "write the address the hub is reached at"),
    "prefix": (
        re.compile(r"/?(?!\.{1,2}(?:/|$))[^/\s\\]+(?:/(?!\.{1,2}(?:/|$))[^/\s\\]+)*/?"),
        "write a folder such as hub or people/hub",
    ),
}
"""How the options look that end up in commands and addresses."""
