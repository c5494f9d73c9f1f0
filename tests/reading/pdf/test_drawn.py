"""PDFs drawn line by line: however rules, figures and pages are made, a figure is right or it is not claimed."""

import io
import random
from collections.abc import Callable

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from crawler.reading import Document, read
from crawler.reading.pdf.glyphs import Upright
from crawler.reading.pdf.strokes import read_drawing
from demo.press.figures import sound_figures
from store.form import FORMS, Form
from store.models import Report
from tests.made.papers.drawn import SIZE, Pen, drawn, font_of, plain_figure
from tests.made.papers.printed import figures_of, wrong_figures

FORM = FORMS["2021"]


def read_drawn(
    pen: Pen, form: Form = FORM, seed: int = 1
) -> tuple[Report, dict[object, object], dict[object, object]]:
    """The report that a drawn PDF is read as, its figures, and the true ones."""
    truth = sound_figures(form, seed)
    report = read(Document("report.pdf", drawn(form, truth, pen)))
    return report, dict(figures_of(report)), dict(truth)


def boxes(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.rect(x0 - 0.2, y0 - 0.2, abs(x1 - x0) + 0.4, y1 - y0 + 0.4, stroke=0, fill=1)


def double(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.line(x0, y0, x1, y1)
    canvas.line(x0 + 1.6 * (x0 == x1), y0 - 1.6 * (y0 == y1), x1 + 1.6 * (x0 == x1), y1 - 1.6 * (y0 == y1))


def dashes(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    step = 4.0
    for place in range(int((x1 - x0 + y1 - y0) / step) + 1):
        a, b = (x0 + place * step * (x1 > x0), y0 + place * step * (y1 > y0))
        canvas.line(a, b, min(x1, a + 2.5 * (x1 > x0)), min(y1, b + 2.5 * (y1 > y0)))


def dots(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    for place in range(int((x1 - x0 + y1 - y0) / 4) + 1):
        canvas.rect(x0 + 4 * place * (x1 > x0), y0 + 4 * place * (y1 > y0), 0.8, 0.8, stroke=0, fill=1)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("rule", [boxes, double, dashes, dots])
def test_rules_of_any_make_part_the_same_cells(rule: Callable[..., None], form: Form) -> None:
    _, figures, truth = read_drawn(Pen(rule=rule), form)
    assert figures == truth


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_plain_pdf_is_read_to_the_last_figure(form: Form, seed: int) -> None:
    pen = Pen(embedded=seed % 2 == 0, sides=seed % 3 > 0, foot=40 + 37.0 * seed)
    report, figures, truth = read_drawn(pen, form, seed)
    assert figures == truth
    assert {cell.state for cell in report.cells.values()} <= {"number", "zero"}
    assert (report.title_agency, report.year) == ("白河市财政局", 2025)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_page_rotated_for_the_screen_only_is_read(rotation: int) -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageSize((595, 842) if rotation == 180 else (842, 595))  # as shown on the screen
        canvas.setPageRotation(rotation)

    _, figures, truth = read_drawn(Pen(page=turned))
    assert figures == truth


def test_sideways_report_on_an_upright_page_is_read() -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.setPageSize((842, 595))
        canvas.translate(842, 0)
        canvas.rotate(90)

    _, figures, truth = read_drawn(Pen(page=sideways))
    assert figures == truth


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.3, 0.0), (0.8, 0.0), (0.3, 0.3)])
def test_figures_printed_twice_to_look_bold_are_not_doubled(shift: tuple[float, float]) -> None:
    def bold(canvas: Canvas, text: str, x: float, y: float) -> None:
        canvas.drawString(x, y, text)
        for place, character in enumerate(text):  # one by one, or pdfium takes the second print out itself
            before = canvas.stringWidth(text[:place], canvas._fontname, SIZE)
            canvas.drawString(x + before + shift[0], y + shift[1], character)

    _, figures, truth = read_drawn(Pen(figure=bold, embedded=True))
    assert figures == truth


def white(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.setFillGray(1)
    canvas.drawString(x, y, text)
    canvas.setFillGray(0)


def invisible(canvas: Canvas, text: str, x: float, y: float) -> None:
    line = canvas.beginText(x, y)
    line.setTextRenderMode(3)
    line.textOut(text)
    line.setTextRenderMode(0)
    canvas.drawText(line)


def covered(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.drawString(x, y, text)
    canvas.setFillGray(1)
    canvas.rect(x - 1, y - 2, SIZE * len(text), SIZE + 1, stroke=0, fill=1)
    canvas.setFillGray(0)


def transparent(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(x, y, text)
    canvas.setFillAlpha(1)


def tiny(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.saveState()
    canvas.setFont(canvas._fontname, 0.5)
    canvas.drawString(x, y, text)
    canvas.restoreState()


def clipped(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(0, 0, 5, 5)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(x, y, text)
    canvas.restoreState()


def struck(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.drawString(x, y, text)
    canvas.line(x - 1, y + 2.8, x + 5 * len(text), y + 2.8)


def overprinted(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.drawString(x, y, text)
    canvas.drawString(x, y, "8" * len(text))


@pytest.mark.parametrize("hide", [white, invisible, covered, transparent, tiny, clipped, struck, overprinted])
def test_figure_that_no_reader_can_tell_is_unread(hide: Callable[..., None]) -> None:
    """Every third figure is hidden: none of them is claimed, none of the others is lost."""
    truth = sound_figures(FORM, 1)
    hidden: list[bool] = []

    def figure(canvas: Canvas, text: str, x: float, y: float) -> None:
        hidden.append(len(hidden) % 3 == 0 and text != "8" * len(text))
        (hide if hidden[-1] else plain_figure)(canvas, text, x, y)

    report = read(Document("report.pdf", drawn(FORM, truth, Pen(figure=figure, embedded=True))))
    assert sum(cell.state == "unread" for cell in report.cells.values()) == sum(hidden)
    assert wrong_figures(report, truth) == {}
    assert len(figures_of(report)) == len(truth) - sum(hidden)


def test_raised_mark_on_a_figure_is_not_a_digit_of_it() -> None:
    def noted(canvas: Canvas, text: str, x: float, y: float) -> None:
        canvas.drawString(x, y, text)
        canvas.saveState()
        canvas.setFont(canvas._fontname, 5)
        canvas.drawString(x + 4.0 * len(text), y + 3.5, "2")
        canvas.restoreState()

    report, figures, truth = read_drawn(Pen(figure=noted, embedded=True))
    assert figures.items() <= truth.items()
    assert len(figures) > len(truth) * 0.8  # of longer ones the mark is drawn over the last digit
    assert {cell.state for cell in report.cells.values()} == {"inferred", "unread"}


def test_figure_wider_than_its_cell_is_not_cut_at_the_rule() -> None:
    def wide(canvas: Canvas, text: str, x: float, y: float) -> None:
        canvas.drawString(x - 14, y, f"987654{text}")

    report, _, truth = read_drawn(Pen(figure=wide, embedded=True))
    printed = {int(f"987654{value}") for key, value in truth.items() if isinstance(value, int)}
    claimed = {cell.value for cell in report.cells.values() if cell.state in ("number", "zero")}
    assert claimed <= printed
    assert sum(cell.state == "unread" for cell in report.cells.values()) > 100


def test_watermark_across_the_page_is_not_read() -> None:
    def marked(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(300, 400)
        canvas.rotate(45)
        canvas.setFont("Helvetica", 60)
        canvas.setFillGray(0.9)
        canvas.drawCentredString(0, 0, "2025 2025")
        canvas.restoreState()

    _, figures, truth = read_drawn(Pen(page=marked, embedded=True))
    assert figures == truth


@pytest.mark.parametrize("number", ["-{}-", "— {} —", "{}", "第{}页", "第 {} 页 共 4 页"])
def test_page_numbers_stand_neither_in_tables_nor_in_text(number: str) -> None:
    pages = iter(range(1, 100))

    def numbered(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", SIZE)
        canvas.drawCentredString(297, 20, number.format(next(pages)))

    report, figures, truth = read_drawn(Pen(page=numbered, foot=250))
    assert figures == truth
    assert [section.text for section in report.sections if section.key == "other_matters"] == ["无。"]


def test_table_without_upright_rules_is_unread_not_guessed() -> None:
    def level(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
        if y0 == y1:
            canvas.line(x0, y0, x1, y1)

    _, figures, _ = read_drawn(Pen(rule=level))
    assert figures == {}


def test_any_rules_left_out_give_no_wrong_figure() -> None:
    for seed in range(4):
        rng = random.Random(seed)

        def gaps(
            canvas: Canvas, x0: float, y0: float, x1: float, y1: float, rng: random.Random = rng
        ) -> None:
            if rng.random() > 0.15:
                canvas.line(x0, y0, x1, y1)

        report, _, truth = read_drawn(Pen(rule=gaps), seed=seed)
        assert wrong_figures(report, truth) == {}  # type: ignore[arg-type]


def test_running_heads_and_feet_are_not_part_of_the_text() -> None:
    def furnished(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", SIZE)
        canvas.drawString(40, 820, "白河市政府网站")
        canvas.drawString(40, 15, "www.example.cn 打印")

    report, figures, truth = read_drawn(Pen(page=furnished, foot=300))
    assert figures == truth
    assert report.title_agency == "白河市财政局"
    assert not any(word in section.text for section in report.sections for word in ("网站", "打印"))


def test_table_is_read_wherever_a_page_ends() -> None:
    """Merged labels go on on the next page, heads stay with their table, no row is lost."""
    for foot in range(60, 420, 30):
        report, figures, truth = read_drawn(Pen(foot=foot))
        assert figures == truth, foot
        assert report.notes == (), foot


def blanks_of_their_own(canvas: Canvas, text: str, x: float, y: float) -> None:
    """A blank before and behind the figure, each a piece of text of its own, as word processors write them."""
    for piece, at in (("\u00a0", x - 3), (text, x), ("\u00a0", x + 0.6 * SIZE * len(text))):
        canvas.drawString(at, y, piece)


def test_blanks_that_print_nothing_hide_no_figure() -> None:
    _, figures, truth = read_drawn(Pen(figure=blanks_of_their_own, embedded=True))
    assert figures == truth


def test_piece_of_text_is_white_only_if_its_font_is_in_the_file_and_prints_nothing() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for font in (font_of(Pen(embedded=True)), "Helvetica"):
        canvas.setFont(font, SIZE)
        for text in ("7", "\u00a0", "-", "\u00a0."):
            canvas.drawString(60, 700, text)
    canvas.save()
    page = pypdfium2.PdfDocument(file.getvalue())[0]
    assert [piece.white for piece in read_drawing(page, Upright(0), 1.0).pieces] == [
        False,
        True,
        *[False] * 6,
    ]
