"""Crisis cards: the first reply to a disclosure, and to "Cần giúp ngay"."""

from bot.core.action import NONE, encode
from bot.core.case import case_of_alarm
from bot.core.handbook import AlarmCategory, Card
from bot.core.people import Reader
from bot.core.reply import Block, Button, Call, Press, Reply, Sound, Style, Tone, paragraphs
from bot.core.request import Request
from bot.services import triage

Rows = tuple[tuple[Button, ...], ...]


def card(request: Request, category: AlarmCategory | None, reader: Reader) -> Reply:
    """Return the whole card, without the button "không phải vậy": somebody asked for it."""
    return Reply(
        _blocks(request, _find(request, category, reader)),
        (_call_row(request), *_ways_on(request, category, reader)),
        Tone.CRISIS,
        sounds=_recordings(request, category, reader),
    )


def alarm_card(request: Request, topic_id: str | None) -> Reply:
    """Return the card for this message's alarm; a later alarm in the chat gets the shorter one.

    `topic_id` is where "không phải vậy" leads back to.
    """
    audience, category = request.speaks_as, request.alarm.category
    reader = request.reading_as(audience)
    found = _find(request, category, reader)
    repeated = request.alarmed and not outranks(category, request.alarmed_before)
    blocks = (
        (Block(Style.TEXT, tuple(map(request.address, found.again))),)
        if repeated
        else _blocks(request, found)
    )
    not_so = Press(
        request.say("crisis.not_so", audience),
        encode("notso", category or NONE, topic_id or NONE, audience),
    )
    rows = (_call_row(request), (not_so,), *_ways_on(request, category, reader))
    sounds = () if repeated else _recordings(request, category, reader)
    return Reply(blocks, rows, Tone.CRISIS, sounds=sounds)


def outranks(category: AlarmCategory | None, before: AlarmCategory | None) -> bool:
    """Say whether an alarm is more urgent than the one before, so that it gets its own card."""
    if category is None:
        return False
    ranks = list(AlarmCategory)
    return before is None or ranks.index(category) < ranks.index(before)


def gentle_line(request: Request) -> Reply:
    """Return what follows the normal answer to a soft alarm."""
    rows = (
        (
            Press(request.say("safe.yes"), encode("safe", "yes")),
            Press(request.say("safe.no"), encode("safe", "no")),
            Press(request.say("safe.unsure"), encode("safe", "unsure")),
        ),
    )
    return Reply((paragraphs(request.say("safe.ask")),), rows)


def _find(request: Request, category: AlarmCategory | None, reader: Reader) -> Card:
    return request.knowledge.handbook.card(category, reader, request.language)


def _recordings(request: Request, category: AlarmCategory | None, reader: Reader) -> tuple[Sound, ...]:
    return request.knowledge.handbook.recordings(f"card:{category or 'universal'}:{reader}")


def _blocks(request: Request, found: Card) -> tuple[Block, ...]:
    return (
        paragraphs(request.address(found.opening), Style.URGENT),
        Block(Style.STEPS, tuple(map(request.address, found.steps))),
        Block(Style.TEXT, tuple(map(request.address, found.closing))),
    )


def _call_row(request: Request) -> tuple[Button, ...]:
    return tuple(Call(request.say("button.call", name=number), number) for number in ("111", "113", "115"))


def _ways_on(request: Request, category: AlarmCategory | None, reader: Reader) -> Rows:
    return (
        (triage.button(request.voice, case_of_alarm(reader, category)),),
        (
            Press(request.say("crisis.tell_more"), encode("tell")),
            Press(request.say("crisis.leave"), encode("leave")),
        ),
    )
