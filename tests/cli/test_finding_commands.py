"""`nianbao finding …` and `explain`: what people say of a finding is kept, and every finding answers for itself."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from demo.press.figures import sound_figures
from scheduler.cli import main
from store.form import FORMS
from tests.made.papers.printed import plain_page
from tests.made.portals.portal import write_registry

FORM = FORMS["2021"]
PLACE = "表三 第24行「（七）总计」×「总计」"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A registry and a database with one report whose total of table three is one too high."""
    write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    put(tmp_path, 1)
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    places = ["--db", str(folder / "nianbao.db")]
    return CliRunner().invoke(main, [*words, *places])


def put(folder: Path, by: int) -> None:
    """Import the report, its total of outcomes wrong `by` so much, and judge."""
    figures = sound_figures(FORM, 3)
    key = ("requests", "outcome_total", "total")
    figures[key] = int(figures[key] or 0) + by
    page = folder / "report.html"
    page.write_text(plain_page(FORM, figures), encoding="utf-8")
    registry = ["--registry", str(folder / "registry"), "--today", "2026-02-01"]
    given = ["--agency", "jyj", "--year", "2025", "--url", "http://a.example/1.html"]
    assert run(folder, "import", str(page), *given, *registry).exit_code == 0
    assert run(folder, "check", *registry).exit_code == 1


def open_ids(folder: Path, rule: str) -> list[str]:
    said = run(
        folder,
        "check",
        "--rule",
        rule,
        "--registry",
        str(folder / "registry"),
        "--today",
        "2026-02-01",
        "--json",
    )
    return [row["id"] for row in json.loads(said.stdout) if row["location"] == PLACE]


def test_explain_tells_rule_formula_cells_and_the_bytes_that_prove_them(folder: Path) -> None:
    (finding,) = open_ids(folder, "row-total")
    said = run(folder, "explain", finding[:10]).stdout
    assert "表三行合计" in said
    assert "R01…R25: C7 = C1 + … + C6" in said
    assert f"2025年度 {PLACE}：" in said
    assert "http://a.example/1.html" in said
    machine = json.loads(run(folder, "explain", finding, "--json").stdout)
    assert [len(fact) for fact in machine["facts"]] == [7] * 7
    assert len(machine["pages"][0]["sha256"]) == 64


def test_dismissed_finding_stays_away_until_its_figure_changes(folder: Path) -> None:
    (finding,) = open_ids(folder, "row-total")
    said = run(folder, "finding", "dismiss", finding, "--by", "监督科", "--reason", "已电话核实")
    assert "已排除（监督科：已电话核实）" in said.stdout
    put(folder, 1)
    assert open_ids(folder, "row-total") == []
    put(folder, 2)
    assert open_ids(folder, "row-total") == [finding]
    life = run(folder, "finding", "show", finding).stdout
    assert [word for word in ("出现", "排除", "人工结论失效") if word in life] == [
        "出现",
        "排除",
        "人工结论失效",
    ]


def test_corrected_report_resolves_its_finding_and_both_versions_are_kept(folder: Path) -> None:
    (finding,) = open_ids(folder, "row-total")
    run(folder, "finding", "reply", finding, "--by", "试验市教育局", "--text", "已更正")
    run(folder, "finding", "confirm", finding, "--by", "监督科", "--note", "看过原文")
    put(folder, 0)
    assert open_ids(folder, "row-total") == []
    machine = json.loads(run(folder, "explain", finding, "--json").stdout)
    assert machine["finding"]["reply"] == "已更正"
    assert machine["finding"]["confirmed_by"] == "监督科"
    assert [event["kind"] for event in machine["events"]] == ["opened", "replied", "confirmed", "resolved"]
    assert machine["events"][-1]["words"] == "报告已更正"
    assert len({page["sha256"] for page in machine["pages"]}) == 2


@pytest.mark.parametrize(("words", "complaint"), [("zz", "没有这个编号"), ("", "几条问题的编号都以它开头")])
def test_unknown_finding_is_told_in_a_line(folder: Path, words: str, complaint: str) -> None:
    said = run(folder, "finding", "show", words)
    assert said.exit_code == 2
    assert complaint in said.stderr
    assert "Traceback" not in said.stderr
