"""Tips, scenes, quiz, press packs, figures and guides asked for by hostile, old and plain buttons."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.action import decode
from bot.core.knowledge import Knowledge
from bot.core.people import Audience, Language
from bot.core.request import Handler, Request
from bot.core.turn import ChatState, Remember
from handlers import browse, guides, practice, press, tips
from tests.fakes.knowledge import ScriptedUnderstanding, SmallHandbook
from tests.unit.voices import request_of

BUTTONS: list[tuple[Handler, str]] = [
    (tips.tip, "tip:nobody:nothing"),
    (tips.tip, "tip:parent:k-of-a-child"),
    (tips.tip, "tip:parent::post"),
    (practice.scenes, "scenes:adult:999999999999"),
    (practice.scene, "scene:none"),
    (practice.quiz, "quiz:child:none:4"),
    (practice.quiz, "quiz::none:-"),
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

    turn = await practice.scene(pressed(real_texts, f"scene:{scene.id}:{chosen}"))

    assert scene.move in turn.replies[0].text
    assert turn.effects == ()


@pytest.mark.parametrize("beyond", [0, 4, 99])
async def test_a_reply_that_there_is_not_shows_the_scene_again(real_texts: Knowledge, beyond: int) -> None:
    scene = real_texts.handbook.supplement(Language.VI).scenes[0]

    shown = await practice.scene(pressed(real_texts, f"scene:{scene.id}"))

    assert await practice.scene(pressed(real_texts, f"scene:{scene.id}:{beyond}")) == shown


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
