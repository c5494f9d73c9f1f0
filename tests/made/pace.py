"""Bounds on work in processor time, whatever else the machine does: nothing here looks at the clock on the wall.

A busy machine makes a second of processor time do less: caches and cores are shared. So a bound is measured by the
processor's pace before and after, against the pace of an idle one.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.reading.apart import worker

YARDSTICK = re.compile(r"\A(?:a|[^a])*+b")
_TEXT = "\n" * 100_000
QUIET = 0.0016  # seconds of the yardstick on an idle processor
ROOM = 2.0  # work that is more in memory than the yardstick is slowed down more
_TICKS = os.sysconf("SC_CLK_TCK")


def pace() -> float:
    """How many times as long as on an idle processor work takes now: 1 or more."""
    return max(1.0, _took(lambda: YARDSTICK.search(_TEXT)) / QUIET)


def of_server() -> float:
    """Seconds of processor time of the server that reads documents, and of all that it waited for."""
    server = worker._server
    return _of(server.process.pid) if server and server.runs else 0.0


def spent() -> float:
    """Seconds of processor time of this process, of its children that have ended, and of that server."""
    return sum(os.times()[:4]) + of_server()


@contextmanager
def within(seconds: float, counted: Callable[[], float] = spent) -> Iterator[None]:
    """What is done here takes so many seconds of an idle processor at most."""
    slower, start = pace(), counted()
    yield
    took = counted() - start
    limit = seconds * ROOM * max(slower, pace())
    assert took < limit, f"took {took:.2f} seconds of processor time; {limit:.2f} are right at this pace"


def _of(pid: int) -> float:
    """Seconds of processor time of another process and its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def _took(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
