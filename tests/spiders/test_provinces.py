"""Five nights of the provinces, two portals of every family: each night's rows, reports, files and filings are golden."""

import csv
import pickle
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from crawler.clock import Clock
from crawler.items import ListRead
from demo.families.known import families
from demo.provinces import load_provinces
from demo.server import replica
from scheduler.crawling import crawl
from scheduler.night.nightly import check
from spiders.families import families as spiders
from store.registry import load_registry
from store.store import Store
from tests import ROOT, TESTS

GOLDEN = TESTS / "golden" / "provinces"
WORLD = load_provinces()
NIGHTS = range(1, len(WORLD.nights) + 1)
CALENDAR = {
    row["id"]: row["calendar"]
    for row in tomllib.loads((ROOT / "demo/provinces.toml").read_text(encoding="utf-8"))["portal"]
}
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
    portals: dict[str, dict[str, Any]]


def lines(name: str) -> list[dict[str, str]]:
    """A golden file."""
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(portal: str, night: int) -> list[dict[str, str]]:
    """The golden lines of a portal on a night."""
    found = [line for line in lines(WORLD.portals[portal].family) if line["portal"] == portal]
    return [line for line in found if night in range(*_nights(line["nights"]))]


def _nights(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last) + 1


def address(portal: str, path: str) -> str:
    return urljoin(WORLD.portals[portal].url, path)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Night]:
    """All nights, one after the other, each a crawl of every family and a judgement."""
    folder = tmp_path_factory.mktemp("provinces")
    WORLD.write_registry(folder / "registry")
    known = load_registry(folder / "registry")
    db = folder / "nianbao.db"
    store = Store.open(db)
    seen: dict[int, Night] = {}
    with pytest.MonkeyPatch.context() as environment, replica(WORLD) as portals:
        environment.setenv("SCRAPY_SETTINGS_MODULE", "tests.made.portals.feeding")
        environment.setenv("NIANBAO_FEED", str(folder / "feed"))
        for number, day in enumerate(WORLD.nights, 1):
            portals.night, clock = day, Clock.at(day)
            run = crawl(store, db, known, folder / "registry", (), clock, portals.url)
            check(store, known, day, clock.now())
            seen[number] = Night(
                reads(folder / "feed"),
                list(store.db.query(STORED)),
                {row["url"] for row in store.db.query(FILES, [run.run_id])},
                {(row["agency_id"], row["year"]): row["status"] for row in store.filings.in_state()},
                {row["portal_id"]: row for row in run.portals},
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


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("portal", WORLD.portals)
def test_the_column_is_read_to_its_end_with_the_golden_rows(
    nights: dict[int, Night], portal: str, night: int
) -> None:
    read = nights[night].reads[portal]
    column = {line["portal"]: line["column"] for line in lines("columns")}[portal]
    assert (read.complete, read.problem, read.column) == (True, "", column)
    found = {(row.url, row.title, str(row.listed_on)) for row in read.rows if row.listed_on}
    assert found == {
        (address(portal, line["address"]), line["title"], line["listed"]) for line in shown(portal, night)
    }
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
        (address(portal, line["address"]), line["title"], int(line["received"]))
        for line in shown(portal, night)
        if line["received"]
    }
    run = nights[night].portals[portal]
    assert (run["complete"], run["failures"], run["message"]) == (1, 0, "")


@pytest.mark.parametrize("portal", WORLD.portals)
def test_reports_that_are_files_are_read_from_the_file(nights: dict[int, Night], portal: str) -> None:
    for night in NIGHTS:
        files = {address(portal, line["attachment"]) for line in shown(portal, night) if line["attachment"]}
        host = WORLD.portals[portal].host
        before = {url for earlier in range(1, night + 1) for url in nights[earlier].files if host in url}
        assert before == files
        pages = {address(portal, line["address"]) for line in shown(portal, night) if line["attachment"]}
        docx = {
            row["url"] for row in nights[night].reports if "word" in row["media_type"] and host in row["url"]
        }
        assert docx == pages


def told(portal: str, state: str) -> str:
    """The state as it can be told: on sites of no known family nothing proves that a report is missing."""
    unproved = state == "missing" and WORLD.portals[portal].family == "generic"
    return "unverifiable" if unproved else state


@pytest.mark.parametrize("night", NIGHTS)
def test_every_duty_is_in_its_golden_state_on_every_portal(nights: dict[int, Night], night: int) -> None:
    expected = {
        (f"{portal}-{line['agency']}", int(line["year"])): told(portal, line[f"night {night}"])
        for portal, calendar in CALENDAR.items()
        for line in lines("filings")
        if line["calendar"] == calendar and line[f"night {night}"]
    }
    assert nights[night].filings == expected
