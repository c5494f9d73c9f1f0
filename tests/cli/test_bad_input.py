"""Whatever is given: a report, or a refusal with a name. Never a raw exception, never a figure out of nothing."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading import Document, UnreadableDocument, media_type, read
from crawler.reading.blocks import MAX_BYTES
from demo.press.figures import sound_figures
from store.checks import Case, judge_report
from store.form import FORMS
from tests.made.papers.printed import accused, plain_page, read_text_of, text_page, wrong_figures

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=2)

REFUSED = {
    "empty": (b"", "empty"),
    "white_space": (b" \r\n\t ", "empty"),
    "byte_order_mark": (b"\xef\xbb\xbf\n", "empty"),
    "gif_named_html": (b"GIF89a" + bytes(50), "unreadable_format"),
    "docx_cut": (b"PK\x03\x04" + bytes(50), "broken"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "broken"),
    "rtf": (rb"{\rtf1 \ansi}", "unreadable_format"),
    "rar": (b"Rar!\x1a\x07" + bytes(50), "unreadable_format"),
    "nulls": (bytes(500), "unreadable_format"),
    "binary": (random.Random(3).randbytes(5_000), "unreadable_format"),
    "too_large": (b"<html>" + b" " * MAX_BYTES, "too_large"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_foreign_content_is_refused_by_name(kind: str) -> None:
    body, failure = REFUSED[kind]
    with pytest.raises(UnreadableDocument) as caught:
        read(Document("report.html", body))
    assert caught.value.failure == failure
    assert str(caught.value)


def test_refusal_says_what_the_content_is() -> None:
    with pytest.raises(UnreadableDocument, match="GIF"):
        media_type(REFUSED["gif_named_html"][0])
    with pytest.raises(UnreadableDocument, match="DOCX"):
        media_type(REFUSED["docx_cut"][0])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><p>", "text/html"),
        (b"\xef\xbb\xbf\r\n<html>", "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        (b"%PDF-1.4", "application/pdf"),
        (b"\n\n%PDF-1.4", "application/pdf"),
        ("一、总体情况".encode(), "text/plain"),
        ("一、总体情况".encode("gb18030"), "text/plain"),
    ],
)
def test_content_decides_the_media_type(body: bytes, kind: str) -> None:
    assert media_type(body) == kind


def test_free_text_report_of_2008_has_no_form_and_no_figure() -> None:
    text = (
        "白河市财政局2008年政府信息公开年度报告\n\n一、概述\n\n2008年共主动公开政府信息1234条，"
        "受理申请56件，其中同意公开50件。\n\n二、主动公开情况\n\n规章3件。\n\n白河市财政局\n\n2009年3月20日\n"
    )
    report = read_text_of(text)
    assert (report.form, dict(report.cells), report.year) == (None, {}, 2008)
    assert [note.state for note in report.notes] == ["unread"]
    assert [(finding.check_id, finding.verdict) for finding in judge_report(Case(report))] == [
        ("reading-doubt", "uncertain")
    ]


@pytest.mark.parametrize("page", [text_page(FORM, TRUTH), plain_page(FORM, TRUTH)], ids=["text", "html"])
def test_cut_document_claims_only_what_it_holds(page: str) -> None:
    body = page.encode()
    for end in random.Random(1).sample(range(1, len(body)), 80):
        report = read(Document("report", body[:end]))
        assert wrong_figures(report, TRUTH) == {}, end
        assert accused(report) == set(), end


def test_lines_that_the_document_does_not_print_are_unread_and_noted() -> None:
    page = text_page(FORM, TRUTH)
    label = FORM.requests["carried_over"].label
    report = read_text_of("\n".join(line for line in page.splitlines() if not line.startswith(label)))
    assert {report.cells["requests", "carried_over", column].state for column in FORM.columns} == {"unread"}
    assert any(note.row == "carried_over" and note.state == "unread" for note in report.notes)
    assert [finding for finding in judge_report(Case(report)) if finding.check_id == "request-balance"] == []


@settings(max_examples=150, deadline=None)
@given(body=st.binary(max_size=400))
def test_any_bytes_end_in_a_report_or_a_refusal(body: bytes) -> None:
    try:
        report = read(Document("report", b"<html>" + body))
    except UnreadableDocument as refusal:
        outcome: object = refusal.failure
    else:
        outcome = report.has_figures
    assert outcome in (False, "empty", "unreadable_format", "broken", "too_large", "time_limit")


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), html=st.booleans())
def test_broken_bytes_give_no_wrong_label_and_no_exception(seed: int, html: bool) -> None:
    """Bytes overwritten with what can't be a digit: the figures that remain are the true ones.

    Not the marks around attributes: without its quote an attribute swallows cells, and no reader can see them.
    """
    rng = random.Random(seed)
    body = bytearray((plain_page if html else text_page)(FORM, TRUTH).encode())
    for _ in range(rng.randint(1, 12)):
        place = rng.randrange(len(body))
        if not 0x30 <= body[place] <= 0x39 and body[place] not in b'\t\n"<>=':
            body[place] = rng.choice(b"\x80\xff?x")
    try:
        report = read(Document("report", bytes(body)))
    except UnreadableDocument:
        return
    assert wrong_figures(report, TRUTH) == {}
