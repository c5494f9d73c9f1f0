"""Heads of 表三 that are not the form's own: names in pieces, a column more or less, no head at all.

Such a head is followed only as far as the figures below agree with it: in nearly every line 总计 must be the sum of
the applicants. A head that names every column is also followed where no order of the columns agrees, since then it is
the agency that adds up wrongly; the figures are inferred. Names in another order than the form's, or names of other
columns in the place of its own, are never passed over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile

from crawler.reading.blocks import NOT_PRINTED, GridCell, Table
from crawler.reading.form.agreement import (
    Agreement,
    add_up,
    agreement,
    last_is_no_total,
    last_repeats_first,
)
from crawler.reading.form.heads import column_key, header_rows, row_label
from crawler.reading.words.labels import fold, name_of
from store.form import Form

# Printed above all columns.
_ALL = "申请人情况"


@dataclass(frozen=True)
class Order:
    """The columns of 表三 as a table prints them, "" for one that the form doesn't have; `doubt` says why inferred."""

    keys: tuple[str, ...] = ()
    doubt: str = ""


UNTOLD = Order()  # a head that settles nothing


def odd_order(table: Table, form: Form) -> Order:
    """The columns of a table whose head is not the form's own; UNTOLD if no recogniser tells them."""
    head = _Head(table, form)
    orders = (recognise(head) for recognise in _RECOGNISERS)
    return next((order for order in orders if order is not None), UNTOLD)


@dataclass(frozen=True)
class _Head:
    """A head of 表三 and the lines below it, as the recognisers ask for them."""

    table: Table
    form: Form

    @cached_property
    def usual(self) -> tuple[str, ...]:
        """The form's columns in its order."""
        return tuple(self.form.columns)

    @cached_property
    def labels(self) -> list[str]:
        """Their names."""
        return [line.label for line in self.form.columns.values()]

    @cached_property
    def rows(self) -> Sequence[Sequence[GridCell]]:
        """The rows of the head."""
        return header_rows(self.table, self.form)

    @cached_property
    def lines(self) -> list[list[str]]:
        """The cells after the label of each line; blank ones are none where the table doesn't show its spans."""
        return [
            [cell.text for cell in after if self.table.spans_known or cell.text.strip()]
            for match, after, _ in (row_label(row, self.form) for row in self.table.rows)
            if match and match.table == "requests"
        ]

    @cached_property
    def alike(self) -> bool:
        """Whether every line prints the same in all of its seven cells: then no order matters."""
        width = len(self.usual)
        return bool(self.lines) and all(len(line) == width and len(set(line)) == 1 for line in self.lines)

    @cached_property
    def names_by_rows(self) -> list[str]:
        """The names, row by row."""
        return _names_by_rows(self.rows, self.form)

    @cached_property
    def stacked(self) -> bool:
        """Whether all spans were lost, so that names of the upper row stand over others than their own."""
        if not self.table.spans_known or self.names_by_rows != self.labels:
            return False
        if any(cell.colspan != 1 or cell.rowspan != 1 for row in self.rows for cell in row):
            return False
        names = _names(self.rows, self.form)
        return NOT_PRINTED not in names and not set(self.usual) <= set(self._keys_of(names))

    @cached_property
    def in_columns(self) -> bool:
        """Whether each name stands above its column."""
        return self.table.spans_known and not self.stacked

    @cached_property
    def by_fields(self) -> bool:
        """Whether seven fields side by side hold the seven names, the table not showing its spans."""
        return not self.table.spans_known and _named_by_fields(self.rows, self.form)

    @cached_property
    def names(self) -> list[str]:
        """The names in the order of the columns, as far as the head tells it."""
        if self.by_fields:
            return self.labels
        return _names(self.rows, self.form) if self.in_columns else self.names_by_rows

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns that the names are, "" for a name that the form doesn't have."""
        return self._keys_of(self.names)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Those that the form has."""
        return tuple(key for key in self.keys if key)

    def _keys_of(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(column_key(name, self.form) for name in names)


def _all_names_over_equal_cells(head: _Head) -> Order | None:
    """Every name once, in whatever order, over lines that print the same in all their cells."""
    if head.alike and _all_named(head.rows, head.form):
        return Order(head.usual, "表头的次序不明，各行都是七个相同的内容，次序无关")
    return None


def _split_merged_cells(head: _Head) -> Order | None:
    """Merged cells that a converter took apart, over lines with a cell for each column and for nothing else."""
    if head.names_by_rows != head.labels or not fullness(head.table, head.form)[1]:
        return None
    width = len(head.usual)
    whole = [[cell.text for cell in row][-width:] for row in head.table.rows if _is_line(row, head.form)]
    return _borne_out(whole, head.usual, "表头的合并单元格已拆散，各行都是七格，按表头所列的各列读取")


def _names_in_another_order(head: _Head) -> Order | None:
    """Names in another order than the form's, or hidden ones: such a head is never passed over."""
    usual = tuple(key for key in head.usual if key in head.columns)
    return UNTOLD if NOT_PRINTED in head.names or head.columns != usual else None


def _every_column_named(head: _Head) -> Order | None:
    """Each column named above its figures, with others that the form doesn't have or none."""
    if head.columns != head.usual or not head.in_columns:
        return None
    return _borne_out(head.lines, head.keys)


def _total_not_printed(head: _Head) -> Order | None:
    """The six applicants, in lines of six figures whose last is no sum: a 表三 without 总计."""
    applicants = head.usual[:-1]
    if head.keys != applicants or not last_is_no_total(head.lines, len(applicants)):
        return None
    return Order(applicants, "" if head.table.spans_known else "表头没有“总计”，各行六个数字按表头的顺序读取")


def _names_of_others(head: _Head) -> Order | None:
    """Names that are not even pieces of the form's: what the figures are can't be told from their number."""
    return None if not head.names or _are_pieces(head) else UNTOLD


def _sums_in_usual_order(head: _Head) -> Order | None:
    """No name or pieces of names, over seven figures whose last is the sum of the others."""
    width = len(head.usual)
    if add_up(head.lines, width, range(width - 1), width - 1):
        return Order(head.usual, "表头缺失或残缺，各行都是七个数字且末个等于前六个之和，按规定格式的顺序读取")
    return None


def _equal_cells(head: _Head) -> Order | None:
    """No name or pieces of names, over lines that print the same in all their cells."""
    return Order(head.usual, "表头的次序不明，各行都是七个相同的内容，次序无关") if head.alike else None


def _no_name_and_first_repeated(head: _Head) -> Order | None:
    """No name at all, over seven figures whose last is the first again."""
    if head.names or not last_repeats_first(head.lines, len(head.usual)):
        return None
    return Order(head.usual, "没有表头，各行都是七个数字且“总计”重复首个数字，按规定格式的顺序读取")


def _one_name_lost(head: _Head) -> Order | None:
    """One name lost, the others tell which."""
    width = len(head.usual)
    in_fields = head.by_fields and max(map(len, head.lines), default=0) == width
    in_columns = head.in_columns and len(head.columns) == width - 1
    if not head.names or not (in_fields or in_columns):
        return None
    if agreement(head.lines, head.usual) is Agreement.OTHERWISE:
        return None
    return Order(head.usual, "表头残缺，各行都是七个数字，按表头所列其他各列的顺序读取")


# Tried in this order; the first that tells anything decides.
_RECOGNISERS: tuple[Callable[[_Head], Order | None], ...] = (
    _all_names_over_equal_cells,
    _split_merged_cells,
    _names_in_another_order,
    _every_column_named,
    _total_not_printed,
    _names_of_others,
    _sums_in_usual_order,
    _equal_cells,
    _no_name_and_first_repeated,
    _one_name_lost,
)


def _borne_out(lines: Sequence[Sequence[str]], keys: Sequence[str], doubt: str = "") -> Order:
    """The order `keys` unless the figures deny it; `doubt` is why it is inferred though they add up."""
    match agreement(lines, keys):
        case Agreement.BORNE_OUT:
            return Order(tuple(keys), doubt)
        case Agreement.IN_NO_ORDER:
            return Order(
                tuple(keys), "表头不是规定的格式，且各行“总计”多不等于各列之和，按表头所列的顺序读取"
            )
        case Agreement.OTHERWISE:
            return UNTOLD


def _are_pieces(head: _Head) -> bool:
    """Whether the names are pieces of the form's, each where the form has that name if the head shows its columns."""
    form = head.form
    if head.in_columns:
        return len(head.names) == len(head.usual) and all(
            fold(name) in fold(form.columns[key].label)
            for name, key in zip(head.names, head.usual, strict=True)
        )
    whole = fold("".join(form.columns[key].label + form.columns[key].group for key in head.usual))
    return all(fold(name) in whole for name, key in zip(head.names, head.keys, strict=True) if not key)


def _is_line(row: Sequence[GridCell], form: Form) -> bool:
    match = row_label(row, form)[0]
    return match is not None and match.table == "requests"


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
        name_pieces = list(
            dropwhile(lambda text: not column_key(text, form) and _piece_of(text, titles), stack)
        )
        named.append((column, column_key("".join(name_pieces), form)))
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
    numbers_named: set[int] = set()
    for row in header:
        texts = [name_of(cell.text, places) for cell in row if cell.text.strip()]
        texts = list(dropwhile(lambda text: text not in places, texts))
        numbers = [places[text] for text in texts if text in places]
        if numbers != sorted(set(numbers)) and texts not in _stacked(form):
            return [usual[0].label] * 2  # out of order: nothing can be told
        numbers_named |= {
            places[text] for text in texts if text in places and text == fold(usual[places[text]].label)
        }
        strange += [text for text in texts if text not in places]
    return [usual[n].label for n in sorted(numbers_named)] + strange


def _stacked(form: Form) -> list[list[str]]:
    """The names of a merged head as one row: the upper ones before the lower ones, or after them."""
    upper = list(dict.fromkeys(fold(line.group or line.label) for line in form.columns.values()))
    lower = [fold(line.label) for line in form.columns.values() if line.group]
    return [[*upper, *lower], [*lower, *upper]]


def _all_named(header: Sequence[Sequence[GridCell]], form: Form) -> bool:
    """Whether a head names the form's columns, each once and no other, in whatever order."""
    groups = {fold(_ALL), *(fold(line.group) for line in form.columns.values())}
    labels = {fold(line.label) for line in form.columns.values()}
    names: list[str] = []
    for row in header:
        texts = [name_of(cell.text, labels | groups) for cell in row if cell.text.strip()]
        names += dropwhile(lambda text: text not in labels | groups, texts)
    return sorted(text for text in names if text not in groups) == sorted(labels)


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
