"""Portals: what failed is told in its own words, once a portal, and goes away by itself; no agency is accused."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from crawler.clock import Clock
from scheduler.telling.digest import digest
from store.checks import RULES, judge_portal
from store.judging.filings import judge_filings
from store.judging.portals import judge_portals
from store.judging.saving import Place, save_report
from store.models import NO_CLAIM, NO_LENGTH, Claimed, Finding, Length, Note, Trouble
from store.registry import Registry, load_registry
from store.store import Store
from store.tables.reports import Snapshot
from store.tables.runs import ListOutcome, PortalRun
from tests.examples.portals import BEFORE, CUT, DOWN, GONE, NIGHT, READ, URL, with_column
from tests.made.portals.portal import (
    COLUMN,
    HostilePortal,
    list_page,
    report_page,
    serving,
    visit,
    write_registry,
)
from tests.store.test_store import report


def only(night: Any) -> list[Finding]:
    return [finding for finding in judge_portal(night) if finding.check_id != "portal-stale"]


def test_portal_that_was_read_as_always_has_no_finding() -> None:
    assert judge_portal(READ) == []


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("robots", "按robots.txt的要求没有访问"),
        ("http_412", "网站拒绝了自动访问"),
        ("http_503", "网站没有正常应答"),
        ("timeout", "没有连接上网站"),
        ("robots_unreachable", "没有连接上网站"),
        ("interrupted", "我方的访问没有进行完"),
    ],
)
def test_a_failure_is_told_in_its_own_words_and_blames_nobody(failure: str, words: str) -> None:
    down = replace(DOWN, failure=failure, columns=(replace(DOWN.columns[0], failure=failure),))
    (finding,) = only(down)
    assert (finding.check_id, finding.finding_class, finding.verdict) == (
        "portal-failed",
        "crawl",
        "uncertain",
    )
    assert words in finding.message
    assert finding.actual == failure


def test_a_refusal_after_some_pages_is_told_a_single_bad_page_is_not() -> None:
    refused = replace(READ, complete=False, failure="http_403", message="返回 HTTP 403")
    assert [finding.check_id for finding in only(refused)] == ["portal-failed"]
    assert only(replace(refused, failure="http_500")) == []


def test_a_column_that_never_was_there_is_a_portal_that_failed() -> None:
    never = replace(GONE, columns=(replace(GONE.columns[0], had=0),))
    assert [finding.check_id for finding in only(never)] == ["portal-failed"]


@pytest.mark.parametrize(
    ("answered", "moved"),
    [
        (URL, False),
        (URL.replace("http:", "https:"), False),
        (URL + "index.html", False),
        ("http://www.qinghe.example/", True),
        ("http://www.qinghe.example/404.html", True),
    ],
)
def test_a_column_that_answers_from_elsewhere_has_moved(answered: str, moved: bool) -> None:
    assert [finding.check_id for finding in only(with_column(answered=answered))] == ["column-moved"] * moved


def test_an_empty_column_that_had_rows_may_have_moved() -> None:
    empty = with_column(rows=0, complete=False, problem="栏目页上没有发现任何条目", claimed=NO_CLAIM)
    assert [finding.check_id for finding in only(replace(empty, complete=False))] == ["column-moved"]


def test_a_column_that_is_looked_for_names_the_address_found() -> None:
    new = "http://www.qinghe.example/zfxxgk/gknb/"
    (finding,) = only(with_column(sought="2025年度的3份年报都已不在栏目里", proposed=(new,)))
    assert (finding.check_id, finding.verdict) == ("column-moved", "uncertain")
    assert new in finding.message
    assert "2025年度的3份年报都已不在栏目里" in finding.message
    (finding,) = only(replace(GONE, columns=(replace(GONE.columns[0], proposed=(new,)),)))
    assert "以前有25条" in finding.message
    assert new in finding.message


def test_a_contradiction_that_stopped_nothing_is_only_told_as_info() -> None:
    assert [finding.severity for finding in only(CUT)] == ["warning"]
    (finding,) = only(with_column(claimed=Claimed.of(pages=4)))
    assert (finding.check_id, finding.severity) == ("pager-lies", "info")
    assert "网站称共有 4 页，读到 3 页" in finding.message
    assert only(with_column(claimed=Claimed.of(rows=25))) == []
    assert only(with_column(claimed=Claimed.of(pages=0), pages=1, counted=Length(pages=1))) == []


@pytest.mark.parametrize(
    ("claimed", "counted", "told"),
    [
        (Claimed.of(3, 7), Length(3, 7), ""),
        (Claimed.of(3, 7), Length(3, 8), "网站称共有 3 页 7 条，读到 8 条"),
        (Claimed(3, 7, words="3 页，7 条"), Length(4, 7), "网站称共有 3 页，7 条，读到 4 页"),
        (Claimed.of(3, 7), Length(4, 8), "网站称共有 3 页 7 条，读到 4 页、8 条"),
        (Claimed.of(3, years=2), Length(4, years=2), "网站称共有 3 页 2 个年度，读到 4 页"),
        (Claimed.of(rows=0), Length(1, 0), ""),
        (Claimed(words="63 个单位"), Length(1, 60), ""),
        (Claimed.of(3, 7), Length(3), ""),
        (Claimed.of(3, 7), NO_LENGTH, ""),
        (Claimed(words="3 页"), Length(4, 7), ""),
    ],
)
def test_every_number_that_a_site_claims_is_compared_and_what_is_not_known_is_silent(
    claimed: Claimed, counted: Length, told: str
) -> None:
    findings = only(with_column(claimed=claimed, counted=counted))
    assert [(finding.check_id, finding.severity) for finding in findings] == [("pager-lies", "info")] * bool(
        told
    )
    assert not told or findings[0].message.endswith(told)


@pytest.mark.parametrize("trouble", get_args(Trouble))
@pytest.mark.parametrize(
    "words", [CUT.columns[0].problem, "网站称、网站先称", "返回 HTTP 404", "moved by hand", ""]
)
def test_no_wording_of_a_problem_changes_what_is_judged(trouble: Trouble, words: str) -> None:
    short = Claimed(pages=4, words="as worded anywhere")
    for claimed, lies in ((CUT.columns[0].claimed, ("contradicted",)), (short, ("contradicted", "absent"))):
        night = with_column(complete=False, claimed=claimed, problem=words, trouble=trouble)
        assert [finding.check_id for finding in only(night)] == ["pager-lies"] * (trouble in lies)


@pytest.mark.parametrize(
    ("most", "listed", "thin"), [(20, 16, True), (20, 17, False), (5, 3, False), (5, 2, True)]
)
def test_a_thin_night_is_fewer_by_share_and_by_number(most: int, listed: int, thin: bool) -> None:
    night = replace(READ, listed=listed, most=(BEFORE, most))
    assert [finding.check_id for finding in only(night)] == ["thin-night"] * thin


def test_a_night_that_was_not_read_completely_is_not_called_thin() -> None:
    assert only(replace(READ, complete=False, listed=3)) == []


def test_a_portal_never_read_completely_is_stale_in_the_third_night() -> None:
    never = replace(DOWN, read_on=None, visited_since=NIGHT - timedelta(days=1))
    assert "portal-stale" not in {finding.check_id for finding in judge_portal(never)}
    stale = replace(never, visited_since=NIGHT - timedelta(days=2))
    (finding,) = [finding for finding in judge_portal(stale) if finding.check_id == "portal-stale"]
    assert "从未完整读取" in finding.message


def test_a_claimed_page_that_does_not_exist_contradicts_the_site() -> None:
    claimed = Claimed.of(pages=4)
    absent = with_column(
        complete=False, claimed=claimed, problem=f"{URL}index_3.html 返回 HTTP 404", trouble="absent"
    )
    assert [finding.check_id for finding in only(absent)] == ["pager-lies"]
    assert only(with_column(complete=False, claimed=claimed, problem="返回 HTTP 500")) == []


# As kept.


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return load_registry(write_registry(tmp_path / "registry", {"jyj": "试验市教育局"}))


@pytest.fixture
def store(tmp_path: Path, registry: Registry) -> Store:
    opened = Store.open(tmp_path / "nianbao.db")
    opened.sync_registry(registry)
    return opened


def moment(night: date) -> datetime:
    return datetime(night.year, night.month, night.day, tzinfo=UTC)


def night(store: Store, registry: Registry, day: date, listed: int = 20, failure: str = "") -> None:
    """One visit to the portal and its judgement."""
    run = store.runs.start_run("crawl", day, moment(day))
    store.runs.start_portal_run(run, "shiyan", day, moment(day))
    if failure:
        store.runs.save_fetch(run, "shiyan", COLUMN, "list", moment(day), failure=failure)
        store.runs.save_list_read(run, "shiyan", ListOutcome(COLUMN, False, 0, 0, problem=failure))
        seen = PortalRun(False, failures=1, failure=failure, message=failure)
    else:
        pages = {COLUMN: "0" * 64}
        store.runs.save_list_read(
            run, "shiyan", ListOutcome(COLUMN, True, 1, listed, Claimed.of(pages=1), evidence=pages)
        )
        seen = PortalRun(True, 1, listed, listed, listed)
    store.runs.finish_portal_run(run, "shiyan", seen, moment(day))
    judge_portals(store, registry, day, moment(day))


def open_checks(store: Store) -> list[str]:
    return sorted(row.check_id for row in store.findings.open_findings())


def test_a_blind_portal_is_one_finding_until_it_is_read_again(store: Store, registry: Registry) -> None:
    days = [date(2026, 2, day) for day in range(1, 7)]
    night(store, registry, days[0])
    assert open_checks(store) == []
    opened = []
    for day in days[1:4]:
        night(store, registry, day, failure="timeout")
        opened.append(open_checks(store))
    assert opened == [["portal-failed"], ["portal-failed"], ["portal-failed", "portal-stale"]]
    stale = next(row for row in store.findings.open_findings() if row.check_id == "portal-stale")
    assert "2026-02-01" in stale.message
    assert (stale.portal_id, stale.agency_id, stale.year) == ("shiyan", None, None)
    night(store, registry, days[4])
    assert open_checks(store) == []
    assert store.db.execute("SELECT COUNT(*) FROM findings").fetchone()[0] == 2


def test_a_thin_night_stands_until_the_reports_are_listed_again(store: Store, registry: Registry) -> None:
    for day, listed, expected in ((1, 20, []), (2, 8, ["thin-night"]), (3, 8, ["thin-night"]), (4, 20, [])):
        night(store, registry, date(2026, 2, day), listed)
        assert open_checks(store) == expected


def test_a_smaller_column_is_the_new_measure_when_the_window_is_over(
    store: Store, registry: Registry
) -> None:
    night(store, registry, date(2026, 2, 1), 20)
    for day in (date(2026, 3, 20), date(2026, 3, 21), date(2026, 4, 21)):
        night(store, registry, day, 8)
    assert open_checks(store) == []


def test_a_column_that_answers_404_has_moved_if_it_had_rows(store: Store, registry: Registry) -> None:
    night(store, registry, date(2026, 2, 1), 20)
    for day in (2, 3):
        night(store, registry, date(2026, 2, day), failure="http_404")
        assert open_checks(store) == ["column-moved"]


def test_findings_of_a_portal_that_is_registered_no_longer_are_resolved(
    store: Store, registry: Registry
) -> None:
    night(store, registry, date(2026, 2, 1), failure="dns")
    judge_portals(store, replace(registry, portals={}), date(2026, 2, 2), moment(date(2026, 2, 2)))
    assert open_checks(store) == []


def test_a_portal_never_visited_has_no_finding(store: Store, registry: Registry) -> None:
    judge_portals(store, registry, NIGHT, moment(NIGHT))
    assert open_checks(store) == []


def test_one_rule_judged_alone_leaves_the_others(store: Store, registry: Registry) -> None:
    night(store, registry, date(2026, 2, 1), failure="dns")
    judge_portals(store, registry, date(2026, 2, 9), moment(date(2026, 2, 9)), only="portal-stale")
    assert open_checks(store) == ["portal-failed", "portal-stale"]


def test_the_same_unknown_row_in_thirty_reports_is_told_once(store: Store, registry: Registry) -> None:
    said = Note("规定格式中没有的行「工作秘密」", "requests", state="text", raw="工作秘密", label="工作秘密")
    for number in range(30):
        read = replace(report(source=f"http://a.example/{number}.html"), agency=None, notes=(said,))
        digest_of = store.archive.put(read.source.encode())
        save_report(
            store,
            read,
            Snapshot(read.source, digest_of, 9, "text/html", moment(NIGHT), 1),
            Place(),
            moment(NIGHT),
        )
        if number == 28:
            judge_portals(store, registry, NIGHT, moment(NIGHT))
            assert "unknown-row" not in open_checks(store)
    judge_portals(store, registry, NIGHT, moment(NIGHT))
    (found,) = [row for row in store.findings.open_findings() if row.check_id == "unknown-row"]
    assert (found.actual, found.agency_id, found.portal_id) == ("工作秘密", None, None)


def test_visits_to_a_portal_that_lies_are_told_as_what_they_were(tmp_path: Path) -> None:
    folder = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    row = ("./t20260115_1.html", "试验市教育局2025年政府信息公开工作年度报告", "2026-01-15")
    sound = {
        "/nb/": (200, list_page([row])),
        "/nb/t20260115_1.html": (200, report_page("试验市教育局", 2025)),
    }
    nights: list[tuple[dict[str, Any], list[str]]] = [
        ({}, []),
        (
            {"/nb/": (200, list_page([row], 2)), "/nb/index_1.html": (200, list_page([row], 2, 1))},
            ["pager-lies"],
        ),
        ({"/nb/": (404, "")}, ["column-moved"]),
        ({"/nb/": (302, "", {"Location": "/"}), "/": (200, list_page([]))}, ["column-moved", "portal-stale"]),
        ({"/nb/": (412, "<script>$_ts=1</script>")}, ["portal-failed", "portal-stale"]),
        ({"/robots.txt": (503, "")}, ["portal-failed", "portal-stale"]),
        ({}, []),
    ]
    with serving(HostilePortal()) as portal:
        for number, (answers, expected) in enumerate(nights, start=1):
            portal.answers = sound | answers
            visit(portal, tmp_path / "nianbao.db", folder, Clock.at(date(2026, 2, number)))
            store = Store.open(tmp_path / "nianbao.db")
            found = [check for check in open_checks(store) if RULES[check].judges == "portal"]
            store.close()
            assert found == expected, number


# As told.


def test_the_digest_names_the_portal_once_and_its_duties_in_one_line(
    store: Store, registry: Registry
) -> None:
    night(store, registry, date(2026, 2, 3), failure="timeout")
    judge_filings(store, registry, date(2026, 2, 3), moment(NIGHT))
    changes = store.findings.untold()
    text = digest(NIGHT, changes, []).text()
    assert "警告·采集 试验市政府网：门户没有读成：没有连接上网站：超时没有应答（timeout）" in text
    assert "未能确定机关" not in text
    assert "年度不明" not in text
    duty = next(row for row in changes if row.check_id == "filing-unverifiable")
    several = [*changes, replace(duty, id="f2", year=2024, agency_id="czj")]
    lines = [line.text for line in digest(NIGHT, several, []).lines]
    assert len([line for line in lines if "filing-unverifiable" in line]) == 1


def test_every_portal_rule_is_the_crawls_and_never_an_error() -> None:
    rules = [rule for rule in RULES.values() if rule.judges in ("portal", "country")]
    assert {(rule.finding_class, rule.severity) for rule in rules} == {
        ("crawl", "warning"),
        ("extraction", "warning"),
    }


def test_facts_are_none_so_that_dismissals_rest_on_what_was_found(store: Store, registry: Registry) -> None:
    night(store, registry, date(2026, 2, 1), failure="dns")
    row = next(iter(store.db.query("SELECT facts, actual FROM findings")))
    assert (json.loads(row["facts"]), row["actual"]) == ([], "dns")
