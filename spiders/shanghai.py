"""上海: a column and its archives of earlier years (<prefix>2024/index.html), each with pages index_2.html, index_3.html …

The number of pages is a claim: in every archive the address after the last one named is asked for too, and must not
exist or bring nothing new. Traits: .pagination("setPage", current, total), totalPage: N, articles /20250218/<32 hex>.html.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from parsel import Selector
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.failures import is_absent
from crawler.items import Item, ListRow
from spiders.answers import links_of
from spiders.base import PortalSpider
from spiders.column import BadList, Column

_PAGER = re.compile(
    r"pagination\(\s*[\"']setPage[\"']\s*,\s*\d+\s*,\s*(\d+)|totalPage[\"']?\s*[:=]\s*[\"']?(\d+)"
)
_LIST_PAGE = re.compile(r"/(?:index(?:_\d+)?\.html)?$")


@dataclass
class Archives:
    """The reading of a column archive by archive: where it is, what that one showed, which are to come."""

    url: str
    number: int = 0  # of pages that came of this archive
    pages: int = 0  # claimed
    dated: int = 0  # rows of the whole column when the last page came
    shown: set[str] = field(default_factory=set)  # addresses on the pages of this archive
    found: set[str] = field(default_factory=set)  # addresses of all archives
    waiting: list[str] = field(default_factory=list)


class ShanghaiSpider(PortalSpider):
    """Columns of 上海 portals."""

    name = "shanghai"
    newest_first = False  # the years have lists of their own

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.states: dict[tuple[str, str], Archives] = {}

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """All rows but links to list pages. Rows that are commented out are none."""
        return (row for row in super().rows_of(page, response) if not _LIST_PAGE.search(row.url))

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The archive's next address, one beyond its last included, then the next archive; BadList if a page repeats."""
        state = self.states.setdefault((column.portal.id, column.url), Archives(column.url))
        state.number += 1
        state.pages = max(state.pages, self._pages(page))
        self._look_for_archives(page, response, column, state)
        dated = {row.url for row in self.rows_of(page, response) if row.listed_on}
        news = dated - state.shown
        state.shown |= dated
        newest = max(state.found | {column.url}, key=_year)
        if state.number == 1 and state.url not in (column.url, newest) and column.dated == state.dated:
            raise BadList(f"{response.url} 没有栏目页以外的条目，不是往年的存档")
        state.dated = column.dated
        if not news and state.number > state.pages:
            return self._next_archive(column, state)
        if not news:
            raise BadList(f"{response.url} 没有新的条目，而网站称共有 {state.pages} 页")
        if not state.pages:
            raise BadList(f"{state.url} 没有找到页数，不能确定是否读到末尾")
        following = urljoin(state.url, f"index_{state.number + 1}.html")
        return self.list_request(following, column, self.beyond if state.number >= state.pages else None)

    def beyond(self, failure: Failure) -> Iterator[Item | Request]:
        """The page after an archive's last one: 404 proves its end, and the next archive follows."""
        column: Column = failure.request.cb_kwargs["column"]  # type: ignore[attr-defined]
        following = None
        if is_absent(failure):
            following = self._next_archive(column, self.states[column.portal.id, column.url])
        if following is not None:
            yield following
        else:
            yield from super().beyond(failure)

    def _next_archive(self, column: Column, state: Archives) -> Request | None:
        """The request for the first page of the next archive; None after the last."""
        if not state.waiting:
            return None
        state.url, state.number, state.pages, state.shown = state.waiting.pop(0), 0, 0, set()
        return self.list_request(state.url, column)

    def _look_for_archives(self, page: Selector, response: Response, column: Column, state: Archives) -> None:
        """Take up the archives that a page links to: the column's address with a year behind its folder's name."""
        folder = re.sub(r"/(?:index\.html)?$", "", column.url)
        names = {folder, re.sub(r"20\d\d$", "", folder)}  # the column may be an archive itself
        archive = re.compile(f"(?:{'|'.join(map(re.escape, sorted(names)))})20\\d\\d/(?:index\\.html)?")
        links = set(links_of(page, response))
        fresh = {link for link in links if archive.fullmatch(link)} - state.found - {column.url}
        state.found |= fresh
        state.waiting += sorted(fresh, key=_year, reverse=True)

    def _pages(self, page: Selector) -> int:
        """How many pages a page's script claims; 0 where it says nothing."""
        found = _PAGER.search(" ".join(page.xpath("//script/text()").getall()))
        return int(found[1] or found[2]) if found else 0


def _year(url: str) -> str:
    """The year of an archive's address; "" for a column without one."""
    found = re.search(r"(20\d\d)/(?:index\.html)?$", url)
    return found[1] if found else ""
