"""The three prescribed tables of either form, as rows of cells merged as on the official blank form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from store.form import Form, Line
from store.models import CellKey

# Words of the blank form that are no line and no column.
ITEM_HEAD = "信息内容"
APPLICANTS_HEAD = "申请人情况"
BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
LABEL_COLUMNS = 3
# The sections of a report that hold the tables.
TABLE_OF_SECTION = {"proactive": "disclosure", "on_request": "requests", "review": "reviews"}


@dataclass(frozen=True)
class Printed:
    """One cell of a table as printed; `content` is what a printer puts into it, in HTML its markup."""

    content: str
    colspan: int = 1
    rowspan: int = 1


Row = list[Printed]


def report_tables(form: Form, figures: Mapping[CellKey, object]) -> dict[str, list[Row]]:
    """The three tables by name, in the order of the report."""
    return {
        "disclosure": disclosure_rows(form, figures),
        "requests": request_table(form, figures),
        "reviews": review_rows(form, figures),
    }


def disclosure_rows(form: Form, figures: Mapping[CellKey, object]) -> list[Row]:
    """表二: for each item of article 20 a caption, a head and its rows."""
    width = max(len(line.measures) for line in form.disclosures.values())
    rows: list[Row] = []
    for (caption, measures), lines in groupby(
        form.disclosures.values(), key=lambda line: (line.group, line.measures)
    ):
        span = width - len(measures) + 1
        heads = [form.measures[key].label for key in measures]
        rows.append([Printed(caption, width + 1)])
        rows.append([Printed(ITEM_HEAD), *_spread(heads, span)])
        for line in lines:
            # The 2019 form prints no unit for its amount; agencies put it into the cell.
            values = [
                f"{figures['disclosure', line.key, key]}{'万元' if form.measures[key].label == '采购总金额' else ''}"
                for key in measures
            ]
            rows.append([Printed(line.label), *_spread(values, span)])
    return rows


def _spread(texts: Sequence[str], last: int) -> Row:
    """A cell a text; the last one reaches over `last` columns."""
    return [*map(Printed, texts[:-1]), Printed(texts[-1], last)]


def request_table(form: Form, figures: Mapping[CellKey, object], order: Sequence[str] = ()) -> list[Row]:
    """表三: three rows of heads, three label columns, the columns of figures in their `order`."""
    return head_rows(form, order) + request_rows(form, figures, order)


def head_rows(form: Form, order: Sequence[str] = ()) -> list[Row]:
    """The three rows of heads of 表三; groups stand above their members where these are neighbours."""
    upper: Row = []
    lower: Row = []
    order = order or list(form.columns)
    for group, keys in groupby(order, key=lambda key: form.columns[key].group):
        names = [form.columns[key].label for key in keys]
        upper += [Printed(group, len(names))] if group else [Printed(name, 1, 2) for name in names]
        lower += [Printed(name) for name in names] if group else []
    note = Printed(BALANCE_NOTE, LABEL_COLUMNS, 3)
    return [[note, Printed(APPLICANTS_HEAD, len(order))], upper, lower]


def request_rows(form: Form, figures: Mapping[CellKey, object], order: Sequence[str] = ()) -> list[Row]:
    """The lines of 表三 without heads."""
    order = order or list(form.columns)
    frame = form.requests["outcome_total"].group
    framed = [line for line in form.requests.values() if line.group]
    rows: list[Row] = []
    for group, lines in groupby(form.requests.values(), key=lambda line: line.group):
        members = list(lines)
        for line in members:
            labels = [Printed(frame, 1, len(framed))] if line is framed[0] else []
            if group not in ("", frame) and line is members[0]:
                labels.append(Printed(group, 1, len(members)))
            labels.append(Printed(line.label, _label_span(line, frame)))
            rows.append([*labels, *(Printed(str(figures["requests", line.key, key])) for key in order)])
    return rows


def _label_span(line: Line, frame: str) -> int:
    """How many of the label columns the label of `line` covers."""
    if not line.group:
        return LABEL_COLUMNS
    return LABEL_COLUMNS - 1 if line.group == frame else 1


def review_rows(form: Form, figures: Mapping[CellKey, object]) -> list[Row]:
    """表四: one row of figures under three rows of heads."""
    results = [line.label for line in form.results.values()]
    top: Row = []
    middle: Row = []
    bottom: Row = []
    for group, lines in groupby(form.procedures.values(), key=lambda line: line.group):
        members = list(lines)
        top.append(Printed(group or members[0].label, len(results) * len(members)))
        if not group:
            middle += [Printed(result, 1, 2) for result in results]
            continue
        middle += [Printed(line.label, len(results)) for line in members]
        bottom += [Printed(result) for _ in members for result in results]
    values = [Printed(str(figures["reviews", row, column])) for row, column in form.cells("reviews", set())]
    return [top, middle, bottom, values]


def with_covered(rows: Sequence[Row]) -> Iterator[list[tuple[Printed, bool]]]:
    """Each row's cells from left to right; those that reach into it from above come too, marked as no beginning."""
    above: dict[int, tuple[Printed, int]] = {}  # by column: the cell, rows that it still covers
    for row in rows:
        line: list[tuple[Printed, bool]] = []
        column, waiting = 0, list(row)
        while waiting or column in above:
            begins = column not in above
            cell, left = (waiting.pop(0), 0) if begins else above.pop(column)
            left = (cell.rowspan if begins else left) - 1
            if left > 0:
                above[column] = (cell, left)
            line.append((cell, begins))
            column += cell.colspan
        yield line
