"""Static sites of no known family: follows the numbers and 下一页 of a pager that is plain links, or a menu of pages.

What nobody knows of a site can't be known by what its pages don't show: the end of a column is proved only where the site
states how many entries there are and that many were read, or where a person has written `single_page = true` for the
portal. Signs of a pager that can't be followed leave the column partial; without any it is read, and proves nothing.
"""

import re
from urllib.parse import urldefrag, urljoin

from crawler.items import ListRow
from crawler.reading.around.front import promises
from crawler.reading.opening.elements import element_text
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records
from spiders.pages.summary import MIN_FILES

_FORWARD = re.compile(
    r"[\[【]?\s*+(?:\d{1,3}|[下后]\s?一?\s?页|[尾末]\s?页|最后一页|next|last|>{1,2}|»|›)\s*+[\]】]?[>»›]*+",
    re.I,
)
_WORDS = re.compile(
    r"[上下]\s?一?\s?页|[尾末]\s?页|更\s?多|共\s*\d+\s*页|第\s*\d+\s*页|\b1\s*/\s*\d+\b|\bpage\s*\d+\s*of\s*\d+",
    re.I,
)
_SCRIPTS = re.compile(
    r"createPage|countPage|pagination|\bjpage|laypage|page_?(?:count|size|no|num|index)|total_?(?:page|count|record)|perpage"
    r"|ajax|\bfetch\s*\(|XMLHttpRequest|axios|\$\s*\.\s*(?:get|post|getJSON|load)\b|document\.write|(?:inner|outer)HTML|\.append\("
    r"|\batob\s*\(",
    re.I,
)
_TEMPLATES = "//iframe | //frame | //*[@ms-repeat or @v-for or @ng-repeat] | //*[contains(text(), '{{')]"
_NAMED = "//*[contains(@class, 'pagination') or contains(@class, 'pager') or @id='pages' or @id='pager' or @data-page]"
_OWN_SCRIPTS = re.compile(r"pag(?:e|ing|ina)|list", re.I)  # in the address of a script
_SAID = re.compile(r"共\s*(\d{1,6})\s*页|\bpage\s*\d+\s*of\s*(\d{1,6})", re.I)
_STATED = re.compile(
    r"(?:共|总计|合计|总数)\s{0,3}[有为:：]?\s{0,3}(\d{1,7})\s{0,3}(?:条|篇|个?记录|项)|(\d{1,7})\s{0,3}条记录"
)
_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar)$|/down(?:load|file)\w*[./?]", re.I)
_LAST_NUMBER = re.compile(r"(.*?)(?<!\d)(\d++)([^\d/]*+)")


class Generic(Family):
    """Columns of static sites.

    Kept in the column's pager: addresses of pages `known` and `waiting`, how many `entries` there were when the last page
    came, how many pages (`said`) and entries (`stated`) the site says there are, and whether the address after the last
    page was `probed`.
    """

    captured = True

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next page of the pager, at last the address after it; BadList where the end can't be told."""
        pager = column.pager = column.pager or {
            "known": column.url,
            "waiting": "",
            "said": "",
            "stated": "",
            "probed": "",
        }
        entries = sum(_is_entry(row) for row in column.rows.values())
        news = entries > int(pager.get("entries", 0))
        pager["entries"] = str(entries)
        if pager["probed"]:
            if news:
                raise BadList("untold", f"{page.url} 不在页码之内，却有新的条目，不能确定是否读到末尾")
            return None
        if not news:
            raise BadList("untold", f"{page.url} 没有新的条目，不能确定是否读到末尾")
        known, waiting = pager["known"].split(), pager["waiting"].split()
        links = [link for link in _pages(page, column) if link not in known]
        pager["known"] = " ".join([*known, *links])
        _take_down(page, pager)
        following, *rest = [*waiting, *links] or [""]
        pager["waiting"] = " ".join(rest)
        return Next(following) if following else _after_last(page, column)

    @classmethod
    def finish(cls, column: Column) -> None:
        """Nothing but a number that the site states, or a person who knows the site, proves that this is all."""
        stated = set(column.pager.get("stated", "").split())
        if stated and not column.count_met and stated != {str(column.read)}:
            words = f"读到 {column.read} 条，而网站称共有 {'、'.join(sorted(stated))} 条"
            column.fail("partial_list", words, "contradicted")
        elif not stated and not column.count_met and not column.portal.single_page:
            words = "不认识的网站系统，没有写明共有多少条，不能证明已经读到末尾；核对后可在登记中写 single_page = true"
            column.doubt("unproved_end", words)


def _take_down(page: Page, pager: dict[str, str]) -> None:
    """Keep how many pages and entries the page says there are."""
    for name, pattern in (("said", _SAID), ("stated", _STATED)):
        told = {next(filter(None, found)) for found in pattern.findall(page.words)}
        pager[name] = " ".join(sorted({*pager[name].split(), *told}))


def _after_last(page: Page, column: Column) -> Next | None:
    """What follows when all that was linked is read."""
    said = set(column.pager["said"].split()) - {str(column.count)}
    if said:
        raise BadList("contradicted", f"读到 {column.count} 页，而网站称共有 {'、'.join(sorted(said))} 页")
    rows = column.rows.values()
    if column.count == 1:
        met = column.pager["stated"] == str(column.read)
        if not met and not column.portal.single_page and (sign := _sign(page)):
            raise BadList("untold", f"{column.url} 看似有分页（{sign}），不能确定是否读到末尾")
        if (files := sum(_is_entry(row) and bool(_FILE.search(row.url)) for row in rows)) >= MIN_FILES:
            raise BadList("untold", f"{column.url} 列出 {files} 个附件，不能确定是否齐全")
        return None
    column.pager["probed"] = "1"
    return Next(_following(column), may_be_absent=True)


def _pages(page: Page, column: Column) -> list[str]:
    """Addresses of the pager's links, in their order; BadList for one that only a script follows."""
    found: list[str] = []
    for link in page.markup.xpath("//a | //select[@onchange]/option[@value]"):
        text = element_text(link.root).strip()
        if not _FORWARD.fullmatch(text) or text.strip("[]【】 ") == "1":
            continue
        href = (link.attrib.get("href") or link.attrib.get("value") or "").strip()
        url = urldefrag(page.join(href)).url
        if not href or href.startswith(("javascript:", "#")):
            if href or link.attrib.get("onclick"):
                raise BadList("untold", f"{page.url} 的“{text}”由脚本驱动，不能确定是否读到末尾")
        elif not url.startswith(urljoin(column.url, ".")):
            raise BadList("untold", f"{page.url} 的“{text}”指向栏目之外的 {url}，不能确定是否读到末尾")
        elif url not in found:
            found.append(url)
    return found


def _following(column: Column) -> str:
    """The address after the highest page; BadList unless they differ by one number only and none is left out."""
    pages = set(column.pager["known"].split()) - {column.url}
    parts = [found.groups() for url in pages if (found := _LAST_NUMBER.fullmatch(url))]
    numbers = {int(number) for _, number, _ in parts}
    frames = {(before, after) for before, _, after in parts}
    first, last = min(numbers, default=0), max(numbers, default=0)
    if len(parts) < len(pages) or len(frames) != 1 or numbers != set(range(first, last + 1)) or first > 2:
        raise BadList("untold", f"{column.url} 各页的地址不成序列，不能确定是否读到末尾")
    before, after = frames.pop()
    return f"{before}{last + 1}{after}"


def _sign(page: Page) -> str:
    """What on a page hints at a pager or at rows that a script brings; "" if nothing does."""
    words = page.words + " ".join(
        page.markup.xpath("//body//@alt | //body//@value | //body//@title").getall()
    )
    inline = " ".join([page.scripts, *page.markup.xpath("//@onclick | //@onload | //@onchange").getall()])
    for found in (_WORDS.search(words), _SCRIPTS.search(inline)):
        if found:
            return found[0]
    for source in page.markup.xpath("//script/@src").getall():
        if _OWN_SCRIPTS.search(source):
            return str(source)
    for marked in (page.markup.xpath(_TEMPLATES), page.markup.xpath(_NAMED)):
        if marked:
            return f"<{marked[0].root.tag}>"
    return ""


def _is_entry(row: ListRow) -> bool:
    """Whether a row has a day beside it or a report's title."""
    return bool(row.listed_on or promises(row.title))
