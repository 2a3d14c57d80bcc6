"""What kind of thing a message without text is. Its content is never looked at."""

from telegram import Message

from bot.core.message import MediaKind

# In this order: an animation is also given as a document, a venue also as a location.
_KINDS = (
    ("photo", MediaKind.PICTURE),
    ("live_photo", MediaKind.PICTURE),
    ("video", MediaKind.VIDEO),
    ("animation", MediaKind.VIDEO),
    ("video_note", MediaKind.VIDEO),
    ("voice", MediaKind.VOICE),
    ("audio", MediaKind.VOICE),
    ("sticker", MediaKind.STICKER),
    ("venue", MediaKind.LOCATION),
    ("location", MediaKind.LOCATION),
    ("contact", MediaKind.CONTACT),
)
_FILES = {
    "image": MediaKind.PICTURE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.VOICE,
}
# Written by Telegram itself when something happens in the chat; nobody waits for an answer.
SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "connected_website",
    "write_access_allowed",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "direct_message_price_changed",
    "paid_message_price_changed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_completed",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "suggested_post_approved",
    "suggested_post_approval_failed",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "chat_owner_left",
    "chat_owner_changed",
    "managed_bot_created",
    "poll_option_added",
    "poll_option_deleted",
)


def is_service(message: Message) -> bool:
    """Say whether Telegram wrote this message to tell what happened in the chat."""
    return not message.text and any(getattr(message, name) for name in SERVICE)


def media_kind(message: Message) -> MediaKind:
    """Return the kind; OTHER also for kinds that are newer than this program."""
    for name, kind in _KINDS:
        if getattr(message, name):
            return kind
    if message.document is not None:
        family = (message.document.mime_type or "").lower().partition("/")[0]
        return _FILES.get(family, MediaKind.FILE)
    return MediaKind.OTHER
