"""Conditional requests: what the archive holds is not sent again if the server says that it is the same.

Only requests whose errand is a `revisit` are asked on a condition. The spider is handed the archived bytes, so that no
family knows of it; `held` in the errand tells what they are.
"""

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.errand import Errand, conduct
from crawler.visitor import visitor_of

logger = logging.getLogger(__name__)

_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class Revalidating:
    """Downloader middleware over the memory of the spider's crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Revalidating":
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set the conditions of the page's own address; those of an address that redirected here are dropped."""
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        memory, errand = visitor_of(self.crawler).memory, Errand.of(request)
        conduct(request, held=None)
        if memory is None or not errand.revisit or request.method != "GET" or request.body:
            return
        held = memory.held(errand.portal, request.url)
        if held is None:
            return
        conduct(request, held=held)
        for name, value in zip(_CONDITIONS, (held.etag, held.last_modified), strict=True):
            if value:
                request.headers[name] = value

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Answer 304 with the archived bytes; if they are lost, ask again without conditions."""
        held, memory = Errand.of(request).held, visitor_of(self.crawler).memory
        if held is None:
            return response
        if response.status != 304 or memory is None:
            conduct(request, held=None)
            return response
        body = memory.bytes_of(held)
        if body is None:
            logger.warning("%s: the archive has lost what it held of it; asked for again", request.url)
            again = request.replace(dont_filter=True)
            conduct(again, revisit=False)
            return again
        told = {name: value for name in ("date", "etag") if (value := response.headers.get(name))}
        headers = Headers({**held.headers, **told})
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return kind(response.url, headers=headers, body=body, request=request)
