"""How changes of a subscription are carried out: before the answer, or not at all."""

import pytest

from bot.core.errors import InDoubt
from bot.core.message import Address, Command, Left, Moved, Pressed
from bot.core.people import Audience
from bot.core.subscription import Standing
from tests.fakes.channels import RecordingChannel
from tests.unit.dispatch.conftest import Bot

CHAT = Address("recording", "42")
TEACHER = "77"


@pytest.fixture
def messenger() -> Bot:
    """A bot on a channel that can write first."""
    return Bot(channel=RecordingChannel(proactive=True, administrators=frozenset({TEACHER})))


async def subscribe(bot: Bot) -> list[str]:
    return await bot.say(Pressed("subok:parent:6:1200"))


async def test_a_subscription_is_kept_before_it_is_confirmed(messenger: Bot) -> None:
    [answer] = await subscribe(messenger)

    kept = await messenger.subscriptions.find(CHAT)
    assert "Xong" in answer
    assert kept is not None
    assert (kept.audience, kept.schedule.minute, kept.in_group) == (Audience.PARENT, 1200, False)


async def test_what_could_not_be_kept_is_not_confirmed(messenger: Bot) -> None:
    messenger.subscriptions.broken = True

    [answer] = await subscribe(messenger)

    assert answer == "Trục trặc. Gọi 111."
    messenger.subscriptions.broken = False
    assert await messenger.subscriptions.find(CHAT) is None


@pytest.mark.parametrize("word", ["dừng", Command("dung"), Command("stop"), Pressed("substop")])
async def test_every_way_to_stop_stops(messenger: Bot, word: str | Command | Pressed) -> None:
    await subscribe(messenger)

    await messenger.say(word)

    kept = await messenger.subscriptions.find(CHAT)
    assert kept is not None
    assert kept.standing is Standing.STOPPED


async def test_stopping_without_a_subscription_says_that_nothing_is_sent(messenger: Bot) -> None:
    [answer] = await messenger.say("dừng")

    assert "chưa ai đăng ký" in answer


async def test_erasing_erases_the_subscription_too(messenger: Bot) -> None:
    await subscribe(messenger)

    await messenger.say(Command("xoa"))

    assert await messenger.subscriptions.find(CHAT) is None


async def test_leaving_at_once_keeps_a_parents_subscription(messenger: Bot) -> None:
    await subscribe(messenger)

    await messenger.say("bánh chuối")

    assert await messenger.subscriptions.find(CHAT) is not None


async def test_whoever_comes_back_goes_on_where_they_were(messenger: Bot) -> None:
    await messenger.say(Pressed("subok:teacher:0:405"))
    await messenger.say("dừng")

    await messenger.say(Pressed("sub:again"))

    kept = await messenger.subscriptions.find(CHAT)
    assert kept is not None
    assert (kept.audience, kept.is_active) == (Audience.TEACHER, True)


async def test_a_page_that_cannot_write_first_subscribes_nobody(bot: Bot) -> None:
    [answer] = await subscribe(bot)

    assert "/dangky" in answer
    assert await bot.subscriptions.find(CHAT) is None


async def test_what_somebody_says_of_a_tip_counts_once(messenger: Bot) -> None:
    memory = messenger.memories.of(CHAT)

    assert [memory.rates("p-one"), memory.rates("p-one"), memory.rates("p-two")] == [True, False, True]


async def test_a_chat_that_was_left_is_closed_without_a_word(messenger: Bot) -> None:
    await subscribe(messenger)

    answers = await messenger.say(Left())

    kept = await messenger.subscriptions.find(CHAT)
    assert answers == []
    assert kept is not None
    assert kept.standing is Standing.GONE


async def test_a_chat_that_moved_takes_its_subscription_along(messenger: Bot) -> None:
    await messenger.in_group(Pressed("subok:parent:6:1200"), sender=TEACHER)

    answers = await messenger.in_group(Moved("-100777"))

    assert answers == []
    assert await messenger.subscriptions.find(CHAT) is None
    assert await messenger.subscriptions.find(Address("recording", "-100777")) is not None


async def test_in_a_group_an_administrator_subscribes_it(messenger: Bot) -> None:
    await messenger.in_group(Pressed("subok:parent:6:1200"), sender=TEACHER)

    kept = await messenger.subscriptions.find(CHAT)
    assert kept is not None
    assert kept.in_group


@pytest.mark.parametrize(
    "body", [Command("dangky"), Command("dung"), Command("xoa"), Pressed("subok:parent:6:1200")]
)
async def test_in_a_group_nobody_else_decides(messenger: Bot, body: Command | Pressed) -> None:
    await messenger.in_group(Pressed("subok:parent:6:1200"), sender=TEACHER)
    before = await messenger.subscriptions.find(CHAT)

    [answer] = await messenger.in_group(body, sender="9")

    assert "quản trị viên" in answer
    assert await messenger.subscriptions.find(CHAT) == before


async def test_an_anonymous_administrator_needs_no_asking(messenger: Bot) -> None:
    await messenger.in_group(Command("dangky"), by_administrator=True)
    await messenger.in_group(Pressed("subok:parent:6:1200"), by_administrator=True)

    assert await messenger.subscriptions.find(CHAT) is not None


async def test_when_the_platform_does_not_tell_nobody_decides(messenger: Bot) -> None:
    messenger.fail(InDoubt("no answer"))

    [answer] = await messenger.in_group(Command("dangky"), sender=TEACHER)

    assert "quản trị viên" in answer


async def test_what_a_group_says_about_stopping_is_nobodys_command(messenger: Bot) -> None:
    await messenger.in_group(Pressed("subok:parent:6:1200"), sender=TEACHER)

    await messenger.in_group("dừng", addressed=True)

    kept = await messenger.subscriptions.find(CHAT)
    assert kept is not None
    assert kept.is_active


async def test_a_child_is_never_subscribed_by_a_forged_button(messenger: Bot) -> None:
    await messenger.say(Pressed("subok:child:6:1200"))

    assert await messenger.subscriptions.find(CHAT) is None


@pytest.mark.parametrize("minute", ["1380", "0", "1440", "-5", "x"])
async def test_a_forged_time_in_the_night_is_not_taken(messenger: Bot, minute: str) -> None:
    await messenger.say(Pressed(f"subok:parent:6:{minute}"))

    assert await messenger.subscriptions.find(CHAT) is None


async def test_the_chosen_province_goes_with_the_subscription_and_stays_when_the_chat_is_forgotten(
    messenger: Bot,
) -> None:
    await messenger.say(Pressed("province:da-nang:1000:"))
    await subscribe(messenger)
    kept = await messenger.subscriptions.find(CHAT)
    await messenger.say(Pressed("province:hue:1000:"))
    changed = await messenger.subscriptions.find(CHAT)
    state = await messenger.journal.state(CHAT, messenger.now)

    assert kept is not None
    assert kept.province == "da-nang"
    assert changed is not None
    assert changed.province == "hue"
    assert state.province == "hue"
