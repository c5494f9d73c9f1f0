"""DOC, RTF, ODT, XLS and ODS → figures, by LibreOffice: all of them, and none that the document doesn't show."""

import os
import socket
import threading
from pathlib import Path

import pytest

from crawler.reading import Document, UnreadableDocument, media_type, office, read
from crawler.reading import _page as page_of
from crawler.reading.blocks import Block, GridCell, Paragraph, Table
from crawler.reading.formats import DOC, MHTML, ODS, ODT, RTF, XLS
from store.form import FORMS
from store.models import Report
from tests.books import body_of, report_book
from tests.printed import figures_of, plain_page, sound_figures, wrong_figures
from tests.rendered import needs_libreoffice, rendered
from tests.test_reading_docx import (
    NOT_PRINTED,
    HIDDEN_STYLES,
    PRINTED,
    SET_OFF,
    cell,
    docx,
    paragraph,
    run,
    table,
    word_report,
)

FORM = FORMS["2021"]
SEEDS = [1]
WORD = [("doc", DOC), ("rtf", RTF), ("odt", ODT)]
SHEETS = [("xls", XLS), ("ods", ODS)]
TITLE = "白河市财政局2025年政府信息公开工作年度报告"


def read_here(body: bytes, name: str = "report.bin") -> Report:
    return read(Document(name, body))


def blocks(body: bytes) -> list[Block]:
    return list(page_of(Document("x", body)).blocks)


def cells(body: bytes) -> list[str]:
    """Texts of the cells of the only table."""
    (found,) = (block for block in blocks(body) if isinstance(block, Table))
    return [one.text for row in found.rows for one in row]


@pytest.mark.parametrize(("suffix", "kind"), WORD)
def test_every_figure_of_a_sound_report_is_read(suffix: str, kind: str, tmp_path: Path) -> None:
    pairs = [(form, sound_figures(form, seed)) for form in FORMS.values() for seed in SEEDS]
    pages = [b'<meta charset="utf-8">' + plain_page(form, truth).encode() for form, truth in pairs]
    bodies = rendered(tmp_path, pages, "html", "HTML (StarWriter)", suffix)
    for (_, truth), body in zip(pairs, bodies, strict=True):
        report = read_here(body)
        assert media_type(body) == kind
        assert figures_of(report) == truth
        assert (report.title, report.year) == (TITLE, 2025)


@pytest.mark.parametrize(("suffix", "kind"), SHEETS)
def test_every_figure_of_a_sound_workbook_is_read(suffix: str, kind: str, tmp_path: Path) -> None:
    pairs = [(form, sound_figures(form, seed)) for form in FORMS.values() for seed in SEEDS]
    books = [body_of(report_book(form, truth, apart=form.name == "2021")) for form, truth in pairs]
    bodies = rendered(tmp_path, books, "xlsx", "Calc MS Excel 2007 XML", suffix)
    for (_, truth), body in zip(pairs, bodies, strict=True):
        assert media_type(body) == kind
        assert figures_of(read_here(body)) == truth
