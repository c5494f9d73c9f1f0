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

from demo.families.listing import Entry
from tests.portal import HOST, HostilePortal, serving, write_registry

Golden = set[tuple[str, str, str]]  # address, title, day


@dataclass
class Replica(HostilePortal):
    """A replica served as a portal: `replica` answers to path with query; `answers` are laid over it."""

    replica: Callable[[str], tuple[int, str]] = field(default=lambda target: (404, ""))

    def answer(self, path: str, query: str) -> tuple[Any, ...]:
        """What the replica says, unless something else was put in its place."""
        target = f"{path}?{query}" if query else path
        return self.answers.get(target) or self.replica(target)


@dataclass(frozen=True)
class Seen:
    """How the crawl ended. `rows` are those with a day; `menu` the other links."""

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


def golden(expected: Sequence[Entry]) -> Golden:
    """What a crawl must have seen of them."""
    return {(f"http://{HOST}{entry.path}", entry.title, f"{entry.listed}") for entry in expected}


def crawled(replica: Replica, family: str, column: str, folder: Path) -> Seen:
    """Crawl the column at the path `column` with the project's own settings, without keeping anything."""
    registry = write_registry(folder / "registry", {"jyj": "试验市教育局"}, family, f"http://{HOST}{column}")
    out = folder / "read.json"
    with serving(replica):
        subprocess.run(
            [sys.executable, "-m", "tests.families", family, str(registry), str(out)],
            cwd=Path(__file__).parent.parent,
            env=os.environ | {"http_proxy": replica.url, "no_proxy": ""},
            timeout=60,
            check=True,
            capture_output=True,
        )
    read = json.loads(out.read_text(encoding="utf-8"))
    rows = [tuple(row) for row in read["rows"]]
    dated = {row for row in rows if row[2] != "None"}
    menu = {row[0] for row in rows if row not in dated}
    return Seen(read["complete"], read["problem"], read["claimed"], dated, menu, list(replica.log))


def _collect(family: str, registry: str, out: str) -> None:
    from scrapy import signals
    from scrapy.crawler import CrawlerProcess
    from scrapy.utils.project import get_project_settings

    from crawler.items import Item, ListRead

    settings = get_project_settings()
    settings.update({"ITEM_PIPELINES": {}, "EXTENSIONS": {}})
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(family)

    def take(item: Item) -> None:
        if isinstance(item, ListRead):
            rows = [(row.url, row.title, str(row.listed_on)) for row in item.rows]
            told = {
                "complete": item.complete,
                "problem": item.problem,
                "claimed": item.claimed,
                "rows": rows,
            }
            Path(out).write_text(json.dumps(told), encoding="utf-8")

    crawler.signals.connect(take, signals.item_scraped)
    process.crawl(crawler, registry=registry, portals="shiyan")
    process.start()


if __name__ == "__main__":
    _collect(*sys.argv[1:])
