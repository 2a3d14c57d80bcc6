"""Scenes to choose a reply in, and quiz questions, as replies. Nothing is counted or kept."""

from collections.abc import Sequence
from typing import TypeVar

from bot.core.action import encode
from bot.core.people import Audience
from bot.core.reply import Button, Press, Reply, Style
from bot.core.request import Voice
from bot.core.supplement import Ages, QuizQuestion, Scene
from bot.services.blocks import heading, label, listed, provenance, text, title
from bot.services.paging import page_of

SCENES_PER_PAGE = 7
CHILD = Audience.CHILD

T = TypeVar("T", Scene, QuizQuestion)


def fitting(items: Sequence[T], ages: Ages) -> tuple[T, ...]:
    """Return what is written for these ages."""
    return tuple(item for item in items if item.ages in (ages, Ages.ALL))


def scenes_menu(voice: Voice, ages: Ages, page: int) -> Reply:
    """Return one page of the scenes for these ages."""
    scenes = fitting(voice.handbook.supplement(voice.language).scenes, ages)
    shown = page_of(scenes, page, SCENES_PER_PAGE)
    rows: list[tuple[Button, ...]] = [
        (Press(voice.address(scene.title), encode("scene", ages, scene.id)),) for scene in shown.items
    ]
    if shown.count > 1:
        rows.append((Press(voice.say("button.next"), encode("scenes", ages, shown.following)),))
    rows += [
        (_other_ages(voice, ages, "scenes"),),
        (Press(voice.say("button.topics"), encode("topics", CHILD, "0")),),
    ]
    return Reply((title(voice.say("scene.menu")), text(voice, voice.say("scene.intro", CHILD))), tuple(rows))


def scene(voice: Voice, shown: Scene, ages: Ages) -> Reply:
    """Return a scene with its replies to choose from."""
    labels = tuple(voice.address(reply.label) for reply in shown.replies)
    return Reply(
        (
            title(voice.address(shown.title)),
            text(voice, shown.story),
            heading(voice, "scene.choose", CHILD),
            listed(voice, Style.STEPS, labels),
            text(voice, shown.help),
        ),
        (*_choices(labels, "scene", ages, shown.id), (_others(voice, ages),)),
    )


def scene_outcome(voice: Voice, shown: Scene, ages: Ages, chosen: int) -> Reply:
    """Return what a reply (its position, from 0) leads to, and the move to remember."""
    reply = shown.replies[chosen]
    rows: list[tuple[Button, ...]] = []
    if not reply.good:
        rows.append((Press(voice.say("scene.again"), encode("scene", ages, shown.id)),))
    rows += [*_topic_row(voice, shown.topic), (_others(voice, ages),)]
    return Reply(
        (
            title(voice.address(reply.label)),
            text(voice, reply.outcome),
            heading(voice, "scene.move", CHILD),
            text(voice, shown.move),
            text(voice, shown.help),
            provenance(voice, shown.review),
        ),
        tuple(rows),
    )


def question(voice: Voice, shown: QuizQuestion, ages: Ages) -> Reply:
    """Return a quiz question with its options."""
    options = tuple(voice.address(option) for option in shown.options)
    return Reply(
        (
            title(voice.say("quiz.title")),
            text(voice, shown.question),
            listed(voice, Style.STEPS, options),
            text(voice, shown.help),
        ),
        (*_choices(options, "quiz", ages, shown.id), (_other_ages(voice, ages, "quiz"),)),
    )


def solution(voice: Voice, shown: QuizQuestion, ages: Ages, chosen: int) -> Reply:
    """Return whether an option (its position, from 0) was the right one, and why."""
    key = "quiz.right" if chosen == shown.answer else "quiz.not_quite"
    right = voice.address(shown.options[shown.answer])
    following = after(fitting(voice.handbook.supplement(voice.language).questions, ages), shown)
    return Reply(
        (
            title(voice.say(key, CHILD, answer=right)),
            text(voice, shown.why),
            text(voice, shown.help),
            provenance(voice, shown.review),
        ),
        (
            (Press(voice.say("quiz.another"), encode("quiz", ages, following.id)),),
            *_topic_row(voice, shown.topic),
            (Press(voice.say("button.topics"), encode("topics", CHILD, "0")),),
        ),
    )


def after(questions: Sequence[QuizQuestion], shown: QuizQuestion) -> QuizQuestion:
    """Return the question that follows, the first one after the last."""
    if shown not in questions:
        return questions[0] if questions else shown
    return questions[(questions.index(shown) + 1) % len(questions)]


def _choices(labels: Sequence[str], *action: str) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each label; the action's last argument is its number, from 1."""
    return tuple(
        (Press(words, encode(*action, str(number))),) for number, words in enumerate(labels, start=1)
    )


def _other_ages(voice: Voice, ages: Ages, verb: str) -> Press:
    if ages is Ages.TEEN:
        return Press(voice.say("button.younger"), encode(verb, Ages.CHILD))
    return Press(voice.say("button.teen"), encode(verb, Ages.TEEN))


def _others(voice: Voice, ages: Ages) -> Press:
    return Press(voice.say("scene.others"), encode("scenes", ages))


def _topic_row(voice: Voice, topic_id: str) -> tuple[tuple[Button, ...], ...]:
    topic = voice.handbook.topic(topic_id, voice.language)
    return ((Press(label(topic), encode("topic", topic.id, CHILD)),),) if topic is not None else ()
