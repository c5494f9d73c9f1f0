"""Columns of 上海 keep earlier years in archives: every archive is read to its end, or the column is partial."""

from dataclasses import replace
from datetime import date

import pytest

from demo.families import Answer, Entry, Lies, Replica, Site
from demo.families.shanghai import COLUMN, FOLDER, answer, archive_page, archives
from tests.made.portals.replicas import (
    Seen,
    Variant,
    assert_partial,
    assert_sound,
    changed,
    crawled,
    entries,
    over,
)

ARTICLES = "/nw12344/20260118/{:032x}.html"
# Five of 2026 with the report last, seven of 2025 and two of 2024: two pages, three and one.
ROWS = entries(5, ARTICLES) + [
    Entry(ARTICLES.format(number), f"试验市第{number}号工作指南", date(2025 - number // 13, 3, 28 - number))
    for number in range(6, 15)
]
ALL = Site(ROWS, 3)
NEWEST = archives(ALL)[""]
EMPTY = Site([], 3)


def lying(year: str, **lies: int | bool) -> Replica:
    """The replica with one archive that lies; "" is the column."""
    site = archives(ALL)[year]
    return showing(**{year: replace(site, lies=Lies(**lies))})  # type: ignore[arg-type]


def showing(**sites: Site) -> Replica:
    """The replica with other archives."""
    return lambda site, asked: archive_page(archives(site) | sites, asked)


SOUND = {
    "archives": Variant(COLUMN, ALL),
    "an-archive-as-column": Variant(f"{FOLDER}2025/index.html", ALL),
    "no-archives": Variant(COLUMN, NEWEST, lambda site, asked: archive_page({"": site}, asked)),
    "hiding": Variant(COLUMN, ALL, lying("2025", more=-4)),  # one page of three
}
LYING = {
    "the-column-claims-too-many-pages": Variant(COLUMN, ALL, lying("", more=4)),
    "an-archive-claims-too-many-pages": Variant(COLUMN, ALL, lying("2024", more=4)),
    "an-archive-repeats-its-first-page": Variant(COLUMN, ALL, lying("2025", repeats=True)),
    "later-pages-of-an-archive-are-empty": Variant(COLUMN, ALL, lying("2025", empties=True)),
    "an-archive-is-empty": Variant(COLUMN, ALL, showing(**{"2024": EMPTY})),
    "an-archive-shows-the-column": Variant(COLUMN, ALL, showing(**{"2024": NEWEST})),
    "the-column-is-empty": Variant(COLUMN, EMPTY),
    "an-archive-is-gone": Variant(COLUMN, ALL, over(answer, {f"{FOLDER}2024/index.html": None})),
    "a-page-fails": Variant(COLUMN, ALL, over(answer, {f"{FOLDER}2025/index_2.html": None})),
    "the-page-after-the-last-is-an-error": Variant(
        COLUMN, ALL, over(answer, {f"{FOLDER}2025/index_4.html": Answer(b"", status=403)})
    ),
    "there-is-no-pager": Variant(COLUMN, ALL, changed(answer, lambda page: page.replace("setPage", "other"))),
}
FAILURES = {
    "the-column-claims-too-many-pages": "http_404",
    "an-archive-claims-too-many-pages": "http_404",
    "an-archive-is-gone": "http_404",
    "a-page-fails": "http_404",
    "the-page-after-the-last-is-an-error": "http_403",
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("shanghai"), "shanghai", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_the_column_and_every_archive_are_read_and_rows_commented_out_are_none(
    night: dict[str, Seen], name: str
) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_lie_of_one_archive_leaves_the_column_partial_and_accuses_nobody(
    night: dict[str, Seen], name: str
) -> None:
    assert_partial(night[name], LYING[name].site, FAILURES.get(name, "partial_list"))
