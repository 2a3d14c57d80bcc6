"""The fake Zalo Official Account keeps the documented rules, and says which one a call has broken."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, get_args

import aiohttp
import pytest
from aiohttp import web

from tests.fakes.bot_api import ManualClock
from tests.fakes.zalo_oa import (
    ACCESS_LIFETIME,
    CODE_LIFETIME,
    DAY,
    HOUR,
    MINUTE,
    PERSON,
    REFRESH_LIFETIME,
    RETRY_LADDER,
    SIGNATURE_HEADER,
    Fault,
    Forgery,
    Kind,
    Pair,
    RawStyle,
    challenge_of,
    sign,
)
from tests.fakes.zalo_oa import FakeZaloOa as Oa

VERIFIER = "v" * 43
CALLBACK = "https://khien-nho.example.vn/zalo-oa/consent"
URL_BUTTON = {"title": "Xem", "type": "oa.open.url", "payload": {"url": "https://example.vn/hd"}}
PICTURE = {"media_type": "image", "url": "https://example.vn/anh.png"}


@dataclass(slots=True)
class Hook:
    """The bot's side: keeps what comes, and answers 200 unless `answers` holds something else."""

    url: str = ""
    received: list[dict[str, Any]] = field(default_factory=list)
    genuine: list[bool] = field(default_factory=list)
    retries: list[str | None] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    slow: bool = False

    async def receive(self, request: web.Request) -> web.Response:
        raw = await request.read()
        event = json.loads(raw)
        self.received.append(event)
        expected = sign(raw, event["timestamp"], "oa-secret-of-the-tests", "3608465248940903967")
        genuine = request.headers.get(SIGNATURE_HEADER) == expected
        self.genuine.append(genuine and event["app_id"] == "3608465248940903967")
        self.retries.append(request.headers.get("num_retry"))
        if self.slow:
            await asyncio.sleep(0.2)
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    @property
    def names(self) -> list[str]:
        return [event["event_name"] for event in self.received]


@dataclass(slots=True)
class Client:
    """Calls the fake as an adapter would, with a pair of tokens that is known to it."""

    oa: Oa
    session: aiohttp.ClientSession
    pair: Pair

    async def tokens(self, secret: str | None = None, **form: str) -> Any:
        headers = {"secret_key": self.oa.app_secret if secret is None else secret}
        data = {"app_id": self.oa.app_id, **form}
        url = f"{self.oa.base_url}/v4/oa/access_token"
        async with self.session.post(url, data=data, headers=headers) as got:
            assert got.status == 200
            return await got.json()

    async def refresh(self, token: str) -> Any:
        return await self.tokens(refresh_token=token, grant_type="refresh_token")

    async def exchange(self, code: str, verifier: str = VERIFIER) -> Any:
        return await self.tokens(code=code, code_verifier=verifier, grant_type="authorization_code")

    async def raw(self, body: bytes, **headers: str) -> Any:
        sent = {"access_token": self.pair.access_token, "Content-Type": "application/json"} | headers
        async with self.session.post(
            f"{self.oa.base_url}/v3.0/oa/message/cs", data=body, headers=sent
        ) as got:
            assert got.status == 200
            assert got.headers["X-RateLimit-Limit"] == str(self.oa.rate_per_minute)
            return await got.json()

    async def message(self, message: object, user_id: object = PERSON) -> Any:
        return await self.raw(json.dumps({"recipient": {"user_id": user_id}, "message": message}).encode())

    async def text(self, text: object = "chào em", user_id: object = PERSON) -> int:
        return int((await self.message({"text": text}, user_id))["error"])

    async def template(self, payload: object, text: str | None = "chào em") -> int:
        message = {"attachment": {"type": "template", "payload": payload}}
        return int((await self.message(message | ({} if text is None else {"text": text})))["error"])

    async def buttons(self, *buttons: object) -> int:
        return await self.template({"buttons": list(buttons)})


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


@pytest.fixture
async def oa(clock: ManualClock, hook: Hook) -> AsyncIterator[Oa]:
    async with Oa(clock=clock, webhook_url=hook.url) as fake:
        yield fake


@pytest.fixture
async def bot(oa: Oa) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(oa, session, oa.grant())


@pytest.fixture
async def met(oa: Oa) -> None:
    """The person has written once."""
    await oa.write(PERSON, "chào")


def query(title: str = "Kể chuyện", payload: str = "#opt:1", kind: str = "oa.query.show") -> dict[str, str]:
    return {"title": title, "type": kind, "payload": payload}


def phone(code: object) -> dict[str, object]:
    return {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": code}}


# Tokens.


async def test_a_consent_becomes_a_pair_of_tokens_once(oa: Oa, bot: Client) -> None:
    code = oa.consent(challenge_of(VERIFIER), CALLBACK, "a state")

    got = await bot.exchange(code)

    assert oa.callbacks == [f"{CALLBACK}?code={code}&oa_id={oa.oa_id}&state=a+state"]
    assert got == {
        "access_token": oa.pairs[-1].access_token,
        "refresh_token": oa.pairs[-1].refresh_token,
        "expires_in": "90000",
    }
    assert (await bot.exchange(code))["error"] == oa.token_error
    assert [refused.reason for refused in oa.mistakes] == ["the code is unknown or has been used"]


async def test_a_code_needs_its_verifier_and_lives_for_ten_minutes(
    oa: Oa, bot: Client, clock: ManualClock
) -> None:
    other = await bot.exchange(oa.consent(challenge_of(VERIFIER), CALLBACK), "w" * 43)
    late = oa.consent(challenge_of(VERIFIER), CALLBACK)
    clock.advance(CODE_LIFETIME)

    assert other["error"] == oa.token_error
    assert (await bot.exchange(late))["error"] == oa.token_error
    assert [refused.own_fault for refused in oa.refused] == [True, False]


async def test_the_page_of_consent_wants_what_the_console_has(oa: Oa, bot: Client) -> None:
    oa.console_callback, oa.console_challenge = CALLBACK, challenge_of(VERIFIER)
    page = f"{oa.base_url}/v4/oa/permission"
    asked = {"app_id": oa.app_id, "redirect_uri": CALLBACK, "code_challenge": challenge_of(VERIFIER)}

    async def agree(**changed: str) -> Any:
        async with bot.session.get(page, params=asked | changed, allow_redirects=False) as got:
            return got.headers["Location"] if got.status == 302 else (await got.json())["error"]

    assert await agree() == oa.callbacks[-1]
    assert await agree(redirect_uri="https://example.vn/") == -14003
    assert await agree(redirect_uri="https://example.vn/\r\nSet-Cookie: a") == -14003
    assert await agree(code_challenge="w" * 43) == -14003
    assert await agree(code_challenge="short") == -14003
    assert await agree(app_id="1") == -14003
    assert len(oa.mistakes) == 5


async def test_a_refresh_token_is_used_once(oa: Oa, bot: Client) -> None:
    got = await bot.refresh(bot.pair.refresh_token)

    assert got["refresh_token"] != bot.pair.refresh_token
    assert (await bot.refresh(bot.pair.refresh_token))["error"] == oa.token_error
    assert oa.dead_uses == 1
    assert (await bot.refresh(got["refresh_token"]))["expires_in"] == "90000"


async def test_of_two_at_the_same_time_one_is_too_late(oa: Oa, bot: Client) -> None:
    both = await asyncio.gather(bot.refresh(bot.pair.refresh_token), bot.refresh(bot.pair.refresh_token))

    assert sorted("error" in got for got in both) == [False, True]
    assert oa.dead_uses == 1


@pytest.mark.usefixtures("met")
async def test_a_gate_holds_a_refresh_for_as_long_as_the_test_wants(oa: Oa, bot: Client) -> None:
    gate = asyncio.Event()
    oa.fail_next("access_token", Fault(gate=gate))
    refreshing = asyncio.create_task(bot.refresh(bot.pair.refresh_token))
    await oa.pause()

    assert not refreshing.done()
    gate.set()
    assert "access_token" in await refreshing


async def test_a_reply_lost_after_the_rotation_leaves_a_dead_token(oa: Oa, bot: Client) -> None:
    oa.rotate_and_drop()
    with pytest.raises(aiohttp.ClientError):
        await bot.refresh(bot.pair.refresh_token)

    assert len(oa.pairs) == 2
    assert (await bot.refresh(bot.pair.refresh_token))["error"] == oa.token_error
    assert oa.dead_uses == 1
    assert oa.mistakes == []


async def test_with_grace_the_old_token_works_once_more(oa: Oa, bot: Client) -> None:
    oa.grace = True
    oa.rotate_and_drop()
    with pytest.raises(aiohttp.ClientError):
        await bot.refresh(bot.pair.refresh_token)
    lost = oa.pairs[-1]

    assert "access_token" in await bot.refresh(bot.pair.refresh_token)
    assert (oa.grace_uses, oa.dead_uses) == (1, 0)
    assert "error" in await bot.refresh(bot.pair.refresh_token)
    assert "error" in await bot.refresh(lost.refresh_token)
    assert (oa.grace_uses, oa.dead_uses) == (1, 2)


async def test_a_refresh_token_lives_for_three_months(oa: Oa, bot: Client, clock: ManualClock) -> None:
    clock.advance(REFRESH_LIFETIME - 1)
    young = await bot.refresh(bot.pair.refresh_token)
    clock.advance(REFRESH_LIFETIME)

    assert "access_token" in young
    assert "error" in await bot.refresh(young["refresh_token"])
    assert (oa.dead_uses, oa.mistakes) == (1, [])


async def test_the_token_endpoint_says_what_is_wrong(oa: Oa, bot: Client) -> None:
    token = bot.pair.refresh_token
    url = f"{oa.base_url}/v4/oa/access_token"
    secret = {"secret_key": oa.app_secret}
    form = {"app_id": oa.app_id, "refresh_token": token, "grant_type": "refresh_token"}

    await bot.tokens("guessed", refresh_token=token, grant_type="refresh_token")
    await bot.tokens(app_id="1", refresh_token=token, grant_type="refresh_token")
    await bot.tokens(refresh_token=token, grant_type="password")
    await bot.tokens(refresh_token=token, grant_type="refresh_token", code="a")
    await bot.tokens(refresh_token="", grant_type="refresh_token")
    await bot.refresh("unknown")
    for body in (b"", b"\xff=\xff", b"a", b"a=1&a=2"):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        async with bot.session.post(url, data=body, headers=secret | kind) as got:
            assert (await got.json())["error"] == oa.token_error
    async with bot.session.post(url, json=form, headers=secret) as got:
        assert (await got.json())["error"] == oa.token_error
    async with bot.session.post(url, params=form, headers=secret) as got:
        assert (await got.json())["error"] == oa.token_error
    async with bot.session.get(url, headers=secret) as got:
        assert (await got.json())["error"] == oa.token_error

    assert len(oa.mistakes) == 13
    assert len({refused.reason for refused in oa.mistakes}) == 11
    assert "access_token" in await bot.refresh(token)


# Messages.


@pytest.mark.usefixtures("met")
async def test_a_text_arrives(oa: Oa, bot: Client, clock: ManualClock) -> None:
    got = await bot.message({"text": "Chào em"})
    oa.with_quota = True
    with_quota = await bot.message({"text": "Em khoẻ không?"})

    assert got == {
        "data": {
            "message_id": oa.sent[0].message_id,
            "user_id": PERSON,
            "sent_time": str(int(clock.now() * 1000)),
        },
        "error": 0,
        "message": "Success",
    }
    assert with_quota["data"]["quota"]["remain"] == "8"
    assert oa.texts() == ["Chào em", "Em khoẻ không?"]
    assert (await oa.wait_for(PERSON, "khoẻ")).text == "Em khoẻ không?"
    assert oa.refused == []


@pytest.mark.usefixtures("met")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * 2000, 0),
        ("ế" * 2000, 0),
        ("a" * 2001, -210),
        ("😀" * 1001, -210),
        ("", -201),
        (" \n", -201),
        (None, -201),
        (1, -201),
        ("\ud800", -201),
    ],
)
async def test_a_text_has_1_to_2000_characters(oa: Oa, bot: Client, text: object, code: int) -> None:
    assert await bot.text(text) == code
    assert len(oa.sent) == (code == 0)


@pytest.mark.usefixtures("met")
async def test_all_kinds_of_buttons_arrive(oa: Oa, bot: Client) -> None:
    sms = {"title": "Nhắn", "type": "oa.open.sms", "payload": {"content": "a", "phone_code": "84123456789"}}
    hidden = query("Ẩn", "#opt:2", "oa.query.hide")

    assert await bot.buttons(query(), hidden, URL_BUTTON, phone("111"), sms) == 0
    assert oa.last().titles == ["Kể chuyện", "Ẩn", "Xem", "Gọi", "Nhắn"]
    assert [button.value for button in oa.last().buttons] == [
        "#opt:1",
        "#opt:2",
        "https://example.vn/hd",
        "111",
        "84123456789",
    ]


@pytest.mark.usefixtures("met")
@pytest.mark.parametrize(
    ("button", "code"),
    [
        (query("a" * 100, "b" * 1000), 0),
        (query("a" * 101), -210),
        (query(payload="b" * 1001), -210),
        (query(""), -201),
        (query(payload=""), -201),
        (query(kind="oa.query"), -201),
        (query() | {"payload": {"url": "https://example.vn"}}, -201),
        (query() | {"type": ["oa.query.show"]}, -201),
        (query() | {"image_icon": "a"}, -201),
        ({"title": "a"}, -201),
        ("a", -201),
        (URL_BUTTON | {"payload": "https://example.vn"}, -201),
        (URL_BUTTON | {"payload": {"url": "tel:111"}}, -201),
        (URL_BUTTON | {"payload": {"url": "https://"}}, -201),
        (URL_BUTTON | {"payload": {"url": "https://[bad"}}, -201),
        (URL_BUTTON | {"payload": {"url": "https://example.vn/a b"}}, -201),
        (phone("84123456789"), 0),
        (phone("0919018791"), 0),
        (phone("+84919018791"), -201),
        (phone("091 901 8791"), -201),
        (phone(111), -201),
    ],
)
async def test_a_button_has_its_documented_shape(oa: Oa, bot: Client, button: object, code: int) -> None:
    assert await bot.buttons(button) == code
    assert len(oa.mistakes) == (code != 0)


@pytest.mark.usefixtures("met")
async def test_short_numbers_can_be_unknown_to_zalo(oa: Oa, bot: Client) -> None:
    oa.short_phones = False

    assert await bot.buttons(phone("111")) == -201
    assert await bot.buttons(phone("0919018791")) == 0


@pytest.mark.usefixtures("met")
async def test_more_than_five_buttons_kill_the_message(oa: Oa, bot: Client) -> None:
    assert await bot.buttons(*[query()] * 5) == 0
    assert await bot.buttons(*[query()] * 6) == -210
    assert await bot.buttons() == -201
    assert await bot.template({"buttons": [query()]}, text=None) == -201
    assert await bot.template({"template_type": "button", "buttons": [query()]}) == -201
    assert len(oa.sent) == 1


@pytest.mark.usefixtures("met")
async def test_a_picture_comes_by_address_or_by_upload(oa: Oa, bot: Client, clock: ManualClock) -> None:
    uploaded = {"media_type": "image", "attachment_id": oa.upload()}

    async def show(*elements: object, text: str | None = None) -> int:
        return await bot.template({"template_type": "media", "elements": list(elements)}, text)

    assert await show(PICTURE, text="Một bức tranh") == 0
    assert (oa.last().image_url, oa.last().text) == ("https://example.vn/anh.png", "Một bức tranh")
    assert await show(uploaded) == 0
    assert await show({"media_type": "gif", "url": "https://example.vn/a.gif", "width": 1, "height": 1}) == 0
    assert await show({"media_type": "gif", "url": "https://example.vn/a.gif"}) == -201
    assert await show({"media_type": "video", "url": "https://example.vn/a"}) == -233
    assert await show({"media_type": "image"}) == -201
    assert await show(PICTURE | uploaded) == -201
    assert await show({"media_type": "image", "attachment_id": "unknown"}) == -201
    assert await show({"media_type": "image", "attachment_id": []}) == -201
    assert await show(PICTURE, PICTURE) == -201
    assert await show(PICTURE, text="") == -201
    assert await bot.template({"template_type": "list", "elements": [PICTURE]}) == -233
    both = {"template_type": "media", "elements": [PICTURE], "buttons": [query()]}
    assert await bot.template(both) == -201
    clock.advance(7 * DAY)
    bot.pair = oa.grant()
    assert await show(uploaded) == -100
    assert len(oa.sent) == 3


@pytest.mark.usefixtures("met")
async def test_zalo_fetches_the_picture_itself(oa: Oa, bot: Client) -> None:
    shown = {"/anh.png": b"\x89PNG\r\n\x1a\n", "/trang": b"<html>", "/to.png": b"\xff\xd8\xff" * 400_000}

    async def show(request: web.Request) -> web.Response:
        return web.Response(body=shown[request.path]) if request.path in shown else web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", show)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    oa.fetch_from = f"http://127.0.0.1:{runner.addresses[0][1]}"
    codes = []
    for path in (*shown, "/khong-co"):
        element = {"media_type": "image", "url": f"https://khien-nho.example.vn{path}"}
        codes.append(await bot.template({"template_type": "media", "elements": [element]}, None))
    await runner.cleanup()
    codes.append(await bot.template({"template_type": "media", "elements": [PICTURE]}, None))

    assert codes == [0, -201, -201, -201, -201]
    assert len(oa.sent) == 1
    assert [refused.reason for refused in oa.mistakes] == [
        "the picture is neither jpg nor png",
        "the picture is larger than 1 MB",
        "the picture's address answers 404",
        "the picture could not be fetched",
    ]


@pytest.mark.usefixtures("met")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"{",
        b"[" * 100_000,
        b'{"recipient": ' * 50_000,
        b"1" * 5000,
        b'{"recipient":NaN,"message":{"text":"a"}}',
        b'{"recipient":{"user_id":"1"},"recipient":{"user_id":"2"},"message":{"text":"a"}}',
        b'{"recipient":{"user_id":"1"},"message":{"text":"a"},"tracking":1}',
        b'{"recipient":[],"message":{"text":"a"}}',
        b'{"recipient":{"user_id":"246845883529197922"},"message":"a"}',
        b'{"recipient":{"user_id":"246845883529197922"},"message":{}}',
        b'{"recipient":{"user_id":246845883529197922},"message":{"text":"a"}}',
        b'{"recipient":{"user_id":"an"},"message":{"text":"a"}}',
        b'{"recipient":{"user_id":"246845883529197922"},"message":{"text":"a","attachment":null}}',
    ],
    ids=lambda body: body[:40].decode(errors="replace"),
)
async def test_a_malformed_body_is_refused_and_noted(oa: Oa, bot: Client, body: bytes) -> None:
    assert (await bot.raw(body))["error"] == -201
    assert len(oa.mistakes) == 1
    assert oa.sent == []
    assert await bot.text() == 0


@pytest.mark.usefixtures("met")
async def test_a_body_of_megabytes_is_refused(oa: Oa, bot: Client) -> None:
    url = f"{oa.base_url}/v3.0/oa/message/cs"
    async with bot.session.post(url, data=io.BytesIO(b"a" * 2_000_000)) as got:
        assert (await got.json())["error"] == -201
    assert len(oa.mistakes) == 1


@pytest.mark.usefixtures("met")
async def test_the_token_belongs_in_its_own_header(oa: Oa, bot: Client) -> None:
    url = f"{oa.base_url}/v3.0/oa/message/cs"
    body = {"recipient": {"user_id": PERSON}, "message": {"text": "a"}}
    token = bot.pair.access_token
    async with bot.session.post(url, json=body, headers={"Authorization": f"Bearer {token}"}) as got:
        assert (await got.json())["error"] == -216
    async with bot.session.post(url, json=body, params={"access_token": token}) as got:
        assert (await got.json())["error"] == -216
    async with bot.session.post(url, json=body, headers={"access_token": "guessed"}) as got:
        assert (await got.json())["error"] == -216
    async with bot.session.post(url, data=body, headers={"access_token": token}) as got:
        assert (await got.json())["error"] == -201
    async with bot.session.get(url, headers={"access_token": token}) as got:
        assert (await got.json())["error"] == -201

    assert [refused.reason for refused in oa.mistakes] == [
        "the header access_token is needed once, and Authorization is not read",
        "the access token belongs in the header, not in the address",
        "the access token is unknown or withdrawn",
        "the body is application/json, not application/x-www-form-urlencoded",
        "message/cs is called by POST, not by GET",
    ]


@pytest.mark.usefixtures("met")
async def test_an_access_token_lives_for_25_hours(oa: Oa, bot: Client, clock: ManualClock) -> None:
    clock.advance(ACCESS_LIFETIME - 1)
    assert await bot.text() == 0
    clock.advance(1)
    assert await bot.text() == -220

    got = await bot.refresh(bot.pair.refresh_token)
    bot.pair = Pair(got["access_token"], got["refresh_token"])
    assert await bot.text() == 0
    oa.kill_access()
    assert await bot.text() == -220
    oa.revoke()
    assert await bot.text() == -216
    assert "error" in await bot.refresh(bot.pair.refresh_token)
    assert oa.mistakes == []


@pytest.mark.usefixtures("met")
@pytest.mark.parametrize("kills", [True, False])
async def test_a_refresh_may_kill_the_old_access_token(oa: Oa, bot: Client, kills: bool) -> None:
    oa.refresh_kills_access = kills
    await bot.refresh(bot.pair.refresh_token)

    assert await bot.text() == (-220 if kills else 0)


async def test_a_stranger_cannot_be_written_to(oa: Oa, bot: Client) -> None:
    assert await bot.text(user_id="1") == -213
    oa.person("1")
    assert await bot.text(user_id="1") == -230


async def test_the_window_is_seven_days_and_free_for_two(oa: Oa, bot: Client, clock: ManualClock) -> None:
    await oa.follow()
    clock.advance(48 * HOUR)
    bot.pair = oa.grant()
    assert await bot.text() == 0
    assert not oa.last().billed
    clock.advance(1)
    assert await bot.text() == 0
    assert oa.last().billed
    clock.advance(5 * DAY - 1)
    bot.pair = oa.grant()
    assert await bot.text() == 0
    clock.advance(1)
    assert await bot.text() == -230
    oa.window_code = -232
    assert await bot.text() == -232
    await oa.see()
    assert await bot.text() == -232
    await oa.write(PERSON, "em đây")
    assert await bot.text() == 0
    assert oa.mistakes == []


async def test_only_whoever_follows_can_be_demanded(oa: Oa, bot: Client) -> None:
    await oa.write(PERSON, "chào")
    assert await bot.text() == 0
    oa.followers_only = True
    assert await bot.text() == -213
    await oa.follow()
    assert await bot.text() == 0
    await oa.unfollow()
    assert await bot.text() == -213
    oa.followers_only = False
    assert await bot.text() == -213


@pytest.mark.usefixtures("met")
async def test_what_the_state_forbids_is_no_mistake(oa: Oa, bot: Client, clock: ManualClock) -> None:
    oa.block(code=-227)
    assert await bot.text() == -227
    oa.unblock()
    oa.trouble = -221
    assert await bot.text() == -221
    oa.trouble, oa.quota, oa.messages_per_window = 0, 3, 2
    assert [await bot.text() for _ in range(3)] == [0, 0, -218]
    await oa.write(PERSON, "nữa")
    assert [await bot.text() for _ in range(2)] == [0, -211]
    oa.quota, oa.messages_per_window, oa.rate_per_minute = None, None, 9
    assert [await bot.text() for _ in range(3)] == [0, 0, -32]
    clock.advance(MINUTE)
    assert await bot.text() == 0
    assert [refused.code for refused in oa.refused] == [-227, -221, -218, -211, -32]
    assert oa.mistakes == []


@pytest.mark.usefixtures("met")
async def test_planned_faults_come_one_after_another(oa: Oa, bot: Client) -> None:
    oa.fail_next("message", Fault(code=-248), Fault(page=502), Fault(drop=True))
    oa.fail_next("message", Fault(drop=True, after_accepting=True))

    assert await bot.text("một") == -248
    with pytest.raises((aiohttp.ClientError, AssertionError)):
        await bot.text("hai")
    for text in ("ba", "bốn"):
        with pytest.raises(aiohttp.ClientError):
            await bot.text(text)
    assert await bot.text("năm") == 0
    assert oa.texts() == ["bốn", "năm"]
    assert [call.code for call in oa.calls] == [-248, 1, 1, 0, 0]
    assert oa.refused == []
    with pytest.raises(ValueError, match="no endpoint"):
        oa.fail_next("messages", Fault())  # type: ignore[arg-type]


async def test_what_was_shut_down_or_never_was_is_refused(oa: Oa, bot: Client) -> None:
    async with bot.session.post(f"{oa.base_url}/v2.0/oa/message", data=b"") as got:
        assert (await got.json())["error"] == -240
    async with bot.session.post(f"{oa.base_url}/v3.0/oa/message/promotion", data=b"") as got:
        assert (await got.json())["error"] == -200
    async with bot.session.post(f"{oa.base_url}/v3.0/oa/message/cs/", data=b"") as got:
        assert got.status == 404
    assert len(oa.mistakes) == 3


# The webhook.


def test_the_signature_is_that_of_the_test_vector() -> None:
    raw = (
        '{"app_id":"3608465248940903967","sender":{"id":"246845883529197922"},'
        '"recipient":{"id":"388613280878808645"},"event_name":"user_send_text",'
        '"message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},"timestamp":"1543908534740"}'
    )

    mac = sign(raw.encode(), "1543908534740", "test-secret", "3608465248940903967")

    assert mac == "mac=9bf1d4930d30753855583f08b76d4f99bb87726833a4f3dbf64d6b939b1b1273"


@pytest.mark.parametrize(
    "style",
    [
        RawStyle(),
        RawStyle(odd_whitespace=True),
        RawStyle(reversed_keys=True),
        RawStyle(escaped=True),
        RawStyle(odd_whitespace=True, reversed_keys=True, escaped=True),
    ],
)
async def test_the_bytes_are_signed_however_they_look(oa: Oa, hook: Hook, style: RawStyle) -> None:
    oa.style = style
    delivery = await oa.write(PERSON, "Chào bạn 😀")

    assert delivery.accepted
    assert (hook.genuine, hook.received) == ([True], [delivery.event])
    assert hook.received[0]["message"]["text"] == "Chào bạn 😀"
    assert delivery.raw.isascii() == style.escaped
    assert (b"\t" in delivery.raw) == style.odd_whitespace
    assert (delivery.raw.index(b"timestamp") < delivery.raw.index(b"app_id")) == style.reversed_keys


async def test_an_event_has_the_documented_shape(oa: Oa, hook: Hook, clock: ManualClock) -> None:
    await oa.write(PERSON, "chào")
    await oa.follow()
    oa.with_user_id_by_app = False
    await oa.unfollow()
    written, followed, unfollowed = hook.received

    assert written == {
        "app_id": oa.app_id,
        "sender": {"id": PERSON},
        "recipient": {"id": oa.oa_id},
        "user_id_by_app": written["user_id_by_app"],
        "event_name": "user_send_text",
        "message": {"text": "chào", "msg_id": written["message"]["msg_id"]},
        "timestamp": str(int(clock.now() * 1000)),
    }
    assert followed["follower"] == unfollowed["follower"] == {"id": PERSON}
    assert not {"sender", "message"} & set(followed)
    assert "user_id_by_app" not in unfollowed


@pytest.mark.parametrize("kind", get_args(Kind))
async def test_people_send_anything(oa: Oa, hook: Hook, kind: Kind) -> None:
    await oa.send(PERSON, kind, text="xem này")

    assert hook.names == [f"user_send_{kind}"]
    assert hook.received[0]["message"]["attachments"][0]["payload"]


@pytest.mark.usefixtures("met")
async def test_other_events_come_too(oa: Oa, bot: Client, hook: Hook) -> None:
    oa.echoes = False
    await bot.text()
    await oa.receive()
    await oa.see()
    await oa.submit_info(name="An", phone="0900000000")
    await oa.deliver(oa.compose(PERSON, "an_event_of_tomorrow"))

    assert hook.names[1:] == [
        "user_received_message",
        "user_seen_message",
        "user_submit_info",
        "an_event_of_tomorrow",
    ]
    assert hook.received[2]["message"] == {"msg_ids": [oa.last().message_id]}


@pytest.mark.usefixtures("met")
async def test_the_account_hears_its_own_messages(oa: Oa, bot: Client, hook: Hook) -> None:
    await bot.text("chào em")
    await oa.settle()
    await bot.template({"template_type": "media", "elements": [PICTURE]}, None)
    await oa.settle()

    assert hook.names == ["user_send_text", "oa_send_text", "oa_send_image"]
    assert hook.received[1]["sender"] == {"id": oa.oa_id}
    assert hook.received[1]["recipient"] == {"id": PERSON}
    assert hook.received[1]["message"] == {"text": "chào em", "msg_id": oa.sent[0].message_id}


@pytest.mark.usefixtures("met")
async def test_a_tap_arrives_as_a_text(oa: Oa, bot: Client, hook: Hook, clock: ManualClock) -> None:
    oa.echoes = False
    await bot.buttons(query("Một", "#opt:1"), query("Hai", "#opt:2"), URL_BUTTON)
    await bot.text("sau đó")
    clock.advance(DAY)

    assert await oa.click(PERSON, "Hai") is not None
    assert await oa.click(PERSON, 0, oa.sent[0]) is not None
    assert await oa.click(PERSON, "Xem") is None
    assert [event["message"]["text"] for event in hook.received] == ["chào", "#opt:2", "#opt:1"]
    assert oa.person().last_interaction == clock.now()
    with pytest.raises(AssertionError, match="no button 'Ba'"):
        await oa.click(PERSON, "Ba")
    with pytest.raises(AssertionError, match="no message to 1 has buttons"):
        await oa.click("1", 0)
    oa.with_click_events = True
    await oa.click(PERSON, "Một")
    assert hook.names[-2:] == ["user_click_button", "user_send_text"]


async def test_what_is_not_answered_with_200_comes_again(oa: Oa, hook: Hook, clock: ManualClock) -> None:
    start = clock.now()
    hook.answers = [500, 204, 302, 400, 503, 500]
    delivery = await oa.write(PERSON, "chào")
    await oa.advance(DAY)

    assert delivery.statuses == [500, 204, 302, 400, 503, 500]
    assert hook.retries == [None, "1", "2", "3", "4", "5"]
    waits = [
        after.at - before.at for before, after in zip(delivery.attempts, delivery.attempts[1:], strict=False)
    ]
    assert waits == list(RETRY_LADDER)
    assert oa.lost == [delivery]
    assert clock.now() == start + DAY
    assert hook.genuine == [True] * 6
    assert all(event == hook.received[0] for event in hook.received)


async def test_the_next_attempt_can_come_at_once(oa: Oa, hook: Hook, clock: ManualClock) -> None:
    start = clock.now()
    hook.answers = [500]
    delivery = await oa.write(PERSON, "chào")

    assert delivery.statuses == [500]
    assert await oa.retry_now() is delivery
    assert delivery.statuses == [500, 200]
    assert clock.now() == start + RETRY_LADDER[0]
    assert await oa.retry_now() is None
    assert oa.lost == []


async def test_a_late_answer_is_none(oa: Oa, hook: Hook) -> None:
    oa.reply_timeout = 0.05
    hook.slow = True
    delivery = await oa.write(PERSON, "chào")
    hook.slow = False
    await oa.retry_now()

    assert delivery.statuses == [0, 200]
    assert hook.names == ["user_send_text"] * 2


async def test_a_bot_that_is_down_gets_the_event_later(oa: Oa, hook: Hook) -> None:
    oa.webhook_url = "http://127.0.0.1:1/hook"
    delivery = await oa.write(PERSON, "chào")
    oa.webhook_url = hook.url
    await oa.advance(30)

    assert delivery.statuses == [0, 200]
    oa.webhook_url = ""
    assert (await oa.write(PERSON, "nữa")).attempts == []


async def test_events_can_come_twice(oa: Oa, hook: Hook) -> None:
    oa.copies = 2
    delivery = await oa.write(PERSON, "chào")
    again = await oa.deliver_again(delivery)

    assert len(hook.received) == 3
    assert hook.received == [delivery.event] * 3
    assert again.raw == delivery.raw
    assert hook.retries == [None] * 3


@pytest.mark.parametrize("how", get_args(Forgery))
async def test_a_forgery_does_not_match(oa: Oa, hook: Hook, how: Forgery) -> None:
    hook.answers = [403]
    forged = await oa.forge(oa.compose(PERSON, "user_send_text", {"text": "giả"}), how)

    assert hook.genuine == [False]
    assert forged.statuses == [403]
    assert await oa.retry_now() is None


async def test_other_secrets_and_terms_sign(oa: Oa, hook: Hook) -> None:
    oa.signing_secret = "app"
    by_app = await oa.write(PERSON, "một")
    oa.signing_secret, oa.first_term = "oa", "oa_id"
    by_oa = await oa.write(PERSON, "hai")

    stamp = by_app.event["timestamp"]
    assert by_app.headers == {SIGNATURE_HEADER: sign(by_app.raw, stamp, oa.app_secret, oa.app_id)}
    assert by_oa.headers == {SIGNATURE_HEADER: sign(by_oa.raw, stamp, oa.oa_secret, oa.oa_id)}
    assert hook.genuine == [False, False]


async def test_a_stale_event_is_signed_all_the_same(oa: Oa, hook: Hook, clock: ManualClock) -> None:
    await oa.write(PERSON, "hôm qua", age=DAY)

    assert hook.received[0]["timestamp"] == str(int((clock.now() - DAY) * 1000))
    assert hook.genuine == [True]
    assert oa.person().last_interaction == clock.now() - DAY
    assert oa.utc_now().timestamp() == clock.now()
