"""The demo: five virtual nights on replica portals with real Scrapy processes; what each night must show."""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crawler.reading import Document
from crawler.reading.formats.html import parse_html
from crawler.reading.opening.elements import element_text
from demo.expected_nights import ExpectedNight, load_nights
from scheduler.cli import main
from scheduler.demo import Passed, run_demo
from store.records import AgencyFiling, OpenFinding
from store.store import Store
from store.tables.search import phrases
from tests import ROOT

NIGHTS = load_nights()


@dataclass
class Seen:
    """What the database and the digest said after one night."""

    text: str
    code: int
    filings: dict[tuple[str, int], AgencyFiling] = field(default_factory=dict)
    findings: list[OpenFinding] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Demo:
    """The demo as it was run by its command: what that printed, and a look into the database after each night."""

    folder: Path
    printed: str = ""
    code: int | None = None
    seen: dict[date, Seen] = field(default_factory=dict)
    log: list[Any] = field(default_factory=list)

    def look(self, night: Passed) -> None:
        """See what the night brought."""
        store = Store.open(self.folder / "nianbao.db")
        self.seen[night.day] = Seen(
            night.text,
            night.code,
            {(row.agency_id, row.year): row for row in store.filings.in_state()},
            [row for row in store.findings.open_findings() if row.severity != "info"],
            {row.portal_id: row.rows for row in store.runs.portal_runs(store.runs.last_run("crawl").id)},
            list(store.db.query("SELECT * FROM alerts WHERE night = ?", [night.day.isoformat()])),
        )
        store.close()
        self.log = list(night.portals.log)


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """`nianbao demo`, once: its nights are crawled for all tests here."""
    demo = Demo(tmp_path_factory.mktemp("demonstrated") / "demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scheduler.demo.run_demo", partial(run_demo, look=demo.look))
        done = CliRunner().invoke(main, ["demo", "--no-serve", "--folder", str(demo.folder)])
    demo.printed, demo.code = done.output, done.exit_code
    return demo


@pytest.fixture
def nights(demonstrated: Demo) -> tuple[dict[date, Seen], Path, list[Any]]:
    """What was seen night by night, the database, and what the portals were asked."""
    assert demonstrated.seen, demonstrated.printed
    return demonstrated.seen, demonstrated.folder / "nianbao.db", demonstrated.log


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: str(night.date))
def test_every_duty_is_in_its_planned_state(nights: Any, night: ExpectedNight) -> None:
    filings = nights[0][night.date].filings
    found = {
        agency: filings[agency, night.year].status
        for agency in night.duties
        if (agency, night.year) in filings
    }
    assert found == dict(night.duties.items())
    assert {key[0]: row.days_late for key, row in filings.items() if row.days_late} == dict(night.days_late)
    earlier = {row.status for (_, year), row in filings.items() if year in night.earlier_years}
    assert earlier == {"on_time"}


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: str(night.date))
def test_exactly_the_planned_findings_are_new(nights: Any, night: ExpectedNight) -> None:
    planned = {(new.check, new.agency, new.year, new.location, new.portal) for new in night.new}
    store = Store.open(nights[1])
    new = {row["finding_id"] for row in nights[0][night.date].told if row["kind"] == "new"}
    rows = [row for row in store.db.query("SELECT * FROM findings") if row["id"] in new]
    store.close()
    found = {
        (row["check_id"], row["agency_id"], row["year"], row["location"], row["portal_id"]) for row in rows
    }
    assert found == planned


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: str(night.date))
def test_every_column_is_read_to_its_end_or_the_night_says_so(nights: Any, night: ExpectedNight) -> None:
    seen = nights[0][night.date]
    assert seen.rows == dict(night.rows)
    blind = [portal for portal, rows in night.rows.items() if rows == 0]
    assert seen.code == (4 if blind else 1)
    assert ("未完整读取" in seen.text) == bool(blind)


def test_missing_filing_names_the_list_that_was_read_to_its_end(nights: Any) -> None:
    evidence = nights[0][date(2026, 2, 1)].filings["baihe-czj", 2025].evidence
    assert "截至 2026-02-01" in evidence
    assert "http://www.baihe.example/zwgk/zfxxgknb/" in evidence
    assert "3页" in evidence


def test_silent_change_keeps_both_versions_and_names_the_cell(nights: Any) -> None:
    store = Store.open(nights[1])
    versions = list(
        store.db.query(
            "SELECT d.value, v.sha256 FROM versions v JOIN reports r ON r.id = v.report_id "
            "JOIN disclosures d ON d.version_id = v.id "
            "WHERE r.agency_id = 'qingshan-gaj' AND r.year = 2025 AND item = 'licensing' ORDER BY v.id"
        )
    )
    finding = next(store.db.query("SELECT * FROM findings WHERE check_id = 'report-changed'"))
    bodies = [store.archive.get(row["sha256"]).decode() for row in versions]
    store.close()
    assert [row["value"] for row in versions] == [9033, 9303]
    assert "9033" in bodies[0]
    assert "9303" in bodies[1]
    assert finding["location"] == "表二 「行政许可」×「本年处理决定数量」"


def test_pages_that_differ_only_in_counters_make_no_new_version(nights: Any) -> None:
    store = Store.open(nights[1])
    count = next(store.db.query("SELECT (SELECT COUNT(*) FROM versions) v, (SELECT COUNT(*) FROM reports) r"))
    store.close()
    assert count == {"v": 36, "r": 35}


def test_gbk_page_is_read_with_every_character(nights: Any) -> None:
    store = Store.open(nights[1])
    of_portal = "FROM versions v JOIN reports r ON r.id = v.report_id WHERE r.portal_id = 'linjiang'"
    bodies = [store.archive.get(row["sha256"]) for row in store.db.query(f"SELECT v.sha256 {of_portal}")]
    sections = list(
        store.db.query(f"SELECT s.text FROM sections s WHERE s.version_id IN (SELECT v.id {of_portal})")
    )
    store.close()
    pages = [element_text(parse_html(Document("page", body)).root) for body in bodies]
    assert all("李镕" in page for page in pages)  # 镕 is in GB18030, not in the gb2312 that the page declares
    assert not any("\ufffd" in text for text in [*pages, *(row["text"] for row in sections)])


def test_robots_are_obeyed_and_asked_once_a_night(nights: Any) -> None:
    log = nights[2]
    assert [path for host, path, _ in log if path.startswith("/search/")] == []
    asked = [path for host, path, _ in log if host == "www.baihe.example" and path == "/robots.txt"]
    assert len(asked) == len(NIGHTS)


def test_lookalikes_are_never_kept_as_reports(nights: Any) -> None:
    store = Store.open(nights[1])
    titles = [row["title"] for row in store.db.query("SELECT title FROM reports")]
    store.close()
    assert len(titles) == 35
    assert [
        title for title in titles if "指南" in title or "报表" in title or "图解" in title or "法治" in title
    ] == []


def test_standing_problem_is_told_once(nights: Any) -> None:
    told = [text.text.count("白河市教育局") for text in nights[0].values()]
    assert told == [3, 0, 0, 0, 0]


def canned(db: Path, name: str, **parameters: str) -> list[dict[str, Any]]:
    """The answer of a canned query of datasette-metadata.json, its parameters empty unless given."""
    metadata = json.loads((ROOT / "datasette-metadata.json").read_text(encoding="utf-8"))
    query = metadata["databases"]["nianbao"]["queries"][name]
    store = Store.open(db)
    store.db.conn.create_function("zh", 1, phrases)
    values = {key: parameters.get(key, "") for key in query.get("params", [])}
    rows = list(store.db.query(query["sql"], values))
    store.close()
    return rows


def test_canned_queries_answer_with_exactly_the_planned_faults(nights: Any) -> None:
    db = nights[1]
    assert [(row["agency"], row["year"]) for row in canned(db, "missing")] == [("白河市财政局", 2025)]
    assert {(row["agency"], row["days_late"]) for row in canned(db, "late")} == {
        ("青山县交通运输局", 6),
        ("临江区住房和城乡建设局", 5),
    }
    contradictions = canned(db, "contradictions")
    assert {row["agency"] for row in contradictions} == {"白河市教育局", "白河市公安局"}
    assert len(contradictions) == 5
    assert [(row["agency"], row["year"]) for row in canned(db, "changed")] == [("青山县公安局", 2025)]
    assert canned(db, "unverifiable") == []
    years = canned(db, "agency_years", agency="白河市公安局")
    assert sorted(
        (row["year"], row["carried_over_total"], row["carried_forward_total"]) for row in years
    ) == [
        (2023, 0, 2),
        (2024, 2, 3),
        (2025, 5, 2),
    ]


def test_demo_command_prints_the_alerts_and_exits_with_open_findings(demonstrated: Demo) -> None:
    assert demonstrated.code == 1, demonstrated.printed
    assert "由“未发现”转为“逾期”" in demonstrated.printed
    again = CliRunner().invoke(main, ["demo", "--no-serve", "--folder", str(demonstrated.folder.parent)])
    assert again.exit_code == 2
    assert "not empty" in again.output
