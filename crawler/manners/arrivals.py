"""What an answer was like on arrival: its moment and headers, before anything unpacks its body or takes headers off."""

from dataclasses import replace
from datetime import UTC, datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.clock import Clock
from crawler.errand import Arrival, Errand
from crawler.items import ListPage
from crawler.manners.unpacking import PACKINGS, unpacked
from crawler.manners.wholeness import transfer_of
from store.tables.runs import Exchange

# Headers that tell of the bytes, of their age and of who handed them out. Cookies are nobody's evidence.
_HEADERS = (
    *("content-type", "content-encoding", "content-length", "content-disposition", "content-language"),
    *("date", "age", "last-modified", "etag", "cache-control", "expires", "location", "retry-after"),
    *("server", "via", "x-cache"),
)
_MAX_SENT = 2000  # characters of a request's body


class Arrivals:
    """Downloader middleware nearest to the network: notes how every answer arrived."""

    def __init__(self, clock: Clock, limit: int) -> None:
        self.clock = clock
        self.limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Arrivals":
        """Made by Scrapy."""
        return cls(Clock.of(crawler.settings), crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the moment, the headers and the end of the transfer.

        What is called packed and isn't goes on as it is; what breaks off goes on as far as it came: no one else unpacks it.
        """
        kept, flags = _kept(response), response.flags
        packed = [name.strip().lower() for name in _header(response, "Content-Encoding").split(",")]
        packed = [name for name in packed if name and name != "identity"]
        limit = request.meta.get("download_maxsize", self.limit)
        body, stream = unpacked(response.body, packed[-1], limit) if packed else (b"", "none")
        if packed and stream not in ("ended", "large") and packed[-1] in PACKINGS:
            headers = response.headers.copy()
            headers["Content-Encoding"] = packed[:-1]
            response = response.replace(body=body, headers=headers)
        transfer = transfer_of("partial" in flags, "dataloss" in flags, stream)
        now, noted = self.clock.now(), Arrival.of(request)
        Arrival(now, kept, transfer, noted.transport if noted else "").note(request)
        return response


def _header(response: Response, name: str) -> str:
    return b",".join(response.headers.getlist(name)).decode("latin-1")


def _kept(response: Response) -> dict[str, str]:
    return {
        name: b", ".join(values).decode("latin-1")
        for name in _HEADERS
        if (values := response.headers.getlist(name))
    }


def arrival_of(response: Response, request: Request | None = None) -> Arrival:
    """How an answer arrived. One that the archive held keeps its headers; of one that no crawl fetched, what it shows.

    `request` is what it answers, where it doesn't know that yet.
    """
    request = request or response.request
    noted = Arrival.of(request)
    if noted is None:
        return Arrival(datetime.now(UTC), _kept(response))
    return replace(noted, headers=_kept(response)) if Errand.of(request).held else noted


def exchange_of(response: Response) -> Exchange:
    """What was asked for an answer, where it came from in the end, and in the reading of which column."""
    request = response.request
    if request is None:
        return Exchange(response.url, response.url)
    noted = Arrival.of(request)
    return Exchange(
        request.meta.get("redirect_urls", [request.url])[0],
        response.url,
        request.method,
        request.body.decode("utf-8", "replace")[:_MAX_SENT],
        Errand.of(request).column,
        noted.transport if noted else "",
    )


def as_it_came(response: Response) -> ListPage:
    """An answer as evidence: its bytes, headers, moment and exchange."""
    arrival = arrival_of(response)
    headers = dict(arrival.headers)
    return ListPage(
        response.url, response.body, headers, response.status, arrival.at, exchange=exchange_of(response)
    )
