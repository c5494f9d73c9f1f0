"""PDF → figures, in a process of its own: exact, or refused with a named failure; never a traceback, never forever."""

import json
import random
import re
from pathlib import Path

import pytest

from crawler.reading import Document, UnreadableDocument, read
from crawler.reading.pdf import MAX_PAGES
from store.checks import Case, judge_report
from store.report_json import report_json
from tests.reading.formats.test_text import cells_of, squeezed


def made_pdf(
    pages: int = 1, content: bytes = b"BT /F1 12 Tf 50 700 Td (annual report) Tj ET", extra: bytes = b""
) -> bytes:
    """A small sound PDF; `extra` goes into the trailer."""
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (4 + pages)
        ]
        * pages,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        extra,
        len(body),
    )
    return body + head + table + end


def refused(body: bytes) -> UnreadableDocument:
    """The refusal of a document that can't be read."""
    with pytest.raises(UnreadableDocument) as caught:
        read(Document("report.pdf", body))
    return caught.value


def test_sample_is_read_to_the_last_cell(
    shared: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)  # the worker must find its package from anywhere
    monkeypatch.delenv("PYTHONPATH", raising=False)
    sample = shared / "samples" / "hongze-2024.pdf"
    wanted = json.loads((shared / "samples" / "hongze-2024.expected.json").read_text(encoding="utf-8"))
    report = read(Document(sample.name, sample.read_bytes()))
    found = report_json(report, [])
    assert cells_of(found) == cells_of(wanted)
    assert squeezed(found["title"]) == squeezed(wanted["title"])
    for key in ("agency", "year", "form"):
        assert found[key] == wanted[key]
    assert [finding for finding in judge_report(Case(report)) if finding.verdict == "fail"] == []
    assert any(note.row == "denied_other_law" and "残缺" in note.message for note in report.notes)


def test_wrapped_lines_of_the_sample_are_joined_over_lines_and_pages(shared: Path) -> None:
    report = read(Document("report.pdf", (shared / "samples" / "hongze-2024.pdf").read_bytes()))
    texts = {section.key: section.text.split("\n") for section in report.sections}
    assert [len(texts[key]) for key in ("overview", "problems", "other_matters")] == [6, 2, 1]
    assert "以习近平新时代中国特色社会主义思想为指导" in texts["overview"][0]
    assert "答复书模板，使各行政机关答复的方式" in texts["problems"][1]  # over pages 4 and 5
    assert not any(re.fullmatch(r"[-\d\s]+", line) for lines in texts.values() for line in lines)


def test_pdf_without_tables_is_read_as_text() -> None:
    report = read(Document("report.pdf", made_pdf()))
    assert (report.form, report.has_figures) == (None, False)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_truncated_pdf_is_refused_or_gives_no_wrong_figure(shared: Path, part: float) -> None:
    body = (shared / "samples" / "hongze-2024.pdf").read_bytes()
    truth = cells_of(
        json.loads((shared / "samples" / "hongze-2024.expected.json").read_text(encoding="utf-8"))
    )
    try:
        cells = read(Document("report.pdf", body[: int(len(body) * part)])).cells
    except UnreadableDocument as refusal:
        cells, failure = {}, refusal.failure
    else:
        failure = ""
    assert failure in ("", "broken", "unreadable_format")
    assert {key: cell for key, cell in cells.items() if cell.value not in (None, truth[key])} == {}


def test_random_bytes_after_the_mark_are_refused() -> None:
    error = refused(b"%PDF-1.7\n" + random.Random(1).randbytes(20_000))
    assert error.failure in ("broken", "unreadable_format")
    assert "Traceback" not in str(error)


def test_encrypted_pdf_is_refused_by_name() -> None:
    encryption = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (
        b"00" * 32,
        b"11" * 32,
    )
    error = refused(made_pdf(extra=encryption))
    assert error.failure == "unreadable_format"
    assert "密码" in str(error)


def test_pdf_without_text_is_refused_by_name() -> None:
    error = refused(made_pdf(content=b"0 0 100 100 re f"))
    assert error.failure == "unreadable_format"
    assert "扫描" in str(error)


def test_overlong_pdf_is_refused_by_name() -> None:
    assert refused(made_pdf(pages=MAX_PAGES + 1)).failure == "too_large"
