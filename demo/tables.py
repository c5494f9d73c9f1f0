"""The three prescribed tables as HTML, merged as on the official blank form. Labels come from store.form."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from demo.figures import FORM, Figures
from store.form import Line

# Words of the blank form that are no line and no column.
ITEM_HEAD = "信息内容"
APPLICANTS_HEAD = "申请人情况"
BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
LABEL_COLUMNS = 3


def prescribed_tables(figures: Figures) -> dict[str, str]:
    """Section key → the table that stands in it."""
    return {
        "proactive": disclosure_table(figures),
        "on_request": requests_table(figures),
        "review": reviews_table(figures),
    }


def disclosure_table(figures: Figures) -> str:
    """表二: for each item of article 20 a caption, a head and its rows."""
    width = 1 + max(len(line.measures) for line in FORM.disclosures.values())
    rows: list[str] = []
    for caption, lines in groupby(FORM.disclosures.values(), key=lambda line: line.group):
        group = list(lines)
        span = width - 1 if len(group[0].measures) == 1 else 1
        heads = [_cell(FORM.measures[measure].label, span) for measure in group[0].measures]
        rows += [_row([_cell(caption, width)]), _row([_cell(ITEM_HEAD), *heads])]
        for line in group:
            values = [_cell(figures["disclosure", line.key, measure], span) for measure in line.measures]
            rows.append(_row([_cell(line.label), *values]))
    return _table(rows)


def requests_table(figures: Figures) -> str:
    """表三: three label columns, seven columns of figures, three rows of heads."""
    rows = _request_heads()
    outcome_group = FORM.requests["outcome_total"].group
    outcomes = [line for line in FORM.requests.values() if line.group]
    for group, lines in groupby(FORM.requests.values(), key=lambda line: line.group):
        members = list(lines)
        for line in members:
            labels: list[str] = []
            if line is outcomes[0]:
                labels.append(_cell(outcome_group, rows=len(outcomes)))
            if group not in ("", outcome_group) and line is members[0]:
                labels.append(_cell(group, rows=len(members)))
            labels.append(_cell(line.label, _label_span(line, outcome_group)))
            values = [_cell(figures["requests", line.key, column]) for column in FORM.columns]
            rows.append(_row([*labels, *values]))
    return _table(rows)


def _label_span(line: Line, outcome_group: str) -> int:
    """How many of the label columns the label of `line` covers."""
    if not line.group:
        return LABEL_COLUMNS
    return LABEL_COLUMNS - 1 if line.group == outcome_group else 1


def _request_heads() -> list[str]:
    """The three rows of heads of 表三."""
    note = _cell(BALANCE_NOTE, LABEL_COLUMNS, rows=3)
    first = _row([note, _cell(APPLICANTS_HEAD, len(FORM.columns))])
    return [first, *_two_level_heads(list(FORM.columns.values()))]


def _two_level_heads(columns: list[Line]) -> list[str]:
    """Two rows of heads: groups above their members, columns without a group over both rows."""
    upper: list[str] = []
    lower: list[str] = []
    for group, lines in groupby(columns, key=lambda line: line.group):
        members = list(lines)
        if group:
            upper.append(_cell(group, len(members)))
            lower += [_cell(line.label) for line in members]
        else:
            upper += [_cell(line.label, rows=2) for line in members]
    return [_row(upper), _row(lower)]


def reviews_table(figures: Figures) -> str:
    """表四: one row of fifteen figures under three rows of heads."""
    width = len(FORM.results)
    results = [line.label for line in FORM.results.values()]
    top: list[str] = []
    middle: list[str] = []
    bottom: list[str] = []
    for group, lines in groupby(FORM.procedures.values(), key=lambda line: line.group):
        members = list(lines)
        top.append(_cell(group or members[0].label, width * len(members)))
        if not group:
            middle += [_cell(result, rows=2) for result in results]
            continue
        middle += [_cell(line.label, width) for line in members]
        bottom += [_cell(result) for _ in members for result in results]
    values = [_cell(figures["reviews", row, column]) for row, column in FORM.cells("reviews", set())]
    return _table([_row(top), _row(middle), _row(bottom), _row(values)])


def _cell(content: object, columns: int = 1, rows: int = 1) -> str:
    spans = f' colspan="{columns}"' if columns > 1 else ""
    spans += f' rowspan="{rows}"' if rows > 1 else ""
    return f'<td{spans}><p align="center">{escape(str(content))}</p></td>'


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>\n"


def _table(rows: Iterable[str]) -> str:
    return f'<table border="1" cellspacing="0"><tbody>\n{"".join(rows)}</tbody></table>\n'
