"""Small documents beside the JSON that they must give, cell by cell; and the official blank form."""

import json
from pathlib import Path

import pytest

from crawler.reading import Document, read
from demo.press.figures import sound_figures
from store.checks import Case, judge_report
from store.form import FORMS
from store.report_json import report_json
from tests import TESTS
from tests.made.papers.printed import plain_page

GOLDEN = TESTS / "golden"


@pytest.mark.parametrize("page", sorted(GOLDEN.glob("*.html")), ids=lambda page: page.stem)
def test_document_gives_the_json_beside_it(page: Path) -> None:
    wanted = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    found = report_json(read(Document(page.name, page.read_bytes())), [])
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize("page", sorted(GOLDEN.glob("*.html")), ids=lambda page: page.stem)
def test_sound_document_is_not_accused(page: Path) -> None:
    findings = judge_report(Case(read(Document(page.name, page.read_bytes()))))
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_blank_form_is_an_empty_form_and_not_zeros(shared: Path) -> None:
    report = read(Document("blank.docx", (shared / "samples" / "blank-form-2021.docx").read_bytes()))
    assert report.form == "2021"
    assert {(cell.value, cell.state) for cell in report.cells.values()} == {(None, "blank")}
    assert [(note.message[:5], note.state) for note in report.notes] == [("表格是空的", "blank")]


def test_figures_of_a_row_that_no_form_has_are_kept_in_an_empty_form() -> None:
    form = FORMS["2021"]
    blank = dict.fromkeys(sound_figures(form, 1), "")
    row = "<tr><td>其他主动公开文件</td><td>31</td><td>2</td><td>9</td></tr>"
    page = plain_page(form, blank).replace("</tr></table>", f"</tr>{row}</table>", 1)
    notes = [(note.state, note.raw) for note in read(Document("page.html", page.encode())).notes]
    assert notes == [("blank", ""), ("text", "其他主动公开文件 | 31 | 2 | 9")]
