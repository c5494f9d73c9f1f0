"""After the visits of a night: columns that moved are looked for, a few requests a portal. What is found is a proposal."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

from crawler.clock import Clock
from crawler.reading.words.labels import squeeze
from scheduler.discovery.candidates import Candidate, candidates, way
from scheduler.discovery.search import search_below
from spiders.discovery.leads import folder_of, place
from spiders.discovery.spider import VisitedPage
from store.checks.portals import PortalNight, moved, refused
from store.checks.rules import THRESHOLDS
from store.checks.watching import YEAR_FOLDER
from store.judging.portals import portal_night
from store.registry import Portal, Registry
from store.store import Store
from store.tables.proposals import Moved
from store.times import beijing_day

PAGES = 9  # of one portal a night, robots.txt not counted
DEPTH = 3
_YEAR = re.compile(r"20[0-4]\d(?!\d)")


def rediscover(
    store: Store, registry: Registry, run_id: int, clock: Clock, proxy: str | None = None
) -> list[Moved]:
    """Look for the columns of this night's run that moved; keep proposals and every request. Returns what is sought."""
    now = clock.now()
    today = beijing_day(now)
    nights = _answered_nights(store, registry, today)
    missed = {name: _sought(store, registry.portals[name], night, today) for name, night in nights.items()}
    store.proposals.settle_proposals(registry, _healthy(nights, missed), today)
    sought = {name: left for name in missed if (left := _not_proposed_yet(store, name, missed[name]))}
    pages = _look(registry, nights, sought, clock, proxy) if sought else []
    for page in pages:
        store.runs.save_fetch(
            run_id, page.portal, page.url, "discover", now, status=page.status, failure=page.failure
        )
    proposals: list[Moved] = []
    for name, columns in sought.items():
        seen = [page for page in pages if page.portal == name]
        titles = {squeeze(title) for title in store.reports.known_titles(name)}
        for old in columns:
            proposals += _new_addresses(registry.portals[name], old, seen, titles)
    store.proposals.save_proposals(proposals, today)
    return proposals


def _answered_nights(store: Store, registry: Registry, today: date) -> dict[str, PortalNight]:
    """The last visit to each portal, where that did not refuse us."""
    nights = {name: portal_night(store, name, today) for name in registry.portals}
    return {name: night for name, night in nights.items() if night and not refused(night)}


def _healthy(
    nights: Mapping[str, PortalNight], missed: Mapping[str, Sequence[Moved]]
) -> list[tuple[str, str]]:
    """Portal and address of the columns that were read to their end and that nobody has to look for."""
    return [
        (name, column.url)
        for name, night in nights.items()
        for column in night.columns
        if column.complete and column.url not in {old.old_column for old in missed[name]}
    ]


def _not_proposed_yet(store: Store, name: str, missed: Sequence[Moved]) -> list[Moved]:
    """The columns of a portal for which no new address is proposed yet."""
    proposed = {row.old_column for row in store.proposals.open_proposals(name) if row.new_column}
    return [old for old in missed if old.old_column not in proposed]


def _sought(store: Store, portal: Portal, night: PortalNight, today: date) -> list[Moved]:
    """The columns of a portal that are to be looked for, and by what that was noticed."""
    gone = [Moved(portal.id, column.url, how) for column in night.columns if (how := moved(column))]
    newest = store.reports.newest_year(portal.id)
    if gone or not night.columns:
        return gone
    if newest and newest[2] == 0:
        lost = min(night.columns, key=lambda column: column.rows - column.had)
        return [Moved(portal.id, lost.url, f"{newest[0]}年度的{newest[1]}份年报都已不在栏目里")]
    waited = today.timetuple().tm_yday > THRESHOLDS["portal"]["new_year_days"]
    years = [url for url in portal.columns if YEAR_FOLDER.search(url)]
    if waited and years and newest and newest[0] < today.year - 1:
        last = max(years, key=_year)
        how = f"是单独年度的目录，尚无{today.year - 1}年度的年报"
        return [Moved(portal.id, last, how, keeps_old=True)]
    return []


def _year(url: str) -> str:
    """The year in an address, the last one where it has several."""
    return max(_YEAR.findall(urlsplit(url).path), default="")


def _look(
    registry: Registry,
    nights: Mapping[str, PortalNight],
    sought: Mapping[str, Sequence[Moved]],
    clock: Clock,
    proxy: str | None,
) -> list[VisitedPage]:
    """Search from the folders above the columns and from the home pages, all portals in one process."""
    portals, annual = [], []
    for name, columns in sought.items():
        portal = registry.portals[name]
        answered = {column.url: column.answered for column in nights[name].columns}
        starts: list[str] = []
        for old in columns:
            above = _above(old.old_column)
            starts += [answered[old.old_column]] if answered.get(old.old_column) and not old.keeps_old else []
            starts += above[:1] if old.keeps_old else above
            annual += above[:1] if YEAR_FOLDER.search(old.old_column) else []
        starts += [portal.url]
        starts = [url for url in dict.fromkeys(starts) if urlsplit(url).hostname in portal.hosts]
        portals.append(portal.model_copy(update={"columns": tuple(starts), "family": "discovering"}))
    options = {"pages": PAGES, "depth": DEPTH, "annual": " ".join(annual)}
    with TemporaryDirectory(prefix="nianbao-rediscover-") as folder:
        return search_below(Path(folder), portals, options, clock, lambda words: None, proxy).pages


def _above(column: str) -> list[str]:
    """The folders above a column, the nearest first, at most two; above a year's directory is the column of all years."""
    folder = folder_of(column)
    if folder == column.partition("?")[0].partition("#")[0]:
        folder = urljoin(folder, "..")
    if YEAR_FOLDER.search(column) and _YEAR.search(urlsplit(folder).path.rstrip("/").rpartition("/")[2]):
        folder = urljoin(folder, "..")
    higher = urljoin(folder, "..")
    return [url for url in dict.fromkeys((folder, higher)) if urlsplit(url).path not in ("", "/")]


def _new_addresses(portal: Portal, old: Moved, pages: Sequence[VisitedPage], titles: set[str]) -> list[Moved]:
    """The addresses that may be where a column has gone, the likeliest; the search itself where there are none."""
    registered = {place(url) for url in portal.columns}
    new = [
        candidate
        for candidate in candidates(pages)
        if place(candidate.url) not in registered and urlsplit(candidate.url).path not in ("", "/")
    ]
    if old.keeps_old:
        above = _above(old.old_column)[0] if _above(old.old_column) else portal.url
        new = [
            candidate
            for candidate in new
            if candidate.url.startswith(above) and _year(candidate.url) > _year(old.old_column)
        ]
        return [_proposal(old, candidate, titles) for candidate in new]
    if not new:
        return [old]
    best = max(
        new, key=lambda candidate: (_count_known(candidate, titles), len(candidate.seen), candidate.year or 0)
    )
    beside = [
        candidate
        for candidate in new
        if best.year
        and candidate.year
        and candidate is not best
        and urljoin(candidate.url, "..") == urljoin(best.url, "..")
    ]
    return [_proposal(old, candidate, titles) for candidate in (best, *beside)]


def _count_known(candidate: Candidate, titles: set[str]) -> int:
    return len({squeeze(title) for title in candidate.seen} & titles)


def _proposal(old: Moved, new: Candidate, titles: set[str]) -> Moved:
    why = f"{way(new.path)}；{new.why}；首页列出{len(new.seen)}份年报，其中{_count_known(new, titles)}份以前读到过；{new.sign}"
    return replace(old, new_column=new.url, family=new.family, why=why)
