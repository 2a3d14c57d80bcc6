"""The fake Bot API's fast mode, which only counts."""

import asyncio

import aiohttp

from tests.fakes.bot_api.fast import FastBotApi, serve_fast


async def test_the_fast_server_counts_what_is_sent() -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    api = FastBotApi(bot_id=7, username="bench_bot")
    server = asyncio.create_task(serve_fast(api, "127.0.0.1", 0, told.put_nowait))
    url = (await told.get()).rpartition(" ")[2]

    async with aiohttp.ClientSession(url) as session:
        async with session.post("/bot7:x/getMe") as response:
            me = await response.json()
        for text in ("a", "b"):
            async with session.post("/bot7:x/sendMessage", json={"chat_id": 1, "text": text}) as response:
                sent = await response.json()
        async with session.get("/stats") as response:
            stats = await response.json()
    server.cancel()
    await asyncio.gather(server, return_exceptions=True)

    assert (me["result"]["id"], sent["result"]["message_id"]) == (7, 2)
    assert stats["calls"] == {"getme": 1, "sendmessage": 2}
