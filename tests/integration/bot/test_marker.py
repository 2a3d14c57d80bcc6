"""What a person writes is found nowhere afterwards; the token neither."""

import io
from pathlib import Path

import aiohttp

from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api.people import Person
from tests.fakes.bot_api.world import Message
from tests.integration.bot.conftest import Start, files_with

MARKER = "Zyzzyvadauhieu"


async def prepared_report(api: FakeBotApi, person: Person) -> str:
    """Prepare a report with the marker in every part; return all that the bot has sent meanwhile.

    What is written may alarm; then a card comes before the next question.
    """

    async def last() -> Message:
        await api.wait_for(lambda: not api.pending_updates, 20)
        return api.messages(person.id)[-1]

    await person.send_text("/giup")
    await person.press(await last(), label="Xem ngay nơi giúp")
    await person.press(await last(), label="Soạn lời báo")
    await last()
    for answer in (f"hôm qua {MARKER}", f"trò chơi {MARKER}", f"nick {MARKER}"):
        await person.send_text(answer)
        question = await last()
    await person.press(question, label="Xong")
    await last()
    await person.send_text(f"họ nói {MARKER}")
    await last()
    return "\n".join(message.text for message in api.messages(person.id)[-2:])


async def test_a_marker_is_in_no_file_no_log_and_no_metric(
    api: FakeBotApi, start: Start, data: Path, log_text: io.StringIO
) -> None:
    async with start(api) as bot, aiohttp.ClientSession() as client:
        person = api.user(5, first_name=MARKER)
        await person.send_text(f"{MARKER} nó doạ đăng ảnh của em")
        await person.send_text(f"/start {MARKER}")
        await person.send_text(f"/{MARKER}")
        await person.send_photo(caption=f"{MARKER} giúp em")
        await person.send_document()
        await api.wait_for(lambda: not api.pending_updates, 20)
        report = await prepared_report(api, api.user(6))
        url = f"http://127.0.0.1:{bot.port}"
        async with client.get(f"{url}/?a={MARKER}") as page:
            token = (await page.text()).split('name="token" value="')[1].split('"')[0]
        form = {"token": token, "text": f"{MARKER} em sợ quá", "action": ""}
        async with client.post(url, data=form) as page:
            assert "111" in await page.text()
        form = {"c": "parent:scams::over:", "account": MARKER, "words": f"{MARKER} lừa", "to": "police"}
        async with client.post(f"{url}/soan", data=form) as page:
            assert MARKER in await page.text()
        async with client.get(f"{url}/metrics") as page:
            metrics = await page.text()

    assert report.count(MARKER) == 4
    assert files_with(data, MARKER) == []
    assert MARKER.lower() not in metrics.lower()
    assert MARKER.lower() not in log_text.getvalue().lower()
    assert api.token not in log_text.getvalue()
    assert "127.0.0.1" not in log_text.getvalue().replace(api.base_url, "")
    assert (api.rejected, api.violations) == ([], [])


async def test_what_is_kept_of_a_chat_does_not_name_it(api: FakeBotApi, start: Start, data: Path) -> None:
    async with start(api):
        person = api.user(987_654_321)
        await person.send_text("con tôi 12 tuổi bị doạ đăng ảnh")
        await api.wait_for(lambda: not api.pending_updates, 20)

    assert files_with(data, "parent") != []
    assert files_with(data, "987654321") == []
