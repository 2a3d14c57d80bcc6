"""Platform guides as replies: report, block, keep evidence, stay private."""

from collections.abc import Sequence

from bot.core.action import ALL, encode
from bot.core.people import Audience
from bot.core.reply import Button, Picture, Press, Reply, Style
from bot.core.request import Voice
from bot.core.supplement import Guide
from bot.services.blocks import heading, hotline, listed, provenance, text, title

PARTS = ("evidence", "privacy")


def menu(voice: Voice, shown: Sequence[Guide], audience: Audience) -> Reply:
    """Return the platforms to choose from."""
    rows: list[tuple[Button, ...]] = [(Press(_name(guide), encode("guide", guide.id)),) for guide in shown]
    rows.append((Press(voice.say("button.topics"), encode("topics", audience, "0")),))
    blocks = (title(voice.say("guide.menu")), text(voice, voice.say("guide.intro", audience)))
    return Reply(blocks, tuple(rows))


def guide(voice: Voice, shown: Guide, audience: Audience) -> Reply:
    """Return how to report and to block on a platform."""
    return Reply(
        (
            title(_name(shown)),
            heading(voice, "guide.report"),
            listed(voice, Style.STEPS, shown.report),
            heading(voice, "guide.block"),
            listed(voice, Style.STEPS, shown.block),
            text(voice, shown.caveat),
            hotline(voice, audience),
            provenance(voice, shown.review),
        ),
        (
            *((Press(voice.say(f"guide.{name}"), encode("guide", shown.id, name)),) for name in PARTS),
            (Press(voice.say("guide.others"), encode("guides", ALL)),),
        ),
        pictures=tuple(_picture(voice, shown, part) for part in shown.pictures),
    )


def part(voice: Voice, shown: Guide, name: str, audience: Audience) -> Reply:
    """Return how to keep evidence or to stay private (a name of PARTS) on a platform."""
    steps = shown.evidence if name == "evidence" else shown.privacy
    return Reply(
        (
            title(_name(shown)),
            heading(voice, f"guide.{name}"),
            listed(voice, Style.STEPS, steps),
            hotline(voice, audience),
            provenance(voice, shown.review),
        ),
        ((Press(voice.say("button.back"), encode("guide", shown.id)),),),
    )


def _picture(voice: Voice, shown: Guide, name: str) -> Picture:
    steps = " → ".join(f"{number}. {panel.tap}" for number, panel in enumerate(shown.pictures[name], start=1))
    alt = f"{voice.say(f'guide.{name}')}. {voice.say('guide.picture', steps=steps)}"
    return Picture(f"{voice.language}/{shown.id}-{name}", alt)


def _name(shown: Guide) -> str:
    return f"{shown.icon} {shown.name}"
