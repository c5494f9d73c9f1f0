"""One process of the spider `discovering`, over a scratch registry; what it looked at comes line by line."""

import json
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from crawler.clock import Clock
from scheduler.crawling import processes
from scheduler.crawling.processes import GRACE_SECONDS, command
from scheduler.discovery.entries import portal_toml
from spiders.discovery.searching import Searched
from spiders.discovery.spider import VisitedPage
from store.registry import Portal
from store.times import beijing_day

LOOK_SECONDS = 1800
_LOOKED = TypeAdapter(VisitedPage)
_SEARCHED = TypeAdapter(Searched)


@dataclass
class Looks:
    """Every page that was asked for, and by portal what a search found of units and left; none of one that was cut off."""

    pages: list[VisitedPage] = field(default_factory=list)
    ends: dict[str, Searched] = field(default_factory=dict)


def write_scratch(folder: Path, portals: Iterable[Portal]) -> Path:
    """A registry folder with some portals, no agencies and no deadlines."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "agencies.csv").write_text("id,name,level,kind,region_code\n", encoding="utf-8")
    (folder / "portals.toml").write_text("\n".join(map(portal_toml, portals)), encoding="utf-8")
    (folder / "deadlines.toml").write_text("", encoding="utf-8")
    return folder


def search_below(
    folder: Path,
    portals: Sequence[Portal],
    options: dict[str, Any],
    clock: Clock,
    told: Callable[[str], None],
    proxy: str | None = None,
    seconds: int = LOOK_SECONDS,
) -> Looks:
    """Search below the columns of portals in one process of the spider `discovering`, for so many seconds at most."""
    registry = write_scratch(folder / "registry", portals)
    now = clock.now()
    parts = command("discovering", list(portals), folder / "nianbao.db", registry, 0, beijing_day(now), clock)
    parts += [part for name, value in options.items() for part in ("-a", f"{name}={value}")]
    parts += ["-s", f"CLOSESPIDER_TIMEOUT={seconds}", "-o", "-:jsonlines"]
    looks = Looks()
    with (folder / "look.log").open("wb") as log:
        process = processes.start(parts, _environment(proxy), log, piped=True)
        watch = threading.Timer(seconds + GRACE_SECONDS, process.kill)
        watch.start()
        assert process.stdout is not None
        with process.stdout as lines:
            for line in map(json.loads, lines):
                if "left" in line:
                    looks.ends[line["portal"]] = _SEARCHED.validate_python(line)
                    continue
                page = _LOOKED.validate_python(line)
                looks.pages.append(page)
                count = len(looks.pages)
                told(f"看过第{count}页 {page.url}" + (f"（{page.message}）" if page.failure else ""))
        process.wait()
        watch.cancel()
    return looks


def _environment(proxy: str | None) -> dict[str, str]:
    own = {"http_proxy": proxy, "no_proxy": ""} if proxy else {}
    return dict(os.environ) | own | {"PYTHONUNBUFFERED": "1"}
