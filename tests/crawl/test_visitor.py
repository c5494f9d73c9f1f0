"""The crawler knows a visitor, by what it declares to need, and no spider."""

import re

import pytest
import scrapy
from scrapy.crawler import Crawler

from crawler.visitor import Visitor, visitor_of
from spiders.base import PortalSpider
from spiders.discovery.spider import DiscoveringSpider
from tests import ROOT


@pytest.mark.parametrize("kind", [PortalSpider, DiscoveringSpider])
def test_spiders_are_visitors(kind: type[PortalSpider]) -> None:
    visitor: Visitor = kind(name="qinghe", registry=str(ROOT / "registry"))
    crawler = Crawler(kind)
    crawler.spider = kind(name="qinghe", registry=str(ROOT / "registry"))
    assert isinstance(visitor, Visitor)
    assert visitor_of(crawler) is crawler.spider


def test_a_spider_that_visits_no_portals_is_told() -> None:
    crawler = Crawler(scrapy.Spider)
    crawler.spider = scrapy.Spider("plain")
    with pytest.raises(TypeError, match="visits no portals"):
        visitor_of(crawler)


def test_nothing_in_the_crawler_reaches_into_a_spider_by_itself() -> None:
    for path in (ROOT / "crawler").rglob("*.py"):
        if path.name != "visitor.py":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\bspider\.(?!_)\w|getattr\([^()]*spider", text), path
