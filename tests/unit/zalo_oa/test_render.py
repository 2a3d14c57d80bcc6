"""Five buttons, two of them calls, the rest in numbers; texts that fit, with nothing in them cut in two."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.zalo_oa.receive import receive
from bot.channels.zalo_oa.render import MAX_BUTTONS, MAX_CALLS, MAX_PAYLOAD, MAX_TEXT, MAX_TITLE, Json, render
from bot.core.message import Pressed
from bot.core.reply import Block, Button, Call, Copy, Link, Press, Reply, Style
from bot.core.text import length
from tests.unit.zalo_oa.test_receive import NOW, event

CHOOSE = "Trả lời bằng số:"
CALLS = tuple(Call(f"Gọi {number}", number) for number in ("111", "113", "115", "18001567"))
LINKS = (Link("Trang một", "https://a.vn/1"), Link("Trang hai", "https://a.vn/2"))


def presses(amount: int) -> tuple[Press, ...]:
    """Return so many options."""
    return tuple(Press(f"Lựa chọn {number}", f"x:{number}") for number in range(amount))


def reply(*buttons: Button, words: str = "Gọi 111.") -> Reply:
    """Return a reply with each button in a row of its own."""
    return Reply((Block(Style.TEXT, (words,)),), tuple((button,) for button in buttons))


def buttons_of(message: Json) -> list[Json]:
    """Return a message's buttons."""
    found: list[Json] = message.get("attachment", {"payload": {"buttons": []}})["payload"]["buttons"]
    return found


@pytest.mark.parametrize(
    ("buttons", "shown", "text"),
    [
        ((), [], "Gọi 111."),
        (presses(5), ["Lựa chọn 0", "Lựa chọn 1", "Lựa chọn 2", "Lựa chọn 3", "Lựa chọn 4"], "Gọi 111."),
        (
            presses(7),
            ["1. Lựa chọn 0", "2. Lựa chọn 1", "3. Lựa chọn 2", "4. Lựa chọn 3", "5. Lựa chọn 4"],
            f"Gọi 111.\n\n{CHOOSE}\n6. Lựa chọn 5\n7. Lựa chọn 6",
        ),
        (
            CALLS[:1] + LINKS + presses(2),
            ["Gọi 111", "Lựa chọn 0", "Lựa chọn 1", "Trang một", "Trang hai"],
            "Gọi 111.",
        ),
        (
            CALLS[:1] + LINKS[:1] + presses(4),
            ["Gọi 111", "Lựa chọn 0", "Lựa chọn 1", "Lựa chọn 2", "Lựa chọn 3"],
            "Gọi 111.\n\nTrang một: https://a.vn/1",
        ),
        (CALLS, ["Gọi 111", "Gọi 113"], "Gọi 111.\n\n📞 113\n📞 115\n📞 18001567"),
        (
            CALLS + presses(4),
            ["Gọi 111", "Gọi 113", "1. Lựa chọn 0", "2. Lựa chọn 1", "3. Lựa chọn 2"],
            f"Gọi 111.\n\n📞 113\n📞 115\n📞 18001567\n\n{CHOOSE}\n4. Lựa chọn 3",
        ),
        ((Copy("Chép", "x"),), [], "Gọi 111."),
    ],
    ids=["none", "five", "seven", "links fit", "links in words", "calls", "calls and four", "copy"],
)
def test_what_does_not_fit_on_buttons_stands_in_the_text(
    buttons: tuple[Button, ...], shown: list[str], text: str
) -> None:
    (message,) = render(reply(*buttons), CHOOSE).messages

    assert message["text"] == text
    assert [button["title"] for button in buttons_of(message)] == shown


def test_without_calls_the_numbers_stand_in_the_text() -> None:
    (message,) = render(reply(*CALLS[:2], *presses(5)), CHOOSE, calls=False).messages

    assert message["text"] == "Gọi 111.\n\n📞 113"
    assert [button["type"] for button in buttons_of(message)] == ["oa.query.show"] * 5


def test_the_numbers_go_on_from_the_message_before() -> None:
    rendered = render(reply(*presses(6)), CHOOSE, first=4)

    assert [button["title"][:2] for button in buttons_of(rendered.messages[0])] == [
        "4.",
        "5.",
        "6.",
        "7.",
        "8.",
    ]
    assert rendered.messages[0]["text"].endswith(f"{CHOOSE}\n9. Lựa chọn 5")
    assert rendered.menu == presses(6)


def test_buttons_come_with_the_last_part_and_the_list_stays_whole() -> None:
    words = "\n".join("một câu khá dài về an toàn trên mạng. " * 8 for _ in range(6))
    rendered = render(reply(*presses(20), words=words), CHOOSE)
    *before, last = rendered.messages

    assert before
    assert not any("attachment" in message for message in before)
    assert [line for line in last["text"].split("\n") if line[0].isdigit()] == [
        f"{number}. Lựa chọn {number - 1}" for number in range(6, 21)
    ]


@pytest.mark.parametrize("label", ["", " ", "\u200b", "￼"])
def test_a_button_without_visible_words_can_be_tapped_all_the_same(label: str) -> None:
    (message,) = render(reply(Press(label, "start")), CHOOSE).messages
    (button,) = buttons_of(message)
    found = receive(event(text=button["payload"]), NOW)

    assert button["title"].strip()
    assert found is not None
    assert isinstance(found.body, Pressed)
    assert found.body.action == "start"


def test_a_label_of_any_length_leaves_room_for_what_it_stands_for() -> None:
    (message,) = render(reply(Press("🙂 dài " * 400, "topic:scams:child")), CHOOSE).messages
    (button,) = buttons_of(message)

    assert length(button["title"]) <= MAX_TITLE
    assert length(button["payload"]) <= MAX_PAYLOAD
    assert button["payload"].endswith("… #topic:scams:child")


@pytest.mark.parametrize(
    "whole", ["096 306 1414", "1800 1567", "1.500.000", "https://a.vn/mot-trang?x=1&y=2"]
)
@pytest.mark.parametrize("shift", range(12))
def test_numbers_and_addresses_are_never_cut(whole: str, shift: int) -> None:
    line = "x" * shift + f" xem {whole} nhé" * 200
    texts = [message["text"] for message in render(reply(words=line), CHOOSE).messages]

    assert len(texts) > 1
    assert sum(text.count(whole) for text in texts) == 200


_lines = st.lists(st.text(max_size=400) | st.just("Câu dài. " * 300), max_size=5).map(tuple)
_blocks = st.lists(st.builds(Block, st.sampled_from(Style), _lines), max_size=4).map(tuple)
_labels = st.text(max_size=60) | st.just("nhãn " * 300)
_buttons = st.lists(
    st.builds(Press, _labels, st.sampled_from(["start", "topic:scams:child", "a" * 64]))
    | st.builds(Call, _labels, st.sampled_from(["111", "113", "096 306 1414"]))
    | st.builds(Link, _labels, st.just("https://a.vn/x"))
    | st.builds(Copy, _labels, st.text(max_size=9)),
    max_size=12,
)


@given(_blocks, _buttons, st.booleans(), st.integers(1, 40))
@settings(deadline=None)
def test_whatever_a_reply_holds_zalo_can_take_it(
    blocks: tuple[Block, ...], buttons: list[Button], calls: bool, first: int
) -> None:
    rendered = render(Reply(blocks, tuple((button,) for button in buttons)), CHOOSE, first, calls=calls)
    last = buttons_of(rendered.messages[-1])
    ringing = [button for button in last if button["type"] == "oa.open.phone"]
    options = [button for button in last if button["type"] == "oa.query.show"]
    texts = "\n".join(message["text"] for message in rendered.messages)

    for message in rendered.messages:
        assert message["text"].strip()
        assert length(message["text"]) <= MAX_TEXT
        assert unicodedata.is_normalized("NFC", message["text"])
    assert all("attachment" not in message for message in rendered.messages[:-1])
    assert len(last) <= MAX_BUTTONS
    assert len(ringing) <= (MAX_CALLS if calls else 0)
    assert all(0 < length(button["title"]) <= MAX_TITLE for button in last)
    assert all(length(button["payload"]) <= MAX_PAYLOAD for button in options)
    assert rendered.menu == tuple(button for button in buttons if isinstance(button, Press))
    assert all(f"{number}. " in texts for number in range(first + len(options), first + len(rendered.menu)))
    assert all(button.number in texts for button in buttons if isinstance(button, Call))
