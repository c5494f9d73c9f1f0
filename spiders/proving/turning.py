"""What pages say of more pages of their list: words that turn them, and counts. It has to agree with what was read."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml.html import HtmlElement

from crawler.reading.words.labels import squeeze
from spiders.column import Column
from spiders.pages.links import short_text
from spiders.pages.page import Page
from spiders.proving.lists import bare, opened, openers

MAX_TURNING = 100  # addresses that words like 下一页 lead to; one not asked for is enough
_FORWARD = re.compile(
    r"[\[【(]?(?:[下后]一?页|后页|[尾末]页|最后一?页|next(?:page)?|last|[>»›]{1,2}|第?(?:[2-9]|1\d)页?)\W{0,3}",
    re.I,
)
_MORE = re.compile(r"(?:点击)?(?:加载|显示|展开|查看)(?:更多|全部|其余)\S{0,4}|展开|loadmore", re.I)
_PAGES = re.compile(
    r"共\s{0,3}(\d{1,5})\s{0,3}页|\b1\s{0,3}/\s{0,3}(\d{1,5})\s{0,3}页|\bpage\s{0,3}\d+\s{0,3}of\s{0,3}(\d{1,5})",
    re.I,
)
_ENTRIES = re.compile(
    r"共\s{0,3}有?\s{0,3}(\d{1,6})\s{0,3}(?:条|篇)(?!评论|留言|回复)|(?<!\d)(\d{1,6})\s{0,3}条记录"
)
_SCROLLS = re.compile(r"scroll(?:(?!scroll)[\s\S]){0,400}?(?:\$\.(?:get|ajax|post)|fetch\(|\.load\()", re.I)
_TURNERS = ("a", "button", "span", "li", "div", "em", "img", "input", "option", "link")
_FIRST_OF = re.compile(r"第?1/(\d{1,4})页?")
_CALLED = re.compile(
    r"(?:createPage(?:HTML)?\(\s{0,3}(?:['\"][\w-]{0,40}['\"]\s{0,3},\s{0,3})?"
    r"|(?:total_?pages?|page_?count|maxPageNum|countPage)['\"]?\s{0,3}[:=]\s{0,3}['\"]?)(\d{1,4})\b",
    re.I,
)
_CALLS = re.compile(r"(?<![\w$])(?!void\b)[a-z_$][\w$]{0,60}+\s{0,3}\(", re.I)  # a script that does something
_OFF = re.compile(r"disab|(?:^|[\s_-])(?:off|gray|grey|none|no|cur(?:rent)?)(?:$|[\s_-])", re.I)


def look_for_turning(page: Page, column: Column) -> None:
    """Take down what a page itself says of more pages: words that turn them, and counts. Their end proves what was read."""
    if page.is_json or column.lists > 1:
        return
    _state(column, "页", (next(filter(None, found)) for found in _PAGES.findall(page.words)))
    _state(column, "条", (next(filter(None, found)) for found in _ENTRIES.findall(page.words)))
    if column.count == 1:
        _state(column, "页（脚本）", _CALLED.findall(page.code))
    if _SCROLLS.search(page.code):
        column.turning["script:scroll"] = "滚动加载"
    for element in page.root.iter(*_TURNERS):
        if len(element) > 2 or (element.tag == "link" and element.get("rel") != "next"):
            continue
        if len(column.turning) > MAX_TURNING:
            return
        words = _turning_words(element)
        if printed := _FIRST_OF.fullmatch(words):
            _state(column, "页", [printed[1]])
        more = bool(_MORE.fullmatch(words))
        if not more and not _FORWARD.fullmatch(words):
            continue
        near = (element, *islice(element.iterancestors(), 2))
        url = next((url for each in openers(element) if (url := opened(each, page))), "")
        carried = " ".join(element.get(name) or "" for name in ("href", "onclick"))
        runs = more or element.tag == "option" or _CALLS.search(carried)
        if url:
            column.turning[bare(url)] = words
        elif runs and not any(_OFF.search(node.get("class") or "") for node in near):
            column.turning[f"script:{words}"] = words


def _state(column: Column, unit: str, numbers: Iterable[str]) -> None:
    """Keep the highest of some counts that a page prints."""
    column.stated[unit] = max([column.stated.get(unit, 0), *map(int, numbers)])


def _turning_words(element: HtmlElement) -> str:
    """What an element says that may turn pages; "" for what can't: the sign of a breadcrumb, a number, any other choice."""
    words = short_text(element, 13) or squeeze(element.get("alt") or element.get("value") or "")[:13]
    if element.tag == "link" or (
        not words and any("next" in (element.get(name) or "").lower() for name in ("src", "class", "onclick"))
    ):
        return "next"
    if element.tag == "option":
        opens = element.getparent().get("onchange") or "/" in (element.get("value") or "")
        return words if opens else ""
    return words if element.tag in ("a", "button", "input") or re.search(r"\w\D", words) else ""


def look_at_turning(column: Column) -> None:
    """At the end of a list: what its pages say of more pages and entries than were read."""
    turning = column.turning if column.lists == 1 and column.pages <= 1 else {}
    asked = {bare(url) for url in (*column.asked, column.url, *column.turned)}
    single = column.stated.get("页") == 1
    counted, own = bool(column.claimed.words), bare(column.url).partition("?")[0]
    for place, words in turning.items():
        # Where as many were read as the site counts, its last page leads to itself, or to a number beyond.
        idle = single if place.startswith("script:") else counted and place.partition("?")[0] == own
        if place not in asked and not idle:
            column.doubt("unfollowed", f"页面上的“{words}”没有跟进")
    read = {"页": column.count, "页（脚本）": column.count, "条": column.read}
    for unit, number in column.stated.items() if column.lists == 1 else ():
        if number > read[unit]:
            column.doubt("unfollowed", f"页面写明共{number}{unit}，读到{read[unit]}{unit}")
    column.turning.clear()
