"""What a visit saw: one portal run a portal, errors and silence included. Nightly trusts these rows, not exit codes."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from twisted.python.failure import Failure

from crawler import variables
from crawler.clock import Clock
from crawler.errand import Errand
from crawler.items import Failed, Fetched, Known, ListPage, ListRead
from crawler.reading.around.front import is_cut, promises, simplified
from crawler.reading.words.labels import squeeze
from crawler.revisiting.memory import Memory
from crawler.visitor import visitor_of
from store.addresses import canonical
from store.failures import failure_named
from store.models import Doubt
from store.store import Store
from store.tables.runs import ListOutcome, PortalRun

logger = logging.getLogger(__name__)


@dataclass
class Visit:
    """The visit to one portal so far. `blocking` are failures after which absence can't be proved of anybody."""

    columns: dict[str, ListOutcome] = field(default_factory=dict)
    reads: list[ListRead] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)  # every row of every column
    listed: set[str] = field(default_factory=set)  # those with the title of a report
    kept: set[str] = field(default_factory=set)  # fetched and read
    reports: set[str] = field(default_factory=set)  # of what was fetched or known, those that are reports
    accounted: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)  # accounted for only because nothing is at their address
    gone: set[str] = field(default_factory=set)  # unlisted, and no more at their own address either
    failures: list[tuple[str, str]] = field(default_factory=list)
    blocking: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def fail(self, failure: str, message: str, blocking: bool = True) -> None:
        """Count a failure."""
        self.failures.append((failure, message))
        if blocking:
            self.blocking.append((failure, message))

    def take(self, item: Fetched | Known) -> None:
        """Count a report that came, or that is known."""
        place = canonical(item.list_row.url)
        if isinstance(item, Known):
            self.accounted.add(place)
        elif not item.unread:
            self.kept.add(place)
        if item.is_report:
            self.reports.add(place)
        if item.unlisted and isinstance(item, Fetched):
            words = f"此前列出的报告不再列出，原网址仍可打开：{item.list_row.url}"
            self.doubts.append(Doubt("unlisted", words))

    def miss(self, item: Failed) -> None:
        """Count a request that failed. Whom it keeps from being accused depends on what the row says."""
        title = item.list_row.title if item.list_row else ""
        absent = (known := failure_named(item.failure)) is not None and known.kind == "absence"
        if item.unlisted and absent and item.failure not in ("foreign_host", "moved", "redirect_loop"):
            self.gone.add(canonical(item.url))
            return
        promised = item.kind == "list" or promises(title) or is_cut(title)
        blocking = promised and not item.accounted and not item.unlisted
        self.fail(item.failure, f"{item.url} {item.message}", blocking)
        if item.accounted or absent:
            self.accounted.add(canonical(item.url))
            self.dead |= set() if item.accounted else {canonical(item.url)}
        if item.accounted and item.kind == "report":
            self.reports.add(canonical(item.url))

    def outcome(self, columns: tuple[str, ...]) -> PortalRun:
        """Complete only if every column was read to its end and every report listed there is accounted for."""
        problems = [(read.failure, read.problem) for read in self.columns.values() if read.problem]
        # What is known of a column explains what failed of its rows; that it wasn't read explains nothing.
        blocking = [problem for problem in problems if problem[0] != "partial_list"] + self.blocking
        blocking += [problem for problem in problems if problem[0] == "partial_list"]
        blocking += [("partial_list", f"{url} 没有读完") for url in columns if url not in self.columns]
        if not blocking and self.listed - self.kept - self.accounted:
            blocking.append(
                ("unread_report", f"{len(self.listed - self.kept - self.accounted)}份列出的报告没有下落")
            )
        told = blocking or self.failures
        return PortalRun(
            complete=not blocking,
            pages=sum(read.pages for read in self.columns.values()),
            rows=sum(read.rows for read in self.columns.values()),
            reports_listed=len(self.listed),
            reports_read=len(self.kept & self.reports),
            failures=len(self.failures),
            failure=told[0][0] if told else "",
            message="；".join(dict.fromkeys(text for _, text in told))[:500],
            doubts=tuple(dict.fromkeys((*self.doubts, *self._doubts()))),
        )

    def _doubts(self) -> Iterator[Doubt]:
        """What keeps the columns, though read, from proving an absence."""
        for read in self.reads:
            yield from read.doubts
            rows = {canonical(row.url): row for row in read.rows}
            if not read.says_none and not self.reports & rows.keys():
                yield Doubt("no_report", f"{read.column} 中没有一份年度报告")
            for url in read.asked:
                place = canonical(url)
                if place not in self.kept | (self.accounted - self.dead) and place in rows:
                    title = simplified(squeeze(rows[place].title))
                    yield Doubt("unread_row", f"列出的“{title[:60]}”没有读到", title)


class PortalRuns:
    """Scrapy extension: opens the portal runs before the first request and closes them at the end.

    A process that dies leaves them as they were opened: interrupted, incomplete.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.clock = Clock.of(settings)
        self.night = date.fromisoformat(settings[variables.NIGHT])
        self.run_id = settings.getint(variables.RUN)
        self.store = Store.open(Path(settings[variables.DB]))
        self.memory: Memory | None = None
        self.visits: dict[str, Visit] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PortalRuns":
        """Made by Scrapy; listens to the signals of the crawl."""
        runs = cls(crawler)
        for handler, signal in (
            (runs.opened, signals.spider_opened),
            (runs.scraped, signals.item_scraped),
            (runs.item_error, signals.item_error),
            (runs.spider_error, signals.spider_error),
            (runs.closed, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)
        return runs

    def opened(self) -> None:
        """Open a run for every portal of this crawl."""
        visitor = visitor_of(self.crawler)
        self.memory = visitor.memory
        for portal in visitor.portals:
            self.visits[portal.id] = Visit()
            self.store.runs.start_portal_run(self.run_id, portal.id, self.night, self.clock.now())

    def scraped(self, item: Any) -> None:
        """Count what came."""
        visit = self.visits[item.portal]
        if isinstance(item, ListRead):
            visit.columns[item.column] = self._keep_list(item)
            visit.reads.append(item)
            visit.shown |= {canonical(row.url) for row in item.rows}
            visit.listed |= {canonical(row.url) for row in item.rows if row.parsed_title}
        elif isinstance(item, (Fetched, Known)):
            visit.take(item)
        elif isinstance(item, Failed):
            visit.miss(item)

    def _keep_list(self, read: ListRead) -> ListOutcome:
        """Archive the pages of a column, keep how far it was read, and remember it for the next visit."""
        tonight: dict[str, str] = {}
        for page in read.pages:
            digest = self._keep_page(read, page)
            repeated = tonight.get(page.url, digest) != digest  # one address may answer otherwise each time
            tonight[f"{page.url}#{len(tonight) + 1}" if repeated else page.url] = digest
        digests = tonight | {url: digest for url, digest in read.earlier.items() if url not in tonight}
        if self.memory:
            self.memory.keep_column(read, digests)
        shells = {page.url: self._keep_page(read, page) for page in read.shells}
        digests = {**shells, **digests}
        if read.beyond:
            place = read.beyond.url
            place = f"{place}#{len(digests) + 1}" if place in digests else place
            digests = {**digests, place: self._keep_page(read, read.beyond)}
        outcome = ListOutcome(
            read.column,
            read.complete,
            max(len(read.pages), len(read.earlier)),
            len(read.rows),
            read.claimed,
            read.problem,
            digests,
            read.since,
            read.failure,
            read.trouble,
            read.counted,
        )
        self.store.runs.save_list_read(self.run_id, read.portal, outcome)
        return outcome

    def _keep_page(self, read: ListRead, page: ListPage) -> str:
        """Archive a page of a column, or the answer beyond its last one; returns the sha256 of its bytes."""
        digest = self.store.archive.put(page.body)
        self.store.runs.save_fetch(
            self.run_id,
            read.portal,
            page.url,
            "beyond" if page is read.beyond else "list",
            page.fetched_at,
            status=page.status,
            headers=page.headers,
            sha256=digest,
            size=len(page.body),
            exchange=page.exchange,
        )
        if self.memory and read.complete and page.status in (200, 304):
            self.memory.keep_list_page(read.portal, page, digest)
        return digest

    def item_error(self, item: Any, failure: Failure) -> None:
        """An item that our own code could not keep: our fault, and the portal was not read completely."""
        where = item.list_row.url if isinstance(item, Fetched) else item.portal
        self.visits[item.portal].fail("our_error", f"{where} {type(failure.value).__name__}")

    def spider_error(self, failure: Failure, response: Response) -> None:
        """A page that our own spider stumbled over: our fault, and the portal was not read completely."""
        portal = Errand.of(response.request).portal
        if portal in self.visits:
            self.visits[portal].fail("our_error", f"{response.url} {type(failure.value).__name__}")

    def closed(self, reason: str) -> None:
        """Close every run with what it saw; reports gone from a completely read portal are marked."""
        now = self.clock.now()
        for portal in visitor_of(self.crawler).portals:
            visit = self.visits[portal.id]
            if reason != "finished":
                visit.fail("interrupted", f"访问中断（{reason}）")
            seen = visit.outcome(portal.columns)
            if seen.complete:
                self.store.reports.mark_gone(portal.id, visit.gone, now)
                self.store.reports.mark_unlisted(portal.id, visit.shown, now)
            self.store.runs.finish_portal_run(self.run_id, portal.id, seen, now)
            logger.info("%s: %s %s", portal.id, "complete" if seen.complete else "partial", _words(seen))
        self.store.close()


def _words(seen: PortalRun) -> str:
    counts = Counter(pages=seen.pages, rows=seen.rows, listed=seen.reports_listed, read=seen.reports_read)
    return " ".join(f"{name}={count}" for name, count in counts.items()) + f" {seen.message}"


class ShortLog(LogFormatter):
    """Log lines without the bodies of pages."""

    def scraped(self, item: Any, response: Any, spider: Spider | None = None) -> Any:
        """One short line an item."""
        name = f"{type(item).__name__} of {getattr(item, 'portal', '?')}"
        return {"level": logging.DEBUG, "msg": "%(name)s", "args": {"name": name}}

    def item_error(
        self, item: Any, exception: BaseException, response: Any, spider: Spider | None = None
    ) -> Any:
        """An error line without the item's bytes."""
        args = {"name": f"{type(item).__name__} of {getattr(item, 'portal', '?')}", "error": exception}
        return {"level": logging.ERROR, "msg": "%(name)s: %(error)s", "args": args}
