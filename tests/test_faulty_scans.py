"""Tables in pictures whose upper or lower line is not drawn: Word leaves it out where a table goes on on the next page."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from crawler.reading import Document, read
from store.form import FORMS
from tests.printed import figures_of, sound_figures
from tests.scans import needs_ocr, needs_print, printed_pages, scan

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "faults" / "reading"
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
    path = SHARED / "13-scan-table-open-below.png"
    if not path.is_file():
        pytest.skip(f"not run: faults of real reports in small are read from {SHARED}, which is not there")
    read_ = figures_of(read(Document(path.name, path.read_bytes())))
    ten = {
        ("requests", row, column) for row in ("received", "granted") for column in ("natural_person", "total")
    }
    assert len(read_) == 12 * 7  # the thirteenth row may go on on the next page
    assert {key for key, value in read_.items() if value} == ten
    assert {value for value in read_.values() if value} == {10}
