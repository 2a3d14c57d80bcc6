"""One picture: up to three telephones side by side, each with the one place to touch."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.core.supplement import Panel, Screen

FONTS = Path(__file__).parent / "fonts"
WIDTH, HEIGHT, GAP, MARGIN = 220, 330, 40, 20
INK, SOFT, PAPER, GROUND, TOUCH, ON_TOUCH = "#13282e", "#c9d8dc", "#ffffff", "#eef4f5", "#ffc845", "#2b1d00"
EDGE, BRAND = "#6f868f", "#0b5563"
COLOURS = 32
# The smallest a label gets before it is broken into two lines.
SIZES = (19, 17, 15, 13)


def draw(panels: Sequence[Panel]) -> bytes:
    """Return the panels as a PNG, twice as large as it is shown."""
    width = MARGIN * 2 + WIDTH * len(panels) + GAP * (len(panels) - 1)
    image = Image.new("RGB", (width, HEIGHT + MARGIN * 2), GROUND)
    canvas = ImageDraw.Draw(image)
    for number, panel in enumerate(panels):
        left = MARGIN + number * (WIDTH + GAP)
        _phone(canvas, left, MARGIN, panel, number + 1)
        if number:
            _arrow(canvas, left - GAP, MARGIN + HEIGHT // 2)
    file = BytesIO()
    image.quantize(COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()


def hand_over(lines: Sequence[str]) -> bytes:
    """Return a card to show an adult: few words, as large as they fit, with the number."""
    width, height = 720, 720
    image = Image.new("RGB", (width, height), "#fff6e3")
    canvas = ImageDraw.Draw(image)
    canvas.rounded_rectangle((12, 12, width - 12, height - 12), 40, None, TOUCH, 10)
    for number, line in enumerate(lines):
        size = next(
            size for size in range(72, 10, -2) if _font(size, bold=True).getlength(line) <= width - 100
        )
        canvas.text((width / 2, 150 + number * 100), line, ON_TOUCH, _font(size, bold=True), anchor="mm")
    canvas.rounded_rectangle((120, 470, width - 120, 630), 36, TOUCH, ON_TOUCH, 5)
    canvas.text((width / 2, 550), "111", ON_TOUCH, _font(130, bold=True), anchor="mm")
    file = BytesIO()
    image.quantize(COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _phone(canvas: ImageDraw.ImageDraw, left: int, top: int, panel: Panel, number: int) -> None:
    right, bottom = left + WIDTH, top + HEIGHT
    canvas.rounded_rectangle((left, top, right, bottom), 22, PAPER, EDGE, 3)
    _SCREENS[panel.screen](canvas, left + 14, top + 14, right - 14, bottom - 14, panel.tap)
    canvas.ellipse((left - 10, top - 10, left + 28, top + 28), BRAND)
    canvas.text((left + 9, top + 9), str(number), PAPER, _font(20, bold=True), anchor="mm")


def _arrow(canvas: ImageDraw.ImageDraw, left: int, middle: int) -> None:
    canvas.line((left + 7, middle, left + GAP - 12, middle), BRAND, 5)
    tip = left + GAP - 6
    canvas.polygon([(tip, middle), (tip - 12, middle - 9), (tip - 12, middle + 9)], BRAND)


def _chat(canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, tap: str) -> None:
    """A conversation; what is touched is in its head."""
    _head(canvas, left, top, right, tap)
    for number, (start, width) in enumerate(((0, 110), (60, 132), (0, 90), (80, 112), (0, 120))):
        y = top + 66 + number * 40
        colour = GROUND if start == 0 else "#dcecef"
        canvas.rounded_rectangle((left + start, y, left + start + width, y + 28), 10, colour)
    canvas.rounded_rectangle((left, bottom - 30, right, bottom), 12, None, SOFT, 2)


def _message(canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, tap: str) -> None:
    """A conversation; one message is held."""
    _head(canvas, left, top, right, "")
    canvas.rounded_rectangle((left, top + 66, left + 110, top + 94), 10, GROUND)
    _button(canvas, (left, top + 112, right - 12, top + 172), tap)
    canvas.rounded_rectangle((left + 60, top + 190, right, top + 218), 10, "#dcecef")
    canvas.rounded_rectangle((left, bottom - 30, right, bottom), 12, None, SOFT, 2)


def _profile(canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, tap: str) -> None:
    """Somebody's page; what is touched is in its head."""
    _head(canvas, left, top, right, tap)
    middle = (left + right) // 2
    canvas.ellipse((middle - 34, top + 62, middle + 34, top + 130), GROUND, SOFT, 2)
    canvas.ellipse((middle - 12, top + 76, middle + 12, top + 100), SOFT)
    canvas.pieslice((middle - 24, top + 102, middle + 24, top + 150), 180, 360, SOFT)
    for number, width in enumerate((100, 150, 130)):
        y = top + 156 + number * 26
        canvas.rounded_rectangle((middle - width // 2, y, middle + width // 2, y + 12), 6, GROUND)
    for number in range(3):
        x = left + number * 66
        canvas.rounded_rectangle((x, bottom - 58, x + 58, bottom), 8, GROUND)


def _post(canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, tap: str) -> None:
    """A post; what is touched is at its corner."""
    _head(canvas, left, top, right, tap)
    for number, width in enumerate((right - left, right - left - 40)):
        y = top + 62 + number * 20
        canvas.rounded_rectangle((left, y, left + width, y + 11), 5, GROUND)
    canvas.rounded_rectangle((left, top + 112, right, bottom - 44), 10, GROUND)
    for number in range(3):
        x = left + number * 68
        canvas.rounded_rectangle((x, bottom - 28, x + 54, bottom - 10), 8, SOFT)


def _video(canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, tap: str) -> None:
    """A video over the whole screen; what is touched is at its edge."""
    canvas.rounded_rectangle((left, top, right, bottom), 12, "#dcecef")
    middle = ((left + right) // 2 - 20, (top + bottom) // 2 - 50)
    x, y = middle
    canvas.polygon([(x - 18, y - 24), (x - 18, y + 24), (x + 24, y)], PAPER)
    _button(canvas, (left + 60, bottom - 92, right - 8, bottom - 44), tap)
    canvas.rounded_rectangle((left + 10, bottom - 26, left + 130, bottom - 14), 6, PAPER)


def _game(canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, tap: str) -> None:
    """A game's list of players; what is touched is beside one of them."""
    canvas.rounded_rectangle((left, top, right, bottom), 12, "#dcecef")
    for number in range(4):
        y = top + 20 + number * 66
        canvas.rounded_rectangle((left + 10, y, right - 10, y + 52), 10, PAPER)
        canvas.ellipse((left + 18, y + 10, left + 50, y + 42), SOFT)
    y = top + 20 + 66
    _button(canvas, (left + 60, y + 4, right - 16, y + 48), tap)


def _menu(canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, tap: str) -> None:
    """A menu from below; one of its lines is touched."""
    canvas.rounded_rectangle((left, top, right, top + 60), 10, GROUND)
    canvas.rounded_rectangle((left, top + 78, right, bottom), 14, PAPER, SOFT, 2)
    for number in (0, 2, 3):
        y = top + 96 + number * 54
        canvas.ellipse((left + 12, y + 8, left + 32, y + 28), GROUND)
        canvas.rounded_rectangle((left + 44, y + 12, right - 20, y + 24), 6, GROUND)
    _button(canvas, (left + 8, top + 138, right - 8, top + 190), tap)


def _reasons(canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, tap: str) -> None:
    """A list of reasons, one of them chosen, and what sends it."""
    for number in range(4):
        y = top + 12 + number * 48
        canvas.ellipse((left + 6, y, left + 28, y + 22), PAPER, EDGE, 2)
        if number == 1:
            canvas.ellipse((left + 12, y + 6, left + 22, y + 16), BRAND)
        canvas.rounded_rectangle((left + 42, y + 5, right - 10 - number * 14, y + 17), 6, GROUND)
    _button(canvas, (left + 10, bottom - 66, right - 10, bottom - 12), tap)


def _head(canvas: ImageDraw.ImageDraw, left: int, top: int, right: int, tap: str) -> None:
    canvas.ellipse((left, top, left + 36, top + 36), GROUND, SOFT, 2)
    if tap and len(tap) > 2:
        _button(canvas, (left + 42, top - 4, right, top + 42), tap)
        return
    canvas.rounded_rectangle((left + 46, top + 12, left + 130, top + 24), 6, GROUND)
    if tap:
        _button(canvas, (right - 46, top - 4, right, top + 42), tap)


def _button(canvas: ImageDraw.ImageDraw, box: tuple[int, int, int, int], words: str) -> None:
    """Draw the place to touch, with its words as large as they fit."""
    left, top, right, bottom = box
    canvas.rounded_rectangle(box, 12, TOUCH, ON_TOUCH, 3)
    room = right - left - 14
    for size in SIZES:
        font = _font(size, bold=True)
        if font.getlength(words) <= room:
            canvas.text(((left + right) / 2, (top + bottom) / 2), words, ON_TOUCH, font, anchor="mm")
            return
    first, second = _halves(words)
    font = _font(SIZES[-1], bold=True)
    middle = (top + bottom) / 2
    for line, y in ((first, middle - 9), (second, middle + 9)):
        if font.getlength(line) > room:
            raise ValueError(f"the label {words!r} does not fit its place; shorten it")
        canvas.text(((left + right) / 2, y), line, ON_TOUCH, font, anchor="mm")


def _halves(words: str) -> tuple[str, str]:
    parts = words.split()
    cut = min(range(1, len(parts) + 1), key=lambda at: abs(len(" ".join(parts[:at])) * 2 - len(words)))
    return " ".join(parts[:cut]), " ".join(parts[cut:])


def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size)


_SCREENS = {
    Screen.CHAT: _chat,
    Screen.MESSAGE: _message,
    Screen.PROFILE: _profile,
    Screen.POST: _post,
    Screen.VIDEO: _video,
    Screen.GAME: _game,
    Screen.MENU: _menu,
    Screen.REASONS: _reasons,
}
