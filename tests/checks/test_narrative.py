"""The narrative against the tables: a contradiction is found, another way of counting is none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from store.checks import Case, judge_report
from store.models import CellKey, Finding, Report
from tests.examples.common import FORM, SOUND
from tests.examples.narrative import telling
from tests.made.papers.printed import changed

RULES = ("narrative-figure", "narrative-none", "closed-unpaid", "fee-statement")
FIGURES: dict[CellKey, int] = {
    ("requests", "received", "total"): 20,
    ("requests", "carried_over", "total"): 3,
    ("requests", "outcome_total", "total"): 22,
    ("requests", "carried_forward", "total"): 1,
    ("requests", "granted", "total"): 9,
    ("requests", "granted_part", "total"): 2,
    ("reviews", "reconsideration", "total"): 4,
    ("reviews", "litigation_direct", "total"): 1,
    ("reviews", "litigation_after_reconsideration", "total"): 1,
}


def report(**states: str) -> Report:
    """A report with FIGURES; `received="blank"` prints that line's 总计 so."""
    found = SOUND
    for (table, row, column), figure in FIGURES.items():
        state = states.get(row, "number")
        found = changed(found, table, row, column, None if state in ("blank", "unread") else figure, state)
    return found


def said(text: str, **states: str) -> list[Finding]:
    case = Case(telling(report(**states), text))
    return [finding for rule in RULES for finding in judge_report(case, rule)]


def short(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.check_id, finding.severity, finding.verdict) for finding in findings]


@pytest.mark.parametrize(
    "text",
    [
        "本年新收政府信息公开申请20件，上年结转3件，共办结22件，结转下年度继续办理1件。",
        "全年受理政府信息公开申请23件。",  # with those carried over
        "全年受理政府信息公开申请22件。",  # those that were closed
        "收到政府信息公开申请20件，其中予以公开9件、部分公开2件。",
        "因政府信息公开被申请行政复议4件，行政诉讼2件。",
        "全年收到当面政府信息公开申请8件，收到政府信息公开申请共20件。",
        "收到政府信息公开申请8件。另外收到政府信息公开申请12件。",  # two parts of 20
    ],
)
def test_every_admissible_reading_is_accepted(text: str) -> None:
    assert [f for f in said(text) if f.severity != "info"] == []


def test_number_that_fits_no_reading_is_found_at_its_cell_with_both_numbers() -> None:
    (finding,) = said("全年受理政府信息公开申请31件，均已答复。")
    assert short([finding]) == [("narrative-figure", "warning", "fail")]
    assert finding.location == FORM.location("requests", "received", "total")
    assert (finding.expected, finding.actual) == ("20", "31")
    assert finding.message == (
        "第一部分称“全年受理政府信息公开申请31件，均已答复。”，即31件，表中为20，按其他口径为23、22"
    )
    assert {fact.key[1] for fact in finding.facts} == {"received", "carried_over", "outcome_total"}


def test_number_stated_twice_is_told_once() -> None:
    assert len(said("本年新收政府信息公开申请21件。全年收到政府信息公开申请21件。")) == 1


def test_long_sentence_is_shortened_around_its_number() -> None:
    (finding,) = said(f"{'坚持依法行政，' * 12}本年新收政府信息公开申请777件，{'均已答复，' * 12}结束。")
    assert "777件" in finding.message
    assert len(finding.message) < 130


@pytest.mark.parametrize(
    ("text", "states", "found"),
    [
        # Words of scope: it may be something else.
        ("区政府办受理政府信息公开申请17件。", {}, [("narrative-figure", "info", "uncertain")]),
        ("注：本年新收政府信息公开申请5件。", {}, [("narrative-figure", "info", "uncertain")]),
        # Another sentence agrees.
        (
            "收到政府信息公开申请20件。收到政府信息公开申请5件。",
            {},
            [("narrative-figure", "info", "uncertain")],
        ),
        # A blank may hide what is missing, but nothing below what is printed.
        ("本年新收政府信息公开申请21件。", {"received": "blank"}, [("narrative-figure", "warning", "uncertain")]),
        ("本年新收政府信息公开申请21件。", {"received": "unread"}, []),
        ("本年新收政府信息公开申请21件。", {"received": "inferred"}, [("narrative-figure", "warning", "uncertain")]),
        ("收到政府信息公开申请21件。", {"carried_over": "blank"}, [("narrative-figure", "warning", "uncertain")]),
        ("收到政府信息公开申请19件。", {"carried_over": "blank"}, [("narrative-figure", "warning", "fail")]),
        ("收到政府信息公开申请19件。", {"carried_over": "unread"}, []),
        # Denials.
        ("本年度未收到政府信息公开申请。", {}, [("narrative-none", "warning", "fail")]),
        ("本年度未收到政府信息公开申请。", {"received": "blank"}, [("narrative-none", "warning", "uncertain")]),
        ("本年度未收到政府信息公开申请。", {"received": "unread"}, []),
        ("未发生因政府信息公开引起的行政复议。", {}, [("narrative-none", "warning", "fail")]),
        ("上半年未收到政府信息公开申请。", {}, [("narrative-none", "info", "uncertain")]),
        # A stated zero is a number like any other.
        ("本年新收政府信息公开申请0件。", {}, [("narrative-figure", "warning", "fail")]),
    ],
)  # fmt: skip
def test_doubt_is_weighed(text: str, states: dict[str, str], found: list[tuple[str, str, str]]) -> None:
    assert short(said(text, **states)) == found


@pytest.mark.parametrize(
    ("printed", "text", "fires"),
    [
        ("1228.6106", "行政事业性收费1228.61万元。", False),
        ("1228.6106", "行政事业性收费1228.6106万元。", False),
        ("1228.6106", "行政事业性收费12286106元。", False),
        ("1228.6106", "行政事业性收费1228.51万元。", True),
        ("0.6", "行政事业性收费0万元。", True),
    ],
)
def test_amount_may_be_rounded(printed: str, text: str, fires: bool) -> None:
    fees = changed(SOUND, "disclosure", "fees", "amount_wan_yuan", Decimal(printed))
    found = judge_report(Case(telling(fees, text)), "narrative-figure")
    assert bool(found) == fires


def test_unpaid_fees_without_a_notice_are_uncertain() -> None:
    unpaid = changed(SOUND, "requests", "closed_fee_unpaid", "total", 2)
    (finding,) = judge_report(Case(telling(unpaid, "本年度未发出收费通知。")), "closed-unpaid")
    assert (finding.severity, finding.verdict, finding.expected) == ("warning", "uncertain", "2")
    assert judge_report(Case(telling(unpaid, "本年度未发出收费通知。")), "narrative-none") == []


@pytest.mark.parametrize(
    ("section", "text", "form", "fires"),
    [
        ("other_matters", "无。", "2021", True),
        ("other_matters", "", "2021", False),  # its text may be lost
        ("other_matters", "没有收费。", "2021", False),
        ("other_matters", "无。", "2019", False),  # the fee came with the 2021 form
        ("problems", "无。", "2021", False),
    ],
)
def test_fee_statement_is_asked_for_only_in_a_section_six_that_was_read(
    section: str, text: str, form: str, fires: bool
) -> None:
    judged = replace(telling(SOUND, text, section), form=form)
    assert bool(judge_report(Case(judged), "fee-statement")) == fires


def test_report_without_form_has_no_contradiction() -> None:
    judged = replace(telling(SOUND, "本年新收政府信息公开申请99999件。"), form=None)
    assert judge_report(Case(judged), "narrative-figure") == []
