"""Every documented error code, and answers that are none, as the core's outcomes."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.channels.zalo_oa import api as zalo
from bot.channels.zalo_oa.api import ZaloOaApi
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.options import ZaloOaOptions
from bot.channels.zalo_oa.tokens import AccessTokens
from bot.core.clock import utc_now
from bot.core.errors import ChannelError, InDoubt, RecipientGone, Rejected, TryLater, WindowClosed
from bot.http.client import client_session
from tests.fakes.zalo_oa import MESSAGES
from tests.unit.zalo_oa.test_handler import NoTokens
from tests.unit.zalo_oa.test_receive import APP, PERSON

SENT = {"error": 0, "message": "Success", "data": {"message_id": "m1", "user_id": PERSON}}
OUTCOMES: dict[int, tuple[type[ChannelError], float | None]] = {
    -32: (TryLater, zalo.RATE_SECONDS),
    -100: (Rejected, None),
    -124: (TryLater, zalo.QUOTA_SECONDS),
    -200: (TryLater, None),
    -201: (Rejected, None),
    -210: (Rejected, None),
    -211: (TryLater, zalo.QUOTA_SECONDS),
    -213: (RecipientGone, None),
    -216: (TryLater, zalo.QUOTA_SECONDS),
    -217: (RecipientGone, None),
    -218: (WindowClosed, None),
    -220: (TryLater, zalo.QUOTA_SECONDS),
    -221: (TryLater, zalo.PACKAGE_SECONDS),
    -224: (TryLater, zalo.PACKAGE_SECONDS),
    -227: (RecipientGone, None),
    -230: (WindowClosed, None),
    -232: (WindowClosed, None),
    -233: (Rejected, None),
    -234: (TryLater, zalo.PACKAGE_SECONDS),
    -240: (Rejected, None),
    -244: (RecipientGone, None),
    -248: (Rejected, None),
    -320: (TryLater, zalo.PACKAGE_SECONDS),
    -321: (TryLater, zalo.PACKAGE_SECONDS),
    # Not documented.
    -9_999: (TryLater, None),
    1: (TryLater, None),
}


class Renewing(AccessTokens):
    """Has one token after the other, and counts them."""

    def __init__(self, options: ZaloOaOptions) -> None:
        super().__init__(APP, NoTokens(), OAuth(options, client_session, utc_now), utc_now)
        self.given = ["first"]

    async def access(self) -> str:
        return self.given[-1]

    async def renewed(self, refused: str) -> str:
        assert refused == self.given[-1]
        self.given.append("second")
        return self.given[-1]


class Scripted:
    """An OpenAPI that gives prepared answers and keeps the tokens that it was shown."""

    def __init__(self) -> None:
        self.answers: list[web.Response] = []
        self.shown: list[str] = []

    async def serve(self, request: web.Request) -> web.Response:
        self.shown.append(request.headers["access_token"])
        return self.answers.pop(0)


@pytest.fixture
def script() -> Scripted:
    return Scripted()


@pytest.fixture
async def tokens_and_api(script: Scripted) -> AsyncIterator[tuple[Renewing, ZaloOaApi]]:
    app = web.Application()
    app.router.add_post("/v3.0/oa/message/cs", script.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    options = ZaloOaOptions(
        APP, "secret", "secret", api_base_url=base, public_url="https://khien-nho.example.vn"
    )
    tokens = Renewing(options)
    api = ZaloOaApi(options, tokens, client_session)
    await api.open()
    yield tokens, api
    await api.close()
    await runner.cleanup()


def test_every_documented_code_is_known() -> None:
    assert set(MESSAGES) <= set(OUTCOMES)


@pytest.mark.parametrize("code", OUTCOMES)
async def test_each_code_is_one_outcome(
    script: Scripted, tokens_and_api: tuple[Renewing, ZaloOaApi], code: int
) -> None:
    _, api = tokens_and_api
    script.answers = [web.json_response({"error": code, "message": f"quotes {PERSON}"}) for _ in range(2)]
    with pytest.raises(ChannelError) as raised:
        await api.send(PERSON, {"text": "x"})

    kind, after = OUTCOMES[code]
    assert type(raised.value) is kind
    assert getattr(raised.value, "after", None) == after
    assert PERSON not in str(raised.value)


@pytest.mark.parametrize("code", [-216, -220, -124])
async def test_a_token_that_died_early_is_renewed_once(
    script: Scripted, tokens_and_api: tuple[Renewing, ZaloOaApi], code: int
) -> None:
    tokens, api = tokens_and_api
    script.answers = [web.json_response({"error": code}), web.json_response(SENT)]

    assert await api.send(PERSON, {"text": "x"}) == "m1"
    assert script.shown == tokens.given == ["first", "second"]


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        ("<html>Bad Gateway</html>", 502, InDoubt),
        ("<html>Too many</html>", 429, TryLater),
        ("", 302, TryLater),
        ("", 200, InDoubt),
        ("[]", 200, InDoubt),
        ("{}", 200, InDoubt),
        ("[" * 100_000, 200, InDoubt),
        ('{"error": null}', 200, InDoubt),
        ('{"error": []}', 200, InDoubt),
        ('{"error": {"code": 0}}', 200, InDoubt),
        ('{"error": false}', 200, InDoubt),
        ('{"error": "x"}', 400, TryLater),
        ('{"error": 0}', 200, InDoubt),
        ('{"error": 0, "data": []}', 200, InDoubt),
        ('{"error": 0, "data": {"message_id": null}}', 200, InDoubt),
    ],
)
async def test_what_is_no_answer_of_the_openapi_is_not_taken_for_one(
    script: Scripted,
    tokens_and_api: tuple[Renewing, ZaloOaApi],
    text: str,
    status: int,
    kind: type[ChannelError],
) -> None:
    _, api = tokens_and_api
    script.answers = [web.Response(text=text, status=status)]
    with pytest.raises(ChannelError) as raised:
        await api.send(PERSON, {"text": "x"})

    assert type(raised.value) is kind
