"""JPaaS: columns are read to their end through their unit, and lies of its count leave them partial."""

import json
from dataclasses import replace

import pytest

from demo.families import Answer, Asked, Site
from demo.families.jpaas import COLUMN, answer
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

ARTICLES = "/art/2026/art_{}.html"
SEVEN, SIX = entries(7, ARTICLES), entries(6, ARTICLES)
SOUND = {
    "short": Variant(COLUMN, Site(SEVEN, 3)),
    "full": Variant(COLUMN, Site(SIX, 3)),
    "one": Variant(COLUMN, Site(SIX, 15)),
}
LYING = {lie: Variant(COLUMN, Site(SEVEN, 3, lies)) for lie, lies in LIES.items()}
# What else a unit may answer; the size of a page tells the replica which.
ODD = {
    "refuses": Variant(COLUMN, Site(SEVEN, 2)),
    "is-no-json": Variant(COLUMN, Site(SEVEN, 4)),
    "two-lists": Variant(COLUMN, Site(SEVEN, 5)),
}


def odd(site: Site, asked: Asked) -> Answer | None:
    """The replica, but for the sites of ODD."""
    found = answer(site, asked)
    if found is None:
        return None
    if site.size == 5:
        return replace(found, body=found.body.replace("要闻_list".encode(), "当前栏目_list2".encode()))
    if asked.path == COLUMN or site.size not in (2, 4):
        return found
    return Answer(
        json.dumps({"success": False, "data": None}).encode() if site.size == 2 else NO_LIST.encode()
    )


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("jpaas"), "jpaas", odd, SOUND | LYING | ODD)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_column_brings_its_golden_rows(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING | ODD)
def test_a_column_whose_count_or_unit_lies_is_partial_and_accuses_nobody(
    night: dict[str, Seen], name: str
) -> None:
    failure = "server_error" if name == "refuses" else "partial_list"  # it says itself that it failed
    assert_partial(night[name], (LYING | ODD)[name].site, failure)


def test_more_rows_than_counted_end_the_reading_at_once(night: dict[str, Seen]) -> None:
    assert [len(night[name].asked) for name in ("a-page-fewer", "short", "full")] == [2, 3, 3]
