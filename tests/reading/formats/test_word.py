"""What DOCX shares with the XML of Word 2003, documents inside documents, and files that prove their end."""

import pytest

from crawler.reading import Document, UnreadableDocument, media_type, read
from crawler.reading.blocks import GridCell, Table
from crawler.reading.formats.docx import read_docx, read_word_xml
from crawler.reading.opening.media_types import WORD_XML
from demo.press.figures import sound_figures
from demo.press.tables import Printed
from store.form import FORMS
from tests.made.papers.books import members_of, packed
from tests.made.papers.printed import figures_of, plain_page
from tests.reading.formats.test_docx import (
    NAMESPACES,
    OFFICE,
    W,
    cell,
    docx,
    paragraph,
    run,
    table,
    tables,
    word_report,
    word_table,
)

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=5)
OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
AML = "http://schemas.microsoft.com/aml/2001/core"


def old_word(body: str, styles: str = "") -> bytes:
    """A document as Word 2003 writes it in XML."""
    names = NAMESPACES.replace(W, OLD)
    text = f'<w:wordDocument {names} xmlns:aml="{AML}"><w:styles>{styles}</w:styles><w:body>{body}</w:body></w:wordDocument>'
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>' + text.replace("vMerge", "vmerge")
    ).encode()


def refused(body: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(Document("report.doc", body))
    return caught.value


def changed(kind: str, content: str) -> str:
    return f'<aml:annotation aml:id="1" w:type="Word.{kind}"><aml:content>{content}</aml:content></aml:annotation>'


@pytest.mark.parametrize("name", FORMS)
def test_every_figure_of_the_xml_of_word_2003_is_read(name: str) -> None:
    truth = sound_figures(FORMS[name], seed=8)
    body = old_word(word_report(FORMS[name], truth))
    assert media_type(body) == WORD_XML
    report = read(Document("report.doc", body))
    assert figures_of(report) == truth
    assert report.year == 2025


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (changed("Deletion", run("8")), "12"),
        (changed("Comment", run("8")), "12"),
        (changed("Insertion", run("8")), "182"),
        (run("8", "<w:vanish/>"), "12"),
        (run("8", '<w:rStyle w:val="gone"/>'), "12"),
        (run("8", '<w:vertAlign w:val="superscript"/>'), "1^8^2"),
    ],
)
def test_changes_and_hidden_text_of_word_2003_are_no_digits(part: str, text: str) -> None:
    style = '<w:style w:type="character" w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    (found,) = read_word_xml(
        Document("x", old_word(table(cell(paragraph(run("1"), part, run("2")))), style))
    ).blocks
    assert found == Table(((GridCell(text, 0),),), spans_known=True)


def test_rows_inserted_deleted_and_numbered_in_word_2003() -> None:
    gone = '<w:trPr><aml:annotation aml:id="1" w:type="Word.Deletion"/></w:trPr>'
    numbered = f'<w:p><w:pPr><w:listPr><w:ilfo w:val="1"/></w:listPr></w:pPr>{run("5")}</w:p>'
    rows = [gone + cell(paragraph(run("1"))), cell(numbered)]
    kept = changed("Insertion", f"<w:tr>{cell(paragraph(run('7')))}</w:tr>")
    body = table(*rows).replace("</w:tbl>", f"{kept}</w:tbl>")
    (found,) = read_word_xml(Document("x", old_word(body))).blocks
    assert found == Table(((GridCell("^5", 0),), (GridCell("7", 0),)), spans_known=True)


def test_cells_merged_downwards_are_one_cell_in_word_2003() -> None:
    rows = [[Printed("一", 1, 2), Printed("1")], [Printed("2")]]
    (found,) = read_word_xml(Document("x", old_word(word_table(rows)))).blocks
    assert found == Table(
        ((GridCell("一", 0, 1, 2), GridCell("1", 1)), (GridCell("2", 1),)), spans_known=True
    )


def test_truncated_xml_is_refused_and_other_xml_named() -> None:
    body = old_word(word_report(FORM, TRUTH))
    for end in (len(body) // 2, len(body) - 20, len(body) - 1):
        assert refused(body[:end]).failure == "broken"
    for root, name in (("pkg:package", "Word"), ("office:document", "OpenDocument"), ("uof:UOF", "标文通")):
        error = refused(
            f"<?xml version='1.0'?><{root} a='b'><table><tr><td>1</td></tr></table></{root}>".encode()
        )
        assert (error.failure, name in str(error)) == ("unreadable_format", True)


def test_document_that_ends_in_its_table_keeps_the_last_row() -> None:
    """A package proves with checksums that nothing was cut off; a page of a site doesn't."""
    body = "".join(word_table(rows) + "<w:p/>" for rows in tables(FORM, TRUTH)).removesuffix("<w:p/>")
    for whole in (docx(body), old_word(body)):
        assert figures_of(read(Document("x", whole))) == TRUTH
    page = plain_page(FORM, TRUTH)
    cut = page[: page.rindex("</table>")].encode()
    assert len(figures_of(read(Document("x", cut)))) == len(TRUTH) - 15


def wrapping(parts: dict[str, bytes], body: str = "") -> bytes:
    """A DOCX whose body refers to other documents, as programs write that export a page to Word."""
    chunks = "".join('<w:altChunk r:id="r1"/>' for _ in parts)
    members = members_of(
        docx(
            f'{body}<w:p xmlns:r="{OFFICE}"/>{chunks}'.replace(
                "<w:altChunk", f'<w:altChunk xmlns:r="{OFFICE}"'
            )
        )
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/aFChunk" Target="/word/{name}"/>'
        for number, name in enumerate(parts, 1)
    )
    members["word/_rels/document.xml.rels"] = f"<Relationships>{links}</Relationships>".encode()
    return packed({**members, **{f"word/{name}": part for name, part in parts.items()}})


def test_page_wrapped_in_a_docx_is_read_and_parts_in_one_are_named() -> None:
    page = plain_page(FORM, TRUTH).encode()
    assert figures_of(read(Document("x", wrapping({"page.html": page})))) == TRUTH
    for body in (
        wrapping({"page.html": page}, paragraph(run("before"))),
        wrapping({"a.html": page, "b.html": page}),
    ):
        error = refused(body)
        assert (error.failure, "嵌入" in str(error)) == ("unreadable_format", True)


def converted(body: str) -> bytes:
    """The DOCX as LibreOffice signs it."""
    members = members_of(docx(body))
    members["_rels/.rels"] = members["_rels/.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="r9" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>'.encode(),
    )
    return packed(
        {
            **members,
            "docProps/app.xml": b"<Properties><Application>LibreOffice/7.4</Application></Properties>",
        }
    )


@pytest.mark.parametrize(
    ("code", "shown"),
    [(" =SUM(LEFT) ", "1□2"), (" DATE ", "1□2"), (" HYPERLINK a ", "182"), (" FORMTEXT ", "182")],
)
def test_result_of_a_field_is_taken_only_from_the_program_that_printed_it(code: str, shown: str) -> None:
    field = (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code[:3]}</w:instrText></w:r>'
        f"<w:r><w:instrText>{code[3:]}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("8")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    simple = f'<w:fldSimple w:instr="{code}">{run("8")}</w:fldSimple>'
    for part in (field, simple):
        body = table(cell(paragraph(run("1"), part, run("2"))))
        for document, text in ((converted(body), shown), (docx(body), "182")):
            page = read_docx(Document("x", document))
            assert page.blocks == [Table(((GridCell(text, 0),),), spans_known=True)]  # type: ignore[union-attr]
