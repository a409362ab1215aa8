"""What `hub.toml` says, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Brand:
    """`[brand]`: colours as `#rrggbb`, an optional logo (`media/…`) and font stacks."""

    colours: tuple[str, ...] = ("#2f5d50", "#d9a441")
    logo: str | None = None
    serif: str | None = None
    sans: str | None = None


@dataclass(frozen=True)
class Program:
    """`[program]`: what advocates belong to. `contact` is the one address the hub may show."""

    name: str = ""
    contact: str | None = None
    relationship: str = ""
    terms: str | None = None
    about: str = ""


@dataclass(frozen=True)
class Tier:
    """One of `[[tiers]]`, in rising order; `level` counts from 1. `colour` is None when the theme chooses."""

    key: str
    name: str
    level: int
    colour: str | None = None
    summary: str = ""


@dataclass(frozen=True)
class Group:
    """One of `[[groups]]`: a product area, region or chapter."""

    key: str
    name: str


@dataclass(frozen=True)
class ContributionType:
    """One of `[[contributions]]`."""

    key: str
    name: str
    weight: float = 1.0
    direct: bool = True


@dataclass(frozen=True)
class DeskSettings:
    """`[desk]`."""

    url: str | None = None
    publish_on_approval: bool = True


HostOption = str | int | bool | tuple[str, ...]
SSH_OPTIONS: Mapping[str, type] = {"server": str, "port": int, "user": str, "path": str, "key": str, "known_hosts": str}
HOST_OPTIONS: Mapping[str, type] = {"kind": str, "prefix": str, "confirm": bool, "url": str, "with_publish": bool}
"""What every host may say, and of which type."""
HOST_KINDS: Mapping[str, Mapping[str, type]] = {
    "folder": {"path": str, "switch": bool, "keep": int},
    "rsync": {**SSH_OPTIONS, "options": tuple},
    "sftp": SSH_OPTIONS,
    "s3": {"bucket": str, "endpoint": str, "region": str, "path_style": bool, "acl": str, "page_seconds": int},
    "git": {
        "repository": str,
        "branch": str,
        "cname": str,
        "author": str,
        "history": bool,
        "key": str,
        "known_hosts": str,
    },
    "zip": {"path": str},
}
"""The kinds of host, with the options of each beside those every host has."""
HOST_NEEDS: Mapping[str, tuple[str, ...]] = {
    "folder": ("path",),
    "rsync": ("server", "path"),
    "sftp": ("server", "path"),
    "s3": ("bucket",),
    "git": ("repository",),
    "zip": ("path",),
}
"""The options a kind of host cannot do without."""


@dataclass(frozen=True)
class Host:
    """One of `[hosts.NAME]`: a place the hub is sent to. `options` holds what is written there, `kind` left out, each
    of the type that HOST_OPTIONS and HOST_KINDS give."""

    name: str
    kind: str = "folder"
    options: Mapping[str, HostOption] = field(default_factory=dict)

    def text(self, key: str, default: str = "") -> str:
        """An option that is text."""
        return str(self.options.get(key, default))

    def number(self, key: str, default: int) -> int:
        """An option that is a whole number."""
        value = self.options.get(key, default)
        return value if isinstance(value, int) else default

    def flag(self, key: str, *, default: bool = False) -> bool:
        """An option that is true or false."""
        return self.options.get(key, default) is True

    def words(self, key: str) -> tuple[str, ...]:
        """An option that is a list of texts."""
        value = self.options.get(key, ())
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True)
class Settings:
    """All of `hub.toml`."""

    title: str
    base_url: str
    tagline: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    footer: str = ""
    brand: Brand = field(default_factory=Brand)
    program: Program = field(default_factory=Program)
    tiers: tuple[Tier, ...] = ()
    groups: tuple[Group, ...] = ()
    contributions: tuple[ContributionType, ...] = ()
    desk: DeskSettings = field(default_factory=DeskSettings)
    hosts: tuple[Host, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Lines of `hub.toml` that later checks speak of."""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The hub's time zone."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def base_path(self) -> str:
        """The path part of `base_url`, without a slash at its end: empty or `/hub`."""
        return urlsplit(self.base_url).path.rstrip("/")

    @cached_property
    def origin(self) -> str:
        """Scheme and host of `base_url`."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def tier(self, key: str | None) -> Tier | None:
        """The tier with this key."""
        return next((t for t in self.tiers if t.key == key), None)

    def group(self, key: str) -> Group | None:
        """The group with this key."""
        return next((g for g in self.groups if g.key == key), None)

    def contribution(self, key: str) -> ContributionType | None:
        """The contribution type with this key."""
        return next((c for c in self.contributions if c.key == key), None)
