"""The one way to start a crawl in tests: real Scrapy processes, forked from a server that has all their imports loaded.

A start costs a tenth of a second of processor time instead of two seconds. `tests/conftest.py` lays `Forked` where the
scheduler starts its processes; a test marked `real_starts` has the product's own command line instead.
"""

import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO

from crawler.reading.apart import worker
from scheduler.crawling.processes import PROJECT
from tests.made.portals.nursery import Nursery

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.made.portals.forked_imports"])


@dataclass(frozen=True)
class Cost:
    """What a process and all that it waited for took: seconds of processor time, and bytes of the largest of them."""

    seconds: float
    peak: int


class Forked:
    """What `scheduler.crawling.processes.start` starts, forked: its output goes to the log, what it prints where asked."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: IO[bytes], piped: bool = False
    ) -> None:
        self.command = list(command[command.index("scrapy") :])
        self._costs, costs = _CONTEXT.Pipe(duplex=False)
        printed, prints = _CONTEXT.Pipe(duplex=False) if piped else (None, None)
        self._process = _CONTEXT.Process(
            target=_run, args=(self.command, dict(environment), log.name, costs, prints)
        )
        self._process.start()
        costs.close()
        self.stdout: IO[bytes] | None = None
        if printed and prints:
            prints.close()
            self.stdout = os.fdopen(os.dup(printed.fileno()), "rb")
            printed.close()

    def wait(self, timeout: float | None = None) -> int:
        """The exit code when the process has ended. Raises TimeoutExpired if it has not by then."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self.command, timeout or 0.0)
        return self._process.exitcode

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def cost(self) -> Cost:
        """What it took, when it has ended by itself."""
        cost: Cost = self._costs.recv()
        return cost


def run_crawl(command: Sequence[str], environment: Mapping[str, str], seconds: float = 1_200) -> Cost:
    """Run a Scrapy command to its end. Raises CalledProcessError with what it said, TimeoutExpired if it hangs."""
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = Forked(command, environment, log)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        said = Path(log.name).read_text("utf-8", "replace")
    print(said, file=sys.stderr)
    if code:
        raise subprocess.CalledProcessError(code, process.command, stderr=said)
    return process.cost()


def _run(
    arguments: list[str],
    environment: dict[str, str],
    log: str,
    costs: Connection,
    prints: Connection | None,
) -> None:
    """Run a Scrapy command in this process as if by `python -m`, in the project's folder; then tell what it took."""
    os.chdir(PROJECT)
    os.environ.clear()
    os.environ.update(environment)
    with Path(log).open("ab") as file:
        os.dup2(prints.fileno() if prints else file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if prints:
        prints.close()
    sys.path.insert(0, str(PROJECT))
    # Its values come from the environment, which is another now.
    sys.modules.pop("crawler.settings", None)
    nursery = Nursery()
    worker.start = nursery.start
    try:
        import_module("scrapy.cmdline").execute(arguments)
    finally:
        sys.stdout.flush()
        nursery.end()
        costs.send(_cost())


def _cost() -> Cost:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(one.ru_utime + one.ru_stime for one in used)
    return Cost(seconds, max(one.ru_maxrss for one in used) * 1024)
