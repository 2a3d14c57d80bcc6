"""The questions about what happened, walked by a machine: every case, every answer, both languages."""

import itertools
import re
from collections import deque
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.config import LONGEST_PROVINCE
from bot.core.action import MAX_BYTES, decode, encode
from bot.core.case import Case, Harm, Home, Question, Urgency, case_of_alarm
from bot.core.handbook import AlarmCategory
from bot.core.knowledge import Knowledge
from bot.core.people import Language, Reader, SelfWord
from bot.core.reply import Call, Press, Reply
from bot.core.request import Voice
from bot.services import drafting, triage
from bot.services.reporting import Situation

NOW = datetime(2026, 11, 23, 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
# Whom nobody may be sent to when whoever does it lives in the same home, and what nobody may be told to do.
HOUSEHOLD = {
    Language.VI: re.compile(
        r"\b(ba mẹ|bố mẹ|cha mẹ|ba má|phụ huynh|gia đình|người nhà|đối chất|VNeID)\b", re.IGNORECASE
    ),
    Language.EN: re.compile(r"\b(parents?|mother|father|family|confront|VNeID)\b", re.IGNORECASE),
}
MOST_TAPS = 4
EVERYBODY = tuple(itertools.product(Reader, Language))


def voice(knowledge: Knowledge, language: Language) -> Voice:
    return Voice(knowledge.handbook, language, SelfWord.EM, NOW.date())


def cases(reply: Reply) -> list[Case]:
    """Return the cases that the answers of a screen lead to."""
    actions = [decode(each.action) for row in reply.buttons for each in row if isinstance(each, Press)]
    return [Case.of(one.arguments, Reader.CHILD) for one in actions if one is not None and one.verb == "aid"]


def walk(knowledge: Knowledge, language: Language, reader: Reader) -> dict[Case, tuple[int, Reply]]:
    """Answer everything in every way; return each case with the number of answers, and its screen."""
    seen: dict[Case, tuple[int, Reply]] = {}
    waiting = deque([(Case(reader), 0)])
    while waiting:
        case, taps = waiting.popleft()
        if case in seen:
            continue
        reply = triage.screen(voice(knowledge, language), Situation(case, NOW))
        seen[case] = taps, reply
        waiting += [(further, taps + 1) for further in cases(reply) if further.reader is reader]
    return seen


@pytest.mark.parametrize(("reader", "language"), EVERYBODY)
def test_every_walk_ends_within_four_taps_at_channels_that_fit(
    real_texts: Knowledge, reader: Reader, language: Language
) -> None:
    walked = walk(real_texts, language, reader)

    ends = {case: reply for case, (_, reply) in walked.items() if case.question is None}
    assert max(taps for taps, _ in walked.values()) == MOST_TAPS
    assert {case.harm for case in ends} == set(Harm)
    assert len(ends) > 200
    for case, (_, reply) in walked.items():
        calls = {each.number for row in reply.buttons for each in row if isinstance(each, Call)}
        assert "111" in reply.text, case
        assert "111" in calls, case
        assert "{" not in reply.text, case
        assert any(
            isinstance(each, Press) and each.action == "leave" for row in reply.buttons for each in row
        )
        if case.urgency is Urgency.NOW:
            assert ("115" if case.harm is Harm.SELF_HARM else "113") in calls, case
        if case.question is not None:
            assert len(cases(reply)) >= 3, case


@pytest.mark.parametrize(("reader", "language"), EVERYBODY)
def test_with_somebody_at_home_no_advice_leads_home(
    real_texts: Knowledge, reader: Reader, language: Language
) -> None:
    for case, (_, reply) in walk(real_texts, language, reader).items():
        if case.home not in (Home.YES, Home.UNSURE):
            continue
        speaks = voice(real_texts, language)
        screens = [reply, triage.result(speaks, Situation(case, NOW)), triage.show(speaks, case)]
        screens += [triage.rehearsal(speaks, case, page) for page in range(5)]
        for screen in screens:
            found = HOUSEHOLD[language].search(screen.text)
            assert found is None, (case, found)


@pytest.mark.parametrize("language", Language)
def test_what_is_known_so_far_is_of_use_after_each_answer(real_texts: Knowledge, language: Language) -> None:
    speaks = voice(real_texts, language)
    case = Case(Reader.CHILD)
    for question, answer in (
        (Question.HARM, "sextortion"),
        (Question.HOME, "no"),
        (Question.URGENCY, "going"),
        (Question.PLACE, "zalo"),
    ):
        assert case.question is question
        case = case.answered(question, answer)
        reply = triage.result(speaks, Situation(case, NOW))
        step = speaks.say("triage.step.sextortion", case.reader.audience)
        assert step in reply.text
        assert triage.to_say(speaks, case) in reply.text
    assert case.question is None
    assert "Zalo" in reply.text


def test_danger_is_not_asked_where_it_happens() -> None:
    assert Case(Reader.CHILD, Harm.SEXTORTION, Home.NO, Urgency.NOW).question is None


def test_nobody_is_asked_whether_a_swindler_lives_at_home() -> None:
    assert Case(Reader.CHILD, Harm.SCAM).question is Question.URGENCY


@pytest.mark.parametrize("category", [None, *AlarmCategory])
def test_an_alarm_answers_what_it_can(category: AlarmCategory | None) -> None:
    case = case_of_alarm(Reader.CHILD, category)

    assert (case.urgency is Urgency.NOW) is (category is AlarmCategory.IMMEDIATE_DANGER)
    if category not in (None, AlarmCategory.IMMEDIATE_DANGER):
        assert case.harm is not None
        assert case.harm.value == category


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("x",),
        ("child", "x", "x", "x", ""),
        ("child", "", "yes"),
        ("friend", "scams", "no", "over", "x", "y"),
    ],
)
def test_a_button_that_is_wrong_is_an_unanswered_case(
    real_texts: Knowledge, arguments: tuple[str, ...]
) -> None:
    case = Case.of(arguments, Reader.TEEN)

    assert "111" in triage.screen(voice(real_texts, Language.VI), Situation(case, NOW)).text


def test_every_screen_of_every_case_can_be_made(real_texts: Knowledge) -> None:
    """No button is too long to be carried, not even beside the longest name of a province."""
    speaks = voice(real_texts, Language.VI)
    places = [guide.id for guide in real_texts.handbook.supplement(Language.VI).guides]
    answers = itertools.product(
        Reader, (None, *Harm), (None, *Home), (None, *Urgency), (None, max(places, key=len))
    )
    for answer in answers:
        case = Case(*answer)
        assert Case.of_compact(*case.compact, Reader.CHILD) == case
        assert len(encode("province", "a" * LONGEST_PROVINCE, *case.compact)) <= MAX_BYTES
        for reply in (triage.provinces(speaks, case), triage.whom(speaks, case), triage.show(speaks, case)):
            assert "111" in reply.text
        triage.result(speaks, Situation(case, NOW))
        drafting.page(speaks, case)


@pytest.mark.parametrize("code", ["", "9999", "0", "x", "12345678"])
def test_a_wrong_compact_case_is_an_unanswered_one(code: str) -> None:
    assert Case.of_compact(code, "", Reader.CHILD).reader in Reader


@pytest.mark.parametrize("case", [Case(reader, harm) for reader in Reader for harm in (None, *Harm)])
def test_a_case_comes_back_from_its_button(case: Case) -> None:
    assert Case.of(case.arguments, Reader.CHILD) == case


@pytest.mark.parametrize("language", Language)
def test_the_rehearsal_never_calls_by_itself_and_ends(real_texts: Knowledge, language: Language) -> None:
    speaks = voice(real_texts, language)
    pages = [triage.rehearsal(speaks, Case(Reader.CHILD, Harm.VIOLENCE), page) for page in range(7)]

    assert pages[4] == pages[5] == pages[6]
    assert len({page.text for page in pages}) == 5
    assert triage.to_say(speaks, Case(Reader.CHILD, Harm.VIOLENCE)) in pages[0].text
    assert all("111" in page.text for page in pages)


@pytest.mark.parametrize(("reader", "language"), EVERYBODY)
def test_the_card_for_an_adult_is_short_and_asks_for_111(
    real_texts: Knowledge, reader: Reader, language: Language
) -> None:
    reply = triage.show(voice(real_texts, language), Case(reader))

    assert "111" in reply.blocks[1].lines[0]
    assert len(reply.text) < 400
