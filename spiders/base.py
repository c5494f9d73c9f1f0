"""What visits of all families share: columns are read to their end, the reports found there fetched, and the reports that a
column shows no longer are asked for once more at their own address.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.apart import Apart
from crawler.clock import Clock
from crawler.errand import Errand
from crawler.items import Failed, Fetched, Item, Known, ListPage, ListRead, ListRow, Parsed
from crawler.manners.arrivals import as_it_came
from crawler.manners.failures import answer_of, failure_class, is_absent, request_of
from crawler.reading import UnreadableDocument
from crawler.reading.around.front import simplified
from crawler.reading.opening.media_types import PAGES
from crawler.reading.words.labels import squeeze
from crawler.revisiting.memory import Memory
from spiders.column import Column, Next
from spiders.exchanges import came, fetched, list_page
from spiders.pages.detail import is_shell_address, take_apart
from spiders.proving.proof import has_to_be_read
from spiders.reading import Step, end, go_on_after_absence, read_page
from store.models import Trouble
from store.registry import Portal, load_registry
from store.tables.memory import RememberedColumn
from store.times import beijing_day

MAX_LIST_BYTES = 3_000_000  # of a list page; the largest seen has 0.3 million


@dataclass
class Reading:
    """The reading of a column with its evidence: the pages as they came."""

    column: Column
    remembered: RememberedColumn | None = None  # a reading that may stand if the first pages are unchanged
    pages: list[ListPage] = field(default_factory=list)
    shells: list[ListPage] = field(default_factory=list)  # what only led to the list
    beyond: ListPage | None = None  # the answer that there is no page after the last one, or nothing on it
    rested: bool = False
    known: int = 0  # rows read before the last page

    def take(self, page: ListPage, column: Column, beyond: bool) -> None:
        """Take up a page by what the column is after it: a shell, nothing beyond the last page, or one of the list."""
        fresh = len(column.all_rows) > self.known or bool(column.problem)
        self.known = len(column.all_rows)
        if column.shells > len(self.shells):
            self.shells.append(page)
        elif beyond and not fresh and self.beyond is None:
            self.beyond = page
        else:
            self.pages.append(page)

    def read(self, asked: frozenset[str]) -> ListRead:
        """The column at the end of its reading; `asked` are the addresses of what is or may be a report."""
        column, earlier = self.column, self.remembered if self.rested else None
        nights = [page.since for page in self.pages if page.since]
        nights += [earlier.read_on] if earlier else []
        return ListRead(
            column.portal.id,
            column.registered or column.url,
            not column.problem,
            tuple(self.rows),
            tuple(self.pages),
            column.claimed,
            earlier.counted if earlier else column.length,
            column.problem,
            column.trouble,
            since=min(nights, default=None),
            rested=self.rested,
            earlier=earlier.evidence if earlier else {},
            front=column.front if column.front_tells() else "",
            beyond=self.beyond,
            failure=column.failure if column.problem else "",
            doubts=earlier.doubts if earlier else tuple(column.doubts),
            asked=asked,
            says_none=column.says_none,
            furniture=column.furniture,
            shells=tuple(self.shells),
        )

    @property
    def rows(self) -> list[ListRow]:
        """The rows read, those of the reading that this one rests on included."""
        if self.rested and self.remembered:
            return [ListRow(url, title, day) for url, title, day in self.remembered.rows]
        return list(self.column.all_rows.values())


class PortalSpider(scrapy.Spider):
    """Visits the portals of one family.

    Arguments: `registry`, the folder; `portals`, ids separated by commas; `reports`, "no" to read lists only.
    """

    family: ClassVar[str] = ""
    memory: Memory | None = None  # of what the visits before saw
    apart: Apart

    def __init__(
        self, registry: str = "registry", portals: str = "", reports: str = "yes", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.reports = reports != "no"
        self.registry = load_registry(Path(registry))
        wanted = [name for name in portals.split(",") if name]
        self.portals = [self.registry.portals[name] for name in wanted]
        self.allowed_hosts = {host for portal in self.portals for host in portal.hosts}
        self.unread = {portal.id: len(portal.columns) for portal in self.portals}  # columns still being read
        self.shown: dict[str, set[str]] = {portal.id: set() for portal in self.portals}
        self.partial: set[str] = set()
        self.apart = Apart()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy; remembers what the visits before saw."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.memory = Memory.of(crawler.settings)
        return spider

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end."""
        self.apart.end()
        if self.memory:
            self.memory.close()

    async def start(self) -> AsyncIterator[Any]:
        """One request for the first page of every column."""
        newest = beijing_day(Clock.of(self.crawler.settings).now()).year - 1
        for portal in self.portals:
            agencies = self.registry.of_portal(portal.id)
            names = tuple({simplified(squeeze(name)) for agency in agencies for name in agency.called})
            for url in portal.columns:
                known = self.memory.column(portal, url) if self.memory else None
                front = known.front if known else ""
                column = Column(portal, url, names=names, newest=newest, remembered=front)
                if self.memory:
                    column.accepted, column.candidate = self.memory.furniture(portal, url)
                yield self.list_request(Next(url), Reading(column, known))

    def list_request(self, following: Next, reading: Reading) -> Request:
        """A request for a list page of a column."""
        column = reading.column
        absent = following.may_be_absent or column.past_claim
        first = not column.asked
        address = column.registered or column.url
        again = reading.remembered is not None
        errand = Errand("list", column.portal.id, address, revisit=again, beyond=absent)
        request = Request(
            following.url,
            callback=self.parse_list,
            errback=self.beyond if absent else self.list_failed,
            cb_kwargs={"reading": reading},
            dont_filter=True,
            meta=errand.meta | {"download_maxsize": MAX_LIST_BYTES},
            headers={} if first else {"Referer": address},
        )
        if following.body is None:
            return request
        kind = "application/json" if following.as_json else "application/x-www-form-urlencoded; charset=UTF-8"
        request.headers["Content-Type"] = kind
        return request.replace(method="POST", body=following.body)

    async def parse_list(self, response: Response, reading: Reading) -> AsyncIterator[Item | Request]:
        """Take up a list page, then go on to the next one or end the column."""
        page, column = list_page(response), reading.column
        try:
            step = await self.apart.call(column.portal.id, read_page, self.family, came(response), column)
        except UnreadableDocument as error:
            column.asked.add(response.url)
            column.fail(error.failure, f"{response.url} {error}")
            step = end(self.family, column)
        reading.take(page, step.column, Errand.of(response.request).beyond)
        for following in self._after(step, reading):
            yield following

    def _after(self, step: Step, reading: Reading) -> Iterator[Item | Request]:
        """Go on as a step says."""
        reading.column, reading.rested = step.column, step.rests
        if step.following and not step.rests:
            yield self.list_request(step.following, reading)
        else:
            yield from self.end(reading)

    def list_failed(self, failure: Failure) -> Iterator[Item | Request]:
        """A list page that didn't come ends its list as partial."""
        reading: Reading = request_of(failure).cb_kwargs["reading"]
        failed = self._failed_list(failure, reading.column)
        trouble: Trouble = "absent" if failed.failure in ("http_404", "http_410") else ""
        reading.column.fail("partial_list", f"{failed.url} {failed.message}", trouble)
        yield failed
        yield from self._after(end(self.family, reading.column), reading)

    def _failed_list(self, failure: Failure, column: Column) -> Failed:
        """The failure of a request for a list page; that of a list beside the column's own keeps nobody from anything."""
        url = request_of(failure).url
        kind, message, status = failure_class(failure)
        beside, answer = bool(column.lead), answer_of(failure)
        return Failed(column.portal.id, url, "list", kind, message, status, accounted=beside, answer=answer)

    def beyond(self, failure: Failure) -> Iterator[Item | Request]:
        """The page after the last one: 404 proves the end; anything else leaves the column partial."""
        if not is_absent(failure):
            yield from self.list_failed(failure)
            return
        reading: Reading = request_of(failure).cb_kwargs["reading"]
        reading.beyond = answer_of(failure)
        step = go_on_after_absence(self.family, reading.column)
        if step.missed:
            yield self._failed_list(failure, step.column)
        yield from self._after(step, reading)

    def end(self, reading: Reading) -> Iterator[Item | Request]:
        """Yield how far the column was read, then ask for what is or may be an annual report in it."""
        column, portal = reading.column, reading.column.portal
        rows = (row for row in reading.rows if row.url not in column.followed)
        told = [row for row in rows if has_to_be_read(row.title, column)]
        yield reading.read(frozenset(row.url for row in told))
        if self.reports:
            for row in told:
                yield from self.report_request(row, portal, reading)
        self.unread[portal.id] -= 1
        self.shown[portal.id].update(row.url for row in reading.rows)
        if column.problem:
            self.partial.add(portal.id)
        if self.reports and not self.unread[portal.id] and portal.id not in self.partial:
            yield from self._unlisted(portal)

    def _unlisted(self, portal: Portal) -> Iterator[Item | Request]:
        """Ask for the reports that no column shows any more, each at its own address: before anybody says that they are gone."""
        for row in self.memory.unlisted(portal, self.shown[portal.id]) if self.memory else ():
            yield from self.report_request(row, portal, None)

    def report_request(
        self, row: ListRow, portal: Portal, reading: Reading | None
    ) -> Iterator[Item | Request]:
        """The request for a report; no request where what was read of it before may stand.

        `reading` is that of the column which lists it, None where none does.
        """
        if self.memory and (known := self.memory.settled(portal, row)):
            yield Known(portal.id, row, is_report=known.kind != "none", unlisted=reading is None)
            return
        if self.memory and (archived := self.memory.to_read_again(portal, row)):
            yield replace(archived, unlisted=reading is None)
            return
        revisit = self.memory is not None and not self.memory.is_recheck(portal, row)
        column = reading.column if reading else None
        address = (column.registered or column.url) if column else ""
        shell = is_shell_address(row.url)
        yield Request(
            row.url,
            callback=self.parse_report,
            errback=self.report_failed,
            dont_filter=True,
            cb_kwargs={"row": row, "portal": portal, "unlisted": reading is None},
            meta=Errand("report", portal.id, address, revisit, shell=shell).meta,
        )

    async def parse_report(
        self, response: Response, row: ListRow, portal: Portal, unlisted: bool, page: Fetched | None = None
    ) -> AsyncIterator[Item | Request]:
        """Hand on a report exactly as it came; ask for what the page has its text from: a file, a call, a jump.

        `page` is the shell that led here, if one did.
        """
        found = replace(fetched(response, row, portal), unlisted=unlisted)
        if page:
            found = replace(found, page=page, attachment=response.url)
        elif self.memory and (said := self.memory.came_again(found)):
            yield replace(found, parsed=Parsed(said))
            return
        if not found.document.is_of(*PAGES):
            yield found
            return
        try:
            known = self.memory.words_known(found) if self.memory else ""
            taken = await self.apart.call(portal.id, take_apart, found, known)
        except UnreadableDocument as error:
            yield _unread(found, response, error)
            return
        handed, found = taken.handed, replace(found, lists=taken.handed.lists, parsed=taken.parsed)
        revisit = Errand.of(response.request).revisit
        if handed.attachment:
            yield self._part(handed.attachment, found, portal, revisit, self.parse_attachment)
        elif text := handed.elsewhere:
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
            cb_kwargs={
                "row": page.list_row,
                "portal": portal,
                "unlisted": page.unlisted,
                "page": replace(page, opened=None),
            },
            meta=Errand("report", page.portal, page.exchange.column_url, revisit).meta,
        )
        if form is None:
            return request
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "Referer": page.url}
        return request.replace(method="POST", body=urlencode(form), headers=headers)

    def parse_attachment(
        self, response: Response, row: ListRow, portal: Portal, unlisted: bool, page: Fetched
    ) -> Iterator[Item]:
        """Hand on an attachment as the report of its page."""
        found = fetched(response, row, portal)
        yield replace(found, page=page, attachment=response.url, unlisted=unlisted)

    def report_failed(self, failure: Failure) -> Iterator[Item]:
        """A report that didn't come is a failure of the visit, never of the agency."""
        request = request_of(failure)
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
            unlisted=request.cb_kwargs["unlisted"],
        )


def _unread(found: Fetched, response: Response, error: UnreadableDocument) -> Failed:
    """An answer to the request for a report that could not be taken apart, as it came."""
    return Failed(
        found.portal,
        found.url,
        "report",
        error.failure,
        f"{response.url} {error}",
        response.status,
        found.list_row,
        page=found.page,
        answer=as_it_came(response),
        unlisted=found.unlisted,
    )
