"""The composition root: the one place that chooses parts and joins them."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import SecretStr

from bot.channels.web.channel import WebChannel
from bot.channels.web.feeds import Feeds
from bot.channels.web.options import WebOptions
from bot.channels.zalo_bot.bot import ZaloBot
from bot.channels.zalo_bot.options import BASE, ZaloBotOptions
from bot.channels.zalo_bot.receive import CHANNEL as ZALO_CHANNEL
from bot.channels.zalo_oa.bot import ZaloOa
from bot.channels.zalo_oa.options import API, OAUTH, ZaloOaOptions
from bot.channels.zalo_oa.receive import CHANNEL as OA_CHANNEL
from bot.channels.zalo_oa.send import WINDOW
from bot.config import Settings
from bot.core.channel import Channel, EarlyReceiver, Receiver
from bot.core.clock import Clock, utc_now
from bot.core.errors import ContentError, SettingsError, StorageError
from bot.core.feeds import Feed
from bot.core.handbook import Handbook
from bot.core.journal import Journal
from bot.core.knowledge import Knowledge, Live
from bot.core.message import Incoming
from bot.core.meter import Meter
from bot.core.outbox import InDoubtPolicy, Windows
from bot.core.people import Audience, Language
from bot.core.reply import Reply, paragraphs
from bot.core.subscription import Subscriptions
from bot.core.tokens import Tokens
from bot.core.words import Words
from bot.dispatch import Decided, Dispatcher, Routes
from bot.duty import Duty, Messenger
from bot.http.errors import LastResort
from bot.http.health import Health
from bot.http.limits import Limiter
from bot.http.server import Server, build_app
from bot.jobs.clock import Clockwork, Housekeeping
from bot.jobs.tips import TipsClock
from bot.local_channels import warn_of_overdue, with_local_channels
from bot.metrics import PrometheusMeter
from bot.recordings import files_of, with_recordings
from bot.routes import Organisation, build
from bot.services import directory, guidance, quiet, tips, weekly
from bot.services.content import forbidden_from, unsafe
from bot.services.directory import slug
from bot.services.forecast import Forecast
from bot.services.mailing import Mailing
from bot.services.memory import Memories
from bot.services.pacing import Answering, Pacer
from bot.services.quota import Ledger, Quota
from bot.services.sender import Sender
from bot.services.subscribing import Elsewhere
from bot.services.tips import Sharing
from bot.services.understanding import build as build_understanding
from bot.storage.cipher import Cipher
from bot.storage.content.file_handbook import FileHandbook
from bot.storage.content.handbook import load_handbook
from bot.storage.content.media import MediaFiles
from bot.storage.content_watch import ContentWatch
from bot.storage.database import Database, open_alone
from bot.storage.journal import SqlJournal
from bot.storage.key import SecretKey, open_key
from bot.storage.memory import MemorySubscriptions
from bot.storage.outbox import SqlOutbox
from bot.storage.quotas import SqlLedger
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.token_lock import token_lock
from bot.storage.tokens import SqlTokens
from handlers.subscribe import Subscribing
from handlers.triage import Triage

if TYPE_CHECKING:
    from bot.channels.telegram.bot import TelegramBot

log = logging.getLogger(__name__)

Progress = Callable[[str], None]
Reload = Callable[[FileHandbook], Awaitable[None]]

# A person may press buttons quickly; a flood is more. What helps or erases comes on top. A school shares one
# address.
CHAT_BURST, CHAT_PER_MINUTE = 20, 40.0
URGENT_BURST, URGENT_PER_MINUTE = 20, 20.0
ORIGIN_BURST, ORIGIN_PER_MINUTE = 400, 1_200.0

# How long after somebody's last word a channel may write first, where that has an end.
WINDOWS: Windows = {OA_CHANNEL: WINDOW}
MODELS = "models"
MESSENGERS = ("telegram",)
TELEGRAM_SHARING = "https://t.me/share/url"
# A tip goes out within a minute of its time: planned this often, looked for every second.
PLAN_EVERY = timedelta(seconds=20)


def learn(settings: Settings, progress: Progress) -> Knowledge:
    """Load and check the content, and build the engine from it. Blocks; raises ContentError."""
    return understand(safe_handbook(settings), settings, progress)


def safe_handbook(settings: Settings) -> FileHandbook:
    """Load the content; ContentError when it is broken, or holds what nobody may be told."""
    handbook = load_handbook(settings.content.path)
    if refused := _unsafe(handbook):
        raise ContentError(refused)
    return handbook


def understand(handbook: FileHandbook, settings: Settings, progress: Progress) -> Knowledge:
    """Build the engine from a handbook, or take it from the cache; the operator's channels join it."""
    handbook = with_local_channels(handbook, settings.reporting)
    handbook = with_recordings(handbook, settings.reporting.recordings)
    understanding = build_understanding(handbook, settings.data_folder / MODELS, progress)
    quiet.check(settings.safety.quiet_word, understanding)
    return Knowledge(handbook, understanding)


def dispatcher(
    live: Live,
    journal: Journal,
    settings: Settings,
    meter: Meter,
    *,
    clock: Clock = utc_now,
    memories: Memories | None = None,
    subscriptions: Subscriptions | None = None,
    forecast: Forecast | None = None,
    private_link: Callable[[str], str | None] = lambda _: None,
) -> Dispatcher:
    """Join the conversation's parts. Without subscriptions nothing is kept of them beyond the process."""
    handbook = live.current.handbook
    organisation = settings.organisation
    return Dispatcher(
        live=live,
        journal=journal,
        subscriptions=subscriptions or MemorySubscriptions(),
        memories=memories or Memories(),
        chat_limit=Limiter(burst=CHAT_BURST, per_minute=CHAT_PER_MINUTE, clock=clock),
        urgent_limit=Limiter(burst=URGENT_BURST, per_minute=URGENT_PER_MINUTE, clock=clock),
        origin_limit=Limiter(burst=ORIGIN_BURST, per_minute=ORIGIN_PER_MINUTE, clock=clock),
        routes=Routes(
            build(
                Organisation(
                    organisation.name,
                    organisation.contact,
                    organisation.privacy_contact,
                    organisation.verified_links,
                    (settings.web.public_url or "") if settings.web.enabled else "",
                ),
                private_link,
                Subscribing(
                    forecast or forecast_of(settings),
                    settings.tips.timezone,
                    partial(_elsewhere, settings, private_link),
                ),
                Triage(slug(settings.reporting.province)),
            )
        ),
        failure={language: _failure(handbook.words(language)) for language in Language},
        is_quiet_word=quiet.matcher(settings.safety.quiet_word),
        clock=clock,
        meter=meter,
        zone=ZoneInfo(settings.tips.timezone),
        organisation=organisation.name,
    )


def forecast_of(settings: Settings) -> Forecast:
    """Return how much a slot can hold; nobody has been counted yet."""
    return Forecast(settings.tips.messages_per_second, settings.tips.spread, settings.tips.quiet)


def _elsewhere(settings: Settings, private_link: Callable[[str], str | None]) -> Elsewhere:
    links = [(name, private_link(name)) for name in MESSENGERS]
    known = [(name, f"{link}?start=dangky") for name, link in links if link is not None]
    here = f"http://{settings.web.host}:{settings.web.port}"
    return Elsewhere(known, (settings.web.public_url or here) if settings.web.enabled else "")


def _failure(words: Words) -> Reply:
    return Reply((paragraphs(words.get("failure.static")),))


@dataclass
class Running:
    """A bot that answers; `port` is where its web server listens, `weekly` the clock of its tips."""

    settings: Settings
    server: Server | None
    meter: PrometheusMeter
    weekly: TipsClock
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def port(self) -> int | None:
        """The web server's port, or None when there is no server."""
        return self.server.port if self.server else None


@asynccontextmanager
async def running(settings: Settings, progress: Progress, clock: Clock = utc_now) -> AsyncIterator[Running]:
    """Start everything that the settings enable; stop it in the reverse order on leaving."""
    async with AsyncExitStack() as stack:
        database = await open_alone(settings.database.url)
        stack.push_async_callback(database.close)
        key = await open_key(database, _secret(settings.database.key))
        journal = SqlJournal(database, Cipher(key))
        await journal.start()
        stack.push_async_callback(journal.stop)
        cipher = Cipher(key)
        subscriptions, outbox = SqlSubscriptions(database, cipher), SqlOutbox(database, cipher)
        warn_of_overdue(settings.reporting, clock().astimezone(ZoneInfo(settings.tips.timezone)).date())
        live = Live(await asyncio.to_thread(learn, settings, progress))
        meter, memories, forecast = PrometheusMeter(), Memories(), forecast_of(settings)
        links: dict[str, str] = {}
        receive = dispatcher(
            live,
            journal,
            settings,
            meter,
            clock=clock,
            memories=memories,
            subscriptions=subscriptions,
            forecast=forecast,
            private_link=links.get,
        )
        tips_clock = TipsClock(outbox, subscriptions, forecast, meter, clock, settings.tips.spread, WINDOWS)
        running_bot = Running(settings, None, meter, tips_clock)

        duties: list[Duty] = []

        quotas = {
            channel: Quota(channel, limit, settings.tips.timezone)
            for channel, limit in limits_of(settings).items()
        }

        def paced(channel: str, pacer: Pacer) -> EarlyReceiver:
            return _paced(receive, pacer, quotas.get(channel), clock)

        def serve(messenger: Messenger, channel: Channel, token: SecretStr | None, pacer: Pacer) -> None:
            """Let one process per token receive, answer and send."""
            sender = partial(
                sender_of,
                settings,
                channel,
                outbox=outbox,
                subscriptions=subscriptions,
                handbook=lambda: live.current.handbook,
                links=links,
                pacer=pacer,
                meter=meter,
                clock=clock,
                quota=quotas.get(channel.name),
            )
            lock = token_lock(database, _secret(token) or "")
            duties.append(Duty(lock, messenger, sender, partial(links.__setitem__, channel.name)))

        pacer = Pacer(settings.tips.messages_per_second)
        telegram = _telegram(settings, paced("telegram", pacer), live, meter, clock)
        if telegram is not None:
            serve(telegram, telegram.channel, settings.telegram.token, pacer)
        pacer = Pacer(settings.tips.messages_per_second)
        zalo = _zalo_bot(settings, paced(ZALO_CHANNEL, pacer), live, meter, clock)
        if zalo is not None:
            serve(zalo, zalo.channel, settings.zalo_bot.token, pacer)
        pacer = Pacer(settings.tips.messages_per_second)
        account = _zalo_oa(
            settings, paced(OA_CHANNEL, pacer), journal, SqlTokens(database, cipher), live, meter, clock
        )
        if account is not None:
            serve(account, account.channel, settings.zalo_oa.app_secret, pacer)
        if settings.web.enabled or _has_webhook(settings):
            app = _http_app(settings, live, database, meter, duties)
            if settings.web.enabled:
                _web_channel(settings, receive, live, key, clock).add_routes(app)
                _feeds(settings, live, clock).add_routes(app)
            for each in (telegram, zalo, account):
                if each is not None:
                    each.add_routes(app)
            server = Server(app, host=settings.web.host, port=settings.web.port)
            await server.start()
            stack.push_async_callback(server.stop)
            running_bot.server = server
        # Before the first message is sent; and, since what is left is done backwards, after the last one.
        counting = partial(_count_messages, tuple(quotas.values()), SqlLedger(database), clock)
        await counting()
        stack.push_async_callback(counting)
        for duty in duties:
            await duty.start()
            stack.push_async_callback(duty.stop)

        watch = ContentWatch(
            settings.content.path,
            _reload(settings, live, meter, progress),
            refuse=_unsafe,
            version=live.current.handbook.version,
        )
        watching = asyncio.create_task(watch.run())
        stack.push_async_callback(_cancel, (watching,))
        clockwork = _clockwork(journal, memories, live, clock, tips_clock, counting)
        clockwork.start()
        stack.callback(clockwork.stop)
        _settle()
        yield running_bot


async def run(settings: Settings, progress: Progress, announce: Callable[[Running], None]) -> None:
    """Run until SIGINT or SIGTERM; answers under way are finished."""
    async with running(settings, progress) as bot:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, bot.stopping.set)
        announce(bot)
        await bot.stopping.wait()
        log.info("stopping", extra={"action": "stopping"})


def _telegram(
    settings: Settings, receive: Receiver, live: Live, meter: Meter, clock: Clock
) -> "TelegramBot | None":
    if settings.telegram.token is None:
        return None
    # Half a second that a bot without Telegram need not wait.
    from bot.channels.telegram.bot import TelegramBot  # noqa: PLC0415
    from bot.channels.telegram.options import TelegramOptions  # noqa: PLC0415

    options = TelegramOptions(
        token=settings.telegram.token.get_secret_value(),
        api_base_url=settings.telegram.api_base_url,
        mode=settings.telegram.mode,
        webhook_secret=_secret(settings.telegram.webhook_secret),
        public_url=settings.web.public_url,
    )
    words = live.current.handbook.words
    return TelegramBot(options, receive, words=words, media=_media(settings), meter=meter, clock=clock)


def _zalo_bot(
    settings: Settings, receive: Receiver, live: Live, meter: Meter, clock: Clock
) -> ZaloBot | None:
    if settings.zalo_bot.token is None:
        return None
    words = live.current.handbook.words
    return ZaloBot(zalo_options(settings), receive, words=words, meter=meter, clock=clock)


def zalo_options(settings: Settings) -> ZaloBotOptions:
    """Return the Zalo bot's options; SettingsError when something is missing."""
    return ZaloBotOptions(
        token=_secret(settings.zalo_bot.token) or "",
        api_base_url=settings.zalo_bot.api_base_url or BASE,
        mode=settings.zalo_bot.mode,
        webhook_secret=_secret(settings.zalo_bot.webhook_secret),
        public_url=settings.web.public_url,
    )


def _zalo_oa(
    settings: Settings,
    receive: EarlyReceiver,
    journal: Journal,
    tokens: Tokens,
    live: Live,
    meter: Meter,
    clock: Clock,
) -> ZaloOa | None:
    if settings.zalo_oa.app_id is None:
        return None
    return ZaloOa(
        oa_options(settings),
        receive,
        tokens=tokens,
        held=partial(journal.held, OA_CHANNEL),
        words=live.current.handbook.words,
        meter=meter,
        clock=clock,
    )


def oa_options(settings: Settings) -> ZaloOaOptions:
    """Return the Official Account's options; SettingsError when something is missing."""
    account = settings.zalo_oa
    return ZaloOaOptions(
        app_id=account.app_id or "",
        app_secret=_secret(account.app_secret) or "",
        webhook_secret=_secret(account.webhook_secret) or "",
        refresh_token=_secret(account.refresh_token),
        signature_id=account.signature_id,
        api_base_url=account.api_base_url or API,
        oauth_base_url=account.oauth_base_url or OAUTH,
        public_url=settings.web.public_url,
    )


def _has_webhook(settings: Settings) -> bool:
    if settings.zalo_oa.app_id is not None:
        return True
    bots = (settings.telegram, settings.zalo_bot)
    return any(bot.token is not None and bot.mode == "webhook" for bot in bots)


def limits_of(settings: Settings) -> Mapping[str, int]:
    """Return how many messages a month each channel may send, where the operator has said so."""
    limits = {
        ZALO_CHANNEL: settings.zalo_bot.monthly_messages,
        OA_CHANNEL: settings.zalo_oa.monthly_messages,
    }
    return {channel: limit for channel, limit in limits.items() if limit is not None}


def _paced(receive: Dispatcher, pacer: Pacer, quota: Quota | None, clock: Clock) -> EarlyReceiver:
    """Let answers be counted, so that tips make room for them."""

    async def paced(incoming: Incoming, channel: Channel, decided: Decided | None = None) -> None:
        await receive(incoming, Answering(channel, pacer, quota, clock), decided)

    return paced


def sender_of(
    settings: Settings,
    channel: Channel,
    *,
    outbox: SqlOutbox,
    subscriptions: SqlSubscriptions,
    handbook: Callable[[], Handbook],
    links: Mapping[str, str],
    pacer: Pacer,
    meter: Meter,
    clock: Clock,
    quota: Quota | None = None,
) -> Sender:
    """Return a sender for a channel, to be run once."""

    def sharing() -> Sharing | None:
        link = links.get(channel.name)
        return None if link is None else Sharing(link, TELEGRAM_SHARING)

    return Sender(
        channel=channel,
        outbox=outbox,
        subscriptions=subscriptions,
        compose=Mailing(
            handbook,
            outbox,
            clock,
            settings.organisation.name,
            sharing,
            channel.capabilities.window is not None,
        ).compose,
        pacer=pacer,
        per_second=settings.tips.messages_per_second,
        policy=InDoubtPolicy(settings.tips.in_doubt),
        quiet=settings.tips.quiet,
        spread=settings.tips.spread,
        clock=clock,
        meter=meter,
        quota=quota,
    )


def _http_app(
    settings: Settings, live: Live, database: Database, meter: PrometheusMeter, duties: Sequence[Duty]
) -> web.Application:
    app = build_app(_last_resort(live), https=(settings.web.public_url or "").startswith("https://"))

    async def ready() -> bool:
        try:
            await database.check()
        except StorageError:
            return False
        return not any(duty.is_stuck for duty in duties)

    Health(ready, meter.render, _secret(settings.web.metrics_token)).add_routes(app)
    return app


def _last_resort(live: Live) -> LastResort:
    words = live.current.handbook.words(Language.VI)
    return LastResort(
        language=Language.VI,
        title=words.get("web.error.title"),
        text=words.get("web.error.text"),
        call=words.get("web.error.call"),
        back=words.get("web.error.back"),
    )


def _web_channel(
    settings: Settings, receive: Dispatcher, live: Live, key: SecretKey, clock: Clock
) -> WebChannel:
    return WebChannel(
        receive=receive,
        words=lambda language: live.current.handbook.words(language),
        secret=key.derive("web forms"),
        options=WebOptions(
            public_url=settings.web.public_url,
            organisation=settings.organisation.name,
            leave_url=settings.web.leave_url,
            secure_cookie=(settings.web.public_url or "").startswith("https://"),
            trusted_proxies=settings.web.trusted_proxies,
        ),
        clock=clock,
        places=lambda language: [
            (guide.id, guide.name) for guide in live.current.handbook.supplement(language).guides
        ],
        media=_media(settings),
    )


def _media(settings: Settings) -> MediaFiles:
    return MediaFiles(settings.content.path, files_of(settings.reporting.recordings))


def _feeds(settings: Settings, live: Live, clock: Clock) -> Feeds:
    zone = settings.tips.timezone

    def feed_of(audience: Audience, language: Language, now: datetime) -> Feed | None:
        voice = weekly.voice_of(live.current.handbook, language, now.astimezone(ZoneInfo(zone)))
        return weekly.feed(voice, audience, zone)

    return Feeds(feed_of, clock, settings.web.public_url)


def _reload(settings: Settings, live: Live, meter: Meter, progress: Progress) -> Reload:
    async def reload(handbook: FileHandbook) -> None:
        try:
            live.swap(await asyncio.to_thread(understand, handbook, settings, progress))
            guidance.forget()
            directory.forget()
            tips.forget()
            weekly.forget()
            _settle()
        except (ContentError, SettingsError) as error:
            log.error("the changed content is refused: %s", error, extra={"action": "content_refused"})
            meter.count("content_reloads", outcome="refused")
        else:
            log.info("the content has been reloaded", extra={"action": "content_reloaded"})
            meter.count("content_reloads", outcome="done")

    return reload


def _settle() -> None:
    """Spare the garbage collector what lives as long as the handbook: hundreds of thousands of objects."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _unsafe(handbook: FileHandbook) -> tuple[str, ...]:
    found = unsafe(handbook, forbidden_from(handbook.lexicon("forbidden")))
    problems = (handbook.problem(each.file, each.place, each.code, each.values) for each in found)
    return tuple(problem.sentence(Language.EN) for problem in problems)


def _clockwork(
    journal: SqlJournal,
    memories: Memories,
    live: Live,
    clock: Clock,
    tips_clock: TipsClock,
    counting: Callable[[], Awaitable[None]],
) -> Clockwork:
    async def purge() -> None:
        try:
            rows = await journal.purge(clock())
        except StorageError:
            log.error("what has outlived its time could not be deleted", extra={"action": "purge_failed"})
        else:
            log.info("%d rows have outlived their time", rows, extra={"action": "purged"})

    async def sweep() -> None:
        memories.sweep(clock())
        live.current.understanding.forget()

    return Clockwork(
        (
            Housekeeping("purge", timedelta(minutes=30), purge),
            Housekeeping("sweep", timedelta(seconds=30), sweep),
            Housekeeping("plan", PLAN_EVERY, tips_clock.plan, at_once=True),
            Housekeeping("figures", timedelta(seconds=15), tips_clock.measure),
            Housekeeping("forecast", timedelta(minutes=5), tips_clock.count, at_once=True),
            Housekeeping("quotas", timedelta(seconds=10), counting),
            Housekeeping("purge-tips", timedelta(hours=1), tips_clock.purge),
        )
    )


async def _count_messages(quotas: Sequence[Quota], ledger: Ledger, clock: Clock) -> None:
    """Write what was counted of each month's messages; what can't be written now is written next time."""
    for quota in quotas:
        try:
            await quota.settle(ledger, clock())
        except StorageError as error:
            log.error("%s", error, extra={"action": "counting_failed"})


async def _cancel(tasks: Iterable["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()
