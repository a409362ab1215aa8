"""A hub of sixty posts by five people, in the shape of a real one, and words for its edits."""

from __future__ import annotations

from pathlib import Path

from tests.web.whole import picture

POSTS = 60
_PEOPLE = ("ada", "bo", "cy", "di", "eve")
_TAGS = ("bees", "birds", "clouds", "weather")


def hub_of_many() -> dict[str, str | bytes]:
    """Its files. Post 0 is the oldest; each is by one person and about one thing, in turn."""
    files: dict[str, str | bytes] = {
        f"content/posts/post-{n:02}.md": f"---\ntitle: Post {n}\nauthors: [{_PEOPLE[n % 5]}]\n"
        f"date: 2026-0{n // 10 + 1}-{n % 10 + 10}\ntags: [{_TAGS[n % 4]}]\n---\n\n"
        f"The beginning of {n}.\n\nMore of {n}.\n"
        for n in range(POSTS)
    }
    for handle in _PEOPLE:
        files[f"content/advocates/{handle}.md"] = f"---\nname: {handle.title()} Obi\n---\n\nKeeps things.\n"
    files["content/badges/first.md"] = "---\nname: First Light\nsummary: For a first post.\n---\n"
    for handle in ("ada", "bo"):
        files[f"content/awards/{handle}.yaml"] = (
            f"id: a-{handle}\nbadge: first\nadvocate: {handle}\nawarded: 2026-01-20\n"
        )
    files["content/posts/pictured.md"] = (
        "---\ntitle: Pictured\nauthors: [ada]\ndate: 2025-06-01\n---\n\n"
        "![Bees](media/bees.jpg)\n\n[Data](media/data.csv)\n"
    )
    files["content/media/bees.jpg"] = picture(1700, 900)
    files["content/media/data.csv"] = "a,b\n"
    files["content/pages/about.md"] = "---\ntitle: About\nmenu: About\n---\n\nWho we are.\n"
    files["content/events/meet.md"] = "---\ntitle: Meet\nstarts: 2026-12-01T18:00\nplace: Oslo\n---\n"
    return files


def replace_in(file: Path, old: str, new: str) -> None:
    """Another text in the place of one that is there."""
    text = file.read_text()
    assert old in text, file
    file.write_text(text.replace(old, new))
