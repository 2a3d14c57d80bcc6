"""Draw every guide's pictures anew: `python -m drawing`."""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.core.people import Language
from bot.core.supplement import Guide, Panel
from bot.storage.content.handbook import load_handbook
from bot.storage.content.media import FOLDER, MANIFEST, picture_name
from drawing.draw import draw, hand_over
from handlers.media import HAND_OVER

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"


def wanted(content: Path = CONTENT) -> Iterator[tuple[str, tuple[Panel, ...]]]:
    """Yield the name and the panels of every picture."""
    handbook = load_handbook(content)
    for language in Language:
        for guide in handbook.supplement(language).guides:
            yield from _pictures(guide, language)


def fingerprint(parts: Sequence[Panel] | Sequence[str]) -> str:
    """Return what a picture was drawn from, in short: its panels or lines, and the drawing itself."""
    code = (Path(__file__).parent / "draw.py").read_bytes()
    shown = [each if isinstance(each, str) else (each.screen, each.tap) for each in parts]
    told = json.dumps(shown, ensure_ascii=False)
    return hashlib.sha256(code + told.encode()).hexdigest()[:16]


def cards(content: Path = CONTENT) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name and the lines of each language's card to show an adult."""
    handbook = load_handbook(content)
    for language in Language:
        sentence = handbook.words(language).get("show.sentence.child")
        yield (
            f"{language}/{HAND_OVER}",
            tuple(f"{part.strip()}." for part in sentence.split(".") if part.strip()),
        )


def main() -> None:
    """Draw everything anew, and remove what nothing names any more."""
    folder = CONTENT / FOLDER
    made: dict[str, str] = {}
    for name, lines in cards():
        (folder / f"{name}.png").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.png").write_bytes(hand_over(lines))
        made[name] = fingerprint(lines)
    for name, panels in wanted():
        file = folder / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(draw(panels))
        made[name] = fingerprint(panels)
    for file in folder.rglob("*.png"):
        if file.relative_to(folder).with_suffix("").as_posix() not in made:
            file.unlink()
    (folder / MANIFEST).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(made)} pictures are in {folder.relative_to(ROOT)}\n")


def _pictures(guide: Guide, language: Language) -> Iterator[tuple[str, tuple[Panel, ...]]]:
    for part, panels in guide.pictures.items():
        yield picture_name(language, guide.id, part), panels


if __name__ == "__main__":
    main()
