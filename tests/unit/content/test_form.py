"""Files that cannot be read, or have the wrong form: each one sentence with its line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.people import Language
from bot.storage.content.handbook import read_folder, try_handbook
from tests.unit.content.folder import EN_TOPIC, TODAY, VI_TOPIC, Folder

WORDS = "vi/interface/words.yaml"


def test_a_tab_is_named(folder: Folder) -> None:
    folder.edit(VI_TOPIC, "risk: high", "\trisk: high")

    assert folder.sentences() == [f"{VI_TOPIC}:4: This line holds a tab. Use spaces instead."]


def test_a_colon_without_quotes_is_named_in_vietnamese(folder: Folder) -> None:
    folder.edit(VI_TOPIC, "title: Bắt nạt trên mạng", "title: Bắt nạt: trên mạng")

    assert folder.sentences(Language.VI) == [
        f"{VI_TOPIC}:2: Chỗ này sai cú pháp YAML (mapping values are not allowed in this context). Kiểm tra "
        "thụt đầu dòng và dấu ngoặc kép; câu có dấu hai chấm phải nằm trong ngoặc kép."
    ]


def test_a_key_that_stands_twice_is_named(folder: Folder) -> None:
    folder.edit(VI_TOPIC, "risk: high", "risk: high\nrisk: low")

    assert folder.sentences() == [f"{VI_TOPIC}:5: The key “risk” stands here twice. Remove one."]


def test_an_interface_key_in_two_files_is_named(folder: Folder) -> None:
    folder.write("vi/interface/zz.yaml", {"start": {"hello": "Chào {name}!"}})

    assert folder.codes() == [("vi/interface/zz.yaml", "twice")]


def test_an_unknown_key_is_named_with_the_one_that_was_meant(folder: Folder) -> None:
    folder.edit(VI_TOPIC, "keywords:", "keyword:")

    said = "There is no key “keyword”. Did you mean “keywords”? Correct the name or remove the line."
    assert f"{VI_TOPIC}:5: {said}" in folder.sentences()


@pytest.mark.parametrize("date", ["2026-13-01", "23/11/2026", "soon"])
def test_a_wrong_date_is_named(folder: Folder, date: str) -> None:
    folder.set(VI_TOPIC, date, "review_by")

    assert folder.codes() == [(VI_TOPIC, "not-a-date")]


@pytest.mark.parametrize(
    "file", ["channels.yaml", "vi/cards.yaml", "en/channels.yaml", "lexicon/forbidden.yaml"]
)
def test_a_missing_file_is_named(folder: Folder, file: str) -> None:
    (folder.path / file).unlink()

    assert f"{file}:1: The file {file} is missing. Take it back from a backup or from the repository." in (
        folder.sentences()
    )


def test_a_file_that_is_not_utf8_is_named(folder: Folder) -> None:
    (folder.path / VI_TOPIC).write_bytes("id: cyberbullying\ntitle: Bắt nạt\n".encode("utf-16"))

    assert (VI_TOPIC, "not-utf8") in folder.codes()


def test_a_missing_folder_is_named(folder: Folder) -> None:
    path = folder.path / "nowhere"

    handbook, problems = try_handbook(path)

    assert handbook is None
    assert [problem.code for problem in problems] == ["no-folder"]


def test_a_topics_id_is_the_name_of_its_file(folder: Folder) -> None:
    folder.set(VI_TOPIC, "bullying", "id")

    assert (VI_TOPIC, "file-name") in folder.codes()


def test_editors_may_add_a_topic_that_the_program_does_not_know(folder: Folder) -> None:
    for language in Language:
        text = (folder.path / language / "topics" / "cyberbullying.yaml").read_text(encoding="utf-8")
        folder.write(
            f"{language}/topics/online-friends.yaml", text.replace("cyberbullying", "online-friends")
        )

    topics = [topic.id for topic in folder.load().topics(Language.VI)]

    assert topics == ["cyberbullying", "online-friends"]
    assert {code for _, code in folder.codes()} == {"example-in-two"}


def test_problems_of_form_and_of_meaning_are_told_together(folder: Folder) -> None:
    folder.edit(EN_TOPIC, "risk: high", "risk: huge")
    folder.set(VI_TOPIC, "Kể với thầy cô.", "answers", "child", "tell")

    assert folder.codes() == [(EN_TOPIC, "not-in-list"), (VI_TOPIC, "no-hotline")]


def test_texts_that_yaml_takes_for_other_things_stay_texts(folder: Folder) -> None:
    folder.edit(
        WORDS, "hello: Chào {name}!", "hello: Chào {name}!\n  number: 0113\n  time: 1:20\n  refusal: no"
    )
    words = folder.path / "en/interface/words.yaml"
    words.write_text(words.read_text().replace("browse:", "  number: a\n  time: a\n  refusal: a\nbrowse:"))

    loaded = folder.load().words(Language.VI)

    assert [loaded.get(f"start.{key}") for key in ("number", "time", "refusal")] == ["0113", "1:20", "no"]


_scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates() | st.floats()
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.sampled_from(
        [VI_TOPIC, "channels.yaml", "vi/channels.yaml", "vi/cards.yaml", WORDS, "out-of-scope.yaml"]
    ),
    value=_values,
)
def test_no_value_crashes_the_loader(folder: Folder, file: str, value: object) -> None:
    sound = (folder.path / file).read_text(encoding="utf-8")
    folder.write(file, [value] if isinstance(value, str) else value)

    handbook, problems = read_folder(folder.path)

    assert handbook is not None
    assert all(problem.sentence(language) for problem in problems for language in Language)
    folder.write(file, sound)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=60) | st.text(alphabet="ab:-?&*!|>'\"%@`{}[],#\t\n ", max_size=60).map(str.encode)
)
def test_no_bytes_crash_the_loader(folder: Folder, data: bytes) -> None:
    sound = (folder.path / VI_TOPIC).read_bytes()
    (folder.path / VI_TOPIC).write_bytes(data)

    codes = folder.codes(TODAY)

    assert codes != []
    (folder.path / VI_TOPIC).write_bytes(sound)


def test_a_file_nested_too_deep_is_a_problem_like_any_other(folder: Folder) -> None:
    folder.write("vi/quiz.yaml", "[" * 3_000 + "]" * 3_000)

    assert folder.codes() == [("vi/quiz.yaml", "not-yaml")]


@pytest.mark.parametrize("name", ["all", "none", "a" * 25, "Bạn-bè"])
def test_what_a_button_cannot_carry_is_no_topics_id(folder: Folder, name: str) -> None:
    folder.set(VI_TOPIC, name, "id")

    assert (VI_TOPIC, "file-name") not in folder.codes()
    assert {code for file, code in folder.codes() if file == VI_TOPIC} <= {"wrong-value", "too-long"}


def test_a_draft_is_checked_and_shown_to_nobody(folder: Folder) -> None:
    for file in (VI_TOPIC, EN_TOPIC):
        folder.set(file, True, "draft")

    assert folder.codes() == [(EN_TOPIC, "draft"), (VI_TOPIC, "draft")]
    assert folder.load().topics(Language.VI) == ()


def test_a_change_of_one_letter_changes_the_version(folder: Folder) -> None:
    before = folder.load().version

    folder.edit(VI_TOPIC, "không có lỗi", "không hề có lỗi")

    assert folder.load().version != before
