"""A picture, a voice message, a file: never fetched, always answered."""

from bot.core.action import encode
from bot.core.message import Attached, MediaKind, Withheld
from bot.core.reply import Call, Picture, Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn
from bot.services.guidance import menu_rows
from handlers.ask import ask

# The drawing that is handed to an adult where no words can be read.
HAND_OVER = "show-adult"

_KEYS = {
    MediaKind.PICTURE: "media.picture",
    MediaKind.VIDEO: "media.picture",
    MediaKind.VOICE: "media.voice",
    MediaKind.FILE: "media.file",
    MediaKind.STICKER: "media.sticker",
    MediaKind.LOCATION: "media.personal",
    MediaKind.CONTACT: "media.personal",
    MediaKind.OTHER: "media.other",
    MediaKind.WITHHELD: "media.withheld_again",
}


async def withheld(request: Request, *, page: str) -> Turn:
    """Answer what the platform keeps from us: whom to call, the page, a picture to show an adult.

    It may be a child's message, a file or a place: nothing is concluded from it, and nothing kept.
    `page` is the web page's address, "" where there is none.
    """
    if request.withheld is Withheld.LATELY:
        return Turn()
    call = Call(request.say("button.call", name="111"), "111")
    if request.withheld is Withheld.AGAIN:
        return Turn((Reply((paragraphs(request.say("media.withheld_again")),), ((call,),)),))
    words = [paragraphs(request.say("media.withheld"))]
    if page:
        words.append(paragraphs(request.say("media.withheld_page", page=f"{page}/?a=child")))
    picture = Picture(f"{request.language}/{HAND_OVER}", request.say("show.adult"))
    return Turn((Reply(tuple(words), ((call,),), pictures=(picture,)),))


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
