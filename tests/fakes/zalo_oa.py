"""A strict Zalo Official Account on loopback: tokens, consultation messages, webhook; not from our adapter.

Written from the public documentation of Zalo for Developers (https://docs.zaloplatforms.com/docs/OA/...), its
official PHP SDK (https://github.com/zaloplatform/zalo-php-sdk) and those who describe their integrations;
each rule names its page. Where these disagree or are silent the fake is strict, or has a switch, and says so.

    async with FakeZaloOa() as oa:
        oa.webhook_url = f"http://127.0.0.1:{bot.port}/zalo-oa"
        pair = oa.grant()                    # or: code = oa.consent(challenge, redirect_uri, "state")
        await oa.write(PERSON, "chào")       # the webhook receives user_send_text
        await oa.wait_for(PERSON, "Khiên")   # what the bot sent
        await oa.click(PERSON, 0)            # a tap on its first button
        assert oa.mistakes == []
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NoReturn, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
from aiohttp import web

from tests.fakes.bot_api.clock import ManualClock

Json = dict[str, Any]
Endpoint = Literal["access_token", "message"]
Kind = Literal[
    "image", "sticker", "gif", "link", "audio", "video", "file", "location", "business_card"
]  # what a person can send beside text
Forgery = Literal["secret", "hmac", "missing", "bare", "body", "timestamp", "app_id"]

PERSON = "246845883529197922"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

# Zalo for Developers, Official Account, consultation messages (https://docs.zaloplatforms.com/docs/OA/...);
# buttons and lengths also https://developers.esms.vn/en/esms-api/send-sms-api/send-zalo-message-consulting-button.
LONGEST_TEXT, MOST_BUTTONS, LONGEST_TITLE, LONGEST_PAYLOAD = 2000, 5, 100, 1000
LARGEST_IMAGE = 1024 * 1024
UPLOAD_LIFETIME = 7 * DAY
WINDOW, FREE_WINDOW = 7 * DAY, 48 * HOUR  # page "dieu-kien-gui-tin-tu-van"
# Zalo for Developers, Official Account, OAuth v4 (https://oauth.zaloapp.com/v4/oa/permission and
# https://hexasync.vn/zalo-oa-api-huong-dan-cach-lay-access-token-tu-refresh-token/).
CODE_LIFETIME, ACCESS_LIFETIME, REFRESH_LIFETIME = 10 * MINUTE, 25 * HOUR, 90 * DAY
# Zalo for Developers, Official Account, webhook (https://docs.zaloplatforms.com/docs/OA/...): the answer
# within two seconds, and the attempts after that.
REPLY_TIMEOUT = 2.0
RETRY_LADDER = (30.0, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR)
SIGNATURE_HEADER = "X-ZEvent-Signature"
NOT_CARRIED_OUT = 1

# Zalo for Developers, Official Account, page "phu-luc/ma-loi"; only the numbers are documented, no wording.
MESSAGES = {
    -32: "Application or Official Account has reached its rate limit",
    -100: "Attachment has expired",
    -124: "Access token is invalid",
    -200: "Sending the message failed",
    -201: "Parameter is invalid",
    -210: "Parameter exceeds its limit",
    -211: "Out of quota",
    -213: "User has not followed the Official Account",
    -216: "Access token is invalid",
    -217: "User has refused the invitation",
    -218: "Out of quota for this recipient",
    -220: "Access token has expired",
    -221: "Official Account is not verified",
    -224: "Official Account has to upgrade its package",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the Official Account in the past 7 days",
    -232: "User has not interacted with the Official Account in time",
    -233: "Message type is not supported",
    -234: "This message type cannot be sent at night",
    -240: "MessageV2 API has been shut down",
    -244: "User has restricted this type of message from the Official Account",
    -248: "Content violates the policy",
    -320: "Application has to be linked to a payment account",
    -321: "Payment account has run out of money",
}
_DEAD_PATHS = {
    "/v3.0/oa/message/promotion": "the promotion message was shut down on 1 March 2026",
    "/v3.0/oa/message/transaction": "the transaction message was shut down on 1 March 2026",
    "/v2.0/oa/message": "consultation messages by API v2.0 have been shut down",
}
_USER_ID = re.compile(r"[0-9]{1,20}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # RFC 7636: base64url of a SHA-256, without padding
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636
_PHONE = re.compile(r"(84|0)[0-9]{8,10}")  # the two forms in the PHP SDK's README
_SHORT_PHONE = re.compile(r"1[0-9]{2,9}")  # 111, 18001567: in the samples, and never tried on a device
_EXAMPLES: dict[str, Json] = {  # only `type` and `payload` are documented; these insides are examples
    "image": {"thumbnail": "https://example.vn/nho.jpg", "url": "https://example.vn/anh.jpg"},
    "sticker": {"id": "46930", "url": "https://example.vn/nhan-dan.png"},
    "gif": {"thumbnail": "https://example.vn/nho.gif", "url": "https://example.vn/dong.gif"},
    "link": {"url": "https://example.vn/bai", "thumbnail": "", "description": "Một bài viết"},
    "audio": {"url": "https://example.vn/tieng.amr"},
    "video": {"thumbnail": "https://example.vn/nho.jpg", "url": "https://example.vn/phim.mp4"},
    "file": {"url": "https://example.vn/tep", "size": "1024", "name": "bài tập.pdf", "type": "pdf"},
    "location": {"coordinates": {"latitude": "21.0277644", "longitude": "105.8341598"}},
    "business_card": {
        "thumbnail": "https://example.vn/nho.jpg",
        "description": '{"phone":"0900000000"}',
        "url": "",
    },
}


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token and the refresh token that came with it."""

    access_token: str
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it was understood; `code` is 0 where it was accepted, 1 where a planned fault ended it."""

    endpoint: str
    body: Json
    code: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that broke a rule: which, in a sentence. `own_fault` is false where only the state forbade."""

    endpoint: str
    code: int
    reason: str
    own_fault: bool


@dataclass(slots=True)
class Fault:
    """What the next call of an endpoint meets: an error code, another page, a dropped line, a closed gate."""

    code: int | None = None
    page: int | None = None
    drop: bool = False
    gate: asyncio.Event | None = None
    after_accepting: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button as the person sees it; `value` is the text, the address or the number behind it."""

    title: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that reached a person. `billed`: later than 48 hours after the last interaction."""

    user_id: str
    message_id: str
    text: str
    buttons: tuple[Button, ...]
    image_url: str
    attachment_id: str
    billed: bool
    at: float
    body: Json

    @property
    def titles(self) -> list[str]:
        """The titles of the buttons."""
        return [button.title for button in self.buttons]


@dataclass(slots=True)
class Person:
    """What Zalo knows of a person; a test may change it. `blocked` is the code that sends to them get."""

    user_id: str
    follows: bool | None = None
    last_interaction: float | None = None
    blocked: int = 0
    since_interaction: int = 0


@dataclass(frozen=True, slots=True)
class RawStyle:
    """How the bytes of an event are written; the signature is over the bytes, however they look."""

    odd_whitespace: bool = False
    reversed_keys: bool = False
    escaped: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST to the webhook: its status (0: no answer in time), and `num_retry` (0: the first)."""

    status: int
    num_retry: int
    at: float


@dataclass(slots=True)
class Delivery:
    """An event on its way: the same bytes at each attempt. `due` is the time of the next one."""

    event: Json
    raw: bytes
    headers: dict[str, str]
    attempts: list[Attempt] = field(default_factory=list)
    due: float | None = None

    @property
    def statuses(self) -> list[int]:
        """The statuses of the attempts."""
        return [attempt.status for attempt in self.attempts]

    @property
    def accepted(self) -> bool:
        """Whether an attempt was answered with 200 in time."""
        return any(attempt.status == 200 for attempt in self.attempts)


class _Refusal(Exception):  # noqa: N818 - an answer of the server, not a fault of the fake
    def __init__(self, code: int, reason: str, *, own_fault: bool = True, status: int = 200) -> None:
        super().__init__(reason)
        self.code, self.reason, self.own_fault, self.status = code, reason, own_fault, status


@dataclass(slots=True)
class _Code:
    challenge: str
    until: float


@dataclass(slots=True)
class _Refresh:
    until: float
    used: bool = False
    grace_left: bool = True
    successor: str = ""
    own_fault: bool = True


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636), as the administrator's link carries it."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def sign(raw: bytes, timestamp: str, secret: str, first_term: str) -> str:
    """Return the signature's header: a plain SHA-256 of the joined parts, not an HMAC.

    Zalo for Developers, Official Account, webhook (https://docs.zaloplatforms.com/docs/OA/...) and
    https://hainh.me/zalo-api-php-webhook-callback-official-account.html.
    """
    joined = first_term.encode() + raw + timestamp.encode() + secret.encode()
    return "mac=" + hashlib.sha256(joined).hexdigest()


def write_raw(event: Json, style: RawStyle) -> bytes:
    """Write an event's bytes in a style."""
    shown = _reversed(event) if style.reversed_keys else event
    separators = (" ,\t", "  :\n ") if style.odd_whitespace else (",", ":")
    text = json.dumps(shown, ensure_ascii=style.escaped, separators=separators)
    return f"\r\n {text} \n".encode() if style.odd_whitespace else text.encode()


@dataclass(slots=True)
class FakeZaloOa:
    """The server, the people, and what a test may look at; the fields up to `fetch_from` are switches."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(time.time()))
    app_id: str = "3608465248940903967"
    app_secret: str = "app-secret-of-the-tests"
    oa_id: str = "388613280878808645"
    oa_secret: str = "oa-secret-of-the-tests"
    console_callback: str = ""
    console_challenge: str = ""

    # The webhook. Which secret signs, and which id comes first, is told differently.
    webhook_url: str = ""
    signing_secret: Literal["oa", "app"] = "oa"
    first_term: Literal["app_id", "oa_id"] = "app_id"
    style: RawStyle = RawStyle()
    copies: int = 1
    echoes: bool = True
    with_user_id_by_app: bool = True
    with_click_events: bool = False
    reply_timeout: float = REPLY_TIMEOUT

    # Tokens. What a dead refresh token is answered with, and whether it has a grace, is not documented.
    grace: bool = False
    refresh_kills_access: bool = False
    token_error: int = -14014

    # Messages.
    with_quota: bool = False
    messages_per_window: int | None = None
    quota: int | None = None
    rate_per_minute: int = 4000
    followers_only: bool = False
    window_code: Literal[-230, -232] = -230
    short_phones: bool = True
    trouble: int = 0
    fetch_from: str = ""

    # What a test looks at.
    base_url: str = ""
    calls: list[Call] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    callbacks: list[str] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    faults: dict[Endpoint, deque[Fault]] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    dead_uses: int = 0
    grace_uses: int = 0

    _access: dict[str, float] = field(default_factory=dict)
    _refresh: dict[str, _Refresh] = field(default_factory=dict)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _uploads: dict[str, float] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _client: aiohttp.ClientSession | None = None
    _runner: web.AppRunner | None = None
    _number: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._client = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # What the administrator does.

    def consent(self, code_challenge: str, redirect_uri: str, state: str = "") -> str:
        """Agree on the page of consent; return the code (single use, ten minutes).

        Zalo for Developers, Official Account, OAuth v4 (https://oauth.zaloapp.com/v4/oa/permission): the
        callback and the challenge are those of the console, where it has any; else -14003.
        """
        if not _CHALLENGE.fullmatch(code_challenge):
            self._refuse_consent("code_challenge is not the S256 challenge of a verifier")
        if not _is_address(redirect_uri):
            self._refuse_consent("redirect_uri is no http or https address")
        if self.console_callback not in ("", redirect_uri):
            self._refuse_consent("redirect_uri is not the callback of the console")
        if self.console_challenge not in ("", code_challenge):
            self._refuse_consent("code_challenge is not the one of the console")
        code = self._word("code")
        self._codes[code] = _Code(code_challenge, self.clock.now() + CODE_LIFETIME)
        answer = {"code": code, "oa_id": self.oa_id} | ({"state": state} if state else {})
        self.callbacks.append(f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(answer)}")
        return code

    def grant(self) -> Pair:
        """Give a pair of tokens at once, as if the consent had long happened."""
        pair = Pair(self._word("access"), self._word("refresh"))
        self._access[pair.access_token] = self.clock.now() + ACCESS_LIFETIME
        self._refresh[pair.refresh_token] = _Refresh(self.clock.now() + REFRESH_LIFETIME)
        self.pairs.append(pair)
        return pair

    def revoke(self) -> None:
        """Withdraw the consent: no token of either kind works any more."""
        self._access.clear()
        self._codes.clear()
        for token in self._refresh.values():
            token.used, token.grace_left, token.own_fault = True, False, False

    def kill_access(self) -> None:
        """Let the access tokens die before their time; the refresh tokens stay."""
        for token in self._access:
            self._access[token] = self.clock.now()

    def upload(self) -> str:
        """Return the attachment_id of a picture that was uploaded now; it expires after seven days."""
        attachment_id = self._word("attachment")
        self._uploads[attachment_id] = self.clock.now() + UPLOAD_LIFETIME
        return attachment_id

    # What the people do.

    def person(self, user_id: str = PERSON) -> Person:
        """Return what Zalo knows of this person; the same object each time."""
        return self.people.setdefault(user_id, Person(user_id))

    async def write(self, user_id: str, text: str, *, age: float = 0.0) -> Delivery:
        """Write a text; `age` is how many seconds ago that was by the event's timestamp."""
        return await self.deliver(self.compose(user_id, "user_send_text", {"text": text}, age=age))

    async def send(
        self, user_id: str, kind: Kind, payload: Json | None = None, text: str | None = None
    ) -> Delivery:
        """Send anything but a text: a picture, a sticker, a place, …"""
        shown = {"type": "link" if kind == "business_card" else kind, "payload": payload or _EXAMPLES[kind]}
        message: Json = {"attachments": [shown]} | ({} if text is None else {"text": text})
        return await self.deliver(self.compose(user_id, f"user_send_{kind}", message))

    async def follow(self, user_id: str = PERSON) -> Delivery:
        """Follow the Official Account; the event has neither sender nor message."""
        return await self.deliver(self.compose(user_id, "follow"))

    async def unfollow(self, user_id: str = PERSON) -> Delivery:
        """Unfollow it; from now on sends are answered with -213."""
        return await self.deliver(self.compose(user_id, "unfollow"))

    async def submit_info(self, user_id: str = PERSON, **info: str) -> Delivery:
        """Share one's particulars with the Official Account (what nobody needs to keep)."""
        return await self.deliver(self.compose(user_id, "user_submit_info", info=info or {"name": "An"}))

    async def see(self, user_id: str = PERSON) -> Delivery:
        """Have the last message on the screen."""
        return await self.deliver(
            self.compose(user_id, "user_seen_message", {"msg_ids": [self.last(user_id).message_id]})
        )

    async def receive(self, user_id: str = PERSON) -> Delivery:
        """Have the last message on the device."""
        return await self.deliver(
            self.compose(user_id, "user_received_message", {"msg_id": self.last(user_id).message_id})
        )

    async def click(self, user_id: str, button: str | int, sent: Sent | None = None) -> Delivery | None:
        """Tap a button, by title or index, of the last message that has any (or of `sent`).

        https://developers.esms.vn/en/esms-api/send-sms-api/send-zalo-message-consulting-button: a query
        arrives as user_send_text whose text is the payload. The other kinds make no event.
        """
        message = sent or next((each for each in reversed(self.sent_to(user_id)) if each.buttons), None)
        if message is None:
            raise AssertionError(f"no message to {user_id} has buttons")
        if isinstance(button, str) and button not in message.titles:
            raise AssertionError(f"no button {button!r}; there is {message.titles!r}")
        tapped = message.buttons[message.titles.index(button) if isinstance(button, str) else button]
        if not tapped.type.startswith("oa.query."):
            self._interacts(user_id)
            return None
        if self.with_click_events:
            await self.deliver(self.compose(user_id, "user_click_button", {"payload": tapped.value}))
        return await self.write(user_id, tapped.value)

    def block(self, user_id: str = PERSON, code: int = -244) -> None:
        """Restrict the Official Account's messages: -244, -227 or -217."""
        self.person(user_id).blocked = code

    def unblock(self, user_id: str = PERSON) -> None:
        """Take the restriction back."""
        self.person(user_id).blocked = 0

    # Events on their way to the bot.

    def compose(
        self, user_id: str, name: str, message: Json | None = None, *, age: float = 0.0, **content: object
    ) -> Json:
        """Write an event and let it have happened, without delivering it.

        Zalo for Developers, Official Account, webhook (https://docs.zaloplatforms.com/docs/OA/...): all ids
        and the timestamp (milliseconds) are strings; follow and unfollow know a follower only.
        """
        self._happened(user_id, name, age)
        event: Json = {"app_id": self.app_id}
        if name in ("follow", "unfollow"):
            event |= {"oa_id": self.oa_id, "follower": {"id": user_id}, "source": "oa_profile"}
        elif name.startswith("oa_send_"):
            event |= {"sender": {"id": self.oa_id}, "recipient": {"id": user_id}}
        else:
            event |= {"sender": {"id": user_id}, "recipient": {"id": self.oa_id}}
        if self.with_user_id_by_app:
            event["user_id_by_app"] = _id_by_app(user_id)
        event["event_name"] = name
        if message is not None:
            ids = {} if "msg_id" in message or "msg_ids" in message else {"msg_id": self._message_id()}
            event["message"] = message | ids
        return event | content | {"timestamp": str(int((self.clock.now() - age) * 1000))}

    async def deliver(self, event: Json, *, style: RawStyle | None = None, raw: bytes = b"") -> Delivery:
        """Sign an event and POST it, `copies` times at once; without a 200 in time it will come again.

        `raw` are other bytes to sign than the event's own (no JSON, an array, …).
        """
        raw = raw or write_raw(event, style or self.style)
        mac = sign(raw, str(event.get("timestamp", "")), self._signing_secret(), self._first_term())
        delivery = Delivery(event, raw, {SIGNATURE_HEADER: mac})
        others = [Delivery(event, raw, {SIGNATURE_HEADER: mac}) for _ in range(self.copies - 1)]
        self.deliveries += [delivery, *others]
        await asyncio.gather(*(self._attempt(each) for each in (delivery, *others)))
        return delivery

    async def deliver_again(self, delivery: Delivery) -> Delivery:
        """Deliver the very same bytes once more, as a first attempt."""
        again = Delivery(delivery.event, delivery.raw, dict(delivery.headers))
        self.deliveries.append(again)
        await self._attempt(again)
        return again

    async def forge(self, event: Json, how: Forgery = "secret") -> Delivery:
        """POST what Zalo did not send: no signature or a wrong one, or what was altered after signing."""
        raw, timestamp = write_raw(event, self.style), str(event.get("timestamp", ""))
        secret, first = self._signing_secret(), self._first_term()
        headers = {SIGNATURE_HEADER: sign(raw, timestamp, secret, first)}
        if how == "secret":
            headers = {SIGNATURE_HEADER: sign(raw, timestamp, "guessed", first)}
        elif how == "hmac":
            joined = first.encode() + raw + timestamp.encode()
            headers = {SIGNATURE_HEADER: f"mac={hmac.new(secret.encode(), joined, 'sha256').hexdigest()}"}
        elif how == "missing":
            headers = {}
        elif how == "bare":
            headers = {SIGNATURE_HEADER: "mac="}
        elif how == "body":
            raw = write_raw(event | {"sender": {"id": "1"}}, self.style)
        elif how == "timestamp":
            raw = write_raw(event | {"timestamp": str(int(timestamp) + 1000)}, self.style)
        elif how == "app_id":  # signed with the secret of this account, but for another app
            raw = write_raw(event | {"app_id": "1"}, self.style)
            headers = {SIGNATURE_HEADER: sign(raw, timestamp, secret, "1")}
        forged = Delivery(event, raw, headers)
        forged.attempts.append(Attempt(await self._post(forged, 0), 0, self.clock.now()))
        return forged

    # Time.

    def utc_now(self) -> datetime:
        """Return the fake's time, in the form of the bot's clock."""
        return datetime.fromtimestamp(self.clock.now(), UTC)

    async def advance(self, seconds: float) -> None:
        """Let time pass, and send each event again when its time has come; nothing sleeps."""
        until = self.clock.now() + seconds
        while (following := self._next_due()) is not None and _due(following) <= until:
            self.clock.advance(max(0.0, _due(following) - self.clock.now()))
            await self._attempt(following)
        self.clock.advance(max(0.0, until - self.clock.now()))

    async def retry_now(self) -> Delivery | None:
        """Let time pass until the next event comes again, and send it; None where nothing waits."""
        following = self._next_due()
        if following is not None:
            self.clock.advance(max(0.0, _due(following) - self.clock.now()))
            await self._attempt(following)
        return following

    # Troubles.

    def fail_next(self, endpoint: Endpoint, *faults: Fault) -> None:
        """Let the next calls of an endpoint ("access_token" or "message") fail, one after another."""
        if endpoint not in ("access_token", "message"):
            raise ValueError(f"no endpoint {endpoint!r}")
        self.faults.setdefault(endpoint, deque()).extend(faults)

    def rotate_and_drop(self) -> None:
        """Let the next refresh rotate the tokens and lose the reply, as for a process killed in between."""
        self.fail_next("access_token", Fault(drop=True, after_accepting=True))

    # What a test looks at.

    @property
    def mistakes(self) -> list[Refused]:
        """What was refused through the bot's own fault, whatever the state."""
        return [refused for refused in self.refused if refused.own_fault]

    @property
    def lost(self) -> list[Delivery]:
        """The events that were given up after the last attempt."""
        return [each for each in self.deliveries if each.attempts and each.due is None and not each.accepted]

    def sent_to(self, user_id: str = PERSON) -> list[Sent]:
        """Return what reached a person, oldest first."""
        return [sent for sent in self.sent if sent.user_id == user_id]

    def texts(self, user_id: str = PERSON) -> list[str]:
        """Return the texts that reached a person, oldest first."""
        return [sent.text for sent in self.sent_to(user_id)]

    def last(self, user_id: str = PERSON) -> Sent:
        """Return the last message to a person."""
        if not self.sent_to(user_id):
            raise AssertionError(f"nothing was sent to {user_id}")
        return self.sent_to(user_id)[-1]

    async def wait_for(self, user_id: str, words: str, seconds: float = 30.0) -> Sent:
        """Return the first message to a person that holds these words, once it was sent."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for sent in self.sent_to(user_id):
                if words in sent.text:
                    return sent
            await asyncio.sleep(0.01)
        raise AssertionError(f"{words!r} did not come; there is {self.texts(user_id)!r}")

    async def settle(self) -> None:
        """Wait until the echoes are delivered."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def pause(self) -> None:
        """Let the bot work for a moment."""
        await asyncio.sleep(0.02)

    # The webhook's inside.

    def _signing_secret(self) -> str:
        return self.oa_secret if self.signing_secret == "oa" else self.app_secret

    def _first_term(self) -> str:
        return self.app_id if self.first_term == "app_id" else self.oa_id

    def _next_due(self) -> Delivery | None:
        return min((each for each in self.deliveries if each.due is not None), key=_due, default=None)

    async def _attempt(self, delivery: Delivery) -> None:
        delivery.due = None
        if not self.webhook_url:
            return
        number = len(delivery.attempts)
        status = await self._post(delivery, number)
        delivery.attempts.append(Attempt(status, number, self.clock.now()))
        if status != 200 and number < len(RETRY_LADDER):
            delivery.due = self.clock.now() + RETRY_LADDER[number]

    async def _post(self, delivery: Delivery, number: int) -> int:
        assert self._client is not None
        retry = {"num_retry": str(number)} if number else {}
        headers = {"Content-Type": "application/json", **delivery.headers, **retry}
        try:
            async with (
                asyncio.timeout(self.reply_timeout),
                self._client.post(
                    self.webhook_url, data=delivery.raw, headers=headers, allow_redirects=False
                ) as got,
            ):
                await got.read()
                return got.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0

    def _happened(self, user_id: str, name: str, age: float) -> None:
        person = self.person(user_id)
        if name in ("follow", "unfollow"):
            person.follows = name == "follow"
        # Page "dieu-kien-gui-tin-tu-van": following and writing count; reading and sharing are not named.
        if name == "follow" or name.startswith("user_send_"):
            self._interacts(user_id, age)

    def _interacts(self, user_id: str, age: float = 0.0) -> None:
        person = self.person(user_id)
        person.last_interaction = max(person.last_interaction or 0.0, self.clock.now() - age)
        person.since_interaction = 0

    def _echo(self, sent: Sent) -> None:
        if not self.echoes or not self.webhook_url:
            return
        message: Json = {"msg_id": sent.message_id} | ({"text": sent.text} if sent.text else {})
        picture = bool(sent.image_url or sent.attachment_id)
        if picture:
            message["attachments"] = [{"type": "image", "payload": {"url": sent.image_url}}]
        name = "oa_send_image" if picture else "oa_send_text"
        task = asyncio.get_running_loop().create_task(self._deliver_echo(sent.user_id, name, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_echo(self, user_id: str, name: str, message: Json) -> None:
        await self.deliver(self.compose(user_id, name, message))

    # Calls from the bot.

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        if path == "/v4/oa/permission":
            return self._permission(request)
        if path == "/v4/oa/access_token":
            return await self._endpoint(request, "access_token", self._refuse_token, self._tokens)
        if path == "/v3.0/oa/message/cs":
            return await self._endpoint(request, "message", self._refuse_message, self._message)
        code = -240 if path == "/v2.0/oa/message" else -200
        self._note(path, code, _DEAD_PATHS.get(path, f"there is no {request.method} {path}"))
        if path in _DEAD_PATHS:
            return self._refuse_message(code, "")
        return web.Response(status=404, text="<html>404 Not Found</html>", content_type="text/html")

    def _permission(self, request: web.Request) -> web.Response:
        asked = request.query
        try:
            if asked.get("app_id") != self.app_id:
                self._refuse_consent("app_id is not this app's")
            self.consent(
                asked.get("code_challenge", ""), asked.get("redirect_uri", ""), asked.get("state", "")
            )
        except ValueError as error:
            return web.json_response({"error": -14003, "error_description": str(error)})
        return web.Response(status=302, headers={"Location": self.callbacks[-1]})

    def _refuse_consent(self, reason: str) -> NoReturn:
        self._note("permission", -14003, reason)
        raise ValueError(f"-14003: {reason}")

    async def _endpoint(
        self,
        request: web.Request,
        endpoint: Endpoint,
        refuse: Callable[[int, str], web.Response],
        carry_out: Callable[[web.Request, bytes, str], Json],
    ) -> web.StreamResponse:
        waiting = self.faults.get(endpoint)
        fault = waiting.popleft() if waiting else None
        body = await _read(request)
        if fault is not None and not fault.after_accepting:
            failed = await self._failing(request, fault, refuse)
            if failed is not None:
                self.calls.append(
                    Call(endpoint, _as_seen(request, body or b""), fault.code or NOT_CARRIED_OUT)
                )
                return failed
        seen: Json = {}
        try:
            if body is None:
                _refuse(-201, "the body is larger than 1 MB, or broke off")
            seen = _as_seen(request, body)
            unfetchable = await self._unfetchable(seen) if endpoint == "message" else ""
            answer = carry_out(request, body, unfetchable)
        except _Refusal as refusal:
            self.calls.append(Call(endpoint, seen, refusal.code))
            self._note(endpoint, refusal.code, refusal.reason, own_fault=refusal.own_fault)
            return refuse(refusal.code, refusal.reason)
        self.calls.append(Call(endpoint, seen, 0))
        if fault is not None and fault.after_accepting:
            failed = await self._failing(request, fault, refuse)
            if failed is not None:
                self._lose_reply(seen)
                return failed
        return self._with_rate(endpoint, web.json_response(answer))

    async def _failing(
        self, request: web.Request, fault: Fault, refuse: Callable[[int, str], web.Response]
    ) -> web.Response | None:
        if fault.gate is not None:
            await fault.gate.wait()
        if fault.drop:
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        if fault.page is not None:
            return web.Response(status=fault.page, text="<html>Bad Gateway</html>", content_type="text/html")
        return None if fault.code is None else refuse(fault.code, "planned by the test")

    def _lose_reply(self, call: Json) -> None:
        """Remember that the bot cannot know of this rotation, so that a second use is not its own fault."""
        token = self._refresh.get(str(call.get("refresh_token")))
        if token is not None:
            token.own_fault = False

    def _refuse_token(self, code: int, reason: str) -> web.Response:
        """Answer a failure of the token endpoint; neither its codes nor its form are documented."""
        return web.json_response(
            {"error": code, "error_name": "Invalid request", "error_description": reason}
        )

    def _refuse_message(self, code: int, _: str) -> web.Response:
        """Answer an error as page "phu-luc/ma-loi" has it: HTTP 200, and the reason is the fake's secret."""
        answer = web.json_response({"error": code, "message": MESSAGES.get(code, "Unknown error")})
        return self._with_rate("message", answer)

    def _note(self, endpoint: str, code: int, reason: str, *, own_fault: bool = True) -> None:
        self.refused.append(Refused(endpoint, code, reason, own_fault))

    # Tokens: Zalo for Developers, Official Account, OAuth v4 (https://docs.zaloplatforms.com/docs/OA/...) and
    # https://hexasync.vn/zalo-oa-api-huong-dan-cach-lay-access-token-tu-refresh-token/.

    def _tokens(self, request: web.Request, body: bytes, _: str) -> Json:
        error = self.token_error
        if request.method != "POST":
            _refuse(error, f"access_token is called by POST, not by {request.method}")
        if request.query_string:
            _refuse(error, "the token endpoint takes its fields from the body, never from the address")
        if request.content_type != "application/x-www-form-urlencoded":
            _refuse(error, f"the body is a form, not {request.content_type}")
        if request.headers.getall("secret_key", []) != [self.app_secret]:
            _refuse(error, "the header secret_key is not the app's secret")
        form = _form(body, error)
        grant_type = form.get("grant_type")
        fields = {"refresh_token": {"refresh_token"}, "authorization_code": {"code", "code_verifier"}}
        if grant_type not in fields:
            _refuse(error, "grant_type is neither refresh_token nor authorization_code")
        expected = fields[grant_type] | {"app_id", "grant_type"}
        if set(form) != expected:
            _refuse(error, f"the form has {sorted(form)}, but {grant_type} takes {sorted(expected)}")
        if form["app_id"] != self.app_id:
            _refuse(error, "app_id is not this app's")
        if grant_type == "refresh_token":
            return self._rotate(form["refresh_token"])
        return self._exchange(form["code"], form["code_verifier"])

    def _exchange(self, code: str, verifier: str) -> Json:
        found = self._codes.pop(code, None)  # single use, even where the rest is wrong
        if found is None:
            _refuse(self.token_error, "the code is unknown or has been used")
        if self.clock.now() >= found.until:
            _refuse(self.token_error, "the code is older than ten minutes", own_fault=False)
        if not _VERIFIER.fullmatch(verifier) or challenge_of(verifier) != found.challenge:
            _refuse(self.token_error, "code_verifier does not belong to the challenge of the consent")
        return self._pair_answer(self.grant())

    def _rotate(self, token: str) -> Json:
        found = self._refresh.get(token)
        if found is None:
            _refuse(self.token_error, "the refresh token is unknown")
        if self.clock.now() >= found.until:
            self.dead_uses += 1
            _refuse(self.token_error, "the refresh token is older than three months", own_fault=False)
        if found.used:
            if not (self.grace and found.grace_left):
                self.dead_uses += 1
                reason = "the refresh token has been used or withdrawn"
                _refuse(self.token_error, reason, own_fault=found.own_fault)
            self.grace_uses += 1
            found.grace_left = False
            lost = self._refresh.get(found.successor)
            if lost is not None:  # of two successors of one token only the newer lives
                lost.used, lost.grace_left = True, False
        if self.refresh_kills_access:
            self.kill_access()
        pair = self.grant()
        found.used, found.successor = True, pair.refresh_token
        return self._pair_answer(pair)

    def _pair_answer(self, pair: Pair) -> Json:
        return {
            "access_token": pair.access_token,
            "refresh_token": pair.refresh_token,
            "expires_in": str(int(ACCESS_LIFETIME)),
        }

    # Messages: Zalo for Developers, Official Account, POST https://openapi.zalo.me/v3.0/oa/message/cs
    # (https://docs.zaloplatforms.com/docs/OA/...), its errors page "phu-luc/ma-loi".

    def _message(self, request: web.Request, body: bytes, unfetchable: str) -> Json:
        if request.method != "POST":
            _refuse(-201, f"message/cs is called by POST, not by {request.method}")
        self._check_rate()
        self._check_token(request)
        if request.query_string:
            _refuse(-201, "message/cs takes nothing from the address")
        if request.content_type != "application/json":
            _refuse(-201, f"the body is application/json, not {request.content_type}")
        call = _only(_json(body), {"recipient", "message"}, {"recipient", "message"}, "the body")
        recipient = _only(call["recipient"], {"user_id"}, {"user_id"}, "recipient")
        user_id = recipient["user_id"]
        if not isinstance(user_id, str) or not _USER_ID.fullmatch(user_id):
            _refuse(-201, "recipient.user_id is not a string of digits")
        text, buttons, picture = self._content(call["message"])
        if unfetchable:
            _refuse(-201, unfetchable)
        person = self._reachable(user_id)
        assert person.last_interaction is not None
        if self.quota is not None:
            self.quota -= 1
        person.since_interaction += 1
        now = self.clock.now()
        sent = Sent(
            user_id=user_id,
            message_id=self._message_id(),
            text=text,
            buttons=buttons,
            image_url=picture.get("url", ""),
            attachment_id=picture.get("attachment_id", ""),
            billed=now - person.last_interaction > FREE_WINDOW,
            at=now,
            body=call,
        )
        self.sent.append(sent)
        self._echo(sent)
        data: Json = {"message_id": sent.message_id, "user_id": user_id, "sent_time": str(int(now * 1000))}
        if self.with_quota:  # frozen at 8, and to disappear
            data["quota"] = {"quota_type": "reply", "remain": "8", "total": "8"}
        return {"data": data, "error": 0, "message": "Success"}

    def _with_rate(self, endpoint: Endpoint, answer: web.Response) -> web.Response:
        if endpoint == "message":
            self._forget_old_calls()
            answer.headers["X-RateLimit-Limit"] = str(self.rate_per_minute)
            answer.headers["X-RateLimit-Remain"] = str(max(0, self.rate_per_minute - len(self._recent)))
        return answer

    def _forget_old_calls(self) -> None:
        while self._recent and self._recent[0] <= self.clock.now() - MINUTE:
            self._recent.popleft()

    def _check_rate(self) -> None:
        self._forget_old_calls()
        if len(self._recent) >= self.rate_per_minute:
            _refuse(-32, f"more than {self.rate_per_minute} calls in a minute", own_fault=False)
        self._recent.append(self.clock.now())

    def _check_token(self, request: web.Request) -> None:
        if "access_token" in request.query:
            _refuse(-216, "the access token belongs in the header, not in the address")
        given = request.headers.getall("access_token", [])
        if len(given) != 1:
            instead = ", and Authorization is not read" if "Authorization" in request.headers else ""
            _refuse(-216, f"the header access_token is needed once{instead}")
        until = self._access.get(given[0])
        if until is None:
            known = any(pair.access_token == given[0] for pair in self.pairs)
            _refuse(-216, "the access token is unknown or withdrawn", own_fault=not known)
        if self.clock.now() >= until:
            _refuse(-220, "the access token has expired", own_fault=False)

    def _content(self, message: object) -> tuple[str, tuple[Button, ...], Json]:
        message = _only(message, set(), {"text", "attachment"}, "message")
        attachment = message.get("attachment")
        text = ""
        if "text" in message or attachment is None:
            text = _text(message.get("text"), LONGEST_TEXT, "message.text")
        if "attachment" not in message:
            return text, (), {}
        attachment = _only(attachment, {"type", "payload"}, {"type", "payload"}, "message.attachment")
        if attachment["type"] != "template":
            _refuse(-233, "attachment.type is not template")
        payload = attachment["payload"]
        if isinstance(payload, dict) and "template_type" in payload:
            return text, (), self._picture(payload)
        if not text:
            _refuse(-201, "buttons need a text")
        return text, self._buttons(payload), {}

    def _buttons(self, payload: object) -> tuple[Button, ...]:
        buttons = _only(payload, {"buttons"}, {"buttons"}, "attachment.payload")["buttons"]
        if not isinstance(buttons, list) or not buttons:
            _refuse(-201, "payload.buttons is no list, or an empty one")
        if len(buttons) > MOST_BUTTONS:
            _refuse(-210, f"{len(buttons)} buttons are more than {MOST_BUTTONS}")
        return tuple(self._button(each, f"buttons[{number}]") for number, each in enumerate(buttons))

    def _button(self, button: object, where: str) -> Button:
        keys = {"title", "type", "payload"}
        button = _only(button, keys, keys, where)
        title = _text(button["title"], LONGEST_TITLE, f"{where}.title")
        kind, payload, inside = button["type"], button["payload"], f"{where}.payload"
        match kind:
            case "oa.query.show" | "oa.query.hide":
                value = _text(payload, LONGEST_PAYLOAD, inside)
            case "oa.open.url":
                value = _address(_only(payload, {"url"}, {"url"}, inside)["url"], f"{inside}.url")
            case "oa.open.phone":
                value = self._phone(_only(payload, {"phone_code"}, {"phone_code"}, inside), inside)
            case "oa.open.sms":
                sms = _only(payload, {"content", "phone_code"}, {"content", "phone_code"}, inside)
                _text(sms["content"], LONGEST_PAYLOAD, f"{inside}.content")
                value = self._phone(sms, inside)
            case _:
                _refuse(-201, f"{where}.type is no type of button")
        return Button(title, str(kind), value)

    def _phone(self, payload: Json, where: str) -> str:
        number = payload["phone_code"]
        forms = (_PHONE, _SHORT_PHONE) if self.short_phones else (_PHONE,)
        if not isinstance(number, str) or not any(form.fullmatch(number) for form in forms):
            _refuse(-201, f"{where}.phone_code is not digits such as 84123456789 or 0919018791")
        return number

    def _picture(self, payload: Json) -> Json:
        payload = _only(payload, {"template_type"}, {"template_type", "elements"}, "attachment.payload")
        if payload["template_type"] != "media":
            _refuse(
                -233, "template_type is not media; buttons need none, and a list is not documented for v3.0"
            )
        elements = payload.get("elements")
        if not isinstance(elements, list) or len(elements) != 1:
            _refuse(-201, "payload.elements is not a list of one element")
        optional = {"media_type", "url", "attachment_id", "width", "height"}
        element = _only(elements[0], {"media_type"}, optional, "elements[0]")
        kind = element["media_type"]
        if kind not in ("image", "gif"):
            _refuse(-233, "media_type is neither image nor gif")
        sizes = [element.get("width"), element.get("height")]
        if kind == "gif" and not all(type(size) is int and size > 0 for size in sizes):
            _refuse(-201, "a gif needs its width and height")
        if ("url" in element) == ("attachment_id" in element):
            _refuse(-201, "an element has either url or attachment_id")
        if "url" in element:
            return {"url": _address(element["url"], "elements[0].url")}
        attachment_id = element["attachment_id"]
        until = self._uploads.get(attachment_id) if isinstance(attachment_id, str) else None
        if until is None:
            _refuse(-201, "attachment_id is not that of an upload")
        if self.clock.now() >= until:
            _refuse(-100, "the upload is older than seven days", own_fault=False)
        return {"attachment_id": attachment_id}

    async def _unfetchable(self, call: Json) -> str:
        """Fetch the picture as Zalo does, if a test said where it is; return what is wrong with it."""
        if not self.fetch_from or self._client is None:
            return ""
        try:
            address = call["message"]["attachment"]["payload"]["elements"][0]["url"]
            url = self.fetch_from + urlsplit(address).path
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            return ""
        try:
            async with asyncio.timeout(5), self._client.get(url, allow_redirects=False) as got:
                data = await got.read()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return "the picture could not be fetched"
        if got.status != 200:
            return f"the picture's address answers {got.status}"
        if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
            return "the picture is neither jpg nor png"
        return "the picture is larger than 1 MB" if len(data) > LARGEST_IMAGE else ""

    def _reachable(self, user_id: str) -> Person:
        """Return the person if a message may go out now; page "dieu-kien-gui-tin-tu-van"."""
        if self.trouble:
            _refuse(self.trouble, "the account is not in a state to send", own_fault=False)
        person = self.people.get(user_id)
        if person is None:
            _refuse(-213, "this Official Account has never met that person (ids belong to one account)")
        if person.follows is False or (self.followers_only and not person.follows):
            _refuse(-213, "the person does not follow the account", own_fault=False)
        if person.blocked:
            _refuse(person.blocked, "the person does not take this message", own_fault=False)
        if person.last_interaction is None or self.clock.now() - person.last_interaction > WINDOW:
            _refuse(self.window_code, "the last interaction is longer ago than 7 days", own_fault=False)
        if self.messages_per_window is not None and person.since_interaction >= self.messages_per_window:
            _refuse(-218, f"more than {self.messages_per_window} since the interaction", own_fault=False)
        if self.quota is not None and self.quota <= 0:
            _refuse(-211, "the quota of the account is used up", own_fault=False)
        return person

    def _word(self, kind: str) -> str:
        self._number += 1
        return f"{kind}-{hashlib.sha256(f'{kind} {self._number}'.encode()).hexdigest()}"

    def _message_id(self) -> str:
        return self._word("message").partition("-")[2][:19]


# What the calls are read with.


def _refuse(code: int, reason: str, *, own_fault: bool = True) -> NoReturn:
    raise _Refusal(code, reason, own_fault=own_fault)


async def _read(request: web.Request) -> bytes | None:
    try:
        return await request.read()
    except (web.HTTPException, web.RequestPayloadError, ValueError):
        return None


def _as_seen(request: web.Request, body: bytes) -> Json:
    """Return the body as far as it can be read, for the record of the calls."""
    try:
        if request.content_type == "application/x-www-form-urlencoded":
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _form(body: bytes, error: int) -> dict[str, str]:
    try:
        found = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        _refuse(error, "the form cannot be read")
    if len(dict(found)) != len(found):
        _refuse(error, "the form has a field twice")
    if not all(value for _, value in found):
        _refuse(error, "the form has an empty field")
    return dict(found)


def _json(body: bytes) -> object:
    try:
        return json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        _refuse(-201, "the body is not UTF-8")
    except (ValueError, RecursionError):
        _refuse(-201, "the body is not JSON")


def _once(pairs: list[tuple[str, object]]) -> Json:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key comes twice")
    return dict(pairs)


def _no_number(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _only(value: object, needed: set[str], known: set[str], where: str) -> Json:
    if not isinstance(value, dict):
        _refuse(-201, f"{where} is no object")
    if missing := needed - set(value):
        _refuse(-201, f"{where} lacks {sorted(missing)}")
    if unknown := set(value) - known:
        _refuse(-201, f"{where} has what is not documented: {sorted(unknown)}")
    return value


def _text(value: object, longest: int, where: str) -> str:
    """Return a text that fits. The unit is not documented, so it is the larger one: UTF-16 code units."""
    if not isinstance(value, str) or not value.strip():
        _refuse(-201, f"{where} is no text, or an empty one")
    if any(unicodedata.category(letter) == "Cs" for letter in value):
        _refuse(-201, f"{where} holds half a character")
    units = len(value.encode("utf-16-le")) // 2
    if units > longest:
        _refuse(-210, f"{where} has {units} characters, more than {longest}")
    return value


def _address(value: object, where: str) -> str:
    if not isinstance(value, str) or not _is_address(value):
        _refuse(-201, f"{where} is no http or https address")
    return value


def _is_address(value: str) -> bool:
    if re.search(r"[\s\x00-\x1f\ud800-\udfff]", value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _due(delivery: Delivery) -> float:
    return float("inf") if delivery.due is None else delivery.due


def _id_by_app(user_id: str) -> str:
    return str(500_000_000_000_000_000 + int(hashlib.sha256(user_id.encode()).hexdigest()[:14], 16))


def _reversed(value: object) -> Any:
    if isinstance(value, Mapping):
        return {key: _reversed(value[key]) for key in reversed(list(value))}
    return [_reversed(each) for each in value] if isinstance(value, list) else value
