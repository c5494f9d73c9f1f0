"""What a replica portal answers to one request at one moment. Pure: the server adds sockets and the count of visits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from demo.caching import revalidated
from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import Furniture
from demo.families.known import families
from demo.pages import HUB, Stamp, article_page, dressed, home_page, html_answer, hub_page, not_found_page
from demo.world import Item, ReplicaPortal, World

PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Shown:
    """What a portal shows at one moment: its column's entries, its articles and files, and when a path last changed."""

    portal: ReplicaPortal
    moment: datetime
    entries: Sequence[Entry]
    page: Callable[[str, Stamp], Answer | None]
    changed: Callable[[str], datetime]


def portal_answer(shown: Shown, asked: Asked, visit: int) -> Answer:
    """What the portal answers; `visit`: how many requests there were. Pages with a strong ETag don't count visits."""
    portal = shown.portal
    if asked.path == "/robots.txt" and portal.robots:
        return Answer(portal.robots.encode(), PLAIN)
    changed = shown.changed(asked.path)
    stamp = Stamp(0, changed) if portal.cache == "strong" else Stamp(visit, shown.moment)
    reply = _page(shown, asked, stamp)
    reply = replace(reply, headers={**portal.headers, **reply.headers})
    return revalidated(portal.cache, asked, reply, changed, shown.moment, visit)


def _page(shown: Shown, asked: Asked, stamp: Stamp) -> Answer:
    """A page of the column, an article or file, the way to the column, or 404."""
    portal = shown.portal
    furniture = Furniture.of(portal.furniture) if portal.furniture else None
    site = Site(shown.entries, portal.page_size, column=portal.column, furniture=furniture)
    if found := families()[portal.family].replica(site, asked):
        return dressed(portal, found, stamp)
    if article := shown.page(asked.path, stamp):
        return article
    if asked.path == "/":
        return html_answer(portal, home_page(portal, stamp))
    if asked.path == HUB:
        return html_answer(portal, hub_page(portal, stamp))
    return html_answer(portal, not_found_page(portal, stamp), 404)


def unknown_host(host: str, portals: Sequence[ReplicaPortal]) -> Answer:
    """What is answered for a host that no portal has."""
    known = "\n".join(portal.url for portal in portals)
    return Answer(f"No portal {host!r} here. Replica portals:\n{known}\n".encode(), PLAIN, 404)


def answer(world: World, night: date, host: str, asked: Asked, visit: int) -> Answer:
    """What `host` of the virtual country answers on `night`."""
    portal = world.portal_at(host)
    if portal is None:
        return unknown_host(host, list(world.portals.values()))
    if world.is_down(portal.id, night):
        return Answer(b"Service Unavailable\n", PLAIN, 503)
    items = world.items(portal.id, night)

    def page(path: str, stamp: Stamp) -> Answer | None:
        item = next((item for item in items if item.path == path), None)
        return html_answer(portal, _article(world, item, night, stamp)) if item else None

    moment = world.moment(night)
    shown = Shown(portal, moment, [item.entry for item in items], page, lambda path: moment)
    return portal_answer(shown, asked, visit)


def _article(world: World, item: Item, night: date, stamp: Stamp) -> str:
    """One article as it stands on `night`."""
    if item.agency is None:
        return article_page(item, 0, None, stamp)
    order = list(world.agencies).index(item.agency.id)
    return article_page(item, order, world.figures(item.agency.id, item.year, night), stamp)
