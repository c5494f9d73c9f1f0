"""Where requests are sent: one at a time a host, after its pause, the way the host can be spoken to."""

from datetime import UTC, datetime

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.errand import Arrival
from crawler.manners.host_state import Host, Tonight
from crawler.manners.tls import HostContexts, flaws_of


class Downloads(HTTP11DownloadHandler):
    """Scrapy's handler behind a gate. The pause runs from the end of an answer, so no log of a server sees a shorter one.

    What Scrapy's slots do is not enough: they count from the sending, vary around the pause instead of above it, and let
    a request that was redirected from another host through beside the host's own.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.tonight = Tonight.of(crawler)
        self._contextFactory = HostContexts(self._contextFactory, crawler)  # type: ignore[assignment]
        # A kept connection that its server has closed meanwhile would be tried again at once, without a pause.
        self._pool.persistent = self._pool.retryAutomatically = False

    async def download_request(self, request: Request) -> Response:
        """Send a request when it is its turn. Raises Refused if by then nothing more may be asked of its host."""
        host = self.tonight.host(request)
        async with host.lock:
            self.tonight.refuse(host)
            await host.wait()
            self.tonight.refuse(host)
            host.asked += 1
            try:
                response = await self._send(request, host)
                if not 300 <= response.status < 400:
                    host.judged.clear()  # until crawler.manners.answers has looked at it
                return response
            finally:
                host.rest(self.tonight.jitter)

    async def _send(self, request: Request, host: Host) -> Response:
        """One exchange. An answer had without TLS keeps the address that was asked for: it is the same page."""
        secure = urlparse_cached(request).scheme == "https"
        if secure and host.plain:
            response = await super().download_request(request.replace(url=f"http:{request.url[6:]}"))
            response, ways = response.replace(url=request.url), ["plain"]
        else:
            response = await super().download_request(request)
            ways = ["legacy"] if secure and host.legacy else []
            if response.certificate is not None:
                ways += flaws_of(response.certificate, host.name)
        Arrival(datetime.now(UTC), transport=" ".join(ways)).note(request)
        return response
