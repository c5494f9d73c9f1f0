"""Nights without news cost one request a column, write nothing but their own record, and miss nothing that matters."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.utils import format_datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from crawler.clock import Clock
from crawler.revisiting.due import is_due, may_stand, must_fetch
from demo.families import Asked
from store.records import PortalVisit
from store.store import Store
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

COLUMNS = 16
SIZE = 15
NIGHT = date(2026, 3, 13)
CHANGED = format_datetime(beijing_night(date(2026, 2, 1)))
MODES = ("validators", "none", "modified now", "a node's own tag")
NAMES = {f"c{number}": f"试验市第{number}局" for number in range(COLUMNS)}
Row = tuple[str, str, str]


def reports_of(number: int) -> list[Row]:
    return [
        (
            f"/{number}/t20{year + 1}0120_{number}.html",
            f"{NAMES[f'c{number}']}20{year}年政府信息公开工作年度报告",
            f"20{year + 1}-01-20",
        )
        for year in (25, 24)
    ]


@dataclass
class Sites:
    """Sixteen columns of 20 rows on one host; the server's manner of caching differs from column to column."""

    night: date = NIGHT
    added: dict[int, list[Row]] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    hits: Iterator[int] = field(default_factory=lambda: count(1))

    def rows(self, number: int) -> list[Row]:
        fillers = [
            (f"/{number}/t{n}.html", f"第{n}号工作指南", str(date(2025, 12, 31) - timedelta(n * 20)))
            for n in range(18)
        ]
        return sorted([*self.added.get(number, []), *reports_of(number), *fillers], key=lambda row: row[2])[
            ::-1
        ]

    def body(self, path: str) -> str | None:
        number, name = int(path.split("/")[1]), path.split("/")[2]
        rows = self.rows(number)
        pages = -(-len(rows) // SIZE)
        if name == "" or name.startswith("index_"):
            page = int(name[6:-5]) if name else 0
            shown = rows[page * SIZE : (page + 1) * SIZE]
            return list_page(shown, pages, page) if shown else None
        for address, title, day in rows:
            if address == path and "年度报告" in title:
                received = self.received.get(path, 3)
                return report_page(title[: title.index("20")], int(day[:4]) - 1, day, received)
        return None

    def answer(self, host: str, asked: Asked) -> tuple[Any, ...] | None:
        body = self.body(asked.path) if asked.path.count("/") == 2 else None
        if body is None:
            return None
        mode, hit = MODES[int(asked.path.split("/")[1]) % 4], next(self.hits)
        now = format_datetime(beijing_night(self.night))
        if mode == "validators":
            tag = f'"{sha256(body.encode()).hexdigest()[:12]}"'
            headers = {"ETag": tag, "Last-Modified": CHANGED, "Date": now}
            return (304, "", headers) if asked.headers.get("if-none-match") == tag else (200, body, headers)
        stamped = body.replace("</body>", f"<p>浏览次数：{hit}</p><!-- 生成时间 {hit} --></body>")
        stamped = stamped.replace('.html"', f'.html?t={self.night:%Y%m%d}{hit:06d}"')
        headers = {
            "none": {},
            "modified now": {"Last-Modified": now, "Date": now},
            "a node's own tag": {"ETag": f'"{hit}"'},
        }[mode]
        return 200, stamped, headers


@dataclass
class Night:
    """What one night asked for and wrote."""

    asked: list[str]
    size: int
    written: dict[str, int]
    portal: PortalVisit
    lists: list[dict[str, Any]]
    fetches: list[dict[str, Any]]

    @property
    def pages(self) -> list[str]:
        return [path for path in self.asked if path != "/robots.txt"]


class Visits:
    """Nights over the same sites, one database."""

    def __init__(self, sites: Sites, portal: HostilePortal, registry: Path, db: Path) -> None:
        self.sites, self.portal, self.registry, self.db = sites, portal, registry, db

    def night(self, day: date) -> Night:
        self.sites.night, before, first = day, self.rows(), len(self.portal.log)
        seen, _ = visit(self.portal, self.db, self.registry, Clock.at(day))
        store = Store.open(self.db)
        run = seen.run_id
        lists = list(store.db.query("SELECT * FROM list_reads WHERE run_id = ?", [run]))
        fetches = list(store.db.query("SELECT * FROM fetches WHERE run_id = ?", [run]))
        store.close()
        size = sum(row["size"] or 0 for row in fetches if row["status"] == 200)
        after = self.rows()
        written = {name: after[name] - before.get(name, 0) for name in after}
        return Night(
            self.portal.log[first:],
            size,
            {name: rows for name, rows in written.items() if rows},
            seen.portals[0],
            lists,
            fetches,
        )

    def rows(self) -> dict[str, int]:
        if not self.db.exists():
            return {}
        store = Store.open(self.db)
        names = [name for name in store.db.table_names() if "_fts" not in name and not name.startswith("_")]
        found = {
            name: store.db.conn.execute(f"SELECT COUNT(*) FROM [{name}]").fetchone()[0] for name in names
        }
        store.close()
        return found


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("cheap")
    first, *more = (f"http://{HOST}/{number}/" for number in range(COLUMNS))
    registry = write_registry(
        folder / "registry", NAMES, column=first, since=2024, recheck_days=30, more=more
    )
    sites = Sites()
    with serving(HostilePortal(beside=sites.answer)) as running:
        yield Visits(sites, running, registry, folder / "nianbao.db")


@pytest.fixture(scope="module")
def nights(visits: Visits) -> list[Night]:
    return [visits.night(NIGHT + timedelta(n)) for n in range(2)]


def rechecked(night: date) -> list[str]:
    addresses = [f"http://{HOST}{row[0]}" for number in range(COLUMNS) for row in reports_of(number)]
    return [url for url in addresses if is_due(url, night, 30)]


def read_in_full(night: date) -> list[str]:
    return [url for n in range(COLUMNS) if is_due(url := f"http://{HOST}/{n}/", night, 30)]


def test_second_night_costs_one_request_a_column(nights: list[Night]) -> None:
    first, second = nights
    assert len(first.pages) == COLUMNS * (2 + 1 + 2)  # two pages, the address after the last one, two reports
    assert len(second.asked) - len(second.pages) == 1  # robots.txt
    due = rechecked(NIGHT + timedelta(1)), read_in_full(NIGHT + timedelta(1))
    assert len(second.pages) == COLUMNS + len(due[0]) + 2 * len(due[1])
    assert len(second.pages) <= COLUMNS * 1.1


def test_unchanged_lists_end_in_304_or_an_equal_fingerprint(nights: list[Night]) -> None:
    first, second = nights
    assert {read["since"] for read in first.lists} == {None}
    rested = [read for read in second.lists if read["since"] == str(NIGHT)]
    assert len(rested) == COLUMNS - len(read_in_full(NIGHT + timedelta(1)))
    assert len(rested) >= COLUMNS * 0.9
    assert {(read["complete"], read["pages"], read["rows"]) for read in second.lists} == {(1, 2, 20)}
    statuses = Counter(fetch["status"] for fetch in second.fetches if fetch["kind"] == "list")
    assert statuses == {304: COLUMNS // 4, 200: COLUMNS - COLUMNS // 4}
    assert second.portal.complete == 1
    assert (second.portal.reports_listed, second.portal.reports_read) == (2 * COLUMNS, 0)


def test_second_night_writes_nothing_but_its_own_record(nights: list[Night]) -> None:
    assert nights[0].written["reports"] == nights[0].written["versions"] == 2 * COLUMNS
    fetched = len(nights[1].fetches)
    assert nights[1].written == {
        "runs": 1,
        "portal_runs": 1,
        "list_reads": COLUMNS,
        "fetches": fetched,
        "manifests": 1,
    }


def test_rechecked_report_is_evidence_and_not_read_again(nights: list[Night]) -> None:
    due = rechecked(NIGHT + timedelta(1))
    fetched = [fetch for fetch in nights[1].fetches if fetch["kind"] == "report"]
    assert len(due) == 1
    assert [fetch["status"] for fetch in fetched] == [200]


def test_news_on_one_column_is_read_and_nothing_else(visits: Visits, nights: list[Night]) -> None:
    row = ("/5/t20260310_77.html", "试验市第3局2023年政府信息公开工作年度报告", "2026-03-10")
    visits.sites.added[5] = [row]
    day = NIGHT + timedelta(2)
    seen = visits.night(day)
    news = [path for path in seen.pages if path.startswith("/5/")]
    due = [url for url in rechecked(day) if "/5/" not in url]
    assert {"/5/", "/5/index_1.html", "/5/index_2.html", row[0]} <= set(news)
    assert len(seen.pages) - len(news) == COLUMNS - 1 + len(due) + 2 * len(read_in_full(day))
    assert seen.written["reports"] == seen.written["versions"] == 1


def test_change_of_the_registry_is_applied_to_archived_bytes(visits: Visits, nights: list[Night]) -> None:
    agencies = visits.registry / "agencies.csv"
    lines = agencies.read_text(encoding="utf-8")
    agencies.write_text(lines.replace("试验市第0局,,", "试验市第零局,,"), encoding="utf-8")
    day = NIGHT + timedelta(3)
    assert rechecked(day) == []
    seen = visits.night(day)
    assert len(seen.pages) == COLUMNS + 2 * len(read_in_full(day))
    assert seen.portal.reports_read == 2 * COLUMNS + 1
    store = Store.open(visits.db)
    unassigned = list(store.db.query("SELECT title FROM reports WHERE agency_id IS NULL"))
    store.close()
    assert len(unassigned) == 2  # 第0局 is nobody's name any more
    agencies.write_text(lines, encoding="utf-8")


def test_silent_edit_at_an_old_address_is_found_within_the_recheck_days(
    visits: Visits, nights: list[Night]
) -> None:
    path = reports_of(2)[1][0]
    visits.sites.received[path] = 8
    day = next(d for n in range(4, 40) if is_due(f"http://{HOST}{path}", d := NIGHT + timedelta(n), 30))
    assert day <= NIGHT + timedelta(32)
    visits.night(day)
    store = Store.open(visits.db)
    found = list(store.db.query("SELECT actual FROM findings WHERE check_id = 'report-changed'"))
    store.close()
    assert {row["actual"] for row in found} == {"8"}


def test_every_address_falls_on_one_of_the_nights_and_about_as_many_on_each() -> None:
    urls = [f"http://{HOST}/{number}.html" for number in range(3000)]
    nights = [NIGHT + timedelta(n) for n in range(30)]
    falls = Counter(night for url in urls for night in nights if is_due(url, night, 30))
    assert sum(falls.values()) == 3000
    assert min(falls.values()) > 60
    assert max(falls.values()) < 140


DUE = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("read_on", "night", "dues", "stands"),
    [
        (date(2026, 1, 30), DUE, {DUE}, True),  # the due day itself is not over
        (date(2026, 1, 31), date(2026, 2, 1), {DUE}, False),
        (date(2026, 2, 2), date(2026, 2, 3), {DUE}, False),
        (date(2026, 2, 3), date(2026, 2, 4), {DUE}, True),
        (date(2026, 2, 3), date(2026, 2, 10), {DUE}, False),  # a week later it is read again
        (date(2026, 1, 31), date(2026, 2, 4), {DUE}, False),  # not read since the day was over
        (date(2026, 1, 31), date(2026, 2, 4), set(), True),
        (date(2026, 2, 1), date(2026, 3, 2), set(), True),
        (date(2026, 2, 1), date(2026, 3, 3), set(), False),
        (date(2026, 2, 5), date(2026, 2, 4), set(), False),  # a clock that ran backwards
    ],
)
def test_absence_is_never_held_against_anybody_on_an_old_reading(
    read_on: date, night: date, dues: set[date], stands: bool
) -> None:
    assert may_stand(read_on, night, dues, 30) is stands


def test_missed_recheck_night_is_made_up_for() -> None:
    url = f"http://{HOST}/x.html"
    quiet = next(d for n in range(60) if not is_due(url, d := NIGHT + timedelta(n), 30))
    assert not must_fetch(url, quiet - timedelta(29), quiet, 30)
    assert must_fetch(url, quiet - timedelta(30), quiet, 30)


def test_report_behind_an_unchanged_first_page_is_found_before_anybody_is_accused(tmp_path: Path) -> None:
    agencies = {"jyj": "试验市教育局", "wsj": "试验市卫生健康委员会"}
    url = f"http://{HOST}/nb/"
    registry = write_registry(tmp_path / "registry", agencies, column=url, recheck_days=30)
    db = tmp_path / "nianbao.db"
    mine = ("./1.html", "试验市教育局2025年政府信息公开工作年度报告", "2026-01-15")
    theirs = ("./2.html", "试验市卫生健康委员会2025年政府信息公开工作年度报告", "2026-01-10")
    old = ("./3.html", "第3号工作指南", "2025-01-10")
    answers = {
        "/nb/": (200, list_page([mine], 2)),
        "/nb/index_1.html": (200, list_page([old], 2, 1)),
        "/nb/1.html": (200, report_page("试验市教育局", 2025)),
        "/nb/2.html": (200, report_page("试验市卫生健康委员会", 2025, "2026-01-10")),
    }
    assert not any(is_due(url, date(2026, 2, day), 30) for day in range(1, 11)), "choose another address"
    with serving(HostilePortal(dict(answers))) as portal:
        visit(portal, db, registry, Clock.at(DUE))
        _, filings = visit(portal, db, registry, Clock.at(date(2026, 2, 1)))
        assert filings["wsj", 2025].status == "missing"
        assert portal.log.count("/nb/index_1.html") == 2
        _, filings = visit(portal, db, registry, Clock.at(date(2026, 2, 4)))
        assert filings["wsj", 2025].status == "missing"
        assert "2026-02-01完整读取，此后首页没有变化" in filings["wsj", 2025].evidence
        assert portal.log.count("/nb/index_1.html") == 2
        portal.answers["/nb/index_1.html"] = (200, list_page([theirs, old], 2, 1))
        _, filings = visit(portal, db, registry, Clock.at(date(2026, 2, 8)))  # a week after the last reading
        assert filings["wsj", 2025].status == "on_time"
