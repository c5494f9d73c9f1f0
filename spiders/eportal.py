"""Huilan eportal 慧兰: list pages as addresses that the pager names (…/21892-2.html, /eportal/ui?…&currentPage=2&moduleId=…)
or as next(N), which means index_N.html.

The number of pages (totalpage, or the last one linked) is a claim: the address after it must not exist or bring nothing
new. Traits: input article_paging_list_hidden with totalpage and moduleid, tagname on the links, eprotalCurrentPageId.
"""

import re
from collections.abc import Iterator

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.items import ListRow
from spiders.answers import joined
from spiders.base import PortalSpider
from spiders.column import BadList, Column

_ADDRESS = re.compile(
    r"[^'\"\s()]*/eportal/ui\?[^'\"\s()]*?currentPage=(\d{1,5})[^'\"\s()]*|[^'\"\s()]*/\w+-(\d{1,5})\.s?html?\b"
)
_SCRIPTED = re.compile(r"javascript:\s*next\(\s*['\"]?(\d{1,5})")
_PAGING = "//input[@name='article_paging_list_hidden']"
_HOLDERS = "//*[@tagname]/@tagname | //a/@onclick | //a[contains(@href, 'currentPage=')]/@href"


class EportalSpider(PortalSpider):
    """Columns of eportal sites."""

    name = "eportal"

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """Entries; links of menus and pagers are none."""
        return self.entries_of(page, response)

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The next address in the pager's pattern, one beyond its last included."""
        stated = page.xpath(_PAGING)
        if len({(one.attrib.get("moduleid"), one.attrib.get("totalpage")) for one in stated}) > 1:
            raise BadList(f"{response.url} 有几个列表各自分页，不能确定哪一个是栏目的")
        linked = _named(page, response) or _scripted(page, response)
        column.pager = column.pager or linked or _single(page, response, column)
        if total := stated.xpath("@totalpage").get(""):
            if not re.fullmatch(r"[1-9]\d{0,4}", total):
                raise BadList(f"{response.url} 的页数“{total[:20]}”不是数字")
            column.claim(f"{total} 页")
            column.pager["pages"] = total
        elif not column.claimed:  # what is linked may be a part of the pages only
            column.pager["pages"] = str(max(int(column.pager["pages"]), int(linked.get("pages", 0))))
        pages = int(column.pager["pages"])
        if not column.turns(pages, fresh, response.url):
            return None
        number = int(column.pager["second"]) + column.count - 1
        url = column.pager["address"].replace("#", str(number))
        return self.list_request(url, column, self.beyond if column.count >= pages else None)


def _named(page: Selector, response: Response) -> dict[str, str]:
    """What the addresses of a pager's links say; empty where there are none, BadList where they belong to two lists."""
    frames: dict[str, set[int]] = {}
    for text in page.xpath(_HOLDERS).getall():
        for found in _ADDRESS.finditer(text):
            group = 1 if found[1] else 2
            frame = text[found.start() : found.start(group)] + "#" + text[found.end(group) : found.end()]
            if url := joined(frame, response):
                frames.setdefault(url, set()).add(int(found[group]))
    if len(frames) > 1:
        raise BadList(f"{response.url} 有几个列表各自分页，不能确定哪一个是栏目的")
    for frame, numbers in frames.items():
        return {"address": frame, "second": "2", "pages": str(max(numbers))}
    return {}


def _scripted(page: Selector, response: Response) -> dict[str, str]:
    """What links of the kind javascript:next(N) say: on the first page the smallest N is the second page's."""
    links = [link.strip() for link in page.xpath("//a/@href").getall()]
    numbers = {int(found[1]) for link in links if (found := _SCRIPTED.match(link))} - {0}
    if not numbers:
        return {}
    suffix = re.search(r"\.(s?html?)$", response.url)
    address = response.urljoin(f"index_#.{suffix[1] if suffix else 'html'}")
    return {"address": address, "second": str(min(numbers)), "pages": str(max(numbers) - min(numbers) + 2)}


def _single(page: Selector, response: Response, column: Column) -> dict[str, str]:
    """Where page 2 of a column of one page would be; BadList where that isn't told."""
    module = page.xpath(f"{_PAGING}/@moduleid").get("")
    found = re.search(r"[?&]pageId=(\w+)", column.url)
    pageid = found[1] if found else page.xpath("//*[@id='eprotalCurrentPageId']/@value").get("")
    if not re.fullmatch(r"\w+", module) or not re.fullmatch(r"\w+", pageid):
        raise BadList(f"{column.url} 没有找到分页，不能确定是否读到末尾")
    address = f"/eportal/ui?pageId={pageid}&currentPage=#&moduleId={module}&staticRequest=yes"
    return {"address": response.urljoin(address), "second": "2", "pages": "1"}
