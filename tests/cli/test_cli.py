"""The command line: documented exit codes, JSON for machines, plain words for people, bad input without a traceback."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from store.store import Store
from tests.made.portals.portal import report_page, write_registry


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


@pytest.fixture
def place(tmp_path: Path) -> list[str]:
    """--db and --registry of a fresh place."""
    registry = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    return ["--db", str(tmp_path / "nianbao.db"), "--registry", str(registry)]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "jyj.html"
    path.write_text(report_page("试验市教育局", 2025), encoding="utf-8")
    return path


def test_parse_prints_one_json_object_a_file_and_line(page: Path) -> None:
    result = run("parse", page, page, "--format", "json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert len(lines) == 2
    assert list(lines[0]) == [
        "source",
        "title",
        "agency",
        "year",
        "form",
        "published_on",
        "signed_on",
        "disclosure",
        "requests",
        "reviews",
        "statistics",
        "sections",
        "claims",
        "aspects",
        "notes",
        "findings",
    ]
    assert (lines[0]["agency"], lines[0]["year"], lines[0]["form"]) == ("试验市教育局", 2025, "2021")
    assert lines[0]["requests"]["received"]["total"] == 3
    assert lines[0]["disclosure"]["fees"] == {"amount_wan_yuan": "0"}
    assert lines[0]["findings"] == []


def test_parse_for_people_names_title_agency_and_year(page: Path) -> None:
    output = run("parse", page).output
    assert "试验市教育局2025年政府信息公开工作年度报告" in output
    assert "机关 试验市教育局  年度 2025  格式 2021" in output


BAD = {
    "empty.txt": (b"", "文件是空的"),
    "photo.html": (b"GIF89a" + b"\0" * 500, "GIF"),
    "word.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "DOC"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj", "PDF"),
    "nul.txt": (b"\xff\x00\xff\x00" * 50, "空字节"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_clear_message_and_never_a_figure(
    name: str, tmp_path: Path, page: Path, place: list[str]
) -> None:
    body, words = BAD[name]
    path = tmp_path / name
    path.write_bytes(body)
    result = run("parse", path, page, "--format", "json")
    bad, good = (json.loads(line) for line in result.stdout.splitlines())
    assert result.exit_code == 3
    assert words in result.stderr
    assert "Traceback" not in result.output
    assert (bad["form"], bad["requests"]) == (None, None)
    assert words in bad["notes"][0]["message"]
    assert good["requests"]["received"]["total"] == 3  # the others are read all the same
    result = run("import", path, page, *place)
    assert result.exit_code == 3
    assert words in result.stderr


def test_a_missing_file_is_a_usage_error() -> None:
    result = run("parse", "nosuchfile.html")
    assert result.exit_code == 2
    assert "nosuchfile.html" in result.stderr


def test_a_report_without_tables_is_kept_with_a_note(tmp_path: Path, place: list[str]) -> None:
    path = tmp_path / "old.txt"
    path.write_text(
        "试验市教育局2008年政府信息公开工作年度报告\n\n2008年，我局主动公开政府信息120条，收到申请3件，全部答复。\n",
        encoding="utf-8",
    )
    result = run("parse", path, "--format", "json")
    read = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (read["year"], read["form"], read["requests"]) == (2008, None, None)
    assert "没有发现规定格式的表格" in read["notes"][0]["message"]
    assert run("import", path, *place).exit_code == 0
    output = run("check", *place, "--json").stdout
    assert {row["check_id"] for row in json.loads(output) if row["url"]} == {"reading-doubt"}


def test_import_twice_adds_nothing(page: Path, place: list[str]) -> None:
    first = json.loads(run("import", page, *place, "--json").stdout)
    second = json.loads(run("import", page, *place, "--json").stdout)
    assert (first, second) == ({"jyj.html": "new"}, {"jyj.html": "unchanged"})


def test_import_of_a_corrected_file_is_a_new_version_of_the_same_report(
    tmp_path: Path, page: Path, place: list[str]
) -> None:
    run("import", page, *place)
    page.write_text(report_page("试验市教育局", 2025, received=4), encoding="utf-8")
    assert json.loads(run("import", page, *place, "--json").stdout) == {"jyj.html": "changed"}
    run("check", *place, "--today", "2026-02-03")
    rows = json.loads(run("check", *place, "--today", "2026-02-03", "--json").stdout)
    assert {row["check_id"] for row in rows} == {"report-changed"}


def test_an_imported_report_fulfils_the_duty_of_its_agency(page: Path, place: list[str]) -> None:
    run("import", page, "--published", "2026-02-02", *place)
    rows = json.loads(run("check", *place, "--today", "2026-02-03", "--json").stdout)
    assert rows == []  # the page's own date, 2026-01-15, is in time
    run("import", page, "--url", "http://a.example/1.html", *place)
    status = json.loads(run("status", *place[:2], "--json").stdout)
    assert status["not_filed"] == []


def test_seeds_imported_twice_are_five_reports_five_versions_two_implausible_and_one_doubt(
    shared: Path, place: list[str]
) -> None:
    seeds = sorted((shared / "seeds").glob("*.txt"))
    for outcome in ("new", "unchanged"):
        done = json.loads(run("import", *seeds, *place, "--json").stdout)
        assert done == {seed.name: outcome for seed in seeds}
    result = run("check", *place, "--today", "2026-02-03", "--json")
    of_seeds = [row for row in json.loads(result.stdout) if row["report_id"]]
    graver = [row["check_id"] for row in of_seeds if row["severity"] != "info"]
    assert sorted(graver) == [
        "implausible-zeros",
        "implausible-zeros",
        "title-agency",
        "title-wording",
    ]
    assert [row["class"] for row in of_seeds if row["check_id"] == "reading-doubt"] == ["extraction"]
    store = Store.open(Path(place[1]))
    counts = next(
        store.db.query("SELECT (SELECT COUNT(*) FROM reports) r, (SELECT COUNT(*) FROM versions) v")
    )
    store.close()
    assert counts == {"r": 5, "v": 5}


def test_a_seed_cut_in_table_three_gives_no_wrong_figure_and_says_so(shared: Path, tmp_path: Path) -> None:
    seed = shared / "seeds" / "003_1afd807652ea93b8.txt"
    whole = json.loads(run("parse", seed, "--format", "json").stdout)
    body = seed.read_bytes()
    cut = tmp_path / seed.name
    cut.write_bytes(body[: body.index("属于行政查询事项".encode()) + 40])
    result = run("parse", cut, "--format", "json")
    read = json.loads(result.stdout)
    assert result.exit_code == 0
    for row, figures in read["requests"].items():
        for column, value in figures.items():
            assert value in (None, whole["requests"][row][column])
    assert read["requests"]["received"]["total"] == 34
    assert read["requests"]["outcome_total"]["total"] is None
    assert any("没有读到这一行" in note["message"] for note in read["notes"])
    graver = [finding["check_id"] for finding in read["findings"] if finding["severity"] != "info"]
    assert graver == ["title-agency"]  # its title names only 公安局; nothing rests on what was cut


def test_check_exits_with_1_for_open_findings(tmp_path: Path, place: list[str]) -> None:
    result = run("check", *place, "--today", "2026-02-03")
    assert result.exit_code == 1
    assert "不能判断是否公布" in result.output.replace("\n", "")


def test_alerts_shows_without_telling_and_send_tells(tmp_path: Path, place: list[str]) -> None:
    run("check", *place, "--today", "2026-02-03")
    for _ in range(2):
        result = run("alerts", *place[:2], "--today", "2026-02-03")
        assert (result.exit_code, "新发现 1" in result.output) == (1, True)
    assert run("alerts", "--send", *place[:2], "--today", "2026-02-03").exit_code == 1
    assert (tmp_path / "alerts" / "2026-02-03.txt").exists()
    assert "没有新情况" in run("alerts", *place[:2], "--today", "2026-02-03").output


def test_status_of_a_fresh_database_says_that_nothing_ran(place: list[str]) -> None:
    assert "还没有运行过" in run("status", *place[:2]).output


USAGE = [
    (["check", "--today", "31.1.2026"], "is not a date like 2026-01-31"),
    (["import", "--url", "http://a.example/", "pyproject.toml", "README.md"], "--url names one report"),
    (["crawl", "nowhere"], "portal 'nowhere' is not in portals.toml"),
    (["schedule", "--at", "25 o'clock"], "is not a time like 02:30"),
    (["nosuchcommand"], "No such command"),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE, ids=[words for _, words in USAGE])
def test_usage_errors_say_what_to_do(
    arguments: list[str], words: str, tmp_path: Path, place: list[str]
) -> None:
    options = place if arguments[0] in ("check", "crawl", "import", "schedule") else []
    result = run(*arguments, *options)
    assert result.exit_code == 2
    assert words in result.stderr


def test_an_empty_registry_says_what_to_add(tmp_path: Path) -> None:
    result = run("nightly", "--db", tmp_path / "nianbao.db", "--registry", "registry")
    assert result.exit_code == 2
    assert "add one" in result.stderr


def test_a_wrong_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no database" * 100)
    result = run("status", "--db", tmp_path / "x.db")
    assert result.exit_code == 2
    assert "give another with --db" in result.stderr
