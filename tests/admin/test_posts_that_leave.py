"""A post that leaves the hub, and what is left pointing at it."""

from __future__ import annotations

from hub.actions.consent import accept
from hub.actions.consent import withdraw as take_consent_back
from hub.actions.posting import withdraw
from hub.content import load
from tests.admin.support import DeskHub


def test_what_links_to_a_post_that_leaves_keeps_its_words_and_publishing_goes_on(desk_hub: DeskHub) -> None:
    root = desk_hub.root
    (root / "content/posts/links.md").write_text(
        "---\ntitle: Links\nauthors: [kenji]\ndate: 2026-05-05\n---\n\nSee [that night](post:frost-at-dawn).\n"
    )
    award = root / "content/awards/2026/aw-noor.yaml"
    award.write_text(award.read_text() + "evidence:\n  - url: post:frost-at-dawn\n    text: For a cold night\n")
    withdraw(desk_hub.desk, desk_hub.actor("editor"), "frost-at-dawn", "She asked.")
    assert "See that night." in desk_hub.read("content/posts/links.md")
    assert "For a cold night" in award.read_text()
    assert "post:" not in award.read_text()
    assert not load(root).problems.fatal


def test_an_award_that_comes_back_does_not_lead_to_a_post_that_did_not(desk_hub: DeskHub) -> None:
    desk, noor = desk_hub.desk, desk_hub.actor("noor")
    award = desk_hub.root / "content/awards/2026/aw-noor.yaml"
    award.write_text(award.read_text() + "evidence:\n  - url: post:frost-at-dawn\n    text: For a cold night\n")
    take_consent_back(desk, noor, "noor")
    assert not award.exists()
    accept(desk, noor, "noor", terms="1", licence=True, of_age=True)
    assert "For a cold night" in award.read_text()
    assert not load(desk_hub.root).problems.fatal
