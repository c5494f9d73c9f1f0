"""Hanweb JCMS: as many different records as totalRecord says, from the page and its proxy, or the column is partial."""

from dataclasses import replace

import pytest

from demo.families import Site
from demo.families.jcms import COLUMN, DATAPROXY, answer
from tests.made.portals.replicas import (
    LIES,
    Seen,
    Variant,
    assert_partial,
    assert_sound,
    changed,
    crawled,
    entries,
)

ARTICLES = "/art/2026/1/15/art_8801_{}.html"
SEVEN = Site(entries(7, ARTICLES), 3)
MANY = Site(entries(70, ARTICLES), 3)  # more than a request's window after those of the page
SOUND = {
    "short": Variant(COLUMN, SEVEN),
    "many": Variant(COLUMN, MANY),
    "embedded": Variant(COLUMN, replace(SEVEN, size=15)),
    "malformed": Variant(
        COLUMN, SEVEN, changed(answer, lambda page: page.replace("<li>", "<li style=<br/><li>"))
    ),
}
LYING = {lie: Variant(COLUMN, replace(SEVEN, lies=lies)) for lie, lies in LIES.items()} | {
    "empty": Variant(COLUMN, Site([], 3)),
    "no-settings": Variant(COLUMN, SEVEN, changed(answer, lambda page: page.replace("totalRecord", "other"))),
    "other-unit": Variant(
        COLUMN, SEVEN, changed(answer, lambda page: page.replace("unitid:'49468'", "unitid:'f3a1'"))
    ),
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("jcms"), "jcms", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_a_column_is_read_until_its_total_is_met(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_total_or_proxy_lies_is_partial_and_accuses_nobody(
    night: dict[str, Seen], name: str
) -> None:
    assert_partial(night[name], LYING[name].site)


def test_the_proxy_is_asked_for_what_the_page_does_not_hold_and_once_beyond(night: dict[str, Seen]) -> None:
    asked = {
        name: sum(DATAPROXY in url for url in night[name].asked) for name in ("embedded", "short", "many")
    }
    assert asked == {"embedded": 1, "short": 2, "many": 3}
