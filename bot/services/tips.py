"""Tips as replies: the period's first, then all the others, each with the way to another one."""

from datetime import date

from bot.core.action import encode
from bot.core.people import Audience
from bot.core.reply import Block, Button, Press, Reply, Style, paragraphs
from bot.core.request import Voice
from bot.core.supplement import Supplement, Tip
from bot.services.blocks import heading, label, listed, provenance, text, title


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


def screen(voice: Voice, tip: Tip) -> Reply:
    """Return a tip: complete without its buttons."""
    return Reply(for_a_group(voice, tip), _buttons(voice, tip))


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
    rows.append((Press(voice.say("button.topics"), encode("topics", tip.audience, "0")),))
    return tuple(row for row in rows if row)
