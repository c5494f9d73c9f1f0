"""Lines of which cells, blanks or labels are gone: placed only where every sum leaves one way, and only inferred."""

import random
from collections.abc import Callable, Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading.form.placing import MAX_STEPS, Loose, place_requests
from demo.press.figures import sound_figures
from demo.press.html import html_table
from demo.press.tables import (
    Printed,
    Row,
    disclosure_rows,
    head_rows,
    report_tables,
    request_rows,
    review_rows,
)
from store.form import FORMS, Form
from store.models import Cell, CellKey, Report
from tests.made.papers.printed import Figures, as_cells, html_page, read_text_of, wrong_figures

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=5)
APPLICANTS = [key for key, line in FORM.columns.items() if line.part_of]


def few_requests(form: Form, rng: random.Random) -> Figures:
    """A small agency's sound report: each request counted where it came in and where it went."""
    figures: Figures = dict.fromkeys(sound_figures(form, 1), 0)
    outcomes = form.outcomes(set(form.requests))
    likely = [rng.choice((0, 0, 1, 5)) for _ in APPLICANTS]
    likely[rng.randrange(len(likely))] += 1
    for _ in range(rng.choice((1, 3, 8, 30, 200))):
        applicant = rng.choices(APPLICANTS, likely)[0]
        ended = rng.choice([*outcomes, "carried_forward"])
        for row in (rng.choice(("received", "received", "carried_over")), ended):
            add(figures, row, applicant)
        if ended in outcomes:
            add(figures, "outcome_total", applicant)
    return figures


def add(figures: Figures, row: str, applicant: str, much: int = 1) -> None:
    for column in (applicant, "total"):
        figures["requests", row, column] = int(figures["requests", row, column] or 0) + much


def page(form: Form, figures: Figures, change: Callable[[str, Row, Row], Row] | None = None) -> str:
    """A report as a page; `change` makes a line of 表三 from its key, its cells of labels and its seven others."""
    keys, body = list(form.requests), request_rows(form, figures)
    if change:
        body = [change(key, row[:-7], row[-7:]) for key, row in zip(keys, body, strict=True)]
    requests = head_rows(form) + body
    tables = (disclosure_rows(form, figures), requests, review_rows(form, figures))
    return html_page(form, [html_table(rows) for rows in tables])


def without_blanks(keys: Collection[str]) -> Callable[[str, Row, Row], Row]:
    """Lines of `keys` of which the empty cells are gone."""

    def change(key: str, labels: Row, cells: Row) -> Row:
        return [*labels, *(cell for cell in cells if cell.content or key not in keys)]

    return change


def shown(figures: Figures, blank: Collection[CellKey]) -> Figures:
    return {key: "" if key in blank else value for key, value in figures.items()}  # type: ignore[misc]


def zeros(figures: Figures) -> set[CellKey]:
    return {key for key, value in figures.items() if key[0] == "requests" and not value}


def line(report: Report, key: str) -> list[tuple[object, str]]:
    cells = [report.cells["requests", key, column] for column in FORM.columns]
    return [(cell.value, cell.state) for cell in cells]


def small() -> Figures:
    """Natural persons and businesses, 5 and 3 requests, all granted."""
    figures: Figures = {key: 0 if key[0] == "requests" else value for key, value in TRUTH.items()}
    for row in ("received", "granted", "outcome_total"):
        add(figures, row, "natural_person", 5)
        add(figures, row, "business", 3)
    return figures


def test_line_without_its_blanks_is_placed_by_the_sums_and_noted() -> None:
    figures = small()
    report = read_text_of(page(FORM, shown(figures, zeros(figures)), without_blanks({"granted"})))
    lost = (None, "unread")
    assert line(report, "granted") == [
        (5, "inferred"),
        (3, "inferred"),
        lost,
        lost,
        lost,
        lost,
        (8, "inferred"),
    ]
    notes = [note for note in report.notes if note.row == "granted" and note.column]
    assert {note.column: note.raw for note in notes} == {"natural_person": "5", "business": "3", "total": "8"}
    assert {note.state for note in notes} == {"inferred"}


def test_two_columns_that_are_alike_leave_the_line_unread() -> None:
    figures: Figures = {key: 0 if key[0] == "requests" else value for key, value in TRUTH.items()}
    for row in ("received", "granted", "granted_part", "outcome_total"):
        for column in ("natural_person", "business"):
            add(figures, row, column, 2 if row in ("received", "outcome_total") else 1)
    blank = zeros(figures)
    gone = {("requests", "granted", "business"), ("requests", "granted_part", "natural_person")}
    for key in gone:
        figures[key], figures[key[0], key[1], "total"] = 0, 1
    figures["requests", "outcome_total", "total"] = figures["requests", "received", "total"] = 2
    for row in ("received", "outcome_total"):
        figures["requests", row, "natural_person"] = figures["requests", row, "business"] = 1
    report = read_text_of(
        page(FORM, shown(figures, blank | gone), without_blanks({"granted", "granted_part"}))
    )
    # One request of each kind: which line is the natural person's can't be told, their totals can.
    for key in ("granted", "granted_part"):
        assert {state for _, state in line(report, key)} == {"unread"}


@pytest.mark.parametrize("wrong", ["received", "outcome_total", "carried_over", "closed_other"])
def test_nothing_is_placed_where_another_sum_of_the_table_fails(wrong: str) -> None:
    figures = small()
    figures["requests", wrong, "research"] = 1
    report = read_text_of(page(FORM, shown(figures, zeros(figures)), without_blanks({"granted"})))
    assert {value for value, _ in line(report, "granted")} == {None}


def test_line_of_zeros_with_a_cell_gone_is_not_filled_up() -> None:
    figures = small()
    one_gone = without_blanks({"denied_third_party"})
    blank = {("requests", "denied_third_party", "research")}
    report = read_text_of(page(FORM, shown(figures, blank), one_gone))
    assert {value for value, _ in line(report, "denied_third_party")} == {None}


def test_table_without_a_single_figure_places_nothing() -> None:
    figures: Figures = {key: 0 if key[0] == "requests" else value for key, value in TRUTH.items()}
    blank = {key for key in zeros(figures) if key[2] == "other"}
    report = read_text_of(page(FORM, shown(figures, blank), without_blanks(set(FORM.requests))))
    assert {cell.value for key, cell in report.cells.items() if key[0] == "requests"} == {None}


def test_figure_in_two_cells_is_put_together_where_the_sums_demand_it() -> None:
    figures = small()
    for row in ("received", "granted", "outcome_total"):
        add(figures, row, "research", 10)

    def split(key: str, labels: Row, cells: Row) -> Row:
        return (
            [*labels, *cells[:2], Printed("1"), Printed("0"), *cells[3:]]
            if key == "granted"
            else labels + cells
        )

    report = read_text_of(page(FORM, figures, split))
    assert line(report, "granted") == [
        (figures["requests", "granted", column], "inferred") for column in FORM.columns
    ]
    assert report.cells["requests", "granted", "research"].raw == "10"


@pytest.mark.parametrize("left", ["", "3.", "危及稳定", "（三）不予公开"])
def test_line_without_its_label_is_known_by_its_place_and_the_sums(left: str) -> None:
    def change(key: str, labels: Row, cells: Row) -> Row:
        own = [*labels[:-1], Printed(left)] if key == "denied_security_stability" else labels
        return [*own, *cells]

    report = read_text_of(page(FORM, TRUTH, change))
    expected = [TRUTH["requests", "denied_security_stability", column] for column in FORM.columns]
    assert line(report, "denied_security_stability") == [(value, "inferred") for value in expected]
    assert any(n.row == "denied_security_stability" and "行名缺失" in n.message for n in report.notes)


def test_line_with_another_label_is_no_line_of_the_form() -> None:
    def change(key: str, labels: Row, cells: Row) -> Row:
        own = [*labels[:-1], Printed("3.工作秘密")] if key == "denied_security_stability" else labels
        return [*own, *cells]

    report = read_text_of(page(FORM, TRUTH, change))
    assert {value for value, _ in line(report, "denied_security_stability")} == {None}


def test_labels_of_a_whole_group_are_known_by_their_number() -> None:
    group = {key for key, row in FORM.requests.items() if row.group == "（三）不予公开"}

    def change(key: str, labels: Row, cells: Row) -> Row:
        return (
            [*[Printed("", cell.colspan, cell.rowspan) for cell in labels], *cells]
            if key in group
            else labels + cells
        )

    report = read_text_of(page(FORM, TRUTH, change))
    for key in group:
        expected = [TRUTH["requests", key, column] for column in FORM.columns]
        assert line(report, key) == [(value, "inferred") for value in expected]

    def one_gone(key: str, labels: Row, cells: Row) -> Row:
        return [Printed("甲"), *cells[:1]] if key == "denied_deliberative" else change(key, labels, cells)

    report = read_text_of(page(FORM, TRUTH, one_gone))
    assert all({value for value, _ in line(report, key)} == {None} for key in group)


@pytest.mark.parametrize("gone", [3, 8])
def test_reviews_without_a_blank_are_placed_group_by_group(gone: int) -> None:
    figures = dict(TRUTH)
    parts = [3, 1, 2, 4, 10, 5, 0, 1, 0, 6, 1, 1, 1, 1, 4]
    places = FORM.cells("reviews", set())
    for (row, column), value in zip(places, parts, strict=True):
        figures["reviews", row, column] = value
    rows = review_rows(FORM, figures)
    del rows[-1][gone]
    rows[-1] = [cell for n, cell in enumerate(rows[-1]) if n != 8 or gone == 8]
    tables = {**report_tables(FORM, figures), "reviews": rows}.values()
    report = read_text_of(html_page(FORM, [html_table(table) for table in tables]))
    read = [report.value("reviews", row, column) for row, column in places]
    if gone == 3:  # a figure is gone, not a blank: no group's sum holds
        assert read == [None] * 15
    else:
        assert read[:5] == parts[:5]
        assert read[10:] == parts[10:]
        assert read[5:10] == [None, None, None, None, 6]  # 5 + 1 in any two of four cells


def test_search_ends_whatever_is_printed() -> None:
    cells = as_cells(small())
    hard = {key: Loose(("1", "1", "1", "3"), tuple(FORM.columns)) for key in FORM.requests}
    for key in hard:
        cells |= {("requests", key, column): Cell("", None, "unread") for column in FORM.columns}
    assert place_requests(FORM, cells, hard) == ([], set())
    assert MAX_STEPS <= 20_000


# Damage to any report, sound or not.


def misprinted(figures: Figures, form: Form, rng: random.Random) -> tuple[Figures, set[str]]:
    """The figures with faults of the agency's own, and the lines in which it put a figure under another column."""
    figures, moved = dict(figures), set()
    columns = list(form.columns)
    for _ in range(rng.choice((1, 1, 2, 3))):
        row, column, other = rng.choice(list(form.requests)), *rng.sample(columns, 2)
        here, there = ("requests", row, column), ("requests", row, other)
        if rng.random() < 0.6:
            figures[here] = max(0, int(figures[here] or 0) + rng.choice((-1, 1, 2, 10, -5)))
        else:
            figures[here], figures[there] = figures[there], figures[here]
            moved.add(row)
    return figures, moved


@pytest.mark.parametrize("sound", [True, False])
@pytest.mark.parametrize("labels_gone", [False, True])
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_figure_is_placed_wrong(sound: bool, labels_gone: bool, seed: int) -> None:
    rng = random.Random(seed)
    form = FORMS[rng.choice(list(FORMS))]
    truth = few_requests(form, rng) if rng.random() < 0.7 else sound_figures(form, seed, rng.choice((3, 400)))
    truth, moved = (truth, set[str]()) if sound else misprinted(truth, form, rng)
    share = rng.choice((0.3, 1))
    blank = {key for key, value in truth.items() if not value and rng.random() < share}
    lines = set(rng.sample(list(form.requests), rng.choice((1, 2, 4, len(form.requests)))))
    nameless = set(rng.sample(list(form.requests), rng.choice((1, 2, 3)))) if labels_gone else set()

    def damage(key: str, labels: Row, cells: Row) -> Row:
        kept = [*labels[:-1], Printed("", labels[-1].colspan)] if key in nameless else labels
        return without_blanks(lines)(key, kept, cells)

    report = read_text_of(page(form, shown(truth, blank), damage))
    printed = {key: value for key, value in truth.items() if key not in blank}
    assert wrong_figures(report, printed) == {}
    wrong = {
        key
        for key, cell in report.cells.items()
        if cell.value is not None and key[0] != "disclosure" and cell.value != printed.get(key)
    }
    # A figure that the agency itself put under another column goes back to its own, if its blanks are gone.
    assert {row for _, row, _ in wrong} <= moved & lines
