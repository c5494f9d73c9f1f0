"""OFD → figures: all of them however it is written, none that a reader can't see; and what is hostile ends by name."""

import io
import re
import zipfile
from collections.abc import Callable

import pypdfium2
import pytest
from PIL import Image

from crawler.reading import Document, UnreadableDocument, media_type, read
from crawler.reading.apart.worker import in_worker
from crawler.reading.blocks import Handover
from crawler.reading.ofd.words import deltas
from crawler.reading.opening.media_types import FORMATS, OFD, SCAN
from crawler.reading.pdf import MAX_PAGES
from store.models import Report
from tests.corpus import QUIRKS, Recipe, make
from tests.corpus.as_docx import packed
from tests.corpus.as_ofd import layer, package, scan
from tests.corpus.measure import outcomes
from tests.made.papers.mutations import outcome, processor_seconds
from tests.made.papers.printed import wrong_figures
from tests.made.papers.scans import needs_ocr

WAYS = [name for name, quirk in QUIRKS.items() if quirk.formats == ("ofd",)]
RULES = ["double_rules", "no_outer_rules", "dashed_rules", "rules_as_boxes", "open_corners", "grey_heads"]
PAPER = ["landscape", "rotated_pages", "page_break_in_row", "head_on_every_page", "page_numbers", "watermark"]
PLAIN = make(Recipe("ofd", "2021", (), seed=5))
TRUTH = {key: entry.value for key, entry in PLAIN.truth.items()}
KEY, FIGURE = next(
    (key, str(value))
    for key, value in TRUTH.items()
    if isinstance(value, int) and value > 9 and list(TRUTH.values()).count(value) == 1
)


def read_ofd_of(body: bytes) -> Report:
    return read(Document("report.ofd", body))


def rewritten(body: bytes, change: Callable[[str], str], name: str = r".*/Content\.xml") -> bytes:
    """The package with the parts of that name changed."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return packed(
        {part: change(held.decode()) if re.fullmatch(name, part) else held for part, held in parts.items()}
    )


@pytest.mark.parametrize("generation", ["2021", "2019"])
@pytest.mark.parametrize("way", [*WAYS, *RULES, *PAPER])
def test_every_cell_is_right_in_every_way_of_writing(way: str, generation: str) -> None:
    made = make(Recipe("ofd", generation, (way,), seed=4))
    assert media_type(made.body) == OFD
    report = read_ofd_of(made.body)
    assert set(outcomes(made.truth, report.cells).values()) == {"right"}
    assert report.agency == "白河市财政局"


@pytest.mark.parametrize("way", ["", "character_objects", "line_objects", "scaled_text", "composite_page"])
def test_blank_cell_stays_blank(way: str) -> None:
    made = make(Recipe("ofd", "2021", tuple(filter(None, ("some_blank", way))), seed=6))
    blank = [key for key, entry in made.truth.items() if entry.printed == ""]
    cells = read_ofd_of(made.body).cells
    assert len(blank) > 5
    assert {(cells[key].state, cells[key].value) for key in blank} == {("blank", None)}


def with_figure(body: bytes, change: Callable[[str], str]) -> bytes:
    """The document with the text object of FIGURE changed."""
    objects = re.compile(
        rf"<ofd:TextObject (?:(?!</ofd:TextObject>).)*>{FIGURE}</ofd:TextCode></ofd:TextObject>"
    )
    changed = rewritten(body, lambda page: objects.sub(lambda found: change(found[0]), page))
    assert changed != body
    return changed


def below(text: str, painted: str) -> str:
    """A text object with something painted over its place."""
    box = re.search(r'Boundary="[^"]*"', text)
    assert box
    return text + painted.replace("BOX", box[0])


def aside(text: str, far: float) -> str:
    """A text object whose boundary was moved, the text left where it is: OFD cuts off what is outside."""
    moved = re.sub(r'Boundary="(\S+)', lambda found: f'Boundary="{float(found[1]) + far}', text)
    return re.sub(r'X="(\S+)"', lambda found: f'X="{float(found[1]) - far}"', moved, count=1)


SQUARE = "<ofd:AbbreviatedData>M 0 0 L 99 0 L 99 99 L 0 99 C</ofd:AbbreviatedData>"
HIDDEN: dict[str, Callable[[str], str]] = {
    "white": lambda text: text.replace("0 0 0", "255 255 255"),
    "white by ink": lambda text: text.replace("0 0 0", "0 0 0 0"),
    "white in hexadecimal": lambda text: text.replace("0 0 0", "#FF #FF #FF"),
    "transparent colour": lambda text: text.replace("<ofd:FillColor ", '<ofd:FillColor Alpha="0" '),
    "transparent": lambda text: text.replace("<ofd:TextObject ", '<ofd:TextObject Alpha="0" '),
    "not visible": lambda text: text.replace("<ofd:TextObject ", '<ofd:TextObject Visible="false" '),
    "in an invisible block": lambda text: f'<ofd:PageBlock Visible="false">{text}</ofd:PageBlock>',
    "not filled": lambda text: text.replace("<ofd:TextObject ", '<ofd:TextObject Fill="false" '),
    "out of its boundary": lambda text: aside(text, 60.0),
    "too small": lambda text: re.sub(r'Size="[^"]*"', 'Size="0.5"', text),
    "under a patch": lambda text: below(
        text,
        f'<ofd:PathObject BOX Fill="true" Stroke="false"><ofd:FillColor Value="255 255 255"/>{SQUARE}</ofd:PathObject>'.replace(
            "99", "12"
        ),
    ),
    "struck out": lambda text: below(
        text,
        "<ofd:PathObject BOX><ofd:AbbreviatedData>M 0 1.8 L 12 1.8</ofd:AbbreviatedData></ofd:PathObject>",
    ),
    "under a picture": lambda text: below(text, '<ofd:ImageObject BOX ResourceID="9"/>'),
    "turned": lambda text: text.replace("<ofd:TextObject ", '<ofd:TextObject CharDirection="90" '),
    "without meaning": lambda text: text.replace(f">{FIGURE}<", ">" + "\ue031" * len(FIGURE) + "<"),
}


@pytest.mark.parametrize("way", HIDDEN)
def test_figure_that_nobody_sees_is_none(way: str) -> None:
    report = read_ofd_of(with_figure(PLAIN.body, HIDDEN[way]))
    cell = report.cells[KEY]
    assert cell.value is None or cell.state == "inferred"  # which sums of the form may tell
    assert cell.state in ("unread", "inferred", "text")
    assert wrong_figures(report, TRUTH) == {}
    others = {key: one.value for key, one in report.cells.items() if key[0] != KEY[0]}
    assert others == {key: value for key, value in TRUTH.items() if key[0] != KEY[0]}


def test_patch_below_the_figure_and_white_on_black_hide_nothing() -> None:
    dark = '<ofd:PathObject Boundary="0 0 210 297" Fill="true" Stroke="false"><ofd:FillColor Value="0 0 90"/>'
    square = "<ofd:AbbreviatedData>M 0 0 L 210 0 L 210 297 L 0 297 C</ofd:AbbreviatedData></ofd:PathObject>"

    def painted(page: str) -> str:
        page = page.replace('<ofd:FillColor Value="0 0 0"/>', '<ofd:FillColor Value="255 255 255"/>')
        return page.replace("<ofd:Layer>", f"<ofd:Layer>{dark}{square}")

    cells = read_ofd_of(rewritten(PLAIN.body, painted)).cells
    assert {key: cell.value for key, cell in cells.items()} == TRUTH


def test_frame_painted_as_a_ring_hides_nothing_inside() -> None:
    ring = (
        '<ofd:PathObject Boundary="0 0 210 297" Fill="true" Stroke="false" Rule="Even-Odd"><ofd:FillColor Value="0 0 0"/>'
        "<ofd:AbbreviatedData>M 5 5 L 205 5 L 205 292 L 5 292 C M 6 6 L 204 6 L 204 291 L 6 291 C</ofd:AbbreviatedData>"
        "</ofd:PathObject></ofd:Layer>"
    )
    cells = read_ofd_of(rewritten(PLAIN.body, lambda page: page.replace("</ofd:Layer>", ring))).cells
    assert {key: cell.value for key, cell in cells.items()} == TRUTH


def test_line_out_of_its_boundary_parts_no_cells() -> None:
    line = (
        '<ofd:PathObject Boundary="300 0 1 297"><ofd:AbbreviatedData>M -180 0 L -180 297</ofd:AbbreviatedData>'
        "</ofd:PathObject></ofd:Layer>"
    )
    cells = read_ofd_of(rewritten(PLAIN.body, lambda page: page.replace("</ofd:Layer>", line))).cells
    assert {key: cell.value for key, cell in cells.items()} == TRUTH


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("1 2 3", [1, 2, 3]),
        ("g 3 2.5", [2.5, 2.5, 2.5]),
        ("4 g 2 1 5", [4, 1, 1, 5]),
        ("g 999999999999 1", [1, 1, 1, 1]),
        ("g", []),
        ("", []),
        (None, []),
    ],
)
def test_steps_between_characters_are_read_in_groups_too(written: str | None, steps: list[float]) -> None:
    assert deltas(written, 4) == steps


def page_of(objects: str) -> bytes:
    return package([layer(objects, "0 0 210 297")])


def composites(levels: int, wide: int, end: str) -> bytes:
    """Composite units, each of which holds the next one `wide` times; the last one holds `end`."""
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{50 + n}"><ofd:Content>'
        + (
            f'<ofd:CompositeObject ResourceID="{51 + n}" Boundary="0 0 1 1"/>' * wide
            if n < levels - 1
            else end
        )
        + "</ofd:Content></ofd:CompositeGraphicUnit>"
        for n in range(levels)
    )
    first = '<ofd:CompositeObject ResourceID="50" Boundary="0 0 1 1"/>'
    return package([layer(first)], f"<ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits>")


def text_of(text: str, attributes: str = 'Boundary="0 0 9 9" Size="3"', code: str = "") -> str:
    return f"<ofd:TextObject {attributes}><ofd:TextCode {code}>{text}</ofd:TextCode></ofd:TextObject>"


def path_of(data: str) -> bytes:
    return page_of(
        f'<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
    )


def without(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(make(Recipe("ofd", "2021", ("template_rules",), 5)).body)) as archive:
        return packed({part: archive.read(part) for part in archive.namelist() if part != name})


def entities(page: str) -> str:
    named = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return page.replace("<ofd:Page", f'<!DOCTYPE a [<!ENTITY e0 "9">{named}]><ofd:Page', 1).replace(
        "</ofd:TextCode>", "&e9;</ofd:TextCode>", 1
    )


def with_password() -> bytes:
    body = bytearray(PLAIN.body)
    for found in re.finditer(b"PK\x01\x02", PLAIN.body):
        body[found.start() + 8] |= 1
    return bytes(body)


LINE = "M 0 10 L 200 10 "
BOMBS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "unpacked size": (lambda: page_of("<!--" + "0" * 80_000_000 + "-->"), {"too_large"}),
    "objects": (lambda: page_of("<ofd:PageBlock/>" * 3_000_000), {"too_large"}),
    "entities": (lambda: rewritten(PLAIN.body, entities), {"broken"}),
    "pages": (lambda: package([layer("")] * (MAX_PAGES + 1)), {"too_large"}),
    "thousands of pages": (
        lambda: rewritten(
            PLAIN.body,
            lambda part: part.replace(
                "<ofd:Page ",
                '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>' * 90_000 + "<ofd:Page ",
                1,
            ),
            r".*/Document\.xml",
        ),
        {"too_large"},
    ),
    "unit that holds itself": (
        lambda: composites(1, 1, '<ofd:CompositeObject ResourceID="50" Boundary="0 0 1 1"/>'),
        {"too_large"},
    ),
    "units that hold ten each": (lambda: composites(20, 10, ""), {"too_large"}),
    "blocks in blocks": (
        lambda: page_of("<ofd:PageBlock>" * 90_000 + "</ofd:PageBlock>" * 90_000),
        {"too_large"},
    ),
    "path of 10 MB": (lambda: path_of(LINE * 650_000), {"too_large"}),
    "path of one number": (lambda: path_of("9" * 10_000_000), {"unreadable_format", "broken"}),
    "curves": (lambda: path_of("M 0 0 " + "B 1 1 2 2 3 3 " * 200_000), {"too_large"}),
    "rules": (
        lambda: path_of("".join(f"M 0 {n * 0.4} L 200 {n * 0.4} " for n in range(700))),
        {"too_large"},
    ),
    "characters": (
        lambda: page_of(text_of("1" * 900_000, code='DeltaX="g 99999999 1"')),
        {"too_large"},
    ),
    "patches": (
        lambda: page_of(
            text_of("1" * 50_000)
            + f'<ofd:PathObject Boundary="0 0 9 9" Fill="true"><ofd:FillColor Value="9 9 9"/>{SQUARE}</ofd:PathObject>'
            * 5_000
        ),
        {"time_limit", "unreadable_format"},
    ),
    "numbers that are none": (
        lambda: page_of(text_of("1", 'Boundary="nan inf 1e999 x" CTM="1" Size="inf"', 'X="nan"')),
        {"unreadable_format"},
    ),
    "nothing": (lambda: page_of(""), {"unreadable_format"}),
    "text as paths": (lambda: path_of("M 1 1 B 2 2 3 3 4 4 C " * 500), {"unreadable_format"}),
    "no page": (lambda: without("Doc_0/Pages/Page_1/Content.xml"), {"broken"}),
    "no template": (lambda: without("Doc_0/Tpls/Tpl_0/Content.xml"), {"broken"}),
    "no document": (lambda: without("Doc_0/Document.xml"), {"broken"}),
    "no unit": (lambda: page_of('<ofd:CompositeObject ResourceID="7" Boundary="0 0 1 1"/>'), {"broken"}),
    "no root": (lambda: packed({"OFD.xml": "<a/>"}), {"broken"}),
    "two documents": (
        lambda: rewritten(
            PLAIN.body, lambda part: re.sub(r"<ofd:DocBody>.*</ofd:DocBody>", r"\g<0>\g<0>", part), "OFD.xml"
        ),
        {"unreadable_format"},
    ),
    "password": (with_password, {"unreadable_format"}),
    "encryption": (lambda: packed({"OFD.xml": "<a/>", "Encryptions.xml": "<a/>"}), {"unreadable_format"}),
    "encryption of the root": (
        lambda: packed({"Encryptions.xml": "<a/>", "a.dat": "0"}),
        {"unreadable_format"},
    ),
}


@pytest.mark.parametrize("attack", BOMBS)
def test_hostile_file_ends_by_name_and_soon(attack: str) -> None:
    build, failures = BOMBS[attack]
    body = build()
    start = processor_seconds()
    failure = outcome(body)
    assert processor_seconds() - start < FORMATS[OFD].seconds + 2
    assert failure in failures


@pytest.mark.parametrize("attack", ["encryption", "encryption of the root", "password", "text as paths"])
def test_refusal_says_what_it_is(attack: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"加密|密码|PDF 或 Word") as caught:
        read_ofd_of(BOMBS[attack][0]())
    assert caught.value.failure == "unreadable_format"


def pictures(kind: str) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((300, 400), 60).convert("RGB").save(file, kind)
    return file.getvalue()


def test_pages_that_are_pictures_are_handed_over_as_a_scan() -> None:
    found = in_worker(Document("scan", scan([pictures("JPEG")] * 2)), FORMATS[OFD])
    assert isinstance(found, Handover)
    assert found.media_type == SCAN
    assert media_type(found.body or b"") == "application/pdf"


@pytest.mark.parametrize("hidden", ["behind the picture", "not filled", "transparent"])
def test_recognised_text_that_a_scan_hides_is_not_read_in_place_of_the_picture(hidden: str) -> None:
    attributes = {"not filled": ' Fill="false"', "transparent": ' Alpha="0"'}.get(hidden, "")
    text = text_of("政府信息公开工作年度报告", f'Boundary="9 9 99 9" Size="4"{attributes}', 'Y="4"')
    picture = '<ofd:ImageObject ResourceID="100" Boundary="0 0 210 297"/>'
    page = layer(text + picture if hidden == "behind the picture" else picture + text)
    body = rewritten(scan([pictures("JPEG")]), lambda _: page)
    found = in_worker(Document("scan", body), FORMATS[OFD])
    assert isinstance(found, Handover)


def test_text_beside_tables_that_are_pictures_is_not_taken_for_a_report_without_figures() -> None:
    text = text_of("附表见后页。", 'Boundary="9 9 99 9" Size="4"', 'Y="4"')
    picture = layer('<ofd:ImageObject ResourceID="9" Boundary="0 0 210 297"/>')
    with pytest.raises(UnreadableDocument, match="PDF 或 Word"):
        read_ofd_of(package([layer(text), picture]))


@needs_ocr
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_scan_in_an_ofd_is_recognised_and_nothing_of_it_certainly_wrong(kind: str) -> None:
    pages = []
    for page in pypdfium2.PdfDocument(make(Recipe("pdf-drawn", "2021", (), seed=5)).body):
        file = io.BytesIO()
        page.render(scale=150 / 72).to_pil().convert("RGB").save(file, kind)
        pages.append(file.getvalue())
    report = read_ofd_of(scan(pages, kind.lower()))
    assert wrong_figures(report, TRUTH) == {}
    assert sum(report.cells[key].value == value for key, value in TRUTH.items()) > 0.98 * len(TRUTH)
    assert (report.agency, report.year) == ("白河市财政局", 2025)
