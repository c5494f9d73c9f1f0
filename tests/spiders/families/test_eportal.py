"""Huilan eportal: static, program and scripted columns are read to their end, and lies of any leave them partial."""

import pytest

from demo.families import Lies, Site
from demo.families.eportal import COLUMN, PROGRAM, SCRIPTED, answer
from tests.made.portals.replicas import LIES, Seen, Variant, assert_partial, assert_sound, crawled, entries

ARTICLES = "/xxgk/nb/202601221431635{}/index.html"
SEVEN, SIX = entries(7, ARTICLES), entries(6, ARTICLES)
KINDS = {"static": COLUMN, "program": PROGRAM, "scripted": SCRIPTED}
SOUND = {
    f"{kind}-{name}": Variant(column, site)
    for kind, column in KINDS.items()
    for name, site in {"three": Site(SEVEN, 3), "full": Site(SIX, 3), "one": Site(SIX, 15)}.items()
    if (kind, name) != ("scripted", "one")
}
# One row more or less is no lie where only pages are stated.
PAGES = {name: lie for name, lie in LIES.items() if name not in ("more", "fewer", "grows")}
LYING = {
    f"{kind}-{name}": Variant(column, Site(SEVEN, 3, lie))
    for kind, column in KINDS.items()
    for name, lie in PAGES.items()
}
LYING |= {
    f"{kind}-grows": Variant(column, Site(SIX, 3, Lies(grows=True)))
    for kind, column in KINDS.items()
    if kind != "scripted"
}
LYING["scripted-one"] = Variant(SCRIPTED, Site(SIX, 15))  # nothing says that it is one page
GONE = {f"{kind}-a-page-more" for kind in ("static", "scripted")}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("eportal"), "eportal", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_column_brings_its_golden_rows(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_numbers_lie_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], LYING[name].site, "http_404" if name in GONE else "partial_list")
