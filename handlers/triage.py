"""Find who can help: from what happened, whether at home, how urgent, and where."""

from dataclasses import replace

from bot.core.case import Case
from bot.core.reply import Reply
from bot.core.request import Request
from bot.core.turn import Effect, Keep, Turn, remembering
from bot.services import triage
from bot.services.reporting import Situation


class Triage:
    """The questions and their answers. `province` is the operator's own, for whoever has not chosen one."""

    def __init__(self, province: str = "") -> None:
        self.province_of_all = province

    def ask(self, request: Request, case: Case) -> Reply:
        """Return the next question of a case, to be sent below a card."""
        return triage.screen(request.voice, self._situation(request, case))

    async def go_on(self, request: Request) -> Turn:
        """Ask the next question, or show who can help."""
        case = _case(request)
        return Turn(
            (triage.screen(request.voice, self._situation(request, case)),),
            remembering(request.state, audience=case.reader.audience),
            asks=case,
        )

    async def see(self, request: Request) -> Turn:
        """Show who can help by what is known already."""
        return Turn((triage.result(request.voice, self._situation(request, _case(request))),))

    async def province(self, request: Request) -> Turn:
        """Remember the province for this chat, and show who can help there."""
        chosen = request.argument(0)
        reader = request.reading_as(request.speaks_as)
        case = Case.of_compact(request.argument(1), request.argument(2), reader)
        effects: tuple[Effect, ...] = remembering(request.state, province=chosen)
        if request.subscription is not None:
            effects += (Keep(replace(request.subscription, province=chosen or None)),)
        situation = Situation(case, request.now, chosen or self.province_of_all)
        return Turn((triage.result(request.voice, situation),), effects)

    def _situation(self, request: Request, case: Case) -> Situation:
        return Situation(case, request.now, request.province or self.province_of_all)


async def whom(request: Request) -> Turn:
    """Ask whom it happened to."""
    return Turn((triage.whom(request.voice, _case(request)),))


async def rehearse(request: Request) -> Turn:
    """Practise the call to 111, page by page."""
    return Turn((triage.rehearsal(request.voice, _case(request, 1), request.number(0)),))


async def show(request: Request) -> Turn:
    """Show the card to hand to an adult."""
    return Turn((triage.show(request.voice, _case(request)),))


async def provinces(request: Request) -> Turn:
    """Ask for the province."""
    return Turn((triage.provinces(request.voice, _case(request)),))


def _case(request: Request, skip: int = 0) -> Case:
    """Read the case that the button carries, or that the words have answered."""
    if request.case is not None:
        return request.case
    arguments = request.action.arguments[skip:] if request.action else ()
    return Case.of(arguments, request.reading_as(request.speaks_as))
