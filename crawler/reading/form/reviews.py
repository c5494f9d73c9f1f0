"""表四: the fifteen figures under its head, or the parts of a 表四 that is printed as several tables."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from crawler.reading.blocks import GridCell, Table
from crawler.reading.form.placing import Loose
from crawler.reading.form.state import Reading, cells_of, texts_of
from crawler.reading.form.torn_rows import whole_row
from crawler.reading.words.labels import fold, name_of
from crawler.reading.words.values import read_cell
from store.form import Form

_FILLERS = ("政府信息公开", "情况", "结果", "案件", "办理", "数量", "表四", "单位件", "其中", "因", "的")
_SHIFTED = "表头的合并单元格已拆散，一行十五格，按所在位置读取"
_IN_PARTS = "表四分成几处印出，按各处的标题读取"
_UNCLEAR = "表头或单元格数与规定格式不符，不能确定各数字属于哪一格"


def read_reviews(reading: Reading, table: Table, place: int, captions: Sequence[str]) -> bool:
    """The figures of 表四 under its head; `captions` are the lines printed above `table`. True if it is 表四."""
    form = reading.form
    results = {fold(line.label): line.key for line in form.results.values()}
    titles = {fold(line.label): line.key for line in form.procedures.values()}
    known = {*results, *titles}
    header = [[name_of(cell.text, known) for cell in row] for row in table.rows]
    heads = [n for n, row in enumerate(header) if sum(text in results for text in row) >= len(form.results)]
    if not heads:
        return False
    last = max(n for n, row in enumerate(header) if any(text in results for text in row))
    leaves = [results[text] for row in header for text in row if text in results]
    procedures = [titles[text] for row in header for text in row if text in titles]
    below = range(last + 1, len(table.rows))
    body = [n for n in below if any(cell.text.strip() for cell in table.rows[n])] or list(below[:1])
    if _is_in_parts(leaves, form):
        inside = [cell.text for row in table.rows[: heads[0]] for cell in row if cell.text.strip()]
        _read_parts(reading, table, place, body, ["".join(inside)] if inside else captions)
        return True
    whole = whole_row([table.rows[n] for n in body], form) if reading.spans_known else None
    data = whole or (table.rows[body[0]] if body else ())
    body = body[:1] if whole else body
    wanted = form.cells("reviews", set())
    cells = cells_of(reading, data, len(wanted))
    expected = (list(form.results) * len(form.procedures), list(form.procedures))
    if not procedures:
        procedures = list(form.procedures)
        reading.doubts["reviews"] = "表头没有复议、诉讼的名称，按规定格式的顺序读取"
    if (leaves, procedures) == expected and len(body) == 1:
        reading.reviews.append(Loose(texts_of(data), (), f"table {place} row {body[0] + 1}"))
        # Rows of several widths were not filled up: this one shows a cell for each result.
        bare = len({len(row) for row in table.rows}) > 1 and len(data) == len(wanted)
        if cells is None and not reading.spans_known and (bare or _is_proved(data, form)):
            reading.doubts.setdefault("reviews", _SHIFTED)
            cells = data
    if (leaves, procedures) != expected or cells is None or len(body) > 1:
        _lose(reading, form.procedures, data)
        return True
    for (row_key, column), cell in zip(wanted, cells, strict=True):
        reading.put("reviews", row_key, column, cell, f"table {place} row {body[0] + 1}")
    return True


def _lose(reading: Reading, rows: Iterable[str], data: Sequence[GridCell]) -> None:
    raw = " | ".join(cell.text for cell in data)
    for row in rows:
        reading.lose("reviews", row, reading.form.results, raw, _UNCLEAR)


def _adds_up(cells: Sequence[GridCell]) -> bool:
    """Whether the last figure is the sum of the others, blanks as nothing: printed itself, and not zero beside blanks."""
    found = [read_cell(cell.text)[0] for cell in cells]
    if any(cell.state in ("text", "unread") for cell in found):
        return False
    figures = [int(cell.value or 0) for cell in found]
    blanks = [cell.value is None for cell in found]
    sure = not any(blanks) or all(blanks) or (not blanks[-1] and figures[-1] > 0)
    return sure and sum(figures[:-1]) == figures[-1]


def _is_proved(data: Sequence[GridCell], form: Form) -> bool:
    """Whether a row has a cell for each result of each procedure, and its sums show that none of them has moved."""
    width = len(form.results)
    parts = [data[n : n + width] for n in range(0, len(data), width)]
    told = bool(data) and bool(data[-1].text.strip())
    return told and len(data) == width * len(form.procedures) and all(_adds_up(part) for part in parts)


def _is_in_parts(leaves: Sequence[str], form: Form) -> bool:
    """Whether a head names the results of one procedure, or of two."""
    count = len(leaves) // len(form.results)
    return 0 < count < len(form.procedures) and list(leaves) == list(form.results) * count


def _procedures(text: str, form: Form) -> list[str] | None:
    """The procedures that a caption names, in the form's order; None if it says something else, or not which.

    行政诉讼 alone may be either of its two, and beside 行政复议 it is the heading of the section.
    """
    left, found = fold(text), list[str]()
    for line in sorted(form.procedures.values(), key=lambda line: -len(line.label)):
        if fold(line.label) in left:
            left = left.replace(fold(line.label), "", 1)
            found.append(line.key)
    groups = {fold(line.group) for line in form.procedures.values() if line.group}
    named = [group for group in sorted(groups) if group in left]
    for word in (*named, *_FILLERS):
        left = left.replace(word, "")
    own = all(fold(form.procedures[key].group) in named for key in found) and bool(found) if named else True
    return [key for key in form.procedures if key in found] if own and not left else None


def _read_parts(
    reading: Reading, table: Table, place: int, body: Sequence[int], captions: Sequence[str]
) -> None:
    """Rows of figures that name their procedures themselves, or one row under a caption that does.

    Only rows whose total is the sum of their results are read, and only as inferred.
    """
    form, width = reading.form, len(reading.form.results)
    doubt, reading.doubt = reading.doubt, reading.doubt or _IN_PARTS
    lost: list[str] = []
    for number in body:
        row = table.rows[number]
        words = list(takewhile(lambda cell: not _is_figure(cell.text), row))
        label = "".join(cell.text for cell in words if cell.text.strip())
        keys = (_procedures(label, form) or []) if label else _of_captions(captions, form)
        data = row[len(words) :] if label else row
        cells = cells_of(reading, data, width * len(keys)) if keys and (label or len(body) == 1) else None
        if cells is None and len(data) == width * len(keys) > 0 and data[-1].text.strip():
            cells = data
        parts = [cells[n : n + width] for n in range(0, len(cells), width)] if cells else []
        if not parts or not all(map(_adds_up, parts)):
            lost += keys
            continue
        for key, part in zip(keys, parts, strict=True):
            for column, cell in zip(form.results, part, strict=True):
                reading.put("reviews", key, column, cell, f"table {place} row {number + 1}")
    reading.doubt = doubt
    there = {row for kind, row, _ in reading.cells if kind == "reviews"}
    _lose(reading, [key for key in (lost if there else form.procedures) if key not in there], ())


def _is_figure(text: str) -> bool:
    return bool(text.strip()) and read_cell(text)[0].state != "text"


def _of_captions(captions: Sequence[str], form: Form) -> list[str]:
    """The procedures that the nearest line above a table names, units aside; those of its own rows are one caption."""
    for text in reversed(captions):
        keys = _procedures(text, form)
        if keys or keys is None:
            return keys or []
    return []
