"""Days: printed, in META, in addresses. Every day of publication names its source."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from crawler.reading.words.labels import squeeze

# Outside these a day is a default (1970), a fault of the clock or of a key, never a publication: 国务院令第492号 is of 2008.
EARLIEST = date(2008, 1, 1)
LATEST = date(2100, 12, 31)

_DATE = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"\s*(20\d\d)(\d\d)(\d\d)(?:\d{6})?\s*")
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
# PubDate is the standard's name (国办发〔2017〕47号); the others are met where a portal has its own.
_META_NAMES = ("pubdate", "publishdate", "publishtime", "articlepublishedtime", "datepublished")

# The last part of a path, the one before it too if the last is index.html or content.html.
_OWN_PART = re.compile(r"^.*?/([^/]+(?:/(?:index|content)[^/]*|/)?)$")
_BEIJING = timedelta(hours=8)
_SNOWFLAKE_EPOCH = 1_288_834_974_657  # ms
_PATH_DAY = re.compile(
    r"/t(20\d\d)(\d\d)(\d\d)_\d"  # TRS
    r"|/(20\d\d)/(\d{1,2})/(\d{1,2})(?=/)"  # JCMS /art/2026/1/22/
    r"|/(20\d\d)(\d\d)/?(\d\d)(?=/)"
    r"|/(20\d\d)-(\d\d)[-/](\d\d)(?=/)"
    r"|/(20\d\d)/(\d\d)-?(\d\d)(?=/)"
)
_PATH_MONTH = re.compile(r"/(20\d\d)-?(0[1-9]|1[0-2])(?=/)")
_TIME_STAMP = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{3,6}(?!\d)")
# From 2018 on; shorter numbers are as likely something else.
_SNOWFLAKE = re.compile(r"(?<![\da-z])([12]\d{18})(?![\da-z])")
_OBJECT_ID = re.compile(r"(?<![0-9a-z])([0-9a-f]{8})[0-9a-f]{16}(?![0-9a-z])")


def to_date(text: str) -> date | None:
    """A printed date (2026-01-22, 2026年1月22日, 二〇二六年一月二十二日) as a date; None if it isn't one."""
    if "年" in text and not _DATE.search(text):
        text = _chinese_date(text)
    day = _DATE.search(text)
    return _day(day.groups()) if day else None


def _chinese_date(text: str) -> str:
    """二〇二六年一月二十二日 → 2026年1月22日; digits only, tens as 十."""
    text = re.sub(r"(?<=[二三])十(?=[一二三四五六七八九])", "", squeeze(text))
    text = re.sub(r"(?<=[二三])十", "0", text)
    text = re.sub(r"十(?=[一二三四五六七八九])", "1", text).replace("十", "10")
    return text.translate(CHINESE_DIGITS)


def _day(parts: tuple[str | None, ...]) -> date | None:
    numbers = [int(part) for part in parts if part]
    try:
        return date(*numbers)
    except ValueError:
        return None


def _within(day: date | None) -> date | None:
    return day if day and EARLIEST <= day <= LATEST else None


def plausible(text: str) -> date | None:
    """A printed date that can be a day of publication."""
    return _within(to_date(text))


def meta_day(meta: dict[str, str]) -> date | None:
    """The day of publication in META tags, by their names in lower case."""
    letters = {re.sub(r"[^a-z]", "", name): value for name, value in meta.items()}
    for name in _META_NAMES:
        value = letters.get(name, "")[:60]
        compact = _COMPACT.fullmatch(value)
        if day := _within(_day(compact.groups()) if compact else to_date(value)):
            return day
    return None


def address_day(url: str) -> date | None:
    """The day that an address spells out: in TRS the document's creation, in JCMS its publication. t19700101 is none."""
    days = [_within(_day(match.groups())) for match in _PATH_DAY.finditer(urlsplit(url).path[:2_000])]
    return next((day for day in reversed(days) if day), None)


def id_day(url: str) -> date | None:
    """The latest day that an identifier in an address allows: time stamp, snowflake, ObjectId, folder of a month.

    It tells when the record was made on this site. A report moved from another site was published before it, so
    the day can show publication in time, never that it was late. Folders are left out: theirs are columns' numbers.
    """
    parts = urlsplit(url)
    text = unquote(_OWN_PART.sub(r"\1", parts.path[-300:]) + f"?{parts.query[:300]}").lower()
    days = [day for found in _id_days(text) if (day := _within(found))]
    if days:
        return days[0]
    months = [_day((*found.groups(), "1")) for found in _PATH_MONTH.finditer(parts.path[:2_000])]
    if last := _within(months[-1]) if months else None:
        return (last + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return None


def _id_days(text: str) -> Iterator[date | None]:
    """Days of the identifiers in `text`; of one kind the last counts, which is the document's, not its column's.

    A number that reads as a time stamp is one: of snowflakes only one in hundreds does by chance.
    """
    stamps = [_day(match.groups()) for match in _TIME_STAMP.finditer(text)]
    yield from (day for day in reversed(stamps) if day)
    for match in reversed(list(_SNOWFLAKE.finditer(text))):
        yield _beijing_day((int(match[1]) >> 22) + _SNOWFLAKE_EPOCH)
    for match in reversed(list(_OBJECT_ID.finditer(text))):
        yield _beijing_day(int(match[1], 16) * 1000)


def _beijing_day(milliseconds: int) -> date:
    return (datetime.fromtimestamp(milliseconds // 1000, UTC) + _BEIJING).date()
