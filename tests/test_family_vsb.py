"""VSB columns count their older pages down to the first: all are read, and a pager that lies is found out."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from demo.families import vsb
from demo.families.listing import Listing
from tests.families import Replica, crawled, entries, golden

LISTING = Listing(entries(8))
KINDS = {"static": (vsb.COLUMN, vsb.answer), "dynamic": (vsb.DYNAMIC, vsb.dynamic_answer)}


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys())
def kind(request: pytest.FixtureRequest) -> tuple[str, Callable[[Listing, str], tuple[int, str]]]:
    return request.param  # type: ignore[no-any-return]


Kind = tuple[str, Callable[[Listing, str], tuple[int, str]]]


def test_every_page_is_read_down_to_the_oldest(kind: Kind, tmp_path: Path) -> None:
    column, answer = kind
    seen = crawled(Replica(replica=partial(answer, LISTING)), "vsb", column, tmp_path)
    assert (seen.complete, seen.problem, seen.claimed) == (True, "", "3 页，8 条")
    assert seen.rows == golden(LISTING.entries)


def test_a_column_of_one_page_is_complete(kind: Kind, tmp_path: Path) -> None:
    column, answer = kind
    few = Listing(entries(2))
    seen = crawled(Replica(replica=partial(answer, few)), "vsb", column, tmp_path)
    assert (seen.complete, seen.problem) == (True, "")
    assert seen.rows == golden(few.entries)


LIES = {
    "too many pages": replace(LISTING, claim=4),
    "later pages repeat the first": replace(LISTING, later="repeated"),
    "later pages are empty": replace(LISTING, later="empty"),
    "the column is empty": Listing([]),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_lie_of_the_pager_leaves_the_column_partial(kind: Kind, tmp_path: Path, lie: Listing) -> None:
    column, answer = kind
    seen = crawled(Replica(replica=partial(answer, lie)), "vsb", column, tmp_path)
    assert not seen.complete
    assert seen.problem


def test_a_static_pager_that_hides_pages_leaves_the_column_partial(tmp_path: Path) -> None:
    hiding = Replica(replica=partial(vsb.answer, replace(LISTING, claim=2)))
    assert not crawled(hiding, "vsb", vsb.COLUMN, tmp_path).complete


def test_a_dynamic_pager_that_hides_pages_is_read_on(tmp_path: Path) -> None:
    hiding = Replica(replica=partial(vsb.dynamic_answer, replace(LISTING, claim=2)))
    seen = crawled(hiding, "vsb", vsb.DYNAMIC, tmp_path)
    assert seen.complete
    assert seen.rows == golden(LISTING.entries)


def test_entries_that_are_announced_and_do_not_come_leave_the_column_partial(tmp_path: Path) -> None:
    def announcing(target: str) -> tuple[int, str]:
        status, page = vsb.answer(LISTING, target)
        return status, page.replace("共8条", "共9条")

    seen = crawled(Replica(replica=announcing), "vsb", vsb.COLUMN, tmp_path)
    assert (seen.complete, seen.problem) == (False, "只读到 8 条，而网站称共有 9 条")


def test_a_page_without_any_pager_proves_no_end(tmp_path: Path) -> None:
    status, page = vsb.answer(Listing(entries(2)), vsb.COLUMN)
    bare = Replica({vsb.COLUMN: (status, page.replace("共2条", ""))})
    assert not crawled(bare, "vsb", vsb.COLUMN, tmp_path).complete


def test_a_page_that_fails_leaves_the_column_partial(kind: Kind, tmp_path: Path) -> None:
    column, answer = kind
    second = "/xxgk/nb/2.htm" if column == vsb.COLUMN else f"{column}&currentnum=2"
    failing = Replica({second: (404, "")}, replica=partial(answer, LISTING))
    assert not crawled(failing, "vsb", column, tmp_path).complete
