"""Replies as the account's messages: five buttons at most, what is beyond them in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.zalo_oa.receive import payload
from bot.core.plain import NOTHING, plain_texts, with_list
from bot.core.reply import Button, Call, Link, Press, Reply
from bot.core.text import clean, is_visible, length, shortened

# Zalo takes 2,000 characters and does not say of which kind: some room is left.
MAX_TEXT = 1900
# One button more and the whole message fails.
MAX_BUTTONS = 5
MAX_CALLS = 2
MAX_TITLE = 100
MAX_PAYLOAD = 1000
_RINGS = "oa.open.phone"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The messages to send, in order, and what numbers stand for."""

    messages: tuple[Json, ...]
    menu: tuple[Press, ...] = ()


def render(
    reply: Reply, choose: str, first: int = 1, limit: int = MAX_TEXT, *, calls: bool = True
) -> Rendered:
    """Return a reply's messages; `choose` is the line above the numbered rest, which goes on from `first`.

    Calls come first among the buttons and stand in the text all the same. Without `calls` no button rings.
    """
    buttons = [button for row in reply.buttons for button in row]
    presses = tuple(button for button in buttons if isinstance(button, Press))
    ringing = [button for button in buttons if isinstance(button, Call)][:MAX_CALLS] if calls else []
    links = [button for button in buttons if isinstance(button, Link)]
    if len(ringing) + len(links) + len(presses) > MAX_BUTTONS:
        links = []
    room = MAX_BUTTONS - len(ringing) - len(links)
    told = [button for button in buttons if button not in links]
    texts = plain_texts(reply, told, limit)
    numbered = len(presses) > room
    if numbered:
        rest = enumerate(presses[room:], start=first + room)
        texts = with_list(texts, choose, [f"{number}. {clean(press.label)}" for number, press in rest], limit)
    shown: list[Button] = [*ringing, *presses[:room], *links]
    texts = texts or [NOTHING]
    messages: list[Json] = [{"text": text} for text in texts]
    if shown:
        messages[-1]["attachment"] = _template(shown, first if numbered else None)
    return Rendered(tuple(messages), presses)


def picture(url: str, alt: str) -> Json:
    """Return a message that shows a picture which Zalo fetches from a public address."""
    element = {"media_type": "image", "url": url}
    attachment = {"type": "template", "payload": {"template_type": "media", "elements": [element]}}
    return {"text": alt, "attachment": attachment}


def without_calls(message: Json) -> Json:
    """Return the message without buttons that ring: their numbers stand in the text."""
    attachment = message.get("attachment")
    if attachment is None:
        return message
    kept = [button for button in attachment["payload"]["buttons"] if button["type"] != _RINGS]
    if not kept:
        return {"text": message["text"]}
    return {**message, "attachment": {"type": "template", "payload": {"buttons": kept}}}


def _template(buttons: Sequence[Button], first: int | None) -> Json:
    """Return the buttons; presses are numbered from `first` where more of them stand in the text."""
    shown: list[Json] = []
    number = first
    for button in buttons:
        match button:
            case Press(label, action):
                words = _label(label)
                room = MAX_PAYLOAD - length(payload("", action))
                answer = payload(shortened(words, room), action)
                if number is not None:
                    words, number = f"{number}. {words}", number + 1
                title = shortened(words, MAX_TITLE)
                shown.append({"title": title, "type": "oa.query.show", "payload": answer})
            case Call(label, ring):
                title = shortened(_label(label), MAX_TITLE)
                shown.append({"title": title, "type": _RINGS, "payload": {"phone_code": _dialled(ring)}})
            case Link(label, url):
                title = shortened(_label(label), MAX_TITLE)
                shown.append({"title": title, "type": "oa.open.url", "payload": {"url": clean(url)}})
            case _:
                continue
    return {"type": "template", "payload": {"buttons": shown}}


def _label(text: str) -> str:
    """Return a button's words; one on which nothing can be seen would be refused, and could not be read."""
    words = clean(text)
    return words if is_visible(words) else NOTHING


def _dialled(number: str) -> str:
    """Return the number without blanks; whether Zalo rings one as short as 111 is not documented."""
    return "".join(char for char in clean(number) if char.isdigit() or char == "+")
