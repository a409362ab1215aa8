"""Check before publish: facts of each made file, gathered once, and a judge that looks at what changed."""

from hub.publish.checks.addresses import addresses_in
from hub.publish.checks.facts import Facts, Fault
from hub.publish.checks.judge import Lookups, Policy, Unpublished, judge, judge_all, require_sound
from hub.publish.checks.reading import facts_of

__all__ = [
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
]
