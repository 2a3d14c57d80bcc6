"""Understanding free text: the safety screen, misuse, who speaks, and which topic is meant.

`build` is the one door. How a message goes through:

    normalise   letters, characters, keyboards, spelling → Reading (words with and without marks)
    screen      compiler, patterns, matcher, rulebook → the rules' Alarm, Misuse, speakers
    safety      the rules' alarm, and what the learned disclosure detector adds to it → Alarm
    search      features, ranking, scoring → decide → Finding
    model       what `train` and `disclosure_training`, in a process of their own, have learnt from
                `corpus` (made ready as `material`); kept by `building`
"""

from bot.services.understanding.building import Progress, build

__all__ = ["Progress", "build"]
