"""Pages that hand their report on: the one file that is the report, or none and the reason."""

import pytest

from crawler.reading import Document, read
from crawler.reading.formats.html import read_html
from demo.press.figures import sound_figures
from store.form import FORMS
from tests.made.pace import within
from tests.made.papers.printed import figures_of, plain_page

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=5)
URL = "http://www.baihe.example/nb/202601/t20260115_1.html"
TITLE = "白河市财政局2025年政府信息公开工作年度报告"
FILE = "http://www.baihe.example/nb/202601/P020260115.pdf"


def handed_on(body: str, url: str = URL) -> tuple[str, str]:
    """The attachment of a page with this body under the report's title, and what is remarked."""
    page = read_html(Document(url, f"<html><body><h1>{TITLE}</h1>{body}</body></html>".encode()))
    return page.attachment, "".join(page.remarks)


ONE = {
    "a file named as the report": f'<a href="./P020260115.pdf">{TITLE}.pdf</a>',
    "a number": f'<a href="./P020260115.pdf">附件：1.{TITLE}</a>',
    "a title attribute": f'<a href="./P020260115.pdf" title="{TITLE}">白河市财政局2025年政府信息…</a>',
    "only the word attachment": '<p>附件：<a href="./P020260115.pdf">点击下载</a></p>',
    "a file name": '<a href="./P020260115.pdf">P020260115.pdf</a>',
    "line breaks in the address": '<a href="\n ./P020260115.pdf \n">全文下载</a>',
    "a frame": '<iframe src="./P020260115.pdf" width="100%"></iframe>',
    "an embedded object": '<object data="./P020260115.pdf"></object>',
    "an embed": '<embed src="./P020260115.pdf">',
    "a viewer": '<iframe src="/pdfjs/web/viewer.html?file=/nb/202601/P020260115.pdf"></iframe>',
    "a viewer, quoted": '<a href="/web/viewer.html?file=%2Fnb%2F202601%2FP020260115.pdf">在线浏览</a>',
    "shown and linked": '<embed src="P020260115.pdf"><a href="P020260115.pdf">下载</a>',
    "a base": '<base href="/nb/202601/"><a href="P020260115.pdf">附件</a>',
    "furniture beside it": '<a href="P020260115.pdf">附件</a><div class="footer"><a href="/help.pdf">下载</a></div>',
    "an application form beside it": '<a href="P020260115.pdf">附件</a><a href="/form.doc">政府信息公开申请表.doc</a>',
    "a guide beside it": f'<a href="P020260115.pdf">{TITLE}</a><a href="g.pdf">白河市财政局政府信息公开指南.pdf</a>',
    "its infographic beside it": f'<a href="P020260115.pdf">{TITLE}</a><a href="g.pdf">{TITLE}图解.pdf</a>',
    "last year's beside it": f'<a href="P020260115.pdf">{TITLE}</a>'
    f'<a href="g.pdf">{TITLE.replace("2025", "2024")}.pdf</a>',
    "an OFD twin": f'<a href="P020260115.ofd">{TITLE}.ofd</a><a href="P020260115.pdf">{TITLE}.pdf</a>',
    "another body's beside it": f'<a href="P020260115.pdf">{TITLE}</a><a href="b.pdf">{TITLE.replace("财政", "审计")}</a>',
    "a scanned twin": f'<a href="s.pdf">{TITLE}（扫描件）.pdf</a><a href="P020260115.pdf">{TITLE}.pdf</a>',
    "twins without names": '<a href="P020260115.ofd">OFD版下载</a><a href="P020260115.pdf">PDF版下载</a>',
}


@pytest.mark.parametrize("links", ONE)
def test_the_one_file_that_is_the_report_is_found(links: str) -> None:
    attachment, remark = handed_on(
        ONE[links], URL.replace("202601/t2026", "t2026") if "base" in links else URL
    )
    assert attachment == FILE
    assert FILE in remark


def test_word_is_read_rather_than_its_pdf() -> None:
    attachment, remark = handed_on(f'<a href="a.pdf">{TITLE}.pdf</a><a href="b.docx">{TITLE}.docx</a>')
    assert attachment.endswith("/b.docx")
    assert "另有 PDF 格式" in remark


def test_ofd_is_read_rather_than_what_has_to_be_converted_and_where_it_is_alone() -> None:
    attachment, remark = handed_on(f'<a href="a.doc">{TITLE}.doc</a><a href="b.ofd">{TITLE}.ofd</a>')
    assert attachment.endswith("/b.ofd")
    assert "另有 DOC 格式" in remark
    alone, _ = handed_on(f'<a href="b.ofd">{TITLE}.ofd</a>')
    assert alone.endswith("/b.ofd")


def test_addresses_of_download_scripts_are_taken_by_the_name_beside_them() -> None:
    by_query, _ = handed_on('<a href="/module/download/downfile.jsp?classid=0&filename=0af.pdf">附件</a>')
    assert by_query == "http://www.baihe.example/module/download/downfile.jsp?classid=0&filename=0af.pdf"
    by_text, _ = handed_on(
        f'<a href="/system/_content/download.jsp?wbfileid=7">附件【{TITLE}.docx】已下载12次</a>'
    )
    assert by_text == "http://www.baihe.example/system/_content/download.jsp?wbfileid=7"


def test_page_that_is_the_viewer_hands_on_what_it_shows() -> None:
    viewer = "http://www.baihe.example/pdfjs/web/viewer.html?file=/nb/202601/P020260115.pdf"
    assert handed_on("<canvas></canvas><script src='pdf.js'></script>", viewer)[0] == FILE


UNCLEAR = {
    "two agencies": '<a href="a.pdf">白河市教育局2025年政府信息公开工作年度报告.pdf</a>'
    '<a href="b.pdf">白河市审计局2025年政府信息公开工作年度报告.pdf</a>',
    "two agencies, two formats": '<a href="a.pdf">白河市教育局2025年政府信息公开工作年度报告.pdf</a>'
    '<a href="b.docx">白河市审计局2025年政府信息公开工作年度报告.docx</a>',
    "two years, neither the page's": '<a href="a.pdf">2022年政府信息公开工作年度报告.pdf</a>'
    '<a href="b.docx">2023年政府信息公开工作年度报告.docx</a>',
    "only last year's": f'<a href="a.pdf">{TITLE.replace("2025", "2024")}.pdf</a>',
    "two files without names": '<a href="a.pdf">附件1</a><a href="b.pdf">附件2</a>',
    "two of the same name": f'<a href="a.pdf">{TITLE}</a><a href="b.pdf">{TITLE}</a>',
}  # fmt: skip


@pytest.mark.parametrize("links", UNCLEAR)
def test_two_reports_are_no_guess(links: str) -> None:
    attachment, remark = handed_on(UNCLEAR[links])
    assert attachment == ""
    assert "不能确定" in remark


NONE = {
    "another document": '<a href="a.doc">政府信息公开申请表.doc</a>',
    "a picture": '<a href="a.jpg">附件</a>',
    "a page": '<a href="a.html">附件</a>',
    "a page named for a file": f'<a href="a.html">{TITLE}</a>',
    "a script": "<a href=\"javascript:open('a.pdf')\">附件.pdf</a>",
    "no web address": '<a href="file:///etc/a.pdf">附件</a><a href="http://[/a.pdf">附件</a>',
    "only furniture": '<header><a href="a.pdf">下载</a></header><div id="sidebar"><a href="b.pdf">附件</a></div>',
}


@pytest.mark.parametrize("links", NONE)
def test_what_is_no_report_is_not_handed_on(links: str) -> None:
    assert handed_on(f"<p>二、其他</p>{NONE[links]}") == ("", "")


def test_page_with_tables_is_read_itself() -> None:
    body = plain_page(FORM, TRUTH).replace("</body>", f'<a href="a.pdf">{TITLE}.pdf</a></body>')
    page = read_html(Document(URL, body.encode()))
    assert (page.attachment, page.remarks) == ("", ())
    assert figures_of(read(Document(URL, body.encode()))) == TRUTH


def test_a_page_at_hand_names_its_attachment_in_a_note() -> None:
    body = f'<h1>{TITLE}</h1><a href="P020260115.pdf">{TITLE}.pdf</a>'
    report = read(Document(URL, body.encode()))
    assert (report.agency, report.year, report.form) == ("白河市财政局", 2025, None)
    assert any(FILE in note.message for note in report.notes)
    offline = read(Document("page.html", body.encode()))
    assert any("P020260115.pdf" in note.message for note in offline.notes)


HOSTILE = {
    "many links": f'<a href="a.pdf">{TITLE}.pdf</a>' * 20_000,
    "deep": "<div>" * 1_900 + '<a href="a.pdf">附件</a>' * 3_000,
    "long name": f'<a href="a.pdf">{"附件" * 100_000}.pdf</a>',
    "long address": f'<a href="{"a.pdf" * 40_000}">附件</a>',
    "many viewers": '<iframe src="viewer.html?file=' + "&file=a" * 50_000 + '"></iframe>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_links_end_soon(name: str) -> None:
    with within(3):
        handed_on(HOSTILE[name])
