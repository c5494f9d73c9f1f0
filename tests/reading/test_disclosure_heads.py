"""Heads of 表二 that are cut, missing or another group's: read in the form's order and marked, or not at all."""

import pytest

from demo.press.figures import sound_figures
from demo.press.html import html_table
from demo.press.tables import Printed, Row, disclosure_rows, report_tables, request_table, review_rows
from store.form import FORMS
from store.models import Report
from tests.made.papers.printed import html_page, read_text_of, wrong_figures

FORM = FORMS["2019"]
TRUTH = sound_figures(FORM, seed=4)
KEYS = [key for key in TRUTH if key[0] == "disclosure"]


def read(disclosure: list[Row]) -> Report:
    tables = [html_table(rows) for rows in {**report_tables(FORM, TRUTH), "disclosure": disclosure}.values()]
    return read_text_of(html_page(FORM, tables))


def heads(rows: list[Row]) -> list[int]:
    return [number for number, row in enumerate(rows) if row[0].content == "信息内容"]


def test_group_without_its_head_is_read_in_the_order_of_the_form_and_marked() -> None:
    rows = disclosure_rows(FORM, TRUTH)
    gone = heads(rows)[1:]
    report = read([row for number, row in enumerate(rows) if number not in gone])
    assert wrong_figures(report, TRUTH) == {}
    first = {key for key in KEYS if key[1] in ("rules", "normative_documents")}
    for key in KEYS:
        cell = report.cells[key]
        if key in first:
            assert cell.state in ("number", "zero")
        elif cell.value is not None:
            assert (cell.value, cell.state) == (TRUTH[key], "inferred")
    read_keys = {key for key in KEYS if report.cells[key].value is not None}
    assert {key[1] for key in set(KEYS) - read_keys} <= {
        "procurement"
    }  # whose amount has its unit in the head


def test_line_of_another_group_under_a_head_that_is_not_its_own_is_unread() -> None:
    rows = disclosure_rows(FORM, TRUTH)
    captions = {number for number, row in enumerate(rows) if len(row) == 1}
    gone = {*heads(rows)[1:], *list(captions)[1:]}
    report = read([row for number, row in enumerate(rows) if number not in gone])
    assert report.cells["disclosure", "licensing", "decisions"].state == "unread"


def test_cut_titles_are_followed_in_the_order_of_the_form_and_marked() -> None:
    rows = disclosure_rows(FORM, TRUTH)
    head = rows[heads(rows)[0]]
    head[1], head[2] = Printed("本年新"), Printed("本年新")
    report = read(rows)
    keys = [key for key in KEYS if key[1] in ("rules", "normative_documents")]
    assert {key: (report.cells[key].value, report.cells[key].state) for key in keys} == {
        key: (TRUTH[key], "inferred") for key in keys
    }
    assert report.cells["disclosure", "licensing", "decisions"].state in ("number", "zero")


@pytest.mark.parametrize(
    "titles", [("对外公", "本年新"), ("本年", "本年新"), ("数量", "数量"), ("本年新", "累计公开")]
)
def test_titles_that_are_no_beginning_of_the_forms_own_settle_nothing(titles: tuple[str, str]) -> None:
    rows = disclosure_rows(FORM, TRUTH)
    head = rows[heads(rows)[0]]
    head[1], head[2] = map(Printed, titles)
    assert read(rows).cells["disclosure", "rules", "made"].state == "unread"


def test_line_that_the_form_does_not_have_is_no_head_of_the_lines_below() -> None:
    rows = disclosure_rows(FORM, TRUTH)
    rows.insert(heads(rows)[1] + 1, [Printed("其他主动公开文件"), *map(Printed, ("2", "65", "66"))])
    report = read(rows)
    assert wrong_figures(report, TRUTH) == {}
    assert {report.cells[key].value for key in KEYS} == {TRUTH[key] for key in KEYS}


def test_row_of_years_is_a_head_that_settles_nothing() -> None:
    rows = disclosure_rows(FORM, TRUTH)
    rows.insert(heads(rows)[1] + 1, [Printed("项目"), *map(Printed, ("2018", "2019", "2020"))])
    assert read(rows).cells["disclosure", "licensing", "decisions"].state == "unread"


@pytest.mark.parametrize("name", FORMS)
def test_table_that_begins_with_a_line_is_read_in_the_order_of_the_form_and_marked(name: str) -> None:
    """As where captions as wide as the table part it and each head but the first is missing."""
    form = FORMS[name]
    truth = sound_figures(form, seed=4)
    rows = disclosure_rows(form, truth)
    gone = heads(rows)[1:]
    parts: list[list[Row]] = []
    for number, row in enumerate(rows):
        if len(row) == 1:
            parts.append([])
        elif number not in gone:
            parts[-1].append(row)
    requests = request_table(form, truth)
    tables = [html_table(part) for part in (*parts, requests, review_rows(form, truth))]
    report = read_text_of(html_page(form, ["".join(tables[:-2]), *tables[-2:]]))
    assert wrong_figures(report, truth) == {}
    first = set(form.disclosures) & {"rules", "normative_documents"}
    later = {key: report.cells[key].state for key in truth if key[0] == "disclosure" and key[1] not in first}
    amounts = {key for key in later if form.kind(key[0], key[2]) == "amount"}
    assert {state for key, state in later.items() if key not in amounts} == {"inferred"}


def test_line_with_another_number_of_columns_than_the_head_above_is_inferred() -> None:
    form = FORMS["2021"]
    truth = sound_figures(form, seed=4)
    rows = disclosure_rows(form, truth)
    gone = {n for n, row in enumerate(rows) if n > 1 and (len(row) == 1 or row[0].content == "信息内容")}
    rows = [row for number, row in enumerate(rows) if number not in gone]
    tables = [html_table(each) for each in {**report_tables(form, truth), "disclosure": rows}.values()]
    report = read_text_of(html_page(form, tables))
    cell = report.cells["disclosure", "licensing", "decisions"]
    assert (cell.value, cell.state) == (truth["disclosure", "licensing", "decisions"], "inferred")


@pytest.mark.parametrize(
    ("printed", "figures"),
    [("规章000", [0, 0, 0]), ("规章0000", [None] * 3), ("规章00", [None] * 3), ("规章100", [None] * 3)],
)
def test_label_and_zeros_in_one_cell_are_read_apart_if_there_is_one_for_each_column(
    printed: str, figures: list[int | None]
) -> None:
    rows = disclosure_rows(FORM, TRUTH)
    place = next(number for number, row in enumerate(rows) if row[0].content == "规章")
    rows[place] = [Printed(printed, 4)]
    report = read(rows)
    cells = [report.cells["disclosure", "rules", measure] for measure in FORM.disclosures["rules"].measures]
    assert [cell.value for cell in cells] == figures
    assert {cell.state for cell in cells} == {"inferred" if figures[0] == 0 else "unread"}
