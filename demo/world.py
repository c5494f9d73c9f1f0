"""The virtual country: who is there, what its portals show on a given night, and the registry that describes it.

Faults are laid over a world that keeps the law: `World.without("late")` is the same world with that fault put right.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

from demo.families import Entry
from demo.families.known import families
from demo.press.figures import Figures, broken_sums, complete
from demo.registry import write_folder
from store.models import CellKey

HERE = Path(__file__).parent
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
DEADLINES = (
    {"filer": "department", "month_day": "01-31", "basis": "条例第四十九条第一款"},
    {"filer": "government", "month_day": "03-31", "basis": "条例第四十九条第二款"},
)


@dataclass(frozen=True)
class ReplicaPortal:
    """One replica portal. `declared` is what its META calls the encoding, if its header names none.

    `cache` is one of demo.caching.MODES, `headers` go with every answer, `shortcut`: the home page links to the column.
    """

    id: str
    name: str
    family: str
    host: str
    column: str
    region_code: str
    level: str
    page_size: int
    notes: str
    robots: str = ""  # "": the portal has no robots.txt
    editor: str = "网站编辑部"
    cache: str = "none"
    headers: Mapping[str, str] = field(default_factory=dict)
    shortcut: bool = False
    furniture: int = 0  # the seed of how its lists are printed; 0: as its family does by itself
    encoding: str = "utf-8"
    declared: str = ""

    @property
    def url(self) -> str:
        """The address of the home page."""
        return f"http://{self.host}/"

    @property
    def column_url(self) -> str:
        """The address of the column that lists the annual reports."""
        return f"http://{self.host}{self.column}"


@dataclass(frozen=True)
class ReplicaAgency:
    """One agency with a duty to report."""

    id: str
    portal: str
    name: str
    short_names: tuple[str, ...]
    kind: str
    themes: tuple[str, ...]
    title_name: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Item:
    """One article of a column: a report (`agency` and `year` set) or what only looks like one.

    `signed_on` is the day under the signature, never after publication; a report put online late keeps it.
    `attachment` is the path of the file that the article hands on to, "" where it holds the text itself.
    """

    portal: ReplicaPortal
    document: int
    title: str
    published: datetime
    agency: ReplicaAgency | None = None
    year: int = 0
    signed_on: date | None = None
    attachment: str = ""

    @property
    def path(self) -> str:
        """The address of the article on its portal, in the manner of the portal's family."""
        family = families()[self.portal.family]
        return family.path(self.portal.column, self.document, self.published.date())

    @property
    def entry(self) -> Entry:
        """The row of the column that leads to the article."""
        return Entry(self.path, self.title, self.published.date())


@dataclass(frozen=True)
class Patch:
    """A printed figure that differs from the true one."""

    cell: CellKey
    by: int


@dataclass(frozen=True)
class WorldFault:
    """One named fault and what it changes; see world.toml."""

    name: str
    what: str
    portal: str = ""
    agency: str = ""
    year: int = 0
    withheld: bool = False
    at: datetime | None = None
    since: datetime | None = None
    add: tuple[Patch, ...] = ()
    down: tuple[date, ...] = ()
    page_size: int = 0
    encoding: str = ""
    declared: str = ""

    def is_about(self, agency: str, year: int) -> bool:
        """Whether the fault concerns this report."""
        return (self.agency, self.year) == (agency, year)


@dataclass(frozen=True)
class World:
    """Portals, agencies, articles, figures and faults."""

    hour: int
    nights: tuple[date, ...]
    portals: Mapping[str, ReplicaPortal]
    agencies: Mapping[str, ReplicaAgency]
    articles: tuple[Item, ...] = field(repr=False)  # as they would be without faults
    true_figures: Mapping[tuple[str, int], Figures] = field(repr=False)
    faults: Mapping[str, WorldFault]

    def without(self, *names: str) -> "World":
        """The same world with these faults put right. Raises KeyError for a fault it does not have."""
        if unknown := set(names) - set(self.faults):
            raise KeyError(f"no fault {', '.join(sorted(unknown))}; world.toml has {', '.join(self.faults)}")
        return replace(self, faults={name: fault for name, fault in self.faults.items() if name not in names})

    def moment(self, night: date) -> datetime:
        """The instant at which `night` reads the portals."""
        return datetime.combine(night, time(self.hour), BEIJING)

    def portal(self, portal_id: str) -> ReplicaPortal:
        """A portal as its faults leave it."""
        portal = self.portals[portal_id]
        for fault in self.faults.values():
            if fault.portal == portal_id:
                portal = replace(
                    portal,
                    page_size=fault.page_size or portal.page_size,
                    encoding=fault.encoding or portal.encoding,
                    declared=fault.declared or portal.declared,
                )
        return portal

    def portal_at(self, host: str) -> ReplicaPortal | None:
        """The portal that answers to `host`, or None."""
        return next(
            (self.portal(key) for key, portal in self.portals.items() if portal.host == host.lower()), None
        )

    def is_down(self, portal_id: str, night: date) -> bool:
        """Whether the portal answers 503 to everything on `night`."""
        return any(fault.portal == portal_id and night in fault.down for fault in self.faults.values())

    def items(self, portal_id: str, night: date) -> list[Item]:
        """The articles that the portal's column shows on `night`, newest first."""
        portal = self.portal(portal_id)
        articles = (self._with_faults(replace(item, portal=portal)) for item in self.articles_of(portal_id))
        seen = [item for item in articles if item and item.published <= self.moment(night)]
        return sorted(seen, key=lambda item: (item.published, item.document), reverse=True)

    def articles_of(self, portal_id: str) -> list[Item]:
        """The articles of one portal as they would be without faults."""
        return [item for item in self.articles if item.portal.id == portal_id]

    def _with_faults(self, item: Item) -> Item | None:
        """The article as its faults leave it; None if it is never published."""
        for fault in self.faults.values():
            if item.agency and fault.is_about(item.agency.id, item.year):
                if fault.withheld:
                    return None
                item = replace(item, published=fault.at or item.published)
        return item

    def reports(self, night: date) -> list[Item]:
        """The reports of all portals that are online on `night`, reachable or not."""
        return [item for portal in self.portals for item in self.items(portal, night) if item.agency]

    def figures(self, agency: str, year: int, night: date) -> Figures:
        """What the report prints on `night`. Raises KeyError if there is no such report."""
        figures = dict(self.true_figures[agency, year])
        for fault in self.faults.values():
            if not fault.is_about(agency, year) or (fault.since and self.moment(night) < fault.since):
                continue
            for patch in fault.add:
                figures[patch.cell] += patch.by
        return figures

    def write_registry(self, folder: Path) -> None:
        """Write agencies.csv, portals.toml and deadlines.toml, the registry of this world, into `folder`."""
        write_registry(folder, self.portals, self.agencies.values(), self._first_year())

    def _first_year(self) -> int:
        return min(year for _, year in self.true_figures)


def write_registry(
    folder: Path, portals: Mapping[str, ReplicaPortal], agencies: Iterable[ReplicaAgency], since: int
) -> None:
    """Write agencies.csv, portals.toml and deadlines.toml, the registry of these portals, into `folder`."""
    write_folder(
        folder,
        (_agency_row(agency, portals[agency.portal]) for agency in agencies),
        (_portal_entry(portal, since) for portal in portals.values()),
        ({"jurisdiction": "*", **deadline} for deadline in DEADLINES),
    )


def _agency_row(agency: ReplicaAgency, portal: ReplicaPortal) -> dict[str, str]:
    """One agency as registry/agencies.csv describes it."""
    return {
        "id": agency.id,
        "name": agency.name,
        "short_names": ";".join(agency.short_names),
        "level": portal.level,
        "kind": agency.kind,
        "region_code": portal.region_code,
        "parent_id": agency.parent,
        "portal_id": agency.portal,
        "status": "active",
    }


def _portal_entry(portal: ReplicaPortal, since: int) -> dict[str, Any]:
    """One portal as registry/portals.toml describes it."""
    return {
        "id": portal.id,
        "name": portal.name,
        "family": portal.family,
        "url": portal.url,
        "since": since,
        "columns": [portal.column_url],
        "notes": portal.notes,
        "delay": 0.0,
        "recheck_days": 1,  # the nights of the demo show silent edits on the night they happen
    }


def load_world(folder: Path = HERE) -> World:
    """Read world.toml and figures.toml. Raises KeyError or ValueError where they do not fit together."""
    declared = tomllib.loads((folder / "world.toml").read_text(encoding="utf-8"))
    portals = {row["id"]: ReplicaPortal(**row) for row in declared["portal"]}
    agencies = {row["id"]: ReplicaAgency(**_tuples(row)) for row in declared["agency"]}
    return World(
        hour=declared["hour"],
        nights=tuple(declared["nights"]),
        portals=portals,
        agencies=agencies,
        articles=(*_reports(declared, portals, agencies), *_looks_alike(declared, portals)),
        true_figures=load_figures(folder / "figures.toml"),
        faults={row["name"]: _fault(row) for row in declared["fault"]},
    )


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _reports(
    declared: Mapping[str, Any], portals: Mapping[str, ReplicaPortal], agencies: Mapping[str, ReplicaAgency]
) -> list[Item]:
    """One article for each agency and year."""
    return [
        Item(
            portal=portals[agencies[agency].portal],
            document=row["document"],
            title=f"{agencies[agency].title_name or agencies[agency].name}{year}年政府信息公开工作年度报告",
            published=row["at"],
            agency=agencies[agency],
            year=int(year),
            signed_on=(row["at"] - timedelta(days=row["document"] % 3)).date(),
        )
        for agency, years in declared["reports"].items()
        for year, row in years.items()
    ]


def _looks_alike(declared: Mapping[str, Any], portals: Mapping[str, ReplicaPortal]) -> list[Item]:
    """The articles of the columns that are no reports."""
    return [
        Item(portal=portals[portal], document=row["document"], title=row["title"], published=row["at"])
        for portal, rows in declared["looks_alike"].items()
        for row in rows
    ]


def _fault(row: Mapping[str, Any]) -> WorldFault:
    """One [[fault]] table."""
    patches = tuple(Patch((add["table"], add["row"], add["column"]), add["by"]) for add in row.get("add", []))
    return WorldFault(**{**_tuples(row), "add": patches})


def load_figures(path: Path) -> dict[tuple[str, int], Figures]:
    """Every cell of every report, by (agency, year): figures.toml holds what is not zero, the rest follows from the form.

    Raises ValueError where the form's sums do not hold.
    """
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    figures: dict[tuple[str, int], Figures] = {}
    for agency, years in declared.items():
        before: Figures = {}
        for year in sorted(years):
            before = complete(years[year], before)
            if broken := broken_sums(before):
                raise ValueError(f"{path.name} [{agency}.{year}]: {', '.join(broken)}")
            figures[agency, int(year)] = before
    return figures
