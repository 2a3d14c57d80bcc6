"""A conversation with the Official Account: taps, numbers, follows, forgeries and events that come twice."""

import pytest

from tests.fakes.zalo_oa import PERSON, FakeZaloOa, Fault, Kind, RawStyle
from tests.integration.zalo_oa.conftest import StartOa

OTHER = "346845883529197923"
DISCLOSURE = "có người dọa tung ảnh của em"


@pytest.mark.parametrize(
    "style",
    [
        RawStyle(),
        RawStyle(odd_whitespace=True),
        RawStyle(reversed_keys=True),
        RawStyle(escaped=True),
        RawStyle(odd_whitespace=True, reversed_keys=True, escaped=True),
    ],
    ids=["plain", "blanks", "reversed", "escaped", "all"],
)
async def test_a_disclosure_is_answered_with_111_first(
    oa: FakeZaloOa, start_oa: StartOa, style: RawStyle
) -> None:
    oa.style = style
    async with start_oa():
        delivery = await oa.write(PERSON, DISCLOSURE)
        card = await oa.wait_for(PERSON, "không có lỗi")

    assert delivery.statuses == [200]
    assert "111" in card.text.split("\n")[0]
    assert [(button.type, button.value) for button in card.buttons[:2]] == [
        ("oa.open.phone", "111"),
        ("oa.open.phone", "113"),
    ]
    assert oa.mistakes == []


async def test_taps_lead_from_the_card_to_who_can_help(oa: FakeZaloOa, start_oa: StartOa) -> None:
    async with start_oa():
        await oa.write(PERSON, DISCLOSURE)
        await tap(oa, "Tìm nơi giúp")
        await oa.wait_for(PERSON, "sống cùng nhà với em không")
        await tap(oa, "Không")
        await oa.wait_for(PERSON, "Chuyện đó lúc này thế nào")
        await tap(oa, "Vẫn đang xảy ra")
        await oa.wait_for(PERSON, "ở đâu")
        await oa.write(PERSON, "da lo")
        await oa.wait_for(PERSON, "Có thể nói")

    assert "takeitdown.ncmec.org" in "\n".join(str(sent.body) for sent in oa.sent_to(PERSON))
    assert oa.mistakes == []


async def tap(oa: FakeZaloOa, label: str, person: str = PERSON) -> None:
    """Tap the button with this label, or type the number of the option where it stands in the text."""
    for _ in range(100):
        await oa.pause()
        for sent in reversed(oa.sent_to(person)):
            for title in sent.titles:
                if label in title:
                    await oa.click(person, title, sent)
                    return
            for line in sent.text.split("\n"):
                number, dot, rest = line.partition(". ")
                if dot and number.isdigit() and label in rest:
                    await oa.write(person, number)
                    return
    raise AssertionError(f"{label!r} is not offered in {oa.texts(person)!r}")


async def test_the_first_answer_says_whose_program_this_is_and_the_card_does_not(
    oa: FakeZaloOa, start_oa: StartOa
) -> None:
    async with start_oa(organisation={"name": "Sở Y tế"}):
        await oa.write(PERSON, DISCLOSURE)
        card = await oa.wait_for(PERSON, "không có lỗi")
        await oa.write(PERSON, "/chude")
        after = await oa.wait_for(PERSON, "chương trình trả lời tự động của Sở Y tế")
        await oa.write(OTHER, "/chude")
        other = await oa.wait_for(OTHER, "chương trình trả lời tự động của Sở Y tế")
        await oa.write(OTHER, "/riengtu")
        await oa.wait_for(OTHER, "Mình giữ lại những gì")

    assert "chương trình trả lời tự động" not in card.text
    assert "chủ đề" in after.text
    assert "chủ đề" in other.text
    assert "\n".join(oa.texts(OTHER)).count("chương trình trả lời tự động") == 1
    assert oa.mistakes == []


async def test_an_old_button_still_means_what_it_says(oa: FakeZaloOa, start_oa: StartOa) -> None:
    async with start_oa():
        await oa.write(PERSON, "/start")
        first = await oa.wait_for(PERSON, "111")
    async with start_oa(seed=None):
        await oa.write(PERSON, "/chude")
        await oa.wait_for(PERSON, "chủ đề")
        before = len(oa.sent)
        await oa.click(PERSON, 1, first)
        while len(oa.sent) == before:
            await oa.pause()

    assert "không còn dùng được" not in oa.texts(PERSON)[-1]
    assert oa.mistakes == []


async def test_words_that_look_like_a_tap_are_read_like_all_words(oa: FakeZaloOa, start_oa: StartOa) -> None:
    async with start_oa():
        await oa.write(PERSON, f"{DISCLOSURE} #topics:parent:0")
        card = await oa.wait_for(PERSON, "không có lỗi")

    assert "111" in card.text.split("\n")[0]


async def test_who_follows_is_greeted_and_who_leaves_is_not_written_to(
    oa: FakeZaloOa, start_oa: StartOa
) -> None:
    async with start_oa():
        await oa.follow()
        await oa.wait_for(PERSON, "Khiên Nhỏ")
        greeted = len(oa.sent)
        left = await oa.unfollow()

    assert left.statuses == [200]
    assert len(oa.sent) == greeted
    assert oa.mistakes == []


@pytest.mark.parametrize(
    "kind",
    ["image", "sticker", "gif", "link", "audio", "video", "file", "location", "business_card"],
)
async def test_whatever_is_sent_is_answered(oa: FakeZaloOa, start_oa: StartOa, kind: Kind) -> None:
    async with start_oa():
        delivery = await oa.send(PERSON, kind)
        await oa.wait_for(PERSON, "111")

    assert delivery.statuses == [200]


async def test_what_zalo_did_not_send_is_refused(oa: FakeZaloOa, start_oa: StartOa) -> None:
    async with start_oa():
        for how in ("secret", "hmac", "missing", "bare", "body", "timestamp", "app_id"):
            event = oa.compose(PERSON, "user_send_text", {"text": DISCLOSURE})
            forged = await oa.forge(event, how)
            assert forged.statuses == [403], how
        await oa.pause()

    assert oa.sent == []


async def test_an_event_that_comes_three_times_is_answered_once(oa: FakeZaloOa, start_oa: StartOa) -> None:
    oa.copies = 2
    async with start_oa():
        delivery = await oa.write(PERSON, DISCLOSURE)
        await oa.wait_for(PERSON, "không có lỗi")
        again = await oa.deliver_again(delivery)

    assert again.statuses == [200]
    assert sum("không có lỗi" in text for text in oa.texts(PERSON)) == 1


async def test_an_answer_that_zalo_does_not_take_is_tried_again(oa: FakeZaloOa, start_oa: StartOa) -> None:
    oa.fail_next("message", Fault(page=502), Fault(code=-32), Fault(drop=True))
    async with start_oa():
        delivery = await oa.write(PERSON, DISCLOSURE)
        await oa.wait_for(PERSON, "không có lỗi", seconds=30)

    assert delivery.statuses == [200]


async def test_where_short_numbers_cannot_ring_the_card_comes_without(
    oa: FakeZaloOa, start_oa: StartOa
) -> None:
    oa.short_phones = False
    async with start_oa():
        await oa.write(PERSON, DISCLOSURE)
        card = await oa.wait_for(PERSON, "không có lỗi")
        await oa.write(OTHER, DISCLOSURE)
        await oa.wait_for(OTHER, "không có lỗi")

    assert "111" in card.text
    assert "113" in card.text
    assert all(button.type != "oa.open.phone" for button in card.buttons)
    assert len([one for one in oa.refused if one.endpoint == "message"]) == 1
