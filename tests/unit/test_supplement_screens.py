"""The supplement and the directory as replies, for all of the real content."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.action import ALL, decode
from bot.core.knowledge import Knowledge
from bot.core.people import Audience, Language, SelfWord
from bot.core.reply import Press, Reply
from bot.core.request import Voice
from bot.core.supplement import Ages, Supplement, Tip
from bot.services import directory, guides, practice, press, tips
from tests.unit.voices import TODAY, voices

ZALO_LONGEST = 2_000
# Lists for grown-ups may be longer; channels with shorter messages send them in parts.
LONG = ("press", "figures", "contacts")
IN_PARTS = 3_500


def screens(voice: Voice) -> Iterator[tuple[str, Reply]]:
    """Yield every reply that can be made of the supplement, with a name for it."""
    there = voice.handbook.supplement(voice.language)
    for audience in Audience:
        for tip in there.tips.get(audience, ()):
            yield f"tip {tip.id}", tips.screen(voice, tip)
            if tip.post:
                yield f"post {tip.id}", tips.post(voice, tip)
        for page in range(10):
            yield f"contacts {audience} {page}", directory.contacts(voice, audience, page)
    for ages in (Ages.CHILD, Ages.TEEN):
        for page in range(4):
            yield f"scenes {ages} {page}", practice.scenes_menu(voice, ages, page)
        for question in practice.fitting(there.questions, ages):
            yield f"quiz {question.id}", practice.question(voice, question, ages)
            for chosen in range(len(question.options)):
                yield f"quiz {question.id} {chosen}", practice.solution(voice, question, ages, chosen)
        for scene in practice.fitting(there.scenes, ages):
            yield f"scene {scene.id}", practice.scene(voice, scene, ages)
            for chosen in range(len(scene.replies)):
                yield f"scene {scene.id} {chosen}", practice.scene_outcome(voice, scene, ages, chosen)
    for pack in there.packs:
        yield f"press {pack.month}", press.pack(voice, pack)
    for page in range(-(-len(there.figures) // press.FIGURES_PER_PAGE)):
        yield f"figures {page}", press.figures(voice, there.figures, ALL, page)
    yield "guides", guides.menu(voice, there.guides, Audience.CHILD)
    for guide in there.guides:
        yield f"guide {guide.id}", guides.guide(voice, guide, Audience.CHILD)
        for name in guides.PARTS:
            yield f"guide {guide.id} {name}", guides.part(voice, guide, name, Audience.PARENT)


def presses(reply: Reply) -> list[Press]:
    return [button for row in reply.buttons for button in row if isinstance(button, Press)]


def test_every_screen_names_111_and_leads_on(real_texts: Knowledge) -> None:
    found = [screen for voice in voices(real_texts.handbook) for screen in screens(voice)]

    assert len(found) > 1_000
    assert [name for name, reply in found if "111" not in reply.text] == []
    assert [name for name, reply in found if not presses(reply)] == []
    assert [
        (name, button)
        for name, reply in found
        for button in presses(reply)
        if decode(button.action) is None or not button.label.strip()
    ] == []


def test_no_screen_shows_a_placeholder_or_an_empty_line(real_texts: Knowledge) -> None:
    wrong = [
        name
        for voice in voices(real_texts.handbook)
        for name, reply in screens(voice)
        if "{" in reply.text
        or any("{" in button.label for button in presses(reply))
        or any(not line.strip() for block in reply.blocks for line in block.lines)
    ]

    assert wrong == []


def test_every_screen_fits_a_message(real_texts: Knowledge) -> None:
    too_long = {
        name: len(reply.text)
        for voice in voices(real_texts.handbook)
        for name, reply in screens(voice)
        if len(reply.text) > (IN_PARTS if name.startswith(LONG) else ZALO_LONGEST)
    }

    assert too_long == {}


@pytest.fixture
def there(real_texts: Knowledge) -> Supplement:
    return real_texts.handbook.supplement(Language.VI)


@pytest.mark.parametrize("audience", [Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR])
def test_the_tip_of_the_day_is_one_of_the_season(there: Supplement, audience: Audience) -> None:
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]

    chosen = [(day, tips.of_the_day(there, audience, day)) for day in days]

    assert [day for day, tip in chosen if tip is None or tip.period != period_of(there, day)] == []
    assert {tip.id for _, tip in chosen if tip} == {tip.id for tip in there.tips[audience]}


def period_of(there: Supplement, day: date) -> str:
    period = there.calendar.period(day)
    assert period is not None
    return period.id


@pytest.mark.parametrize("audience", [Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR])
@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2027, 2, 28), date(2027, 6, 1)])
def test_the_periods_tips_come_before_all_others(there: Supplement, audience: Audience, day: date) -> None:
    periods = [tip.period for tip in tips.in_order(there, audience, day)]

    here = period_of(there, day)
    assert here in periods
    assert periods == sorted(periods, key=lambda period: period != here)


@pytest.mark.parametrize("audience", Audience)
def test_another_tip_comes_by_all_of_them_before_the_first_again(
    there: Supplement, audience: Audience
) -> None:
    first = tips.of_the_day(there, audience, TODAY)
    assert first is not None
    seen: list[Tip] = [first]

    while (following := tips.after(there, seen[-1], TODAY)) != first:
        seen.append(following)

    assert sorted(tip.id for tip in seen) == sorted(tip.id for tip in there.tips[audience])


def test_without_tips_there_is_no_tip_of_the_day() -> None:
    assert tips.of_the_day(Supplement(), Audience.PARENT, TODAY) is None


def test_a_tip_for_a_group_has_the_same_words_and_no_buttons(
    real_texts: Knowledge, there: Supplement
) -> None:
    voice = Voice(real_texts.handbook, Language.VI, SelfWord.EM, TODAY)
    tip = there.tips[Audience.PARENT][0]

    assert Reply(tips.for_a_group(voice, tip)).text == tips.screen(voice, tip).text


def test_an_overdue_tip_says_so(real_texts: Knowledge, there: Supplement) -> None:
    tip = there.tips[Audience.PARENT][0]
    late = Voice(real_texts.handbook, Language.VI, SelfWord.EM, tip.review.review_by + timedelta(days=1))

    assert "có thể đã thay đổi" in tips.screen(late, tip).text


def test_a_less_good_reply_may_be_chosen_again(real_texts: Knowledge, there: Supplement) -> None:
    voice = Voice(real_texts.handbook, Language.VI, SelfWord.EM, TODAY)
    scene = there.scenes[0]

    again = {
        reply.good: f"scene:teen:{scene.id}"
        in [button.action for button in presses(practice.scene_outcome(voice, scene, Ages.TEEN, number))]
        for number, reply in enumerate(scene.replies)
    }

    assert again == {True: False, False: True}


def test_the_right_option_is_named_whatever_was_chosen(real_texts: Knowledge, there: Supplement) -> None:
    voice = Voice(real_texts.handbook, Language.VI, SelfWord.CON, TODAY)
    for question in there.questions:
        right = voice.address(question.options[question.answer])
        for chosen in range(len(question.options)):
            title = practice.solution(voice, question, Ages.CHILD, chosen).blocks[0].lines[0]

            assert right in title
            assert title.startswith("Đúng rồi") is (chosen == question.answer)


def test_scenes_and_questions_are_for_their_ages(there: Supplement) -> None:
    for ages in (Ages.CHILD, Ages.TEEN):
        found = (practice.fitting(there.scenes, ages), practice.fitting(there.questions, ages))

        assert {scene.ages for scene in found[0]} == {ages, Ages.ALL}
        assert {question.ages for question in found[1]} == {ages, Ages.ALL}


@pytest.mark.parametrize("ages", [Ages.CHILD, Ages.TEEN])
def test_who_practises_stays_among_their_ages(real_texts: Knowledge, there: Supplement, ages: Ages) -> None:
    voice = Voice(real_texts.handbook, Language.VI, SelfWord.EM, TODAY)
    shown: set[str] = set()
    for page in range(4):
        shown |= {button.action for button in presses(practice.scenes_menu(voice, ages, page))}
    everybodys = next(scene for scene in there.scenes if scene.ages is Ages.ALL)
    outcome = practice.scene_outcome(voice, everybodys, ages, 0)

    listed = {action.split(":")[2] for action in shown if action.startswith("scene:")}
    assert listed == {scene.id for scene in practice.fitting(there.scenes, ages)}
    assert {action.split(":")[1] for action in shown if action.startswith("scene:")} == {ages}
    assert f"scenes:{ages}" in [button.action for button in presses(outcome)]


def test_the_next_question_of_a_foreign_one_is_the_first(there: Supplement) -> None:
    foreign = replace(there.questions[0], id="foreign")

    assert practice.after(there.questions[1:], foreign) == there.questions[1]


def test_a_communicator_sees_the_figures_about_a_topic(there: Supplement) -> None:
    reporting = press.about(there.figures, "reporting")

    assert reporting != ()
    assert all("reporting" in figure.topics for figure in reporting)
    assert press.about(there.figures, ALL) == there.figures


@pytest.mark.parametrize("audience", Audience)
def test_the_directory_turns_by_every_channel_that_may_be_shown(
    real_texts: Knowledge, audience: Audience
) -> None:
    voice = Voice(real_texts.handbook, Language.VI, SelfWord.EM, TODAY)
    channels = real_texts.handbook.reporting_channels(Language.VI)
    wanted = [channel.name for channel in channels if directory.is_shown(channel, TODAY, audience)]

    pages = -(-len(wanted) // directory.CHANNELS_PER_PAGE)
    text = "\n".join(directory.contacts(voice, audience, page).text for page in range(pages))

    assert [name for name in wanted if name not in text] == []
    assert directory.contacts(voice, audience, pages) == directory.contacts(voice, audience, 0)
