"""Only the registry's hosts, no addresses inside: checked for every request, each hop of a redirect included."""

import ipaddress
import logging
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.manners.failures import Refused
from crawler.visitor import visitor_of

logger = logging.getLogger(__name__)


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
        if parts.scheme not in ("http", "https") or host not in visitor_of(self.crawler).allowed_hosts:
            raise Refused("foreign_host", f"{parts.scheme}://{host} 不在登记的门户主机之内，不访问")
        if host.replace(".", "").isdigit() and not is_public(host):
            raise Refused("private_address", f"{host} 是非公网地址，不访问")
