"""Check before publish: facts of each made file, gathered once, and a judge that looks at what changed."""

from hub.publish.checks.addresses import addresses_in
from hub.publish.checks.early import Unpublished, waiting_posts
from hub.publish.checks.facts import Facts, Fault
from hub.publish.checks.judge import Policy, judge, judge_all, require_sound, said_in_bodies
from hub.publish.checks.lookups import Changed, Lookups
from hub.publish.checks.reading import facts_of

__all__ = [
    "Changed",
    "Facts",
    "Fault",
    "Lookups",
    "Policy",
    "Unpublished",
    "addresses_in",
    "facts_of",
    "judge",
    "judge_all",
    "require_sound",
    "said_in_bodies",
    "waiting_posts",
]
