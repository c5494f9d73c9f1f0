"""Form and publication: what a date, a copy or a form proves, and what it doesn't."""

from dataclasses import replace
from datetime import date

import pytest

from store.checks import Case, judge_report
from store.form import FORMS
from store.models import RENAMED, Cell, Note, Report
from tests.examples.common import FORM, SOUND, raised
from tests.examples.publication import MORE, OLD_FORM, RECEIVED, UNREAD, blank
from tests.examples.sections import whole
from tests.made.papers.printed import changed, sound_report


def short(case: Case, rule: str) -> list[tuple[str, str]]:
    return [(finding.severity, finding.verdict) for finding in judge_report(case, rule)]


@pytest.mark.parametrize(
    ("form", "year", "expected"),
    [
        ("2021", 2021, []),
        ("2021", 2025, []),
        ("2019", 2020, []),
        ("2019", 2019, []),
        ("2019", 2021, [("warning", "fail")]),
        ("2021", 2020, [("warning", "fail")]),
        ("2021", 2019, [("info", "fail")]),
        ("2021", 2018, []),  # no form was prescribed
        ("2019", None, []),
    ],
)
def test_form_of_the_year(form: str, year: int | None, expected: list[tuple[str, str]]) -> None:
    report = replace(whole(sound_report(FORMS[form])), year=year)
    assert short(Case(report), "wrong-form") == expected


def test_form_is_not_judged_by_a_table_that_was_not_read() -> None:
    lost = {
        key: Cell("", None, "unread") if key[0] == "disclosure" else cell
        for key, cell in OLD_FORM.cells.items()
    }
    assert short(Case(replace(OLD_FORM, cells=lost)), "wrong-form") == []
    assert short(Case(replace(OLD_FORM, other_year=2020)), "wrong-form") == [("warning", "uncertain")]


@pytest.mark.parametrize(
    ("report", "fires"),
    [
        (blank(), True),
        (changed(blank(), *RECEIVED, None, "slash"), True),
        (changed(blank(), *RECEIVED, None, "unread"), False),
        (changed(blank(), *RECEIVED, None, "text"), False),
        (changed(blank(), *RECEIVED, 0, "zero"), False),
        (Report("a.html"), False),
    ],
)
def test_empty_form(report: Report, fires: bool) -> None:
    assert bool(judge_report(Case(report), "empty-form")) == fires


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ({"page": date(2025, 12, 31)}, [("warning", "fail")]),
        ({"page": date(2026, 1, 1)}, []),
        ({"list": date(2025, 1, 1)}, [("warning", "fail")]),
        ({"page": date(2024, 12, 31)}, []),  # a year too early is a mistaken date, not an early report
        ({"page": date(2025, 12, 19), "meta": date(2026, 1, 9)}, [("warning", "uncertain")]),
        ({"page": date(2026, 1, 19), "address": date(2025, 3, 9)}, []),
        ({"id": date(2025, 3, 9)}, []),
        ({}, []),
    ],
)
def test_published_before_the_end_of_the_year(
    published: dict[str, date], expected: list[tuple[str, str]]
) -> None:
    assert short(Case(replace(SOUND, published=published)), "published-early") == expected


def test_early_report_whose_year_is_in_doubt_is_uncertain() -> None:
    report = replace(SOUND, published={"page": date(2025, 2, 1)}, other_year=2024)
    assert short(Case(report), "published-early") == [("warning", "uncertain")]


def test_copies_name_the_cell_and_rest_on_both_figures() -> None:
    (finding,) = judge_report(Case(SOUND, twins=(SOUND, raised(SOUND, *RECEIVED, 3))), "copies-differ")
    figure = SOUND.value(*RECEIVED)
    assert isinstance(figure, int)
    assert finding.location == FORM.location(*RECEIVED)
    assert (finding.expected, finding.actual) == (str(figure + 3), str(figure))
    assert [fact.value for fact in finding.facts] == [str(figure), str(figure + 3)]


@pytest.mark.parametrize(
    ("twin", "expected"),
    [
        (SOUND, []),
        (changed(SOUND, *RECEIVED, None, "unread"), []),
        (changed(SOUND, *RECEIVED, 777_777, "inferred"), [("warning", "uncertain")]),
        (replace(raised(SOUND, *RECEIVED), form="2019"), []),
    ],
)
def test_copies_differ_only_in_figures_that_were_read(twin: Report, expected: list[tuple[str, str]]) -> None:
    assert short(Case(SOUND, twins=(twin,)), "copies-differ") == expected


@pytest.mark.parametrize(
    ("report", "fires"),
    [
        (UNREAD, True),
        (replace(UNREAD, year=2012), True),
        (
            replace(
                UNREAD, year=2012, notes=(Note("没有发现规定格式的表格，未读取任何数字", state="unread"),)
            ),
            False,
        ),
        (Report("a.html"), False),
        (SOUND, False),
        (
            replace(
                whole(replace(SOUND, form=None)),
                notes=(Note("没有发现规定格式的表格，未读取任何数字", state="unread"),),
            ),
            True,
        ),
        (
            replace(
                whole(replace(SOUND, form=None), on_request="自然人 商业企业 科研机构\n3 0 0"),
                notes=(Note("没有发现规定格式的表格，未读取任何数字", state="unread"),),
            ),
            False,  # the table is there as text
        ),
        (
            replace(
                whole(replace(SOUND, form=None)),
                year=2016,
                notes=(Note("没有发现规定格式的表格，未读取任何数字", state="unread"),),
            ),
            False,
        ),
        (
            replace(SOUND, notes=(Note("文档中没有读到这一行", "requests", "received", state="unread"),)),
            False,
        ),
    ],
)
def test_unread_content_is_uncertain(report: Report, fires: bool) -> None:
    assert short(Case(report), "content-unread") == [("warning", "uncertain")] * fires


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2.其他法律行政止公开", []),  # a print that lost characters
        ("2.其他法律行政法规禁止公开（含地方性法规）", []),
        ("2.其他规定禁止公开", [("info", "uncertain")]),
    ],
)
def test_a_label_that_lost_characters_is_not_renamed(printed: str, expected: list[tuple[str, str]]) -> None:
    note = Note("行名残缺或有误", "requests", "denied_other_law", state=RENAMED, raw=printed)
    assert short(Case(replace(SOUND, notes=(note,))), "form-altered") == expected


@pytest.mark.parametrize("words", ["报告内容未能读取：连接超时", "not read", "没有发现规定格式的表格", "，"])
def test_no_wording_of_a_note_changes_what_is_judged(words: str) -> None:
    def told(report: Report) -> list[tuple[str, str, str]]:
        return [(each.check_id, each.severity, each.verdict) for each in judge_report(Case(report))]

    for report in (UNREAD, replace(UNREAD, year=2009), replace(SOUND, notes=(MORE,))):
        reworded = replace(report, notes=(replace(report.notes[0], message=words),))
        assert told(reworded) == told(report) != []
