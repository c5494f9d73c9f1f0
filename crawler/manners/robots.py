"""robots.txt by RFC 9309, asked once a night and host; Crawl-delay makes the host's pause longer.

4xx means no rules; 5xx or no answer means nothing may be visited. Scrapy's own middleware does neither. That 401 and 403
mean a refusal is stricter than the RFC, and a setting.
"""

import asyncio
import logging

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler import variables
from crawler.errand import Errand
from crawler.manners.failures import Refused, class_of
from crawler.manners.host_state import Tonight
from store.failures import failure_named

logger = logging.getLogger(__name__)

MAX_CRAWL_DELAY = 60.0  # seconds; a longer Crawl-delay is obeyed as a refusal for the night
MAX_BYTES = 500 * 1024  # of robots.txt; what RFC 9309 asks to read at least
_HTML_MARKS = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<meta")
# An answer that is none, or that leads in circles, is like a 404: there are no rules.
_NO_RULES = frozenset({"soft_404", "empty_stub", "redirect_loop"})

Rules = Protego | Refused


class Robots:
    """Asks for the rules of a host before its first page, and keeps to them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.strict = crawler.settings.getbool(variables.ROBOTS_STRICT)
        self._rules: dict[tuple[str, str], asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Robots":
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Refused if robots.txt forbids the address, or could not be read."""
        if Errand.of(request).asks_for == "robots":
            return
        rules = await self._rules_for(request)
        if isinstance(rules, Refused):
            raise Refused(rules.failure, str(rules))
        if not rules.can_fetch(request.url, self.agent):
            raise Refused("robots", f"robots.txt 不允许访问 {request.url}")

    async def _rules_for(self, request: Request) -> Rules:
        parts = urlparse_cached(request)
        place = (parts.scheme, parts.netloc)
        if place not in self._rules:
            waiting: asyncio.Future[Rules] = asyncio.get_running_loop().create_future()
            self._rules[place] = waiting
            waiting.set_result(await self._ask(f"{parts.scheme}://{parts.netloc}/robots.txt", request))
        return await self._rules[place]

    async def _ask(self, url: str, request: Request) -> Rules:
        asked = Request(url, priority=1000, meta=Errand("robots").meta, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(asked)
        except IgnoreRequest as error:
            failure = class_of(error)
            return Protego.parse("") if failure in _NO_RULES else Refused(failure, f"robots.txt：{error}")
        except Exception as error:  # whatever kept it from coming: without rules nothing may be visited
            return Refused(
                _unreachable(error), f"robots.txt 没有取到（{type(error).__name__}），按不允许访问处理"
            )
        if response.status >= 500:
            return Refused(f"http_{response.status}", f"robots.txt 返回 {response.status}，按不允许访问处理")
        if self.strict and response.status in (401, 403):
            return Refused("robots_refused", f"robots.txt 返回 {response.status}，按不允许访问处理")
        return self._parse(response, request)

    def _parse(self, response: Response, request: Request) -> Rules:
        """The rules of an answer. A page in place of robots.txt (soft 404) holds no rules."""
        page = response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower().startswith(_HTML_MARKS)
        if response.status >= 400 or page:
            return Protego.parse("")
        rules = Protego.parse(response.body[:MAX_BYTES].decode("utf-8-sig", "replace"))
        delay = rules.crawl_delay(self.agent)
        if delay is not None and delay > MAX_CRAWL_DELAY:
            return Refused("robots", f"robots.txt 要求间隔 {delay} 秒，今晚不访问")
        if delay is not None:
            host = Tonight.of(self.crawler).host(request)
            host.delay = max(host.delay, float(delay))
            host.hold(host.delay)
            logger.info("%s: Crawl-delay %s s", host.name, delay)
        return rules


def _unreachable(error: Exception) -> str:
    """The class of failure of a robots.txt that didn't come: that of the connection, where it has a name."""
    failure = class_of(error)
    known = failure_named(failure)
    return failure if known and known.kind == "connection" and failure != "network" else "robots_unreachable"
