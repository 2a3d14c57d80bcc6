"""Which updates are under way, and up to which one Telegram may forget them."""


class Offsets:
    """Tracks update ids. The offset never passes an unfinished update, so that a crash loses none."""

    def __init__(self) -> None:
        self._under_way: set[int] = set()
        self._finished: set[int] = set()
        self._last: int | None = None

    @property
    def under_way(self) -> int:
        """How many updates are unfinished."""
        return len(self._under_way)

    @property
    def finished(self) -> int:
        """How many updates are finished, but wait for an earlier one."""
        return len(self._finished)

    def ask(self) -> int | None:
        """Return the offset for the next poll: the first unfinished update, else one after the last.

        What is finished and before it will not be sent again, and is forgotten here too.
        """
        offset = min(self._under_way, default=None)
        if offset is None:
            offset = None if self._last is None else self._last + 1
        if offset is not None:
            self._finished = {number for number in self._finished if number >= offset}
        return offset

    def begin(self, update_id: int) -> bool:
        """Return True when this update is new, and False when it is one that came before."""
        if update_id in self._under_way or update_id in self._finished:
            return False
        self._under_way.add(update_id)
        self._last = update_id
        return True

    def finish(self, update_id: int) -> None:
        """Let Telegram forget the update as soon as all before it are finished."""
        self._under_way.discard(update_id)
        self._finished.add(update_id)

    def is_first(self, update_id: int) -> bool:
        """Say whether all other updates under way came after this one."""
        return update_id == min(self._under_way, default=None)
