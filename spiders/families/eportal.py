"""Huilan eportal 慧兰: list pages as addresses that the pager names (…/21892-2.html, /eportal/ui?…&currentPage=2&moduleId=…)
or as next(N), which means index_N.html.

The number of pages (totalpage, or the last one linked) is a claim: the address after it must not exist or bring nothing
new. So is that of entries where it is printed (共:26条): as many must come. Traits: input article_paging_list_hidden with
totalpage and moduleid, tagname on the links, eprotalCurrentPageId.
"""

import re

from crawler.reading.around.front import promises
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records

_ADDRESS = re.compile(
    r"(?<![^'\"\s()])[^'\"\s()]{0,200}"
    r"(?:/eportal/ui\?[^'\"\s()]{0,200}?currentPage=(\d{1,5})[^'\"\s()]{0,200}|/\w{1,60}-(\d{1,5})\.s?html?\b)"
)
_SCRIPTED = re.compile(r"javascript:\s*next\(\s*['\"]?(\d{1,5})")
_ENTRIES = re.compile(r"共\s{0,3}[:：]?\s{0,3}(\d{1,6})\s{0,3}条")
_PAGING = "//input[@name='article_paging_list_hidden']"
_HOLDERS = "//*[@tagname]/@tagname | //a/@onclick | //a[contains(@href, 'currentPage=')]/@href"


class Eportal(Family):
    """Columns of eportal sites."""

    captured = True

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next address in the pager's pattern, one beyond its last included."""
        stated = page.markup.xpath(_PAGING)
        if len({(one.attrib.get("moduleid"), one.attrib.get("totalpage")) for one in stated}) > 1:
            raise BadList("untold", f"{page.url} 有几个列表各自分页，不能确定哪一个是栏目的")
        linked = _named(page) or _scripted(page)
        column.pager = column.pager or linked or _single(page, column)
        if total := stated.xpath("@totalpage").get(""):
            if not re.fullmatch(r"[1-9]\d{0,4}", total):
                raise BadList("malformed", f"{page.url} 的页数“{total[:20]}”不是数字")
            column.claim(pages=int(total))
            column.pager["pages"] = total
        elif not column.claimed.words:  # what is linked may be a part of the pages only
            column.pager["pages"] = str(max(int(column.pager["pages"]), int(linked.get("pages", 0))))
        entries = {*_ENTRIES.findall(page.words), *column.pager.get("entries", "").split()}
        if len(entries) > 1:
            raise BadList("contradicted", f"网站先后称共有 {'、'.join(sorted(entries))} 条")
        column.pager["entries"] = " ".join(entries)
        pages = int(column.pager["pages"])
        if not column.turns(pages, fresh, page.url):
            return None
        number = int(column.pager["second"]) + column.count - 1
        return Next(column.pager["address"].replace("#", str(number)), may_be_absent=column.count >= pages)

    @classmethod
    def finish(cls, column: Column) -> None:
        """Entries that were announced and did not come leave the column partial."""
        announced, found = int(column.pager.get("entries") or 0), _entries(column)
        if announced and found < announced:
            words = f"只读到 {found} 条，而网站称共有 {announced} 条"
            column.fail("partial_list", words, "contradicted")


def _entries(column: Column) -> int:
    """How many entries were read: links of menus are none."""
    return sum(bool(row.listed_on or promises(row.title)) for row in column.rows.values())


def _named(page: Page) -> dict[str, str]:
    """What the addresses of a pager's links say; empty where there are none, BadList where they belong to two lists."""
    frames: dict[str, set[int]] = {}
    for text in page.markup.xpath(_HOLDERS).getall():
        for found in _ADDRESS.finditer(text):
            group = 1 if found[1] else 2
            frame = text[found.start() : found.start(group)] + "#" + text[found.end(group) : found.end()]
            if url := page.join(frame):
                frames.setdefault(url, set()).add(int(found[group]))
    if len(frames) > 1:
        raise BadList("untold", f"{page.url} 有几个列表各自分页，不能确定哪一个是栏目的")
    for frame, numbers in frames.items():
        return {"address": frame, "second": "2", "pages": str(max(numbers))}
    return {}


def _scripted(page: Page) -> dict[str, str]:
    """What links of the kind javascript:next(N) say: on the first page the smallest N is the second page's."""
    links = [link.strip() for link in page.markup.xpath("//a/@href").getall()]
    numbers = {int(found[1]) for link in links if (found := _SCRIPTED.match(link))} - {0}
    if not numbers:
        return {}
    suffix = re.search(r"\.(s?html?)$", page.url)
    address = page.join(f"index_#.{suffix[1] if suffix else 'html'}")
    return {"address": address, "second": str(min(numbers)), "pages": str(max(numbers) - min(numbers) + 2)}


def _single(page: Page, column: Column) -> dict[str, str]:
    """Where page 2 of a column of one page would be; BadList where that isn't told."""
    module = page.markup.xpath(f"{_PAGING}/@moduleid").get("")
    found = re.search(r"[?&]pageId=(\w+)", column.url)
    pageid = found[1] if found else page.markup.xpath("//*[@id='eprotalCurrentPageId']/@value").get("")
    if not re.fullmatch(r"\w+", module) or not re.fullmatch(r"\w+", pageid):
        raise BadList("untold", f"{column.url} 没有找到分页，不能确定是否读到末尾")
    address = f"/eportal/ui?pageId={pageid}&currentPage=#&moduleId={module}&staticRequest=yes"
    return {"address": page.join(address), "second": "2", "pages": "1"}
