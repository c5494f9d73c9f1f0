"""Saving a report: it is kept, whose it is told where another portal prints the same, and judged, all in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from store.addresses import canonical
from store.judging import reports
from store.models import Report
from store.store import Store
from store.tables.reports import Saved, Snapshot, content_hash


@dataclass(frozen=True)
class Place:
    """Whose report it is: agency and portal of the registry where they are known."""

    agency_id: str | None = None
    portal_id: str | None = None


def save_report(store: Store, report: Report, snapshot: Snapshot, place: Place, now: datetime) -> Saved:
    """Keep one report: row, version, figures, notes, sections and findings in one transaction.

    The same content again changes nothing but the time it was last seen. A report that can be told apart by
    agency and year replaces the judgement of what is compared with it too.
    """
    with store.writing():
        agency_id = place.agency_id or _filed_elsewhere(store, report, place)
        known = store.rows("SELECT id FROM reports WHERE address = ?", [canonical(report.source)])
        before = reports.compared_with(store, known[0]["id"]) if known else []
        saved = store.reports.write_report(report, snapshot, agency_id, place.portal_id, report.source)
        if store.reports.to_judge(saved.report_id):
            if agency_id:
                _claim_copies(store, report, agency_id)
            reports.judge_after(store, saved.report_id, now, before)
    return saved


def _filed_elsewhere(store: Store, report: Report, place: Place) -> str | None:
    """The agency of another portal whose report says the same and whose full name this one prints; None if not one."""
    found = store.db.conn.execute(
        "SELECT DISTINCT r.agency_id FROM versions v JOIN reports r ON r.current_version = v.id "
        "WHERE v.content_sha256 = ? AND r.agency_id IS NOT NULL",
        [content_hash(report)],
    ).fetchall()
    owners = [row[0] for row in found if _is_anothers(store, report, row[0], place.portal_id)]
    return str(owners[0]) if len(owners) == 1 else None


def _claim_copies(store: Store, report: Report, agency_id: str) -> None:
    """Reports of other portals that say the same and could be told nobody's are this agency's too."""
    for copy in store.rows(
        "SELECT r.id, r.portal_id FROM versions v JOIN reports r ON r.current_version = v.id "
        "WHERE v.content_sha256 = ? AND r.agency_id IS NULL",
        [content_hash(report)],
    ):
        if _is_anothers(store, report, agency_id, copy["portal_id"]):
            store.update("reports", copy["id"], {"agency_id": agency_id, "to_judge": 1})


def _is_anothers(store: Store, report: Report, agency_id: str, portal_id: str | None) -> bool:
    """Whether an agency that files on another portal is printed on the report with its full name."""
    agency = store.agencies().get(agency_id)
    if agency is None or portal_id is None or agency.portal_id == portal_id:
        return False
    printed = {"".join((name or "").split()) for name in (report.title_agency, report.agency)}
    return "".join(agency.name.split()) in printed
