"""Pages are taken apart in processes of their own: one that is hostile ends its process and harms nobody else's visit.

What goes there is pickled, what comes back is JSON: nothing of a page can run code here.
"""

import asyncio
import os
import pickle
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar, TypeVarTuple, Unpack

from crawler.reading import UnreadableDocument
from crawler.reading.apart.worker import WALL_FACTOR, Server, result_of

PAGE_SECONDS = 10  # of processor time that a page may take; the slowest real one took 0.6
PAGE_MEMORY = 500_000_000  # bytes of address space, of which libraries map some 200 million
SHARE = 300  # seconds of processor time of a portal and night: 60 list pages and 300 reports take some 100

_Given = TypeVarTuple("_Given")
_Result = TypeVar("_Result")


class Apart:
    """The processes of one crawl. A portal has one of them at a time, so that no portal keeps all of them busy."""

    def __init__(self, servers: int = 0, share: float = SHARE) -> None:
        self.share = share
        self.spent: dict[str, float] = defaultdict(float)  # seconds of processor time of a portal
        self._room = asyncio.Semaphore(servers or os.cpu_count() or 1)
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._idle: list[Server] = []

    async def call(
        self, portal: str, function: Callable[[Unpack[_Given]], _Result], *given: *_Given
    ) -> _Result:
        """What a function of a module makes of what it is given. Raises UnreadableDocument with a named failure where it takes
        too much time or memory or its portal has had its share, RuntimeError with the traceback of what it raised otherwise.
        """
        async with self._turns[portal], self._room:
            if self.spent[portal] > self.share:
                raise UnreadableDocument(
                    "too_slow", f"读取该网站的内容今晚已用去 {self.share:.0f} 秒，其余留待下次"
                )
            server = self._idle.pop() if self._idle else Server()
            body = pickle.dumps(given)
            try:
                status, payload = await asyncio.to_thread(_ask, server, function, body)
            except BaseException:
                self.spent[portal] += PAGE_SECONDS
                server.end()
                raise
            self.spent[portal] += server.spent
            self._idle.append(server)
        if status == "page":
            return result_of(function).validate_json(payload)  # type: ignore[no-any-return]
        told = payload.decode("utf-8", "replace")
        if status == "raised":
            raise RuntimeError(told)
        failure, _, message = told.partition(" ")
        raise UnreadableDocument("too_slow" if failure == "time_limit" else failure, message)

    def end(self) -> None:
        """End the processes."""
        while self._idle:
            self._idle.pop().end()


def _ask(server: Server, function: Callable[..., Any], body: bytes) -> tuple[str, bytes]:
    job = {
        "name": "网页",
        "call": f"{function.__module__}:{function.__qualname__}",
        "seconds": PAGE_SECONDS,
        "memory": PAGE_MEMORY,
    }
    try:
        return server.ask(job, body, PAGE_SECONDS * WALL_FACTOR)
    except UnreadableDocument as error:
        raise UnreadableDocument("too_slow", str(error)) from error
    except OSError as error:
        raise UnreadableDocument("broken", "读取网页的进程没有应答") from error
