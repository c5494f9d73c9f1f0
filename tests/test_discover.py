"""`discover` on the home page of each family's replica proposes its family, its column and its agencies."""

import importlib
import json
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import demo.families
from crawler.clock import Clock
from demo.families import Answer, Asked, Entry, Replica, Site
from scheduler.discover_commands import exit_code
from scheduler.discovery import Discovery, Wanted, discover
from scheduler.proposal import Proposal, propose
from scheduler.show_discovery import proposal as shown
from store.registry import Registry, load_registry
from tests.portal import HostilePortal, serving

AGENCIES = ("试验市教育局", "试验市卫生健康委员会", "试验市城关镇人民政府")
ARTICLES = {  # where the articles of a family must be for its spider to know them
    "generic": "/zwgk/nb/2026-01-20/{}.html",
    "shanghai": "/nw12344/20260118/{:032x}.html",
    "trs": "/zwgk/zfxxgknb/202601/t20260115_{}.html",
    "vsb": "/info/1010/{}.htm",
}
HOME = (
    '<html><head><meta name="SiteName"content="试验市人民政府门户网站"><meta name="SiteIDCode" content="9901000001" /></head>'
    '<body><a href="/">首页</a> <a href="/xw/">新闻</a> <a href="/gk/">政务公开</a> <a href="http://other.example/gk/">信息公开</a>'
    "</body></html>"
)
OPEN = (
    '<html><head><title>政务公开_试验市人民政府</title></head><body><div><a href="/gk/zn/">政府信息公开指南</a></div>'
    '<div><a href="/gk/bb/">政府网站工作年度报表</a></div><div><a href="/gk/cz/">财政统计年报</a></div>'
    '<div><a href="{}" title="{}">公开…</a></div></body></html>'
)


@dataclass(frozen=True)
class Case:
    """A site: what its column holds and answers, and how its page of open government names the link to it."""

    column: str
    site: Site
    replica: Replica
    family: str
    link: str = "政府信息公开年报"
    pages: Mapping[str, str] | None = None


def entries(path: str) -> list[Entry]:
    """Three bodies' reports on two years, newest first, and a look-alike."""
    found = [
        Entry(path.format(101 + number), f"{agency}{year}年政府信息公开工作年度报告", date(year + 1, 1, 20))
        for year in (2025, 2024)
        for number, agency in enumerate(AGENCIES, 10 * year)
    ]
    return [*found, Entry(path.format(900), "试验市政府网站2024年工作年度报表", date(2025, 1, 2))]


def replicas() -> dict[str, Case]:
    """Every replica of demo/families that has a column, under its family's name."""
    found = {}
    for module in pkgutil.iter_modules(demo.families.__path__):
        replica = importlib.import_module(f"demo.families.{module.name}")
        if hasattr(replica, "COLUMN") and hasattr(replica, "answer"):
            path = ARTICLES.get(module.name, "/art/2026/art_{}.html")
            found[module.name] = Case(replica.COLUMN, Site(entries(path), 3), replica.answer, module.name)
    return found


FAMILIES = replicas()


class Sites:
    """The sites of the cases, a host each; `beside` for HostilePortal."""

    def __init__(self, cases: Mapping[str, Case]) -> None:
        self.cases = cases
        self.asked: dict[str, list[str]] = {}

    def answer(self, host: str, asked: Asked) -> tuple[Any, ...] | None:
        """What the case of that host answers."""
        name = host.split(".")[0]
        self.asked.setdefault(name, []).append(asked.path)
        case = self.cases[name]
        own = case.pages or {}
        if asked.path in own:
            return 200, own[asked.path]
        if asked.path == "/":
            return 200, HOME
        if asked.path == "/gk/":
            return 200, OPEN.format(case.column.partition("#")[0], case.link)
        found: Answer | None = case.replica(case.site, asked)
        return (found.status, found.body, {"Content-Type": found.kind, **found.headers}) if found else None


@dataclass(frozen=True)
class Found:
    """What was found of one site, and what it was asked for."""

    discovery: Discovery
    made: Proposal
    asked: list[str]

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The columns proposed, and whether they were read to their end."""
        return [(column.candidate.url, column.complete) for column in self.discovery.proposed]


def explored(cases: Mapping[str, Case], folder: Path) -> dict[str, Found]:
    """All sites at once: one process that looks, one a family that reads."""
    sites = Sites(cases)
    with serving(HostilePortal(beside=sites.answer)) as running:
        wanted = [Wanted(f"http://{name}.shiyan.example/", delay=0.0) for name in cases]
        found = discover(wanted, folder, Clock.at(date(2026, 2, 3)), lambda words: None, running.url)
    return {
        name: Found(each, propose(each, Registry({}, {}, ())), sites.asked[name])
        for name, each in zip(cases, found, strict=True)
    }


def nothing(site: Site, asked: Asked) -> Answer | None:
    """A replica without any page."""
    return None


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    return explored(FAMILIES, tmp_path_factory.mktemp("discover"))


@pytest.mark.parametrize("name", FAMILIES)
def test_home_page_of_a_family_leads_to_its_column_and_agencies(
    night: dict[str, Found], name: str, tmp_path: Path
) -> None:
    found, case = night[name], FAMILIES[name]
    assert found.columns == [(f"http://{name}.shiyan.example{case.column}", True)]
    (portal,) = found.made.portals
    assert (portal.family, portal.id, portal.name) == (name, f"{name}-shiyan", "试验市人民政府门户网站")
    assert portal.since == 2024
    assert {guess.agency.name for guess in found.made.agencies} == set(AGENCIES)
    (column,) = found.discovery.proposed
    assert (len(column.reports), sorted(set(column.years))) == (6, [2024, 2025])
    assert exit_code(found.made) == 0
    assert not [path for path in found.asked if path.startswith("/gk/b") or "/art_" in path]


@pytest.mark.parametrize("name", FAMILIES)
def test_what_is_proposed_loads_as_a_registry(night: dict[str, Found], name: str, tmp_path: Path) -> None:
    made = night[name].made
    (tmp_path / "portals.toml").write_text(made.toml, encoding="utf-8")
    (tmp_path / "agencies.csv").write_text(made.csv, encoding="utf-8")
    (tmp_path / "deadlines.toml").write_text("", encoding="utf-8")
    registry = load_registry(tmp_path)
    assert list(registry.portals.values()) == list(made.portals)
    assert {agency.status for agency in registry.agencies.values()} == {"unverified"}
    assert not any(agency.owes(2025) for agency in registry.agencies.values())
    json.dumps(made.as_json(), ensure_ascii=False)
    assert FAMILIES[name].column in shown(made)
