"""What a number stands for: the options of the chat's newest message, for an hour, in memory only."""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.reply import Press

KEPT_FOR = timedelta(hours=1)
# Messages so close to each other, with nothing said between, are one answer.
ONE_ANSWER = timedelta(seconds=30)
CHATS = 20_000
# A number alone or after a word such as "so", with a dot or a polite word behind it; marks, full-width digits
# and keycap emojis are plain by then.
_NUMBER = re.compile(r"(?:(?:so|chon|cau|option|number) *)?(\d{1,2}) *[.)]?(?: *(?:a|nha|nhe))?")
_KEYCAP = dict.fromkeys((0xFE0F, 0x20E3))


@dataclass(slots=True)
class _Offered:
    """A chat's options; `is_answered` says that something was said since."""

    at: datetime
    presses: tuple[Press, ...]
    is_answered: bool = False


class Menus:
    """The newest options of each chat; the least recently used are forgotten first.

    The messages of one answer are numbered through, so that every number on the screen means something.
    """

    def __init__(self, size: int = CHATS) -> None:
        self._size = size
        self._menus: OrderedDict[str, _Offered] = OrderedDict()

    def heard(self, chat: str) -> None:
        """Note that something was said: the next options begin at 1 again."""
        if chat in self._menus:
            self._menus[chat].is_answered = True

    def count(self, chat: str, now: datetime) -> int:
        """Return how many options the answer under way has offered already."""
        offered = self._menus.get(chat)
        return 0 if offered is None or self._is_over(offered, now) else len(offered.presses)

    def offer(self, chat: str, menu: Sequence[Press], now: datetime) -> None:
        """Let the next numbers stand for these."""
        before = self._menus.pop(chat, None)
        earlier = () if before is None or self._is_over(before, now) else before.presses
        if earlier or menu:
            self._menus[chat] = _Offered(now, (*earlier, *menu))
        if len(self._menus) > self._size:
            self._menus.popitem(last=False)

    @staticmethod
    def _is_over(offered: _Offered, now: datetime) -> bool:
        return offered.is_answered or now - offered.at > ONE_ANSWER

    def pick(self, chat: str, text: str, now: datetime) -> Press | None:
        """Return the option that a message names by its number or its whole label."""
        offered = self._menus.get(chat)
        if offered is None or now - offered.at > KEPT_FOR:
            self._menus.pop(chat, None)
            return None
        said = _plain(text)
        found = _NUMBER.fullmatch(_unmarked(said))
        if found is not None:
            place = int(found[1]) - 1
            return offered.presses[place] if 0 <= place < len(offered.presses) else None
        return next((press for press in offered.presses if _plain(press.label) == said), None)

    def forget(self, chat: str) -> None:
        """Drop a chat's options."""
        self._menus.pop(chat, None)


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(_KEYCAP)).casefold()
    return " ".join(plain.split()).strip(" .!")


def _unmarked(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
