"""The pattern language of the alarm and misuse lexicons, made for editors and specialists.

    doạ đăng            these words, one after the other
    doạ|hù|đe           one of these words; (đe doạ|bắt gửi|hù) one of these sequences
    doạ sẽ? đăng        a word, or a group in brackets, that may be missing
    doạ … đăng          up to six words between, within one sentence
    doạ .. đăng         up to two words between
    doạ >> đăng         up to thirty words between, over the ends of sentences
    @ai                 one entry of the list `ai` under `words:`, whose entries are patterns too
    =bán                exactly so, never for a word typed without marks

A word with marks also matches its unmarked spelling where a message is typed without marks (see
normalise), and the hook and the tilde stand for one another. Case, tone placement, i and y, and
whatever teencode.yaml rewrites are settled before: write plain Vietnamese or English.
"""

import re
from collections.abc import Mapping, Sequence

from bot.services.understanding.letters import canonical, fold, swapped_tone
from bot.services.understanding.lexicon import wrong
from bot.services.understanding.patterns import Choice, Gap, Node, Pattern, Sequence_, Word

_GAPS = {"…": (6, False), "..": (2, False), ">>": (30, True)}
_LEXEMES = re.compile(r"\s+|[()|?]|…|\.\.|>>|[@=]?[^\s()|?….>@=]+|.")
_DEEPEST = 6


class Compiler:
    """Reads patterns that may use the named lists of one lexicon file."""

    def __init__(self, where: str, words: Mapping[str, Sequence[str]]) -> None:
        self._where = where
        self._words = words
        self._lists: dict[str, Choice | Word] = {}

    def compile(self, source: str) -> Pattern:
        """Return the pattern; ContentError when it can't be read."""
        nodes = self._parse(source, 0)
        while nodes and isinstance(nodes[0], Gap):
            nodes = nodes[1:]
        needs = tuple(needed for node in nodes if (needed := _needed(node)))
        if not needs or _may_be_empty(nodes):
            raise wrong(self._where, f"the pattern {source!r} needs at least one word that must be there")
        return Pattern(nodes, _first(nodes), needs)

    def _parse(self, source: str, depth: int) -> Sequence_:
        lexemes = _LEXEMES.findall(source.strip())
        nodes, rest = self._sequence(lexemes, 0, source, depth)
        if rest != len(lexemes):
            raise wrong(self._where, f"the pattern {source!r} has a bracket too many")
        return nodes

    def _sequence(self, lexemes: list[str], at: int, source: str, depth: int) -> tuple[Sequence_, int]:
        """Read items up to the end or a closing bracket; `|` without spaces joins single items."""
        nodes: list[Node] = []
        while at < len(lexemes) and lexemes[at] != ")":
            if lexemes[at].isspace():
                at += 1
                continue
            node, at = self._item(lexemes, at, source, depth)
            options = [node]
            while at < len(lexemes) and lexemes[at] == "|":
                node, at = self._item(lexemes, at + 1, source, depth)
                options.append(node)
            if at < len(lexemes) and lexemes[at] == "?":
                nodes.append(Choice((*((option,) for option in options), ())))
                at += 1
            else:
                nodes.append(_one_of([(option,) for option in options]))
        return tuple(nodes), at

    def _item(self, lexemes: list[str], at: int, source: str, depth: int) -> tuple[Node, int]:
        lexeme = lexemes[at] if at < len(lexemes) else ""
        if lexeme == "(":
            return self._group(lexemes, at + 1, source, depth)
        if lexeme in _GAPS:
            return Gap(*_GAPS[lexeme]), at + 1
        if lexeme.startswith("@") and len(lexeme) > 1:
            return self._list(lexeme[1:], source, depth), at + 1
        if lexeme.startswith("=") and len(lexeme) > 1:
            return Word(frozenset((canonical(lexeme[1:].casefold()),))), at + 1
        if not lexeme or (lexeme.isascii() and not lexeme[0].isalnum()):
            raise wrong(self._where, f"the pattern {source!r} has {lexeme!r} where a word should be")
        return Word(_keys(canonical(lexeme.casefold()))), at + 1

    def _group(self, lexemes: list[str], at: int, source: str, depth: int) -> tuple[Node, int]:
        """Read `(a b|c d)`: inside brackets a bar parts whole sequences."""
        options: list[Sequence_] = []
        option: list[Node] = []
        while at < len(lexemes) and lexemes[at] != ")":
            if lexemes[at] == "|":
                options.append(tuple(option))
                option, at = [], at + 1
            elif lexemes[at].isspace():
                at += 1
            else:
                node, at = self._item(lexemes, at, source, depth)
                if at < len(lexemes) and lexemes[at] == "?":
                    node, at = Choice(((node,), ())), at + 1
                option.append(node)
        if at >= len(lexemes) or not option:
            raise wrong(self._where, f"the pattern {source!r} has an empty or an unclosed bracket")
        return _one_of([*options, tuple(option)]), at + 1

    def _list(self, name: str, source: str, depth: int) -> Node:
        if name not in self._lists:
            if name not in self._words or depth > _DEEPEST:
                raise wrong(
                    self._where, f"the pattern {source!r} names the list @{name}, which is not under words"
                )
            self._lists[name] = _one_of([self._parse(entry, depth + 1) for entry in self._words[name]])
        return self._lists[name]


def _one_of(options: Sequence[Sequence_]) -> Choice | Word:
    """Return the choice, as a single word where every option is one."""
    words: list[Word] = []
    longer: list[Sequence_] = []
    for option in options:
        if len(option) == 1 and isinstance(option[0], Word):
            words.append(option[0])
        else:
            longer.append(option)
    merged = Word(frozenset().union(*(word.keys for word in words)))
    if not longer:
        return merged
    return Choice((*longer, (merged,)) if words else tuple(longer))


def _keys(word: str) -> frozenset[str]:
    return frozenset((word, swapped_tone(word), "~" + fold(word)))


def _may_be_empty(nodes: Sequence_) -> bool:
    return all(
        isinstance(node, Gap) or (isinstance(node, Choice) and any(map(_may_be_empty, node.options)))
        for node in nodes
    )


def _first(nodes: Sequence_) -> frozenset[str]:
    keys: frozenset[str] = frozenset()
    for node in nodes:
        match node:
            case Word(own):
                return keys | own
            case Choice(options):
                keys = keys.union(*(_first(option) for option in options))
                if not any(map(_may_be_empty, options)):
                    return keys
            case Gap():
                pass
    return keys


def _needed(node: Node) -> frozenset[str]:
    """Return the keys of which a text must have one for this node, empty when it needs none."""
    match node:
        case Word(keys):
            return keys
        case Choice(options) if not any(map(_may_be_empty, options)):
            return frozenset().union(*(_smallest(option) for option in options))
        case _:
            return frozenset()


def _smallest(option: Sequence_) -> frozenset[str]:
    return min((needed for node in option if (needed := _needed(node))), key=len, default=frozenset())
