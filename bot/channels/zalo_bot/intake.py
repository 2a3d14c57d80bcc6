"""One posted event: read, with what its number stands for, or passed over."""

import logging
from dataclasses import replace
from datetime import datetime

from bot.channels.zalo_bot.receive import CHANNEL, receive
from bot.core.clock import Clock
from bot.core.menus import Menus
from bot.core.message import ChatKind, Incoming, Pressed, Typed
from bot.core.meter import Meter

log = logging.getLogger(__name__)


class Intake:
    """Reads events. Those that nobody waits for are counted, without their content."""

    def __init__(self, menus: Menus, clock: Clock, meter: Meter | None = None) -> None:
        self._menus = menus
        self._clock = clock
        self._meter = meter

    def read(self, posted: object) -> Incoming | None:
        """Return what is to be answered, None when acknowledging it is all."""
        now = self._clock()
        incoming = receive(posted, now)
        if incoming is None:
            if self._meter is not None:
                self._meter.count("updates", channel=CHANNEL, outcome="ignored")
            return None
        chosen = self._chosen(incoming, now)
        self._menus.heard(incoming.address.chat)
        return incoming if chosen is None else replace(incoming, body=chosen)

    def _chosen(self, incoming: Incoming, now: datetime) -> Pressed | None:
        if not isinstance(incoming.body, Typed) or incoming.kind is ChatKind.GROUP:
            return None
        press = self._menus.pick(incoming.address.chat, incoming.body.text, now)
        return None if press is None else Pressed(press.action, incoming.body.text)
