"""Tables of blocks → cells of the form. Labels say what a row is; the count of cells says whether it is whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from statistics import mode

from crawler.reading.blocks import Block, GridCell, Table
from crawler.reading.form.heads import glued_line, header_order, row_label, unknown_columns
from crawler.reading.form.odd_heads import fullness, head_fits, odd_order
from crawler.reading.form.placing import Loose
from crawler.reading.form.reviews import read_reviews
from crawler.reading.form.state import LABEL_COLUMNS, FormReading, cells_of, texts_of
from crawler.reading.words.labels import MIN_FUZZY, column_labels, find, find_row, fold, row_labels
from crawler.reading.words.values import read_cell, unit_of
from store.form import Form
from store.models import RENAMED, UNKNOWN_COLUMN, Cell

_MANY = 6  # lines of the form that a table of other statistics hardly has
_LEAST_TITLE = 3  # characters that must be left of a title of 表二
_CAPTIONS = 2  # lines above a table that may name it
_YEAR = re.compile(r"(?:19|20)\d\d年?")


def _line(reading: FormReading, row: Sequence[GridCell], where: str) -> Loose:
    """A line with what is left of its label; with its blanks if it shows a cell under every column."""
    figures = [cell for cell in row if cell.column >= reading.first_column]
    texts = texts_of(row)
    if reading.spans_known and len(figures) == len(reading.order):
        texts = (*texts_of(row[: len(row) - len(figures)]), *(cell.text.strip() for cell in figures))
    return Loose(texts, tuple(reading.order), where)


def _measure(reading: FormReading, table: Table) -> None:
    """Learn how many label columns 表三 shows in `table`, and whether no line has room for seven figures.

    Where spans are unknown rows are padded to one width, so the deepest label tells how much room there is.
    """
    lines = [
        (row, after)
        for row in table.rows
        for match, after, _ in [row_label(row, reading.form)]
        if match and match.table == "requests"
    ]
    found = [(len(row) - len(after), len(after), after[0].column if after else 0) for row, after in lines]
    reading.crowded = any(len(texts_of(after)) > len(reading.form.columns) for _, after in lines)
    width = max(len(row) for row in table.rows)
    reading.label_columns = max((labels for labels, _, _ in found), default=0)
    room = (
        max((room for _, room, _ in found), default=0) if table.spans_known else width - reading.label_columns
    )
    reading.first_column = mode(column for _, _, column in found) if found else 0
    reading.holds_requests = bool(found)
    reading.full, reading.bare = fullness(table, reading.form)
    reading.narrow = bool(found) and room < len(reading.order or reading.form.columns)
    if not table.spans_known and reading.label_columns == LABEL_COLUMNS:
        # Where the deepest label shows, what is printed beyond seven figures is a column the form doesn't have.
        printed = max(
            place for row in table.rows for place, cell in enumerate(row, start=1) if cell.text.strip()
        )
        if printed - reading.label_columns > len(reading.form.columns):
            reading.order = []


def _read_requests_row(reading: FormReading, key: str, after: list[GridCell], where: str) -> None:
    """A line of 表三: seven cells after its label, wherever empty padding put them."""
    columns = reading.order
    cells, doubt = cells_of(reading, after, len(columns)), reading.doubt
    if cells is None and reading.bare and len(after) == len(columns):
        cells, reading.doubt = after, doubt or "空白格没有补齐的痕迹，按所在位置读取"
    if reading.narrow:
        reading.short[key] = after
        reading.lose_place(key, after, where, "表格少于七列，不能确定各数字属于哪一列")
    elif cells is not None:
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True), start=1):
            if column:
                reading.put("requests", key, column, cell, f"{where} cell {place}")
        for column in reading.form.columns:
            if column not in columns:
                reading.cells.setdefault(("requests", key, column), Cell("", None, "unread"))
    else:
        reading.lose_place(key, after, where, "不能确定该行各数字属于哪一列")
    reading.doubt = doubt


def _read_disclosure_row(reading: FormReading, key: str, after: list[GridCell], where: str) -> None:
    """A line of 表二: as many figures as the form has for it, in the order of the header above."""
    wanted = reading.form.disclosures[key].measures
    raw = " | ".join(cell.text for cell in after)
    filled = [cell for cell in after if cell.text.strip()]
    cells = filled if len(wanted) == len(filled) == 1 else cells_of(reading, after, len(wanted))
    if not reading.spans_known and 0 < len(filled) < len(wanted) < len(after):
        cells = None  # of its empty cells no telling which is a blank and which belongs to a span
    if cells is None:
        reading.lose("disclosure", key, wanted, raw, "该行的单元格数与规定格式不符，不能确定各数字属于哪一列")
        return
    known = sorted(reading.measures) == sorted(wanted)
    if not known and (not reading.titles or _of_other_lines(reading, key)):
        reading.measures, known = list(wanted), True
        reading.doubts["disclosure"] = "表头没有印出，按规定格式的顺序读取"
    # One figure under one title that we don't know is still the line's only figure.
    if not known and (len(wanted) > 1 or reading.titles > 1):
        reading.lose("disclosure", key, wanted, raw, "表头缺失或不能识别，不能确定各数字属于哪一列")
        return
    for measure, cell in zip(reading.measures if known else wanted, cells, strict=True):
        reading.put("disclosure", key, measure, cell, where)


def _of_other_lines(reading: FormReading, key: str) -> bool:
    """Whether the head above is whole and that of lines before this one, with another number of columns."""
    lines = reading.form.disclosures
    before = [tuple(lines[other].measures) for other in takewhile(lambda other: other != key, lines)]
    return tuple(reading.measures) in before and len(reading.measures) != len(lines[key].measures)


def _is_count(text: str) -> bool:
    """Whether a cell prints a figure that is no year."""
    return read_cell(text)[0].value is not None and not _YEAR.fullmatch(text.strip())


def _note_header(reading: FormReading, row: Sequence[GridCell]) -> None:
    """Take up what a row of titles of 表二 says of the order of its measures, and of the unit of an amount."""
    labels = {label: hit for label, hit in column_labels(reading.form.name).items() if hit[0] == "disclosure"}
    titles = [(cell.text, find(cell.text, labels)) for cell in row if cell.text.strip()]
    if titles and titles[0][1] is None:
        titles = titles[1:]  # 信息内容
        if titles and all(_is_count(text) for text, _ in titles):
            return  # a line that the form doesn't have
    reading.titles = len(titles)
    if not titles:
        return
    keys = [match.key for _, match in titles if match]
    reading.doubts.pop("disclosure", None)
    reading.measures = (
        keys if len(keys) == len(titles) else _cut_titles([text for text, _ in titles], reading.form)
    )
    if len(keys) < len(titles) == len(reading.measures):
        reading.doubts["disclosure"] = "表头残缺，按规定格式的顺序读取"
        return
    if keys:
        _note_unknown_columns(reading, "disclosure", [text for text, match in titles if not match])
    amounts = [text for text, match in titles if match and reading.form.measures[match.key].kind == "amount"]
    reading.amount_unit = unit_of(amounts[0]) if amounts else ""


def _cut_titles(titles: Sequence[str], form: Form) -> list[str]:
    """The measures whose names begin as these titles do, in the form's order (本年新 for 本年新制作数量); [] if none do."""
    for line in form.disclosures.values():
        names = [fold(form.measures[key].label) for key in line.measures]
        if len(names) == len(titles) > 1 and all(
            len(fold(title)) >= _LEAST_TITLE and name.startswith(fold(title))
            for name, title in zip(names, titles, strict=True)
        ):
            return list(line.measures)
    return []


def _is_of_form(table: Table, form: Form) -> bool:
    """Whether a table prints labels of the form long enough not to be met by chance."""
    labels = {**row_labels(form.name), **column_labels(form.name)}
    return any(
        len(fold(cell.text)) >= MIN_FUZZY and find(cell.text, labels) for row in table.rows for cell in row
    )


def _is_foreign(table: Table, form: Form) -> bool:
    """Whether a table has heads of its own and but a few labels of the form among others: other statistics."""
    firsts = [(texts[0], texts[1:]) for row in table.rows if (texts := texts_of(row))]
    of_form = [bool(find_row(first, form)) for first, _ in firsts]
    if not firsts or not firsts[0][1] or of_form[0] or sum(of_form) >= _MANY:
        return False
    figures = [any(read_cell(text)[0].value is not None for text in rest) for _, rest in firsts]
    others = any(filled and not ours for filled, ours in zip(figures, of_form, strict=True))
    columns = column_labels(form.name)
    heads = (cell.text for row in table.rows for cell in row if len(fold(cell.text)) >= MIN_FUZZY)
    return not figures[0] and others and not any(find(text, columns) for text in heads)


def read_tables(blocks: Sequence[Block], form: Form) -> FormReading:
    """Every cell of the prescribed tables that `blocks` print, with notes on what is doubtful."""
    reading = FormReading(form)
    for place, (captions, table) in enumerate(_captioned(blocks), start=1):
        reading.spans_known, reading.label_columns, reading.doubt = table.spans_known, 0, table.doubt
        reading.width = mode(len(row) for row in table.rows) if table.rows else 0
        # A head that was read is not that of other lines in the next table.
        reading.titles *= not reading.measures
        if (
            read_reviews(reading, table, place, captions)
            or not _is_of_form(table, form)
            or _is_foreign(table, form)
        ):
            continue
        order = header_order(table, form)
        if order is not None:
            reading.order = order
            reading.doubts.pop("requests", None)
            reading.fits = head_fits(table, form)
            _note_unknown_columns(reading, "requests", unknown_columns(table, form))
        _measure(reading, table)
        if reading.holds_requests and (reading.narrow or not reading.order):
            odd = odd_order(table, form)
            if odd.keys:
                reading.order, reading.narrow = list(odd.keys), False
                reading.doubts["requests"] = odd.doubt
                for column in set(form.columns) - set(odd.keys):
                    name = form.columns[column].label
                    reading.note(f"表三没有“{name}”列，不作计算，留空", "requests", state="unread", raw=name)
        for number in range(len(table.rows)):
            _read_row(reading, table, number, f"table {place} row {number + 1}")
    return reading


def _captioned(blocks: Sequence[Block]) -> Iterator[tuple[list[str], Table]]:
    """Every table with the lines between it and the table before: the last of them, where there are many."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            yield lines[-_CAPTIONS:], block
            lines = []
        else:
            lines.append(block.text)


def _read_row(reading: FormReading, table: Table, number: int, where: str) -> None:
    match, after, printed = row_label(table.rows[number], reading.form)
    if reading.holds_requests:
        key = match.key if match and match.table == "requests" else ""
        reading.lines.append((key, _line(reading, table.rows[number], where)))
    if glued := glued_line(table.rows[number], reading.form):
        doubt, reading.doubt = reading.doubt, reading.doubt or "行名和各数字连在同一格，都是零"
        _read_disclosure_row(reading, *glued, where)
        reading.doubt = doubt
        return
    if match is None or not after:
        _note_header(reading, table.rows[number])
        if not reading.holds_requests:  # there its place among the other lines may tell what it is
            note_unknown_row(reading, "", texts_of(table.rows[number]))
        return
    if not match.exact:
        message = f"行名残缺或有误，按最接近的一行读取：{printed}"
        reading.note(message, match.table, match.key, state=RENAMED, raw=printed)
    if match.table == "requests":
        _read_requests_row(reading, match.key, after, where)
    else:
        _read_disclosure_row(reading, match.key, after, where)


def note_unknown_row(reading: FormReading, table: str, texts: Sequence[str]) -> None:
    """Note a row that the form doesn't have, with the words before its figures as its label."""
    texts = [text for text in texts if text]
    words = list(takewhile(lambda text: read_cell(text)[0].value is None, texts))
    if words and len(words) < len(texts):
        label = fold(words[-1])[:60]
        message = f"规定格式中没有的行「{label}」，原文照录"
        reading.note(message, table, state="text", raw=" | ".join(texts)[:300], label=label)


def _note_unknown_columns(reading: FormReading, table: str, names: Iterable[str]) -> None:
    """Note heads of columns that the form doesn't have."""
    for name in names:
        label = fold(name)[:60]
        message = f"规定格式中没有的列「{label}」，原文照录"
        reading.note(message, table, state=UNKNOWN_COLUMN, raw=name[:300], label=label)
