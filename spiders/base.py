"""What all families share: reading columns to their end, provably, and fetching the reports found there."""

import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import scrapy
from lxml.html import HtmlElement
from parsel import Selector
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.items import Failed, Fetched, Item, ListRead, ListRow
from crawler.reading import Document, UnreadableDocument, media_type
from crawler.reading.dates import to_date
from crawler.reading.front import may_be_report, parse_title
from crawler.reading.html import element_text, read_html
from crawler.reading.text import decode
from spiders.sniff import FALLBACK, sniff
from store.registry import Portal, load_registry

logger = logging.getLogger(__name__)

MAX_PAGES = 60  # of one column; 190,000 bodies, the largest column seen has 300 reports at 15 a page
_HEADERS = ("content-type", "etag", "last-modified", "date", "server")


class BadList(Exception):
    """Raised by a family when a list page isn't what it should be; the column's reading ends as partial."""


@dataclass
class Column:
    """The reading of one column so far."""

    portal: Portal
    url: str
    rows: dict[str, ListRow] = field(default_factory=dict)
    pages: dict[str, bytes] = field(default_factory=dict)
    count: int = 0  # of pages that came; a site may answer the same address again and again
    pager: dict[str, str] = field(default_factory=dict)  # what the first page says of the others
    claimed: str = ""
    full: int = 0  # new rows on the first page that has_all was told of
    past_claim: bool = False  # all rows that the site claims are read: the next page need not exist
    problem: str = ""

    def add(self, rows: list[ListRow]) -> int:
        """Take up the rows of a page; returns how many were not known before."""
        fresh = [row for row in rows if row.url not in self.rows]
        self.rows.update((row.url, row) for row in fresh)
        return len(fresh)

    def claim(self, words: str) -> None:
        """Keep what the site says of the column's length; raises BadList if it said something else before."""
        if self.claimed and self.claimed != words:
            raise BadList(f"网站先称共有 {self.claimed}，后称 {words}")
        self.claimed = words

    def has_all(self, total: int, fresh: int) -> bool:
        """Whether the `total` rows that the site claims are read and no page follows; raises BadList if it contradicts
        itself.

        No page follows one with fewer new rows than the first had: servers hand out fewer a page than they say.
        """
        read = len(self.rows)
        self.full = self.full or max(fresh, 1)
        if read > total or (read < total and not fresh):
            raise BadList(f"读到 {read} 条，而网站称共有 {total} 条")
        self.past_claim = read == total
        return self.past_claim and fresh < self.full

    @property
    def dated(self) -> int:
        """How many rows have a day beside them. Links of menus have none: they prove nothing."""
        return sum(row.listed_on is not None for row in self.rows.values())

    def read(self) -> ListRead:
        """The column at the end of its reading."""
        complete = not self.problem
        rows = tuple(self.rows.values())
        return ListRead(self.portal.id, self.url, complete, rows, self.pages, self.claimed, self.problem)


def failure_class(failure: Failure) -> tuple[str, str, int | None]:
    """Class, words and HTTP status of a failed request: ours, the network's and the site's are told apart."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"http_{error.response.status}", f"返回 HTTP {error.response.status}", error.response.status
    if isinstance(error, IgnoreRequest):
        return getattr(error, "failure", "refused_by_us"), str(error), None
    names = {
        "DownloadTimeoutError": "timeout",
        "CannotResolveHostError": "dns",
        "DownloadConnectionRefusedError": "refused",
        "TimeoutError": "timeout",
        "TCPTimedOutError": "timeout",
        "DNSLookupError": "dns",
        "ConnectionRefusedError": "refused",
        "DownloadCancelledError": "too_large",
        "ResponseDataLossError": "cut_short",
        "SSLError": "tls",
    }
    name = type(error).__name__
    return names.get(name, "network"), f"没有取到（{name}）", None


class PortalSpider(scrapy.Spider):
    """Visits the portals of one family. A family says how its list pages follow each other (`next_page`) and,
    where it must, what a row is (`rows_of`).

    Arguments: `registry`, the folder; `portals`, ids separated by commas.
    """

    row_path: ClassVar[str] = ".//li[a[@href]] | .//tr[.//a[@href]]"

    def __init__(self, registry: str = "registry", portals: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        known = load_registry(Path(registry)).portals
        wanted = [name for name in portals.split(",") if name]
        self.portals = [known[name] for name in wanted]
        self.allowed_hosts = {host for portal in self.portals for host in portal.hosts}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy; gives every host the pause of its portal, the longest where portals share a host."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        delays: dict[str, float] = {}
        for portal in spider.portals:
            for host in portal.hosts:
                delays[host] = max(portal.delay, delays.get(host, 0.0))
        slots = {host: {"delay": delay, "concurrency": 1} for host, delay in delays.items()}
        crawler.settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """One request for the first page of every column."""
        for portal in self.portals:
            for url in portal.columns:
                yield self.list_request(url, Column(portal, url))

    def list_request(
        self, url: str, column: Column, errback: Callable[[Failure], Any] | None = None, **options: Any
    ) -> Request:
        """A request for a list page of `column`; `errback` is for a family that expects a page not to exist."""
        return Request(
            url,
            callback=self.parse_list,
            errback=errback or (self.beyond if column.past_claim else self.list_failed),
            cb_kwargs={"column": column},
            dont_filter=True,
            meta={"portal": column.portal.id},
            **options,
        )

    def parse_list(self, response: Response, column: Column) -> Iterator[Item | Request]:
        """Take up a list page, then go on to the next one or end the column."""
        page = Selector(text=text_of(response) or "<html/>", type="html")
        column.pages[response.url] = response.body
        column.count += 1
        try:
            fresh = column.add(list(self.rows_of(page, response)))
            following = self.next_page(page, response, column, fresh)
        except BadList as error:
            column.problem = f"{error}{self._likely_family(response) if column.count == 1 else ''}"
            following = None
        if following is not None and column.count >= MAX_PAGES:
            column.problem, following = f"超过 {MAX_PAGES} 页仍未读完", None
        if following is not None:
            yield following
        else:
            yield from self.end(column)

    def _likely_family(self, response: Response) -> str:
        """What a first page that this family can't follow looks like, in words; "" if like nothing else."""
        family, sign = sniff(text_of(response), response.url)
        return f"；{sign}，像是 {family} 的栏目" if family not in (self.name, FALLBACK) else ""

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """The rows of a list page: links with their full title and the date printed beside them."""
        for row in page.xpath(self.row_path):
            found = row_of(row.root, response)
            if found:
                yield found

    def rows_beside(self, pager: Selector, response: Response) -> list[ListRow]:
        """The dated rows of the list that a pager belongs to: those of its nearest ancestor that has any.

        Links of menus, page numbers and side lists would falsify a count.
        """
        for scope in reversed(pager.xpath("ancestor-or-self::*")):
            rows = [found for row in scope.xpath(self.row_path) if (found := row_of(row.root, response))]
            if dated := [row for row in rows if row.listed_on]:
                return dated
        return []

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The request for the page after this one; None at the column's end. Raises BadList."""
        raise NotImplementedError

    def end(self, column: Column) -> Iterator[Item | Request]:
        """Yield how far the column was read, then ask for what is or may be an annual report in it."""
        if not column.rows and not column.problem:
            column.problem = "栏目页上没有发现任何条目"
        yield column.read()
        for row in column.rows.values():
            if parse_title(row.title) or may_be_report(row.title):
                yield Request(
                    row.url,
                    callback=self.parse_report,
                    errback=self.report_failed,
                    dont_filter=True,
                    cb_kwargs={"row": row, "portal": column.portal},
                    meta={"portal": column.portal.id},
                )

    def parse_report(self, response: Response, row: ListRow, portal: Portal) -> Iterator[Item | Request]:
        """Hand on a report exactly as it came; ask for the attachment where the page has nothing else."""
        page = fetched(response, row, portal)
        attachment = attachment_of(response)
        if not attachment:
            yield page
            return
        yield Request(
            attachment,
            callback=self.parse_attachment,
            errback=self.report_failed,
            dont_filter=True,
            cb_kwargs={"row": row, "portal": portal, "page": page},
            meta={"portal": portal.id},
        )

    def parse_attachment(
        self, response: Response, row: ListRow, portal: Portal, page: Fetched
    ) -> Iterator[Item]:
        """Hand on an attachment as the report of its page."""
        yield replace(fetched(response, row, portal), page=page, attachment=response.url)

    def list_failed(self, failure: Failure) -> Iterator[Item | Request]:
        """A list page that didn't come ends its column as partial."""
        request: Request = failure.request  # type: ignore[attr-defined]
        column: Column = request.cb_kwargs["column"]
        kind, message, status = failure_class(failure)
        column.problem = f"{request.url} {message}"
        yield Failed(column.portal.id, request.url, "list", kind, message, status)
        yield from self.end(column)

    def beyond(self, failure: Failure) -> Iterator[Item | Request]:
        """The page after the last one: 404 proves the end; anything else leaves the column partial."""
        error = failure.value
        if isinstance(error, HttpError) and error.response.status in (404, 410):
            yield from self.end(failure.request.cb_kwargs["column"])  # type: ignore[attr-defined]
        else:
            yield from self.list_failed(failure)

    def report_failed(self, failure: Failure) -> Iterator[Item]:
        """A report that didn't come is a failure of the visit, never of the agency."""
        request: Request = failure.request  # type: ignore[attr-defined]
        kind, message, status = failure_class(failure)
        row: ListRow = request.cb_kwargs["row"]
        page: Fetched | None = request.cb_kwargs.get("page")
        if page:
            message = f"附件 {request.url} {message}"
        yield Failed(request.cb_kwargs["portal"].id, row.url, "report", kind, message, status, row, page=page)


def fetched(response: Response, row: ListRow, portal: Portal) -> Fetched:
    """An answer to the request for a report, exactly as it came."""
    headers = {
        name: value.decode("latin-1")
        for name in _HEADERS
        if (value := response.headers.get(name)) is not None
    }
    return Fetched(
        portal.id,
        row.url,
        response.body,
        headers,
        response.status,
        datetime.now(UTC),
        row,
        charset_of(response),
    )


def attachment_of(response: Response) -> str:
    """The address of the file that a page hands its report on to; "" where the page is to be read itself."""
    try:
        if media_type(response.body) != "text/html":
            return ""
        return read_html(Document(response.url, response.body, charset_of(response))).attachment
    except UnreadableDocument:
        return ""  # the pipeline reads it again and says why


def charset_of(response: Response) -> str | None:
    """The charset that the HTTP header declares, if any."""
    declared = (response.headers.get("Content-Type") or b"").decode("latin-1")
    found = re.search(r"charset\s*=\s*[\"']?([\w-]+)", declared, re.I)
    return found[1] if found else None


def text_of(response: Response) -> str:
    """The text of a page, decoded by evidence (crawler.reading.text.decode)."""
    return decode(response.body, charset_of(response)).replace("\0", "")


def json_of(response: Response) -> dict[str, Any]:
    """The JSON object of an answer; raises BadList where it is something else."""
    try:
        found = json.loads(text_of(response))
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


def json_row(address: object, title: object, day: date | None, response: Response) -> ListRow:
    """A row from the fields of a record, its title without markup; raises BadList where it has no address or title."""
    words = element_text(Selector(text=f"<p>{title}</p>", type="html").root) if title else ""
    if not isinstance(address, str) or not address.strip() or not words:
        raise BadList(f"{response.url} 返回的条目没有地址或标题")
    return ListRow(response.urljoin(address.strip()), words, day)


def row_of(element: HtmlElement, response: Response) -> ListRow | None:
    """The first link of a row element, its title in full, and the date printed in the row after it."""
    link = next((a for a in element.iter("a") if (a.get("href") or "").strip()), None)
    if link is None:
        return None
    address = link.get("href").strip()
    if address.lower().startswith(("javascript:", "mailto:", "#")):
        return None
    title = (link.get("title") or "").strip() or element_text(link)
    return ListRow(response.urljoin(address), title, to_date(element_text(element).replace(title, " ")))
