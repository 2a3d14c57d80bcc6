"""The rival: stock python-telegram-bot with its own HTTP client, doing a trivial echo by webhook."""

import asyncio
import sys

from aiohttp import web
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send one message back; a press is not even acknowledged."""
    chat = update.effective_chat
    if chat is not None:
        await context.bot.send_message(chat.id, "echo")


async def serve(port: int, api: str, token: str) -> None:
    """Answer each update before it is acknowledged, as Khiên Nhỏ does."""
    application = Application.builder().token(token).base_url(f"{api}/bot").updater(None).build()
    application.add_handler(CallbackQueryHandler(echo))
    application.add_handler(MessageHandler(filters.TEXT, echo))

    async def receive(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), application.bot)
        await application.process_update(update)
        return web.Response()

    server = web.Application()
    server.router.add_post("/", receive)
    runner = web.AppRunner(server, access_log=None)
    await application.initialize()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
