"""A report prepared in the chat: the words are taken, an alarm comes first, and nothing outlives its time."""

from datetime import timedelta

import pytest

from bot.core.handbook import AlarmCategory
from bot.core.message import Address, Command, Pressed
from bot.core.reply import Press
from bot.core.understanding import Alarm, Level, Misuse
from tests.unit.dispatch.conftest import QUIET_WORD, Bot

HERE = Address("recording", "42")
BEGIN = Pressed("draft:child:sextortion:no:going:")


async def begun(bot: Bot) -> None:
    """Answer up to the question for the account."""
    await bot.say(BEGIN)
    await bot.say("tối qua")
    await bot.say("trong nhóm lớp")


async def test_a_report_is_prepared_by_buttons_and_words(bot: Bot) -> None:
    [when] = await bot.say(BEGIN)
    [place] = await bot.say(Pressed("draftset:when:yesterday"))
    [account] = await bot.say("trong nhóm lớp")
    [evidence] = await bot.say("nick_xau_99")
    [chosen] = await bot.say(Pressed("draftset:evidence:messages"))
    [words] = await bot.say(Pressed("draftset:evidence:"))
    text, advice = await bot.say("nó đòi thêm ảnh")

    assert "30 phút" in when
    assert "nơi nào" in place
    assert "Tên tài khoản" in account
    assert "chưa chọn" in evidence
    assert "tin nhắn còn trong máy" in chosen
    assert "kể thêm" in words
    told = ("Hôm qua", "trong nhóm lớp", "nick_xau_99", "tin nhắn còn trong máy", "nó đòi thêm ảnh", "111")
    assert [part for part in told if part not in text] == []
    assert "sao chép thêm một chữ" in advice


async def test_the_same_report_is_shown_for_somebody_else(bot: Bot) -> None:
    await begun(bot)
    for skipped in ("account", "evidence", "words"):
        await bot.say(Pressed(f"draftset:{skipped}:"))

    text, advice = await bot.say(Pressed("draftto:police"))
    other, _ = await bot.say(Pressed("draftto:nobody"))

    assert "công an" in text
    assert "người lớn" in advice
    assert "Tổng đài 111" in other


async def test_an_alarm_in_the_words_comes_first_and_the_words_are_kept(bot: Bot) -> None:
    bot.understanding.alarms = {"nó dọa giết em": Alarm(Level.HARD, AlarmCategory.IMMEDIATE_DANGER)}
    await begun(bot)

    card, question = await bot.say("nó dọa giết em")
    await bot.say(Pressed("draftset:evidence:"))
    text, _ = await bot.say(Pressed("draftset:words:"))

    assert "Mình nghe em rồi (immediate-danger" in card
    assert "giữ được gì" in question
    assert "nó dọa giết em" in text


async def test_nothing_in_a_draft_is_taken_for_misuse(bot: Bot) -> None:
    bot.understanding.misuses = {"nó bắt em làm hại bạn": next(iter(Misuse))}
    await begun(bot)

    [evidence] = await bot.say("nó bắt em làm hại bạn")

    assert "giữ được gì" in evidence


@pytest.mark.parametrize("word", ["xóa", "thôi", "dừng"])
async def test_one_word_drops_the_draft(bot: Bot, word: str) -> None:
    await begun(bot)

    [dropped] = await bot.say(word)
    [lost] = await bot.say(Pressed("draftset:account:"))

    assert "đã bỏ bản soạn" in dropped
    assert "không còn" in lost


async def test_after_something_else_words_are_a_question_and_a_button_leads_back(bot: Bot) -> None:
    await begun(bot)
    await bot.say(Pressed("topics:child:0"))

    await bot.say("làm sao chặn người lạ")
    [[way_back], *_] = bot.channel.sent[-1][1].buttons
    [account] = await bot.say(Pressed("draftgo"))
    [evidence] = await bot.say("nick_xau_99")

    assert isinstance(way_back, Press)
    assert way_back.action == "draftgo"
    assert bot.understanding.searched[-1][0] == "làm sao chặn người lạ"
    assert "Tên tài khoản" in account
    assert "giữ được gì" in evidence


async def test_beginning_again_keeps_what_was_written(bot: Bot) -> None:
    await begun(bot)

    [account] = await bot.say(Pressed("draft:child:scams:no:over:"))
    for skipped in ("account", "evidence", "words"):
        last = await bot.say(Pressed(f"draftset:{skipped}:"))

    assert "Tên tài khoản" in account
    assert "trong nhóm lớp" in last[0]
    assert "Đã qua rồi" in last[0]


async def test_what_may_be_a_disclosure_is_taken_and_answered_too(bot: Bot) -> None:
    bot.understanding.alarms = {"em mệt quá": Alarm(Level.SOFT, None)}
    await begun(bot)

    gentle, evidence = await bot.say("em mệt quá")

    assert "111" in gentle
    assert "giữ được gì" in evidence


@pytest.mark.parametrize(
    ("said", "line"), [("không có gì", None), ("có ảnh\nchụp màn hình", "có ảnh chụp màn hình")]
)
async def test_what_was_kept_may_be_written_in_one_line(bot: Bot, said: str, line: str | None) -> None:
    await begun(bot)
    await bot.say("nick_xau_99")
    await bot.say(said)

    text, _ = await bot.say(Pressed("draftset:words:"))

    assert ("Đã giữ" in text) is (line is not None)
    assert line is None or line in text


async def test_a_corrected_message_is_screened_and_answers_no_question(bot: Bot) -> None:
    bot.understanding.alarms = {"nó dọa giết em": Alarm(Level.HARD, AlarmCategory.IMMEDIATE_DANGER)}
    await begun(bot)

    card, *_ = await bot.say("nó dọa giết em", edited=True)
    await bot.say("chào bạn", edited=True)

    assert "Mình nghe em rồi" in card
    draft = bot.memories.of(HERE).draft
    assert draft is not None
    assert draft.account is None


async def test_a_report_keeps_the_language_in_which_it_was_begun(bot: Bot) -> None:
    await begun(bot)
    await bot.say(Pressed("lang:en"))

    [account] = await bot.say(Pressed("draftgo"))

    assert "Tên tài khoản" in account


async def test_it_is_gone_after_half_an_hour_and_that_is_told(bot: Bot) -> None:
    await begun(bot)
    bot.now += timedelta(minutes=31)

    [lost] = await bot.say(Pressed("draftset:account:"))

    assert "không còn" in lost
    assert "111" in lost


async def test_it_is_swept_from_memory_when_its_time_is_over(bot: Bot) -> None:
    await begun(bot)
    bot.now += timedelta(minutes=31)

    bot.memories.sweep(bot.now)

    assert bot.memories.of(HERE).draft is None


async def test_forgetting_and_the_quiet_word_drop_it_too(bot: Bot) -> None:
    for ending in (Command("xoa"), QUIET_WORD):
        await begun(bot)
        await bot.say(ending)

        [lost] = await bot.say(Pressed("draftset:account:"))

        assert "không còn" in lost


async def test_after_a_restart_the_person_is_told(bot: Bot) -> None:
    await begun(bot)
    bot.restart()

    [lost] = await bot.say(Pressed("draftset:account:"))

    assert "không còn" in lost


async def test_words_that_come_after_a_restart_are_answered_and_the_loss_is_told_once(bot: Bot) -> None:
    await begun(bot)
    bot.restart()

    lost, _answer = await bot.say("nick_xau_99")
    [again] = await bot.say("nick_xau_99")

    assert "không còn" in lost
    assert "không còn" not in again


async def test_on_a_page_of_our_own_no_words_are_taken(bot: Bot) -> None:
    bot.channel.drafts = False

    [page] = await bot.say(BEGIN)

    assert "trình duyệt" in page
    assert bot.memories.of(HERE).draft is None


async def test_words_of_the_next_morning_are_not_told_of_a_report(bot: Bot) -> None:
    await begun(bot)
    bot.later(hours=9)

    said = await bot.say("chào buổi sáng")

    assert "không còn" not in "\n".join(said)


async def test_the_quiet_word_is_kept_though_the_database_fails(bot: Bot) -> None:
    await begun(bot)
    bot.journal.broken = True
    await bot.say(QUIET_WORD)
    bot.journal.broken = False

    said = await bot.say("chào bạn")

    assert "không còn" not in "\n".join(said)
    assert (await bot.journal.state(HERE, bot.now)).step is None
