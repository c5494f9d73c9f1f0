"""From fetched bytes to a kept report: archive first, then read, match, save."""

from dataclasses import dataclass, replace
from datetime import datetime

from crawler.items import Fetched, Held, ListRow, Parsed
from crawler.keeping.whole_reports import is_complete, short_of, shortfall_of
from crawler.keeping.whose import as_of, body_elsewhere, match_agency
from crawler.manners.recognise import is_index_page
from crawler.reading import READER_VERSION, UnreadableDocument, read
from crawler.reading.around.front import is_cut, names_an_agency
from crawler.reading.blocks import Page
from crawler.revisiting.fingerprints import page_fingerprint
from crawler.revisiting.memory import report_fingerprint, words_of
from store.addresses import same_place
from store.errors import NianbaoError
from store.judging.saving import Place, save_report
from store.models import CONTENT_UNREAD, Note, Report
from store.registry import Registry
from store.store import Store
from store.tables.reports import Saved, Snapshot

# Failures of reading which say that the answer was no document at all, whatever was asked for.
NO_CONTENT = frozenset({"empty", "no_body", "hijacked"})


class NotAReport(NianbaoError):
    """Raised when what came under a report's address is something else: an error page, a challenge, a stub.

    It is a failure of the visit: nothing is saved, no version is replaced. `failure` is its class.
    """

    def __init__(self, failure: str, message: str) -> None:
        super().__init__(message)
        self.failure = failure


def _without_figures(row: ListRow, reason: str) -> Report:
    """What a list row alone proves about a report whose content could not be read."""
    title = row.parsed_title
    named = title.agency if title else None
    return Report(
        source=row.url,
        title=row.title,
        agency=named if names_an_agency(named) else None,
        title_agency=named,
        year=title.year if title else None,
        published={"list": row.listed_on} if row.listed_on else {},
        notes=(Note(f"报告内容未能读取：{reason}", state=CONTENT_UNREAD),),
    )


def held(fetched: Fetched, blocks: Page | UnreadableDocument | None = None) -> Held:
    """What fetched bytes hold. `blocks` are theirs where those were read elsewhere, or why there are none."""
    fetched = replace(fetched, opened=fetched.document)
    short = shortfall_of(fetched)
    try:
        report, kind, failure, names = _read(fetched, blocks)
    except NotAReport as error:
        if short is None and (place := _sent_elsewhere(fetched)):
            return Held(None, failure="moved", message=f"转到了 {place}，{error}")
        return Held(
            None,
            failure=short.failure if short else error.failure,
            message=short.words if short else str(error),
        )
    if short and (short.grave or failure or not is_complete(report, fetched)):
        return Held(None, failure=short.failure, message=f"{short.words}，不能确定报告完整")
    return Held(replace(report, cells={}), tuple(report.cells.items()), kind, failure, names=names)


def parse(fetched: Fetched, known: str, blocks: Page | UnreadableDocument | None = None) -> Parsed:
    """What the answer that is to be kept says, and what it holds where that isn't what is `known` of the report."""
    fetched = replace(fetched, opened=fetched.document, parsed=None)
    parsed = Parsed(words_of(fetched))
    if known and report_fingerprint(replace(fetched, parsed=parsed)) == known:
        return parsed
    return replace(parsed, held=held(fetched, blocks))


def parse_page(page: Fetched, blocks: Page | UnreadableDocument | None = None) -> Parsed:
    """What a page says that hands on to what is to be kept; a shell, which has no text of its own, is no report."""
    document = page.document
    page = replace(page, opened=document)
    parsed = Parsed(page_fingerprint(document), short=short_of(page))
    try:
        if isinstance(blocks, UnreadableDocument):
            raise blocks
        report = read(document, {document.body: blocks} if blocks else None)
    except UnreadableDocument as reason:
        shell = reason.failure == "no_body"
        return parsed if shell else replace(parsed, failure=reason.failure, message=str(reason))
    return replace(parsed, report=replace(report, cells={}))


def _sent_elsewhere(fetched: Fetched) -> str:
    """The address that the answer came from, where that isn't what was asked for; else ""."""
    exchange = fetched.exchange
    return exchange.final_url if exchange.asked and not same_place(exchange.asked, exchange.final_url) else ""


def _read(
    fetched: Fetched, blocks: Page | UnreadableDocument | None
) -> tuple[Report, str, str, tuple[str, ...]]:
    """The report that the bytes hold, their media type, why they could not be read, "" if they were, and the bodies that they
    name themselves.

    Raises NotAReport.
    """
    document, page = fetched.document, None
    try:
        page = _page_of(fetched)
        kind = document.media_type
        if isinstance(blocks, UnreadableDocument):
            raise blocks
        report = read(document, {fetched.body: blocks} if blocks else None)
    except UnreadableDocument as reason:
        if reason.failure in NO_CONTENT:
            raise NotAReport(
                reason.failure, "返回的内容为空" if reason.failure == "empty" else str(reason)
            ) from reason
        unread = _without_figures(fetched.list_row, str(reason))
        return _with_page(unread, page), "application/octet-stream", reason.failure, ()
    if report.form is None and (not report.sections or fetched.list_row.parsed_title is None):
        remarks = "；".join(["", *(note.message for note in report.notes if not note.state)])
        if is_index_page(document, fetched.list_row.title):
            raise NotAReport("other_page", "返回的是满是链接的页面，没有这篇文章的题目")
        raise NotAReport("not_a_report", f"返回的内容没有年度报告的章节和表格{remarks}")
    names = tuple(name for name in (report.title_agency, report.agency) if name)
    report = _with_list_row(_with_page(report, page), fetched.list_row)
    if page and page.year != report.year:
        report = replace(report, other_year=report.other_year or page.year)
    return report, kind, "", names


def _page_of(fetched: Fetched) -> Report | None:
    """What the page says that handed on to the attachment; None for a shell, whose text is that of the attachment."""
    if fetched.page is None:
        return None
    parsed = fetched.page.parsed or parse_page(fetched.page)
    if parsed.failure:
        raise UnreadableDocument(parsed.failure, parsed.message)
    return parsed.report


def _with_page(report: Report, page: Report | None) -> Report:
    """The report of an attachment, with what the page that handed on to it says and it doesn't."""
    if page is None:
        return report
    told = tuple(note for note in page.notes if not note.state)
    return replace(
        report,
        title=report.title or page.title,
        agency=report.agency or page.agency,
        title_agency=report.title_agency or page.title_agency,
        year=report.year or page.year,
        signed_on=report.signed_on or page.signed_on,
        published={**page.published, **report.published},
        publisher=page.publisher or report.publisher,
        sections=report.sections or page.sections,
        notes=(*told, *report.notes),
    )


def _with_list_row(report: Report, row: ListRow) -> Report:
    """A report with what its list row says where the page doesn't; two years are both remembered.

    A period left over from last year's text is common: where page title and list row agree, they count.
    """
    listed = row.parsed_title
    if listed is None:
        return report if report.title or is_cut(row.title) else replace(report, title=row.title)
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


@dataclass(frozen=True)
class Kept:
    """What keeping a report did; `failure` says why its content could not be read, "" if it was."""

    saved: Saved
    failure: str = ""


def record(
    store: Store,
    fetched: Fetched,
    kind: str,
    run_id: int,
    failure: str = "",
    same_as: str = "",
) -> str:
    """Archive what was fetched and keep that it was, and if it could not be read why; returns the sha256 of its bytes.

    What came from the archive was recorded when it was fetched. `same_as` names kept bytes that say the
    same, where these are others.
    """
    digest = store.archive.put(fetched.body)
    if fetched.archived:
        return digest
    store.runs.save_fetch(
        run_id,
        fetched.portal,
        fetched.attachment or fetched.url,
        kind,
        fetched.fetched_at,
        status=fetched.status,
        failure=failure,
        headers=fetched.headers,
        sha256=digest,
        size=len(fetched.body),
        same_as=same_as if same_as != digest else "",
        exchange=fetched.exchange,
    )
    return digest


def record_pages(store: Store, page: Fetched | None, run_id: int) -> None:
    """Archive the pages that led to a report, the last one first."""
    while page:
        record(store, page, "page", run_id)
        page = page.page


def keep(store: Store, registry: Registry, fetched: Fetched, found: Held, run_id: int, now: datetime) -> Kept:
    """Archive one fetched report and save what was found in it. Raises NotAReport where that is none: the pipeline keeps what
    came.
    """
    store.archive.put(fetched.body)
    if found.report is None:
        raise NotAReport(found.failure, found.message)
    title = fetched.list_row.parsed_title
    listed = match_agency((title.agency if title else None,), registry.of_portal(fetched.portal))
    if listed and (other := body_elsewhere(found.names, listed)):
        raise NotAReport("other_page", f"列出的是{listed.name}的报告，返回的是{other}的")
    report = replace(found.report, cells=dict(found.cells))
    if not report.has_figures and store.reports.has_figures(fetched.url):
        raise NotAReport("lost_tables", "此前读到过表格，这次的页面没有任何数字；保留此前的版本")
    digest = record(store, fetched, "report", run_id, found.failure)
    snapshot = Snapshot(
        fetched.attachment or fetched.url,
        digest,
        len(fetched.body),
        found.kind,
        fetched.fetched_at,
        READER_VERSION,
    )
    place = _place(registry, fetched.portal, report, fetched.list_row)
    return Kept(save_report(store, report, snapshot, place, now), found.failure)


def _place(registry: Registry, portal: str, report: Report, row: ListRow) -> Place:
    """Whose report it is, by the names it prints: title, signature, list row, and only then the publisher.

    Nobody's, if page and list row name two agencies of the portal: it may be either's. Nor that of a government or
    its office for being the publisher: they publish for all their departments.
    """
    known = registry.of_portal(portal)
    title = row.parsed_title
    printed = match_agency((report.title_agency, report.agency), known)
    listed = match_agency((title.agency if title else None,), known)
    if printed and listed and printed != listed:
        return Place(None, portal)
    publisher = match_agency((report.publisher,), known)
    if publisher and (publisher.kind == "government" or publisher.name.endswith(("办公室", "办公厅"))):
        publisher = None
    agency = printed or listed or publisher
    return Place(as_of(agency, report.year, registry.agencies).id if agency else None, portal)


def account_for(
    store: Store, registry: Registry, portal: str, row: ListRow, reason: str, now: datetime
) -> bool:
    """A listed report that could not be read: keep what its list row proves. True if that says whose it is and when.

    A report already known stays as it is and counts as seen.
    """
    if store.reports.touch_report(row.url, now):
        return True
    report = _without_figures(row, reason)
    place = _place(registry, portal, report, row)
    if place.agency_id is None or report.year is None:
        return False
    digest = store.archive.put(row.title.encode())
    save_report(store, report, Snapshot(row.url, digest, 0, "text/plain", now, READER_VERSION), place, now)
    return True
