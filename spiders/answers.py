"""What an answer holds: its text, its records, the rows of its lists, the bytes as evidence."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.items import Fetched, ListPage, ListRow
from crawler.manners.answers import charset_of
from crawler.reading import Document, UnreadableDocument, media_type
from crawler.reading.dates import to_date
from crawler.reading.envelope import read_json
from crawler.reading.front import parse_title
from crawler.reading.html import element_text, read_html
from crawler.reading.text import decode
from crawler.received import arrival_of, as_it_came, exchange_of
from spiders.column import BadList
from store.registry import Portal
from store.remembering import RememberedPage

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.S)


def list_page(response: Response) -> ListPage:
    """A list page exactly as it came, or as the archive held it where the server said that it is the same."""
    page, held = as_it_came(response), held_of(response)
    return replace(page, status=304, since=held.fetched_on) if held else page


def held_of(response: Response) -> RememberedPage | None:
    """What the archive held of a page that the server says is the same; None for one that came tonight."""
    held = response.request.meta.get("held") if response.request else None
    return held if isinstance(held, RememberedPage) else None


def fetched(response: Response, row: ListRow, portal: Portal) -> Fetched:
    """An answer to the request for a report, exactly as it came."""
    arrival = arrival_of(response)
    return Fetched(
        portal.id,
        row.url,
        response.body,
        dict(arrival.headers),
        304 if held_of(response) else response.status,
        arrival.at,
        row,
        charset_of(response),
        exchange=exchange_of(response),
    )


def attachment_of(response: Response) -> str:
    """The address of the file that a page hands its report on to; "" where the page is to be read itself."""
    page = Document(response.url, response.body, charset_of(response))
    try:
        kind = media_type(page.body)
        if kind == "application/json":
            page = Document(response.url, read_json(page).body or b"", "utf-8")
        return read_html(page).attachment if kind in ("text/html", "application/json") else ""
    except UnreadableDocument:
        return ""  # the pipeline reads it again and says why


def text_of(response: Response) -> str:
    """The text of a page, decoded by evidence (crawler.reading.text.decode); "" where it is none."""
    try:
        return decode(response.body, charset_of(response)).replace("\0", "")
    except UnreadableDocument:
        return ""


def json_of(response: Response, text: str | None = None) -> dict[str, Any]:
    """The JSON object of an answer, or of `text` from it; raises BadList where it is something else.

    Halves of letters, which no address or database can hold, become question marks.
    """
    try:
        found = json.loads(text_of(response) if text is None else text)
        found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadList(f"{response.url} 返回的不是 JSON 数据")
    return found


def entries_of(answer: dict[str, Any], key: str, response: Response) -> tuple[int, list[dict[str, Any]]]:
    """The total that an answer claims and its records under `key`; raises BadList where either is missing."""
    total, records = str(answer.get("total")), answer.get(key)
    sound = isinstance(records, list) and all(isinstance(record, dict) for record in records)
    if not sound or not re.fullmatch(r"[0-9]{1,9}", total):
        raise BadList(f"{response.url} 返回的数据里没有总数或条目")
    return int(total), list(records or [])


def records_of(text: str) -> list[str]:
    """The records of a datastore as HTML. The XML is often malformed: each record is to be parsed by itself."""
    return _RECORD.findall(text)


def json_row(address: object, title: object, day: date | None, response: Response) -> ListRow:
    """A row from the fields of a record, its title without markup; raises BadList where it has no address or title."""
    words = element_text(Selector(text=f"<p>{title}</p>", type="html").root) if title else ""
    url = joined(address, response) if isinstance(address, str) and address.strip() else ""
    if not url or not words:
        raise BadList(f"{response.url} 返回的条目没有地址或标题")
    return ListRow(url, words, day)


def joined(address: str, response: Response) -> str:
    """An address of a page in full; "" where it is none that can be opened."""
    try:
        url = response.urljoin(address.strip())
        Request(url)  # raises for a port or letter that no request can have
        return url if urlsplit(url).netloc else ""
    except ValueError:
        return ""


def links_of(page: Selector, response: Response) -> list[str]:
    """The addresses of a page's links in full."""
    found = (joined(address, response) for address in page.xpath("//a/@href").getall())
    return [url for url in found if url]


def row_of(element: HtmlElement, response: Response) -> ListRow | None:
    """The first link of a row element, its title in full, and the date printed in the row after it.

    What stands in a row inside it (a 解读 of it, the rows of a table of layout) is that row's. A link that can't be opened
    is none; raises BadList where it names whose or which year's report it is.
    """
    if next(_inner_rows(element), None) is not None and len(_addresses(element)) > 1:
        element = deepcopy(element)
        for row in list(_inner_rows(element)):
            row.drop_tree()
    link = next((a for a in element.iter("a") if (a.get("href") or "").strip()), None)
    if link is None:
        return None
    address = link.get("href").strip()
    title = (link.get("title") or "").strip() or element_text(link)
    url = "" if address.startswith("#") else joined(address, response)
    if not url:
        named = parse_title(title)
        if named and (named.agency or named.year):
            raise BadList(f"{response.url} 上“{title}”没有可以打开的地址：{address[:80]}")
        return None
    return ListRow(url, title, to_date(element_text(element).replace(title, " ")))


def _inner_rows(element: HtmlElement) -> Iterator[HtmlElement]:
    """The rows with a link that stand inside an element, but for those inside such a row."""
    waiting = list(element)
    while waiting:
        node = waiting.pop()
        if node.tag in ("li", "tr") and any(a.get("href") for a in node.iter("a")):
            yield node
        else:
            waiting += list(node)


def _addresses(element: HtmlElement) -> set[str]:
    return {address.strip() for a in element.iter("a") if (address := a.get("href") or "").strip()}
