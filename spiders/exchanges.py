"""Answers of the network as what the rest of the project takes: evidence, pages to be read, reports."""

import re
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from scrapy.http import Response

from crawler.errand import Arrival, Errand
from crawler.items import Fetched, ListPage, ListRow
from crawler.manners.answers import opened_of
from crawler.manners.arrivals import arrival_of, as_it_came, exchange_of
from spiders.pages.page import Came
from store.registry import Portal
from store.tables.memory import RememberedPage

MAX_AGE = timedelta(days=2)  # of a copy that a cache hands out: what appeared since isn't on it


def came(response: Response) -> Came:
    """An answer as it is read. What the archive held came whole when it came."""
    held, arrival = held_of(response), arrival_of(response)
    asked = response.request.meta.get("redirect_urls", [response.url])[0] if response.request else ""
    opened = opened_of(response)
    return Came(
        opened.url,
        opened.body,
        opened.charset,
        200 if held else response.status,
        "ended" if held else arrival.transfer,
        asked,
        _stale(arrival),
        opened,
    )


def _stale(arrival: Arrival) -> str:
    """How old a copy is that a cache hands out in place of the page, in words; "" if it is of today."""
    age = arrival.headers.get("age", "")
    if re.fullmatch(r"\d{1,10}", age) and int(age) > MAX_AGE.total_seconds():
        return f"缓存已存 {int(age) // 86400} 天"
    try:
        sent = parsedate_to_datetime(arrival.headers.get("date", ""))
    except ValueError:
        return ""
    sent = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
    return f"生成于 {sent:%Y-%m-%d}" if arrival.at - sent > MAX_AGE else ""


def list_page(response: Response) -> ListPage:
    """A list page exactly as it came, or as the archive held it where the server said that it is the same."""
    page, held = as_it_came(response), held_of(response)
    return replace(page, status=304, since=held.fetched_on) if held else page


def held_of(response: Response) -> RememberedPage | None:
    """What the archive held of a page that the server says is the same; None for one that came tonight."""
    return Errand.of(response.request).held


def fetched(response: Response, row: ListRow, portal: Portal) -> Fetched:
    """An answer to the request for a report, exactly as it came."""
    arrival, held, opened = arrival_of(response), held_of(response), opened_of(response)
    return Fetched(
        portal.id,
        row.url,
        opened.body,
        dict(arrival.headers),
        304 if held else response.status,
        arrival.at,
        row,
        opened.charset,
        exchange=exchange_of(response),
        transfer="ended" if held else arrival.transfer,
        opened=opened,
    )
