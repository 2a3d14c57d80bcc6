"""Crisis cards: every category, audience and language of the real content."""

import itertools

import pytest

from bot.core.action import decode
from bot.core.handbook import AlarmCategory
from bot.core.knowledge import Knowledge
from bot.core.people import Audience, Language, Reader, SelfWord
from bot.core.reply import Call, Press, Reply, Style, Tone
from bot.core.request import Request
from bot.core.understanding import Alarm, Level
from bot.services import crisis
from tests.unit.voices import request_of

LONGEST = 500
CATEGORIES = (None, *AlarmCategory)
EVERYBODY = tuple(itertools.product(Audience, Language))
READERS = tuple(itertools.product(Reader, Language))


def alarmed(
    knowledge: Knowledge, category: AlarmCategory | None, audience: Audience | None, language: Language
) -> Request:
    return request_of(knowledge, audience, language, alarm=Alarm(Level.HARD, category))


def actions(reply: Reply) -> list[str]:
    return [button.action for row in reply.buttons for button in row if isinstance(button, Press)]


def aid(reader: Reader, category: AlarmCategory | None) -> str:
    """Return the button that leads on to who can help, with what the alarm tells."""
    if category is AlarmCategory.IMMEDIATE_DANGER:
        return f"aid:{reader}:::now:"
    return f"aid:{reader}:{category or ''}:::"


def numbers(reply: Reply) -> list[str]:
    return [button.number for row in reply.buttons for button in row if isinstance(button, Call)]


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_card_is_short_names_111_at_once_and_leads_on(
    real_texts: Knowledge, category: AlarmCategory | None
) -> None:
    for (who, language), word in itertools.product(READERS, SelfWord):
        reply = crisis.card(request_of(real_texts, who.audience, language, word), category, who)

        assert sum(len(line) for block in reply.blocks for line in block.lines) <= LONGEST
        assert "{" not in reply.text
        assert reply.blocks[0].style is Style.URGENT
        assert "111" in reply.blocks[0].lines[0]
        assert [block.style for block in reply.blocks[1:]] == [Style.STEPS, Style.TEXT]
        assert len(reply.blocks[1].lines) == 3
        assert (reply.tone, numbers(reply)) == (Tone.CRISIS, ["111", "113", "115"])
        assert actions(reply) == [aid(who, category), "tell", "leave"]


@pytest.mark.parametrize("category", CATEGORIES)
def test_an_alarms_card_can_be_called_wrong_and_a_second_one_is_shorter(
    real_texts: Knowledge, category: AlarmCategory | None
) -> None:
    for audience, language in EVERYBODY:
        request = alarmed(real_texts, category, audience, language)
        again = request_of(real_texts, audience, language, alarm=request.alarm)

        first = crisis.alarm_card(request, "grooming")
        second = crisis.alarm_card(_repeated(again, category), None)

        plain = crisis.card(request, category, Reader(audience))
        assert (first.blocks, first.tone) == (plain.blocks, Tone.CRISIS)
        ways_on = [aid(Reader(audience), category), "tell", "leave"]
        assert actions(first) == [f"notso:{category or 'none'}:grooming:{audience}", *ways_on]
        assert actions(second) == [f"notso:{category or 'none'}:none:{audience}", *ways_on]
        assert all(decode(action) for action in (*actions(first), *actions(second)))
        assert len(second.text) < len(first.text)
        assert ("111" in second.text, numbers(second)) == (True, ["111", "113", "115"])
        assert len(second.blocks[0].lines) == 3


def _repeated(request: Request, before: AlarmCategory | None) -> Request:
    return Request(
        request.incoming,
        request.state,
        request.knowledge,
        request.language,
        request.now,
        audience=request.audience,
        alarm=request.alarm,
        alarmed=True,
        alarmed_before=before,
    )


def test_a_more_urgent_alarm_gets_its_own_card(real_texts: Knowledge) -> None:
    ranks = list(AlarmCategory)
    for before, now in itertools.product(AlarmCategory, repeat=2):
        request = alarmed(real_texts, now, Audience.CHILD, Language.VI)

        reply = crisis.alarm_card(_repeated(request, before), None)

        whole = crisis.card(request, now, Reader.CHILD).blocks
        assert (reply.blocks == whole) is (ranks.index(now) < ranks.index(before)), (before, now)


def test_an_alarm_with_a_category_outranks_one_without() -> None:
    assert crisis.outranks(AlarmCategory.GROOMING, None)
    assert not crisis.outranks(None, AlarmCategory.GROOMING)
    assert not crisis.outranks(None, None)


def test_whom_nothing_tells_apart_gets_the_childs_card(real_texts: Knowledge) -> None:
    unknown = alarmed(real_texts, AlarmCategory.SEXTORTION, None, Language.VI)
    child = alarmed(real_texts, AlarmCategory.SEXTORTION, Audience.CHILD, Language.VI)

    assert crisis.alarm_card(unknown, None) == crisis.alarm_card(child, None)


@pytest.mark.parametrize("language", Language)
def test_the_first_line_never_names_the_harm(real_texts: Knowledge, language: Language) -> None:
    harms = ("ảnh", "dọa", "doạ", "xâm hại", "tự tử", "photo", "picture", "abuse", "suicide", "sex", "threat")
    found = [
        (category, reader, harm)
        for category, reader in itertools.product(CATEGORIES, Reader)
        for harm in harms
        if harm
        in crisis.card(request_of(real_texts, reader.audience, language), category, reader)
        .blocks[0]
        .lines[0]
        .lower()
    ]

    assert found == []


@pytest.mark.parametrize("language", Language)
def test_the_gentle_line_asks_once_and_names_111(real_texts: Knowledge, language: Language) -> None:
    for audience in Audience:
        reply = crisis.gentle_line(request_of(real_texts, audience, language))

        assert "111" in reply.text
        assert len(reply.text.splitlines()) == 1
        assert actions(reply) == ["safe:yes", "safe:no", "safe:unsure"]


@pytest.mark.parametrize("language", Language)
def test_the_young_get_cards_of_their_own(real_texts: Knowledge, language: Language) -> None:
    """A friend has a card of their own always; a teenager may share the child's."""
    handbook = real_texts.handbook
    for category in CATEGORIES:
        cards = {reader: handbook.card(category, reader, language) for reader in Reader}

        assert cards[Reader.FRIEND] not in (cards[Reader.CHILD], cards[Reader.TEEN])
        assert (cards[Reader.TEEN] == cards[Reader.CHILD]) is (category is AlarmCategory.IMMEDIATE_DANGER)
        for reader in (Reader.CHILD, Reader.TEEN, Reader.FRIEND, Reader.PARENT, Reader.TEACHER):
            whole = "\n".join((cards[reader].opening, *cards[reader].steps, *cards[reader].closing))
            assert all(number in whole for number in ("111", "113", "115")), (category, reader)
            assert ("lỗi" if language is Language.VI else "fault") in whole, (category, reader)
