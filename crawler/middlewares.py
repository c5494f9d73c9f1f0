"""Manners and safety of every request: only the registry's hosts, no private addresses, robots.txt obeyed.

RFC 9309: 4xx means no rules; 5xx or no answer means nothing may be visited. Scrapy's own middleware does neither.
"""

import asyncio
import ipaddress
import logging
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

logger = logging.getLogger(__name__)

MAX_CRAWL_DELAY = 60.0  # seconds; a longer Crawl-delay is obeyed as a refusal for the night
_HTML_MARKS = (b"<!doctype", b"<html", b"<head", b"<body")


class Refused(IgnoreRequest):
    """Raised when a request must not be sent. `failure` is its class in the store."""

    def __init__(self, failure: str, message: str) -> None:
        super().__init__(message)
        self.failure = failure


def is_public(address: str) -> bool:
    """Whether an IP address may be visited: global, not private, loopback, link-local, shared or mapped to one."""
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not ip.is_multicast


class PublicResolver(CachingThreadedResolver):
    """Names are looked up once and only public addresses are handed on: what is checked is what is connected to.

    The one exception is the proxy that the operator has set (http_proxy): it may stand inside.
    """

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":
        """Resolve `name`; fails like a name that doesn't exist if it leads to an address inside."""
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        proxies = {urlsplit(proxy).hostname for proxy in getproxies().values()}
        if not is_public(address) and name not in proxies:
            logger.warning("%s leads to %s, which is not a public address: not visited", name, address)
            raise DNSLookupError(f"{name} 指向非公网地址 {address}，不访问")
        return address


class HostGuard:
    """Every request, redirects included, goes to a host of the registry, by http or https, by name."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HostGuard":
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused for a host that no portal of this crawl names."""
        parts = urlparse_cached(request)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or host not in self.crawler.spider.allowed_hosts:  # type: ignore[union-attr]
            raise Refused("foreign_host", f"{parts.scheme}://{host} 不在登记的门户主机之内，不访问")
        if host.replace(".", "").isdigit() and not is_public(host):
            raise Refused("private_address", f"{host} 是非公网地址，不访问")


class Robots:
    """robots.txt by RFC 9309, asked once a night and host; Crawl-delay slows the host's slot down."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._rules: dict[str, asyncio.Future[Protego | Refused]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Robots":
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Refused if robots.txt forbids the address, or could not be read."""
        if request.meta.get("robots"):
            return
        rules = await self._rules_for(request)
        if isinstance(rules, Refused):
            raise Refused(rules.failure, str(rules))
        if not rules.can_fetch(request.url, self.crawler.settings["ROBOTSTXT_USER_AGENT"]):
            raise Refused("robots", f"robots.txt 不允许访问 {request.url}")

    async def _rules_for(self, request: Request) -> "Protego | Refused":
        parts = urlparse_cached(request)
        if parts.netloc not in self._rules:
            self._rules[parts.netloc] = asyncio.get_running_loop().create_future()
            rules = await self._ask(f"{parts.scheme}://{parts.netloc}/robots.txt", request)
            self._rules[parts.netloc].set_result(rules)
        return await self._rules[parts.netloc]

    async def _ask(self, url: str, request: Request) -> "Protego | Refused":
        asked = Request(url, priority=1000, meta={"robots": True}, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(asked)
        except Exception as error:
            failure = getattr(error, "failure", "robots_unreachable")
            return Refused(failure, f"robots.txt 没有取到（{type(error).__name__}），按不允许访问处理")
        if response.status >= 500:
            return Refused(f"http_{response.status}", f"robots.txt 返回 {response.status}，按不允许访问处理")
        return self._parse(response, request)

    def _parse(self, response: Response, request: Request) -> "Protego | Refused":
        """The rules of an answer. A page in place of robots.txt (soft 404) holds no rules."""
        page = response.body.lstrip()[:200].lower().startswith(_HTML_MARKS)
        if response.status >= 400 or page:
            return Protego.parse("")
        rules = Protego.parse(response.body.decode("utf-8", "replace"))
        delay = rules.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"])
        if delay is not None and delay > MAX_CRAWL_DELAY:
            return Refused("robots", f"robots.txt 要求间隔 {delay} 秒，今晚不访问")
        if delay is not None:
            self._slow_down(request, float(delay))
        return rules

    def _slow_down(self, request: Request, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        key, slot = downloader._get_slot(request)
        if slot.delay < delay:
            slot.delay, slot.jitter = delay, 0.0  # never less than asked for
            # An idle slot is thrown away and made again from these settings.
            downloader.per_slot_settings[key] = {"delay": delay, "jitter": 0.0, "concurrency": 1}
            logger.info("%s: Crawl-delay %s s", key, delay)
