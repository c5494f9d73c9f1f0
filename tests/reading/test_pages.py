"""Whole pages as portals and word processors make them: tables as paragraphs, several reports, odd META."""

import re

import pytest

from crawler.reading import Document, UnreadableDocument, read
from demo.press.figures import sound_figures
from demo.press.html import html_table
from demo.press.tables import Row, report_tables
from store.checks import Case, judge_report
from store.form import FORMS, Form
from store.models import Report
from tests.made.papers.printed import faults, figures_of, html_page, plain_page, read_text_of, wrong_figures

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=8)
PAGE = plain_page(FORM, TRUTH)
TITLE = "白河市财政局2025年政府信息公开工作年度报告"


def all_rows(form: Form) -> list[list[Row]]:
    return [*report_tables(form, sound_figures(form, seed=8)).values()]


def cell_a_paragraph(rows: list[Row]) -> str:
    return "".join(f"<p>{cell.content}</p>" for row in rows for cell in row)


def row_a_paragraph(rows: list[Row]) -> str:
    return "".join(f"<p>| {' | '.join(cell.content for cell in row)} |</p>" for row in rows)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_table_printed_as_a_paragraph_a_cell_is_read(form: Form) -> None:
    truth = sound_figures(form, seed=8)
    report = read_text_of(html_page(form, [cell_a_paragraph(rows) for rows in all_rows(form)]))
    assert report.form == form.name
    assert wrong_figures(report, truth) == {}
    assert len(figures_of(report)) > 0.9 * len(truth)
    assert [section.key for section in report.sections] == [section.key for section in form.sections]


def test_table_printed_as_a_paragraph_a_row_is_read() -> None:
    report = read_text_of(html_page(FORM, [row_a_paragraph(rows) for rows in all_rows(FORM)]))
    assert report.form == "2021"
    assert wrong_figures(report, TRUTH) == {}
    read_rows = {key for key in figures_of(report) if key[0] == "disclosure"}
    assert len(read_rows) == len([key for key in TRUTH if key[0] == "disclosure"])


@pytest.mark.parametrize("lost", range(8))
def test_paragraph_lost_from_such_a_table_gives_no_wrong_figure(lost: int) -> None:
    parts = [cell_a_paragraph(rows) for rows in all_rows(FORM)]
    figures = [found.start() for found in re.finditer(r"<p>\d+</p>", parts[1])]
    place = figures[lost * len(figures) // 8]
    parts[1] = parts[1][:place] + parts[1][parts[1].index("</p>", place) + 4 :]
    report = read_text_of(html_page(FORM, parts))
    assert wrong_figures(report, TRUTH) == {}
    assert not [f for f in judge_report(Case(report)) if f.verdict == "fail" and f.severity == "error"]


def word(body: str) -> str:
    """The page as a word processor writes it."""
    mso = "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
    body = body.replace("<head>", f"<head>{mso}<style>p.MsoNormal{{margin:0}}</style>")
    body = re.sub(r"<(t[dh])([^>]*)>([^<]*)</t[dh]>",
                  r"<\1\2 width=49 style='mso-border-alt:solid'><p class=MsoNormal align=center><span lang=EN-US "
                  r"style='font-size:9.0pt'>\3<o:p></o:p></span></p></\1>", body)  # fmt: skip
    widths = (
        "<![if !supportMisalignedColumns]><tr height=0><td width=9 style='border:none'></td></tr><![endif]>"
    )
    return body.replace("</table>", f"{widths}</table>")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_page_of_a_word_processor_is_read_completely(form: Form) -> None:
    truth = sound_figures(form, seed=8)
    report = read_text_of(word(plain_page(form, truth)))
    assert figures_of(report) == truth
    assert faults(report) == []


def report_body(year: int, agency: str = "白河市财政局") -> str:
    page = plain_page(FORM, TRUTH).replace(TITLE, f"{agency}{year}年政府信息公开工作年度报告")
    return page[page.index("<h1>") : page.index("</body>")]


@pytest.mark.parametrize(
    "other", [report_body(2024), report_body(2025, "白河市审计局")], ids=["another year", "another agency"]
)
def test_page_with_two_reports_is_unclear(other: str) -> None:
    with pytest.raises(UnreadableDocument, match="不能确定") as caught:
        read_text_of(f"<html><body>{report_body(2025)}{other}</body></html>")
    assert caught.value.failure == "several_reports"


def test_links_to_the_reports_of_other_years_are_no_second_report() -> None:
    links = "".join(
        f"<li><a href='{year}.html'>白河市财政局{year}年政府信息公开工作年度报告</a></li>"
        for year in (2023, 2024)
    )
    report = read_text_of(f"<html><body><ul>{links}</ul>{report_body(2025)}<ul>{links}</ul></body></html>")
    assert (figures_of(report), report.year) == (TRUTH, 2025)


def test_a_table_cut_in_two_is_no_second_report() -> None:
    disclosure, requests, reviews = all_rows(FORM)
    halves = html_table(requests[:12]) + f"<p>{TITLE}</p>" + html_table(requests[:3] + requests[12:])
    report = read_text_of(html_page(FORM, [html_table(disclosure), halves, html_table(reviews)]))
    assert figures_of(report) == TRUTH


META = {
    "standard": '<meta name="PubDate" content="2026-01-22 10:01">',
    "no blank between attributes": '<meta name="PubDate"content="2026-01-22"/>',
    "lower case": "<META NAME=pubdate CONTENT='2026-01-22'>",
    "another name": '<meta name="publishdate" content="2026-01-22">',
    "a property": '<meta property="article:published_time" content="2026-01-22T10:01:00+08:00">',
    "a tag of UCAP": "</head><PUBLISHTIME>2026-01-22 10:01</PUBLISHTIME>",
    "an empty one first": '<meta name="PubDate" content=""><meta name="PubDate" content="2026-01-22">',
}


@pytest.mark.parametrize("meta", META)
def test_day_of_publication_is_found_in_meta(meta: str) -> None:
    report = read_text_of(PAGE.replace("<head>", f"<head>{META[meta]}"))
    assert {source: str(day) for source, day in report.published.items()} == {"meta": "2026-01-22"}


def of_page(body: str, url: str = "http://a.example/x.html") -> Report:
    return read(Document(url, body.encode()))


def test_every_day_of_publication_keeps_its_source() -> None:
    head = '<head><meta name="PubDate" content="2026-01-23">'
    body = PAGE.replace("<head>", head).replace("</h1>", "</h1><p>发布日期：2026-01-22</p>")
    spelled = of_page(body, "http://a.example/202602/t20260203_1.html")
    assert {source: str(day) for source, day in spelled.published.items()} == {
        "page": "2026-01-22",
        "meta": "2026-01-23",
        "address": "2026-02-03",
    }
    assert str(spelled.published_on) == "2026-01-22"
    hidden = of_page(PAGE, "http://a.example/1906985018193408001.html")
    assert {source: str(day) for source, day in hidden.published.items()} == {"id": "2025-04-01"}
    assert hidden.published_on is None  # the day a record was made is not the day of publication


def test_header_table_between_title_and_body_gives_day_and_publisher() -> None:
    cells = "".join(
        f"<td>{text}</td>"
        for text in ("索 引 号", "X-1", "发布机构", "白河市人民政府办公室", "发布日期", "2026-01-22")
    )
    report = of_page(PAGE.replace("</h1>", f"</h1><table><tr>{cells}</tr></table>"))
    assert (report.publisher, report.agency) == ("白河市人民政府办公室", "白河市财政局")
    assert str(report.published_on) == "2026-01-22"


BARE = PAGE.replace(f"<h1>{TITLE}</h1>", "")
ENVELOPES = {
    "a window's title with column and site": f"<title>{TITLE}_公开年报_白河市人民政府</title><body><h1>白河市人民政府</h1>",
    "a window's title with the site": f"<title>白河市人民政府 - {TITLE}</title><body>",
    "META": f'<meta name="ArticleTitle" content="{TITLE}"><title>白河市人民政府</title><body>',
    "the header table": f"<title>白河市人民政府</title><body><table><tr><td>名　　称：</td><td>{TITLE}</td></tr></table>",
}


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_title_is_found_wherever_the_envelope_has_it(envelope: str) -> None:
    report = read_text_of(BARE.replace("<body>", ENVELOPES[envelope]))
    assert (report.agency, report.year) == ("白河市财政局", 2025)
