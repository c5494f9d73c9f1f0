"""Tables in pictures as word processors set them: open at page breaks, tight rows, shades, upright labels; real PDFs."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from crawler.reading import Document, read
from crawler.reading.blocks import GridCell, Table
from crawler.reading.ocr import whole_head
from crawler.reading.ocr.page_breaks import ScannedPage, join_pages
from demo.press.figures import sound_figures
from store.form import FORMS
from tests import SHARED
from tests.made.papers.printed import figures_of, wrong_figures
from tests.made.papers.scans import needs_ocr, needs_print, printed_pages, scan
from tests.reading.formats.test_text import cells_of

pytestmark = pytest.mark.search

FAULTS = SHARED / "faults" / "reading"
NEW = FORMS["2021"]
SOUND = sound_figures(NEW, 11, 60)
Pages = list[Image.Image]


def opened(page: Image.Image, below: bool) -> Image.Image:
    """A page without the lowest, or the uppermost, line that reaches over the whole table."""
    shades = np.array(page)
    reach = (shades.min(axis=2) < 200).sum(axis=1)
    lines = np.flatnonzero(reach >= reach.max() - 2)
    line = lines[-1] if below else lines[0]
    shades[line - 2 : line + 3] = 255
    return Image.fromarray(shades)


def lower(pages: Pages) -> Pages:
    return [opened(pages[0], below=True), opened(pages[1], below=True), *pages[2:]]


def upper(pages: Pages) -> Pages:
    return [pages[0], *(opened(page, below=False) for page in pages[1:])]


def both(pages: Pages) -> Pages:
    return [opened(pages[0], below=True), opened(opened(pages[1], below=True), below=False), pages[2]]


def larger(pages: Pages) -> Pages:
    return [
        page.resize((page.width * 4 // 3, page.height * 4 // 3), Image.Resampling.BICUBIC)
        for page in both(pages)
    ]


def askew(pages: Pages) -> Pages:
    return [page.rotate(0.6, Image.Resampling.BICUBIC, fillcolor="white") for page in both(pages)]


@needs_ocr
@needs_print
@pytest.mark.parametrize("spoil", [lower, upper, both, larger, askew])
def test_table_open_where_it_goes_on_is_read(spoil: Callable[[Pages], Pages]) -> None:
    report = read(Document("report.pdf", scan(spoil(printed_pages(NEW, SOUND)))))
    read_ = figures_of(report)
    assert {key: value for key, value in read_.items() if SOUND[key] != value} == {}
    assert len(read_) >= 0.97 * len(SOUND)


@needs_ocr
def test_given_page_is_read_down_to_its_last_row() -> None:
    path = FAULTS / "13-scan-table-open-below.png"
    if not path.is_file():
        pytest.skip(f"not run: faults of real reports in small are read from {FAULTS}, which is not there")
    read_ = figures_of(read(Document(path.name, path.read_bytes())))
    ten = {
        ("requests", row, column) for row in ("received", "granted") for column in ("natural_person", "total")
    }
    assert len(read_) == 12 * 7  # the thirteenth row may go on on the next page
    assert {key for key, value in read_.items() if value} == ten
    assert {value for value in read_.values() if value} == {10}


def scanned(body: bytes, dpi: int, turn: float) -> bytes:
    """The pages of a PDF that print tables, in grey, askew, with grain and JPEG."""
    grain = np.random.default_rng(dpi)
    pages = []
    for page in pypdfium2.PdfDocument(body):
        if "行政" not in page.get_textpage().get_text_range() or not any(rules_of(page)):
            continue
        drawn = page.render(scale=dpi / 72).to_pil().convert("L")
        shades = np.asarray(drawn.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255), dtype=float)
        noisy = (shades + grain.normal(0, 6, shades.shape)).clip(0, 255)
        pages.append(Image.fromarray(noisy.astype(np.uint8)))
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=75)
    return buffer.getvalue()


def rules_of(page: pypdfium2.PdfPage) -> Iterator[pypdfium2.PdfObject]:
    return page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])


@needs_ocr
@pytest.mark.parametrize(("dpi", "turn"), [(150, 0.5), (200, -0.5), (300, 0.5)])
def test_real_pdf_drawn_as_scan_is_read_as_well_as_made_scans(shared: Path, dpi: int, turn: float) -> None:
    samples = [path for path in shared.rglob("*.pdf") if path.with_suffix(".expected.json").is_file()]
    assert samples
    for path in samples:
        truth = cells_of(json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8")))
        report = read(Document("scan.pdf", scanned(path.read_bytes(), dpi, turn)))
        assert wrong_figures(report, truth) == {}
        assert {
            key for key, cell in report.cells.items() if cell.state == "blank" and truth.get(key)
        } == set()
        assert sum(report.cells[key].value == truth[key] for key in truth) >= 0.99 * len(truth)


def row(*texts: str) -> tuple[GridCell, ...]:
    return tuple(GridCell(text, column) for column, text in enumerate(texts))


@pytest.mark.parametrize(
    ("rest", "wanted"),
    [
        (("", "", "9", ""), [("（七）总计", "256", "140\n9", "7")]),
        (("", "", "\ufffd", ""), [("（七）总计", "256", "140\n\ufffd", "7")]),
        (("", "1", "2", "3"), [("（七）总计", "256", "140", "7"), ("", "1", "2", "3")]),
        (("其他", "", "9", ""), [("（七）总计", "256", "140", "7"), ("其他", "", "9", "")]),
    ],
)
def test_digits_that_a_page_break_tore_off_are_no_row_of_their_own(
    rest: tuple[str, ...], wanted: list[tuple[str, ...]]
) -> None:
    pages = [
        ScannedPage([Table(rows, spans_known=True)], [(0, 10, 20, 30, 40)])
        for rows in ((row("（七）总计", "256", "140", "7"),), (row(*rest),))
    ]
    (table,) = join_pages(pages)
    assert isinstance(table, Table)
    assert [tuple(cell.text for cell in line) for line in table.rows] == wanted


@pytest.mark.parametrize(("above", "left"), [("三、本年度办理结果", ""), ("7", "\ufffd")])
def test_what_a_page_break_leaves_of_an_upright_title_is_no_label(above: str, left: str) -> None:
    pages = [
        ScannedPage(
            [Table(((GridCell(text, 0, 1, 2), GridCell("1", 1)), row("", "2")[1:]), spans_known=True)],
            [(0, 10, 20)],
        )
        for text in (above, "\ufffd")
    ]
    (table,) = join_pages(pages)
    assert isinstance(table, Table)
    assert table.rows[2][0].text == left


@pytest.mark.parametrize(
    ("seen", "printed"),
    [
        ("白然人", "自然人"),
        ("结果纠", "结果纠正"),
        ("上年处理决定数量", "上年处理决定数量"),
        ("总汁", "总汁"),
        ("行政许可", "行政许可"),
    ],
)
def test_head_one_character_off_is_that_head_only_where_it_can_mean_no_other(seen: str, printed: str) -> None:
    assert whole_head(seen) == printed
