"""What a replica portal answers to one request on one night. Pure: the server adds sockets and the clock of visits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from demo.pages import (
    DATAPROXY,
    EMBEDDED_PAGES,
    Stamp,
    article_page,
    content_type,
    encoded,
    home_page,
    jcms_datastore,
    jcms_list_page,
    not_found_page,
    trs_list_page,
)
from demo.world import Item, Portal, World

PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """Status, Content-Type and body of a response."""

    status: int
    content_type: str
    body: bytes


def answer(world: World, night: date, host: str, path: str, fields: Mapping[str, str], visit: int) -> Answer:
    """What `host` answers to `path` on `night`. `fields`: query and form, `visit`: how many requests there were."""
    portal = world.portal_at(host)
    if portal is None:
        known = "\n".join(known.url for known in world.portals.values())
        return Answer(404, PLAIN, f"No portal {host!r} here. Replica portals:\n{known}\n".encode())
    if world.is_down(portal.id, night):
        return Answer(503, PLAIN, b"Service Unavailable\n")
    if path == "/robots.txt" and portal.robots:
        return Answer(200, PLAIN, portal.robots.encode())
    items = world.items(portal.id, night)
    if portal.jpage and path == DATAPROXY:
        return Answer(200, content_type(portal, "text/xml"), encoded(portal, _records(portal, items, fields)))
    stamp = Stamp(visit, world.moment(night))
    page = _page(world, portal, items, night, path, stamp)
    status = 404 if page is None else 200
    text = not_found_page(portal, stamp) if page is None else page
    return Answer(status, content_type(portal), encoded(portal, text))


def _page(
    world: World, portal: Portal, items: list[Item], night: date, path: str, stamp: Stamp
) -> str | None:
    """The HTML page at `path`, or None."""
    if path == "/":
        return home_page(portal, stamp)
    if portal.jpage and path == portal.column:
        return jcms_list_page(portal, items, stamp)
    if not portal.jpage and (number := _list_number(portal, path)) is not None:
        return trs_list_page(portal, items, number, stamp)
    item = next((item for item in items if item.path == path), None)
    return _article(world, item, night, stamp) if item else None


def _list_number(portal: Portal, path: str) -> int | None:
    """Which list page of a TRS column `path` asks for, from 0: "", index.html, index_1.html …"""
    found = re.fullmatch(re.escape(portal.column) + r"(?:index(?:_([1-9]\d*))?\.html)?", path)
    return int(found[1] or 0) if found else None


def _article(world: World, item: Item, night: date, stamp: Stamp) -> str:
    """One article as it stands on `night`."""
    if item.agency is None:
        return article_page(item, 0, None, stamp)
    order = list(world.agencies).index(item.agency.id)
    return article_page(item, order, world.figures(item.agency.id, item.year, night), stamp)


def _records(portal: Portal, items: list[Item], fields: Mapping[str, str]) -> str:
    """What the data proxy answers: the records asked for; none unless column, unit and site are named."""
    named = all(fields.get(name) == value for name, value in portal.jpage.items())
    first = _number(fields.get("startrecord"), 1)
    last = _number(fields.get("endrecord"), EMBEDDED_PAGES * portal.page_size)
    return jcms_datastore(portal, items if named else [], first, last)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default
