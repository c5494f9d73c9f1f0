"""Five nights of the provinces, two portals of every family: each night's rows, reports, files and filings are golden.

The golden lines are two calendars, the portals that keep them, and how each family builds an address: reviewed by people,
not taken from the demo. Only portals that a selected test asks for are crawled: `-k trs` crawls one family.
"""

import csv
import pickle
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.clock import Clock
from crawler.items import ListRead
from demo.families.known import families
from demo.provinces import Provinces, load_provinces
from demo.server import replica
from scheduler.crawling import crawl
from scheduler.night.nightly import check
from spiders.families import families as spiders
from store.records import PortalVisit
from store.registry import load_registry
from store.store import Store
from store.times import BEIJING
from tests import TESTS

GOLDEN = TESTS / "golden" / "provinces"
WORLD = load_provinces()
NIGHTS = range(1, len(WORLD.nights) + 1)
STORED = (
    "SELECT r.url, r.title, r.portal_id, q.total AS received, v.media_type FROM reports r "
    "JOIN versions v ON v.id = r.current_version LEFT JOIN requests q ON q.version_id = v.id AND q.outcome = 'received' "
    "WHERE r.gone_at IS NULL"
)
FILES = "SELECT url FROM fetches WHERE run_id = ? AND kind = 'report' AND url LIKE '%.docx' AND failure = ''"


@dataclass(frozen=True)
class Night:
    """What one night saw: column reads by portal, stored reports, files fetched, filings, portal runs."""

    reads: dict[str, ListRead]
    reports: list[dict[str, Any]]
    files: set[str]
    filings: dict[tuple[str, int], str]
    portals: dict[str, PortalVisit]


@dataclass(frozen=True)
class Line:
    """A row that a portal's column must bring, and the report behind it if `received` is not "": requests received."""

    url: str
    title: str
    listed: str
    file: str
    received: str


@cache
def lines(name: str) -> list[dict[str, str]]:
    """A golden file."""
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def golden(portal: str) -> dict[str, str]:
    """The golden line of a portal: its place, its calendar and the address of its column."""
    return next(line for line in lines("portals") if line["portal"] == portal)


def shown(portal: str, night: int) -> list[Line]:
    """What the portal's calendar shows on a night, at the addresses of its family."""
    kept = (line for line in lines(golden(portal)["calendar"]) if night in _nights(line["nights"]))
    return [_line(portal, line) for line in kept]


def _line(portal: str, line: dict[str, str]) -> Line:
    url = address(portal, int(line["number"]), date.fromisoformat(line["listed"]))
    return Line(
        url,
        line["title"].format(place=golden(portal)["place"]),
        line["listed"],
        urljoin(url, line["file"]) if line["file"] else "",
        line["received"],
    )


def address(portal: str, number: int, day: date) -> str:
    """The address of an article: `folder` is the column's, `midnight` the second in which its day began."""
    column = golden(portal)["column"]
    template = {line["family"]: line["address"] for line in lines("addresses")}[WORLD.portals[portal].family]
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp())
    folder = urlsplit(column).path.rpartition("/")[0]
    return urljoin(column, template.format(folder=folder, number=number, day=day, midnight=midnight))


def _nights(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last) + 1)


def asked_for(session: pytest.Session) -> set[str]:
    """The portals that the selected tests of this file are about, all where none of them names one."""
    calls = [getattr(item, "callspec", None) for item in session.items if item.path == Path(__file__)]
    return {call.params["portal"] for call in calls if call and "portal" in call.params} or {*WORLD.portals}


def only(world: Provinces, portals: set[str]) -> Provinces:
    """The world with these portals alone."""
    return replace(
        world,
        portals={key: portal for key, portal in world.portals.items() if key in portals},
        agencies={key: agency for key, agency in world.agencies.items() if agency.portal in portals},
    )


@pytest.fixture(scope="module")
def nights(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Night]:
    """All nights, one after the other, each a crawl of the families asked for, all at once, and a judgement."""
    folder = tmp_path_factory.mktemp("provinces")
    world = only(WORLD, asked_for(request.session))
    world.write_registry(folder / "registry")
    known = load_registry(folder / "registry")
    db = folder / "nianbao.db"
    store = Store.open(db)
    seen: dict[int, Night] = {}
    with pytest.MonkeyPatch.context() as environment, replica(world) as portals:
        environment.setenv("SCRAPY_SETTINGS_MODULE", "tests.made.portals.feeding")
        environment.setenv("NIANBAO_FEED", str(folder / "feed"))
        for number, day in enumerate(world.nights, 1):
            portals.night, clock = day, Clock.at(day)
            run = crawl(store, db, known, folder / "registry", (), clock, portals.url)
            check(store, known, day, clock.now())
            seen[number] = Night(
                reads(folder / "feed"),
                list(store.db.query(STORED)),
                {row["url"] for row in store.db.query(FILES, [run.run_id])},
                {(row.agency_id, row.year): row.status for row in store.filings.in_state()},
                {row.portal_id: row for row in run.portals},
            )
    store.close()
    return seen


def reads(folder: Path) -> dict[str, ListRead]:
    """The column reads of a night, by portal."""
    found: dict[str, ListRead] = {}
    for path in folder.glob("*.pickle"):
        with path.open("rb") as file:
            while file.peek(1):
                item = pickle.load(file)
                if "column" in item:
                    found[item["portal"]] = ListRead(**item)
    return found


def test_every_family_with_a_spider_has_a_replica_and_two_portals() -> None:
    assert families().keys() == spiders()
    told = [portal.family for portal in WORLD.portals.values()]
    assert {family: told.count(family) for family in told} == dict.fromkeys(families(), 2)


def test_golden_lines_are_of_these_portals_and_families() -> None:
    assert [line["portal"] for line in lines("portals")] == list(WORLD.portals)
    assert {line["family"] for line in lines("addresses")} == spiders()


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("portal", WORLD.portals)
def test_the_column_is_read_to_its_end_with_the_golden_rows(
    nights: dict[int, Night], portal: str, night: int
) -> None:
    read = nights[night].reads[portal]
    assert (read.complete, read.problem, read.column) == (True, "", golden(portal)["column"])
    found = {(row.url, row.title, str(row.listed_on)) for row in read.rows if row.listed_on}
    assert found == {(line.url, line.title, line.listed) for line in shown(portal, night)}
    assert all(row.listed_on for row in read.rows)


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("portal", WORLD.portals)
def test_the_reports_stored_are_the_golden_ones_with_their_figures(
    nights: dict[int, Night], portal: str, night: int
) -> None:
    stored = {
        (row["url"], row["title"], row["received"])
        for row in nights[night].reports
        if row["portal_id"] == portal
    }
    assert stored == {
        (line.url, line.title, int(line.received)) for line in shown(portal, night) if line.received
    }
    run = nights[night].portals[portal]
    assert (run.complete, run.failures, run.message) == (1, 0, "")


@pytest.mark.parametrize("portal", WORLD.portals)
def test_reports_that_are_files_are_read_from_the_file(nights: dict[int, Night], portal: str) -> None:
    for night in NIGHTS:
        files = {line.file for line in shown(portal, night) if line.file}
        host = WORLD.portals[portal].host
        before = {url for earlier in range(1, night + 1) for url in nights[earlier].files if host in url}
        assert before == files
        pages = {line.url for line in shown(portal, night) if line.file}
        docx = {
            row["url"] for row in nights[night].reports if "word" in row["media_type"] and host in row["url"]
        }
        assert docx == pages


def told(portal: str, state: str) -> str:
    """The state as it can be told: on sites of no known family nothing proves that a report is missing."""
    unproved = state == "missing" and WORLD.portals[portal].family == "generic"
    return "unverifiable" if unproved else state


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("portal", WORLD.portals)
def test_every_duty_is_in_its_golden_state(nights: dict[int, Night], portal: str, night: int) -> None:
    expected = {
        (f"{portal}-{line['agency']}", int(line["year"])): told(portal, line[f"night {night}"])
        for line in lines("filings")
        if line["calendar"] == golden(portal)["calendar"] and line[f"night {night}"]
    }
    mine = {agency.id for (at, _), agency in WORLD.agencies.items() if at == portal}
    filings = {duty: state for duty, state in nights[night].filings.items() if duty[0] in mine}
    assert filings == expected


@pytest.mark.parametrize("night", NIGHTS)
def test_nobody_else_has_a_duty(nights: dict[int, Night], night: int) -> None:
    assert {agency for agency, _ in nights[night].filings} <= {
        agency.id for agency in WORLD.agencies.values()
    }
