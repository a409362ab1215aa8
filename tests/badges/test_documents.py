"""Open Badges 2.0: the three documents, and pictures that carry one."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zlib
from typing import Any

import pytest
from openbadges_bakery import unbake as read_elsewhere
from PIL import Image
from PIL.PngImagePlugin import PngImageFile, PngInfo

from badges import bake, draw, unbake
from badges.open_badges import assertion, badge_class, issuer
from hub.model import Evidence, HubError, Program, Recipient, Revocation
from tests.badges.support import award, badge, face, moment, settings

HUB = settings()
PICTURE = "https://hub.example/badges/storm-watch/badge-600.png"


def test_every_document_has_what_the_standard_requires() -> None:
    profile, definition, given = issuer(HUB), badge_class(badge(), HUB, image=PICTURE), assertion(award(), HUB)
    assert {"@context", "id", "type", "name", "url", "email"} <= set(profile)
    assert {"@context", "id", "type", "name", "description", "image", "criteria", "issuer"} <= set(definition)
    assert {"@context", "id", "type", "recipient", "badge", "verification", "issuedOn"} <= set(given)
    assert {document["@context"] for document in (profile, definition, given)} == {"https://w3id.org/openbadges/v2"}
    assert [d["type"] for d in (profile, definition, given)] == ["Issuer", "BadgeClass", "Assertion"]


def test_the_documents_lead_to_each_other() -> None:
    given, definition, profile = assertion(award(), HUB), badge_class(badge(), HUB, image=PICTURE), issuer(HUB)
    assert given["id"] == "https://hub.example/awards/0017-storm-watch.json"
    assert given["badge"] == definition["id"] == "https://hub.example/badges/storm-watch.json"
    assert definition["issuer"] == profile["id"] == "https://hub.example/issuer.json"
    assert given["image"] == "https://hub.example/awards/0017-storm-watch.png"


@pytest.mark.parametrize("base_url", ["https://hub.example", "https://hub.example/", "https://o.github.io/hub/"])
def test_addresses_have_one_slash_after_the_base(base_url: str) -> None:
    base = base_url.rstrip("/")
    at = settings(base_url)
    assert issuer(at)["url"] == f"{base}/"
    assert assertion(award(), at)["id"] == f"{base}/awards/0017-storm-watch.json"


def test_a_hub_on_a_shared_host_says_which_addresses_are_its_own() -> None:
    shared = issuer(settings("https://o.github.io/hub"))
    assert shared["verification"] == {"type": "VerificationObject", "startsWith": ["https://o.github.io/hub/"]}
    assert "verification" not in issuer(HUB)


def test_the_issuer_tells_what_the_hub_says_of_itself() -> None:
    program = Program(name="", contact="a@b.example", about="Keepers of weather")
    told = issuer(settings(program=program, tagline="unused"), image="https://hub.example/logo.png")
    assert (told["name"], told["description"], told["image"]) == (
        "Lookouts",
        "Keepers of weather",
        "https://hub.example/logo.png",
    )


def test_a_badge_class_carries_its_criteria_and_tags() -> None:
    told = badge_class(badge(tags=("night", "data")), HUB, image=PICTURE)
    assert told["criteria"] == {
        "id": "https://hub.example/badges/storm-watch/",
        "narrative": "Record a **hard night** and share the data.",
    }
    assert told["tags"] == ["night", "data"]
    assert badge_class(badge(summary=""), HUB, image=PICTURE, description="First words")["description"] == "First words"


def test_times_are_facts_in_utc_and_an_end_includes_its_whole_day() -> None:
    given = assertion(award(awarded=moment("2026-03-01T10:30:00+02:00"), expires=moment("2027-02-28")), HUB)
    assert given["issuedOn"] == "2026-03-01T08:30:00Z"
    assert given["expires"] == "2027-03-01T00:00:00Z"
    assert "expires" not in assertion(award(), HUB)


def test_evidence_is_told_with_its_address_or_its_words() -> None:
    evidence = (Evidence(url="https://hub.example/posts/x/", text="The night"), Evidence(text="Seen by two"))
    assert assertion(award(evidence=evidence), HUB)["evidence"] == [
        {"id": "https://hub.example/posts/x/", "narrative": "The night"},
        {"narrative": "Seen by two"},
    ]


def test_by_default_an_award_is_the_profiles_and_names_no_email() -> None:
    assert assertion(award(), HUB)["recipient"] == {
        "type": "url",
        "hashed": False,
        "identity": "https://hub.example/advocates/amara/",
    }


def test_an_email_is_hashed_with_its_salt_and_never_shown() -> None:
    given = assertion(award(recipient=Recipient("email", "amara@example.org", hashed=True, salt="s1")), HUB)
    expected = hashlib.sha256(b"amara@example.orgs1").hexdigest()
    assert given["recipient"] == {"type": "email", "hashed": True, "identity": f"sha256${expected}", "salt": "s1"}
    assert "amara@example.org" not in json.dumps(given)


def test_an_identity_hashed_before_is_kept() -> None:
    kept = Recipient("email", "sha256$abc", hashed=True, salt="s1")
    assert assertion(award(recipient=kept), HUB)["recipient"]["identity"] == "sha256$abc"


@pytest.mark.parametrize("reason", ["mistake", "left", "withdrawn", "conduct", "replaced", "erased"])
def test_a_revoked_award_says_so_and_tells_nothing_of_its_holder(reason: Any) -> None:
    who = None if reason == "erased" else "amara"
    revoked = assertion(award(advocate=who, revoked=Revocation(moment("2026-05-01"), reason)), HUB)
    assert set(revoked) == {"@context", "id", "type", "revoked", "revocationReason"}
    assert revoked["revoked"] is True
    assert revoked["revocationReason"]
    assert "amara" not in json.dumps(revoked)


def test_a_suspended_award_does_not_count() -> None:
    assert assertion(award(suspended=True), HUB)["revoked"] is True


TEXT = json.dumps({"id": "https://hub.example/awards/1.json", "name": "Ånna 王 🚀"}, ensure_ascii=False)


def test_a_baked_badge_is_read_by_another_program() -> None:
    png = draw(face(), (600,))[600]
    baked = bake(png, TEXT)
    assert json.loads(read_elsewhere(io.BytesIO(baked))) == json.loads(TEXT)
    assert unbake(baked) == TEXT
    assert unbake(png) is None


def test_baking_changes_no_pixel_and_loses_no_other_chunk() -> None:
    info = PngInfo()
    info.add_text("Author", "The Lookouts")
    file = io.BytesIO()
    Image.new("RGBA", (40, 30), "#01627c80").save(file, "PNG", pnginfo=info, dpi=(96, 96))
    baked = bake(file.getvalue(), TEXT)
    before, after = Image.open(file), Image.open(io.BytesIO(baked))
    assert isinstance(after, PngImageFile)
    assert before.tobytes() == after.tobytes()
    assert after.text == {"openbadges": TEXT, "Author": "The Lookouts"}
    assert after.info["dpi"] == before.info["dpi"]
    assert len(baked) == len(file.getvalue()) + 12 + len("openbadges") + 5 + len(TEXT.encode())


def test_a_badge_carries_one_assertion_uncompressed_and_before_its_pixels() -> None:
    baked = bake(bake(draw(face(), (150,))[150], "old"), TEXT)
    chunks = _chunks(baked)
    ours = [body for name, body in chunks if name == b"iTXt"]
    assert ours == [b"openbadges\0\0\0\0\0" + TEXT.encode()]
    names = [name for name, _ in chunks]
    assert names.index(b"iTXt") < names.index(b"IDAT")


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], 8
    while place < len(png):
        length = struct.unpack(">I", png[place : place + 4])[0]
        name, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0] == zlib.crc32(name + body)
        found.append((name, body))
        place += 12 + length
    return found


@pytest.mark.parametrize("broken", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0", b"\x89PNG\r\n\x1a\n\0\0"])
def test_what_is_no_whole_png_is_told_in_words(broken: bytes) -> None:
    with pytest.raises(HubError, match="PNG"):
        unbake(broken)
    with pytest.raises(HubError, match="PNG"):
        bake(broken, TEXT)


def test_damaged_or_compressed_text_is_told_in_words() -> None:
    baked = bake(draw(face(), (150,))[150], "words")
    whole = b"openbadges\0\0\0\0\0words"
    for body in (b"openbadges\0\0\0\0\0w\xff\xfe..", b"openbadges\0\1\0\0\0words"):
        assert len(body) == len(whole)
        with pytest.raises(HubError, match=r"damaged|compressed"):
            unbake(baked.replace(whole, body))
