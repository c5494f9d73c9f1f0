"""More than a thousand sound reports of three years, printed, read, kept and judged: nobody is accused of anything."""

from datetime import date, timedelta
from pathlib import Path

from scheduler.nightly import check
from store.report_rows import Snapshot
from store.run_rows import ListOutcome, PortalRun
from store.store import Place, Store
from store.times import beijing_night
from tests.country.filers import YEARS, Accounts, filers, registry
from tests.country.papers import clean_paper, read_paper

TODAY = date(2026, 4, 2)
NOW = beijing_night(TODAY)


def _keep_country(store: Store) -> int:
    """Print, read and save every report, in the order of publication. Returns how many."""
    bodies, accounts = filers(), Accounts()
    papers = sorted(
        (clean_paper(filer, year, accounts) for filer in bodies for year in YEARS),
        key=lambda paper: paper.published,
    )
    with store.writing():
        for paper in papers:
            report = read_paper(paper)
            assert {key: cell.value for key, cell in report.cells.items()} == paper.figures
            night = beijing_night(paper.published + timedelta(1))
            snapshot = Snapshot(paper.url, "0" * 64, 0, "text/html", night, 1)
            place = Place(paper.filer.agency.id, paper.filer.agency.portal_id)
            store.save_report(report, snapshot, place, night)
    return len(papers)


def test_country_without_fault_has_no_finding_above_info(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "nianbao.db")
    who = registry(filers())
    store.sync_registry(who)
    kept = _keep_country(store)
    run_id = store.start_run("crawl", TODAY, NOW)
    for portal in who.portals.values():
        store.start_portal_run(run_id, portal.id, TODAY, NOW)
        store.save_list_read(run_id, portal.id, ListOutcome(portal.columns[0], True, 30, kept))
        store.finish_portal_run(run_id, portal.id, PortalRun(True), NOW)
    check(store, who, TODAY, NOW)
    found = store._rows(
        "SELECT check_id, agency_id, year, location, message FROM findings WHERE severity <> 'info' "
        "AND resolved_at IS NULL"
    )
    assert found == []
    assert kept >= 1000
    states = store.db.conn.execute("SELECT status, COUNT(*) FROM filings GROUP BY status").fetchall()
    assert states == [("on_time", kept)]
    told = store.db.conn.execute("SELECT COUNT(*), COUNT(DISTINCT kind) FROM claims").fetchone()
    assert told[0] > 4 * kept  # the narrative states figures, and all of them are true
    assert told[1] >= 14
