"""PDFs that lie, are damaged or were made to hurt: refused by name or read without a wrong figure, in little room."""

import io
import random
import re
import zlib

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from crawler.reading import Document, UnreadableDocument, read
from crawler.reading.apart.worker import in_worker
from crawler.reading.blocks import Handover
from crawler.reading.opening.media_types import FORMATS as READERS
from crawler.reading.opening.media_types import PDF, SCAN
from demo.press.figures import sound_figures
from store.form import FORMS
from store.models import Report
from tests.made.pace import within
from tests.made.papers.drawn import Pen, drawn
from tests.made.papers.printed import figures_of, wrong_figures
from tests.reading.pdf.test_pdf import made_pdf, refused

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, 1)


def read_pdf_of(body: bytes) -> Report:
    return read(Document("report.pdf", body))


def test_font_that_does_not_tell_its_characters_gives_no_figure() -> None:
    body = drawn(FORM, TRUTH, Pen(embedded=True))
    assert b"/ToUnicode" in body
    report = read_pdf_of(body.replace(b"/ToUnicode", b"/UnknownKey"))
    assert wrong_figures(report, TRUTH) == {}


def picture() -> ImageReader:
    return ImageReader(Image.effect_noise((300, 400), 60))


def scanned(words: str, mode: int) -> bytes:
    """A page that is a picture, with words of a text layer behind or outside of it."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.drawImage(picture(), 40, 100, 515, 600)
    line = canvas.beginText(60, 750)
    line.setFont("Helvetica", 12)
    line.setTextRenderMode(mode)
    line.textOut(words)
    canvas.drawText(line)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("mode", [0, 3])
def test_pictures_of_tables_are_not_taken_for_a_report_without_figures(mode: int) -> None:
    assert in_worker(
        Document("made", scanned("Annual report, the tables are pictures", mode)), READERS[PDF]
    ) == Handover(SCAN)


def test_picture_beside_the_tables_does_not_matter() -> None:
    def illustrated(canvas: Canvas) -> None:
        canvas.drawImage(picture(), 0, 0, 595, 842)

    report = read_pdf_of(drawn(FORM, TRUTH, Pen(page=illustrated, embedded=True)))
    assert figures_of(report) == TRUTH


BOMBS = {
    "rectangles": b"0.5 w " + b"".join(b"%d %d 3 9 re S " % (n % 590, n // 590 * 2) for n in range(200_000)),
    "rules": b"".join(b"0 %d m 595 %d l S %d 0 m %d 842 l S " % (n, n, n, n) for n in range(0, 842))
    + b"".join(b"0 %.1f m 595 %.1f l S " % (n / 10, n / 10) for n in range(8420)),
    "characters": b"BT /F1 3 Tf " + b"(1111111111) Tj " * 20_000 + b"ET",
    "nesting": b"q " * 1_000_000,
    "arrays": b"[" * 1_000_000,
    "stroke": b"0 0 m " + b"10 10 l 0 10 l " * 300_000 + b"S",
    "shading": b"".join(b"%d 0 m %d 842 l S " % (n, n) for n in range(0, 595, 2)) * 20,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_pages_made_to_hurt_end_soon_and_in_little_room(bomb: str) -> None:
    packed = zlib.compress(BOMBS[bomb])
    body = made_pdf(content=packed).replace(b"<< /Length", b"<< /Filter /FlateDecode /Length", 1)
    with within(10):
        try:
            assert figures_of(read_pdf_of(body)) == {}
        except UnreadableDocument as error:
            assert error.failure in ("too_large", "time_limit", "broken", "unreadable_format")  # noqa: PT017


def test_stream_that_unpacks_to_a_thousand_times_its_size_ends_in_a_name() -> None:
    packed = zlib.compress(b"0 " * 60_000_000, 1)
    error = refused(made_pdf(content=packed).replace(b"<< /Length", b"<< /Filter /FlateDecode /Length", 1))
    assert error.failure in ("too_large", "time_limit", "broken", "unreadable_format")


def mutated(body: bytes, rng: random.Random) -> bytes:
    """Bytes flipped, cut out, cut off, or two objects swapped."""
    kind, place = rng.randrange(4), rng.randrange(len(body))
    if kind == 0:
        bad = bytearray(body)
        for _ in range(rng.choice((1, 3, 30))):
            bad[rng.randrange(len(bad))] ^= 1 << rng.randrange(8)
        return bytes(bad)
    if kind == 1:
        return body[:place] + body[place + rng.choice((1, 100, 10_000)) :]
    if kind == 2:
        return body[:place]
    spans = [found.span() for found in re.finditer(rb"\d+ 0 obj", body)]
    (a, b), (c, d) = sorted(rng.sample(spans, 2))
    return body[:a] + body[c:d] + body[b:c] + body[a:b] + body[d:]


def test_damaged_files_give_no_wrong_figure() -> None:
    body = drawn(FORM, TRUTH, Pen(embedded=True))
    for seed in range(40):
        with within(10):
            try:
                report = read_pdf_of(mutated(body, random.Random(seed)))
            except UnreadableDocument as error:
                assert error.failure in ("broken", "unreadable_format", "too_large", "time_limit")  # noqa: PT017
            else:
                assert wrong_figures(report, TRUTH) == {}, seed
