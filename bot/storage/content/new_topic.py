"""A new topic's two files, with a word on each part for the editor who fills them in."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from string import Template

from pydantic import TypeAdapter, ValidationError

from bot.core.errors import OperatorError
from bot.core.people import Audience, Language
from bot.storage.content.models import LONGEST_TOPIC_ID, TopicId

_ID: TypeAdapter[str] = TypeAdapter(TopicId)
_REVIEW_AFTER = timedelta(days=182)


def write_topic(root: Path, topic_id: str, audiences: Iterable[Audience], today: date) -> tuple[Path, ...]:
    """Write the files of a new topic, as drafts that nobody is shown, and return their paths.

    Raises OperatorError when the id is no id or one of the files is there already: nothing is written then.
    """
    try:
        _ID.validate_python(topic_id)
    except ValidationError:
        raise OperatorError(
            f"{topic_id!r} can't be a topic's id. Use lower-case letters without marks, digits and hyphens, "
            f"{LONGEST_TOPIC_ID} characters at most, such as online-friends."
        ) from None
    if not root.is_dir():
        raise OperatorError(f"There is no content folder {root}. Mend content.path in the settings.")
    files = {root / language / "topics" / f"{topic_id}.yaml": language for language in Language}
    for path in files:
        if path.exists():
            raise OperatorError(f"{path} is there already. Open it, or choose another id.")
    wanted = tuple(dict.fromkeys(audiences)) or tuple(Audience)
    for path, language in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(language, topic_id, wanted, today), encoding="utf-8")
    return tuple(files)


def _filled(language: Language, topic_id: str, audiences: Iterable[Audience], today: date) -> str:
    head, answer = _template(language)
    values = {"id": topic_id, "today": str(today), "review_by": str(today + _REVIEW_AFTER)}
    return head.substitute(values) + "".join(answer.substitute(audience=each) for each in audiences)


def _template(language: Language) -> tuple[Template, Template]:
    """Return the head of the file, and the part that is repeated for each audience."""
    text = Path(__file__).with_name(f"new-topic.{language}.yaml").read_text(encoding="utf-8")
    head, _, answer = text.partition("  $audience:\n")
    return Template(head), Template(f"  $audience:\n{answer}")
