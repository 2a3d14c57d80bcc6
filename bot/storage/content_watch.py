"""Notices that the content files have changed, and hands on the new handbook when it is sound."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from bot.core.people import Language
from bot.storage.content.file_handbook import FileHandbook
from bot.storage.content.handbook import try_handbook

log = logging.getLogger(__name__)

OnChange = Callable[[FileHandbook], Awaitable[None]]
Refuse = Callable[[FileHandbook], tuple[str, ...]]
Sleep = Callable[[float], Awaitable[None]]
Fingerprint = frozenset[tuple[str, int, int]]


def _refuse_nothing(_: FileHandbook) -> tuple[str, ...]:
    return ()


class ContentWatch:
    """Polls a content folder.

    `on_change` is awaited with each sound handbook whose version is new. A broken edit, and one that
    `refuse` names reasons against, is logged, and what was good before stays. `version` is that of the
    handbook in use; without it, what the folder holds at the first look counts as being in use.
    """

    def __init__(
        self,
        path: Path,
        on_change: OnChange,
        *,
        refuse: Refuse = _refuse_nothing,
        version: str | None = None,
        interval: float = 2.0,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._path = path
        self._on_change = on_change
        self._refuse = refuse
        self._version = version
        self._interval = interval
        self._sleep = sleep

    async def run(self) -> None:
        """Watch until cancelled."""
        read: Fingerprint | None = None
        before = await asyncio.to_thread(fingerprint, self._path)
        while True:
            await self._sleep(self._interval)
            now = await asyncio.to_thread(fingerprint, self._path)
            # Twice the same: nobody is in the middle of saving.
            if now == before and now != read:
                read = now
                await self._look()
            before = now

    async def _look(self) -> None:
        handbook, problems = await asyncio.to_thread(self._load)
        if handbook is None:
            _log_refusal(problems)
            return
        if handbook.version == self._version:
            return
        if self._version is None:
            self._version = handbook.version
            return
        if problems:
            _log_refusal(problems)
            return
        self._version = handbook.version
        await self._on_change(handbook)

    def _load(self) -> tuple[FileHandbook | None, tuple[str, ...]]:
        handbook, problems = try_handbook(self._path)
        if handbook is None:
            return None, tuple(problem.sentence(Language.EN) for problem in problems)
        return handbook, self._refuse(handbook)


def fingerprint(path: Path) -> Fingerprint:
    """Return what changes when a file of the folder is saved, added or removed; reads no file."""
    return frozenset(_stamps(path))


def _stamps(path: Path) -> Iterable[tuple[str, int, int]]:
    for file in path.rglob("*.yaml"):
        try:
            found = file.stat()
        except OSError:  # removed meanwhile
            continue
        yield str(file), found.st_mtime_ns, found.st_size


def _log_refusal(problems: tuple[str, ...]) -> None:
    log.error(
        "the changed content is refused, the last good content stays: %s",
        " | ".join(problems),
        extra={"action": "content_refused"},
    )
