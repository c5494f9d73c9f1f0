"""What the crawler needs of the spider that it serves. Middlewares, pipeline and extensions know nothing else of spiders."""

from typing import Protocol, runtime_checkable

from scrapy.crawler import Crawler

from crawler.apart import Apart
from crawler.revisiting.memory import Memory
from store.registry import Portal


@runtime_checkable
class Visitor(Protocol):
    """Who visits portals: which ones, on which hosts, what it remembers of them (None: nothing), where it takes pages apart."""

    portals: list[Portal]
    allowed_hosts: set[str]
    memory: Memory | None
    apart: Apart


def visitor_of(crawler: Crawler) -> Visitor:
    """The visitor of a crawl. Raises TypeError where its spider is none."""
    if not isinstance(crawler.spider, Visitor):
        raise TypeError(f"{crawler.spider!r} visits no portals")
    return crawler.spider
