"""Every answer and every failure of a request: what it is, whether to ask once more, whether to leave its host alone."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.errand import Errand
from crawler.manners import recognise
from crawler.manners.arrivals import arrival_of
from crawler.manners.failures import Refused, Unusable, class_of
from crawler.manners.host_state import Host, Tonight
from crawler.manners.unpacking import unpacked
from crawler.reading import Opened
from crawler.reading.opening.charsets import charset_in
from store.failures import failure_named

LONGEST_WAIT = 120.0  # seconds of a Retry-After that are waited for; longer ones leave the host for tonight


class Redirects:
    """Redirects that say something else: a dead address sent to the home page, a login, a circle."""

    def __init__(self, crawler: Crawler) -> None:
        self.tonight = Tonight.of(crawler)
        self.most = crawler.settings.getint("REDIRECT_MAX_TIMES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Redirects":
        """Made by Scrapy."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise Unusable for a redirect that is not to be followed."""
        place = response.headers.get("Location")
        if place is None or response.status not in (301, 302, 303, 307, 308):
            return response
        target = _target(request.url, place.decode("latin-1"))
        found = self._judge(request, target) if target else (f"http_{response.status}", "跳转的地址打不开")
        if found:
            self.tonight.host(request).fail(*found)
            raise Unusable(*found, response)
        return response

    def _judge(self, request: Request, target: str) -> tuple[str, str] | None:
        first = (request.meta.get("redirect_urls") or [request.url])[0]
        if request.meta.get("redirect_times", 0) >= self.most:
            return "redirect_loop", f"跳转了 {self.most} 次仍没有到头"
        if recognise.is_login(target) and not recognise.is_login(first):
            return "blocked_login", f"转到了登录页 {target}"
        if recognise.is_root(target) and not recognise.is_root(first):
            return "soft_404", f"转到了首页 {target}"
        if recognise.is_error_page(target):
            return "soft_404", f"转到了报错页 {target}"
        return None


def _target(url: str, place: str) -> str:
    """The web address that a redirect leads to; "" where it leads to none."""
    try:
        target = urljoin(url, place)
        return target if urlsplit(target).scheme in ("http", "https") else ""
    except ValueError:
        return ""


class Answers:
    """Tells answers from what stands in their place, asks again where that is fit, and leaves hosts alone."""

    def __init__(self, crawler: Crawler) -> None:
        self.tonight = Tonight.of(crawler)
        self.times = crawler.settings.getint("RETRY_TIMES")
        self.most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Answers":
        """Made by Scrapy."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The answer if it is one; a request to be sent instead; else raises Unusable."""
        host = self.tonight.host(request)
        try:
            return self._taken(request, response, host)
        finally:
            host.judged.set()

    def _taken(self, request: Request, response: Response, host: Host) -> Response | Request:
        if 300 <= response.status < 400:
            return response
        response, large = self._unpacked(request, response)
        host.spoken = True
        cut = response.status < 400 and arrival_of(response, request).transfer in ("cut", "broken")
        if cut and (again := self._again(request)):
            return again
        found = ("too_large", "解压后超过大小的上限") if large else self._judge(request, response, host)
        if cut and (Errand.of(request).asks_for == "robots" or (found and found[0] == "empty_stub")):
            found = "cut_short", "只传来一部分内容"
        if found is None:
            host.in_a_row = 0
            return response
        failure, message = found
        if response.status in (429, 503) and failure in ("throttled", f"http_{response.status}"):
            wait = retry_after(response)
            if wait is not None and wait <= LONGEST_WAIT and (again := self._again(request)):
                host.hold(wait)
                return again
            if wait is not None or response.status == 429:
                failure, message = "throttled", f"返回 HTTP {response.status}{_asked_to_wait(wait)}"
        known = failure_named(failure)
        if known and known.retry and (again := self._again(request)):
            return again
        host.fail(failure, message)
        if failure == f"http_{response.status}":
            return response  # goes on as an error with this status
        raise Unusable(failure, message, response)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """A request to be sent once more, another way where this one is closed; None where that is that."""
        if isinstance(exception, Refused):
            return None
        failure, host = class_of(exception), self.tonight.host(request)
        known = failure_named(failure)
        if known is None or known.kind != "connection":
            return None
        secure = urlparse_cached(request).scheme == "https" and not host.plain
        if failure == "tls" and secure and not host.legacy:
            host.legacy = True
            return request.replace(dont_filter=True)
        if known.retry and (again := self._again(request)):
            return again
        if secure and not host.spoken and {"http", "https"} <= host.schemes:
            host.plain = True
            return request.replace(dont_filter=True)
        host.fail(failure, f"没有取到（{type(exception).__name__}）")
        return None

    def _again(self, request: Request) -> Request | None:
        """The same request once more, after the host's pause and what waits before it; None if that was done."""
        times = request.meta.get("retry_times", 0)
        if times >= self.times:
            return None
        return request.replace(
            dont_filter=True, priority=request.priority - 1, meta={**request.meta, "retry_times": times + 1}
        )

    def _unpacked(self, request: Request, response: Response) -> tuple[Response, bool]:
        """An answer without the compression that its headers don't tell of, and whether there is more in it than is taken."""
        if not response.body.startswith(b"\x1f\x8b\x08"):
            return response, False
        body, stream = unpacked(response.body, "gzip", request.meta.get("download_maxsize", self.most))
        if stream in ("cut", "broken"):
            replace(arrival_of(response, request), transfer=stream).note(request)
        return response.replace(body=body), stream == "large"

    def _judge(self, request: Request, response: Response, host: Host) -> tuple[str, str] | None:
        """Class of failure and words of an answer that isn't the page asked for."""
        errand, answer = Errand.of(request), opened_of(response, request)
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if recognise.is_text(response.body, kind):
            cookies = b" ".join(response.headers.getlist("Set-Cookie")).decode("latin-1")
            page = recognise.small_answer(response.status, answer, cookies)
            if (
                page
                and (found := recognise.stands_in(page))
                and not (response.status in (404, 410) and found[0] == "soft_404")
                and not (errand.shell and found[0] == "empty_stub")  # its text comes by a call
            ):
                return found
        if response.status >= 400:
            return f"http_{response.status}", f"返回 HTTP {response.status}"
        if errand.asks_for == "robots":
            return None
        if _went_home(request, response):
            return "soft_404", f"转到了首页 {response.url}"
        if recognise.is_markup(response.body) and recognise.is_garbled(answer):
            return "wrong_charset", "文字编码辨认不出，不能确定标题和名称"
        return self._other_page(request, response, host)

    def _other_page(self, request: Request, response: Response, host: Host) -> tuple[str, str] | None:
        """Whether a list page of tonight came in place of an article. Lists that are asked for are remembered."""
        links = recognise.linked_addresses(response.body)
        if len(links) < 3:
            return None
        asks_for = Errand.of(request).asks_for
        if asks_for == "list":
            host.lists.setdefault(links, set()).update((request.url, response.url))
            return None
        known = host.lists.get(links)
        if asks_for != "report" or known is None or {request.url, response.url} & known:
            return None
        if recognise.has_sections(response.body.decode("utf-8", "ignore")):
            return None
        return "other_page", f"返回的是栏目页 {min(known)} 的内容，不是这篇文章"


def opened_of(response: Response, request: Request | None = None) -> Opened:
    """An answer opened: as it was when it was judged, so that nobody decodes it once more.

    `request` is what it answers, where it doesn't know that yet.
    """
    request = request or response.request
    charset = charset_in((response.headers.get("Content-Type") or b"").decode("latin-1"))
    answer = Opened(response.url, response.body, charset)
    if request is None:
        return answer
    arrival = arrival_of(response, request)
    if arrival.opened == answer:
        return arrival.opened
    # The first look, another answer to the same request, or one that the archive held.
    replace(arrival, opened=answer).note(request)
    return answer


def retry_after(response: Response) -> float | None:
    """The seconds that an answer asks to wait, by number or by date; None if it asks for nothing."""
    told = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if re.fullmatch(r"\d{1,9}", told):
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _asked_to_wait(seconds: float | None) -> str:
    return "" if seconds is None else f"，要求 {seconds:.0f} 秒后再来"


def _went_home(request: Request, response: Response) -> bool:
    """Whether a page below sent its visitor to the home page, by a refresh or a script."""
    first = (request.meta.get("redirect_urls") or [response.url])[0]
    return recognise.is_root(response.url) and not recognise.is_root(first)
