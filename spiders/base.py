"""What all families share: reading columns to their end, provably, and fetching the reports found there."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

import scrapy
from lxml.html import HtmlElement
from parsel import Selector
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.clock import Clock
from crawler.failures import answer_of, failure_class, is_absent
from crawler.items import Failed, Fetched, Item, Known, ListRow
from crawler.memory import Memory
from crawler.reading.front import is_cut, may_be_report, parse_title
from spiders.answers import attachment_of, fetched, list_page, row_of, text_of
from spiders.column import BadList, Column
from spiders.detail import is_shell_address, text_elsewhere
from spiders.shell import is_list, list_behind
from spiders.sniff import FALLBACK, sniff
from spiders.summary import summary_of
from store.registry import Portal, load_registry
from store.times import beijing_day

MAX_PAGES = 60  # of one column; 190,000 bodies, the largest column seen has 300 reports at 15 a page

MAX_DEPTH = 200  # of elements around a row; pages with layout tables reach 40


class PortalSpider(scrapy.Spider):
    """Visits the portals of one family. A family says how its list pages follow each other (`next_page`) and,
    where it must, what a row is (`rows_of`).

    Arguments: `registry`, the folder; `portals`, ids separated by commas; `reports`, "no" to read lists only.
    """

    row_path: ClassVar[str] = ".//li[a[@href]] | .//tr[.//a[@href]]"
    newest_first: ClassVar[bool] = True  # False: news may stand on other pages than the first with entries
    memory: Memory | None = None  # of what the visits before saw

    def __init__(
        self, registry: str = "registry", portals: str = "", reports: str = "yes", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.reports = reports != "no"
        known = load_registry(Path(registry)).portals
        wanted = [name for name in portals.split(",") if name]
        self.portals = [known[name] for name in wanted]
        self.allowed_hosts = {host for portal in self.portals for host in portal.hosts}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy; remembers what the visits before saw."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.memory = Memory.of(crawler.settings)
        return spider

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end."""
        if self.memory:
            self.memory.close()

    async def start(self) -> AsyncIterator[Any]:
        """One request for the first page of every column."""
        for portal in self.portals:
            for url in portal.columns:
                remembered = self.memory.column(portal, url) if self.memory else None
                yield self.list_request(url, Column(portal, url, remembered=remembered))

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
            meta={
                "portal": column.portal.id,
                "column": column.url,
                "revisit": column.remembered is not None,
            },
            **options,
        )

    def parse_list(self, response: Response, column: Column) -> Iterator[Item | Request]:
        """Take up a list page, then go on to the next one or end the column."""
        page = Selector(text=text_of(response) or "<html/>", type="html")
        column.pages.append(list_page(response))
        following, problem = None, ""
        try:
            rows = list(self.rows_of(page, response))
            following = self.next_page(page, response, column, column.add(rows))
            column.look_at(rows)
        except BadList as error:
            problem = f"{error}{self._likely_family(response) if column.count == 1 else ''}"
        if following is not None and self.newest_first and column.is_unchanged():
            column.rest()
            following = None
        elif following is None and column.count == 1:
            following, problem = self._no_list(page, response, column, problem)
        if following is not None and column.count >= MAX_PAGES:
            problem, following = f"超过 {MAX_PAGES} 页仍未读完", None
        column.problem = column.problem or problem
        if following is not None:
            yield following
        else:
            yield from self.end(column)

    def _no_list(
        self, page: Selector, response: Response, column: Column, problem: str
    ) -> tuple[Request | None, str]:
        """What a first page may be that its family can't follow: a shell, followed once, or a file for every unit.

        Returns the request for the list behind a shell, and why the column isn't proved to be read to its end.
        """
        if not column.shells and not is_list(column.rows.values()):
            address, why = list_behind(page, response)
            if address:
                column.follow(address)
                return self.list_request(address, column), ""
            problem += f"；{why}" if problem and why else why
        newest = beijing_day(Clock.of(self.crawler.settings).now()).year - 1
        found = summary_of(page, response, range(column.portal.since, newest + 1)) if problem else None
        if found:
            rows = {row.url: row for row in found.rows}
            column.rows = {key: row for key, row in column.rows.items() if row.url not in found.files} | rows
            column.claimed, problem = found.claimed, found.problem
        return None, problem

    def _likely_family(self, response: Response) -> str:
        """What a first page that this family can't follow looks like, in words; "" if like nothing else."""
        family, sign = sniff(text_of(response), response.url)
        return f"；{sign}，像是 {family} 的栏目" if family not in (self.name, FALLBACK) else ""

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """The rows of a list page: links with their full title and the date printed beside them."""
        return self._rows(page, response)

    def _rows(self, scope: Selector, response: Response) -> Iterator[ListRow]:
        """The rows under `scope`. What is linked inside a dated row (its 解读) is none, unless it is a report."""
        dated: set[HtmlElement] = set()
        for row in scope.xpath(self.row_path):
            if sum(1 for _ in row.root.iterancestors()) > MAX_DEPTH:
                raise BadList(f"{response.url} 的标签嵌套超过 {MAX_DEPTH} 层，不能确定有哪些条目")
            found = row_of(row.root, response)
            inside = found and any(outer in dated for outer in row.root.iterancestors("li", "tr"))
            if found is None or (inside and not parse_title(found.title)):
                continue
            if found.listed_on:
                dated.add(row.root)
            yield found

    def entries_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """The rows of a page that are more than links of a menu: they have a day beside them or a report's title."""
        rows = PortalSpider.rows_of(self, page, response)
        return (row for row in rows if row.listed_on or parse_title(row.title) or may_be_report(row.title))

    def rows_beside(self, pager: Selector, response: Response) -> list[ListRow]:
        """The dated rows of the list that a pager belongs to: those of its nearest ancestor that has any.

        Links of menus, page numbers and side lists would falsify a count.
        """
        for scope in reversed(pager.xpath("ancestor-or-self::*")):
            if dated := [row for row in self._rows(scope, response) if row.listed_on]:
                return dated
        return []

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The request for the page after this one; None at the column's end. Raises BadList."""
        raise NotImplementedError

    def end(self, column: Column) -> Iterator[Item | Request]:
        """Yield how far the column was read, then ask for what is or may be an annual report in it."""
        if not column.rows and not column.problem:
            column.problem = "栏目页上没有发现任何条目"
        if (
            column.shells
            and not column.problem
            and not any(parse_title(row.title) for row in column.rows.values())
        ):
            column.problem = f"{column.url} 上没有年度报告，不能确定它是不是栏目的列表"
        yield column.read()
        for row in column.rows.values():
            told = parse_title(row.title) or may_be_report(row.title) or is_cut(row.title)
            if self.reports and told:
                yield from self.report_request(row, column)

    def report_request(self, row: ListRow, column: Column) -> Iterator[Item | Request]:
        """The request for a listed report; no request where what was read of it before may stand."""
        portal = column.portal
        if self.memory and self.memory.is_settled(portal, row):
            yield Known(portal.id, row)
            return
        if self.memory and (archived := self.memory.to_read_again(portal, row)):
            yield archived
            return
        revisit = self.memory is not None and not self.memory.is_recheck(portal, row)
        yield Request(
            row.url,
            callback=self.parse_report,
            errback=self.report_failed,
            dont_filter=True,
            cb_kwargs={"row": row, "portal": portal},
            meta={
                "portal": portal.id,
                "column": column.url,
                "revisit": revisit,
                "shell": is_shell_address(row.url),
            },
        )

    def parse_report(
        self, response: Response, row: ListRow, portal: Portal, page: Fetched | None = None
    ) -> Iterator[Item | Request]:
        """Hand on a report exactly as it came; ask for what the page has its text from: a file, a call, a jump.

        `page` is the shell that led here, if one did.
        """
        found = fetched(response, row, portal)
        if page:
            found = replace(found, page=page, attachment=response.url)
        revisit = response.meta.get("revisit", False)
        if attachment := attachment_of(response):
            yield self._part(attachment, found, portal, revisit, self.parse_attachment)
        elif (page is None or page.page is None) and (text := text_elsewhere(response, page is None)):
            yield self._part(text.url, found, portal, revisit, self.parse_report, text.form)
        else:
            yield found

    def _part(
        self,
        url: str,
        page: Fetched,
        portal: Portal,
        revisit: bool,
        callback: Callable[..., Any],
        form: dict[str, str] | None = None,
    ) -> Request:
        """A request for the part of a report that its page has elsewhere."""
        request = Request(
            url,
            callback=callback,
            errback=self.report_failed,
            dont_filter=True,
            cb_kwargs={"row": page.list_row, "portal": portal, "page": page},
            meta={"portal": page.portal, "column": page.exchange.column_url, "revisit": revisit},
        )
        if form is None:
            return request
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "Referer": page.url}
        return request.replace(method="POST", body=urlencode(form), headers=headers)

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
        yield Failed(column.portal.id, request.url, "list", kind, message, status, answer=answer_of(failure))
        yield from self.end(column)

    def beyond(self, failure: Failure) -> Iterator[Item | Request]:
        """The page after the last one: 404 proves the end; anything else leaves the column partial."""
        if is_absent(failure):
            column: Column = failure.request.cb_kwargs["column"]  # type: ignore[attr-defined]
            column.beyond = answer_of(failure)
            yield from self.end(column)
        else:
            yield from self.list_failed(failure)

    def report_failed(self, failure: Failure) -> Iterator[Item]:
        """A report that didn't come is a failure of the visit, never of the agency."""
        request: Request = failure.request  # type: ignore[attr-defined]
        kind, message, status = failure_class(failure)
        row: ListRow = request.cb_kwargs["row"]
        page: Fetched | None = request.cb_kwargs.get("page")
        if page:
            part = "附件" if request.callback == self.parse_attachment else "正文"
            message = f"{part} {request.url} {message}"
        yield Failed(
            request.cb_kwargs["portal"].id,
            row.url,
            "report",
            kind,
            message,
            status,
            row,
            page=page,
            answer=answer_of(failure),
        )
