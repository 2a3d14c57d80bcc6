"""The journal in the database: what arrives together is committed together.

Commits that arrive while a transaction runs share the next one, so that under load many updates cost
one flush to the disk. Reads are answered from memory wherever memory can know.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.core.decision import KEEP_DECISIONS, Decision
from bot.core.errors import StorageError
from bot.core.journal import KEEP_QUESTIONS, KEEP_STATES, KEEP_UPDATES, Entry
from bot.core.message import Address
from bot.core.turn import ChatState, Remember
from bot.core.understanding import Asked
from bot.storage.batches import Batches
from bot.storage.chats import find_chat, newest_chats, purge_chats, save_chats
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.decisions import add_decisions, drop_decisions, held_decisions, purge_decisions, row_of
from bot.storage.erasure import last_erasure
from bot.storage.finished import FinishedIds
from bot.storage.questions import add_questions, month_of, purge_questions
from bot.storage.states import EMPTY, KeptState, States
from bot.storage.trouble import passing
from bot.storage.updates import (
    FinishedUpdate,
    add_updates,
    has_update,
    highest_updates,
    newest_updates,
    purge_updates,
)

UPDATES_HELD = 100_000
STATES_HELD = 50_000
PURGE_ROWS = 5_000
ERASURE_CHECK = timedelta(seconds=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class SqlJournal:
    """A journal between `start` and `stop`.

    The one process that serves from a database holds in memory what it needs; where several share one, the
    database is asked each time.
    """

    def __init__(
        self,
        database: Database,
        cipher: Cipher,
        *,
        updates_held: int = UPDATES_HELD,
        states_held: int = STATES_HELD,
    ) -> None:
        self._database = database
        self._cipher = cipher
        self._updates_held = updates_held
        self._states_held = states_held
        self._finished = FinishedIds(updates_held)
        self._states = States(states_held, complete=False)
        self._erasure: str | None = None
        self._erasure_checked = _LONG_AGO
        self._running = False
        self._batches: Batches[Entry | Decision, None] = Batches(self._write)
        # Memory follows the database in step: one change of both at a time.
        self._in_step = asyncio.Lock()

    async def start(self) -> None:
        """Load into memory what is finished and what is kept of the chats, unless others may change it."""
        self._running = True
        if self._database.is_shared:
            return
        with passing("loading the finished updates"):
            newest = await self._database.read(newest_updates, self._updates_held)
            all_held = len(newest) < self._updates_held
            highest = [] if all_held else await self._database.read(highest_updates)
        for update in newest:
            self._finished.add(update.channel, update.update_id, update.at)
        for channel, update_id in highest:
            self._finished.drop_up_to(channel, update_id)
        await self._load_states()

    async def stop(self) -> None:
        """Take no more entries; return when those that wait are committed."""
        self._running = False
        await self._batches.drain()

    async def is_done(self, channel: str, update_id: str) -> bool:
        """Say whether this update was already answered and committed."""
        known = None if self._database.is_shared else self._finished.knows(channel, update_id)
        if known is not None:
            return known
        with passing("looking for an update"):
            return await self._database.read(has_update, channel, update_id)

    async def state(self, address: Address, now: datetime) -> ChatState:
        """Return what is kept of the chat; an empty state when nothing is, or it has expired."""
        if self._database.is_shared:
            with passing("reading a chat"):
                kept = await self._database.read(find_chat, self._cipher.lookup(address))
            return EMPTY if kept is None else kept.at(now)
        if now - self._erasure_checked >= ERASURE_CHECK:
            self._erasure_checked = now
            await self._notice_erasures()
        key = self._cipher.lookup(address)
        states = self._states
        if not states.knows(key):
            with passing("reading a chat"):
                found = await self._database.read(find_chat, key)
            if not states.knows(key):  # a commit may have come in between: it knows better
                states.put(key, found)
        kept = states.find(key)
        return EMPTY if kept is None else kept.at(now)

    async def commit(self, entry: Entry) -> None:
        """Return when the entry is durable. Entries of many chats share one transaction."""
        await self._put(entry)

    async def hold(self, decision: Decision) -> None:
        """Return when the decision is durable; it shares a transaction with what arrives together."""
        await self._put(decision)

    async def held(self, channel: str) -> Sequence[Decision]:
        """Return what a channel has decided and not yet answered, oldest first."""
        with passing("reading what is not answered"):
            return await self._database.read(held_decisions, self._cipher, channel)

    async def purge(self, now: datetime) -> int:
        """Delete what has outlived its time, a part at a time, so that commits come in between."""
        deleted = 0
        with passing("deleting what is too old"):
            while True:
                rows = await self._database.write(_purge, now)
                deleted += rows
                if rows < PURGE_ROWS:
                    break
            await self._database.checkpoint()
        self._finished.purge(now - KEEP_UPDATES)
        self._states.purge(now)
        return deleted

    async def _put(self, item: Entry | Decision) -> None:
        if not self._running:
            raise StorageError("The journal takes no entries: it has not been started, or was stopped.")
        if item.update_id is not None and not _is_text(item.update_id):
            # It must fail alone, not with all that share its transaction.
            raise StorageError("The update's id is not text: it holds a lone surrogate.")
        await self._batches.put(item)

    async def _write(self, items: Sequence[Entry | Decision]) -> Sequence[None]:
        entries = [item for item in items if isinstance(item, Entry)]
        # An update that is decided and done within one batch is done.
        done = {
            (one.address.channel, one.update_id) for one in entries if one.held and one.update_id is not None
        }
        held = [
            row_of(self._cipher, item)
            for item in items
            if isinstance(item, Decision) and (item.address.channel, item.update_id) not in done
        ]
        updates = [
            FinishedUpdate(entry.address.channel, entry.update_id, entry.at)
            for entry in entries
            if entry.update_id is not None
        ]
        changes = {  # of several changes of one chat the last one counts
            self._cipher.lookup(entry.address): _kept(entry) for entry in entries if entry.change is not None
        }
        asked = [(entry.at, entry.asked) for entry in entries if entry.asked is not None]
        async with self._in_step:
            with passing("committing"):
                await self._database.write(_store, _Batch(updates, changes, asked, held, sorted(done)))
            if self._database.is_shared:
                return [None] * len(items)
            for update in updates:
                self._finished.add(update.channel, update.update_id, update.at)
            for key, kept in changes.items():
                self._states.put(key, kept)
        return [None] * len(items)

    async def _notice_erasures(self) -> None:
        with passing("looking for erasures"):
            erasure = await self._database.read(last_erasure)
        if erasure != self._erasure:
            await self._load_states()

    async def _load_states(self) -> None:
        async with self._in_step:
            with passing("loading the chats"):
                erasure, newest = await self._database.read(_chats_as_of, self._states_held + 1)
            states = States(self._states_held, complete=True)
            for key, kept in newest:
                states.put(key, kept)
            self._states, self._erasure = states, erasure


def _kept(entry: Entry) -> KeptState | None:
    match entry.change:
        case Remember(state) if state != EMPTY:
            return KeptState(state, entry.at + KEEP_STATES)
        case _:
            return None


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Batch:
    """What shares one transaction; `held` are the rows of new decisions, `done` names those to delete."""

    updates: Sequence[FinishedUpdate]
    changes: Mapping[bytes, KeptState | None]
    asked: Sequence[tuple[datetime, Asked]]
    held: Sequence[Mapping[str, object]]
    done: Sequence[tuple[str, str]]


def _store(connection: Connection, batch: _Batch) -> None:
    add_updates(connection, batch.updates)
    add_questions(connection, batch.asked)
    save_chats(connection, batch.changes)
    add_decisions(connection, batch.held)
    drop_decisions(connection, batch.done)


def _purge(connection: Connection, now: datetime) -> int:
    return (
        purge_updates(connection, now - KEEP_UPDATES, PURGE_ROWS)
        + purge_chats(connection, now, PURGE_ROWS)
        + purge_decisions(connection, now - KEEP_DECISIONS)
        + purge_questions(connection, month_of(now - KEEP_QUESTIONS))
    )


def _chats_as_of(connection: Connection, limit: int) -> tuple[str | None, list[tuple[bytes, KeptState]]]:
    return last_erasure(connection), newest_chats(connection, limit)
