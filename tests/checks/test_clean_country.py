"""More than a thousand sound reports of three years, printed, read, kept and judged: nobody is accused of anything."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.night.nightly import check
from store.checks import RULES
from store.judging.saving import Place, save_report
from store.models import CellKey
from store.store import Store
from store.tables.reports import Snapshot
from store.tables.runs import ListOutcome, PortalRun
from store.times import beijing_night
from tests.country.filers import FORM, YEARS, Accounts, Filer, filers, registry
from tests.country.papers import clean_paper, narrative, read_paper

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
            save_report(store, report, snapshot, place, night)
    return len(papers)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Every report kept and judged."""
    store = Store.open(tmp_path_factory.mktemp("country") / "nianbao.db")
    who = registry(filers())
    store.sync_registry(who)
    kept = _keep_country(store)
    run_id = store.runs.start_run("crawl", TODAY, NOW)
    for portal in who.portals.values():
        store.runs.start_portal_run(run_id, portal.id, TODAY, NOW)
        store.runs.save_list_read(run_id, portal.id, ListOutcome(portal.columns[0], True, 30, kept))
        store.runs.finish_portal_run(run_id, portal.id, PortalRun(True), NOW)
    check(store, who, TODAY, NOW)
    return store


def test_country_without_fault_has_no_finding_above_info(country: Store) -> None:
    found = country.rows(
        "SELECT check_id, agency_id, year, location, message FROM findings WHERE severity <> 'info' "
        "AND resolved_at IS NULL"
    )
    assert found == []
    kept = country.db.conn.execute("SELECT COUNT(*) FROM reports").fetchone()[0]
    assert kept >= 1000
    states = country.db.conn.execute("SELECT status, COUNT(*) FROM filings GROUP BY status").fetchall()
    assert states == [("on_time", kept)]
    told = country.db.conn.execute("SELECT COUNT(*), COUNT(DISTINCT kind) FROM claims").fetchone()
    assert told[0] > 4 * kept  # the narrative states figures, and all of them are true
    assert told[1] >= 14


Figures = Mapping[CellKey, object]
LICENSING: CellKey = ("disclosure", "licensing", "decisions")
PENALTY: CellKey = ("disclosure", "penalty", "decisions")
# Faults that show beside other reports only: whose figure it is, what it becomes, what else fires by definition: a
# figure beyond all peers is a jump from last year and more than the government of the county counts.
BESIDE: dict[str, tuple[str, CellKey, Callable[[Figures], int], tuple[str, ...]]] = {
    "peer-outlier": ("东湾县市场监督管理局", PENALTY, lambda _: 90_000, ("figure-jump", "area-sum")),
    "zero-among-peers": ("上坪县市场监督管理局", LICENSING, lambda _: 0, ()),
    "area-sum": ("云溪县人民政府", LICENSING, lambda figures: int(str(figures[LICENSING])) - 1, ()),
}


def _open_findings(store: Store) -> set[tuple[str, str, str]]:
    return set(
        store.db.conn.execute("SELECT check_id, agency_id, location FROM findings WHERE resolved_at IS NULL")
    )


@pytest.mark.parametrize("rule", [rule for rule in BESIDE if rule in RULES])
def test_fault_beside_others_is_found_by_its_rule_at_its_place(country: Store, rule: str) -> None:
    name, key, figure, also = BESIDE[rule]
    bodies = filers()
    filer: Filer = next(filer for filer in bodies if filer.agency.name == name)
    paper = clean_paper(filer, YEARS[-1], Accounts())
    figures = {**paper.figures, key: figure(paper.figures)}
    planted = replace(paper, figures=figures, bodies=narrative(filer, paper.year, figures))
    before = _open_findings(country)
    for number, printed in enumerate((planted, paper), start=2):  # the second puts it right again
        night = NOW + timedelta(number)
        snapshot = Snapshot(paper.url, "0" * 64, 0, "text/html", night, number)
        place = Place(filer.agency.id, filer.agency.portal_id)
        save_report(country, read_paper(printed), snapshot, place, night)
        check(country, registry(bodies), TODAY, night)
        expected = {
            (
                found,
                filer.agency.parent_id if found == "area-sum" and also else filer.agency.id,
                FORM.location(*key),
            )
            for found in {rule, *also} & RULES.keys()
        }
        assert _open_findings(country) - before == (expected if number == 2 else set())


def test_every_rule_beside_others_has_a_fault() -> None:
    assert {rule.id for rule in RULES.values() if rule.judges in ("peers", "area")} <= BESIDE.keys()
