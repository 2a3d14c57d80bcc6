"""Every state through the strict fake: no call is refused; and no event, however odd, is left unanswered."""

import random

from bot.core.message import Command, Pressed
from tests.fakes.zalo_oa import PERSON, FakeZaloOa, Json, RawStyle
from tests.integration.zalo_oa.conftest import StartOa
from tests.unit.test_matrix import states

ANSWERED = ("user_send_text", "user_send_image", "user_send_sticker", "user_send_link", "user_send_location")


async def test_in_no_state_a_call_is_refused(oa: FakeZaloOa, start_oa: StartOa) -> None:
    said = []
    for before in states().values():
        for body in before:
            if isinstance(body, Pressed) and f"x #{body.action}" not in said:
                said.append(f"x #{body.action}")
            elif isinstance(body, Command) and f"/{body.name}" not in said:
                said.append(f"/{body.name}")
    silent = []
    async with start_oa():
        for number, text in enumerate(said):
            person = str(346_845_883_529_190_000 + number)
            delivery = await oa.write(person, text)
            await oa.settle()
            if delivery.statuses != [200]:
                silent.append(text)
        for number, text in enumerate(said):
            person = str(346_845_883_529_190_000 + number)
            for _ in range(500):
                if oa.texts(person):
                    break
                await oa.pause()
            else:
                silent.append(text)

    assert len(said) > 60
    assert silent == []
    assert oa.mistakes == []


async def test_whatever_comes_is_acknowledged_and_whoever_writes_is_answered(
    oa: FakeZaloOa, start_oa: StartOa
) -> None:
    chance = random.Random(7)
    expected: set[str] = set()
    async with start_oa():
        for number in range(300):
            person = str(446_845_883_529_190_000 + number)
            event, answered = odd_event(oa, chance, person)
            style = RawStyle(chance.random() < 0.5, chance.random() < 0.5, chance.random() < 0.5)
            delivery = await oa.deliver(event, style=style)
            assert delivery.statuses == [200], event
            if answered:
                expected.add(person)
        for raw in (b"", b"[]", b"null", b"{", b"\xff\xfe", b'"mac"', b"[" * 5_000):
            delivery = await oa.deliver({"timestamp": ""}, raw=raw)
            assert delivery.statuses in ([200], [403]), raw
        for person in expected:
            for _ in range(500):
                if oa.texts(person):
                    break
                await oa.pause()

    assert {person for person in expected if not oa.texts(person)} == set()
    assert oa.mistakes == []
    assert len(expected) > 100
    assert PERSON not in expected


def odd_event(oa: FakeZaloOa, chance: random.Random, person: str) -> tuple[Json, bool]:
    """Return an event as nobody documents it, and whether somebody waits for an answer to it."""
    name = chance.choice((*ANSWERED, "user_seen_message", "oa_send_text", "user_click_button", "tương_lai"))
    texts = (
        "hi",
        " " * 9,
        "",
        "1",
        "/x",
        "#",
        " #start",
        "￼\u200b",
        "🙂" * 900,
        "x" * 9_000,
        "e\u0301m",
        7,
        None,
    )
    message: Json = {"text": chance.choice(texts)}
    event = oa.compose(person, name, message)
    if chance.random() < 0.2:
        event["message"] = chance.choice(("text", None, [], 4))
    if chance.random() < 0.2:
        event["message"] = {**message, "attachments": chance.choice((None, "x", [None], [{"payload": 3}]))}
    if chance.random() < 0.1:
        event["extra"] = {"deep": [[[[[1]]]]]}
    return event, name in ANSWERED
