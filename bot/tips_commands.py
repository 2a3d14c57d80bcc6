"""Behind `python -m bot tips`: how the tips stand, what comes next, and sending by hand."""

import asyncio
import ipaddress
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from bot.app import WINDOWS, limits_of, oa_options, safe_handbook, sender_of, zalo_options
from bot.channels.zalo_bot.bot import sending as zalo_sending
from bot.channels.zalo_oa.bot import sending as oa_sending
from bot.config import Settings
from bot.core.channel import Channel
from bot.core.clock import Clock, utc_now
from bot.core.errors import OperatorError
from bot.core.handbook import Handbook
from bot.core.outbox import Due, Figures, Reason, SentTip, State
from bot.core.people import Audience, Language
from bot.core.schedule import first_slot, slot_after
from bot.core.subscription import SUBSCRIBING, Feedback, Rating
from bot.metrics import NullMeter
from bot.services.choosing import Choice, choose
from bot.services.forecast import Forecast
from bot.services.pacing import Pacer
from bot.services.quota import RESERVE, Quota, needed
from bot.services.subscribing import clock_time, moment_words, suggested
from bot.storage.cipher import Cipher
from bot.storage.database import Database, open_alone, open_beside
from bot.storage.key import open_key
from bot.storage.outbox import SqlOutbox
from bot.storage.previews import Forthcoming, forthcoming, subscribers
from bot.storage.quotas import SqlLedger
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.token_lock import token_lock
from bot.storage.tokens import SqlTokens

SHOWN = 20
BUSIEST = 5
WEEKS_SHOWN = 13
# Counts below this could point at a person.
FEWEST = 10
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LOCK_SECONDS = 3.0


# Status.


@dataclass(frozen=True, slots=True)
class Status:
    """All that `tips status` tells."""

    subscribers: Mapping[tuple[str, str], int]
    figures: Figures
    ratings: Sequence[Rating]
    forecast: Forecast
    quotas: Sequence["ChannelQuota"] = ()


@dataclass(frozen=True, slots=True)
class ChannelQuota:
    """What a channel has sent of its month's messages, and what weekly tips may take of them."""

    channel: str
    limit: int
    sent: int
    subscribers: int

    @property
    def is_short(self) -> bool:
        """Whether tips may not all go out in a month with five weeks."""
        return needed(self.subscribers) > self.limit * (1 - RESERVE)


async def status(settings: Settings, forecast: Forecast) -> Status:
    """Read how things stand, beside a running bot."""
    async with beside(settings) as database:
        cipher = Cipher(await open_key(database, secret_of(settings)))
        subscriptions = SqlSubscriptions(database, cipher)
        forecast.load = await subscriptions.load()
        return Status(
            await subscribers(database),
            await SqlOutbox(database, cipher).figures(utc_now()),
            [rating for rating in await subscriptions.ratings() if rating.times >= FEWEST],
            forecast,
            await _quotas(settings, SqlLedger(database)),
        )


async def _quotas(settings: Settings, ledger: SqlLedger) -> list[ChannelQuota]:
    people = await ledger.subscribers()
    found: list[ChannelQuota] = []
    for channel, limit in limits_of(settings).items():
        month = Quota(channel, limit, settings.tips.timezone).month(utc_now())
        sent = await ledger.add(channel, month, 0)
        found.append(ChannelQuota(channel, limit, sent, people.get(channel, 0)))
    return found


def status_json(found: Status) -> dict[str, object]:
    """Return the status as JSON values."""
    oldest = found.figures.oldest_due
    return {
        "subscribers": {f"{audience}:{standing}": n for (audience, standing), n in found.subscribers.items()},
        "deliveries": {state.value: amount for state, amount in found.figures.by_state.items()},
        "failed": {reason.value: amount for reason, amount in found.figures.failed.items()},
        "waiting": found.figures.waiting,
        "outside_window": found.figures.outside,
        "held_back": found.figures.held_back,
        "quotas": [
            {"channel": one.channel, "limit": one.limit, "sent": one.sent, "short": one.is_short}
            for one in found.quotas
        ],
        "oldest_due": None if oldest is None else oldest.isoformat(),
        "capacity_per_slot": found.forecast.capacity,
        "slots": [
            {"zone": zone, "weekday": weekday, "time": clock_time(minute), "subscribers": amount}
            for (zone, weekday, minute), amount in _busiest(found.forecast)
        ],
        "ratings": [
            {"tip": one.tip, "feedback": one.feedback.value, "times": one.times} for one in found.ratings
        ],
    }


def show_status(found: Status, console: Console) -> None:
    """Print the status for a person."""
    people = Table("subscribers", "active", "stopped", "gone")
    for audience in SUBSCRIBING:
        counts = [found.subscribers.get((audience, name), 0) for name in ("active", "stopped", "gone")]
        people.add_row(audience, *map(str, counts))
    queue = Table("deliveries", "", caption="ended: of the last 7 days")
    for state, amount in found.figures.by_state.items():
        queue.add_row(state.value, str(amount))
    for reason, amount in sorted(found.figures.failed.items()):
        queue.add_row(f"  failed: {reason.value}", str(amount))
    if found.figures.outside:
        queue.add_row("  pending: outside Zalo's window", str(found.figures.outside))
    if found.figures.held_back:
        queue.add_row("  pending: held back until next month", str(found.figures.held_back))
    slots = Table("busiest slots", "subscribers", "takes")
    for (zone, weekday, minute), amount in _busiest(found.forecast):
        takes = timedelta(seconds=round(amount / found.forecast.per_second))
        slots.add_row(f"{DAYS[weekday]} {clock_time(minute)} {zone}", str(amount), str(takes))
    console.print(people, queue, slots)
    for one in found.quotas:
        console.print(f"{one.channel}: {one.sent} of {one.limit} messages sent this month.")
        if one.is_short:
            console.print(
                f"{one.channel}: {one.subscribers} subscribers may get {needed(one.subscribers)} tips in "
                f"a month with five weeks; of {one.limit} messages a fifth is left to answers. Raise the "
                "plan and monthly_messages, or some tips wait for the next month or are left out "
                "(failed: quota)."
            )
    if found.ratings:
        rated = Table("tip", *(feedback.value for feedback in Feedback))
        by_tip = {(one.tip, one.feedback): one.times for one in found.ratings}
        for tip in dict.fromkeys(one.tip for one in found.ratings):
            rated.add_row(tip, *(str(by_tip.get((tip, feedback), "–")) for feedback in Feedback))
        console.print(rated)
    if found.figures.by_state[State.UNKNOWN]:
        console.print(
            "unknown: these may or may not have arrived, and are not sent again (tips.in_doubt: park)."
        )
    if found.figures.failed.get(Reason.GAVE_UP):
        console.print("gave-up: the platform could not be reached for too long; see the log.")


def _busiest(forecast: Forecast) -> list[tuple[tuple[str, int, int], int]]:
    return sorted(forecast.load.items(), key=lambda one: (-one[1], one[0]))[:BUSIEST]


# Preview.


@dataclass(frozen=True, slots=True)
class Coming:
    """What a new subscriber would get on a day."""

    day: date
    choice: Choice


def preview(
    handbook: Handbook,
    settings: Settings,
    forecast: Forecast,
    audience: Audience,
    since: datetime,
    language: Language,
) -> list[Coming]:
    """Return the tips of the next quarter for somebody who subscribes now."""
    supplement = handbook.supplement(language)
    schedule = suggested(audience, settings.tips.timezone, forecast)
    slot = first_slot(schedule, since)
    found: list[Coming] = []
    history: dict[str, SentTip] = {}
    for number in range(WEEKS_SHOWN // schedule.weeks):
        day = slot.astimezone(ZoneInfo(schedule.zone)).date()
        choice = choose(supplement, audience, day, (), tuple(history.values()), number)
        if choice is None:
            break
        found.append(Coming(day, choice))
        before = history.get(choice.tip.id, SentTip(choice.tip.id, 0, 0, ""))
        history[choice.tip.id] = SentTip(
            choice.tip.id,
            before.times + (not choice.recall),
            before.recalls + choice.recall,
            day.isoformat(),
        )
        slot = slot_after(schedule, slot)
    return found


def preview_json(found: Sequence[Coming]) -> list[dict[str, object]]:
    """Return the preview as JSON values."""
    return [
        {
            "day": one.day.isoformat(),
            "tip": one.choice.tip.id,
            "title": one.choice.tip.title,
            "period": one.choice.tip.period,
            "recall": one.choice.recall,
        }
        for one in found
    ]


def show_preview(found: Sequence[Coming], console: Console) -> None:
    """Print the preview for a person."""
    table = Table("day", "tip", "title", "period", "again")
    for one in found:
        tip = one.choice.tip
        table.add_row(
            one.day.isoformat(), tip.id, tip.title, tip.period or "–", "yes" if one.choice.recall else ""
        )
    console.print(table)


# Due.


@dataclass(frozen=True, slots=True)
class DueTip:
    """A due delivery with the tip that would be sent."""

    due: Due
    choice: Choice | None


async def due(
    settings: Settings, handbook: Handbook, now: datetime, limit: int
) -> tuple[Forthcoming, list[DueTip]]:
    """Return what would be queued at this moment; changes nothing."""
    async with beside(settings) as database:
        found = await forthcoming(database, now, limit, WINDOWS)
    return found, [DueTip(one, _choice(handbook, one)) for one in found.first]


def due_json(found: Forthcoming, tips: Sequence[DueTip]) -> dict[str, object]:
    """Return what is due as JSON values."""
    return {
        "due": found.amount,
        "waiting": found.waiting,
        "missed": found.missed,
        "first": [
            {
                "subscription": one.due.subscription,
                "channel": one.due.channel,
                "audience": one.due.audience.value,
                "language": one.due.language.value,
                "slot": one.due.slot.isoformat(),
                "zone": one.due.zone,
                "tip": None if one.choice is None else one.choice.tip.id,
                "recall": one.choice is not None and one.choice.recall,
            }
            for one in tips
        ],
    }


def show_due(found: Forthcoming, tips: Sequence[DueTip], console: Console) -> None:
    """Print what is due for a person."""
    if tips:
        table = Table("no.", "channel", "audience", "slot", "tip", "again")
        for one in tips:
            tip = one.choice.tip.id if one.choice else "no tip for this audience"
            again = "yes" if one.choice is not None and one.choice.recall else ""
            when = moment_words(Language.EN, one.due.slot, one.due.zone)
            table.add_row(str(one.due.subscription), one.due.channel, one.due.audience, when, tip, again)
        console.print(table)
    more = found.amount - len(tips)
    console.print(
        f"{found.amount} due{f', {more} of them not shown' if more > 0 else ''}; "
        f"{found.waiting} queued already; {found.missed} too old to be sent."
    )


def _choice(handbook: Handbook, one: Due) -> Choice | None:
    return choose(
        handbook.supplement(one.language),
        one.audience,
        date.fromisoformat(one.period),
        one.interests,
        one.history,
        one.tips_sent,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How sending by hand ended."""

    queued: int
    sent: int
    failed: int
    unknown: int
    left: int


@dataclass(frozen=True, slots=True)
class _Messenger:
    """One bot of a platform, to send with: its token's lock, its server, and how it is opened."""

    token: str
    server: str | None
    opened: Callable[
        [Database, Cipher, Handbook, Clock], AbstractAsyncContextManager[tuple[Channel, str | None]]
    ]


async def send(settings: Settings, now: datetime) -> Outcome:
    """Queue and send all that is due at this moment, and return. The bot must not run meanwhile."""
    messengers = list(_messengers(settings))
    if not messengers:
        raise OperatorError(
            "There is nothing to send with: set telegram.token (BOT_TELEGRAM__TOKEN), zalo_bot.token or "
            "zalo_oa.app_id."
        )
    if now > utc_now() and not all(_is_loopback(one.server or "") for one in messengers):
        raise OperatorError(
            f"{now.isoformat()} is in the future: tips would go out too early. Leave --send out to see what "
            "will be due, or set api_base_url (of telegram, zalo_bot, zalo_oa) to a test server on this "
            "machine."
        )
    database = await open_alone(settings.database.url)
    try:
        cipher = Cipher(await open_key(database, secret_of(settings)))
        handbook = await asyncio.to_thread(safe_handbook, settings)
        outbox = SqlOutbox(database, cipher)
        before = await outbox.figures(now)
        planned = await outbox.plan(now, timedelta(0), WINDOWS)
        interrupted = asyncio.Event()
        for messenger in messengers:
            if not interrupted.is_set():
                await _send(settings, database, cipher, handbook, messenger, now, interrupted)
        after = await outbox.figures(now)
    finally:
        await database.close()
    ended = {
        state: after.by_state[state] - before.by_state[state]
        for state in (State.SENT, State.FAILED, State.UNKNOWN)
    }
    return Outcome(
        planned.queued,
        ended[State.SENT],
        ended[State.FAILED],
        ended[State.UNKNOWN],
        after.by_state[State.PENDING],
    )


def _messengers(settings: Settings) -> Iterator[_Messenger]:
    if settings.telegram.token is not None:
        from bot.channels.telegram.bot import sending  # noqa: PLC0415 - half a second that others need not wait
        from bot.channels.telegram.options import TelegramOptions  # noqa: PLC0415 - as above

        token, server = settings.telegram.token.get_secret_value(), settings.telegram.api_base_url
        options = TelegramOptions(token, server, public_url=settings.web.public_url)
        yield _Messenger(token, server, lambda *_: sending(options))
    if settings.zalo_bot.token is not None:
        bot = zalo_options(settings)
        yield _Messenger(
            bot.token,
            bot.api_base_url,
            lambda _database, _cipher, handbook, clock: zalo_sending(bot, partial(_choose, handbook), clock),
        )
    if settings.zalo_oa.app_id is not None:
        account = oa_options(settings)
        yield _Messenger(
            account.app_secret,
            account.api_base_url,
            lambda database, cipher, handbook, clock: oa_sending(
                account, SqlTokens(database, cipher), partial(_choose, handbook), clock
            ),
        )


def _choose(handbook: Handbook) -> str:
    return handbook.words(Language.VI).get("zalo.choose")


async def _send(
    settings: Settings,
    database: Database,
    cipher: Cipher,
    handbook: Handbook,
    messenger: _Messenger,
    now: datetime,
    interrupted: asyncio.Event,
) -> None:
    """Send what is due on one channel, with its token to ourselves, until a signal sets `interrupted`."""
    began = time.monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    lock, stop = token_lock(database, messenger.token), asyncio.Event()
    asyncio.get_running_loop().call_later(LOCK_SECONDS, stop.set)
    if not await lock.acquire(stop):
        raise OperatorError("Another process serves this bot and sends its tips. Stop it first.")
    try:
        async with messenger.opened(database, cipher, handbook, clock) as (channel, link):
            limit = limits_of(settings).get(channel.name)
            quota = None if limit is None else Quota(channel.name, limit, settings.tips.timezone)
            ledger = SqlLedger(database)
            if quota is not None:
                await quota.settle(ledger, now)
            sender = sender_of(
                settings,
                channel,
                outbox=SqlOutbox(database, cipher),
                subscriptions=SqlSubscriptions(database, cipher),
                handbook=lambda: handbook,
                links={} if link is None else {channel.name: link},
                pacer=Pacer(settings.tips.messages_per_second),
                meter=NullMeter(),
                clock=clock,
                quota=quota,
            )

            def interrupt() -> None:
                interrupted.set()
                sender.stop.set()

            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, interrupt)
            await sender.send_due()
            if quota is not None:
                await quota.settle(ledger, clock())
    finally:
        await lock.release()


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@asynccontextmanager
async def beside(settings: Settings) -> AsyncIterator[Database]:
    """Open the database while the bot may be running."""
    database = await open_beside(settings.database.url)
    try:
        yield database
    finally:
        await database.close()


def secret_of(settings: Settings) -> str | None:
    """Return the secret key of the settings, None when it is in a file."""
    key = settings.database.key
    return None if key is None else key.get_secret_value()
