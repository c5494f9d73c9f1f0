"""Looks for columns of annual reports below some addresses, best links first. No family: `nianbao discover` and the
nightly search for a column that moved start it, over a registry whose columns are the addresses to start from.

One request at a time a portal, so many pages and no more, within the portal's hosts and those of the same site that
`hosts` names.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.failures import failure_class
from crawler.reading import UnreadableDocument
from crawler.reading.front import parse_title
from crawler.reading.labels import squeeze
from crawler.reading.markup import parse_markup
from spiders.answers import text_of
from spiders.base import PortalSpider
from spiders.leads import Lead, leads_of, links_of, named_year, names_column, place, same_site
from spiders.sniff import FALLBACK, sniff
from spiders.trees import Told, told_columns
from store.registry import Portal

META = "META"
START = 5.0  # what the addresses to start from promise: more than any link
_STEP = 0.25  # what every click takes off
_LISTED = 3  # reports of different titles: a page that lists them is a column, whatever its name
_QUOTED = re.compile(r"[^\"'<>\\\n]{6,80}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_PARTS = re.compile(r"[-_|—·>»/]+")


@dataclass(frozen=True)
class Click:
    """One step on the way to a page: the words of the link and where it led."""

    text: str
    url: str


@dataclass(frozen=True)
class Looked:
    """A page that was looked at, or the request for it that failed (`failure`, `message`).

    `named` says by what the page names itself a column of annual reports, "" if it doesn't; `reports` are the titles
    of annual reports anywhere in its text; `annual` if it lies below such a column; `year` is that of its link.
    """

    portal: str
    url: str
    path: tuple[Click, ...]
    status: int | None = None
    failure: str = ""
    message: str = ""
    title: str = ""
    site: str = ""
    code: str = ""
    family: str = ""
    sign: str = ""
    named: str = ""
    annual: bool = False
    year: int | None = None
    reports: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass
class Search:
    """The search below one portal so far."""

    portal: Portal
    hosts: set[str]
    left: int
    waiting: list[tuple[float, int, Lead, tuple[Click, ...], bool]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)


class DiscoveringSpider(PortalSpider):
    """Looks at pages, never at reports. `pages` and `depth` bound the search of one portal; `annual` are those of the
    addresses to start from that are known to be columns of annual reports.
    """

    name = "discovering"

    def __init__(
        self, pages: str = "40", depth: str = "4", hosts: str = "", annual: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.depth = int(depth)
        self.annual = {place(url) for url in annual.split()}
        beside = {host for host in hosts.split(",") if host}
        self.allowed_hosts |= beside
        self.searches = {
            portal.id: Search(
                portal, portal.hosts | {host for host in beside if same_site(portal.url, host)}, int(pages)
            )
            for portal in self.portals
        }
        self.order = count()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Nothing that was looked at is kept: no pipelines, no portal runs."""
        super().update_settings(settings)
        for kept in ("ITEM_PIPELINES", "EXTENSIONS"):
            settings.set(kept, {}, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """The first address of every portal, after a pause: another process may have visited its host just before."""
        await asyncio.sleep(max((portal.delay for portal in self.portals), default=0.0))
        for search in self.searches.values():
            for url in dict.fromkeys(search.portal.columns):
                self._take_up(search, [Lead(url, "", START)], (), place(url) in self.annual)
            if request := self._next(search):
                yield request

    def _take_up(self, search: Search, leads: list[Lead], path: tuple[Click, ...], annual: bool) -> None:
        """Put links on the waiting list that are new, near enough and on a host that may be visited."""
        for lead in leads:
            key = place(lead.url)
            if key in search.known or urlsplit(lead.url).hostname not in search.hosts:
                continue
            search.known.add(key)
            worth = lead.worth - _STEP * len(path)
            search.waiting.append(
                (-worth, next(self.order), lead, (*path, Click(lead.text, lead.url)), annual)
            )

    def _next(self, search: Search) -> Request | None:
        """The request for the most promising page that waits; None at the end or when enough pages were asked for."""
        if not search.waiting or not search.left:
            return None
        search.left -= 1
        best = min(search.waiting, key=lambda entry: entry[:2])
        search.waiting.remove(best)
        _, _, lead, path, annual = best
        return Request(
            lead.url,
            callback=self.look,
            errback=self.look_failed,
            dont_filter=True,
            cb_kwargs={"search": search, "lead": lead, "path": path, "annual": annual},
            meta={"portal": search.portal.id},
        )

    def look(
        self, response: Response, search: Search, lead: Lead, path: tuple[Click, ...], annual: bool
    ) -> Iterator[Looked | Request]:
        """Hand on what a page shows, take up its links, go on to the best."""
        sent_home = urlsplit(response.url).path in ("", "/") and urlsplit(lead.url).path not in ("", "/")
        text = "" if sent_home else text_of(response)
        page, failure, message = None, "no_page", "转到了首页" if sent_home else "返回的不是网页"
        if re.search(r"<(?:html|head|body|div|ul|script|a)\b", text[:20_000], re.I):
            try:
                page = parse_markup(text)
            except UnreadableDocument as error:
                failure, message = error.failure, str(error)
        if page is None:
            yield Looked(search.portal.id, lead.url, path, response.status, failure, message)
        else:
            search.known.add(place(response.url))
            looked = seen_on(page, text, response.url, lead, annual)
            looked = replace(looked, portal=search.portal.id, path=path, status=response.status)
            yield looked
            below = bool(annual or looked.named)
            if len(path) <= self.depth:
                self._take_up(search, leads_of(page, text, response.url, below), path, below)
        if following := self._next(search):
            yield following

    def look_failed(self, failure: Failure) -> Iterator[Looked | Request]:
        """A page that didn't come is told; the search goes on."""
        given = failure.request.cb_kwargs  # type: ignore[attr-defined]
        search: Search = given["search"]
        kind, message, status = failure_class(failure)
        yield Looked(search.portal.id, given["lead"].url, given["path"], status, kind, message)
        if following := self._next(search):
            yield following


def seen_on(page: Selector, text: str, url: str, lead: Lead, annual: bool) -> Looked:
    """What a page shows of itself."""
    family, sign = sniff(text, url)
    title = squeeze(" ".join(page.xpath("//title//text()").getall()))[:120]
    links = [
        (address, words)
        for address, words, _ in links_of(page, urljoin(url, page.xpath("//base/@href").get() or ""))
    ]
    return Looked(
        "",
        url,
        (),
        title=title,
        site=_meta(page, "sitename"),
        code=_meta(page, "siteidcode"),
        family=family,
        sign=sign,
        named=_named(page, title, lead, annual),
        annual=annual,
        year=lead.year,
        reports=report_titles(text),
        told=tuple(told_columns(text, url, links)),
    )


def report_titles(text: str) -> tuple[str, ...]:
    """The different titles of annual reports anywhere in a page: in its markup, its scripts and its data."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    found: dict[str, str] = {}
    for words in _QUOTED.findall(plain):
        if "公开" in words and (title := parse_title(words.strip())) and title.year:
            found.setdefault(squeeze(words), words.strip())
    return tuple(found.values())


def _named(page: Selector, title: str, lead: Lead, annual: bool) -> str:
    """By what a page names itself a column of annual reports, in words; "" if it doesn't."""
    if "信息公开年报" in _meta(page, "columntype"):
        return f"{META} ColumnType 为信息公开年报"
    if names_column(column := _meta(page, "columnname")):
        return f"{META} ColumnName 为{column}"
    if lead.text and names_column(lead.text):
        return f"链接文字“{lead.text}”"
    if annual and lead.text and named_year(lead.text):
        return f"年报栏目下的“{lead.text}”"
    for words in [*_PARTS.split(title), *page.xpath("//h1//text() | //h2//text()").getall()]:
        if names_column(words):
            return f"页面标题“{squeeze(words)}”"
    return ""


def _meta(page: Selector, name: str) -> str:
    for meta in page.xpath("//meta[@name]"):
        if meta.attrib["name"].strip().lower() == name:
            return squeeze(meta.attrib.get("content", ""))[:80]
    return ""


def is_column(looked: Looked) -> bool:
    """Whether a page may be a column: it names itself one, lies below one and lists a report, or lists several.

    Some sites print the META of their column on every page: alone it counts only where a script may bring the rows.
    """
    listed = len(looked.reports)
    stated = looked.named.startswith(META) and looked.family == FALLBACK and not listed
    return bool((looked.named and not stated) or (looked.annual and listed) or listed >= _LISTED)
