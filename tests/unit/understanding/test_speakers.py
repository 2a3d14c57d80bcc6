"""Who speaks, in which language, and whether they ask to stop."""

import pytest

from bot.core.people import Audience, Language, Reader, SelfWord
from bot.core.understanding import Understanding


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("con tôi bị bạn bắt nạt", Audience.PARENT),
        ("bé nhà mình 5 tuổi nghiện youtube", Audience.PARENT),
        ("tôi là phụ huynh lớp 4", Audience.PARENT),
        ("my daughter is bullied", Audience.PARENT),
        ("học sinh lớp tôi đánh nhau", Audience.TEACHER),
        ("em là giáo viên chủ nhiệm, em cần giáo án", Audience.TEACHER),
        ("lớp tôi chủ nhiệm có em bị cô lập", Audience.TEACHER),
        ("phóng viên cần số liệu về xâm hại trẻ em", Audience.COMMUNICATOR),
        ("viết bài tuyên truyền phát loa phường", Audience.COMMUNICATOR),
        ("em học lớp 7, em bị bạn nói xấu", Audience.CHILD),
        ("cô chủ nhiệm em bảo báo 111", Audience.CHILD),
        ("đừng nói với ba mẹ em nha", Audience.CHILD),
        ("em bị lừa", None),
        ("em muốn hỏi về mật khẩu", None),
        ("lừa đảo là gì", None),
        ("", None),
    ],
)
def test_the_audience_shows_only_by_plain_cues(
    engine: Understanding, text: str, audience: Audience | None
) -> None:
    assert engine.audience(text) == audience


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("bạn em bị đòi ảnh", Reader.FRIEND),
        ("ban em bi nguoi ta doa", Reader.FRIEND),
        ("nhỏ bạn thân nói muốn chết", Reader.FRIEND),
        ("my friend is being blackmailed", Reader.FRIEND),
        ("bạn em đòi ảnh em", None),
        ("bạn em bị bắt nạt, em cũng bị", None),
        ("em bị bạn đánh", None),
        ("em 15 tuổi bị dọa", Reader.TEEN),
        ("bạn trai cũ dọa tung ảnh em", None),
        ("bạn trai em dọa tung ảnh", Reader.TEEN),
        ("e hoc lop 9 bi doa", Reader.TEEN),
        ("em học lớp 4", None),
        ("con tôi 15 tuổi bị dọa", None),
        ("", None),
    ],
)
def test_a_teenager_and_who_asks_for_a_friend_show(
    engine: Understanding, text: str, reader: Reader | None
) -> None:
    assert engine.young_reader(text) == reader


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("em bị bạn chửi", SelfWord.EM),
        ("e bj bạn chửi", SelfWord.EM),
        ("con sợ quá cô ơi", SelfWord.CON),
        ("cháu muốn hỏi", SelfWord.CHAU),
        ("tớ bị lừa", SelfWord.TO),
        ("mình buồn quá", SelfWord.MINH),
        ("con tôi bị bạn chửi", None),
        ("lừa đảo là gì", None),
    ],
)
def test_the_self_word_of_a_young_writer_shows(
    engine: Understanding, text: str, word: SelfWord | None
) -> None:
    assert engine.self_word(text) == word


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("em bị lừa", Language.VI),
        ("em bi lua tien tren mang", Language.VI),
        ("how do I report this", Language.EN),
        ("my friend is sad", Language.EN),
        ("ok", None),
        ("12345", None),
        ("", None),
    ],
)
def test_the_language_shows(engine: Understanding, text: str, language: Language | None) -> None:
    assert engine.language(text) == language


@pytest.mark.parametrize(
    "text", ["Dừng", "dừng!", "STOP", "huỷ đăng ký", "hủy đăng kí", "huy dang ky", "Unsubscribe."]
)
def test_a_whole_message_asks_to_stop(engine: Understanding, text: str) -> None:
    assert engine.is_stop_word(text)


@pytest.mark.parametrize(
    "text", ["dung", "DUNG", "đúng", "dùng", "em không dừng được", "huy", "", "dừng chơi game kiểu gì"]
)
def test_a_part_or_an_unmarked_word_never_asks_to_stop(engine: Understanding, text: str) -> None:
    assert not engine.is_stop_word(text)
