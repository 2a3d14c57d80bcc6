"""The operator's own reporting channels, and those of the handbook that the operator has confirmed.

They come from the settings, are checked at the start, and join the handbook's directory.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.config import LocalChannel, Reporting
from bot.core.case import Harm
from bot.core.errors import SettingsError
from bot.core.handbook import ContactKind, ReportingChannel
from bot.core.opening import OpeningHours
from bot.core.people import Language
from bot.services.content import Forbidden, denied_in, forbidden_from
from bot.services.reporting import ANY
from bot.storage.content.file_handbook import FileHandbook

log = logging.getLogger(__name__)

# How long a confirmation holds.
CONFIRMED_FOR = timedelta(days=183)
_DIGITS = range(3, 13)


def with_local_channels(handbook: FileHandbook, settings: Reporting) -> FileHandbook:
    """Return the handbook with these channels in its directory; SettingsError when one can't be used."""
    forbidden = forbidden_from(handbook.lexicon("forbidden"))
    directory = handbook.reporting_channels(Language.VI)
    known = {channel.id: channel for channel in directory}
    _check_confirmed(settings, known)
    harms = {ANY, *Harm, *(harm for channel in directory for harm in channel.harms)}
    added = tuple(_checked(settings, forbidden, frozenset(known), frozenset(harms)))
    return handbook.with_channels(
        {
            language: (
                *(_confirmed(channel, settings) for channel in handbook.reporting_channels(language)),
                *added,
            )
            for language in Language
        }
    )


def warn_of_overdue(settings: Reporting, today: date) -> None:
    """Log which of the operator's channels are past their review date, and so are shown to nobody."""
    for channel in settings.channels:
        if today > channel.review_by:
            log.warning(
                "reporting.channels: %s is past its review_by (%s) and is shown to nobody; "
                "check it and set verified and review_by anew",
                channel.id,
                channel.review_by,
                extra={"action": "channel_overdue"},
            )


def _check_confirmed(settings: Reporting, known: dict[str, ReportingChannel]) -> None:
    for name in settings.confirmed:
        if name not in known:
            raise SettingsError(
                f"reporting.confirmed: there is no reporting channel {name!r} in the handbook. "
                "The ids are in content/channels.yaml."
            )


def _confirmed(channel: ReportingChannel, settings: Reporting) -> ReportingChannel:
    day = settings.confirmed.get(channel.id)
    if day is None:
        return channel
    return replace(channel, enabled=True, verified=day, review_by=day + CONFIRMED_FOR)


def _checked(
    settings: Reporting, forbidden: Forbidden, known: frozenset[str], harms: frozenset[str]
) -> Iterator[ReportingChannel]:
    seen = set(known)
    for channel in settings.channels:
        where = f"reporting.channels, {channel.id}"
        if channel.id in seen:
            raise SettingsError(f"{where}: this id is taken. Give the channel another one.")
        seen.add(channel.id)
        unknown = sorted(set(channel.harms) - harms)
        if unknown:
            raise SettingsError(
                f"{where}: unknown harms {', '.join(unknown)}. Known are: {', '.join(sorted(harms))}."
            )
        if channel.kind is ContactKind.CALL and not _is_number(channel.contact):
            raise SettingsError(f"{where}: contact must be a telephone number of 3 to 12 digits.")
        if channel.kind is ContactKind.CALL and channel.opens is None and channel.hours is None:
            raise SettingsError(
                f"{where}: say when somebody answers: opens, such as 'mon-fri 07:30-17:00', or, where it is "
                "day and night, hours in words."
            )
        if channel.kind is ContactKind.WEB and not channel.contact.startswith("https://"):
            raise SettingsError(f"{where}: contact must be an address that begins with https://.")
        if channel.review_by < channel.verified:
            raise SettingsError(f"{where}: review_by is before verified. Set the day of the next check.")
        texts = (channel.contact, channel.name, channel.have_ready, channel.what_next, channel.caveat or "")
        denied = denied_in(" ".join(texts), forbidden)
        if denied:
            raise SettingsError(
                f"{where}: the number {denied[0]} is known to be wrong or out of use "
                "(content/lexicon/forbidden.yaml). Give the right one."
            )
        yield _channel(channel)


def _is_number(contact: str) -> bool:
    digits = "".join(letter for letter in contact if letter.isdigit())
    return len(digits) in _DIGITS and all(letter in "0123456789 .+-()" for letter in contact)


def _channel(channel: LocalChannel) -> ReportingChannel:
    return ReportingChannel(
        id=channel.id,
        kind=channel.kind,
        contact=channel.contact,
        name=channel.name,
        hours=channel.hours,
        cost=channel.cost,
        who=channel.who,
        harms=channel.harms,
        have_ready=channel.have_ready,
        what_next=channel.what_next,
        caveat=channel.caveat,
        province=channel.province,
        verified=channel.verified,
        review_by=channel.review_by,
        source="",
        always=False,
        enabled=True,
        audiences=channel.audiences,
        opens=None if channel.opens is None else OpeningHours.parse(channel.opens),
        household=channel.household,
    )
