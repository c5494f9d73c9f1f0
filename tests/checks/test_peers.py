"""Peers and areas: only what is far outside a large enough group, only where a report says that it covers others."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.checks import Case, judge_area
from store.checks.beside.peers import FIGURES, norm_of
from store.checks.beside.rollup import Area, Child, covered
from store.judging.peers import judge_areas, judge_peers
from store.judging.saving import Place
from store.models import Report
from store.registry import Registry, load_registry
from store.store import Store
from tests.examples.peers import CHILDREN, LICENCES, RECEIVED, WHOLE, saying
from tests.made.papers.printed import changed
from tests.store.test_store import report, save

NOW = datetime(2026, 2, 1, tzinfo=UTC)


# Norms.


@pytest.mark.parametrize("spread", [0.01, 0.5, 1.0, 1.5, 2.5])
@pytest.mark.parametrize("seed", range(10))
def test_clean_group_of_a_thousand_has_no_outlier(spread: float, seed: int) -> None:
    rng = random.Random(seed)
    values = [int(rng.lognormvariate(5, spread)) * (rng.random() > 0.2) for _ in range(1000)]
    norm = norm_of(values)
    assert norm is not None
    assert [value for value in values if value > norm.fence] == []


def test_group_with_a_tail_heavier_than_log_normal_has_no_outlier() -> None:
    values = [10_000 // rank for rank in range(1, 1001)]
    norm = norm_of(values)
    assert norm is not None
    assert norm.fence >= max(values)


def test_figures_printed_ten_thousand_fold_are_outliers_of_a_usual_group() -> None:
    rng = random.Random(1)
    values = [int(rng.lognormvariate(5, 1)) + 1 for _ in range(200)]
    norm = norm_of([*values[1:], values[0] * 10_000])
    assert norm is not None
    assert values[0] * 10_000 > norm.fence
    assert max(values) < norm.fence


def test_fewer_than_thirty_members_are_not_ranked() -> None:
    assert norm_of([500] * 29) is None
    assert norm_of([500] * 30) is not None


def test_a_figure_that_few_have_above_zero_has_no_fence() -> None:
    norm = norm_of([0] * 50 + [100] * 28 + [10**9])
    assert norm is not None
    assert not norm.odd(10**9)


def test_small_figures_are_no_outliers() -> None:
    norm = norm_of([1] * 40)
    assert norm is not None
    assert not norm.odd(100)
    assert norm.odd(101)


def test_zero_is_odd_only_where_half_of_the_group_has_more_than_a_hundred() -> None:
    for median, odd in ((100, False), (101, True)):
        norm = norm_of([median] * 40)
        assert norm is not None
        assert norm.odd(0) is odd
        assert not norm.odd(None)


# As kept.


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    folder = tmp_path / "registry"
    folder.mkdir()
    head = "id,name,short_names,level,kind,region_code,parent_id,portal_id,status,valid_from,valid_to\n"
    rows = ["city,清河市人民政府,,city,government,990100,,,active,,"]
    rows += [f"e{n},第{n}县教育局,,county,department,990100,city,,active,," for n in range(40)]
    (folder / "agencies.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "portals.toml").write_text("", encoding="utf-8")
    (folder / "deadlines.toml").write_text("", encoding="utf-8")
    return load_registry(folder)


@pytest.fixture
def store(tmp_path: Path, registry: Registry) -> Store:
    opened = Store.open(tmp_path / "nianbao.db")
    opened.sync_registry(registry)
    return opened


def keep(store: Store, agency: str, licences: int, base: Report | None = None) -> None:
    """Keep the report of an agency with so many licences."""
    read = base or report(source=f"http://a.example/{agency}.html")
    state = "number" if licences else "zero"
    save(store, changed(read, *LICENCES, licences, state), NOW, Place(agency))


def odd(store: Store) -> list[tuple[str, str]]:
    rules = ("peer-outlier", "zero-among-peers", "area-sum")
    return [(row.check_id, row.agency_id) for row in store.findings.open_findings() if row.check_id in rules]


def test_the_odd_ones_of_a_group_are_found_and_go_when_they_are_corrected(store: Store) -> None:
    for number in range(40):
        keep(store, f"e{number}", 300 + number)
    keep(store, "e7", 0)
    keep(store, "e9", 3_000_000)
    assert judge_peers(store, NOW) == 1
    assert odd(store) == [("peer-outlier", "e9"), ("zero-among-peers", "e7")]
    assert {
        row.verdict
        for row in store.findings.open_findings()
        if row.check_id in ("peer-outlier", "zero-among-peers")
    } == {"uncertain"}
    keep(store, "e9", 300)
    assert judge_peers(store, NOW) == 1
    assert odd(store) == [("zero-among-peers", "e7")]


def test_a_group_is_judged_again_only_when_a_member_has_changed(store: Store) -> None:
    for number in range(40):
        keep(store, f"e{number}", 0 if number == 3 else 300)
    assert judge_peers(store, NOW) == 1
    assert judge_peers(store, NOW) == 0
    assert odd(store) == [("zero-among-peers", "e3")]
    assert judge_peers(store, NOW, only="peer-outlier") == 1
    assert odd(store) == [("zero-among-peers", "e3")]


def test_a_group_that_shrinks_below_the_minimum_accuses_nobody_any_more(store: Store) -> None:
    for number in range(30):
        keep(store, f"e{number}", 0 if number == 3 else 300)
    judge_peers(store, NOW)
    assert odd(store) == [("zero-among-peers", "e3")]
    store.db.execute("UPDATE reports SET year = 2024 WHERE agency_id = 'e4'")
    judge_peers(store, NOW)
    assert odd(store) == []


def test_copies_of_a_report_count_as_one_member(store: Store) -> None:
    for number in range(29):
        keep(store, f"e{number}", 0 if number == 3 else 300)
    keep(store, "e1", 300, report(source="http://a.example/copy.html"))
    judge_peers(store, NOW)
    assert odd(store) == []


def test_every_main_figure_is_compared() -> None:
    assert LICENCES in FIGURES
    assert RECEIVED in FIGURES


# Areas.


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (WHOLE, {"government", "department"}),
        ("本报告涵盖全市各级行政机关。", {"government", "department"}),
        ("本年度报告汇总了区政府各部门、各街道的数据。", {"township", "department"}),
        ("本报告综合市政府各工作部门情况编制。", {"department"}),
        ("本报告所列数据的统计期限自2025年1月1日起至12月31日止。", set()),
        ("本报告为市政府本级，不含各县区、各部门。" + WHOLE, set()),
        ("全市各县区、各部门认真落实条例，涵盖教育、医疗等领域。", set()),
        ("", set()),
    ],
)
def test_scope_is_what_section_one_says(words: str, kinds: set[str]) -> None:
    found = covered(saying(words, 1))
    assert found & {"government", "township", "department"} >= kinds
    assert bool(found) == bool(kinds)
    assert ("department" in found) == ("department" in kinds)


@pytest.mark.parametrize(("received", "said"), [(199, "一家的200"), (219, "之和220"), (220, "")])
def test_area_is_compared_with_the_largest_and_the_sum(received: int, said: str) -> None:
    found = judge_area(Area(Case(saying(WHOLE, received)), CHILDREN))
    assert len(found) == bool(said)
    for finding in found:
        assert said in finding.message
        assert (finding.severity, finding.verdict) == ("info", "uncertain")


def test_bodies_that_the_report_does_not_cover_are_left_out() -> None:
    own = saying("本报告综合市政府各工作部门情况编制。", 30)
    assert judge_area(Area(Case(own), CHILDREN)) == []
    unread = (Child("清河县人民政府", "government", {RECEIVED: None}),)
    assert judge_area(Area(Case(saying(WHOLE, 1)), unread)) == []


def test_government_is_judged_beside_its_bodies_as_they_are_kept(store: Store) -> None:
    own = replace(
        report(5, source="http://a.example/gov.html"),
        agency="清河市人民政府",
        sections=saying(WHOLE, 1).sections,
    )
    save(store, own, NOW, Place("city"))
    save(store, report(4, source="http://a.example/e1.html"), NOW, Place("e1"))
    assert judge_areas(store, NOW) == 1
    assert odd(store) == []
    save(store, report(3, source="http://a.example/e2.html"), NOW, Place("e2"))
    assert judge_areas(store, NOW) == 1
    assert odd(store) == [("area-sum", "city")]
    assert judge_areas(store, NOW) == 0
    assert odd(store) == [("area-sum", "city")]
