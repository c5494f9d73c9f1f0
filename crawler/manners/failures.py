"""Why a request brought nothing: from exceptions and answers to the names of store.failures."""

from collections.abc import Mapping

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.items import ListPage
from crawler.manners.arrivals import as_it_came
from store.errors import NianbaoError

# What the network's exceptions mean, by the name of their class or of one that it derives from.
_NETWORK: Mapping[str, str] = {
    "DownloadTimeoutError": "timeout",
    "CannotResolveHostError": "dns",
    "DownloadConnectionRefusedError": "refused",
    "TimeoutError": "timeout",
    "TCPTimedOutError": "timeout",
    "DNSLookupError": "dns",
    "ConnectionRefusedError": "refused",
    "DownloadCancelledError": "too_large",
    "ResponseDataLossError": "cut_short",
    "SSLError": "tls",
}


class Refused(NianbaoError, IgnoreRequest):
    """Raised when a request must not be sent. `failure` is its class in the store."""

    def __init__(self, failure: str, message: str) -> None:
        super().__init__(message)
        self.failure = failure


class Unusable(Refused):
    """Raised when an answer came that is none to what was asked for: a challenge, a soft 404, a stub."""

    def __init__(self, failure: str, message: str, response: Response) -> None:
        super().__init__(failure, message)
        self.response = response


def class_of(error: BaseException | None) -> str:
    """The class of failure that an exception of a request stands for."""
    if isinstance(error, HttpError):
        return f"http_{error.response.status}"
    if isinstance(error, IgnoreRequest):
        told = getattr(error, "failure", "")
        return str(told) or ("too_large" if "DOWNLOAD_MAXSIZE" in str(error) else "refused_by_us")
    if is_tls(error):
        return "tls"
    names = [kind.__name__ for kind in type(error).__mro__]
    return next((_NETWORK[name] for name in names if name in _NETWORK), "network")


def is_tls(error: object, depth: int = 5) -> bool:
    """Whether an exception, or one that it wraps, is of the TLS layer."""
    if isinstance(error, Failure):
        error = error.value
    if type(error).__module__.startswith("OpenSSL"):
        return True
    wrapped = [*(getattr(error, "reasons", None) or ()), getattr(error, "__cause__", None)]
    return depth > 0 and any(is_tls(part, depth - 1) for part in wrapped if part is not None)


def failure_class(failure: Failure) -> tuple[str, str, int | None]:
    """Class, words and HTTP status of a failed request: ours, the network's and the site's are told apart."""
    error = failure.value
    name = class_of(error)
    if isinstance(error, HttpError):
        return name, f"返回 HTTP {error.response.status}", error.response.status
    if isinstance(error, Unusable):
        return name, str(error), error.response.status
    if isinstance(error, IgnoreRequest):
        return name, str(error), None
    return name, f"没有取到（{type(error).__name__}）", None


def request_of(failure: Failure) -> Request:
    """The request that failed, as Scrapy hangs it on its failure."""
    request = getattr(failure, "request", None)
    if not isinstance(request, Request):
        raise TypeError(f"{failure!r} is not of a request")
    return request


def answer_of(failure: Failure) -> ListPage | None:
    """What came in place of what was asked for, exactly as it came; None where nothing did."""
    error = failure.value
    if not isinstance(error, (HttpError, Unusable)):
        return None
    return as_it_came(error.response)


def is_absent(failure: Failure) -> bool:
    """Whether the site says that there is no such page: by its status, or in words with another."""
    return class_of(failure.value) in ("http_404", "http_410", "soft_404")
