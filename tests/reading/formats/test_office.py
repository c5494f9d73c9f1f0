"""DOC, RTF, ODT, XLS, ODS and MHTML → figures: all of them, and none that the document doesn't show."""

import os
import struct
import threading
import time
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from crawler.reading import Document, UnreadableDocument, media_type, read
from crawler.reading import blocks_of as page_of
from crawler.reading.blocks import Paragraph, Table
from crawler.reading.formats import office
from crawler.reading.opening.media_types import DOC, MHTML, ODS, ODT, RTF, XLS
from demo.press.figures import sound_figures
from scheduler.cli import main
from store.form import FORMS
from tests.made.papers.books import body_of, members_of, packed, report_book
from tests.made.papers.printed import figures_of, plain_page
from tests.made.papers.rendered import needs_libreoffice, rendered, word_package
from tests.reading.formats.test_docx import cell, paragraph, run, table

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=3)
TITLE = "白河市财政局2025年政府信息公开工作年度报告"
WORD = [("doc", DOC), ("rtf", RTF), ("odt", ODT)]
SHEETS = [("xls", XLS), ("ods", ODS)]


def cells(body: bytes) -> list[str]:
    """Texts of the first row of the first table."""
    tables = [block for block in page_of(Document("x", body)).blocks if isinstance(block, Table)]
    return [one.text for one in tables[0].rows[0]]


def refused(body: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(Document("report.doc", body))
    return caught.value


@pytest.mark.parametrize(("suffix", "kind"), WORD)
def test_every_figure_of_a_sound_report_is_read(suffix: str, kind: str, tmp_path: Path) -> None:
    pairs = [(form, sound_figures(form, 1)) for form in FORMS.values()]
    pages = [b'<meta charset="utf-8">' + plain_page(form, truth).encode() for form, truth in pairs]
    bodies = rendered(tmp_path, pages, "html", "HTML (StarWriter)", suffix)
    for (_, truth), body in zip(pairs, bodies, strict=True):
        report = read(Document("report.bin", body))
        assert media_type(body) == kind
        assert figures_of(report) == truth
        assert (report.title, report.year) == (TITLE, 2025)


@pytest.mark.parametrize(("suffix", "kind"), SHEETS)
def test_every_figure_of_a_sound_workbook_is_read(suffix: str, kind: str, tmp_path: Path) -> None:
    pairs = [(form, sound_figures(form, 1)) for form in FORMS.values()]
    books = [body_of(report_book(form, truth, apart=form.name == "2021")) for form, truth in pairs]
    bodies = rendered(tmp_path, books, "xlsx", "Calc MS Excel 2007 XML", suffix)
    for (_, truth), body in zip(pairs, bodies, strict=True):
        assert media_type(body) == kind
        assert figures_of(read(Document("report.bin", body))) == truth


def test_documents_converted_by_one_call_read_as_each_alone(tmp_path: Path) -> None:
    truths = [sound_figures(FORM, seed) for seed in range(3)]
    pages = [b'<meta charset="utf-8">' + plain_page(FORM, truth).encode() for truth in truths]
    bodies = [
        *rendered(tmp_path / "rtf", pages, "html", "HTML (StarWriter)", "rtf"),
        *rendered(tmp_path / "odt", pages, "html", "HTML (StarWriter)", "odt"),
    ]
    converted = office.converted_together([*bodies, b"<html>", bodies[0][:5000], bodies[3][:5000]])
    assert set(converted) == set(bodies)
    for body, truth in zip(bodies, truths * 2, strict=True):
        assert figures_of(read(Document("x", body), converted)) == truth
    assert office.converted_together(bodies[:1]) == {}


def test_files_given_together_cost_one_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_libreoffice()
    program, log = tmp_path / "soffice", tmp_path / "log"
    program.write_text(f'#!/bin/sh\necho call >> {log}\nexec {office.soffice()} "$@"\n')
    program.chmod(0o755)
    for name in ("one", "two"):
        (tmp_path / f"{name}.rtf").write_bytes(rtf(rf"{name}\par"))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    office.soffice.cache_clear()
    done = CliRunner().invoke(main, ["parse", str(tmp_path / "one.rtf"), str(tmp_path / "two.rtf")])
    office.soffice.cache_clear()
    assert "LibreOffice" not in done.output
    assert log.read_text() == "call\n"


@pytest.mark.parametrize("end", ["exit 1", "kill -9 $$", "sleep 60"])
def test_nothing_is_taken_from_a_call_that_came_to_no_end(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was being written when it stopped may be half a document."""
    program = tmp_path / "soffice"
    program.write_text(
        f'#!/bin/sh\nmkdir out; for n in 0 1; do echo cut > "out/document$n.docx"; done\n{end}\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(office, "WALL_SECONDS", 2)
    office.soffice.cache_clear()
    found = office.converted_together([rtf("one"), rtf("two")])
    program.write_text(program.read_text().replace(end, "exit 0"))
    ended = office.converted_together([rtf("one"), rtf("two")])
    office.soffice.cache_clear()
    assert found == {}
    assert [handed.body for handed in ended.values()] == [b"cut\n", b"cut\n"]


def test_what_libreoffice_would_refuse_is_refused_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = [plain_page(FORM, TRUTH).encode()]
    (odt,) = rendered(tmp_path / "odt", page, "html", "HTML (StarWriter)", "odt")
    (doc,) = rendered(tmp_path / "doc", page, "html", "HTML (StarWriter)", "doc")
    monkeypatch.setenv("PATH", str(tmp_path))
    office.soffice.cache_clear()
    for part in ("content.xml", "styles.xml", "META-INF/manifest.xml"):
        members = members_of(odt)
        error = refused(packed({**members, part: members[part][:-3]}))
        assert (error.failure, part in str(error)) == ("broken", True)
    assert refused(rtf(r"a\bin2 }}b\\\}")[:-1]).failure == "broken"
    assert (
        refused(rtf(r"a\bin2 }}b\\\}")).failure == "unreadable_format"
    )  # not damaged: LibreOffice is missing
    moved = doc[:20_000] + bytes(2_000) + doc[20_000:]
    assert refused(moved).failure == "broken"
    assert refused(doc).failure == "unreadable_format"
    office.soffice.cache_clear()


CHANGE = 'w:id="1" w:author="a" w:date="2025-01-01T00:00:00Z"'
# What stands between 1 and 2 in a cell → what is read of it, whatever format LibreOffice got.
BETWEEN = {
    f"<w:del {CHANGE}><w:r><w:delText>8</w:delText></w:r></w:del>": "12",
    f"<w:ins {CHANGE}>{run('8')}</w:ins>": "182",
    run("8", "<w:vanish/>"): "12",
    run("8", "<w:strike/>"): "12",
    run("8", "<w:dstrike/>"): "12",
    run("8", '<w:vertAlign w:val="superscript"/>'): "1^8^2",
    run("8", '<w:position w:val="8"/>'): "1^8^2",
    f'<w:hyperlink w:anchor="x">{run("8")}</w:hyperlink>': "182",
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =3+4 </w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("8")}<w:r><w:fldChar w:fldCharType="end"/></w:r>': "1□2",
}


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_what_is_not_shown_is_no_digit_after_conversion(suffix: str, tmp_path: Path) -> None:
    """Nor is the result of a field: LibreOffice computes it anew, Word printed what was stored."""
    row = "".join(cell(paragraph(run("1"), part, run("2"))) for part in BETWEEN)
    numbered = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>'
    row += cell(numbered.format(run("5"))) + cell(numbered.format(""))
    original = word_package(table(row) + paragraph(run("end")))
    (body,) = rendered(tmp_path, [original], "docx", "MS Word 2007 XML", suffix)
    assert cells(body) == [*BETWEEN.values(), "^5", "^"]


def rtf(content: str) -> bytes:
    return (r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}" + content + "}").encode(
        "gb18030"
    )


def rtf_row(*texts: str) -> str:
    edges = "".join(rf"\cellx{1000 * place}" for place in range(1, len(texts) + 1))
    return rf"\trowd{edges}" + "".join(rf"\pard\intbl {text}\cell" for text in texts) + r"\row\pard end\par"


def test_rtf_of_word_and_wps_in_chinese_encodings() -> None:
    needs_libreoffice()
    body = rtf(
        rtf_row(
            r"\'b9\'e6\'d5\'c2", "规章", r"\u35268?\u31456?", r"1{\deleted 2}3", r"1{\v 2}3", r"1{\super 2}"
        )
    )
    assert cells(body) == ["规章", "规章", "规章", "13", "13", "1^2"]


@pytest.mark.parametrize("suffix", ["doc", "rtf", "xls"])
def test_truncated_document_is_refused(suffix: str, tmp_path: Path) -> None:
    """None of them has a checksum; what is missing shows all the same."""
    source, imported = (
        ("xlsx", "Calc MS Excel 2007 XML") if suffix == "xls" else ("html", "HTML (StarWriter)")
    )
    original = body_of(report_book(FORM, TRUTH)) if suffix == "xls" else plain_page(FORM, TRUTH).encode()
    (body,) = rendered(tmp_path, [original], source, imported, suffix)
    for end in (len(body) // 3, len(body) - 2_000, len(body) - 2):
        assert refused(body[:end]).failure == "broken", end


def test_result_of_a_formula_in_xls_is_the_stored_one_and_in_ods_nobodys(tmp_path: Path) -> None:
    book = report_book(FORM, TRUTH)
    place = next(
        c
        for row in book.worksheets[0].iter_rows()
        for c in row
        if c.value == TRUTH["requests", "received", "total"]
    )
    place.value = "=98000+765"
    imported = "Calc MS Excel 2007 XML"
    (xls,) = rendered(tmp_path, [body_of(book)], "xlsx", imported, "xls")
    assert xls.count(struct.pack("<d", 98_765)) == 1
    stale = xls.replace(struct.pack("<d", 98_765), struct.pack("<d", 98_766))
    found = [cell.value for cell in read(Document("x", stale)).cells.values()]
    assert 98_766 in found
    (ods,) = rendered(tmp_path, [body_of(book)], "xlsx", imported, "ods")
    cells_of_ods = read(Document("x", ods)).cells.values()
    assert "〔公式，结果不明〕" in [cell.raw for cell in cells_of_ods]
    assert 98_765 not in [cell.value for cell in cells_of_ods]


def test_xls_shows_what_xlsx_shows(tmp_path: Path) -> None:
    """Hidden, scaled, struck, dated and mistaken cells, text that looks like a number, and zeros that aren't shown."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["甲", 1, 2.5, "007"], ["乙", 5000, 5, 0.3], ["丙", 8, 9, 0], ["丁", 45000, "#REF!", True]):
        sheet.append(row)
    sheet["B2"].number_format, sheet["C2"].number_format, sheet["D2"].number_format = "0,", ";;;", "0.00"
    sheet["B4"].number_format = "yyyy-mm-dd"
    sheet["C1"].font = Font(strike=True)
    gone, raised = InlineFont(strike=True), InlineFont(vertAlign="superscript")
    sheet["E1"].value = CellRichText("1", TextBlock(gone, "2"), TextBlock(raised, "3"))
    sheet["F1"].value = sheet["A6"].value = "hidden"
    sheet.column_dimensions["F"].hidden = sheet.row_dimensions[6].hidden = True
    sheet.merge_cells("A7:C7")
    sheet["A7"].value = "总体"
    sheet["D7"].value = 7
    sheet.sheet_view.showZeros = False
    book.create_sheet("hidden").append(["甲", 1])
    book.worksheets[1].sheet_state = "hidden"
    body = body_of(book)
    (xls,) = rendered(tmp_path, [body], "xlsx", "Calc MS Excel 2007 XML", "xls")
    shown = page_of(Document("x", xls)).blocks
    assert shown == page_of(Document("x", body)).blocks
    (first, last) = (block.rows for block in shown if isinstance(block, Table))
    assert [[one.text for one in row] for row in (*first, *last)] == [
        ["甲", "1", "", "007", "1^3"],
        ["乙", "5000〔格式 0,〕", "5〔格式 ;;;〕", "0.3", ""],
        ["丙", "8", "9", "0〔零值不显示〕", ""],
        ["丁", "2023年3月15日", "#REF!", "TRUE", ""],
        ["总体", "7", ""],
    ]


def test_hidden_paragraphs_of_odt_are_refused_and_passwords_named(tmp_path: Path) -> None:
    (odt,) = rendered(tmp_path, [b"<p>text</p>"], "html", "HTML (StarWriter)", "odt")
    members = members_of(odt)
    hidden = members["content.xml"].replace(
        b"</office:text>",
        b'<text:section text:name="a" text:display="none"><text:p>5</text:p></text:section></office:text>',
    )
    assert "隐藏" in str(refused(packed({**members, "content.xml": hidden})))
    manifest = members["META-INF/manifest.xml"].replace(
        b"/>", b"><manifest:encryption-data/></manifest:file-entry>", 1
    )
    assert "密码" in str(refused(packed({**members, "META-INF/manifest.xml": manifest})))
    (doc,) = rendered(tmp_path, [b"<p>text</p>"], "html", "HTML (StarWriter)", "doc")
    locked = bytearray(doc)
    locked[doc.index(b"\xec\xa5") + 11] |= 1
    assert "密码" in str(refused(bytes(locked)))
    (xls,) = rendered(tmp_path, [body_of(report_book(FORM, TRUTH))], "xlsx", "Calc MS Excel 2007 XML", "xls")
    start = xls.index(b"\x09\x08\x10\x00")
    assert "密码" in str(refused(xls[: start + 20] + b"\x2f" + xls[start + 21 :]))


def linked(address: str) -> bytes:
    """An ODT that links to a picture and to a section."""
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2"><office:body>'
        '<office:text><text:p>shown<draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:type="simple" '
        f'xlink:href="{address}/picture.png" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>'
        f'<text:section text:name="s"><text:section-source xlink:href="{address}/text.txt" xlink:type="simple" '
        'text:filter-name="Text"/><text:p>stored</text:p></text:section></office:text></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    members = {"mimetype": ODT, "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed({name: text.encode() for name, text in members.items()})


def test_links_of_a_document_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not to the network, also where the system can't take the network away; and not to files of this machine."""
    needs_libreoffice()
    asked: list[str] = []

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    for program in (*Path("/usr/bin").iterdir(), *Path("/bin").iterdir()):
        if program.name != "unshare" and not (tmp_path / program.name).exists():
            (tmp_path / program.name).symlink_to(program)
    monkeypatch.setenv("PATH", str(tmp_path))
    office._without_network.cache_clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        shown = page_of(Document("x", linked(f"http://127.0.0.1:{server.server_port}"))).blocks
        server.shutdown()
    office._without_network.cache_clear()
    (tmp_path / "text.txt").write_text("secret")
    local = page_of(Document("x", linked(tmp_path.as_uri()))).blocks
    assert shown == local == [Paragraph("shown"), Paragraph("stored")]
    assert asked == []


def test_conversion_without_end_is_killed_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > {tmp_path}/pid\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(office, "WALL_SECONDS", 2)
    office.soffice.cache_clear()
    error = refused(rtf("text"))
    office.soffice.cache_clear()
    assert error.failure == "time_limit"
    child = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while Path(f"/proc/{child}/stat").exists() and Path(f"/proc/{child}/stat").read_text().split()[2] != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_without_libreoffice_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    office.soffice.cache_clear()
    error = refused(rtf("text"))
    office.soffice.cache_clear()
    assert error.failure == "unreadable_format"
    assert "RTF" in str(error)
    assert "apt-get install libreoffice-writer" in str(error)


def test_fault_of_this_machine_is_not_the_document_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    office.soffice.cache_clear()
    error = refused(rtf("text"))
    office.soffice.cache_clear()
    assert "不是文件的问题" in str(error)


def single_file(page: str, charset: str) -> bytes:
    """A page saved as one file, as Word does it."""
    message = MIMEMultipart("related", type="text/html")
    message.attach(MIMEText(page, "html", charset))
    message.attach(MIMEText("<xml/>", "xml", "utf-8"))
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_page_saved_as_one_file_is_read_as_that_page(charset: str) -> None:
    body = single_file(plain_page(FORM, TRUTH), charset)
    assert media_type(body) == MHTML
    assert figures_of(read(Document("report.doc", body))) == TRUTH
    assert refused(single_file("", charset)).failure == "unreadable_format"
