"""The one pipeline: every fetched report is archived, read and saved before the next one."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler

from crawler import variables
from crawler.clock import Clock
from crawler.items import Failed, Fetched, Held, Known, ListPage, ListRow, Parsed
from crawler.keeping.keep import NotAReport, account_for, held, keep, parse, parse_page, record, record_pages
from crawler.reading import UnreadableDocument, blocks_of
from crawler.reading.blocks import Page
from crawler.reading.opening.media_types import PAGES
from crawler.revisiting.memory import report_fingerprint, words_of
from crawler.visitor import visitor_of
from store.addresses import canonical
from store.failures import failure_named
from store.registry import load_registry
from store.store import Store
from store.tables.memory import RememberedPage
from store.tables.runs import NO_EXCHANGE


class Keep:
    """Scrapy pipeline over an open store. List reads pass through to crawler.runs; failures are kept as fetches."""

    def __init__(self, crawler: Crawler) -> None:
        self.clock = Clock.of(crawler.settings)
        self.run_id = crawler.settings.getint(variables.RUN)
        self.store = Store.open(Path(crawler.settings[variables.DB]))
        visitor = visitor_of(crawler)
        self.memory, self.apart = visitor.memory, visitor.apart
        self.registry = load_registry(Path(crawler.settings[variables.REGISTRY]))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Keep":
        """Made by Scrapy."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Keep one item. A report that brought nothing usable goes on as Failed, accounted for if its list row tells."""
        if isinstance(item, Known):
            self.store.reports.touch_report(item.list_row.url, self.clock.now())
            return item
        if isinstance(item, Fetched):
            record_pages(self.store, item.page, self.run_id)
            self.store.archive.put(item.body)  # before anything tries to read it
            try:
                said, found = await self._read(item)
                if isinstance(found, RememberedPage):
                    return self._as_known(item, said, found)
                kept = keep(self.store, self.registry, item, found, self.run_id, self.clock.now())
                self._remember(item, said, "unread" if kept.failure else "report")
                return replace(item, is_report=True)
            except (NotAReport, UnreadableDocument) as error:
                if isinstance(error, NotAReport) and not _announced(item.list_row, error.failure):
                    record(self.store, item, "report", self.run_id)
                    if error.failure == "not_a_report" and not item.lists:
                        self._remember(item, said, "none")
                        return item  # its title only might have been a report's; its content is none
                    return replace(item, unread=True)
                item = Failed(
                    item.portal,
                    item.url,
                    "report",
                    error.failure,
                    str(error),
                    item.status,
                    item.list_row,
                    answer=ListPage(
                        item.url,
                        item.body,
                        item.headers,
                        item.status,
                        item.fetched_at,
                        exchange=item.exchange,
                    ),
                    unlisted=item.unlisted,
                )
        if isinstance(item, Failed):
            now = self.clock.now()
            if item.list_row:
                self.store.memory.forget_page(item.portal, canonical(item.list_row.url))
            record_pages(self.store, item.page, self.run_id)
            self._keep_failed(item, now)
            if item.list_row and not item.unlisted:
                accounted = account_for(
                    self.store, self.registry, item.portal, item.list_row, item.message, now
                )
                item = replace(item, accounted=accounted)
        return item

    def _keep_failed(self, item: Failed, now: datetime) -> None:
        """Keep that a request failed, with the bytes of what came instead."""
        came = item.answer
        self.store.runs.save_fetch(
            self.run_id,
            item.portal,
            item.url,
            item.kind,
            came.fetched_at if came else now,
            status=item.status,
            failure=item.failure,
            headers=came.headers if came else None,
            sha256=self.store.archive.put(came.body) if came else None,
            size=len(came.body) if came else None,
            exchange=came.exchange if came else NO_EXCHANGE,
        )

    async def _read(self, item: Fetched) -> tuple[str, RememberedPage | Held]:
        """The fingerprint of a report, and what is remembered of it if it says what it said, else what it holds."""
        item = await self._parsed(item)
        said = report_fingerprint(item)
        if self.memory and (known := self.memory.says_the_same(item, said)):
            return said, known
        if item.parsed and item.parsed.held:
            return said, item.parsed.held
        blocks: Page | UnreadableDocument | None = None
        try:
            if item.document.media_type not in PAGES:
                blocks = await asyncio.to_thread(blocks_of, item.document)
        except UnreadableDocument as error:
            blocks = error
        return said, await self.apart.call(item.portal, held, item, blocks)

    async def _parsed(self, item: Fetched) -> Fetched:
        """A report with what was made of it and of the page that led to it, in processes of their own where they are pages."""
        if item.page and not item.page.parsed:
            parsed = await self.apart.call(item.portal, parse_page, item.page)
            item = replace(item, page=replace(item.page, parsed=parsed))
        if item.parsed:
            return item
        item = replace(item, opened=item.document)
        if not item.document.is_of(*PAGES):
            return replace(item, parsed=Parsed(words_of(item)))
        known = self.memory.words_known(item) if self.memory else ""
        return replace(item, parsed=await self.apart.call(item.portal, parse, item, known))

    def _as_known(self, item: Fetched, said: str, known: RememberedPage) -> Known:
        """A report that says what it said: its bytes are evidence, nothing is read or written anew."""
        now = self.clock.now()
        kept = self.store.reports.known_report(item.url)
        record(self.store, item, "report", self.run_id, same_as=(kept and kept.sha256) or "")
        self.store.reports.touch_report(item.list_row.url, now)
        self._remember(item, said, known.kind)
        return Known(
            item.portal, item.list_row, asked=True, is_report=known.kind != "none", unlisted=item.unlisted
        )

    def _remember(self, item: Fetched, said: str, kind: str) -> None:
        if self.memory:
            self.memory.keep_report(item, said, kind)

    def close_spider(self) -> None:
        """Close the store."""
        self.store.close()


def _announced(row: ListRow, failure: str) -> bool:
    """Whether a list row promised a report, so that something else under its address is a failure.

    An undated link called 政府信息公开年报 that leads to a page of another kind is a menu's. Of what didn't come whole nobody
    knows what it is.
    """
    title = row.parsed_title
    known = failure_named(failure)
    if known and known.kind in ("connection", "answer"):
        return True
    menu = title and failure == "not_a_report" and not (title.agency or title.year or row.listed_on)
    return title is not None and not menu
