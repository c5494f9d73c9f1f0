"""`discover` on the home page of each family's replica proposes its family, its column and its agencies."""

import csv
import importlib
import json
import pkgutil
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import demo.families
from crawler.clock import Clock
from crawler.reading.opening.markup import MAX_TAGS
from demo.families import Answer, Asked, Entry, Replica, Site
from scheduler.cli import main
from scheduler.cli.discover import exit_code
from scheduler.cli.show_discovery import proposal as shown
from scheduler.discovery.candidates import Candidate, Read, proposed
from scheduler.discovery.discover import Discovery, discover
from scheduler.discovery.proposal import Proposal, propose
from scheduler.discovery.wanted import Wanted
from scheduler.exit_codes import BLIND, PARTIAL
from spiders.discovery.leads import named_year, names_column
from spiders.discovery.searching import Left
from spiders.discovery.trees import told_columns
from store.registry import Registry, load_registry
from tests.made.portals.portal import HostilePortal, list_page, serving

AGENCIES = ("试验市教育局", "试验市卫生健康委员会", "试验市城关镇人民政府")
ARTICLES = {  # where the articles of a family must be for its spider to know them
    "generic": "/zwgk/nb/2026-01-20/{}.html",
    "openness": "/openness/detail/annual_report/54d2c1a09a05c2d83a7b{:04x}.html",
    "shanghai": "/nw12344/20260118/{:032x}.html",
    "trs": "/zwgk/zfxxgknb/202601/t20260115_{}.html",
    "vsb": "/info/1010/{}.htm",
}
SIZES = {"truecms": 10}  # rows a page, where three are fewer than any spider asks for
HOME = (
    '<html><head><meta name="SiteName"content="试验市人民政府门户网站"><meta name="SiteIDCode" content="9901000001" /></head>'
    '<body><a href="/">首页</a> <a href="/xw/">新闻</a> <a href="/gk/">政务公开</a>'
    ' <a href="http://other.example/">兄弟单位</a></body></html>'
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
            site = Site(entries(path), SIZES.get(module.name, 3))
            found[module.name] = Case(replica.COLUMN, site, replica.answer, module.name)
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


UNITS = {
    101: "试验市教育局",
    102: "试验市财政局",
    103: "试验市城关镇人民政府",
    104: "试验市河东街道办事处",
    105: "试验市经济开发区管委会",
}


def organs(site: Site, asked: Asked) -> Answer | None:
    """A LonSun site: the list of its organs, and of each the column of annual reports, whose titles name no agency."""
    number = asked.path.removeprefix("/public/column/")
    if number == "100" and asked.fields.get("action") == "rel":
        links = "".join(
            f'<li><a href="/public/column/{key}?type=4">{name}</a></li>' for key, name in UNITS.items()
        )
        return Answer(f"<html><body><ul>{links}</ul><script>Ls.pagination(</script></body></html>".encode())
    if (
        not number.isdigit()
        or int(number) not in UNITS
        or asked.fields.get("type") != "3"
        or "pageIndex" in asked.fields
    ):
        return None
    rows = "".join(
        f'<li><a href="/public/{number}/{year}.html">{year}年政府信息公开年报</a><span>{year + 1}-01-12</span></li>'
        for year in (2025, 2024)
    )
    pager = "Ls.pagination('#page',{currPage:(0+1),pageCount:1,pageSize:15});"
    return Answer(f"<html><body><ul>{rows}</ul><script>{pager}</script></body></html>".encode())


def directories(site: Site, asked: Asked) -> Answer | None:
    """A TRS site whose column only links a directory a year."""
    if asked.path == "/gknb/":
        return Answer(
            "<html><body><ul><li><a href='2024n/'>2024年</a></li><li><a href='2023n78/'>2023年</a></li></ul>".encode()
        )
    if found := re.fullmatch(r"/gknb/(2024n|2023n78)/", asked.path):
        year = int(found[1][:4])
        return Answer(
            list_page(
                [
                    (
                        f"./t{year + 1}0115_{n}.html",
                        f"{name}{year}年政府信息公开工作年度报告",
                        f"{year + 1}-01-15",
                    )
                    for n, name in enumerate(AGENCIES)
                ]
            ).encode()
        )
    return None


def framed(site: Site, asked: Asked) -> Answer | None:
    """A column that is only a shell around a frame of the same host."""
    if asked.path == "/nb/":
        return Answer(
            b"<html><body><iframe src='/visitcount.html'></iframe><iframe src='/inner/list.html'></iframe></body></html>"
        )
    if asked.path == "/inner/list.html":
        return Answer(
            list_page(
                [
                    (f"./t20260115_{n}.html", f"{name}2025年政府信息公开工作年度报告", "2026-01-15")
                    for n, name in enumerate(AGENCIES)
                ]
            ).encode()
        )
    return None


EVIL = '试验\x1b[2J\u202e局"]\n[[portal]]\nid = "x'


def hostile(site: Site, asked: Asked) -> Answer | None:
    """A column whose titles try to leave TOML, CSV and the terminal's line."""
    if asked.path != "/nb/":
        return None
    titles = [
        f"{AGENCIES[0]}2025年政府信息公开工作年度报告",
        f"=HYPERLINK(1),{EVIL}局2025年政府信息公开工作年度报告",
    ]
    rows = "".join(
        f'<li><a href="./t20260115_{n}.html?a=%22%5D" title="{escape(title)}">x</a><span>2026-01-15</span></li>'
        for n, title in enumerate(titles)
    )
    head = f'<meta name="SiteName" content="{escape(EVIL)}"><title>政府信息公开年报 {escape(EVIL)}</title>'
    return Answer(
        f'<html><head>{head}</head><body><ul>{rows}</ul><script>createPageHTML(1, 0, "index", "html");</script>'.encode()
    )


LEFT = (
    '<html><body><a href="/nb/">政府信息公开年报</a><a href="http://xxgk.left.shiyan.example/nb/">公开年报</a>'
    '<a href="http://other.example/gk/">信息公开</a><a href="/gk/x/">政务公开</a><a href="/bm/">区政府部门</a>'
    '<a href="javascript:void(0)" onclick="go(3)">往年政府信息公开年报</a><ul>'
    '<li><a href="/a/">区教育局</a></li><li><a href="/b/">区民政局</a></li><li><a href="/c/">柳林镇</a></li></ul></body>'
)


def leaving(site: Site, asked: Asked) -> Answer | None:
    """A sound column, a page that is none, and three units: one has a column, one an empty one, one no page at all."""
    rows = [("./t20260115_1.html", f"{AGENCIES[0]}2025年政府信息公开工作年度报告", "2026-01-15")]
    own = [("./t20260116_2.html", "2025年政府信息公开工作年度报告", "2026-01-16")]
    pages = {
        "/nb/": list_page(rows),
        "/gk/x/": "{}",
        "/bm/": f"<html><body>{'按单位查看信息公开内容。' * 30}<div id='app'></div></body></html>",
        "/a/": '<html><body><a href="nb/">政府信息公开年报</a><a href="/nb/">政府信息公开年报</a></body></html>',
        "/a/nb/": list_page(own),
        "/b/": '<html><body><a href="nb/">政府信息公开年报</a></body></html>',
        "/b/nb/": list_page([]),
    }
    return Answer(pages[asked.path].encode()) if asked.path in pages else None


NO_SITE = Site((), 1)
OTHERS = {
    "organs": Case(
        "/public/column/100?type=4&amp;action=rel", NO_SITE, organs, "lonsun", "各单位政府信息公开"
    ),
    "directories": Case("/gknb/", NO_SITE, directories, "trs"),
    "framed": Case("/nb/", NO_SITE, framed, "trs"),
    "hostile": Case(
        "/nb/", NO_SITE, hostile, "trs", pages={"/": HOME.replace("试验市人民政府门户网站", escape(EVIL))}
    ),
    "heavy": Case("/nb/", NO_SITE, nothing, "", pages={"/gk/": f"<html><body>{'<b>' * (MAX_TAGS + 1)}"}),
    "silent": Case("/zn/", NO_SITE, nothing, "", "政府信息公开制度"),
    "left": Case("/nb/", NO_SITE, leaving, "trs", pages={"/": LEFT}),
    "refusing": Case("/nb/", NO_SITE, nothing, "", pages={"/robots.txt": "User-agent: *\nDisallow: /\n"}),
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    return explored(FAMILIES | OTHERS, tmp_path_factory.mktemp("discover"))


@pytest.mark.parametrize("name", FAMILIES)
def test_home_page_of_a_family_leads_to_its_column_and_agencies(
    night: dict[str, Found], name: str, tmp_path: Path
) -> None:
    found, case = night[name], FAMILIES[name]
    assert found.columns == [(f"http://{name}.shiyan.example{case.column}", True)]
    (portal,) = found.made.portals
    assert (portal.family, portal.id, portal.name) == (name, f"{name}-shiyan", "试验市人民政府门户网站")
    assert portal.since == 2024
    assert {agency.name for agency in found.made.agencies} == set(AGENCIES)
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


def test_every_unit_of_a_site_is_a_column_and_an_agency(night: dict[str, Found]) -> None:
    found = night["organs"]
    home = "http://organs.shiyan.example/public/column"
    assert found.columns == [(f"{home}/{number}?type=3", True) for number in UNITS]
    kinds = {agency.name: (agency.kind, agency.level) for agency in found.made.agencies}
    assert kinds == {
        "试验市教育局": ("department", "city"),
        "试验市财政局": ("department", "city"),
        "试验市城关镇人民政府": ("township", "township"),
        "试验市河东街道办事处": ("township", "township"),
        "试验市经济开发区管委会": ("branch", "city"),
    }
    doubts = {agency.name: agency.doubts for agency in found.made.agencies}
    assert doubts["试验市经济开发区管委会"] == ("名称像园区、开发区的管理机构，是否单独公布年报因地而异",)
    assert doubts["试验市教育局"] == ()
    assert {agency.region_code for agency in found.made.agencies} == {"990100"}
    assert len([path for path in found.asked if path.startswith("/public/")]) == 1 + 3 * len(UNITS)


def test_directories_of_single_years_are_columns_where_nothing_else_reaches_them(
    night: dict[str, Found],
) -> None:
    found = night["directories"]
    home = "http://directories.shiyan.example/gknb/"
    assert found.columns == [(f"{home}2024n/", True), (f"{home}2023n78/", True)]
    (portal,) = found.made.portals
    assert portal.since == 2023
    assert "出现新年度的目录时须补登" in portal.notes
    way = [click.text for click in found.discovery.proposed[0].candidate.path]
    assert way == ["", "政务公开", "政府信息公开年报", "2024年"]


def test_a_frame_is_the_column_where_its_page_is_a_shell(night: dict[str, Found]) -> None:
    found = night["framed"]
    assert found.columns == [("http://framed.shiyan.example/inner/list.html", True)]
    assert "/visitcount.html" not in found.asked


def test_a_page_that_would_cost_too_much_is_told_and_not_looked_at(night: dict[str, Found]) -> None:
    (failed,) = night["heavy"].discovery.failed
    assert (failed.url, failed.failure) == ("http://heavy.shiyan.example/gk/", "too_large")


def test_hostile_titles_stay_within_their_place(night: dict[str, Found], tmp_path: Path) -> None:
    made = night["hostile"].made
    (portal,) = made.portals
    assert portal.id == "hostile-shiyan"
    assert list(tomllib.loads(made.toml)) == ["portal"]
    assert len(tomllib.loads(made.toml)["portal"]) == 1
    rows = list(csv.DictReader(made.csv.splitlines()))
    assert [row["id"] for row in rows] == ["hostile-shiyan-001", "hostile-shiyan-002"]
    assert not any(row["name"].startswith("=") for row in rows)
    said = shown(made) + made.toml + made.csv
    assert not [sign for sign in said if unicodedata.category(sign)[0] == "C" and sign != "\n"]


def test_what_was_left_is_told_with_its_reason_and_counts(night: dict[str, Found]) -> None:
    found = night["left"]
    assert exit_code(found.made) == PARTIAL
    said = found.made.as_json()
    assert [(left["text"], left["why"]) for left in said["left"]] == [
        ("公开年报", "host"),
        ("信息公开", "host"),
        ("往年政府信息公开年报", "script"),
        ("区政府部门", "no_units"),
    ]
    assert {unit["name"]: unit["found"] for unit in said["units"]} == {
        "区教育局": True,
        "区民政局": False,
        "柳林镇": False,
    }
    assert [(page["url"], page["failure"]) for page in said["failed"]] == [
        ("http://left.shiyan.example/c/", "http_404"),
        ("http://left.shiyan.example/gk/x/", "no_page"),
    ]
    text = shown(found.made)
    assert "页面列出 3 个单位，1 个有年报栏目（每个单位至多看 6 页，至多 80 个单位）" in text
    assert "! 2 个单位没有发现列出年报的栏目：区民政局 http://left.shiyan.example/b/、柳林镇" in text
    assert "! 没有看 1 处，在同一网站的其他主机，可加 --host xxgk.left.shiyan.example：“公开年报”" in text
    assert "! 没有看 1 处，在其他网站，可给出其网址另行寻找：“信息公开” http://other.example/gk/" in text
    assert "! 没有看 1 处，只有脚本能打开，请在浏览器里找到其网址：“往年政府信息公开年报”" in text


def test_a_units_column_is_its_own_and_the_sites_is_nobodys(night: dict[str, Found]) -> None:
    found = night["left"]
    home = "http://left.shiyan.example"
    units = {column.candidate.url: column.candidate.unit for column in found.discovery.proposed}
    assert units == {f"{home}/nb/": "", f"{home}/a/nb/": "区教育局"}
    assert {agency.name for agency in found.made.agencies} == {AGENCIES[0], "区教育局"}


def test_a_search_that_was_cut_off_says_so() -> None:
    cut = Discovery(
        Wanted("http://x.example/"), [], [], [], [], {}, (Left("http://x.example/", "", "interrupted"),)
    )
    made = propose(cut, Registry({}, {}, ()))
    assert exit_code(made) == BLIND
    assert "时间用完，浏览没有进行完" in shown(made)


def test_a_site_without_a_column_says_so_and_one_that_refuses_is_blind(night: dict[str, Found]) -> None:
    silent, refusing = night["silent"].made, night["refusing"].made
    assert exit_code(silent) == PARTIAL
    assert "没有发现列出年报的栏目" in shown(silent)
    assert exit_code(refusing) == BLIND
    assert "robots.txt 不允许访问" in shown(refusing)
    assert night["refusing"].asked == ["/robots.txt"]


def test_links_to_other_hosts_and_look_alikes_are_not_followed(night: dict[str, Found]) -> None:
    for found in night.values():
        assert not {"/gk/zn/", "/gk/bb/", "/gk/cz/"} & set(found.asked)
    assert "other" not in night


@pytest.mark.parametrize(
    ("words", "named", "year"),
    [
        ("政府信息公开年报", True, None),
        ("政府信息公开工作年度报告", True, None),
        ("年度报告", True, None),
        ("白河市政府信息公开年报", True, None),
        ("政府网站工作年度报表", False, None),
        ("政府信息公开指南", False, None),
        ("法治政府建设年度报告", False, None),
        ("2024年政府信息公开工作年度报告", False, 2024),
        ("2024年", False, 2024),
        ("白河市教育局2024年政府信息公开工作年度报告", False, None),
    ],
)
def test_names_of_columns_are_told_from_titles_and_look_alikes(
    words: str, named: bool, year: int | None
) -> None:
    assert names_column(words) is named
    assert named_year(words) == year


def test_few_columns_that_hold_all_reports_are_proposed_whole_ones_first() -> None:
    def read(url: str, complete: bool, *reports: str) -> Read:
        return Read(
            Candidate(url, "trs", "", ""),
            complete,
            len(reports),
            {each: f"试验市教育局{each[-4:]}年政府信息公开年报" for each in reports},
        )

    whole, older = (
        read("http://x/nb/", True, "http://x/2025", "http://x/2024"),
        read("http://x/2024/", True, "http://x/2024"),
    )
    assert proposed([older, whole]) == [whole]
    partial = read("http://x/all/", False, "http://x/2025", "http://x/2024")
    newer = read("http://x/2025n/", True, "http://x/2025")
    assert proposed([partial, older, newer]) == [older, newer]
    assert proposed([partial, older]) == [partial]
    menu = read("http://x/menu/", True, "http://x/2025n/", "http://x/2024/")
    assert proposed([menu, older, newer]) == [older, newer]


def test_command_tells_in_words_why_nothing_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = CliRunner()
    assert "give the address of a site" in runner.invoke(main, ["discover"]).output
    assert runner.invoke(main, ["discover", "ftp://x.example/"]).exit_code == 2
    assert runner.invoke(main, ["discover", "http://www.x.example/", "--host", "y.example"]).exit_code == 2
    sites = Sites({"www": OTHERS["refusing"]})
    with serving(HostilePortal(beside=sites.answer)) as running:
        monkeypatch.setenv("http_proxy", running.url)
        done = runner.invoke(main, ["discover", "http://www.shiyan.example/", "--delay", "0", "--json"])
    assert done.exit_code == BLIND
    said = json.loads(done.stdout)
    assert (said["failure"], said["portals"]) == ("robots", [])


def told(text: str, url: str, *links: tuple[str, str]) -> list[tuple[str, str]]:
    return [(each.url, each.unit) for each in told_columns(text, url, links)]


def test_trees_name_the_columns_of_units() -> None:
    page = "http://www.x.example/gkmlpt/index"
    tree = '[{"id":1,"name":"公开目录","children":[{"id":40217,"name":"政府信息公开年报"},{"id":9,"name":"政府信息公开制度"}]}]'
    assert told(f"window._CONFIG={{SID:'1',TREE:{tree}}}", page) == [(f"{page}#40217", "")]
    assert told("TREE: [{id:7,name:'年报',children:[]}]", f"{page}#3") == [(f"{page}#7", "")]
    assert told("", page, (f"{page}#12", "政府信息公开年报"), (f"{page}#13", "政府信息公开指南")) == [
        (f"{page}#12", "")
    ]
    branches = [f"{number:024x}" for number in (1, 2)]
    home = "http://www.x.example"
    found = told(
        "",
        f"{home}/",
        (f"{home}/opennessAnnualReport/?branch_id={branches[0]}", "政府信息公开年报"),
        (f"{home}/openness/?branch_id={branches[1]}", "试验县教育局"),
    )
    assert found == [
        (f"{home}/opennessAnnualReport/?branch_id={branches[0]}", ""),
        (f"{home}/opennessAnnualReport/?branch_id={branches[1]}", "试验县教育局"),
    ]
    areas = [
        (f"{home}/col/col7/index.html?vc_xxgkarea=11320{number}", f"试验县第{number}局")
        for number in range(3)
    ]
    assert told("", f"{home}/", *areas) == areas
    assert told("", f"{home}/", *areas[:2]) == []
