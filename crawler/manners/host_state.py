"""What this night knows of every host: its pause, its budget, and whether it is left alone until tomorrow."""

import asyncio
import logging
import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from crawler import variables
from crawler.manners.failures import Refused
from crawler.visitor import visitor_of
from store.failures import failure_named

logger = logging.getLogger(__name__)

JUDGING = 5.0  # seconds at most that the next request to a host waits for the judgement of its last answer


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class Host:
    """One host on one night. `delay` is the least number of seconds between an answer and the next request.

    `schemes` are those that the registry names; `spoken`: it has answered tonight. `legacy` and `plain`: after a failure
    it is spoken to with old TLS parameters, or without TLS. `lists`: the links of its list pages, to know them again.
    `judged`: its last answer has been looked at, and whether it may be asked for more.
    """

    name: str
    delay: float
    budget: int
    schemes: frozenset[str] = frozenset()
    asked: int = 0
    free_at: float = 0.0
    left: Refused | None = None
    in_a_row: int = 0
    spoken: bool = False
    legacy: bool = False
    plain: bool = False
    lists: dict[tuple[bytes, ...], set[str]] = field(default_factory=dict, repr=False)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    judged: asyncio.Event = field(default_factory=_set, repr=False)

    def hold(self, seconds: float) -> None:
        """Send nothing for so long."""
        self.free_at = max(self.free_at, asyncio.get_running_loop().time() + seconds)

    def rest(self, jitter: float) -> None:
        """Begin the pause after an answer: never shorter than `delay`, by up to `jitter` of it longer."""
        self.hold(self.delay * (1 + random.uniform(0, jitter)))

    async def wait(self) -> None:
        """Return when the last answer is judged and the pause is over, also if it grows meanwhile."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.judged.wait(), JUDGING)
        clock = asyncio.get_running_loop()
        while (seconds := self.free_at - clock.time()) > 0:
            await asyncio.sleep(seconds)

    def leave(self, failure: str, message: str) -> None:
        """Ask nothing more of this host tonight."""
        if self.left is None:
            self.left = Refused(failure, f"{message}；今晚不再访问 {self.name}")
            logger.warning("%s: %s, left alone for tonight", self.name, failure)

    def fail(self, failure: str, message: str) -> None:
        """Count a failure; leaves the host if its class says so after so many in a row."""
        known = failure_named(failure)
        if known is None or not known.leave:
            self.in_a_row = 0
            return
        self.in_a_row += 1
        if self.in_a_row >= known.leave:
            self.leave(failure, message)


class Tonight:
    """The hosts of one crawl. Shared by everything that sends requests or judges answers."""

    _crawls: ClassVar["WeakKeyDictionary[Crawler, Tonight]"] = WeakKeyDictionary()

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.jitter = settings.getfloat(variables.JITTER)
        self.delay = settings.getfloat(variables.DELAY)
        self.budget = settings.getint(variables.BUDGET)
        until = settings[variables.UNTIL]
        self.until = datetime.fromisoformat(until) if until else None
        self.hosts: dict[str, Host] = {}

    @classmethod
    def of(cls, crawler: Crawler) -> "Tonight":
        """The night of a crawl, made when first asked for."""
        if crawler not in cls._crawls:
            cls._crawls[crawler] = cls(crawler)
        return cls._crawls[crawler]

    def host(self, request: Request) -> Host:
        """The host that a request goes to."""
        name = urlparse_cached(request).hostname or ""
        if name not in self.hosts:
            self.hosts[name] = self._registered(name)
        return self.hosts[name]

    def _registered(self, name: str) -> Host:
        """A host as its portals name it: the longest pause and the largest budget where several share it."""
        own = [portal for portal in visitor_of(self.crawler).portals if name in portal.hosts]
        addresses = [urlsplit(url) for portal in own for url in (portal.url, *portal.columns)]
        return Host(
            name,
            max((portal.delay for portal in own), default=self.delay),
            max((portal.budget for portal in own), default=self.budget),
            frozenset(parts.scheme for parts in addresses if parts.hostname == name),
        )

    def refuse(self, host: Host) -> None:
        """Raise Refused if nothing more may be asked of a host: it was left, its budget or the night is over."""
        if host.left is not None:
            raise Refused(host.left.failure, str(host.left))
        if self.until is not None and datetime.now(UTC) >= self.until:
            raise Refused("window", f"夜间时段已过（{self.until:%H:%M %Z}），其余的没有访问")
        if host.asked >= host.budget:
            raise Refused(
                "budget", f"今晚向 {host.name} 已发出 {host.asked} 次请求，达到上限，其余的没有访问"
            )
