"""The kinds of values that content files are made of, each with its rule and its JSON Schema."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.core.handbook import AlarmCategory
from bot.core.problems import Code
from bot.core.topic_ids import TOPIC_IDS

HARMS: tuple[str, ...] = (
    "any",
    *(category.value for category in AlarmCategory),
    "scams",
    "cyberbullying",
    "platform-content",
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SOURCE_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
# A section's id travels in a button of 64 bytes beside the longest topic and audience ids.
ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,23}$"


class Model(BaseModel):
    """What every part of a content file has in common: no unknown keys, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def refuse(code: Code, **values: str) -> PydanticCustomError:
    """Return the error that a validator raises to report `code`."""
    context: dict[str, Any] = dict(values)
    return PydanticCustomError(code, code, context)


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise refuse(Code.NOT_DATE, value=_shown(value))


def _source_date(value: str) -> str:
    if not _SOURCE_DATE.fullmatch(value):
        raise refuse(Code.NOT_SOURCE_DATE, value=value)
    return value


def _id(value: str) -> str:
    if not re.fullmatch(ID_PATTERN, value):
        raise refuse(Code.NOT_ID, value=value)
    return value


def _yes_no(value: object) -> object:
    if not isinstance(value, bool):
        raise refuse(Code.NOT_YES_NO, value=_shown(value))
    return value


def _shown(value: object) -> str:
    return "" if value is None else str(value)[:40]


def _one_of(known: Sequence[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in known:
            raise refuse(Code.VALUE_UNKNOWN, value=value, known="\n".join(known))
        return value

    return check


def _enumerated(known: Sequence[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(known)})


Text: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
Texts: TypeAlias = tuple[Text, ...]
Id: TypeAlias = Annotated[str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": ID_PATTERN})]
Day: TypeAlias = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
SourceDate: TypeAlias = Annotated[
    str, AfterValidator(_source_date), WithJsonSchema({"type": "string", "pattern": f"^{_SOURCE_DATE.pattern}$"})
]
YesNo: TypeAlias = Annotated[bool, BeforeValidator(_yes_no)]
TopicId: TypeAlias = Annotated[str, AfterValidator(_one_of(TOPIC_IDS)), _enumerated(TOPIC_IDS)]
Harm: TypeAlias = Annotated[str, AfterValidator(_one_of(HARMS)), _enumerated(HARMS)]
