"""Heads of 表三 that are not the form's own: names in pieces, a column more or less, no head at all.

Such a head is followed only as far as the figures below agree with it: in nearly every line 总计 must be the sum of
the applicants. A head that names every column is also followed where no order of the columns agrees, since then it is
the agency that adds up wrongly; the figures are inferred. Names in another order than the form's, or names of other
columns in the place of its own, are never passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, dropwhile

from crawler.reading.blocks import NOT_PRINTED, GridCell, Table
from crawler.reading.form.heads import column_key, header_rows, row_label
from crawler.reading.words.labels import fold, name_of
from crawler.reading.words.values import read_cell
from store.form import Form

_NEARLY = 0.8  # share of the lines that must agree: agencies add up wrongly too
_ENOUGH = 5  # lines that print a number in every cell: then those with blanks or slashes are not asked
_ALL = "申请人情况"  # printed above all columns
_CONTRADICTED = "表头不是规定的格式，且各行“总计”多不等于各列之和，按表头所列的顺序读取"
_REPEATED = "没有表头，各行都是七个数字且“总计”重复首个数字，按规定格式的顺序读取"

_WHOLE = "表头的合并单元格已拆散，各行都是七格，按表头所列的各列读取"
_ALIKE = "表头的次序不明，各行都是七个相同的内容，次序无关"


@dataclass(frozen=True)
class Order:
    """The columns of 表三 as a table prints them, "" for one that the form doesn't have; `doubt` says why inferred."""

    keys: tuple[str, ...] = ()
    doubt: str = ""


def odd_order(table: Table, form: Form) -> Order:
    """The columns of a table whose head is not the form's own; no keys if they can't be told."""
    lines = [
        [cell.text for cell in after if table.spans_known or cell.text.strip()]
        for match, after, _ in (row_label(row, form) for row in table.rows)
        if match and match.table == "requests"
    ]
    header, usual = header_rows(table, form), tuple(form.columns)
    alike = bool(lines) and all(len(line) == len(usual) and len(set(line)) == 1 for line in lines)
    if alike and _all_named(header, form):
        return Order(usual, _ALIKE)
    rows = _names_by_rows(header, form)
    names = _names(header, form) if table.spans_known else rows
    # Where all spans were lost, names of the upper row stand over others than their own.
    places = [column_key(name, form) for name in names]
    stacked = table.spans_known and rows == [line.label for line in form.columns.values()]
    stacked = stacked and all(cell.colspan == cell.rowspan == 1 for row in header for cell in row)
    stacked = stacked and NOT_PRINTED not in names and not set(usual) <= set(places)
    names = rows if stacked else names
    if rows == [line.label for line in form.columns.values()] and fullness(table, form)[1]:
        whole = [[cell.text for cell in row][-len(usual) :] for row in table.rows if _is_line(row, form)]
        doubt = _doubt(whole, usual)
        return Order() if doubt is None else Order(usual, doubt or _WHOLE)
    if by_fields := not table.spans_known and _named_by_fields(header, form):
        names = [line.label for line in form.columns.values()]
    keys = [column_key(name, form) for name in names]
    known = tuple(key for key in keys if key)
    if NOT_PRINTED in names or known != tuple(key for key in usual if key in known):
        return Order()
    if known == usual and table.spans_known and not stacked:
        return Order(tuple(keys), doubt) if (doubt := _doubt(lines, keys)) is not None else Order()
    if known == usual[:-1] == tuple(keys) and _no_totals(lines, len(keys)):
        return Order(known, "" if table.spans_known else "表头没有“总计”，各行六个数字按表头的顺序读取")
    left = [fold(name) for name, key in zip(names, keys, strict=True) if not key]
    if table.spans_known and not stacked:  # each piece of a name stands where the form has that name
        pieces = len(names) == len(usual) and all(
            fold(name) in fold(form.columns[key].label) for name, key in zip(names, usual, strict=True)
        )
    else:
        missing = "".join(form.columns[key].label + form.columns[key].group for key in usual)
        pieces = all(name in fold(missing) for name in left)
    if not pieces and names:
        return Order()
    if _add_up(lines, len(usual), range(len(usual) - 1), len(usual) - 1):
        return Order(usual, "表头缺失或残缺，各行都是七个数字且末个等于前六个之和，按规定格式的顺序读取")
    if alike:
        return Order(usual, _ALIKE)
    if not names:
        return Order(usual, _REPEATED) if _repeats_first(lines, len(usual)) else Order()
    # One name may be lost: the others tell which.
    told = (by_fields and max(map(len, lines), default=0) == len(usual)) or (
        table.spans_known and not stacked and len(known) == len(usual) - 1
    )
    told = told and _doubt(lines, usual) is not None
    return Order(usual, "表头残缺，各行都是七个数字，按表头所列其他各列的顺序读取") if told else Order()


def _is_line(row: Sequence[GridCell], form: Form) -> bool:
    match = row_label(row, form)[0]
    return match is not None and match.table == "requests"


def _doubt(lines: Sequence[Sequence[str]], keys: Sequence[str]) -> str | None:
    """Why figures under a head that names every column are only inferred, "" if they add up; None if they are another's.

    They are if nearly every line has another number of cells, or if they add up in another order.
    """
    total = keys.index("total")
    parts = [place for place, key in enumerate(keys) if key and place != total]
    if _add_up(lines, len(keys), parts, total):
        return ""
    others = (
        (chosen, place)
        for place in range(len(keys))
        for chosen in combinations([n for n in range(len(keys)) if n != place], len(parts))
    )
    strange = any(_add_up(lines, len(keys), chosen, place) for chosen, place in others)
    if strange or not _fit(lines, len(keys)):
        return None
    return _CONTRADICTED if _of_width(lines, len(keys)) else ""


def _names(header: Sequence[Sequence[GridCell]], form: Form) -> list[str]:
    """The name of each column, top to bottom put together; titles of groups left out. [] without any name."""
    cells = [cell for row in header for cell in row]
    start = min((cell.column for cell in cells if column_key(cell.text, form)), default=0)
    pieces: dict[int, str] = {}
    for number, row in enumerate(header):
        below = [cell for later in header[number + 1 :] for cell in later]
        for cell in row:
            inside = range(cell.column, cell.column + cell.colspan)
            title = any(other.column in inside and other.colspan < cell.colspan for other in below)
            if cell.column >= start and not title:
                pieces[cell.column] = pieces.get(cell.column, "") + cell.text
    return [pieces[column] for column in sorted(pieces)]


def _named_by_fields(header: Sequence[Sequence[GridCell]], form: Form) -> bool:
    """Whether seven fields side by side hold the seven names, over several rows or not.

    Above a name only what is left of the title of its group, and that of all columns, may stand.
    """
    titles = [_ALL, *(fold(line.group) for line in form.columns.values())]
    stacks: dict[int, list[str]] = {}
    for cell in (cell for row in header for cell in row if cell.text.strip()):
        stacks.setdefault(cell.column, []).append(cell.text)
    named: list[tuple[int, str]] = []
    for column, stack in sorted(stacks.items()):
        own = list(dropwhile(lambda text: not column_key(text, form) and _piece_of(text, titles), stack))
        named.append((column, column_key("".join(own), form)))
    named = list(dropwhile(lambda name: not name[1], named))
    keys = [key for _, key in named]
    return keys == list(form.columns) and named[-1][0] - named[0][0] < len(keys)


def _piece_of(text: str, titles: Sequence[str]) -> bool:
    return len(fold(text)) > 1 and any(fold(text) in title for title in titles)


def _names_by_rows(header: Sequence[Sequence[GridCell]], form: Form) -> list[str]:
    """The names in the order of the form where each row keeps to it; names that a row prints otherwise come twice."""
    places = {
        fold(name): n for n, line in enumerate(form.columns.values()) for name in (line.label, line.group)
    }
    usual, strange = list(form.columns.values()), list[str]()
    found: set[int] = set()
    for row in header:
        texts = [name_of(cell.text, places) for cell in row if cell.text.strip()]
        texts = list(dropwhile(lambda text: text not in places, texts))
        numbers = [places[text] for text in texts if text in places]
        if numbers != sorted(set(numbers)) and texts not in _stacked(form):
            return [usual[0].label] * 2  # out of order: nothing can be told
        found |= {
            places[text] for text in texts if text in places and text == fold(usual[places[text]].label)
        }
        strange += [text for text in texts if text not in places]
    return [usual[n].label for n in sorted(found)] + strange


def _stacked(form: Form) -> list[list[str]]:
    """The names of a merged head as one row: the upper ones before the lower ones, or after them."""
    upper = list(dict.fromkeys(fold(line.group or line.label) for line in form.columns.values()))
    lower = [fold(line.label) for line in form.columns.values() if line.group]
    return [[*upper, *lower], [*lower, *upper]]


def _all_named(header: Sequence[Sequence[GridCell]], form: Form) -> bool:
    """Whether a head names the form's columns, each once and no other, in whatever order."""
    groups = {fold(_ALL), *(fold(line.group) for line in form.columns.values())}
    known = {fold(line.label) for line in form.columns.values()}
    found: list[str] = []
    for row in header:
        texts = [name_of(cell.text, known | groups) for cell in row if cell.text.strip()]
        found += dropwhile(lambda text: text not in known | groups, texts)
    return sorted(text for text in found if text not in groups) == sorted(known)


def head_fits(table: Table, form: Form) -> bool:
    """Whether the head of 表三 names nothing but the form's columns, in pieces or not, each row in the form's order."""
    names = _names_by_rows(header_rows(table, form), form)
    whole = "".join(fold(line.label + line.group) for line in form.columns.values())
    return len(names) == len(set(names)) and all(fold(name) in whole for name in names)


def fullness(table: Table, form: Form) -> tuple[bool, bool]:
    """Whether every line of 表三 has just as many cells after its label as the form has columns, blanks among them.

    And whether nothing was filled up there: lines with more labels are longer. Where all are of one width they may have
    been: then they only count as full if none of them ends with a blank beside figures.
    """
    if table.spans_known:
        return False, False
    labelled = [(len(row), *row_label(row, form)[:2]) for row in table.rows]
    rows = [(width, after) for width, match, after in labelled if match and match.table == "requests"]
    lines = [[cell.text.strip() for cell in after] for _, after in rows]
    if not lines or any(len(line) != len(form.columns) for line in lines):
        return False, False
    bare = len({width for width, _ in rows}) > 1
    return bare or all(bool(line[-1]) or not any(line) for line in lines), bare


def _figures(line: Sequence[str]) -> list[int | None]:
    """A line's figures, None for a blank or a slash; [] if a cell holds something else."""
    cells = [read_cell(text)[0] for text in line]
    if any(cell.state in ("text", "unread") for cell in cells):
        return []
    return [None if cell.value is None else int(cell.value) for cell in cells]


def _fit(lines: Sequence[Sequence[str]], width: int) -> bool:
    """Whether nearly every line has `width` cells."""
    return sum(len(line) == width for line in lines) >= _NEARLY * len(lines)


def _of_width(
    lines: Sequence[Sequence[str]], width: int, places: Sequence[int] = ()
) -> list[list[int | None]]:
    """The lines with `width` figures, some of them not zero; [] if too many lines have another number of cells.

    Only the lines with a number in all of `places`, if there are enough of them.
    """
    if not _fit(lines, width):
        return []
    read = [figures for line in lines if len(line) == width and any(figures := _figures(line))]
    full = [figures for figures in read if all(figures[place] is not None for place in places)]
    return full if len(full) >= _ENOUGH else read


def _add_up(lines: Sequence[Sequence[str]], width: int, parts: Sequence[int], total: int) -> bool:
    """Whether in nearly every line with figures the one in `total` is the sum of those in `parts`."""
    filled = [line for line in _of_width(lines, width, [*parts, total]) if line[total] is not None]
    agree = sum(sum(line[place] or 0 for place in parts) == line[total] for line in filled)
    return bool(filled) and agree >= _NEARLY * len(filled)


def _no_totals(lines: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the last figure is hardly a line's sum of the others: then it is an applicant's, not a 总计 without its name."""
    filled = _of_width(lines, width, range(width))
    agree = sum(sum(n or 0 for n in line[:-1]) == (line[-1] or 0) for line in filled)
    return bool(filled) and agree <= (1 - _NEARLY) * len(filled)


def _repeats_first(lines: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the last figure of every line is its first again, as in a template whose 总计 counts 自然人 only."""
    filled = _of_width(lines, width, (0, width - 1))
    return len(filled) >= _ENOUGH and all(line[0] == line[-1] for line in filled)
