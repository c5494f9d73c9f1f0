"""Scrapy processes: how one is started, and how long it may take."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from crawler import variables
from crawler.clock import Clock
from store.registry import Portal

PROJECT = Path(__file__).resolve().parents[2]
CRAWL_SECONDS = 6 * 3600  # a night's window; portals not reached by then are incomplete, and say so
GRACE_SECONDS = 120  # for a crawl to write down what it saw after being told to stop


def command(
    spider: str,
    portals: Sequence[Portal],
    store: Path,
    registry: Path,
    run_id: int,
    night: date,
    clock: Clock,
) -> list[str]:
    """The command line of a Scrapy process over some portals."""
    settings = {
        variables.DB: store.resolve(),
        variables.REGISTRY: registry.resolve(),
        variables.RUN: run_id,
        variables.NIGHT: night,
        variables.NOW: clock.fixed.isoformat() if clock.fixed else "",
        "CLOSESPIDER_TIMEOUT": CRAWL_SECONDS,
    }
    arguments = {"registry": registry.resolve(), "portals": ",".join(portal.id for portal in portals)}
    return [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        spider,
        *(part for name, value in arguments.items() for part in ("-a", f"{name}={value}")),
        *(part for name, value in settings.items() for part in ("-s", f"{name}={value}")),
    ]
