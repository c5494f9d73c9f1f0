"""What an answer holds that is no plain list: records in XML or JSON, and the rows they make."""

import re
from datetime import date
from typing import Any

from parsel import Selector

from crawler.items import ListRow
from crawler.reading.opening.elements import element_text
from spiders.pages.page import BadList, Page
from spiders.pages.records import entry_of

_RECORD = re.compile(
    r"<record>\s*+<!\[CDATA\[((?:[^\]<]|\](?!\]>\s{0,20}</record>)|<(?!record>))*+)\]\]>\s*+</record>"
)


def entries_of(answer: dict[str, Any], key: str, page: Page) -> tuple[int, list[dict[str, Any]]]:
    """The total that an answer claims and its records under `key`; raises BadList where either is missing."""
    total, records = str(answer.get("total")), answer.get(key)
    sound = isinstance(records, list) and all(isinstance(record, dict) for record in records)
    if not sound or not re.fullmatch(r"[0-9]{1,9}", total):
        raise BadList("malformed", f"{page.url} 返回的数据里没有总数或条目")
    return int(total), list(records or [])


def records_in(text: str) -> list[str]:
    """The records of a datastore as HTML. The XML is often malformed: each record is to be parsed by itself."""
    return _RECORD.findall(text)


def rows_in(fragments: list[str], page: Page) -> list[ListRow]:
    """The rows of fragments of HTML that are one entry each; addresses are relative to `page`.

    Raises BadList for one that leads nowhere.
    """
    rows = []
    for fragment in fragments:
        part = page.part(fragment)
        row = entry_of(part)
        if row is None and part.words.strip():
            raise BadList(
                "malformed", f"{page.url} 有一条没有可以打开的地址：{' '.join(part.words.split())[:60]}"
            )
        rows += [row] if row else []
    return rows


def json_row(address: object, title: object, day: date | None, page: Page) -> ListRow:
    """A row from the fields of a record, its title without markup; raises BadList where it has no address or title."""
    words = element_text(Selector(text=f"<p>{title}</p>", type="html").root) if title else ""
    url = page.join(address) if isinstance(address, str) and address.strip() else ""
    if not url or not words:
        raise BadList("malformed", f"{page.url} 返回的条目没有地址或标题")
    return ListRow(url, words, day)
