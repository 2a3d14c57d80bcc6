"""Signed events of an Official Account to throw at a bot: taps, questions, stickers and a few disclosures."""

import json
import random
from collections.abc import Iterator

from benchmarks.updates import BUTTONS, QUESTIONS
from bot.channels.zalo_oa.receive import payload
from bot.channels.zalo_oa.signature import HEADER, signature

APP_ID = "3608465248940903967"
SECRET = "benchmark-oa-secret"
DISCLOSURES = (
    "có người dọa tung ảnh của em",
    "co nguoi tren mang cu doi gap rieng em, em so qua",
    "em không muốn sống nữa",
)
# Of twenty events.
MIX = ("tap",) * 8 + ("question",) * 9 + ("sticker",) * 2 + ("disclosure",)
_FIRST_PERSON = 246_845_883_500_000_000


def person(number: int) -> str:
    """Return the id of a person."""
    return str(_FIRST_PERSON + number)


def events(amount: int, first: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield signature headers and bodies; each event is of another person, numbered from `first`."""
    for number in range(first, first + amount):
        timestamp = str(1_795_000_000_000 + number)
        body = json.dumps(_event(number, timestamp, chance), ensure_ascii=False).encode()
        yield f"{HEADER}: mac={signature(APP_ID, body, timestamp, SECRET)}", body


def _event(number: int, timestamp: str, chance: random.Random) -> dict[str, object]:
    kind = chance.choice(MIX)
    message: dict[str, object] = {"msg_id": f"{number:024x}"}
    if kind == "sticker":
        message["attachments"] = [{"type": "sticker", "payload": {"id": "46930"}}]
    elif kind == "tap":
        message["text"] = payload("Xem thêm", chance.choice(BUTTONS))
    else:
        message["text"] = chance.choice(DISCLOSURES if kind == "disclosure" else QUESTIONS)
    return {
        "app_id": APP_ID,
        "sender": {"id": person(number)},
        "recipient": {"id": "388613280878808645"},
        "event_name": "user_send_sticker" if kind == "sticker" else "user_send_text",
        "message": message,
        "timestamp": timestamp,
    }
