"""The replica portals keep what demo/nights.toml and demo/README.md promise, over real HTTP on loopback."""

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from lxml import html

from demo.expected_nights import ExpectedNight, load_nights
from demo.press.figures import FORM, Figures, broken_carry_over, broken_sums
from demo.server import Replica, replica
from demo.world import Item, World, load_world
from store.checks.report.titles import TITLE
from store.form import FORMS

WORLD = load_world()
NIGHTS = load_nights()
LAST = NIGHTS[-1].date
YEARS = (2023, 2024, 2025)
COLUMNS = {key: portal.column_url for key, portal in WORLD.portals.items()}
PROXY_PAGE = "http://www.qingshan.example/module/web/jpage/dataproxy.jsp"
JPAGE = {"columnid": "8801", "unitid": "49468", "webid": "60"}
REPORT = re.compile(r"^(?!图解|一图读懂|关于)(.+?)(20\d\d)年政府信息公开工作年度报告$")


@pytest.fixture(scope="module")
def running() -> Iterator[Replica]:
    with replica(WORLD) as portals:
        yield portals


@pytest.fixture(scope="module")
def connected(running: Replica) -> Iterator[httpx.Client]:
    with httpx.Client(proxy=running.url, trust_env=False) as client:
        yield client


@pytest.fixture
def client(running: Replica, connected: httpx.Client) -> httpx.Client:
    """A client of the portals on the last night."""
    running.night = LAST
    running.log.clear()
    return connected


def rows(client: httpx.Client, portal: str) -> list[tuple[str, str, str]]:
    """(title, address, date) of every row of a portal's column, all pages."""
    column = COLUMNS[portal]
    if portal == "qingshan":
        query = {**JPAGE, "startrecord": "1", "endrecord": "500", "perpage": "5"}
        return listed(client.get(PROXY_PAGE, params=query), "http://www.qingshan.example/")
    found: list[tuple[str, str, str]] = []
    for number in range(20):
        response = client.get(column + (f"index_{number}.html" if number else ""))
        if response.status_code != 200:
            break
        found += listed(response, column)
    return found


def text_of(response: httpx.Response) -> str:
    """The page as its META says, gb2312 read as gb18030."""
    named = re.search(rb'charset=([\w-]+)"', response.content)
    encoding = named[1].decode() if named else "utf-8"
    return response.content.decode("gb18030" if encoding == "gb2312" else encoding)


def listed(response: httpx.Response, base: str) -> list[tuple[str, str, str]]:
    lines = re.findall(r"<li><a.*?</li>", text_of(response))
    parsed = [html.fromstring(line) for line in lines if "title=" in line]
    return [
        (
            row.xpath("string(a/@title)"),
            str(httpx.URL(base).join(row.xpath("string(a/@href)"))),
            row.xpath("string(span)"),
        )
        for row in parsed
    ]


def reports_by_agency(titles: list[str], year: int) -> set[str]:
    """Ids of the agencies whose report of `year` is among `titles`."""
    names = {agency.title_name or agency.name: agency.id for agency in WORLD.agencies.values()}
    found = (REPORT.match(title) for title in titles)
    return {names[match[1]] for match in found if match and int(match[2]) == year}


def printed(page: str) -> Figures:
    """The figures of a report as its three tables print them, by place."""
    tables = html.fromstring(page).xpath("//table[not(@class)]")
    assert len(tables) == 3
    cells = [
        [td.text_content().strip() for td in tr.xpath(".//td")]
        for table in tables
        for tr in table.xpath(".//tr")
    ]
    disclosure = {
        line.label: row for row in cells[:14] for line in FORM.disclosures.values() if row[0] == line.label
    }
    requests = [row[-7:] for row in cells[17 : 17 + 25]]
    figures: dict[tuple[str, str, str], int | Decimal] = {}
    for line in FORM.disclosures.values():
        for measure, value in zip(line.measures, disclosure[line.label][1:], strict=True):
            figures["disclosure", line.key, measure] = (
                Decimal(value) if measure == "amount_wan_yuan" else int(value)
            )
    for key, values in zip(FORM.requests, requests, strict=True):
        figures |= {("requests", key, column): int(v) for column, v in zip(FORM.columns, values, strict=True)}
    places = FORM.cells("reviews", set())
    return figures | {("reviews", *place): int(v) for place, v in zip(places, cells[-1], strict=True)}


def address(item: Item) -> str:
    return f"http://{item.portal.host}{item.path}"


def item_of(world: World, agency: str, year: int, night: date = LAST) -> Item:
    return next(i for i in world.reports(night) if i.agency and (i.agency.id, i.year) == (agency, year))


# Figures


def test_every_agency_reports_every_year_unless_a_fault_withholds_it() -> None:
    reports = {(item.agency.id, item.year) for item in WORLD.reports(LAST) if item.agency}
    duties = {(agency, year) for agency in WORLD.agencies for year in YEARS}
    assert len(duties) == 36
    assert duties - reports == {("baihe-czj", 2025)}
    assert WORLD.true_figures.keys() == duties


def test_sums_hold_in_every_report_except_the_one_with_the_wrong_sum() -> None:
    broken = {
        key: broken_sums(WORLD.figures(*key, LAST))
        for key in WORLD.true_figures
        if broken_sums(WORLD.figures(*key, LAST))
    }
    assert broken.keys() == {("baihe-jyj", 2025)}
    assert len(broken["baihe-jyj", 2025]) == 3
    assert all(not broken_sums(figures) for figures in WORLD.true_figures.values())


def test_carry_over_holds_everywhere_except_where_the_fault_breaks_it() -> None:
    broken = {
        (agency, year): columns
        for agency, year in WORLD.true_figures
        if year > YEARS[0]
        and (
            columns := broken_carry_over(
                WORLD.figures(agency, year - 1, LAST), WORLD.figures(agency, year, LAST)
            )
        )
    }
    assert broken == {("baihe-gaj", 2025): ["natural_person", "total"]}
    before, now = (WORLD.figures("baihe-gaj", year, LAST) for year in (2024, 2025))
    assert now["requests", "carried_over", "total"] == before["requests", "carried_forward", "total"] + 2


def test_documents_in_force_follow_from_the_year_before() -> None:
    for (agency, year), now in WORLD.true_figures.items():
        for row in ("rules", "normative_documents"):
            assert now["disclosure", row, "in_force"] >= now["disclosure", row, "issued"]
            if year > YEARS[0]:
                before = WORLD.true_figures[agency, year - 1]["disclosure", row, "in_force"]
                change = now["disclosure", row, "issued"] - now["disclosure", row, "repealed"]
                assert now["disclosure", row, "in_force"] == before + change


def test_departments_issue_no_rules_and_nothing_is_negative() -> None:
    for (agency, _), figures in WORLD.true_figures.items():
        assert all(value >= 0 for value in figures.values())
        if WORLD.agencies[agency].kind == "department":
            assert all(figures["disclosure", "rules", m] == 0 for m in ("issued", "repealed", "in_force"))


def test_some_reports_have_organisations_as_applicants_and_some_are_all_zero() -> None:
    assert any(f["requests", "received", "business"] for f in WORLD.true_figures.values())
    assert not any(WORLD.true_figures["qingshan-zfb", 2023].values())


@pytest.mark.parametrize("agency", WORLD.agencies)
def test_pages_print_exactly_the_figures_of_the_world(client: httpx.Client, agency: str) -> None:
    for item in WORLD.reports(LAST):
        if item.agency and item.agency.id == agency:
            page = client.get(address(item))
            assert page.status_code == 200
            assert printed(text_of(page)) == WORLD.figures(agency, item.year, LAST)


# Pages


def test_tables_are_merged_as_on_the_blank_form(client: httpx.Client) -> None:
    page = html.fromstring(text_of(client.get(address(item_of(WORLD, "baihe-gov", 2024)))))
    for table, shape in zip(page.xpath("//table[not(@class)]"), ((14, 4), (28, 10), (4, 15)), strict=True):
        taken: list[tuple[int, int]] = []
        for y, row in enumerate(table.xpath(".//tr")):
            x = 0
            for cell in row.xpath("./td"):
                while (y, x) in taken:
                    x += 1
                spans = range(int(cell.get("rowspan", 1))), range(int(cell.get("colspan", 1)))
                taken += [(y + down, x + right) for down in spans[0] for right in spans[1]]
        assert sorted(taken) == [(y, x) for y in range(shape[0]) for x in range(shape[1])]


def test_reports_have_the_six_headings_and_no_placeholder(client: httpx.Client) -> None:
    for item in WORLD.reports(LAST):
        text = text_of(client.get(address(item)))
        for number, section in zip("一二三四五六", FORMS["2021"].sections, strict=True):
            assert f"{number}、{section.label}" in text
        assert not re.search(r"\{\w+\}", text)


def test_reports_of_one_agency_share_no_sentence_of_their_problems(client: httpx.Client) -> None:
    for agency in WORLD.agencies:
        pages = [
            text_of(client.get(address(i))) for i in WORLD.reports(LAST) if i.agency and i.agency.id == agency
        ]
        sections = [page.partition("五、")[2].partition("六、")[0] for page in pages]
        sentences = [sentence for section in sections for sentence in re.findall(r"[^。>　]{8,}。", section)]
        assert sentences
        assert len(sentences) == len(set(sentences))


def test_two_fetches_differ_only_in_counter_and_time(client: httpx.Client) -> None:
    first, second = (client.get(address(item_of(WORLD, "baihe-zrj", 2025))).text for _ in range(2))
    assert first != second
    clean = [re.sub(r'id="visits">\d+<|<!-- 页面生成时间.*?-->', "", page) for page in (first, second)]
    assert clean[0] == clean[1]


def test_articles_date_themselves_in_meta_line_and_header_table(client: httpx.Client) -> None:
    text = text_of(client.get(address(item_of(WORLD, "linjiang-spj", 2024))))
    assert '<meta name="PubDate" content="2025-01-31 16:50">' in text
    assert "发布时间：2025-01-31 16:50" in text
    assert "<td>发布日期：</td><td>2025-01-31</td>" in text


def test_the_late_report_is_signed_in_time_but_published_late() -> None:
    item = item_of(WORLD, "qingshan-jtj", 2025)
    assert (item.published.date(), item.signed_on) == (date(2026, 2, 6), date(2026, 1, 28))
    assert (
        WORLD.without("late").items("qingshan", date(2026, 2, 1))[0].agency == WORLD.agencies["qingshan-jtj"]
    )


# Lists


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: str(night.date))
def test_baihe_lists_three_pages_and_nothing_after_the_last(
    running: Replica, client: httpx.Client, night: ExpectedNight
) -> None:
    running.night = night.date
    pages = [
        client.get(COLUMNS["baihe"] + name) for name in ("", "index_1.html", "index_2.html", "index_3.html")
    ]
    assert [page.status_code for page in pages] == [200, 200, 200, 404]
    for number, page in enumerate(pages[:3]):
        assert f'createPageHTML(3, {number}, "index","html")' in page.text
    assert listed(client.get(COLUMNS["baihe"] + "index.html"), "http://x/") == listed(pages[0], "http://x/")


def test_qingshan_embeds_two_display_pages_and_its_proxy_has_the_rest(client: httpx.Client) -> None:
    column = client.get(COLUMNS["qingshan"])
    embedded = listed(column, COLUMNS["qingshan"])
    assert "totalRecord:20" in column.text
    assert "perPage:5" in column.text
    assert len(embedded) == 10
    groups = [
        listed(
            client.get(
                PROXY_PAGE, params={**JPAGE, "startrecord": first, "endrecord": first + 9, "perpage": 5}
            ),
            "http://x/",
        )
        for first in (1, 11, 21)
    ]
    assert [len(group) for group in groups] == [10, 10, 0]
    assert groups[0] == embedded
    assert (
        "<totalrecord>20</totalrecord><totalpage>4</totalpage>" in client.get(PROXY_PAGE, params=JPAGE).text
    )


def test_the_proxy_takes_a_posted_form_and_wants_the_right_column(client: httpx.Client) -> None:
    group = {"startrecord": "11", "endrecord": "20", "perpage": "5"}
    assert len(listed(client.post(PROXY_PAGE, params=group, data=JPAGE), "http://x/")) == 10
    assert (
        client.post(PROXY_PAGE, params=group, data={**JPAGE, "columnid": "1"}).text
        == "<datastore></datastore>"
    )


@pytest.mark.parametrize("portal", WORLD.portals)
def test_every_listed_address_answers_and_says_its_title_and_day(client: httpx.Client, portal: str) -> None:
    for title, url, day in rows(client, portal):
        page = text_of(client.get(url))
        assert f"<h1>{title}</h1>" in page
        assert f'<meta name="PubDate" content="{day} ' in page


@pytest.mark.parametrize("portal", WORLD.portals)
def test_columns_hold_look_alikes_of_every_kind(client: httpx.Client, portal: str) -> None:
    titles = [title for title, _, _ in rows(client, portal)]
    others = [title for title in titles if not REPORT.match(title)]
    assert len(others) >= 6
    for words in ("政府网站工作年度报表", "法治政府建设年度报告", "政府信息公开指南", "部门决算"):
        assert any(words in title for title in others)
    assert any(re.match("图解|一图读懂", title) for title in others)


# Nights


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: str(night.date))
def test_columns_show_on_each_night_what_the_table_of_nights_says(
    running: Replica, client: httpx.Client, night: ExpectedNight
) -> None:
    running.night = night.date
    shown = {portal: [title for title, _, _ in rows(client, portal)] for portal in WORLD.portals}
    assert {portal: len(titles) for portal, titles in shown.items()} == night.rows
    titles = [title for titles in shown.values() for title in titles]
    reachable = {key for key, agency in WORLD.agencies.items() if night.rows[agency.portal]}
    filed = {key for key, state in night.duties.items() if state in ("on_time", "late")}
    assert reports_by_agency(titles, night.year) == filed & reachable
    for year in night.earlier_years:
        assert reports_by_agency(titles, year) == reachable


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: str(night.date))
def test_states_of_the_table_of_nights_follow_from_dates_and_reachability(night: ExpectedNight) -> None:
    assert night.duties.keys() == WORLD.agencies.keys()
    published = {
        i.agency.id: i.published.date()
        for i in WORLD.reports(night.date)
        if i.agency and i.year == night.year
    }
    for key, agency in WORLD.agencies.items():
        due = date(2026, 1, 31) if agency.kind == "department" else date(2026, 3, 31)
        if key in published:
            days = (published[key] - due).days
            assert night.duties[key] == ("late" if days > 0 else "on_time")
            assert night.days_late.get(key, 0) == max(days, 0)
        elif night.date <= due:
            assert night.duties[key] == "not_due"
        else:
            assert night.duties[key] == ("missing" if night.rows[agency.portal] else "unverifiable")


def test_planned_locations_are_words_of_the_form_and_agencies_exist() -> None:
    words = {FORM.location("requests", column=column) for column in FORM.columns}
    words |= {FORM.location("requests", *cell) for cell in FORM.cells("requests", set(FORM.requests))}
    words |= {FORM.location("disclosure", *cell) for cell in FORM.cells("disclosure", set())}
    words |= {TITLE}
    planned = [finding for night in NIGHTS for finding in night.new]
    assert {finding.location for finding in planned} <= words | {""}
    assert {finding.agency for finding in planned if finding.agency} <= WORLD.agencies.keys()
    assert {finding.check for finding in planned if not finding.agency} == {"portal-failed"}
    assert tuple(night.date for night in NIGHTS) == WORLD.nights


def test_filing_findings_are_new_on_the_night_the_state_changes() -> None:
    before: dict[str, str] = {}
    for night in NIGHTS:
        news = {(f.check, f.agency) for f in night.new if f.check.startswith("filing-")}
        bad = {
            (f"filing-{state}", key)
            for key, state in night.duties.items()
            if state not in ("on_time", "not_due")
        }
        assert news == {
            (check, key) for check, key in bad if before.get(key) != check.removeprefix("filing-")
        }
        before = dict(night.duties)


def test_the_changed_report_shows_its_new_number_only_from_8_february(
    running: Replica, client: httpx.Client
) -> None:
    seen: dict[date, tuple[int | Decimal, bool]] = {}
    url = address(item_of(WORLD, "qingshan-gaj", 2025))
    for day in (date(2026, 2, 1), date(2026, 2, 7), date(2026, 2, 8), date(2026, 2, 10)):
        running.night = day
        page = client.get(url).text
        seen[day] = (
            printed(page)["disclosure", "licensing", "decisions"],
            "发布时间：2026-01-20 09:30" in page,
        )
    assert list(seen.values()) == [(9033, True), (9033, True), (9303, True), (9303, True)]
    running.night = date(2026, 1, 20)
    assert client.get(url).status_code == 404


# Hosts, encodings, faults


def test_linjiang_is_gbk_that_calls_itself_gb2312_only_in_meta(client: httpx.Client) -> None:
    page = client.get(address(item_of(WORLD, "linjiang-fj", 2025)))
    assert page.headers["content-type"] == "text/html"
    assert b"charset=gb2312" in page.content
    assert "责任编辑：李镕" in page.content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        page.content.decode("gb2312")
    with pytest.raises(UnicodeDecodeError):
        page.content.decode("utf-8")


def test_utf8_portals_say_so_in_header_and_meta(client: httpx.Client) -> None:
    for portal in ("baihe", "qingshan"):
        page = client.get(COLUMNS[portal])
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert b"charset=utf-8" in page.content


def test_linjiang_answers_503_to_everything_on_the_night_it_is_down(
    running: Replica, client: httpx.Client
) -> None:
    running.night = date(2026, 2, 3)
    paths = ("/", "/robots.txt", "/xxgk/xxgknb/", "/no/such/page")
    assert {client.get(f"http://zwgk.linjiang.example{path}").status_code for path in paths} == {503}
    assert client.get(COLUMNS["baihe"]).status_code == 200
    assert ("zwgk.linjiang.example", "/robots.txt", 503) in running.log
    running.night = date(2026, 2, 4)
    assert client.get(COLUMNS["linjiang"]).status_code == 200


def test_robots_differ_by_portal(client: httpx.Client) -> None:
    robots = {key: client.get(f"{portal.url}robots.txt") for key, portal in WORLD.portals.items()}
    assert robots["baihe"].text == "User-agent: *\nDisallow: /search/\n"
    assert robots["qingshan"].status_code == 404
    assert robots["linjiang"].text == "User-agent: *\nCrawl-delay: 0\nAllow: /\n"


def test_home_pages_link_to_their_column(client: httpx.Client) -> None:
    for portal in WORLD.portals.values():
        links = html.fromstring(text_of(client.get(portal.url))).xpath("//li/a/@href")
        assert portal.column in links


def test_an_unknown_host_is_told_the_known_ones(client: httpx.Client) -> None:
    page = client.get("http://www.nowhere.example/")
    assert page.status_code == 404
    assert all(portal.url in page.text for portal in WORLD.portals.values())


def test_the_host_header_routes_as_the_absolute_address_does(running: Replica) -> None:
    with httpx.Client(trust_env=False) as direct:
        page = direct.get(f"{running.url}/zwgk/zfxxgknb/", headers={"Host": "www.baihe.example"})
    assert page.status_code == 200
    assert "createPageHTML(3, 0" in page.text
    assert running.url.startswith("http://127.0.0.1:")


def test_the_replica_stops_when_its_block_ends() -> None:
    with replica(WORLD) as portals, httpx.Client(proxy=portals.url, trust_env=False) as client:
        assert client.get(COLUMNS["baihe"]).status_code == 200
        url = portals.url
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_without_faults_every_report_is_in_time_and_consistent() -> None:
    world = WORLD.without(*WORLD.faults)
    for item in world.reports(LAST):
        assert item.agency is not None
        due = (3, 31) if item.agency.kind == "government" else (1, 31)
        assert item.published.date() <= date(item.year + 1, *due)
        assert not broken_sums(world.figures(item.agency.id, item.year, LAST))
    assert len(world.reports(LAST)) == 36


def test_the_registry_describes_the_world(tmp_path: Path) -> None:
    WORLD.write_registry(tmp_path / "registry")
    with (tmp_path / "registry/agencies.csv").open(encoding="utf-8", newline="") as file:
        agencies = {row["id"]: row for row in csv.DictReader(file)}
    assert agencies.keys() == WORLD.agencies.keys()
    assert agencies["baihe-gaj"]["short_names"] == "市公安局"
    assert agencies["linjiang-zjj"] | {"level": "county", "portal_id": "linjiang"} == agencies["linjiang-zjj"]
    portals = tomllib.loads((tmp_path / "registry/portals.toml").read_text(encoding="utf-8"))["portal"]
    assert [(p["id"], p["columns"], p["since"]) for p in portals] == [
        (k, [url], 2023) for k, url in COLUMNS.items()
    ]
    deadlines = tomllib.loads((tmp_path / "registry/deadlines.toml").read_text(encoding="utf-8"))["deadline"]
    assert {d["filer"]: d["month_day"] for d in deadlines} == {"department": "01-31", "government": "03-31"}
