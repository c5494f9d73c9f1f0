"""The search below one portal: what waits to be looked at, best first, within its bounds; and what it leaves, and why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

from spiders.discovery.leads import Lead, place, same_site
from spiders.discovery.units import UnitList
from store.registry import Portal

UNIT_PAGES = 6  # of one unit: its page or site, its open government, its column, frames and years of it
_UNIT_CLICKS = 3  # from the page that lists it
_STEP = 0.25  # what every click takes off
_UNIT = 2.25  # what a listed unit promises
_COLUMN = 4.0  # as much as a link that names a column
_YEARS = 2.5  # what columns, years of them and their addresses promise at least
_OPEN = 1.5  # what a link promises at least that is told when it is left, and is followed from a unit's page


@dataclass(frozen=True)
class Click:
    """One step on the way to a page: the words of the link and where it led."""

    text: str
    url: str


@dataclass(frozen=True)
class Left:
    """A link that was not followed, and why: which bound was reached (pages, clicks, units, pages of a `unit`), another
    `host`, an address that only a `script` knows; or a page that is named after units and lists none (`no_units`).
    """

    url: str
    text: str
    why: str


@dataclass(frozen=True)
class Searched:
    """The end of a search: what it left, the units that pages listed (name → address), and the addresses that pages of
    several units link, which are none's.
    """

    portal: str
    left: tuple[Left, ...] = ()
    units: dict[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """A page to be looked at: how one gets there, whether it lies below a column of annual reports, whose unit's it is."""

    lead: Lead
    path: tuple[Click, ...]
    annual: bool
    unit: str = ""


class Search:
    """The search below one portal so far: at most `pages` pages and `depth` clicks, and UNIT_PAGES of each of `bound` units."""

    def __init__(self, portal: Portal, hosts: set[str], pages: int, depth: int, bound: int) -> None:
        self.portal, self.hosts, self.bound = portal, hosts, bound
        self.units: dict[str, str] = {}
        self.found: set[str] = set()  # units whose column was seen
        self._purses = {"": pages}  # pages to be looked at yet, of each unit and of none
        self._clicks = {"": depth}  # how long the path to a page may be whose links are followed
        self._waiting: list[tuple[float, int, Waiting]] = []
        self._known: set[str] = set()
        self._claimed: dict[str, str] = {}  # places → the unit whose page linked them first
        self._shared: set[str] = set()
        self._blind: dict[str, None] = {}
        self._sites: dict[str, set[str]] = defaultdict(set)  # hosts of units, of none none
        self._left: dict[str, Left] = {}
        self._vain: list[Left] = []
        self._order = count()

    def take_up(self, leads: Iterable[Lead], path: tuple[Click, ...], annual: bool, unit: str = "") -> None:
        """Put links on the waiting list that are new, near enough and on a host that may be visited."""
        for lead in leads:
            key = place(lead.url)
            if unit and self._claimed.get(key, unit) != unit:
                self._shared.add(key)
            if key in self._known or (unit and lead.worth < _OPEN):
                continue
            if not self._may_visit(lead.url, unit):
                self._leave(lead, "host")
            elif len(path) > self._clicks[unit]:
                self._leave(lead, "clicks")
            else:
                if unit:
                    self._claimed[key] = unit
                self._wait(Waiting(lead, (*path, Click(lead.text, lead.url)), annual, unit))

    def take_up_units(self, listed: UnitList, path: tuple[Click, ...], annual: bool) -> list[str]:
        """Put the units that a page lists on the waiting list. Returns the addresses that are on hosts of their own."""
        own_hosts = []
        self._blind |= dict.fromkeys(listed.blind)
        for link in listed.units:
            if place(link.url) in self._known:
                continue
            lead = Lead(link.url, link.column or link.name, _COLUMN if link.column else _UNIT)
            host = str(urlsplit(link.url).hostname)
            if host not in self.hosts and not same_site(self.portal.url, host):
                self._leave(lead, "host", link.name)
            elif link.name not in self.units and len(self.units) >= self.bound:
                self._leave(lead, "units", link.name)
            else:
                if link.name not in self.units:
                    self._purses[link.name] = UNIT_PAGES
                    self._clicks[link.name] = len(path) + _UNIT_CLICKS
                self.units.setdefault(link.name, link.url)
                self._sites[link.name].add(host)
                own_hosts += [] if host in self.hosts else [link.url]
                click = Click(f"{link.name} {link.column}".strip(), link.url)
                self._wait(Waiting(lead, (*path, click), annual, link.name))
        return own_hosts

    def leave_scripts(self, names: Iterable[str]) -> None:
        """Remember columns that only a script opens."""
        for name in names:
            self._leave(Lead("", name, _COLUMN), "script")

    def leave_page(self, lead: Lead, why: str) -> None:
        """Remember a page that was looked at in vain."""
        self._vain.append(Left(lead.url, lead.text, why))

    def next(self) -> Waiting | None:
        """The most promising page that waits; None at the end or when enough pages were asked for."""
        best = min((entry for entry in self._waiting if self._is_open(entry[2])), default=None)
        if best is None:
            return None
        self._waiting.remove(best)
        self._purses[best[2].unit] -= 1
        return best[2]

    def arrived(self, url: str) -> None:
        """Remember where a page came from in the end."""
        self._known.add(place(url))

    def ended(self) -> Searched:
        """What was found of units, and what was left."""
        left = [
            each
            for key, each in self._left.items()
            if key not in self._known and not (each.why == "host" and each.text in self.units)
        ]
        left += [Left("", name, "script") for name in self._blind if name not in self.units]
        left += [
            Left(waiting.lead.url, waiting.lead.text, "unit" if waiting.unit else "pages")
            for _, _, waiting in sorted(self._waiting)
            if not self._is_idle(waiting)
        ]
        left += self._vain
        return Searched(self.portal.id, tuple(left), self.units, tuple(sorted(self._shared)))

    def _wait(self, waiting: Waiting) -> None:
        self._known.add(place(waiting.lead.url))
        worth = waiting.lead.worth - _STEP * (len(waiting.path) - 1)
        self._waiting.append((-worth, next(self._order), waiting))

    def _is_open(self, waiting: Waiting) -> bool:
        return self._purses[waiting.unit] > 0 and not self._is_idle(waiting)

    def _is_idle(self, waiting: Waiting) -> bool:
        """Whether a page needs no look: of a unit whose column was seen only the years of it do."""
        return waiting.unit in self.found and waiting.lead.worth < _YEARS

    def _may_visit(self, url: str, unit: str) -> bool:
        host = urlsplit(url).hostname
        return host in self.hosts or host in self._sites[unit]

    def _leave(self, lead: Lead, why: str, name: str = "") -> None:
        if lead.worth >= _OPEN:
            key = place(lead.url) if lead.url else lead.text
            self._left.setdefault(key, Left(lead.url, name or lead.text, why))
