"""TRS WCM: rows that scripts write, rows with links inside, and a stated number of rows that must be met."""

from dataclasses import replace

import pytest

from demo.families import Site
from demo.families.trs_rows import COUNTED, WRITTEN, answer
from tests.made.portals.replicas import LIES, Seen, Variant, assert_partial, assert_sound, crawled, entries

NUMBERED = "/14204/15220/c{}/t92709.html"  # no day in the address
KINDS = {"written": (WRITTEN, "/wuhan/nb/202602/t20260214_{}.shtml"), "counted": (COUNTED, NUMBERED)}
SOUND = {
    f"{kind}-{name}": Variant(column, Site(entries(count, path), 3))
    for kind, (column, path) in KINDS.items()
    for name, count in {"three": 7, "full": 6, "one": 3}.items()
}
LYING = {
    f"{kind}-{name}": Variant(column, Site(entries(7, path), 3, lie))
    for kind, (column, path) in KINDS.items()
    for name, lie in LIES.items()
}
QUOTED = "“含"


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("trs-rows"), "trs", answer, SOUND | LYING)


def listed(seen: Seen) -> Seen:
    """What was seen, with the quotation mark, which the written rows have, taken out."""
    rows = tuple(replace(row, title=row.title.replace(QUOTED, "含")) for row in seen.read.rows)
    return replace(seen, read=replace(seen.read, rows=rows))


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_column_brings_its_golden_rows(night: dict[str, Seen], name: str) -> None:
    assert_sound(listed(night[name]), SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_numbers_lie_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    failure = "http_404" if name.endswith("a-page-more") else "partial_list"
    assert_partial(listed(night[name]), LYING[name].site, failure)


def test_titles_of_written_rows_are_read_as_markup(night: dict[str, Seen]) -> None:
    assert any(QUOTED in row.title for row in night["written-three"].read.rows)
