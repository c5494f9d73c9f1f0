"""Blocks → Report. Knows the labels of the form, nothing of formats."""

from collections.abc import Sequence
from dataclasses import replace

from crawler.reading.around import front, header
from crawler.reading.around.statistics import is_statistics, read_statistics
from crawler.reading.blocks import Block, Document, Page, Table
from crawler.reading.claims import find_claims
from crawler.reading.claims.aspects import find_aspects
from crawler.reading.form.lost_columns import infer_lost_columns
from crawler.reading.form.lost_labels import unlabelled_lines
from crawler.reading.form.placing import place_requests, place_reviews
from crawler.reading.form.state import FormReading
from crawler.reading.form.sums import confirm_seen, infer_unsure
from crawler.reading.form.tables import note_unknown_row, read_tables
from crawler.reading.words.labels import detect_form
from store.form import FORMS
from store.form.generations import CHAPTERS, LAST_YEAR, STATISTICS
from store.models import UNKNOWN_COLUMN, Cell, Note, Report


def read_report(document: Document, page: Page) -> Report:
    """The Report that a page's blocks hold. What the document doesn't say, or says unclearly, is None and noted."""
    blocks = [block for block in page.blocks if not is_statistics(block)]
    texts = [cell.text for block in blocks if isinstance(block, Table) for row in block.rows for cell in row]
    form_name = detect_form(texts)
    newest = max(FORMS.values(), key=lambda form: form.first_year)
    report = _with_front(Report(source=document.url, form=form_name), document, page)
    form = FORMS.get(form_name or "", newest)
    report = replace(
        report, sections=front.find_sections(blocks, form), statistics=read_statistics(page.blocks)
    )
    report = replace(report, aspects=find_aspects(report.sections, form))
    if form_name is None:
        report = _before_forms(report, blocks)
        return replace(report, claims=find_claims(report.sections, form, year=report.year))
    reading = read_tables(blocks, form)
    infer_lost_columns(reading)
    _settle_merged(reading)
    if not page.whole:
        _doubt_last_row(reading, blocks)
    confirm_seen(reading)
    infer_unsure(reading)
    _place_loose(reading)
    _complete(reading)
    if all(cell.state == "blank" for cell in reading.cells.values()):
        strange = [note for note in reading.notes if note.state in ("text", UNKNOWN_COLUMN)]
        reading.notes = [Note("表格是空的：规定格式的单元格全部没有填写", state="blank"), *strange]
    report = replace(report, cells=reading.cells, notes=(*report.notes, *reading.notes))
    return replace(report, claims=find_claims(report.sections, form, report.rows("requests"), report.year))


def _before_forms(report: Report, blocks: Sequence[Block]) -> Report:
    """A report without prescribed tables: of the years before there were any, or one whose tables were not found.

    Only statistics of their own or the chapters of those years, under a year of those years, make it an old one.
    """
    chapters = front.find_sections(blocks, CHAPTERS)
    old = report.year is not None and report.year <= LAST_YEAR and len(chapters) >= CHAPTERS.enough
    if report.statistics or old:
        form = STATISTICS.name if report.statistics else CHAPTERS.name
        sections = max(chapters, report.sections, key=len)
        return replace(report, form=form, sections=sections)
    note = Note("没有发现规定格式的表格，未读取任何数字", state="unread")
    return replace(report, notes=(*report.notes, note))


def _with_front(report: Report, document: Document, page: Page) -> Report:
    """Title, agency, year and dates, each from its most trustworthy source."""
    printed = page.front if report.form else ""  # above the body: that of a page without a form may be a list
    title = front.find_title(page.blocks, page.heading, printed)
    signed_by, signed_on = front.find_signature(page.blocks)
    title_agency = title.agency if title and front.names_an_agency(title.agency) else None
    above = front.preamble(printed)
    period = front.find_period(page.blocks) or front.find_period(above)
    introduced = None
    if not (title and title.agency):
        introduced = front.find_introduced(page.blocks) or front.find_introduced(above)
    notes = [Note(remark) for remark in page.remarks]
    year = title.year if title else None
    if period and year and period != year:
        notes.append(Note(f"题目写{year}年，统计期限写{period}年，以统计期限为准", raw=f"{year} | {period}"))
    other = year if period and year != period else None
    if report.form and period and other is None and (other := front.find_other_period(page.blocks, period)):
        notes.append(Note(f"统计期限写了{period}年和{other}年", raw=f"{period} | {other}"))
    stated = period or year or front.find_period([*above, *page.blocks], loosely=True)
    return replace(
        report,
        title=title.text if title else None,
        agency=signed_by or title_agency or introduced,
        title_agency=title.agency if title else None,
        year=stated,
        other_year=other,
        signed_on=signed_on,
        published=header.find_published(page.front, page.meta, document.url, document.listed_on),
        publisher=header.find_publisher(page.front, page.meta),
        notes=tuple(notes),
        period=front.find_days(page.blocks, stated) if stated else None,
    )


def _settle_merged(reading: FormReading) -> None:
    """Where （六）其他处理 is printed beside its three lines: empty, it is only their title; else one of them is doubtful.

    Where other lines are nowhere, labels may be hidden, and what looks merged may be the title beside its first line.
    """
    for line in reading.form.merged.values():
        line_cells = [("requests", line.key, column) for column in reading.form.columns]
        parts = [("requests", key, column) for key in line.replaces for column in reading.form.columns]
        if line_cells[0] not in reading.cells:
            continue
        if not any(key in reading.cells for key in parts):
            there = {row for table, row, _ in reading.cells if table == "requests"} | reading.loose.keys()
            if reading.form.requests.keys() - set(line.replaces) - there:
                message = "有的行没有读到，不能确定这一行是合并行还是分项的标题"
                reading.lose("requests", line.key, reading.form.columns, line.label, message)
            continue
        empty = all(reading.cells[key].state == "blank" for key in line_cells)
        for place in line_cells:
            del reading.cells[place]
        if not empty:
            message = "合并行与其分项同时填写数字，不能确定以哪个为准"
            for row in line.replaces:
                reading.lose("requests", row, reading.form.columns, line.label, message)


def _doubt_last_row(reading: FormReading, blocks: Sequence[Block]) -> None:
    """A document that ends inside a table may have been cut in its last figure: that row becomes unread."""
    if not blocks or not isinstance(blocks[-1], Table):
        return
    place = sum(isinstance(block, Table) for block in blocks)
    where = f"table {place} row {len(blocks[-1].rows)}"
    cut = [
        key
        for key, cell in reading.cells.items()
        if cell.where == where or cell.where.startswith(f"{where} ")
    ]
    for key in cut:
        reading.cells[key] = Cell(reading.cells[key].raw, None, "unread", reading.cells[key].unit, where)
    reading.loose = {key: line for key, line in reading.loose.items() if line.where != where}
    reading.lines = [(key, line) for key, line in reading.lines if key or line.where != where]
    reading.reviews = [line for line in reading.reviews if line.where != where]
    if cut:
        table, row, _ = cut[0]
        reading.note("文档在表格中中断，最后一行可能不完整，不采用", table, row, "", "unread")


def _place_loose(reading: FormReading) -> None:
    """Figures without a certain column, and lines without a label, go where the form's sums leave one way."""
    printed = {row for table, row, _ in reading.cells if table == "requests"}
    by_place = unlabelled_lines(reading.form, reading.lines)
    nameless = {key: line for key, line in by_place.items() if key not in printed}
    notes, whole = place_requests(reading.form, reading.cells, {**reading.loose, **nameless})
    named = {key: nameless[key] for key in {note.row for note in notes} & set(nameless)}
    for key in named:
        reading.note("行名缺失，按所在位置和勾稽关系读取", "requests", key)
        for column in reading.form.columns:
            reading.cells.setdefault(("requests", key, column), Cell("", None, "unread"))
    if len(reading.reviews) == 1 and all(
        cell.state == "unread" for (table, _, _), cell in reading.cells.items() if table == "reviews"
    ):
        notes += place_reviews(reading.form, reading.cells, reading.reviews[0])
    reading.notes = [
        note
        for note in reading.notes
        if note.state != "unread" or note.column or note.table != "requests" or note.row not in whole
    ]
    reading.notes += notes
    for key, line in reading.lines:
        if not key and line.where not in {line.where for line in named.values()}:
            note_unknown_row(reading, "requests", line.texts)


def _complete(reading: FormReading) -> None:
    """Every cell of the form has a state: lines that the document doesn't print are unread, and noted once."""
    for table in ("disclosure", "requests", "reviews"):
        printed = {row for kind, row, _ in reading.cells if kind == table}
        missing: list[str] = []
        for row, column in reading.form.cells(table, printed):
            if (table, row, column) not in reading.cells:
                unit = reading.form.measures[column].unit if table == "disclosure" else "件"
                reading.cells[table, row, column] = Cell("", None, "unread", unit)
                missing.append(row)
        for row in dict.fromkeys(missing):
            reading.note("文档中没有读到这一行", table, row, "", "unread")
