"""Plain texts that fit, a list of options that is never cut, numbers that are never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_bot.render import MAX_TEXT, render
from bot.core.handbook import AlarmCategory
from bot.core.knowledge import Knowledge
from bot.core.people import Audience, Language, Reader
from bot.core.reply import Block, Call, Copy, Link, Press, Reply, Style
from bot.core.text import length
from bot.services import crisis
from tests.unit.voices import request_of

CHOOSE = "Trả lời bằng số:"


def test_a_reply_is_one_plain_text_with_its_options() -> None:
    reply = Reply(
        (
            Block(Style.TITLE, ("Tiêu đề",)),
            Block(Style.STEPS, ("Một việc", "Hai việc")),
            Block(Style.TEXT, ("Gọi 111.",)),
        ),
        (
            (Call("Gọi 111", "111"), Call("Gọi 113", "113")),
            (Link("Trang", "https://a.vn/x"), Copy("Chép", "x")),
            (Press("Có", "yes"), Press("Không", "no")),
        ),
    )

    rendered = render(reply, CHOOSE)

    assert rendered.texts == (
        "Tiêu đề\n\n1) Một việc\n2) Hai việc\n\nGọi 111.\n\n📞 113\nTrang: https://a.vn/x\n\n"
        "Trả lời bằng số:\n1. Có\n2. Không",
    )
    assert rendered.menu == (Press("Có", "yes"), Press("Không", "no"))


def test_the_numbers_go_on_from_the_message_before() -> None:
    rendered = render(Reply((), ((Press("Có", "yes"),),)), CHOOSE, first=5)

    assert rendered.texts == ("Trả lời bằng số:\n5. Có",)


@pytest.mark.parametrize("category", [None, *AlarmCategory])
def test_a_card_begins_with_111_and_fits_one_message(
    real_texts: Knowledge, category: AlarmCategory | None
) -> None:
    for reader in Reader:
        for language in Language:
            request = request_of(real_texts, reader.audience, language)
            rendered = render(crisis.card(request, category, reader), CHOOSE)

            assert len(rendered.texts) == 1
            assert "111" in rendered.texts[0].split("\n")[0]
            assert "113" in rendered.texts[0]
            assert "115" in rendered.texts[0]


def test_the_list_of_options_stays_whole() -> None:
    words = Block(Style.TEXT, tuple("một câu khá dài về an toàn trên mạng. " * 8 for _ in range(6)))
    options = tuple((Press(f"Lựa chọn số {number}", f"x:{number}"),) for number in range(12))

    rendered = render(Reply((words,), options), CHOOSE)

    last = rendered.texts[-1]
    assert len(rendered.texts) >= 2
    assert all(f"{number + 1}. Lựa chọn số {number}" in last for number in range(12))


_lines = st.lists(st.text(max_size=400), max_size=6).map(tuple)
_blocks = st.lists(st.builds(Block, st.sampled_from(Style), _lines), max_size=5).map(tuple)


@given(_blocks, st.lists(st.text(max_size=60), max_size=12))
def test_every_text_fits_and_none_is_empty(blocks: tuple[Block, ...], labels: list[str]) -> None:
    rows = tuple((Press(label, f"x:{number}"),) for number, label in enumerate(labels))

    for text in render(Reply(blocks, rows), CHOOSE).texts:
        assert length(text) <= MAX_TEXT
        assert text.strip()


def test_no_number_is_cut() -> None:
    line = "Gọi 096 306 1414 " * 400

    texts = render(Reply((Block(Style.TEXT, (line,)),)), CHOOSE).texts

    assert sum(text.count("096 306 1414") for text in texts) == 400
    assert Audience.CHILD
