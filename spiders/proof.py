"""What keeps a column from proving that something isn't there: titles on its pages that are no rows, links to years and
older lists that nobody followed, rows that may be the report. One place for all families.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import unquote, urldefrag

from lxml.html import HtmlElement

from crawler.reading.front import is_cut, is_lookalike, parse_title, promises, simplified
from crawler.reading.labels import squeeze
from spiders.column import Column
from spiders.links import is_link, short_text, target_of
from spiders.page import Page
from spiders.records import Records

MAX_HIDDEN = 200  # titles of a column that are kept; one with more proves nothing at all
MAX_LISTS = 20  # beside the column's own
_KIND = re.compile(r"年报|年度报告|年度工作报告|年度总结")
_LIMITS = re.compile(r"[<>\"'`\r\n|;{}=\[\]，。；、:：]")
_INLINE = re.compile(r"</?(?:em|b|i|u|strong|font|span|mark)\b[^<>]{0,300}>|<br\s{0,3}/?>", re.I)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_YEAR = re.compile(r"(20\d\d)")
_YEAR_LIST = re.compile(r"[\[【(（]?(20[0-4]\d)\s?年?\s?度?(?:年度报告|年报|报告)?[\]】)）]?(?:\(\d+\))?")
_OLDER = re.compile(
    r"(?:查看|浏览)?(?:历年|往年|往期|历史|以前|以往|更早|过往|早期|旧版|归档)\S{0,12}|(?:查看|浏览)?更多(?:年报|年度报告|报告|>+|》+|…)?|more",
    re.I,
)
_NONE = re.compile(
    r"暂无(?:相关)?(?:信息|数据|内容|记录|文章|年报)|没有(?:相关|符合条件的)(?:信息|数据|记录)|无相关(?:信息|数据)"
)
# Documents that stand beside annual reports, by words that may occur in a report's title too: told by these only where the
# title says nothing of a report.
_OTHERS = re.compile(
    r"指南|制度|规定|办法|条例|细则|通知|公告|公示|通告|方案|意见|要点|计划|规划|清单|目录|名单|名录|预算|决算|采购|招标|中标|招聘|招考|录用|任免|会议|讲话|"
    r"解读|图解|问答|热线|简介|职责|机构|领导|批复|答复|许可|处罚|统计公报|统计年鉴|政府工作报告|法治|依申请|申请表|流程|网站工作|报表"
)


def years_of(column: Column) -> range:
    """The report years that a column is asked for."""
    return range(column.portal.since, column.newest + 1)


def may_be_report(title: str, column: Column) -> bool:
    """Whether a row may be a report of the column's agencies: by its words, its year, or the name of one of them."""
    if promises(title) or is_cut(title) or "\ufffd" in title:
        return not is_lookalike(title)
    compact = simplified(squeeze(title))
    if _OTHERS.search(compact):
        return False
    years = {int(year) for year in _YEAR.findall(compact)}
    return bool(years & set(years_of(column))) or any(name in compact for name in column.names)


def says_none(page: Page) -> bool:
    """Whether a page says itself that it lists nothing."""
    return bool(_NONE.search(page.words))


def look_for_hidden(page: Page, records: Records, column: Column) -> None:
    """Take down the titles on a page that speak of a report and may be no row. Which of them are, the whole column tells."""
    for text in (*_titles_in(page.text), *_unshown_links(page), *_unlinked(page, records)):
        if len(column.hidden) > MAX_HIDDEN:
            return
        compact = simplified(squeeze(text))
        told = _YEAR.search(compact) or any(name in compact for name in column.names)
        if (
            told
            and not is_lookalike(compact)
            and compact not in column.hidden
            and compact not in _own_names(page)
        ):
            column.hidden.append(compact)


def _titles_in(text: str) -> Iterator[str]:
    """What looks like titles of annual reports anywhere in the source: markup, attributes, comments, scripts."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if "%E5" in plain or "%e5" in plain:
        plain = unquote(plain)
    plain = _INLINE.sub("", unescape(plain).replace("報", "报").replace("總結", "总结"))
    for found in _KIND.finditer(plain):
        before = plain[max(0, found.start() - 60) : found.start()]
        after = plain[found.end() : found.end() + 20]
        starts = [limit.end() for limit in _LIMITS.finditer(before)]
        ends = _LIMITS.search(after)
        yield before[starts[-1] if starts else 0 :] + found[0] + after[: ends.start() if ends else 20]


def _unshown_links(page: Page) -> Iterator[str]:
    """The titles of links in comments, templates and text areas: a script may show them."""
    hidden = page.markup.xpath("//comment() | //template | //textarea | //noscript").getall()
    for piece in hidden:
        if "<a" in piece or "&lt;a" in piece:
            inside = page.part(unescape(piece).replace("<!--", "").replace("-->", ""))
            for link in inside.markup.xpath("//a"):
                yield link.attrib.get("title") or link.xpath("string()").get("")


def _unlinked(page: Page, records: Records) -> Iterator[str]:
    """What stands in a list as its rows do, but leads nowhere."""
    for holder in {id(record.holder): record.holder for record in records.found}.values():
        for element in holder if holder is not None else ():
            if isinstance(element.tag, str) and not any(
                is_link(link) and target_of(link, page)
                for link in element.iter()
                if isinstance(link.tag, str)
            ):
                words = short_text(element, 81)
                if 4 <= len(words) <= 80:
                    yield words


def _own_names(page: Page) -> set[str]:
    """What a page calls itself: its window's title, its headings, its META."""
    names = page.markup.xpath(
        "//title//text() | //meta/@content | //h1//text() | //h2//text() | //h3//text()"
    ).getall()
    parts = (part for name in names for part in re.split(r"[-_|—>》\s]+", name))
    return {simplified(squeeze(name)) for name in (*names, *parts)}


def look_for_lists(page: Page, records: Records, column: Column) -> None:
    """Take up the links of a page that lead to a year's list or to older ones; those that can't be followed are doubts."""
    rows = {record.element for record in records.found if record.row.listed_on}
    asked = {_bare(url) for url in column.asked} | {_bare(column.url), _bare(page.url)}
    for element in page.root.iter():
        if (
            not isinstance(element.tag, str)
            or element in rows
            or not (element.tag == "option" or is_link(element))
        ):
            continue
        words = short_text(element)
        year = _YEAR_LIST.fullmatch(words)
        if not year and not (_OLDER.fullmatch(words) and _is_near(element, records)):
            continue
        if year and int(year[1]) not in years_of(column):
            continue
        if element.tag == "option":
            url = page.join(element.get("value") or "") if "/" in (element.get("value") or "") else ""
        else:
            url = target_of(element, page)
        if not url:
            column.unfollowed.append(words)
        elif _bare(url) not in asked and url not in dict(column.waiting) and url != column.registered:
            column.waiting.append((url, words))


def _bare(url: str) -> str:
    """An address without scheme, fragment and the name that a server finds by itself."""
    return re.sub(r"(?<=/)(?:index|default)\.\w+$", "", urldefrag(url).url.partition(":")[2])


def _is_near(element: HtmlElement, records: Records) -> bool:
    """Whether a link 更多 belongs to the list: it stands beside it, not beside a box of other news."""
    holders = {record.holder for record in records.found if promises(record.row.title)}
    near = [element, *islice(element.iterancestors(), 3)]
    return any(outer in holders or any(child in holders for child in outer) for outer in near)


def conclude(column: Column) -> None:
    """At the end of a column: what of all that was seen on its pages makes which absence unprovable."""
    rows = column.all_rows.values()
    titles = {simplified(squeeze(row.title)) for row in rows}
    for text in column.hidden:
        if not any(_is_part(text, title) for title in titles):
            column.doubt("hidden_title", f"页面中有题目不在列表的条目里：{text}", text)
    if len(column.hidden) > MAX_HIDDEN:
        column.doubt("hidden_title", f"页面中有 {MAX_HIDDEN} 个以上的题目不在列表的条目里")
    listed = {title.year for row in rows if (title := parse_title(row.title))}
    for words in column.unfollowed:
        year = _YEAR.search(words)
        if not year or int(year[1]) not in listed:
            column.doubt("unfollowed", f"“{words}”由脚本打开，没有跟进", words if year else "")
    for url, words in column.waiting:
        column.doubt("unfollowed", f"“{words}”（{url}）没有跟进", words if _YEAR.search(words) else "")
    column.waiting.clear()


def _is_part(text: str, title: str) -> bool:
    """Whether a text is a row's title, or that title but for the name of the place before it."""
    if title in text and len(title) >= 6:
        return True
    before = title.removesuffix(text) if title.endswith(text) else title
    return text == title or (
        before != title and len(before) <= 6 and bool(re.search(r"[省市州盟县区旗]$", before))
    )
