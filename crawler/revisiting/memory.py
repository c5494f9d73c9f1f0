"""What this visit knows of the ones before: which answers may stand, and what of tonight the next visit may rest on."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings

from crawler import variables
from crawler.items import Fetched, ListPage, ListRead, ListRow
from crawler.reading import READER_VERSION
from crawler.reading.opening.charsets import charset_in
from crawler.revisiting.due import DOUBTFUL_NIGHTS, is_due, may_stand, must_fetch
from crawler.revisiting.fingerprints import page_fingerprint
from store.addresses import canonical
from store.archive import ArchiveError
from store.registry import Agency, Portal, Registry, load_registry
from store.store import Store
from store.tables.memory import RememberedColumn, RememberedPage

# A Last-Modified younger than this says nothing: the page may change within the second.
_SETTLED = timedelta(seconds=60)
UNLISTED = "（栏目中不再列出）"  # behind the title of a report that no column lists any more


class Memory:
    """The memory of one crawl, over its own connection to the store; every question is asked as of `night`."""

    def __init__(self, store: Store, night: date, registry: Registry) -> None:
        self.store, self.night, self.portals = store, night, registry.portals
        self._agencies: dict[str, list[Agency]] = defaultdict(list)
        for agency in registry.agencies.values():
            self._agencies[agency.portal_id or ""].append(agency)
        self._stamps: dict[str, str] = {}

    @classmethod
    def of(cls, settings: BaseSettings) -> "Memory | None":
        """The memory that a Scrapy process was started with; None for a visit that keeps nothing."""
        if not settings.get(variables.DB):
            return None
        night = date.fromisoformat(settings[variables.NIGHT])
        registry = load_registry(Path(settings[variables.REGISTRY]))
        return cls(Store.open(Path(settings[variables.DB])), night, registry)

    def _read_with(self, portal_id: str) -> str:
        """What a report of a portal is read with: our reader, and the agencies that it may be of."""
        if portal_id not in self._stamps:
            known = "\n".join(sorted(agency.model_dump_json() for agency in self._agencies[portal_id]))
            self._stamps[portal_id] = f"{READER_VERSION} {hashlib.sha256(known.encode()).hexdigest()[:16]}"
        return self._stamps[portal_id]

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def column(self, portal: Portal, url: str) -> RememberedColumn | None:
        """The reading of a column that may stand tonight; None where it is to be read in full."""
        days = portal.recheck_days
        if is_due(url, self.night, days):
            return None
        known = self.store.memory.remembered_column(portal.id, url)
        if known is None:
            return None
        dues = self.store.filings.unseen_dues(portal.id)
        return known if may_stand(known.read_on, self.night, dues, days) else None

    def furniture(self, portal: Portal, url: str) -> tuple[dict[str, str], dict[str, str]]:
        """What surrounds the list of a column: as it is accepted, and what stood in its place on the night before."""
        return self.store.memory.furniture(portal.id, url)

    def held(self, portal_id: str, url: str) -> RememberedPage | None:
        """A page with validators whose bytes are not older than the portal's recheck days."""
        known = self.store.memory.remembered_page(portal_id, url)
        if known is None or not (known.etag or known.last_modified):
            return None
        age = (self.night - known.fetched_on).days
        return known if 0 <= age < self.portals[portal_id].recheck_days else None

    def bytes_of(self, page: RememberedPage) -> bytes | None:
        """The archived bytes of a page; None where the archive lacks them or they are damaged."""
        try:
            return self.store.archive.get(page.sha256)
        except ArchiveError:
            return None

    def settled(self, portal: Portal, row: ListRow) -> RememberedPage | None:
        """What is known of a listed report: as it is listed, by today's reader and registry, and not due tonight; else None."""
        known = self._standing(portal, row)
        return known if known is not None and known.read_with == self._read_with(portal.id) else None

    def unlisted(self, portal: Portal, shown: Collection[str]) -> list[ListRow]:
        """The reports of a portal that stand in none of its columns, as rows that say no day."""
        seen = {canonical(url) for url in shown}
        kept = self.store.reports.standing_reports(portal.id)
        return [ListRow(url, f"{title}{UNLISTED}") for url, title in kept if canonical(url) not in seen]

    def to_read_again(self, portal: Portal, row: ListRow) -> Fetched | None:
        """A listed report whose bytes may stand, for a reader or a registry that has changed: nothing is asked for."""
        known = self._standing(portal, row)
        body = self.bytes_of(known) if known else None
        if known is None or body is None or known.read_with == self._read_with(portal.id):
            return None
        page = self._archived(known, row, body)
        report = self.store.reports.known_report(row.url)
        snapshot = report.snapshot if report else None
        if snapshot is None or canonical(snapshot) == canonical(row.url):
            return page
        file = self.store.memory.remembered_page(portal.id, snapshot)
        content = self.bytes_of(file) if file else None
        if file is None or content is None:
            return None
        return replace(self._archived(file, row, content), page=page, attachment=snapshot)

    def _standing(self, portal: Portal, row: ListRow) -> RememberedPage | None:
        """What is remembered of a report that need not be asked for tonight."""
        known = self.store.memory.remembered_page(portal.id, canonical(row.url))
        if known is None or known.listed != listed(row):
            return None
        days = portal.recheck_days
        if known.kind in ("none", "unread"):
            days = min(days, DOUBTFUL_NIGHTS)
        if must_fetch(row.url, known.fetched_on, self.night, days):
            return None
        report = self.store.reports.known_report(row.url)
        if known.kind == "none":
            return known if report is None else None
        there = report is not None and report.current_version and not report.gone_at
        return known if there else None

    def _archived(self, known: RememberedPage, row: ListRow, body: bytes) -> Fetched:
        charset = charset_in(known.headers.get("content-type", ""))
        now = datetime.now(UTC)
        return Fetched(
            known.portal_id, row.url, body, dict(known.headers), 200, now, row, charset, archived=True
        )

    def is_recheck(self, portal: Portal, row: ListRow) -> bool:
        """Whether a report is to be fetched in full tonight, whatever its server says of its age."""
        known = self.store.memory.remembered_page(portal.id, canonical(row.url))
        return known is None or must_fetch(row.url, known.fetched_on, self.night, portal.recheck_days)

    def came_again(self, fetched: Fetched) -> str:
        """The fingerprint of a report whose page came with the very bytes that were read; "" where others came, or where its
        text came from elsewhere.
        """
        known = self._as_read(fetched)
        if known is None or known.kind != "report" or " " in known.fingerprint:
            return ""
        same = known.sha256 == hashlib.sha256(fetched.body).hexdigest()
        charset = charset_in(known.headers.get("content-type", ""))
        return known.fingerprint if same and charset == fetched.charset else ""

    def words_known(self, fetched: Fetched) -> str:
        """The fingerprint with which a report would be known; "" where it is to be read whatever it says."""
        known = self._as_read(fetched)
        return known.fingerprint if known else ""

    def says_the_same(self, fetched: Fetched, said: str) -> RememberedPage | None:
        """What is remembered of a report whose page and attachment say what they said when they were last read.

        `said` is the fingerprint of both.
        """
        known = self._as_read(fetched)
        return known if known and known.fingerprint == said else None

    def _as_read(self, fetched: Fetched) -> RememberedPage | None:
        """What is remembered of a report, or of what is none, that is listed, and would be read, as when it was read."""
        known = self.store.memory.remembered_page(fetched.portal, canonical(fetched.url))
        if (
            known is None
            or known.kind not in ("report", "none")
            or known.listed != listed(fetched.list_row)
            or known.read_with != self._read_with(fetched.portal)
        ):
            return None
        report = self.store.reports.known_report(fetched.url)
        there = report is not None and report.current_version is not None
        return known if there == (known.kind == "report") else None

    def keep_report(self, fetched: Fetched, said: str, kind: str) -> None:
        """Remember a report that was kept, `kind` report or unread, or that turned out to be none, by its fingerprint."""
        page = fetched.page or fetched
        self._keep(page, canonical(fetched.url), kind, said, listed(fetched.list_row))
        if fetched.page:
            self._keep(fetched, fetched.attachment, "attachment", "", "")

    def _keep(self, answer: Fetched, url: str, kind: str, said: str, row: str) -> None:
        old = answer.archived or answer.status == 304
        held = self.store.memory.remembered_page(answer.portal, url) if old else None
        self.store.memory.remember_page(
            RememberedPage(
                answer.portal,
                url,
                kind,
                hashlib.sha256(answer.body).hexdigest(),
                said,
                held.fetched_on if held else self.night,
                answer.headers.get("etag", ""),
                last_modified(answer.headers),
                answer.headers,
                row,
                self._read_with(answer.portal),
            )
        )

    def keep_list_page(self, portal_id: str, page: ListPage, digest: str) -> None:
        """Remember a list page that came tonight and can be asked for on a condition."""
        etag, modified = page.headers.get("etag", ""), last_modified(page.headers)
        if page.since is None and (etag or modified):
            self.store.memory.remember_page(
                RememberedPage(
                    portal_id, page.url, "list", digest, "", self.night, etag, modified, page.headers
                )
            )

    def keep_column(self, read: ListRead, evidence: dict[str, str]) -> None:
        """Remember a reading to the column's end; a partial one makes the next night read in full.

        Furniture that is another one, and that pages are never closed, is accepted on the second night that shows it.
        """
        accepted, candidate = self.store.memory.furniture(read.portal, read.column)
        here = dict(read.furniture)
        open_end = read.failure == "cut_short" and bool(here.get("open"))
        if here and (read.failure == "other_page" or open_end) and here != candidate:
            self.store.memory.keep_furniture(read.portal, read.column, accepted, here)
        elif here and read.complete and here != accepted:
            self.store.memory.keep_furniture(read.portal, read.column, here, {})
        if not read.complete:
            self.store.memory.forget_column(read.portal, read.column)
        elif not read.rested:
            rows = tuple((row.url, row.title, row.listed_on) for row in read.rows)
            self.store.memory.remember_column(
                RememberedColumn(
                    read.portal,
                    read.column,
                    read.front,
                    read.since or self.night,
                    read.claimed.words,
                    rows,
                    evidence,
                    read.doubts,
                    read.counted,
                )
            )


def listed(row: ListRow) -> str:
    """How a column lists a report, for telling whether it does so differently."""
    return f"{row.title}\n{row.listed_on or ''}"


def report_fingerprint(fetched: Fetched) -> str:
    """The fingerprint of a report's page, together with that of the attachment which holds the report."""
    if fetched.page is None:
        return words_of(fetched)
    page = replace(fetched.page, attachment="")
    return f"{words_of(page)} {fetched.attachment} {words_of(fetched)}"


def words_of(fetched: Fetched) -> str:
    """The fingerprint of an answer by itself: as told by the process that parsed it, if one did."""
    if fetched.parsed:
        return fetched.parsed.said
    return page_fingerprint(fetched.document.at(fetched.attachment or fetched.url))


def last_modified(headers: Any) -> str:
    """The Last-Modified of an answer, "" where it can't be trusted to change when the page does.

    A page made for the request has the time of the request; one changed a moment ago may change once more within
    the same second.
    """
    value, now = headers.get("last-modified", ""), headers.get("date", "")
    try:
        settled = parsedate_to_datetime(now) - parsedate_to_datetime(value) >= _SETTLED
    except (ValueError, TypeError):
        return ""
    return value if settled else ""
