"""Plain text → blocks: rows between tabs, rows between pipes, or cells on lines of their own.

Empty fields of rows may be padding, so spans are not known. Which layout it is, the whole document tells.
"""

import html
import re
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import pairwise
from typing import Literal

from crawler.reading.blocks import (
    COUNTED,
    Block,
    Document,
    GridCell,
    Page,
    Paragraph,
    Table,
    UnreadableDocument,
    WhyInferred,
)
from crawler.reading.opening import opened
from crawler.reading.text.cells import is_line, is_value, is_word, pipe_cells
from crawler.reading.text.layouts import Layout, parts_by_layout
from crawler.reading.text.repeated_cells import with_spans
from crawler.reading.text.tables import cell_blocks, form_of_cells
from crawler.reading.words.values import INVISIBLE

_HEAD = 5  # words of the form on a line that is the head of 表四: figures without a label stand below it
_FEW = 3  # pipes on a line that holds one cell
_FIGURE = re.compile(r"[\d.,+\-]+$")
# With the blanks before it, all but one after a digit; else with those after it. Blanks are begun at their first only.
_BREAK = re.compile(r"(?:(?<![\d\s])\s*+|(?<=\d\s)\s*+|(?<=\s))<br ?/?>|<br ?/?>\s*(?!\d)", re.IGNORECASE)
_RULED = ("--", ":-", "-:")


def read_text(document: Document) -> Page:
    """Rows between tabs or pipes become tables, as do cells a line; other lines paragraphs without `#` marks."""
    text = opened(document).text
    if "\0" in text:
        raise UnreadableDocument("unreadable_format", "既不是文本也不是已知格式（含空字节）")
    lines, piped = text.splitlines(), text.replace("｜", "|")
    parts = parts_by_layout(piped.splitlines())
    if len(parts) > 1 or parts[0][0] == "flat":
        form = form_of_cells(re.split(r"[|\t\n]|(?<=\S) (?=\S)", piped))
        return Page([block for part in parts for block in _part(*part, form, part is not parts[-1])])
    if any("\t" in line.strip() for line in lines) and not _strays(lines, piped.splitlines()):
        return Page(_rows(lines, _fields))
    return Page(_pipes_or_cells(piped.replace("\t", " ")))


def _part(layout: Layout, lines: Sequence[str], form: str | None, ended: bool) -> list[Block]:
    """The blocks of one part of a text; `form` is the generation that the whole text prints, `ended` if more follows."""
    if layout == "tabs":
        return _rows(lines, _fields)
    lines = [_words(html.unescape(line.replace("\t", " "))) for line in lines]
    if layout in ("framed", "closed", "pipes"):
        return _pipe_rows(lines)
    if layout == "piped":
        cells = pipe_cells("\n".join(lines))
    else:
        cells = [cell for line in lines for cell in (line.split() if layout == "flat" else [line]) if cell]
    blocks = cell_blocks(cells, form, ended)
    return _rows(lines, lambda line: None) if blocks is None else blocks


def _strays(lines: Sequence[str], piped: Sequence[str]) -> bool:
    """Whether tabs stand in prose or inside of cells only: lines of the form are printed otherwise, by pipes or cells."""
    tabbed = sum(is_line(fields) for line in lines if (fields := _fields(line)))
    rows = sum(is_line(fields) for line in piped if (fields := _pipe_fields(line)))
    return max(rows, _lines_in_cells(lines)) > tabbed


def _lines_in_cells(cells: Sequence[str]) -> int:
    """How many lines of the form print their label as a cell by itself and a figure as the next."""
    shown = [words for cell in cells if (words := _words(cell))]
    return sum(is_line(pair) for pair in pairwise(shown))


def _words(line: str) -> str:
    return line.strip().lstrip("#").strip()


def _rows(
    lines: Sequence[str], split: Callable[[str], list[str] | None], doubt: WhyInferred | Literal[""] = ""
) -> list[Block]:
    """Lines that `split` takes apart become rows, others paragraphs."""
    blocks: list[Block] = []
    rows: list[tuple[GridCell, ...]] = []
    for line in lines:
        fields = split(line)
        if fields is not None:
            rows.append(tuple(GridCell(text, column) for column, text in enumerate(fields)))
            continue
        blocks += _table(rows, doubt)
        rows = []
        if words := _words(line):
            blocks.append(Paragraph(words))
    return blocks + _table(rows, doubt)


def _table(rows: Sequence[tuple[GridCell, ...]], doubt: WhyInferred | Literal[""]) -> list[Block]:
    """Rows as a table; one row alone, without a word of the form and without a figure, is a line of prose."""
    if len(rows) == 1:
        texts = [cell.text for cell in rows[0] if cell.text]
        if not any(is_word(text) or is_value(text) for text in texts):
            words = _words(" ".join(texts))
            return [Paragraph(words)] if words else []
    if rows and (spans := with_spans([[cell.text for cell in row] for row in rows])):
        return [Table(spans, spans_known=True, doubt=doubt)]
    return [Table(tuple(rows), spans_known=False, doubt=doubt)] if rows else []


def _fields(line: str) -> list[str] | None:
    return [text.strip() for text in line.split("\t")] if "\t" in line else None


def _pipe_fields(line: str) -> list[str] | None:
    """The cells between the pipes of a line; a pipe at either end is only its frame."""
    if "|" not in line:
        return None
    return [_cell(text) for text in re.split(r"(?<!\\)\|", line.strip())]


def _cell(text: str) -> str:
    """A cell without marks of emphasis and of broken lines; digits on two lines stay apart."""
    words = _BREAK.sub("", text)
    return words.strip().removeprefix("**").removesuffix("**").strip()


def _pipe_rows(lines: Sequence[str]) -> list[Block]:
    """Rows of pipes: blank lines and rulers between them dropped, broken rows made unreadable."""
    lines = _without_rulers(lines)
    frame = _frame_of([line for line in lines if "|" in line])
    bare = [_without_frame(line, after, frame) for line, after in pairwise([*lines, ""])]
    # Without a frame a row that was torn can't be told for certain.
    return _rows(bare, _pipe_fields, doubt="" if frame is _Frame.BOTH_SIDES else COUNTED)


class _Frame(Enum):
    """Where rows have a pipe that parts no cells."""

    BOTH_SIDES = "at either end, but for rows that were torn"
    RIGHT = "at the end of every row"
    NONE = "nowhere for certain"


def _without_rulers(lines: Sequence[str]) -> list[str]:
    """Lines without those of dashes below heads, and without blank ones after rows."""
    kept: list[str] = []
    for line in lines:
        ruler = "|" in line and re.fullmatch(r"[\s|:-]+", line) and any(mark in line for mark in _RULED)
        if not ruler and (line.strip() or not (kept and "|" in kept[-1])):
            kept.append(line.strip())
    return kept


def _frame_of(rows: Sequence[str]) -> _Frame:
    """The frame that most rows show."""
    # Rows of one width of which some begin without a pipe have no frame: the others begin with an empty field.
    even = len({line.count("|") for line in rows}) == 1 and not all(line.startswith("|") for line in rows)
    if not even and sum(map(_is_framed, rows)) * 2 > len(rows):
        return _Frame.BOTH_SIDES
    return _Frame.RIGHT if all(line.endswith("|") for line in rows) else _Frame.NONE


def _is_framed(line: str) -> bool:
    return line.startswith("|") and line.endswith("|")


def _without_frame(line: str, after: str, frame: _Frame) -> str:
    """A line without the pipes around it; a row that was torn, or goes on in the line `after`, as one that can't be read."""
    if "|" not in line:
        return line
    if (frame is _Frame.BOTH_SIDES and not _is_framed(line)) or _goes_on(line, after):
        return _torn(line)
    if frame is _Frame.BOTH_SIDES:
        return line[1:-1] if len(line) > 1 else line
    return line[:-1] if frame is _Frame.RIGHT else line


def _goes_on(line: str, after: str) -> bool:
    """Whether the figures of a row go on in the line `after`, which begins with one. Heads stand above figures anyway."""
    if not is_value(after.split("|")[0].strip()):
        return False
    head = sum(map(is_word, map(str.strip, line.split("|")))) >= _HEAD
    return (line.endswith("|") and not head) or re.search(r"\|\s*\d", line) is not None


def _torn(line: str) -> str:
    """A row that goes on in the next line: its label and, for the record, what was printed, as one cell of words."""
    fields = [field for field in _pipe_fields(line) or [] if field]
    labels = [field for field in fields if not _FIGURE.match(field)]
    return "|".join([*labels, "残行：" + " ".join(fields)])


def _pipes_or_cells(text: str) -> list[Block]:
    """A text without tabs: rows of pipes if most lines with pipes hold several cells, else cell by cell."""
    lines = [_words(html.unescape(line)) for line in text.splitlines()]
    piped = [line for line in lines if "|" in line]
    single = [
        line
        for line in piped
        if line.count("|") <= _FEW and sum(map(bool, line.replace(" ", "").split("|"))) <= 1
    ]
    rows = sum(is_line(fields) for line in piped if (fields := _pipe_fields(line)))
    in_cells = _lines_in_cells(lines)
    if piped and rows >= in_cells and len(single) * 3 <= len(piped) * 2:
        return _pipe_rows(lines)
    # Pipes that part no lines of the form stand in prose: what is printed a cell a line is so whatever they part.
    cells = [line for line in lines if line]
    between = pipe_cells("\n".join(lines)) if piped else cells
    cells = cells if in_cells and in_cells >= _lines_in_cells(between) else between
    # Where a conversion kept no line breaks either, cells are what stands between blanks; what can't be seen is no cell.
    blocks = cell_blocks(cells) or (None if piped else cell_blocks(INVISIBLE.sub("", text).split()))
    return _rows(lines, lambda line: None) if blocks is None else blocks
