"""Whether anybody may be accused of a report that we did not see: every reason against it, without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.checks import Duty, Seen, filing_status
from store.checks.absence import UNASSIGNED, UNDATED
from store.checks.rules import THRESHOLDS
from store.checks.watching import (
    FRESH_NIGHTS,
    ColumnSeen,
    LooseReport,
    Visit,
    Whereabouts,
    watch,
    watch_for,
)
from store.models import Doubt

DUE = date(2026, 1, 31)
TONIGHT = date(2026, 2, 3)
OURS, THEIRS = "青川县教育局", "青川县水利局"
DUTY = Duty("jyj", 2025, DUE, "第四十九条", called=(OURS,), others=(THEIRS,))
COLUMN = ColumnSeen("http://www.qc.example/zwgk/nb/", 2, 30, "2 页")
SOUND = Visit(2025, TONIGHT, TONIGHT, 7, True, listed=30, listed_before=30, columns=(COLUMN,))
FEWER = max(THRESHOLDS["portal"]["thin_reports"], int(30 * THRESHOLDS["portal"]["thin_share"]))


NOWHERE = Whereabouts()


def status(visit: Visit, where: Whereabouts = NOWHERE) -> str:
    """What is said of the duty when its report was not seen on this visit."""
    return filing_status(DUTY, None, watch_for(watch(visit), DUTY.year, where), visit.today).status


def test_a_sound_visit_proves_absence_and_names_its_pages() -> None:
    seen = watch(SOUND)
    assert (seen.complete, seen.problem, seen.run_id, seen.read_on, seen.doubts) == (True, "", 7, TONIGHT, ())
    assert seen.evidence == "http://www.qc.example/zwgk/nb/（2页30条，网站称2 页）"
    assert status(SOUND) == "missing"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (
            {"night": TONIGHT - timedelta(FRESH_NIGHTS + 1)},
            f"最近一次访问在2026-01-30，距今已超过{FRESH_NIGHTS}天",
        ),
        ({"complete": False, "message": "第 3 页 HTTP 500"}, "第 3 页 HTTP 500"),
        ({"complete": False}, "未能完整读取"),
        (
            {"moved": ("http://www.qc.example/old/", TONIGHT)},
            "栏目可能已迁移，登记的地址待核对：http://www.qc.example/old/",
        ),
        (
            {"columns": (replace(COLUMN, url="http://www.qc.example/gknb2024/"),)},
            "登记的栏目都是单独年度的目录，其中没有2025年度的",
        ),
        ({"listed": 30 - FEWER}, f"列出的年报由30份减为{30 - FEWER}份，可能没有读全，待下一次完整读取核实"),
    ],
)
def test_each_reason_against_is_told_and_nobody_is_accused(changed: dict[str, object], problem: str) -> None:
    visit = replace(SOUND, **changed)
    seen = watch(visit)
    assert (seen.complete, seen.problem, seen.evidence) == (False, problem, "")
    assert status(visit) == "unverifiable"


@pytest.mark.parametrize(
    "sound",
    [
        {"night": TONIGHT - timedelta(2)},
        {"listed": 30 - FEWER + 1},
        {"columns": (replace(COLUMN, url="http://www.qc.example/gknb2024/"),), "year_stands": True},
        {"columns": (COLUMN, replace(COLUMN, url="http://www.qc.example/gknb2024/"))},
        {"columns": (replace(COLUMN, url="http://www.qc.example/zwgk2021/nb/"),)},
        {"columns": ()},
        {"listed": 40},
        {"failure": "http_404"},
        {"loose": (LooseReport(THEIRS),)},
        {"loose": (LooseReport(printed=("县水利局",)),)},
        {"doubts": (Doubt("hidden_title", "页面源码中有题目", f"{THEIRS}2025年年度报告"),)},
        {"doubts": (Doubt("hidden_title", "页面源码中有题目", f"{OURS}2024年年度报告"),)},
    ],
)
def test_what_just_does_not_stand_against_it_excuses_nobody(sound: dict[str, object]) -> None:
    assert status(replace(SOUND, **sound)) == "missing"


@pytest.mark.parametrize(
    "doubted",
    [
        {"loose": (LooseReport(OURS),)},
        {"loose": (LooseReport(),)},
        {"loose": (LooseReport(printed=("县教育局",)),)},
        {"loose": (LooseReport(printed=(THEIRS,)),)},
        {"loose": (LooseReport(printed=(THEIRS,)),), "failure": "timeout"},
        {"double": 1},
        {"doubts": (Doubt("unproved_end", "不能证明已到末页"),)},
        {"doubts": (Doubt("hidden_title", "页面源码中有题目", f"{OURS}2025年年度报告"),)},
    ],
)
def test_a_doubt_that_concerns_the_agency_excuses_it(doubted: dict[str, object]) -> None:
    visit = replace(SOUND, **doubted)
    assert (watch(visit).complete, status(visit)) == (True, "unverifiable")


def test_reports_of_uncertain_agency_or_year_are_counted_in_the_words_of_their_doubts() -> None:
    visit = replace(SOUND, loose=(LooseReport(OURS), LooseReport(printed=(OURS, THEIRS))), double=1)
    words = "有3份报告未能确定机关或年度"
    assert watch(visit).doubts == (
        Doubt(UNDATED, words, OURS),
        Doubt(UNASSIGNED, words, f"{OURS}\n{THEIRS}"),
        Doubt(UNASSIGNED, words),
    )
    unread = watch(replace(visit, failure="http_500")).doubts
    assert unread == (Doubt(UNASSIGNED, words),) * 3


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        (Whereabouts(named=True), "该机关有一份报告的题目与统计期限年度不一，其一为2025年"),
        (
            Whereabouts(covered=True),
            "同一网址曾为2025年度报告，现为另一年度的内容，不能确定2025年度报告现在何处",
        ),
    ],
)
def test_a_report_kept_under_another_year_excuses_its_agency(where: Whereabouts, problem: str) -> None:
    seen = watch_for(watch(SOUND), 2025, where)
    assert seen is not None
    assert (seen.complete, seen.problem) == (False, problem)
    assert status(SOUND, where) == "unverifiable"


def test_a_portal_never_visited_proves_nothing() -> None:
    assert watch_for(None, 2025, Whereabouts(named=True)) is None
    assert filing_status(DUTY, None, None, TONIGHT).status == "unverifiable"


def test_the_first_reason_is_told() -> None:
    visit = replace(SOUND, complete=False, message="第 3 页 HTTP 500", listed=0)
    assert watch(replace(visit, moved=("http://www.qc.example/old/", TONIGHT))).problem == "第 3 页 HTTP 500"


def test_a_reading_of_an_earlier_night_proves_only_what_was_due_before_it() -> None:
    rested = replace(COLUMN, since=date(2026, 1, 30))
    seen = watch(replace(SOUND, columns=(COLUMN, rested)))
    assert seen.read_on == date(2026, 1, 30)
    assert seen.evidence.endswith("，2026-01-30完整读取，此后首页没有变化）")
    assert status(replace(SOUND, columns=(COLUMN, rested))) == "unverifiable"
    assert status(replace(SOUND, columns=(replace(rested, since=date(2026, 2, 1)),))) == "missing"


@pytest.mark.parametrize(
    ("changed", "since"),
    [
        ({"moved": ("http://www.qc.example/old/", date(2026, 2, 1))}, date(2026, 2, 1)),
        ({"listed": 0}, TONIGHT),
        ({"complete": False}, None),
        ({}, None),
    ],
)
def test_what_is_gone_since_a_column_moved_or_lists_less_is_not_called_withdrawn(
    changed: dict[str, object], since: date | None
) -> None:
    seen = watch(replace(SOUND, **changed))
    assert seen.doubted_on == since
    gone = Seen(3, date(2026, 1, 20), {"page": frozenset({date(2026, 1, 20)})}, gone_on=TONIGHT)
    expected = "unverifiable" if since else "withdrawn"
    assert filing_status(DUTY, gone, seen, TONIGHT).status == expected


SOUND_VISITS = st.builds(
    Visit,
    year=st.just(2025),
    today=st.just(TONIGHT),
    night=st.dates(DUE + timedelta(1), TONIGHT),
    run_id=st.integers(1, 9),
    complete=st.just(True),
    failure=st.sampled_from(["", "http_404"]),
    listed=st.integers(30, 60),
    listed_before=st.integers(0, 30),
    columns=st.lists(st.just(COLUMN), max_size=3).map(tuple),
    year_stands=st.booleans(),
)
AGAINST: list[Callable[[Visit], Visit]] = [
    lambda visit: replace(visit, night=TONIGHT - timedelta(FRESH_NIGHTS + 1)),
    lambda visit: replace(visit, complete=False),
    lambda visit: replace(visit, moved=("http://www.qc.example/old/", visit.night)),
    lambda visit: replace(visit, columns=(replace(COLUMN, url="/nb2024/"),), year_stands=False),
    lambda visit: replace(visit, listed=visit.listed // 2, listed_before=2 * visit.listed),
    lambda visit: replace(visit, loose=(*visit.loose, LooseReport(OURS))),
    lambda visit: replace(visit, loose=(*visit.loose, LooseReport())),
    lambda visit: replace(visit, loose=(LooseReport(THEIRS),), failure="dns"),
    lambda visit: replace(visit, double=visit.double + 1),
    lambda visit: replace(visit, doubts=(*visit.doubts, Doubt("unfollowed", "有未跟进的链接"))),
    lambda visit: replace(visit, doubts=(*visit.doubts, Doubt("unread_row", "条目未读", OURS))),
    lambda visit: replace(visit, columns=(*visit.columns, replace(COLUMN, since=DUE))),
]


@given(SOUND_VISITS)
def test_a_visit_without_any_reason_against_it_accuses(visit: Visit) -> None:
    assert status(visit) == "missing"


@given(SOUND_VISITS, st.lists(st.sampled_from(AGAINST), min_size=1), st.builds(Whereabouts))
def test_with_any_doubt_nobody_is_accused(
    visit: Visit, against: list[Callable[[Visit], Visit]], where: Whereabouts
) -> None:
    for reason in against:
        visit = reason(visit)
    assert status(visit, where) == "unverifiable"


@given(SOUND_VISITS, st.booleans())
def test_a_report_kept_under_another_year_is_doubt_enough(visit: Visit, named: bool) -> None:
    assert status(visit, Whereabouts(named, not named)) == "unverifiable"
