"""`nianbao discover`: look for the columns of a site, read each with its family's spider, propose what holds reports.

Everything happens in a scratch folder: registry, database, logs. The user's registry and database are not touched.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from crawler.clock import Clock
from crawler.reading.around.front import parse_title
from scheduler.crawling import crawl
from scheduler.discovery.candidates import Candidate, Read, candidates, not_reached, proposed
from scheduler.discovery.search import LOOK_SECONDS, Looks, search_below, write_scratch
from scheduler.discovery.wanted import Wanted
from spiders.discovery.searching import UNIT_PAGES, Left, Searched
from spiders.discovery.spider import VisitedPage
from store.registry import Portal, load_registry
from store.store import Store

_ABSENT = {"http_404", "http_410", "soft_404"}  # dead links are told, and nothing was left behind them
_SPARE = 20  # requests beside pages and columns: robots.txt, redirects, what is asked for again
_COLUMN_PAGES = 5  # of a column that a budget is made for; most have one


@dataclass(frozen=True)
class Discovery:
    """What was found: every page looked at, every candidate read, those proposed, those there was no room to read.

    `units` are those that pages list (name → address), `left` the links that were not followed.
    """

    wanted: Wanted
    pages: list[VisitedPage]
    read: list[Read]
    proposed: list[Read]
    unread: list[Candidate]
    units: Mapping[str, str] = field(default_factory=dict)
    left: Sequence[Left] = ()

    @property
    def home(self) -> VisitedPage:
        """The page that the address itself gave."""
        cut = VisitedPage("", self.wanted.url, (), failure="interrupted", message="浏览没有进行完")
        return self.pages[0] if self.pages else cut

    @property
    def failed(self) -> list[VisitedPage]:
        """Pages that could not be looked at."""
        return [page for page in self.pages if page.failure]

    @property
    def lacking(self) -> dict[str, str]:
        """The units that pages list and of which no column with reports was found (name → address)."""
        have = {column.candidate.unit for column in self.read if column.reports}
        return {name: url for name, url in self.units.items() if name not in have}

    @property
    def whole(self) -> bool:
        """Whether everything that promised something was looked at and read to its end."""
        read = self.proposed and all(column.complete for column in self.proposed)
        unread = any(page.failure not in _ABSENT for page in self.failed)
        return bool(read) and not (unread or self.unread or self.left or self.lacking)


def discover(
    wanted: Sequence[Wanted],
    scratch: Path,
    clock: Clock,
    told: Callable[[str], None],
    proxy: str | None = None,
) -> list[Discovery]:
    """Explore sites and read their candidates. `told` is given a line of progress for every step."""
    sites = {f"site{number}": want for number, want in enumerate(wanted)}
    looks = _look(sites, scratch / "search_below", clock, told, proxy)
    ends = {site: looks.ends.get(site) or _cut_off(site, want) for site, want in sites.items()}
    found = {
        site: candidates((page for page in looks.pages if page.portal == site), ends[site].shared)
        for site in sites
    }
    first = {
        site: [each for each in found[site] if each.year is None][: want.columns]
        for site, want in sites.items()
    }
    read = _read_all(first, sites, scratch / "columns", clock, told, proxy)
    second = {
        site: not_reached([each for each in found[site] if each.year is not None], read[site])[
            : want.columns - len(first[site])
        ]
        for site, want in sites.items()
    }
    years = _read_all(second, sites, scratch / "years", clock, told, proxy)
    return [
        _discovery(want, looks.pages, found[site], read[site] + years[site], ends[site])
        for site, want in sites.items()
    ]


def _look(
    sites: Mapping[str, Wanted],
    folder: Path,
    clock: Clock,
    told: Callable[[str], None],
    proxy: str | None,
) -> Looks:
    """Search all sites in one process, within the widest bounds that are wanted of any."""
    wanted = sites.values()
    pages, units = max(want.pages for want in wanted), max(want.columns for want in wanted)
    bound = pages + UNIT_PAGES * units
    portals = [
        _portal(site, want, "discovering", (want.url,), bound + _SPARE) for site, want in sites.items()
    ]
    options: dict[str, Any] = {"pages": pages, "depth": max(want.depth for want in wanted), "units": units}
    options |= {"hosts": ",".join(host for want in wanted for host in want.hosts)}
    seconds = max(LOOK_SECONDS, int(bound * (1.5 * max(want.delay for want in wanted) + 1)))
    return search_below(folder, portals, options, clock, told, proxy, seconds)


def _cut_off(site: str, want: Wanted) -> Searched:
    """The end of a search that didn't come to its end."""
    return Searched(site, (Left(want.url, "", "interrupted"),))


def _discovery(
    want: Wanted, pages: Sequence[VisitedPage], found: list[Candidate], read: list[Read], end: Searched
) -> Discovery:
    tried = {column.candidate.url for column in read}
    full = len(tried) >= want.columns
    unread = [each for each in not_reached(found, read) if each.url not in tried] if full else []
    own = [page for page in pages if page.portal == end.portal]
    told = {each.unit: each.url for each in found if each.unit}
    return Discovery(want, own, read, proposed(read), unread, told | end.units, end.left)


def _portal(name: str, want: Wanted, family: str, columns: tuple[str, ...], budget: int) -> Portal:
    """A portal of a scratch registry."""
    return Portal(
        id=name,
        name=name,
        family=family,
        url=want.url,
        columns=columns,
        since=2008,
        delay=want.delay,
        budget=budget,
    )


def _read_all(
    wanted: Mapping[str, Sequence[Candidate]],
    sites: Mapping[str, Wanted],
    folder: Path,
    clock: Clock,
    told: Callable[[str], None],
    proxy: str | None,
) -> dict[str, list[Read]]:
    """Read the candidates of all sites, of each site one family after the other: two processes would share its host."""
    left = {site: list(dict.fromkeys(each.family for each in own)) for site, own in wanted.items()}
    read: dict[str, list[Read]] = {site: [] for site in sites}
    for turns in count():
        if not any(left.values()):
            break
        turn = {site: families.pop(0) for site, families in left.items() if families}
        members = {
            site: [each for each in wanted[site] if each.family == family] for site, family in turn.items()
        }
        told(f"读 {sum(map(len, members.values()))} 个栏目（{'、'.join(sorted(set(turn.values())))}）")
        # The process before may just have visited the host.
        time.sleep(max(sites[site].delay for site in turn))
        portals = [
            _portal(
                site,
                sites[site],
                family,
                tuple(each.url for each in members[site]),
                _COLUMN_PAGES * len(members[site]) + 10 * _SPARE,
            )
            for site, family in turn.items()
        ]
        for site, found in _read(portals, folder / str(turns), clock, proxy).items():
            read[site] += [_outcome(each, found.get(each.url)) for each in members[site]]
    return read


def _read(
    portals: Sequence[Portal], folder: Path, clock: Clock, proxy: str | None
) -> dict[str, dict[str, dict[str, Any]]]:
    """Read the columns of portals in a scratch database, lists only; what came of each by portal and column."""
    registry = write_scratch(folder / "registry", portals)
    fields = ["portal", "column", "complete", "rows", "claimed", "problem"]
    feeds = {f"{folder}/%(name)s.jsonl": {"format": "jsonlines", "fields": fields, "encoding": "utf-8"}}
    options = ["-a", "reports=no", "-s", f"FEEDS={json.dumps(feeds)}"]
    store = Store.open(folder / "nianbao.db")
    crawl(store, folder / "nianbao.db", load_registry(registry), registry, (), clock, proxy, options)
    store.close()
    read: dict[str, dict[str, dict[str, Any]]] = {portal.id: {} for portal in portals}
    for feed in sorted(folder.glob("*.jsonl")):
        for line in feed.read_text(encoding="utf-8").splitlines():
            if "column" in (row := json.loads(line)):
                read[row["portal"]][row["column"]] = row
    return read


def _outcome(candidate: Candidate, row: dict[str, Any] | None) -> Read:
    """What reading a candidate brought; a row that names no year is no report."""
    if row is None:
        return Read(candidate, False, problem="没有读完")
    reports = {
        item["url"]: item["title"]
        for item in row["rows"]
        if (title := parse_title(item["title"])) and title.year
    }
    claimed = row["claimed"]["words"]
    return Read(candidate, row["complete"], len(row["rows"]), reports, claimed, row["problem"])
