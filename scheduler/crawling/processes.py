"""Scrapy processes: how one is started, and how long it may take."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Protocol

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


class Started(Protocol):
    """What is needed of a process that was started; `stdout` is the end of its pipe, where one was asked for."""

    stdout: IO[bytes] | None

    def wait(self, timeout: float | None = None) -> int:
        """The exit code when it has ended. Raises subprocess.TimeoutExpired if it has not by then."""

    def kill(self) -> None:
        """End it at once."""


def start(
    command: Sequence[str], environment: Mapping[str, str], log: IO[bytes], piped: bool = False
) -> Started:
    """Start a Scrapy process in the project's folder. What it says goes to the log, what it prints to a pipe if `piped`."""
    printed = subprocess.PIPE if piped else log
    return subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=printed, stderr=log)
