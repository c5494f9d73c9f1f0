"""Heads of rows and columns: which line of the form a row is, and in which order 表三 prints its columns."""

from collections.abc import Sequence
from itertools import dropwhile, pairwise

from crawler.reading.blocks import GridCell, Table
from crawler.reading.words.labels import (
    Match,
    column_labels,
    find_row,
    fold,
    is_garbled_group,
    is_group,
    is_piece_of_group,
    name_of,
    row_labels,
)
from store.form import Form


def _is_column_head(cell: GridCell, form: Form) -> bool:
    """Whether a cell prints a column of 表三, by a label that no line has (其他 and 总计 are lines too)."""
    folded = name_of(cell.text, column_labels(form.name))
    hit = column_labels(form.name).get(folded)
    return hit is not None and hit[0] == "requests" and folded not in row_labels(form.name)


def row_label(row: Sequence[GridCell], form: Form) -> tuple[Match | None, list[GridCell], str]:
    """The line of the form that a row is, the cells after its label, and the label as printed.

    Group labels (三、本年度办理结果), pieces of them and empty cells in front are passed over. Where a group's label stands
    alone before the figures, as （六）其他处理 may, it is itself the line.
    """
    found: tuple[Match | None, list[GridCell], str] = (None, [], "")
    if any(_is_column_head(cell, form) for cell in row if not cell.text.isdecimal()):
        return found
    for place, cell in enumerate(row):
        if not cell.text.strip():
            continue
        match = find_row(cell.text, form)
        if match:
            found = (match, list(row[place + 1 :]), cell.text)
        elif not (
            is_group(cell.text, form)
            or is_piece_of_group(cell.text, form)
            or is_garbled_group([cell.text for cell in row[place:] if cell.text.strip()], form)
        ):
            break
    return found


def glued_line(row: Sequence[GridCell], form: Form) -> tuple[str, list[GridCell]] | None:
    """The line of 表二 whose label and figures ran into one cell, and the figures: only zeros, one for each column."""
    printed = [cell for cell in row if cell.text.strip()]
    if len(printed) != 1:
        return None
    label = printed[0].text.strip().rstrip("0")
    zeros = len(printed[0].text.strip()) - len(label)
    match = find_row(label, form) if zeros else None
    if not match or not match.exact or match.table != "disclosure":
        return None
    wanted = len(form.disclosures[match.key].measures)
    return (match.key, [GridCell("0", n) for n in range(wanted)]) if zeros == wanted else None


def header_order(table: Table, form: Form) -> list[str] | None:
    """The order of the applicant columns as the header of 表三 prints it.

    None if `table` has no such header, [] if the header contradicts the form in a way we can't follow.
    """
    header = header_rows(table, form)
    if not header:
        return None
    return _order_by_columns(header, form) if table.spans_known else _order_by_rows(header, form)


def column_key(text: str, form: Form) -> str:
    """The column of 表三 that `text` names, "" if none."""
    labels = column_labels(form.name)
    hit = labels.get(name_of(text, labels))
    return hit[1] if hit and hit[0] == "requests" else ""


def header_rows(table: Table, form: Form) -> Sequence[Sequence[GridCell]]:
    """The rows above the first line of 表三 up to a line of 表二, if one of them names a column of 表三."""
    start, first = 0, len(table.rows)
    for number, row in enumerate(table.rows):
        match = row_label(row, form)[0]
        if match and match.table == "requests":
            first = number
            break
        if match:
            start = number + 1
    header = table.rows[start:first]
    return header if any(_is_column_head(cell, form) for row in header for cell in row) else ()


def unknown_columns(table: Table, form: Form) -> list[str]:
    """Names in the header of 表三, right of one that the form has, that the form doesn't have."""
    labels = {fold(name) for line in form.columns.values() for name in (*line.labels, line.group)}
    unknown: list[str] = []
    for row in header_rows(table, form):
        names = dropwhile(
            lambda text: name_of(text, labels) not in labels, (cell.text for cell in row if cell.text.strip())
        )
        unknown += [name for name in names if name_of(name, labels) not in labels]
    return unknown


def _keys(row: Sequence[GridCell], form: Form) -> list[tuple[GridCell, str]]:
    """The cells of a row that print the name of a column of 表三, with its key."""
    return [(cell, key) for cell in row if (key := column_key(cell.text, form))]


def _order_by_columns(header: Sequence[Sequence[GridCell]], form: Form) -> list[str]:
    """The order of the columns where spans are known: one name a grid column, none missing, none unknown.

    A single name that the form doesn't have (科研企业) is accepted if all others stand in the form's order.
    """
    leaves = sorted((found for row in header for found in _keys(row, form)), key=lambda leaf: leaf[0].column)
    if not leaves or not _grouped(header, leaves, form):
        return []
    start, cells = leaves[0][0].column, [cell for cell, _ in leaves]
    strange = [
        cell
        for row in header
        for cell in row
        if cell.text.strip() and cell.column >= start and not any(_covers(cell, leaf) for leaf in cells)
    ]
    missing = [key for key in form.columns if key not in {key for _, key in leaves}]
    if len(strange) == len(missing) == 1:
        leaves = sorted([*leaves, (strange[0], missing[0])], key=lambda leaf: leaf[0].column)
        if [key for _, key in leaves] != list(form.columns):
            return []
    elif strange:
        return []
    # A PDF doesn't say whether a cell is covered from the left or from above: spans there may be too wide.
    adjacent = all(a.column + a.colspan >= b.column for (a, _), (b, _) in pairwise(leaves))
    order = [key for _, key in leaves]
    return order if adjacent and sorted(order) == sorted(form.columns) else []


def _grouped(
    header: Sequence[Sequence[GridCell]], leaves: Sequence[tuple[GridCell, str]], form: Form
) -> bool:
    """Whether titles of groups (法人或其他组织) span their own columns and no others: if not, the spans are wrong."""
    groups = {fold(line.group): line.group for line in form.columns.values() if line.group}
    named = [(cell, name_of(cell.text, groups)) for row in header for cell in row]
    titles = [(cell, groups[name]) for cell, name in named if name in groups]
    if not titles:  # all names in one row stand in their order whatever their spans
        return any(len(_keys(row, form)) == len(leaves) for row in header)
    above = [[group for title, group in titles if _covers(title, leaf)] for leaf, _ in leaves]
    own = [form.columns[key].group for _, key in leaves]
    return all(groups == ([group] if group else []) for groups, group in zip(above, own, strict=True))


def _covers(cell: GridCell, leaf: GridCell) -> bool:
    """Whether `cell` is `leaf` or the title of a group that it belongs to."""
    return cell.column <= leaf.column < cell.column + cell.colspan


def _order_by_rows(header: Sequence[Sequence[GridCell]], form: Form) -> list[str]:
    """The order of the columns where spans were dropped: the form's, if no row of the header contradicts it.

    A group's title stands for its first column; 总计 must stand right of all others.
    """
    places: dict[str, int] = {}
    for number, line in enumerate(form.columns.values()):
        if line.group:
            places.setdefault(fold(line.group), number)
        places[fold(line.label)] = number
    total = len(form.columns) - 1
    named: dict[int, int] = {}  # where each name stands
    for row in header:
        titles = [(cell.column, places.get(name_of(cell.text, places))) for cell in row if cell.text.strip()]
        names = list(dropwhile(lambda title: title[1] is None, titles))
        numbers = [number for _, number in names]
        if None in numbers or numbers != sorted({number for number in numbers if number is not None}):
            return []
        named |= {number: column for column, number in names if number is not None}
    # One name may be lost: the others tell which. Names too far apart leave room for a column without a name.
    if len(named) < len(form.columns) - 1 or max(named.values()) - min(named.values()) > total:
        return []
    return list(form.columns) if named.get(total, max(named.values())) == max(named.values()) else []
