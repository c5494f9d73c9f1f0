"""Columns of 上海 keep earlier years in archives: every archive is read to its end, or the column is partial."""

from dataclasses import replace
from functools import partial

import pytest

from demo.families import shanghai
from demo.families.listing import Listing
from tests.families import Case, Seen, crawled, entries, golden

ALL = entries(14, "/nw12344/20260118/{:032x}.html")
NEWEST, Y2025, Y2024 = Listing(ALL[:5]), Listing(ALL[5:12]), Listing(ALL[12:])
HONEST = {"": NEWEST, "2026": NEWEST, "2025": Y2025, "2024": Y2024}
LIES = {
    "the column claims too many pages": HONEST | {"": replace(NEWEST, claim=3)},
    "an archive claims too many pages": HONEST | {"2024": replace(Y2024, claim=2)},
    "an archive repeats its first page": HONEST | {"2025": replace(Y2025, later="repeated")},
    "later pages of an archive are empty": HONEST | {"2025": replace(Y2025, later="empty")},
    "an archive is empty": HONEST | {"2024": Listing([])},
    "an archive shows the column": HONEST | {"2024": NEWEST},
    "the column is empty": {"": Listing([])},
}


def without_pager(target: str) -> tuple[int, str]:
    status, page = shanghai.answer(HONEST, target)
    return status, page.replace("setPage", "other")


HONEST_SITE = partial(shanghai.answer, HONEST)
CASES = {
    "an archive as column": Case("/nw123442025/index.html", HONEST_SITE),
    "honest": Case(shanghai.COLUMN, HONEST_SITE),
    "no archives": Case(shanghai.COLUMN, partial(shanghai.answer, {"": Y2025})),
    "hiding": Case(shanghai.COLUMN, partial(shanghai.answer, HONEST | {"2025": replace(Y2025, claim=1)})),
    "an archive is gone": Case(shanghai.COLUMN, HONEST_SITE, {"/nw123442024/index.html": (404, "")}),
    "a page fails": Case(shanghai.COLUMN, HONEST_SITE, {"/nw123442025/index_2.html": (404, "")}),
    "the page after the last one is an error": Case(
        shanghai.COLUMN, HONEST_SITE, {"/nw123442025/index_4.html": (403, "")}
    ),
    "there is no pager": Case(shanghai.COLUMN, without_pager),
} | {name: Case(shanghai.COLUMN, partial(shanghai.answer, listings)) for name, listings in LIES.items()}
TRUE = ("honest", "an archive as column", "no archives", "hiding")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(CASES, "shanghai", tmp_path_factory.mktemp("shanghai"))


@pytest.mark.parametrize("case", ["honest", "an archive as column"])
def test_the_column_and_every_archive_are_read(seen: dict[str, Seen], case: str) -> None:
    read = seen[case]
    assert (read.complete, read.problem) == (True, "")
    assert read.rows == golden(ALL, read.host)


def test_rows_that_are_commented_out_are_none(seen: dict[str, Seen]) -> None:
    assert not any("_old" in url for url, _, _ in seen["honest"].rows)


def test_a_column_without_archives_is_read_to_its_end(seen: dict[str, Seen]) -> None:
    read = seen["no archives"]
    assert (read.complete, read.problem) == (True, "")
    assert read.rows == golden(Y2025.entries, read.host)


def test_an_archive_that_claims_too_few_pages_is_read_on(seen: dict[str, Seen]) -> None:
    read = seen["hiding"]
    assert read.complete
    assert read.rows == golden(ALL, read.host)


@pytest.mark.parametrize("lie", [name for name in CASES if name not in TRUE])
def test_a_lie_of_one_archive_leaves_the_column_partial(seen: dict[str, Seen], lie: str) -> None:
    assert not seen[lie].complete
    assert seen[lie].problem
