"""gkmlpt 广东: categories are read to their end through the API, and its lies leave them partial."""

import pytest

from demo.families import Lies, Site
from demo.families.gkmlpt import COLUMN, answer
from tests.made.portals.replicas import LIES, Seen, Variant, assert_partial, assert_sound, crawled, entries

ARTICLES = "/syjyj/gkmlpt/content/9/9103/post_{}.html"
SEVEN = entries(7, ARTICLES)
HUNDREDS = entries(200, ARTICLES)
SOUND = {
    "one": Variant(COLUMN, Site(SEVEN, 100)),
    "full": Variant(COLUMN, Site(HUNDREDS, 100)),  # a full last page proves nothing
    "small": Variant(COLUMN, Site(SEVEN, 3)),  # a server that hands out fewer than 100
}
LYING = {lie: Variant(COLUMN, Site(SEVEN, 3, lies)) for lie, lies in LIES.items()} | {
    "a-full-page-fewer": Variant(COLUMN, Site(HUNDREDS, 100, Lies(more=-100))),
    "moved": Variant(COLUMN.replace("#4", "#5"), Site(SEVEN, 100)),
    "unnamed": Variant(COLUMN.partition("#")[0], Site(SEVEN, 100)),
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("gkmlpt"), "gkmlpt", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_category_brings_its_golden_rows_on_beijing_days(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_category_whose_total_lies_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], LYING[name].site)


def test_only_a_last_page_shorter_than_the_first_needs_no_further_request(night: dict[str, Seen]) -> None:
    requests = {name: len(night[name].asked) for name in SOUND}
    assert requests == {"one": 3, "full": 4, "small": 4}  # the catalogue's page, then the API's
