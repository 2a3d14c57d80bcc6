"""Drawings and recordings of our own on Telegram and on the page; the words never wait for them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date
from pathlib import Path

import aiohttp
import pytest

from bot.app import Running, running
from bot.config import Recording, Reporting
from bot.core.errors import SettingsError
from bot.recordings import with_recordings
from bot.storage.content.handbook import load_handbook
from bot.storage.content.media import MediaFiles
from tests.fakes.bot_api import FakeBotApi, Status
from tests.integration.bot.conftest import settings_for

CONTENT = Path(__file__).resolve().parents[3] / "content"
RECORDED = b"ID3 a recording"
Bot = Callable[[], AbstractAsyncContextManager[Running]]


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    file = tmp_path / "the.mp3"
    file.write_bytes(RECORDED)
    return Recording(
        text="card:universal:child",
        language="Tiếng Mông",
        file=file,
        read_by="Giàng Thị A",
        reviewed=date(2026, 11, 1),
    )


@pytest.fixture
def bot(data: Path, api: FakeBotApi, recording: Recording) -> Bot:
    reporting = Reporting(recordings=(recording,))
    settings = settings_for(data, api, web={"port": 0}).model_copy(update={"reporting": reporting})
    return lambda: running(settings, lambda _: None)


async def test_a_guide_comes_with_its_drawings_and_each_is_uploaded_once(bot: Bot, api: FakeBotApi) -> None:
    async with bot():
        person, other = api.user(1), api.user(2)
        for each in (person, other):
            await each.send_text("chặn trên zalo")
            await api.wait_for(lambda: not api.pending_updates, 10)
        photos = [message for message in api.messages(1) if "photo" in message.content]
        fields = [str(call.params.get("photo", "")) for call in api.calls_of("sendPhoto")]

    assert ["Báo xấu" in str(photo.content["caption"]) for photo in photos] == [True, False]
    assert "Zalo" in api.messages(1)[-1].text
    assert [field.startswith("file-") for field in fields] == [False, False, True, True]  # Telegram's ids
    assert (api.rejected, api.violations) == ([], [])


async def test_the_words_come_when_a_drawing_is_refused(bot: Bot, api: FakeBotApi) -> None:
    async with bot():
        api.fail_next("sendPhoto", Status(500))
        await api.user(1).send_text("chặn trên zalo")
        await api.wait_for(lambda: not api.pending_updates, 10)

    assert "Zalo" in api.messages(1)[-1].text


async def test_a_recording_is_offered_below_the_card_in_both_channels(bot: Bot, api: FakeBotApi) -> None:
    async with bot() as running_bot, aiohttp.ClientSession() as client:
        await api.user(1).send_text("/giup")
        await api.wait_for(lambda: not api.pending_updates, 10)
        url = f"http://127.0.0.1:{running_bot.port}"
        async with client.get(f"{url}/?a=child") as page:
            token = (await page.text()).split('name="token" value="')[1].split('"')[0]
        async with client.post(url, data={"token": token, "action": "help:child"}) as page:
            answer = await page.text()
        async with client.get(f"{url}/nghe/card-universal-child-tieng-mong.mp3") as heard:
            body, kind = await heard.read(), heard.content_type

    card, sound, _question = api.messages(1)
    assert "111" in card.text
    assert "audio" in sound.content
    assert '<audio controls preload="none" src="/nghe/card-universal-child-tieng-mong.mp3"' in answer
    assert "autoplay" not in answer
    assert (body, kind) == (RECORDED, "audio/mpeg")
    assert (api.rejected, api.violations) == ([], [])


async def test_the_page_serves_drawings_and_nothing_else(bot: Bot) -> None:
    async with bot() as running_bot, aiohttp.ClientSession() as client:
        url = f"http://127.0.0.1:{running_bot.port}"
        async with client.get(f"{url}/hinh/vi/zalo-report.png") as drawing:
            body, headers = await drawing.read(), drawing.headers
        statuses = []
        for path in ("hinh/vi/gone.png", "hinh/xx/zalo-report.png", "hinh/vi/%2e%2e%2f.png", "nghe/x.mp3"):
            async with client.get(f"{url}/{path}") as missing:
                statuses.append(missing.status)

    assert body.startswith(b"\x89PNG")
    assert headers["Cache-Control"] == "no-store"
    assert statuses == [404] * 4


@pytest.mark.parametrize(
    "name", ["../manifest", "vi/../../x", "vi/zalo-report.png", "", "/etc/passwd", "vi/"]
)
def test_only_names_of_drawings_are_read(name: str) -> None:
    assert MediaFiles(CONTENT).picture(name) is None
    assert MediaFiles(CONTENT).recording(name) is None


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"text": "card:nonsense:child"}, "there is no such text"),
        ({"text": "topic:gone:child"}, "there is no such text"),
        ({"file": Path("gone.mp3")}, "cannot be read"),
        ({"file": Path("the.wav")}, "must end in .mp3"),
    ],
)
def test_a_wrong_recording_stops_the_start_with_a_sentence(
    recording: Recording, changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        with_recordings(load_handbook(CONTENT), (recording.model_copy(update=changes),))
