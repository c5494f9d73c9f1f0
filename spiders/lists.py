"""Lists beside the column's own: of a year, of older years, in a frame. They are followed; what can't be is a doubt."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urldefrag, urlsplit

from lxml.html import HtmlElement

from crawler.reading.dates import CHINESE_DIGITS
from crawler.reading.front import promises
from crawler.reading.labels import squeeze
from spiders.column import Column
from spiders.links import is_link, short_text, target_of
from spiders.page import Page
from spiders.records import Records
from spiders.walk import ROWS

_FRAMES = ("iframe", "frame")
_UNSEEN = ("script", "style", "head", "meta", "link", "title", "base", "noscript")
_YEARS = re.compile(
    r"\W{0,3}(20[0-4]\d)\s?年?度?(?:[-—–~～至到、和及/]{1,2}(20[0-4]\d)\s?年?度?)?(?:年度报告|年报|报告)?\W{0,3}"
    r"(?:\(?\d{1,4}[条篇件份]?\)?)?\W{0,2}"
)
_OLDER = re.compile(
    r"(?:查看|浏览)?(?:历年|往年|往期|历史|以前|以往|更早|过往|早期|旧版|归档)\S{0,12}|(?:查看|浏览|点击)?(?:更多|全部)\S{0,8}|more\W{0,4}",
    re.I,
)
_ARGUMENT = re.compile(r"[(,]\s{0,5}['\"]?(20[0-4]\d)['\"]?\s{0,5}[),]")  # of a call that a click makes
_IN_SCRIPT = re.compile(r"['\"](20[0-4]\d)年?度?['\"]")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "td", "p", "strong", "b", "caption", "legend")
_OPEN = re.compile(
    r"(?:^|[\s_-])(?:on|active|cur(?:rent)?|sel(?:ected)?|now|hover|this|checked|open)(?:$|[\s_-])", re.I
)
_NAMED = ("title", "alt", "aria-label", "value", "label")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def look_for_lists(page: Page, records: Records, column: Column) -> None:
    """Take up what on a page leads to a year's list or to older ones; what can't be followed is a doubt."""
    passed = set(_rows(records))
    for element in page.root.iter():
        if element.getparent() in passed:
            passed.add(element)
            continue
        if not isinstance(element.tag, str) or element in passed or element.tag in _UNSEEN:
            continue
        if words := _words_of(element, records, column):
            passed.add(element)
            _take_up(element, words, page, column)
    for year in sorted(set(_IN_SCRIPT.findall(page.scripts))):
        if column.years_in(year):
            column.unfollowed.append((f"{year}年", True))


def _rows(records: Records) -> Iterator[HtmlElement]:
    """The elements of a list that hold one entry each: a year in them is a part of it."""
    alike = Counter(id(record.holder) for record in records.found)
    for record in records.found:
        row = record.row_element
        if (record.row.listed_on or promises(record.row.title)) and (
            row.tag in ROWS or alike[id(record.holder)] > 1
        ):
            yield row


def _words_of(element: HtmlElement, records: Records, column: Column) -> str:
    """The words of an element that lead to a year's list or to older ones; "" for one that doesn't."""
    if element.tag in _FRAMES:
        return _frame_words(element, records, column)
    shown = _plain(short_text(element, 25)) if len(element) <= 3 else ""
    given = [_plain(value) for name, value in element.items() if name in _NAMED or name.startswith("data-")]
    for words in (shown, *given):
        if _YEARS.fullmatch(words) and column.years_in(words):
            return words
    if called := _ARGUMENT.search((element.get("onclick") or "")[:500]):
        return f"{called[1]}年" if column.years_in(called[1]) else ""
    opens = element.tag == "option" or is_link(element)
    return shown if opens and _OLDER.fullmatch(shown) and _is_near(element, records) else ""


def _plain(words: str) -> str:
    """A short text without white space, its figures in digits; "" for a long one."""
    compact = squeeze(words) if len(words) <= 60 else ""
    return compact.translate(CHINESE_DIGITS) if len(compact) <= 24 else ""


def _frame_words(frame: HtmlElement, records: Records, column: Column) -> str:
    """What to call a frame that may hold a list: one whose address names a year, or that stands beside the list."""
    source = (frame.get("src") or "").strip()
    size = {frame.get("width"), frame.get("height")} & {"0", "1", "0px"}
    if not source or source.startswith(("about:", "javascript:")) or size:
        return ""
    if _HIDDEN.search(frame.get("style") or ""):
        return ""
    named = re.search(r"(?<!\d)20[0-4]\d(?!\d)", source)
    if named and column.years_in(named[0]):
        return f"框架页 {named[0]}年"
    return "框架页" if _is_near(frame, records) else ""


def _take_up(element: HtmlElement, words: str, page: Page, column: Column) -> None:
    """Follow what leads to a list, or take down that nobody could."""
    rows = (
        row
        for row in (*column.before.values(), *column.rows.values())
        if row.listed_on or promises(row.title)
    )
    known = {_bare(url) for url in (*column.asked, column.url, page.url, *(row.url for row in rows))}
    url = next((url for each in _openers(element) if (url := _opened(each, page))), "")
    if element.tag in _FRAMES and urlsplit(url).hostname != urlsplit(page.url).hostname:
        url = ""
    if not url:
        column.unfollowed.append((words, _may_be_shown(element)))
    elif _bare(url) not in known and url not in dict(column.waiting) and url != column.registered:
        column.waiting.append((url, words))


def _openers(element: HtmlElement) -> Iterator[HtmlElement]:
    """An element, and those inside and around it whose click may be meant."""
    yield element
    yield from element.iterdescendants("a", "option", "area")
    yield from islice(element.iterancestors("a"), 1)


def _opened(element: HtmlElement, page: Page) -> str:
    """The address that an element opens; "" where it can't be told."""
    if element.tag in _FRAMES:
        return page.join(element.get("src") or "")
    if element.tag == "option":
        value = element.get("value") or ""
        return page.join(value) if "/" in value or "?" in value else ""
    return target_of(element, page) if is_link(element) else ""


def _may_be_shown(element: HtmlElement) -> bool:
    """Whether what stands under a year may be on the page: it is a heading, the open tab, or leads to a place there."""
    place = (element.get("href") or "").partition("#")[2]
    if place and element.getroottree().xpath("boolean(//*[@id=$place or @name=$place])", place=place):
        return True
    near = (element, *islice(element.iterancestors(), 2))
    return element.tag in _HEADINGS or any(_OPEN.search(node.get("class") or "") for node in near)


def _bare(url: str) -> str:
    """An address without scheme, fragment and the name that a server finds by itself."""
    return re.sub(r"(?<=/)(?:index|default)\.\w+$", "", urldefrag(url).url.partition(":")[2])


def _is_near(element: HtmlElement, records: Records) -> bool:
    """Whether a link 更多 belongs to the list: it stands beside it, not beside a box of other news."""
    holders = {record.holder for record in records.found if promises(record.row.title)}
    near = [element, *islice(element.iterancestors(), 3)]
    return any(outer in holders or any(child in holders for child in outer) for outer in near)
