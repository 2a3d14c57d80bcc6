"""Behind `python -m bot tips notice`: an urgent message to an audience, by two steps in one process.

First it is shown who gets what; then the number of recipients must be typed. Nothing of that outlives the
process: a confirmation cannot be found and pressed later. The running bot sends what is queued.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from bot.config import Settings
from bot.core.clock import utc_now
from bot.core.errors import OperatorError
from bot.core.outbox import OPEN, Notice, State
from bot.core.people import Audience, Language, SelfWord
from bot.core.request import Voice
from bot.services.content import forbidden_from
from bot.services.mailing import notice_reply
from bot.storage.content.file_handbook import FileHandbook
from bot.storage.notices import SqlNotices
from bot.tips_commands import beside

LONGEST = 1_500
LOOK_EVERY = 0.5
DRAFT = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be sent to whom."""

    audience: Audience | None
    texts: Mapping[Language, str]
    recipients: int


def read_texts(handbook: FileHandbook, vietnamese: Path, english: Path | None) -> Mapping[Language, str]:
    """Read the notice's files; OperatorError when one cannot be sent."""
    texts = {Language.VI: _read(vietnamese)}
    if english is not None:
        texts[Language.EN] = _read(english)
    forbidden = forbidden_from(handbook.lexicon("forbidden"))
    for text in texts.values():
        if found := forbidden.any_denied.search(text):
            raise OperatorError(
                f"The notice names {found[0]}, which must not be given to anybody (content/lexicon/"
                "forbidden.yaml). Correct the number: 111, 113 and 115 are always right."
            )
    return texts


def _read(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"The notice {file} cannot be read ({type(error).__name__}).") from None
    if not text:
        raise OperatorError(f"The notice {file} is empty. Write what people should know and do.")
    if len(text) > LONGEST:
        raise OperatorError(f"The notice {file} has {len(text)} characters; at most {LONGEST} can be sent.")
    return text


async def draft(settings: Settings, audience: Audience | None, texts: Mapping[Language, str]) -> Draft:
    """Return what would be sent, and to how many."""
    async with beside(settings) as database:
        return Draft(audience, texts, await SqlNotices(database).recipients(audience, utc_now()))


def show(one: Draft, handbook: FileHandbook, settings: Settings, now: datetime, console: Console) -> None:
    """Print the notice as it would arrive."""
    for language in one.texts:
        voice = Voice(handbook, language, SelfWord.EM, now.date())
        reply = notice_reply(voice, Notice(DRAFT, one.audience, one.texts), settings.organisation.name)
        console.rule(language)
        console.print(reply.text, markup=False)
    console.rule()
    seconds = one.recipients / settings.tips.messages_per_second
    console.print(
        f"{one.recipients} recipients ({one.audience or 'all audiences'}); about {seconds:.0f} s to send."
    )


async def queue(settings: Settings, one: Draft) -> int:
    """Queue the notice; return its number."""
    async with beside(settings) as database:
        return await SqlNotices(database).queue(one.audience, one.texts, utc_now())


async def stop(settings: Settings) -> int | None:
    """Stop the notice that is going out; return how many were withdrawn, None when none is."""
    async with beside(settings) as database:
        notices = SqlNotices(database)
        running = await notices.running()
        return None if running is None else await notices.stop(running, utc_now())


async def watch(settings: Settings, notice: int, console: Console) -> Mapping[State, int]:
    """Show how far the notice has got until it is through; return how it ended."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    began = time.monotonic()
    async with beside(settings) as database:
        notices = SqlNotices(database)
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("sending", total=None, rate="")
            while True:
                states = await notices.progress(notice)
                total, still = sum(states.values()), sum(states.get(state, 0) for state in OPEN)
                rate = (total - still) / max(time.monotonic() - began, LOOK_EVERY)
                progress.update(task, total=total, completed=total - still, rate=f"{rate:.1f}/s")
                if not still:
                    return states
                await asyncio.sleep(LOOK_EVERY)
