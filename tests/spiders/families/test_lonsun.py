"""LonSun 龙讯: every year of a column is read to its end, and what hides a year leaves the column partial."""

from dataclasses import replace
from datetime import date

import pytest

from demo.families import Answer, Asked, Entry, Lies, Site
from demo.families.lonsun import COLUMN, answer
from tests.made.portals.replicas import Seen, Variant, assert_partial, assert_sound, crawled, entries

ARTICLES = "/public/6597221/{}.html"
# Four of 2026 with the report last, on the second page; four of 2025 and two of 2024 behind the menu.
ROWS = [*entries(4, ARTICLES)]
ROWS += [
    Entry(ARTICLES.format(number), f"试验市第{number}号工作指南", date(2025 - number // 15, 2, 30 - number))
    for number in (11, 12, 13, 14, 15, 16)
]
SOUND = {
    "years": Variant(COLUMN, Site(ROWS, 3)),
    "full": Variant(COLUMN, Site(ROWS, 2)),
    "one-year": Variant(COLUMN, Site(ROWS[:4], 15)),
    "two-years": Variant(COLUMN, Site(ROWS[:4] + ROWS[-2:], 15)),
    "a-page-fewer": Variant(COLUMN, Site(ROWS, 3, Lies(more=-1))),  # read on beyond the pages it names
}
REPORT = ROWS[3]
LINKED = Variant(COLUMN, Site([*ROWS[:3], replace(REPORT, listed=date(2025, 3, 1))], 20))
LYING = {
    "a-page-more": Variant(COLUMN, Site(ROWS, 3, Lies(more=3))),
    "repeats": Variant(COLUMN, Site(ROWS, 3, Lies(repeats=True))),
    "empties": Variant(COLUMN, Site(ROWS, 3, Lies(empties=True))),
    "grows": Variant(COLUMN, Site(ROWS, 2, Lies(grows=True))),
    "ignores": Variant(COLUMN, Site(ROWS, 3, Lies(ignores=True))),
    "no-pager": Variant(COLUMN, Site(ROWS[:4], 16)),
    "scripted-year": Variant(COLUMN, Site(ROWS, 17)),
    "silent-year": Variant(COLUMN, Site(ROWS, 18)),
    "missing-year": Variant(COLUMN, Site(ROWS, 19)),
}


def odd(site: Site, asked: Asked) -> Answer | None:
    """The replica, but for the sites known by the size of their pages."""
    found = answer(site, asked)
    if found is None or (site.size == 19 and asked.fields.get("year") == "2024"):
        return None
    body = found.body.decode()
    if site.size == 20:
        body = body.replace(f"{COLUMN}&amp;year=2025", REPORT.path)
    if site.size == 16:
        body = body.replace("Ls.pagination", "other").replace("timeFrame", "other")
    if site.size == 17:
        body = body.replace(f'href="{COLUMN}&amp;year=2024"', 'href="javascript:show(2024)"')
    if site.size == 18 and asked.fields.get("year") == "2024":
        body = body.partition('<ul class="doc_list">')[0]
    return replace(found, body=body.encode())


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("lonsun"), "lonsun", odd, SOUND | LYING | {"linked": LINKED})


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_column_brings_the_golden_rows_of_all_years(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_that_hides_a_page_or_year_is_partial_and_accuses_nobody(
    night: dict[str, Seen], name: str
) -> None:
    failures = {"a-page-more": "http_404", "missing-year": "http_404", "silent-year": "cut_short"}
    failure = failures.get(name, "partial_list")
    assert_partial(night[name], LYING[name].site, failure)


def test_a_year_that_leads_to_the_report_itself_is_a_row_named_by_the_column(night: dict[str, Seen]) -> None:
    seen = night["linked"]
    assert seen.read.complete
    assert (REPORT.path, "2025年政府信息公开年报", None) in seen.rows
    assert len(seen.rows) == 4
    assert (seen.published, seen.silent) == ("on_time", "missing")
