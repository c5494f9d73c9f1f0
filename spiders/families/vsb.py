"""VSB 博达: nb.htm holds the newest rows, older pages nb/2.htm, nb/1.htm count down to the oldest; or currentnum=2,
PAGENUM=2, a218493p=2.

Page 1 must be reached, the address above the highest one named must not exist or bring nothing new, and a number of
entries that is printed (共33条) must be met. Traits: articles at /info/1010/8337.htm, #vsb_content, wbtreeid=.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from w3lib.url import add_or_replace_parameter

from crawler.items import ListRow
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records
from store.models import Claimed, Length

_ENTRIES = re.compile(r"共\s*(\d+)\s*条")
_PAGER = re.compile(r"共\s*\d+\s*条|\b1\s*/\s*\d+\b|下一?页")
_OF = re.compile(r"(?<![\d/])1\s{0,3}/\s{0,3}(\d{1,4})(?![\d/])")
_ARTICLE = re.compile(r"/info/\d+/\d+\.htm|[?&]wbnewsid=\d")
_NUMBERED = re.compile(r"[?&](currentnum|PAGENUM|a\d{3,9}p)=(\d{1,6})\b")
_PAGES = re.compile(r"[?&](?:totalpage|a\d{3,9}t)=(\d{1,6})\b")
_LIST_PAGE = re.compile(rf"{_NUMBERED.pattern}|/(\d+)\.htm$")


class Vsb(Family):
    """Columns of VSB sites."""

    captured = True

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """All rows but those of the pager."""
        return [row for row in records.rows if _ARTICLE.search(row.url) or not _LIST_PAGE.search(row.url)]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next older page, then an address that must not exist; BadList if a page brings nothing new."""
        number, last = column.count, _last(page, column)
        known = int(column.pager.get("known", 0))
        column.pager["known"] = str(_known(column))
        news = _known(column) > known
        dynamic = "wbtreeid=" in column.url
        if number > last and not news:
            return None
        if number > last and not dynamic:
            raise BadList("contradicted", f"{page.url} 不在网站所称的 {last} 页之内，却有新的条目")
        if not news:
            raise BadList("contradicted", f"{page.url} 没有新的条目，而网站称共有 {last} 页")
        if dynamic:
            form, name = column.pager["form"] or column.url, column.pager["name"] or "currentnum"
            url = add_or_replace_parameter(form, name, str(number + 1))
        else:
            url = f"{_stem(column)}/{last - number if number < last else last}.htm"
        return Next(url, may_be_absent=number >= last)

    @classmethod
    def finish(cls, column: Column) -> None:
        """Entries that were announced and did not come leave the column partial."""
        announced = int(column.pager.get("entries", 0))
        if _known(column) < announced:
            words = f"只读到 {_known(column)} 条，而网站称共有 {announced} 条"
            column.fail("partial_list", words, "contradicted")

    @classmethod
    def length(cls, column: Column) -> Length:
        """What was read; of the rows only entries."""
        return Length(column.pages, _known(column))


def _last(page: Page, column: Column) -> int:
    """How many pages the links name so far; raises BadList where there is no pager or it contradicts itself."""
    entries = _ENTRIES.search(page.words)
    if "wbtreeid=" in column.url:
        turns = {link: found for link in page.links if (found := _NUMBERED.search(link))}
        if len({found[1] for found in turns.values()}) > 1:
            raise BadList("untold", f"{page.url} 有几个列表各自分页，不能确定哪一个是栏目的")
        named = [int(found[2]) for found in turns.values()]
        named += [int(found[1]) for link in turns if (found := _PAGES.search(link))]
        form = next(((link, found[1]) for link, found in turns.items() if found[1] != "currentnum"), ("", ""))
    else:
        form = ("", "")
        older = re.compile(re.escape(_stem(column)) + r"/(\d+)\.htm")
        named = [int(found[1]) + 1 for link in page.links if (found := older.fullmatch(link))]
    last = max(named, default=1)
    if column.count == 1:
        if not named and not _PAGER.search(page.words):
            raise BadList("untold", f"{column.url} 没有找到页码，不能确定是否读到末尾")
        printed = max((int(found) for found in _OF.findall(page.words)), default=1)
        if printed > last and not ("wbtreeid=" in column.url and named):
            raise BadList("contradicted", f"{column.url} 写明共有 {printed} 页，而页码的链接只到第 {last} 页")
        column.pager = {"last": str(last), "entries": entries[1] if entries else "0"}
        column.pager |= {"form": form[0], "name": form[1]}
        rows = int(entries[1]) if entries else None
        column.claimed = Claimed(last, rows, words=f"{last} 页" + (f"，{rows} 条" if entries else ""))
    elif entries and entries[1] != column.pager["entries"]:
        raise BadList("contradicted", f"网站先称共有 {column.pager['entries']} 条，后称 {entries[1]} 条")
    last = max(last, int(column.pager["last"]))
    column.pager["last"], column.claimed = str(last), replace(column.claimed, pages=last)
    return last


def _stem(column: Column) -> str:
    """The address of a static column without its suffix: the folder of its older pages."""
    return re.sub(r"\.html?$", "", column.url)


def _known(column: Column) -> int:
    """How many entries were read: links of menus and pagers are none."""
    return sum(bool(row.listed_on or _ARTICLE.search(row.url)) for row in column.rows.values())
