"""The page list: every address of the hub, from one table. Feeds the app, the freezer, the sitemap and the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask import Response

from hub.content.ledger import taken_apart
from hub.content.wall import alias_table
from hub.web.award_pictures import SIZES
from hub.web.context import Context
from hub.web.views import data, front, people, posts, program, recognition
from hub.web.views.listing import page_numbers

Kind = Literal["page", "feed", "data", "picture", "asset", "redirect"]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Address:
    """One output of the hub: its rooted path, how to ask the app for it, and what it is.

    `path` is without the base path and not percent-encoded; `source` names the content file it is of, if one.
    """

    path: str
    endpoint: str
    values: Values = field(default_factory=dict)
    kind: Kind = "page"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A form of address, its view, and the values it exists with (with the source of each)."""

    endpoint: str
    rule: str
    view: Callable[..., Response]
    kind: Kind
    values: Callable[[Context], Iterable[tuple[Values, str]]]


def _one(_: Context) -> Iterator[tuple[Values, str]]:
    yield {}, ""


def _posts(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"slug": p.slug}, p.source.path) for p in ctx.hub.posts())


def _post_pages(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"number": n}, "") for n in page_numbers(len(ctx.hub.posts())))


def _topics(ctx: Context) -> Iterator[tuple[Values, str]]:
    described = ctx.hub.snapshot.topics
    return (({"slug": t.slug}, described[t.slug].source.path if t.slug in described else "") for t in ctx.hub.topics())


def _topic_pages(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"slug": t.slug, "number": n}, "") for t in ctx.hub.topics() for n in page_numbers(len(t.posts)))


def _people(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"handle": p.handle}, p.source.path) for p in ctx.hub.profiles())


def _prolific(ctx: Context) -> Iterator[tuple[Values, str]]:
    many = (p for p in ctx.hub.profiles() if len(ctx.hub.posts_by(p.handle)) > people.FIRST_POSTS)
    return (({"handle": p.handle}, p.source.path) for p in many)


def _people_pages(ctx: Context) -> Iterator[tuple[Values, str]]:
    every = ctx.hub.profiles()
    return (
        ({"handle": p.handle, "number": n}, "") for p in every for n in page_numbers(len(ctx.hub.posts_by(p.handle)))
    )


def _badges(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"slug": b.slug}, b.source.path) for b in ctx.hub.badges())


def _badge_sizes(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"slug": b.slug, "size": s}, b.source.path) for b in ctx.hub.badges() for s in SIZES if s != 600)


def _awards(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"award_id": a.id}, a.source.path) for a in ctx.hub.awards())


def _pictured(ctx: Context) -> Iterator[tuple[Values, str]]:
    """Awards with a picture, those that share a ground side by side, so that it is drawn once for all of them."""
    awards = sorted(ctx.hub.awards(), key=lambda a: (a.badge, a.awarded.date.year, a.id))
    return (({"award_id": a.id}, a.source.path) for a in awards if a.advocate)


def _award_sizes(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({**values, "size": s}, source) for values, source in _pictured(ctx) for s in SIZES if s != 600)


def _years(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"year": year}, "") for year in ctx.hub.years())


def _events(ctx: Context) -> Iterator[tuple[Values, str]]:
    events = (*ctx.hub.coming_events(), *ctx.hub.past_events())
    return (({"slug": e.slug}, e.source.path) for e in events)


def _pages(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"slug": p.slug}, p.source.path) for p in ctx.hub.pages())


def _static(ctx: Context) -> Iterator[tuple[Values, str]]:
    return (({"name": name}, "") for name in ctx.theme.names())


def _nothing(_: Context) -> Iterator[tuple[Values, str]]:
    """Pictures and media stand in no list: those are published that pages ask for, see `asked_for`."""
    yield from ()


ROUTES: tuple[Route, ...] = (
    Route("front", "/", front.front, "page", _one),
    Route("blog", "/posts/", posts.blog, "page", _one),
    Route("blog_page", "/posts/page/<int:number>/", posts.blog_page, "page", _post_pages),
    Route("post", "/posts/<slug>/", posts.post, "page", _posts),
    Route("topics", "/topics/", posts.topics, "page", _one),
    Route("topic", "/topics/<slug>/", posts.topic, "page", _topics),
    Route("topic_page", "/topics/<slug>/page/<int:number>/", posts.topic_page, "page", _topic_pages),
    Route("directory", "/advocates/", people.directory, "page", _one),
    Route("profile", "/advocates/<handle>/", people.profile, "page", _people),
    Route("posts_of", "/advocates/<handle>/posts/", people.posts_of, "page", _prolific),
    Route("profile_page", "/advocates/<handle>/page/<int:number>/", people.profile_page, "page", _people_pages),
    Route("recognition", "/recognition/", recognition.wall, "page", _one),
    Route("recognition_year", "/recognition/<int:year>/", recognition.wall_year, "page", _years),
    Route("badges", "/badges/", recognition.all_badges, "page", _one),
    Route("badge", "/badges/<slug>/", recognition.badge, "page", _badges),
    Route("award", "/awards/<award_id>/", recognition.award, "page", _awards),
    Route("events", "/events/", program.events, "page", _one),
    Route("event", "/events/<slug>/", program.event, "page", _events),
    Route("resources", "/resources/", program.resources, "page", _one),
    Route("changes", "/changes/", program.changes, "page", _one),
    Route("page", "/<slug>/", front.plain_page, "page", _pages),
    Route("not_found", "/404.html", front.not_found, "page", _one),
    Route("issuer", "/issuer.json", data.issuer, "data", _one),
    Route("badge_class", "/badges/<slug>.json", data.badge_class, "data", _badges),
    Route("assertion", "/awards/<award_id>.json", data.assertion, "data", _awards),
    Route("badge_png", "/badges/<slug>.png", data.badge_png, "picture", _badges),
    Route("badge_size", "/badges/<slug>/badge-<int:size>.png", data.badge_png, "picture", _badge_sizes),
    Route("award_png", "/awards/<award_id>.png", data.award_png, "picture", _pictured),
    Route("award_size", "/awards/<award_id>/badge-<int:size>.png", data.award_png, "picture", _award_sizes),
    Route("advocates_json", "/advocates.json", data.advocates_json, "data", _one),
    Route("feed", "/feed.xml", data.hub_atom, "feed", _one),
    Route("json_feed", "/feed.json", data.hub_json, "feed", _one),
    Route("topic_feed", "/topics/<slug>/feed.xml", data.topic_atom, "feed", _topics),
    Route("topic_json_feed", "/topics/<slug>/feed.json", data.topic_json, "feed", _topics),
    Route("person_feed", "/advocates/<handle>/feed.xml", data.person_atom, "feed", _people),
    Route("person_json_feed", "/advocates/<handle>/feed.json", data.person_json, "feed", _people),
    Route("picture", "/static/pictures/<name>", data.picture, "picture", _nothing),
    Route("static", "/static/<path:name>", data.static, "asset", _static),
    Route("media", "/media/<path:name>", data.media, "picture", _nothing),
    Route("robots", "/robots.txt", data.robots, "data", _one),
    Route("sitemap", "/sitemap.xml", data.sitemap, "data", _one),
)


def fill(rule: str, values: Values) -> str:
    """A rule with its values in place: the rooted path, not percent-encoded."""
    path = rule
    for name, value in values.items():
        for form in (f"<{name}>", f"<int:{name}>", f"<path:{name}>"):
            path = path.replace(form, str(value))
    return path


def addresses_of(ctx: Context) -> tuple[Address, ...]:
    """Every output of the hub but for pictures and media, pages first, in the table's order; redirects last."""
    found = [
        Address(fill(route.rule, values), route.endpoint, values, route.kind, source)
        for route in ROUTES
        for values, source in route.values(ctx)
    ]
    found += [
        Address(path, "redirect", {"path": path.lstrip("/")}, "redirect", source)
        for path, (_, source) in alias_table(ctx.hub).items()
    ]
    return tuple(found)


def asked_for(ctx: Context, reads: Iterable[str]) -> tuple[Address, ...]:
    """The pictures and media that pages with these reads (keys of the ledger) show or lead to."""
    found: dict[str, Address] = {}
    for key in reads:
        name, arguments = taken_apart(key)
        if name == "variant":
            path, width, square = arguments
            picture = ctx.pictures.expect(path, int(width), int(square))
            if picture:
                where = f"/static/pictures/{picture}"
                found[where] = Address(where, "picture", {"name": picture}, "picture", f"content/{path}")
        elif name == "links_file" and arguments[0] in ctx.hub.snapshot.media:
            where = f"/{arguments[0]}"
            values = {"name": arguments[0].removeprefix("media/")}
            found[where] = Address(where, "media", values, "picture", f"content/{arguments[0]}")
    return tuple(found[where] for where in sorted(found))


def indexed(ctx: Context) -> Iterator[str]:
    """Rooted paths of pages that search engines may show."""
    hub = ctx.hub
    hidden = {a.id for a in hub.awards() if a.hidden or a.advocate is None or hub.state(a) == "revoked"}
    for route in ROUTES:
        if route.kind != "page" or route.endpoint == "not_found":
            continue
        for values, _ in route.values(ctx):
            if values.get("award_id") not in hidden:
                yield fill(route.rule, values)
