"""UCAP 开普云: static and JSON columns are read to their end, and lies of either leave them partial."""

import pytest

from demo.families import Site
from demo.families.ucap import COLUMN, FILES, SHELL, answer
from tests.made.portals.replicas import LIES, Seen, Variant, assert_partial, assert_sound, crawled, entries

ARTICLES = "/xxgk/c106256/202601/c01_{}/content.shtml"
SEVEN, SIX = entries(7, ARTICLES), entries(6, ARTICLES)
SOUND = {
    "static": Variant(COLUMN, Site(SEVEN, 3)),
    "static-full": Variant(COLUMN, Site(SIX, 3)),
    "static-one": Variant(COLUMN, Site(SIX, 15)),
    "json": Variant(SHELL, Site(SEVEN, 3)),
    "json-full": Variant(SHELL, Site(SIX, 3)),
    "files": Variant(FILES, Site(SEVEN, 3)),
    "files-full": Variant(FILES, Site(SIX, 3)),
}
LYING = {
    f"{kind}-{lie}": Variant(column, Site(SEVEN, 3, lies))
    for kind, column in {"static": COLUMN, "json": SHELL, "files": FILES}.items()
    for lie, lies in LIES.items()
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("ucap"), "ucap", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_column_brings_its_golden_rows(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_numbers_lie_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    failure = "http_404" if name == "static-a-page-more" else "partial_list"
    assert_partial(night[name], LYING[name].site, failure)
