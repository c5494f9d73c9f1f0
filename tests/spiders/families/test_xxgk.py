"""The xxgk module of JCMS: its tables are read to their end for an area and for a kind, and lies leave them partial."""

from dataclasses import replace

import pytest

from demo.families import Answer, Asked, Site
from demo.families.xxgk import COLUMN, DIRECT, OF_KIND, REPORTS, SEARCH, answer
from tests.made.portals.replicas import (
    LIES,
    NO_LIST,
    Seen,
    Variant,
    assert_partial,
    assert_sound,
    crawled,
    entries,
)

ARTICLES = "/art/2026/1/15/art_30067_{}.html"
SEVEN, SIX = entries(7, ARTICLES), entries(6, ARTICLES)
ELSEWHERE = [
    *SEVEN[:6],
    replace(SEVEN[6], path="/art/2026/1/15/art_77_7.html"),
]  # the report, in another column
KINDS = {"area": COLUMN, "kind": OF_KIND, "direct": DIRECT}
SOUND = {
    f"{kind}-{name}": Variant(column, site)
    for kind, column in KINDS.items()
    for name, site in {"short": Site(SEVEN, 3), "full": Site(SIX, 3), "one": Site(SIX, 15)}.items()
} | {
    "reports": Variant(REPORTS, Site(SIX, 15)),
    "report-of-another-column": Variant(COLUMN, Site(ELSEWHERE, 3)),
    "gone": Variant(COLUMN, Site(SEVEN, 20)),
}
# Pages are all that is claimed: a row more or fewer shows where it fills or empties a page.
LYING = {
    f"{kind}-{lie}": Variant(column, Site(SEVEN if lie == "fewer" else SIX, 3, lies))
    for kind, column in KINDS.items()
    for lie, lies in LIES.items()
}
ODD = {
    "no-pages": Variant(COLUMN, Site(SEVEN, 11)),
    "no-address": Variant(COLUMN, Site(SEVEN, 12)),
    "no-area": Variant("/col/col30067/index.html", Site(SEVEN, 13)),
    "two-areas": Variant("/col/col30067/index.html", Site(SEVEN, 14)),
    "no-table": Variant(COLUMN, Site(SEVEN, 16)),
    "endless": Variant(COLUMN, Site(SEVEN, 17)),
    "reports-of-a-year": Variant(f"{REPORTS}&fbtime=2025", Site(SIX, 15)),
    "reports-on-pages": Variant(REPORTS, Site(SEVEN, 3)),
    "kind-of-a-year": Variant(f"{DIRECT}&fbtime=2025", Site(SIX, 15)),
    "kind-of-a-year-gone": Variant(f"{DIRECT}&fbtime=2025", Site(SIX, 20)),
}
SAID = {
    "no-pages": "没有写明共有多少页，不能确定是否读到末尾",
    "no-address": f"有一条没有地址：{SEVEN[6].title}",
    "no-area": "的地址和页面里没有指明唯一的单位（area）或类别（infotypeId）",
    "two-areas": "的地址和页面里没有指明唯一的单位（area）或类别（infotypeId）",
    "no-table": "没有写明共有多少页，不能确定是否读到末尾",
    "endless": "第 2 页没有新的条目，而网站称共有 999999 页",
    "reports-of-a-year": "的地址只列出 2025 年（fbtime），其他年度不在其中",
    "reports-on-pages": "没有写明只有一页，不能确定是否读到末尾",
    "kind-of-a-year": "的地址只列出 2025 年（fbtime），其他年度不在其中",
    "kind-of-a-year-gone": "的地址只列出 2025 年（fbtime），其他年度不在其中",
}


def odd(site: Site, asked: Asked) -> Answer | None:
    """The replica, but for the sites known by the size of their pages."""
    found = answer(site, asked)
    if found is None or (site.size == 20 and asked.fields.get("currpage") == "2"):
        return None
    body = found.body.decode()
    if site.size in (13, 14) and asked.path != SEARCH:
        body = body.replace("area=01400022-0", "area=" if site.size == 13 else "area=01400033-0", 1)
        body = body.replace("area=01400022-0", "area=") if site.size == 13 else body
    if asked.path == SEARCH and site.size == 11:
        body = body.replace("共&nbsp;1", "共")
    if asked.path == SEARCH and site.size == 12:
        body = body.replace(f'href="{SEVEN[6].path}"', 'href="javascript:open(7)"')
    if asked.path == SEARCH and site.size == 16:
        body = NO_LIST
    if site.size == 17:
        body = body.replace("共&nbsp;1", "共&nbsp;999999")
    return replace(found, body=body.encode())


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("xxgk"), "xxgk", odd, SOUND | LYING | ODD)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_column_brings_its_golden_rows_and_none_of_other_columns(
    night: dict[str, Seen], name: str
) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_pages_lie_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], LYING[name].site)


@pytest.mark.parametrize("name", SAID)
def test_a_page_that_proves_no_end_is_said_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], ODD[name].site)
    assert SAID[name] in night[name].read.problem


def test_reports_of_a_page_that_proves_no_end_are_kept(night: dict[str, Seen]) -> None:
    assert night["reports-of-a-year"].published == "on_time"
    assert len(night["reports-of-a-year"].rows) == 6
