"""A night on which many portals are hostile: each is ended by its limit, and no portal beside it notices."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from crawler.clock import Clock
from demo.families import Asked
from store.records import PortalVisit
from store.store import Store
from tests.made.portals.forked import Cost
from tests.made.portals.raw_server import Wire, answering, sized
from tests.made.portals.small_portals import JYJ, night, write_portals
from tests.reading.formats.test_hostile_markup import PAGES, filled
from tests.ways.site import is_at, listing, reported, row, sound

pytestmark = pytest.mark.search

CLOCK = Clock.at(date(2026, 2, 3))
PEAK = 512_000_000  # bytes of the largest process
SECONDS = 60  # of processor time that a hostile portal may take
HEALTHY = tuple(f"healthy-{number}" for number in range(1, 7))
LISTS = {
    **PAGES,
    "a list of 19 MB": filled("<ul>", row("./x.html", "办事指南", "2026-01-15"), 19_000_000),
    "250,000 rows": "<ul>" + "<li><a href=1>1" * 250_000,
    "20,000 rows": listing([row(f"./t{number}.html", f"第{number}号办事指南", "2026-01-15") for number in range(20_000)]),
    "250 kB of scripts": filled(listing([reported(JYJ)]), "<script", 250_000),
    "a title of 2 MB": listing([row("./x.html", "年度报告" * 200_000, "2026-01-15")]),
    "bare days": filled("<ul>", "<li>2026-01-15 "),
    "links and days in turns": filled("<div>", "<a href=x>y</a>2026-01-15", 2_000_000),
    "links in links": filled("<li>", "<a href=x>年报<b>", 2_000_000),
    "years": filled("", "<a href=2025>2025年</a>", 2_000_000),
    "calls": filled("<script>", "createPageHTML(1, 0, 'index', 'html'", 2_000_000),
    "quotation marks": filled("<script>", "\\\"", 2_000_000),
}  # fmt: skip


@dataclass
class Seen:
    """What the night saw: the portals' rows, the states of duties; and what its processes took."""

    portals: dict[str, PortalVisit]
    filings: dict[str, str]
    cost: Cost


NAMES = {f"list-{number}": page for number, page in enumerate(LISTS.values())}
NAMES |= {f"report-{number}": page for number, page in enumerate(PAGES.values())}


def answer(host: str, asked: Asked) -> Wire:
    """Hostile portals answer as others do, but for their list or the report of one agency."""
    name = host.split(".")[0]
    hostile, place = NAMES.get(name), "report" if name.startswith("report") else "list"
    if hostile is not None and is_at(place, asked.path):  # type: ignore[arg-type]
        return sized(hostile.encode())
    found = sound("list", asked.path, True, "")
    return found.wire() if found else sized("没有这个页面".encode(), 404)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("hostile")
    homes = {name: f"http://{name}.shiyan.example" for name in (*NAMES, *HEALTHY)}
    registry, db = write_portals(folder / "registry", homes), folder / "nianbao.db"
    costs: list[Cost] = []
    store = Store.open(db)
    with answering(answer) as running:
        proxies = {"http_proxy": running.url, "https_proxy": running.url}
        run = night(store, db, registry, CLOCK, proxies, {}, costs=costs)
    portals = {row.portal_id: row for row in store.runs.portal_runs(run)}
    filings = {row.agency_id: row.status for row in store.filings.in_state()}
    (cost,) = costs
    yield Seen(portals, filings, cost)
    store.close()


@pytest.mark.parametrize("name", HEALTHY)
def test_the_portals_beside_hostile_ones_are_read_in_full(seen: Seen, name: str) -> None:
    assert seen.portals[name].complete == 1, seen.portals[name].message
    assert {seen.filings[f"{name}-jyj"], seen.filings[f"{name}-wsj"]} == {"on_time"}


@pytest.mark.parametrize(("name", "page"), [*zip(NAMES, [*LISTS, *PAGES], strict=True)])
def test_nobody_is_accused_for_a_hostile_page(seen: Seen, name: str, page: str) -> None:
    states = {seen.filings[f"{name}-jyj"], seen.filings[f"{name}-wsj"]}
    assert states <= {"on_time", "unverifiable"}, f"{page}: {seen.portals[name]}"
    assert seen.portals[name].failure not in ("our_error", "interrupted"), f"{page}: {seen.portals[name]}"


def test_no_process_grows_beyond_its_memory(seen: Seen) -> None:
    assert seen.cost.peak < PEAK


def test_hostile_portals_are_ended_by_their_limits(seen: Seen) -> None:
    assert seen.cost.seconds < SECONDS * len(NAMES)
