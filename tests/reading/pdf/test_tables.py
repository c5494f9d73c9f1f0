"""Rows that a page of a PDF cuts in two: mended where the labels say so, unread where they don't."""

import pytest

from crawler.reading.blocks import Table
from crawler.reading.pdf.grids import Grid, RuledCell
from crawler.reading.pdf.seams import stitch
from crawler.reading.pdf.tables import blocks_of_grid

WHOLE = ["", "2.重复申请", "1", "2"]


def grid(rows: list[list[str]], page: int) -> Grid:
    """A table of four columns, the figures in the last two."""
    cells = [RuledCell(r, k, 1, 1, text=text) for r, row in enumerate(rows) for k, text in enumerate(row)]
    return Grid([0.0, 50.0, 150.0, 200.0, 250.0], [20.0 * n for n in range(len(rows) + 1)], cells, page)


def stitched(above: list[str], below: list[str]) -> list[list[str]]:
    """The texts of a table whose last row on one page is `above`, and first on the next `below`."""
    upper = grid([WHOLE, ["", "3.要求提供公开出版物", "3", "4"], above], 0)
    assert stitch(upper, grid([below, ["", "（七）总计", "5", "6"]], 1))
    (table,) = blocks_of_grid(upper)
    assert isinstance(table, Table)
    return [[cell.text for cell in row] for row in table.rows[2:-1]]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["（四）无", "1.本机关不掌握", "7", "8"], ["法提供", "相关政府信息", "", ""]),
        (["（四）无", "1.本机关不掌握", "", ""], ["法提供", "相关政府信息", "7", "8"]),
        (["（四）无法提供", "1.本机关不掌握相关政府信息", "", ""], ["", "", "7", "8"]),
        (["（四）无法提供", "1.本机关不掌握相关政府信息", "7", "8"], ["", "", "", ""]),
    ],
)
def test_row_cut_in_two_is_one_row(above: list[str], below: list[str]) -> None:
    assert stitched(above, below) == [["（四）无法提供", "1.本机关不掌握相关政府信息", "7", "8"]]


def test_figure_cut_in_two_with_its_label_shows_that_it_was() -> None:
    rows = stitched(["", "1.本机关不掌握", "7", "1"], ["", "相关政府信息", "", "0"])
    assert rows == [["", "1.本机关不掌握相关政府信息", "7", "1\n0"]]


def test_figures_on_both_sides_without_a_label_are_unreadable() -> None:
    rows = stitched(["", "2.没有现成信息需要另行制作", "7", "8"], ["", "", "9", ""])
    assert rows == [["", "2.没有现成信息需要另行制作", "7\ufffd\n9", "8"]]


def test_group_label_cut_in_two_joins_two_rows_without_mixing_them() -> None:
    above = ["（四）无", "1.本机关不掌握相关政府信息", "7", "8"]
    below = ["法提供", "2.没有现成信息需要另行制作", "", ""]
    assert stitched(above, below) == [
        ["（四）无法提供", "1.本机关不掌握相关政府信息", "7", "8"],
        ["2.没有现成信息需要另行制作", "", ""],
    ]


def test_tables_of_other_columns_are_not_one() -> None:
    other = grid([WHOLE], 1)
    other.xs = [0.0, 90.0, 120.0, 222.0, 250.0]
    assert not stitch(grid([WHOLE], 0), other)
    assert not stitch(grid([WHOLE], 0), grid([WHOLE], 2))
