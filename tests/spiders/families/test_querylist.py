"""queryList 江西: a column is read to its end through its call, and its lies leave it partial."""

import pytest

from demo.families import Lies, Site
from demo.families.querylist import COLUMN, answer
from tests.made.portals.replicas import LIES, Seen, Variant, assert_partial, assert_sound, crawled, entries

ARTICLES = "/shsy/col/col52150/content/content_{}.html"
SEVEN, SIX = entries(7, ARTICLES), entries(6, ARTICLES)
SOUND = {
    "one": Variant(COLUMN, Site(SEVEN, 15)),
    "small": Variant(COLUMN, Site(SEVEN, 3)),
    "full": Variant(COLUMN, Site(SIX, 3)),  # a full last page proves nothing
}
LYING = {lie: Variant(COLUMN, Site(SEVEN, 3, lies)) for lie, lies in LIES.items()} | {
    "a-full-page-fewer": Variant(COLUMN, Site(SIX, 3, Lies(more=-3))),
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("querylist"), "querylist", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_column_brings_its_golden_rows(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_total_lies_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], LYING[name].site)
