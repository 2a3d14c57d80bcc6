"""The codes to print: where each leads, for whom it is, and that what was written says the same."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
import segno
from PIL import Image

from bot.config import Settings
from bot.core.errors import OperatorError
from bot.core.people import Audience
from bot.qr import ADULTS, QUIET_ZONE, Code, codes, write

PAGE = "https://khien-nho.example.vn"
ZALO = "https://zalo.me/s/khien-nho"
TELEGRAM = "https://t.me/KhienNhoBot"
LONG = "https://t.me/" + "a" * 108


def _settings(public_url: str | None = PAGE, *, enabled: bool = True) -> Settings:
    return Settings.model_validate({"web": {"public_url": public_url, "enabled": enabled}})


def _codes(zalo: str | None = ZALO, telegram: str | None = TELEGRAM) -> list[Code]:
    return codes(_settings(), zalo_link=zalo, telegram_link=telegram)


def _dark(png: Path) -> list[list[bool]]:
    """Return the modules of a picture, the quiet zone included; each must be of one colour."""
    with Image.open(png) as opened:
        picture = opened.convert("L")
    # The width of the quiet zone, up to the corner's dark square, tells how large a module is.
    first = next(place for place in range(picture.width) if picture.getpixel((place, place)) == 0)
    size, rest = divmod(first, QUIET_ZONE)
    count = picture.width // size
    assert (rest, picture.width, picture.height) == (0, count * size, count * size)
    modules = [[picture.crop(_box(x, y, size)).getextrema() for x in range(count)] for y in range(count)]
    assert {each for line in modules for each in line} == {(0, 0), (255, 255)}
    return [[each == (0, 0) for each in line] for line in modules]


def _box(x: int, y: int, size: int) -> tuple[int, int, int, int]:
    return (x * size, y * size, (x + 1) * size, (y + 1) * size)


def _expected(address: str) -> list[list[bool]]:
    drawn = segno.make_qr(address, error="q", boost_error=False)
    return [[bool(module) for module in line] for line in drawn.matrix_iter(border=4)]


def test_without_messengers_there_is_one_code_for_each_audience() -> None:
    assert _codes(zalo=None, telegram=None) == [
        Code("qr-em", f"{PAGE}/em", Audience.CHILD),
        Code("qr-phu-huynh", f"{PAGE}/ph", Audience.PARENT),
        Code("qr-giao-vien", f"{PAGE}/gv", Audience.TEACHER),
    ]


def test_a_messengers_codes_are_for_adults_alone() -> None:
    assert _codes()[3:] == [
        Code("qr-zalo-phu-huynh", ZALO, Audience.PARENT),
        Code("qr-zalo-giao-vien", ZALO, Audience.TEACHER),
        Code("qr-telegram-phu-huynh", TELEGRAM, Audience.PARENT),
        Code("qr-telegram-giao-vien", TELEGRAM, Audience.TEACHER),
    ]


def test_no_code_for_children_leads_to_a_messenger() -> None:
    with_messengers = [code for code in _codes() if code.audience is Audience.CHILD]
    without = [code for code in _codes(zalo=None, telegram=None) if code.audience is Audience.CHILD]

    assert [code.address for code in with_messengers] == [f"{PAGE}/em"]
    assert with_messengers == without
    assert Audience.CHILD not in ADULTS


def test_every_picture_holds_the_address_that_is_told(tmp_path: Path) -> None:
    made = _codes()

    write(made, tmp_path / "new" / "folder")

    pictures = sorted((tmp_path / "new" / "folder").glob("*.png"))
    assert [picture.stem for picture in pictures] == sorted(code.name for code in made)
    for code in made:
        assert _dark(tmp_path / "new" / "folder" / f"{code.name}.png") == _expected(code.address)


def test_every_drawing_is_the_same_code_on_white(tmp_path: Path) -> None:
    made = _codes()

    write(made, tmp_path)

    for code in made:
        drawn = ElementTree.parse(tmp_path / f"{code.name}.svg").getroot()  # noqa: S314 - our own file
        modules = len(_expected(code.address))
        paths = [each.attrib for each in drawn.iter("{http://www.w3.org/2000/svg}path")]
        assert drawn.attrib["width"] == drawn.attrib["height"] == f"{2 * modules}mm"
        assert paths[0] == {"fill": "#fff", "d": f"M0 0h{modules}v{modules}h-{modules}z"}
        assert _stroked(paths[1]["d"], modules) == _expected(code.address)


def _stroked(path: str, modules: int) -> list[list[bool]]:
    """Return the modules that a path of `M x y`, `m dx dy` and `h length` darkens."""
    dark = [[False] * modules for _ in range(modules)]
    x, y = 0, 0.0
    for step in path.replace("M", "|M").replace("m", "|m").replace("h", "|h").split("|")[1:]:
        numbers = [float(number) for number in step[1:].split()]
        if step[0] == "h":
            for place in range(x, x + int(numbers[0])):
                dark[int(y)][place] = True
            x += int(numbers[0])
        else:
            x, y = int(numbers[0]) + (x if step[0] == "m" else 0), numbers[1] + (y if step[0] == "m" else 0)
    return dark


def test_a_phone_reads_every_picture(tmp_path: Path) -> None:
    zxing = pytest.importorskip("zxingcpp", reason="no decoder is here; the modules are compared instead")
    made = _codes()

    write(made, tmp_path)

    for code in made:
        with Image.open(tmp_path / f"{code.name}.png") as picture:
            assert [each.text for each in zxing.read_barcodes(picture)] == [code.address]


def test_every_picture_is_large_enough_to_print(tmp_path: Path) -> None:
    # The longest address has the most modules.
    write(_codes(telegram=LONG[:120]), tmp_path)

    for file in tmp_path.glob("*.png"):
        with Image.open(file) as picture:
            assert picture.width == picture.height >= 1_200


def test_codes_of_an_earlier_time_are_replaced(tmp_path: Path) -> None:
    write(codes(_settings("https://old.example.vn"), zalo_link=None, telegram_link=None), tmp_path)
    write(_codes(), tmp_path)

    assert _dark(tmp_path / "qr-em.png") == _expected(f"{PAGE}/em")


@pytest.mark.parametrize(
    ("public_url", "enabled", "part"),
    [
        (None, True, "web.public_url is not set"),
        ("http://khien-nho.example.vn", True, "an https address"),
        ("https://khien-nho.example.vn/chat", True, "nothing behind the name"),
        ("https://khien-nho.example.vn?poster=1", True, "nothing behind the name"),
        ("https://name:secret@khien-nho.example.vn", True, "nothing behind the name"),
        ("https://khiên-nhỏ.example.vn", True, "does not do for a poster"),
        (PAGE, False, "web.enabled is false"),
    ],
)
def test_a_page_that_cannot_be_reached_is_refused_with_how_to_mend_it(
    public_url: str | None, enabled: bool, part: str
) -> None:
    with pytest.raises(OperatorError) as refusal:
        codes(_settings(public_url, enabled=enabled), zalo_link=None, telegram_link=None)

    assert part in str(refusal.value)
    assert "BOT_WEB__" in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "t.me/KhienNhoBot",
        "http://t.me/KhienNhoBot",
        "tg://resolve?domain=KhienNhoBot",
        "https://",
        "https://t.me/Khien Nho",
        "https://t.me/KhienNhoBot\n",
        "https://name@t.me/KhienNhoBot",
        "https://t.me/KhienNhoBot?start=child",
        "https://t.me/KhienNhoBot#child",
        "javascript:alert(1)",
        LONG,
    ],
)
def test_a_messengers_link_that_does_not_do_is_refused(link: str) -> None:
    with pytest.raises(OperatorError, match=r"^--zalo-link must be an https address"):
        _codes(zalo=link)
    with pytest.raises(OperatorError, match=r"^--telegram-link must be an https address"):
        _codes(telegram=link)


def test_a_folder_that_cannot_be_written_is_refused_with_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "taken" / "qr-em.svg").mkdir(parents=True)

    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "taken"):
        with pytest.raises(OperatorError, match=r"name another one with --out\.$"):
            write(_codes(), folder)
