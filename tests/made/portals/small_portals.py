"""One night over many small portals of one family: a crawl in a process of its own, then the judgement."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crawler.clock import Clock
from demo.registry import write_folder
from scheduler.crawling.processes import command
from scheduler.night.nightly import check
from store.registry import load_registry
from store.store import Store
from store.times import beijing_day
from tests.made.portals.forked import Cost, run_crawl
from tests.made.portals.portal import DEADLINE, department

JYJ, WSJ = "试验市教育局", "试验市卫生健康委员会"


def write_portals(
    folder: Path,
    homes: Mapping[str, str],
    delay: float = 0.0,
    more: Callable[[str], Mapping[str, object]] = lambda name: {},
    recheck_days: Callable[[str], int] = lambda name: 1,
    family: str = "trs",
    column: Callable[[str], str] = lambda name: "/nb/",
) -> Path:
    """A registry of portals (id → address of the home page without its slash), a column and two agencies each.

    `more` is what a portal's table says besides, by its id.
    """
    agencies = [
        department(f"{name}-{key}", agency, name)
        for name in homes
        for key, agency in {"jyj": JYJ, "wsj": WSJ}.items()
    ]
    portals = [
        {
            "id": name,
            "name": name,
            "family": family,
            "url": f"{home}/",
            "columns": [f"{home}{column(name)}"],
            "since": 2025,
            "delay": delay,
            "recheck_days": recheck_days(name),
            **more(name),
        }
        for name, home in homes.items()
    ]
    return write_folder(folder, agencies, portals, [DEADLINE])


def night(
    store: Store,
    db: Path,
    registry: Path,
    clock: Clock,
    proxies: Mapping[str, str],
    settings: Mapping[str, object],
    seconds: float = 1_200,
    family: str = "trs",
    costs: list[Cost] | None = None,
    options: Sequence[str] = (),
) -> int:
    """Visit every portal of the registry and judge; returns the run. `proxies` are variables of the environment.

    `options` are added to the product's command line; what the crawl took is added to `costs`.
    """
    known, now = load_registry(registry), clock.now()
    day = beijing_day(now)
    store.sync_registry(known)
    run = store.runs.start_run("crawl", day, now)
    for name in known.portals:
        store.runs.start_portal_run(run, name, day, now)
    parts = command(family, [*known.portals.values()], db, registry, run, day, clock)
    for name, value in {"LOG_LEVEL": "WARNING", **settings}.items():
        parts += ["-s", f"{name}={value}"]
    cost = run_crawl([*parts, *options], os.environ | {"no_proxy": "", **proxies}, seconds)
    if costs is not None:
        costs.append(cost)
    check(store, known, day, now)
    return run
