"""What is taken for a telephone number or an address, and which ones may stand in a text."""

from pathlib import Path

import pytest
import yaml

from bot.services.content.contacts import unknown_addresses, unknown_numbers
from bot.services.content.forbidden import Forbidden, forbidden_from
from tests.unit.content.folder import REAL, VI_TOPIC, Folder

KNOWN = frozenset(("111", "113", "115", "156", "5656", "0963061414"))
LISTS = yaml.safe_load(Path(REAL / "lexicon" / "forbidden.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def forbidden() -> Forbidden:
    return forbidden_from(LISTS)


@pytest.mark.parametrize(
    "text",
    [
        "Gọi 111, 113/115 hoặc 096 306 1414 (giờ có hạn).",
        "Bấm 1 1 1. 113. 111 (115).",
        "Soạn V (số gọi) gửi 156 hay 5656.",
        "Luật Trẻ em 102/2016/QH13, Điều 51; Luật 116/2025/QH15, Điều 112; Quyết định số 830/QĐ-TTg.",
        "Bộ luật Hình sự 2015, Điều 147 và 170.",
        "Khảo sát 2.775 trẻ em ở 16 tỉnh, ngày 28/11/2025; 323.615 cuộc gọi; 533,236 reports; 1.55 million.",
        "Mất 500.000 đồng, 12.000.000 đ, 5 000 000 đồng, 500k, 500 nghìn.",
        "Gửi 500 nghìn, nhắn 300 người, gọi 112 lần.",
        "Từ 8.00-10.30, 20:00-22:00, 24/7, 13 đến 17 tuổi, 6-12 tuổi, 55,89 %, 100%.",
        "2021-2025, 2021–2025, 2026-11-23, 2024-12, 01.06.2021, 01-06-2021, 10/9 và 10/10.",
        "A05, PA05, lớp 6A1, 4K, COVID19, MP4.",
    ],
)
def test_years_amounts_ages_hours_dates_and_laws_are_no_numbers_to_call(
    text: str, forbidden: Forbidden
) -> None:
    assert list(unknown_numbers(text, KNOWN, forbidden.around)) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Gọi 112 ngay.", "112"),
        ("Nguy hiểm: 119", "119"),
        ("Gọi 111/112.", "112"),
        ("Tổng đài 1022 trả lời.", "1022"),
        ("Call 911 now.", "911"),
        ("Text 741741 or call 988.", "988"),
        ("Số 0912 345 678 nhé.", "0912 345 678"),
        ("Máy 024.3333.5599", "024.3333.5599"),
        ("(+84) 912 345 678", "(+84) 912 345 678"),
        ("+84 912 345 678", "+84 912 345 678"),
        ("1900 1267 là số trả tiền", "1900 1267"),
        ("Tài khoản 19034567890123", "19034567890123"),
    ],
)
def test_numbers_outside_the_directory_are_found(text: str, number: str, forbidden: Forbidden) -> None:
    assert list(unknown_numbers(text, KNOWN, forbidden.around)) == [number]


@pytest.mark.parametrize("number", LISTS["denied_numbers"])
@pytest.mark.parametrize("between", ["", " ", ".", "-", ") "])
def test_a_denied_number_is_found_however_it_is_spaced(folder: Folder, number: str, between: str) -> None:
    digits = [digit for digit in number if digit.isdigit()]
    folder.set(VI_TOPIC, f"Gọi {between.join(digits)} nhé.", "answers", "parent", "summary")

    assert folder.codes() == [(VI_TOPIC, "number-denied")]


def test_a_denied_number_is_found_with_the_countrys_code_and_in_the_directory(folder: Folder) -> None:
    folder.set("vi/interface/words.yaml", "Gọi +84 796 863 111, {name}", "start", "hello")
    folder.set("channels.yaml", "1800 599 999", 1, "contact")

    # Each language shows the contact.
    assert folder.codes() == [("channels.yaml", "number-denied")] * 2 + [
        ("vi/interface/words.yaml", "number-denied")
    ]


def test_the_number_of_a_channel_that_is_off_stands_in_its_own_words_only(folder: Folder) -> None:
    folder.set("channels.yaml", False, 1, "enabled")
    folder.set("vi/channels.yaml", "Gọi 0963 061 414.", "listeners", "what_next")
    folder.set(VI_TOPIC, "Gọi 0963061414.", "answers", "parent", "summary")

    assert folder.codes() == [(VI_TOPIC, "number-unknown")]


@pytest.mark.parametrize(
    "text",
    [
        "Mở takeitdown.ncmec.org/vi. Rồi www.takeitdown.ncmec.org.",
        "https://takeitdown.ncmec.org/vi/cau-hoi, hoặc “takeitdown.ncmec.org”",
        "TP.HCM, v.v. Th.S 2.775 … a.m. to p.m.",
        "Nhà.Sau",
    ],
)
def test_known_addresses_and_abbreviations_may_stand(text: str) -> None:
    assert list(unknown_addresses(text, frozenset(("takeitdown.ncmec.org",)))) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Mở vn-cop.vn nhé.", "vn-cop.vn"),
        ("http://evil.example/takeitdown.ncmec.org", "evil.example"),
        ("takeitdown.ncmec.org.evil.vn", "takeitdown.ncmec.org.evil.vn"),
        ("TongDai.VN", ""),
        ("Gửi abuse@telegram.org", "abuse@telegram.org"),
    ],
)
def test_other_addresses_are_found(text: str, address: str) -> None:
    found = list(unknown_addresses(text, frozenset(("takeitdown.ncmec.org",))))

    assert found == ([address] if address else [])


def test_an_address_of_a_source_may_be_named(folder: Folder) -> None:
    folder.set(VI_TOPIC, "Xem ecpat.org.", "answers", "parent", "summary")
    unknown = folder.codes()

    folder.set(VI_TOPIC, "https://www.ecpat.org/vn", "sources", 0, "url")

    assert unknown == [(VI_TOPIC, "address-unknown")]
    assert folder.codes() == []
