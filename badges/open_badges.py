"""Open Badges 2.0, hosted: three JSON documents whose `id` is their own address (1EdTech, Open Badges v2.0)."""

from __future__ import annotations

import hashlib
from typing import Any

from hub.model import Award, Badge, Recipient, Settings
from hub.model.moment import utc_text

CONTEXT = "https://w3id.org/openbadges/v2"

_REASONS = {
    "mistake": "It was given by mistake.",
    "left": "The holder has left the program.",
    "withdrawn": "The holder gave it back.",
    "conduct": "It was withdrawn for conduct.",
    "replaced": "It was replaced by another award.",
    "erased": "The holder asked to be forgotten.",
}
_SUSPENDED = "It is suspended for now."


def issuer(settings: Settings, *, image: str | None = None) -> dict[str, Any]:
    """The issuer profile at `/issuer.json`.

    `email` stands only when the program has a contact, which content requires once an award exists. When the hub
    shares its host, `startsWith` says which addresses are this issuer's. `image` is a full address.
    """
    base = _base(settings)
    profile: dict[str, Any] = {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": f"{base}/issuer.json",
        "name": settings.program.name or settings.title,
        "url": f"{base}/",
    }
    if settings.program.contact:
        profile["email"] = settings.program.contact
    about = settings.program.about or settings.tagline
    if about:
        profile["description"] = about
    if image:
        profile["image"] = image
    if settings.base_path:
        profile["verification"] = {"type": "VerificationObject", "startsWith": [f"{base}/"]}
    return profile


def badge_class(badge: Badge, settings: Settings, *, image: str, description: str = "") -> dict[str, Any]:
    """The badge class at `/badges/SLUG.json`.

    `image` is the full address of the definition's picture (unbaked); `description` stands in for a badge without
    a summary, as the first paragraph of its criteria.
    """
    base = _base(settings)
    page = f"{base}/badges/{badge.slug}/"
    criteria = {"id": page}
    if badge.body:
        criteria["narrative"] = badge.body.text.strip()
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": f"{base}/badges/{badge.slug}.json",
        "name": badge.name,
        "description": badge.summary or description or badge.name,
        "image": image,
        "criteria": criteria,
        "issuer": f"{base}/issuer.json",
    }
    if badge.tags:
        document["tags"] = list(badge.tags)
    return document


def assertion(award: Award, settings: Settings, *, image: str | None = None) -> dict[str, Any]:
    """The assertion at `/awards/ID.json`; for a revoked or suspended award the short form that says so.

    `image` is the full address of the baked picture, by default `/awards/ID.png`. Times are in UTC; `expires`
    is the first instant at which the award no longer holds.
    """
    base = _base(settings)
    own: dict[str, Any] = {"@context": CONTEXT, "type": "Assertion", "id": f"{base}/awards/{award.id}.json"}
    if award.revoked or award.suspended or award.advocate is None:
        reason = _REASONS[award.revoked.reason] if award.revoked else _SUSPENDED
        return {**own, "revoked": True, "revocationReason": reason}
    document = {
        **own,
        "recipient": recipient(award.recipient, f"{base}/advocates/{award.advocate}/"),
        "badge": f"{base}/badges/{award.badge}.json",
        "image": image or f"{base}/awards/{award.id}.png",
        "verification": {"type": "hosted"},
        "issuedOn": award.awarded.utc,
    }
    if award.expires:
        document["expires"] = utc_text(award.expires.end)
    evidence = [
        {key: value for key, value in (("id", one.url), ("narrative", one.text)) if value} for one in award.evidence
    ]
    if evidence:
        document["evidence"] = evidence
    return document


def recipient(given: Recipient | None, page: str) -> dict[str, Any]:
    """The identity object: by default the profile page's address, in the open.

    A hashed identity is SHA-256 of identity and salt; one that reads `sha256$…` already is kept as it stands.
    """
    if given is None:
        return {"type": "url", "hashed": False, "identity": page}
    if not given.hashed:
        return {"type": given.type, "hashed": False, "identity": given.identity}
    identity = given.identity
    if not identity.startswith(("sha256$", "md5$")):
        identity = "sha256$" + hashlib.sha256((identity + (given.salt or "")).encode()).hexdigest()
    document: dict[str, Any] = {"type": given.type, "hashed": True, "identity": identity}
    if given.salt:
        document["salt"] = given.salt
    return document


def _base(settings: Settings) -> str:
    return settings.base_url.rstrip("/")
