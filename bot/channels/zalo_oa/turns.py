"""Whose turn it is: one event is decided, or one answer sent, at each pass of the event loop; events first.

Both take milliseconds. An acknowledgement needs several passes of the loop (to read, to commit, to reply);
if all that has arrived were done in one pass, it would wait for the whole of it each time.
"""

import asyncio
from contextlib import suppress

# So long at most an answer steps back behind events that came after its own. Events that are not acknowledged
# come again, so that a crowd would grow by itself.
STEP_BACK_SECONDS = 3.0


class Turns:
    """Waits are short: whoever holds a turn waits for nothing but the loop, and for events to be decided."""

    def __init__(self, step_back: float = STEP_BACK_SECONDS) -> None:
        self._step_back = step_back
        self._deciding = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._undecided = 0
        self._none_waits = asyncio.Event()
        self._none_waits.set()

    async def to_decide(self) -> None:
        """Return when an event may be decided: in the order of their arrival."""
        self._undecided += 1
        self._none_waits.clear()
        try:
            async with self._deciding:
                await asyncio.sleep(0)
        finally:
            self._undecided -= 1
            if not self._undecided:
                self._none_waits.set()

    async def to_send(self) -> None:
        """Return when an answer may be sent: in their order, after the events that wait just now."""
        until = asyncio.get_running_loop().time() + self._step_back
        async with self._sending:
            await asyncio.sleep(0)
            if self._undecided:
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(until):
                        await self._none_waits.wait()
