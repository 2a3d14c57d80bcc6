"""The content folder: YAML files in, a handbook or an editor's list of problems out."""

from bot.storage.content.folder import fingerprint
from bot.storage.content.handbook import FileHandbook
from bot.storage.content.loader import UnreadableContent, load_handbook
from bot.storage.content.messages import Messages, load_messages
from bot.storage.content.schema import schemas, write_schemas

__all__ = [
    "FileHandbook",
    "Messages",
    "UnreadableContent",
    "fingerprint",
    "load_handbook",
    "load_messages",
    "schemas",
    "write_schemas",
]
