"""A column that moved is looked for at night: what is found is proposed, nobody is accused, the registry stays as it is."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crawler.clock import Clock
from demo.families import Asked
from scheduler.cli import main
from scheduler.crawling import crawl
from scheduler.night.moved import PAGES, rediscover
from scheduler.night.nightly import check
from store.checks.watching import YEAR_FOLDER
from store.judging.filings import judge_filings
from store.registry import load_registry
from store.store import Store
from store.tables.runs import ListOutcome, PortalRun
from tests.made.portals.portal import HOST, HostilePortal, list_page, report_page, serving, write_registry

JYJ, WSJ = "试验市教育局", "试验市卫生健康委员会"
FIRST, SECOND, THIRD = date(2026, 1, 20), date(2026, 2, 3), date(2026, 2, 4)
COLUMN = {
    "moved": "/zwgk/nb/",
    "emptied": "/nb/",
    "redirected": "/nb/",
    "lost": "/nb/",
    "drift": "/gknb/2025n/",
    "refused": "/nb/",
    "unfound": "/nb/",
    "well": "/nb/",
}
NEW = {
    "moved": "/zfxxgk/gknb/",
    "emptied": "/zfxxgk/gknb/",
    "redirected": "/new/nb/",
    "lost": "/zfxxgk/gknb/",
    "drift": "/gknb/2026n/",
}
Pages = dict[str, tuple[Any, ...]]


def listed(*reports: tuple[str, int]) -> str:
    """A TRS page with the reports of so many agencies and years."""
    rows = [
        (f"/art/{name == JYJ:d}{year}.html", f"{name}{year}年政府信息公开工作年度报告", f"{year + 1}-01-15")
        for name, year in reports
    ]
    return list_page(rows)


def linking(*links: tuple[str, str]) -> str:
    return (
        "<html><body>"
        + "".join(f'<div><a href="{url}">{text}</a></div>' for url, text in links)
        + "</body></html>"
    )


HOME = linking(("/zfxxgk/", "政府信息公开"), ("/xw/", "新闻"))
OPEN = linking(("/zfxxgk/gknb/", "政府信息公开年报"), ("/zfxxgk/zn/", "政府信息公开指南"))
OLD = ((JYJ, 2024), (WSJ, 2024))
BOTH = ((JYJ, 2025), (WSJ, 2025), *OLD)
ELSEWHERE: Pages = {"/": (200, HOME), "/zfxxgk/": (200, OPEN), "/zfxxgk/gknb/": (200, listed(*BOTH))}


def first_night() -> dict[str, Pages]:
    pages: dict[str, Pages] = {
        name: {"/": (200, HOME), column: (200, listed(*OLD))} for name, column in COLUMN.items()
    }
    pages["lost"]["/nb/"] = (200, listed(*OLD, (JYJ, 2023)))
    pages["drift"]["/gknb/"] = (200, linking(("2025n/", "2025年")))
    return pages


def second_night() -> dict[str, Pages]:
    pages = first_night()
    pages["moved"] = dict(ELSEWHERE)
    pages["emptied"] = ELSEWHERE | {"/nb/": (200, listed())}
    pages["redirected"] = {
        "/": (200, HOME),
        "/nb/": (302, "", {"Location": "/new/nb/"}),
        "/new/nb/": (200, listed(*BOTH)),
    }
    pages["lost"] = ELSEWHERE | {"/nb/": (200, listed((JYJ, 2023)))}
    pages["drift"]["/gknb/"] = (200, linking(("2026n/", "2026年"), ("2025n/", "2025年")))
    pages["drift"]["/gknb/2026n/"] = (200, listed((JYJ, 2025), (WSJ, 2025)))
    pages["refused"] = ELSEWHERE | {"/nb/": (403, "")}
    pages["unfound"] = {"/": (200, linking(("/xw/", "新闻")))}
    pages["well"]["/nb/"] = (200, listed((JYJ, 2025), *OLD))
    return pages


@dataclass
class Country:
    """The portals of all cases over some nights."""

    folder: Path
    running: HostilePortal
    pages: dict[str, Pages] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    columns: dict[str, str] = field(default_factory=lambda: dict(COLUMN))

    def answer(self, host: str, asked: Asked) -> tuple[Any, ...] | None:
        """What a portal answers."""
        name = host.split(".")[0]
        self.asked[name] += 1
        if asked.path.startswith("/art/"):
            published, year = asked.path[5] == "1", int(asked.path[6:10])
            return 200, report_page(JYJ if published else WSJ, year, f"{year + 1}-01-15")
        return self.pages[name].get(asked.path)

    def night(self, today: date) -> dict[str, Any]:
        """One night; what is known after it."""
        registry = self.write_registry()
        known, clock, db = load_registry(registry), Clock.at(today), self.folder / "nianbao.db"
        store = Store.open(db)
        seen = crawl(store, db, known, registry, (), clock, self.running.url)
        before = Counter(self.asked)
        rediscover(store, known, seen.run_id, clock, self.running.url)
        check(store, known, today, clock.now())
        seen_now = {
            "filings": {(row.agency_id, row.year): row.status for row in store.filings.in_state()},
            "proposals": {row.portal_id: row for row in store.proposals.open_proposals()},
            "states": Counter(row["state"] for row in store.db.query("SELECT state FROM proposals")),
            "findings": {row.portal_id: row.message for row in store.findings.open_findings("column-moved")},
            "asked": self.asked - before,
            "kept": Counter(
                row["portal_id"]
                for row in store.db.query(
                    "SELECT * FROM fetches WHERE kind = 'discover' AND run_id = ?", [seen.run_id]
                )
            ),
            "registry": (registry / "portals.toml").read_text(encoding="utf-8"),
        }
        store.close()
        return seen_now

    def write_registry(self) -> Path:
        """The registry as it stands."""
        folder = self.folder / "registry"
        folder.mkdir(exist_ok=True)
        lines = ["id,name,level,kind,region_code,portal_id"]
        portals = []
        for name, column in self.columns.items():
            lines += [
                f"{name}-jyj,{JYJ},city,department,990100,{name}",
                f"{name}-wsj,{WSJ},city,department,990100,{name}",
            ]
            home = f"http://{name}.shiyan.example"
            portals.append(
                f'[[portal]]\nid = "{name}"\nname = "{name}"\nfamily = "trs"\nurl = "{home}/"\n'
                f'columns = ["{home}{column}"]\nsince = 2024\ndelay = 0.0\n'
            )
        (folder / "agencies.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "portals.toml").write_text("\n".join(portals), encoding="utf-8")
        (folder / "deadlines.toml").write_text(
            '[[deadline]]\njurisdiction = "*"\nfiler = "department"\nmonth_day = "01-31"\nbasis = "条例第四十九条"\n',
            encoding="utf-8",
        )
        return folder


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Three nights: all is well, columns are gone, a person has taken over two of the proposals."""
    running = HostilePortal()
    country = Country(tmp_path_factory.mktemp("rediscover"), running, first_night())
    running.beside = country.answer
    with serving(running):
        seen = [country.night(FIRST)]
        country.pages = second_night()
        seen.append(country.night(SECOND))
        for name in ("moved", "drift"):
            country.columns[name] = NEW[name]
        seen.append(country.night(THIRD))
    seen[1]["folder"] = country.folder
    return seen


def test_a_night_on_which_all_is_well_looks_for_nothing(nights: list[dict[str, Any]]) -> None:
    assert nights[0]["proposals"] == {}
    assert nights[0]["findings"] == {}
    assert {name: count for name, count in nights[0]["kept"].items() if name != "drift"} == {}


@pytest.mark.parametrize("name", NEW)
def test_the_new_address_of_a_column_is_proposed_and_named_by_the_finding(
    nights: list[dict[str, Any]], name: str
) -> None:
    proposal = nights[1]["proposals"][name]
    home = f"http://{name}.shiyan.example"
    assert (proposal.old_column, proposal.new_column) == (home + COLUMN[name], home + NEW[name])
    assert (proposal.family, proposal.state, proposal.night) == ("trs", "open", str(SECOND))
    assert proposal.new_column in nights[1]["findings"][name]
    assert bool(proposal.keeps_old) is (name == "drift")


@pytest.mark.parametrize("name", [name for name in COLUMN if name != "well"])
def test_nobody_is_missing_or_withdrawn_while_a_column_is_looked_for(
    nights: list[dict[str, Any]], name: str
) -> None:
    states = {key: state for key, state in nights[1]["filings"].items() if key[0].startswith(name)}
    assert set(states.values()) <= {"on_time", "unverifiable"}
    # The column that redirects was read where it went.
    assert states[f"{name}-wsj", 2025] == ("on_time" if name == "redirected" else "unverifiable")


def test_a_portal_whose_column_stands_is_judged_as_ever(nights: list[dict[str, Any]]) -> None:
    assert nights[1]["filings"]["well-jyj", 2025] == "on_time"
    assert nights[1]["filings"]["well-wsj", 2025] == "missing"


def test_the_search_keeps_to_few_requests_all_of_them_kept(nights: list[dict[str, Any]]) -> None:
    for name, count in nights[1]["asked"].items():
        assert count <= PAGES + 1, name  # and robots.txt
        assert count == nights[1]["kept"][name] + 1, name
    assert {"well", "refused"} & set(nights[1]["asked"]) == set()


def test_a_column_that_is_nowhere_to_be_found_is_said_to_be_looked_for(nights: list[dict[str, Any]]) -> None:
    assert nights[1]["proposals"]["unfound"].new_column == ""
    assert "请核对登记的栏目地址" in nights[1]["findings"]["unfound"]


def test_the_registry_is_changed_by_people_only(nights: list[dict[str, Any]]) -> None:
    assert nights[1]["registry"] == nights[0]["registry"]


def test_a_proposal_taken_over_is_settled_and_its_reports_count(nights: list[dict[str, Any]]) -> None:
    third = nights[2]
    assert third["states"]["accepted"] == 2
    for name in ("moved", "drift"):
        assert name not in third["proposals"]
        assert name not in third["findings"]
        assert {third["filings"][f"{name}-{key}", 2025] for key in ("jyj", "wsj")} == {"on_time"}
    # The others still stand, and are not looked for again.
    assert {"emptied", "redirected", "lost"} <= set(third["proposals"])
    assert set(third["asked"]) == {"unfound"}


def test_proposals_are_printed_to_paste_and_can_be_rejected(
    nights: list[dict[str, Any]], tmp_path: Path
) -> None:
    folder = nights[1]["folder"]
    given = ["--proposals", "--db", str(folder / "nianbao.db"), "--registry", str(folder / "registry")]
    shown = CliRunner().invoke(main, ["discover", *given]).output
    assert '    "http://lost.shiyan.example/zfxxgk/gknb/",' in shown
    rows = json.loads(CliRunner().invoke(main, ["discover", *given, "--json"]).output)
    (number,) = [row["id"] for row in rows if row["portal_id"] == "lost"]
    done = CliRunner().invoke(main, ["discover", "--reject", str(number), *given[1:]])
    assert done.exit_code == 0
    rows = json.loads(CliRunner().invoke(main, ["discover", *given, "--json"]).output)
    assert "lost" not in {row["portal_id"] for row in rows}


@pytest.mark.parametrize(("path", "state"), [("/gknb/2025n/", "unverifiable"), ("/gknb/", "missing")])
def test_directories_of_other_years_prove_no_absence(tmp_path: Path, path: str, state: str) -> None:
    column = f"http://{HOST}{path}"
    registry = load_registry(write_registry(tmp_path / "registry", {"jyj": JYJ}, column=column))
    store, now = Store.open(tmp_path / "nianbao.db"), Clock.at(SECOND).now()
    store.sync_registry(registry)
    run = store.runs.start_run("crawl", SECOND, now)
    store.runs.start_portal_run(run, "shiyan", SECOND, now)
    store.runs.save_list_read(run, "shiyan", ListOutcome(column, True, 1, 5))
    store.runs.finish_portal_run(run, "shiyan", PortalRun(True, 1, 5), now)
    (filing,) = judge_filings(store, registry, SECOND, now)
    store.close()
    assert filing.status == state


@pytest.mark.parametrize(
    ("path", "alone"),
    [
        ("/gknb2017/", True),
        ("/nb/2018nb/index.html", True),
        ("/zfxxgknb/2024n78/", True),
        ("/nb/2017n/xzjd/", True),
        ("/nw12344/index.html", False),
        ("/xxgk/nb.htm", False),
        ("/202401/nb.html", False),
        ("/zfxxgk/nb/", False),
        ("/zwgk2021/nb/", False),
    ],
)
def test_directories_of_single_years_are_known_by_their_address(path: str, alone: bool) -> None:
    assert bool(YEAR_FOLDER.search(f"http://www.x.example{path}")) is alone
