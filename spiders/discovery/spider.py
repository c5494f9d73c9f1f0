"""Looks for columns of annual reports below some addresses, best links first. No family: `nianbao discover` and the
nightly search for a column that moved start it, over a registry whose columns are the addresses to start from.

One request at a time a portal, so many pages and no more, within the portal's hosts and those of the same site that
`hosts` names; beside these so many units that pages list, on hosts of the same site. The end of a search says what it left.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.errand import Errand
from crawler.manners.failures import failure_class, request_of
from crawler.reading import UnreadableDocument
from crawler.reading.around.front import parse_title
from crawler.reading.words.labels import squeeze
from spiders.base import PortalSpider
from spiders.discovery.leads import Lead, leads_of, links_of, named_year, names_column, place, same_site
from spiders.discovery.searching import Click, Search, Searched, Waiting
from spiders.discovery.trees import NamedColumn, told_columns
from spiders.discovery.units import blind_columns, names_units, unit_leads, units_on
from spiders.exchanges import came
from spiders.sniff import FALLBACK, sniff

START = 5.0  # what the addresses to start from promise: more than any link
_LISTED = 3  # reports of different titles: a page that lists them is a column, whatever its name
_QUOTED = re.compile(r"[^\"'<>\\\n]{6,80}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_PARTS = re.compile(r"[-_|—·>»/]+")


@dataclass(frozen=True)
class VisitedPage:
    """A page that was looked at, or the request for it that failed (`failure`, `message`).

    `named` says by what the page names itself a column of annual reports, "" if it doesn't; that is `stated` where its META
    do. `reports` are the titles of annual reports anywhere in its text; `annual` if it lies below such a column; `year` is
    that of its link, `unit` the unit whose page it is, as the list of units calls it.
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
    stated: bool = False
    annual: bool = False
    year: int | None = None
    reports: tuple[str, ...] = ()
    told: tuple[NamedColumn, ...] = ()
    unit: str = ""


class DiscoveringSpider(PortalSpider):
    """Looks at pages, never at reports. `pages` and `depth` bound the search of one portal, `units` how many units of it
    are gone on to where pages list them; `annual` are those of the addresses to start from that are known to be columns
    of annual reports.
    """

    name = "discovering"

    def __init__(
        self,
        pages: str = "40",
        depth: str = "4",
        units: str = "0",
        hosts: str = "",
        annual: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.annual = {place(url) for url in annual.split()}
        beside = {host for host in hosts.split(",") if host}
        self.allowed_hosts |= beside
        self.searches = [
            Search(
                portal,
                portal.hosts | {host for host in beside if same_site(portal.url, host)},
                int(pages),
                int(depth),
                int(units),
            )
            for portal in self.portals
        ]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Nothing that was looked at is kept: no pipelines, no portal runs."""
        super().update_settings(settings)
        for kept in ("ITEM_PIPELINES", "EXTENSIONS"):
            settings.set(kept, {}, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """The first address of every portal, after a pause: another process may have visited its host just before."""
        await asyncio.sleep(max((portal.delay for portal in self.portals), default=0.0))
        for search in self.searches:
            for url in dict.fromkeys(search.portal.columns):
                search.take_up([Lead(url, "", START)], (), place(url) in self.annual)
            yield self._next(search)

    def _next(self, search: Search) -> Request | Searched:
        """The request for the most promising page that waits; at the end what was left."""
        waiting = search.next()
        if waiting is None:
            return search.ended()
        return Request(
            waiting.lead.url,
            callback=self.look,
            errback=self.look_failed,
            dont_filter=True,
            cb_kwargs={"search": search, "waiting": waiting},
            meta=Errand(portal=search.portal.id).meta,
        )

    def look(
        self, response: Response, search: Search, waiting: Waiting
    ) -> Iterator[VisitedPage | Searched | Request]:
        """Hand on what a page shows, take up its links and its units, go on to the best."""
        asked, home = urlsplit(waiting.lead.url), ("", "/")
        sent_home = urlsplit(response.url).path in home and asked.path not in home
        opened = came(response).page
        text = "" if sent_home else opened.text
        page, failure, message = None, "no_page", "转到了首页" if sent_home else "返回的不是网页"
        if re.search(r"<(?:html|head|body|div|ul|script|a)\b", text[:20_000], re.I):
            try:
                page = opened.markup
            except UnreadableDocument as error:
                failure, message = error.failure, str(error)
        if page is None:
            yield _failed(search, waiting, response.status, failure, message)
        else:
            search.arrived(response.url)
            looked = seen_on(page, text, response.url, waiting.lead, waiting.annual)
            looked = replace(
                looked,
                portal=search.portal.id,
                path=waiting.path,
                status=response.status,
                unit=waiting.unit,
            )
            yield looked
            self._take_up(search, waiting, looked, page, text)
        yield self._next(search)

    def _take_up(
        self, search: Search, waiting: Waiting, looked: VisitedPage, page: Selector, text: str
    ) -> None:
        """Put what a page links on the waiting list. Units are gone on to where no tree of the site names their columns."""
        below = bool(looked.annual or looked.named)
        if waiting.unit and (is_column(looked) or looked.told):
            search.found.add(waiting.unit)
        leads = leads_of(page, text, looked.url, below)
        if search.bound and not waiting.unit and not any(told.unit for told in looked.told):
            listed = units_on(page, looked.url, text)
            for url in search.take_up_units(listed, waiting.path, below):
                self._admit(search, url)
            further = unit_leads(page, looked.url, bool(listed.units))
            leads += further
            shown = listed.units or listed.blind or further or looked.told or is_column(looked)
            if names_units(waiting.lead.text) and not shown and not page.xpath("//iframe | //frame"):
                search.leave_page(waiting.lead, "no_units")
        search.take_up(leads, waiting.path, below, waiting.unit)
        if not looked.told:
            met = {lead.text for lead in leads}
            search.leave_scripts(name for name in blind_columns(page, looked.url) if name not in met)

    def _admit(self, search: Search, url: str) -> None:
        """Let the site of a unit be visited, with the pause and the budget of its portal."""
        self.allowed_hosts.add(str(urlsplit(url).hostname))
        for number, portal in enumerate(self.portals):
            if portal.id == search.portal.id:
                self.portals[number] = portal.model_copy(update={"columns": (*portal.columns, url)})

    def look_failed(self, failure: Failure) -> Iterator[VisitedPage | Searched | Request]:
        """A page that didn't come is told; the search goes on."""
        given = request_of(failure).cb_kwargs
        kind, message, status = failure_class(failure)
        yield _failed(given["search"], given["waiting"], status, kind, message)
        yield self._next(given["search"])


def _failed(search: Search, waiting: Waiting, status: int | None, kind: str, message: str) -> VisitedPage:
    """The request for a page that brought none."""
    return VisitedPage(
        search.portal.id, waiting.lead.url, waiting.path, status, kind, message, unit=waiting.unit
    )


def seen_on(page: Selector, text: str, url: str, lead: Lead, annual: bool) -> VisitedPage:
    """What a page shows of itself."""
    (family, sign), stated = sniff(text, url), _stated(page)
    title = squeeze(" ".join(page.xpath("//title//text()").getall()))[:120]
    links = [
        (address, words)
        for address, words, _ in links_of(page, urljoin(url, page.xpath("//base/@href").get() or ""))
    ]
    return VisitedPage(
        "",
        url,
        (),
        title=title,
        site=_meta(page, "sitename"),
        code=_meta(page, "siteidcode"),
        family=family,
        sign=sign,
        named=stated or _named(page, title, lead, annual),
        stated=bool(stated),
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


def _stated(page: Selector) -> str:
    """By what META a page names itself a column of annual reports, in words; "" if none of them does."""
    if "信息公开年报" in _meta(page, "columntype"):
        return "META ColumnType 为信息公开年报"
    if names_column(column := _meta(page, "columnname")):
        return f"META ColumnName 为{column}"
    return ""


def _named(page: Selector, title: str, lead: Lead, annual: bool) -> str:
    """By what else a page names itself one, in words; "" if by nothing."""
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


def is_column(looked: VisitedPage) -> bool:
    """Whether a page may be a column: it names itself one, lies below one and lists a report, or lists several.

    Some sites print the META of their column on every page: alone it counts only where a script may bring the rows.
    """
    listed = len(looked.reports)
    empty = looked.stated and looked.family == FALLBACK and not listed
    return bool((looked.named and not empty) or (looked.annual and listed) or listed >= _LISTED)
