"""Text → figures: the seeds to the last cell, cut anywhere; dropped spans, padding, blanks, unknown lines."""

import json
import random
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading import Document, read
from crawler.reading.words.labels import column_labels, find, row_labels, section_heading
from demo.press.figures import sound_figures
from store.checks import Case, judge_report
from store.form import FORMS
from store.models import Report
from store.report_json import report_json
from tests.made.papers.printed import (
    Figures,
    accused,
    faults,
    figures_of,
    read_text_of,
    text_of,
    text_page,
    text_requests,
    wrong_figures,
)

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=5)
TABLES = ("disclosure", "requests", "reviews")
SEEDS = [
    "000_a762115fdb0ac352",
    "001_349d96847c0487ed",
    "002_5a451201cedc1a9e",
    "003_1afd807652ea93b8",
    "004_c4cd1e6bdb0ce4f5",
]


def expected(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


def number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def cells_of(tables: dict[str, Any]) -> dict[tuple[str, str, str], Decimal | None]:
    """Every cell of the three tables of a report's JSON, as numbers."""
    return {
        (table, row, column): number(value)
        for table in TABLES
        for row, columns in tables[table].items()
        for column, value in columns.items()
    }


def squeezed(text: str | None) -> str | None:
    return text and re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", SEEDS)
def test_seed_is_read_to_the_last_cell(shared: Path, name: str) -> None:
    seed = shared / "seeds" / f"{name}.txt"
    wanted = expected(shared / "seeds" / "expected", name)
    found = report_json(read(Document(seed.name, seed.read_bytes())), [])
    assert cells_of(found) == cells_of(wanted)
    for key in ("title", "agency"):
        assert squeezed(found[key]) == squeezed(wanted[key])
    for key in ("year", "form", "signed_on"):
        assert found[key] == wanted[key]


@pytest.mark.parametrize("name", [name for name in SEEDS if not name.startswith("002")])
def test_sound_seed_gives_no_finding(shared: Path, name: str) -> None:
    assert faults(read(Document(name, (shared / "seeds" / f"{name}.txt").read_bytes()))) == []


def test_lost_column_is_inferred_noted_and_accuses_nobody(shared: Path) -> None:
    report = read(Document("002", (shared / "seeds" / f"{SEEDS[2]}.txt").read_bytes()))
    inferred = {key for key, cell in report.cells.items() if cell.state == "inferred"}
    assert {column for _, _, column in inferred} == {"natural_person", "total"}
    assert ("requests", "received", "total") in inferred
    assert {
        (note.table, note.row, note.column) for note in report.notes if note.state == "inferred"
    } == inferred
    assert any(note.table == "requests" and not note.row and "缺列" in note.message for note in report.notes)
    others = {
        cell.state
        for (table, _, column), cell in report.cells.items()
        if table == "requests" and column == "other"
    }
    assert others == {"unread"}
    assert [finding for finding in faults(report) if finding.verdict == "fail"] == []
    assert report.title_agency == "东西湖区公安分局"


def test_agency_that_the_text_does_not_name_is_null(shared: Path) -> None:
    report = read(Document("003", (shared / "seeds" / f"{SEEDS[3]}.txt").read_bytes()))
    assert (report.agency, report.title_agency) == (None, "公安局")


@pytest.mark.parametrize("name", SEEDS)
def test_truncated_seed_gives_no_wrong_figure_and_no_accusation(shared: Path, name: str) -> None:
    body = (shared / "seeds" / f"{name}.txt").read_bytes()
    truth = cells_of(expected(shared / "seeds" / "expected", name))
    rng = random.Random(name)
    whole = accused(read(Document(name, body)))
    for end in sorted(rng.sample(range(1, len(body)), 80)):
        report = read(Document(name, body[:end] + b"\n"[: end % 2]))
        wrong = {k: c for k, c in report.cells.items() if c.value is not None and number(c.value) != truth[k]}
        assert wrong == {}, end
        assert accused(report) <= whole, end


# Tables of which the conversion dropped the spans.


def requests_read(rows: list[list[str]], truth: Figures = TRUTH) -> Report:
    """A report whose 表三 is `rows`."""
    return read_text_of(text_page(FORM, truth, text_of(rows)))


def place_of(rows: list[list[str]], key: str) -> int:
    return next(n for n, row in enumerate(rows) if FORM.requests[key].label in row)


def of_line(report: Report, key: str) -> tuple[set[str], list[object]]:
    """The states and the figures of one line of 表三."""
    cells = [report.cells["requests", key, column] for column in FORM.columns]
    return {cell.state for cell in cells}, [cell.value for cell in cells]


def true_line(key: str) -> list[object]:
    return [TRUTH["requests", key, column] for column in FORM.columns]


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_undamaged_text_is_read_completely(name: str, seed: int) -> None:
    truth = sound_figures(FORMS[name], seed)
    report = read_text_of(text_page(FORMS[name], truth))
    assert figures_of(report) == truth
    assert faults(report) == []


@pytest.mark.parametrize("key", ["closed_other", "outcome_total", "carried_forward", "unprocessed_reissue"])
@pytest.mark.parametrize("padding", [0, 1, 2])
def test_label_shifted_to_the_left_keeps_its_figures(key: str, padding: int) -> None:
    rows = text_requests(FORM, TRUTH)
    place = place_of(rows, key)
    figures = [str(value) for value in true_line(key)]
    rows[place] = [FORM.requests[key].label, *[""] * padding, *figures, *[""] * (2 - padding)]
    assert figures_of(requests_read(rows)) == TRUTH


def test_blank_at_the_end_of_a_padded_row_moves_no_figure() -> None:
    rows = text_requests(FORM, TRUTH)
    place = place_of(rows, "granted")
    rows[place][2:] = ["4", "3", "2", "1", "1", "0", "", ""]
    assert of_line(requests_read(rows), "granted") == ({"unread"}, [None] * 7)


def test_blank_inside_a_row_is_blank() -> None:
    rows = text_requests(FORM, TRUTH)
    place = place_of(rows, "denied_other_law")
    rows[place][3:] = ["4", "", "", "1", "", "0", "5"]
    report = requests_read(rows)
    assert of_line(report, "denied_other_law") == (
        {"number", "blank", "zero"},
        [4, None, None, 1, None, 0, 5],
    )


def test_dropped_blank_moves_no_figure() -> None:
    rows = text_requests(FORM, TRUTH)
    place = place_of(rows, "denied_other_law")
    rows[place][3:] = ["4", "1", "0", "5", "", "", ""]
    assert of_line(requests_read(rows), "denied_other_law") == ({"unread"}, [None] * 7)


@pytest.mark.parametrize("fields", [["", "5", "0"], ["5", "0", ""], ["", "5", "0", ""]])
def test_blank_at_an_end_of_a_line_of_disclosures_moves_no_figure(fields: list[str]) -> None:
    page = text_page(FORM, TRUTH)
    line = next(line for line in page.splitlines() if line.startswith("规章\t"))
    report = read_text_of(page.replace(line, "\t".join(["规章", *fields])))
    assert [report.value("disclosure", "rules", key) for key in ("issued", "repealed", "in_force")] == [
        None
    ] * 3


def test_blank_at_an_end_of_reviews_moves_no_figure() -> None:
    page = text_page(FORM, TRUTH)
    lines = page.splitlines()
    place = next(n for n, line in enumerate(lines) if re.fullmatch(r"\d+(\t\d+){14}", line))
    lines[place] = "\t" + lines[place].rpartition("\t")[0]
    report = read_text_of("\n".join(lines))
    assert {cell.value for key, cell in report.cells.items() if key[0] == "reviews"} == {None}


@pytest.mark.parametrize("times", [1, 2, 3])
def test_line_printed_twice_with_other_figures_is_doubtful(times: int) -> None:
    rows = text_requests(FORM, TRUTH)
    place = place_of(rows, "received")
    other = [*rows[place]]
    other[8] = "123456"
    rows[place + 1 : place + 1] = (
        [other, rows[place]][:times] if times < 3 else [other, rows[place], rows[place]]
    )
    report = requests_read(rows)
    assert report.cells["requests", "received", "total"].state == "unread"
    assert report.value("requests", "received", "business") == TRUTH["requests", "received", "business"]
    assert any(
        note.row == "received" and note.column == "total" and "两次" in note.message for note in report.notes
    )


def test_same_line_printed_twice_alike_is_read() -> None:
    rows = text_requests(FORM, TRUTH)
    place = place_of(rows, "received")
    assert figures_of(requests_read([*rows[:place], rows[place], *rows[place:]])) == TRUTH


@pytest.mark.parametrize("name", ["境外机构", ""])
@pytest.mark.parametrize("totals", ["none", "all", "one"])
def test_column_that_the_form_does_not_have_makes_the_table_doubtful(name: str, totals: str) -> None:
    rows = [[*row, ""] for row in text_requests(FORM, TRUTH)]
    for number, row in enumerate(rows[3:]):
        end = 9 if row[9] else 8
        shown = totals == "all" or (totals == "one" and number == 20)
        row[end], row[end + 1] = "3", row[end] if shown else ""
    rows[1][8:10] = [name, "总计"]
    report = requests_read(rows)
    assert {cell.value for key, cell in report.cells.items() if key[0] == "requests"} == {None}


@pytest.mark.parametrize(
    ("row", "names"),
    [
        (2, ["科研机构", "商业企业", "社会公益组织", "法律服务机构", "其他"]),
        (2, ["其他", "商业企业", "科研机构", "社会公益组织", "法律服务机构"]),
        (2, ["商业企业", "境外机构", "科研机构", "社会公益组织", "其他"]),
        (1, ["法人或其他组织", "", "", "", "", "自然人", "总计"]),
        (1, ["总计", "自然人", "法人或其他组织"]),
    ],
)
def test_swapped_or_unknown_names_of_columns_make_the_table_doubtful(row: int, names: list[str]) -> None:
    rows = text_requests(FORM, TRUTH)
    start = 3 if row == 2 else 2
    rows[row][start:] = [*names, *[""] * (len(rows[row]) - start - len(names))]
    assert {cell.value for key, cell in requests_read(rows).cells.items() if key[0] == "requests"} == {None}


@pytest.mark.parametrize("gone", [[2], [0, 1, 2]], ids=["names", "head"])
def test_names_that_are_gone_are_made_up_for_by_the_sums_and_marked(gone: list[int]) -> None:
    rows = text_requests(FORM, TRUTH)
    for number in gone:
        rows[number] = ["甲", *[""] * 9]
    report = requests_read(rows)
    assert figures_of(report) == TRUTH
    states = {cell.state for key, cell in report.cells.items() if key[0] == "requests"}
    assert states == {"inferred"}
    assert any("表头缺失或残缺" in note.message for note in report.notes)
    for row in rows[10:]:  # totals that don't add up leave nothing to go by
        row[-1 if row[-1] else -2] = "7"
    assert {cell.value for key, cell in requests_read(rows).cells.items() if key[0] == "requests"} == {None}


def test_column_without_a_name_under_names_set_close_makes_the_table_doubtful() -> None:
    rows = [[*row, ""] for row in text_requests(FORM, TRUTH)]
    rows[1][2:] = ["自然人", "法人或其他组织", *[""] * 4, "总计", "", ""]
    for number, row in enumerate(rows[3:]):
        end = 9 if row[9] else 8
        row[end], row[end + 1] = "3", row[end] if number == 5 else ""
    assert {cell.value for key, cell in requests_read(rows).cells.items() if key[0] == "requests"} == {None}


def test_names_set_close_are_read() -> None:
    rows = text_requests(FORM, TRUTH)
    rows[1][2:] = ["自然人", "法人或其他组织", *[""] * 4, "总计", ""]
    rows[2] = ["", "", *rows[2][3:], ""]
    assert figures_of(requests_read(rows)) == TRUTH


def test_glued_figures_are_never_read_apart() -> None:
    rows = text_requests(FORM, TRUTH)
    place = place_of(rows, "denied_other_law")
    rows[place][3:] = ["10", "0", "0", "0", "0", "10", ""]
    assert of_line(requests_read(rows), "denied_other_law") == ({"unread"}, [None] * 7)


def test_split_figure_is_marked() -> None:
    rows = text_requests(FORM, TRUTH)
    place = place_of(rows, "denied_other_law")
    rows[place][3:] = ["1 0", "0", "0", "0", "0", "0", "10"]
    report = requests_read(rows)
    cell = report.cells["requests", "denied_other_law", "natural_person"]
    assert (cell.value, cell.state, cell.raw) == (10, "inferred", "1 0")
    assert any(note.row == "denied_other_law" and note.state == "inferred" for note in report.notes)


def test_line_that_the_form_does_not_have_is_noted() -> None:
    rows = text_requests(FORM, TRUTH)
    rows.insert(-1, ["", "无法联系到申请人", *"1234567", ""])
    report = requests_read(rows)
    assert figures_of(report) == TRUTH
    assert any("无法联系到申请人" in note.raw and "没有的行" in note.message for note in report.notes)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2.其他法律行政止公开", "denied_other_law"),
        ("（二） 部 分 公 开", "granted_part"),
        ("3. 危及三安全一稳定", "denied_security_stability"),
        ("1、本机关不掌握相关政府信息", "unable_not_held"),
        ("四、结转下年度继续办", "carried_forward"),
        ("上年处理决定数量", None),
        ("其他", "closed_other"),
        ("其它", None),
        ("0", None),
    ],
)
def test_label_is_known_by_its_words(text: str, key: str | None) -> None:
    match = find(text, row_labels("2021"))
    assert (match.key if match else None) == key


def test_label_of_another_year_is_not_this_years() -> None:
    assert find("上年处理决定数量", column_labels("2021")) is None
    found = find("年处理决定数量", column_labels("2021"))
    assert found is not None
    assert (found.key, found.exact) == ("decisions", False)


def test_label_between_two_lines_is_neither() -> None:
    labels = {"甲乙丙丁戊己": ("requests", "one"), "甲乙丙丁戊庚": ("requests", "two")}
    assert find("甲乙丙丁戊辛", labels) is None
    assert find("甲乙丙丁戊己", labels) is not None


def narrow(first: dict[str, int], last: dict[str, int]) -> Report:
    """A report of which 表三 has six columns: a first and a last figure in some lines."""
    rows = [row[:9] for row in text_requests(FORM, TRUTH)]
    rows[1][2:] = ["自然人", "法人或其他组织", *[""] * 5]
    for row in rows[3:]:
        key = next(key for key, line in FORM.requests.items() if line.label in row)
        start = row.index(FORM.requests[key].label) + 1
        figures = [str(first[key]), "", "", "", "", str(last[key])] if key in first else [""] * 6
        row[start:] = figures if start == 3 else [*[""] * (2 - start), *figures, ""]
    return requests_read(rows)


FEW = {"received": 6, "granted": 6, "outcome_total": 6}


@pytest.mark.parametrize(
    ("first", "last", "inferred"),
    [
        (FEW, FEW, True),
        (FEW, {**FEW, "granted": 5}, False),
        ({**FEW, "granted": 5}, {**FEW, "granted": 5}, False),
        ({**FEW, "received": 7}, {**FEW, "received": 7}, False),
        ({"received": 6, "carried_forward": 6}, {"received": 6, "carried_forward": 6}, False),
    ],
)
def test_lost_column_is_inferred_only_if_every_sum_agrees(
    first: dict[str, int], last: dict[str, int], inferred: bool
) -> None:
    report = narrow(first, last)
    found = {
        cell.state for key, cell in report.cells.items() if key[0] == "requests" and cell.value is not None
    }
    assert found == ({"inferred"} if inferred else set())
    assert report.value("requests", "received", "total") == (6 if inferred else None)


def test_damaged_label_is_noted() -> None:
    rows = text_requests(FORM, TRUTH)
    place = place_of(rows, "denied_other_law")
    rows[place] = [field.replace("法规禁", "") for field in rows[place]]
    report = requests_read(rows)
    assert figures_of(report) == TRUTH
    assert any(note.row == "denied_other_law" and "残缺" in note.message for note in report.notes)


TEXT_FAULTS: dict[str, Callable[[list[str], int], list[str]]] = {
    "field_put_in": lambda fields, place: [*fields[:place], "", *fields[place:]],
    "empty_field_lost": lambda fields, place: [f for n, f in enumerate(fields) if n != place or f],
    "blanks_moved_to_the_end": lambda fields, place: sorted(fields, key=lambda field: not field),
    "glued": lambda fields, place: [
        *fields[:place],
        "".join(fields[place : place + 2]),
        *fields[place + 2 :],
    ],
    "stripped": lambda fields, place: "\t".join(fields).strip("\t").split("\t"),
    "stripped_right": lambda fields, place: "\t".join(fields).rstrip("\t").split("\t"),
    "table_broken": lambda fields, place: [*fields[:-1], fields[-1] + "\n"],
}


@pytest.mark.parametrize("fault", TEXT_FAULTS)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_text_gives_no_wrong_figure_and_no_accusation(fault: str, seed: int) -> None:
    rng = random.Random(seed)
    form = FORMS[rng.choice(list(FORMS))]
    truth = sound_figures(form, seed)
    share = rng.choice((0, 0.1, 0.5))
    blank = {key for key in truth if rng.random() < share}
    lines = text_page(form, {key: "" if key in blank else value for key, value in truth.items()}).split("\n")
    for number in rng.sample([n for n, line in enumerate(lines) if "\t" in line], 3):
        fields = lines[number].split("\t")
        lines[number] = "\t".join(TEXT_FAULTS[fault](fields, rng.randrange(len(fields))))
    report = read_text_of("\n".join(lines))
    assert wrong_figures(report, {key: value for key, value in truth.items() if key not in blank}) == {}
    accused = [
        finding
        for finding in judge_report(Case(report))
        if finding.verdict == "fail" and finding.severity == "error"
    ]
    assert accused == []


# What stands around the tables.


def test_title_broken_over_lines_is_put_together() -> None:
    page = text_page(FORM, TRUTH).partition("\n")[2]
    report = read_text_of("白河市财政局2025年政府信息\n公开工作年度\n报告\n" + page)
    assert (report.agency, report.year) == ("白河市财政局", 2025)


def test_signature_is_never_the_date_of_publication() -> None:
    report = read_text_of(text_page(FORM, TRUTH) + "\n白河市财政局\n2026年1月22日\n")
    assert report.signed_on == date(2026, 1, 22)
    assert report.published_on is None


def test_period_against_title_is_noted() -> None:
    page = text_page(FORM, TRUTH).replace("略。", "统计期限为2024年1月1日至2024年12月31日。")
    report = read_text_of(page)
    assert report.year == 2024
    assert any("统计期限" in note.message for note in report.notes)


def test_sections_carry_their_text_without_tables() -> None:
    sections = read_text_of(text_page(FORM, TRUTH)).sections
    assert [section.key for section in sections] == [section.key for section in FORM.sections]
    assert (sections[0].text, sections[2].text) == ("略。", "")
    assert section_heading("### 四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", FORM) == "review"
    assert section_heading("一、工作开展情况", FORM) is None
