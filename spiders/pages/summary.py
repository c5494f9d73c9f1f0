"""One page that links a file a unit: a county's annual reports of a year, sixty attachments and no pager.

Such a page proves an absence only by itself: it states how many units there are and links as many, or it is an article
with its META, complete by nature; it has no sign of a further page or part, every file is understood, and it covers
every year that the portal is to hold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement
from parsel import Selector

from crawler.items import ListRow
from crawler.reading.around.front import is_body_name, is_lookalike, may_be_report, parse_title
from crawler.reading.formats.attachments import Attachment, attachments_in
from crawler.reading.opening.elements import element_text
from crawler.reading.words.dates import to_date
from crawler.reading.words.labels import squeeze
from spiders.pages.page import Page
from store.models import Claimed

MIN_FILES = 3  # fewer are the attachments of one report
_YEAR = re.compile(r"(20\d\d)\s*年")
_STATED = re.compile(
    r"(\d{1,4})\s*[个家]\s*(?:单位|部门|机关|行政机关|责任主体|主体)|共\s*(\d{1,4})\s*[份篇](?!\d)"
)
_PAGED = re.compile(r"下一?页|尾页|末页|更多|共\s*\d+\s*页|\b1\s*/\s*\d+\b")
_PAGER = re.compile(r"createPage|countPage|pagination|\bjpage|laypage|page_?(?:count|size)|total_?page", re.I)
_PART = re.compile(
    r"[(（【]\s*(?:[一二三四五六七八九十\d]{1,3}|上|中|下|续)\s*[)）】]|第[一二三四五六七八九十\d]+[批部]"
)
_KIND = re.compile(r"(?:(?:政府)?信息公开)?(?:工作)?(?:年度工作报告|年度报告|年报|报告)$")
_NUMBER = re.compile(r"^\s*+[\d一二三四五六七八九十]{1,4}\s*+[、.．:：)）]?+\s*+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Summary:
    """The files of a page as rows. `problem` says why they aren't proved to be all, "" if they are."""

    rows: tuple[ListRow, ...]
    files: frozenset[str]  # addresses of all files, twins in another format included
    claimed: Claimed
    problem: str


def summary_of(opened: Page, years: range) -> Summary | None:
    """The page as a summary of reports of `years`, None where it links no file of three bodies."""
    page = opened.markup
    heading = _heading(page)
    found = list(attachments_in(opened.root, opened.url))
    best: dict[str, tuple[Attachment, ListRow]] = {}
    unknown = []
    for element, file in found:
        row = _row(element, file, heading)
        if row is None:
            unknown += [] if is_lookalike(file.name) else [file.name or file.url]
            continue
        known = best.get(row.title, (file, row))[0]
        if known.url != file.url and known.rank == file.rank:
            unknown.append(file.name)  # two files of one format under one name
        if file.rank <= known.rank:
            best[row.title] = (file, row)
    if len(best) < MIN_FILES:
        return None
    rows = tuple(row for _, row in best.values())
    text = opened.words
    stated = {int(one or other) for one, other in _STATED.findall(text)}
    problem = (
        _unread(unknown)
        or _further(page, text, heading)
        or _not_all(page, stated, len(rows))
        or _years(rows, years)
    )
    words = f"{'、'.join(map(str, sorted(stated)))} 个单位" if stated else ""
    return Summary(rows, frozenset(file.url for _, file in found), Claimed(words=words), problem)


def _heading(page: Selector) -> str:
    """The title of the page: of the article, as printed, of the window; the first that speaks of annual reports."""
    titles = page.xpath("//meta[translate(@name, 'ARTICLE', 'article')='articletitle']/@content").getall()
    titles += [element_text(heading.root) for heading in page.xpath("//h1 | //h2")]
    titles += page.xpath("//title/text()").getall()
    return next((title for title in titles if may_be_report(title) or parse_title(title)), "")


def _row(element: HtmlElement, file: Attachment, heading: str) -> ListRow | None:
    """A file as the report of a body, by its name or by its body's name beside it under a heading with the year."""
    unit = next((node for node in element.iterancestors() if node.tag in ("li", "tr", "p")), element)
    near = len(list(islice(unit.iter("a"), 4))) <= 3  # else what stands there is of many files
    day = to_date(_NUMBER.sub("", element_text(unit)).replace(file.name, " ")) if near else None
    title = parse_title(file.name)
    if title and title.agency and title.year:
        return ListRow(file.url, file.name, day)
    year = _YEAR.search(file.name) or _YEAR.search(heading)
    if not year:
        return None
    for name in (title.agency if title else "", file.name, *(_beside(unit, element) if near else ())):
        name = _KIND.sub("", re.sub(r"20\d\d年?度?", "", _NUMBER.sub("", squeeze(name or ""))))
        if is_body_name(name):
            return ListRow(file.url, f"{name}{year[1]}年政府信息公开工作年度报告", day)
    return None


def _beside(unit: HtmlElement, element: HtmlElement) -> Iterator[str]:
    """What stands in the cells of a file's row that holds no other file."""
    if (
        len(
            [
                link
                for link in unit.iter("a")
                if (link.get("href") or "").strip() not in ("", element.get("href"))
            ]
        )
        <= 1
    ):
        yield from (element_text(cell) for cell in unit.iter("td", "th", "span", "strong"))


def _unread(unknown: list[str]) -> str:
    names = "、".join(unknown[:3])
    return f"有 {len(unknown)} 个附件看不出是哪个单位的报告（{names}）" if unknown else ""


def _further(page: Selector, text: str, heading: str) -> str:
    """A sign that the page is not the whole of it."""
    scripts = " ".join(page.xpath("//script/text()").getall())
    if found := _PAGED.search(text) or _PAGER.search(scripts):
        return f"附件列表看似有分页（{found[0]}）"
    part = _PART.search(heading)
    return f"题目是一部分（{part[0]}），其余部分可能在别的页面" if part else ""


def _not_all(page: Selector, stated: set[int], count: int) -> str:
    """Why neither a number nor the page's kind proves that all files are there."""
    if stated:
        numbers = "、".join(map(str, sorted(stated)))
        return f"读到 {count} 个单位的附件，而页面称有 {numbers} 个" if stated != {count} else ""
    names = {name.lower() for name in page.xpath("//meta[@content!='']/@name").getall()}
    return (
        ""
        if {"articletitle", "pubdate"} <= names
        else "附件列表没有写明单位数，也不是文章页，不能确定是否齐全"
    )


def _years(rows: tuple[ListRow, ...], years: range) -> str:
    named = {title.year for row in rows if (title := row.parsed_title)}
    missing = [str(year) for year in years if year not in named]
    return f"附件中没有 {'、'.join(missing)} 年的报告，可能在别的页面" if missing else ""
