"""A receiver for the web chat that answers with every shape of reply, and the page's real words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.core.channel import Channel
from bot.core.message import Body, Command, Incoming, Pressed, Typed
from bot.core.people import Language
from bot.core.reply import Block, Call, Copy, Link, Press, Reply, Style, Tone
from bot.core.words import Words

CONTENT = Path(__file__).resolve().parents[2] / "content"
NOW = datetime(2030, 1, 7, 8, tzinfo=UTC)
# What a report may name, in every language.
PLATFORMS = (("zalo", "Zalo"), ("facebook", "Facebook"))

GREETING = Reply(
    (
        Block(Style.TITLE, ("Khiên Nhỏ xin chào",)),
        Block(
            Style.TEXT,
            (
                "Mình là máy trả lời tự động, giúp trẻ em an toàn trên mạng.",
                "Mình không hỏi tên, mật khẩu, OTP, tiền hay ảnh. Cần người thật: gọi 111.",
            ),
        ),
    ),
    (
        (Press("Cần giúp ngay", "help"),),
        (Press("Em là học sinh", "door:child"), Press("Ba mẹ, ông bà", "who:parent")),
        (Press("Thầy cô", "who:teacher"), Press("Cán bộ truyền thông", "who:communicator")),
        (Press("Xem chủ đề", "topics:child:0"), Press("English", "lang:en")),
    ),
)
DOORS = Reply(
    (
        Block(Style.TITLE, ("Em đang cần gì?",)),
        Block(
            Style.TEXT,
            ("Mình là máy tự động. Em chạm vào một ô, hoặc gõ cho mình nhé. Gọi 111 lúc nào cũng được.",),
        ),
    ),
    (
        (Press("Có chuyện làm em sợ", "help:child"),),
        (Press("Có người đòi ảnh, rủ gặp", "card:grooming:child"),),
        (Press("Bị trêu chọc, bắt nạt", "topic:cyberbullying:child"),),
        (Press("Em muốn hỏi chuyện khác", "topics:child:0"),),
    ),
    Tone.DOORS,
)
CRISIS = Reply(
    (
        Block(
            Style.URGENT,
            (
                "Mình nghe em rồi. Gọi 111: miễn phí, ngày đêm, chưa cần nói tên.",
                "Em không có lỗi, và em kể ra là đúng.",
            ),
        ),
        Block(
            Style.STEPS,
            (
                "Đang nguy hiểm trước mặt: gọi 113. Bị thương: 115.",
                "Tới gần một người lớn em thấy an toàn: cô giáo, ông bà, bác hàng xóm…",
                "Đừng gửi thêm gì, đừng đi gặp người đó.",
            ),
        ),
        Block(
            Style.TEXT,
            (
                "Chưa nói được? Đưa người lớn xem: “Con cần giúp. Gọi 111 giúp con.”",
                "Mình là máy tự động; ai cầm máy này cũng có thể đọc được.",
            ),
        ),
    ),
    (
        (Call("Gọi 111", "111"), Call("Gọi 113", "113"), Call("Gọi 115", "115")),
        (Press("Không phải vậy", "notso:none:none:child"),),
        (Press("Kể tiếp", "tell"), Press("Thoát nhanh", "leave")),
    ),
    Tone.CRISIS,
)
EVERYTHING = Reply(
    (
        Block(Style.TITLE, ("Bị bắt nạt trên mạng",)),
        Block(
            Style.TEXT,
            ("Bị trêu chọc, doạ nạt hay bị đăng ảnh chế là chuyện nhiều bạn gặp. Không phải lỗi của em.",),
        ),
        Block(Style.HEADING, ("Làm gì bây giờ",)),
        Block(
            Style.STEPS,
            (
                "Đừng trả lời lại lúc đang giận.",
                "Chụp màn hình, ghi ngày giờ và tên tài khoản.",
                "Chặn và báo cáo tài khoản đó.",
            ),
        ),
        Block(Style.HEADING, ("Không nên",)),
        Block(Style.POINTS, ("Đừng xoá tin nhắn trước khi lưu lại.", "Đừng rủ bạn khác vào chửi lại.")),
        Block(Style.URGENT, ("Nếu bị doạ đánh: gọi 113.",)),
        Block(Style.NOTE, ("Đã rà soát ngày 01/06/2026. Nguồn: Luật Trẻ em 2016, Điều 54.",)),
    ),
    (
        (Press("Ai giúp được", "helpers:cyberbullying:child"), Press("Xem thêm", "more:cyberbullying:child")),
        (Link("Take It Down", "https://takeitdown.ncmec.org/vi"),),
        (Call("Gọi 111", "111"),),
        (Copy("Chép mẫu báo cáo", "Em muốn báo cáo một tài khoản bắt nạt."),),
    ),
)
NEUTRAL = Reply((Block(Style.TEXT, ("Mình có thể giúp gì?",)),))
PLAIN = Reply(
    (Block(Style.TEXT, ("Mình đã nhận được. Cần người thật: gọi 111.",)),),
    ((Press("Xem chủ đề", "topics:child:0"),),),
)
ENGLISH = Reply(
    (Block(Style.TEXT, ("I will answer in English from now on.",)),), ((Press("Tiếng Việt", "lang:vi"),),)
)

REPORT = Reply(
    (Block(Style.TEXT, ("Soạn lời báo trên một trang riêng. Gấp thì gọi 111.",)),),
    ((Press("Mở trang soạn lời báo", "draft:child:sextortion:no:going:zalo"),),),
)

ANSWERS: Mapping[str, Reply] = {
    "start": GREETING,
    "start child": DOORS,
    "help": CRISIS,
    "help:child": CRISIS,
    "door:child": DOORS,
    "topic:cyberbullying:child": EVERYTHING,
    "lang:en": ENGLISH,
    "sợ": CRISIS,
    "bắt nạt": EVERYTHING,
    "soạn": REPORT,
}


@dataclass(slots=True)
class FakeReceiver:
    """Answers by what was said or pressed; remembers what it was given; `failure` is raised instead."""

    received: list[Incoming] = field(default_factory=list)
    failure: Exception | None = None
    silent: bool = False

    async def __call__(self, incoming: Incoming, channel: Channel) -> None:
        """Answer one update."""
        self.received.append(incoming)
        if self.failure is not None:
            raise self.failure
        if self.silent:
            return
        if isinstance(incoming.body, Typed) and incoming.body.text == "mẹ ơi":
            await channel.delete(incoming.address, incoming.message_ids)
            await channel.send(incoming.address, (NEUTRAL,))
            return
        await channel.send(incoming.address, (ANSWERS.get(_key(incoming.body), PLAIN),))

    @property
    def bodies(self) -> list[Body]:
        """What was received, in order."""
        return [incoming.body for incoming in self.received]

    @property
    def chats(self) -> list[str]:
        """The chats that it came from, in order."""
        return [incoming.address.chat for incoming in self.received]


def page_words() -> Callable[[Language], Words]:
    """Return the words of content/*/interface/web.yaml."""
    entries = {
        language: Words(dict(_flat(yaml.safe_load(_file(language).read_text(encoding="utf-8")))))
        for language in Language
    }
    return entries.__getitem__


def _file(language: Language) -> Path:
    return CONTENT / language / "interface" / "web.yaml"


def _flat(tree: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{above}{key}.")
        else:
            found.append((f"{above}{key}", value))
    return found


def _key(body: Body) -> str:
    match body:
        case Typed(text):
            return text
        case Pressed(action):
            return action
        case Command(name, argument):
            return f"{name} {argument}".strip()
        case _:
            return ""
