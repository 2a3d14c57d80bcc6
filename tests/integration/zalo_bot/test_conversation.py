"""A conversation on Zalo: by webhook and by polling, flat and wrapped, with numbers for buttons."""

import re

import aiohttp
import pytest

from bot.channels.zalo_bot.bot import SECRET_HEADER
from bot.channels.zalo_bot.options import WEBHOOK_PATH
from bot.core.errors import OperatorError
from tests.fakes.zalo_bot import SECRET, FakeZaloBot, Fault
from tests.integration.zalo_bot.conftest import PUBLIC, StartZalo

CHILD = "6ede9afa66b88fe6d6a9"
DISCLOSURE = "có người dọa tung ảnh của em"


@pytest.mark.parametrize("mode", ["webhook", "polling"])
@pytest.mark.parametrize("wrapped", [False, True], ids=["flat", "wrapped"])
async def test_a_disclosure_is_answered_with_111_first(
    zalo: FakeZaloBot, start_zalo: StartZalo, mode: str, wrapped: bool
) -> None:
    zalo.wrapped = wrapped and mode == "webhook"
    async with start_zalo(mode):
        await zalo.write(CHILD, DISCLOSURE)
        card = await zalo.wait_for(CHILD, "không có lỗi")

    assert "111" in card.split("\n")[0]
    assert "Trả lời bằng số" in card
    assert re.search(r"^\d+\. Tìm nơi giúp hợp nhất$", card, re.MULTILINE)
    assert zalo.refused == []


async def test_numbers_lead_from_the_card_to_who_can_help(zalo: FakeZaloBot, start_zalo: StartZalo) -> None:
    async with start_zalo():
        await zalo.write(CHILD, DISCLOSURE)
        await choose(zalo, "Tìm nơi giúp")
        await zalo.wait_for(CHILD, "sống cùng nhà với em không")
        await choose(zalo, "Không", "số {}")
        await zalo.wait_for(CHILD, "Chuyện đó lúc này thế nào")
        await choose(zalo, "Vẫn đang xảy ra", "{}️⃣")
        await zalo.wait_for(CHILD, "ở đâu")
        await zalo.write(CHILD, "da lo")
        await zalo.wait_for(CHILD, "Có thể nói")

    assert "takeitdown.ncmec.org" in "\n".join(zalo.sent[CHILD])
    assert zalo.refused == []


async def choose(zalo: FakeZaloBot, label: str, how: str = "{}", person: str = CHILD) -> None:
    """Answer with the number that stands before a label in the last message."""
    found = re.search(rf"^(\d+)\. {re.escape(label)}", zalo.sent[person][-1], re.MULTILINE)
    assert found is not None, zalo.sent[person][-1]
    await zalo.write(person, how.format(found[1]))


async def test_the_first_answer_says_what_this_is_above_its_numbers_and_the_card_does_not(
    zalo: FakeZaloBot, start_zalo: StartZalo
) -> None:
    async with start_zalo():
        await zalo.write(CHILD, DISCLOSURE)
        card = await zalo.wait_for(CHILD, "không có lỗi")
        await zalo.write(CHILD, "/chude")
        told = await zalo.wait_for(CHILD, "chương trình trả lời tự động")
        await zalo.write(CHILD, "/xoa")
        erased = await zalo.wait_for(CHILD, "mình không xóa tin được")

    assert "chương trình trả lời tự động" not in card
    assert told.index("chương trình trả lời tự động") < told.index("Trả lời bằng số")
    assert "chương trình trả lời tự động" not in erased
    assert zalo.refused == []


async def test_an_answer_of_two_messages_is_numbered_through(
    zalo: FakeZaloBot, start_zalo: StartZalo
) -> None:
    async with start_zalo():
        await zalo.write(CHILD, "/giup")
        await zalo.wait_for(CHILD, "Chuyện gì đã xảy ra")
        told = "\n".join(zalo.sent[CHILD])
        numbers = [int(one) for one in re.findall(r"^(\d+)\. ", told, re.MULTILINE)]
        await choose(zalo, "Bị đánh")
        await zalo.wait_for(CHILD, "sống cùng nhà với em không")

    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_label_that_tells_of_harm_gets_its_card(zalo: FakeZaloBot, start_zalo: StartZalo) -> None:
    async with start_zalo():
        await zalo.write(CHILD, "/giup")
        await zalo.wait_for(CHILD, "Chuyện gì đã xảy ra")
        await zalo.write(CHILD, "Không muốn sống nữa")
        card = await zalo.wait_for(CHILD, "Cảm ơn em đã nói")

    assert "115" in card


async def test_what_minors_write_is_answered_without_being_read(
    zalo: FakeZaloBot, start_zalo: StartZalo
) -> None:
    async with start_zalo():
        await zalo.write_as_minor(CHILD)
        first = await zalo.wait_for(CHILD, "không cho mình đọc")
        await zalo.write_as_minor(CHILD)
        await zalo.write_as_minor(CHILD, with_message=False)

    assert first.startswith("Gọi 111: miễn phí, ngày đêm")
    assert f"{PUBLIC}/?a=child" in first
    assert len(zalo.sent[CHILD]) == 1
    assert zalo.photos[CHILD] == [f"{PUBLIC}/hinh/vi/show-adult.png"]
    assert zalo.statuses == [200, 200, 200]


async def test_an_event_delivered_twice_is_answered_once(zalo: FakeZaloBot, start_zalo: StartZalo) -> None:
    async with start_zalo():
        event = await zalo.write(CHILD, DISCLOSURE)
        answered = len(zalo.sent[CHILD])
        await zalo.deliver_again(event)

    assert len(zalo.sent[CHILD]) == answered


async def test_a_group_gets_the_invitation_and_nothing_else(zalo: FakeZaloBot, start_zalo: StartZalo) -> None:
    async with start_zalo():
        await zalo.write(CHILD, f"@Bot Khiên Nhỏ {DISCLOSURE}", group="g1")
        invitation = await zalo.wait_for("g1", "trả lời riêng")

    assert "111" in invitation
    assert "không có lỗi" not in invitation


async def test_only_zalo_may_post(zalo: FakeZaloBot, start_zalo: StartZalo) -> None:
    event = {"event_name": "message.text.received", "message": {"chat": {"id": CHILD}, "text": DISCLOSURE}}
    async with start_zalo() as bot, aiohttp.ClientSession(f"http://127.0.0.1:{bot.port}") as client:
        statuses = []
        for secret in ("", "wrong", None):
            headers = {} if secret is None else {SECRET_HEADER: secret}
            async with client.post(WEBHOOK_PATH, json=event, headers=headers) as got:
                statuses.append(got.status)

    assert statuses == [403, 403, 403]
    assert zalo.sent == {}


async def test_no_body_breaks_the_webhook(zalo: FakeZaloBot, start_zalo: StartZalo) -> None:
    bodies = (b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"event_name": 7}', b"[" * 100_000)
    statuses = []
    async with start_zalo() as bot, aiohttp.ClientSession(f"http://127.0.0.1:{bot.port}") as client:
        for body in bodies:
            async with client.post(WEBHOOK_PATH, data=body, headers={SECRET_HEADER: SECRET}) as got:
                statuses.append(got.status)
        await zalo.write(CHILD, DISCLOSURE)
        await zalo.wait_for(CHILD, "111")

    assert set(statuses) <= {200, 400}


async def test_after_trouble_the_answer_still_comes(zalo: FakeZaloBot, start_zalo: StartZalo) -> None:
    """Their trouble, a gateway's page, a dropped line: each person is answered all the same."""
    faults = (Fault(code=403), Fault(page=502), Fault(drop=True))
    async with start_zalo():
        for number, fault in enumerate(faults):
            zalo.fail_next("sendMessage", fault)
            await zalo.write(f"person-{number}", DISCLOSURE)
            await zalo.wait_for(f"person-{number}", "111")


async def test_a_wrong_token_is_told_and_the_page_goes_on(zalo: FakeZaloBot, start_zalo: StartZalo) -> None:
    wrong: dict[str, object] = {"token": "1:wrong", "api_base_url": zalo.base_url, "mode": "polling"}
    with pytest.raises(OperatorError, match=r"zalo_bot\.token"):
        async with start_zalo(zalo_bot=wrong):
            pass


async def test_the_marker_of_a_message_is_in_no_log(
    zalo: FakeZaloBot, start_zalo: StartZalo, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.fail_next("sendMessage", Fault(code=400), Fault(page=502), Fault(drop=True))
    with caplog.at_level(0):
        async with start_zalo():
            await zalo.write(CHILD, "Zyzzyvadauhieu dọa tung ảnh em")
            await zalo.wait_for(CHILD, "111")

    assert "Zyzzyvadauhieu" not in caplog.text
    assert zalo.token.partition(":")[2] not in caplog.text
    assert CHILD not in caplog.text
