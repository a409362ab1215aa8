"""A hub folder read again when it is known which files were touched, and nothing but texts of theirs differs."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from hub.content.bodies import Bodies, BodyStore
from hub.content.frontmatter import FormatError
from hub.content.known import Known, packed, text_key
from hub.content.leaves import look_at
from hub.content.loading import Loaded, Renderer, prefix_of
from hub.content.onefile import MARKDOWN_KINDS, read_markdown
from hub.content.stamps import UNSURE, has_settled
from hub.model import Body, Problems


def reload_texts(
    before: Loaded, paths: Iterable[str], root: Path, renderer: Renderer, store: BodyStore
) -> Loaded | None:
    """The folder as it was `before` with other texts in some of the files at `paths`; None when anything else differs,
    or something is the matter with a file: then it must be loaded. Costs what differs.
    """
    snapshot = before.snapshot
    if snapshot is None:
        return None
    files: dict[str, Known] = {}
    bodies: dict[str, Body] = {}
    for path in paths:
        known, stamp = before.files.get(path), look_at(root, path)
        kind = path.split("/")[1] if path.count("/") > 1 else ""
        if known is None or stamp is None or kind not in MARKDOWN_KINDS or not known.keys:
            return None
        if known.stamp == stamp:
            continue
        now, own = time.time_ns(), Problems()
        try:
            data = (root / path).read_bytes()
            record, body = read_markdown(kind, path, data, snapshot.settings.zone, own)
        except (OSError, FormatError):
            return None
        if len(own) or packed([record]) != known.records:
            return None
        sure = stamp if has_settled(stamp, now) else UNSURE
        files[path] = Known(
            sure, record.source.digest, known.records, text_key(body.text, prefix_of(path)), (), known.keys
        )
        bodies[path] = body
    keys = {path: file.text for path, file in files.items()}
    missing = store.missing(keys.values())
    made = renderer({path: bodies[path].text for path, key in keys.items() if key in missing})
    store.put({keys[path]: data for path, data in made.items()})
    was = snapshot.bodies
    if not isinstance(was, Bodies):
        return None
    rendered = Bodies({**was.keys_by_path, **keys}, store)
    problems = Problems()
    problems.extend(problem for problem in before.problems if problem.path not in files)
    for path, body in bodies.items():
        own = Problems()
        for line, what, cure in rendered[path].warnings:
            own.warn(path, body.line + line - 1, what, cure)
        problems.extend(own)
        files[path] = replace_notices(files[path], own)
    return Loaded(
        replace(snapshot, bodies=rendered), problems, {**before.files, **files}, frozenset(files), before.unread
    )


def replace_notices(file: Known, notices: Problems) -> Known:
    """What is known of a file with what is to be told of it."""
    return Known(file.stamp, file.sha, file.records, file.text, tuple(notices), file.keys)
