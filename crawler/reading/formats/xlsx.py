"""XLSX → blocks, by openpyxl. Runs in a worker process (crawler.reading.apart.worker)."""

from datetime import date
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from crawler.reading.blocks import Document, Page, UnreadableDocument
from crawler.reading.formats.sheets import Sheet, number_text, page_of, styled
from crawler.reading.opening.unzip import member_names, open_zip, read_member, unpack_all

_SIDES = ("left", "right", "top", "bottom")


def _text(cell: Cell, zeros: bool) -> str:
    """What a cell shows."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, CellRichText):
        return "".join(part if isinstance(part, str) else _styled(part.text, part.font) for part in value)
    if isinstance(value, bool):
        text = str(value).upper()
    elif isinstance(value, int | float):
        text = number_text(value, cell.number_format, zeros)
    elif isinstance(value, date):
        text = f"{value.year}年{value.month}月{value.day}日"
    else:
        text = str(value)
    return _styled(text, cell.font)


def _styled(text: str, font: object) -> str:
    struck = bool(getattr(font, "strike", None))
    return styled(text, struck, getattr(font, "vertAlign", None) in ("superscript", "subscript"))


def _has_border(cell: Cell) -> bool:
    sides = (getattr(cell.border, side) for side in _SIDES) if cell.has_style else ()
    return any(side is not None and side.style for side in sides)


def _sheet(results: Worksheet, formulas: Worksheet, converted: bool) -> Sheet:
    """A sheet as read; a formula gives what the file says it showed, if a converter didn't compute it anew."""
    sheet = Sheet(results.title, merged=[area.bounds for area in results.merged_cells.ranges])
    zeros = results.sheet_view.showZeros is not False
    for place, cell in results._cells.items():
        computed = place in formulas._cells and formulas._cells[place].data_type == "f"
        if computed and (converted or cell.value is None):
            sheet.texts[place] = "〔公式，结果不明〕"
        elif isinstance(cell, Cell) and (text := _text(cell, zeros)).strip():
            sheet.texts[place] = text
        if _has_border(cell):
            sheet.bordered.add(place)
    height = max((row for row, _ in sheet.texts), default=0) + 1
    width = max((column for _, column in sheet.texts), default=0)
    sheet.hidden_rows = {row for row in range(1, height + 1) if _row_hidden(results, row)}
    sheet.hidden_columns = {
        column
        for line in results.column_dimensions.values()
        if line.hidden or line.width == 0
        for column in range(line.min or 0, min(line.max or 0, width) + 1)
    }
    return sheet


def _row_hidden(sheet: Worksheet, row: int) -> bool:
    if row not in sheet.row_dimensions:
        return bool(sheet.sheet_format.zeroHeight)
    line = sheet.row_dimensions[row]
    return bool(line.hidden) or line.height == 0


def _open(body: bytes, values: bool) -> Workbook:
    return load_workbook(BytesIO(body), data_only=values, rich_text=True, keep_links=False)


def read_xlsx(document: Document) -> Page:
    """An XLSX as blocks. Raises UnreadableDocument with a named failure."""
    archive = open_zip(document.body)
    names = member_names(archive)
    if len(names) != len(archive.infolist()):  # of two with one name programs choose differently
        raise UnreadableDocument("broken", "XLSX 里有两个同名的部分")
    unpack_all(archive)
    properties = "docProps/app.xml"
    converted = properties.lower() in names and b"LibreOffice" in read_member(archive, properties, 1_000_000)
    results, formulas = _open(document.body, values=True), _open(document.body, values=False)
    return page_of(
        [
            _sheet(sheet, formulas[sheet.title], converted)
            for sheet in results.worksheets
            if sheet.sheet_state == "visible"
        ],
        "XLSX",
    )
