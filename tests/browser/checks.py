"""Accessibility checks that run inside the page: names, contrast, target sizes, structure, overflow."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

CHECKS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").split("*/", 1)[1].strip()


async def problems(page: Page) -> dict[str, Any]:
    """Return what is wrong with the page as it is shown, by check; empty when nothing is."""
    found: dict[str, Any] = await page.evaluate(CHECKS)
    return found
