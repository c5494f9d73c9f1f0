"""The failure catalogue: a night on which every portal has a fault of its own, between two healthy ones.

Every fault is told by its class, nobody is accused for it, no report is lost, and the portals beside are untouched.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from crawler.clock import Clock
from demo.families import Answer, Asked
from demo.faults import FAULTS, AnswerFault, faulty
from store.failures import FAILURES, failure_named
from store.records import PortalVisit
from store.store import Store
from tests.made.portals.portal import HostilePortal, list_page, report_page, serving
from tests.made.portals.small_portals import JYJ, WSJ, night, write_portals

BEFORE, FAULTY, AFTER = (Clock.at(day) for day in (date(2026, 1, 30), date(2026, 2, 3), date(2026, 2, 4)))
CLOSED = "http://127.0.0.1:1"
LIMITS = {"DOWNLOAD_TIMEOUT": 10, "DOWNLOAD_MAXSIZE": 2_000_000}
ROW = ("./t20260115_1.html", f"{JYJ}2025年政府信息公开工作年度报告", "2026-01-15")
NEW = ("./t20260131_2.html", f"{WSJ}2025年政府信息公开工作年度报告", "2026-01-31")  # after the first night
HEALTHY = ("healthy-1", "healthy-2", "healthy-3")
MENU = "<body>" + "".join(f'<a href="/lm{number}/">栏目{number}</a>' for number in range(9))
LIST = list_page([NEW, ROW]).replace("<body>", MENU)
CATALOGUE = {
    **FAULTS,
    "list-page": AnswerFault("report", "other_page", lambda asked, sound: Answer(LIST.encode())),
}
# Faults that no replica can have: they lie in the way to it.
WAYS = {"no-name": "dns", "closed": "refused"}
LISTS = {name for name, fault in CATALOGUE.items() if fault.failure and fault.place != "report"} | set(WAYS)
CONNECTIONS = {"timeout", "network", "cut_short", "too_large", "dns", "refused", "foreign_host"}


@dataclass
class Nights:
    """The portals over three nights: what each night saw of them, and what was asked of them on the faulty one."""

    portals: list[dict[str, PortalVisit]] = field(default_factory=list)
    filings: list[dict[str, str]] = field(default_factory=list)
    asked: dict[str, list[tuple[str, Answer | None]]] = field(default_factory=dict)
    open_checks: list[set[tuple[str, str]]] = field(default_factory=list)
    store: Store | None = None


def _sound(host: str, asked: Asked, first: bool) -> Answer | None:
    """What a portal without a fault answers; the second report appears after the first night."""
    pages = {
        "/": "<html><body><h1>试验市人民政府</h1></body></html>",
        "/nb/": list_page([ROW]).replace("<body>", MENU) if first else LIST,
        "/nb/t20260115_1.html": report_page(JYJ, 2025),
        "/nb/t20260131_2.html": report_page(WSJ, 2025, "2026-01-31"),
    }
    found = pages.get(asked.path)
    return Answer(found.encode()) if found else None


def _home(name: str) -> str:
    if name == "no-name":
        return "http://no-name.invalid"
    return f"{'https' if name == 'closed' else 'http'}://{name}.shiyan.example"


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("catalogue")
    db, names = folder / "nianbao.db", [*CATALOGUE, *WAYS, *HEALTHY]
    registry = write_portals(folder / "registry", {name: _home(name) for name in names})
    store, seen = Store.open(db), Nights()
    seen.store = store
    tonight = [BEFORE]

    def beside(host: str, asked: Asked) -> tuple[Any, ...] | None:
        name = host.split(".")[0]
        found = _sound(host, asked, tonight[0] is BEFORE)
        if tonight[0] is FAULTY:
            seen.asked.setdefault(name, []).append((asked.path, None))
            if name in CATALOGUE:
                found = faulty(CATALOGUE[name], asked, found)
            seen.asked[name][-1] = (asked.path, found)
        return (found.status, found.body, {"Content-Type": found.kind, **found.headers}) if found else None

    with serving(HostilePortal(beside=beside)) as running:
        for tonight[0] in (BEFORE, FAULTY, AFTER):
            proxies = {"http_proxy": running.url, "https_proxy": CLOSED, "no_proxy": "no-name.invalid"}
            run = night(store, db, registry, tonight[0], proxies, LIMITS)
            seen.portals.append({row.portal_id: row for row in store.runs.portal_runs(run)})
            seen.filings.append({row.agency_id: row.status for row in store.filings.in_state()})
            seen.open_checks.append({(row.portal_id, row.check_id) for row in store.findings.open_findings()})
    yield seen
    store.close()


@pytest.mark.parametrize("name", [*CATALOGUE, *WAYS])
def test_a_fault_is_told_by_its_class(nights: Nights, name: str) -> None:
    failure = WAYS.get(name) or CATALOGUE[name].failure
    row = nights.portals[1][name]
    assert row.failure == failure, row.message
    assert bool(row.complete) == (name not in LISTS)
    assert (row.failures > 0) == bool(failure)


@pytest.mark.parametrize("name", [*CATALOGUE, *WAYS, *HEALTHY])
def test_nobody_is_accused_for_a_fault_and_no_report_is_lost(nights: Nights, name: str) -> None:
    assert nights.store is not None
    if name not in WAYS:
        assert [night[f"{name}-jyj"] for night in nights.filings] == ["on_time"] * 3
        assert nights.filings[2][f"{name}-wsj"] == "on_time"
        kept = list(
            nights.store.db.query(
                "SELECT r.gone_at, COUNT(*) AS versions, MIN(f.received_total) AS received FROM reports r "
                "JOIN versions v ON v.report_id = r.id LEFT JOIN report_figures f ON f.report_id = r.id "
                "WHERE r.portal_id = ? AND r.agency_id = ? GROUP BY r.id",
                [name, f"{name}-jyj"],
            )
        )
        assert kept == [{"gone_at": None, "versions": 1, "received": 3}]
    listed = name not in LISTS or name == "pager-lies"  # its first page came, with the row
    assert nights.filings[1][f"{name}-wsj"] == ("on_time" if listed else "unverifiable")


@pytest.mark.parametrize("name", HEALTHY)
def test_the_portals_beside_are_untouched(nights: Nights, name: str) -> None:
    row = nights.portals[1][name]
    assert (row.complete, row.failures, row.failure, row.reports_listed) == (1, 0, "", 2)


@pytest.mark.parametrize("name", [name for name in CATALOGUE if name not in WAYS])
def test_the_night_after_everything_is_read_again(nights: Nights, name: str) -> None:
    row = nights.portals[2][name]
    assert (row.complete, row.failures, row.reports_listed) == (1, 0, 2), row.message
    assert not {check for portal, check in nights.open_checks[2] if portal == name}


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, fault in CATALOGUE.items()
        if (known := FAILURES.get(fault.failure)) and known.leave == 1
    ],
)
def test_a_host_that_keeps_us_out_is_not_asked_again_that_night(nights: Nights, name: str) -> None:
    fault: AnswerFault = CATALOGUE[name]
    places = [path for path, _ in nights.asked[name]]
    first = next(
        number
        for number, path in enumerate(places)
        if fault.place == "all"
        or {"robots": path == "/robots.txt", "list": path == "/nb/", "report": "/t20" in path}[fault.place]
    )
    assert places[first + 1 :] == []


@pytest.mark.parametrize("name", [name for name, fault in CATALOGUE.items() if fault.failure])
def test_what_came_instead_is_kept_as_evidence(nights: Nights, name: str) -> None:
    failure = CATALOGUE[name].failure
    known = failure_named(failure)
    assert nights.store is not None
    assert known is not None
    rows = list(
        nights.store.db.query(
            "SELECT status, sha256, size FROM fetches WHERE portal_id = ? AND failure = ?", [name, failure]
        )
    )
    assert rows
    if failure in CONNECTIONS or CATALOGUE[name].place in ("robots", "all"):
        return
    kept = {nights.store.archive.get(row["sha256"]) for row in rows if row["sha256"]}
    sent = {found.body for _, found in nights.asked[name] if found} | {b"\xe6\xb2\xa1"}
    assert kept & sent or failure == "http_404"
    assert all(row["status"] for row in rows if row["sha256"])


def test_robots_txt_is_asked_at_every_hop(nights: Nights) -> None:
    assert {path for path, _ in nights.asked["robots-hop"]} == {"/robots.txt", "/nb/"}
