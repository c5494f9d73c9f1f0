"""Heads of 表三 that are not the form's own: followed where the figures agree, never where names contradict."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from demo.press.figures import sound_figures
from demo.press.html import html_table
from demo.press.tables import (
    Printed,
    Row,
    disclosure_rows,
    head_rows,
    report_tables,
    request_rows,
    review_rows,
)
from store.form import FORMS
from store.models import Report
from tests.made.papers.printed import Figures, figures_of, html_page, read_text_of

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=5)
Change = Callable[[list[Row], list[Row]], None]


def read(change: Change, figures: Figures = TRUTH) -> Report:
    """A report of which `change` has changed the head and the lines of 表三."""
    head, lines = head_rows(FORM), request_rows(FORM, figures)
    change(head, lines)
    tables = (disclosure_rows(FORM, figures), head + lines, review_rows(FORM, figures))
    return read_text_of(html_page(FORM, [html_table(rows) for rows in tables]))


def states(report: Report) -> set[str]:
    return {cell.state for key, cell in report.cells.items() if key[0] == "requests"}


def short_group(head: list[Row], lines: list[Row]) -> None:
    head[1][1] = replace(head[1][1], content="法人")


def names_in_two_rows(head: list[Row], lines: list[Row]) -> None:
    head.append([Printed(cell.content[2:]) for cell in head[2]])
    head[2] = [Printed(cell.content[:2]) for cell in head[2]]
    for row in head[:2]:
        row[:] = [replace(cell, rowspan=cell.rowspan + (cell.rowspan > 1)) for cell in row]


def remarks(head: list[Row], lines: list[Row]) -> None:
    head[0][1], head[1][3:] = replace(head[0][1], colspan=8), [Printed("备注", 1, 2)]
    for row in lines:
        row.append(Printed("9"))


def subtotals(head: list[Row], lines: list[Row]) -> None:
    head[0][1], head[1][1] = replace(head[0][1], colspan=8), replace(head[1][1], colspan=6)
    head[2].append(Printed("小计"))
    for row in lines:
        row.insert(-1, Printed("9"))


def no_head(head: list[Row], lines: list[Row]) -> None:
    head.clear()


def total_unnamed(head: list[Row], lines: list[Row]) -> None:
    head[1][2] = Printed("", 1, 2)


@pytest.mark.parametrize("change", [short_group, names_in_two_rows, remarks, subtotals])
def test_head_that_names_every_column_is_followed(change: Change) -> None:
    report = read(change)
    assert figures_of(report) == TRUTH
    assert states(report) == {"number", "zero"}


@pytest.mark.parametrize("change", [short_group, names_in_two_rows, remarks, subtotals])
def test_head_against_the_totals_is_not_followed(change: Change) -> None:
    def wrong(head: list[Row], lines: list[Row]) -> None:
        change(head, lines)
        for row in lines:
            row[-2:] = row[:-3:-1]  # the last two columns swapped

    assert {value for key, value in figures_of(read(wrong)).items() if key[0] == "requests"} == set()


def contradicted(step: Change) -> Change:
    """`step`, and totals that no order of the columns can explain."""

    def change(head: list[Row], lines: list[Row]) -> None:
        at = -2 if step is remarks else -1
        step(head, lines)
        for number, row in enumerate(lines):
            row[at] = Printed(str(100_000 + number))

    return change


def requests_of(report: Report) -> dict[str, list[object]]:
    return {row: [report.value("requests", row, column) for column in FORM.columns] for row in FORM.requests}


@pytest.mark.parametrize("step", [short_group, names_in_two_rows, remarks, subtotals, total_unnamed])
def test_head_that_names_every_column_is_followed_where_the_agency_adds_up_wrongly(step: Change) -> None:
    report = read(contradicted(step))
    assert requests_of(report) == {
        row: [*(TRUTH["requests", row, column] for column in list(FORM.columns)[:-1]), 100_000 + number]
        for number, row in enumerate(FORM.requests)
    }
    assert states(report) == {"inferred"}


def test_lines_of_zeros_under_a_column_more_are_read() -> None:
    nothing = {key: 0 if key[0] == "requests" else value for key, value in TRUTH.items()}
    report = read(subtotals, nothing)
    assert figures_of(report) == nothing
    assert states(report) == {"zero"}


def test_figures_without_head_and_without_sums_are_nobodys() -> None:
    report = read(contradicted(no_head))
    assert {value for key, value in figures_of(report).items() if key[0] == "requests"} == set()


def test_totals_that_repeat_the_first_figure_tell_the_columns_where_there_is_no_head() -> None:
    def change(head: list[Row], lines: list[Row]) -> None:
        no_head(head, lines)
        for row in lines:
            row[-1] = row[-7]

    report = read(change)
    assert requests_of(report) == {
        row: [TRUTH["requests", row, column] for column in (*list(FORM.columns)[:-1], "natural_person")]
        for row in FORM.requests
    }
    assert states(report) == {"inferred"}


@pytest.mark.parametrize("change", [remarks, subtotals])
def test_column_that_the_form_does_not_have_is_noted(change: Change) -> None:
    found = [note for note in read(change).notes if note.state == "unknown_column"]
    assert [(note.table, note.raw) for note in found] == [
        ("requests", "备注" if change is remarks else "小计")
    ]


@pytest.mark.parametrize("change", [no_head, total_unnamed])
def test_name_that_is_gone_leaves_figures_inferred_and_noted(change: Change) -> None:
    report = read(change)
    assert figures_of(report) == TRUTH
    assert states(report) == {"inferred"}
    noted = {(note.row, note.column) for note in report.notes if note.state == "inferred"}
    assert noted == {(row, column) for row in FORM.requests for column in FORM.columns}


def swapped(head: list[Row], lines: list[Row]) -> None:
    head[2][0], head[2][1] = head[2][1], Printed("企业")


def other_name(head: list[Row], lines: list[Row]) -> None:
    head[2][0], head[1][2] = Printed("境外机构"), Printed("", 1, 2)


@pytest.mark.parametrize("change", [swapped, other_name])
def test_names_that_contradict_the_form_are_never_passed_over(change: Change) -> None:
    assert {value for key, value in figures_of(read(change)).items() if key[0] == "requests"} == set()


def no_totals(head: list[Row], lines: list[Row]) -> None:
    del head[1][2]
    head[0][1] = replace(head[0][1], colspan=6)
    for row in lines:
        del row[-1]


def test_applicants_without_a_column_of_totals_are_read_and_no_total_is_computed() -> None:
    report = read(no_totals)
    expected = {key: value for key, value in TRUTH.items() if key[0] != "requests" or key[2] != "total"}
    assert figures_of(report) == expected
    totals = {cell.state for key, cell in report.cells.items() if key[0] == "requests" and key[2] == "total"}
    assert totals == {"unread"}


def test_sum_met_by_chance_makes_no_total_of_an_applicant() -> None:
    def one_adds_up(head: list[Row], lines: list[Row]) -> None:
        no_totals(head, lines)
        lines[3][-6:] = map(Printed, ("1", "0", "0", "0", "2", "3"))

    report = read(one_adds_up)
    assert requests_of(report)[list(FORM.requests)[3]] == [1, 0, 0, 0, 2, 3, None]


def test_last_of_six_figures_that_may_be_the_total_is_nobodys() -> None:
    def last_adds_up(head: list[Row], lines: list[Row]) -> None:
        no_totals(head, lines)
        for row in lines:
            row[-1] = Printed(str(sum(int(cell.content) for cell in row[-6:-1])))

    report = read(last_adds_up)
    assert {value for key, value in figures_of(report).items() if key[0] == "requests"} == set()


def plain_tables() -> list[list[Row]]:
    return [*report_tables(FORM, TRUTH).values()]


def test_reviews_without_names_of_procedures_are_inferred_in_the_order_of_the_form() -> None:
    tables = plain_tables()
    names = [line.label for line in FORM.results.values()]
    tables[2][:3] = [[Printed(name) for _ in FORM.procedures for name in names]]
    report = read_text_of(html_page(FORM, [html_table(rows) for rows in tables]))
    assert figures_of(report) == TRUTH
    assert {cell.state for key, cell in report.cells.items() if key[0] == "reviews"} == {"inferred"}


def test_other_statistics_in_front_disturb_no_figure() -> None:
    rows = [("指标", "数量"), ("主动公开信息", "3947"), ("行政许可", "21"), ("总计", "3968"), ("其他", "5")]
    front = html_table([[Printed(text) for text in row] for row in rows])
    page = html_page(FORM, [html_table(rows) for rows in plain_tables()])
    report = read_text_of(page.replace("<p>略。</p>", f"<p>略。</p>{front}", 1))
    assert figures_of(report) == TRUTH
    assert report.notes == ()


def test_group_label_with_a_character_lost_hides_no_line() -> None:
    page = html_page(FORM, [html_table(rows) for rows in plain_tables()])
    assert "三、本年度办理结果" in page
    assert figures_of(read_text_of(page.replace("三、本年度办理结果", "三、本年度办理果"))) == TRUTH


def reviews_in_two_rows(below: Callable[[str], tuple[str, str]]) -> Report:
    """A report whose figures of 表四 stand in two rows, each cell parted by `below`."""
    tables = plain_tables()
    parts = [below(cell.content) for cell in tables[2][-1]]
    tables[2][-1:] = [[Printed(part[place]) for part in parts] for place in (0, 1)]
    return read_text_of(html_page(FORM, [html_table(rows) for rows in tables]))


def test_figures_of_reviews_torn_by_a_page_break_are_inferred_if_they_add_up_together_only() -> None:
    report = reviews_in_two_rows(lambda text: (text[:-1] or text, text[-1:] if text[1:] else ""))
    assert figures_of(report) == TRUTH
    torn = {key for key, value in TRUTH.items() if key[0] == "reviews" and len(str(value)) > 1}
    assert torn
    assert {key for key, cell in report.cells.items() if cell.state == "inferred"} == torn


@pytest.mark.parametrize(
    "below", [lambda text: (text, "0"), lambda text: (text, text), lambda text: (text, "1")]
)
def test_two_rows_of_reviews_are_never_made_one(below: Callable[[str], tuple[str, str]]) -> None:
    found = figures_of(reviews_in_two_rows(below))
    assert {key for key in found if key[0] == "reviews"} == set()
