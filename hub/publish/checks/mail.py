"""Which e-mail addresses may stand in a published file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol


class MailPolicy(Protocol):
    """The part of the policy that is about e-mail addresses."""

    @property
    def contact(self) -> str: ...
    @property
    def asks(self) -> frozenset[str]: ...
    @property
    def body_addresses(self) -> Mapping[str, Collection[str]]: ...
    @property
    def private(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Mail:
    """One address that is told of: a warning where a body (`body`, its content file) says it, else a problem."""

    address: str
    private: bool
    body: str = ""

    @property
    def stops(self) -> bool:
        """Whether this stops the publish."""
        return not self.body

    def words(self, subject: str) -> str:
        """What is wrong. A private address is not written out: these words go to people who may not know it."""
        if not self.private:
            if self.body:
                return f"the e-mail address {self.address} stands in this text, where collectors of addresses find it"
            return f"{subject} shows the e-mail address {self.address}, which is no contact and stands in no text"
        if self.body:
            return f"an e-mail address that the desk keeps private, {hidden(self.address)}, stands in this text"
        return f"{subject} shows an e-mail address that the desk keeps private, {hidden(self.address)}"

    @property
    def cure(self) -> str:
        """What to do."""
        if self.body:
            return "take it out unless its owner wants it to be public"
        return "take it out, or write it in the text where its owner wants it to be public"


def judge_mail(addresses: Iterable[str], sources: Collection[str] | None, policy: MailPolicy) -> Iterator[Mail]:
    """What to tell of the addresses in one output; `sources` are the content files it was made from, None when they
    are not known.

    An address that a body says was published by whoever wrote that body. But a private one counts as said only in
    what is made of that very body: elsewhere it came from somewhere else, and stops the publish.
    """
    for address in addresses:
        if address == policy.contact.lower() or address in policy.asks:
            continue
        bodies = policy.body_addresses.get(address, ())
        private = _kept(address, policy.private)
        if private and sources is not None:
            bodies = [body for body in bodies if body in sources]
        if bodies:
            for body in bodies:
                yield Mail(address, private, body)
        else:
            yield Mail(address, private)


def _kept(address: str, private: frozenset[str]) -> bool:
    """Whether an address is private, also where the next sentence follows it without a blank ("a@b.org.And")."""
    if not private:
        return False
    while address.count("."):
        if address in private:
            return True
        address = address.rpartition(".")[0]
    return False


def hidden(address: str) -> str:
    """Enough of an address for its owner to know it."""
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}"
