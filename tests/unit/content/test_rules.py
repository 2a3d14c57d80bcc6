"""What the content check finds, each rule broken once beside what it lets pass."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.action import decode, encode
from bot.core.people import Audience, Language, Reader
from bot.core.topic_ids import TOPIC_IDS
from bot.services.content.examples import LEAST
from bot.services.content.lengths import length_findings
from tests.unit.content.folder import EN_TOPIC, TODAY, VI_TOPIC, Folder

CHILD, PARENT = ("answers", "child"), ("answers", "parent")


@pytest.mark.parametrize(
    ("place", "fits", "code"),
    [
        (
            (*CHILD, "summary"),
            700 - len("{Em} không có lỗi.") - len("Kể với thầy cô hoặc gọi 111."),
            "long-screen",
        ),
        ((*PARENT, "summary"), 600, "long-summary"),
        ((*PARENT, "do", 0), 1_900 - 2 * 25 - 24, "long-screen"),
        ((*CHILD, "sections", 0, "text"), 900, "long-section"),
    ],
)
def test_a_text_may_be_as_long_as_its_screen_and_not_longer(
    folder: Folder, place: tuple[str | int, ...], fits: int, code: str
) -> None:
    folder.set(VI_TOPIC, "a" * fits, *place)
    as_long_as_allowed = folder.codes()

    folder.set(VI_TOPIC, "a" * (fits + 1), *place)

    assert as_long_as_allowed == []
    assert folder.codes() == [(VI_TOPIC, code)]


def test_a_card_has_500_characters_at_most(folder: Folder) -> None:
    card = ("universal", "child")
    steps = 3 * len("1. Tới gần một người lớn.") + 2
    others = len("Gọi 111: miễn phí, ngày đêm.") + steps + 2 * len("\n\n")
    folder.set("vi/cards.yaml", ["a" * (500 - others)], *card, "closing")
    full = folder.codes()

    folder.set("vi/cards.yaml", ["a" * (501 - others)], *card, "closing")

    assert full == []
    assert folder.codes() == [("vi/cards.yaml", "long-card")]


def test_the_longest_section_id_fits_on_the_button_of_the_longest_topic() -> None:
    longest = max(TOPIC_IDS, key=len)

    assert decode(encode("part", longest, Audience.COMMUNICATOR, "a" * 20)) is not None


def test_a_section_id_that_no_button_can_carry_is_found(folder: Folder) -> None:
    handbook = folder.load()
    topic = handbook.topic("cyberbullying", Language.VI)
    assert topic is not None
    answer = topic.answers[Audience.CHILD]
    section = replace(answer.sections[0], id="a" * 60)
    answers = {Audience.CHILD: replace(answer, sections=(section,))}
    topics = {Language.VI: {topic.id: replace(topic, answers=answers)}, Language.EN: {}}

    found = list(length_findings(replace(handbook, _topics=topics)))

    assert [(each.code, each.values) for each in found] == [("button-too-long", {"name": "a" * 60})]


@pytest.mark.parametrize("tell", ["Kể với thầy cô.", "Gọi 1111.", "Gọi 2111 nhé."])
def test_every_answer_names_111_where_it_says_whom_to_tell(folder: Folder, tell: str) -> None:
    folder.set(VI_TOPIC, tell, *PARENT, "tell")

    assert (VI_TOPIC, "no-hotline") in folder.codes()


def test_a_card_names_111_in_its_opening(folder: Folder) -> None:
    folder.set("en/cards.yaml", "I hear you.", "universal", "child", "opening")

    assert folder.codes() == [("en/cards.yaml", "no-hotline")]


@pytest.mark.parametrize(
    "opening", ["Gọi 111. Bị xâm hại không phải lỗi của {em}.", "Gọi 111. TỰ TỬ không phải cách."]
)
def test_the_opening_of_a_card_names_no_harm(folder: Folder, opening: str) -> None:
    folder.set("vi/cards.yaml", opening, "universal", "child", "opening")

    assert folder.codes() == [("vi/cards.yaml", "opening-names-harm")]


def test_the_directory_keeps_111_switched_on(folder: Folder) -> None:
    folder.set("channels.yaml", False, 0, "enabled")

    assert ("channels.yaml", "no-hotline-channel") in folder.codes()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("icon",), "🛑"),
        (("risk",), "low"),
        (("review_by",), "2027-06-23"),
        (("related",), ["cyberbullying"]),
        (("channels",), []),
        ((*CHILD, "sections", 0, "id"), "other"),
        ((*CHILD, "do"), ["One.", "Two."]),
        ((*CHILD, "dont"), []),
        ((*PARENT, "sections", 0, "do"), ["One."]),
    ],
)
def test_both_languages_are_in_step(folder: Folder, place: tuple[str | int, ...], value: object) -> None:
    folder.set(EN_TOPIC, value, *place)

    assert (EN_TOPIC, "languages-differ") in folder.codes()


def test_an_answer_exists_in_both_languages(folder: Folder) -> None:
    folder.remove(EN_TOPIC, *CHILD)

    assert folder.codes() == [(EN_TOPIC, "languages-differ")]


def test_a_topic_exists_in_both_languages(folder: Folder) -> None:
    folder.set(VI_TOPIC, "scams", "id")
    folder.write("vi/topics/scams.yaml", (folder.path / VI_TOPIC).read_text(encoding="utf-8"))
    (folder.path / VI_TOPIC).unlink()

    assert folder.codes() == [
        (EN_TOPIC, "untranslated-topic"),
        ("vi/topics/scams.yaml", "untranslated-topic"),
    ]


def test_a_card_exists_in_both_languages(folder: Folder) -> None:
    folder.change("vi/cards.yaml", lambda cards: cards.update(violence=cards["universal"]))

    assert folder.codes() == [("vi/cards.yaml", "untranslated")] * len(Reader)


def test_interface_words_exist_in_both_languages(folder: Folder) -> None:
    folder.set("vi/interface/words.yaml", "Tạm biệt!", "start", "bye")

    assert folder.codes() == [("vi/interface/words.yaml", "untranslated")]


def test_interface_words_have_the_same_placeholders(folder: Folder) -> None:
    folder.set("en/interface/words.yaml", "Hello {nam}!", "start", "hello")

    assert folder.sentences() == [
        "en/interface/words.yaml:2: The placeholders of “start.hello” differ from the Vietnamese file. "
        "Here: {nam}. There: {name}."
    ]


def test_words_for_an_audience_need_words_for_everybody(folder: Folder) -> None:
    for language in Language:
        folder.remove(f"{language}/interface/words.yaml", "browse", "intro", "default")

    assert folder.codes() == [(f"{language}/interface/words.yaml", "no-default") for language in ("en", "vi")]


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (("related",), ["bullying"], "unknown-topic"),
        (("related",), ["cyberbullying"], "related-itself"),
        (("channels",), ["listeners", "listeners"], "id-twice"),
        (("channels",), ["hotline-112"], "unknown-channel"),
    ],
)
def test_ids_lead_somewhere(folder: Folder, place: tuple[str], value: list[str], code: str) -> None:
    folder.set(VI_TOPIC, value, *place)
    folder.set(EN_TOPIC, value, *place)

    assert folder.codes() == [(EN_TOPIC, code), (VI_TOPIC, code)]


def test_a_channel_is_for_harms_that_there_are(folder: Folder) -> None:
    folder.set("channels.yaml", ["scam"], 1, "harms")

    assert folder.codes() == [("channels.yaml", "unknown-harm")]


def test_only_emergency_numbers_are_always_shown(folder: Folder) -> None:
    folder.set("channels.yaml", True, 1, "always")

    assert folder.codes() == [("channels.yaml", "wrong-always")]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Đừng gửi clip nóng.", "clip nóng"),
        ("Kẻ Ấu Dâm trên mạng.", "Kẻ Ấu Dâm"),
        ("Mình giữ bí mật tuyệt đối.", "bí mật tuyệt đối"),
        ("Ảnh chắc chắn gỡ được.", "chắc chắn gỡ được"),
        ("Thế là {em} an toàn rồi.", "em an toàn rồi"),
        ("Như vậy là {em} phạm tội.", "em phạm tội"),
        ("Có bạn từng rạch tay.", "rạch tay"),
    ],
)
def test_forbidden_words_are_found_and_better_ones_named(folder: Folder, text: str, word: str) -> None:
    folder.set(VI_TOPIC, text, *CHILD, "summary")

    assert folder.codes() == [(VI_TOPIC, "word-forbidden")]
    assert f"Don't write “{word}”. Better: " in folder.sentences()[0]


@pytest.mark.parametrize("text", ["Xem clip nóngg nhé.", "Đừng đáng đờii.", "Clip, nóng quá."])
def test_forbidden_words_are_whole_words(folder: Folder, text: str) -> None:
    folder.set(VI_TOPIC, text, *CHILD, "summary")

    assert folder.codes() == []


def test_a_sentence_for_everybody_else_is_not_measured_by_a_childs_words(folder: Folder) -> None:
    intro = ("browse", "intro")
    folder.set("vi/interface/words.yaml", "Anh/chị chọn một chuyện.", *intro, "default")
    for_the_others = folder.codes()
    folder.set("vi/interface/words.yaml", "Anh/chị chọn đi.", *intro, "child")

    assert for_the_others == []
    assert folder.codes() == [("vi/interface/words.yaml", "word-forbidden")]


def test_methods_of_self_harm_are_named_to_grown_ups_only(folder: Folder) -> None:
    folder.set(VI_TOPIC, "Cất thuốc trừ sâu.", *PARENT, "do", 0)

    assert folder.codes() == []


def test_a_grown_up_is_told_in_quotes_what_not_to_say(folder: Folder) -> None:
    folder.set(VI_TOPIC, "Đừng nói “Đáng đời con”.", *PARENT, "dont", 0)
    quoted = folder.codes()

    folder.set(VI_TOPIC, "Cứ nói đáng đời con.", *PARENT, "dont", 0)

    assert quoted == []
    assert folder.codes() == [(VI_TOPIC, "word-forbidden")]


def test_example_questions_may_say_anything(folder: Folder) -> None:
    folder.set(VI_TOPIC, ["có đứa tung clip nóng, gọi 18001567 hả"], *CHILD, "examples")

    assert folder.codes() == []


@pytest.mark.parametrize("text", ["Em không có lỗi.", "Kể cho em nghe.", "Nói “Con cần giúp”, rồi em chờ."])
def test_a_child_is_never_called_em_by_hand(folder: Folder, text: str) -> None:
    folder.set(VI_TOPIC, text, *CHILD, "summary")

    assert folder.codes() == [(VI_TOPIC, "pronoun-bare")]


@pytest.mark.parametrize(
    "text",
    [
        "{Em} kể đi, {em} không có lỗi.",
        "Trẻ em, anh em, chị em, em bé, em gái và em trai.",
        "Nói: “Em cần giúp ạ.”",
        "Xem kem đánh răng.",
    ],
)
def test_placeholders_quotes_and_compounds_are_no_bare_pronoun(folder: Folder, text: str) -> None:
    folder.set(VI_TOPIC, text, *CHILD, "summary")

    assert folder.codes() == []


@pytest.mark.parametrize(
    ("file", "place", "code"),
    [
        (VI_TOPIC, (*PARENT, "summary"), "pronoun-for-adults"),
        (EN_TOPIC, (*CHILD, "summary"), "pronoun-in-english"),
        ("vi/channels.yaml", ("listeners", "who"), "pronoun-for-adults"),
    ],
)
def test_the_pronoun_belongs_in_vietnamese_childrens_texts(
    folder: Folder, file: str, place: tuple[str, ...], code: str
) -> None:
    folder.set(file, "{Em} ơi.", *place)

    assert folder.codes() == [(file, code)]


@pytest.mark.parametrize(
    ("text", "code"), [("Chào {ten}.", "placeholder-unknown"), ("Gọi **ngay**.", "markup")]
)
def test_what_would_be_shown_raw_is_found(folder: Folder, text: str, code: str) -> None:
    folder.set(VI_TOPIC, text, *CHILD, "summary")

    assert folder.codes() == [(VI_TOPIC, code)]


def test_what_is_past_its_review_date_fails_from_the_next_day_on(folder: Folder) -> None:
    last = date(2027, 2, 23)

    on_the_day = folder.codes(last)
    after = folder.codes(last + timedelta(days=1))

    assert on_the_day == []
    assert after == [("channels.yaml", "overdue")] * 2


def test_a_topic_is_overdue_in_each_language(folder: Folder) -> None:
    found = folder.codes(date(2027, 5, 24))

    assert [each for each in found if each[0] != "channels.yaml"] == [
        (EN_TOPIC, "overdue"),
        (VI_TOPIC, "overdue"),
    ]


def test_the_next_review_is_after_the_last(folder: Folder) -> None:
    folder.set("channels.yaml", TODAY.isoformat(), 1, "review_by")

    assert folder.codes() == [("channels.yaml", "review-order")]


def test_children_read_short_sentences(folder: Folder) -> None:
    for place in ("summary", "do", "dont"):
        text = " ".join(["chữ"] * 20)
        folder.set(VI_TOPIC, text if place == "summary" else [text], *CHILD, place)
    folder.set(VI_TOPIC, [], *CHILD, "sections")
    folder.set(EN_TOPIC, [], *CHILD, "sections")

    assert folder.codes() == [(VI_TOPIC, "hard-to-read")]


@pytest.mark.parametrize("copied", ["bạn chế ảnh con", "ban che anh con!", "bạn chế ảnh  CON ?"])
def test_an_example_is_no_copy_of_another(folder: Folder, copied: str) -> None:
    folder.set(VI_TOPIC, ["bạn chế ảnh con", copied, "tụi nó đá mình khỏi nhóm"], *CHILD, "examples")

    assert folder.codes() == [(VI_TOPIC, "example-copied")]


def test_an_example_belongs_to_one_topic(folder: Folder) -> None:
    for language, file in (("vi", VI_TOPIC), ("en", EN_TOPIC)):
        text = (folder.path / file).read_text(encoding="utf-8").replace("id: cyberbullying", "id: scams")
        folder.write(f"{language}/topics/scams.yaml", text)
        folder.set(f"{language}/topics/scams.yaml", ["other " + language], *PARENT, "examples")

    assert [each for each in folder.codes() if each[1] != "few-examples"] == [
        ("en/topics/scams.yaml", "example-in-two"),
        ("vi/topics/scams.yaml", "example-in-two"),
    ]


@pytest.mark.parametrize(("file", "language"), [(VI_TOPIC, Language.VI), (EN_TOPIC, Language.EN)])
def test_a_topic_needs_many_examples(folder: Folder, file: str, language: Language) -> None:
    child = 1
    handbook = folder.load()
    topic = handbook.topic("cyberbullying", language)
    assert topic is not None
    enough = topic.answers[Audience.PARENT].examples[: LEAST[language] - child]
    folder.set(file, list(enough), *PARENT, "examples")
    just_enough = folder.codes()

    folder.set(file, list(enough[1:]), *PARENT, "examples")

    assert just_enough == []
    assert folder.codes() == [(file, "few-examples")]
