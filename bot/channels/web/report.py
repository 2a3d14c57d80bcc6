"""The page on which a report is prepared: with script the words never leave the browser.

Without script the form is answered with the finished text, and nothing of it is kept either.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs

from bot.core.case import ELSEWHERE, Case
from bot.core.draft import Draft, Evidence, Part, Recipient, When, is_young, lines, recipients, shortened
from bot.core.people import Audience, Language, Reader, SelfWord
from bot.core.words import Words, address

ADDRESS = "/soan"
CASE = "c"
MOST_FIELDS = 50
_WRITTEN = (Part.WHEN, Part.PLACE, Part.ACCOUNT, Part.WORDS)
# What the script puts a field's words in place of.
MARKS: dict[Part, str] = {part: f"<{part}>" for part in Part}

# The platforms that a report may name: id and name.
Places = Callable[[Language], Sequence[tuple[str, str]]]


def link_of(arguments: Sequence[str]) -> str:
    """Return the page's address for a case, as a button carries it."""
    return f"{ADDRESS}?{CASE}={':'.join(arguments)}"


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What is on the form: the case, and what a browser without script has sent."""

    case: Case
    to: Recipient
    fields: Mapping[Part, str] = field(repr=False)
    evidence: frozenset[Evidence] = frozenset()
    is_sent: bool = False

    @property
    def told(self) -> str:
        """All words of the form, for the safety screen."""
        return "\n".join(text for text in self.fields.values() if text)

    @property
    def carried(self) -> str:
        """The case as the form carries it."""
        return ":".join(self.case.arguments)


def read_report(query: str, *, is_sent: bool) -> ReportForm:
    """Read an address's or a form's fields, however wrong."""
    try:
        found = parse_qs(query, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:  # more fields than any form of ours has
        found = {}

    def first(name: str) -> str:
        return found.get(name, [""])[0]

    case = Case.of(first(CASE).split(":"), Reader.CHILD)
    if not is_sent:  # an address carries a case; words in it are nobody's here
        return ReportForm(case, Recipient.HOTLINE, dict.fromkeys(_WRITTEN, ""))
    to = first("to")
    return ReportForm(
        case,
        Recipient(to) if to in set(Recipient) else Recipient.HOTLINE,
        {part: shortened(part, first(part)) for part in _WRITTEN},
        frozenset(Evidence(each) for each in found.get(Part.EVIDENCE, ()) if each in set(Evidence)),
        is_sent,
    )


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The page's words and values, for its template."""

    words: Words
    form: ReportForm
    places: Sequence[tuple[str, str]]
    now: datetime

    @property
    def audience(self) -> Audience:
        """For whom the page is written."""
        return self.form.case.reader.audience

    @property
    def is_young(self) -> bool:
        """Whether the page is a young person's: to copy, nothing more."""
        return is_young(self.form.case.reader)

    @property
    def place(self) -> str:
        """The place as it stands in its field at first."""
        return self.form.fields[Part.PLACE] or self._name(self.form.case.place)

    @property
    def whens(self) -> Sequence[str]:
        """What the field of the time offers."""
        return [self.word(f"draft.when.{when}") for when in When]

    @property
    def recipients(self) -> Sequence[Recipient]:
        """Whom the report may go to."""
        return recipients(Draft(self.form.case, self.now))

    @property
    def text(self) -> str:
        """The finished report, of what was sent without script."""
        fields = self.form.fields
        draft = Draft(
            self.form.case,
            self.now,
            when=fields[Part.WHEN],
            place=fields[Part.PLACE],
            account=fields[Part.ACCOUNT],
            evidence=self.form.evidence,
            words=fields[Part.WORDS],
        )
        return "\n".join(lines(draft, self.form.to, self.word, self._name))

    @property
    def templates(self) -> str:
        """The lines for each recipient as JSON, with marks where the script puts the fields' words."""
        return json.dumps({to: list(self._template(to)) for to in self.recipients}, ensure_ascii=False)

    @property
    def uses(self) -> str:
        """What to do with the report, for each recipient, as JSON."""
        return json.dumps({to: self.use(to) for to in self.recipients}, ensure_ascii=False)

    def use(self, to: Recipient) -> str:
        """Return what to do with a report to this recipient."""
        case = self.form.case
        at_home = to is Recipient.POLICE and case.is_home_unsafe and case.home is not None
        return self.word("draft.use.police_home" if at_home else f"draft.use.{to}")

    def word(self, key: str, **values: str) -> str:
        """Return a sentence for whoever prepares the report."""
        return address(self.words.get(key, self.audience, **values), SelfWord.EM)

    def _template(self, to: Recipient) -> Iterator[str]:
        marked = Draft(
            self.form.case,
            self.now,
            when=MARKS[Part.WHEN],
            place=MARKS[Part.PLACE],
            account=MARKS[Part.ACCOUNT],
            evidence=frozenset({Evidence.MESSAGES}),
            words=MARKS[Part.WORDS],
        )

        def say(key: str, **values: str) -> str:
            is_evidence = key.startswith("draft.evidence.")
            return MARKS[Part.EVIDENCE] if is_evidence else self.word(key, **values)

        return lines(marked, to, say, self._name)

    def _name(self, place: str | None) -> str:
        if place == ELSEWHERE:
            return ""
        return next((name for guide, name in self.places if guide == place), "")
