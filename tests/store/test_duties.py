"""Duties and chains at their edges: what proves an absence, who comes before whom, what is judged again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from store.judging.filings import judge_filings
from store.judging.reports import judge_reports
from store.judging.saving import Place
from store.models import Report
from store.registry import Agency, Deadline, Portal, Registry
from store.store import Store
from store.tables.runs import ListOutcome, PortalRun
from store.times import beijing_night
from tests.country.behaviour import Copy
from tests.country.nights import keep, light_report

COLUMNS = ("http://wz.example/nb/", "http://wz.example/nb/xz/")
PORTAL = Portal(id="wz", name="网站", family="plain", url="http://wz.example/", columns=COLUMNS, since=2024)
DEADLINES = (
    Deadline(jurisdiction="*", filer="department", month_day="01-31", basis="条例第四十九条第一款"),
    Deadline(jurisdiction="99", filer="township", month_day="01-31", basis="惯例", customary=True),
)
DUE = date(2026, 1, 31)
NOW = beijing_night(date(2026, 3, 1))
Body = dict[str, Any]


def registry(**bodies: Body) -> Registry:
    """Agencies of one portal; each is a department unless `bodies` says otherwise."""
    agencies = {
        name: Agency.model_validate(
            {"id": name, "name": f"{name}机关", "level": "county", "kind": "department", "region_code": "990100",
             "portal_id": "wz", **body}
        )
        for name, body in bodies.items()
    }  # fmt: skip
    return Registry(agencies, {"wz": PORTAL}, DEADLINES)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "nianbao.db")


def visit(store: Store, night: date, complete: bool = True, *, problem: str = "") -> int:
    """A visit to the portal that found nothing new."""
    now = beijing_night(night)
    run_id = store.runs.start_run("crawl", night, now)
    store.runs.start_portal_run(run_id, "wz", night, now)
    for column in COLUMNS:
        store.runs.save_list_read(run_id, "wz", ListOutcome(column, complete, 2, 31, problem=problem))
    store.runs.finish_portal_run(run_id, "wz", PortalRun(complete, message=problem), now)
    return run_id


def of(agency: str, year: int, figure: int = 0, url: str = "", **shown: date) -> Report:
    """A light report; `figure` is received, carried over, done and carried forward."""
    address = url or f"http://{agency}.example/{year}.html"
    return light_report(Copy(address, agency, year, (), tuple(shown.items())), figure)


def save(store: Store, report: Report, agency: str | None, night: date = date(2026, 1, 20)) -> None:
    keep(store, report, Place(agency, "wz"), beijing_night(night))


def rules_of(store: Store, agency: str, year: int) -> set[str]:
    """Ids of the rules that have an open finding on one duty."""
    return {
        row[0]
        for row in store.db.conn.execute(
            "SELECT check_id FROM findings WHERE agency_id = ? AND year = ? AND resolved_at IS NULL",
            [agency, year],
        )
    }


def judged(store: Store, who: Registry, day: date) -> dict[tuple[str, int], str]:
    judge_filings(store, who, day, beijing_night(day, 4))
    return {(row.agency_id, row.year): row.status for row in store.filings.in_state()}


# Filings.


def test_missing_names_the_run_whose_list_pages_prove_it(store: Store) -> None:
    who = registry(jyj={})
    store.sync_registry(who)
    visit(store, date(2026, 2, 1))
    proof = visit(store, date(2026, 2, 2))
    assert judged(store, who, date(2026, 2, 2))["jyj", 2025] == "missing"
    row = store.rows("SELECT run_id, columns_read FROM missing_filings WHERE year = 2025")[0]
    assert row["run_id"] == proof
    assert sorted(row["columns_read"].split()) == sorted(COLUMNS)
    visit(store, date(2026, 2, 3), complete=False, problem="第2页超时")
    assert judged(store, who, date(2026, 2, 3))["jyj", 2025] == "unverifiable"
    assert store.rows("SELECT run_id FROM filings WHERE year = 2025")[0]["run_id"] is None


def test_a_report_of_nobody_keeps_only_those_from_being_missing_whose_it_may_be(store: Store) -> None:
    who = registry(
        yjj={"name": "试验市应急管理局"}, czj={"name": "试验市财政局"}, jyj={"name": "试验市教育局"}
    )
    store.sync_registry(who)
    visit(store, date(2026, 2, 1))
    loose = replace(of("loose", 2025), title="市应急局2025年政府信息公开工作年度报告", agency=None)
    save(store, replace(loose, title_agency="市应急局"), None)
    found = judged(store, who, date(2026, 2, 2))
    assert {name: found[name, 2025] for name in ("yjj", "czj", "jyj")} == {
        "yjj": "unverifiable", "czj": "missing", "jyj": "missing",
    }  # fmt: skip
    save(store, replace(loose, source="http://loose.example/2.html", title_agency=None), None)
    found = judged(store, who, date(2026, 2, 2))
    assert {found[name, 2025] for name in ("yjj", "czj", "jyj")} == {"unverifiable"}


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (1, "1–7天"),
        (7, "1–7天"),
        (8, "8–30天"),
        (30, "8–30天"),
        (31, "31–90天"),
        (90, "31–90天"),
        (91, "90天以上"),
    ],
)
def test_late_filing_keeps_its_band(store: Store, days: int, band: str) -> None:
    who = registry(jyj={})
    store.sync_registry(who)
    save(store, of("jyj", 2025, page=DUE + timedelta(days)), "jyj", DUE + timedelta(days + 1))
    judged(store, who, date(2026, 8, 1))
    row = next(row for row in store.filings.in_state("late"))
    assert (row.days_late, row.late_band, row.year) == (days, band, 2025)


def test_nothing_is_written_for_a_duty_whose_state_is_the_same(store: Store) -> None:
    who = registry(jyj={}, czj={})
    store.sync_registry(who)
    visit(store, date(2026, 2, 1))
    save(store, of("jyj", 2025, page=DUE), "jyj")
    judged(store, who, date(2026, 2, 1))
    before = store.db.conn.total_changes
    judged(store, who, date(2026, 2, 1))
    assert store.db.conn.total_changes == before + 1  # with which rules it was judged


@pytest.mark.parametrize("moved", [False, True])
def test_report_that_comes_back_is_republished(store: Store, moved: bool) -> None:
    who = registry(jyj={})
    store.sync_registry(who)
    first = of("jyj", 2025, page=DUE)
    save(store, first, "jyj")
    store.reports.mark_gone("wz", {first.source}, beijing_night(date(2026, 3, 1)))
    visit(store, date(2026, 3, 1))
    assert judged(store, who, date(2026, 3, 1))["jyj", 2025] == "withdrawn"
    back = replace(first, source="http://jyj.example/new.html") if moved else first
    save(store, back, "jyj", date(2026, 4, 1))
    assert judged(store, who, date(2026, 4, 1))["jyj", 2025] == "on_time"
    found = store.rows("SELECT message FROM findings WHERE check_id = 'filing-republished'")
    assert [row["message"] for row in found] == ["2025年度报告曾于2026-03-01起不见，2026-04-01重新出现"]
    assert rules_of(store, "jyj", 2025) & {"filing-withdrawn"} == set()


def test_copy_that_was_away_while_another_stood_is_not_republished(store: Store) -> None:
    who = registry(jyj={})
    store.sync_registry(who)
    first, second = of("jyj", 2025, page=DUE), of("jyj", 2025, url="http://jyj.example/2.html")
    save(store, first, "jyj")
    save(store, second, "jyj")
    store.reports.mark_gone("wz", {first.source}, beijing_night(date(2026, 3, 1)))
    store.reports.touch_report(first.source, beijing_night(date(2026, 3, 5)))
    assert judged(store, who, date(2026, 3, 6))["jyj", 2025] == "on_time"
    assert "filing-republished" not in rules_of(store, "jyj", 2025)


def test_customary_filer_is_expected_once_it_has_filed_and_only_warned(store: Store) -> None:
    who = registry(jd={"kind": "township"}, xz={"kind": "township"})
    store.sync_registry(who)
    save(store, of("jd", 2024, page=date(2025, 1, 20)), "jd")
    visit(store, date(2026, 2, 1))
    assert judged(store, who, date(2026, 2, 1)) == {("jd", 2024): "on_time", ("jd", 2025): "missing"}
    assert store.rows("SELECT severity FROM findings WHERE check_id = 'filing-missing'") == [
        {"severity": "warning"}
    ]


def test_duty_that_the_corrected_registry_does_not_state_is_dropped(store: Store) -> None:
    who = registry(jyj={})
    store.sync_registry(who)
    visit(store, date(2026, 2, 1))
    assert judged(store, who, date(2026, 2, 1))["jyj", 2025] == "missing"
    who = registry(jyj={"valid_to": date(2025, 10, 31)})
    store.sync_registry(who)
    assert ("jyj", 2025) not in judged(store, who, date(2026, 2, 1))
    assert rules_of(store, "jyj", 2025) == set()


# Chains.

OLD, NEW = {"valid_to": date(2025, 6, 30)}, {"valid_from": date(2025, 7, 1)}
CHAINS: dict[str, tuple[Registry, int, list[str], bool]] = {
    "same": (registry(xin={}), 2025, ["xin"], True),
    "renamed": (registry(jiu=OLD, xin={**NEW, "succeeds": ("jiu",)}), 2025, ["jiu"], True),
    "the year after a renaming": (registry(jiu=OLD, xin={**NEW, "succeeds": ("jiu",)}), 2026, ["xin"], True),
    "merged": (registry(jiu=OLD, lao=OLD, xin={**NEW, "succeeds": ("jiu", "lao")}), 2025, ["jiu", "lao"], False),
    "merged into one that was": (registry(jiu=OLD, xin={"succeeds": ("jiu",)}), 2025, ["jiu", "xin"], False),
    "the year after a merger": (registry(jiu=OLD, xin={"succeeds": ("jiu",)}), 2026, ["xin"], True),
    "split": (
        registry(jiu=OLD, xin={**NEW, "succeeds": ("jiu",)}, bie={**NEW, "succeeds": ("jiu",)}), 2025, ["jiu"], False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CHAINS)
def test_carry_over_continues_the_report_of_the_same_body(store: Store, case: str) -> None:
    who, year, before, compared = CHAINS[case]
    store.sync_registry(who)
    for name in before:
        save(store, of(name, year - 1, figure=4), name)
    save(store, of("xin", year), "xin")
    assert ("carry-over" in rules_of(store, "xin", year)) is compared


Change = Callable[[Store], None]


@pytest.mark.parametrize(
    "change",
    [
        lambda store: save(store, of("jyj", 2024, 4), "jyj", date(2026, 2, 2)),
        lambda store: save(store, of("jyj", 2025, 3), "jyj", date(2026, 2, 2)),
    ],
)
def test_carry_over_is_judged_again_when_either_year_changes(store: Store, change: Change) -> None:
    store.sync_registry(registry(jyj={}))
    save(store, of("jyj", 2024, 3), "jyj")
    save(store, of("jyj", 2025, 4), "jyj")
    assert "carry-over" in rules_of(store, "jyj", 2025)
    change(store)
    assert "carry-over" not in rules_of(store, "jyj", 2025)
    assert judge_reports(store, NOW) in (0, 2)


def test_report_that_turns_out_another_agency_s_leaves_the_chain(store: Store) -> None:
    store.sync_registry(registry(jyj={}, czj={}))
    save(store, of("jyj", 2024, 3), "jyj")
    save(store, of("jyj", 2025, 4), "jyj")
    assert "carry-over" in rules_of(store, "jyj", 2025)
    save(store, of("jyj", 2024, 3), "czj", date(2026, 2, 2))
    assert "carry-over" not in rules_of(store, "jyj", 2025)


def test_registry_that_learns_of_a_renaming_has_the_chain_judged(store: Store) -> None:
    store.sync_registry(registry(jiu=OLD, xin=NEW))
    save(store, of("jiu", 2024, 3), "jiu")
    save(store, of("xin", 2025, 4), "xin")
    judge_reports(store, NOW)
    assert "carry-over" not in rules_of(store, "xin", 2025)
    store.sync_registry(registry(jiu=OLD, xin={**NEW, "succeeds": ("jiu",)}))
    assert judge_reports(store, NOW) > 0
    assert "carry-over" in rules_of(store, "xin", 2025)
