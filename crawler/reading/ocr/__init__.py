"""Scans and pictures → blocks: pages as pixels, tables by their ruling lines, text by a recogniser.

Runs in a worker process. Nothing here may be imported at the top that starts threads: the worker forks.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

from rapidfuzz.distance import Levenshtein

from crawler.reading.blocks import SEEN, Block, Document, GridCell, Page, Paragraph, Table, UnreadableDocument
from crawler.reading.ocr.characters import CERTAIN, Recognised, Recogniser, require_extra
from crawler.reading.ocr.page_breaks import LABELS, ScannedPage, join_pages, review_labels
from crawler.reading.ocr.pixels import (
    INK,
    PageImage,
    is_blank,
    prepared,
    slants,
    stacked,
    text_lines,
    without_specks,
)
from crawler.reading.ocr.ruling import Box, Pixels, ScannedCell, ScannedGrid, find_scanned_grids
from crawler.reading.words.labels import TELLING, column_labels, fold
from crawler.reading.words.values import ILLEGIBLE
from store.form import FORMS

MAX_PAGES = 30
MAX_PIXELS = 40_000_000  # of one page: A3 at 400 dpi has 31 million
_FRAME = 10  # pixels from a cell's edge in which its frame may be drawn
_ROOM = 2.2  # of a line's height, that a digit and the margins of its cell take
_SPOT = 0.4  # of a line's height, both ways: smaller is no line of text
_SHORT_SIDE = 1500  # pixels at which pages of a PDF are drawn
_LEAST_HEAD = 3  # characters of a head of which one may be lost
_HEADS = {head for name, form in FORMS.items() for head in {*column_labels(name), *review_labels(form)}}
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")


def read_scan(document: Document) -> Page:
    """A PDF whose pages are pictures. Raises UnreadableDocument."""
    require_extra()
    return _page(_pdf_pages(document.body))


def read_picture(document: Document) -> Page:
    """A JPEG, PNG or TIFF, of one or more pages. Raises UnreadableDocument."""
    require_extra()
    return _page(_pictures(document.body))


def _pdf_pages(body: bytes) -> Iterator[Pixels]:
    """The pages of a PDF, one at a time."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(body)
    _limit_pages(len(pdf))
    for page in pdf:
        width, height = page.get_size()
        scale = _SHORT_SIDE / max(1.0, min(width, height))
        _limit_pixels(round(width * scale), round(height * scale))
        for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            _limit_pixels(*picture.get_px_size())
        yield page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True).to_numpy()[:, :, :3]
        page.close()


def _pictures(body: bytes) -> Iterator[Pixels]:
    """The pages of a picture file, one at a time, as upright as its EXIF says, on white paper."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = None  # the limit is our own
    with Image.open(io.BytesIO(body)) as picture:
        _limit_pages(getattr(picture, "n_frames", 1))
        for frame in ImageSequence.Iterator(picture):
            _limit_pixels(*frame.size)
            page = ImageOps.exif_transpose(frame).convert("RGBA")
            white = Image.new("RGBA", page.size, "white")
            yield np.array(Image.alpha_composite(white, page).convert("RGB"))


def _limit_pages(count: int) -> None:
    if count > MAX_PAGES:
        raise UnreadableDocument("too_large", f"图像有 {count} 页，超过 {MAX_PAGES} 页的上限")


def _limit_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise UnreadableDocument("too_large", f"图像有 {width}×{height} 像素，超过 {MAX_PIXELS:,} 像素的上限")


def _page(pages: Iterator[Pixels]) -> Page:
    """Pictures of pages as blocks. Raises UnreadableDocument if nothing on them can be read."""
    import cv2

    cv2.setNumThreads(1)
    recogniser = Recogniser()
    sheets = [_sheet(prepared(picture), recogniser) for picture in pages]
    blocks = join_pages(sheets)
    if not blocks:
        raise UnreadableDocument("unreadable_format", "扫描件或图片中没有识别出文字")
    return Page(blocks)


@dataclass(frozen=True)
class _Line:
    """A line of text: where it stands on the page, as pixels, whether it is one slanting stroke, and whether it leaves
    no room in its cell for one more digit.
    """

    top: int
    pixels: Pixels
    slants: bool = False
    full: bool = False


def _sheet(page: PageImage, recogniser: Recogniser) -> ScannedPage:
    """What one page prints, from top to bottom."""
    grids, drawn = find_scanned_grids(page.contrast, page.hidden)
    loose = page.ink.copy()
    for grid in grids:
        Box(grid.box.left, max(0, grid.box.top - 3), grid.box.right, grid.box.bottom + 3).of(loose)[:] = 0
    height = _line_height(page, grids)
    lines = [
        _Line(box.top, _cropped(page.grey, box, height)) for box in _without_spots(text_lines(loose), height)
    ]
    cells = [(cell, _cell_lines(page, drawn, height, cell)) for grid in grids for cell in grid.cells]
    recognised = iter(
        recogniser.read([line.pixels for line in chain(lines, *(cell_lines for _, cell_lines in cells))])
    )
    blocks: list[tuple[int, Block]] = []
    for line in lines:
        text = next(recognised).text.strip()
        if text and not _PAGE_NUMBER.fullmatch(text):
            blocks.append((line.top, Paragraph(text)))
    texts = {
        id(cell): _cell_text(page, cell, cell_lines, [next(recognised) for _ in cell_lines])
        for cell, cell_lines in cells
    }
    for grid in grids:
        rows = [
            tuple(
                GridCell(texts[id(cell)], cell.column, cell.colspan, cell.rowspan)
                for cell in grid.cells
                if cell.row == row
            )
            for row in range(1 + max(cell.row for cell in grid.cells))
        ]
        blocks.append((grid.box.top, Table(tuple(rows), spans_known=True, doubt=SEEN)))
    verticals = [grid.verticals for grid in grids]
    return ScannedPage([block for _, block in sorted(blocks, key=lambda block: block[0])], verticals)


def _line_height(page: PageImage, grids: Sequence[ScannedGrid]) -> int:
    """How tall a line of text usually is on this page, in pixels."""
    pieces = [page.ink, *(_inside(cell.box).of(page.ink) for grid in grids for cell in grid.cells)]
    heights = [box.bottom - box.top for piece in pieces for box in text_lines(piece)]
    return int(median([height for height in heights if 10 <= height <= 60] or [24]))


def _inside(box: Box) -> Box:
    return Box(box.left + 5, box.top + 5, max(box.right - 5, box.left + 6), max(box.bottom - 5, box.top + 6))


def _cell_lines(page: PageImage, drawn: Pixels, height: int, cell: ScannedCell) -> list[_Line]:
    """The lines of text of one cell, its frame left out."""
    frame = cell.box.of(drawn).copy()
    frame[_FRAME:-_FRAME, _FRAME:-_FRAME] = 0
    frame[:3], frame[-3:], frame[:, :3], frame[:, -3:] = 255, 255, 255, 255
    ink, grey = cell.box.of(page.ink).copy(), cell.box.of(page.grey).copy()
    paper = int(median(grey.ravel()[:: 1 + grey.size // 500].tolist()))
    ink[(frame > 0) | (grey > paper - INK // 2)] = (
        0  # where a shaded cell meets white paper, there may seem to be ink
    )
    grey[frame > 0] = paper
    ink = without_specks(ink)
    if characters := stacked(ink):
        return [_Line(0, _side_by_side(grey, characters))]
    return [
        _Line(
            box.top,
            _cropped(grey, box, height),
            slants(box.of(ink)),
            ink.shape[1] - (box.right - box.left) < _ROOM * (box.bottom - box.top),
        )
        for box in _without_spots(text_lines(ink), height)
    ]


def _without_spots(lines: list[Box], height: int) -> list[Box]:
    """Lines of text, without spots above and below them; spots that stand alone are kept: nobody knows what they say."""
    least = _SPOT * height
    return [box for box in lines if max(box.right - box.left, box.bottom - box.top) >= least] or lines


def _side_by_side(grey: Pixels, characters: Sequence[Box]) -> Pixels:
    """Characters that stand one below the other as a line of text."""
    import cv2
    import numpy as np

    size = max(box.right - box.left for box in characters) + 6
    squares = [_cropped(grey, box, size - 6)[:, 4:-4] for box in characters]
    tall = max(square.shape[0] for square in squares)
    return np.hstack(
        [cv2.copyMakeBorder(one, 0, tall - one.shape[0], 0, 0, cv2.BORDER_REPLICATE) for one in squares]
    )


def _cropped(grey: Pixels, box: Box, height: int) -> Pixels:
    """A line of text with some paper around it, as tall as a line usually is at least."""
    import cv2

    above = max(3, (height + 6 - (box.bottom - box.top)) // 2)
    wide = cv2.copyMakeBorder(grey, above, above, 6, 6, cv2.BORDER_REPLICATE)
    return wide[box.top : box.bottom + 2 * above, box.left : box.right + 12]


def _cell_text(
    page: PageImage, cell: ScannedCell, lines: Sequence[_Line], recognised: Sequence[Recognised]
) -> str:
    """The text of a cell. What is there but can't be read with certainty gets a mark that makes the cell unread."""
    text = "".join(line.text for line in recognised).strip()
    if not text:
        return "" if not lines and is_blank(page, cell.box) else ILLEGIBLE
    if not cell.whole or _labels_in(text) > 1:
        return ILLEGIBLE
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        return whole_head(text)
    slash = lines[0].slants and text in ("1", "l", "I", "|")
    one = all(line.full for line in lines[:-1])  # a figure that goes on below, not two
    unsure = min(line.certainty for line in recognised) < CERTAIN
    if slash:
        return ILLEGIBLE + text
    return text if one and not unsure else text + ILLEGIBLE


def whole_head(text: str) -> str:
    """The head of a column of which recognition lost a character, or took it for another (白然人); else the text."""
    folded = fold(text)
    if folded in _HEADS or len(folded) > max(map(len, _HEADS)):
        return text
    near = [
        head
        for head in _HEADS
        if len(head) >= _LEAST_HEAD and Levenshtein.distance(folded, head, score_cutoff=1) == 1
    ]
    return near[0] if len(near) == 1 and not TELLING & set(folded) - set(near[0]) else text


def _labels_in(text: str) -> int:
    """How many labels of the form a text holds that is none itself: rows whose dividing line was lost."""
    folded = fold(text)
    if any(folded in labels for labels in LABELS):
        return 1
    return max(
        sum(
            label in folded and not any(label in other and other in folded for other in labels - {label})
            for label in labels
        )
        for labels in LABELS
    )
