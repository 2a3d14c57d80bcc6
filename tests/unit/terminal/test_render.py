"""Replies as terminal text: numbered buttons, plain words, and nothing that drives the terminal."""

import io

import pytest
from rich.console import Console

from bot.channels.terminal.render import printable, render
from bot.core.reply import Block, Call, Copy, Link, Press, Reply, Style, Tone, paragraphs

HOSTILE = "đỏ\x1b[31m\x07\x9b2J\x00\u202e\u200b\r\x08[bold]chữ[/bold]"


def shown(*replies: Reply) -> str:
    """Return what the screen shows, without colours."""
    screen = io.StringIO()
    Console(file=screen, width=100, force_terminal=True, color_system=None).print(render(replies)[0])
    return screen.getvalue()


def test_buttons_are_numbered_through_all_replies_of_a_turn() -> None:
    first = Reply((paragraphs("Một."),), ((Press("A", "a"), Call("Gọi 111", "111")), (Press("B", "b"),)))
    second = Reply((paragraphs("Hai."),), ((Press("C", "c"),),))

    text, (_, menu) = shown(first, second), render((first, second))

    assert [press.action for press in menu.presses] == ["a", "b", "c"]
    assert [line.strip(" │") for line in text.splitlines() if "." in line] == [
        "Một.",
        "1. A",
        "2. B",
        "Hai.",
        "3. C",
    ]


def test_other_buttons_show_what_they_carry() -> None:
    row = (
        Call("Gọi 111", "111"),
        Call("Cấp cứu", "115"),
        Link("Trang", "https://example.vn/a"),
        Copy("Chép", "Em muốn báo cáo."),
    )

    lines = [line.strip(" │") for line in shown(Reply((paragraphs("x"),), (row,))).splitlines()]

    assert [line for line in lines if line.startswith("→")] == [
        "→ Gọi 111",
        "→ Cấp cứu: 115",
        "→ Trang: https://example.vn/a",
        "→ Chép: Em muốn báo cáo.",
    ]


def test_lists_are_marked() -> None:
    text = shown(Reply((Block(Style.STEPS, ("Một", "Hai")), Block(Style.POINTS, ("Ba",)))))

    assert [line.strip(" │") for line in text.splitlines() if line.strip(" │╭╮╰╯─")] == [
        "1. Một",
        "2. Hai",
        "• Ba",
    ]


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("tone", Tone)
def test_nothing_that_drives_a_terminal_reaches_it(style: Style, tone: Tone) -> None:
    row = (Press(HOSTILE, "a"), Call(HOSTILE, HOSTILE), Link(HOSTILE, HOSTILE), Copy(HOSTILE, HOSTILE))

    text = shown(Reply((Block(style, (HOSTILE,)),), (row,), tone))

    assert [letter for letter in text if not letter.isprintable() and letter != "\n"] == []
    assert "đỏ[31m2J[bold]chữ[/bold]" in text


def test_unusual_spaces_keep_words_apart() -> None:
    assert printable("gọi\u00a0111,\u202fmiễn\u3000phí") == "gọi 111, miễn phí"


def test_emoji_and_vietnamese_letters_stay() -> None:
    assert printable("🛡️ Ở đây, e\u0302\u0301m") == "🛡️ Ở đây, e\u0302\u0301m"
