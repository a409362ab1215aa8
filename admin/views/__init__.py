"""The desk's pages, one module a subject."""

from admin.views import (
    accounts,
    activity,
    assets,
    awards,
    badges,
    consent,
    drafts,
    entries,
    entry,
    front,
    letters,
    media,
    notices,
    people,
    preview,
    profile,
    program,
    publishing,
    releases,
    review,
    search,
    settings,
)

BLUEPRINTS = tuple(
    module.blueprint
    for module in (
        assets,
        notices,
        entry,
        accounts,
        activity,
        front,
        search,
        people,
        profile,
        consent,
        program,
        letters,
        drafts,
        review,
        preview,
        badges,
        awards,
        entries,
        media,
        settings,
        publishing,
        releases,
    )
)
