"""Tips, scenes, quiz, press packs, figures and guides asked for by hostile, old and plain buttons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.action import decode
from bot.core.knowledge import Knowledge
from bot.core.message import Command
from bot.core.people import Audience, Language
from bot.core.request import Handler, Request
from bot.core.turn import ChatState, Remember
from bot.services.press import FIGURES_PER_PAGE
from handlers import browse, guides, practice, press, tips
from tests.fakes.knowledge import ScriptedUnderstanding, SmallHandbook
from tests.unit.voices import request_of

BUTTONS: list[tuple[Handler, str]] = [
    (tips.tip, "tip:nobody:nothing"),
    (tips.tip, "tip:parent:k-of-a-child"),
    (tips.tip, "tip:parent::post"),
    (practice.scenes, "scenes:adult:999999999999"),
    (practice.scene, "scene:child:nothing"),
    (practice.quiz, "quiz:child:none:4"),
    (practice.quiz, "quiz:adult:nothing:99"),
    (press.pack, "press:13"),
    (press.pack, "press:june"),
    (press.figures, "figures:no-topic:9"),
    (guides.menu, "guides:no-topic"),
    (guides.guide, "guide:orkut"),
    (guides.guide, "guide:zalo:no-part"),
    (browse.contacts, "contacts:nobody:77"),
    (browse.helpers, "helpers:scams:parent:99"),
]


HANDLERS: list[Handler] = [
    tips.tip,
    practice.scenes,
    practice.scene,
    practice.quiz,
    press.pack,
    press.figures,
    guides.menu,
]


def pressed(knowledge: Knowledge, action: str, audience: Audience | None = None) -> Request:
    return replace(request_of(knowledge, audience, Language.VI), action=decode(action))


@pytest.mark.parametrize(("handler", "action"), BUTTONS)
async def test_a_button_that_fits_nothing_still_leads_on(
    real_texts: Knowledge, handler: Handler, action: str
) -> None:
    turn = await handler(pressed(real_texts, action))

    assert turn.replies != ()
    assert all("111" in reply.text and reply.buttons for reply in turn.replies)


@pytest.mark.parametrize("handler", HANDLERS)
async def test_a_handbook_without_a_supplement_says_so(handler: Handler) -> None:
    knowledge = Knowledge(SmallHandbook(), ScriptedUnderstanding())

    turn = await handler(pressed(knowledge, "x"))

    assert "111" in turn.replies[0].text
    assert "cứ gõ câu hỏi" in turn.replies[0].text


@pytest.mark.parametrize("chosen", [1, 2])
async def test_a_reply_of_a_scene_leads_to_what_then_happens(real_texts: Knowledge, chosen: int) -> None:
    scene = real_texts.handbook.supplement(Language.VI).scenes[0]

    turn = await practice.scene(pressed(real_texts, f"scene:teen:{scene.id}:{chosen}"))

    assert scene.move in turn.replies[0].text
    assert turn.effects == ()


@pytest.mark.parametrize("beyond", [0, 4, 99])
async def test_a_reply_that_there_is_not_shows_the_scene_again(real_texts: Knowledge, beyond: int) -> None:
    scene = real_texts.handbook.supplement(Language.VI).scenes[0]

    shown = await practice.scene(pressed(real_texts, f"scene:teen:{scene.id}"))

    assert await practice.scene(pressed(real_texts, f"scene:teen:{scene.id}:{beyond}")) == shown


async def test_nothing_about_an_answer_is_kept(real_texts: Knowledge) -> None:
    question = real_texts.handbook.supplement(Language.VI).questions[0]

    turn = await practice.quiz(pressed(real_texts, f"quiz:child:{question.id}:1"))

    assert turn.effects == ()


async def test_whose_tip_is_asked_for_is_remembered(real_texts: Knowledge) -> None:
    turn = await tips.tip(pressed(real_texts, "tip:teacher"))

    assert turn.effects == (Remember(ChatState(audience=Audience.TEACHER)),)


async def test_the_press_pack_is_the_months(real_texts: Knowledge) -> None:
    request = replace(pressed(real_texts, "press"), now=datetime(2027, 6, 1, tzinfo=UTC))
    packs = real_texts.handbook.supplement(Language.VI).packs

    turn = await press.pack(request)

    assert next(pack.theme for pack in packs if pack.month == request.now.month) in turn.replies[0].text


async def test_a_topics_guides_are_those_of_its_platforms(real_texts: Knowledge) -> None:
    topic = real_texts.handbook.topic("gaming-spending", Language.VI)
    assert topic is not None
    every = real_texts.handbook.supplement(Language.VI).guides
    named = {guide.name for guide in every if guide.channel in topic.channels}

    turn = await guides.menu(pressed(real_texts, "guides:gaming-spending"))

    labels = [getattr(button, "label", "") for row in turn.replies[0].buttons for button in row][:-1]
    assert named != set()
    assert {label.split(" ", 1)[1] for label in labels} == named


async def test_figures_of_a_topic_are_about_it(real_texts: Knowledge) -> None:
    figures = [
        figure
        for figure in real_texts.handbook.supplement(Language.VI).figures
        if "cyberbullying" in figure.topics
    ]

    turn = await press.figures(pressed(real_texts, "figures:cyberbullying"))

    assert figures != []
    assert figures[0].text in turn.replies[0].text


async def test_the_word_after_the_command_says_for_whom_the_tip_is(real_texts: Knowledge) -> None:
    request = request_of(real_texts, None, Language.VI)
    typed = replace(request, incoming=replace(request.incoming, body=Command("meo", "teacher")))

    turn = await tips.tip(typed)

    assert "Hoạt động 10 phút" in turn.replies[0].text


async def test_a_tip_leads_to_those_for_the_others(real_texts: Knowledge) -> None:
    turn = await tips.tip(pressed(real_texts, "tip:child"))

    actions = [getattr(button, "action", "") for row in turn.replies[0].buttons for button in row]
    assert {"tip:parent", "tip:teacher", "tip:communicator"} <= set(actions)


async def test_the_question_of_the_day_is_another_one_tomorrow(real_texts: Knowledge) -> None:
    request = pressed(real_texts, "quiz:teen")

    today = await practice.quiz(request)
    tomorrow = await practice.quiz(replace(request, now=request.now + timedelta(days=1)))

    assert today != tomorrow


async def test_figures_go_on_from_page_to_page(real_texts: Knowledge) -> None:
    every = real_texts.handbook.supplement(Language.VI).figures
    pages = -(-len(every) // FIGURES_PER_PAGE)

    shown = [await press.figures(pressed(real_texts, f"figures:all:{page}")) for page in range(pages)]

    texts = [turn.replies[0].text for turn in shown]
    assert [sum(figure.text in text for text in texts) for figure in every] == [1] * len(every)


async def test_a_pack_leads_to_the_months_before_and_after(real_texts: Knowledge) -> None:
    turn = await press.pack(pressed(real_texts, "press:12"))

    actions = [getattr(button, "action", "") for row in turn.replies[0].buttons for button in row]
    assert {"press:11", "press:1"} <= set(actions)


@pytest.mark.parametrize(
    ("audience", "offered"),
    [
        (Audience.CHILD, {"tip:child", "scenes:child", "quiz:child", "contacts:child:0"}),
        (Audience.PARENT, {"tip:parent", "sub:parent", "contacts:parent:0"}),
        (
            Audience.TEACHER,
            {"tip:teacher", "sub:teacher", "scenes:child", "quiz:child", "contacts:teacher:0"},
        ),
        (
            Audience.COMMUNICATOR,
            {"tip:communicator", "sub:communicator", "press", "figures:all", "contacts:communicator:0"},
        ),
    ],
)
async def test_the_menu_offers_what_is_for_its_readers(
    real_texts: Knowledge, audience: Audience, offered: set[str]
) -> None:
    turn = await browse.topics(pressed(real_texts, f"topics:{audience}:0"))

    actions = {getattr(button, "action", "") for row in turn.replies[0].buttons for button in row}
    assert {one for one in actions if not one.startswith(("topic", "help"))} == offered
