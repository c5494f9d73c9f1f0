"""Heads of 表二 that are cut, missing or another group's: read in the form's order and marked, or not at all."""

import pytest

from store.form import FORMS
from store.models import Report
from tests.printed import (
    Printed,
    Row,
    disclosure_rows,
    head_rows,
    html_page,
    html_table,
    read_text_of,
    request_rows,
    review_rows,
    sound_figures,
    wrong_figures,
)

FORM = FORMS["2019"]
TRUTH = sound_figures(FORM, seed=4)
KEYS = [key for key in TRUTH if key[0] == "disclosure"]


def read(disclosure: list[Row]) -> Report:
    requests = head_rows(FORM, list(FORM.columns)) + request_rows(FORM, TRUTH)
    tables = [html_table(rows) for rows in (disclosure, requests, review_rows(FORM, TRUTH))]
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
