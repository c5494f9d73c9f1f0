"""The usual way to take such tables from documents, for comparison: rows and columns by their place."""

import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

import pandas
import pdfplumber

from store.form import Form
from store.models import Cell, CellKey
from tests.corpus import Made
from tests.corpus.draft import form_of

Rows = Sequence[Sequence[str]]


def by_place(form: Form, tables: Sequence[Rows]) -> dict[CellKey, Cell]:
    """The last seven columns of the longest table, row by row in the order of the form; likewise the other tables."""
    cells: dict[CellKey, Cell] = {}
    wide = [table for table in tables if table and table[0]]
    if not wide:
        return cells
    requests = max(wide, key=len)
    body = requests[-len(form.requests) :]
    for row, line in zip(body, form.requests, strict=False):
        for text, column in zip(row[-len(form.columns) :], form.columns, strict=False):
            _put(cells, ("requests", line, column), text)
    for table in wide:
        if len(table[-1]) == len(form.procedures) * len(form.results):
            for text, (row_key, column) in zip(table[-1], form.cells("reviews", set()), strict=True):
                _put(cells, ("reviews", row_key, column), text)
    labels = {line.label: line for line in form.disclosures.values()}
    for row in wide[0]:
        if row and (line := labels.get(row[0].strip())):
            for text, measure in zip(row[1:], line.measures, strict=False):
                _put(cells, ("disclosure", line.key, measure), text)
    return cells


def _put(cells: dict[CellKey, Cell], key: CellKey, text: str) -> None:
    """A figure or, where the text is none, nothing."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return
    if value.is_finite():
        cells[key] = Cell(text, int(value) if value == int(value) else value, "number" if value else "zero")


def with_pandas(made: Made) -> dict[CellKey, Cell]:
    """`pandas.read_html`, which repeats spanned cells."""
    text = made.body.decode("gb18030" if "gb18030" in made.recipe.quirks else "utf-8")
    try:
        frames = pandas.read_html(io.StringIO(text), flavor="lxml")
    except ValueError:  # no tables found
        return {}
    tables = [
        [["" if pandas.isna(cell) else str(cell) for cell in row] for row in frame.to_numpy()]
        for frame in frames
    ]
    return by_place(form_of(made.recipe.generation), tables)


def with_pdfplumber(made: Made) -> dict[CellKey, Cell]:
    """`pdfplumber` tables of all pages; tables of one width are joined, as over page breaks."""
    tables: list[list[list[str]]] = []
    with pdfplumber.open(io.BytesIO(made.body)) as pdf:
        for page in pdf.pages:
            for table in page.extract_tables():
                rows = [[(cell or "").replace("\n", "") for cell in row] for row in table]
                if tables and rows and len(tables[-1][-1]) == len(rows[0]):
                    tables[-1] += rows
                elif rows:
                    tables.append(rows)
    return by_place(form_of(made.recipe.generation), tables)


OTHERS: Mapping[str, tuple[tuple[str, ...], Callable[[Made], dict[CellKey, Cell]]]] = {
    "pandas.read_html, by place": (("html",), with_pandas),
    "pdfplumber, by place": (("pdf-office", "pdf-drawn"), with_pdfplumber),
}
