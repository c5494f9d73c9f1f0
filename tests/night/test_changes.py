"""Reports that are edited, replaced, removed, moved or published twice: each is seen for what it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.clock import Clock
from demo.families import Asked
from store.judging.filings import judge_filings
from store.judging.saving import Place, save_report
from store.records import AgencyFiling
from store.registry import load_registry
from store.store import Store
from store.tables.reports import Snapshot
from store.tables.runs import PortalRun
from store.tables.schema import migrations
from store.times import beijing_night
from tests.made.portals.portal import (
    HOST,
    HostilePortal,
    list_page,
    report_page,
    serving,
    visit,
    write_registry,
)
from tests.store.test_store import report

AGENCIES = {
    "jyj": "试验市教育局",
    "czj": "试验市财政局",
    "gaj": "试验市公安局",
    "wsj": "试验市卫生健康委员会",
    "mzj": "试验市民政局",
}
PROVINCE = "www.shengzhan.example"
FIRST, SECOND = date(2026, 2, 3), date(2026, 2, 4)
ON, AFTER = "2026-01-15", "2026-02-04"


def row(agency: str, path: str, day: str = ON, year: int = 2025) -> tuple[str, str, str]:
    return path, f"{AGENCIES[agency]}{year}年政府信息公开工作年度报告", day


def page(agency: str, received: int = 3, day: str = ON, year: int = 2025) -> tuple[int, str]:
    return 200, report_page(AGENCIES[agency], year, day, received)


def wrong_sum(answer: tuple[int, str]) -> tuple[int, str]:
    changed = answer[1].replace(">3<", ">4<", 1)
    assert changed != answer[1]
    return answer[0], changed


def write_portals(folder: Path, moved: bool) -> None:
    """The city's portal with two columns, the second of which moves, and the province's, which shows reports of cities."""
    column = "xin" if moved else "jiu"
    entries = {
        "shiyan": (HOST, f'"http://{HOST}/nb/", "http://{HOST}/{column}/"'),
        "sheng": (PROVINCE, f'"http://{PROVINCE}/nb/"'),
    }
    text = "".join(
        f'[[portal]]\nid = "{key}"\nname = "{key}"\nfamily = "trs"\nurl = "http://{host}/"\ncolumns = [{columns}]\n'
        "since = 2025\ndelay = 0.0\nrecheck_days = 1\n\n"
        for key, (host, columns) in entries.items()
    )
    (folder / "portals.toml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module", params=[False, True], ids=["old addresses gone", "old addresses answer"])
def nights(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[Store, dict[str, AgencyFiling]]]:
    """The night before and the night of the changes; the store and the filings by agency."""
    folder = tmp_path_factory.mktemp("changes")
    registry = write_registry(folder / "registry", AGENCIES)
    with (registry / "agencies.csv").open("a", encoding="utf-8") as file:
        file.write("dag,试验省档案馆,,province,department,990000,,sheng,active,,\n")
    write_portals(registry, moved=False)
    mirror = {
        "/nb/": (200, list_page([row("mzj", "/nb/m.html", AFTER)])),
        "/nb/m.html": page("mzj", day=AFTER),
    }
    listed = [
        row("jyj", "/nb/1.html"),
        row("czj", "/nb/2.html"),
        row("gaj", "/nb/3.html"),
        row("mzj", "/nb/5.html"),
    ]
    answers: dict[str, tuple[Any, ...]] = {
        "/nb/": (200, list_page(listed)),
        "/nb/1.html": page("jyj"),
        "/nb/2.html": page("czj"),
        "/nb/3.html": page("gaj"),
        "/nb/5.html": page("mzj"),
        "/jiu/": (200, list_page([row("wsj", "/jiu/4.html")])),
        "/jiu/4.html": wrong_sum(page("wsj")),
    }

    def beside(host: str, asked: Asked) -> tuple[Any, ...] | None:
        return (mirror if host == PROVINCE else answers).get(asked.path)

    db = folder / "nianbao.db"
    with serving(HostilePortal(beside=beside)) as portal:
        visit(portal, db, registry, Clock.at(FIRST))
        store = Store.open(db)
        found = store.db.conn.execute(
            "SELECT id FROM findings WHERE check_id = 'row-total' AND agency_id = 'wsj'"
        ).fetchone()
        store.findings.dismiss(found[0], "李四", "已电话核实", beijing_night(FIRST, 9))
        store.close()
        listed[1:3] = [row("czj", "/nb/22.html", AFTER)]
        answers["/nb/"] = (200, list_page(listed))
        answers["/nb/1.html"] = page("jyj", 8)
        answers["/nb/22.html"] = page("czj", 5, AFTER)
        answers["/xin/"] = (200, list_page([row("wsj", "/xin/4.html", AFTER)]))
        answers["/xin/4.html"] = wrong_sum(page("wsj", day=AFTER))
        write_portals(registry, moved=True)
        for path in ("/nb/3.html", *(() if request.param else ("/nb/2.html", "/jiu/", "/jiu/4.html"))):
            del answers[path]
        _, filings = visit(portal, db, registry, Clock.at(SECOND))
    store = Store.open(db)
    yield store, {agency: filing for (agency, _), filing in filings.items()}
    store.close()


Nights = tuple[Store, dict[str, AgencyFiling]]


def findings(store: Store, check: str, agency: str) -> list[dict[str, Any]]:
    return list(
        store.db.query(
            "SELECT * FROM findings WHERE check_id = ? AND agency_id = ? AND resolved_at IS NULL",
            [check, agency],
        )
    )


def reports(store: Store, agency: str) -> list[dict[str, Any]]:
    return list(store.db.query("SELECT * FROM reports WHERE agency_id = ? ORDER BY id", [agency]))


CHANGED = {
    "表三 第1行「一、本年新收政府信息公开申请数量」×「自然人」",
    "表三 第1行「一、本年新收政府信息公开申请数量」×「总计」",
    "表三 第3行「（一）予以公开」×「自然人」",
    "表三 第3行「（一）予以公开」×「总计」",
    "表三 第24行「（七）总计」×「自然人」",
    "表三 第24行「（七）总计」×「总计」",
}


@pytest.mark.parametrize(("agency", "now"), [("jyj", "8"), ("czj", "5")], ids=["edited", "replaced"])
def test_cells_that_changed_are_named(nights: Nights, agency: str, now: str) -> None:
    store, filings = nights
    told = findings(store, "report-changed", agency)
    assert {finding["location"] for finding in told} == CHANGED
    assert {(finding["expected"], finding["actual"]) for finding in told} == {("3", now)}
    assert filings[agency].status == "on_time"


def test_edited_report_keeps_both_versions_at_one_address(nights: Nights) -> None:
    store, _ = nights
    (kept,) = reports(store, "jyj")
    versions = store.db.conn.execute(
        "SELECT outcome FROM versions WHERE report_id = ? ORDER BY id", [kept["id"]]
    ).fetchall()
    assert versions == [("new",), ("changed",)]


def test_replaced_report_is_two_reports_of_which_one_is_gone_or_listed_no_more(nights: Nights) -> None:
    store, filings = nights
    old, new = reports(store, "czj")
    assert (old["gone_at"] is None) != (old["unlisted_at"] is None)
    assert (old["moved_to"], new["gone_at"], new["unlisted_at"]) == (None, None, None)
    assert filings["czj"].report_id == new["id"]
    assert findings(store, "copies-differ", "czj") == []


def test_removed_report_is_withdrawn(nights: Nights) -> None:
    store, filings = nights
    assert filings["gaj"].status == "withdrawn"
    assert len(findings(store, "filing-withdrawn", "gaj")) == 1


def test_report_that_moved_with_its_column_is_the_same_report_and_not_late(nights: Nights) -> None:
    store, filings = nights
    old, new = reports(store, "wsj")
    assert (old["moved_to"], new["gone_at"]) == (new["id"], None)
    assert (filings["wsj"].status, filings["wsj"].published_on) == ("on_time", ON)
    assert f"由 http://{HOST}/jiu/4.html 移来，内容相同" in filings["wsj"].evidence
    assert findings(store, "report-changed", "wsj") == []
    assert findings(store, "filing-withdrawn", "wsj") == []


def test_what_people_said_of_a_report_that_moved_still_holds(nights: Nights) -> None:
    store, _ = nights
    _, new = reports(store, "wsj")
    (finding,) = findings(store, "row-total", "wsj")
    assert (finding["dismissed_by"], finding["report_id"]) == ("李四", new["id"])
    kinds = [event.kind for event in store.findings.events(finding["id"])]
    assert kinds == ["opened", "dismissed"]


def test_article_under_a_second_host_is_a_copy_of_the_first_agencys_report(nights: Nights) -> None:
    store, filings = nights
    own, mirrored = reports(store, "mzj")
    assert {own["portal_id"], mirrored["portal_id"]} == {"shiyan", "sheng"}
    assert (filings["mzj"].status, filings["mzj"].published_on) == ("on_time", ON)
    assert filings["dag"].status == "missing"  # nobody's report on that portal could be its own
    assert findings(store, "copies-differ", "mzj") == []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "nianbao.db")
    yield opened
    opened.close()


def save(store: Store, url: str, day: date = FIRST) -> int:
    now = beijing_night(day)
    said = replace(report(), source=url)
    return save_report(store, said, Snapshot(url, "0" * 64, 1, "text/html", now, 1), Place(), now).report_id


def test_http_and_https_and_a_stamp_are_one_report(store: Store) -> None:
    first = save(store, "http://a.example/1.html")
    assert save(store, "https://a.example/1.html?t=20260622010611", SECOND) == first
    assert store.reports.touch_report("https://a.example/1.html", beijing_night(SECOND))
    assert save(store, "http://a.example/2.html") != first
    assert store.db.conn.execute("SELECT url FROM reports WHERE id = ?", [first]).fetchone() == (
        "http://a.example/1.html",
    )


def test_report_listed_under_the_other_scheme_is_not_gone(store: Store) -> None:
    number = save(store, "http://a.example/1.html")
    store.db.conn.execute("INSERT INTO portals VALUES ('a', 'a', 'trs', 'http://a.example/', 2025, '')")
    store.db.conn.execute("UPDATE reports SET portal_id = 'a' WHERE id = ?", [number])
    store.reports.mark_unlisted("a", {"https://a.example/1.html"}, beijing_night(SECOND))
    assert store.db.conn.execute("SELECT unlisted_at FROM reports WHERE id = ?", [number]).fetchone() == (
        None,
    )
    assert store.reports.mark_gone("a", {"https://a.example/2.html"}, beijing_night(SECOND)) == 0
    assert store.reports.mark_gone("a", {"https://a.example/1.html"}, beijing_night(SECOND)) == 1


def test_two_rows_kept_as_two_before_stay_two_with_all_that_people_said(tmp_path: Path) -> None:
    """A database from before: the older row keeps the address, none is lost or renumbered."""
    from sqlite_utils import Database

    db = Database(tmp_path / "old.db")
    migrations.apply(db, stop_before="m005_revisiting")
    for url in ("http://a.example/1.html", "https://a.example/1.html", "http://a.example/2.html"):
        db.conn.execute("INSERT INTO reports (url, first_seen_at, last_seen_at) VALUES (?, '', '')", [url])
    db.conn.commit()
    migrations.apply(db)
    kept = db.conn.execute("SELECT id, url, address FROM reports ORDER BY id").fetchall()
    assert kept == [
        (1, "http://a.example/1.html", "//a.example/1.html"),
        (2, "https://a.example/1.html", "https://a.example/1.html"),
        (3, "http://a.example/2.html", "//a.example/2.html"),
    ]


def test_report_overwritten_by_another_years_is_not_called_missing(store: Store, tmp_path: Path) -> None:
    registry = load_registry(write_registry(tmp_path / "registry", AGENCIES, since=2024))
    store.sync_registry(registry)
    now, url = beijing_night(SECOND), f"http://{HOST}/nb/bg.html"
    for year, received in ((2024, 3), (2025, 5)):
        said = report(received, year, url)
        save_report(store, said, Snapshot(url, "0" * 64, 1, "text/html", now, 1), Place("jyj", "shiyan"), now)
    run = store.runs.start_run("crawl", SECOND, now)
    store.runs.start_portal_run(run, "shiyan", SECOND, now)
    store.runs.finish_portal_run(run, "shiyan", PortalRun(True, 1, 1, 1, 1), now)
    judge_filings(store, registry, SECOND, now)
    filings = {(row.agency_id, row.year): row for row in store.filings.in_state()}
    assert filings["czj", 2024].status == "missing"
    assert filings["jyj", 2024].status == "unverifiable"
    assert "同一网址曾为2024年度报告" in filings["jyj", 2024].evidence
