"""Practise: scenes to choose a reply in, and quiz questions."""

from bot.core.request import Request
from bot.core.supplement import Ages
from bot.core.turn import Turn
from bot.services import practice
from handlers.unknown import not_there, old_button


async def scenes(request: Request) -> Turn:
    """Show a page of the scenes."""
    ages = _ages(request)
    if not practice.fitting(request.knowledge.handbook.supplement(request.language).scenes, ages):
        return await not_there(request)
    return Turn((practice.scenes_menu(request.voice, ages, request.number(1)),))


async def scene(request: Request) -> Turn:
    """Show a scene, or what the chosen reply leads to."""
    ages, there = _ages(request), request.knowledge.handbook.supplement(request.language)
    found = there.scene(request.argument(1))
    if found is None:
        return await old_button(request)
    chosen = request.number(2)
    if 1 <= chosen <= len(found.replies):
        return Turn((practice.scene_outcome(request.voice, found, ages, chosen - 1),))
    return Turn((practice.scene(request.voice, found, ages),))


async def quiz(request: Request) -> Turn:
    """Ask the question of the day or the one that the button names, or say whether the answer was right."""
    there, ages = request.knowledge.handbook.supplement(request.language), _ages(request)
    questions = practice.fitting(there.questions, ages)
    if not questions:
        return await not_there(request)
    found = there.question(request.argument(1))
    if found is None:
        found = questions[request.voice.today.toordinal() % len(questions)]
    chosen = request.number(2)
    if 1 <= chosen <= len(found.options):
        return Turn((practice.solution(request.voice, found, ages, chosen - 1),))
    return Turn((practice.question(request.voice, found, ages),))


def _ages(request: Request) -> Ages:
    return Ages.TEEN if request.argument(0) == Ages.TEEN else Ages.CHILD
