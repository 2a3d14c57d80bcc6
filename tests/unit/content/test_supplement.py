"""Tips, scenes, quiz, press packs, figures and guides: how they are read, and each rule broken once."""

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.core.people import Audience, Language
from bot.core.supplement import Ages, Period
from tests.unit.content.folder import DATES, Folder

HEADER: dict[str, Any] = {
    "owner": "khien-nho",
    **DATES,
    "sources": [{"name": "Luật Trẻ em", "publisher": "Quốc hội", "date": "2016-04-05"}],
}
HELP = "Gọi 111 nhé."
SCRIPT = " ".join(["bà con nghe giúp"] * 50) + ". Gọi 111."
SCRIPT_EN = " ".join(["please do listen"] * 50) + ". Call 111."
STEPS = {
    Language.VI: ["2 phút: chia nhóm.", "5 phút: vẽ.", "3 phút: xem."],
    Language.EN: ["2 minutes: groups.", "5 minutes: draw.", "3 minutes: look."],
}
FILES = ("tips/parent.yaml", "tips/teacher.yaml", "tips/communicator.yaml", "tips/child.yaml")


def _tip(name: str, **parts: object) -> dict[str, Any]:
    words = {"title": "Mẹo", "situation": "Chuyện.", "action": "Việc.", "say": "“Lời.”", "help": HELP}
    return {"id": name, "period": "all-year", "topic": "cyberbullying", **words, **parts}


def _supplement(language: Language) -> dict[str, Any]:
    ages = {"small": "Bé.", "teen": "Lớn."}
    activity = {"title": "Vẽ", "steps": STEPS[language]}
    script = SCRIPT if language is Language.VI else SCRIPT_EN
    return {
        "tips/parent.yaml": {"tips": [_tip("p-one", **ages)]},
        "tips/teacher.yaml": {"tips": [_tip("t-one", **ages, activity=activity)]},
        "tips/communicator.yaml": {"tips": [_tip("c-one", script=script, post=HELP)]},
        "tips/child.yaml": {"tips": [{**_tip("k-one"), "period": None}]},
        "scenes.yaml": {
            "scenes": [
                {
                    "id": "skin",
                    "ages": "teen",
                    "topic": "cyberbullying",
                    "title": "Tặng skin",
                    "story": "Có người hỏi.",
                    "replies": [
                        {"label": "Gửi", "outcome": "Sửa được.", "good": True},
                        {"label": "Thôi", "outcome": "Hay.", "good": False},
                    ],
                    "move": "Hỏi người lớn.",
                    "help": HELP,
                }
            ]
        },
        "quiz.yaml": {
            "questions": [
                {
                    "id": "one",
                    "ages": "all",
                    "topic": "cyberbullying",
                    "question": "Làm gì?",
                    "options": ["Kể", "Giấu"],
                    "answer": 1,
                    "why": "Kể thì được giúp.",
                    "help": HELP,
                }
            ]
        },
        "press.yaml": {
            "packs": [
                {
                    "month": 6,
                    "theme": "Hè",
                    "why": "Vì hè.",
                    "stories": [{"title": "Một", "angle": "Kể."}] * 3,
                    "ask": ["Cô giáo"],
                    "avoid": ["Mặt trẻ"],
                    "topics": ["cyberbullying"],
                }
            ]
        },
        "figures.yaml": {
            "figures": [
                {
                    "id": "calls",
                    "text": "Năm 2023, 111 nhận nhiều cuộc gọi.",
                    "year": "2023",
                    "source": {"name": "Báo cáo", "publisher": "111", "date": "2024"},
                    "caveat": "Cuộc gọi không phải là trẻ.",
                    "topics": ["cyberbullying"],
                }
            ]
        },
        "platforms/zalo.yaml": {
            "id": "zalo",
            "name": "Zalo",
            "icon": "💬",
            "channel": "listeners",
            "nicknames": ["da lô"],
            "report": ["Bấm."],
            "block": ["Chặn."],
            "evidence": ["Ghi."],
            "privacy": ["Tắt."],
            "caveat": "Có thể khác.",
        },
    }


CALENDAR: dict[str, Any] = {
    "periods": [{"id": "all-year", "first": "06-01", "last": "05-31"}],
    "themes": {"bullying": ["cyberbullying"]},
}


@pytest.fixture
def full(folder: Folder) -> Folder:
    """Return a sound folder with a little of everything."""
    folder.write("calendar.yaml", CALENDAR)
    for language in Language:
        for file, value in _supplement(language).items():
            folder.write(f"{language}/{file}", {**copy.deepcopy(HEADER), **value})
    assert folder.sentences() == []
    return folder


def test_all_of_it_is_read(full: Folder) -> None:
    there = full.load().supplement(Language.VI)

    assert {audience: [tip.id for tip in tips] for audience, tips in there.tips.items()} == {
        Audience.CHILD: ["k-one"],
        Audience.PARENT: ["p-one"],
        Audience.TEACHER: ["t-one"],
        Audience.COMMUNICATOR: ["c-one"],
    }
    assert there.tips[Audience.CHILD][0].period is None
    assert [(scene.id, scene.ages, [reply.good for reply in scene.replies]) for scene in there.scenes] == [
        ("skin", Ages.TEEN, [True, False])
    ]
    assert [(question.id, question.answer) for question in there.questions] == [("one", 0)]
    assert [(pack.month, len(pack.stories)) for pack in there.packs] == [(6, 3)]
    assert [(figure.year, figure.source.publisher) for figure in there.figures] == [("2023", "111")]
    assert [(guide.id, guide.review.owner) for guide in there.guides] == [("zalo", "khien-nho")]
    assert there.calendar.periods == (Period("all-year", (6, 1), (5, 31)),)


def test_a_folder_without_any_of_it_is_sound(folder: Folder) -> None:
    there = folder.load().supplement(Language.VI)

    assert (there.scenes, there.questions, there.packs, there.figures, there.guides) == ((), (), (), (), ())
    assert there.calendar.period(date(2027, 6, 1)) is None


@pytest.mark.parametrize(
    ("day", "inside"),
    [("2026-12-19", False), ("2026-12-20", True), ("2028-02-29", True), ("2027-03-01", False)],
)
def test_a_period_may_run_over_new_year(day: str, inside: bool) -> None:
    assert Period("winter", (12, 20), (2, 29)).holds(date.fromisoformat(day)) is inside


LONG = "a" * 1_000
BROKEN: list[tuple[str, tuple[str | int, ...], object, set[str]]] = [
    ("tips/parent.yaml", ("tips", 0, "help"), "Gọi cô giáo.", {"no-hotline"}),
    ("tips/parent.yaml", ("tips", 0, "title"), "a" * 61, {"long-text"}),
    ("tips/parent.yaml", ("tips", 0, "small"), "", {"tip-part-missing"}),
    ("tips/parent.yaml", ("tips", 0, "script"), SCRIPT, {"tip-part-spare"}),
    ("tips/parent.yaml", ("tips", 0, "say"), "…", {"unfilled"}),
    ("tips/parent.yaml", ("tips", 0, "say"), "Gọi 1800 599 999.", {"number-denied"}),
    ("tips/parent.yaml", ("tips", 0, "say"), "Con thật đáng đời.", {"word-forbidden"}),
    ("tips/parent.yaml", ("tips", 0, "say"), "{Em} kể đi.", {"pronoun-for-adults"}),
    ("tips/parent.yaml", ("review_by",), "2026-11-22", {"review-order"}),
    ("tips/teacher.yaml", ("tips", 0, "activity", "steps", 0), f"2 phút: {LONG}", {"long-screen"}),
    ("tips/communicator.yaml", ("tips", 0, "script"), "Gọi 111.", {"script-length"}),
    ("tips/child.yaml", ("tips", 0, "say"), "Em kể đi.", {"pronoun-bare"}),
    ("scenes.yaml", ("scenes", 0, "replies", 1, "good"), True, {"scene-one-sided", "languages-differ"}),
    ("scenes.yaml", ("scenes", 0, "help"), "Kể với cô.", {"no-hotline"}),
    ("scenes.yaml", ("scenes", 0, "replies", 0, "outcome"), LONG, {"long-text"}),
    ("quiz.yaml", ("questions", 0, "answer"), 3, {"wrong-value"}),
    ("quiz.yaml", ("questions", 0, "answer"), 2, {"languages-differ"}),
    ("figures.yaml", ("figures", 0, "year"), "0", {"wrong-value"}),
    ("figures.yaml", ("figures", 0, "source", "publisher"), "gọi 1800 599 999", {"number-denied"}),
    ("tips/teacher.yaml", ("tips", 0, "activity", "steps", 1), "6 phút: vẽ.", {"activity-minutes"}),
    ("quiz.yaml", ("questions", 0, "topic"), "nothing", {"unknown-topic", "languages-differ"}),
    ("press.yaml", ("packs", 0, "topics"), ["nothing"], {"unknown-topic", "languages-differ"}),
    ("press.yaml", ("packs", 0, "stories", 0, "angle"), LONG, {"long-text"}),
    ("figures.yaml", ("figures", 0, "text"), "111 nhận nhiều cuộc gọi.", {"year-unsaid"}),
    ("platforms/zalo.yaml", ("channel",), "nobody", {"unknown-channel", "languages-differ"}),
    ("platforms/zalo.yaml", ("caveat",), "a" * 251, {"long-text"}),
    ("platforms/zalo.yaml", ("id",), "zaloo", {"file-name"}),
    ("platforms/zalo.yaml", ("evidence",), [LONG], {"long-screen"}),
]


@pytest.mark.parametrize(("file", "place", "value", "codes"), BROKEN)
def test_each_rule_finds_what_breaks_it(
    full: Folder, file: str, place: tuple[str | int, ...], value: object, codes: set[str]
) -> None:
    full.set(f"vi/{file}", value, *place)

    assert {code for _, code in full.codes()} == codes


def test_what_subscribers_get_belongs_to_a_part_of_the_year(full: Folder) -> None:
    for language in Language:
        full.set(f"{language}/tips/parent.yaml", None, "tips", 0, "period")
        full.set(f"{language}/tips/teacher.yaml", "winter", "tips", 0, "period")

    assert {code for _, code in full.codes()} == {"tip-part-missing", "unknown-period"}


def test_every_period_has_every_theme(full: Folder) -> None:
    full.set("calendar.yaml", {"bullying": ["cyberbullying"], "privacy": []}, "themes")

    assert full.sentences() == [
        "calendar.yaml:2: The period “all-year” has no tip on “privacy” for parents, teachers or "
        "communicators. Add one, or move one there."
    ]


@pytest.mark.parametrize(
    ("periods", "code"),
    [
        ([("one", "01-01", "12-30")], "day-periods"),
        ([("one", "01-01", "12-31"), ("two", "06-01", "06-01")], "day-periods"),
        ([("one", "01-01", "06-30"), ("one", "07-01", "12-31")], "id-twice"),
    ],
)
def test_every_day_is_in_one_period(full: Folder, periods: list[tuple[str, str, str]], code: str) -> None:
    written = [{"id": name, "first": first, "last": last} for name, first, last in periods]
    full.set("calendar.yaml", written, "periods")

    assert ("calendar.yaml", code) in full.codes()


def test_a_theme_names_topics_that_there_are(full: Folder) -> None:
    full.set("calendar.yaml", ["cyberbullying", "nothing"], "themes", "bullying")

    assert full.codes() == [("calendar.yaml", "unknown-topic")]


def test_months_stand_once(full: Folder) -> None:
    for language in Language:
        full.change(f"{language}/press.yaml", lambda value: value["packs"].append(value["packs"][0]))

    assert full.codes() == [(f"{language}/press.yaml", "id-twice") for language in ("en", "vi")]


def test_figures_are_about_topics_that_there_are(full: Folder) -> None:
    for language in Language:
        full.set(f"{language}/figures.yaml", ["nothing"], "figures", 0, "topics")

    assert full.codes() == [(f"{language}/figures.yaml", "unknown-topic") for language in ("en", "vi")]


def test_an_activity_has_as_many_steps_in_both_languages(full: Folder) -> None:
    steps = ["2 minutes: one.", "3 minutes: two.", "3 minutes: three.", "2 minutes: four."]
    full.set("en/tips/teacher.yaml", steps, "tips", 0, "activity", "steps")

    assert full.codes() == [("en/tips/teacher.yaml", "languages-differ")]


def test_a_guide_that_differs_is_named_itself(full: Folder) -> None:
    full.set("en/platforms/zalo.yaml", "🛑", "icon")

    assert full.codes() == [("en/platforms/zalo.yaml", "languages-differ")]


@pytest.mark.parametrize(
    ("name", "meant"), [("vi/tips/parents.yaml", "vi/tips/parent.yaml"), ("vi/scene.yaml", "vi/scenes.yaml")]
)
def test_a_file_that_nothing_reads_is_told(full: Folder, name: str, meant: str) -> None:
    full.write(name, "{ rubbish")

    assert full.codes() == [(name, "unknown-file")]
    assert f"Did you mean “{meant}”?" in full.sentences()[0]
    assert full.load().supplement(Language.VI).scenes != ()


def test_a_day_of_the_calendar_is_a_day(full: Folder) -> None:
    full.set("calendar.yaml", "02-30", "periods", 0, "first")

    assert full.codes() == [("calendar.yaml", "wrong-value")]


@pytest.mark.parametrize("file", FILES)
def test_ids_stand_once_and_in_both_languages(full: Folder, file: str) -> None:
    full.change(f"vi/{file}", lambda value: value["tips"].append(copy.deepcopy(value["tips"][0])))
    twice = full.codes()
    full.set(f"vi/{file}", "x-other", "tips", 1, "id")

    assert (f"vi/{file}", "id-twice") in twice
    assert [code for _, code in full.codes()] == ["untranslated"]


def test_a_tips_id_stands_in_one_file(full: Folder) -> None:
    for language in Language:
        full.set(f"{language}/tips/teacher.yaml", "p-one", "tips", 0, "id")

    assert full.codes() == [(f"{language}/tips/teacher.yaml", "id-twice") for language in ("en", "vi")]


def test_what_is_past_its_date_is_found_in_every_file(full: Folder) -> None:
    late = {file for file, code in full.codes(date(2028, 1, 1)) if code == "overdue"}

    assert {f"{language}/{file}" for language in Language for file in _supplement(language)} <= late


def test_an_unknown_key_is_found(full: Folder) -> None:
    full.set("vi/quiz.yaml", "x", "questions", 0, "anwser")

    assert full.sentences()[0].startswith("vi/quiz.yaml:")
    assert "Did you mean “answer”?" in full.sentences()[0]


def test_a_missing_language_is_told(full: Folder) -> None:
    Path(full.path / "en" / "scenes.yaml").unlink()

    assert full.codes() == [("en/scenes.yaml", "untranslated")]
