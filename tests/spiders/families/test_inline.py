"""Lists that carry all rows in one page: the total they state must be met by as many different rows."""

from dataclasses import replace

import pytest

from demo.families import Lies, Site
from demo.families.inline import COLUMN, MARKUP, answer
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

ROWS = entries(8, "/art/2026/{}.html")
QUOTED = replace(ROWS[0], path="/art/0.html", title="试验市“一局”两'办\"{}工作指南")
NINE = Site([QUOTED, *ROWS], 3)
KINDS = {"script": COLUMN, "markup": MARKUP}
SOUND = {kind: Variant(column, NINE) for kind, column in KINDS.items()} | {
    "single-quotes": Variant(
        COLUMN, NINE, changed(answer, lambda page: page.replace('"/art/2026/2.html"', "'/art/2026/2.html'"))
    )
}
LYING = {
    f"{kind}-{name}": Variant(column, site)
    for kind, column in KINDS.items()
    for name, site in {
        # It has no page after the first whose total could grow.
        **{lie: replace(NINE, lies=lies) for lie, lies in LIES.items() if lie != "grows"},
        "no-row-at-all": Site([], 3),
        "no-row-but-a-total": Site([], 3, Lies(more=3)),
    }.items()
} | {
    name: Variant(column, NINE, changed(answer, lambda page, old=before, new=after: page.replace(old, new)))  # type: ignore[misc]
    for name, column, before, after in (
        ("no-total", COLUMN, "total:", "other:"),
        ("two-totals", MARKUP, "var perSize", "var total = 3; var perSize"),
        ("a-record-without-address", COLUMN, '"/art/2026/2.html"', '""'),
        ("cut-short", COLUMN, "}]}];", ""),
    )
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("inline"), "inline", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_every_row_of_the_page_is_read_and_templates_are_none(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)
    assert night[name].read.claimed.words == "9 条"


@pytest.mark.parametrize("name", LYING)
def test_a_total_that_is_not_met_or_contradicted_leaves_the_column_partial_and_accuses_nobody(
    night: dict[str, Seen], name: str
) -> None:
    assert_partial(night[name], LYING[name].site)


def test_totals_that_differ_are_named(night: dict[str, Seen]) -> None:
    assert "前后不一" in night["two-totals"].read.problem
