"""What a person writes is found nowhere afterwards; the token neither."""

import io
from pathlib import Path

import aiohttp

from tests.fakes.bot_api import FakeBotApi
from tests.integration.bot.conftest import Start, files_with

MARKER = "Zyzzyvadauhieu"


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
        url = f"http://127.0.0.1:{bot.port}"
        async with client.get(f"{url}/?a={MARKER}") as page:
            token = (await page.text()).split('name="token" value="')[1].split('"')[0]
        form = {"token": token, "text": f"{MARKER} em sợ quá", "action": ""}
        async with client.post(url, data=form) as page:
            assert "111" in await page.text()
        async with client.get(f"{url}/metrics") as page:
            metrics = await page.text()

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
