"""Scans and pictures → figures: right, or marked doubtful; what shows something illegible is never blank."""

import io
import random
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw

from crawler.reading import Document, UnreadableDocument, read
from crawler.reading.blocks import Page, Paragraph, Table
from crawler.reading.ocr import MAX_PAGES, MAX_PIXELS
from demo.press.figures import sound_figures
from store.form import FORMS
from store.models import CellKey, Report
from tests.made.pace import within
from tests.made.papers.printed import wrong_figures
from tests.made.papers.scans import needs_ocr, needs_print, printed_pages, scan, spoiled

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, 2)
SHOWN: dict[CellKey, object] = {
    **TRUTH,
    ("reviews", "reconsideration", "upheld"): "",
    ("reviews", "reconsideration", "other"): "/",
}


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def refused(body: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(Document("report.jpg", body))
    assert str(caught.value)
    return caught.value.failure


@pytest.fixture(scope="module")
def pages() -> list[Image.Image]:
    return printed_pages(FORM, SHOWN)


@pytest.fixture(scope="module")
def clean(pages: list[Image.Image]) -> Report:
    return read(Document("scan.pdf", scan(pages)))


@pytest.fixture(scope="module")
def bad(pages: list[Image.Image]) -> Report:
    return read(Document("scan.pdf", scan([spoiled(page, number) for number, page in enumerate(pages)], 60)))


def right(report: Report) -> float:
    """The share of cells that hold the true figure."""
    known = [key for key in TRUTH if SHOWN[key] == TRUTH[key]]
    return sum(report.cells[key].value == TRUTH[key] for key in known) / len(known)


@needs_ocr
@needs_print
def test_clean_scan_is_read_whole_or_says_which_cell_it_could_not_read(clean: Report) -> None:
    assert right(clean) > 0.99
    wrong = {key for key, cell in clean.cells.items() if cell.value not in (None, SHOWN[key])}
    lost = {key for key, cell in clean.cells.items() if cell.value is None and SHOWN[key] == TRUTH[key]}
    assert wrong == set()
    assert {clean.cells[key].state for key in lost} <= {"unread"}
    assert (clean.title_agency, clean.year, clean.form) == ("白河市财政局", 2025, "2021")
    assert [section.key for section in clean.sections] == [section.key for section in FORM.sections]
    certain = {key[0] for key, cell in clean.cells.items() if cell.state in ("number", "zero")}
    assert certain == {"requests"}


@needs_ocr
@needs_print
def test_blank_and_slash_of_a_scan_are_no_figures(clean: Report) -> None:
    assert clean.cells["reviews", "reconsideration", "upheld"].state == "blank"
    assert clean.cells["reviews", "reconsideration", "other"].value is None
    assert clean.cells["reviews", "reconsideration", "other"].state != "blank"


@needs_ocr
@needs_print
def test_bad_scan_gives_no_certain_figure_that_is_wrong_and_no_blank_for_ink(bad: Report) -> None:
    assert right(bad) > 0.85
    assert wrong_figures(bad, TRUTH) == {}
    blanks = {key for key, cell in bad.cells.items() if cell.state == "blank"}
    assert blanks <= {("reviews", "reconsideration", "upheld")}


def ruled(texts: Sequence[str], fill: str = "black", width: int = 3) -> Image.Image:
    """A picture of one row of ruled cells with Latin text."""
    picture = Image.new("RGB", (200 * len(texts) + 100, 400), "white")
    draw = ImageDraw.Draw(picture)
    for number, text in enumerate(texts):
        left = 50 + 200 * number
        for top in (100, 180):
            draw.rectangle((left, top, left + 200, top + 80), outline="black", width=width)
        draw.text((left + 80, 115), "2025", fill="black", font_size=36)
        draw.text((left + 80, 195), text, fill=fill, font_size=36)
    return picture


def last_row(picture: Image.Image) -> list[str]:
    """The texts of the last row of the only table of a picture."""
    from crawler.reading.ocr import read_picture

    found = read_picture(Document("row.png", saved(picture, "PNG")))
    assert isinstance(found, Page)
    tables = [block for block in found.blocks if isinstance(block, Table)]
    assert len(tables) == 1
    return [cell.text for cell in tables[0].rows[-1]]


@needs_ocr
def test_cell_with_ink_that_says_nothing_is_not_blank() -> None:
    scrawl = ruled(["", "", "7"])
    draw = ImageDraw.Draw(scrawl)
    for left in range(120, 160, 9):
        draw.arc((left, 200, left + 22, 240), 0, 300, fill="black", width=2)
    first, blank, figure = last_row(scrawl)
    assert "\ufffd" in first
    assert (blank, figure) == ("", "7")


@needs_ocr
def test_figures_in_red_or_too_faint_are_not_blank() -> None:
    assert all("\ufffd" in text for text in last_row(ruled(["12", "7", "3"], fill="#e02020")))
    faint = last_row(ruled(["12", "7", "3"], fill="#d0d0d0"))
    assert all(
        text in (wanted, f"{wanted}\ufffd", "\ufffd")
        for text, wanted in zip(faint, ("12", "7", "3"), strict=True)
    )


@needs_ocr
def test_two_figures_in_one_cell_are_not_one_number() -> None:
    picture = ruled(["1", "0", "0"])
    ImageDraw.Draw(picture).text((330, 225), "2", fill="black", font_size=30)
    assert "\ufffd" in last_row(picture)[1]


def narrow(text: str, width: int) -> Image.Image:
    """A row of three ruled cells, in the first of them text over several lines."""
    picture = Image.new("RGB", (600, 300), "white")
    draw = ImageDraw.Draw(picture)
    edges = (50, 50 + width, 250, 400)
    for left, right in pairwise(edges):
        draw.rectangle((left, 50, right, 250), outline="black", width=3)
    for number, line in enumerate(text.split()):
        draw.text((50 + width / 2, 75 + 30 * number), line, fill="black", font_size=26, anchor="mt")
    draw.text((325, 130), "7", fill="black", font_size=26)
    return picture


@needs_ocr
def test_digits_that_a_narrow_cell_breaks_are_one_figure() -> None:
    assert last_row(narrow("0 3 4", 40))[0] == "034"
    assert last_row(narrow("1 2", 40))[0] == "12"
    assert last_row(narrow("6 5 8 1", 44))[0] == "6581"
    assert last_row(narrow("275 3", 70))[0] == "2753"
    assert "\ufffd" in last_row(narrow("27 3", 120))[0]


@needs_ocr
def test_picture_formats_give_the_same_row() -> None:
    from crawler.reading.ocr import read_picture

    picture = ruled(["12", "0", "345"])
    for kind in ("PNG", "JPEG", "TIFF"):
        found = read_picture(Document("row", saved(picture, kind)))
        assert isinstance(found, Page)
        rows = next(block for block in found.blocks if isinstance(block, Table)).rows
        assert [cell.text for cell in rows[-1]] == ["12", "0", "345"]


@needs_ocr
def test_text_beside_tables_is_kept_and_page_numbers_are_not() -> None:
    from crawler.reading.ocr import read_picture

    picture = ruled(["1", "2", "3"])
    draw = ImageDraw.Draw(picture)
    draw.text((60, 30), "Annual Report 2025", fill="black", font_size=36)
    draw.text((300, 340), "- 3 -", fill="black", font_size=30)
    found = read_picture(Document("page", saved(picture, "PNG")))
    assert isinstance(found, Page)
    assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == ["Annual Report 2025"]


@needs_ocr
def test_bombs_are_refused_by_name() -> None:
    side = int(MAX_PIXELS**0.5) + 100
    assert refused(saved(Image.new("1", (side, side)), "PNG")) == "too_large"
    page = Image.new("1", (50, 50))
    assert refused(saved(page, "TIFF", save_all=True, append_images=[page] * MAX_PAGES)) == "too_large"
    assert refused(scan([Image.new("L", (side, side))])) == "too_large"


@needs_ocr
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_damaged_pictures_end_soon_and_by_name(kind: str) -> None:
    rng = random.Random(kind)
    body = saved(Image.effect_noise((60, 60), 80), kind)
    for _ in range(8):
        damaged = bytearray(body)
        for place in rng.sample(range(len(body)), 20):
            damaged[place] = rng.randrange(256)
        with within(10), suppress(UnreadableDocument):  # and nothing else
            read(Document("report", bytes(damaged)))


def test_scan_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.reading.ocr import characters as ocr_text
    from crawler.reading.ocr import read_picture, read_scan

    monkeypatch.setattr(ocr_text, "find_spec", lambda name: None)
    for reader in (read_picture, read_scan):
        with pytest.raises(UnreadableDocument, match="make ocr") as caught:
            reader(Document("scan.pdf", b"%PDF-1.7"))
        assert caught.value.failure == "unreadable_format"
