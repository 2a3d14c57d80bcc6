"""The secret key that hides chats: from `database.key`, else from a file beside the database.

The setting is any text of at least 32 characters, taken as it is (nothing is decoded); the file, such as
data/khien-nho.key, holds a text of the same kind, so either can be copied to the other place. The
database itself never holds the key, only a value by which a wrong one is noticed.
"""

import hmac
import logging
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.core.errors import SettingsError, StorageUnusableError
from bot.storage.database import Database
from bot.storage.files import create_folder, sync_folder
from bot.storage.meta import read_value, settle_value
from bot.storage.trouble import lasting

MIN_CHARACTERS = 32
_CHECK_NAME = "key_check"
_CHECKED = b"khien-nho secret key"
_OR_COPY = " or from the machine where the bot was started first"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SecretKey:
    """The secret, from which every use derives a key of its own."""

    secret: bytes = field(repr=False)

    def derive(self, purpose: str) -> bytes:
        """Return the 32 bytes of this purpose: always the same, and useless for finding the others."""
        info = b"khien-nho/1/" + purpose.encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self.secret)


def key_file(database: Path) -> Path:
    """Return where the key is kept when the settings have none."""
    return database.with_name(f"{database.stem}.key")


async def open_key(database: Database, setting: str | None) -> SecretKey:
    """Return the key that this database was made with; on the very first start, make one.

    Raises SettingsError for a setting that cannot be a key, StorageUnusableError for a lost or
    wrong key; neither changes anything.
    """
    path = key_file(database.path)
    with lasting(database.place):
        check = await database.read(read_value, _CHECK_NAME)
    if check is None and not database.is_owned:
        raise StorageUnusableError(
            f"Nothing has been kept in the database {database.place} yet: start the bot once first."
        )
    key = _from_setting(setting) if setting is not None else _from_file(path, database, check)
    if check is None:
        with lasting(database.place):  # another process may have been first
            check = await database.write(settle_value, _CHECK_NAME, _check_value(key))
    if not hmac.compare_digest(check, _check_value(key)):
        origin = "in the setting database.key" if setting is not None else f"in {path}"
        raise StorageUnusableError(
            f"The secret key {origin} is not the one that {database.place} was made with. "
            f"Put the right key back from your backup. {_if_lost(database)}"
        )
    return key


def _from_setting(setting: str) -> SecretKey:
    text = setting.strip()
    if len(text) < MIN_CHARACTERS:
        raise SettingsError(
            f"The setting database.key must have at least {MIN_CHARACTERS} characters "
            "(`openssl rand -base64 32` makes a good one). "
            "Remove it to let the program make a key file of its own."
        )
    return SecretKey(text.encode())


def _from_file(path: Path, database: Database, check: str | None) -> SecretKey:
    try:
        if path.exists():
            _keep_private(path)
            text = path.read_bytes().strip()
        elif check is None:
            text = _create(path)
        else:
            raise StorageUnusableError(
                f"The key file {path} is missing, and {database.place} is of no use without it. "
                f"Put it back from your backup{_OR_COPY if database.is_shared else ''}, "
                f"or set database.key. {_if_lost(database)}"
            )
    except OSError as error:
        raise StorageUnusableError(
            f"The key file {path} cannot be used: {error.strerror}. "
            "Give this user the right to read and write it."
        ) from error
    if len(text) < MIN_CHARACTERS:
        raise StorageUnusableError(
            f"The key file {path} is empty or cut short. "
            f"Put the right one back from your backup. {_if_lost(database)}"
        )
    return SecretKey(text)


def _keep_private(path: Path) -> None:
    """Take the key file away from everybody else, and say that it was open."""
    if not path.stat().st_mode & _OTHERS:
        return
    try:
        path.chmod(0o600)
    except OSError:
        raise StorageUnusableError(
            f"The key file {path} can be read by other users of this machine, and this user may not "
            f"change that. Run `chmod 600 {path}` as its owner, or give the key as BOT_DATABASE__KEY."
        ) from None
    _log.warning(
        "the key file was open to other users; it is private now", extra={"action": "key_file_closed"}
    )


def _create(path: Path) -> bytes:
    """Write a new key, whole and durable before its name appears."""
    text = secrets.token_urlsafe(32).encode()
    create_folder(path)
    unfinished = path.with_name(f"{path.name}.new")
    with suppress(FileNotFoundError):
        unfinished.unlink()
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, text + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    unfinished.rename(path)
    sync_folder(path.parent)
    return text


def _check_value(key: SecretKey) -> str:
    return hmac.digest(key.derive("key check"), _CHECKED, "sha256").hex()


def _if_lost(database: Database) -> str:
    name = database.path.name
    fresh = (
        "begin with an empty database"
        if database.is_shared
        else f"move {database.place}, {name}-wal and {name}-shm away and start again"
    )
    return (
        f"If it is really lost, {fresh}: what the bot remembered of its chats and subscribers is lost then."
    )
