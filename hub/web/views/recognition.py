"""Badges, awards and the wall."""

from __future__ import annotations

from flask import Response, abort
from markupsafe import Markup

from hub.content import addresses
from hub.model import Award
from hub.web import structured, words
from hub.web.award_pictures import SIZES
from hub.web.cards import AwardCard, EvidenceView, PersonCard, Picture, TierView, YearChapter
from hub.web.context import Context
from hub.web.links import linkedin_profile_link, share_links

NEWEST = 6
CHAPTER_ROLL = 60
CHAPTER_AWARDS = 6
"""How many awards of a year the wall itself shows; the year's own page shows all."""
_REASONS = {
    "mistake": "it was given by mistake",
    "left": "its holder left the program",
    "withdrawn": "its holder gave it back",
    "conduct": "of a breach of the program’s rules",
    "replaced": "another award takes its place",
    "erased": "its holder asked to be forgotten",
}


def all_badges(ctx: Context) -> Response:
    """`/badges/`"""
    meta = ctx.meta(addresses.BADGES, "Badges", f"What {ctx.site.program} recognises.")
    return ctx.page("badges.html", meta, badges=tuple(map(ctx.deck.badge, ctx.queries.badges())))


def badge(ctx: Context, slug: str) -> Response:
    """`/badges/SLUG/`"""
    found = ctx.queries.badge(slug) or abort(404)
    card, (holding, past) = ctx.deck.badge(slug), ctx.queries.holders(slug)
    meta = ctx.meta(addresses.badge(slug), found.name, card.summary, image=ctx.absolute_picture(card.picture))
    return ctx.page(
        "badge.html",
        meta,
        badge=card,
        html=ctx.deck.html(found.source.path),
        holders=ctx.deck.people(holding),
        past_holders=ctx.deck.people(past),
        valid=duration_words(found.valid_for),
    )


def duration_words(duration: str | None) -> str:
    """`P1Y6M` as "1 year and 6 months"."""
    units = {"Y": "year", "M": "month", "W": "week", "D": "day"}
    parts, number = [], ""
    for char in (duration or "")[1:]:
        if char.isdigit():
            number += char
        else:
            parts.append(f"{int(number)} {units[char]}{'' if int(number) == 1 else 's'}")
            number = ""
    return words.listed(parts)


def award(ctx: Context, award_id: str) -> Response:
    """`/awards/ID/`"""
    found = ctx.queries.award(award_id) or abort(404)
    card, expires = ctx.deck.award(award_id), ctx.queries.expires(award_id)
    path = addresses.award(award_id)
    url = ctx.links.absolute(path)
    title = f"{card.badge.name}: {card.person.name}" if card.person else card.badge.name
    language = ctx.settings.language
    ends = (expires.date.year, expires.date.month) if expires else None
    issued = (found.awarded.date.year, found.awarded.date.month)
    meta = ctx.meta(
        path,
        title,
        card.why,
        image=ctx.absolute_picture(_large(ctx, card)),
        noindex=found.hidden or card.person is None or card.state == "revoked",
        json_ld=structured.award(ctx, card),
    )
    current = card.state == "current" and card.person is not None
    return ctx.page(
        "award.html",
        meta,
        award=card,
        large=_large(ctx, card),
        status_sentence=status_sentence(ctx, found),
        expires=words.date_view(expires, language) if expires else None,
        evidence=tuple(
            EvidenceView(url, e.text) for e in found.evidence if (url := ctx.links.evidence(e.url)) or e.text
        ),
        criteria=_criteria(ctx, found.badge),
        json_url=ctx.links.at(addresses.assertion(award_id)),
        png_urls=tuple((s, ctx.links.at(addresses.award_picture(award_id, s))) for s in sorted(SIZES))
        if card.person
        else (),
        embed_html=_embed_html(ctx, card, url) if current else "",
        embed_markdown=_embed_markdown(ctx, card, url) if current else "",
        share=share_links(title, url) if current else (),
        linkedin_url=linkedin_profile_link(card.badge.name, ctx.site.program, url, award_id, issued, ends)
        if current
        else "",
    )


def _criteria(ctx: Context, badge: str) -> Markup:
    """What a badge takes, as HTML."""
    found = ctx.queries.badge(badge)
    return ctx.deck.html(found.source.path) if found else Markup("")


def _large(ctx: Context, card: AwardCard) -> Picture:
    """The picture a certificate shows: 600 px, the personal one where there is a person."""
    path = addresses.award_picture(card.id) if card.person else addresses.badge_picture(card.badge.slug)
    return Picture(ctx.links.at(path), 600, 600, card.picture.alt)


def status_sentence(ctx: Context, found: Award) -> str:
    """Why an award does not count now; empty while it does."""
    language = ctx.settings.language
    match ctx.queries.state(found.id):
        case "revoked" if found.revoked:
            day = words.date_view(found.revoked.date, language).text
            return f"This award was taken back on {day}, because {_REASONS[found.revoked.reason]}."
        case "suspended":
            return "This award is suspended for now."
        case "ended":
            expires = ctx.queries.expires(found.id)
            day = words.date_view(expires, language).text if expires else ""
            return f"This award ended on {day}."
        case _:
            return ""


def _embed_html(ctx: Context, card: AwardCard, url: str) -> str:
    picture = ctx.links.absolute(addresses.award_picture(card.id, 150))
    return str(
        Markup('<a href="{}"><img src="{}" width="150" height="150" alt="{}"></a>').format(
            url, picture, card.picture.alt
        )
    )


def _embed_markdown(ctx: Context, card: AwardCard, url: str) -> str:
    alt = card.picture.alt.replace("[", "(").replace("]", ")")
    return f"[![{alt}]({ctx.links.absolute(addresses.award_picture(card.id, 150))})]({url})"


def wall(ctx: Context) -> Response:
    """`/recognition/`"""
    meta = ctx.meta(addresses.RECOGNITION, "Recognition", f"The people {ctx.site.program} recognises, and what for.")
    return ctx.page(
        "recognition.html",
        meta,
        tiers=_tiers(ctx),
        newest=ctx.deck.awards(ctx.queries.newest_awards(NEWEST)),
        years=tuple(chapter(ctx, year, CHAPTER_AWARDS) for year in ctx.queries.years()),
        years_links=_years(ctx),
    )


def _tiers(ctx: Context) -> tuple[tuple[TierView, tuple[PersonCard, ...]], ...]:
    """Each tier with those who hold it, highest first."""
    views = [view for tier in reversed(ctx.settings.tiers) if (view := ctx.deck.tier(tier))]
    return tuple((view, ctx.deck.people(ctx.queries.tier_holders(view.key))) for view in views)


def wall_year(ctx: Context, year: int) -> Response:
    """`/recognition/YEAR/`"""
    if year not in ctx.queries.years():
        abort(404)
    meta = ctx.meta(addresses.year(year), f"Recognition in {year}")
    return ctx.page("recognition_year.html", meta, chapter=chapter(ctx, year), years_links=_years(ctx))


def _years(ctx: Context) -> tuple[tuple[str, str], ...]:
    return tuple((str(year), ctx.links.at(addresses.year(year))) for year in ctx.queries.years())


def chapter(ctx: Context, year: int, most: int | None = None) -> YearChapter:
    """A year of the wall: who joined or was recognised, the newest `most` awards, and moves to a higher tier."""
    deck = ctx.deck
    people, awards, moves = ctx.queries.year_of(year)
    roll = None if most is None else CHAPTER_ROLL
    return YearChapter(
        year=str(year),
        url=ctx.links.at(addresses.year(year)),
        people=deck.people(people[:roll]),
        awards=deck.awards(awards[:most]),
        promotions=tuple(
            (deck.person(handle), view) for handle, tier in moves if (view := deck.tier(ctx.settings.tier(tier)))
        ),
        more=len(people) - len(people[:roll]),
        more_awards=len(awards) - len(awards[:most]),
    )
