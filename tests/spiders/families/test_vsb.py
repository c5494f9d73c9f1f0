"""VSB columns count their older pages down to the first: all are read, and a pager that lies is found out."""

from dataclasses import replace

import pytest

from demo.families import Lies, Site
from demo.families.vsb import COLUMN, DYNAMIC, answer
from tests.made.portals.replicas import (
    LIES,
    Seen,
    Variant,
    assert_partial,
    assert_sound,
    changed,
    crawled,
    entries,
    over,
)

ARTICLES = "/info/1010/{}.htm"
EIGHT = Site(entries(8, ARTICLES), 3)
FEW = Site(entries(2, ARTICLES), 3)
HIDING = replace(EIGHT, lies=Lies(more=-2))  # two pages of three
KINDS = {"static": COLUMN, "dynamic": DYNAMIC}
SOUND = {
    f"{kind}-{name}": Variant(column, site)
    for kind, column in KINDS.items()
    for name, site in {"three-pages": EIGHT, "one-page": FEW}.items()
} | {"dynamic-hiding": Variant(DYNAMIC, HIDING)}
LYING = (
    {
        f"{kind}-{name}": Variant(column, site)
        for kind, column in KINDS.items()
        for name, site in {
            **{lie: replace(EIGHT, lies=lies) for lie, lies in LIES.items() if lies.more >= 0},
            "empty": Site([], 3),
        }.items()
    }
    | {
        f"{kind}-a-page-fails": Variant(column, EIGHT, over(answer, {gone: None}))
        for kind, column, gone in (
            ("static", COLUMN, "/xxgk/nb/2.htm"),
            ("dynamic", DYNAMIC, f"{DYNAMIC}&currentnum=2"),
        )
    }
    | {
        "static-hiding": Variant(COLUMN, HIDING),
        "announcing": Variant(COLUMN, EIGHT, changed(answer, lambda page: page.replace("共8条", "共9条"))),
        "bare": Variant(COLUMN, FEW, changed(answer, lambda page: page.replace("共2条", ""))),
    }
)
FAILURES = dict.fromkeys(("static-a-page-fails", "dynamic-a-page-fails", "static-a-page-more"), "http_404")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("vsb"), "vsb", answer, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_every_page_is_read_down_to_the_oldest(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_and_entries_that_the_site_claims_are_kept(night: dict[str, Seen], kind: str) -> None:
    assert night[f"{kind}-three-pages"].read.claimed.words == "3 页，8 条"


@pytest.mark.parametrize("name", LYING)
def test_a_lie_of_the_pager_leaves_the_column_partial_and_accuses_nobody(
    night: dict[str, Seen], name: str
) -> None:
    assert_partial(night[name], LYING[name].site, FAILURES.get(name, "partial_list"))


def test_entries_that_are_announced_and_do_not_come_are_counted(night: dict[str, Seen]) -> None:
    assert night["announcing"].read.problem == "只读到 8 条，而网站称共有 9 条"


def test_a_site_that_understates_its_pages_contradicts_itself_or_is_told_in_numbers(
    night: dict[str, Seen],
) -> None:
    static, dynamic = night["static-hiding"].read, night["dynamic-hiding"].read
    assert (static.complete, static.trouble) == (False, "contradicted")
    assert (dynamic.complete, dynamic.claimed.pages, dynamic.counted.pages) == (True, 2, 3)
    assert night["static-a-page-fails"].read.trouble == "absent"
