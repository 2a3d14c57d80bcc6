"""Tips as replies: the period's first, then all the others, each with the way to another one."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from bot.core.action import encode
from bot.core.people import Audience
from bot.core.reply import Block, Button, Link, Press, Reply, Style, paragraphs
from bot.core.request import Voice
from bot.core.subscription import SUBSCRIBING, Feedback
from bot.core.supplement import Supplement, Tip
from bot.services.blocks import heading, label, listed, provenance, text, title

# Many subscribers are sent the same tip in the same voice.
CACHED = 512


def in_order(supplement: Supplement, audience: Audience, today: date) -> tuple[Tip, ...]:
    """Return an audience's tips: those of this part of the year first, from another one on each day."""
    tips = supplement.tips.get(audience, ())
    period = supplement.calendar.period(today)
    here = tuple(tip for tip in tips if period is not None and tip.period == period.id) or tips
    start = today.toordinal() % len(here) if here else 0
    return (*here[start:], *here[:start], *(tip for tip in tips if tip not in here))


def of_the_day(supplement: Supplement, audience: Audience, today: date) -> Tip | None:
    """Return the tip to begin with, the same for a whole day."""
    return next(iter(in_order(supplement, audience, today)), None)


def after(supplement: Supplement, tip: Tip, today: date) -> Tip:
    """Return the next tip, so that "another one" comes by all of them before the first again."""
    tips = in_order(supplement, tip.audience, today)
    return tips[(tips.index(tip) + 1) % len(tips)]


def by_id(supplement: Supplement, tip_id: str) -> Tip | None:
    """Return a tip of whichever audience; their ids differ."""
    return next((tip for tips in supplement.tips.values() for tip in tips if tip.id == tip_id), None)


def screen(voice: Voice, tip: Tip) -> Reply:
    """Return a tip: complete without its buttons."""
    return Reply(for_a_group(voice, tip), _buttons(voice, tip))


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a tip is passed on: the bot's address on the channel, and the channel's page for sharing it."""

    bot: str
    share_page: str = ""

    def link(self, tip: Tip) -> str:
        """Return the address that lets somebody pick a chat to share the tip with."""
        target = f"{self.bot}?start=tip_{tip.id}"
        if not self.share_page:
            return target
        return f"{self.share_page}?{urlencode({'url': target, 'text': tip.title})}"


@lru_cache(CACHED)
def weekly(
    voice: Voice, tip: Tip, *, recall: bool, in_group: bool, sharing: Sharing | None, has_window: bool = False
) -> Reply:
    """Return a tip as subscribers get it: complete without its buttons, of which a group has none."""
    who = tip.audience
    first = [heading(voice, "weekly.heading", who)]
    if recall:
        first.append(text(voice, voice.say("weekly.recall", who)))
    blocks = (*first, *for_a_group(voice, tip))
    if in_group:
        return Reply((*blocks, text(voice, voice.say("weekly.group", who))))
    if has_window:
        blocks = (*blocks, text(voice, voice.say("weekly.window", who)))
    topic = voice.handbook.topic(tip.topic, voice.language)
    rows: list[tuple[Button, ...]] = [
        tuple(Press(voice.say(f"weekly.{said}", who), encode("rate", said, tip.id)) for said in Feedback)
    ]
    if tip.post:
        rows.append((Press(voice.say("tip.post"), encode("tip", who, tip.id, "post")),))
    if topic is not None:
        rows.append((Press(label(topic), encode("topic", topic.id, who)),))
    following = after(voice.handbook.supplement(voice.language), tip, voice.today)
    rows.append((Press(voice.say("tip.another", who), encode("tip", who, following.id)),))
    if sharing is not None:
        rows[-1] += (Link(voice.say("weekly.share", who), sharing.link(tip)),)
    rows.append(
        (
            Press(voice.say("weekly.manage", who), encode("sub")),
            Press(voice.say("subscribe.stop", who), encode("substop")),
        )
    )
    return Reply(blocks, tuple(rows))


def post(voice: Voice, tip: Tip) -> Reply:
    """Return the short post that goes with a communicator's tip, to be copied as it is."""
    blocks = (title(tip.title), text(voice, tip.post), provenance(voice, tip.review))
    back = Press(voice.say("button.back"), encode("tip", tip.audience, tip.id))
    return Reply(blocks, ((back,),))


def for_a_group(voice: Voice, tip: Tip) -> tuple[Block, ...]:
    """Return a tip without buttons, since in a group they would show who presses them."""
    who = tip.audience
    blocks = [
        title(voice.say("tip.title", who, name=voice.address(tip.title))),
        text(voice, tip.situation),
        heading(voice, "tip.action", who),
        text(voice, tip.action),
        heading(voice, "tip.say", who),
        text(voice, tip.say),
    ]
    ages = [
        voice.say(f"tip.{name}", who, line=line)
        for name, line in (("small", tip.small), ("teen", tip.teen))
        if line
    ]
    if ages:
        blocks.append(listed(voice, Style.POINTS, ages))
    if tip.activity is not None:
        blocks.append(heading(voice, "tip.activity", who, name=tip.activity.title))
        blocks.append(listed(voice, Style.STEPS, tip.activity.steps))
    if tip.script:
        blocks += [heading(voice, "tip.script", who), paragraphs(tip.script)]
    return (*blocks, text(voice, tip.help), provenance(voice, tip.review))


def _buttons(voice: Voice, tip: Tip) -> tuple[tuple[Button, ...], ...]:
    supplement = voice.handbook.supplement(voice.language)
    following = after(supplement, tip, voice.today)
    topic = voice.handbook.topic(tip.topic, voice.language)
    rows: list[tuple[Button, ...]] = []
    if tip.post:
        rows.append((Press(voice.say("tip.post"), encode("tip", tip.audience, tip.id, "post")),))
    if topic is not None:
        rows.append((Press(label(topic), encode("topic", topic.id, tip.audience)),))
    rows.append((Press(voice.say("tip.another"), encode("tip", tip.audience, following.id)),))
    rows.append(
        tuple(
            Press(voice.say(f"audience.{other}"), encode("tip", other))
            for other in Audience
            if other is not tip.audience and supplement.tips.get(other)
        )
    )
    last = [Press(voice.say("button.topics"), encode("topics", tip.audience, "0"))]
    if tip.audience in SUBSCRIBING:
        last.append(Press(voice.say("subscribe.button"), encode("sub", tip.audience)))
    rows.append(tuple(last))
    return tuple(row for row in rows if row)


def forget() -> None:
    """Let go of what was made from an earlier handbook."""
    weekly.cache_clear()
