"""Tables of scans whose rules are broken, or with something pale behind them: the same figures as with plain ones."""

import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageDraw

from crawler.reading.blocks import Document, Page, Paragraph
from tests.made.papers.scans import needs_ocr
from tests.reading.ocr.test_ocr import last_row, saved

FIGURES = ["12", "7", "345", "0"]
Point = tuple[int, int]
Pen = Callable[[ImageDraw.ImageDraw, Point, Point], None]


def plain(draw: ImageDraw.ImageDraw, start: Point, end: Point) -> None:
    draw.line((start, end), fill="black", width=2)


def dashed(draw: ImageDraw.ImageDraw, start: Point, end: Point) -> None:
    for x in range(start[0], end[0], 8):
        draw.line((x, start[1], min(x + 4, end[0]), start[1]), fill="black", width=2)
    for y in range(start[1], end[1], 8):
        draw.line((start[0], y, start[0], min(y + 4, end[1])), fill="black", width=2)


def short(draw: ImageDraw.ImageDraw, start: Point, end: Point) -> None:
    """A rule that stops before the corners on both sides."""
    across, down = (4, 0) if start[1] == end[1] else (0, 4)
    plain(draw, (start[0] + across, start[1] + down), (end[0] - across - 1, end[1] - down - 1))


def open_sides(draw: ImageDraw.ImageDraw, start: Point, end: Point) -> None:
    """No rule at either side of the table."""
    if start[0] != end[0] or start[0] not in (60, 420):
        plain(draw, start, end)


def page(pen: Pen, figures: list[str], edges: tuple[int, ...] = (60, 150, 240, 330, 420)) -> Image.Image:
    """A page with a heading close above a table of three rows of figures."""
    picture = Image.new("RGB", (1500, 1500), "white")
    draw = ImageDraw.Draw(picture)
    for top in (100, 150, 200):
        for left, right, figure in zip(edges, edges[1:], figures, strict=False):
            pen(draw, (left, top), (right, top))
            pen(draw, (left, top + 50), (right, top + 50))
            pen(draw, (left, top), (left, top + 50))
            pen(draw, (right, top), (right, top + 50))
            draw.text(((left + right) / 2, top + 12), figure, fill="black", font_size=24, anchor="mt")
    draw.text((62, 66), "Annual Report 2025", fill="black", font_size=26)
    return picture


@needs_ocr
@pytest.mark.parametrize("pen", [plain, dashed, short, open_sides])
def test_rules_with_gaps_make_the_same_table(pen: Pen) -> None:
    assert last_row(page(pen, FIGURES)) == FIGURES


@needs_ocr
def test_heading_close_to_dashes_is_none_of_the_table() -> None:
    from crawler.reading.ocr import read_picture

    found = read_picture(Document("page", saved(page(dashed, FIGURES), "PNG")))
    assert isinstance(found, Page)
    assert found.blocks[0] == Paragraph("Annual Report 2025")


@needs_ocr
def test_watermark_is_no_text_and_no_blank() -> None:
    figures = ["12", "", "345", "0"]
    picture = page(plain, figures)
    mark = Image.new("RGB", (1000, 200), "white")
    ImageDraw.Draw(mark).text((10, 20), "DRAFT 2025", fill="#d9d9d9", font_size=140)
    mark = mark.rotate(30, expand=True, fillcolor="white")
    under = Image.new("RGB", picture.size, "white")
    under.paste(mark, (0, -250))
    first, blank, *others = last_row(ImageChops.multiply(picture, under))
    assert [first, *others] == ["12", "345", "0"]
    assert blank == "\ufffd"


@needs_ocr
def test_grains_are_no_ink_and_the_dot_of_a_decimal_is() -> None:
    figures = ["0.05", "7", "345", "0"]
    picture = page(plain, figures, (60, 240, 420, 600, 780))
    rng = random.Random(3)
    for _ in range(20_000):
        place = rng.randrange(1500), rng.randrange(1500)
        shade = min(90, *picture.getpixel(place))
        picture.putpixel(place, (shade, shade, shade))
    assert last_row(picture) == figures


@needs_ocr
def test_grains_that_touch_are_no_part_of_the_figure_beside_them() -> None:
    figures = ["0.05", "7", "345", "0"]
    picture = page(plain, figures, (60, 240, 420, 600, 780))
    rng = random.Random(4)
    for _ in range(4_000):
        place = rng.randrange(1500), rng.randrange(1500)
        shade = min(90, *picture.getpixel(place))
        picture.putpixel(place, (shade, shade, shade))
    for left in (60, 240, 420, 600):
        ImageDraw.Draw(picture).line((left + 26, 216, left + 28, 217), fill="#303030", width=2)
    assert last_row(picture) == figures


@needs_ocr
def test_spot_below_a_figure_is_no_line_of_its_own() -> None:
    picture = page(plain, FIGURES)
    for left in (60, 150, 240, 330):
        ImageDraw.Draw(picture).rectangle((left + 30, 244, left + 33, 247), fill="black")
    assert last_row(picture) == FIGURES
