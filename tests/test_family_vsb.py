"""VSB columns count their older pages down to the first: all are read, and a pager that lies is found out."""

from dataclasses import replace
from functools import partial

import pytest

from demo.families import vsb
from demo.families.listing import Listing
from tests.families import Case, Seen, crawled, entries, golden

LISTING = Listing(entries(8))
FEW = Listing(entries(2))
KINDS = {"static": (vsb.COLUMN, vsb.answer), "dynamic": (vsb.DYNAMIC, vsb.dynamic_answer)}
LIES = {
    "too many pages": replace(LISTING, claim=4),
    "later pages repeat the first": replace(LISTING, later="repeated"),
    "later pages are empty": replace(LISTING, later="empty"),
    "the column is empty": Listing([]),
}


def announcing(target: str) -> tuple[int, str]:
    status, page = vsb.answer(LISTING, target)
    return status, page.replace("共8条", "共9条")


def bare(target: str) -> tuple[int, str]:
    status, page = vsb.answer(FEW, target)
    return status, page.replace("共2条", "")


CASES = {
    f"{kind}: {name}": Case(column, partial(answer, listing))
    for kind, (column, answer) in KINDS.items()
    for name, listing in {
        "honest": LISTING,
        "few": FEW,
        "hiding": replace(LISTING, claim=2),
        **LIES,
    }.items()
} | {
    "static: a page fails": Case(vsb.COLUMN, partial(vsb.answer, LISTING), {"/xxgk/nb/2.htm": (404, "")}),
    "dynamic: a page fails": Case(
        vsb.DYNAMIC,
        partial(vsb.dynamic_answer, LISTING),
        {f"{vsb.DYNAMIC}&currentnum=2": (404, "")},
    ),
    "announcing": Case(vsb.COLUMN, announcing),
    "bare": Case(vsb.COLUMN, bare),
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(CASES, "vsb", tmp_path_factory.mktemp("vsb"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_read_down_to_the_oldest(seen: dict[str, Seen], kind: str) -> None:
    read = seen[f"{kind}: honest"]
    assert (read.complete, read.problem, read.claimed) == (True, "", "3 页，8 条")
    assert read.rows == golden(LISTING.entries, read.host)


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_of_one_page_is_complete(seen: dict[str, Seen], kind: str) -> None:
    read = seen[f"{kind}: few"]
    assert (read.complete, read.problem) == (True, "")
    assert read.rows == golden(FEW.entries, read.host)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lie", [*LIES, "a page fails"])
def test_a_lie_of_the_pager_leaves_the_column_partial(seen: dict[str, Seen], kind: str, lie: str) -> None:
    read = seen[f"{kind}: {lie}"]
    assert not read.complete
    assert read.problem


def test_a_static_pager_that_hides_pages_leaves_the_column_partial(seen: dict[str, Seen]) -> None:
    assert not seen["static: hiding"].complete


def test_a_dynamic_pager_that_hides_pages_is_read_on(seen: dict[str, Seen]) -> None:
    read = seen["dynamic: hiding"]
    assert read.complete
    assert read.rows == golden(LISTING.entries, read.host)


def test_entries_that_are_announced_and_do_not_come_leave_the_column_partial(seen: dict[str, Seen]) -> None:
    read = seen["announcing"]
    assert (read.complete, read.problem) == (False, "只读到 8 条，而网站称共有 9 条")


def test_a_page_without_any_pager_proves_no_end(seen: dict[str, Seen]) -> None:
    assert not seen["bare"].complete
