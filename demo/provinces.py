"""The provinces: two portals of every family, each with a calendar of what appears, changes, moves and goes. provinces.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import count
from pathlib import Path
from typing import Any

from demo.families import Answer, Asked
from demo.families.furniture import Furniture
from demo.families.known import families
from demo.pages import Stamp, article_page, html_answer, report_body
from demo.press.docx import MEDIA_TYPE, docx_of
from demo.press.figures import all_granted
from demo.sites import Shown, portal_answer, unknown_host
from demo.world import BEIJING, Item, ReplicaAgency, ReplicaPortal, write_registry

_TOML = Path(__file__).parent / "provinces.toml"
_THEMES = ("公共服务", "项目建设", "便民办事")


@dataclass(frozen=True)
class ArticleChange:
    """What becomes of an article from `at` on: other words, another number, other figures, or its end."""

    at: datetime
    title: str = ""
    number: int = 0
    received: int | None = None
    gone: bool = False


@dataclass(frozen=True)
class Article:
    """An article of a calendar: a report if `agency` is set, else what stands beside them."""

    number: int
    at: datetime
    title: str = ""
    agency: str = ""
    year: int = 0
    received: int = 0
    attachment: bool = False
    then: tuple[ArticleChange, ...] = ()

    def before(self, moment: datetime) -> "Article | None":
        """The article as the changes before `moment` left it; None where it isn't online."""
        now = self
        for change in self.then:
            if change.at > moment:
                break
            if change.gone:
                return None
            received = now.received if change.received is None else change.received
            now = replace(
                now, title=change.title or now.title, number=change.number or now.number, received=received
            )
        return now if self.at <= moment else None

    def changed(self, moment: datetime) -> datetime | None:
        """When it last changed before `moment`; None where it was never online."""
        times = [self.at, *(change.at for change in self.then)]
        return max((at for at in times if at <= moment), default=None)


@dataclass(frozen=True)
class Provinces:
    """Portals, their agencies by portal and key, and the calendar that each portal keeps."""

    hour: int
    since: int
    nights: tuple[date, ...]
    portals: Mapping[str, ReplicaPortal]
    agencies: Mapping[tuple[str, str], ReplicaAgency]
    calendars: Mapping[str, Sequence[Article]]  # by portal

    def moment(self, night: date) -> datetime:
        """The instant at which `night` reads the portals."""
        return datetime.combine(night, time(self.hour), BEIJING)

    def items(self, portal_id: str, night: date) -> list[tuple[Item, Article]]:
        """The articles that the portal shows on `night`, newest first."""
        plans = (plan.before(self.moment(night)) for plan in self.calendars[portal_id])
        found = [(self._item(self.portals[portal_id], plan), plan) for plan in plans if plan]
        return sorted(found, key=lambda pair: (pair[0].published, pair[0].document), reverse=True)

    def _item(self, portal: ReplicaPortal, plan: Article) -> Item:
        agency = self.agencies.get((portal.id, plan.agency))
        item = Item(portal, plan.number, plan.title, plan.at, agency, plan.year, plan.at.date())
        if not plan.attachment:
            return item
        return replace(item, attachment=f"{item.path.rpartition('/')[0]}/files/{plan.number}.docx")

    def changed(self, portal_id: str, night: date, number: int = 0) -> datetime:
        """When the portal's article `number`, or the portal at all, last changed before `night`."""
        moment = self.moment(night)
        times = [
            at
            for plan in self.calendars[portal_id]
            if (at := plan.changed(moment)) and (not number or _number(plan, moment) == number)
        ]
        return max(times, default=moment)

    def write_registry(self, folder: Path) -> None:
        """Write the registry of these portals into `folder`."""
        write_registry(folder, self.portals, self.agencies.values(), self.since)


def _number(plan: Article, moment: datetime) -> int:
    now = plan.before(moment)
    return now.number if now else 0


def provinces_answer(world: Provinces, night: date, host: str, asked: Asked, visit: int) -> Answer:
    """What `host` answers on `night`."""
    portal = next((portal for portal in world.portals.values() if portal.host == host.lower()), None)
    if portal is None:
        return unknown_host(host, list(world.portals.values()))
    items = world.items(portal.id, night)
    paths = {path: pair for pair in items for path in (pair[0].path, pair[0].attachment) if path}

    def page(path: str, stamp: Stamp) -> Answer | None:
        if path not in paths:
            return None
        item, plan = paths[path]
        figures = all_granted(plan.received) if item.agency else None
        if path == item.attachment and figures is not None:
            return Answer(docx_of(f"<p>{item.title}</p>{report_body(item, 0, figures)}"), MEDIA_TYPE)
        return html_answer(portal, article_page(item, 0, figures, stamp))

    def changed(path: str) -> datetime:
        number = paths[path][1].number if path in paths else 0
        return world.changed(portal.id, night, number)

    entries = [item.entry for item, _ in items]
    return portal_answer(Shown(portal, world.moment(night), entries, page, changed), asked, visit)


def load_provinces(path: Path = _TOML, furnished: bool = False) -> Provinces:
    """Read provinces.toml; `furnished`: every portal prints its lists in a manner of its own, with days that can be told.

    Raises KeyError for a portal whose family or calendar isn't there.
    """
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = declared["portal"]
    agencies = {
        (row["id"], key): _agency(row, key, name)
        for row in rows
        for key, name in declared["agencies"].items()
    }
    calendars = {
        row["id"]: [
            _planned(row["place"], plan, declared["agencies"])
            for plan in declared["calendar"][row["calendar"]]
        ]
        for row in rows
    }
    seeds = {row["id"]: _seed(order) if furnished else 0 for order, row in enumerate(rows)}
    portals = {row["id"]: _portal(row, order, seeds[row["id"]]) for order, row in enumerate(rows)}
    return Provinces(
        declared["hour"], declared["since"], tuple(declared["nights"]), portals, agencies, calendars
    )


def _seed(order: int) -> int:
    """The seed of a furniture from which the days of a portal can be told."""
    return next(seed for seed in count(100 * order + 1) if Furniture.of(seed).tells_day)


def _portal(row: Mapping[str, Any], order: int, furniture: int) -> ReplicaPortal:
    """A portal as its row says; what every portal of the provinces has alike is filled in."""
    alike = {
        "name": f"{row['place']}人民政府门户网站",
        "host": f"www.{row['id']}.example",
        "column": families()[row["family"]].column,
        "region_code": f"99{order:02d}00",
        "level": "city" if row["place"].endswith("市") else "county",
        "notes": "",
        "furniture": furniture,
    }
    return ReplicaPortal(
        **alike | {key: value for key, value in row.items() if key not in ("place", "calendar")}
    )


def _agency(row: Mapping[str, Any], key: str, name: str) -> ReplicaAgency:
    return ReplicaAgency(f"{row['id']}-{key}", row["id"], f"{row['place']}{name}", (), "department", _THEMES)


def _planned(place: str, row: Mapping[str, Any], agencies: Mapping[str, str]) -> Article:
    """An article of a calendar with the name of the place in its titles."""
    usual = f"{{place}}{agencies.get(row.get('agency', ''), '')}{row.get('year')}年政府信息公开工作年度报告"
    then = tuple(
        replace(ArticleChange(**change), title=change.get("title", "").format(place=place))
        for change in row.get("then", ())
    )
    return Article(**{**row, "title": row.get("title", usual).format(place=place), "then": then})
