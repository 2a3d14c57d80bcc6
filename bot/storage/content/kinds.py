"""The kinds of content files, each with its shape; the JSON Schemas are made from them."""

from typing import Any

from pydantic import TypeAdapter

from bot.storage.content import models, sheets

FILE_KINDS: dict[str, TypeAdapter[Any]] = {
    "topic": models.Topic,
    "channels": models.Directory,
    "channel-words": models.DirectoryWords,
    "cards": models.Cards,
    "out-of-scope": models.OutOfScope,
    "forbidden": models.Forbidden,
    "tips": sheets.Tips,
    "scenes": sheets.Scenes,
    "quiz": sheets.Quiz,
    "press": sheets.Press,
    "figures": sheets.Figures,
    "platform": sheets.Platform,
    "calendar": sheets.CalendarFile,
}
