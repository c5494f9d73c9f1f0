"""Lists beside the column's own: of a year, of older years, in a frame. They are followed; what can't be is a doubt."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urldefrag, urlsplit

from lxml.html import HtmlElement

from crawler.reading.around.front import promises
from crawler.reading.words.labels import squeeze
from spiders.column import Beside, Column, in_digits
from spiders.pages.links import is_link, short_text, target_of
from spiders.pages.page import Page
from spiders.pages.records import Records
from spiders.pages.walk import ROWS

MAX_LEADS = 100  # places of a column that lead to other lists; a page with more is no list's
_FRAMES = ("iframe", "frame", "object", "embed")
_FURNITURE = re.compile(
    r"head|top|foot|bottom|nav|menu|search|weather|tianqi|share|count|tongji|login|banner|tree|\bad", re.I
)
_SOURCES = ("src", "data-src", "data")
_UNSEEN = ("script", "style", "head", "meta", "link", "title", "base", "noscript")
_YEARS = re.compile(
    r"\W{0,3}(?:20[0-4]\d|['’‘]?2\d(?=年))年?度?(?:[-—–~～至到、和及/]{1,2}20[0-4]\d年?度?)?"
    r"(?:政府|信息|公开|工作|情况|专栏|部门|单位|各|[省市州区县]?[直属级]|[省市区县]|乡镇|街道|镇街|年度|年报|报告|汇总)*+\W{0,3}"
    r"(?:\(?\d{1,4}[条篇件份]?\)?)?\W{0,2}"
)
_OLDER = re.compile(
    r"(?:查看|浏览)?(?:历年|往年|往期|历史|以前|以往|更早|过往|早期|旧版|归档)\S{0,12}|(?:查看|浏览|点击)?(?:更多|全部)\S{0,8}|more\W{0,4}"
    r"|[上本去今]一?年度?(?:年报|报告)?|最新(?:年报|报告)|(?:各|[省市州区县]?直)?(?:部门|单位|乡镇|街道|镇街)(?:政府信息公开)?(?:年报|年度报告)|本?栏目已\S{0,8}",
    re.I,
)
_BESIDES = (
    "ancestor-or-self::*[self::footer or contains(@class, 'foot') or contains(@class, 'copy') or contains(@id, 'foot')"
    " or contains(@class, 'calendar') or contains(@class, 'rili') or self::form[.//input[not(@type) or @type='text']]]"
)
_MONTH = re.compile(r"\d{1,2}月?|年")
_ARGUMENT = re.compile(r"[(,]\s{0,5}['\"]?(20[0-4]\d)['\"]?\s{0,5}[),]")  # of a call that a click makes
# A year by itself in a script, or in an address there.
_IN_SCRIPT = re.compile(
    r"(?<![\w./:-])(20[0-4]\d)(?![\w./:-])|['\"][^'\"\s]{0,80}[/?=_a-z](20[0-4]\d)(?![\d/])[^'\"\s]{0,80}['\"]",
    re.I,
)
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
        if len(column.unfollowed) + len(column.waiting) > MAX_LEADS:
            column.doubt("unfollowed", f"页面上有 {MAX_LEADS} 处以上通向别的列表，没有全部跟进")
            return
        if element.getparent() in passed:
            passed.add(element)
            continue
        if not isinstance(element.tag, str) or element in passed or element.tag in _UNSEEN:
            continue
        if element.get("onclick") and not target_of(element, page) and promises(short_text(element, 80)):
            column.unfollowed.append((short_text(element, 80), False))
        elif words := _words_of(element, page, records, column):
            passed.add(element)
            _take_up(element, words, page, column)
    sources = " ".join(f"'{source}'" for source in page.markup.xpath("//script/@src").getall())
    for alone, inside in _IN_SCRIPT.findall(f"{page.code} {sources}"):
        found = (f"{alone or inside}年", bool(alone))
        if found not in column.unfollowed and column.years_in(found[0]):
            column.unfollowed.append(found)


def _rows(records: Records) -> Iterator[HtmlElement]:
    """The elements of a list that hold one entry each: a year in them is a part of it."""
    alike = Counter(id(record.holder) for record in records.found)
    for record in records.found:
        row = record.row_element
        if (record.row.listed_on or promises(record.row.title)) and (
            row.tag in ROWS or alike[id(record.holder)] > 1
        ):
            yield row


def _words_of(element: HtmlElement, page: Page, records: Records, column: Column) -> str:
    """The words of an element that lead to a year's list or to older ones; "" for one that doesn't."""
    if element.tag in _FRAMES:
        return _frame_words(element, records, column)
    shown = _plain(short_text(element, 25)) if len(element) <= 3 else ""
    opens = element.tag == "option" or is_link(element)
    given = [_plain(value) for name, value in element.items() if name in _NAMED or name.startswith("data-")]
    for words in (shown, *(given if shown or opens or element.tag in ("img", "input", "button") else ())):
        if _YEARS.fullmatch(words) and column.years_in(words):
            return words if _may_lead(element, words, page, records, column) else ""
    if called := _ARGUMENT.search((element.get("onclick") or "")[:500]):
        return f"{called[1]}年" if column.years_in(called[1]) else ""
    return shown if opens and _OLDER.fullmatch(shown) and _is_near(element, records) else ""


def _may_lead(element: HtmlElement, words: str, page: Page, records: Records, column: Column) -> bool:
    """Whether a year on a page is about its list: not the one of a footer, a calendar or a search form, nor a bare number by
    itself that leads elsewhere, as on a banner.
    """
    after = element.getnext()
    if after is not None and _MONTH.fullmatch(short_text(after, 5)):
        return False
    if element.xpath(f"boolean({_BESIDES})") and not _is_near(element, records):
        return False
    if not words.isdigit() or _is_near(element, records) or _in_menu(element):
        return True
    url = next((url for each in openers(element) if (url := opened(each, page))), "")
    return not url or url.startswith(page.join("."))


def _in_menu(element: HtmlElement) -> bool:
    """Whether a year stands beside others: 2025 2024 2023."""
    for outer in islice(element.iterancestors(), 2):
        words = (short_text(link, 7) for link in islice(outer.iter("a", "option"), 40))
        if len({year for year in words if _YEARS.fullmatch(year)}) > 1:
            return True
    return False


def _plain(words: str) -> str:
    """A short text without white space, its figures in digits; "" for a long one."""
    compact = squeeze(words) if len(words) <= 60 else ""
    return in_digits(compact) if len(compact) <= 24 else ""


def _frame_words(frame: HtmlElement, records: Records, column: Column) -> str:
    """What to call a frame that may hold a list: one whose address names a year, or that stands beside the list."""
    source = next((frame.get(name) for name in _SOURCES if frame.get(name)), "").strip()
    size = {frame.get("width"), frame.get("height")} & {"0", "1", "0px"}
    if not source or source.startswith(("about:", "javascript:")) or (size and not frame.get("onload")):
        return ""
    if _HIDDEN.search(frame.get("style") or ""):
        return ""
    named = re.search(r"(?<!\d)20[0-4]\d(?!\d)", source)
    if named and column.years_in(named[0]):
        return f"框架页 {named[0]}年"
    return "" if _FURNITURE.search(source) else "框架页"


def _take_up(element: HtmlElement, words: str, page: Page, column: Column) -> None:
    """Follow what leads to a list, or take down that nobody could."""
    rows = (
        row
        for row in (*column.before.values(), *column.rows.values())
        if row.listed_on or promises(row.title)
    )
    own = (column.url, page.url, *column.portal.columns)
    known = {bare(url) for url in (*column.asked, *own, *(row.url for row in rows))}
    waiting = {beside.url for beside in column.waiting}
    url = next((url for each in openers(element) if (url := opened(each, page))), "")
    if element.tag in _FRAMES and urlsplit(url).hostname != urlsplit(page.url).hostname:
        url = ""
    if not url and (element.tag not in _FRAMES or re.search(r"\d", words)):
        column.unfollowed.append((words, _may_be_shown(element)))
    elif not url:
        return  # a frame of another host: the weather, a counter
    elif bare(url) not in known and url not in waiting and url != column.registered:
        column.waiting.append(Beside(url, words, element.tag in _FRAMES))


def openers(element: HtmlElement) -> Iterator[HtmlElement]:
    """An element, and those inside and around it whose click may be meant."""
    yield element
    yield from element.iterdescendants("a", "option", "area")
    yield from islice(element.iterancestors("a"), 1)


def opened(element: HtmlElement, page: Page) -> str:
    """The address that an element opens; "" where it can't be told."""
    if element.tag == "link":
        return page.join(element.get("href") or "")
    if element.tag in _FRAMES:
        return page.join(next((element.get(name) for name in _SOURCES if element.get(name)), ""))
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


def bare(url: str) -> str:
    """An address without scheme, fragment and the name that a server finds by itself."""
    return re.sub(r"(?<=/)(?:index|default)\.\w+$", "", urldefrag(url).url.partition(":")[2])


def _is_near(element: HtmlElement, records: Records) -> bool:
    """Whether a link 更多 belongs to the list: it stands beside it, not beside a box of other news."""
    holders = {record.holder for record in records.found if promises(record.row.title)}
    near = [element, *islice(element.iterancestors(), 3)]
    return any(outer in holders or any(child in holders for child in outer) for outer in near)
