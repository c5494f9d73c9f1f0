"""Days in the texts of a list: printed in one, split over several, or standing at the end of a title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from crawler.reading.words.dates import to_date

_DAY = r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_ANY = re.compile(r"20\d\d\s{0,3}[-/.年]\s{0,3}\d{1,2}\s{0,3}[-/.月]\s{0,3}\d{1,2}(?!\d)")
# Before a day that is no row's.
_NOW = re.compile(r"今天|现在|当前时间|星期|礼拜|更新于|页面生成|有效期|截至|截止")
_PURE = re.compile(
    r"[\[(（【<\s]{0,5}(?:[\u4e00-\u9fff]{0,6}[:：]?\s{0,5})?20\d\d\s{0,3}[-/.年]\s{0,3}\d{1,2}\s{0,3}[-/.月]\s{0,3}\d{1,2}\s{0,3}日?"
    r"(?:[\sT]{0,5}\d{1,2}:\d{2}(?::\d{2})?)?"
    r"(?:(?:公布|发布|印发)(?:[\s\xa0，,]{0,3}自[^()（）]{1,20}起施行)?)?[\])）】>\s]{0,5}"
)
_ENDS = re.compile(
    rf"^\s{{0,3}}{_DAY}\s+|^\s{{0,3}}[\[(（【]\s{{0,3}}{_DAY}\s{{0,3}}[\])）】]\s*"
    rf"|\s{{0,3}}[\[(（【]\s{{0,3}}{_DAY}\s{{0,3}}[\])）】]\s{{0,3}}$|\s{{1,3}}{_DAY}\s{{0,3}}$"
)
_PARTS = {
    "year": re.compile(r"[\[(（]?(20\d\d)\s{0,3}年?[\])）]?"),
    "year-month": re.compile(r"[\[(（]?(20\d\d)\s{0,3}[-/.年]\s{0,3}(\d{1,2})\s{0,3}月?[\])）]?"),
    "month-day": re.compile(r"[\[(（]?(\d{1,2})\s{0,3}[-/.月]\s{0,3}(\d{1,2})\s{0,3}日?[\])）]?"),
    "day": re.compile(r"(\d{1,2})\s{0,3}[日/]?"),
}
# Which of the numbers that parts print are year, month and day.
_ORDERS = {
    ("year-month", "day"): (0, 1, 2),
    ("day", "year-month"): (1, 2, 0),
    ("year", "month-day"): (0, 1, 2),
    ("month-day", "year"): (2, 0, 1),
    ("day", "year", "day"): (1, 2, 0),
    ("year", "day", "day"): (0, 1, 2),
}
_JOINT = re.compile(
    r"(\d{1,2})\s{0,3}[日/]?\s{1,3}(20\d\d)\s{0,3}[-/.年]\s{0,3}(\d{1,2})\s{0,3}月?"
    r"|(20\d\d)\s{0,3}年?\s{1,3}(\d{1,2})\s{0,3}[-/.月]\s{0,3}(\d{1,2})\s{0,3}日?"
)
MAX_HEIGHT = 2  # of a part: farther away nothing belongs to it
MAX_PARTS = 3  # side by side that make no day
MAX_TEXT = 300  # characters of a text that may hold a row's day; what is longer is an abstract


@dataclass(frozen=True)
class Day:
    """A day and the element that prints it; `pure` if it stands by itself, not within a sentence."""

    day: date
    pure: bool
    element: HtmlElement


@dataclass(frozen=True)
class Part:
    """A part of a day: a year, a year and a month, a month and a day, or a number that may be a day or a month.

    `height` is how many elements end between the one that prints it and where it waits for its other part.
    """

    kind: str
    numbers: tuple[int, ...]
    element: HtmlElement
    height: int = 0


def days_in(text: str) -> list[date]:
    """The days that a text prints."""
    return [day for piece in _ANY.findall(text) if (day := to_date(piece))]


def is_day(words: str) -> bool:
    """Whether a text is nothing but a day, perhaps with its time, brackets or a label."""
    return len(words) <= 60 and bool(_PURE.fullmatch(words))


def without_day(text: str) -> tuple[str, str]:
    """A title without the day at one of its ends, and that day as it is printed, "" if there is none."""
    found = _ENDS.search(text[:MAX_TEXT])
    return (_ENDS.sub("", text), found[0]) if found else (text, "")


def marks_in(words: str, element: HtmlElement) -> list[Day | Part]:
    """The days of a text, or the part of one that it is. What says what day it is now has none."""
    if len(words) <= 20:
        if joint := _JOINT.fullmatch(words):
            parts = (joint[2], joint[3], joint[1]) if joint[1] else joint.groups()[3:]
            return [Day(day, True, element) for day in days_in("-".join(map(str, parts)))]
        for kind, pattern in _PARTS.items():
            if found := pattern.fullmatch(words):
                return [Part(kind, tuple(map(int, found.groups())), element)]
    if len(words) > MAX_TEXT or _NOW.search(words[:60]):
        return []
    return [Day(day, is_day(words) or len(words) <= 30, element) for day in days_in(words)]


def joined_parts(parts: Sequence[Part], element: HtmlElement) -> list[Day | Part]:
    """Parts that stand side by side, those that make a day together (15 and 2026-01, 01-15 and 2026) as that day.

    Of more than a few that make none nothing is kept: they number a list.
    """
    found: list[Day | Part] = []
    place = 0
    while place < len(parts):
        for size in (2, 3):
            group = parts[place : place + size]
            order = _ORDERS.get(tuple(part.kind for part in group))
            if order and (day := _day_of([number for part in group for number in part.numbers], order)):
                found.append(Day(day, True, element))
                place += size
                break
        else:
            found.append(parts[place])
            place += 1
    left = sum(isinstance(item, Part) for item in found)
    return found if left <= MAX_PARTS else [item for item in found if isinstance(item, Day)]


def _day_of(numbers: Sequence[int], order: Sequence[int]) -> date | None:
    try:
        return date(*(numbers[place] for place in order))
    except ValueError:
        return None
