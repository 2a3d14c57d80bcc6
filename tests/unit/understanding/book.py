"""A small handbook with the project's own lexicon."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bot.core.handbook import AlarmCategory, Answer, Card, ReportingChannel, Risk, Topic
from bot.core.people import Audience, Language, Reader
from bot.core.reply import Sound
from bot.core.supplement import Supplement
from bot.core.words import Words

LEXICON = Path(__file__).parents[3] / "content" / "lexicon"
DATA = Path(__file__).parent / "data"

QUESTIONS: Mapping[tuple[str, Language], Mapping[Audience, tuple[str, ...]]] = {
    ("cyberbullying", Language.VI): {
        Audience.CHILD: (
            "em bị các bạn chửi trên mạng",
            "bạn lập nhóm nói xấu em trên facebook",
            "cả lớp bình luận chê bai ảnh của em",
            "có người đăng bài bôi nhọ em",
        ),
        Audience.PARENT: ("con tôi bị bắt nạt trên nhóm lớp", "con bị bạn bè chế ảnh rồi bình luận ác ý"),
    },
    ("scams", Language.VI): {
        Audience.CHILD: (
            "em bị lừa mua tài khoản game",
            "trúng thưởng bắt chuyển khoản trước có phải lừa đảo không",
            "em mua hàng trên mạng bị lừa mất tiền",
            "có người nhắn link nhận quà miễn phí",
        ),
        Audience.PARENT: (
            "tôi nhận cuộc gọi giả công an đòi chuyển tiền",
            "bị lừa chuyển khoản thì báo ở đâu",
        ),
    },
    ("screen-time", Language.VI): {
        Audience.PARENT: (
            "con tôi xem điện thoại suốt ngày",
            "cho con dùng điện thoại mấy tiếng một ngày là đủ",
            "con nghiện game bỏ ăn phải làm sao",
            "làm sao giới hạn thời gian xem tivi của con",
        ),
        Audience.CHILD: ("em nghiện tiktok làm sao bỏ", "em thức khuya lướt mạng không dừng được"),
    },
    ("lesson-activities", Language.VI): {
        Audience.TEACHER: (
            "hoạt động mười phút cho lớp về an toàn mạng",
            "tôi cần trò chơi sinh hoạt lớp về mật khẩu",
            "giáo án cho học sinh lớp 6 về thông tin cá nhân",
            "bài dạy về tin giả cho học sinh",
        ),
    },
    ("cyberbullying", Language.EN): {
        Audience.CHILD: ("people are mean to me online", "they post lies about me")
    },
    ("scams", Language.EN): {Audience.CHILD: ("i was scammed buying a game account", "is this prize a scam")},
    ("screen-time", Language.EN): {
        Audience.PARENT: ("my son is always on his phone", "how much screen time is ok")
    },
}
OUT_OF_SCOPE = (
    "hôm nay trời đẹp quá", "giá vàng hôm nay bao nhiêu", "kể chuyện cười đi", "bạn tên gì", "hát một bài đi",
    "mấy giờ rồi", "ngày mai có mưa không", "nấu phở bò như thế nào", "đội nào vô địch world cup",
    "giải phương trình bậc hai", "thủ đô nước Pháp là gì", "mua vé xe tết ở đâu", "con mèo nhà em đẻ ba con",
    "bà em trồng rau sau nhà", "em thích ăn kem dâu", "cách làm bánh flan", "dịch câu này sang tiếng anh",
    "lịch thi lớp mười", "xe buýt số 8 đi đâu", "tuổi tý hợp tuổi nào", "what is the weather today",
    "tell me a joke", "who won the match", "em mới mua đôi giày", "quán phở nào ngon",
)  # fmt: skip


@cache
def lexicon(name: str) -> Mapping[str, object]:
    """Return a file of content/lexicon/ as plain values."""
    values = yaml.safe_load((LEXICON / f"{name}.yaml").read_text("utf-8"))
    assert isinstance(values, dict)
    return values


def messages(name: str) -> list[tuple[str, str]]:
    """Return the messages of a data file, each with the group that it stands under."""
    groups = yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
    return [(group, message) for group, listed in groups.items() for message in listed]


class SmallHandbook:
    """Implements bot.core.handbook.Handbook with what the understanding reads of it."""

    def __init__(
        self,
        version: str = "small1",
        only: frozenset[str] | None = None,
        out_of_scope: tuple[str, ...] = OUT_OF_SCOPE,
        lexicons: Mapping[str, Mapping[str, object]] | None = None,
        missing: frozenset[str] = frozenset(),
    ) -> None:
        self._version = version
        self._only = only
        self._out_of_scope = out_of_scope
        self._lexicons = lexicons or {}
        self._missing = missing

    @property
    def version(self) -> str:
        return self._version

    def words(self, language: Language) -> Words:
        return Words({})

    def topics(self, language: Language) -> tuple[Topic, ...]:
        return tuple(
            _topic(name, language, questions)
            for (name, spoken), questions in QUESTIONS.items()
            if spoken is language and (self._only is None or name in self._only)
        )

    def topic(self, topic_id: str, language: Language) -> Topic | None:
        return next((topic for topic in self.topics(language) if topic.id == topic_id), None)

    def reporting_channels(self, language: Language) -> tuple[ReportingChannel, ...]:
        return ()

    def card(self, category: AlarmCategory | None, reader: Reader, language: Language) -> Card:
        return Card("", (), (), ())

    def recordings(self, text: str) -> tuple[Sound, ...]:
        return ()

    def supplement(self, language: Language) -> Supplement:
        return Supplement()

    def out_of_scope(self) -> tuple[str, ...]:
        return self._out_of_scope

    def lexicon(self, name: str) -> Mapping[str, object]:
        if name in self._missing:
            raise KeyError(name)
        if name in self._lexicons:
            return self._lexicons[name]
        if not (LEXICON / f"{name}.yaml").is_file():
            raise KeyError(name)
        return lexicon(name)


def _topic(name: str, language: Language, questions: Mapping[Audience, tuple[str, ...]]) -> Topic:
    answers = {
        audience: Answer("", (), (), "", examples=examples) for audience, examples in questions.items()
    }
    return Topic(
        id=name,
        language=language,
        title=name.replace("-", " "),
        icon="",
        risk=Risk.LOW,
        keywords=(),
        owner="",
        reviewed=date(2030, 1, 1),
        review_by=date(2030, 7, 1),
        sources=(),
        related=(),
        channels=(),
        answers=answers,
    )
