"""DOCX → figures: what Word prints and nothing else; damaged, hostile and foreign containers are refused by name."""

import io
import mmap
import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawler.reading import Document, UnreadableDocument, media_type, read
from crawler.reading.blocks import GridCell, Page, Paragraph, Table
from crawler.reading.form.reader import read_report
from crawler.reading.formats.docx import read_docx
from crawler.reading.opening.media_types import DOCX, ZIP
from demo.press.figures import sound_figures
from demo.press.tables import Printed, Row, report_tables, with_covered
from store.form import FORMS, Form
from store.models import CellKey, Report
from tests.made.papers.mutations import outcome, processor_seconds
from tests.made.papers.printed import faults, figures_of, plain_page, wrong_figures

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=5)
TITLE = "白河市财政局2025年政府信息公开工作年度报告"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="urn:shape" xmlns:v="urn:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(kind: str, target: str) -> str:
    return f'<Relationships><Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP container."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def docx(body: str, styles: str = "", doctype: str = "") -> bytes:
    """A DOCX with this body and, if given, these named styles."""
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations("officeDocument", "word/document.xml"),
        "word/document.xml": f"{doctype}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    if styles:
        members["word/_rels/document.xml.rels"] = relations("styles", "styles.xml")
        members["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    return packed(members)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p><w:pPr/>{''.join(runs)}</w:p>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def word_table(rows: Sequence[Row], shown: Callable[[str], str] = lambda text: paragraph(run(text))) -> str:
    """Rows as Word writes them: a cell that spans rows is continued in each of them."""

    def word_cell(printed: Printed, begins: bool) -> str:
        merge = '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
        span = f'<w:gridSpan w:val="{printed.colspan}"/>{merge if printed.rowspan > 1 else ""}'
        return cell(shown(printed.content) if begins else "<w:p/>", span)

    return table(*("".join(word_cell(*each) for each in row) for row in with_covered(rows)))


def tables(form: Form, figures: Mapping[CellKey, object]) -> list[list[Row]]:
    return [*report_tables(form, figures).values()]


def report_body(form: Form, parts: Sequence[str]) -> str:
    """The six sections; `parts` stand in the second, third and fourth."""
    bodies = [paragraph(run("略。")), *parts, paragraph(run("略。")), paragraph(run("无。"))]
    sections = zip("一二三四五六", form.sections, bodies, strict=True)
    return paragraph(run(TITLE)) + "".join(
        paragraph(run(f"{number}、{section.label}")) + body for number, section, body in sections
    )


def word_report(form: Form = FORM, figures: Mapping[CellKey, object] = TRUTH) -> str:
    return report_body(form, [word_table(rows) for rows in tables(form, figures)])


def read_here(body: bytes) -> Report:
    """Read a DOCX without the worker process."""
    document = Document("report.docx", body)
    return read_report(document, read_docx(document))


def blocks(body: str, styles: str = "") -> list[object]:
    page: Page = read_docx(Document("x.docx", docx(body, styles)))
    return list(page.blocks)


def cell_text(content: str, styles: str = "") -> str:
    """What is read of one cell with this content."""
    (found,) = blocks(table(cell(content)), styles)
    assert isinstance(found, Table)
    return found.rows[0][0].text


def refused(body: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(Document("report.docx", body))
    return caught.value


def test_official_blank_form_has_no_figure_and_no_zero(shared: Path) -> None:
    report = read(Document("form", (shared / "samples" / "blank-form-2021.docx").read_bytes()))
    assert (report.form, report.has_figures, len(report.cells)) == ("2021", False, len(TRUTH))
    assert {cell.state for cell in report.cells.values()} == {"blank"}
    assert [note.state for note in report.notes] == ["blank"]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("name", ["report.docx", "report.html", "report"])
def test_report_is_read_to_the_last_cell_whatever_its_name(form: Form, name: str) -> None:
    truth = sound_figures(form, seed=9)
    report = read(Document(name, docx(word_report(form, truth))))
    assert (report.form, report.agency, report.year) == (form.name, "白河市财政局", 2025)
    assert [section.key for section in report.sections] == [section.key for section in form.sections]
    assert figures_of(report) == truth
    assert faults(report) == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_figures_come_back_exactly(form: Form, seed: int) -> None:
    truth = sound_figures(form, seed)
    assert figures_of(read_here(docx(word_report(form, truth)))) == truth


def test_merged_cells_are_read_once_and_their_spans_known() -> None:
    merged = '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'
    rows = [
        cell(paragraph(run("甲")), merged) + cell(paragraph(run("1"))),
        cell(paragraph(run("旧字")), '<w:gridSpan w:val="2"/><w:vMerge/>') + cell(paragraph(run("2"))),
        '<w:trPr><w:gridBefore w:val="2"/></w:trPr>' + cell(paragraph(run("3"))),
        cell(paragraph(run("乙")), '<w:hMerge w:val="restart"/>') + cell("<w:p/>", "<w:hMerge/>"),
    ]
    assert blocks(table(*rows)) == [
        Table(
            (
                (GridCell("甲", 0, 2, 2), GridCell("1", 2)),
                (GridCell("2", 2),),
                (GridCell("3", 2),),
                (GridCell("乙", 0, 2),),
            ),
            spans_known=True,
        )
    ]


def test_merge_that_continues_nothing_is_a_cell_of_its_own() -> None:
    (found,) = blocks(table(cell(paragraph(run("7")), "<w:vMerge/>")))
    assert isinstance(found, Table)
    assert found.rows == ((GridCell("7", 0),),)


HIDDEN_STYLES = (
    '<w:style w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="gone"><w:basedOn w:val="base"/></w:style>'
    '<w:style w:styleId="up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
)
NOT_PRINTED = {
    "deleted": f"<w:del>{run('8')}</w:del>",
    "deleted_text": "<w:del><w:r><w:delText>8</w:delText></w:r></w:del>",
    "moved_away": f"<w:moveFrom>{run('8')}</w:moveFrom>",
    "hidden": run("8", "<w:vanish/>"),
    "hidden_by_style": run("8", '<w:rStyle w:val="gone"/>'),
    "struck_out": run("8", "<w:strike/>"),
    "field_code": "<w:r><w:instrText>8</w:instrText></w:r>",
    "field_inside_a_field_code": '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    + '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r>'
    + run("8")
    + '<w:r><w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="end"/></w:r>',
    "comment": "<!-- 8 --><?word 8?>",
    "footnote_mark": '<w:r><w:footnoteReference w:id="8"/></w:r>',
}


@pytest.mark.parametrize("kind", NOT_PRINTED)
def test_what_word_does_not_print_is_not_read(kind: str) -> None:
    assert cell_text(paragraph(run("1"), NOT_PRINTED[kind], run("2")), HIDDEN_STYLES) == "12"


PRINTED = {
    "inserted": f"<w:ins>{run('8')}</w:ins>",
    "moved_here": f"<w:moveTo>{run('8')}</w:moveTo>",
    "content_control": f"<w:sdt><w:sdtPr/><w:sdtContent>{run('8')}</w:sdtContent></w:sdt>",
    "link": f"<w:hyperlink>{run('8')}</w:hyperlink>",
    "field_result": f'<w:fldSimple w:instr="=SUM(LEFT)">{run("8")}</w:fldSimple>',
    "complex_field_result": '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>3</w:instrText>'
    + f'<w:fldChar w:fldCharType="separate"/></w:r>{run("8")}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    "switched_off": run("8", '<w:rStyle w:val="gone"/><w:vanish w:val="0"/>'),
    "comment_inside": "<w:r><w:t><!-- 9 -->8</w:t></w:r>",
}


@pytest.mark.parametrize("kind", PRINTED)
def test_what_word_prints_is_read_once(kind: str) -> None:
    assert cell_text(paragraph(run("1"), PRINTED[kind], run("2")), HIDDEN_STYLES) == "182"


SET_OFF = {
    "superscript": run("3", '<w:vertAlign w:val="superscript"/>'),
    "subscript": run("3", '<w:vertAlign w:val="subscript"/>'),
    "raised_by_style": run("3", '<w:rStyle w:val="up"/>'),
    "raised_by_points": run("3", '<w:position w:val="8"/>'),
    "formula": "<m:oMath><m:r><m:t>3</m:t></m:r></m:oMath>",
    "text_box": "<w:r><mc:AlternateContent>"
    f'<mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{paragraph(run("3"))}</w:txbxContent>'
    "</wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{paragraph(run('3'))}</w:txbxContent></v:textbox></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>",
}


@pytest.mark.parametrize("kind", SET_OFF)
def test_small_print_never_becomes_a_digit_of_a_figure(kind: str) -> None:
    mark = paragraph(run("12"), SET_OFF[kind])
    assert cell_text(mark, HIDDEN_STYLES).replace(" ", "") == "12^3"
    place = ("requests", "granted", "total")
    rows = tables(FORM, {**TRUTH, place: "@"})
    parts = [word_table(part, lambda text: mark if text == "@" else paragraph(run(text))) for part in rows]
    report = read_here(docx(report_body(FORM, parts), HIDDEN_STYLES))
    assert (report.cells[place].value, report.cells[place].state) == (12, "inferred")
    assert figures_of(report) == {**TRUTH, place: 12}


def test_styles_are_found_where_no_relation_names_them() -> None:
    body = docx(table(cell(paragraph(run("1"), NOT_PRINTED["hidden_by_style"]))), HIDDEN_STYLES)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if "document.xml.rels" not in name}
    page = read_docx(Document("x", packed(members)))
    assert page.blocks == [Table(((GridCell("1", 0),),), spans_known=True)]


def test_picture_or_automatic_number_in_a_cell_is_neither_blank_nor_figure() -> None:
    assert cell_text(paragraph("<w:r><w:drawing/></w:r>")) == "〔图〕"
    choice = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList/></w:ffData></w:fldChar></w:r>'
    assert cell_text(paragraph(choice)) == "□"
    numbered = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>'
    assert cell_text(numbered.format("")) == "^"
    assert cell_text(numbered.format(run("5"))) == "^5"
    assert cell_text(numbered.format(run("规章"))) == "规章"


def test_two_paragraphs_of_a_cell_are_kept_apart() -> None:
    assert cell_text(paragraph(run("1")) + paragraph(run("2"))) == "1 2"
    assert cell_text("<w:p><w:r><w:t>1</w:t><w:br/><w:t>2</w:t><w:tab/><w:t>3</w:t></w:r></w:p>") == "1 2 3"


def test_hidden_and_deleted_rows_are_left_out() -> None:
    rows = [
        "<w:trPr><w:hidden/></w:trPr>" + cell(paragraph(run("1"))),
        "<w:trPr><w:del/></w:trPr>" + cell(paragraph(run("2"))),
        cell(paragraph(run("3"))),
    ]
    (found,) = blocks(table(*rows))
    assert found == Table(((GridCell("3", 0),),), spans_known=True)


def test_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = SET_OFF["text_box"]
    assert blocks(paragraph(run("一"), box, run("二"))) == [Paragraph("一二"), Paragraph("3")]


def test_wrapped_labels_lose_nothing() -> None:
    def wrapped(text: str) -> str:
        if text.isascii() or len(text) < 4:
            return paragraph(run(text))
        middle = len(text) // 2
        return f"<w:p>{run(text[:middle])}<w:r><w:br/></w:r>{run(text[middle:])}</w:p>"

    body = report_body(FORM, [word_table(rows, wrapped) for rows in tables(FORM, TRUTH)])
    assert figures_of(read_here(docx(body))) == TRUTH


def test_tables_inside_layout_tables_controls_and_boxes_are_read() -> None:
    first, requests, reviews = (word_table(rows) for rows in tables(FORM, TRUTH))
    box = f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{reviews}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    parts = [
        table(cell(paragraph(run("表二")) + table(cell(first + "<w:p/>")) + "<w:p/>")),
        f"<w:sdt><w:sdtContent>{requests}</w:sdtContent></w:sdt>",
        box,
    ]
    assert figures_of(read_here(docx(report_body(FORM, parts)))) == TRUTH


@pytest.mark.parametrize("with_head", [True, False])
def test_table_cut_in_two_is_read_completely(with_head: bool) -> None:
    first, requests, reviews = tables(FORM, TRUTH)
    head = requests[:3] if with_head else []
    cut = (
        next(n for n, row in enumerate(requests) if row[0].content == FORM.requests["carried_over"].label) + 1
    )
    parts = [
        word_table(first),
        word_table(requests[:cut]) + "<w:p/>" + word_table(head + requests[cut:]),
        word_table(reviews),
    ]
    assert figures_of(read_here(docx(report_body(FORM, parts)))) == TRUTH


def test_row_without_a_cell_is_unread_not_shifted() -> None:
    rows = tables(FORM, TRUTH)
    row = next(row for row in rows[1] if any(one.content == FORM.requests["granted"].label for one in row))
    row[-3:] = [Printed("4"), Printed("5")]
    report = read_here(docx(report_body(FORM, [word_table(part) for part in rows])))
    assert {one.state for key, one in report.cells.items() if key[:2] == ("requests", "granted")} == {
        "unread"
    }


def test_truncated_file_is_refused() -> None:
    body = docx(word_report())
    for end in random.Random(2).sample(range(4, len(body)), 100):
        with pytest.raises(UnreadableDocument) as caught:
            media_type(body[:end])
        assert caught.value.failure == "broken", end


def test_mutated_container_gives_no_wrong_figure_and_no_raw_exception() -> None:
    body = docx(word_report(), HIDDEN_STYLES)
    outcomes = []
    for seed in range(200):
        rng = random.Random(seed)
        damaged = bytearray(body)
        for _ in range(rng.randint(1, 4)):
            damaged[rng.randrange(len(body))] = rng.randrange(256)
        try:
            if media_type(bytes(damaged)) == DOCX:
                assert wrong_figures(read_here(bytes(damaged)), TRUTH) == {}
                outcomes.append("")
        except UnreadableDocument as refusal:
            outcomes.append(refusal.failure)
    assert set(outcomes) <= {"", "broken", "unreadable_format", "too_large"}
    assert outcomes.count("broken") > 100


def bomb(inner: str) -> bytes:
    return docx(f"<w:p><w:r><w:t>{inner}</w:t></w:r></w:p>")


def lying() -> bytes:
    """A member that unpacks to more than the directory declares."""
    body = bytearray(bomb("0" * 3_000_000))
    entry = body.rindex(b"PK\x01\x02")
    body[entry + 24 : entry + 28] = (1_000).to_bytes(4, "little")
    return bytes(body)


ENTITIES = '<!DOCTYPE a [<!ENTITY a "9999999999">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
BOMBS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "unpacked_size": (lambda: bomb("0" * 40_000_000), {"too_large"}),
    "false_size": (lying, {"broken"}),
    "members": (lambda: packed({f"word/document{n}.xml": "" for n in range(3_000)}), {"too_large"}),
    "rows": (lambda: docx("<w:tbl>" + "<w:tr/>" * 5_000 + "</w:tbl>"), {"too_large"}),
    "tags": (lambda: docx("<w:p/>" * 2_000_000), {"too_large"}),
    "empty_paragraphs": (lambda: docx("<w:p/>" * 900_000), {"unreadable_format"}),
    "depth": (lambda: docx("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), {"broken"}),
    "nested_tables": (
        lambda: docx("<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80),
        {"unreadable_format", ""},
    ),
    "entities": (lambda: docx(paragraph(run("&h;")), doctype=ENTITIES + "]>"), {"broken"}),
    "outside_entity": (
        lambda: docx(
            paragraph(run("&x;")), doctype='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        ),
        {"broken"},
    ),
}


@pytest.mark.parametrize("attack", BOMBS)
def test_bomb_is_stopped_soon(attack: str) -> None:
    make, failures = BOMBS[attack]
    body = make()
    start = processor_seconds()
    failure = outcome(body)
    assert processor_seconds() - start < 5
    if failure == "read":
        failure = ""
        assert not read(Document("bomb", body)).has_figures
    assert failure in failures


def test_what_this_process_has_mapped_is_no_part_of_a_document() -> None:
    with mmap.mmap(-1, 2_000_000_000):
        assert outcome(BOMBS["empty_paragraphs"][0]()) == "unreadable_format"


def test_damage_passwords_and_doubles_are_named() -> None:
    no_xml = packed({"[Content_Types].xml": "", "word/document.xml": "<w:document"})
    assert refused(no_xml).failure == "broken"
    encrypted = bytearray(docx(word_report()))
    encrypted[encrypted.rindex(b"PK\x01\x02") + 8] |= 1
    assert (refused(bytes(encrypted)).failure, "密码" in str(refused(bytes(encrypted)))) == (
        "unreadable_format",
        True,
    )
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    assert "密码" in str(refused(ole))
    double = packed({"word/document.xml": f'<w:document xmlns:w="{W}"/>', "Word/Document.xml": "<a/>"})
    assert refused(double).failure == "broken"
    assert refused(docx("")).failure == "unreadable_format"


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("Encryptions.xml", "OFD"),
        ("xl/workbook.bin", "XLSB"),
        ("ppt/presentation.xml", "PPTX"),
        ("content.xml", "OpenDocument"),
    ],
)
def test_other_containers_are_refused_by_what_they_hold(member: str, name: str) -> None:
    error = refused(packed({"[Content_Types].xml": "", member: "<a/>"}))
    assert error.failure == "unreadable_format"
    assert name in str(error)


HTML = plain_page(FORM, TRUTH).encode()


@pytest.mark.parametrize("inner", [docx(word_report()), HTML], ids=["docx", "html"])
def test_archive_of_one_document_is_read_as_that_document(inner: bytes) -> None:
    body = packed({"年报/report.bin": inner, "年报/photo.jpg": b"\xff\xd8\xff", "__MACOSX/x": b"text"})
    assert media_type(body) == ZIP
    report = read(Document("report.zip", body))
    assert (figures_of(report), report.year, report.agency) == (TRUTH, 2025, "白河市财政局")


def test_archive_of_none_or_several_documents_is_refused_with_what_it_holds() -> None:
    error = refused(packed({"甲.html": HTML, "乙.docx": docx(word_report())}))
    assert error.failure == "unreadable_format"
    assert "甲.html" in str(error)
    assert "2 个" in str(error)
    assert "photo.gif" in str(refused(packed({"photo.gif": b"GIF89a"})))
    nested = packed({"inner.zip": packed({"a.html": HTML})})
    assert refused(nested).failure == "unreadable_format"


def damage(rng: random.Random, root: etree._Element) -> None:
    """One fault in the structure of a table, as converters and tired people make them."""
    cell_at = rng.choice(list(root.iter(f"{{{W}}}tc")))
    row, properties = cell_at.getparent(), cell_at[0]
    assert row is not None
    fault = rng.choice(("cell", "row", "unmerge", "merge", "span", "label", "indent"))
    if fault == "cell":
        row.remove(cell_at)
    elif fault == "row" and (owner := row.getparent()) is not None:
        owner.remove(row)
    elif fault == "unmerge":
        for merge in properties.findall(f"{{{W}}}vMerge"):
            properties.remove(merge)
    elif fault == "merge":
        etree.SubElement(properties, f"{{{W}}}vMerge")
    elif fault == "span":
        for span in properties.findall(f"{{{W}}}gridSpan"):
            span.set(f"{{{W}}}val", str(rng.randint(0, 9)))
    elif fault == "label":
        for text in cell_at.iter(f"{{{W}}}t"):
            if text.text and not text.text[0].isdigit():
                text.text = str(text.text)[: len(text.text) // 2]
    elif fault == "indent":
        row.insert(0, etree.fromstring(f'<w:trPr xmlns:w="{W}"><w:gridBefore w:val="1"/></w:trPr>'))


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(list(FORMS)), seed=st.integers(0, 2**32))
def test_damaged_tables_give_no_wrong_figure(name: str, seed: int) -> None:
    form, rng = FORMS[name], random.Random(seed)
    truth = sound_figures(form, seed)
    root = etree.fromstring(f"<w:body {NAMESPACES}>{word_report(form, truth)}</w:body>")
    for _ in range(rng.randint(1, 4)):
        damage(rng, root)
    body = "".join(etree.tostring(node, encoding="unicode") for node in root)
    assert wrong_figures(read_here(docx(body)), truth) == {}


def test_labels_numbered_by_word_itself_are_known() -> None:
    """Automatic numbering leaves 1. and （一） out of the text."""

    def unnumbered(text: str) -> str:
        return paragraph(run(re.sub(r"^(\d+\.|（[一二三四五六七]）|[一二三四]、)(?=\D)", "", text)))

    body = report_body(FORM, [word_table(rows, unnumbered) for rows in tables(FORM, TRUTH)])
    assert figures_of(read_here(docx(body))) == TRUTH
