"""Conversations in YAML that an editor can read; see tests/conversations/README.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.app import dispatcher
from bot.channels.telegram.send import _CAPABILITIES as TELEGRAM
from bot.channels.zalo_bot.send import CAPABILITIES as ZALO_BOT
from bot.channels.zalo_oa.send import CAPABILITIES as ZALO_OA
from bot.config import Settings
from bot.core.journal import Journal
from bot.core.knowledge import Knowledge, Live
from bot.core.message import Address, Attached, Body, ChatKind, Command, Incoming, MediaKind, Pressed, Typed
from bot.core.people import Language
from bot.core.reply import Press, Reply
from bot.metrics import NullMeter
from bot.storage.memory import MemoryJournal
from tests.fakes.channels import RecordingChannel

START = datetime(2026, 11, 23, 13, tzinfo=UTC)
SAYS = ("say", "press", "command", "send")
CHANNELS = {"telegram": TELEGRAM, "zalo-bot": ZALO_BOT, "zalo-oa": ZALO_OA}
CHECKS = ("has", "has_not", "buttons", "tone", "messages")


@dataclass(frozen=True, slots=True)
class Script:
    """One file: a title, who speaks, where, and the turns."""

    title: str
    language: Language | None
    group: bool
    channel: str
    turns: tuple[dict[str, Any], ...]


def read(file: Path) -> Script:
    """Read a script; an unknown word in it is an error."""
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    for turn in raw["turns"]:
        unknown = set(turn) - {*SAYS, *CHECKS, "after_minutes"}
        if unknown or len([word for word in SAYS if word in turn]) != 1:
            raise ValueError(f"{file.name}: a turn says one thing, and knows no {sorted(unknown)}: {turn}")
    language = Language(raw["language"]) if "language" in raw else None
    channel = raw.get("channel", "telegram")
    if channel not in CHANNELS:
        raise ValueError(f"{file.name}: a channel is one of {sorted(CHANNELS)}, not {channel!r}")
    return Script(raw["title"], language, raw.get("group", False), channel, tuple(raw["turns"]))


class Stage:
    """Plays a script against the real content and engine."""

    def __init__(self, knowledge: Knowledge, settings: Settings, script: Script) -> None:
        self.script = script
        can = CHANNELS[script.channel]
        self.channel = RecordingChannel(
            script.channel, deletes=can.deletes, proactive=can.proactive, introduces=can.introduces
        )
        self.now = START
        self.journal: Journal = MemoryJournal()
        self.receive = dispatcher(
            Live(knowledge), self.journal, settings, NullMeter(), clock=lambda: self.now
        )
        self.shown: list[Reply] = []

    async def play(self, turn: dict[str, Any]) -> list[Reply]:
        """Say one thing; return what was answered."""
        self.now += timedelta(minutes=turn.get("after_minutes", 0), seconds=5)
        before = len(self.channel.sent)
        kind = ChatKind.GROUP if self.script.group else ChatKind.PRIVATE
        where = Address(self.script.channel, "1")
        await self.receive(
            Incoming(where, self._body(turn), self.now, kind=kind, language=self.script.language),
            self.channel,
        )
        self.shown = [reply for _, reply in self.channel.sent[before:]]
        return self.shown

    def _body(self, turn: dict[str, Any]) -> Body:
        if "press" in turn:
            return Pressed(action_of(self.shown, turn["press"]))
        if "command" in turn:
            name, _, argument = str(turn["command"]).lstrip("/").partition(" ")
            return Command(name, argument)
        if "send" in turn:
            kind, _, caption = str(turn["send"]).partition(" ")
            return Attached(MediaKind(kind), caption)
        return Typed(str(turn["say"]))


def presses(replies: Sequence[Reply]) -> list[Press]:
    """Return all buttons that answer."""
    buttons = (button for reply in replies for row in reply.buttons for button in row)
    return [button for button in buttons if isinstance(button, Press)]


def action_of(replies: Sequence[Reply], label: str) -> str:
    """Return what the button with this label carries."""
    for press in presses(replies):
        if label in press.label:
            return press.action
    raise AssertionError(f"there is no button {label!r} among {[press.label for press in presses(replies)]}")


def complaints(turn: dict[str, Any], replies: Sequence[Reply]) -> list[str]:
    """Return what is not as the script says."""
    text = "\n".join(reply.text for reply in replies)
    labels = [press.label for press in presses(replies)]
    found = [f"misses {part!r}" for part in _list(turn.get("has")) if part.casefold() not in text.casefold()]
    found += [f"has {part!r}" for part in _list(turn.get("has_not")) if part.casefold() in text.casefold()]
    found += [
        f"has no button {label!r}"
        for label in _list(turn.get("buttons"))
        if not any(label in one for one in labels)
    ]
    if "tone" in turn and turn["tone"] not in {reply.tone.value for reply in replies}:
        found.append(f"is not {turn['tone']}")
    if "messages" in turn and turn["messages"] != len(replies):
        found.append(f"has {len(replies)} messages")
    if not replies:
        found.append("is silent")
    return found


def _list(value: object) -> list[str]:
    if value is None:
        return []
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]
