"""The cells of a text whose rows are lost: between pipes, glued together, broken over lines; and the words of the form."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from crawler.reading.words.labels import MAX_HEADING, column_labels, fold, group_labels, row_labels
from crawler.reading.words.values import read_cell
from store.form import FORMS, Line

TITLES = ("信息内容", "申请人情况")  # printed above columns, not themselves columns of the form
_PIECES = 5  # lines that one label may be broken into
_PAGE_MARK = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:\s*+[,，/]?\s*+共\s*\d{1,3}\s*页)?")
_TOUCHING = re.compile(r"(?P<label>\D{2,40})(?P<figure>\d[\d.,]{0,20}(?:件|万?元)?)")


def _line_labels(lines: Sequence[Line]) -> set[str]:
    return {fold(label) for line in lines for label in line.labels} | {
        fold(line.group) for line in lines if line.group
    }


@cache
def words_of(form_name: str) -> dict[str, str]:
    """Every folded word of the tables of a form → the table it tells, "" if it stands in several."""
    form = FORMS[form_name]
    titles = {
        label: table for label, (table, _) in {**column_labels(form_name), **row_labels(form_name)}.items()
    }
    captions = {fold(line.group): "disclosure" for line in form.disclosures.values() if line.group}
    groups = dict.fromkeys({*group_labels(form_name), fold(TITLES[1])}, "requests")
    applicants = dict.fromkeys(_line_labels(list(form.columns.values())), "requests")
    results = dict.fromkeys(
        _line_labels(list(form.results.values())) | _line_labels(list(form.procedures.values())), "reviews"
    )
    words = {**results, **applicants, **groups, **captions, **titles, fold(TITLES[0]): "disclosure"}
    lines = row_labels(form_name)
    shared = (set(applicants) & set(lines)) | (set(applicants) & set(results))
    return {**words, **dict.fromkeys(shared, "")}


@cache
def _line_words() -> frozenset[str]:
    return frozenset(label for name in FORMS for label in row_labels(name))


def is_word(text: str) -> bool:
    """Whether a cell prints a word of the tables of any form."""
    return any(fold(text) in words_of(name) for name in FORMS) if len(text) <= MAX_HEADING else False


def is_value(text: str) -> bool:
    """Whether a cell prints a figure, or what stands for none."""
    kinds = ("count", "change", "amount")
    return bool(text) and any(read_cell(text, kind)[0].state != "text" for kind in kinds)


def is_line(cells: Sequence[str]) -> bool:
    """Whether cells side by side print a line of a form: its label, and a figure behind it."""
    labels = [n for n, text in enumerate(cells) if len(text) <= MAX_HEADING and fold(text) in _line_words()]
    return bool(labels) and any(map(is_value, cells[labels[0] + 1 :]))


def pipe_cells(text: str) -> list[str]:
    """Cells of a text with pipes, whatever its lines; "" where two pipes meet, or two numbers without a pipe."""
    cells: list[str] = []
    pipes = 1
    for piece in re.findall(r"[|\n]|[^|\n]+", text):
        if piece == "|":
            pipes += 1
        elif words := piece.strip():
            cells += [""] * (pipes - 1)
            if not pipes and cells and is_value(cells[-1]) and is_value(words):
                cells.append("")
            cells.append(words)
            pipes = 0
    return cells


@cache
def widths() -> dict[str, set[int]]:
    """How many figures each line of 表二 and 表三 has, by its folded label."""
    widths: dict[str, set[int]] = {}
    for name, form in FORMS.items():
        for label, (table, key) in row_labels(name).items():
            wide = len(form.disclosures[key].measures) if table == "disclosure" else len(form.columns)
            widths.setdefault(label, set()).add(wide)
    return widths


def _unglued(cell: str) -> list[str]:
    """规章000, 行政许可20 and heads run together taken apart: zeros, one for each column, the only figure, labels."""
    zeros = len(cell) - len(cell.rstrip("0"))
    label = fold(cell[: len(cell) - zeros])
    if zeros and zeros in widths().get(label, ()):
        return [cell[: len(cell) - zeros], *"0" * zeros]
    touching = _TOUCHING.fullmatch(cell)
    if touching and 1 in widths().get(fold(touching["label"]), ()) and is_value(touching["figure"]):
        return [touching["label"], touching["figure"]]
    folded, words = fold(cell), {word for name in FORMS for word in words_of(name)}
    if folded in words or len(folded) > MAX_HEADING:
        return [cell]
    pieces: list[str] = []
    while folded:
        piece = next((folded[:end] for end in range(len(folded), 1, -1) if folded[:end] in words), "")
        if not piece:
            return [cell]
        pieces.append(piece)
        folded = folded[len(piece) :]
    return pieces


def joined_cells(cells: Sequence[str]) -> Iterator[str]:
    """Cells without page marks, glued ones taken apart, labels broken over several cells put together."""
    rest = [
        piece
        for cell in cells
        if not _PAGE_MARK.fullmatch(cell)
        for piece in (_unglued(cell) if cell and not is_value(cell) else [cell])
    ]
    words = {word for name in FORMS for word in words_of(name)}
    place = 0
    while place < len(rest):
        end = place + 1
        for longer in range(min(place + _PIECES, len(rest)), place + 1, -1):
            pieces = rest[place:longer]
            if all(piece and not is_value(piece) for piece in pieces) and fold("".join(pieces)) in words:
                end = longer
                break
        yield "".join(rest[place:end])
        place = end
