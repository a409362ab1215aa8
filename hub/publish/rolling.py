"""Going back to an old release, without what must not come back.

What the old release says of somebody who left, of a post that was withdrawn or an award that was revoked is taken as
it is shown now, or left out; and where the rest leads there, it is taken as it is shown now too, until every link of
the mixture leads somewhere. Where that cannot be had, nothing changes and whoever asked is told why.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hub.model import HubError
from hub.publish import manifest as lists
from hub.publish import objects as store
from hub.publish.addresses import url_of
from hub.publish.checks import Facts, facts_of
from hub.publish.moving import parents
from hub.publish.objects import Objects
from hub.publish.outputs import Output
from hub.publish.telling import own_source

_NAMED = 4
_NO_LINKS = ("image/png", "image/jpeg", "image/webp", "image/avif", "image/gif", "font/", "audio/", "video/")
_CURE = "Correct the content and publish instead, or choose another release."


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a content file must not come back, in words that follow "without". While every published file below
    `address` ("awards/ID") is the same now as in the old release, nothing was barred since then."""

    words: str
    address: str = ""


@dataclass(frozen=True)
class Return:
    """What going back to release `number` changes. `without` tells what does not come back, `kept` are paths that
    stay as they are shown now because of it."""

    number: int
    files: Mapping[str, Output]
    changed: Mapping[str, Output]
    removed: tuple[str, ...]
    without: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    still: tuple[str, ...] = ()
    """What must not come back and is shown still, since nobody has published since it went."""


def choose(shop: Path, number: int | None) -> int:
    """The release to go back to: `number`, or the one before the shown one; after going back, the one before that.

    Raises HubError when there is no such release or it is shown already.
    """
    shown = lists.shown(shop)
    there = lists.numbers(shop)
    if number is None:
        release = lists.shown_release(shop)
        last = release.back if release is not None and release.back else shown
        before = [one for one in there if one < last]
        if not before:
            raise HubError("There is no release before the one that is shown, so there is nothing to go back to.")
        return before[-1]
    if number not in there:
        known = f"There are {there[0]} to {there[-1]}" if there else "There is none yet"
        raise HubError(f"There is no release {number}. {known}; `laurel releases` lists all.", status=2)
    if number == shown:
        raise HubError(f"The hub shows release {number} already. Nothing was changed.", status=2)
    return number


def sources_of(shop: Path, number: int) -> frozenset[str]:
    """Every content file that a release was made from. Raises Damaged when its list cannot be read."""
    return frozenset(source for output in lists.manifest(shop, number).values() for source in output.sources)


def plan_return(
    shop: Path,
    number: int,
    bars: Mapping[str, Bar],
    base_url: str,
    is_there: Callable[[str], bool] = lambda source: True,
    *,
    checked: bool = True,
) -> Return:
    """What `public/` must become to show release `number`, without the content files in `bars` (by path).

    `is_there` says whether a content file exists now. Without `checked` only what would not come back is told, quickly:
    no link is followed and no file read. Raises HubError when the release cannot be read or its files
    are damaged, when it is not known what it was made of, and when the mixture cannot be made whole.
    """
    shown = lists.shown_release(shop)
    if shown is None or shown.trouble:
        raise HubError(
            f"It is not known what the hub shows. {shown.trouble if shown else ''}".strip() + " Publish first."
        )
    if shown.forgot:
        raise HubError("Somebody was erased since the last publish. Publish first, so that the hub forgets them too.")
    old, here = lists.manifest(shop, number), lists.manifest(shop, shown.number)
    release = lists.release_of(shop, number)
    if not release.sure:
        what = f"It is not known what the pages of release {number} were made of, so nobody can tell what may return."
        raise HubError(f"{what} {_CURE}")
    objects = Objects(shop / store.FOLDER)
    mixing = _Mixing(objects, old, here, base_url)
    without = mixing.leave_out(_still_barred(old, here, bars))
    if without and checked:
        mixing.make_whole(number)
        mixing.drop_unused(is_there)
    difference = lists.between(here, mixing.mix)
    damaged = [path for path, output in difference.files.items() if checked and not objects.sound(output.sha)]
    if damaged:
        what = f"Release {number} cannot be gone back to: {_names(damaged)} {'is' if len(damaged) == 1 else 'are'}"
        raise HubError(f"{what} missing or damaged in the store. Nothing was changed. {_CURE}")
    words = tuple(sorted({bars[source].words for source in without}))
    still = _shown_still(here, bars)
    return Return(
        number,
        mixing.mix,
        difference.files,
        tuple(difference.removed),
        words,
        tuple(sorted(mixing.kept)),
        still,
    )


def _shown_still(here: Mapping[str, Output], bars: Mapping[str, Bar]) -> tuple[str, ...]:
    owned = (own_source(path, output) for path, output in here.items())
    found = {bars[own[1]] for own in owned if own and own[1] in bars}
    return tuple(sorted(bar.words for bar in found if not bar.address))


def _still_barred(old: Mapping[str, Output], here: Mapping[str, Output], bars: Mapping[str, Bar]) -> frozenset[str]:
    """The barred sources that the old release showed otherwise than the hub does now."""
    wanted = {bar.address for bar in bars.values() if bar.address}
    then, now = _below(old, wanted), _below(here, wanted)
    return frozenset(
        source
        for source, bar in bars.items()
        if not bar.address or not then.get(bar.address) or then.get(bar.address) != now.get(bar.address)
    )


def _below(files: Mapping[str, Output], wanted: set[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path, output in files.items():
        first, _, rest = path.partition("/")
        address = f"{first}/{rest.partition('/')[0].partition('.')[0]}"
        if address in wanted:
            found.setdefault(address, {})[path] = output.sha
    return found


@dataclass
class _Mixing:
    """The old release, with files that stay as they are `here`, shown now."""

    objects: Objects
    old: Mapping[str, Output]
    here: Mapping[str, Output]
    base_url: str
    mix: dict[str, Output] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    facts: dict[tuple[str, str], Facts] = field(default_factory=dict)

    def leave_out(self, bars: frozenset[str]) -> set[str]:
        """Begin with the old files, but those made from barred sources as they are here, or not at all. Gives the
        sources that made a difference."""
        without: set[str] = set()
        for path, output in self.old.items():
            hit = bars.intersection(output.sources)
            if not hit or self.here.get(path) == output:
                self.mix[path] = output
                continue
            without |= hit
            self._keep(path)
        return without

    def _keep(self, path: str) -> bool:
        """Take a path as it is here; tells whether that changed anything."""
        now = self.here.get(path)
        if now is None:
            return False
        changed = self.mix.get(path) != now
        self.mix[path] = now
        self.kept.add(path)
        return changed

    def make_whole(self, number: int) -> None:
        """Take more as it is here until every link leads somewhere. Raises HubError where that cannot be had."""
        while dead := self._dead():
            if not any([self._mend(path, target) for path, target in dead]):
                what = f"Release {number} cannot be gone back to without what must not come back: "
                raise HubError(f"{what}{_told(dead)}. Nothing was changed. {_CURE}")
        folded = {unicodedata.normalize("NFC", path).casefold() for path in self.mix}
        folders = {above for path in self.mix for above in parents(path)}
        if len(folded) < len(self.mix) or folders & self.mix.keys():
            what = f"Release {number} and what the hub shows now have addresses that cannot stand together."
            raise HubError(f"{what} Nothing was changed. {_CURE}")

    def _mend(self, path: str, target: str) -> bool:
        """What is shown now fits to what else is shown now, so more of it is taken."""
        if self.mix[path] == self.here.get(path):
            return self._keep(target.partition("#")[0])
        return self._keep(path)

    def _dead(self) -> list[tuple[str, str]]:
        """Links that lead nowhere, as (path, target), but those that did so already where they come from."""
        return [
            (path, target)
            for path, output in self.mix.items()
            for target in self._facts(path, output).links
            if not self._leads(self.mix, target) and self._led(path, output, target)
        ]

    def _led(self, path: str, output: Output, target: str) -> bool:
        from_old = self.old.get(path) == output and self._leads(self.old, target)
        return from_old or (self.here.get(path) == output and self._leads(self.here, target))

    def _leads(self, files: Mapping[str, Output], target: str) -> bool:
        path, _, place = target.partition("#")
        output = files.get(path)
        return output is not None and (not place or place in self._facts(path, output).ids)

    def _facts(self, path: str, output: Output) -> Facts:
        known = self.facts.get((path, output.sha))
        if known is None:
            page = not path.startswith("media/") and not output.type.startswith(_NO_LINKS)
            data = self.objects.read(output.sha) if page else b""
            known = facts_of(path, data, base_url=self.base_url) if page else Facts()
            self.facts[path, output.sha] = known
        return known

    def drop_unused(self, is_there: Callable[[str], bool]) -> None:
        """Leave out pictures and files that came with what is left out: nothing shows them, and content has them no
        more."""
        lost = {
            path
            for path, output in self.mix.items()
            if path not in self.here and output.sources and not any(map(is_there, output.sources))
        }
        lost = {path for path in lost if not path.endswith(".html")}
        if lost:
            used = {link for path, output in self.mix.items() for link in self._facts(path, output).links}
            for path in lost - used:
                del self.mix[path]


def _told(dead: list[tuple[str, str]]) -> str:
    told = [f"{url_of(path)} links to {_address(target)}" for path, target in dead[:_NAMED]]
    more = len(dead) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "") + ", which would be gone"


def _address(target: str) -> str:
    path, mark, place = target.partition("#")
    return url_of(path) + mark + place


def _names(paths: list[str]) -> str:
    more = len(paths) - _NAMED
    return ", ".join(paths[:_NAMED]) + (f" and {more} more" if more > 0 else "")
