"""What an author got, as one plain sentence.

Clear words at the beginning of each post: FTC Endorsement Guides, 16 CFR 255, and UK and EU consumer law.
"""

from __future__ import annotations

from babel.dates import format_date

from hub.model import Disclosure, Post
from hub.web.words import locale

_SENTENCES = {
    "gift": "{who} got {item} as a gift",
    "loan": "{who} got {item} on loan",
    "travel": "{whose} travel was paid for: {item}",
    "early-access": "{who} had early access to {item}",
    "employment": "{who} works for the company: {item}",
    "other": "{who} got {item}",
}
_BARE = {
    "gift": "{who} got a gift from the company",
    "loan": "{who} got the product on loan",
    "travel": "{whose} travel was paid for",
    "early-access": "{who} had early access",
    "employment": "{who} works for the company",
    "other": "{who} got something for this",
}


def sentence(post: Post, relationship: str, language: str) -> str:
    """The disclosure of a post; empty when its author did not state one.

    `relationship` is the program's standing sentence, told after every stated disclosure.
    """
    if post.disclosure is None:
        return ""
    who, whose = ("The author", "The author’s") if len(post.authors) == 1 else ("The authors", "The authors’")
    if not post.disclosure:
        told = f"{who} got nothing for this post."
    else:
        told = " ".join(_one(item, who, whose, language) for item in post.disclosure)
    return f"{told} {relationship}".strip()


def _one(item: Disclosure, who: str, whose: str, language: str) -> str:
    text = (_SENTENCES if item.item else _BARE)[item.kind].format(who=who, whose=whose, item=item.item.rstrip("."))
    if who == "The authors":
        text = text.replace("works for", "work for")
    when = f" ({format_date(item.date, 'LLLL y', locale(language))})" if item.date else ""
    return f"{text}{when}."
