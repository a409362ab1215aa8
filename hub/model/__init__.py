"""The records everything else speaks of, and the errors they raise.

Records are frozen and hold keys (handles, slugs, ids), never other records, so that
what a page read can be told from the queries it made.
"""

from hub.model.moment import Moment
from hub.model.problem import HubError, Problem, Problems, Severity
from hub.model.records import (
    Advocate,
    Award,
    Badge,
    Body,
    Change,
    Contribution,
    Design,
    Disclosure,
    Event,
    Evidence,
    Figure,
    Link,
    Media,
    Mention,
    Page,
    Post,
    Recipient,
    Resource,
    Revocation,
    Source,
    Term,
    Topic,
)
from hub.model.settings import Brand, ContributionType, DeskSettings, Group, Host, Program, Settings, Tier
from hub.model.slugs import RESERVED_SEGMENTS, is_handle, is_slug, slugify

__all__ = [
    "RESERVED_SEGMENTS",
    "Advocate",
    "Award",
    "Badge",
    "Body",
    "Brand",
    "Change",
    "Contribution",
    "ContributionType",
    "Design",
    "DeskSettings",
    "Disclosure",
    "Event",
    "Evidence",
    "Figure",
    "Group",
    "Host",
    "HubError",
    "Link",
    "Media",
    "Mention",
    "Moment",
    "Page",
    "Post",
    "Problem",
    "Problems",
    "Program",
    "Recipient",
    "Resource",
    "Revocation",
    "Settings",
    "Severity",
    "Source",
    "Term",
    "Tier",
    "Topic",
    "is_handle",
    "is_slug",
    "slugify",
]
