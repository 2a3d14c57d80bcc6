"""Train the base model: `python -m training` writes the file and tells what it measured, in some minutes."""

from pathlib import Path

from rich.console import Console

from bot.services.understanding.base import FILE, save
from bot.storage.content.handbook import load_handbook
from training.measure import trained_base

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Train and write."""
    console = Console()
    save(trained_base(load_handbook(ROOT / "content"), console), FILE)
    console.print(f"{FILE.relative_to(ROOT)}: {FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
