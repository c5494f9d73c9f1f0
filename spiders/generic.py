"""Static sites of no known family: follows the numbers and 下一页 of a pager that is plain links.

Complete only if every page of that pager was read and the address after the last does not exist or brings nothing new,
or if the page shows no sign of any pager. Otherwise it can't tell the end: partial.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin

from lxml.html import HtmlElement
from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.items import ListRow
from crawler.reading.front import parse_title
from crawler.reading.html import element_text
from spiders.answers import joined, row_of
from spiders.base import PortalSpider
from spiders.column import BadList, Column
from spiders.summary import MIN_FILES

_FORWARD = re.compile(
    r"[\[【]?\s*(?:\d{1,3}|下一?页|后一?页|尾页|末页|最后一页|next|last|>{1,2}|»)\s*[\]】]?[>»]*", re.I
)
_BACK = re.compile(r"[\[【<«]*\s*(?:首页|第一页|上一?页|前一?页|prev|first)\s*[\]】]?", re.I)
_WORDS = re.compile(r"下一?页|上一?页|尾页|末页|更多|共\s*\d+\s*[页条]|第\s*\d+\s*页|\b1\s*/\s*\d+\b")
_SCRIPTS = re.compile(
    r"createPage|countPage|pagination|\bjpage|laypage|page_?(?:count|size|no|num|index)|total_?(?:page|count|record)|perpage"
    r"|ajax|\bfetch\s*\(|XMLHttpRequest|axios|\$\s*\.\s*(?:get|post|getJSON|load)\b|document\.write|innerHTML|\.append\(",
    re.I,
)
_TEMPLATES = "//iframe | //frame | //*[@ms-repeat or @v-for or @ng-repeat] | //*[contains(text(), '{{')]"
_OWN_SCRIPTS = re.compile(r"pag(?:e|ing|ina)|list", re.I)  # in the address of a script
_SAID = re.compile(r"共\s*(\d+)\s*页")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar)$|/down(?:load|file)\w*[./?]", re.I)
_UNITS = ("li", "tr", "dd")
_LAST_NUMBER = re.compile(r"(.*?)(\d+)([^\d/]*)")


@dataclass
class Pager:
    """The pages of a column: known by their addresses, read, and to be read."""

    known: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    entries: int = 0  # when the last page came
    said: set[str] = field(default_factory=set)  # how many pages the site says there are
    probed: bool = False


class GenericSpider(PortalSpider):
    """Columns of static sites."""

    name = "generic"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pagers: dict[tuple[str, str], Pager] = {}

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """Every link but those of the pager, with the day that stands beside it and beside no other link."""
        for link in page.xpath("//a[@href]"):
            if _FORWARD.fullmatch(text := element_text(link.root).strip()) or _BACK.fullmatch(text):
                continue
            if found := row_of(_unit(link.root), response):
                yield found

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The next page of the pager, at last the address after it; BadList where the end can't be told."""
        pager = self.pagers.setdefault((column.portal.id, column.url), Pager({column.url}))
        entries = sum(_is_entry(row) for row in column.rows.values())
        news, pager.entries = entries - pager.entries, entries
        if pager.probed:
            if news:
                raise BadList(f"{response.url} 不在页码之内，却有新的条目，不能确定是否读到末尾")
            return None
        if not news:
            raise BadList(f"{response.url} 没有新的条目，不能确定是否读到末尾")
        links = _pages(page, response, column)
        pager.waiting += [link for link in links if link not in pager.known]
        pager.known.update(links)
        pager.said.update(_SAID.findall(" ".join(page.xpath("//body//text()").getall())))
        if pager.waiting:
            return self.list_request(pager.waiting.pop(0), column)
        return self._after_last(page, column, pager)

    def _after_last(self, page: Selector, column: Column, pager: Pager) -> Request | None:
        """What follows when all that was linked is read."""
        if pager.said - {str(column.count)}:
            raise BadList(f"读到 {column.count} 页，而网站称共有 {'、'.join(sorted(pager.said))} 页")
        rows = column.rows.values()
        if column.count == 1:
            if sign := _sign(page):
                raise BadList(f"{column.url} 看似有分页（{sign}），不能确定是否读到末尾")
            if (files := sum(_is_entry(row) and bool(_FILE.search(row.url)) for row in rows)) >= MIN_FILES:
                raise BadList(f"{column.url} 列出 {files} 个附件，不能确定是否齐全")
            return None
        pager.probed = True
        return self.list_request(_following(column, pager.known - {column.url}), column, self.beyond)


def _pages(page: Selector, response: Response, column: Column) -> list[str]:
    """Addresses of the pager's links, in their order; BadList for one that only a script follows."""
    found: list[str] = []
    for link in page.xpath("//a"):
        text = element_text(link.root).strip()
        if not _FORWARD.fullmatch(text) or text.strip("[]【】 ") == "1":
            continue
        href = (link.root.get("href") or "").strip()
        url = urldefrag(joined(href, response)).url
        if not href or href.startswith(("javascript:", "#")):
            if link.root.get("onclick") or href.startswith("javascript:"):
                raise BadList(f"{response.url} 的“{text}”由脚本驱动，不能确定是否读到末尾")
        elif not url.startswith(urljoin(column.url, ".")):
            raise BadList(f"{response.url} 的“{text}”指向栏目之外的 {url}，不能确定是否读到末尾")
        elif url not in found:
            found.append(url)
    return found


def _following(column: Column, pages: set[str]) -> str:
    """The address after the highest of `pages`; BadList unless they differ by one number only and none is left out."""
    parts = [found.groups() for url in pages if (found := _LAST_NUMBER.fullmatch(url))]
    numbers = {int(number) for _, number, _ in parts}
    frames = {(before, after) for before, _, after in parts}
    first, last = min(numbers, default=0), max(numbers, default=0)
    if len(parts) < len(pages) or len(frames) != 1 or numbers != set(range(first, last + 1)) or first > 2:
        raise BadList(f"{column.url} 各页的地址不成序列，不能确定是否读到末尾")
    before, after = frames.pop()
    return f"{before}{last + 1}{after}"


def _sign(page: Selector) -> str:
    """What on a page hints at a pager or at rows that a script brings; "" if nothing does."""
    words = " ".join(
        page.xpath("//body//text()[not(parent::script or parent::style)] | //@alt | //@value").getall()
    )
    inline = " ".join(page.xpath("//script/text() | //@onclick | //@onload").getall())
    for found in (_WORDS.search(words), _SCRIPTS.search(inline)):
        if found:
            return found[0]
    for source in page.xpath("//script/@src").getall():
        if _OWN_SCRIPTS.search(source):
            return str(source)
    template = page.xpath(_TEMPLATES)
    return f"<{template[0].root.tag}>" if template else ""


def _is_entry(row: ListRow) -> bool:
    """Whether a row is more than a link of a menu: it has a day beside it or a report's full title."""
    return bool(row.listed_on or parse_title(row.title))


def _unit(link: HtmlElement) -> HtmlElement:
    """The largest element around a link that holds no other address, within its row."""
    unit, parent = link, link.getparent()
    while unit.tag not in _UNITS and parent is not None and parent.tag != "body":
        if {other.get("href") for other in parent.iter("a")} != {link.get("href")}:
            break
        unit, parent = parent, parent.getparent()
    return unit
