"""Questions about the bot, its chats and their members, and the answer to a pressed button."""

from tests.fakes.bot_api.params import Params
from tests.fakes.bot_api.refusals import TOO_OLD, Json, bad_request
from tests.fakes.bot_api.state import CALLBACK_SECONDS, Telegram
from tests.fakes.bot_api.world import Chat

MAX_ALERT = 200


async def get_me(telegram: Telegram, params: Params) -> Json:
    """Return the bot itself."""
    return telegram.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def answer_callback_query(telegram: Telegram, params: Params) -> bool:
    """Stop the waiting circle on a button; possible once, and within 15 seconds."""
    press = telegram.presses.get(params.text("callback_query_id"))
    expired = press is not None and telegram.clock.now() - press.at > CALLBACK_SECONDS
    if press is None or press.answer is not None or expired:
        raise bad_request(TOO_OLD)
    if len(params.text("text")) > MAX_ALERT:
        raise bad_request("MESSAGE_TOO_LONG")
    if params.has("url"):
        raise bad_request("URL_INVALID")
    press.answer = dict(params.values)
    if params.has("text"):
        telegram.note_answer(press.chat_id)
    return True


async def get_chat(telegram: Telegram, params: Params) -> Json:
    """Return a chat."""
    chat = telegram.world.find(params.text("chat_id"))
    _require_presence(chat)
    return chat.info | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}


async def get_chat_administrators(telegram: Telegram, params: Params) -> list[Json]:
    """Return the administrators of a group, without other bots."""
    chat = telegram.world.find(params.text("chat_id"))
    _require_presence(chat)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [member_json(chat, user_id) for user_id in sorted(chat.administrators) if user_id in chat.members]


async def get_chat_member(telegram: Telegram, params: Params) -> Json:
    """Return what a person is in a chat."""
    chat = telegram.world.find(params.text("chat_id"))
    _require_presence(chat)
    user_id = params.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    if user_id not in chat.members and user_id != telegram.bot["id"]:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(chat, user_id, telegram.bot)


async def leave_chat(telegram: Telegram, params: Params) -> bool:
    """Leave a group."""
    chat = telegram.world.find(params.text("chat_id"))
    _require_presence(chat)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.kicked = True
    return True


async def get_file(telegram: Telegram, params: Params) -> Json:
    """Return where a file could be fetched from, and record it: our bot never fetches media."""
    file_id = params.text("file_id")
    telegram.report("getFile", "media_fetched", file_id)
    if not file_id:
        raise bad_request("file_id not specified")
    return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"media/{file_id}"}


def member_json(chat: Chat, user_id: int, fallback: Json | None = None) -> Json:
    """Return a member as the API shows it."""
    user = chat.members.get(user_id) or fallback or {}
    if user_id not in chat.administrators:
        return {"user": user, "status": "member"}
    rights = dict.fromkeys(RIGHTS, True)
    return {"user": user, "status": "administrator", "can_be_edited": False, "is_anonymous": False, **rights}


def _require_presence(chat: Chat) -> None:
    if not chat.private:
        chat.require_writable()


_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
