"""The guides' drawings are there, drawn from the newest words, and named by nothing that is gone."""

import json
from pathlib import Path

from bot.storage.content.media import FOLDER, MANIFEST, MediaFiles
from drawing.__main__ import CONTENT, cards, fingerprint, wanted
from drawing.draw import draw, hand_over

PICTURES = CONTENT / FOLDER


def test_every_guide_has_drawings_of_reporting_and_blocking() -> None:
    names = [name for name, _ in wanted()]

    assert len(names) == 40
    assert all(MediaFiles(CONTENT).picture(name) for name in names)


def test_the_drawings_are_fresh() -> None:
    """After a change of labels or of the drawing itself: make pictures."""
    made = json.loads((PICTURES / MANIFEST).read_text(encoding="utf-8"))

    assert made == {
        **{name: fingerprint(panels) for name, panels in wanted()},
        **{name: fingerprint(lines) for name, lines in cards()},
    }


def test_no_drawing_is_left_over() -> None:
    there = {file.relative_to(PICTURES).with_suffix("").as_posix() for file in PICTURES.rglob("*.png")}

    assert there == {*(name for name, _ in wanted()), *(name for name, _ in cards())}


def test_they_can_be_drawn_and_are_small() -> None:
    name, panels = next(iter(wanted()))

    assert draw(panels).startswith(b"\x89PNG")
    assert max(file.stat().st_size for file in Path(PICTURES).rglob("*.png")) < 20_000
    assert name.startswith("vi/")
    assert hand_over(("Con cần giúp.", "Gọi 111 giúp con.")).startswith(b"\x89PNG")
