"""The facts of one made file, gathered once, in the process that made it."""

from __future__ import annotations

from collections.abc import Iterable

from hub.publish.checks.addresses import addresses_in
from hub.publish.checks.calendars import read_calendar, unfolded
from hub.publish.checks.facts import Facts, Fault
from hub.publish.checks.jsonfiles import read_json, read_linked
from hub.publish.checks.markup import css_links, read_markup
from hub.publish.checks.targets import ground_of, resolve
from hub.publish.checks.xmlfiles import Read, read_xml

_XML = frozenset({"xml", "opml", "svg"})
_JSON = frozenset({"json", "jsonld", "webmanifest"})
_TEXTS = frozenset({"html", "css", "js", "mjs", "txt", "md", "csv", "tsv", "ics", "vcf", "jwt", "htm", *_XML, *_JSON})
_EMPTY = Facts()


def facts_of(path: str, data: bytes, *, base_url: str, contact: str = "") -> Facts:
    """What the published file `path` (below the hub's folder) says; `base_url` is the hub's address.

    The e-mail address `contact` is left out, since it may stand anywhere. Pictures, fonts and other files that are
    no text say nothing. What authors uploaded (`media/`) is published as it is, and is looked into for e-mail
    addresses only. Never raises for what stands in a file: a fault is among the facts.
    """
    ending = path.rpartition(".")[2].lower()
    if ending not in _TEXTS:
        return _EMPTY
    uploaded = path.startswith("media/")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        if not uploaded:
            line = data.count(b"\n", 0, error.start) + 1
            fault = Fault(f"is not UTF-8 text (line {line})", "mend the template or view it is made with")
            return Facts(faults=(fault,), addresses=_mail(text, contact))
    if uploaded:
        return Facts(addresses=_mail(unfolded(text) if ending in ("ics", "vcf") else text, contact))
    if ending in ("html", "htm"):
        return _page(path, text, base_url, contact)
    read = _read(path, ending, data, text)
    links, astray = resolve(ground_of(base_url), path, read.links)
    mail = _mail(unfolded(text) if ending in ("ics", "vcf") else text, contact)
    return Facts(_sorted(links), (), _faults(read.faults, astray), (), mail)


def _page(path: str, text: str, base_url: str, contact: str) -> Facts:
    markup = read_markup(text)
    links, astray = resolve(ground_of(base_url), path, markup.links)
    read = Read()
    for script in markup.scripts:
        read_linked(script, read)
    faults = _faults(read.faults, astray) if read.faults or astray else ()
    bare = tuple(sorted(markup.bare)) if markup.bare else ()
    return Facts(_sorted(links), tuple(sorted(markup.ids)), faults, bare, _mail(text, contact))


def _read(path: str, ending: str, data: bytes, text: str) -> Read:
    if ending in _XML:
        return read_xml(path, data)
    if ending in _JSON:
        return read_json(path, data)
    if ending == "ics":
        return read_calendar(text)
    return Read(set(css_links(text))) if ending == "css" else Read()


def _sorted(links: set[str]) -> tuple[str, ...]:
    return tuple(sorted(links))


def _faults(own: Iterable[Fault], astray: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted({*own, *astray}, key=lambda fault: (fault.what, fault.cure)))


def _mail(text: str, contact: str) -> tuple[str, ...]:
    found = addresses_in(text)
    return tuple(sorted(found - {contact.lower()})) if found else ()
