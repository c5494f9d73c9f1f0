"""Figures recognised from pictures: certain only where two sums of the form confirm them, never corrected."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from crawler.reading.blocks import COUNTED, SEEN, Document, GridCell, Page, Paragraph, Table, WhyInferred
from crawler.reading.form.reader import read_report
from demo.press.figures import sound_figures
from demo.press.tables import Row, report_tables, request_table
from store.form import FORMS
from store.models import CellKey, Report
from tests.made.papers.printed import Figures

FORM = FORMS["2021"]


def table_of(rows: list[Row], doubt: WhyInferred = SEEN) -> Table:
    """Rows as a reader of pictures gives them."""
    covered: set[tuple[int, int]] = set()
    found = []
    for number, row in enumerate(rows):
        cells, column = [], 0
        for cell in row:
            while (number, column) in covered:
                column += 1
            covered |= {
                (number + down, column + right)
                for down in range(cell.rowspan)
                for right in range(cell.colspan)
            }
            cells.append(GridCell(cell.content, column, cell.colspan, cell.rowspan))
        found.append(tuple(cells))
    return Table(tuple(found), spans_known=True, doubt=doubt)


def seen(figures: Mapping[CellKey, object], doubt: WhyInferred = SEEN) -> Report:
    """The report that a picture with these figures gives."""
    tables = [table_of(rows, doubt) for rows in report_tables(FORM, figures).values()]
    return read_report(Document("scan.pdf", b""), Page([*tables, Paragraph("六、其他需要报告的事项")]))


def states(report: Report, table: str) -> set[str]:
    return {cell.state for key, cell in report.cells.items() if key[0] == table}


def single(row: str = "granted", digit: int = 1) -> Figures:
    """A report on one request, as most are: the same digit stands in every place that isn't 0."""
    figures: Figures = dict.fromkeys(sound_figures(FORM, 1), 0)
    for place in ("received", row, "outcome_total"):
        for column in ("natural_person", "total"):
            figures["requests", place, column] = digit
    return figures


def test_figures_in_two_sums_that_hold_are_certain() -> None:
    truth = sound_figures(FORM, 1)
    report = seen(truth)
    assert states(report, "requests") == {"number", "zero"}
    assert {key: cell.value for key, cell in report.cells.items()} == truth
    assert not any(note.table == "requests" and note.column for note in report.notes)


def test_tables_without_two_sums_stay_inferred() -> None:
    report = seen(sound_figures(FORM, 1))
    assert states(report, "disclosure") == states(report, "reviews") == {"inferred"}
    noted = {(note.table, note.row, note.column) for note in report.notes if note.message == SEEN}
    assert noted == {key for key, cell in report.cells.items() if cell.state == "inferred"}


@pytest.mark.parametrize(
    "cell", [("received", "business"), ("denied_third_party", "other"), ("outcome_total", "total")]
)
def test_a_misread_figure_makes_its_whole_row_and_column_doubtful(cell: tuple[str, str]) -> None:
    truth = sound_figures(FORM, 1)
    misread = {**truth, ("requests", *cell): 777}
    report = seen(misread)
    assert report.cells["requests", *cell].state == "inferred"
    assert report.cells["requests", *cell].value == 777  # never corrected
    certain = {key for key, one in report.cells.items() if one.state in ("number", "zero")}
    assert certain
    assert not any(key[1] == cell[0] for key in certain)
    assert all(report.cells[key].value == truth[key] for key in certain)


def test_figures_beside_an_unread_cell_stay_inferred() -> None:
    figures: dict[CellKey, object] = {
        **sound_figures(FORM, 1),
        ("requests", "granted", "business"): "12\ufffd",
    }
    report = seen(figures)
    assert report.cells["requests", "granted", "business"].state == "unread"
    assert {report.cells["requests", "granted", column].state for column in FORM.columns} == {
        "inferred",
        "unread",
    }
    assert report.cells["requests", "granted_part", "business"].state == "inferred"


@pytest.mark.parametrize("blank", ["", "/", "-"])
def test_a_blank_is_no_member_of_a_sum(blank: str) -> None:
    figures: dict[CellKey, object] = {**single(), ("requests", "granted", "business"): blank}
    report = seen(figures)
    assert report.cells["requests", "granted", "business"].value is None
    assert report.cells["requests", "granted", "research"].state == "inferred"


@pytest.mark.parametrize("digit", [1, 7])
def test_one_digit_read_as_another_everywhere_is_not_confirmed_by_sums_that_hold_for_both(digit: int) -> None:
    report = seen(single(digit=digit))
    assert {cell.value for cell in report.cells.values() if cell.state == "zero"} == {0}
    shown = [cell.state for key, cell in report.cells.items() if cell.value == digit]
    assert shown == ["inferred"] * 6


def test_a_row_whose_label_was_damaged_is_not_confirmed() -> None:
    truth = sound_figures(FORM, 1)
    damaged = [
        [
            replace(cell, content=cell.content.replace("保护第三方合法权益", "保护第三万合法权益"))
            for cell in row
        ]
        for row in request_table(FORM, truth)
    ]
    report = read_report(Document("scan.pdf", b""), Page([table_of(damaged), Paragraph("略")]))
    row = {column: report.cells["requests", "denied_third_party", column] for column in FORM.columns}
    assert {column: cell.value for column, cell in row.items()} == {
        column: truth["requests", "denied_third_party", column] for column in FORM.columns
    }
    assert {cell.state for cell in row.values()} == {"inferred"}


def test_figures_put_in_place_by_counting_are_never_confirmed() -> None:
    assert states(seen(sound_figures(FORM, 1), doubt=COUNTED), "requests") == {"inferred"}


UNSURE = [
    ("requests", "received", "business"),
    ("requests", "outcome_total", "total"),
    ("reviews", "reconsideration", "total"),
]


@pytest.mark.parametrize("key", UNSURE)
def test_figure_seen_without_certainty_is_inferred_where_a_sum_holds_with_it(key: CellKey) -> None:
    truth = sound_figures(FORM, 1)
    cell = seen({**truth, key: f"{truth[key]}\ufffd"}).cells[key]
    assert (cell.value, cell.state, cell.raw) == (truth[key], "inferred", f"{truth[key]}\ufffd")


@pytest.mark.parametrize("key", UNSURE)
def test_figure_seen_without_certainty_stays_unread_where_it_breaks_its_sums(key: CellKey) -> None:
    truth = sound_figures(FORM, 1)
    cell = seen({**truth, key: f"{int(truth[key] or 0) + 1}\ufffd"}).cells[key]
    assert (cell.value, cell.state) == (None, "unread")


def test_uncertain_digits_that_could_all_be_others_stay_unread() -> None:
    figures = {key: f"{figure}\ufffd" if figure else figure for key, figure in single(digit=7).items()}
    report = seen(figures)
    assert {cell.value for cell in report.cells.values()} == {0, None}


def test_uncertain_figures_put_in_place_by_counting_stay_unread() -> None:
    truth = sound_figures(FORM, 1)
    cell = seen({**truth, UNSURE[0]: f"{truth[UNSURE[0]]}\ufffd"}, doubt=COUNTED)
    assert cell.cells[UNSURE[0]].value is None


@pytest.mark.parametrize(("zero", "held"), [(0, True), (6, False)])
def test_uncertain_letter_o_is_a_zero_only_where_a_sum_holds_with_it(zero: int, held: bool) -> None:
    truth = sound_figures(FORM, 1)
    column = next(key for key in FORM.columns if truth["requests", "granted", key] != 0)
    key = ("requests", "granted", column)
    figures = {**truth, key: zero}
    for total in (("granted", "total"), ("outcome_total", column), ("outcome_total", "total")):
        figures["requests", *total] = int(truth["requests", *total] or 0) - int(truth[key] or 0) + zero
    cell = seen({**figures, key: "O\ufffd"}).cells[key]
    assert (cell.value, cell.state) == ((0, "inferred") if held else (None, "unread"))
