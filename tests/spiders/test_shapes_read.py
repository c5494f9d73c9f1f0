"""What the spiders make of the shapes of pages: every row that a person sees, or words that say why not; never less in
silence.
"""

from pathlib import Path

import pytest

from tests.made.portals.shaped import made_of
from tests.spiders.test_pages import SHAPES, named, rows

READ = [named(pair) for pair in SHAPES if pair[1]["kind"] in ("list", "answer")]
# Shapes whose rows aren't read, and what is said of their column; "" for an answer that its family never asks for.
UNREAD = {
    "generic/inline_data_list.html": "像是 inline 的栏目",
    "generic/document_ids_answer.json": "",
    "generic/datasource_answer.json": "",
    "trs/was5_shell.html": "没有找到分页脚本",
}
# Rows that are read beside those of the list: links of the page to the column itself or to articles, all of them real.
BESIDE = {
    "eportal/second_page.html": 2,  # its menu of columns, which is no menu of the page's own column
    "generic/front_page_blocks.html": 3,  # a box repeats articles by another address
    "sasac/span_in_list.html": 1,  # the path to the page calls another column by this one's name
    "xxgk/module_shell.html": 1,  # its own address without the number of its kind
}


@pytest.mark.parametrize("name", READ)
def test_every_row_that_a_person_sees_is_read_with_its_title_and_day(name: str) -> None:
    made = made_of(name)
    if name in UNREAD:
        assert made.lacking
        assert UNREAD[name] in made.said
        return
    assert made.lacking == ()
    assert len(made.extra) == BESIDE.get(name, 0), made.extra


@pytest.mark.parametrize("name", sorted(set(READ) - set(UNREAD)))
def test_no_row_beside_the_list_has_a_day_that_nobody_printed(name: str) -> None:
    assert [row for row in made_of(name).extra if row.listed_on] == []


@pytest.mark.parametrize("pair", [pair for pair in SHAPES if pair[1]["kind"] == "list"], ids=named)
def test_a_list_with_more_than_its_first_page_is_never_whole_by_that_page(
    pair: tuple[Path, dict[str, str]],
) -> None:
    pages, entries = (int(pair[1][count] or 0) for count in ("pages", "entries"))
    if pages > 1 or entries > len(rows(*pair)):
        assert made_of(named(pair)).said


def test_what_is_left_out_is_left_out_by_name_only() -> None:
    assert {*UNREAD, *BESIDE} <= set(READ)
    assert len(UNREAD) <= 4
    assert len(BESIDE) <= 4
