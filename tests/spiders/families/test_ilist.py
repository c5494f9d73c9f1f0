"""iList.jsp: the category is read to its end, and lies of its numbers leave it partial."""

import pytest

from demo.families import Site
from demo.families.ilist import COLUMN, answer
from tests.made.portals.replicas import LIES, Seen, Variant, assert_partial, assert_sound, crawled, entries

ARTICLES = "/info/1597{}.htm"
SEVEN, SIX = entries(7, ARTICLES), entries(6, ARTICLES)
SOUND = {
    "three": Variant(COLUMN, Site(SEVEN, 3)),
    "full": Variant(COLUMN, Site(SIX, 3)),
    "one": Variant(COLUMN, Site(SIX, 15)),
}
LYING = {name: Variant(COLUMN, Site(SEVEN, 3, lie)) for name, lie in LIES.items()}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("ilist"), "ilist", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_column_brings_its_golden_rows(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_numbers_lie_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], LYING[name].site)
