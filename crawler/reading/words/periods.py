"""The period that a text states: its year, 1月1日 to 12月31日 in every form it is printed in, and its days as printed."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from crawler.reading.words.dates import CHINESE_DIGITS

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
_CLAUSE = re.compile(r"[。；，,:：)）]")
_DAYS = re.compile(
    r"(?<!\d)(20\d\d)[年./\-](\d{1,2})(?:[月./\-](\d{1,2})日?|月)[^。；，\d]{0,6}(?:至|到|-|—|–|―|─|~|～|〜|－){1,3}[^。；，\d]{0,4}"
    r"(?:(20\d\d)[年./\-])?(\d{1,2})(?:[月./\-](\d{1,2})日|[./\-](\d{1,2})(?!\d)|月(?!\d))"
)
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
# Not 公示期限, 数据公开时间.
_STATISTICS = re.compile(
    r"(?:统计|数据)(?:数据|信息)?的?(?:统计)?(?:起止)?(?:期限|时限|期间|时间|周期)|报告(?:期限|时限|期间|周期)"
)
_OF_A_PART = re.compile(r"媒体|网站|公众号|微[信博]|平台|执法|财政|热线|复议|诉讼|许可|处罚|访问|专栏|项目")
_NEAR = 20  # characters before it in which a second period must be called one


def other_years(texts: Sequence[str], year: int) -> list[int]:
    """Years beside `year` that the text calls its period (统计期限, 时限) as well: one of the two is wrong."""
    text = _in_digits("".join(texts))
    years = [
        int(period[1])
        for period in _PERIOD.finditer(text)
        if _CALLED.search(text, max(0, period.start() - _NEAR), period.start())
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
        for period in _PERIOD.finditer(sentence[0]):
            if _WORDS.search(sentence[0], max(0, period.start() - _BEFORE), period.start()):
                return int(period[1])
            bare.append((int(period[1]), bool(period["again"])))
    twice = next((year for year, again in bare if again), None)
    if twice or not loosely:
        return twice
    return bare[0][0] if len({year for year, _ in bare}) == 1 else None


def stated_days(texts: Sequence[str], year: int) -> tuple[date, date] | None:
    """First and last day of what the text calls the period of its statistics and that touches `year`; None if it prints no days.

    `texts` are paragraphs without white space. A month without a day counts from its first, or up to its last.
    """
    text = _in_digits("".join(texts))
    for found in _DAYS.finditer(text):
        called = _STATISTICS.search(text, max(0, found.start() - _NEAR), found.start())
        if not called or _OF_A_PART.search(
            _CLAUSE.split(text[max(0, called.start() - _BEFORE) : called.start()])[-1]
        ):
            continue
        first_year, month, day, last_year, last_month, *last_days = found.groups()
        begun = _day(first_year, month, day or "1")
        last_day = last_days[0] or last_days[1] or _length(last_year or first_year, last_month)
        ended = _day(last_year or first_year, last_month, last_day)
        if begun and ended and begun < ended and year in (begun.year, ended.year):
            return begun, ended
    return None


def _length(year: str, month: str) -> str:
    return str(monthrange(int(year), int(month))[1]) if 1 <= int(month) <= 12 else "0"


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
