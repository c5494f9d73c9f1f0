"""Reports of before 2019: recognised, kept as printed, never read as a later form and never accused."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from demo.press.figures import sound_figures
from store.checks import Case, judge_report
from store.form import FORMS
from store.judging.saving import Place, save_report
from store.models import Report, Statistic
from store.report_json import report_json
from store.store import Store
from store.tables.reports import Saved, Snapshot, content_hash
from tests.made.papers.printed import OTHER_MATTERS, faults, plain_page, read_text_of

ROWS = [
    ("一、主动公开情况", "——", "——"),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "1523"),
    ("其中：主动公开规范性文件数", "条", "12"),
    ("制发规范性文件总数", "件", ""),
    ("1．政府公报公开政府信息数", "条", "0"),
    ("2．政府网站公开政府信息数", "条", "1 523"),
    ("4．政务微信公开政府信息数", "条", "未统计"),
    ("（三）信函申请数", "件", "3"),
    ("七、依申请公开信息收取的费用", "万元", "0.35"),
    ("1．专职人员数", "人", "2"),
]
WANTED = (
    Statistic(1, ROWS[1][0], "条", "1523", 1523),
    Statistic(2, ROWS[2][0], "条", "12", 12),
    Statistic(3, ROWS[3][0], "件", "", None),
    Statistic(4, ROWS[4][0], "条", "0", 0),
    Statistic(5, ROWS[5][0], "条", "1 523", None),
    Statistic(6, ROWS[6][0], "条", "未统计", None),
    Statistic(7, ROWS[7][0], "件", "3", 3),
    Statistic(8, ROWS[8][0], "万元", "0.35", Decimal("0.35")),
    Statistic(9, ROWS[9][0], "人", "2", 2),
)
HEAD = ("统计指标", "单位", "统计数")
CHAPTERS = [
    "一、概述",
    "二、主动公开政府信息的情况",
    "三、依申请公开政府信息办理情况",
    "四、政府信息公开的收费及减免情况",
    "五、申请行政复议、提起行政诉讼情况",
    "六、存在的主要问题及改进措施",
]
KEYS = ["overview", "proactive", "on_request", "fees", "review", "problems"]


def table(rows: list[tuple[str, ...]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return f"<table>{lines}</table>"


def old_page(tables: str, year: int = 2016) -> str:
    text = "".join(f"<p>{chapter}</p><p>全年公开信息12条。</p>" for chapter in CHAPTERS)
    return f"<html><body><h1>白河市财政局{year}年政府信息公开工作年度报告</h1>{text}{tables}<p>附表</p></body></html>"


def as_text(year: int = 2016) -> str:
    lines = "\n".join(f"{chapter}\n全年公开信息12条。" for chapter in CHAPTERS)
    rows = "\n".join("\t".join(row) for row in [HEAD, *ROWS])
    return f"白河市财政局{year}年政府信息公开工作年度报告\n{lines}\n{rows}\n附表\n"


@pytest.mark.parametrize("body", [old_page(table([HEAD, *ROWS])), old_page(table(ROWS)), as_text()])
def test_statistics_are_read_as_printed(body: str) -> None:
    report = read_text_of(body)
    assert (report.form, report.year, report.agency) == ("2014", 2016, "白河市财政局")
    assert report.statistics == WANTED
    assert [section.key for section in report.sections] == KEYS
    assert (report.cells, report.notes) == ({}, ())
    assert faults(report) == []


def test_figure_without_a_certain_place_is_not_taken() -> None:
    rows = [
        ("信函申请数", "件", "3", "5"),
        ("其中", "网络申请数", "件", "2"),
        ("传真申请数", "件", "1", "当面申请数", "件", "4"),
    ]
    report = read_text_of(old_page(table([HEAD, *ROWS, *rows])))
    assert [(row.label, row.raw, row.value) for row in report.statistics[len(WANTED) :]] == [
        ("信函申请数", "3 | 5", None),
        ("其中", "2", None),
        ("传真申请数", "1 | 当面申请数 | 件 | 4", None),
    ]


def test_rows_put_together_by_counting_have_no_value() -> None:
    report = read_text_of(as_text().replace("\t", "|"))
    assert len(report.statistics) >= len(WANTED)
    assert {row.value for row in report.statistics} == {None}


def test_free_text_of_those_years_is_their_form_and_nobodys_fault() -> None:
    report = read_text_of(old_page("", 2011))
    assert (report.form, report.year, report.agency, report.statistics) == ("2008", 2011, "白河市财政局", ())
    assert [section.key for section in report.sections] == KEYS
    assert faults(report) == []


def test_old_chapters_in_a_later_year_are_no_excuse_for_lost_tables() -> None:
    report = read_text_of(old_page("", 2021))
    assert report.form is None
    assert [finding.check_id for finding in judge_report(Case(report))] == ["reading-doubt", "content-unread"]


def test_one_old_chapter_makes_no_old_report() -> None:
    body = "<html><body><h1>白河市财政局2016年政府信息公开工作年度报告</h1><p>一、概述</p><p>略。</p></body></html>"
    assert read_text_of(body).form is None


def test_statistics_beside_prescribed_tables_change_no_figure() -> None:
    truth = sound_figures(FORMS["2019"], 3)
    page = plain_page(FORMS["2019"], truth)
    report = read_text_of(
        page.replace(f"<p>{OTHER_MATTERS}</p>", table([HEAD, *ROWS]) + f"<p>{OTHER_MATTERS}</p>")
    )
    assert report.form == "2019"
    assert {key: cell.value for key, cell in report.cells.items()} == truth
    assert report.statistics == WANTED


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "nianbao.db")


def save(store: Store, report: Report, url: str = "http://a.example/1.html") -> Saved:
    now = datetime(2026, 2, 1, tzinfo=UTC)
    digest = store.archive.put(url.encode())
    return save_report(store, report, Snapshot(url, digest, 9, "text/html", now, 1), Place(), now)


def test_statistics_are_kept_and_given_out(store: Store) -> None:
    report = read_text_of(old_page(table([HEAD, *ROWS])))
    assert store.reports.load_report(save(store, report).version_id).statistics == WANTED
    assert report_json(report, [])["statistics"][7] == {
        "number": 8,
        "label": "七、依申请公开信息收取的费用",
        "unit": "万元",
        "raw": "0.35",
        "value": "0.35",
    }
    changed = read_text_of(old_page(table([HEAD, *ROWS])).replace("1523", "1524"))
    assert content_hash(changed) != content_hash(report)


def test_unknown_rows_are_counted_over_reports(store: Store) -> None:
    page = plain_page(FORMS["2021"], sound_figures(FORMS["2021"], 3))
    labels = {"a": "4．工作秘密", "b": "3. 工作 秘密", "c": "无法联系到申请人"}
    for name, label in labels.items():
        row = f"<tr><td>{label}</td>{'<td>0</td>' * 7}</tr>"
        end = page.index("</table>", page.index("结转下年度继续办理"))
        url = f"http://a.example/{name}.html"
        save(store, replace(read_text_of(page[:end] + row + page[end:]), source=url), url)
    found = [
        (row["label"], row["form"], row["year"], row["reports"])
        for row in store.db.query("SELECT * FROM unknown_rows ORDER BY reports DESC")
    ]
    assert found == [("工作秘密", "2021", 2025, 2), ("无法联系到申请人", "2021", 2025, 1)]
    assert (
        next(store.db.query("SELECT url FROM unknown_rows ORDER BY reports DESC"))["url"]
        == "http://a.example/a.html"
    )
