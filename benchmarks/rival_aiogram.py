"""The rival: aiogram, doing a trivial echo by webhook."""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web


async def serve(port: int, api: str, token: str) -> None:
    """Answer each update before it is acknowledged, as Khiên Nhỏ does."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()

    async def press(query: CallbackQuery, bot: Bot) -> None:
        await bot.send_message(query.from_user.id, "echo")

    async def text(message: Message, bot: Bot) -> None:
        await bot.send_message(message.chat.id, "echo")

    dispatcher.callback_query.register(press)
    dispatcher.message.register(text)
    server = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(server, path="/")
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
