"""What Datasette publishes: a real Datasette process over a real database of the virtual country."""

import csv
import html
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.narrative import paragraphs
from demo.world import Item, World, load_world
from store.datasette import describe
from store.datasette.describe import columns_of, current_schema, is_bookkeeping, metadata, metadata_text
from store.datasette.serve import METADATA, ROOT, datasette_command
from store.judging.filings import judge_filings
from store.judging.saving import Place, save_report
from store.models import Cell, Report, Section
from store.registry import load_registry
from store.store import Store
from store.tables.reports import Snapshot
from store.tables.runs import ListOutcome, PortalRun

WORLD = load_world()
FIRST, LAST = date(2026, 2, 3), date(2026, 2, 10)
UNREAD_PORTAL = "linjiang"  # its list breaks off on the last night, and one of its reports was never seen
UNSEEN = ("linjiang-zjj", 2025)
REVIEWED = ("baihe-zrj", 2024)  # the report that speaks of 行政复议
HOSTILE_TITLE = "<script>alert(1)</script>"
HOSTILE_URL = "http://www.elsewhere.example/hostile.html"


def moment(night: date) -> datetime:
    return WORLD.moment(night).astimezone(UTC)


def report_of(item: Item, night: date) -> Report:
    """The report that an article of the virtual country is, as a reader would give it."""
    assert item.agency
    figures = WORLD.figures(item.agency.id, item.year, night)
    order = list(WORLD.agencies).index(item.agency.id)
    texts = paragraphs(item, order, figures)
    if (item.agency.id, item.year) == REVIEWED:
        texts["problems"] = ["对被申请行政复议的案件逐件分析，统一答复口径。"]
    return Report(
        source=f"http://{item.portal.host}{item.path}",
        title=item.title,
        agency=item.agency.name,
        year=item.year,
        form="2021",
        signed_on=item.signed_on,
        published={"page": item.published.date()},
        cells={key: Cell(str(value), value, "number" if value else "zero") for key, value in figures.items()},
        sections=tuple(Section(key, key, "\n".join(lines)) for key, lines in texts.items()),
    )


def save(store: Store, report: Report, place: Place, night: date) -> None:
    body = f"{report.source} {night}".encode()
    digest = store.archive.put(body)
    snapshot = Snapshot(report.source, digest, len(body), "text/html", moment(night), 1)
    save_report(store, report, snapshot, place, moment(night))


def visit(store: Store, night: date, unread: str = "") -> None:
    """One night: the reports online are kept, every portal's visit is recorded, `unread` breaks off."""
    run_id = store.runs.start_run("crawl", night, moment(night))
    for portal_id, portal in WORLD.portals.items():
        complete = portal_id != unread
        store.runs.start_portal_run(run_id, portal_id, night, moment(night))
        items = [item for item in WORLD.items(portal_id, night) if item.agency]
        for item in items:
            assert item.agency
            if (item.agency.id, item.year) != UNSEEN:
                save(store, report_of(item, night), Place(item.agency.id, portal_id), night)
        problem = "" if complete else "栏目第2页没有应答"
        store.runs.save_list_read(
            run_id, portal_id, ListOutcome(portal.column_url, complete, 1, len(items), problem=problem)
        )
        seen = PortalRun(complete, pages=1, rows=len(items), reports_listed=len(items), message=problem)
        store.runs.finish_portal_run(run_id, portal_id, seen, moment(night))
    store.runs.finish_run(run_id, "partial" if unread else "done", moment(night))


def write_database(world: World, folder: Path) -> Path:
    """nianbao.db after two nights, with one report that means harm."""
    world.write_registry(folder / "registry")
    registry = load_registry(folder / "registry")
    store = Store.open(folder / "nianbao.db")
    store.sync_registry(registry)
    visit(store, FIRST)
    visit(store, LAST, UNREAD_PORTAL)
    hostile = Report(
        HOSTILE_URL, HOSTILE_TITLE, HOSTILE_TITLE, 2022, sections=(Section("overview", "x", HOSTILE_TITLE),)
    )
    save(store, hostile, Place(), LAST)
    judge_filings(store, registry, LAST, moment(LAST))
    store.close()
    return folder / "nianbao.db"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(url: str, process: "subprocess.Popen[bytes]", seconds: float = 30) -> None:
    """Wait until `url` answers. Fails if the process ends or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"Datasette ended with {process.returncode}"
        try:
            if httpx.get(url, trust_env=False, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer within {seconds} s")


@contextmanager
def running(command: list[str], url: str, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that serves `url`, from a folder that is not the project's; terminated by its own id."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        wait_for(url, process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_database(WORLD, tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[httpx.Client]:
    """A client of Datasette, started with the project's command line."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (
        running(datasette_command(database, METADATA, "127.0.0.1", port), url, database.parent),
        httpx.Client(base_url=url, trust_env=False, timeout=20) as client,
    ):
        yield client


def rows(site: httpx.Client, query: str, **parameters: object) -> list[dict[str, Any]]:
    response = site.get(f"/nianbao/{query}.json", params={"_shape": "array", **parameters})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


def named(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(row["agency"], row["year"]) for row in found]


# The description


def test_committed_metadata_is_the_generated_one() -> None:
    assert METADATA.read_text(encoding="utf-8") == metadata_text()


def test_every_table_view_and_column_is_described_in_two_languages() -> None:
    db = current_schema()
    tables = metadata()["databases"]["nianbao"]["tables"]
    for name in [*db.table_names(), *db.view_names()]:
        if is_bookkeeping(name):
            assert tables[name] == {"hidden": True}
            continue
        assert list(tables[name]["columns"]) == columns_of(db, name)
        for words in (tables[name]["description"], *tables[name]["columns"].values()):
            chinese, _, english = words.partition("；")
            assert re.search(r"[\u4e00-\u9fff]", chinese), f"{name}: {words}"
            assert re.search(r"[A-Za-z]{2}", english), f"{name}: {words}"
            assert not re.search(r"[\u4e00-\u9fff]", english), f"{name}: {words}"


def test_no_column_occurs_twice_in_a_view() -> None:
    db = current_schema()
    for name in db.view_names():
        assert not [column for column in columns_of(db, name) if ":" in column]


def test_figures_carry_the_official_label_and_the_unit() -> None:
    columns = metadata()["databases"]["nianbao"]["tables"]["report_figures"]["columns"]
    assert "本年收费金额" in columns["fees_amount_wan_yuan"]
    assert "万元" in columns["fees_amount_wan_yuan"]
    assert "（三）不予公开 · 1.属于国家秘密" in columns["denied_state_secret_total"]
    assert "2019年格式" in columns["rules_made"]


def test_no_units_for_pint() -> None:
    """Datasette hands `units` to pint, which turns 12345 into 12.345 k and fails for 件."""
    assert '"units"' not in metadata_text()


def test_facets_of_growing_tables_are_indexed() -> None:
    db = current_schema()
    small = {"portals", "agencies", "form_lines", "runs", "alerts"}
    for name, table in metadata()["databases"]["nianbao"]["tables"].items():
        if name in small or name in db.view_names():
            continue
        indexed = {
            column[2]
            for index in db.execute(f"PRAGMA index_list([{name}])").fetchall()
            for column in db.execute(f"PRAGMA index_info([{index[1]}])").fetchall()
        }
        assert set(table.get("facets", [])) <= indexed, name


def test_absence_is_worded_with_care() -> None:
    assert "未公开" not in metadata_text()
    assert "未公布" not in metadata_text()


# The command line


def test_a_database_of_another_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.db").touch()
    with pytest.raises(ValueError, match=r"name the file nianbao\.db"):
        datasette_command(tmp_path / "other.db", METADATA, "127.0.0.1", 8001)


def test_an_absent_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="does not exist"):
        datasette_command(tmp_path / "nianbao.db", METADATA, "127.0.0.1", 8001)


def test_the_live_file_is_never_immutable(database: Path) -> None:
    command = datasette_command(database, METADATA, "127.0.0.1", 8001)
    assert not {"-i", "--immutable"} & set(command)
    assert command[:3] == [sys.executable, "-m", "datasette"]


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_datasette_ends_with_the_command_that_started_it(database: Path, sent: signal.Signals) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    code = "import sys; from pathlib import Path; from store.datasette.serve import serve; " + (
        f"sys.exit(serve(Path({str(database)!r}), '127.0.0.1', {port}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(url, process)
        if sent == signal.SIGINT:
            os.killpg(process.pid, sent)  # as a terminal does: the whole group of our own process
        else:
            process.send_signal(sent)
        process.wait(20)
    finally:
        if process.poll() is None:
            process.kill()
    with pytest.raises(httpx.TransportError):
        httpx.get(url, trust_env=False, timeout=2)


# The pages


def test_front_page_says_what_this_is(site: httpx.Client) -> None:
    page = site.get("/").text
    assert "政府信息公开工作年度报告监测" in page
    assert "Annual reports on open government information" in page
    assert "Apache-2.0" in page


def test_database_page_lists_the_queries_and_hides_bookkeeping(site: httpx.Client) -> None:
    page = site.get("/nianbao").text
    for query in metadata()["databases"]["nianbao"]["queries"].values():
        assert query["title"] in page
    assert ">sections_fts<" not in page
    assert ">_sqlite_migrations<" not in page


def test_every_table_and_view_opens(site: httpx.Client) -> None:
    for name, table in metadata()["databases"]["nianbao"]["tables"].items():
        if not table.get("hidden"):
            page = site.get(f"/nianbao/{name}")
            assert page.status_code == 200, name
            assert table["description"] in html.unescape(page.text)


def test_own_style_is_served(site: httpx.Client) -> None:
    address = metadata()["extra_css_urls"][0]
    assert f'href="{address}"' in site.get("/nianbao").text
    assert "column-descriptions" in site.get(address).text


def test_every_link_to_our_own_site_works(site: httpx.Client) -> None:
    for page in ("/", "/nianbao", "/nianbao/filings", "/nianbao/report_figures", "/nianbao/late"):
        for link in set(re.findall(r'href="(/[^"]*)"', site.get(page).text)):
            assert site.get(html.unescape(link)).status_code == 200, f"{page} → {link}"


def test_filings_are_counted_by_status(site: httpx.Client) -> None:
    answer = site.get("/nianbao/filings.json", params={"_facet": "status", "year": 2025}).json()
    counts = {item["value"]: item["count"] for item in answer["facet_results"]["status"]["results"]}
    assert counts == {"on_time": 8, "late": 1, "missing": 1, "not_due": 1, "unverifiable": 1}
    assert "facets_timed_out" not in answer
    assert not answer["suggested_facets"]


def test_figures_of_one_report_are_those_printed(site: httpx.Client) -> None:
    found = rows(site, "report_figures", agency_id="baihe-gov", year=2025)
    figures = WORLD.figures("baihe-gov", 2025, LAST)
    assert len(found) == 0  # due on 31 March, not published yet
    found = rows(site, "report_figures", agency_id="baihe-gov", year=2024)
    figures = WORLD.figures("baihe-gov", 2024, LAST)
    assert len(found) == 1
    assert found[0]["received_total"] == figures["requests", "received", "total"]
    assert found[0]["licensing_decisions"] == figures["disclosure", "licensing", "decisions"]
    assert str(found[0]["fees_amount_wan_yuan"]) == str(figures["disclosure", "fees", "amount_wan_yuan"])
    assert found[0]["reconsideration_upheld"] == figures["reviews", "reconsideration", "upheld"]
    assert found[0]["rules_made"] is None  # the 2021 form has no such figure


def test_hostile_title_is_shown_as_text(site: httpx.Client) -> None:
    for page in ("/nianbao/reports", "/nianbao/sections", "/nianbao/search?words=alert", "/nianbao/versions"):
        text = site.get(page).text
        assert HOSTILE_TITLE not in text
        assert "&lt;script&gt;alert(1)" in text, page


def test_hostile_parameters_are_shown_as_text(site: httpx.Client) -> None:
    for query in metadata()["databases"]["nianbao"]["queries"]:
        page = site.get(
            f"/nianbao/{query}", params={"agency": f'"{HOSTILE_TITLE}', "words": f'"{HOSTILE_TITLE}'}
        )
        assert page.status_code == 200, query
        assert HOSTILE_TITLE not in page.text


# The queries


def test_who_has_not_been_found(site: httpx.Client) -> None:
    found = rows(site, "missing")
    assert named(found) == [("白河市财政局", 2025)]
    assert found[0]["due_on"] == "2026-01-31"
    assert found[0]["judged_on"] == "2026-02-10"
    assert "截至 2026-02-10" in found[0]["evidence"]
    assert "未发现" in found[0]["evidence"]
    assert rows(site, "missing", year=2024) == []
    assert rows(site, "missing", year=2025) == found


def test_part_of_a_name_or_a_short_name_is_enough(site: httpx.Client) -> None:
    assert named(rows(site, "missing", agency="财政")) == [("白河市财政局", 2025)]
    assert rows(site, "missing", agency="公安") == []
    assert rows(site, "missing", agency="%") == []
    assert {row["agency"] for row in rows(site, "agency_years", agency="白河市政府")} == {"白河市人民政府"}


def test_who_was_late_and_by_how_many_days(site: httpx.Client) -> None:
    found = rows(site, "late")
    assert named(found) == [("青山县交通运输局", 2025)]
    assert (found[0]["days_late"], found[0]["published_on"]) == (6, "2026-02-06")
    assert found[0]["url"].startswith("http://www.qingshan.example/art/2026/2/6/")


def test_who_contradicts_itself_and_where(site: httpx.Client) -> None:
    found = rows(site, "contradictions", agency="教育局")
    place = "表三 第24行「（七）总计」×「总计」"
    assert len(found) == 3
    assert {row["location"] for row in found} == {place}
    assert named(found) == [("白河市教育局", 2025)] * 3
    total = int(WORLD.figures("baihe-jyj", 2025, LAST)["requests", "outcome_total", "total"])
    assert (str(total - 1), str(total)) in {(row["expected"], row["actual"]) for row in found}
    assert all(row["url"].startswith("http://www.baihe.example/") for row in found)
    carried = rows(site, "contradictions", agency="白河市公安局", year=2025)
    assert {row["location"] for row in carried} == {
        "表三 第2行「二、上年结转政府信息公开申请数量」×「自然人」",
        "表三 第2行「二、上年结转政府信息公开申请数量」×「总计」",
    }
    assert len(rows(site, "contradictions")) == 5


def test_one_agency_through_the_years(site: httpx.Client) -> None:
    found = rows(site, "agency_years", agency="财政")
    assert [(row["year"], row["status"]) for row in found] == [
        (2023, "on_time"),
        (2024, "on_time"),
        (2025, "missing"),
    ]
    received = [
        WORLD.figures("baihe-czj", year, LAST)["requests", "received", "total"] for year in (2023, 2024)
    ]
    assert [row["received_total"] for row in found] == [*received, None]
    assert len(rows(site, "agency_years")) == 36


def test_what_changed_after_publication(site: httpx.Client) -> None:
    found = rows(site, "changed")
    assert named(found) == [("青山县公安局", 2025)]
    before, after = (
        WORLD.figures("qingshan-gaj", 2025, night)["disclosure", "licensing", "decisions"]
        for night in (FIRST, LAST)
    )
    assert (found[0]["before"], found[0]["after"]) == (str(before), str(after))
    assert found[0]["location"] == "表二 「行政许可」×「本年处理决定数量」"
    assert (found[0]["first_version_on"], found[0]["latest_version_on"]) == ("2026-02-03", "2026-02-10")


def test_what_cannot_be_judged_names_the_portal(site: httpx.Client) -> None:
    found = rows(site, "unverifiable")
    assert named(found) == [("临江区住房和城乡建设局", 2025)]
    assert found[0]["portal"] == "临江区政府信息公开网"
    assert (found[0]["last_visited"], found[0]["last_read_completely"]) == ("2026-02-10", "2026-02-03")
    assert "栏目第2页没有应答" in found[0]["evidence"]


def test_punctuality_leaves_out_what_cannot_be_judged(site: httpx.Client) -> None:
    found = rows(site, "punctuality_by_year")
    assert [row["year"] for row in found] == [2025, 2024, 2023]
    assert (found[0]["duties"], found[0]["on_time"], found[0]["late"], found[0]["missing"]) == (12, 8, 1, 1)
    assert found[0]["on_time_percent"] == 80.0
    assert found[1]["on_time_percent"] == 100.0
    assert [row["duties"] for row in rows(site, "punctuality_by_year", region="990121")] == [4, 4, 4]
    assert [row["duties"] for row in rows(site, "punctuality_by_year", agency="公安")] == [3, 3, 3]


def test_two_character_word_is_found(site: httpx.Client) -> None:
    found = rows(site, "search", words="复议")
    assert named(found) == [("白河市自然资源局", 2024)]
    assert "被申请行政复议的案件" in found[0]["passage"]
    assert found[0]["url"].startswith("http://www.baihe.example/")
    assert rows(site, "search", words="复议", year=2023) == []
    assert rows(site, "search", words="复议", agency="公安") == []


@pytest.mark.parametrize("words", ["公开", "政府信息公开", "年", "考核", "没有的词"])
def test_search_finds_exactly_the_sections_that_hold_the_words(
    site: httpx.Client, database: Path, words: str
) -> None:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        texts = db.execute(
            "SELECT s.text FROM sections s JOIN reports r ON r.current_version = s.version_id"
        ).fetchall()
    assert len(rows(site, "search", words=words)) == sum(words in text for (text,) in texts)


@pytest.mark.parametrize("words", ["", '"', "复议 OR 公开", "NEAR(", "*"])
def test_search_words_are_never_read_as_syntax(site: httpx.Client, words: str) -> None:
    assert rows(site, "search", words=words) == []


def test_every_query_opens_without_parameters(site: httpx.Client) -> None:
    for name, query in metadata()["databases"]["nianbao"]["queries"].items():
        page = site.get(f"/nianbao/{name}")
        assert page.status_code == 200, name
        assert query["title"] in page.text
        assert "message-error" not in page.text, name


def test_query_is_a_table_for_spreadsheets(site: httpx.Client) -> None:
    answer = site.get("/nianbao/late.csv")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    found = list(csv.DictReader(answer.text.splitlines()))
    assert [(row["agency"], row["days_late"]) for row in found] == [("青山县交通运输局", "6")]


def test_pages_show_what_is_written_while_they_are_served(site: httpx.Client, database: Path) -> None:
    store = Store.open(database)
    store.runs.start_run("test", LAST, moment(LAST))
    assert [row["kind"] for row in rows(site, "runs", kind="test")] == ["test"]
    store.close()


def test_the_database_file_is_not_for_download(site: httpx.Client) -> None:
    assert site.get("/nianbao.db").status_code == 403


def test_the_public_can_only_read(site: httpx.Client) -> None:
    answer = site.get("/nianbao.json", params={"sql": "DELETE FROM filings"})
    assert answer.status_code == 400
    assert len(json.loads(site.get("/nianbao/filings.json?_shape=array").text)) == 36


@pytest.mark.parametrize(
    ("line", "change", "complaint"),
    [
        ("[queries.missing]", "[queries.filings]", r"\[queries\]: filings would hide"),
        ('params = ["year", "agency"]', 'params = ["year", "body"]', r"\[parameters\]: no words for body"),
        ("p.name AS portal,", "p.name AS gate,", r"\[results\]: no words for gate"),
    ],
)
def test_a_query_that_lacks_words_is_refused_with_its_place(
    line: str, change: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = describe.DESCRIPTIONS.read_text(encoding="utf-8")
    assert line in text
    (tmp_path / "descriptions.toml").write_text(text.replace(line, change, 1), encoding="utf-8")
    monkeypatch.setattr(describe, "DESCRIPTIONS", tmp_path / "descriptions.toml")
    with pytest.raises(ValueError, match=complaint):
        metadata()
