"""The report year that a text states as its period: 1月1日 to 12月31日, in every form it is printed in."""

import re
from collections.abc import Sequence

from crawler.reading.dates import CHINESE_DIGITS

_YEAR = r"(20\d\d)[年./\-]?"
_FIRST = r"0?1[月./\-](?:0?1日?)?"
_LAST = r"12[月./\-](?:31日?|底)?"
_TIME = r"(?:\d{1,2}(?:时|点|:\d\d))?"
_TO = r"[^。\d]{0,8}?(?:至|到|-|—|–|―|─|~|～|〜|－)[^。\d]{0,4}"
_PERIOD = re.compile(rf"(?<!\d){_YEAR}(?:{_FIRST}{_TIME}{_TO}(?P<again>\1[年./\-]?)?{_LAST}|0?1-12月)")
_CHINESE = re.compile(
    r"二[〇○零0][〇○零0一二三][〇○零0一二三四五六七八九]年一月一日[^。]{0,16}十二月三十一日"
)
_WORDS = re.compile(r"统计|期限|时限|数据|报告期|起止|涵盖")
_SENTENCE = re.compile(r"[^。；]+")
_BEFORE = 40  # characters before the period in which it is called one


def _in_digits(text: str) -> str:
    """二〇二五年一月一日 … 十二月三十一日 in digits."""
    return _CHINESE.sub(
        lambda found: (
            found[0]
            .replace("十二月", "12月")
            .replace("三十一日", "31日")
            .replace("一月一日", "1月1日")
            .translate(CHINESE_DIGITS)
        ),
        text,
    )


_CALLED = re.compile(r"期限|时限")
_NEAR = 20  # characters before it in which a second period must be called one


def other_years(texts: Sequence[str], year: int) -> list[int]:
    """Years beside `year` that the text calls its period (统计期限, 时限) as well: one of the two is wrong."""
    text = _in_digits("".join(texts))
    years = [
        int(found[1])
        for found in _PERIOD.finditer(text)
        if _CALLED.search(text, max(0, found.start() - _NEAR), found.start())
    ]
    return [other for other in dict.fromkeys(years) if other != year]


def stated_year(texts: Sequence[str], loosely: bool = False) -> int | None:
    """The year of the period that is called one (统计期限, 数据 …), else of the first that names its year twice.

    `texts` are paragraphs without white space. `loosely`, one that names its year once and is not called a period counts
    too, if no other year is named so.
    """
    text = _in_digits("".join(texts))
    bare: list[tuple[int, bool]] = []
    for sentence in _SENTENCE.finditer(text):
        if "20" not in sentence[0]:
            continue
        for found in _PERIOD.finditer(sentence[0]):
            if _WORDS.search(sentence[0], max(0, found.start() - _BEFORE), found.start()):
                return int(found[1])
            bare.append((int(found[1]), bool(found["again"])))
    twice = next((year for year, again in bare if again), None)
    if twice or not loosely:
        return twice
    return bare[0][0] if len({year for year, _ in bare}) == 1 else None
