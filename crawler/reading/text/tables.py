"""Text without rows → tables: one cell a line, or pipes and cells on lines of their own. Labels and counts only.

A blank cell leaves no trace here. A line of the form is therefore taken as read only if it is followed by exactly
as many figures as it has columns, a word of the form, and the line that the form prints next; if its sums hold;
and if the header above is the form's own. Every other line is given more cells than it can have, and so unread.
All the same these figures are only inferred (Table.doubt): no count shows a line whose blank cell was dropped and
that got a stray figure which leaves its sum alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from crawler.reading.blocks import COUNTED, NOT_PRINTED, Block, GridCell, Paragraph, Table
from crawler.reading.text.cells import TITLES, is_value, joined_cells, widths, words_of
from crawler.reading.words.labels import (
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
from crawler.reading.words.labels import squeeze as squeezed
from crawler.reading.words.values import read_cell
from store.form import FORMS, Form

MAX_CELLS = 5_000  # of a text with a cell a line; the longest real one has 700
_LEAST = 3  # lines of the form that must stand alone on a line before a text counts as one cell a line
_GAP = "？？"  # two numbers without a pipe between them, or nothing between two pipes
_REMARK = re.compile(r"^\(本列.*?\)")


@dataclass(frozen=True)
class _Token:
    """One cell. `kind`: gap (nothing, or a number in pieces), value, heading, row, known (another word of the form), text."""

    text: str
    kind: str
    zone: str = ""  # the table it stands in
    key: str = ""  # of a row


def _tokens(cells: Sequence[str], form: Form) -> list[_Token]:
    """What each cell is, and in which table it stands."""
    words, rows = words_of(form.name), row_labels(form.name)
    tokens: list[_Token] = []
    zone, inside = "", False
    room = 0  # figures that the line above may still have: a 无 stands in the place of one
    for place, text in enumerate(cells):
        before_figures = place + 1 < len(cells) and is_value(cells[place + 1])
        folded = _word(text, form, before_figures)
        room -= 1
        if not text or is_value(text) or (text == "无" and room >= 0):
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
            room = max(widths()[folded]) if is_row else 0
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
    words = words_of(form.name)
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


def form_of_cells(cells: Sequence[str]) -> str | None:
    """The generation whose words are printed as cells."""
    words = {word for name in FORMS for word in words_of(name)}
    return detect_form([text for text in cells if fold(text) in words])


def cell_blocks(cells: Sequence[str], name: str | None = None, followed: bool = False) -> list[Block] | None:
    """Blocks of a text that prints a cell a line; None if it doesn't look like one.

    `name` is the generation that the text is known to print, where `cells` are only a part of it, `followed` by others.
    """
    if len(cells) > MAX_CELLS:
        return None
    joined = list(joined_cells(cells))
    if name is None:
        name = form_of_cells(joined)
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
        ended = number < len(zones) or followed
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
    starts, titles = _starts(tokens, form)
    keys = [tokens[n].key for n in starts]
    neighbours = set(pairwise([*_printed_order(form, zone, keys), ""]))
    rows: list[list[str]] = []
    behind = 0  # where the figures of the line before end
    for start, following in zip(starts, [*keys, ""][1:], strict=True):
        token = tokens[start]
        header = [t for n, t in enumerate(tokens[behind:start], start=behind) if n not in titles]
        rows += _header(header, form, zone, token.key)
        run, end = _run(tokens[start + 1 :])
        behind = start + 1 + end
        wanted = len(form.disclosures[token.key].measures) if zone == "disclosure" else len(form.columns)
        others = _other_lines(tokens[behind:], wanted) if zone == "disclosure" else []
        stopped = bool(others) or _is_stop(tokens[behind:], ended)
        texts = [cell.text for cell in run]
        sound = len(texts) == wanted and all(texts) and (token.key, following) in neighbours and stopped
        if sound:
            sound = _adds_up(texts) if zone == "requests" else not numbered
        rows.append([token.text, *(texts if sound else _doubtful(run, wanted))])
        rows += others
        behind += sum(map(len, others))
    return rows


def _starts(tokens: Sequence[_Token], form: Form) -> tuple[list[int], list[int]]:
    """Where lines begin, and where titles stand: （六）其他处理 above its three lines is only theirs."""
    starts = [n for n, token in enumerate(tokens) if token.kind == "row"]
    titles = [
        n
        for n, after in pairwise(starts)
        if tokens[n].key in form.merged
        and tokens[after].key in form.merged[tokens[n].key].replaces
        and not _run(tokens[n + 1 :])[0]
    ]
    return [n for n in starts if n not in titles], titles


def _printed_order(form: Form, zone: str, keys: Sequence[str]) -> list[str]:
    """The lines of 表二 or 表三 as the form prints them, where those with `keys` are printed."""
    if zone == "disclosure":
        return list(form.disclosures)
    return [line.key for line in form.request_lines(set(keys))]


def _is_stop(tokens: Sequence[_Token], ended: bool) -> bool:
    """Whether a word of the form or a heading ends the figures before `tokens`; `ended` if one does after the last."""
    return tokens[0].kind in ("row", "known", "heading") if tokens else ended


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
    names = titles[1:] if fold(titles[0].text) == fold(TITLES[0]) else titles
    matches = [find(token.text, labels) for token in names]
    printed = [match.key if match else "" for match in matches]
    row = [TITLES[0], *(token.text for token in names)]
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
    printed = _REMARK.sub("", printed).removeprefix(squeezed(TITLES[1]))
    whole = ([*upper, *lower], names)
    left = [token.text for token in tokens if not _REMARK.fullmatch(squeezed(token.text))]
    left = left[1:] if left and fold(left[0]) == fold(TITLES[1]) else left
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
