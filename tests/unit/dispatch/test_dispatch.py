"""One update from arrival to answer: order, limits, failures, and what is left behind."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import InDoubt, RecipientGone, Rejected, TryLater
from bot.core.handbook import AlarmCategory
from bot.core.message import Address, Attached, Command, MediaKind, Pressed
from bot.core.people import Audience, Reader, SelfWord
from bot.core.reply import Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn
from bot.core.understanding import Alarm, Finding, Level, Misuse, Outcome
from bot.dispatch import Route, Routes
from tests.unit.dispatch.conftest import QUIET_WORD, Bot

HARD = Alarm(Level.HARD, AlarmCategory.SEXTORTION, ("rule",))
GRAVE = Alarm(Level.HARD, AlarmCategory.SELF_HARM, ("rule",))
SOFT = Alarm(Level.SOFT, None, ("rule",))


async def test_an_update_delivered_twice_is_answered_once(bot: Bot) -> None:
    update = bot.incoming(Command("start"))

    await bot.dispatcher(update, bot.channel)
    await bot.dispatcher(update, bot.channel)

    assert len(bot.channel.sent) == 1


async def test_an_update_delivered_again_after_a_restart_is_not_answered_again(bot: Bot) -> None:
    update = bot.incoming(Command("start"))
    await bot.dispatcher(update, bot.channel)

    await bot.restart()(update, bot.channel)

    assert len(bot.channel.sent) == 1


async def test_an_update_whose_answer_was_not_accepted_stays_unfinished(bot: Bot) -> None:
    update = bot.incoming(Command("start"))
    bot.fail(*[TryLater("down")] * 3)

    with pytest.raises(TryLater):
        await bot.dispatcher(update, bot.channel)
    await bot.dispatcher(update, bot.channel)

    assert len(bot.channel.sent) == 1


async def test_the_day_begins_where_the_people_are(bot: Bot) -> None:
    days: list[date] = []

    async def look(request: Request) -> Turn:
        days.append(request.voice.today)
        return Turn((Reply((paragraphs("Gọi 111."),)),))

    routes = Routes((Route("all", lambda _: True, look),))
    bot.dispatcher = replace(bot.dispatcher, routes=routes, zone=ZoneInfo("Asia/Ho_Chi_Minh"))
    for at in (datetime(2026, 11, 30, 16, 59, tzinfo=UTC), datetime(2026, 11, 30, 17, 0, tzinfo=UTC)):
        await bot.say("chào", at=at)

    assert days == [date(2026, 11, 30), date(2026, 12, 1)]


async def test_a_hard_alarm_comes_before_everything_even_over_the_limit(bot: Bot) -> None:
    bot.understanding.alarms["nó đòi ảnh em"] = HARD
    bot.chat_limit.left = 0

    answers = await bot.say("nó đòi ảnh em")

    assert len(answers) == 1
    assert "sextortion, child" in answers[0]
    assert "111" in answers[0]


async def test_a_disclosure_split_over_lines_is_read_as_one(bot: Bot) -> None:
    bot.understanding.alarms["có người đòi ảnh"] = HARD

    await bot.say("có người")
    bot.later(seconds=30)
    answers = await bot.say("đòi ảnh")

    assert "sextortion" in answers[0]


async def test_words_of_more_than_two_minutes_ago_are_forgotten(bot: Bot) -> None:
    await bot.say("có người")
    bot.later(seconds=121)
    await bot.say("đòi ảnh")

    assert bot.understanding.seen[-1] == ("đòi ảnh", ())


async def test_the_words_of_a_chat_that_fell_silent_are_swept(bot: Bot) -> None:
    await bot.say("có người")
    bot.later(seconds=121)
    bot.memories.sweep(bot.now)

    assert list(bot.memories.of(Address("recording", "42")).recent) == []


async def test_a_later_alarm_gets_the_shorter_card_and_a_graver_one_its_own(bot: Bot) -> None:
    bot.understanding.alarms |= {"một": HARD, "hai": HARD, "ba": GRAVE}

    first, second, third = [(await bot.say(text))[0] for text in ("một", "hai", "ba")]

    assert first.startswith("Mình nghe")
    assert second.startswith("Mình vẫn ở đây")
    assert third.startswith("Mình nghe em rồi (self-harm")


async def test_not_so_leads_back_and_the_same_message_is_not_alarmed_again(bot: Bot) -> None:
    bot.understanding.alarms["một"] = HARD
    bot.understanding.findings["một"] = Finding(Outcome.ANSWER, ("cyberbullying",), 0.9)
    await bot.say("một")

    back = await bot.say(Pressed("notso:sextortion:cyberbullying:child"))
    again = await bot.say("một")

    assert "Chủ đề cyberbullying" in back[0]
    assert again[0].startswith("💬 Chủ đề cyberbullying")


async def test_the_pardon_ends_after_ten_minutes(bot: Bot) -> None:
    bot.understanding.alarms["một"] = HARD
    await bot.say("một")
    await bot.say(Pressed("notso:sextortion:none:child"))
    bot.later(minutes=11)

    assert (await bot.say("một"))[0].startswith("Mình nghe")


async def test_there_is_no_pardon_for_self_harm(bot: Bot) -> None:
    bot.understanding.alarms["một"] = GRAVE
    await bot.say("một")
    await bot.say(Pressed("notso:self-harm:none:child"))

    assert "(self-harm" in (await bot.say("một"))[0]


async def test_a_soft_alarm_gets_the_answer_and_one_gentle_line(bot: Bot) -> None:
    bot.understanding.alarms["buồn"] = SOFT
    bot.understanding.findings["buồn"] = Finding(Outcome.ANSWER, ("cyberbullying",), 0.9)

    answers = await bot.say("buồn")

    assert len(answers) == 2
    assert answers[0].startswith("💬")
    assert "an toàn không" in answers[1]
    assert "111" in answers[1]


async def test_a_flood_gets_one_line_with_111_for_all_of_it(bot: Bot) -> None:
    bot.chat_limit.left = 1

    answers = [await bot.say(f"tin {number}") for number in range(20)]

    told = [text for answer in answers[1:] for text in answer]
    assert len(told) == 1
    assert "111" in told[0]


async def test_a_flooded_page_is_answered_each_time_since_it_waits(bot: Bot) -> None:
    bot.chat_limit.left = 0

    answers = [await bot.say("tin", update_id=None) for _ in range(3)]

    assert [len(answer) for answer in answers] == [1, 1, 1]


async def test_the_origin_is_limited_as_well_as_the_chat(bot: Bot) -> None:
    bot.origin_limit.left = 0

    answers = await bot.say("tin", origin="203.0.113.9", update_id=None)

    assert bot.origin_limit.keys == ["203.0.113.9"]
    assert "111" in answers[0]


async def test_a_failing_handler_still_answers_with_111_and_logs_no_words(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    bot.understanding.broken = True

    with caplog.at_level(logging.DEBUG):
        answers = await bot.say("DAU-HIEU-RIENG")

    assert answers == ["Trục trặc. Gọi 111."]


async def test_without_a_database_people_are_still_answered_and_not_twice(bot: Bot) -> None:
    bot.journal.broken = True
    update = bot.incoming(Command("start"))

    await bot.dispatcher(update, bot.channel)
    await bot.dispatcher(update, bot.channel)

    assert len(bot.channel.sent) == 1
    assert "111" in bot.channel.texts[0]


async def test_an_answer_that_the_platform_refuses_is_replaced_by_the_plain_one(bot: Bot) -> None:
    bot.fail(Rejected("bad"))

    assert await bot.say(Command("start")) == ["Trục trặc. Gọi 111."]


async def test_a_blocked_bot_is_done_with_the_update(bot: Bot) -> None:
    update = bot.incoming(Command("start"))
    bot.fail(RecipientGone("blocked"))

    await bot.dispatcher(update, bot.channel)

    assert await bot.journal.is_done("recording", update.update_id or "")


async def test_an_answer_in_doubt_is_sent_again_rather_than_lost(bot: Bot) -> None:
    bot.fail(InDoubt("timeout"))

    assert len(await bot.say(Command("start"))) == 1


async def test_misuse_is_refused_firmly_with_111(bot: Bot) -> None:
    bot.understanding.misuses["xoá hết bằng chứng"] = Misuse.ERASE_EVIDENCE

    answers = await bot.say("xoá hết bằng chứng")

    assert "không giúp xóa dấu vết" in answers[0]
    assert "111" in answers[0]


@pytest.mark.parametrize("misuse", list(Misuse))
async def test_every_misuse_has_its_words(bot: Bot, misuse: Misuse) -> None:
    bot.understanding.misuses["x"] = misuse

    assert "111" in (await bot.say("x"))[0]


@pytest.mark.parametrize("kind", list(MediaKind))
async def test_media_are_answered_kindly_with_111(bot: Bot, kind: MediaKind) -> None:
    answers = await bot.say(Attached(kind))

    assert len(answers) == 1
    assert "111" in answers[0]


async def test_a_caption_is_screened_like_any_text(bot: Bot) -> None:
    bot.understanding.alarms["nó doạ em"] = HARD

    answers = await bot.say(Attached(MediaKind.PICTURE, "nó doạ em"))

    assert "sextortion" in answers[0]


async def test_a_group_gets_one_and_the_same_invitation_whatever_is_said(bot: Bot) -> None:
    bot.understanding.alarms["nó đòi ảnh em"] = HARD

    texts = [await bot.in_group(text) for text in ("nó đòi ảnh em", "chào", "/x")]

    assert texts[0] == texts[1] == texts[2]
    assert "trả lời riêng" in texts[0][0]


async def test_talk_in_a_group_that_is_not_meant_for_the_bot_is_left_alone(bot: Bot) -> None:
    assert await bot.in_group("chào cả nhà", addressed=False) == []
    assert list(bot.memories.of(Address("recording", "42")).recent) == []


async def test_the_quiet_word_deletes_both_sides_messages_and_forgets(bot: Bot) -> None:
    bot.channel.deletes = True
    await bot.say(Pressed("who:parent"))
    await bot.say("chào")

    answers = await bot.say(QUIET_WORD)

    assert bot.channel.deleted == ["mine-1", "sent-0", "mine-2", "sent-1", "mine-3"]
    assert answers == ["Chúc một ngày tốt lành."]
    assert (await bot.journal.state(Address("recording", "42"), bot.now)).audience is None


async def test_where_nothing_can_be_deleted_the_bot_says_so(bot: Bot) -> None:
    assert "không xóa được" in (await bot.say(QUIET_WORD))[0]


async def test_forgetting_drops_the_audience(bot: Bot) -> None:
    await bot.say(Pressed("who:parent"))

    await bot.say(Command("xoa"))

    assert (await bot.journal.state(Address("recording", "42"), bot.now)).audience is None


async def test_after_forgetting_the_messages_can_still_be_deleted(bot: Bot) -> None:
    bot.channel.deletes = True
    await bot.say("chào")
    await bot.say(Command("xoa"))

    await bot.say(Pressed("leave"))

    assert bot.channel.deleted == ["mine-1", "sent-0", "mine-2", "sent-1", "mine-3"]


async def test_cues_of_the_message_outrank_the_remembered_audience(bot: Bot) -> None:
    bot.understanding.findings["con tôi bị bắt nạt"] = Finding(Outcome.UNKNOWN, (), 0.0)
    bot.understanding.audiences["con tôi bị bắt nạt"] = Audience.PARENT
    await bot.say(Pressed("who:child"))

    answers = await bot.say("con tôi bị bắt nạt")

    assert "Anh/chị" in answers[0]


async def test_the_bot_mirrors_the_child_for_the_rest_of_the_chat(bot: Bot) -> None:
    bot.understanding.self_words["cháu sợ"] = SelfWord.CHAU
    await bot.say("cháu sợ")

    answers = await bot.say("chuyện khác")

    assert "nghe cháu nói" in answers[0]


async def test_old_buttons_work_after_a_restart(bot: Bot) -> None:
    bot.restart()

    answers = await bot.say(Pressed("topic:cyberbullying:parent"))

    assert answers[0].startswith("💬 Chủ đề cyberbullying")


@pytest.mark.parametrize(
    "data", ["", "x" * 300, "topic:gone:child", "topic", "%00", "part:cyberbullying", "lang:xx"]
)
async def test_no_button_data_leads_nowhere(bot: Bot, data: str) -> None:
    answers = await bot.say(Pressed(data))

    assert len(answers) == 1
    assert "111" in answers[0]


async def test_a_second_miss_offers_more(bot: Bot) -> None:
    first, second = [(await bot.say(text))[0] for text in ("ờ", "à")]

    assert first != second
    assert "111" in first
    assert "111" in second


async def test_metrics_hold_no_words(bot: Bot) -> None:
    await bot.say("DAU-HIEU-RIENG")

    assert b"DAU-HIEU-RIENG" not in bot.meter.render()
    assert b"khien_nho_updates_total" in bot.meter.render()


async def test_a_turned_down_answer_leads_to_the_topics_that_came_next(bot: Bot) -> None:
    bot.understanding.findings["hỏi"] = Finding(
        Outcome.ANSWER, ("cyberbullying", "reporting", "grooming"), 0.9
    )
    await bot.say("hỏi")

    await bot.say("không phải")
    offered = bot.channel.sent[-1][1].buttons[0]
    again = await bot.say("không phải")

    assert offered == (Press("💬 Chủ đề reporting", "topic:reporting:child"),)
    assert bot.understanding.searched == [("hỏi", None)]
    assert "111" in again[0]


async def test_what_goes_on_from_an_answer_is_searched_with_its_topic_for_ten_minutes(bot: Bot) -> None:
    bot.understanding.findings["hỏi"] = Finding(Outcome.ANSWER, ("cyberbullying",), 0.9)
    await bot.say("hỏi")
    await bot.say("thế nếu")
    bot.later(minutes=11)
    await bot.say("thế nếu")

    assert bot.understanding.searched == [("hỏi", None), ("thế nếu", "cyberbullying"), ("thế nếu", None)]


async def test_after_words_that_were_not_understood_nothing_is_gone_on_from(bot: Bot) -> None:
    bot.understanding.findings["hỏi"] = Finding(Outcome.ANSWER, ("cyberbullying",), 0.9)
    for text in ("hỏi", "gì đó", "thế nếu"):
        await bot.say(text)

    assert bot.understanding.searched[-1] == ("thế nếu", None)


async def test_an_alarmed_message_never_turns_anything_down(bot: Bot) -> None:
    bot.understanding.findings["hỏi"] = Finding(Outcome.ANSWER, ("cyberbullying", "reporting"), 0.9)
    bot.understanding.alarms["không phải"] = SOFT
    await bot.say("hỏi")

    answers = await bot.say("không phải")

    assert "an toàn không" in answers[-1]


async def test_after_another_answer_a_card_is_not_called_wrong_in_words(bot: Bot) -> None:
    bot.understanding.alarms["một"] = HARD
    bot.understanding.findings["hỏi"] = Finding(Outcome.ANSWER, ("cyberbullying", "reporting"), 0.9)
    for text in ("một", "hỏi", "không phải"):
        await bot.say(text)

    assert (await bot.say("một"))[0].startswith("Mình")


async def test_a_topic_from_the_menu_is_what_the_next_words_go_on_from(bot: Bot) -> None:
    await bot.say(Pressed("topic:reporting:child"))
    await bot.say("thế nếu")

    assert bot.understanding.searched == [("thế nếu", "reporting")]


async def test_forgetting_drops_what_was_talked_about(bot: Bot) -> None:
    await bot.say(Pressed("topic:reporting:child"))
    await bot.say(Pressed("forget"))
    await bot.say("thế nếu")

    assert bot.understanding.searched == [("thế nếu", None)]


async def test_a_card_can_be_called_wrong_in_words(bot: Bot) -> None:
    bot.understanding.alarms["một"] = HARD
    await bot.say("một")

    answer = await bot.say("không phải")

    assert "111" in answer[0]
    assert not (await bot.say("một"))[0].startswith("Mình nghe")


async def test_a_question_is_counted_by_outcome_and_confidence(bot: Bot) -> None:
    bot.understanding.findings["hỏi"] = Finding(Outcome.ANSWER, ("cyberbullying",), 0.9)
    await bot.say("hỏi")
    await bot.say("gì đó")

    told = bot.meter.render().decode()
    assert 'khien_nho_questions_total{confidence="high",outcome="answer"} 1.0' in told
    assert 'khien_nho_questions_total{confidence="low",outcome="unknown"} 1.0' in told


async def test_a_teenager_is_remembered_and_asking_for_a_friend_is_not(bot: Bot) -> None:
    bot.understanding.alarms = dict.fromkeys(
        ("bạn em bị dọa", "em bị dọa"), Alarm(Level.HARD, AlarmCategory.GROOMING)
    )
    bot.understanding.readers = {"bạn em bị dọa": Reader.FRIEND, "em 15 tuổi": Reader.TEEN}

    [friend] = await bot.say("bạn em bị dọa")
    bot.now += timedelta(hours=2)
    [child] = await bot.say("em bị dọa")
    bot.now += timedelta(hours=2)
    await bot.say("em 15 tuổi")
    [teen] = await bot.say("em bị dọa")
    bot.now += timedelta(hours=2)
    [later] = await bot.say("em bị dọa")

    assert "friend)" in friend
    assert "teen)" in teen
    assert "child)" in child
    assert "child)" in later


async def test_without_a_database_a_disclosure_gets_its_card_and_the_way_to_help_goes_on(bot: Bot) -> None:
    bot.channel.proactive = True
    bot.journal.broken = bot.subscriptions.broken = True
    bot.understanding.alarms = {"nó dọa em": Alarm(Level.HARD, AlarmCategory.SEXTORTION)}

    [card] = await bot.say("nó dọa em")
    [question] = await bot.say(Pressed("aid:child:sextortion"))
    [helpers] = await bot.say(Pressed("aidsee:child:sextortion:no:going"))
    [report] = await bot.say(Pressed("draft:child:sextortion"))

    assert "Mình nghe em rồi (sextortion, child). Gọi 111." in card
    assert "sống cùng nhà với em không" in question
    assert "111" in helpers
    assert "111" in report
