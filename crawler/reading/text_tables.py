"""Text without rows → tables: one cell a line, or pipes and cells on lines of their own. Labels and counts only.

A blank cell leaves no trace here. A line of the form is therefore taken as read only if it is followed by exactly
as many figures as it has columns, a word of the form, and the line that the form prints next; if its sums hold;
and if the header above is the form's own. Every other line is given more cells than it can have, and so unread.
All the same these figures are only inferred (Table.doubt): no count shows a line whose blank cell was dropped and
that got a stray figure which leaves its sum alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from crawler.reading.blocks import COUNTED, NOT_PRINTED, Block, GridCell, Paragraph, Table
from crawler.reading.labels import (
    MAX_HEADING,
    column_labels,
    detect_form,
    find,
    fold,
    group_labels,
    is_garbled_group,
    name_of,
    row_labels,
    section_heading,
)
from crawler.reading.labels import squeeze as squeezed
from crawler.reading.values import read_cell
from store.form import FORMS, Form, Line

MAX_CELLS = 5_000  # of a text with a cell a line; the longest real one has 700
_PIECES = 5  # lines that one label may be broken into
_LEAST = 3  # lines of the form that must stand alone on a line before a text counts as one cell a line
_TITLES = ("信息内容", "申请人情况")  # printed above columns, not themselves columns of the form
_PAGE_MARK = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:\s*+[,，/]?\s*+共\s*\d{1,3}\s*页)?")
_GAP = "？？"  # two numbers without a pipe between them, or nothing between two pipes
_REMARK = re.compile(r"^\(本列.*?\)")


@dataclass(frozen=True)
class _Token:
    """One cell. `kind`: gap (nothing, or a number in pieces), value, heading, row, known (another word of the form), text."""

    text: str
    kind: str
    zone: str = ""  # the table it stands in
    key: str = ""  # of a row


def _line_labels(lines: Sequence[Line]) -> set[str]:
    return {fold(label) for line in lines for label in line.labels} | {
        fold(line.group) for line in lines if line.group
    }


@cache
def _words(form_name: str) -> dict[str, str]:
    """Every folded word of the tables of a form → the table it tells, "" if it stands in several."""
    form = FORMS[form_name]
    titles = {
        label: table for label, (table, _) in {**column_labels(form_name), **row_labels(form_name)}.items()
    }
    captions = {fold(line.group): "disclosure" for line in form.disclosures.values() if line.group}
    groups = dict.fromkeys({*group_labels(form_name), fold(_TITLES[1])}, "requests")
    applicants = dict.fromkeys(_line_labels(list(form.columns.values())), "requests")
    results = dict.fromkeys(
        _line_labels(list(form.results.values())) | _line_labels(list(form.procedures.values())), "reviews"
    )
    words = {**results, **applicants, **groups, **captions, **titles, fold(_TITLES[0]): "disclosure"}
    lines = row_labels(form_name)
    shared = (set(applicants) & set(lines)) | (set(applicants) & set(results))
    return {**words, **dict.fromkeys(shared, "")}


def _is_value(text: str) -> bool:
    return any(read_cell(text, kind)[0].state != "text" for kind in ("count", "change", "amount"))


@cache
def _line_words() -> frozenset[str]:
    return frozenset(label for name in FORMS for label in row_labels(name))


def is_word(text: str) -> bool:
    """Whether a cell prints a word of the tables of any form."""
    return any(fold(text) in _words(name) for name in FORMS) if len(text) <= MAX_HEADING else False


def is_value(text: str) -> bool:
    """Whether a cell prints a figure, or what stands for none."""
    return bool(text) and _is_value(text)


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
            if not pipes and cells and _is_value(cells[-1]) and _is_value(words):
                cells.append("")
            cells.append(words)
            pipes = 0
    return cells


@cache
def _widths() -> dict[str, set[int]]:
    """How many figures each line of 表二 and 表三 has, by its folded label."""
    widths: dict[str, set[int]] = {}
    for name, form in FORMS.items():
        for label, (table, key) in row_labels(name).items():
            wide = len(form.disclosures[key].measures) if table == "disclosure" else len(form.columns)
            widths.setdefault(label, set()).add(wide)
    return widths


def _unglued(cell: str) -> list[str]:
    """规章000 and heads run together taken apart: only zeros, one for each column, and only labels of the form."""
    zeros = len(cell) - len(cell.rstrip("0"))
    label = fold(cell[: len(cell) - zeros])
    if zeros and zeros in _widths().get(label, ()):
        return [cell[: len(cell) - zeros], *"0" * zeros]
    folded, words = fold(cell), {word for name in FORMS for word in _words(name)}
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


def _joined(cells: Sequence[str]) -> Iterator[str]:
    """Cells without page marks, glued ones taken apart, labels broken over several cells put together."""
    rest = [
        piece
        for cell in cells
        if not _PAGE_MARK.fullmatch(cell)
        for piece in (_unglued(cell) if cell and not _is_value(cell) else [cell])
    ]
    known = {word for name in FORMS for word in _words(name)}
    place = 0
    while place < len(rest):
        end = place + 1
        for longer in range(min(place + _PIECES, len(rest)), place + 1, -1):
            pieces = rest[place:longer]
            if all(piece and not _is_value(piece) for piece in pieces) and fold("".join(pieces)) in known:
                end = longer
                break
        yield "".join(rest[place:end])
        place = end


def _tokens(cells: Sequence[str], form: Form) -> list[_Token]:
    """What each cell is, and in which table it stands."""
    words, rows = _words(form.name), row_labels(form.name)
    tokens: list[_Token] = []
    zone, inside = "", False
    for place, text in enumerate(cells):
        before_figures = place + 1 < len(cells) and bool(cells[place + 1]) and _is_value(cells[place + 1])
        folded = _word(text, form, before_figures)
        if not text or _is_value(text):
            tokens.append(_Token(text, "value" if text else "gap", zone))
        elif folded in words:
            hit = rows.get(folded)
            if words[folded]:
                zone, inside = (
                    words[folded],
                    words[folded] == "requests"
                    and (hit is not None or (inside and folded in group_labels(form.name))),
                )
            is_row = hit is not None and hit[0] == zone and (bool(words[folded]) or inside)
            tokens.append(_Token(text, "row" if is_row else "known", zone, hit[1] if hit and is_row else ""))
        elif inside and is_garbled_group(cells[place : place + 2], form):
            tokens.append(_Token(text, "known", zone))
        elif section_heading(text, form):
            zone, inside = "", False
            tokens.append(_Token(text, "heading"))
        else:
            tokens.append(_Token(text, "text", zone))
    return tokens


def _word(text: str, form: Form, before_figures: bool) -> str:
    """The word of the form that a cell prints, without the remark behind it; also one that lost some of its characters.

    That is the head of a column, or the label of a line where figures follow.
    """
    words = _words(form.name)
    folded = name_of(text, words)
    if folded in words or len(folded) > MAX_HEADING:
        return folded
    match = find(text, row_labels(form.name) if before_figures else column_labels(form.name))
    if match is None:
        return folded
    if match.table == "disclosure":
        line = (form.disclosures if before_figures else form.measures)[match.key]
    else:
        line = form.request_line(match.key) if before_figures else form.columns[match.key]
    whole = fold(line.label)
    return whole if len(folded) <= len(whole) else folded


def cell_blocks(cells: Sequence[str]) -> list[Block] | None:
    """Blocks of a text that prints a cell a line; None if it doesn't look like one."""
    if len(cells) > MAX_CELLS:
        return None
    joined = list(_joined(cells))
    known = {word for name in FORMS for word in _words(name)}
    name = detect_form([text for text in joined if fold(text) in known])
    if name is None or sum(fold(text) in row_labels(name) for text in set(joined)) < _LEAST:
        return None
    form = FORMS[name]
    blocks: list[Block] = []
    tokens = _tokens(joined, form)
    zones = [(zone, list(part)) for zone, part in groupby(tokens, key=lambda token: token.zone)]
    # A number alone outside the tables may be that of a page, as may one in place of a blank of 表二.
    numbered = any(not token.zone and token.text.isdecimal() for token in tokens)
    for number, (zone, part) in enumerate(zones, start=1):
        if not zone:
            blocks += [Paragraph(token.text) for token in part if token.text]
            continue
        ended = number < len(zones)
        rows = _reviews(part, form, ended) if zone == "reviews" else _lines(part, form, zone, ended, numbered)
        cut = max((n for n, token in enumerate(part) if token.kind != "text"), default=-1) + 1
        blocks.append(Table(tuple(map(_grid, rows)), spans_known=True, doubt=COUNTED))
        blocks += [Paragraph(token.text) for token in part[cut:]]
    return blocks


def _grid(texts: Sequence[str]) -> tuple[GridCell, ...]:
    return tuple(GridCell(text, column) for column, text in enumerate(texts))


def _run(tokens: Sequence[_Token]) -> tuple[list[_Token], int]:
    """The cells in front of the next word, without gaps before and after them; and where that word stands."""
    end = next((n for n, token in enumerate(tokens) if token.kind not in ("value", "gap")), len(tokens))
    places = [n for n in range(end) if tokens[n].kind == "value"]
    return (list(tokens[places[0] : places[-1] + 1]) if places else []), end


def _adds_up(texts: Sequence[str]) -> bool:
    """Whether the last of `texts` is the sum of the others: a figure put in or moved would break it."""
    *parts, total = (int(read_cell(text)[0].value or 0) for text in texts)
    return sum(parts) == total


def _doubtful(run: Sequence[_Token], wanted: int) -> list[str]:
    """Cells as printed, and more of them than the line can have: nobody may take them for its figures."""
    texts = [token.text or _GAP for token in run]
    return texts + [NOT_PRINTED] * max(1, wanted + 1 - len(texts))


def _reviews(tokens: Sequence[_Token], form: Form, ended: bool) -> list[list[str]]:
    """表四: its two rows of titles and its fifteen figures."""
    first = next((n for n, token in enumerate(tokens) if token.kind == "value"), len(tokens))
    run, end = _run(tokens[first:])
    printed = squeezed("".join(token.text for token in tokens[:first]))
    results = [line.label for line in form.results.values()]
    titles = [line.label for line in form.procedures.values()]
    court = next(line.group for line in form.procedures.values() if line.group)
    heads = (
        [titles[0], court, *results, *titles[1:], *results, *results],
        [titles[0], court, *titles[1:], *results * len(titles)],
    )
    texts = [token.text for token in run]
    count = len(results)
    whole = len(run) == count * len(titles) and all(texts) and first + end == len(tokens) and ended
    sums = whole and all(_adds_up(texts[n : n + count]) for n in range(0, len(texts), count))
    cells = [token.text for token in tokens[:first]]
    if sums and any(printed == squeezed("".join(head)) or _are_cut(cells, head) for head in heads):
        return [titles, results * len(titles), texts]
    return [titles, results * len(titles), _doubtful(run, count * len(titles))]


def _lines(tokens: Sequence[_Token], form: Form, zone: str, ended: bool, numbered: bool) -> list[list[str]]:
    """表二 or 表三: headers and lines in their order, what is doubtful with too many cells."""
    starts = [n for n, token in enumerate(tokens) if token.kind == "row"]
    keys = [tokens[n].key for n in starts]
    titles = [
        n
        for n, after in zip(starts, keys[1:], strict=False)
        if tokens[n].key in form.merged
        and after in form.merged[tokens[n].key].replaces
        and not _run(tokens[n + 1 :])[0]
    ]
    starts = [
        n for n in starts if n not in titles
    ]  # （六）其他处理 above its three lines is only their title
    keys = [tokens[n].key for n in starts]
    sequence = (
        list(form.disclosures)
        if zone == "disclosure"
        else [line.key for line in form.request_lines(set(keys))]
    )
    rows: list[list[str]] = []
    behind = 0  # where the figures of the line before end
    for number, start in enumerate(starts):
        token = tokens[start]
        header = [t for n, t in enumerate(tokens[behind:start], start=behind) if n not in titles]
        rows += _header(header, form, zone, token.key)
        run, end = _run(tokens[start + 1 :])
        behind = start + 1 + end
        following = keys[number + 1] if number + 1 < len(keys) else ""
        stop = tokens[behind].kind if behind < len(tokens) else "heading" if ended else ""
        place = sequence.index(token.key) if token.key in sequence else -1
        in_order = place >= 0 and following == [*sequence, ""][place + 1]
        wanted = len(form.disclosures[token.key].measures) if zone == "disclosure" else len(form.columns)
        texts = [cell.text for cell in run]
        others = _other_lines(tokens[behind:], wanted) if zone == "disclosure" else []
        stop = "row" if others else stop
        sound = len(texts) == wanted and all(texts) and in_order and stop in ("row", "known", "heading")
        if sound:
            sound = _adds_up(texts) if zone == "requests" else not numbered
        rows.append([token.text, *(texts if sound else _doubtful(run, wanted))])
        rows += others
        behind += sum(map(len, others))
    return rows


def _other_lines(tokens: Sequence[_Token], wanted: int) -> list[list[str]]:
    """Lines that the form doesn't have, if `tokens` begin with some: a label, as many figures as their neighbours have."""
    lines: list[list[str]] = []
    place = 0
    while [token.kind for token in tokens[place : place + wanted + 1]] == ["text", *["value"] * wanted]:
        lines.append([token.text for token in tokens[place : place + wanted + 1]])
        place += wanted + 1
    return lines if place < len(tokens) and tokens[place].kind in ("row", "known", "heading") else []


def _header(tokens: Sequence[_Token], form: Form, zone: str, key: str) -> list[list[str]]:
    """The row of titles above a line: the form's own if it is printed just so, else one that settles nothing."""
    titles = [token for token in tokens if token.kind != "gap" and fold(token.text) not in _captions(form)]
    if zone == "requests":
        return _applicants(titles, form)
    if not titles:
        return []
    labels = column_labels(form.name)
    names = titles[1:] if fold(titles[0].text) == fold(_TITLES[0]) else titles
    found = [find(token.text, labels) for token in names]
    printed = [match.key if match else "" for match in found]
    row = [_TITLES[0], *(token.text for token in names)]
    return [row if printed == list(form.disclosures[key].measures) else [*row, NOT_PRINTED, NOT_PRINTED]]


@cache
def _caption_labels(form_name: str) -> frozenset[str]:
    captions = {fold(line.group) for line in FORMS[form_name].disclosures.values() if line.group}
    return group_labels(form_name) | captions


def _captions(form: Form) -> frozenset[str]:
    return _caption_labels(form.name)


def _applicants(tokens: Sequence[_Token], form: Form) -> list[list[str]]:
    """The seven names of the columns of 表三, if they are printed without any other and in the form's order."""
    if not tokens:
        return []
    names = [line.label for line in form.columns.values()]
    upper = list(dict.fromkeys(line.group or line.label for line in form.columns.values()))
    lower = [line.label for line in form.columns.values() if line.group]
    printed = squeezed("".join(token.text for token in tokens))
    printed = _REMARK.sub("", printed).removeprefix(squeezed(_TITLES[1]))
    whole = ([*upper, *lower], names)
    left = [token.text for token in tokens if not _REMARK.fullmatch(squeezed(token.text))]
    left = left[1:] if left and fold(left[0]) == fold(_TITLES[1]) else left
    if any(printed == squeezed("".join(head)) or _are_cut(left, head) for head in whole):
        return [["", *names]]
    return [["", names[0], NOT_PRINTED, NOT_PRINTED]]


def _are_cut(printed: Sequence[str], names: Sequence[str]) -> bool:
    """Whether cells print these names one by one, at least half of the characters of each, remarks left out."""
    if len(printed) != len(names):
        return False
    for text, name in zip(printed, names, strict=True):
        left, letters = name_of(text, {fold(name)}), iter(fold(name))
        if not (2 * len(left) >= len(fold(name)) and len(left) > 1 and all(one in letters for one in left)):
            return False
    return True
