"""Understanding free text: the safety screen, misuse, who speaks, and which topic is meant.

`build` is the one door. How a message goes through:

    normalise   letters, characters, keyboards, spelling → Reading (words with and without marks)
    screen      compiler, patterns, matcher, rulebook → the rules' Alarm, Misuse, speakers
    base        what many writers' messages teach, by `grams`; made by training/, it comes with the program
    safety      the rules' alarm and what the base model hears, weighed together → Alarm
    search      features, ranking, scoring; the base model beside the handbook's → decide → Finding
    rejections  whether the answer before is turned down
    model       what `train`, in a process of its own, has learnt from the handbook's `corpus` (made ready as
                `material`); kept by `building`
"""

from bot.services.understanding.building import Progress, build

__all__ = ["Progress", "build"]
