"""TRS WCM: list pages are read until there is none; a number of pages that can't be met leaves the column partial."""

from dataclasses import replace

import pytest

from demo.families import Site
from demo.families.furniture import listed_menu, plain_menu
from demo.families.trs import COLUMN, answer
from tests.made.portals.replicas import (
    LIES,
    Seen,
    Variant,
    assert_partial,
    assert_sound,
    changed,
    crawled,
    entries,
    over,
)

ARTICLES = f"{COLUMN}202601/t20260115_{{}}.html"
SEVEN, SIX = Site(entries(7, ARTICLES), 3), Site(entries(6, ARTICLES), 3)
# Pages are all that is stated: one row more or less says nothing, and who states too few is read on.
HARMLESS = ("more", "fewer", "a-page-fewer")
SOUND = {
    "short": Variant(COLUMN, SEVEN),
    "full": Variant(COLUMN, SIX),
    "one": Variant(COLUMN, replace(SEVEN, size=15)),
    "named": Variant(f"{COLUMN}index.html", SEVEN),
    "elsewhere": Variant("/gk/nb/", replace(SEVEN, column="/gk/nb/")),
    **{lie: Variant(COLUMN, replace(SEVEN, lies=LIES[lie])) for lie in HARMLESS},
    "grows": Variant(COLUMN, replace(SIX, lies=LIES["grows"])),
    "counted": Variant(
        COLUMN,
        SEVEN,
        changed(answer, lambda page: page.replace("createPageHTML(3, 0,", "var countPage=3; p(")),
    ),
}
MENU = Variant(COLUMN, SEVEN, changed(answer, lambda page: page.replace(plain_menu(), listed_menu())))
LYING = {
    lie: Variant(COLUMN, replace(SEVEN, lies=LIES[lie])) for lie in ("a-page-more", "repeats", "empties")
} | {
    "empty": Variant(COLUMN, Site([], 3)),
    "a-page-fails": Variant(COLUMN, SEVEN, over(answer, {f"{COLUMN}index_1.html": None})),
    "no-pager": Variant(COLUMN, SEVEN, changed(answer, lambda page: page.replace("createPageHTML", "other"))),
}
FAILURES = dict.fromkeys(("a-page-more", "a-page-fails"), "http_404")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("trs"), "trs", answer, SOUND | LYING | {"menu": MENU})


@pytest.mark.parametrize("name", SOUND)
def test_a_column_is_read_until_there_is_no_page(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


def test_links_of_a_menu_that_looks_like_the_list_prove_nothing(night: dict[str, Seen]) -> None:
    assert_sound(night["menu"], SEVEN)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_pages_lie_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], LYING[name].site, FAILURES.get(name, "partial_list"))
