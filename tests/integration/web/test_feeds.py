"""The public feeds, read as calendars and feed readers read them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import aiohttp
import pytest
from icalendar import Calendar

from bot.channels.web.feeds import Feeds
from bot.channels.web.pages import last_resort
from bot.core.feeds import Feed, FeedEntry, feed_path
from bot.core.people import Audience, Language
from bot.http.server import Server, build_app
from tests.fakes.web import page_words

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
HOSTILE = 'Ảnh & "lời" <script>\nxuống dòng; dấu, phẩy \\ ' + "dài " * 60


def entry(number: int) -> FeedEntry:
    monday = date(2026, 11, 2) + timedelta(weeks=number)
    at = datetime(2026, 11, 8, 13, tzinfo=UTC) + timedelta(weeks=number)
    return FeedEntry(monday, at, f"p-{number}", f"Mẹo <{number}> & hơn", HOSTILE)


def feed_of(audience: Audience, language: Language, now: datetime) -> Feed | None:
    if audience is Audience.CHILD:
        return None
    return Feed(audience, language, "Mẹo & lời", "Mỗi tuần", tuple(entry(number) for number in range(6)))


@dataclass(frozen=True, slots=True)
class Reader:
    url: str
    client: aiohttp.ClientSession

    async def get(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.request(method, self.url + path, headers=names) as response:
            return response, await response.read()


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    app = build_app(last_resort(page_words()(Language.VI)))
    Feeds(feed_of, lambda: NOW, "https://khien-nho.example.vn").add_routes(app)
    server = Server(app, host="127.0.0.1", port=0)
    await server.start()
    async with aiohttp.ClientSession() as client:
        yield Reader(f"http://127.0.0.1:{server.port}", client)
    await server.stop()


@pytest.mark.parametrize("kind", ["ics", "rss"])
async def test_a_feed_may_be_kept_by_caches_and_sets_no_cookie(reader: Reader, kind: str) -> None:
    response, _ = await reader.get(feed_path(Audience.PARENT, kind, Language.VI))

    assert response.status == 200
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert "charset=utf-8" in response.headers["Content-Type"]
    assert "Set-Cookie" not in response.headers


async def test_a_calendar_holds_a_quarter_of_an_hour_a_week(reader: Reader) -> None:
    _, body = await reader.get(feed_path(Audience.PARENT, "ics", Language.VI))

    calendar = Calendar.from_ical(body)
    events = calendar.walk("VEVENT")
    assert len(events) == 6
    assert len({event["UID"] for event in events}) == 6
    first = events[0]
    assert (first.decoded("DTSTART"), first.decoded("DTEND")) == (
        entry(0).at,
        entry(0).at + timedelta(minutes=15),
    )
    assert str(first["SUMMARY"]) == "Mẹo <0> & hơn"
    assert str(first["DESCRIPTION"]).split() == HOSTILE.split()
    assert str(first["UID"]) == "khien-nho-parent-vi-2026w45@khien-nho.example.vn"
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


async def test_news_tell_of_the_weeks_that_have_been_newest_first(reader: Reader) -> None:
    _, body = await reader.get(feed_path(Audience.TEACHER, "rss", Language.EN))

    channel = ElementTree.fromstring(body).find("channel")  # noqa: S314 - our own server wrote it
    assert channel is not None
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == [f"Mẹo <{number}> & hơn" for number in (2, 1, 0)]
    assert (items[0].findtext("description") or "").split() == HOSTILE.split()
    assert channel.findtext("link") == "https://khien-nho.example.vn/"
    assert items[0].findtext("pubDate") == "Sun, 22 Nov 2026 13:00:00 +0000"


async def test_what_has_not_changed_is_not_sent_again(reader: Reader) -> None:
    path = feed_path(Audience.PARENT, "ics", Language.VI)
    first, _ = await reader.get(path)

    again, body = await reader.get(path, If_None_Match=first.headers["ETag"])
    other, _ = await reader.get(path, If_None_Match='"something"')

    assert (again.status, body) == (304, b"")
    assert other.status == 200


async def test_head_tells_without_a_body(reader: Reader) -> None:
    response, body = await reader.get(feed_path(Audience.PARENT, "rss", Language.VI), method="HEAD")

    assert (response.status, body) == (200, b"")
    assert "ETag" in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/meo/child.ics",
        "/meo/nobody.ics",
        "/meo/parent.txt",
        "/meo/parent.ics?lang=xx",
        "/meo/parent.ics?lang=%00",
        "/meo/..%2f..%2fetc.ics",
    ],
)
async def test_there_is_nothing_else(reader: Reader, path: str) -> None:
    response, body = await reader.get(path)

    assert response.status == 404
    assert b"111" in body
