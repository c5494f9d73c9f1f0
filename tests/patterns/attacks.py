"""Texts that make a regular expression slow if anything does, derived from the expression itself.

What costs more than a text's length is always a repeat: started from many places, shared by two repeats, or ended by
something that never comes. For every repeat of a pattern the texts repeat what leads to it, what it repeats, and both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

FIXED = (
    *("<", "<script", "<!--", "<a ", "<a href=", "<div>", "<title", "<title>", "</", "<td", "&", "&#"),
    *(
        " ",
        "\n",
        "\t",
        "\r\n",
        "\u3000",
        "\xa0",
        " \n",
        "0",
        "9",
        "2024",
        "1.",
        "1,",
        "年",
        "公开",
        "一",
        "、",
        "（",
    ),
    *(
        "'",
        '"',
        "\\",
        '\\"',
        "(",
        ")",
        "[",
        "{",
        "{{",
        "|",
        "/",
        "-",
        "_",
        ".",
        ",",
        ":",
        "=",
        "a",
        "A",
        "a.",
        "/a",
    ),
)
ALPHABET = "az09AZ_ \n\t\u3000年一：，。、（<>\"'\\-./;:,=&?#|()[]{}é\x00\ufffd"
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
SIGNS = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)
MANY = 8  # characters or words of a repeat that are tried
UNENDING = 64  # times that something may be repeated, from which on a text is all of it


@dataclass(frozen=True)
class Repeat:
    """A repeat of a pattern: what leads to it, shortest and fullest, what it repeats, and what comes after it."""

    before: tuple[str, str]
    bodies: tuple[str, ...]
    after: str
    most: int


@dataclass
class Pattern:
    """A parsed expression, as far as texts are made from it."""

    flags: int
    groups: dict[int, str] = field(default_factory=dict)
    repeats: list[Repeat] = field(default_factory=list)

    def example(self, items: Sequence[Any], full: bool) -> str:
        """A text that the items match: with as little as possible, or with every optional part once.

        What must stand before the first or after the last of them is there, too.
        """
        looked = {0: -1, len(items) - 1: 1}
        return "".join(
            self.example(value[1], full)
            if kind is op.ASSERT and value[0] == looked.get(place)
            else self._example(kind, value, full)
            for place, (kind, value) in enumerate(items)
        )

    def _example(self, kind: Any, value: Any, full: bool) -> str:
        if kind in SIGNS:
            return next(self.signs(kind, value), "")
        if kind in REPEATS:
            low, _, inner = value
            return self.example(inner, full) * max(low, int(full))
        if kind is op.SUBPATTERN:
            text = self.example(value[3], full)
            self.groups[value[0]] = text
            return text
        if kind is op.BRANCH:
            return self.example(value[1][-1 if full else 0], full)
        if kind is op.ATOMIC_GROUP:
            return self.example(value, full)
        if kind is op.GROUPREF:
            return self.groups.get(value, "")
        return ""

    def signs(self, kind: Any, value: Any) -> Iterator[str]:
        """Characters that one place of the pattern allows, those that it names first."""
        named = [chr(value)] if kind is op.LITERAL else []
        for inner, what in value if kind is op.IN else ():
            named += [chr(what)] if inner is op.LITERAL else []
            named += [chr(what[0]), chr(what[1]), chr(sum(what) // 2)] if inner is op.RANGE else []
        yield from (sign for sign in dict.fromkeys((*named, *ALPHABET)) if self.allows(kind, value, sign))

    def allows(self, kind: Any, value: Any, sign: str) -> bool:
        """Whether one place of the pattern allows a character."""
        if kind is op.ANY:
            return bool(self.flags & re.DOTALL) or sign != "\n"
        if kind is op.LITERAL or kind is op.NOT_LITERAL:
            return self._same(value, sign) is (kind is op.LITERAL)
        negated = bool(value) and value[0][0] is op.NEGATE
        return any(self._is(inner, what, sign) for inner, what in value) is not negated

    def _is(self, kind: Any, value: Any, sign: str) -> bool:
        if kind is op.LITERAL:
            return self._same(value, sign)
        if kind is op.RANGE:
            cases = {sign, sign.lower(), sign.upper()} if self.flags & re.IGNORECASE else {sign}
            return any(len(case) == 1 and value[0] <= ord(case) <= value[1] for case in cases)
        return kind is op.CATEGORY and bool(re.match(CATEGORIES[value], sign))

    def _same(self, code: int, sign: str) -> bool:
        wanted = chr(code)
        return sign == wanted or (bool(self.flags & re.IGNORECASE) and sign.lower() == wanted.lower())

    def find(self, items: Sequence[Any], before: tuple[str, str] = ("", ""), after: str = "") -> None:
        """Note every repeat in the items, in branches, groups and what is looked at ahead or behind."""
        for place, (kind, value) in enumerate(items):
            rest = self.example(items[place + 1 :], False) + after
            if kind in REPEATS:
                _, high, inner = value
                if high > 1:
                    self.repeats.append(Repeat(before, tuple(self._bodies(inner)), rest, min(high, UNENDING)))
                self.find(inner, before, rest)
                again = (before[0] + self.example(inner, False), before[1] + self.example(inner, True))
                if high > 1 and again != before:
                    self.find(inner, again, rest)
            elif kind is op.BRANCH:
                for branch in value[1]:
                    self.find(branch, before, rest)
            elif kind is op.GROUPREF_EXISTS:
                for branch in value[1:]:
                    self.find(branch or (), before, rest)
            elif kind in (op.SUBPATTERN, op.ATOMIC_GROUP, op.ASSERT, op.ASSERT_NOT):
                inner = {op.SUBPATTERN: 3, op.ASSERT: 1, op.ASSERT_NOT: 1}.get(kind)
                self.find(value if inner is None else value[inner], before, rest)
            before = (
                before[0] + self.example([(kind, value)], False),
                before[1] + self.example([(kind, value)], True),
            )

    def _bodies(self, items: Sequence[Any]) -> Iterator[str]:
        """What a repeat may repeat: a character of each kind that it allows, or examples of its words."""
        if len(items) == 1 and items[0][0] in SIGNS:
            yield from self.signs(*items[0])
            return
        yield self.example(items, False)
        yield self.example(items, True)
        for kind, value in items:
            if kind is op.BRANCH:
                yield from (self.example(branch, False) for branch in value[1])
            if kind in SIGNS:
                yield from self.signs(kind, value)


CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


def repeated(text: str, length: int) -> str:
    """A text over and over, of `length` bytes; of one that is longer, its beginning."""
    return cut(text * (length // len(text.encode()) + 1), length) if text else ""


def cut(text: str, length: int) -> str:
    """The beginning of a text, of `length` bytes."""
    return text.encode()[:length].decode("utf-8", "ignore")


def attacks(expression: "re.Pattern[Any]", length: int) -> list[str]:
    """Texts of `length` bytes: the same for all patterns, then those made from this one; as many for every length."""
    return [repeated(text, length) for text in FIXED] + [
        cut(text, length) for text in _derived(expression, length)
    ]


def _derived(expression: "re.Pattern[Any]", length: int) -> Iterator[str]:
    pattern = Pattern(expression.flags)
    if isinstance(expression.pattern, str):
        items = parser.parse(expression.pattern, expression.flags)
    else:
        items = parser.parse(expression.pattern.decode("latin-1"), expression.flags)
    for example in (pattern.example(items, False), fullest := pattern.example(items, True)):
        yield from (repeated(text, length) for text in (example, example[:-1], example[:-1] + "\0"))
    pattern.find(items)
    shared = _shared(pattern.repeats)
    for repeat in pattern.repeats:
        bodies = [body for body in repeat.bodies if body]
        parting = [body for body in bodies if not re.search(r"\w", body)][:1]  # so that words begin and end
        tried = [*dict.fromkeys((*bodies[:3], *parting, *(body for body in shared if body in bodies)))][:MANY]
        for before in dict.fromkeys(repeat.before):
            for start, again, ends in _around(repeat, before, tried, fullest):
                for end in ends:
                    yield start + repeated(again, length - len((start + end).encode())) + end
    for first, second in pairwise(pattern.repeats):
        one, other = (next((body for body in each.bodies if body), "") for each in (first, second))
        yield repeated(one + other, length)
        between = second.before[1].removeprefix(first.before[1])
        if min(first.most, second.most) == UNENDING:
            yield first.before[1] + repeated(one, length // 3) + between + repeated(other, length // 3)


def _around(
    repeat: Repeat, before: str, bodies: Sequence[str], example: str
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """A repeat begun again and again, and one that goes on without an end: beginning, what comes over and over, ends.

    Some of the ends let the repeat succeed at last, others make it fail.
    """
    if repeat.most < UNENDING:
        for again in (before, *(before + body * repeat.most for body in bodies[:1])):
            yield "", again, ("", repeat.after)
        return
    for again in (before, *(before + body for body in bodies)):
        yield "", again, ("", repeat.after, "\n!", example * 2)
    for body in bodies:
        yield before, body, ("\0", "\n!", example, example * 2)


def _shared(repeats: Sequence[Repeat]) -> list[str]:
    """Characters by how many repeats allow them: what several allow is what they quarrel over. One of each kind."""
    allowed: dict[str, list[int]] = {}
    for number, repeat in enumerate(repeats):
        for body in repeat.bodies:
            allowed.setdefault(body, []).append(number)
    kinds = {tuple(numbers): body for body, numbers in reversed(allowed.items())}
    return [kinds[numbers] for numbers in sorted(kinds, key=len, reverse=True)]
