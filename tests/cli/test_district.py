"""From an office's sheet and the address of a home page to a first night that watches the sixty units of a district."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copy2
from typing import Any

import pytest
from click.testing import CliRunner

from crawler.clock import Clock
from demo.families import Asked
from scheduler.cli import main
from scheduler.discovery.candidates import candidates
from scheduler.discovery.search import search_below
from store.registry import Portal, load_registry
from store.store import Store
from tests import ROOT
from tests.made.portals.district import ELSEWHERE, FOREIGN, LAYOUTS, REGION, UNITS, District, path_of
from tests.made.portals.district_sheet import office_sheet
from tests.made.portals.portal import HostilePortal, serving

SILENT = "白河区统计局"


def test_every_unit_is_gone_on_to_however_the_portal_lists_them(tmp_path: Path) -> None:
    districts = {layout: District(f"{layout}.example", layout) for layout in LAYOUTS}

    def beside(host: str, asked: Asked) -> tuple[Any, ...] | None:
        return districts[host.split(".")[-2]].answer(host, asked)

    portals = [
        Portal(
            id=layout,
            name=layout,
            family="discovering",
            url=(home := f"http://www.{layout}.example/"),
            columns=(home,),
            since=2008,
            delay=0.0,
        )
        for layout in LAYOUTS
    ]
    with serving(HostilePortal(beside=beside)) as running:
        looks = search_below(
            tmp_path,
            portals,
            {"pages": 40, "depth": 4, "units": 80},
            Clock.at(date(2026, 2, 3)),
            lambda words: None,
            running.url,
        )
    for layout in LAYOUTS:
        pages = [page for page in looks.pages if page.portal == layout]
        found = {each.unit: each.url for each in candidates(pages, looks.ends[layout].shared) if each.unit}
        listed = {unit.listed.replace("（", "(").replace("）", ")"): unit for unit in UNITS}
        assert found == {
            name: f"http://{unit.own}.{layout}.example/xxgk/nb.htm"
            if unit.own
            else f"http://www.{layout}.example{path_of(unit)}nb/"
            for name, unit in listed.items()
        }
        assert [(left.text, left.url, left.why) for left in looks.ends[layout].left] == [
            (ELSEWHERE.listed, FOREIGN, "host")
        ]
        assert len(pages) <= 4 + 4 + 2 * len(UNITS) + 5


@dataclass
class Work:
    """What a person did: commands given, texts pasted into files; what the commands said."""

    registry: Path
    commands: list[str] = field(default_factory=list)
    pasted: int = 0

    def run(self, *arguments: str, expected: int = 0) -> str:
        """Give a command."""
        self.commands.append(arguments[0])
        done = CliRunner().invoke(main, [*arguments, "--registry", str(self.registry)])
        assert done.exit_code == expected, done.output
        return done.stdout

    def paste(self, name: str, said: str) -> None:
        """Add to a file what `discover` prints for it, up to the next heading."""
        self.pasted += 1
        own = said.split(f"# 加入 registry/{name}", 1)[1].split("\n# ", 1)[0]
        with (self.registry / name).open("a", encoding="utf-8") as file:
            file.write(own.split("\n", 1)[1].rstrip() + "\n")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Work, Store]]:
    folder = tmp_path_factory.mktemp("district")
    work = Work(folder / "registry")
    work.registry.mkdir()
    for name in ("agencies.csv", "portals.toml", "deadlines.toml"):
        copy2(ROOT / "registry" / name, work.registry / name)
    sheet, db = office_sheet(folder / "名单.xlsx"), folder / "nianbao.db"
    portal = HostilePortal(beside=District("baihe.example", "tabs", SILENT).answer)
    with serving(portal) as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("http_proxy", running.url)
        patch.setenv("no_proxy", "")
        said = work.run("discover", "http://www.baihe.example/", "--delay", "0", expected=3)
        work.paste("portals.toml", said)
        work.paste("agencies.csv", said)
        taken = json.loads(work.run("registry", "import", str(sheet), "--region", REGION, "--json"))
        work.run("registry", "activate", *taken["doubts"], "--list", str(sheet))
        work.run("crawl", "--db", str(db), "--today", "2026-02-03")
        work.run("check", "--db", str(db), "--today", "2026-02-03", expected=1)
    store = Store.open(db)
    yield work, store
    store.close()


def test_four_commands_and_two_pastes_lead_from_the_sheet_to_the_first_night(
    night: tuple[Work, Store],
) -> None:
    work, _ = night
    assert work.commands[:4] == ["discover", "registry", "registry", "crawl"]
    assert work.pasted == 2


def test_the_first_night_reads_every_column_to_its_end_and_every_report(night: tuple[Work, Store]) -> None:
    _, store = night
    run = store.runs.last_run("crawl")
    assert run is not None
    seen = {
        row.portal_id: (row.complete, row.failures, row.reports_read)
        for row in store.runs.portal_runs(run.id)
    }
    assert seen == {"baihe": (1, 0, 2 * 56 - 1), "baihe-2": (1, 0, 2 * 5)}
    assert store.reports.unmatched_reports() == []


def test_all_units_are_judged_by_their_own_reports(night: tuple[Work, Store]) -> None:
    work, store = night
    names = {key: agency.name for key, agency in load_registry(work.registry).agencies.items()}
    filings = {(names[row.agency_id], row.year): row.status for row in store.filings.in_state()}
    assert {name for name, _ in filings} == {unit.name for unit in UNITS}
    assert Counter(filings.values()) == {"on_time": 2 * len(UNITS) - 1, "missing": 1}
    assert filings[SILENT, 2025] == "missing"


def test_what_publishes_elsewhere_and_what_no_list_names_accuses_nobody(night: tuple[Work, Store]) -> None:
    work, _ = night
    agencies = load_registry(work.registry).agencies.values()
    assert [agency.name for agency in agencies if agency.portal_id is None] == [ELSEWHERE.name]
    assert [agency.name for agency in agencies if agency.status == "unverified"] == ["试验市白河区"]
