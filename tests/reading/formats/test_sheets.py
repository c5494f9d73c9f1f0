"""XLSX → figures: what Excel shows of a cell and nothing else; hidden, scaled and uncomputed numbers are nobody's."""

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font
from openpyxl.worksheet.worksheet import Worksheet

from crawler.reading import Document, UnreadableDocument, read
from crawler.reading.blocks import GridCell, Paragraph, Table
from crawler.reading.formats.xlsx import read_xlsx
from crawler.reading.words.number_formats import shown
from crawler.reading.words.values import read_cell
from demo.press.figures import sound_figures
from store.form import FORMS
from tests.made.papers.books import TITLE, body_of, put_rows, put_text, report_book, rewritten, tables
from tests.made.papers.printed import figures_of, wrong_figures

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=6)


def cells_of(change: Callable[[Worksheet], Any]) -> dict[str, str]:
    """What is read of a sheet with a label in A1 and 1, 2, 3 in B1 to B3, after a change: text by label."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row, label in enumerate("甲乙丙", start=1):
        sheet.append([label, row])
    change(sheet)
    (table,) = read_xlsx(Document("x", body_of(book))).blocks
    assert isinstance(table, Table)
    return {row[0].text: "|".join(cell.text for cell in row[1:]) for row in table.rows}


def refused(body: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(Document("report.xlsx", body))
    return caught.value


@settings(max_examples=25, deadline=None)
@given(
    name=st.sampled_from(list(FORMS)),
    seed=st.integers(0, 2**32),
    apart=st.booleans(),
    framed=st.booleans(),
    merged=st.sampled_from([1, 4, 10, 15]),
)
def test_every_figure_of_a_sound_workbook_is_read(
    name: str, seed: int, apart: bool, framed: bool, merged: int
) -> None:
    form = FORMS[name]
    truth = sound_figures(form, seed)
    report = read(Document("x", body_of(report_book(form, truth, apart, framed, merged))))
    assert figures_of(report) == truth
    assert (report.title, report.year, report.agency) == (TITLE, 2025, "白河市财政局")
    assert [section.key for section in report.sections] == [section.key for section in form.sections]


FORMATS_SHOWN = [
    (3.0, "General", "3"),
    (0.1 + 0.2, "General", "0.3"),
    (12345.678, "#,##0.00", "12345.68"),
    (5, "0_ ", "5"),
    (5, "000", "5"),
    (0, "0", "0"),
    (-5, "0", "-5"),
    (-5, '0;"减"0', None),
    (-5, "0;[Red]-0", "-5"),
    (-5, "0;[Red]0", None),
    (5, '0"件"', "5件"),
    (5, "0件", "5件"),
    (5, '0.00"万元"', "5万元"),
    (5, "@", "5"),
    (0, '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"??_ ;_ @_ ', "-"),
    (1234, '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"??_ ;_ @_ ', "1234"),
    (5000, "0,", None),
    (50000, '0!.0,"万"', None),
    (5, ";;;", None),
    (0, "0;-0;;@", None),
    (0, "#", None),
    (3.6, "0", None),
    (0.004, "0.00", None),
    (5, '[>=3]"多";0', None),
    (5, "[DBNum1]General", None),
    (5, "0.0E+00", None),
    (5, '"共"0"件又"0', None),
    (1e300, "0.00", None),
    (float("nan"), "0", None),
]


@pytest.mark.parametrize(("number", "code", "text"), FORMATS_SHOWN)
def test_number_is_read_as_shown_or_not_at_all(number: float, code: str, text: str | None) -> None:
    """Scaled, hidden, rounded away or conditional: what is shown isn't what is stored, and neither is taken."""
    if text is None:
        assert read_cell(shown(number, code), "change")[0].state == "text"
        assert read_cell(shown(number, code), "amount")[0].state == "text"
    else:
        assert shown(number, code) == text


def test_percentage_and_date_and_error_are_words() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B1"].number_format = "0%"
        sheet["B2"].value = datetime(2026, 1, 5)
        sheet["B3"].value = "#REF!"

    assert cells_of(change) == {"甲": "1〔格式 0%〕", "乙": "2026年1月5日", "丙": "#REF!"}


def test_number_formatted_as_date_is_no_figure() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B1"].number_format = "yyyy-mm-dd"

    assert cells_of(change)["甲"] == "1900年1月1日"


def test_hidden_rows_columns_and_sheets_are_left_out() -> None:
    def rows(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True

    def columns(sheet: Worksheet) -> None:
        sheet.insert_cols(2, 2)
        sheet["B1"].value = 7
        sheet["C1"].value = 8
        sheet.column_dimensions.group("B", "C", hidden=True)

    assert cells_of(rows) == {"甲": "1", "丙": "3"}
    assert cells_of(columns) == {"甲": "1", "乙": "2", "丙": "3"}
    book = report_book(FORM, TRUTH)
    hidden = book.create_sheet("上年")
    put_rows(hidden, tables(FORM, sound_figures(FORM, 1))[1], 1)
    hidden.sheet_state = "veryHidden"
    assert figures_of(read(Document("x", body_of(book)))) == TRUTH
    hidden.sheet_state = "visible"
    report = read(Document("x", body_of(book)))
    assert wrong_figures(report, TRUTH) == {}
    assert any(cell.state == "unread" for cell in report.cells.values())


def test_merged_cell_that_begins_in_a_hidden_row_is_still_shown() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.merge_cells("B1:B2")
        sheet.row_dimensions[1].hidden = True

    assert cells_of(change) == {"乙": "1", "丙": "3"}


def test_formula_gives_its_stored_result_and_without_one_neither_blank_nor_figure() -> None:
    book = Workbook()
    book.worksheets[0].append(["甲", "=1+1", "=2+2"])
    body = rewritten(body_of(book), b"<f>1+1</f><v></v>", b"<f>1+1</f><v>9</v>")
    (table,) = read_xlsx(Document("x", body)).blocks
    assert table == Table(
        ((GridCell("甲", 0), GridCell("9", 1), GridCell("〔公式，结果不明〕", 2)),), spans_known=True
    )


def test_struck_and_raised_text_never_becomes_a_digit() -> None:
    def change(sheet: Worksheet) -> None:
        gone, raised = InlineFont(strike=True), InlineFont(vertAlign="superscript")
        sheet["B1"].value = CellRichText("1", TextBlock(gone, "2"), TextBlock(raised, "3"))
        sheet["B2"].font = Font(strike=True)
        sheet["C2"].value = "x"
        sheet["B3"].font = Font(vertAlign="superscript")

    assert cells_of(change) == {"甲": "1^3|", "乙": "|x", "丙": "^3|"}


def test_zeros_that_the_sheet_does_not_show_are_not_zeros() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B1"].value = 0
        sheet.sheet_view.showZeros = False

    assert read_cell(cells_of(change)["甲"])[0].state == "text"


def test_blank_cells_inside_a_frame_are_blank_not_zero() -> None:
    body = body_of(report_book(FORM, {**TRUTH, ("requests", "granted", "total"): ""}))  # type: ignore[dict-item]
    report = read(Document("x", body))
    assert report.cells["requests", "granted", "total"].state == "blank"
    assert len(figures_of(report)) == len(TRUTH) - 1
    assert wrong_figures(report, TRUTH) == {}


def test_running_text_of_a_sheet_is_paragraphs_and_captions_end_no_table_wrongly() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    put_text(sheet, 1, "一、总体情况", 3)
    put_text(sheet, 2, "第一段。\n第二段。")
    put_rows(sheet, tables(FORM, TRUTH)[2], 4)
    first, second, third, table = read_xlsx(Document("x", body_of(book))).blocks
    assert [first, second, third] == [Paragraph("一、总体情况"), Paragraph("第一段。"), Paragraph("第二段。")]
    assert isinstance(table, Table)
    assert len(table.rows) == 4


def test_tables_without_anything_between_are_told_apart_by_their_frames() -> None:
    book, row = Workbook(), 1
    for part in tables(FORM, TRUTH):
        row = put_rows(book.worksheets[0], part, row)
    assert figures_of(read(Document("x", body_of(book)))) == TRUTH


def test_workbook_that_ends_in_a_table_keeps_its_last_row() -> None:
    book = Workbook()
    row = 1
    for part in tables(FORM, TRUTH):
        row = put_rows(book.worksheets[0], part, row) + 1
    assert figures_of(read(Document("x", body_of(book)))) == TRUTH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="2"', b'<row ht="0" customHeight="1" r="2"'),
        (b"<sheetFormatPr", b'<sheetFormatPr zeroHeight="1"'),
    ],
)
def test_row_without_height_is_left_out_also_by_default(old: bytes, new: bytes) -> None:
    book = Workbook()
    for row in (["甲", 1], ["乙", 2]):
        book.worksheets[0].append(row)
    book.worksheets[0].row_dimensions[1].height = 20
    (found,) = read_xlsx(Document("x", rewritten(body_of(book), old, new))).blocks
    assert found == Table(((GridCell("甲", 0), GridCell("1", 1)),), spans_known=True)


def damage(rng: random.Random, sheet: Worksheet) -> None:
    """One fault as tired people make them."""
    fault = rng.choice(("row", "unmerge", "merge", "hide", "blank", "label", "unframe"))
    row, column = rng.randint(1, sheet.max_row), rng.randint(1, 10)
    if fault == "row":
        sheet.delete_rows(row)
    elif fault == "unmerge" and sheet.merged_cells.ranges:
        sheet.unmerge_cells(rng.choice(sorted(map(str, sheet.merged_cells.ranges))))
    elif fault == "merge":
        sheet.merge_cells(None, row, column, row, column + 1)
    elif fault == "hide":
        sheet.row_dimensions[row].hidden = rng.random() < 0.5
        sheet.column_dimensions["ABCDEFGHIJ"[column - 1]].hidden = not sheet.row_dimensions[row].hidden
    elif fault == "blank" and type(sheet.cell(row, column)).__name__ == "Cell":
        sheet.cell(row, column).value = None
    elif fault == "label" and isinstance(text := sheet.cell(row, column).value, str):
        sheet.cell(row, column).value = text[: len(text) // 2]
    elif fault == "unframe":
        sheet.cell(row, column).border = Border()


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(list(FORMS)), seed=st.integers(0, 2**32), framed=st.booleans())
@example(name="2021", seed=417325, framed=False)  # a hidden column of labels: a title beside its first line
def test_damaged_sheets_give_no_wrong_figure(name: str, seed: int, framed: bool) -> None:
    form, rng = FORMS[name], random.Random(seed)
    truth = sound_figures(form, seed)
    book = report_book(form, truth, framed=framed)
    for _ in range(rng.randint(1, 4)):
        damage(rng, book.worksheets[0])
    assert wrong_figures(read(Document("x", body_of(book))), truth) == {}
