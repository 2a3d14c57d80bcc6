"""The ids of finished updates that are held in memory."""

from collections import OrderedDict
from datetime import datetime


class FinishedIds:
    """The newest ids of all channels, at most `size`.

    Of the ids that it had to drop it keeps only the highest one per channel. Platforms count upwards,
    so a new update stands above all dropped ones, and is known to be new without asking the database.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._ids: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._dropped: dict[str, tuple[int, str]] = {}

    def add(self, channel: str, update_id: str, at: datetime) -> None:
        """Take in an id, and drop the oldest one when there are too many."""
        self._ids[channel, update_id] = at
        if len(self._ids) > self._size:
            (old_channel, old_id), _ = self._ids.popitem(last=False)
            self.drop_up_to(old_channel, old_id)

    def drop_up_to(self, channel: str, update_id: str) -> None:
        """Note that ids up to this one may be finished without being held here."""
        self._dropped[channel] = max(_height(update_id), self._dropped.get(channel, (0, "")))

    def knows(self, channel: str, update_id: str) -> bool | None:
        """Say whether the update is finished, or None when only the database can tell."""
        if (channel, update_id) in self._ids:
            return True
        dropped = self._dropped.get(channel)
        return False if dropped is None or _height(update_id) > dropped else None

    def purge(self, before: datetime) -> None:
        """Let go of older ids: a platform may use them again."""
        while self._ids and next(iter(self._ids.values())) < before:
            self._ids.popitem(last=False)


def _height(update_id: str) -> tuple[int, str]:
    """Order whole numbers by size, and all other ids somehow."""
    return len(update_id), update_id
