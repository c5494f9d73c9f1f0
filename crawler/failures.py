"""Why a request brought nothing: classes of failure, told apart by whose fault they are."""

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure


def failure_class(failure: Failure) -> tuple[str, str, int | None]:
    """Class, words and HTTP status of a failed request: ours, the network's and the site's are told apart."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"http_{error.response.status}", f"返回 HTTP {error.response.status}", error.response.status
    if isinstance(error, IgnoreRequest):
        return getattr(error, "failure", "refused_by_us"), str(error), None
    names = {
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
    name = type(error).__name__
    return names.get(name, "network"), f"没有取到（{name}）", None
