"""From fetched bytes to a kept report: archive first, then read, match, save."""

from dataclasses import replace
from datetime import datetime

from crawler.items import Fetched, ListRow
from crawler.matching import match_agency
from crawler.reading import READER_VERSION, Document, UnreadableDocument, media_type, read
from crawler.reading.front import names_an_agency, parse_title
from store.models import Note, Report
from store.registry import Registry
from store.report_rows import Saved, Snapshot
from store.store import Place, Store


class NotAReport(Exception):
    """Raised when what came under a report's address is something else: an error page, a challenge, a stub.

    It is a failure of the visit: nothing is saved, no version is replaced. `failure` is its class.
    """

    def __init__(self, failure: str, message: str) -> None:
        super().__init__(message)
        self.failure = failure


def _without_figures(row: ListRow, reason: str) -> Report:
    """What a list row alone proves about a report whose content could not be read."""
    title = parse_title(row.title)
    named = title.agency if title else None
    return Report(
        source=row.url,
        title=row.title,
        agency=named if names_an_agency(named) else None,
        title_agency=named,
        year=title.year if title else None,
        published={"list": row.listed_on} if row.listed_on else {},
        notes=(Note(f"报告内容未能读取：{reason}", state="unread"),),
    )


def _read(fetched: Fetched) -> tuple[Report, str]:
    """The report that the bytes hold, and their media type. Raises NotAReport."""
    document = Document(fetched.url, fetched.body, fetched.charset, fetched.list_row.listed_on)
    try:
        kind = media_type(fetched.body)
        report = read(document)
    except UnreadableDocument as reason:
        if reason.failure == "empty":
            raise NotAReport("empty", "返回的内容为空") from reason
        return _without_figures(fetched.list_row, str(reason)), "application/octet-stream"
    if report.form is None and (not report.sections or parse_title(fetched.list_row.title) is None):
        raise NotAReport("not_a_report", "返回的页面没有年度报告的章节和表格")
    return _with_list_row(report, fetched.list_row), kind


def _with_list_row(report: Report, row: ListRow) -> Report:
    """A report with what its list row says where the page doesn't; two years are both remembered.

    A period left over from last year's text is common: where page title and list row agree, they count.
    """
    listed = parse_title(row.title)
    if listed is None:
        return report
    year, other = report.year or listed.year, report.other_year
    if listed.year and listed.year != year:
        year, other = (listed.year, year) if listed.year == other else (year, other or listed.year)
    return replace(
        report,
        title=report.title or listed.text,
        year=year,
        other_year=other,
        title_agency=report.title_agency or listed.agency,
    )


def keep(store: Store, registry: Registry, fetched: Fetched, run_id: int, now: datetime) -> Saved:
    """Archive, read and save one fetched report. Raises NotAReport where the page holds none."""
    digest = store.archive.put(fetched.body)
    store.save_fetch(
        run_id,
        fetched.portal,
        fetched.url,
        "report",
        now,
        status=fetched.status,
        headers=fetched.headers,
        sha256=digest,
        size=len(fetched.body),
    )
    report, kind = _read(fetched)
    if not report.has_figures and store.has_figures(fetched.url):
        raise NotAReport("lost_tables", "此前读到过表格，这次的页面没有任何数字；保留此前的版本")
    snapshot = Snapshot(fetched.url, digest, len(fetched.body), kind, now, READER_VERSION)
    return store.save_report(
        report, snapshot, _place(registry, fetched.portal, report, fetched.list_row), now
    )


def _place(registry: Registry, portal: str, report: Report, row: ListRow) -> Place:
    """Whose report it is, by the names it prints: title, signature, list row, and only then the publisher.

    Nobody's, if page and list row name two agencies of the portal: it may be either's.
    """
    known = registry.of_portal(portal)
    title = parse_title(row.title)
    printed = match_agency((report.title_agency, report.agency), known)
    listed = match_agency((title.agency if title else None,), known)
    if printed and listed and printed != listed:
        return Place(None, portal)
    agency = printed or listed or match_agency((report.publisher,), known)
    return Place(agency.id if agency else None, portal)


def account_for(
    store: Store, registry: Registry, portal: str, row: ListRow, reason: str, now: datetime
) -> bool:
    """A listed report that could not be read: keep what its list row proves. True if that says whose it is and when.

    A report already known stays as it is and counts as seen.
    """
    if store.touch_report(row.url, now):
        return True
    report = _without_figures(row, reason)
    place = _place(registry, portal, report, row)
    if place.agency_id is None or report.year is None:
        return False
    digest = store.archive.put(row.title.encode())
    store.save_report(report, Snapshot(row.url, digest, 0, "text/plain", now, READER_VERSION), place, now)
    return True
