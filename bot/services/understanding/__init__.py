"""Understanding free text: the safety screen, misuse, who speaks, and which topic is meant.

`build` is the one door. How a message goes through:

    normalise   letters, characters, keyboards, spelling → Reading (words with and without marks)
    screen      compiler, patterns, matcher, rulebook → Alarm, Misuse, speakers
    search      features, ranking, scoring → decide → Finding
    model       what `train`, a process of its own, has learnt from `corpus`; kept by `building`
"""

from bot.services.understanding.building import Progress, build

__all__ = ["Progress", "build"]
