"""The operator's recordings of texts, read by a person and reviewed; they are checked at the start.

A recording belongs to a text: `card:sextortion:child`, `card:universal:parent`, `show:child`,
`topic:scams:parent`. It is offered below the text and never plays by itself.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from bot.config import Recording
from bot.core.errors import SettingsError
from bot.core.handbook import AlarmCategory
from bot.core.people import Audience, Language, Reader
from bot.core.reply import Sound
from bot.services.directory import slug
from bot.storage.content.file_handbook import FileHandbook

ENDINGS = (".mp3", ".m4a", ".ogg")
LARGEST = 5_000_000
_CARD = re.compile(rf"card:(?:universal|{'|'.join(AlarmCategory)}):(?:{'|'.join(Reader)})")
_SHOW = re.compile(rf"show:(?:{'|'.join(Reader)})")
_TOPIC = re.compile(rf"topic:([a-z0-9-]+):(?:{'|'.join(Audience)})")


def with_recordings(handbook: FileHandbook, recordings: tuple[Recording, ...]) -> FileHandbook:
    """Return the handbook with the recordings at their texts; SettingsError when one can't be used."""
    found: dict[str, tuple[Sound, ...]] = {}
    for recording in recordings:
        _check(recording, handbook)
        sound = Sound(name_of(recording), recording.language)
        found[recording.text] = (*found.get(recording.text, ()), sound)
    return handbook.with_recordings(found)


def files_of(recordings: tuple[Recording, ...]) -> Mapping[str, Path]:
    """Return the recordings' files by the names that replies carry."""
    return {name_of(recording): recording.file for recording in recordings}


def name_of(recording: Recording) -> str:
    """Return a recording's name: its text and language, and the file's ending."""
    words = "-".join(recording.text.split(":"))
    return f"{words}-{slug(recording.language)}{recording.file.suffix.lower()}"


def _check(recording: Recording, handbook: FileHandbook) -> None:
    where = f"reporting.recordings, {recording.text}"
    topic = _TOPIC.fullmatch(recording.text)
    known = _CARD.fullmatch(recording.text) or _SHOW.fullmatch(recording.text) or topic
    if not known or (topic and handbook.topic(topic[1], Language.VI) is None):
        raise SettingsError(
            f"{where}: there is no such text. Write card:CATEGORY:READER, show:READER or topic:ID:AUDIENCE, "
            "for example card:universal:child."
        )
    if recording.file.suffix.lower() not in ENDINGS:
        raise SettingsError(f"{where}: {recording.file} must end in {', '.join(ENDINGS)}.")
    try:
        size = recording.file.stat().st_size
    except OSError:
        raise SettingsError(f"{where}: the file {recording.file} cannot be read. Check the path.") from None
    if not 0 < size <= LARGEST:
        raise SettingsError(f"{where}: {recording.file} is empty or larger than 5 MB. Shorten it.")
