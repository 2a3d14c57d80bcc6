"""What a due delivery says: the tip that is chosen for its subscriber, or the operator's notice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.clock import Clock
from bot.core.handbook import Handbook
from bot.core.outbox import Claimed, Notice, Outbox
from bot.core.people import Language, SelfWord
from bot.core.reply import Block, Reply, Style, paragraphs
from bot.core.request import Voice
from bot.core.supplement import Supplement
from bot.services import tips
from bot.services.choosing import Choice, choose
from bot.services.sender import Composed
from bot.services.tips import Sharing


@dataclass(frozen=True, slots=True)
class Mailing:
    """Composes messages from the handbook as it is now. `organisation` is who sends notices.

    `has_window`: whoever does not tap or write in time cannot be sent the next tip, and is told so.
    """

    handbook: Callable[[], Handbook]
    outbox: Outbox
    clock: Clock
    organisation: str = ""
    sharing: Callable[[], Sharing | None] = lambda: None
    has_window: bool = False

    async def compose(self, claimed: Claimed) -> Composed | None:
        """Return the message; None when there is no tip for this audience, or the notice was stopped."""
        if claimed.notice is not None:
            notice = await self.outbox.notice(claimed.notice)
            return None if notice is None else Composed(self._notice(claimed, notice))
        voice = self._voice(claimed)
        choice = chosen(voice.handbook.supplement(voice.language), claimed)
        if choice is None:
            return None
        reply = tips.weekly(
            voice,
            choice.tip,
            recall=choice.recall,
            in_group=claimed.in_group,
            sharing=self.sharing(),
            has_window=self.has_window,
        )
        return Composed(reply, choice.tip.id, choice.recall)

    def _voice(self, claimed: Claimed) -> Voice:
        today = self.clock().astimezone(ZoneInfo(claimed.zone)).date()
        return Voice(self.handbook(), claimed.language, SelfWord.EM, today)

    def _notice(self, claimed: Claimed, notice: Notice) -> Reply:
        return notice_reply(self._voice(claimed), notice, self.organisation)


def chosen(supplement: Supplement, claimed: Claimed) -> Choice | None:
    """Return the tip of a delivery: the one that an earlier try has chosen, else the subscriber's next."""
    before = supplement.tip(claimed.audience, claimed.tip) if claimed.tip is not None else None
    if before is not None:
        return Choice(before, claimed.recall)
    return choose(
        supplement,
        claimed.audience,
        max(date.fromisoformat(claimed.period), _day(claimed)),
        claimed.interests,
        claimed.history,
        claimed.tips_sent,
    )


def notice_reply(voice: Voice, notice: Notice, organisation: str) -> Reply:
    """Return a notice: whose it is, what it says, and how to stop."""
    words = notice.texts.get(voice.language) or notice.texts[Language.VI]
    blocks = [Block(Style.TITLE, (voice.say("notice.title"),)), paragraphs(words)]
    if organisation:
        blocks.append(paragraphs(voice.say("notice.from", name=organisation)))
    return Reply((*blocks, paragraphs(voice.say("notice.foot"), Style.NOTE)))


def _day(claimed: Claimed) -> date:
    """Return the day on which it goes out: later than its own where it has waited for its reader."""
    return claimed.due_at.astimezone(ZoneInfo(claimed.zone)).date()
