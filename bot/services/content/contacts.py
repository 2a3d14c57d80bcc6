"""Numbers and addresses in texts: only those of the directory, and none that is known to be wrong."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlsplit

from bot.core.handbook import ReportingChannel
from bot.core.people import Language
from bot.services.content.finding import Checkable, Finding
from bot.services.content.forbidden import Around, Forbidden, digits
from bot.services.content.shown import Shown

_NUMBERS = re.compile(r"(?<![\w.,])\(?\+?\d(?:[ .()\-]{0,2}\d)*(?!\w)")
# What looks like a long number but is a date, an amount, or a span of hours.
_NO_PHONE = re.compile(
    r"\d{4}-\d{2}(-\d{2})?|\d{1,2}[-.]\d{1,2}[-.]\d{4}|[1-9]\d{0,2}(\.\d{3})+|[1-9]\d{0,2}( \d{3})+"
    r"|\d{1,2}\.\d{2} ?- ?\d{1,2}\.\d{2}|(19|20)\d{2} ?- ?(19|20)\d{2}"
)
_ADDRESS = re.compile(
    r"(?<![\w@.\-/])(?P<scheme>https?://)?(?P<user>[A-Za-z0-9._+-]+@)?"
    r"(?P<host>(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,24})(?![\w-])"
)
_SHORT = range(3, 6)
_LONG = 7


@dataclass(frozen=True, slots=True)
class Known:
    """The numbers (digits only) and hosts or e-mail addresses that texts may name."""

    numbers: frozenset[str]
    addresses: frozenset[str]

    def joined(self, other: "Known") -> "Known":
        """Return both together."""
        return Known(self.numbers | other.numbers, self.addresses | other.addresses)


def contact_findings(handbook: Checkable, texts: Iterable[Shown], forbidden: Forbidden) -> Iterator[Finding]:
    """Find denied and unknown numbers, and unknown addresses."""
    directory = _directory(handbook)
    allowed = _known_everywhere(handbook, directory.values(), forbidden)
    own = {name: contact_of(channels) for name, channels in directory.items()}
    for shown in texts:
        yield from denied_findings((shown,), forbidden)
        text = forbidden.any_denied.sub(" ", shown.text)
        known = allowed.joined(own[shown.channel]) if shown.channel in own else allowed
        for number in unknown_numbers(text, known.numbers, forbidden.around):
            yield shown.finding("number-unknown", number=number)
        for address in unknown_addresses(text, known.addresses):
            yield shown.finding("address-unknown", address=address)


def denied_findings(texts: Iterable[Shown], forbidden: Forbidden) -> Iterator[Finding]:
    """Find numbers that must never be given."""
    for shown in texts:
        for number in denied_in(shown.text, forbidden):
            yield shown.finding("number-denied", number=number)


def denied_in(text: str, forbidden: Forbidden) -> tuple[str, ...]:
    """Return the numbers in a text that must never be given."""
    if not forbidden.as_long.search(text):
        return ()
    return tuple(number for number, pattern in forbidden.denied.items() if pattern.search(text))


def contact_of(channels: Iterable[ReportingChannel]) -> Known:
    """Return what a channel's contacts (one for each language) let texts name."""
    contacts = [channel.contact for channel in channels]
    numbers = chain.from_iterable(map(_candidates, contacts))
    addresses = chain.from_iterable(map(_addresses, contacts))
    return Known(frozenset(digits(number) for number, _, _ in numbers), frozenset(addresses))


def unknown_numbers(text: str, known: frozenset[str], around: Around) -> Iterator[str]:
    """Yield what looks like a telephone number and is none of the known ones."""
    for candidate, start, end in _candidates(text):
        if digits(candidate) in known or _NO_PHONE.fullmatch(candidate):
            continue
        rest = _without_known(re.findall(r"\d+", candidate), known)
        called = around.called.search(text[:start]) is not None
        counted = around.cited.search(text[:start]) is not None or around.counted.match(text, end) is not None
        for groups in rest:
            if _is_long(groups, plus="+" in candidate):
                yield candidate
            elif not counted:
                yield from (group for group in groups if _is_short(group, called=called))


def unknown_addresses(text: str, known: frozenset[str]) -> Iterator[str]:
    """Yield the hosts and e-mail addresses that are none of the known ones."""
    for address in _addresses(text):
        if address not in known:
            yield address


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _NUMBERS.finditer(text):
        yield found[0], found.start(), found.end()


def _addresses(text: str) -> Iterator[str]:
    for found in _ADDRESS.finditer(text):
        host = found["host"]
        if found["scheme"] is None and host.rpartition(".")[2].isupper():
            continue  # an abbreviation such as TP.HCM
        yield ((found["user"] or "") + host.removeprefix("www.")).casefold()


def _without_known(groups: list[str], known: frozenset[str]) -> list[list[str]]:
    """Return the runs of digit groups that are left when known numbers are taken out."""
    runs: list[list[str]] = [[]]
    at = 0
    while at < len(groups):
        end = next((end for end in range(len(groups), at, -1) if "".join(groups[at:end]) in known), 0)
        if end:
            runs.append([])
            at = end
        else:
            runs[-1].append(groups[at])
            at += 1
    return [run for run in runs if run]


def _is_long(groups: list[str], *, plus: bool) -> bool:
    joined = "".join(groups)
    if len(joined) < _LONG:
        return False
    return plus or joined.startswith(("0", "1800", "1900", "84")) or len(groups) == 1


def _is_short(group: str, *, called: bool) -> bool:
    if len(group) not in _SHORT:
        return False
    return called or (len(group) == min(_SHORT) and group.startswith("11"))


def _directory(handbook: Checkable) -> dict[str, list[ReportingChannel]]:
    found: dict[str, list[ReportingChannel]] = {}
    for language in Language:
        for channel in handbook.reporting_channels(language):
            found.setdefault(channel.id, []).append(channel)
    return found


def _known_everywhere(
    handbook: Checkable, directory: Iterable[list[ReportingChannel]], forbidden: Forbidden
) -> Known:
    known = Known(forbidden.numbers, forbidden.addresses)
    for channels in directory:
        if channels[0].enabled:
            known = known.joined(contact_of(channels))
    topics = chain.from_iterable(map(handbook.topics, Language))
    urls = (source.url for topic in topics for source in topic.sources if source.url)
    hosts = frozenset((urlsplit(url).hostname or "").removeprefix("www.") for url in urls)
    return known.joined(Known(frozenset(), hosts))
