"""Every way of answering that we could think of, on a night between two healthy ones, and on the very first visit.

Whatever comes instead of the sound answer: nobody is accused for it, no report is lost, what happened is told by its class,
the portals beside don't notice, and the night after everything is as it should be. The table is tests/ways.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from crawler.clock import Clock
from demo.families import Asked
from store.failures import failure_named
from store.records import PortalVisit
from store.store import Store
from tests.made.portals.raw_server import Wire, answering, sized
from tests.made.portals.small_portals import JYJ, WSJ, night, write_portals
from tests.ways import WAYS
from tests.ways.site import RECEIVED, is_at, sound
from tests.ways.way import Place, Sound, Way

pytestmark = pytest.mark.search

BEFORE, FAULTY, AFTER = (Clock.at(day) for day in (date(2026, 1, 30), date(2026, 2, 3), date(2026, 2, 4)))
CLOSED = "http://127.0.0.1:1"
LIMITS = {"DOWNLOAD_TIMEOUT": 6, "DOWNLOAD_MAXSIZE": 2_000_000}
SECONDS = 900  # of a night on a machine that others use too
HEALTHY = ("healthy-1", "healthy-2", "healthy-3")
ACCUSED = {"missing", "late", "withdrawn"}
# What may be said of the new report, by whether its row came.
STATES = {"seen": {"on_time"}, "unseen": {"unverifiable"}, "either": {"on_time", "unverifiable"}}
# Portals that the faulty night is the first to visit; the night after reads their reports again.
FIRST = "new-"
FAULTS = [way for way in WAYS.values() if any(outcome.told for outcome in way.right)]
FIRST_TIME = [way for way in FAULTS if way.place != "robots"]
READ_AGAIN = [f"{FIRST}{way.id}" for way in FIRST_TIME if way.place in ("report", "file")]


@dataclass
class Nights:
    """What each night saw: the portals' rows, the states of duties, the classes of failure told of each portal, the
    applications that each agency's reports count. `kept` are its reports of the year after the last night.
    """

    portals: list[dict[str, PortalVisit]] = field(default_factory=list)
    filings: list[dict[str, str]] = field(default_factory=list)
    told: list[dict[str, set[str]]] = field(default_factory=list)
    counted: list[dict[str, set[int]]] = field(default_factory=list)
    open_checks: set[tuple[str, str]] = field(default_factory=set)
    kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def _place(name: str) -> Place:
    way = WAYS.get(name.removeprefix(FIRST))
    return way.place if way else "list"


def _told(store: Store, run: int) -> dict[str, set[str]]:
    told: dict[str, set[str]] = defaultdict(set)
    fetched = "SELECT portal_id, failure FROM fetches WHERE run_id = ? AND kind <> 'beyond'"
    for row in store.runs.portal_runs(run):
        told[row.portal_id] |= {row.failure} - {""}
    for fetch in store.rows(fetched, [run]):
        told[fetch["portal_id"]] |= {fetch["failure"]} - {""}
    return told


def _counted(store: Store) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    figures = "SELECT agency_id, received_total FROM report_figures WHERE received_total IS NOT NULL"
    for row in store.db.query(figures):
        found[row["agency_id"] or ""].add(row["received_total"])
    return found


def _kept(store: Store) -> dict[str, list[dict[str, Any]]]:
    kept: dict[str, list[dict[str, Any]]] = defaultdict(list)
    changed = "(SELECT COUNT(*) FROM versions v WHERE v.report_id = r.id AND v.outcome = 'changed')"
    for row in store.db.query(
        f"SELECT r.agency_id, r.gone_at, f.received_total AS received, {changed} AS changed "
        "FROM reports r LEFT JOIN report_figures f ON f.report_id = r.id WHERE r.year = 2025"
    ):
        kept[row.pop("agency_id") or ""].append(row)
    return kept


def _recheck_days(name: str) -> int:
    """The default, but where a report that was read must be asked for again to fail."""
    return 1 if _place(name) in ("report", "file") else 30


class Portals:
    """What all portals answer: as they should, but for the way that each has on the faulty night."""

    def __init__(self) -> None:
        self.tonight = BEFORE
        self.asked: Counter[tuple[str, str]] = Counter()

    def answer(self, host: str, asked: Asked) -> Wire:
        """The answer to a request of a host."""
        name = host.split(".")[0]
        self.asked[name, asked.path] += 1
        way = WAYS.get(name.removeprefix(FIRST))
        place = _place(name)
        habit = way.habit if way else ""
        found = sound(place, asked.path, self.tonight is not BEFORE, habit)
        if way is None or self.tonight is not FAULTY or not is_at(place, asked.path):
            return found.wire() if found else sized("没有这个页面".encode(), 404)
        return way.make(replace(found or Sound(b""), times=self.asked[name, asked.path], asked=asked))


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("ways")
    names = [*WAYS, *HEALTHY]
    new = [f"{FIRST}{name}" for name in (*(way.id for way in FIRST_TIME), *HEALTHY)]

    visited = {"before": names, "faulty": [*names, *new], "after": [*names, *READ_AGAIN]}
    registries = [
        write_portals(folder / night_of, {name: f"http://{name}.shiyan.example" for name in known}, recheck_days=_recheck_days)
        for night_of, known in visited.items()
    ]  # fmt: skip
    db = folder / "nianbao.db"
    store, seen, portals = Store.open(db), Nights(), Portals()
    with answering(portals.answer) as running:
        for portals.tonight, registry in zip((BEFORE, FAULTY, AFTER), registries, strict=True):
            portals.asked.clear()
            proxies = {"http_proxy": running.url, "https_proxy": CLOSED}
            run = night(store, db, registry, portals.tonight, proxies, LIMITS, SECONDS)
            seen.portals.append({row.portal_id: row for row in store.runs.portal_runs(run)})
            seen.filings.append({row.agency_id: row.status for row in store.filings.in_state()})
            seen.told.append(_told(store, run))
            seen.counted.append(_counted(store))
    seen.open_checks = {(row.portal_id, row.check_id) for row in store.findings.open_findings()}
    seen.kept = _kept(store)
    yield seen
    store.close()


def test_the_table_is_as_large_as_promised() -> None:
    assert len(WAYS) >= 200
    assert {way.place for way in WAYS.values()} == {"list", "second", "beyond", "report", "file", "robots"}


PATHS: dict[Place, str] = {
    "list": "/nb/",
    "second": "/nb/index_1.html",
    "beyond": "/nb/index_1.html",
    "report": "/nb/t20260131_2.html",
    "file": "/nb/P20260131_2.docx",
    "robots": "/robots.txt",
}


@pytest.mark.parametrize("way", FAULTS, ids=lambda way: way.id)
def test_a_fault_is_no_sound_answer(way: Way) -> None:
    path = PATHS[way.place]
    found = sound(way.place, path, True, way.habit) or Sound(b"")
    sent = way.make(replace(found, asked=Asked(path)))
    assert is_at(way.place, path)
    assert (sent.sent, sent.end, len(sent.parts)) != (found.wire().sent, "close", 1)


def test_every_class_that_is_told_is_in_the_vocabulary(nights: Nights) -> None:
    told = {name for night_of in nights.told for classes in night_of.values() for name in classes}
    right = {name for way in WAYS.values() for outcome in way.right for name in outcome.told}
    assert {name for name in told if failure_named(name) is None} == set()
    assert {name for name in right if name.startswith("http_2") and failure_named(name) is None} == set()


@pytest.mark.parametrize("name", [*(way.id for way in WAYS.values() if not way.habit), *HEALTHY])
def test_the_night_before_everything_is_read(nights: Nights, name: str) -> None:
    row = nights.portals[0][name]
    assert (row.complete, row.failures, row.reports_listed) == (1, 0, 1), row.message


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_way_is_told_by_its_class(nights: Nights, way: Way) -> None:
    row, told = nights.portals[1][way.id], nights.told[1][way.id]
    state = nights.filings[1][f"{way.id}-wsj"]
    fits = [
        outcome
        for outcome in way.right
        if (bool(told & outcome.told) if outcome.told else not told)
        and told <= outcome.told | outcome.beside
        and bool(row.complete) == outcome.complete
        and state in STATES[outcome.row]
    ]
    assert fits, f"{sorted(told)} complete={row.complete} {state}: {row.message}"


@pytest.mark.parametrize("name", [*WAYS, *HEALTHY])
def test_nobody_is_accused_for_a_way_of_answering(nights: Nights, name: str) -> None:
    assert [states[f"{name}-jyj"] for states in nights.filings] == ["on_time"] * 3
    assert nights.filings[0][f"{name}-wsj"] == "not_due"
    assert nights.filings[1][f"{name}-wsj"] in ("on_time", "unverifiable")


@pytest.mark.parametrize("way", [way for way in FIRST_TIME if not way.later], ids=lambda way: way.id)
def test_nobody_is_accused_on_the_very_first_visit(nights: Nights, way: Way) -> None:
    name = f"{FIRST}{way.id}"
    states = {nights.filings[1][f"{name}-{key}"] for key in ("jyj", "wsj")}
    assert not ACCUSED & states, nights.portals[1][name].message
    assert not {"interrupted", "our_error"} & nights.told[1][name]


@pytest.mark.parametrize("name", [*WAYS, *HEALTHY, *READ_AGAIN])
def test_no_report_is_lost_and_no_figure_is_wrong(nights: Nights, name: str) -> None:
    for key, agency in (("jyj", JYJ), ("wsj", WSJ)):
        truth = RECEIVED[agency]
        assert [counted.get(f"{name}-{key}", set()) | {truth} for counted in nights.counted] == [{truth}] * 3
        assert nights.kept[f"{name}-{key}"] == [{"gone_at": None, "received": truth, "changed": 0}]


@pytest.mark.parametrize("name", [*WAYS, *READ_AGAIN])
def test_the_night_after_everything_is_as_it_should_be(nights: Nights, name: str) -> None:
    row = nights.portals[2][name]
    assert (row.complete, row.failures, row.reports_listed) == (1, 0, 2), row.message
    assert {nights.filings[2][f"{name}-{key}"] for key in ("jyj", "wsj")} == {"on_time"}
    assert {check for portal, check in nights.open_checks if portal == name} == set()


@pytest.mark.parametrize("name", [*HEALTHY, *(f"{FIRST}{name}" for name in HEALTHY)])
def test_the_portals_beside_are_untouched(nights: Nights, name: str) -> None:
    rows = [portals[name] for portals in nights.portals[1:] if name in portals]
    for row in rows:
        assert (row.complete, row.failures, row.failure, row.reports_listed) == (1, 0, "", 2)
    assert nights.told[1][name] == set()
