"""A picture, a voice message, a file: never fetched, always answered."""

from bot.core.action import encode
from bot.core.message import Attached, MediaKind
from bot.core.reply import Call, Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn
from bot.services.guidance import menu_rows
from handlers.ask import ask

_KEYS = {
    MediaKind.PICTURE: "media.picture",
    MediaKind.VIDEO: "media.picture",
    MediaKind.VOICE: "media.voice",
    MediaKind.FILE: "media.file",
    MediaKind.STICKER: "media.sticker",
    MediaKind.LOCATION: "media.personal",
    MediaKind.CONTACT: "media.personal",
    MediaKind.OTHER: "media.other",
}


async def media(request: Request) -> Turn:
    """Say kindly why it was not opened and what helps; a caption is answered as well."""
    body = request.incoming.body
    kind = body.media if isinstance(body, Attached) else MediaKind.OTHER
    call = Call(request.say("button.call", name="111"), "111")
    rows = ((call,), (Press(request.say("button.urgent"), encode("help")),))
    reply = Reply(
        (paragraphs(request.say(_KEYS[kind])),), rows if kind is not MediaKind.STICKER else menu_rows(request)
    )
    if not request.incoming.words.strip():
        return Turn((reply,))
    answer = await ask(request)
    return Turn((reply, *answer.replies), answer.effects, answer.missed)
