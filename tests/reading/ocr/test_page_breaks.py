"""Ruled tables that a page break cuts: one table again, with the labels of their heads whole."""

from crawler.reading.blocks import GridCell, Table
from crawler.reading.ocr.page_breaks import ScannedPage, join_pages

PLACES = (0, 100, 200, 300, 400, 500)


def sheet(*rows: list[str]) -> ScannedPage:
    """A page with one table of five columns."""
    cells = [tuple(GridCell(text, place) for place, text in enumerate(row)) for row in rows]
    return ScannedPage([Table(tuple(cells), spans_known=True)], [PLACES])


def test_head_of_reviews_cut_by_a_page_break_is_whole_again() -> None:
    above = sheet(["结果维", "结果纠", "其他结", "尚未审", "总计"])
    below = sheet(["持", "正", "果", "结", ""], ["5", "4", "0", "0", "9"])
    (table,) = join_pages([above, below])
    assert isinstance(table, Table)
    texts = [[cell.text for cell in row] for row in table.rows]
    assert texts[0] == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert texts[1] == [""] * 5
    assert texts[2] == ["5", "4", "0", "0", "9"]


def test_figures_on_both_sides_of_a_page_break_stay_apart() -> None:
    (table,) = join_pages(
        [sheet(["结果维持", "12", "3", "4", "19"]), sheet(["结果纠正", "5", "6", "7", "18"])]
    )
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0]][1:] == ["12", "3", "4", "19"]
    assert [cell.text for cell in table.rows[1]][1:] == ["5", "6", "7", "18"]
