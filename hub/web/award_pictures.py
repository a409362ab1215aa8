"""The pictures and hosted documents of badges and awards, for views to serve."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import badges
from badges import open_badges
from hub.content import addresses
from hub.content.questions import Questions
from hub.content.store import Store
from hub.model import Award, Badge, HubError, Problem
from hub.web.links import Links

SIZES = (1200, 600, 300, 150)


class AwardPictures:
    """Draws each badge once and bakes the assertion in as the last step."""

    def __init__(self, queries: Questions, links: Links, store: Store) -> None:
        self._queries, self._links, self._store = queries, links, store

    def badge_face(self, badge: Badge) -> badges.Face:
        """All that the definition's own picture is made of."""
        return self._face(badge)

    def award_face(self, award: Award) -> badges.Face:
        """All that a personal badge is made of. Raises KeyError when its person is erased."""
        person, badge = self._queries.name_and_number(award.advocate or ""), self._queries.badge(award.badge)
        if person is None or badge is None:
            raise KeyError(award.advocate)
        return self._face(badge, person[0], str(award.awarded.date.year), person[1])

    def _face(self, badge: Badge, name: str = "", year: str = "", number: int | None = None) -> badges.Face:
        settings = self._queries.settings
        tier = settings.tier(badge.tier)
        return badges.Face(
            name=name,
            badge=badge.name,
            program=settings.program.name or settings.title,
            tier=tier.name if tier else "",
            year=year,
            number=number,
            design=badge.design,
            level=tier.level if tier else 0,
            levels=len(settings.tiers),
            colours=settings.brand.colours,
            tier_colour=tier.colour if tier else None,
        )

    def _draw(self, face: badges.Face, size: int) -> bytes:
        mark = badges.fingerprint(face)
        keys = {each: f"badge {mark} {each}" for each in SIZES}
        return self._store.get_group(keys, size, lambda: badges.draw(face, SIZES))

    def badge_png(self, badge: Badge, size: int) -> bytes:
        """A definition's picture, not baked."""
        return self._draw(self.badge_face(badge), size)

    def award_png(self, award: Award, size: int) -> bytes:
        """A personal badge with its assertion in it. Raises HubError, naming the file, when it cannot be drawn."""
        try:
            picture = self._draw(self.award_face(award), size)
        except HubError as error:
            what, _, cure = str(error).partition("; ")
            person = self._queries.advocate(award.advocate or "")
            source = person.source if person else award.source
            cure = cure or f"shorten or change it, or correct {award.source.path}"
            told = Problem(source.path, source.line("name"), what, cure)
            raise HubError(f"The badge of {award.id} cannot be drawn, so nothing was published.", [told]) from error
        return badges.bake(picture, self.document_text(self.assertion(award)))

    def issuer(self) -> dict[str, Any]:
        """The issuer's profile."""
        return open_badges.issuer(self._queries.settings)

    def badge_class(self, badge: Badge) -> dict[str, Any]:
        """A badge for verifiers."""
        image = self._links.absolute(addresses.badge_picture(badge.slug))
        excerpt = self._queries.text(badge.source.path).excerpt
        return open_badges.badge_class(badge, self._queries.settings, image=image, description=excerpt)

    def assertion(self, award: Award) -> dict[str, Any]:
        """An award for verifiers, as it stands now: revoked only since its day, ending when its badge says."""
        whole = (replace(item, url=self._whole(item.url)) for item in award.evidence)
        evidence = tuple(item for item in whole if item.url or item.text)
        revoked = award.revoked if self._queries.state(award.id) == "revoked" else None
        standing = replace(award, expires=self._queries.expires(award.id), evidence=evidence, revoked=revoked)
        return open_badges.assertion(standing, self._queries.settings)

    def _whole(self, url: str | None) -> str | None:
        found = self._links.evidence(url)
        return self._links.origin + found if found.startswith("/") else found or None

    @staticmethod
    def document_text(document: Mapping[str, Any]) -> str:
        """JSON-LD as it is published and baked."""
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
