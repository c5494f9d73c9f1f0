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
    nights = {
        portal.id: night
        for portal in registry.portals.values()
        if (night := portal_night(store, portal.id, today)) and not refused(night)
    }
    sought = {name: _sought(store, registry.portals[name], night, today) for name, night in nights.items()}
    healthy = [
        (name, column.url)
        for name, night in nights.items()
        for column in night.columns
        if column.complete and column.url not in {each.old_column for each in sought[name]}
    ]
    store.proposals.settle_proposals(registry, healthy, today)
    for name in list(sought):
        found = {row["old_column"] for row in store.proposals.open_proposals(name) if row["new_column"]}
        sought[name] = [each for each in sought[name] if each.old_column not in found]
    asked = {name: each for name, each in sought.items() if each}
    pages = _look(registry, nights, asked, clock, proxy) if asked else []
    for page in pages:
        store.runs.save_fetch(
            run_id, page.portal, page.url, "discover", now, status=page.status, failure=page.failure
        )
    found_now: list[Moved] = []
    for name, each in asked.items():
        own = [page for page in pages if page.portal == name]
        known = {squeeze(title) for title in store.reports.known_titles(name)}
        found_now += [new for old in each for new in _found(registry.portals[name], old, own, known)]
    store.proposals.save_proposals(found_now, today)
    return found_now


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
    for name, own in sought.items():
        portal = registry.portals[name]
        answered = {column.url: column.answered for column in nights[name].columns}
        starts: list[str] = []
        for old in own:
            above = _above(old.old_column)
            starts += [answered[old.old_column]] if answered.get(old.old_column) and not old.keeps_old else []
            starts += above[:1] if old.keeps_old else above
            annual += above[:1] if YEAR_FOLDER.search(old.old_column) else []
        starts += [portal.url]
        known = [url for url in dict.fromkeys(starts) if urlsplit(url).hostname in portal.hosts]
        portals.append(portal.model_copy(update={"columns": tuple(known), "family": "discovering"}))
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


def _found(portal: Portal, old: Moved, pages: Sequence[VisitedPage], known: set[str]) -> list[Moved]:
    """The addresses that may be where a column has gone, the likeliest; the search itself where there are none."""
    registered = {place(url) for url in portal.columns}
    new = [
        each
        for each in candidates(pages)
        if place(each.url) not in registered and urlsplit(each.url).path not in ("", "/")
    ]
    if old.keeps_old:
        above = _above(old.old_column)[0] if _above(old.old_column) else portal.url
        new = [each for each in new if each.url.startswith(above) and _year(each.url) > _year(old.old_column)]
        return [_proposal(old, each, known) for each in new]
    if not new:
        return [old]
    best = max(new, key=lambda each: (_known(each, known), len(each.seen), each.year or 0))
    beside = [
        each
        for each in new
        if best.year and each.year and each is not best and urljoin(each.url, "..") == urljoin(best.url, "..")
    ]
    return [_proposal(old, each, known) for each in (best, *beside)]


def _known(candidate: Candidate, known: set[str]) -> int:
    return len({squeeze(title) for title in candidate.seen} & known)


def _proposal(old: Moved, new: Candidate, known: set[str]) -> Moved:
    why = f"{way(new.path)}；{new.why}；首页列出{len(new.seen)}份年报，其中{_known(new, known)}份以前读到过；{new.sign}"
    return replace(old, new_column=new.url, family=new.family, why=why)
