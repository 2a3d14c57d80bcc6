"""Small promises of the vocabulary."""

from datetime import UTC, datetime

import pytest

from bot.core.clock import require_aware
from bot.core.message import Address, Attached, Command, Incoming, MediaKind, Pressed, Typed
from bot.core.people import Audience, Language
from bot.core.reply import Block, Reply, Style, paragraphs
from bot.core.turn import ChatState, Remember, remembering

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
HERE = Address("web", "secret-chat-id")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (Typed("xin chào"), "xin chào"),
        (Attached(MediaKind.PICTURE, "ảnh này"), "ảnh này"),
        (Command("start", "child"), "child"),
        (Pressed("help"), ""),
    ],
)
def test_the_screen_reads_every_free_text(body: Typed, words: str) -> None:
    assert Incoming(HERE, body, NOW).words == words


def test_no_repr_shows_words_or_chat_ids() -> None:
    incoming = Incoming(HERE, Typed("bí mật"), NOW, origin="203.0.113.9", message_ids=("77",))
    reply = Reply((paragraphs("bí mật"),))

    shown = repr(incoming) + repr(reply)

    assert [secret for secret in ("bí mật", "secret-chat-id", "203.0.113.9", "77") if secret in shown] == []


def test_a_reply_reads_without_its_buttons() -> None:
    reply = Reply((Block(Style.TITLE, ("A",)), Block(Style.STEPS, ("b", "c")), Block(Style.POINTS, ("d",))))

    assert reply.text == "A\n\n1. b\n2. c\n\n• d"


def test_only_news_is_remembered() -> None:
    state = ChatState(audience=Audience.CHILD)

    assert remembering(state, audience=Audience.CHILD) == ()
    assert remembering(state) == ()
    assert remembering(state, language=Language.EN) == (
        Remember(ChatState(audience=Audience.CHILD, language=Language.EN)),
    )


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        require_aware(NOW.replace(tzinfo=None))
    assert require_aware(NOW) == NOW
