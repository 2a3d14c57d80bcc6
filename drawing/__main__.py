"""Draw every guide's pictures anew: `python -m drawing`."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.core.people import Language
from bot.core.supplement import Guide, Panel
from bot.storage.content.handbook import load_handbook
from bot.storage.content.media import FOLDER, MANIFEST, picture_name
from drawing.draw import draw

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"


def wanted(content: Path = CONTENT) -> Iterator[tuple[str, tuple[Panel, ...]]]:
    """Yield the name and the panels of every picture."""
    handbook = load_handbook(content)
    for language in Language:
        for guide in handbook.supplement(language).guides:
            yield from _pictures(guide, language)


def fingerprint(panels: tuple[Panel, ...]) -> str:
    """Return what a picture was drawn from, in short: its panels and the drawing itself."""
    code = (Path(__file__).parent / "draw.py").read_bytes()
    told = json.dumps([(panel.screen, panel.tap) for panel in panels], ensure_ascii=False)
    return hashlib.sha256(code + told.encode()).hexdigest()[:16]


def main() -> None:
    """Draw what has changed, and remove what nothing names any more."""
    folder = CONTENT / FOLDER
    made: dict[str, str] = {}
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
