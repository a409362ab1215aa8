"""A post's way from the first line to content and off it again, through the actions every screen calls."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from hub.actions import drafts, posting, review, uploads
from hub.actions.checklist import dead_links, gaps_of
from hub.actions.desk import Desk, open_desk
from hub.actions.drafts import Incomplete
from hub.actions.permissions import Actor, NotAllowed
from hub.actions.poststate import counts, entries, standing, usual_answer
from hub.actions.undo import undo
from hub.content import front_matter
from hub.model import HubError
from hub.records import FileChanged, Stale
from hub.records.kinds import Account, Draft, Letter, Person, Upload
from tests.admin.support import TestClock, fill

NOOR = Actor("a-noor", "Noor Haddad", "advocate", ("noor",))
KENJI = Actor("a-kenji", "Kenji Mori", "advocate", ("kenji",))
TOVE = Actor("a-editor", "Tove Lind", "editor")
RAVI = Actor("a-reviewer", "Ravi Menon", "reviewer")
TEXT = {"title": "Frost on the mast", "body": "It was cold.\n\nThen it was not.", "disclosure": ()}


@pytest.fixture
def clock() -> TestClock:
    """The desk's clock."""
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Desk:
    """The desk of a hub in use."""
    fill(tmp_path / "hub")
    return open_desk(tmp_path / "hub", clock)


def written(desk: Desk, who: Actor = NOOR, **more: object) -> Draft:
    """A draft with nothing missing."""
    begun = drafts.begin(desk, who)
    return drafts.save(desk, who, begun.id, {**TEXT, **more})


def sent(desk: Desk, who: Actor = NOOR, **more: object) -> Draft:
    """A draft that waits for review."""
    return drafts.submit(desk, who, written(desk, who, **more).id)


def content(desk: Desk, path: str) -> str:
    """A file of the hub."""
    return (desk.root / path).read_text()


def picture() -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 120, 40)).save(out, "PNG")
    return out.getvalue()


def without_consent(desk: Desk, handle: str) -> None:
    """Somebody who is known here and has agreed to nothing."""
    person = desk.records.get(Person, "noor")
    assert person is not None
    with desk.records.change(by="t", name="T", action="t", words="Added") as change:
        change.put(replace(person, id=handle, consent=None, profile=replace(person.profile, name=handle.title())))
        change.put(Account(f"a-{handle}", f"{handle}@mail.example", handle.title(), "advocate", desk.now(), (handle,)))


def last_change(desk: Desk, draft: Draft) -> str:
    """The audit entry of the newest change to a draft."""
    return desk.records.log(limit=1, subject=f"draft:{draft.id}")[0].id


# -- writing


def test_a_draft_is_its_authors_and_nobody_elses(desk: Desk) -> None:
    draft = written(desk)
    with pytest.raises(NotAllowed):
        drafts.save(desk, KENJI, draft.id, {"title": "Mine now"})
    with pytest.raises(NotAllowed):
        drafts.throw_away(desk, KENJI, draft.id)
    assert drafts.save(desk, TOVE, draft.id, {"title": "Better"}).title == "Better"


def test_the_second_of_two_who_write_is_told_and_loses_nothing(desk: Desk) -> None:
    draft = written(desk)
    theirs = drafts.save(desk, TOVE, draft.id, {"body": "Tove was here."}, expected=draft.version)
    with pytest.raises(Stale) as told:
        drafts.save(desk, NOOR, draft.id, {"body": "Noor was here."}, expected=draft.version)
    assert told.value.current == theirs


def test_saving_what_stands_there_already_changes_nothing(desk: Desk) -> None:
    draft = written(desk)
    assert drafts.save(desk, NOOR, draft.id, TEXT, expected=draft.version) == draft


def test_an_advocate_can_add_a_co_author_but_not_leave(desk: Desk) -> None:
    draft = written(desk, authors=("noor", "kenji"))
    assert drafts.save(desk, KENJI, draft.id, {"summary": "By two."}).summary == "By two."
    with pytest.raises(HubError, match="your own name"):
        drafts.save(desk, NOOR, draft.id, {"authors": ("kenji",)})
    with pytest.raises(HubError, match="nobody called"):
        drafts.save(desk, NOOR, draft.id, {"authors": ("noor", "somebody-else")})


def test_the_check_list_names_each_gap_where_it_is(desk: Desk) -> None:
    draft = drafts.begin(desk, NOOR)
    assert [gap.at for gap in gaps_of(desk, draft) if gap.must] == ["title", "body", "disclosed"]
    mast = uploads.add_picture(desk, NOOR, draft.id, picture(), "mast.png").path
    draft = replace(draft, title="A", body=f"![]({mast}) and words", cover="media/a.png", disclosure=())
    assert [gap.at for gap in gaps_of(desk, draft) if gap.must] == ["body", "cover_alt", "cover_file"]
    with pytest.raises(Incomplete, match="title"):
        drafts.submit(desk, NOOR, drafts.begin(desk, NOOR).id)


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("[a](post:frost-at-dawn) [b](advocate:noor) [c](badge:first-light) [d](/about/) [e](/) [f](/posts/)", False),
        (
            "[a](/posts/two-roofs/) [b](/topics/sea/) [c](https://x.example/) [d](/advocates/kenji/) [e](/feed.xml)",
            False,
        ),
        ("[here](#words)\n\n## Words", False),
        ("[a](post:never)", True),
        ("[a](advocate:nobody)", True),
        ("![a](media/never.png)", True),
        ("[a](/nowhere/)", True),
        ("[a](/posts/never/)", True),
        ("[a](/far/away/)", True),
        ("[here](#never) [b](media/../../hub.toml)", False),  # no link becomes of these
    ],
)
def test_links_that_lead_nowhere_are_told_before_they_could_stop_a_publish(desk: Desk, text: str, dead: bool) -> None:
    draft = written(desk)
    assert bool(dead_links(desk, replace(draft, body=text))) == dead


def test_what_waits_for_review_is_not_written_in_until_it_is_taken_back(desk: Desk) -> None:
    draft = sent(desk)
    with pytest.raises(HubError, match="Take it back"):
        drafts.save(desk, NOOR, draft.id, {"title": "Another"})
    assert drafts.save(desk, TOVE, draft.id, {"title": "Corrected"}).state == "submitted"
    drafts.take_back(desk, NOOR, draft.id)
    assert drafts.save(desk, NOOR, draft.id, {"title": "Another"}).title == "Another"


def test_thrown_away_comes_back_by_undo(desk: Desk) -> None:
    draft = written(desk)
    drafts.throw_away(desk, NOOR, draft.id)
    assert drafts.find(desk, draft.id) is None
    undo(desk, NOOR, last_change(desk, draft))
    back = drafts.find(desk, draft.id)
    assert back is not None and back.body == draft.body


# -- deciding


def test_approved_stands_in_content_in_the_contracts_order(desk: Desk) -> None:
    draft = sent(desk, tags=("sea", "build"), summary="Cold.")
    done = review.approve(desk, RAVI, draft.id)
    assert done.state == "approved" and done.path == "content/posts/2026/frost-on-the-mast.md"
    text = content(desk, done.path)
    fields, body = front_matter(text)
    assert list(fields) == ["title", "authors", "date", "tags", "summary", "disclosure"]
    assert fields["date"] == "2026-11-20 12:00" and fields["disclosure"] == "none"
    assert body == "It was cold.\n\nThen it was not.\n"
    assert desk.shelf.leaf("posts", "frost-on-the-mast") is not None


def test_only_what_waits_is_decided_about_and_by_whoever_may(desk: Desk) -> None:
    draft = written(desk)
    with pytest.raises(HubError, match="does not wait"):
        review.approve(desk, TOVE, draft.id)
    drafts.submit(desk, NOOR, draft.id)
    with pytest.raises(NotAllowed):
        review.approve(desk, NOOR, draft.id)
    with pytest.raises(Stale):
        review.approve(desk, TOVE, draft.id, expected=draft.version)


def test_two_posts_of_one_title_get_addresses_of_their_own(desk: Desk) -> None:
    for _ in range(2):
        review.approve(desk, TOVE, sent(desk, title="Frost at dawn").id)
    assert {leaf.key for leaf in desk.shelf.of("posts")} >= {"frost-at-dawn", "frost-at-dawn-2", "frost-at-dawn-3"}


@pytest.mark.parametrize(("title", "slug"), [("🚀", "post"), ("Page", "post-page"), ("ぼうし", "ぼうし")])
def test_any_title_makes_an_address(desk: Desk, title: str, slug: str) -> None:
    assert review.approve(desk, TOVE, sent(desk, title=title).id).slug == slug


def test_changes_are_asked_for_in_words_and_seen_at_the_next_look(desk: Desk) -> None:
    draft = sent(desk)
    with pytest.raises(HubError, match="Say what should change"):
        review.ask_for_changes(desk, RAVI, draft.id, "  ")
    asked = review.ask_for_changes(desk, RAVI, draft.id, "Name the mast.\nSay how cold.", link="https://desk.example/x")
    assert asked.state == "changes-asked"
    letter = desk.records.all(Letter)[-1]
    assert (letter.to, letter.subject) == ("noor@mail.example", "Two changes to Frost on the mast")
    assert "Name the mast." in letter.text and "https://desk.example/x" in letter.text
    drafts.save(desk, NOOR, draft.id, {"body": "It was very cold.\n\nThen it was not."})
    again = drafts.submit(desk, NOOR, draft.id)
    since = review.since_last_look(again)
    assert since is not None and [block.changed for block in since.body] == [True, False]
    assert ("added", "very ") in since.body[0].parts
    assert not since.facts and since.title == (("same", "Frost on the mast"),)


def test_declining_needs_a_reason_from_the_list_and_words(desk: Desk) -> None:
    draft = sent(desk)
    assert not any("critic" in words.casefold() for words in review.REASONS.values())
    for reason, words in (("critical", "It is."), ("facts", ""), ("", "No.")):
        with pytest.raises(HubError):
            review.decline(desk, RAVI, draft.id, reason, words)
    done = review.decline(desk, RAVI, draft.id, "facts", "The mast was never there.")
    assert (done.state, done.history[-1].reason) == ("declined", "facts")
    assert "The mast was never there." in desk.records.all(Letter)[-1].text
    assert drafts.take_up(desk, NOOR, draft.id).state == "draft"


def test_an_approval_undone_takes_the_post_out_of_content_and_its_letter_too(desk: Desk) -> None:
    draft = sent(desk)
    done = review.approve(desk, TOVE, draft.id, words="Lovely.")
    assert done.path and (desk.root / done.path).exists() and desk.records.all(Letter)
    undo(desk, TOVE, last_change(desk, draft))
    assert not (desk.root / done.path).exists() and not desk.records.all(Letter)
    back = drafts.find(desk, draft.id)
    assert back is not None and back.state == "submitted"


# -- pictures


def test_pictures_stay_private_until_the_post_is_approved(desk: Desk) -> None:
    draft = written(desk)
    upload = uploads.add_picture(desk, NOOR, draft.id, picture(), "mast.png", "A mast")
    private = desk.data / upload.path
    assert private.is_file() and private.stat().st_mode & 0o777 == 0o600
    assert not (desk.root / "content" / upload.path).exists()
    drafts.save(desk, NOOR, draft.id, {"body": f"Look.\n\n{uploads.markdown_of(upload)}"})
    drafts.submit(desk, NOOR, draft.id)
    review.approve(desk, TOVE, draft.id)
    assert (desk.root / "content" / upload.path).read_bytes() == private.read_bytes()


def test_a_picture_brought_twice_is_kept_once(desk: Desk) -> None:
    draft = written(desk)
    for _ in range(2):
        uploads.add_picture(desk, NOOR, draft.id, picture(), "mast.png")
    assert len(desk.records.all(Upload)) == 1


# -- time and consent


def test_a_post_for_a_later_day_stays_private_until_then(desk: Desk, clock: TestClock) -> None:
    draft = sent(desk)
    done = review.approve(desk, TOVE, draft.id, due="2026-11-22 09:30")
    assert done.state == "scheduled"
    assert "Frost on the mast" not in "".join(p.read_text() for p in (desk.root / "content").rglob("*.md"))
    clock.at = dt.datetime(2026, 11, 22, 9, 29, 59, tzinfo=dt.UTC)
    assert posting.put_due(desk) == ()
    clock.tick(seconds=1)
    (out,) = posting.put_due(desk)
    assert out.state == "approved" and front_matter(content(desk, out.path or ""))[0]["date"] == "2026-11-22 09:30"
    assert posting.put_due(desk) == ()


def test_a_post_waits_for_its_authors_consent_and_then_comes_out(desk: Desk) -> None:
    without_consent(desk, "ada")
    ada = Actor("a-ada", "Ada", "advocate", ("ada",))
    done = review.approve(desk, TOVE, sent(desk, ada).id)
    assert done.state == "scheduled" and posting.waits_for(desk, done) == ("ada",)
    assert "Ada has accepted" in standing(desk, done).next
    assert posting.put_due(desk) == () and not list((desk.root / "content").rglob("frost-on-the-mast.md"))
    person = desk.records.get(Person, "noor")
    with desk.records.change(by="t", name="T", action="t", words="Accepted") as change:
        ada_person = change.get(Person, "ada")
        assert person and ada_person
        change.put(replace(ada_person, consent=person.consent))
    (out,) = posting.put_due(desk)
    assert out.path and (desk.root / out.path).exists()


def test_one_post_that_cannot_come_out_keeps_no_other_back_and_says_why(desk: Desk) -> None:
    stuck = review.approve(desk, TOVE, sent(desk, slug="taken").id, due="2026-11-20 12:30")
    review.approve(desk, TOVE, sent(desk, KENJI, title="Fine").id, due="2026-11-20 12:30")
    (desk.root / "content/posts/taken.md").write_text("---\ntitle: T\nauthors: [noor]\ndate: 2026-01-01\n---\n\nT\n")
    desk.shelf.leaves(fresh=True)
    assert isinstance(desk.now, TestClock)
    desk.now.tick(hours=1)
    assert [draft.title for draft in posting.put_due(desk)] == ["Fine"]
    posting.put_due(desk)
    known = drafts.find(desk, stuck.id)
    assert known is not None and [done.did for done in known.history].count("could not be put out") == 1
    assert "address" in standing(desk, known).told


def test_published_is_what_a_publish_has_put_out(desk: Desk) -> None:
    done = review.approve(desk, TOVE, sent(desk).id)
    assert done.path is not None
    assert posting.published(desk, {done.path: "another digest"}) == ()
    (live,) = posting.published(desk)
    assert live.state == "published"
    assert [letter.subject for letter in desk.records.all(Letter)] == ["Frost on the mast is live"]
    assert posting.published(desk) == ()


# -- edits of what is live

COMMENTED = (
    "---\ntitle: Frost at dawn # hers\nauthors: [noor]\ndate: 2026-02-03\n# keep me\ntags: [sea]\n---\n\nIt was cold.\n"
)


def edited(desk: Desk, text: str = COMMENTED) -> Draft:
    """An edit of a live post that waits for review."""
    (desk.root / "content/posts/frost-at-dawn.md").write_text(text)
    desk.shelf.leaves(fresh=True)
    edit = drafts.begin_edit(desk, NOOR, "frost-at-dawn")
    drafts.save(desk, NOOR, edit.id, {"body": "It was bitter.", "disclosure": (), "summary": "One night."})
    return drafts.submit(desk, NOOR, edit.id)


def test_an_edit_leaves_the_live_text_until_it_is_approved_and_keeps_comments(desk: Desk) -> None:
    edit = edited(desk)
    assert content(desk, "content/posts/frost-at-dawn.md") == COMMENTED
    against = review.since_live(desk, edit)
    assert against is not None and against.changed
    review.approve(desk, TOVE, edit.id)
    text = content(desk, "content/posts/frost-at-dawn.md")
    assert "title: Frost at dawn # hers\n" in text and "# keep me\n" in text and "It was bitter." in text
    assert front_matter(text)[0]["updated"] == "2026-11-20 12:00"
    assert front_matter(text)[0]["date"] == "2026-02-03"


def test_there_is_one_edit_of_a_live_post_at_a_time(desk: Desk) -> None:
    first = drafts.begin_edit(desk, NOOR, "two-roofs")
    assert drafts.begin_edit(desk, KENJI, "two-roofs") == first


def test_an_edit_does_not_overwrite_what_a_hand_changed_meanwhile(desk: Desk) -> None:
    edit = edited(desk)
    by_hand = COMMENTED.replace("It was cold.", "By hand.")
    (desk.root / "content/posts/frost-at-dawn.md").write_text(by_hand)
    with pytest.raises(FileChanged):
        review.approve(desk, TOVE, edit.id)
    assert content(desk, "content/posts/frost-at-dawn.md") == by_hand
    known = drafts.find(desk, edit.id)
    assert known is not None and known.state == "submitted"
    review.rebase(desk, TOVE, edit.id)
    review.approve(desk, TOVE, edit.id)
    assert "It was bitter." in content(desk, "content/posts/frost-at-dawn.md")


def test_an_edit_thrown_away_leaves_a_post_that_began_here_as_it_is(desk: Desk) -> None:
    done = review.approve(desk, TOVE, sent(desk).id)
    posting.published(desk)
    edit = drafts.begin_edit(desk, NOOR, done.slug)
    assert edit.id == done.id
    drafts.save(desk, NOOR, edit.id, {"title": "Never mind"})
    drafts.throw_away(desk, NOOR, edit.id)
    known = drafts.find(desk, done.id)
    assert known is not None and (known.state, known.title) == ("published", "Frost on the mast")


def test_withdrawn_leaves_content_keeps_its_text_and_comes_back_by_undo(desk: Desk) -> None:
    before = content(desk, "content/posts/frost-at-dawn.md")
    with pytest.raises(NotAllowed):
        posting.withdraw(desk, KENJI, "frost-at-dawn", "Not mine.")
    with pytest.raises(HubError, match="why"):
        posting.withdraw(desk, NOOR, "frost-at-dawn", " ")
    gone = posting.withdraw(desk, NOOR, "frost-at-dawn", "It names a neighbour.")
    assert not (desk.root / "content/posts/frost-at-dawn.md").exists()
    assert (gone.state, gone.body, gone.path) == ("withdrawn", "It was cold.", None)
    assert desk.shelf.leaf("posts", "frost-at-dawn") is None
    undo(desk, NOOR, last_change(desk, gone))
    assert content(desk, "content/posts/frost-at-dawn.md") == before


def test_an_author_hears_that_staff_take_a_post_off_the_hub_and_the_letter_goes_with_an_undo(desk: Desk) -> None:
    posting.withdraw(desk, NOOR, "frost-at-dawn", "It names a neighbour.")
    assert not desk.records.all(Letter), "nobody is told what they did themselves"
    gone = posting.withdraw(desk, TOVE, "fog-in-the-harbour", "Words for staff.")
    (letter,) = desk.records.all(Letter)
    assert letter.to == "kenji@mail.example" and f"/posts/{gone.id}/" in letter.text
    assert "Words for staff" not in letter.text
    undo(desk, TOVE, last_change(desk, gone))
    assert not desk.records.all(Letter)


# -- the list


def test_each_post_stands_once_in_the_list_and_in_the_views_it_belongs_to(desk: Desk) -> None:
    edited(desk)
    every = entries(desk, TOVE)
    assert sorted(entry.title for entry in every) == [
        "Fog in the harbour",
        "Frost at dawn",
        "Ice on the lens",
        "Salt in the wires",
        "Two roofs",
    ]
    total = counts(every)
    assert (total["all"], total["published"], total["waiting"], total["draft"]) == (5, 3, 2, 1)
    assert {entry.title for entry in entries(desk, KENJI)} == {"Fog in the harbour", "Two roofs", "Salt in the wires"}


def answer(desk: Desk, clock: TestClock, who: Actor, days: float) -> None:
    """A text that waited so long for an answer."""
    draft = sent(desk)
    clock.tick(days=days)
    review.ask_for_changes(desk, who, draft.id, "More.")


def test_how_long_an_answer_takes_is_told_only_when_measured(desk: Desk, clock: TestClock) -> None:
    def words() -> str | None:
        found = usual_answer(desk)
        return found.words if found else None

    for days in (1.5, 2):
        answer(desk, clock, RAVI, days)
    assert words() is None
    answer(desk, clock, RAVI, 1.8)
    assert words() == "Ravi Menon usually answers within two days."
    for _ in range(3):
        answer(desk, clock, TOVE, 1.8)
    assert words() == "The team usually answers within two days."
    assert standing(desk, sent(desk)).next == words()
