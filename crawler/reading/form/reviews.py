"""表四: the fifteen figures under its head, or the parts of a 表四 that is printed as several tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from crawler.reading.blocks import GridCell, Table
from crawler.reading.form.placing import Loose
from crawler.reading.form.state import FormReading, cells_of, texts_of
from crawler.reading.form.torn_rows import whole_row
from crawler.reading.words.labels import fold, name_of
from crawler.reading.words.values import read_cell
from store.form import Form

_FILLERS = ("政府信息公开", "情况", "结果", "案件", "办理", "数量", "表四", "单位件", "其中", "因", "的")
_SHIFTED = "表头的合并单元格已拆散，一行十五格，按所在位置读取"
_IN_PARTS = "表四分成几处印出，按各处的标题读取"
_UNCLEAR = "表头或单元格数与规定格式不符，不能确定各数字属于哪一格"


def read_reviews(reading: FormReading, table: Table, place: int, captions: Sequence[str]) -> bool:
    """The figures of 表四 under its head; `captions` are the lines printed above `table`. True if it is 表四."""
    form = reading.form
    head = _head_of(table, form)
    if head is None:
        return False
    if _is_in_parts(head.results, form):
        inside = [cell.text for row in table.rows[: head.first] for cell in row if cell.text.strip()]
        _read_parts(reading, table, place, head.body, ["".join(inside)] if inside else captions)
    else:
        _read_whole(reading, table, place, head)
    return True


@dataclass(frozen=True)
class _Head:
    """The head of 表四: the results and procedures that it names, in printed order, where it begins, and the rows below."""

    results: list[str]
    procedures: list[str]
    first: int
    body: list[int]


def _head_of(table: Table, form: Form) -> _Head | None:
    """The head of 表四 in a table, told by a row that names at least one procedure's results; None without any."""
    results = {fold(line.label): line.key for line in form.results.values()}
    procedures = {fold(line.label): line.key for line in form.procedures.values()}
    names = {*results, *procedures}
    header = [[name_of(cell.text, names) for cell in row] for row in table.rows]
    counts = [sum(text in results for text in row) for row in header]
    first = next((n for n, count in enumerate(counts) if count >= len(form.results)), None)
    if first is None:
        return None
    below = range(max(n for n, count in enumerate(counts) if count) + 1, len(table.rows))
    body = [n for n in below if any(cell.text.strip() for cell in table.rows[n])]
    return _Head(
        _keys_of(header, results),
        _keys_of(header, procedures),
        first,
        body or list(below[:1]),
    )


def _keys_of(header: Sequence[Sequence[str]], keys: Mapping[str, str]) -> list[str]:
    """The keys of those names in a head that have one, in printed order."""
    return [keys[name] for row in header for name in row if name in keys]


def _read_whole(reading: FormReading, table: Table, place: int, head: _Head) -> None:
    """The one row of figures under a head that names all results of all procedures."""
    form = reading.form
    whole = whole_row([table.rows[n] for n in head.body], form) if reading.spans_known else None
    body = head.body[:1] if whole else head.body
    data = whole or (table.rows[body[0]] if body else ())
    procedures = head.procedures
    if not procedures:
        procedures = list(form.procedures)
        reading.doubts["reviews"] = "表头没有复议、诉讼的名称，按规定格式的顺序读取"
    usual = (list(form.results) * len(form.procedures), list(form.procedures))
    if (head.results, procedures) != usual or len(body) != 1:
        _lose(reading, form.procedures, data)
        return
    where = f"table {place} row {body[0] + 1}"
    reading.reviews.append(Loose(texts_of(data), (), where))
    wanted = form.cells("reviews", set())
    cells = cells_of(reading, data, len(wanted))
    if cells is None and not reading.spans_known and _kept_its_places(table, data, form):
        reading.doubts.setdefault("reviews", _SHIFTED)
        cells = data
    if cells is None:
        _lose(reading, form.procedures, data)
        return
    for (row_key, column), cell in zip(wanted, cells, strict=True):
        reading.put("reviews", row_key, column, cell, where)


def _kept_its_places(table: Table, data: Sequence[GridCell], form: Form) -> bool:
    """Whether a row whose merged cells were taken apart shows a cell for each result.

    Rows of several widths were not filled up; else its sums must show it.
    """
    bare = len({len(row) for row in table.rows}) > 1 and len(data) == len(form.cells("reviews", set()))
    return bare or _is_proved(data, form)


def _lose(reading: FormReading, rows: Iterable[str], data: Sequence[GridCell]) -> None:
    raw = " | ".join(cell.text for cell in data)
    for row in rows:
        reading.lose("reviews", row, reading.form.results, raw, _UNCLEAR)


def _adds_up(cells: Sequence[GridCell]) -> bool:
    """Whether the last figure is the sum of the others, blanks as nothing: printed itself, and not zero beside blanks."""
    printed = [read_cell(cell.text)[0] for cell in cells]
    if any(cell.state in ("text", "unread") for cell in printed):
        return False
    figures = [int(cell.value or 0) for cell in printed]
    blanks = [cell.value is None for cell in printed]
    sure = not any(blanks) or all(blanks) or (not blanks[-1] and figures[-1] > 0)
    return sure and sum(figures[:-1]) == figures[-1]


def _is_proved(data: Sequence[GridCell], form: Form) -> bool:
    """Whether a row has a cell for each result of each procedure, and its sums show that none of them has moved."""
    printed = bool(data) and bool(data[-1].text.strip())
    whole = len(data) == len(form.results) * len(form.procedures)
    return printed and whole and all(map(_adds_up, _by_procedure(data, form)))


def _is_in_parts(leaves: Sequence[str], form: Form) -> bool:
    """Whether a head names the results of one procedure, or of two."""
    count = len(leaves) // len(form.results)
    return 0 < count < len(form.procedures) and list(leaves) == list(form.results) * count


def _procedures(text: str, form: Form) -> list[str] | None:
    """The procedures that a caption names, in the form's order; None if it says something else, or not which.

    行政诉讼 alone may be either of its two, and beside 行政复议 it is the heading of the section.
    """
    left, keys = fold(text), list[str]()
    for line in sorted(form.procedures.values(), key=lambda line: -len(line.label)):
        if fold(line.label) in left:
            left = left.replace(fold(line.label), "", 1)
            keys.append(line.key)
    groups = {fold(line.group) for line in form.procedures.values() if line.group}
    named = [group for group in sorted(groups) if group in left]
    for word in (*named, *_FILLERS):
        left = left.replace(word, "")
    if left or (named and not _are_of(named, keys, form)):
        return None
    return [key for key in form.procedures if key in keys]


def _are_of(groups: Sequence[str], keys: Sequence[str], form: Form) -> bool:
    """Whether procedures, at least one, are all of the groups that a caption names."""
    return bool(keys) and all(fold(form.procedures[key].group) in groups for key in keys)


def _read_parts(
    reading: FormReading, table: Table, place: int, body: Sequence[int], captions: Sequence[str]
) -> None:
    """Rows of figures that name their procedures themselves, or one row under a caption that does.

    Only rows whose total is the sum of their results are read, and only as inferred.
    """
    form = reading.form
    doubt, reading.doubt = reading.doubt, reading.doubt or _IN_PARTS
    lost: list[str] = []
    for number in body:
        keys, cells = _part(reading, table.rows[number], len(body) == 1, captions)
        parts = _by_procedure(cells, form)
        if not parts or not all(map(_adds_up, parts)):
            lost += keys
            continue
        for key, part in zip(keys, parts, strict=True):
            for column, cell in zip(form.results, part, strict=True):
                reading.put("reviews", key, column, cell, f"table {place} row {number + 1}")
    reading.doubt = doubt
    there = {row for kind, row, _ in reading.cells if kind == "reviews"}
    _lose(reading, [key for key in (lost if there else form.procedures) if key not in there], ())


def _part(
    reading: FormReading, row: Sequence[GridCell], alone: bool, captions: Sequence[str]
) -> tuple[list[str], Sequence[GridCell]]:
    """The procedures that a row is of, by its own words or, if it stands alone, by a caption; and their figures, if certain."""
    form = reading.form
    words = list(takewhile(lambda cell: not _is_figure(cell.text), row))
    label = "".join(cell.text for cell in words if cell.text.strip())
    keys = (_procedures(label, form) or []) if label else _of_captions(captions, form)
    data = row[len(words) :] if label else row
    width = len(form.results) * len(keys)
    cells = cells_of(reading, data, width) if keys and (label or alone) else None
    if cells is None and len(data) == width > 0 and data[-1].text.strip():
        cells = data
    return keys, cells or ()


def _by_procedure(cells: Sequence[GridCell], form: Form) -> list[Sequence[GridCell]]:
    """Figures side by side, in parts of one procedure each."""
    width = len(form.results)
    return [cells[n : n + width] for n in range(0, len(cells), width)]


def _is_figure(text: str) -> bool:
    return bool(text.strip()) and read_cell(text)[0].state != "text"


def _of_captions(captions: Sequence[str], form: Form) -> list[str]:
    """The procedures that the nearest line above a table names, units aside; those of its own rows are one caption."""
    for text in reversed(captions):
        keys = _procedures(text, form)
        if keys or keys is None:
            return keys or []
    return []
