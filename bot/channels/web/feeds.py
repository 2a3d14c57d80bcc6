"""The public feeds over HTTP: a calendar (RFC 5545) and a news feed (RSS 2.0). No cookie, no visitor."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.core.clock import Clock
from bot.core.feeds import CALENDAR, NEWS, Feed, FeedEntry, FeedOf, feed_path
from bot.core.people import Audience, Language

NAME = "khien-nho"
MAX_AGE = 3600
LASTS = timedelta(minutes=15)
TYPES = {CALENDAR: "text/calendar", NEWS: "application/rss+xml"}


class Feeds:
    """Serves the feeds; `public_url` is the page's address, without which it is taken from the request."""

    def __init__(self, feed_of: FeedOf, clock: Clock, public_url: str | None = None) -> None:
        self._feed_of = feed_of
        self._clock = clock
        self._public_url = public_url
        self._environment = Environment(
            loader=PackageLoader("bot.channels.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def add_routes(self, app: web.Application) -> None:
        """Add the feeds' route; HEAD comes with it."""
        app.router.add_get(r"/meo/{audience}.{kind:ics|rss}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        audience, kind = request.match_info["audience"], request.match_info["kind"]
        language = request.query.get("lang", Language.VI)
        if audience not in set(Audience) or language not in set(Language):
            raise web.HTTPNotFound
        now = self._clock()
        feed = self._feed_of(Audience(audience), Language(language), now)
        if feed is None:
            raise web.HTTPNotFound
        home = (self._public_url or str(request.url.origin())).rstrip("/")
        make: Callable[[Feed, str, datetime], bytes] = _calendar if kind == CALENDAR else self._news
        body = make(feed, home, now)
        return _cacheable(request, body, TYPES[kind])

    def _news(self, feed: Feed, home: str, now: datetime) -> bytes:
        past = [entry for entry in reversed(feed.entries) if entry.at <= now]
        page = self._environment.get_template("news.xml").render(
            feed=feed,
            home=home,
            address=home + feed_path(feed.audience, NEWS, feed.language),
            entries=[(entry, format_datetime(entry.at), _uid(feed, entry, home)) for entry in past],
        )
        return page.encode()


def _calendar(feed: Feed, home: str, now: datetime) -> bytes:  # noqa: ARG001 - as for the news
    # Not at the top: most pages never need it, and it takes a tenth of a second to import.
    from icalendar import Calendar, Event  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", f"-//{NAME}//tips//{feed.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", feed.title)
    calendar.add("x-wr-caldesc", feed.description)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    for entry in feed.entries:
        event = Event()
        event.add("uid", _uid(feed, entry, home))
        event.add("dtstamp", entry.at)
        event.add("dtstart", entry.at)
        event.add("dtend", entry.at + LASTS)
        event.add("summary", entry.title)
        event.add("description", entry.text)
        event.add("url", home)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    body: bytes = calendar.to_ical()
    return body


def _uid(feed: Feed, entry: FeedEntry, home: str) -> str:
    year, week, _ = entry.monday.isocalendar()
    return f"{NAME}-{feed.audience}-{feed.language}-{year}w{week:02}@{urlsplit(home).hostname or NAME}"


def _cacheable(request: web.Request, body: bytes, content_type: str) -> web.Response:
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers = {"Cache-Control": f"public, max-age={MAX_AGE}", "ETag": f'"{tag}"'}
    known = {each.value for each in request.if_none_match or ()}
    if tag in known or "*" in known:
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers=headers, content_type=content_type, charset="utf-8")
