"""What training leaves: arrays in one file, and how they are kept between starts."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.services.understanding.arrays import write_arrays
from bot.services.understanding.features import DIMENSIONS, Floats, vector, weighed
from bot.services.understanding.ranking import Ranking

# Raise it when the meaning of a stored array changes: an older file is then trained anew.
CODE_VERSION = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """How raw scores become probabilities, as measured on questions held out of the training."""

    temperature: float
    scope_weights: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Model:
    """Everything learned from the handbook that the search needs.

    `classes` holds one column of weights per topic, and a last one for what no topic answers when
    the handbook has such messages. `vocabulary` are the folded words worth repairing a typo to,
    `familiar` the hashes of all that need no repair. `priors` has a row per audience id.
    """

    topics: tuple[str, ...]
    ranking: Ranking
    rarity: Floats
    classes: Floats
    intercepts: Floats
    vocabulary: tuple[str, ...]
    familiar: npt.NDArray[np.uint32]
    audiences: tuple[str, ...]
    priors: Floats
    scale: Scale

    @property
    def knows_out_of_scope(self) -> bool:
        """Whether there is a class for what no topic answers."""
        return bool(self.classes.shape[1] > len(self.topics))

    def margins(self, words: tuple[str, ...]) -> Floats:
        """Return the classifier's margin for every class."""
        places, values = vector(words)
        weights = weighed(places, values, self.rarity)
        return (weights @ self.classes[places] + self.intercepts).astype(np.float32, copy=False)


def save(model: Model, path: Path) -> None:
    """Write the file whole or not at all."""
    arrays = {
        "topics": np.array(model.topics),
        "terms": model.ranking.terms,
        "starts": model.ranking.starts,
        "term_topics": model.ranking.topics,
        "term_weights": model.ranking.weights,
        "rarity": model.rarity,
        "classes": model.classes,
        "intercepts": model.intercepts,
        "vocabulary": np.array("\n".join(model.vocabulary)),
        "familiar": model.familiar,
        "audiences": np.array(model.audiences),
        "priors": model.priors,
        "scale": np.array([model.scale.temperature, *model.scale.scope_weights]),
    }
    write_arrays(path, arrays)


def load(path: Path) -> Model | None:
    """Return the model, or None where there is no file or it is damaged."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return _checked({name: file[name] for name in file.files})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _checked(arrays: dict[str, npt.NDArray[np.generic]]) -> Model:
    """Build the model; ValueError or KeyError when the arrays do not fit together."""
    topics = tuple(map(str, arrays["topics"]))
    scale = [float(value) for value in arrays["scale"].astype(np.float64)]
    ranking = Ranking(
        terms=arrays["terms"].astype(np.uint32, copy=False),
        starts=arrays["starts"].astype(np.int32, copy=False),
        topics=arrays["term_topics"].astype(np.int16, copy=False),
        weights=arrays["term_weights"].astype(np.float32, copy=False),
        count=len(topics),
    )
    vocabulary = str(arrays["vocabulary"])
    model = Model(
        topics=topics,
        ranking=ranking,
        rarity=arrays["rarity"].astype(np.float32, copy=False),
        classes=arrays["classes"].astype(np.float32, copy=False),
        intercepts=arrays["intercepts"].astype(np.float32, copy=False),
        vocabulary=tuple(vocabulary.split("\n")) if vocabulary else (),
        familiar=arrays["familiar"].astype(np.uint32, copy=False),
        audiences=tuple(map(str, arrays["audiences"])),
        priors=arrays["priors"].astype(np.float32, copy=False),
        scale=Scale(scale[0], (scale[1], scale[2], scale[3])),
    )
    fits = (
        model.classes.shape[0] == 2 * DIMENSIONS
        and model.classes.shape[1] == model.intercepts.size >= len(topics) >= 1
        and ranking.starts.size == ranking.terms.size + 1
        and model.priors.shape == (len(model.audiences), len(topics))
    )
    if not fits:
        raise ValueError("the arrays do not fit together")
    return model
