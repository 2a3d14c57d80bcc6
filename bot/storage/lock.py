"""One process per database: a lock file beside it, which the kernel releases when its holder dies."""

import errno
import fcntl
import os
from pathlib import Path

from bot.core.errors import StorageUnusableError


class ProcessLock:
    """Holds `<database>.lock` from `acquire` to `release`.

    The file stays where it is: removing it would let two processes lock two different files.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(f"{database.name}.lock")
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock, or raise StorageUnusableError when another process has it."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = _holder(descriptor)
            os.close(descriptor)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            raise StorageUnusableError(
                f"Another process{holder} already serves from the database {self._database}. "
                "Stop it first, or give this one a database.url of its own."
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Let another process take over; does nothing when the lock is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _holder(descriptor: int) -> str:
    pid = os.pread(descriptor, 20, 0).strip()
    return f" ({pid.decode()})" if pid.isdigit() else ""
