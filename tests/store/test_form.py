"""The official forms as data: every line that the blank form prints, numbered and named in its own words."""

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from crawler.reading.words.labels import fold
from store.form import FORMS, Line, load_form
from tests import ROOT

FOLDER = ROOT / "store" / "form"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def blank_form_words(path: Path) -> set[str]:
    """Folded texts of all cells of the tables of the official blank form (a DOCX)."""
    root = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    cells = root.iter(f"{WORD}tc")
    return {fold("".join(cell.itertext())) for cell in cells} - {""}


def test_labels_are_those_of_the_official_blank_form(shared: Path) -> None:
    printed = blank_form_words(shared / "samples" / "blank-form-2021.docx")
    form = FORMS["2021"]
    tables: tuple[dict[str, Line], ...] = (
        form.disclosures, form.measures, form.requests, form.columns, form.procedures, form.results,
    )  # fmt: skip
    declared = {fold(line.label) for lines in tables for line in lines.values()}
    groups = {fold(line.group) for lines in tables for line in lines.values() if line.group}
    assert declared - printed == set()
    assert groups - printed == set()
    heads = {fold(text) for text in ("信息内容", "申请人情况")}
    rest = {text for text in printed - declared - groups - heads if "勾稽关系" not in text}
    assert rest == set()


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("2021", {"disclosure": 10, "requests": 175, "reviews": 15}),
        ("2019", {"disclosure": 22, "requests": 161, "reviews": 15}),
    ],
)
def test_form_has_as_many_cells_as_printed(name: str, cells: dict[str, int]) -> None:
    form = FORMS[name]
    assert {table: len(form.cells(table, set())) for table in cells} == cells


def without_first(text: str, kind: str) -> str:
    """The file without its first [[kind]] entry."""
    head, entry, rest = text.partition(f"[[{kind}]]\n")
    following = rest.find("[[")
    assert entry
    return head + rest[following:]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "kind", ["section", "measure", "disclosure", "column", "request", "result", "procedure"]
)
def test_file_with_a_line_missing_is_refused(name: str, kind: str, tmp_path: Path) -> None:
    copy = tmp_path / f"{name}.toml"
    copy.write_text(
        without_first((FOLDER / f"{name}.toml").read_text(encoding="utf-8"), kind), encoding="utf-8"
    )
    with pytest.raises(ValueError, match=rf"\[\[{kind}\]\]"):
        load_form(copy)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('key = "received"', 'key = "carried_over"', "distinct keys"),
        ('part_of = "outcome_total"', 'part_of = "no_such_line"', "no_such_line"),
        ('measures = ["decisions"]', 'measures = ["no_such_measure"]', "no_such_measure"),
        ('right = ["outcome_total"', 'right = ["no_such_side"', "no_such_side"),
        ('unit = "件"', 'units = "件"', "units"),
    ],
)
def test_file_that_contradicts_itself_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    text = (FOLDER / "2021.toml").read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / "2021.toml"
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        load_form(copy)


@pytest.mark.parametrize("name", FORMS)
def test_sums_of_the_form(name: str) -> None:
    form = FORMS[name]
    assert form.balance == (("received", "carried_over"), ("outcome_total", "carried_forward"))
    assert len(form.outcomes(set(form.requests))) == len(form.requests) - 4
    assert [key for key, line in form.columns.items() if line.part_of] == list(form.columns)[:-1]


def test_merged_line_stands_for_the_lines_it_replaces() -> None:
    form = FORMS["2021"]
    keys = (set(form.requests) | {"other_handling"}) - {
        "closed_no_correction",
        "closed_fee_unpaid",
        "closed_other",
    }
    lines = [line.key for line in form.request_lines(keys)]
    assert lines[-3:] == ["other_handling", "outcome_total", "carried_forward"]
    assert len(lines) == 23
    assert "other_handling" in form.outcomes(keys)


@pytest.mark.parametrize(
    ("name", "place", "words"),
    [
        ("2021", ("requests", "outcome_total", "natural_person"), "表三 第24行「（七）总计」×「自然人」"),
        ("2021", ("requests", "received", ""), "表三 第1行「一、本年新收政府信息公开申请数量」"),
        ("2021", ("requests", "other_handling", "total"), "表三 第21行「（六）其他处理」×「总计」"),
        ("2019", ("requests", "carried_forward", "total"), "表三 第23行「四、结转下年度继续办理」×「总计」"),
        ("2021", ("disclosure", "licensing", "decisions"), "表二 「行政许可」×「本年处理决定数量」"),
        ("2021", ("reviews", "litigation_direct", "pending"), "表四 「未经复议直接起诉」×「尚未审结」"),
        ("2021", ("reviews", "", ""), "表四"),
    ],
)
def test_location_is_written_in_words_of_the_form(name: str, place: tuple[str, str, str], words: str) -> None:
    assert FORMS[name].location(*place) == words


def test_kind_of_figure_is_known_for_every_cell() -> None:
    assert FORMS["2019"].kind("disclosure", "items_change") == "change"
    assert FORMS["2021"].kind("disclosure", "amount_wan_yuan") == "amount"
    assert FORMS["2021"].kind("requests", "total") == "count"
