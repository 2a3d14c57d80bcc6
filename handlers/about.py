"""What this bot is: for officials, heads of schools, and whoever wonders whether it is genuine."""

from collections.abc import Sequence

from bot.core.reply import Block, Reply, Style, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn
from bot.services.guidance import menu_rows


async def about(request: Request, *, organisation: str, contact: str, links: Sequence[str]) -> Turn:
    """Describe the bot, what is stored, and how to recognise a fake one."""
    blocks = [Block(Style.TITLE, (request.say("about.title"),)), paragraphs(request.say("about.text"))]
    if organisation:
        blocks.append(paragraphs(request.say("about.run_by", name=organisation)))
    if contact:
        blocks.append(paragraphs(request.say("about.contact", contact=contact)))
    blocks += [
        Block(Style.HEADING, (request.say("about.try_title"),)),
        Block(Style.POINTS, tuple(request.say("about.try_lines").splitlines())),
        Block(Style.HEADING, (request.say("about.fake_title"),)),
        Block(Style.POINTS, tuple(request.say("about.fake_lines").splitlines())),
    ]
    if links:
        blocks.append(Block(Style.TEXT, (request.say("about.links"), *links)))
    return Turn((Reply(tuple(blocks), menu_rows(request)),))


async def manual(request: Request) -> Turn:
    """List what can be typed."""
    blocks = (
        Block(Style.TITLE, (request.say("manual.title"),)),
        paragraphs(request.say("manual.text")),
        Block(Style.POINTS, tuple(request.say("manual.commands").splitlines())),
    )
    return Turn((Reply(blocks, menu_rows(request)),))
