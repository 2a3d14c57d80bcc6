"""Words that answer an open question: for ten minutes, until something else is said; safety comes first."""

from bot.core.case import Question
from bot.core.handbook import AlarmCategory
from bot.core.message import Command, Pressed
from bot.core.people import Audience
from bot.core.understanding import Alarm, Level
from tests.unit.dispatch.conftest import Bot

HOME = "sống cùng nhà với em không"
URGENCY = "Chuyện đó lúc này thế nào"


def understands(bot: Bot) -> None:
    bot.understanding.answers = {
        (Question.HARM, "bị đánh"): "violence",
        (Question.HOME, "không"): "no",
        (Question.HOME, "dượng"): "yes",
    }


async def test_words_answer_one_question_after_the_other(bot: Bot) -> None:
    understands(bot)

    _, question = await bot.say(Command("giup"))
    [home] = await bot.say("bị đánh")
    [urgency] = await bot.say("không")

    assert "Chuyện gì đã xảy ra" in question
    assert HOME in home
    assert URGENCY in urgency


async def test_what_answers_nothing_is_answered_as_ever_and_closes_the_question(bot: Bot) -> None:
    understands(bot)
    await bot.say(Pressed("aid:child:violence"))

    [unknown] = await bot.say("chuyện khác hẳn")
    [later] = await bot.say("không")

    assert "chưa hiểu" in unknown
    assert URGENCY not in later


async def test_the_question_stands_open_for_ten_minutes(bot: Bot) -> None:
    understands(bot)
    await bot.say(Pressed("aid:child:violence"))
    bot.later(minutes=11)

    [answer] = await bot.say("không")

    assert URGENCY not in answer


async def test_an_alarm_comes_before_the_answer_and_the_next_question_follows(bot: Bot) -> None:
    understands(bot)
    bot.understanding.alarms = {"dượng": Alarm(Level.HARD, AlarmCategory.SEXUAL_ABUSE)}
    await bot.say(Pressed("aid:child:violence"))

    card, question = await bot.say("dượng")

    assert "Mình nghe em rồi (sexual-abuse" in card
    assert URGENCY in question


async def test_where_nothing_tells_what_happened_the_question_follows_the_card(bot: Bot) -> None:
    bot.understanding.alarms = {"cứu": Alarm(Level.HARD), "nó dọa": Alarm(Level.HARD, AlarmCategory.GROOMING)}

    card, question = await bot.say("cứu")
    bot.later(hours=2)
    known = await bot.say("nó dọa")

    assert "Mình nghe em rồi" in card
    assert "Chuyện gì đã xảy ra" in question
    assert len(known) == 1


async def test_whom_it_happened_to_can_be_corrected_and_is_remembered(bot: Bot) -> None:
    await bot.say(Pressed("aid:parent:scams"))

    state = await bot.journal.state(bot.incoming("").address, bot.now)

    assert state.audience is Audience.PARENT


async def test_a_platform_is_answered_by_name_unless_something_alarms(bot: Bot) -> None:
    bot.understanding.platforms = {"phây": "facebook", "phây dọa": "facebook"}
    bot.understanding.alarms = {"phây dọa": Alarm(Level.HARD, AlarmCategory.GROOMING)}

    [guide] = await bot.say("phây")
    [card] = await bot.say("phây dọa")

    assert "111" in guide
    assert "Mình nghe em rồi" in card


async def test_a_graver_disclosure_in_the_middle_is_asked_about_anew(bot: Bot) -> None:
    bot.understanding.alarms = {"dượng sờ mó em": Alarm(Level.HARD, AlarmCategory.SEXUAL_ABUSE)}
    await bot.say(Pressed("aid:child:scams:no::"))

    said = await bot.say("dượng sờ mó em")

    assert HOME in said[-1]
    assert "ngân hàng" not in "\n".join(said)
