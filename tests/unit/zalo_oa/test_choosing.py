"""However people name an option of the account's newest answer, it is what they have chosen."""

from collections.abc import Callable, Sequence

import pytest

from bot.channels.zalo_oa.bot import ZaloOa
from bot.channels.zalo_oa.options import WEBHOOK_PATH, ZaloOaOptions
from bot.core.channel import Channel
from bot.core.decision import Decision
from bot.core.message import Body, Incoming, Pressed, Typed
from bot.core.people import Language
from bot.core.reply import Press, Reply, paragraphs
from bot.core.words import Words
from bot.http.errors import LastResort
from bot.http.server import Server, build_app
from tests.fakes.zalo_oa import PERSON, FakeZaloOa
from tests.unit.zalo_oa.test_handler import NoTokens

LABELS = ("Có", "Không", "Bị dọa tung ảnh", "Bị lừa tiền", "Người lớn nào", "Gọi ai", "Chuyện khác")
OPTIONS = tuple(Press(label, f"x:{number}") for number, label in enumerate(LABELS, start=1))


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("1", Pressed("x:1", "1")),
        ("1.", Pressed("x:1", "1.")),
        ("số 1", Pressed("x:1", "số 1")),
        ("SỐ 7", Pressed("x:7", "SỐ 7")),
        ("７", Pressed("x:7", "７")),
        ("７．", Pressed("x:7", "７．")),
        ("7️⃣", Pressed("x:7", "7️⃣")),
        ("Gọi ai", Pressed("x:6", "Gọi ai")),
        ("go\u0323\u0301i ai", Typed("go\u0323\u0301i ai")),  # other marks: another word
        ("gọi AI", Pressed("x:6", "gọi AI")),
        # A tap tells nothing of the person: its words are ours.
        ("Gọi ai #x:6", Pressed("x:6")),
        # Words that were not offered with this action are the person's own.
        ("em sợ #x:6", Pressed("x:6", "em sợ")),
        ("Gọi ai #x:5", Pressed("x:5", "Gọi ai")),
        ("8", Typed("8")),
        ("0", Typed("0")),
        ("111", Typed("111")),
        ("1 hay 2", Typed("1 hay 2")),
    ],
)
async def test_an_option_is_chosen_by_number_label_or_tap(said: str, body: Body) -> None:
    heard: list[Body] = []

    async def receive(
        incoming: Incoming, channel: Channel, decided: Callable[[], None] | None = None
    ) -> None:
        heard.append(incoming.body)
        if len(heard) == 1:
            await channel.send(incoming.address, [Reply((paragraphs("Chuyện gì?"),), ((*OPTIONS,),))])

    async def held() -> Sequence[Decision]:
        return ()

    def words(language: Language) -> Words:
        return Words({"zalo.choose": "Trả lời bằng số:"})

    async with FakeZaloOa() as oa:
        options = ZaloOaOptions(
            oa.app_id,
            oa.app_secret,
            oa.oa_secret,
            oa.grant().refresh_token,
            api_base_url=oa.base_url,
            oauth_base_url=oa.base_url,
            public_url="https://khien-nho.example.vn",
        )
        bot = ZaloOa(options, receive, tokens=Granted(oa), held=held, words=words, clock=oa.utc_now)
        app = build_app(LastResort("vi", "111", "111", "111", "-"))
        bot.add_routes(app)
        server = Server(app, host="127.0.0.1", port=0)
        await server.start()
        await bot.start(lambda _: None)
        oa.webhook_url = f"http://127.0.0.1:{server.port}{WEBHOOK_PATH}"
        try:
            await oa.write(PERSON, "chào")
            await oa.wait_for(PERSON, "7. Chuyện khác")
            await oa.write(PERSON, said)
        finally:
            await bot.stop()
            await server.stop()

    assert heard[1:] == [body]
    assert oa.mistakes == []


class Granted(NoTokens):
    """Holds a token that the fake has given."""

    def __init__(self, oa: FakeZaloOa) -> None:
        super().__init__(oa.grant().access_token)
