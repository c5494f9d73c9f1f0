"""Quirks of tables: damaged labels and heads, missing and added rows and columns, blanks dropped, tables cut in two."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.corpus.draft import Draft, Grid, Line, Place

_NUMBERED = ("1.", "2.", "3.", "4.", "5.", "6.", "7.", "8.")


def _labels(draft: Draft, least: int = 1) -> list[Place]:
    """Cells that print words of at least `least` characters."""
    return draft.places(lambda place: place.key is None and len(place.text) >= least)


def _line_labels(draft: Draft, least: int) -> list[Place]:
    """The labels of lines: the last words before the figures of a row."""
    found = []
    for grid in draft.grids():
        for row in grid.figures():
            words = [place for place in row if place.key is None and len(place.text) >= least]
            found += words[-1:]
    return found


def _relabel(draft: Draft, change: Callable[[str], str], share: float, least: int = 4) -> None:
    labels = _labels(draft, least)
    chosen = [place for place in labels if draft.rng.random() < share] or labels[:1]
    for place in chosen:
        place.text = change(place.text)


def labels_lose_character(draft: Draft) -> None:
    for place in _line_labels(draft, 8):
        if draft.rng.random() < 0.2:
            at = draft.rng.randrange(2, len(place.text))
            place.text = place.text[:at] + place.text[at + 1 :]


def labels_spaced(draft: Draft) -> None:
    _relabel(draft, lambda text: f"{text[:2]} {text[2:]}", 0.4)


def labels_broken(draft: Draft) -> None:
    _relabel(draft, lambda text: f"{text[:2]}\n{text[2:]}", 0.4)


def ideographic_commas(draft: Draft) -> None:
    _relabel(draft, lambda text: f"{text[0]}、{text[2:]}" if text.startswith(_NUMBERED) else text, 0.5)


def half_width_brackets(draft: Draft) -> None:
    _relabel(draft, lambda text: text.replace("（", "(").replace("）", ")"), 1.1)


def no_numerals(draft: Draft) -> None:
    _relabel(draft, lambda text: text[2:] if text.startswith(_NUMBERED) else text, 1.1)


def _replace(old: str, new: str) -> Callable[[Draft], None]:
    def apply(draft: Draft) -> None:
        for place in _labels(draft):
            place.text = place.text.replace(old, new)

    return apply


def short_normative(draft: Draft) -> None:
    for place in _labels(draft):
        if place.text.endswith("规范性文件"):
            place.text = "规范性文件" if draft.form.name == "2021" else "行政规范性文件"


head_truncated_2019 = _replace("本年新制作数量", "本年新")
head_truncated_2021 = _replace("本年制发件数", "本年发件")
head_in_force = _replace("现行有效件数", "现行有效件")
other_hook = _replace("勾稽", "钩稽")
head_note = _replace("处理决定数量", "处理决定数量(2023年办件量)")
label_note = _replace("行政许可", "行政许可（含备案）")
article_damaged = _replace("第二十条第（一）项", "第二十条第（）")
permit_damaged = _replace("行政许可", "政许可")
legal_persons_short = _replace("法人或其他组织", "法人")


def yuan_in_head(draft: Draft) -> None:
    _replace("（单位：万元）", "（单位：元）")(draft)
    for key in draft.cells(kind="amount"):
        entry = draft.entries[key]
        if entry.value and "元" not in entry.printed:
            draft.print(key, entry.printed, entry.value / Decimal(10_000))


def no_unit_in_head(draft: Draft) -> None:
    """A bare amount says no figure then, except zero."""
    _replace("（单位：万元）", "")(draft)
    _unprint_bare_amounts(draft)


def _unprint_bare_amounts(draft: Draft) -> None:
    for key in draft.cells(kind="amount"):
        entry = draft.entries[key]
        if entry.value and "元" not in entry.printed:
            draft.print(key, entry.printed)


def head_without_total(draft: Draft) -> None:
    for place in grid.rows[0] + grid.rows[1] if (grid := draft.grid("requests")) else []:
        if place.text == "总计":
            place.text = ""


def head_in_two_rows(draft: Draft) -> None:
    """The second half of the names of columns stands in a row of its own."""
    grid = draft.grid("requests")
    if not grid:
        return
    below: list[Place] = []
    for place in grid.rows[2]:
        below.append(Place(place.text[2:]))
        place.text = place.text[:2]
    grid.rows.insert(3, below)
    for row in grid.rows[:2]:
        for place in row:
            place.rowspan += place.rowspan > 1


def head_missing(draft: Draft) -> None:
    if grid := draft.grid("requests"):
        del grid.rows[:3]


def review_head_one_row(draft: Draft) -> None:
    """表四 with its names of results only."""
    if grid := draft.grid("reviews"):
        del grid.rows[:2]
        grid.rows[0] = [
            Place(line.label) for _ in draft.form.procedures for line in draft.form.results.values()
        ]


def repeated_heads_missing(draft: Draft) -> None:
    """The unit of the amount is gone with its head."""
    if grid := draft.grid("disclosure"):
        _unprint_bare_amounts(draft)
        heads = [row for row in grid.rows if "".join(row[0].text.split()) == "信息内容"]
        grid.rows = [row for row in grid.rows if not any(row is head for head in heads[1:])]


def captions_missing(draft: Draft) -> None:
    if grid := draft.grid("disclosure"):
        grid.rows = [row for row in grid.rows if len(row) > 1]


def first_caption_missing(draft: Draft) -> None:
    if grid := draft.grid("disclosure"):
        del grid.rows[0]


def other_documents_row(draft: Draft) -> None:
    if grid := draft.grid("disclosure"):
        grid.rows.insert(
            4, [Place("其他主动公开文件"), *(Place(str(draft.rng.randint(0, 99))) for _ in range(3))]
        )


def empty_last_row(draft: Draft) -> None:
    if grid := draft.grid("disclosure"):
        grid.rows.append([Place("") for _ in range(4)])


def row_missing(draft: Draft) -> None:
    """A line of 表三 that begins no group is left out."""
    grid = draft.grid("requests")
    rows = [row for row in grid.figures() if row[0].colspan == row[0].rowspan == 1] if grid else []
    if grid and rows:
        gone = draft.rng.choice(rows)
        at = next(n for n, row in enumerate(grid.rows) if row is gone)
        _shorten(grid, at)
        draft.unprint(gone)
        del grid.rows[at]


def _shorten(grid: Grid, at: int) -> None:
    """Labels that reach over row `at` reach over a row less."""
    for number, row in enumerate(grid.rows[:at]):
        for place in row:
            place.rowspan -= number + place.rowspan > at


def disclosure_row_missing(draft: Draft) -> None:
    grid = draft.grid("disclosure")
    if grid and (rows := grid.figures()):
        gone = draft.rng.choice(rows)
        draft.unprint(gone)
        grid.rows = [row for row in grid.rows if row is not gone]


def total_column_missing(draft: Draft) -> None:
    grid = draft.grid("requests")
    if not grid:
        return
    for row in grid.rows:
        gone = [place for place in row if (place.key and place.key[2] == "total") or place.text == "总计"]
        draft.unprint(gone)
        row[:] = [place for place in row if not any(place is other for other in gone)]
    grid.rows[0][-1].colspan = 6 if grid.rows[0][-1].text == "申请人情况" else grid.rows[0][-1].colspan


def _extra_column(title: str, filled: bool) -> Callable[[Draft], None]:
    def apply(draft: Draft) -> None:
        grid = draft.grid("requests")
        if not grid:
            return
        grid.rows[0][-1].colspan += 1
        grid.rows[1].append(Place(title, None, 1, 2))
        for row in grid.figures():
            row.append(Place(str(draft.rng.randint(0, 99)) if filled else ""))

    return apply


extra_column_filled = _extra_column("备注", True)
extra_column_empty = _extra_column("备注", False)


def subtotal_column(draft: Draft) -> None:
    """An eighth column 小计 before 总计."""
    grid = draft.grid("requests")
    if not grid:
        return
    grid.rows[0][-1].colspan += 1
    grid.rows[1][1].colspan += 1
    grid.rows[2].append(Place("小计"))
    for row in grid.figures():
        row.insert(len(row) - 1, Place(str(draft.rng.randint(0, 99))))


def blanks_dropped(draft: Draft) -> None:
    """Blank cells leave no trace: the row is shorter."""
    for grid in draft.grids():
        for row in grid.figures():
            row[:] = [place for place in row if place.text.strip() or not place.key]


def group_labels_lost(draft: Draft) -> None:
    for place in _labels(draft):
        if place.text in ("（三）不予公开", "（四）无法提供", "（五）不予处理"):
            place.text = ""


def labels_of_group_lost(draft: Draft) -> None:
    """All labels of 不予公开 are gone, the figures left."""
    for row in grid.figures() if (grid := draft.grid("requests")) else []:
        for place in row:
            key = next((other.key for other in row if other.key), None)
            if key and key[1].startswith("denied_") and not place.key:
                place.text = ""


def labels_moved_left(draft: Draft) -> None:
    """A page break cut the merged labels: the rest of the table lost its first columns."""
    grid = draft.grid("requests")
    if not grid:
        return
    at = draft.rng.randrange(len(grid.rows) // 2, len(grid.rows) - 2)
    for number, row in enumerate(grid.rows[:at]):
        for place in row:
            place.rowspan = min(place.rowspan, at - number)


def _cut(repeat: bool, between: str) -> Callable[[Draft], None]:
    def apply(draft: Draft) -> None:
        grid = draft.grid("requests")
        if not grid:
            return
        at = draft.rng.randrange(5, len(grid.rows) - 1)
        labels_cut = [
            replace(place, rowspan=number + place.rowspan - at, text="")
            for number, row in enumerate(grid.rows[:at])
            for place in row
            if number + place.rowspan > at
        ]
        for number, row in enumerate(grid.rows[:at]):
            for place in row:
                place.rowspan = min(place.rowspan, at - number)
        heads = [[replace(place) for place in row] for row in grid.rows[:3]] if repeat else []
        rest = grid.rows[at:]
        rest[0] = [*labels_cut, *rest[0]]
        second = Grid("requests", [*heads, *rest])
        del grid.rows[at:]
        place = next(n for n, block in enumerate(draft.blocks) if block is grid)
        draft.blocks[place + 1 : place + 1] = [*([Line(between)] if between else []), second]

    return apply


cut_in_two = _cut(repeat=False, between="")
cut_with_head = _cut(repeat=True, between="")
cut_with_page_number = _cut(repeat=False, between="-3-")


def page_number_row(draft: Draft) -> None:
    if grid := draft.grid("requests"):
        at = draft.rng.randrange(4, len(grid.rows))
        for number, row in enumerate(grid.rows[:at]):
            for place in row:
                place.rowspan += number + place.rowspan > at
        grid.rows.insert(at, [Place("-3-", None, 1)])


def ragged_spans_disclosure(draft: Draft) -> None:
    """Heads span 1, 1, 2, 1 columns and figures 1, 2, 1, 1: order counts, columns lie."""
    for row in grid.rows if (grid := draft.grid("disclosure")) else []:
        if len(row) == 4:
            row[2 if row[0].text == "信息内容" else 1].colspan = 2
        else:
            row[-1].colspan += 1


def ragged_spans_requests(draft: Draft) -> None:
    grid = draft.grid("requests")
    if not grid:
        return
    grid.rows[0][-1].colspan += 1
    grid.rows[2][0].colspan, grid.rows[1][1].colspan = 2, grid.rows[1][1].colspan + 1
    for row in grid.figures():
        row[-1].colspan = 2


def glued(draft: Draft) -> None:
    """A row of 表二 whose cells ran into one."""
    grid = draft.grid("disclosure")
    rows = [row for row in grid.figures() if len(row) == 4] if grid else []
    if rows:
        row = draft.rng.choice(rows)
        keys = [place.key for place in row if place.key]
        if any(draft.entries[key].value != 0 for key in keys):  # 规章000 can be split, nothing else can
            for key in keys:
                draft.print(key, draft.entries[key].printed)
        row[:] = [Place("".join(place.text for place in row), None, sum(place.colspan for place in row))]


def repeated_row(draft: Draft) -> None:
    """A row printed twice alike, as at a page break."""
    grid = draft.grid("disclosure")
    if grid and (figures := grid.figures()):
        at = next(n for n, row in enumerate(grid.rows) if row is figures[-1])
        grid.rows.insert(at, [replace(place) for place in grid.rows[at]])


def note_row(draft: Draft) -> None:
    if grid := draft.grid("requests"):
        grid.rows.append([Place("注：含上年度结转3件，其中网络申请12件", None, 10)])
