"""One night over many small portals of one family: a crawl in a process of its own, then the judgement."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from crawler.clock import Clock
from scheduler.night.nightly import check
from store.registry import load_registry
from store.store import Store
from store.times import beijing_day
from tests.made.portals.forked import Cost, run_crawl

JYJ, WSJ = "试验市教育局", "试验市卫生健康委员会"
_DEADLINE = (
    '[[deadline]]\njurisdiction = "*"\nfiler = "department"\nmonth_day = "01-31"\nbasis = "条例第四十九条"\n'
)


def write_portals(
    folder: Path,
    homes: Mapping[str, str],
    delay: float = 0.0,
    more: str = "",
    recheck_days: Callable[[str], int] = lambda name: 1,
    family: str = "trs",
    column: Callable[[str], str] = lambda name: "/nb/",
) -> Path:
    """A registry of portals (id → address of the home page without its slash), a column and two agencies each.

    `more` is laid into every portal's table.
    """
    folder.mkdir()
    lines = ["id,name,short_names,level,kind,region_code,parent_id,portal_id,status,valid_from,valid_to"]
    lines += [
        f"{name}-{key},{agency},,city,department,990100,,{name},active,,"
        for name in homes
        for key, agency in {"jyj": JYJ, "wsj": WSJ}.items()
    ]
    (folder / "agencies.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    portals = "\n".join(
        f'[[portal]]\nid = "{name}"\nname = "{name}"\nfamily = "{family}"\nurl = "{home}/"\n'
        f'columns = ["{home}{column(name)}"]\nsince = 2025\ndelay = {delay}\n'
        f"recheck_days = {recheck_days(name)}\n{more}"
        for name, home in homes.items()
    )
    (folder / "portals.toml").write_text(portals, encoding="utf-8")
    (folder / "deadlines.toml").write_text(_DEADLINE, encoding="utf-8")
    return folder


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
) -> int:
    """Visit every portal of the registry and judge; returns the run. `proxies` are variables of the environment.

    What the crawl took is added to `costs`.
    """
    known, now = load_registry(registry), clock.now()
    day = beijing_day(now)
    store.sync_registry(known)
    run = store.runs.start_run("crawl", day, now)
    for name in known.portals:
        store.runs.start_portal_run(run, name, day, now)
    options: dict[str, object] = {
        "NIANBAO_DB": db,
        "NIANBAO_REGISTRY": registry,
        "NIANBAO_RUN": run,
        "NIANBAO_NIGHT": day,
        "NIANBAO_NOW": now.isoformat(),
        "LOG_LEVEL": "WARNING",
        **settings,
    }
    arguments = ["-a", f"registry={registry}", "-a", f"portals={','.join(known.portals)}"]
    arguments += [part for name, value in options.items() for part in ("-s", f"{name}={value}")]
    cost = run_crawl(family, arguments, os.environ | {"no_proxy": "", **proxies}, seconds)
    if costs is not None:
        costs.append(cost)
    check(store, known, day, now)
    return run
