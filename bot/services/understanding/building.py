"""From a handbook to an engine: from the cache where it can be, else by training in a child process."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bot.core.errors import ContentError, OperatorError
from bot.core.handbook import Handbook
from bot.core.people import Language
from bot.services.understanding.base import shipped
from bot.services.understanding.corpus import corpus_of
from bot.services.understanding.engine import Engine, readers_of
from bot.services.understanding.model import CODE_VERSION, Model, load

_LONGEST_TRAINING = 600
_TRAINING = "bot.services.understanding.train"
_PROGRAM = Path(__file__).resolve().parents[3]

Progress = Callable[[str], None]


def build(handbook: Handbook, cache: Path, progress: Progress) -> Engine:
    """Return the engine for this version of the handbook, by default beside the base model. Blocks.

    Raises ContentError when the lexicon or the topics can't be used, OperatorError when the
    training process fails. A damaged cache is trained anew; models of other versions are removed.
    """
    readers = readers_of(handbook)
    if not any(handbook.topics(language) for language in Language):
        raise ContentError(("content: there is no topic to search; add at least one under vi/topics.",))
    corpus = corpus_of(handbook).to_json()
    path = cache / f"understanding-{_version(corpus)}.npz"
    model = load(path)
    if model is None:
        progress("training the search from the handbook")
        model = _trained(corpus, path)
    for other in cache.glob("understanding-*.npz"):
        if other != path:
            other.unlink(missing_ok=True)
    progress(f"the search knows {len(model.topics)} topics")
    return Engine(readers, model, shipped())


def _version(corpus: str) -> str:
    """Name a model by what it learns from: a new tip or button changes nothing."""
    return f"{hashlib.sha256(corpus.encode()).hexdigest()[:32]}-{CODE_VERSION}"


def _trained(corpus: str, path: Path) -> Model:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, the corpus through a pipe
            [sys.executable, "-m", _TRAINING, str(path.resolve())],
            input=corpus.encode(),
            capture_output=True,
            cwd=_PROGRAM,
            env=_environment(),
            timeout=_LONGEST_TRAINING,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OperatorError(f"The search could not be trained: {type(error).__name__}.") from error
    model = load(path)
    if done.returncode != 0 or model is None:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
        raise OperatorError(f"The search could not be trained (exit {done.returncode}): {last[0]}")
    return model


def _environment() -> dict[str, str]:
    """Return our environment without the settings, which hold tokens and are none of its business."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("BOT_")}
    return {**kept, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
