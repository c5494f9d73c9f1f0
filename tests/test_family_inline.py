"""Lists that carry all rows in one page: the total they state must be met by as many different rows."""

from dataclasses import replace
from functools import partial

import pytest

from demo.families import inline
from demo.families.listing import Listing
from tests.families import Answering, Case, Seen, crawled, entries, golden

QUOTED = [
    replace(entry, title=entry.title.replace("局", '“一局”"两\'办"{}'))
    for entry in entries(1, "/art/{}.html")
]
LISTING = Listing([*QUOTED, *entries(8, "/art/2026/{}.html")])
KINDS = {"script": inline.script_answer, "markup": inline.markup_answer}
LIES = {
    "the total is too high": replace(LISTING, claim=4),
    "the total is too low": replace(LISTING, claim=2),
    "rows are repeated": replace(LISTING, later="repeated"),
    "only the first rows are there": replace(LISTING, later="empty"),
    "the column is empty": Listing([]),
}


def changed(answer: Answering, before: str, after: str, target: str) -> tuple[int, str]:
    status, page = answer(target)
    assert before in page or status == 404
    return status, page.replace(before, after)


HONEST = {kind: partial(answer, LISTING) for kind, answer in KINDS.items()}
CASES = (
    {f"{kind}: honest": Case(inline.COLUMN, answer) for kind, answer in HONEST.items()}
    | {
        f"{kind}: {name}": Case(inline.COLUMN, partial(answer, lie))
        for kind, answer in KINDS.items()
        for name, lie in LIES.items()
    }
    | {
        "single quotes": Case(
            inline.COLUMN,
            partial(changed, HONEST["script"], '"/art/2026/8998.html"', "'/art/2026/8998.html'"),
        ),
        "no total": Case(inline.COLUMN, partial(changed, HONEST["script"], "total:", "other:")),
        "two totals": Case(
            inline.COLUMN, partial(changed, HONEST["markup"], "var perSize", "var total = 3; var perSize")
        ),
        "a record without address": Case(
            inline.COLUMN, partial(changed, HONEST["script"], '"/art/2026/8998.html"', '""')
        ),
        "cut short": Case(inline.COLUMN, partial(changed, HONEST["script"], "}]}];", "")),
    }
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(CASES, "inline", tmp_path_factory.mktemp("inline"))


@pytest.mark.parametrize("case", ["script: honest", "markup: honest", "single quotes"])
def test_every_row_of_the_page_is_read_and_templates_are_none(seen: dict[str, Seen], case: str) -> None:
    read = seen[case]
    assert (read.complete, read.problem, read.claimed) == (True, "", "9 条")
    assert read.rows == golden(LISTING.entries, read.host)
    assert read.menu == set()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lie", LIES)
def test_a_total_that_is_not_met_leaves_the_column_partial(
    seen: dict[str, Seen], kind: str, lie: str
) -> None:
    assert not seen[f"{kind}: {lie}"].complete
    assert seen[f"{kind}: {lie}"].problem


@pytest.mark.parametrize("case", ["no total", "two totals", "a record without address", "cut short"])
def test_a_page_that_contradicts_itself_leaves_the_column_partial(seen: dict[str, Seen], case: str) -> None:
    assert not seen[case].complete
    assert seen[case].problem


def test_totals_that_differ_are_named(seen: dict[str, Seen]) -> None:
    assert "前后不一" in seen["two totals"].problem
