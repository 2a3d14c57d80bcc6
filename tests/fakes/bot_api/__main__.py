"""Run the fake as a process: by hand, or as the other side of a benchmark."""

import argparse
import asyncio
import sys

from tests.fakes.bot_api.fast import FastBotApi, serve_fast
from tests.fakes.bot_api.server import TOKEN, FakeBotApi


def main() -> None:
    """Serve until interrupted."""
    options = _parser().parse_args()
    try:
        asyncio.run(_serve_fast(options) if options.lenient_speed else _serve(options))
    except KeyboardInterrupt:
        _tell("stopped")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.bot_api", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--token", default=TOKEN, help="the bot's token; its number is the bot's id")
    parser.add_argument("--username", default="khien_nho_test_bot")
    parser.add_argument(
        "--lenient-speed", action="store_true", help="check nothing, count the sends per second"
    )
    parser.add_argument(
        "--latency", type=float, default=0.0, help="seconds before each sendMessage is answered"
    )
    return parser


async def _serve_fast(options: argparse.Namespace) -> None:
    bot_id = int(options.token.partition(":")[0])
    api = FastBotApi(bot_id=bot_id, username=options.username, latency=options.latency)
    await serve_fast(api, options.host, options.port, _tell)


async def _serve(options: argparse.Namespace) -> None:
    """Serve strictly; each line typed on the standard input is sent as a person's text."""
    async with FakeBotApi(
        token=options.token,
        username=options.username,
        host=options.host,
        port=options.port,
        allow_loopback_webhook=True,
    ) as api:
        person = api.user()
        for chat in api.telegram.world:
            chat.slow = options.latency
        _tell(f"fake Bot API on {api.base_url}; type what a person writes")
        shown = 0
        while line := await asyncio.to_thread(sys.stdin.readline):
            await person.send_text(line.rstrip("\n"))
            await asyncio.sleep(0.5)
            calls, shown = api.calls[shown:], len(api.calls)
            for call in calls:
                _tell(f"{call.method} -> {call.status} {call.description or call.params.get('text', '')}")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
