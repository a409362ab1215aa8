"""What HTML a body may contain: one written-down list, enforced on everything before it is published.

Markdown lets its writer mix in HTML, and imported posts are full of it. Nothing of that is trusted:
`sanitise` parses the whole rendered body the way a browser does (nh3, which wraps the Rust crate
Ammonia) and writes out only what stands below. What is not listed is gone: the tag goes and its text
stays, except for elements whose text is not meant for readers (`SWALLOWED`), which go whole.

Adding to the list is a decision about safety. Never add: `style` in any form (it can cover the page),
`svg`, `math`, `template`, `noscript`, `select` (their parsing rules are how disguised scripts come
back to life), `form`, `iframe`, `object`, `embed`, `link`, `meta`, `base`, or any attribute that
begins with `on`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import nh3
from pygments.token import STANDARD_TYPES

SCHEMES = frozenset({"http", "https", "mailto", "tel", "post", "advocate", "badge"})
"""Schemes an address may have; the last three are the hub's own and are resolved before publishing.

`javascript:` and `data:` run or carry code, `file:` and `ftp:` lead nowhere for a reader.
"""

BOXES = ("note", "tip", "warning", "danger")
"""The kinds of box a writer can set text in."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some tags, the attributes each may carry, and why they are let through."""

    reason: str
    tags: Mapping[str, frozenset[str]]
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _tags(names: str, attributes: str = "") -> dict[str, frozenset[str]]:
    """The same attributes for each of some tags."""
    return dict.fromkeys(names.split(), frozenset(attributes.split()))


def _pygments_classes() -> frozenset[str]:
    """The short class names Pygments gives its tokens ("k", "nf"): fixed words that only colour text."""
    return frozenset(name for name in STANDARD_TYPES.values() if name)


ALLOWED: tuple[Group, ...] = (
    Group(
        "Words and emphasis: they say how text is meant and can do nothing else.",
        _tags("p", "data-lead")
        | _tags("br wbr hr em strong b i u s small sub mark kbd samp var code abbr cite dfn bdi bdo")
        | _tags("sup span ruby rt rp")
        | _tags("del ins", "cite datetime")
        | _tags("blockquote q", "cite")
        | _tags("time", "datetime"),
        {"p": frozenset({"admonition-title"}), "sup": frozenset({"footnote-ref"})},
    ),
    Group(
        "Headings: levels are repaired and ids given afterwards, so that a page keeps one outline.",
        _tags("h1 h2 h3 h4 h5 h6"),
    ),
    Group(
        "Sections and boxes: `div` and `section` for admonitions and footnotes, `details` to fold text away.",
        _tags("div", "role") | _tags("section", "role aria-label") | _tags("details", "open") | _tags("summary"),
        {"div": frozenset({"admonition", *BOXES}), "section": frozenset({"footnotes"})},
    ),
    Group(
        "Lists: `start`, `reversed` and `value` change numbers only.",
        _tags("ul dl dt dd") | _tags("ol", "start reversed") | _tags("li", "value"),
        {
            "ul": frozenset({"contains-task-list"}),
            "ol": frozenset({"contains-task-list"}),
            "li": frozenset({"task-list-item"}),
        },
    ),
    Group(
        "Tables: spans and scopes, no widths or colours; alignment is a class because styles are never let through.",
        _tags("table caption thead tbody tfoot tr")
        | _tags("th", "scope colspan rowspan abbr")
        | _tags("td", "colspan rowspan"),
        dict.fromkeys(("th", "td"), frozenset({"align-left", "align-center", "align-right"})),
    ),
    Group(
        "Links: no `target` (the reader decides); `name` becomes an id, as old posts mark places with it.",
        _tags("a", "href hreflang name role aria-label data-line"),
        {"a": frozenset({"footnote-backref"})},
    ),
    Group(
        "Pictures: size and `srcset` are left out, the hub knows the real ones.",
        _tags("img", "src alt data-line") | _tags("figure figcaption"),
    ),
    Group(
        "Code: Pygments' own token classes and the language's name.",
        _tags("pre", "data-language"),
        {"pre": frozenset({"highlight"}), "span": _pygments_classes()},
    ),
    Group(
        "Task lists: every `input` is forced to be a checkbox that cannot be changed, and only those of lists stay.",
        _tags("input", "checked data-task"),
    ),
)
"""Everything let through, in groups, each with its reason. `data-…` marks are taken out again after use."""

EVERYWHERE = frozenset({"id", "title", "lang", "dir"})
"""Attributes any tag may carry: ids are rewritten with a prefix, the others are plain text or a language."""

SWALLOWED = frozenset(
    """script style template noscript title textarea xmp iframe noembed noframes object applet audio video canvas
    select option svg math""".split()
)
"""Elements that go with all their content: it is code, or what a browser without them would have shown."""

_VALUES: dict[str, dict[str, set[str]]] = {
    "a": {"rel": {"nofollow", "sponsored", "ugc", "nofollow sponsored", "sponsored nofollow"}},
    "div": {"role": {"note"}},
    "section": {"role": {"doc-endnotes"}},
}
_ROLES_OF_LINKS = {"doc-noteref", "doc-backlink"}


@cache
def allowed_tags() -> Mapping[str, frozenset[str]]:
    """Every tag let through with the attributes of its own (those of `EVERYWHERE` and `class` come on top)."""
    return {tag: attributes for group in ALLOWED for tag, attributes in group.tags.items()}


@cache
def allowed_classes() -> Mapping[str, frozenset[str]]:
    """The class names each tag may carry; tags not named carry none."""
    return {tag: classes for group in ALLOWED for tag, classes in group.classes.items()}


def sanitise(html: str) -> str:
    """Safe HTML of the allow-list from any HTML at all: balanced, attributes double-quoted, no comments."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    """The one cleaner of this process; making it costs more than using it."""
    values = {tag: {name: set(allowed) for name, allowed in rules.items()} for tag, rules in _VALUES.items()}
    values["a"]["role"] = set(_ROLES_OF_LINKS)
    attributes: dict[str, set[str]] = {"*": set(EVERYWHERE)}
    for tag, names in allowed_tags().items():
        # An attribute with a fixed set of values must stand in that list only, or any value would pass.
        own = set(names) - set(values.get(tag, ()))
        if own:
            attributes[tag] = own
    return nh3.Cleaner(
        tags=set(allowed_tags()),
        clean_content_tags=set(SWALLOWED),
        attributes=attributes,
        tag_attribute_values=values,
        set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        allowed_classes={tag: set(names) for tag, names in allowed_classes().items()},
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
