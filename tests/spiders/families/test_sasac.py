"""SASAC and its like: pages numbered from the oldest are read to their end, and lies leave the column partial."""

import pytest

from demo.families import Lies, Site
from demo.families.sasac import COLUMN, answer
from tests.made.portals.replicas import LIES, Seen, Variant, assert_partial, assert_sound, crawled, entries

ARTICLES = "/n2588035/n2588320/n2588335/c3512806{}/content.html"
SEVEN, SIX = entries(7, ARTICLES), entries(6, ARTICLES)
SOUND = {
    "three": Variant(COLUMN, Site(SEVEN, 3)),
    "full": Variant(COLUMN, Site(SIX, 3)),
    "one": Variant(COLUMN, Site(SIX, 15)),
}
# One row more or less is no lie where only pages are stated.
LYING = {
    name: Variant(COLUMN, Site(SEVEN, 3, lie))
    for name, lie in LIES.items()
    if name not in ("more", "fewer", "grows")
}
LYING["grows"] = Variant(COLUMN, Site(SIX, 3, Lies(grows=True)))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("sasac"), "sasac", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_column_brings_its_golden_rows(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_numbers_lie_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    failure = "http_404" if name == "a-page-more" else "partial_list"
    assert_partial(night[name], LYING[name].site, failure)
