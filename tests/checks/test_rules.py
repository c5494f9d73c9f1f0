"""The rules: each fires where it must and is silent where it must; our own doubt never becomes an accusation."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import checks
from store.checks import RULES, Case, Seen, Watch, filing_status, judge_filing
from store.checks.beside.peers import Peer
from store.checks.beside.rollup import Area
from store.checks.rules import _FUNCTIONS
from store.form import FORMS
from store.models import Note, Report
from tests.examples import EXAMPLES
from tests.examples.common import (
    CARRIED,
    DUTY,
    FORM,
    LAST_YEAR,
    NEXT_YEAR,
    READ,
    SOUND,
    filed,
    filing,
    judge_report,
    of_rule,
    raised,
    value,
    with_row,
)
from tests.made.papers.printed import changed, sound_report

# What these judge has a form.
_OF_FORMS = ("report", "peers", "area")


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == set(RULES)


@pytest.mark.parametrize("rule", EXAMPLES)
def test_rule_fires_where_it_must(rule: str) -> None:
    found = [finding for finding in EXAMPLES[rule].fires() if finding.check_id == rule]
    declared = RULES[rule]
    assert found
    for finding in found:
        assert (finding.finding_class, finding.severity, finding.law) == (
            declared.finding_class, declared.severity, declared.law,
        )  # fmt: skip
        assert finding.message


@pytest.mark.parametrize("rule", EXAMPLES)
def test_rule_is_silent_where_it_must(rule: str) -> None:
    assert of_rule(EXAMPLES[rule].silent(), rule) == []


# Forms.


def test_a_rule_names_forms_that_there_are() -> None:
    for rule in RULES.values():
        assert set(rule.forms) <= ({"any"} if rule.judges in ("filing", "portal") else {*FORMS, "none"}), (
            rule.id
        )


@pytest.mark.parametrize("form", [*FORMS, "none"])
@pytest.mark.parametrize("rule", [rule for rule in EXAMPLES if RULES[rule].judges in _OF_FORMS])
def test_rule_judges_reports_of_its_own_forms_only(
    rule: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = RULES[rule].finding("m")
    monkeypatch.setitem(_FUNCTIONS, rule, lambda found, judged: iter([sound]))
    case = Case(Report("x", year=2025, form=form if form != "none" else None))
    judges = {
        "report": lambda: checks.judge_report(case),
        "peers": lambda: checks.judge_peer(Peer(case, "", {})),
        "area": lambda: checks.judge_area(Area(case, ())),
    }
    assert (sound in judges[RULES[rule].judges]()) == (form in RULES[rule].forms)


# Sums.


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_report_that_keeps_all_sums_has_no_finding(name: str, seed: int) -> None:
    report = sound_report(FORMS[name], seed)
    assert judge_report(report, None, report) == []


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), place=st.integers(0, 10_000), by=st.integers(1, 9))
def test_one_wrong_figure_is_found_at_its_line_and_column(name: str, seed: int, place: int, by: int) -> None:
    form = FORMS[name]
    keys = [key for key in sound_report(form, 1).cells if key[0] != "disclosure"]
    table, row, column = keys[place % len(keys)]
    found = {
        finding.location for finding in judge_report(raised(sound_report(form, seed), table, row, column, by))
    }
    if table == "reviews":
        assert found == {form.location(table, row, "total")}
        return
    expected = {form.location("requests", row, "total"), form.location("requests", "outcome_total", column)}
    assert found == expected
    assert {f.verdict for f in judge_report(raised(sound_report(form, seed), table, row, column, by))} == {
        "fail"
    }


def test_finding_says_both_numbers() -> None:
    report = raised(SOUND, "reviews", "reconsideration", "upheld")
    finding = next(f for f in judge_report(report) if f.check_id == "review-total")
    total = value(SOUND, "reviews", "reconsideration", "total")
    assert (finding.expected, finding.actual) == (str(total + 1), str(total))
    assert (finding.verdict, finding.severity) == ("fail", "error")
    assert finding.location == "表四 「行政复议」×「总计」"


ROW = dict.fromkeys([key for key, line in FORM.columns.items() if line.part_of], 2)


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ({**ROW, "total": 12}, None),
        ({**ROW, "total": 13}, "fail"),
        ({**ROW, "business": "blank", "total": 12}, "uncertain"),  # the blank may be 2
        ({**ROW, "business": "blank", "total": 10}, None),
        ({**ROW, "business": "blank", "total": 9}, "fail"),  # no figure in the blank makes 10 into 9
        ({**ROW, "business": "slash", "total": 12}, "uncertain"),
        ({**ROW, "business": "dash", "total": 9}, "fail"),
        ({**ROW, "business": "text", "total": 12}, "uncertain"),
        ({**ROW, "total": "blank"}, None),
        ({**dict.fromkeys(ROW, "blank"), "total": 12}, None),
        ({**ROW, "business": "unread", "total": 999}, None),
        ({**ROW, "total": "unread"}, None),
    ],
)
def test_blank_is_weighed_as_what_it_may_hide(cells: dict[str, int | str], verdict: str | None) -> None:
    location = FORM.location("requests", "granted", "total")
    found = of_rule(judge_report(with_row(**cells)), "row-total")
    assert found == ([] if verdict is None else [(verdict, location)])


@pytest.mark.parametrize("column", ["business", "total"])
def test_inferred_figure_never_proves_a_fault(column: str) -> None:
    report = changed(
        SOUND, "requests", "granted", column, value(SOUND, "requests", "granted", column) + 5, "inferred"
    )
    doubts = [f for f in judge_report(report) if f.finding_class == "consistency"]
    assert doubts
    assert {(f.verdict, f.severity) for f in doubts} == {("uncertain", "warning")}


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 2**32), place=st.integers(0, 10_000), state=st.sampled_from(["unread", "inferred"])
)
def test_doubtful_cell_accuses_nobody(seed: int, place: int, state: str) -> None:
    report = sound_report(FORM, seed)
    key = sorted(report.cells)[place % len(report.cells)]
    figure = None if state == "unread" else 987_654
    doubtful = changed(report, *key, figure, state)
    findings = judge_report(doubtful, replace(sound_report(FORM, 3), year=2024, cells={}), report)
    assert [finding for finding in findings if finding.verdict == "fail"] == []
    assert of_rule(findings, "reading-doubt")


def test_line_that_the_form_does_not_have_makes_the_sum_of_outcomes_uncertain() -> None:
    report = raised(SOUND, "requests", "outcome_total", "business")
    noted = replace(
        report, notes=(Note("规定格式中没有的行", "requests", state="text", raw="4.其他事由 | 1"),)
    )
    assert {verdict for verdict, _ in of_rule(judge_report(report), "outcome-sum")} == {"fail"}
    assert {verdict for verdict, _ in of_rule(judge_report(noted), "outcome-sum")} == {"uncertain"}


def test_report_without_form_is_our_doubt_only() -> None:
    findings = judge_report(Report("a.html"), SOUND, SOUND)
    assert [(f.check_id, f.finding_class, f.verdict) for f in findings] == [
        ("reading-doubt", "extraction", "uncertain")
    ]


def test_table_without_any_figure_is_told_once() -> None:
    report = SOUND
    for table, row, column in SOUND.cells:
        if table == "reviews":
            report = changed(report, table, row, column, None, "blank")
    assert of_rule(judge_report(report), "blank-cells") == [("fail", "表四")]
    assert len(judge_report(report)) == 1


@pytest.mark.parametrize(
    ("place", "raw", "fires"),
    [
        (("disclosure", "licensing", "decisions"), "-5", True),
        (("disclosure", "licensing", "decisions"), "－5", True),
        (("disclosure", "licensing", "decisions"), "3.5", True),
        (("disclosure", "licensing", "decisions"), "3.0", False),
        (("disclosure", "licensing", "decisions"), "+3", False),
        (("disclosure", "licensing", "decisions"), "1234567890123456", False),
        (("disclosure", "licensing", "decisions"), "约3件", False),
        (("disclosure", "procurement", "amount_wan_yuan"), "-3.5", True),
        (("disclosure", "procurement", "amount_wan_yuan"), "3.1234567890123", False),
        (("disclosure", "licensing", "items_change"), "-3", False),
        (("disclosure", "licensing", "items_change"), "--253", False),
        (("disclosure", "licensing", "items_change"), "1.5", True),
    ],
)
def test_figure_out_of_its_domain(place: tuple[str, str, str], raw: str, fires: bool) -> None:
    form = FORMS["2019"]
    report = changed(sound_report(form), *place, None, "text")
    report = replace(report, cells={**report.cells, place: replace(report.cells[place], raw=raw)})
    found = of_rule(judge_report(report), "value-domain")
    assert found == ([("fail", form.location(*place))] if fires else [])


# History.


@pytest.mark.parametrize(
    ("years", "fires"),
    [((2024, 2025), True), ((2023, 2025), False), ((2025, 2025), False), ((None, 2025), False)],
)
def test_carry_over_only_between_consecutive_years(years: tuple[int | None, int], fires: bool) -> None:
    report = replace(raised(CARRIED, "requests", "carried_over", "business"), year=years[1])
    found = of_rule(judge_report(report, replace(LAST_YEAR, year=years[0])), "carry-over")
    location = FORM.location("requests", "carried_over", "business")
    assert found == ([("fail", location)] if fires else [])


@pytest.mark.parametrize(("state", "verdicts"), [("unread", []), ("blank", []), ("inferred", ["uncertain"])])
def test_carry_over_is_silent_or_uncertain_in_doubt(state: str, verdicts: list[str]) -> None:
    figure = 777 if state == "inferred" else None
    before = changed(LAST_YEAR, "requests", "carried_forward", "total", figure, state)
    assert [verdict for verdict, _ in of_rule(judge_report(CARRIED, before), "carry-over")] == verdicts


def test_carry_over_from_the_2019_form_to_the_2021_form() -> None:
    before = replace(sound_report(FORMS["2019"], seed=6), year=2024)
    report = replace(
        SOUND,
        cells={
            **SOUND.cells,
            **{
                ("requests", "carried_over", column): before.cells["requests", "carried_forward", column]
                for column in FORM.columns
            },
        },
    )
    assert of_rule(judge_report(report, before), "carry-over") == []


@pytest.mark.parametrize(
    ("state", "verdicts"), [("number", ["fail"]), ("unread", []), ("inferred", ["uncertain"])]
)
def test_change_after_publication_is_claimed_only_for_figures_that_were_read(
    state: str, verdicts: list[str]
) -> None:
    now = changed(
        SOUND, "disclosure", "fees", "amount_wan_yuan", None if state == "unread" else Decimal("9.5"), state
    )
    found = of_rule(judge_report(now, None, SOUND), "report-changed")
    assert [verdict for verdict, _ in found] == verdicts


def test_change_of_form_is_no_list_of_changed_cells() -> None:
    assert of_rule(judge_report(SOUND, None, sound_report(FORMS["2019"])), "report-changed") == []


# Filings.

DUE = DUTY.due_on
AFTER = date(2026, 2, 1)


@pytest.mark.parametrize(
    ("seen", "watch", "today", "status", "days_late"),
    [
        # Nothing found.
        (None, READ, date(2026, 1, 31), "not_due", None),
        (None, None, date(2026, 1, 31), "not_due", None),
        (None, READ, AFTER, "missing", None),
        (None, Watch(DUE, complete=True), AFTER, "unverifiable", None),  # read before the day was over
        (None, Watch(AFTER, complete=False, problem="第2页超时"), AFTER, "unverifiable", None),
        (None, None, AFTER, "unverifiable", None),
        # Dates.
        (filed(NEXT_YEAR, page=DUE), READ, NEXT_YEAR, "on_time", None),
        (filed(NEXT_YEAR, page=AFTER), READ, NEXT_YEAR, "late", 1),
        (filed(NEXT_YEAR, page=AFTER, meta=DUE), READ, NEXT_YEAR, "on_time", None),
        (filed(NEXT_YEAR, page=date(2026, 2, 20), address=date(2026, 2, 3)), READ, NEXT_YEAR, "late", 3),
        (filed(NEXT_YEAR, list=DUE), READ, NEXT_YEAR, "on_time", None),
        # The day of an address or identifier may be that of a move: it acquits, it doesn't accuse.
        (filed(NEXT_YEAR, address=AFTER), READ, NEXT_YEAR, "undated", None),
        (filed(NEXT_YEAR, address=AFTER, page=AFTER), READ, NEXT_YEAR, "late", 1),
        (filed(NEXT_YEAR, address=DUE, page=AFTER), READ, NEXT_YEAR, "on_time", None),
        (filed(NEXT_YEAR, id=AFTER), READ, NEXT_YEAR, "undated", None),
        (filed(NEXT_YEAR, id=AFTER, page=AFTER), READ, NEXT_YEAR, "late", 1),
        (filed(NEXT_YEAR, id=DUE, page=AFTER), READ, NEXT_YEAR, "on_time", None),
        (filed(NEXT_YEAR, given=DUE, page=AFTER), READ, NEXT_YEAR, "on_time", None),
        (filed(NEXT_YEAR), READ, NEXT_YEAR, "undated", None),
        (filed(NEXT_YEAR, signature=DUE), READ, NEXT_YEAR, "undated", None),
        (filed(NEXT_YEAR, page=AFTER, signature=DUE), READ, NEXT_YEAR, "late", 1),
        (filed(DUE), READ, NEXT_YEAR, "on_time", None),
        (filed(DUE, page=AFTER), READ, NEXT_YEAR, "on_time", None),
        (filed(date(2026, 1, 20), page=date(2026, 1, 20)), None, date(2026, 1, 21), "on_time", None),
        # Gone again.
        (filed(date(2026, 1, 20), gone=AFTER, page=date(2026, 1, 20)), READ, NEXT_YEAR, "withdrawn", None),
    ],
)
def test_state_of_a_duty(
    seen: Seen | None, watch: Watch | None, today: date, status: str, days_late: int | None
) -> None:
    found = filing(seen, watch, today)
    assert (found.status, found.days_late) == (status, days_late)
    assert found.evidence
    assert found.due_on == DUE


def test_missing_names_its_evidence_and_unverifiable_its_problem() -> None:
    assert "列表3页" in filing(None).evidence
    assert "2026-02-01" in judge_filing(filing(None))[0].message
    blind = filing(None, Watch(AFTER, complete=False, problem="第2页超时"))
    assert "第2页超时" in blind.evidence
    found = judge_filing(blind)
    assert [(f.check_id, f.finding_class, f.verdict) for f in found] == [
        ("filing-unverifiable", "crawl", "uncertain")
    ]


@pytest.mark.parametrize("seen", [filed(DUE), filed(NEXT_YEAR, page=DUE)])
def test_punctual_filing_has_no_finding(seen: Seen) -> None:
    assert judge_filing(filing(seen)) == []


@settings(max_examples=200, deadline=None)
@given(
    first_seen=st.dates(date(2025, 12, 1), date(2026, 12, 31)),
    dates=st.dictionaries(
        st.sampled_from(["page", "meta", "list", "address", "given", "signature", "id"]),
        st.frozensets(st.dates(date(2025, 12, 1), date(2026, 12, 31)), min_size=1, max_size=3),
    ),
)
def test_late_is_claimed_only_if_no_trustworthy_date_is_in_time(
    first_seen: date, dates: dict[str, frozenset[date]]
) -> None:
    found = filing_status(DUTY, Seen(1, first_seen, dates), READ, NEXT_YEAR)
    trusted = {day for source, days in dates.items() if source != "signature" for day in days}
    in_time = any(day <= DUE for day in trusted | {first_seen})
    stated = set(dates) & {"page", "meta", "list", "given"}
    assert found.status == ("on_time" if in_time else "late" if stated else "undated")
