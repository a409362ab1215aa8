"""What is known of one published file: what it links to, what others may link to, and what is wrong with it."""

from __future__ import annotations

from msgspec import Struct


class Fault(Struct, frozen=True, array_like=True, gc=False):
    """Something wrong with one file by itself. `what` goes on after "the page /x/", `cure` says what to do."""

    what: str
    cure: str


class Facts(Struct, frozen=True, array_like=True, gc=False):
    """What one file says, small enough to be remembered for every file there is (msgspec writes and reads it).

    links: the files of this hub it links to, `posts/a/index.html` or `posts/a/index.html#place`, sorted, each once;
        `place` is decoded. Links to other hosts are left out.
    ids: the places in it that others may link to, sorted.
    faults: what stops a publish, whatever stands in other files.
    bare: the addresses of pictures without an alt text, sorted.
    addresses: e-mail addresses that stand in it, in small letters, sorted; the hub's contact is left out.
    """

    links: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    bare: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def noted(self) -> bool:
        """Whether this file has something that is told at each publish, also when it did not change."""
        return bool(self.bare or self.addresses)
