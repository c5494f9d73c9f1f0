"""HTML → figures: right, or marked as doubtful, whatever a content management system does to the tables."""

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.reading import Document, UnreadableDocument, read
from demo.press.figures import sound_figures
from demo.press.html import html_table
from demo.press.tables import Printed, Row, disclosure_rows, request_table, review_rows
from store.checks import Case, judge_report
from store.form import FORMS, Form
from store.models import Report
from tests.made.pace import within
from tests.made.papers.printed import (
    Figures,
    faults,
    figures_of,
    html_page,
    plain_page,
    read_text_of,
    wrong_figures,
)

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=7)
COLUMNS = list(FORM.columns)


def tables(form: Form = FORM, figures: Figures = TRUTH, order: list[str] = COLUMNS) -> list[list[Row]]:
    """The three prescribed tables as rows, to be damaged."""
    return [
        disclosure_rows(form, figures),
        request_table(form, figures, order),
        review_rows(form, figures),
    ]


def page(rows: list[list[Row]], form: Form = FORM) -> str:
    return html_page(form, [html_table(table) for table in rows])


def row_of(rows: list[Row], label: str) -> int:
    """Where the line with this label stands."""
    return next(number for number, row in enumerate(rows) if any(cell.content == label for cell in row))


def request_row(key: str) -> tuple[list[list[Row]], Row]:
    """All tables, and the row of one line of 表三 in them."""
    all_tables = tables()
    return all_tables, all_tables[1][row_of(all_tables[1], FORM.requests[key].label)]


def states(report: Report, table: str, row: str) -> set[str]:
    return {cell.state for key, cell in report.cells.items() if key[:2] == (table, row)}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_undamaged_page_is_read_completely(form: Form, seed: int) -> None:
    truth = sound_figures(form, seed)
    report = read_text_of(plain_page(form, truth))
    assert (report.form, report.agency, report.year) == (form.name, "白河市财政局", 2025)
    assert figures_of(report) == truth
    assert {cell.state for cell in report.cells.values()} <= {"number", "zero"}
    assert faults(report) == []


# Quirks that change nothing of what a reader of the page sees: every figure must still be read.
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
Harmless = Callable[[random.Random, str], str]
HARMLESS: dict[str, Harmless] = {
    "th_cells": lambda rng, text: text.replace("<td", "<th").replace("</td>", "</th>"),
    "paragraphs": lambda rng, text: text.replace("</td>", "</p></td>").replace(
        "<td>", "<td><p class=MsoNormal><span lang=EN-US>"
    ),
    "nbsp_padding": lambda rng, text: text.replace("</td>", "&nbsp;&nbsp;</td>").replace(
        "<td>", "<td>&nbsp;"
    ),
    "comments": lambda rng, text: text.replace("<td", "<!-- <td>9</td> --><td"),
    "scripts": lambda rng, text: text.replace("<tr>", "<script>var a = '<td>1</td>';</script><tr>"),
    "processing_instructions": lambda rng, text: text.replace(
        "<td>", '<td><?xml:namespace prefix = "o" /><o:p></o:p>'
    ),
    "full_width_digits": lambda rng, text: re.sub(r">[^<]+<", lambda shown: shown[0].translate(WIDE), text),
    "no_end_tags": lambda rng, text: text.replace("</td>", "").replace("</tr>", ""),
    "tbody": lambda rng, text: text.replace("<table>", "<table><tbody>").replace(
        "</table>", "</tbody></table>"
    ),
    "layout_tables": lambda rng, text: text.replace("<table>", "<table><tr><td><table>").replace(
        "</table>", "</table></td></tr></table>"
    ),
    "big_spans": lambda rng, text: text.replace('colspan="7"', 'colspan="99999999"'),
    "empty_row": lambda rng, text: text.replace("</table>", "<tr><td></td><td>&nbsp;</td></tr></table>"),
    "zero_width": lambda rng, text: text.replace("</td>", "\u200b</td>"),
    "hidden_digits": lambda rng, text: text.replace("</td>", "<span style='display: none'>8</span></td>"),
    "struck_digits": lambda rng, text: text.replace("</td>", "<del>8</del></td>"),
}


@pytest.mark.parametrize("quirk", HARMLESS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_invisible_quirk_loses_nothing(form: Form, quirk: str) -> None:
    truth = sound_figures(form, seed=11)
    body = plain_page(form, truth)
    damaged = HARMLESS[quirk](random.Random(1), body)
    assert damaged != body
    report = read_text_of(damaged)
    assert figures_of(report) == truth
    assert faults(report) == []


Fault = Callable[[random.Random, list[Row], int], None]


def _figure(rng: random.Random, row: Row) -> int:
    """A place among the last cells of a row, counted from its end."""
    return rng.randint(1, max(1, min(4, len(row) - 1)))


def blank(rng: random.Random, rows: list[Row], place: int) -> None:
    rows[place][-_figure(rng, rows[place])] = Printed(rng.choice(("", "&nbsp;", "/", "-", "——")))


def missing_td(rng: random.Random, rows: list[Row], place: int) -> None:
    del rows[place][-_figure(rng, rows[place])]


def extra_td(rng: random.Random, rows: list[Row], place: int) -> None:
    rows[place].insert(len(rows[place]) - rng.randint(0, 3), Printed(rng.choice(("", "7"))))


def extra_and_blank(rng: random.Random, rows: list[Row], place: int) -> None:
    rows[place].insert(len(rows[place]) - rng.randint(0, 6), Printed(""))
    rows[place][-1] = Printed("")


def glued(rng: random.Random, rows: list[Row], place: int) -> None:
    number = rng.randint(1, min(3, len(rows[place]) - 1))
    joined = (
        rows[place][-number - 1].content + rng.choice(("", " ", "</p><p>")) + rows[place][-number].content
    )
    rows[place][-number - 1 :] = [Printed(joined), *rows[place][len(rows[place]) - number + 1 :]]


def printed_twice(rng: random.Random, rows: list[Row], place: int) -> None:
    again = [replace(cell, rowspan=1) for cell in rows[place]]
    again[-1] = Printed(str(rng.randint(0, 999)))
    rows[place + 1 : place + 1] = [again] * rng.randint(1, 3)


def damaged_label(rng: random.Random, rows: list[Row], place: int) -> None:
    for number, cell in enumerate(rows[place]):
        if len(cell.content) > 5 and not cell.content[0].isdecimal():
            cut = rng.randrange(len(cell.content))
            rows[place][number] = replace(cell, content=cell.content[:cut] + cell.content[cut + 1 :])


def unknown_line(rng: random.Random, rows: list[Row], place: int) -> None:
    rows.insert(place, [Printed("其他主动公开文件"), *(Printed(str(rng.randint(0, 9))) for _ in range(7))])


def lost_row(rng: random.Random, rows: list[Row], place: int) -> None:
    rows[place] = [Printed("")]


def two_figures(rng: random.Random, rows: list[Row], place: int) -> None:
    old = rows[place][-1]
    rows[place][-1] = replace(old, content=f"{rng.choice(('<div>4</div>', '4<br>', '4<sup>'))}{old.content}")


def lost_head(rng: random.Random, rows: list[Row], place: int) -> None:
    heads = [number for number, row in enumerate(rows) if not any(cell.content.isdigit() for cell in row)]
    if heads:
        del rows[rng.choice(heads)]


def wrong_span(rng: random.Random, rows: list[Row], place: int) -> None:
    row = rng.choice(rows)
    number = rng.randrange(len(row))
    row[number] = replace(row[number], colspan=rng.choice((1, 2, 6)), rowspan=rng.choice((1, 2, 6)))


DAMAGE: tuple[Fault, ...] = (
    blank, missing_td, extra_td, extra_and_blank, glued, printed_twice, damaged_label, unknown_line, lost_row,
    two_figures, lost_head, wrong_span,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(list(FORMS)),
    seed=st.integers(0, 2**32),
    faults=st.lists(st.sampled_from(DAMAGE), min_size=1, max_size=6),
    permute=st.booleans(),
    split=st.sampled_from(("", "with_head", "without_head")),
)
def test_damaged_page_gives_no_wrong_figure_and_no_accusation(
    name: str, seed: int, faults: list[Fault], permute: bool, split: str
) -> None:
    form, rng = FORMS[name], random.Random(seed)
    truth = sound_figures(form, seed)
    order = list(form.columns)
    if permute:
        inner = [key for key in order if form.columns[key].group]
        rng.shuffle(inner)
        order = [order[0], *inner, order[-1]]
    all_tables = tables(form, truth, order)
    whole = {id(row) for rows in all_tables for row in rows}  # two faults in a row may hide each other
    for fault in faults:
        rows = rng.choice(all_tables)
        lines = [n for n, row in enumerate(rows) if len(row) > 2 and n > 2 and id(row) in whole]
        if not lines or (printed_twice in faults and fault in (lost_row, damaged_label)):
            continue  # the true print of a line must stay readable: a lone false one is no fault of the reader's
        place = rng.choice(lines)
        whole.remove(id(rows[place]))
        fault(rng, rows, place)
    if split:
        cut = rng.randint(8, len(all_tables[1]) - 3)
        head = all_tables[1][:3] if split == "with_head" else []
        all_tables[1:2] = [all_tables[1][:cut], head + all_tables[1][cut:]]
    parts = [html_table(rows) for rows in all_tables]
    body = html_page(form, [parts[0], "".join(parts[1:-1]), parts[-1]])
    report = read_text_of(body)
    assert wrong_figures(report, truth) == {}
    accused = [
        finding
        for finding in judge_report(Case(report))
        if finding.verdict == "fail" and finding.severity == "error"
    ]
    assert accused == []


def test_blank_cell_is_not_zero() -> None:
    all_tables, row = request_row("granted")
    row[-7:] = [Printed(text) for text in ("", "&nbsp;", "/", "-", "——", "本单位未统计", "0")]
    report = read_text_of(page(all_tables))
    cells = [report.cells["requests", "granted", column] for column in COLUMNS]
    assert [cell.value for cell in cells] == [None, None, None, None, None, None, 0]
    assert [cell.state for cell in cells] == ["blank", "blank", "slash", "dash", "dash", "text", "zero"]
    assert cells[5].raw == "本单位未统计"


@pytest.mark.parametrize("missing", range(1, 8))
def test_row_with_a_cell_missing_is_never_shifted(missing: int) -> None:
    all_tables, row = request_row("denied_other_law")
    gone = row.pop(-missing)
    report = read_text_of(page(all_tables))
    found = {c: report.cells["requests", "denied_other_law", c] for c in COLUMNS}
    if gone.content != "0":  # a figure is gone: no way is left to make the sums hold
        assert {cell.state for cell in found.values()} == {"unread"}
    assert {cell.state for cell in found.values()} <= {"unread", "inferred"}
    assert all(
        cell.value in (None, TRUTH["requests", "denied_other_law", column]) for column, cell in found.items()
    )
    rest = {key: value for key, value in TRUTH.items() if key[:2] != ("requests", "denied_other_law")}
    assert {key: value for key, value in figures_of(report).items() if key in rest} == rest


@pytest.mark.parametrize("place", range(8))
def test_row_with_a_filled_cell_too_many_is_unread(place: int) -> None:
    all_tables, row = request_row("granted")
    row.insert(len(row) - place, Printed("6"))
    assert states(read_text_of(page(all_tables)), "requests", "granted") == {"unread"}


def requests_states(report: Report) -> set[str]:
    return {cell.state for key, cell in report.cells.items() if key[0] == "requests"}


@pytest.mark.parametrize("name", ["境外机构", ""])
def test_extra_column_with_blank_totals_never_lends_its_figures_to_the_total(name: str) -> None:
    all_tables = tables()
    all_tables[1][0][-1] = replace(all_tables[1][0][-1], colspan=8)
    all_tables[1][1].insert(-1, Printed(name, 1, 2))
    for row in all_tables[1][3:]:
        row[-1:] = [Printed("5"), Printed("")]
    report = read_text_of(page(all_tables))
    assert figures_of(report) == {
        key: n for key, n in TRUTH.items() if key[0] != "requests" or key[2] != "total"
    }
    assert requests_states(report) == {"inferred", "blank"}


def test_extra_column_at_the_right_moves_no_figure() -> None:
    all_tables = tables()
    all_tables[1][1].append(Printed("备注", 1, 2))
    for row in all_tables[1][3:]:
        row[-7:] = [Printed(""), *row[-6:], Printed("5")]
    report = read_text_of(page(all_tables))
    assert figures_of(report) == {
        key: n for key, n in TRUTH.items() if key[0] != "requests" or key[2] != "natural_person"
    }
    assert requests_states(report) == {"inferred", "blank"}


def test_label_alone_in_a_row_is_no_line() -> None:
    all_tables = tables()
    place = row_of(all_tables[0], "行政许可")
    all_tables[0].insert(place, [Printed("行政许可", 4)])
    assert figures_of(read_text_of(page(all_tables))) == TRUTH


def swap_titles(rows: list[Row]) -> None:
    rows[1][-1], rows[1][-2] = rows[1][-2], rows[1][-1]


def swap_results(rows: list[Row]) -> None:
    rows[2][0], rows[2][1] = rows[2][1], rows[2][0]


def second_line(rows: list[Row]) -> None:
    rows.append([Printed("1")] * 15)


@pytest.mark.parametrize("damage", [swap_titles, swap_results, second_line])
def test_reviews_that_contradict_the_form_are_unread(damage: Callable[[list[Row]], None]) -> None:
    all_tables = tables()
    damage(all_tables[2])
    report = read_text_of(page(all_tables))
    assert {cell.state for key, cell in report.cells.items() if key[0] == "reviews"} == {"unread"}


def test_extra_empty_cell_beside_a_blank_figure_is_unread() -> None:
    all_tables = tables()
    row = all_tables[0][row_of(all_tables[0], "规章")]
    row[1:] = [Printed(text) for text in ("", "5", "3", "")]
    assert states(read_text_of(page(all_tables)), "disclosure", "rules") == {"unread"}


def test_permuted_columns_follow_their_names() -> None:
    order = ["natural_person", "other", "research", "legal_service", "business", "public_interest", "total"]
    assert figures_of(read_text_of(page(tables(order=order)))) == TRUTH


def test_permuted_columns_with_a_damaged_first_name_are_unread() -> None:
    order = ["natural_person", "other", "research", "legal_service", "business", "public_interest", "total"]
    body = page(tables(order=order)).replace("自然人", "自燃人")
    report = read_text_of(body)
    assert {cell.state for key, cell in report.cells.items() if key[0] == "requests"} == {"unread"}


def test_head_with_a_wrong_span_is_not_followed() -> None:
    """法人或其他组织 without its colspan lets 总计 slide between its members."""
    body = page(tables()).replace('<td colspan="5">法人或其他组织', "<td>法人或其他组织")
    assert body != page(tables())
    report = read_text_of(body)
    assert {cell.state for key, cell in report.cells.items() if key[0] == "requests"} == {"unread"}


def test_names_in_two_rows_without_the_title_of_their_group_are_not_followed() -> None:
    body = page(tables()).replace('<td colspan="5">法人或其他组织', "<td>单位")
    assert requests_states(read_text_of(body)) == {"unread"}


def test_unknown_name_among_permuted_columns_is_not_guessed() -> None:
    order = ["natural_person", "other", "research", "legal_service", "business", "public_interest", "total"]
    body = page(tables(order=order)).replace("科研机构", "科研企业")
    assert requests_states(read_text_of(body)) == {"unread"}


def test_names_in_a_single_row_need_no_group() -> None:
    all_tables = tables()
    all_tables[1][:3] = [[Printed("项目", 3), *(Printed(line.label) for line in FORM.columns.values())]]
    assert figures_of(read_text_of(page(all_tables))) == TRUTH


def test_one_unknown_name_among_columns_in_order_is_no_obstacle() -> None:
    assert figures_of(read_text_of(page(tables()).replace("科研机构", "科研企业"))) == TRUTH


def test_same_line_printed_three_times_stays_in_doubt() -> None:
    all_tables, row = request_row("received")
    place = all_tables[1].index(row)
    other = [*row[:-1], Printed("999999")]
    all_tables[1][place:place] = [row, other]
    report = read_text_of(page(all_tables))
    cell = report.cells["requests", "received", "total"]
    assert (cell.value, cell.state) == (None, "unread")
    assert report.cells["requests", "received", "business"].value == TRUTH["requests", "received", "business"]


def test_unreadable_print_of_a_line_is_not_settled_by_another() -> None:
    all_tables, row = request_row("received")
    all_tables[1].insert(all_tables[1].index(row), row[:-1])
    assert states(read_text_of(page(all_tables)), "requests", "received") == {"unread"}


@pytest.mark.parametrize("repeated", [False, True], ids=["without_head", "with_head"])
def test_table_split_in_two_is_read_as_one(repeated: bool) -> None:
    first, requests, reviews = tables()
    parts = requests[:17], (requests[:3] if repeated else []) + requests[17:]
    body = html_page(FORM, [html_table(first), "".join(map(html_table, parts)), html_table(reviews)])
    assert figures_of(read_text_of(body)) == TRUTH


def test_head_cells_may_span_otherwise_than_figures() -> None:
    """The 2019 trap: heads span 1, 1, 2, 1 grid columns, figures 1, 2, 1, 1; their order counts, not the grid."""
    form = FORMS["2019"]
    truth = sound_figures(form, seed=3)
    all_tables = tables(form, truth, list(form.columns))
    for row in all_tables[0]:
        if len(row) == 4:
            spans = (1, 1, 2, 1) if row[0].content == "信息内容" else (1, 2, 1, 1)
            row[:] = [replace(cell, colspan=span) for cell, span in zip(row, spans, strict=True)]
    assert figures_of(read_text_of(page(all_tables, form))) == truth


def test_disclosure_heads_in_another_order_are_followed() -> None:
    all_tables = tables()
    for row in all_tables[0][1:4]:
        row[1], row[3] = row[3], row[1]
    assert figures_of(read_text_of(page(all_tables))) == TRUTH


@pytest.mark.parametrize(
    "heads", [["上年处理决定数量"], ["上年处理决定数量", "本年处理决定数量"], ["甲", "乙"]]
)
def test_figure_under_a_head_of_another_year_is_never_this_years(heads: list[str]) -> None:
    all_tables = tables()
    place = row_of(all_tables[0], "行政许可")
    all_tables[0][place - 1][1:] = [Printed(text) for text in heads]
    all_tables[0][place][1:] = [Printed("77"), *[Printed("")] * (len(heads) - 1)]
    cell = read_text_of(page(all_tables)).cells["disclosure", "licensing", "decisions"]
    assert heads == ["上年处理决定数量"] or cell.state == "unread"


def test_title_of_a_group_on_its_own_line_hides_none_of_its_lines() -> None:
    all_tables, row = request_row("closed_no_correction")
    place = all_tables[1].index(row)
    group = row.pop(0)
    row[0] = replace(row[0], colspan=2)
    all_tables[1].insert(place, [replace(group, rowspan=1), *[Printed("")] * 7])
    report = read_text_of(page(all_tables))
    assert figures_of(report) == TRUTH
    assert "other_handling" not in report.rows("requests")


def test_merged_line_beside_its_parts_with_figures_is_doubtful() -> None:
    all_tables, row = request_row("closed_no_correction")
    group = replace(row.pop(0), rowspan=1)
    all_tables[1].insert(all_tables[1].index(row), [group, *[Printed("3")] * 7])
    report = read_text_of(page(all_tables))
    for key in ("closed_no_correction", "closed_fee_unpaid", "closed_other"):
        assert states(report, "requests", key) == {"unread"}
    assert not [finding for finding in judge_report(Case(report)) if finding.finding_class == "consistency"]


def test_merged_line_instead_of_its_parts_is_read() -> None:
    all_tables, row = request_row("closed_no_correction")
    place = all_tables[1].index(row)
    parts = [("requests", key) for key in ("closed_no_correction", "closed_fee_unpaid", "closed_other")]
    sums = [sum(int(TRUTH[(*part, column)] or 0) for part in parts) for column in COLUMNS]
    all_tables[1][place : place + 3] = [
        [Printed("（六）其他处理", 2), *(Printed(str(number)) for number in sums)]
    ]
    report = read_text_of(page(all_tables))
    assert [report.value("requests", "other_handling", column) for column in COLUMNS] == sums
    assert faults(report) == []


def test_unknown_line_is_noted_and_makes_the_sum_of_outcomes_uncertain() -> None:
    all_tables, row = request_row("outcome_total")
    all_tables[1].insert(all_tables[1].index(row), [Printed("4.国家工作秘密", 2), *[Printed("2")] * 7])
    row[-7:] = [Printed(str(int(TRUTH["requests", "outcome_total", column] or 0) + 2)) for column in COLUMNS]
    report = read_text_of(page(all_tables))
    assert any("没有的行" in note.message and "4.国家工作秘密" in note.raw for note in report.notes)
    sums = [finding.verdict for finding in judge_report(Case(report)) if finding.check_id == "outcome-sum"]
    assert sums == ["uncertain"] * 7


def amount(head: str, cell: str) -> tuple[object, str]:
    all_tables = tables()
    place = row_of(all_tables[0], "行政事业性收费")
    all_tables[0][place - 1][1] = replace(all_tables[0][place - 1][1], content=head)
    all_tables[0][place][1] = replace(all_tables[0][place][1], content=cell)
    read_cell = read_text_of(page(all_tables)).cells["disclosure", "fees", "amount_wan_yuan"]
    return (None if read_cell.value is None else float(read_cell.value), read_cell.state)


@pytest.mark.parametrize(
    ("head", "cell", "expected"),
    [
        ("本年收费金额（单位：万元）", "71.8995", (71.8995, "number")),
        ("本年收费金额（单位：万元）", "1,228.6106", (1228.6106, "number")),
        ("本年收费金额（单位：万元）", "71.8995万元", (71.8995, "number")),
        ("本年收费金额（单位：元）", "718995", (71.8995, "inferred")),
        ("本年收费金额（单位：万元）", "718995元", (71.8995, "inferred")),
        ("本年收费金额（单位：元）", "71.8995万元", (71.8995, "number")),
        ("本年收费金额", "71.8995", (None, "unread")),
        ("本年收费金额（单位：千元）", "718.995", (None, "unread")),
        ("本年收费金额（单位：百万元）", "0.718995", (None, "unread")),
        ("本年收费金额（单位：亿元）", "0.00718995", (None, "unread")),
        ("本年收费金额（单位：万元/元）", "71.8995", (None, "unread")),
        ("本年收费金额（单位：万元）", "3亿元", (None, "text")),
        ("本年收费金额（单位：万元）", "0", (0.0, "zero")),
    ],
)
def test_amount_is_never_scaled_by_guess(head: str, cell: str, expected: tuple[object, str]) -> None:
    assert amount(head, cell) == expected


@pytest.mark.parametrize(
    "content",
    [
        "<div>1</div>2",
        "1<p>2</p>",
        "<span>1</span><p>2</p>",
        "1<br>2",
        "<ul><li>1<li>2</ul>",
        "1<sup>2</sup>",
        "1 2",
    ],
)
def test_two_figures_in_a_cell_never_become_one_silently(content: str) -> None:
    all_tables, row = request_row("granted")
    row[-1] = Printed(content)
    cell = read_text_of(page(all_tables)).cells["requests", "granted", "total"]
    assert cell.state in ("inferred", "text", "unread")


@pytest.mark.parametrize(
    ("encoding", "meta", "header"),
    [
        ("gb18030", "gb2312", None),
        ("gb18030", "gbk", None),
        ("gb18030", "", None),
        ("gb18030", "", "gb2312"),
        ("utf-8", "gbk", None),
        ("utf-8", "", "gb2312"),
        ("utf-8", "", None),
        ("utf-8-sig", "gb2312", None),
        ("utf-16", "", None),
        ("gb18030", "no-such-charset", None),
    ],
)
def test_charset_is_decided_by_the_bytes(encoding: str, meta: str, header: str | None) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    body = plain_page(FORM, TRUTH).replace("<head>", f"<head>{head}").replace("略。", "李镕基。")
    report = read(Document("page", body.encode(encoding), header))
    assert figures_of(report) == TRUTH
    assert report.agency == "白河市财政局"
    assert report.sections[0].text == "李镕基。"


def test_one_broken_byte_costs_one_character_not_the_report() -> None:
    body = plain_page(FORM, TRUTH).encode().replace("略。".encode(), "略".encode()[:2] + "。".encode(), 1)
    report = read(Document("page", body))
    assert figures_of(report) == TRUTH


def test_truncated_page_gives_no_wrong_figure() -> None:
    body = plain_page(FORM, TRUTH).encode()
    step = max(1, len(body) // 150)
    for end in range(300, len(body), step):
        assert wrong_figures(read(Document("page", body[:end])), TRUTH) == {}, end


def test_table_cut_below_an_empty_row_doubts_its_last_row() -> None:
    first, requests, reviews = tables()
    reviews.insert(3, [Printed("")] * 15)
    body = html_page(FORM, [html_table(first), html_table(requests), html_table(reviews)])
    cut = body[: body.rindex("</td></tr></table>") - 1]
    report = read_text_of(cut)
    assert {cell.state for key, cell in report.cells.items() if key[0] == "reviews"} == {"unread"}


def test_dates_of_other_articles_below_the_report_are_not_its_own() -> None:
    body = plain_page(FORM, TRUTH).replace(
        "</body>", "<ul><li>别的文章 发布日期：2026-05-05</li></ul></body>"
    )
    assert read_text_of(body).published == {}
    dated = body.replace("</h1>", "</h1><p>发布日期：2026-01-20</p>")
    assert [day.isoformat() for day in read_text_of(dated).published.values()] == ["2026-01-20"]
    told = plain_page(FORM, TRUTH).replace("略。", "本年度信息公开时间：2026年5月5日。")
    assert read_text_of(told).published == {}


def test_page_of_another_table_is_no_report() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>规章</td><td>{n}</td></tr>" for n in range(1000))
    report = read_text_of(f"<html><body><h1>目录</h1><table>{rows}</table></body></html>")
    assert (report.form, dict(report.cells)) == (None, {})


def finishes(body: str, seconds: float) -> None:
    """Read a hostile page: a Report or a named failure, and soon."""
    with within(seconds):
        try:
            report = read_text_of(body)
            assert wrong_figures(report, TRUTH) == {}
        except UnreadableDocument as refusal:
            failure = refusal.failure
        else:
            failure = ""
    assert failure in ("", "too_large", "broken", "empty")


HOSTILE = {
    "spans": "<table><tr>" + "<td colspan=99999999 rowspan=99999999>规章</td>" * 20_000 + "</tr></table>",
    "nested_div": "<div>一、总体情况" * 10_000,
    "nested_table": "<table><tr><td>" * 10_000,
    "deep_headings": "<div>" * 5_000 + "<p>一、总体情况</p>" * 20_000,
    "long_cell": "<table><tr><td>" + "1." * 200_000 + "</td><td>本年制发件数</td></tr></table>",
    "long_title": "<h1>" + "信息公开" * 50_000 + "</h1>",
    "many_rows": "<table>" + "<tr><td>本年制发件数</td></tr>" * 5_000 + "</table>",
    "many_tables": "<table><tr><td>本年制发件数</td></tr></table>" * 5_000,
    "many_labels": "<table><tr>" + "<td>其他法律行政止公开</td>" * 20_000 + "</tr></table>",
    "unclosed": "<td><!-- " * 50_000,
    "attributes": "<p " + "a=b " * 100_000 + ">",
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_page_ends_soon(attack: str) -> None:
    finishes(f"<html><body>{HOSTILE[attack]}", seconds=5)


def test_page_is_read_fast_enough_for_a_national_night() -> None:
    body = plain_page(FORM, TRUTH)
    # 20 times slower than measured: a guard against quadratic time
    with within(10 * 0.2):
        for _ in range(10):
            read_text_of(body)
