"""A small, sound content folder that tests break in one place."""

import copy
import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.core.people import Language, Reader
from bot.handbook_report import check_folder
from bot.services.content.examples import LEAST
from bot.storage.content.file_handbook import FileHandbook
from bot.storage.content.handbook import load_handbook

TODAY = date(2026, 11, 23)
REAL = Path(__file__).resolve().parents[3] / "content"
VI_TOPIC, EN_TOPIC = "vi/topics/cyberbullying.yaml", "en/topics/cyberbullying.yaml"
DATES = {"reviewed": "2026-11-23", "review_by": "2027-05-23"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A content folder on disk."""

    path: Path

    def change(self, file: str, change: Callable[[Any], None]) -> None:
        """Change a file's values."""
        value = yaml.safe_load((self.path / file).read_text(encoding="utf-8"))
        change(value)
        self.write(file, value)

    def set(self, file: str, value: object, *place: str | int) -> None:
        """Set one value of a file; the last part of the place may be new."""

        def change(node: Any) -> None:
            for part in place[:-1]:
                node = node[part]
            node[place[-1]] = value

        self.change(file, change)

    def remove(self, file: str, *place: str | int) -> None:
        """Remove one value of a file."""

        def change(node: Any) -> None:
            for part in place[:-1]:
                node = node[part]
            del node[place[-1]]

        self.change(file, change)

    def write(self, file: str, value: object) -> None:
        """Write a file anew: a text as it is, anything else as YAML."""
        target = self.path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        text = value if isinstance(value, str) else yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
        target.write_text(text, encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text in a file."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text
        self.write(file, text.replace(old, new, 1))

    def codes(self, today: date = TODAY) -> list[tuple[str, str]]:
        """Return the file and code of each problem."""
        return [(problem.file, problem.code) for problem in check_folder(self.path, today).problems]

    def sentences(self, language: Language = Language.EN) -> list[str]:
        """Return the sentence of each problem."""
        return [problem.sentence(language) for problem in check_folder(self.path, TODAY).problems]

    def load(self) -> FileHandbook:
        """Return the handbook; raises when the folder is not well-formed."""
        return load_handbook(self.path)


def sound_folder(path: Path) -> Folder:
    """Write a small content folder in which nothing is wrong."""
    folder = Folder(path)
    for file, value in _files().items():
        folder.write(file, value)
    (path / "lexicon").mkdir()
    shutil.copy(REAL / "lexicon" / "forbidden.yaml", path / "lexicon")
    assert folder.codes() == []
    return folder


def _files() -> Mapping[str, object]:
    return {
        VI_TOPIC: _topic(
            "Bắt nạt trên mạng",
            _answer("{Em} không có lỗi.", "Kể với thầy cô hoặc gọi 111.", "bạn chế ảnh con"),
            _answer("Anh/chị nghe con nói hết.", "Gọi 111 để hỏi cách làm.", "con tôi bị nói xấu"),
        ),
        EN_TOPIC: _topic(
            "Bullying online",
            _answer("It is not your fault.", "Tell a teacher or call 111.", "they make fun of my picture"),
            _answer("Listen to your child first.", "Call 111 to ask what to do.", "my son is called names"),
        ),
        "channels.yaml": [
            {
                "id": "hotline-111",
                "kind": "call",
                "contact": "111",
                "harms": ["any"],
                "verified": "2026-11-23",
                "review_by": "2027-02-23",
                "source": "tongdai111.vn",
                "always": True,
            },
            {
                "id": "listeners",
                "kind": "call",
                "contact": "096 306 1414",
                "harms": ["self-harm"],
                "verified": "2026-11-23",
                "review_by": "2027-02-23",
                "source": "fanpage",
            },
        ],
        "vi/channels.yaml": _channel_words("Tổng đài 111", "Đường dây lắng nghe"),
        "en/channels.yaml": _channel_words("Hotline 111", "Listening line"),
        "vi/cards.yaml": _cards("Gọi 111: miễn phí, ngày đêm.", "Tới gần một người lớn."),
        "en/cards.yaml": _cards("Call 111: free, day and night.", "Go to a grown-up you trust."),
        "vi/interface/words.yaml": _interface("Chào {name}!", "Chọn một chuyện.", "{Em} chọn một chuyện."),
        "en/interface/words.yaml": _interface("Hello {name}!", "Choose one.", "Choose one."),
        "out-of-scope.yaml": ["trời đẹp quá"],
    }


def _topic(title: str, child: object, parent: dict[str, Any]) -> dict[str, Any]:
    parent["examples"] += [_unlike(number) for number in range(LEAST[Language.VI])]
    return {
        "id": "cyberbullying",
        "title": title,
        "icon": "💬",
        "risk": "high",
        "keywords": [title],
        "owner": "khien-nho",
        **DATES,
        "sources": [{"name": "Luật Trẻ em 102/2016/QH13", "publisher": "Quốc hội", "date": "2016-04-05"}],
        "related": [],
        "channels": ["hotline-111"],
        "answers": {"child": child, "parent": parent},
    }


def _answer(summary: str, tell: str, example: str) -> dict[str, Any]:
    return {
        "summary": summary,
        "do": [summary],
        "dont": [summary],
        "tell": tell,
        "sections": [{"id": "i-bullied", "title": "Thêm", "text": summary}],
        "examples": [example],
    }


def _unlike(number: int) -> str:
    """Return words so far from those of any other number that no example is nearly another."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()[:40]
    return digest.translate(str.maketrans("0123456789", "ghklmnpqrs"))


def _channel_words(*names: str) -> dict[str, Any]:
    return {
        channel: {"name": name, "cost": "0", "who": "–", "have_ready": "–", "what_next": "–"}
        for channel, name in zip(("hotline-111", "listeners"), names, strict=True)
    }


def _cards(opening: str, step: str) -> dict[str, Any]:
    card = {"opening": opening, "steps": [step] * 3, "closing": [step], "again": [opening, step]}
    return {"universal": {str(reader): copy.deepcopy(card) for reader in Reader}}


def _interface(hello: str, choose: str, choose_child: str) -> dict[str, Any]:
    return {"start": {"hello": hello}, "browse": {"intro": {"default": choose, "child": choose_child}}}
