"""What has been read of the tables so far, and which cells of a row hold its figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from crawler.reading.blocks import NOT_PRINTED, SEEN, GridCell
from crawler.reading.form.placing import Loose
from crawler.reading.words.values import read_cell
from store.form import Form
from store.models import Cell, CellKey, Note

LABEL_COLUMNS = 3  # of 表三: 三、本年度办理结果 | （三）不予公开 | 1.属于国家秘密


@dataclass
class FormReading:
    """What has been read of the tables so far; `short` holds the rows of a narrow 表三."""

    form: Form
    cells: dict[CellKey, Cell] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    seen: list[Note] = field(
        default_factory=list
    )  # those on figures that nothing is against but that a picture shows them
    short: dict[str, list[GridCell]] = field(default_factory=dict)
    # Lines of 表三 whose figures have no certain column.
    loose: dict[str, Loose] = field(default_factory=dict)
    reviews: list[Loose] = field(default_factory=list)  # lines of 表四, likewise
    # Every line of 表三 in printed order: its key, or "" and its cells where its label is not known.
    lines: list[tuple[str, Loose]] = field(default_factory=list)
    # Of the last header row seen in 表二, [] if not all known.
    measures: list[str] = field(default_factory=list)
    titles: int = 0  # how many columns that header row names
    amount_unit: str = ""  # as that header prints it
    # Columns of 表三 as the header printed them, [] if unclear.
    order: list[str] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)  # table → why its columns are not certain
    holds_requests: bool = False  # the table at hand has lines of 表三
    fits: bool = True  # nothing in the last head of 表三 speaks against the form's order of columns
    full: bool = False  # every line of 表三 in the table at hand has just the form's cells, blanks among them
    bare: bool = False  # and none of them was filled up
    narrow: bool = False  # the table at hand has fewer value columns than 表三
    crowded: bool = False  # some line of 表三 in the table at hand prints more figures than it has columns
    spans_known: bool = True  # of the table at hand
    doubt: str = ""  # of the table at hand
    width: int = 0  # fields of most rows of the table at hand
    first_column: int = 0  # of the figures of 表三 in the table at hand
    label_columns: int = 0  # of the table at hand, as far as it shows

    def note(
        self,
        message: str,
        table: str = "",
        row: str = "",
        column: str = "",
        state: str = "",
        raw: str = "",
        label: str = "",
    ) -> None:
        """Keep a remark about a place of the form."""
        self.notes.append(Note(message, table, row, column, state, raw, label))

    def put(self, table: str, row: str, column: str, printed: GridCell, where: str) -> None:
        """Read one printed cell into its place. The same place printed twice with different text becomes unread."""
        key = (table, row, column)
        if table == "requests":
            self.loose.pop(row, None)
        kind = self.form.kind(table, column)
        cell, remark = read_cell(printed.text, kind, self.amount_unit if kind == "amount" else "件", where)
        doubt = self.doubts.get(table, "") or self.doubt
        seen = doubt == SEEN and cell.value is not None and not remark
        if doubt and cell.value is not None:
            cell, remark = replace(cell, state="inferred"), remark or str(doubt)
        before = self.cells.get(key)
        if before and (before.value, before.state) != (cell.value, cell.state):
            raw = f"{before.raw} | {cell.raw}"
            self.cells[key] = Cell(raw, None, "unread", cell.unit, where)
            self.note("同一格出现两次且内容不同，不能确定哪个为准", table, row, column, "unread", raw)
            return
        self.cells[key] = cell
        if remark:
            self.note(remark, table, row, column, cell.state, cell.raw)
        if seen:
            self.seen.append(self.notes[-1])

    def lose(self, table: str, row: str, columns: Iterable[str], raw: str, message: str) -> None:
        """Mark a whole row as unread, and say why: another print of the same row can't settle what this one said."""
        for column in columns:
            unit = self.form.measures[column].unit if table == "disclosure" else "件"
            self.cells[table, row, column] = Cell("", None, "unread", unit)
        self.note(message, table, row, "", "unread", raw)

    def lose_place(self, key: str, after: Sequence[GridCell], where: str, message: str) -> None:
        """Mark a line of 表三 as unread whose figures may yet find their columns (see placing)."""
        seen = ("requests", key, next(iter(self.form.columns))) in self.cells
        texts, order = texts_of(after), tuple(self.order)
        if self.full and self.fits:
            texts, order = tuple(cell.text.strip() for cell in after), tuple(self.form.columns)
        raw = " | ".join(cell.text for cell in after)
        self.lose("requests", key, self.form.columns, raw, message)
        if seen:
            self.loose.pop(key, None)
        else:
            self.loose[key] = Loose(texts, order, where)


def texts_of(cells: Sequence[GridCell]) -> tuple[str, ...]:
    """What `cells` print, without empty ones and without marks of cells that are not there."""
    return tuple(cell.text for cell in cells if cell.text.strip() not in ("", NOT_PRINTED))


def _windows(after: Sequence[GridCell], width: int) -> list[int]:
    """Offsets at which `width` cells of `after` hold everything that is not empty."""
    filled = [place for place, cell in enumerate(after) if cell.text.strip()]
    if not filled:
        return [0] if len(after) >= width else []
    first = max(0, filled[-1] - width + 1)
    return list(range(first, min(filled[0], len(after) - width) + 1))


def _may_have_shifted(reading: FormReading, values: Sequence[GridCell]) -> bool:
    """Whether a row's figures may stand in other columns than they seem to, spans being unknown.

    Its last column is empty though others are not: dropped blank cells may have moved them to the left.
    Its first is: the empty cell may be padding, unless the table shows how many label columns it has.
    """
    filled = [bool(cell.text.strip()) for cell in values]
    if reading.spans_known or not any(filled):
        return False
    return not filled[-1] or not (filled[0] or reading.label_columns == LABEL_COLUMNS)


def cells_of(reading: FormReading, after: Sequence[GridCell], width: int) -> Sequence[GridCell] | None:
    """The `width` cells of `after` that hold its figures; None if more than one choice is possible."""
    offsets = _windows(after, width)
    if len(offsets) != 1 or not width:
        return None
    if offsets[0] and reading.crowded and not reading.spans_known:
        # The empty cell before its figures may be that of a column which another line fills.
        return None
    chosen = after[offsets[0] : offsets[0] + width]
    filled = sum(bool(cell.text.strip()) for cell in chosen)
    # A cell too many or too few beside a blank figure: no telling which of the blank cells it is.
    odd = len(after) > width if reading.spans_known else after[-1].column + 1 != reading.width
    return None if (odd and 0 < filled < width) or _may_have_shifted(reading, chosen) else chosen
