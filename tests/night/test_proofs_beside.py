"""What other reports prove of one: figures that are another's, the words of years before, a publication that mends nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.night.nightly import check
from store.checks import Case, judge_report
from store.form import FORMS
from store.judging.likeness import judge_same_figures
from store.judging.reports import judge_reports
from store.judging.saving import Place, save_report
from store.models import Report, Section
from store.registry import Agency, Deadline, Enforcement, Portal, Registry
from store.store import Store
from store.tables.reports import Snapshot
from store.times import beijing_night
from tests.examples.likeness import AGAIN, BEFORE, OTHER
from tests.examples.sections import whole
from tests.made.papers.printed import changed, sound_report

FORM = FORMS["2021"]
NIGHT = date(2026, 3, 1)
NOW = beijing_night(NIGHT)
NAMES = {"edu": "清河市教育局", "aud": "清河市审计局", "city": "清河市人民政府"}
PENALTY = ("disclosure", "penalty", "decisions")


def registry(*enforcement: Enforcement) -> Registry:
    agencies = {
        key: Agency(
            id=key, name=name, level="city", kind="government" if key == "city" else "department",
            region_code="990100", portal_id="qh", parent_id=None if key == "city" else "city",
        )
        for key, name in NAMES.items()
    }  # fmt: skip
    url = "http://qh.example/"
    portal = Portal(id="qh", name="清河", family="trs", url=url, columns=(url,), since=2020)
    deadline = Deadline(jurisdiction="*", filer="department", month_day="01-31", basis="条例第四十九条")
    return Registry(agencies, {"qh": portal}, (deadline,), enforcement)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "nianbao.db")
    store.sync_registry(registry())
    return store


def keep(
    store: Store, report: Report, agency: str, year: int = 2025, name: str = "", now: datetime = NOW
) -> str:
    """Save a report under an agency's name. Returns its address."""
    url = f"http://qh.example/{agency}/{name or year}.html"
    filed = replace(report, source=url, agency=NAMES[agency], title_agency=NAMES[agency], year=year)
    save_report(store, filed, Snapshot(url, "0" * 64, 0, "text/html", now, 1), Place(agency, "qh"), now)
    return url


def told(store: Store, rule: str) -> list[tuple[str, int, str]]:
    return [(row.agency_id, row.year, row.severity) for row in store.findings.open_findings(rule)]


def test_both_of_two_agencies_with_all_the_same_figures_are_told(store: Store) -> None:
    keep(store, sound_report(FORM, 4), "edu")
    keep(store, sound_report(FORM, 4), "aud")
    assert judge_same_figures(store, NOW) == 2
    assert sorted(told(store, "same-figures-peer")) == [("aud", 2025, "warning"), ("edu", 2025, "warning")]
    assert store.findings.open_findings("same-figures-peer")[0].verdict == "uncertain"
    assert judge_same_figures(store, NOW) == 0  # a night without news
    keep(store, changed(sound_report(FORM, 4), *PENALTY, 77_001), "aud")
    assert judge_same_figures(store, NOW) == 0
    assert told(store, "same-figures-peer") == []


def test_same_figures_of_kin_are_a_remark_and_few_figures_nothing(store: Store) -> None:
    keep(store, sound_report(FORM, 4), "city")
    keep(store, sound_report(FORM, 4), "edu")
    judge_same_figures(store, NOW)
    assert {severity for _, _, severity in told(store, "same-figures-peer")} == {"info"}
    few = sound_report(FORM, 4)
    for key in few.cells:
        few = changed(few, *key, 3 if key[1] in ("licensing", "penalty") else 0)
    keep(store, few, "city")
    keep(store, few, "edu")
    judge_same_figures(store, NOW)
    assert told(store, "same-figures-peer") == []


def test_all_figures_the_same_is_not_said_where_some_were_not_read(store: Store) -> None:
    for agency in ("edu", "aud"):
        keep(store, changed(sound_report(FORM, 4), *PENALTY, None, "unread"), agency)
    assert judge_same_figures(store, NOW) == 0


def test_figures_of_another_year_are_not_compared(store: Store) -> None:
    keep(store, sound_report(FORM, 4), "edu", 2024)
    keep(store, sound_report(FORM, 4), "aud", 2025)
    assert judge_same_figures(store, NOW) == 0


@pytest.mark.parametrize("order", [(2023, 2024, 2025), (2025, 2024, 2023)])
def test_words_of_two_years_before_are_told_in_whatever_order_reports_come(
    store: Store, order: tuple[int, ...]
) -> None:
    texts = {2023: BEFORE, 2024: OTHER, 2025: AGAIN}
    for year in order:
        keep(store, whole(sound_report(FORM, year), overview=texts[year]), "edu", year)
    judge_reports(store, NOW)
    assert [(agency, year) for agency, year, _ in told(store, "like-earlier-year")] == [("edu", 2025)]
    assert told(store, "like-last-year") == []


def test_words_of_every_year_are_told_as_last_years_only(store: Store) -> None:
    for year in (2023, 2024, 2025):
        keep(store, whole(sound_report(FORM, year), overview=AGAIN), "edu", year)
    judge_reports(store, NOW)
    assert told(store, "like-earlier-year") == []
    assert {year for _, year, _ in told(store, "like-last-year")} == {2024, 2025}


WRONG = changed(whole(sound_report(FORM, 4)), "reviews", "reconsideration", "total", 9_999)


def test_a_publication_anew_that_mends_nothing_is_told_until_it_does(store: Store) -> None:
    keep(store, WRONG, "edu")
    assert told(store, "republished-unchanged") == []
    first = WRONG.sections[0]
    headed = replace(WRONG, sections=(Section(first.key, "一、 总体的情况", first.text), *WRONG.sections[1:]))
    keep(store, headed, "edu", now=NOW + timedelta(days=8))
    assert told(store, "republished-unchanged") == [("edu", 2025, "info")]
    assert "2026-03-09重新公布" in store.findings.open_findings("republished-unchanged")[0].message
    keep(store, whole(sound_report(FORM, 4)), "edu", now=NOW + timedelta(days=9))
    assert told(store, "republished-unchanged") == []


def test_the_same_report_at_another_address_mends_nothing(store: Store) -> None:
    old = keep(store, WRONG, "edu")
    later = NOW + timedelta(days=8)
    keep(store, WRONG, "edu", name="new", now=later)
    store.reports.mark_gone("qh", {old}, later)
    judge_reports(store, later)
    (finding,) = store.findings.open_findings("republished-unchanged")
    assert finding.url.endswith("new.html")


def test_a_number_mended_in_the_text_is_something_mended(store: Store) -> None:
    for days, said in ((0, "答复21件"), (8, "答复20件")):
        told_so = replace(WRONG, sections=(*WRONG.sections, Section("other_matters", "六、", said)))
        keep(store, told_so, "edu", now=NOW + timedelta(days=days))
    assert told(store, "republished-unchanged") == []


def test_a_site_that_moved_published_nothing_anew(store: Store) -> None:
    later = NOW + timedelta(days=8)
    old = {keep(store, WRONG, "edu"), keep(store, sound_report(FORM, 5), "aud")}
    keep(store, WRONG, "edu", name="new", now=later)
    keep(store, sound_report(FORM, 5), "aud", name="new", now=later)
    store.reports.mark_gone("qh", old, later)
    judge_reports(store, later)
    assert told(store, "republished-unchanged") == []


def test_nothing_is_said_of_a_sound_report_published_anew(store: Store) -> None:
    old = keep(store, whole(sound_report(FORM, 4)), "edu")
    later = NOW + timedelta(days=8)
    keep(store, whole(sound_report(FORM, 4)), "edu", name="new", now=later)
    store.reports.mark_gone("qh", {old}, later)
    judge_reports(store, later)
    assert told(store, "republished-unchanged") == []


def test_return_on_law_enforcement_is_held_against_table_two_once_it_is_registered(store: Store) -> None:
    keep(store, changed(sound_report(FORM, 4), *PENALTY, 12), "edu")
    assert told(store, "enforcement-twin") == []
    twin = Enforcement(agency_id="edu", year=2025, penalty=120, source="http://qh.example/zfnb.html")
    for registered, severity in ((twin, "warning"), (twin.model_copy(update={"penalty": 14}), "info")):
        store.sync_registry(registry(registered))
        assert judge_reports(store, NOW) == 1
        assert told(store, "enforcement-twin") == [("edu", 2025, severity)]
    store.sync_registry(registry())
    judge_reports(store, NOW)
    assert told(store, "enforcement-twin") == []


def _as_before(store: Store) -> None:
    """The database as the version before left it: without what was added since, judged by other rules."""
    store.db.execute("DROP TABLE enforcement")
    for table, column in (
        ("versions", "period_from"), ("versions", "period_to"), ("report_dates", "reader_version"),
        ("filings", "unseen_on"), ("filings", "unseen_run"),
    ):  # fmt: skip
        store.db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    store.db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm011%'")
    store.db.execute("UPDATE judgements SET as_of = 'before'")
    new = "SELECT id FROM findings WHERE check_id = 'like-earlier-year'"
    store.db.execute(f"DELETE FROM finding_events WHERE finding_id IN ({new})")
    store.db.execute(f"DELETE FROM findings WHERE id IN ({new})")
    store.close()


def test_a_database_of_the_version_before_is_judged_anew_and_keeps_what_people_said(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "nianbao.db")
    store.sync_registry(registry())
    texts = {2023: BEFORE, 2024: OTHER, 2025: AGAIN}
    for year, text in texts.items():
        keep(store, whole(sound_report(FORM, year), overview=text), "edu", year)
    keep(store, WRONG, "aud")
    check(store, registry(), NIGHT, NOW)
    keep(store, changed(WRONG, *PENALTY, 3), "aud", 2022)
    dismissed, confirmed = (row.id for row in store.findings.open_findings("review-total"))
    store.findings.dismiss(dismissed, "甲", "已核对原件", NOW)
    store.findings.confirm(confirmed, "乙", "属实", NOW)
    _as_before(store)
    store = Store.open(tmp_path / "nianbao.db")
    check(store, registry(), NIGHT + timedelta(days=1), NOW + timedelta(days=1))
    assert ("edu", 2025, "warning") in told(store, "like-earlier-year")
    said = {
        row["id"]: (row["dismissed_by"], row["confirmed_by"], row["resolved_at"])
        for row in store.rows("SELECT * FROM findings")
    }
    assert said[dismissed] == ("甲", None, None)
    assert said[confirmed] == (None, "乙", None)


def test_a_row_left_out_is_told_where_its_table_is_read_without_a_doubt() -> None:
    report = sound_report(FORM, 4)
    for key in [key for key in report.cells if key[:2] == ("requests", "unable_not_held")]:
        report = changed(report, *key, None, "unread")
    (finding,) = judge_report(Case(report), only="form-altered")
    assert (finding.severity, finding.verdict) == ("info", "uncertain")
    assert "没有印出表三" in finding.message
    doubted = changed(report, "requests", "granted", "total", None, "unread")
    assert judge_report(Case(doubted), only="form-altered") == []
