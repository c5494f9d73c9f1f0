"""Real crawls of demo/families: the hosts of a family's variants, one night, and what was seen of each."""

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.clock import Clock
from crawler.items import ListPage, ListRead
from demo.families import Answer, Asked, Entry, Lies, Replica, Site
from store.models import NO_LENGTH
from store.records import PortalVisit
from store.store import Store
from tests.made.portals.portal import HostilePortal, report_page, serving
from tests.made.portals.small_portals import JYJ, WSJ, night, write_portals

Row = tuple[str, str, date | None]  # path, title, day

NIGHT = Clock.at(date(2026, 2, 3))
PUBLISHED, SILENT = JYJ, WSJ

# Of a column of 7 rows, 3 a page: each must leave it partial.
LIES = {
    "more": Lies(more=1),  # the same number of pages
    "fewer": Lies(more=-1),
    "a-page-more": Lies(more=3),
    "a-page-fewer": Lies(more=-4),
    "repeats": Lies(repeats=True),
    "empties": Lies(empties=True),
    "grows": Lies(grows=True),
}


# A page with words of its own that is no list, no data and no error either.
NO_LIST = (
    "<html><body><p>本页介绍本机关的主要职责和内设机构，办事群众可以在工作时间到政务服务大厅咨询有关事项。</p>"
    "</body></html>"
)


@dataclass(frozen=True)
class Variant:
    """One portal of the crawl: its column and what it answers, by a replica of its own if it has one."""

    column: str
    site: Site
    replica: Replica | None = None
    single_page: bool = False


def came_of(read: ListRead) -> tuple[ListPage, ...]:
    """All pages that came for a column: shells around its list, its own, and one with nothing on it behind them."""
    beyond = [read.beyond] if read.beyond and read.beyond.status == 200 else []
    return (*read.shells, *read.pages, *beyond)


@dataclass(frozen=True)
class Seen:
    """What a night saw of one variant: how the column was read, the portal's row, and the two filings' states."""

    read: ListRead
    portal: PortalVisit
    published: str
    silent: str
    asked: tuple[str, ...]

    @property
    def rows(self) -> set[Row]:
        """Path, title and day of every row."""
        return {(urlsplit(row.url).path, row.title, row.listed_on) for row in self.read.rows}


def entries(count: int, path: str) -> list[Entry]:
    """Entries of a column, `path` with a {}; the last one is the only report, so who stops early misses it."""
    fillers = [
        Entry(
            path.format(number),
            f"试验市第{number}号工作指南，含《办法》与附件",
            date(2026, 1, 31) - timedelta(number % 300),
        )
        for number in range(1, count)
    ]
    report = Entry(path.format(count), f"{PUBLISHED}2025年政府信息公开工作年度报告", date(2026, 1, 15))
    return [*fillers, report]


def over(replica: Replica, pages: Mapping[str, Answer | None]) -> Replica:
    """The replica with `pages` laid over it, by path with query; None is a page that is gone."""

    def answer(site: Site, asked: Asked) -> Answer | None:
        query = "&".join(f"{name}={value}" for name, value in asked.fields.items())
        target = f"{asked.path}?{query}" if query else asked.path
        return pages[target] if target in pages else replica(site, asked)

    return answer


def changed(replica: Replica, change: Callable[[str], str]) -> Replica:
    """The replica with the text of every page changed."""

    def answer(site: Site, asked: Asked) -> Answer | None:
        found = replica(site, asked)
        return found and replace(found, body=change(found.body.decode()).encode())

    return answer


def golden(site: Site) -> set[Row]:
    """The rows that a complete reading of the site must bring."""
    return {(entry.path, entry.title, entry.listed) for entry in site.entries}


def assert_sound(seen: Seen, site: Site) -> None:
    """The column was read to its end, brought its golden rows, and its silence is held against the silent."""
    assert seen.rows == golden(site)
    assert (seen.read.complete, seen.read.problem, seen.portal.complete) == (True, "", 1)
    assert (seen.published, seen.silent) == ("on_time", "missing")
    assert differing(seen.read) == [] or site.lies.more < 0


def differing(read: ListRead) -> list[str]:
    """The measures in which a column isn't as long as its site claims."""
    pairs = {name: (getattr(read.claimed, name), getattr(read.counted, name)) for name in vars(NO_LENGTH)}
    return [name for name, pair in pairs.items() if None not in pair and pair[0] != pair[1]]


def assert_partial(seen: Seen, site: Site, failure: str = "partial_list") -> None:
    """The column was not read to its end, says why, brought no row that isn't there, and nobody is accused."""
    assert seen.rows <= golden(site)
    assert seen.read.problem
    assert (seen.read.complete, seen.portal.complete, seen.portal.failure) == (False, 0, failure)
    assert seen.silent == "unverifiable"
    assert seen.published in ("on_time", "unverifiable")


def crawled(folder: Path, family: str, replica: Replica, variants: Mapping[str, Variant]) -> dict[str, Seen]:
    """One Scrapy process over all variants, each a portal of its own on its own host."""
    registry = write_portals(
        folder / "registry",
        {name: f"http://{name}.shiyan.example" for name in variants},
        family=family,
        column=lambda name: variants[name].column,
        more=lambda name: {"single_page": variants[name].single_page},
    )
    db, items = folder / "nianbao.db", folder / "items.pickle"
    store = Store.open(db)

    def beside(host: str, asked: Asked) -> tuple[Any, ...] | None:
        variant = variants[host.split(".")[0]]
        if any(entry.path == asked.path for entry in variant.site.entries):
            return 200, report_page(PUBLISHED, 2025)
        found = (variant.replica or replica)(variant.site, asked)
        return (found.status, found.body, {"Content-Type": found.kind, **found.headers}) if found else None

    with serving(HostilePortal(beside=beside)) as running:
        proxy = {"http_proxy": running.url}
        run = night(store, db, registry, NIGHT, proxy, {}, family=family, options=["-o", str(items)])
    seen = _seen(store, run, items)
    store.close()
    return seen


def _seen(store: Store, run: int, items: Path) -> dict[str, Seen]:
    reads: dict[str, ListRead] = {}
    with items.open("rb") as file:
        while file.peek(1):
            item = pickle.load(file)
            if "column" in item:
                reads[item["portal"]] = ListRead(**item)
    states = {row.agency_id: row.status for row in store.filings.in_state()}
    portals = {row.portal_id: row for row in store.runs.portal_runs(run)}
    return {
        name: Seen(
            read,
            portals[name],
            states[f"{name}-jyj"],
            states[f"{name}-wsj"],
            tuple(sorted({page.url for page in came_of(read)})),
        )
        for name, read in reads.items()
    }
