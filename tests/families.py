"""Real crawls of one column of a replica: what was seen of it, and whether it was read to its end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from demo.families import Asked
from demo.families.listing import Entry
from tests.portal import HostilePortal, serving, write_registry

Golden = set[tuple[str, str, str]]  # address, title, day


Answering = Callable[[str], tuple[int, str]]


@dataclass(frozen=True)
class Case:
    """A column at the path `column` of a replica that answers to path with query; `over` is laid over it."""

    column: str
    replica: Answering
    over: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass
class Hosts(HostilePortal):
    """Many replicas, a host each."""

    cases: dict[str, Case] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)

    def answer(self, host: str, asked: Asked) -> tuple[Any, ...]:
        """What the replica of that host says, unless something else was put in its place."""
        query = "&".join(f"{name}={value}" for name, value in asked.fields.items())
        path = f"{asked.path}?{query}" if query else asked.path
        self.asked.setdefault(host, []).append(path)
        return self.cases[host].over.get(path) or self.cases[host].replica(path)


@dataclass(frozen=True)
class Seen:
    """How the crawl ended. `rows` are those with a day; `menu` the other links."""

    host: str
    complete: bool
    problem: str
    claimed: str
    rows: Golden
    menu: set[str]
    asked: list[str]


def entries(count: int, path: str = "/info/1010/{}.htm") -> list[Entry]:
    """So many reports, newest first."""
    return [
        Entry(
            path.format(9000 - number),
            f"试验市第{number}局2025年政府信息公开工作年度报告",
            date(2026, 1, 28 - number),
        )
        for number in range(1, count + 1)
    ]


def golden(expected: Sequence[Entry], host: str) -> Golden:
    """What a crawl must have seen of them."""
    return {(f"http://{host}{entry.path}", entry.title, f"{entry.listed}") for entry in expected}


def crawled(cases: dict[str, Case], family: str, folder: Path) -> dict[str, Seen]:
    """Crawl every column in one visit with the project's own settings, without keeping anything; seen by case."""
    hosts = {name: f"www{number}.shiyan.example" for number, name in enumerate(cases)}
    registry = write_registry(folder / "registry", {"jyj": "试验市教育局"}, family)
    portals = "".join(
        f'[[portal]]\nid = "p{number}"\nname = "{name}"\nfamily = "{family}"\nurl = "http://{hosts[name]}/"\n'
        f'columns = ["http://{hosts[name]}{case.column}"]\nsince = 2025\ndelay = 0.0\n\n'
        for number, (name, case) in enumerate(cases.items())
    )
    with (registry / "portals.toml").open("a", encoding="utf-8") as file:
        file.write(portals)
    running = Hosts(cases={hosts[name]: case for name, case in cases.items()})
    out = folder / "read.json"
    wanted = ",".join(f"p{number}" for number in range(len(cases)))
    with serving(running):
        subprocess.run(
            [sys.executable, "-m", "tests.families", family, str(registry), wanted, str(out)],
            cwd=Path(__file__).parent.parent,
            env=os.environ | {"http_proxy": running.url, "no_proxy": ""},
            timeout=120,
            check=True,
            capture_output=True,
        )
    reads = json.loads(out.read_text(encoding="utf-8"))
    return {
        name: _seen(reads[f"p{number}"], hosts[name], running.asked[hosts[name]])
        for number, name in enumerate(cases)
    }


def _seen(read: dict[str, Any], host: str, asked: list[str]) -> Seen:
    rows = [tuple(row) for row in read["rows"]]
    dated = {row for row in rows if row[2] != "None"}
    menu = {row[0] for row in rows if row not in dated}
    return Seen(host, read["complete"], read["problem"], read["claimed"], dated, menu, asked)


def _collect(family: str, registry: str, wanted: str, out: str) -> None:
    from scrapy import signals
    from scrapy.crawler import CrawlerProcess
    from scrapy.utils.project import get_project_settings

    from crawler.items import Item, ListRead

    settings = get_project_settings()
    settings.update({"ITEM_PIPELINES": {}, "EXTENSIONS": {}})
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(family)
    reads: dict[str, dict[str, Any]] = {}

    def take(item: Item) -> None:
        if isinstance(item, ListRead):
            reads[item.portal] = {
                "complete": item.complete,
                "problem": item.problem,
                "claimed": item.claimed,
                "rows": [(row.url, row.title, str(row.listed_on)) for row in item.rows],
            }

    crawler.signals.connect(take, signals.item_scraped)
    process.crawl(crawler, registry=registry, portals=wanted)
    process.start()
    Path(out).write_text(json.dumps(reads), encoding="utf-8")


if __name__ == "__main__":
    _collect(*sys.argv[1:])
