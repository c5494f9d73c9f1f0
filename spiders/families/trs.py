"""TRS WCM: static list pages index.html, index_1.html … whose script names their number.

The number is a claim, not proof: the address after the last one named is asked for too, and must not exist or
bring nothing new; a number of rows that is stated with it must be met. Traits: createPageHTML(total, current, "index",
"html"), in Hubei with style and rows behind it; article addresses tYYYYMMDD_id; in Wuhan rows that a script writes; in
Fujian the list2.trsapi build (spiders.trsapi).
"""

import re
from collections.abc import Iterable, Iterator

from crawler.items import ListRow
from crawler.reading.words.dates import to_date
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.answers import json_row
from spiders.pages.page import BadList, Page, without_comments
from spiders.pages.records import Records
from spiders.trsapi import following, named_call, rows_of_answer
from store.models import Length

_PAGER = re.compile(
    r"createPage(?:HTML)?\(\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)[\"']"
    r"(?:\s*,\s*[\"'][\w-]*[\"']\s*,\s*[\"']?(\d{1,7}))?"
)
_COUNT = re.compile(r"var\s+countPage\s*=\s*(\d{1,6})")
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_URL = re.compile(rf"\burl\s*=\s*({_STRING})", re.I)
_TITLE = re.compile(rf"\btitle\s*=\s*({_STRING})", re.I)
_WRITTEN = re.compile(rf"\bwrite(?:ln)?\(\s*({_STRING})")
_ARTICLE = re.compile(r"\.s?html?$|/t\d++_?\d*+\.")


class Trs(Family):
    """Columns of TRS WCM sites."""

    captured = True

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """The rows in the markup, those that scripts write, or those of a search's answer."""
        if page.is_json:
            return rows_of_answer(page, column)
        return [*records.rows, *_written(page)]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next address in the pager's pattern, one beyond its last included; BadList if a page repeats."""
        if not column.pager and not _PAGER.search(page.code):
            column.pager = named_call(page)
        if "count" in column.pager:
            return following(page, column, fresh)
        number = column.count
        total, stem, suffix = _pager(page, column)
        if not fresh and number > total:
            return None
        if not fresh:
            raise BadList("contradicted", f"{page.url} 没有新的条目，而网站称共有 {total} 页")
        _check_count(page, records, column, last=number >= total)
        return Next(page.join(f"{stem}_{number}.{suffix}"), may_be_absent=number >= total)

    @classmethod
    def length(cls, column: Column) -> Length:
        """Where the pager's call states how many rows there are, only those count that stand beside it."""
        stated = column.pager.get("rows")
        return Length(column.pages, len(column.counted) if stated else column.read)


def _check_count(page: Page, records: Records, column: Column, last: bool) -> None:
    """The rows that the pager's call states must be read with the last page, and may not grow meanwhile."""
    stated = column.pager["rows"]
    if not stated:
        return
    for pager in page.markup.xpath("(//script[contains(., 'createPage')])[1]"):
        named = _PAGER.search(pager.xpath("string()").get(""))
        if named and named[5] and int(named[5]) > int(stated):
            raise BadList("contradicted", f"网站先称共有 {stated} 条，后称 {named[5]} 条")
        listed = list(_written(page)) or records.beside(pager.root)
        column.counted.update(row.url for row in listed)
    if last and len(column.counted) != int(stated):
        raise BadList("contradicted", f"读到 {len(column.counted)} 条，而网站称共有 {stated} 条")


def _pager(page: Page, column: Column) -> tuple[int, str, str]:
    """Pages claimed, stem and suffix of their addresses, as the first page names them; BadList if it doesn't."""
    if not column.pager:
        named, counted = page.only(_PAGER), page.only(_COUNT)
        if not named and not counted:
            raise BadList("untold", f"{column.url} 没有找到分页脚本，不能确定是否读到末尾")
        total = named[1] if named else counted[1] if counted else ""
        stem, suffix = (named[3], named[4]) if named else ("index", "html")
        rows = (named[5] or "") if named else ""
        column.pager = {"total": total, "stem": stem, "suffix": suffix, "rows": rows}
        column.claim(pages=int(total), rows=int(rows) if rows else None)
    return int(column.pager["total"]), column.pager["stem"], column.pager["suffix"]


def _written(page: Page) -> Iterator[ListRow]:
    """Rows that scripts write: url="./…"; title="…"; writeln("2026-02-14 17:32"). What is commented out is none."""
    for script in page.markup.xpath("//script[contains(., '.write')]/text()").getall():
        code = without_comments(script)
        places = [found for found in _URL.finditer(code) if _ARTICLE.search(_unquoted(found[1]))]
        for number, found in enumerate(places):
            end = places[number + 1].start() if number + 1 < len(places) else len(code)
            title = _TITLE.search(code, found.end(), end)
            words = " ".join(_unquoted(literal) for literal in _WRITTEN.findall(code, found.end(), end))
            yield json_row(_unquoted(found[1]), _unquoted(title[1]) if title else "", to_date(words), page)


def _unquoted(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1]).strip()
