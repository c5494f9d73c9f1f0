"""Pages made to cost: what is read in the crawl's own process takes seconds and megabytes at most, or is refused by name."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from lxml import html

from crawler.manners.recognise import small_answer, stands_in
from crawler.reading import Document, Handover, Opened, UnreadableDocument, read
from crawler.reading.around.front import parse_title
from crawler.reading.formats.attachments import MAX_LINKS
from crawler.reading.formats.envelope import read_json
from crawler.reading.formats.html import read_html
from crawler.reading.words.titles import taken_apart
from crawler.revisiting.fingerprints import page_fingerprint
from demo.press.figures import sound_figures
from store.form import FORMS
from tests.made.pace import pace, within
from tests.made.papers.printed import figures_of, plain_page

URL = "http://www.baihe.example/a/1.html"
_CONTEXT = multiprocessing.get_context("fork")
FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=5)
SECONDS = 6  # of the processor; what isn't bounded takes half a minute and more
MEGABYTES = 300
WORST_TITLE = ("公开年度报告(" * 12)[:80]
BYTES = 2_900_000


def filled(start: str, again: str, length: int = BYTES) -> str:
    return start + again * ((length - len(start.encode())) // len(again.encode()))


PAGES = {
    "100,000 attributes": "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">",
    "600 tags with 999 attributes": ("<p " + " ".join(f"a{number}" for number in range(999)) + ">") * 500,
    "an attribute of 1 MB": filled('<a href="', "x/", 1_000_000) + '">x</a>',
    "<a without an end": filled("", "<a"),
    "links without an end": filled("", "<a href=x>"),
    "divisions in divisions": filled("", "<div>"),
    "tables in tables": filled("", "<table><tr><td>"),
    "scripts without an end": filled("", "<script"),
    "comments without an end": filled("", "<!--"),
    "entities": filled("<p>", "&amp;"),
    "100,000 empty rows": f"<table>{'<tr></tr>' * 100_000}</table>",
    "149,000 cells in a row": "<table><tr>" + "<td>1" * 149_000,
    "spans": f"<table>{('<tr>' + '<td colspan=40 rowspan=40>1' * 1_900) * 50}</table>",
    "labels": filled("", "<p>行政规范性文件"),
    "149,000 paragraphs": "<p>x" * 149_000,
    "links that hold the rest": filled("<a href=x.pdf><div>" * 990, "年报"),
    "headings that hold the rest": filled("<h1><div>" * 990, "<i>x", 800_000),
    "cells that hold the rest": filled("<table><tr>" + "<td><div>" * 900, "<b>x</b>", 700_000),
    "texts for no script that hold the rest": filled("<noscript><div>" * 990, "年报"),
    "files deep inside": "<div>" * 1_900 + "<a href=x.pdf>2024年报</a>" * MAX_LINKS,
    "different links": "".join(f"<a href={number}>" for number in range(140_000)),
    "titles": filled("", f"<h1>{WORST_TITLE}</h1>"),
}


READERS: dict[str, Callable[[bytes], object]] = {
    "report": lambda page: read_html(Document(URL, page)),
    "fingerprint": lambda page: page_fingerprint(Opened(URL, page)),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAGES)
def test_hostile_page_is_read_or_refused_soon_and_in_little_memory(name: str, reader: str) -> None:
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_measured, args=(READERS[reader], PAGES[name].encode(), theirs))
    slower = pace()
    process.start()
    theirs.close()
    # Without an end it is ended by its limit, and says nothing.
    try:
        ended, seconds, megabytes = ours.recv()
    except EOFError:
        ended, seconds, megabytes = "never", 0, 0
    process.join()
    assert ended in ("read", "too_large", "no_body", "hijacked")
    assert seconds < SECONDS * max(slower, pace())
    assert megabytes < MEGABYTES


def _measured(reader: Callable[[bytes], object], page: bytes, result: Connection) -> None:
    """Send how a reading ended, its seconds of processor time and by how many megabytes the process grew at its highest."""
    resource.setrlimit(resource.RLIMIT_CPU, (20 * SECONDS, 20 * SECONDS))
    Path("/proc/self/clear_refs").write_text("5")  # the highest is counted from now on
    before, start, ended = _highest(), time.process_time(), "read"
    try:
        reader(page)
    except UnreadableDocument as error:
        ended = error.failure
    result.send((ended, time.process_time() - start, _highest() - before))


def _highest() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


@pytest.mark.parametrize(
    "sign", ["<!--", "<script", "<style>", "<head ", "<title>", "<input ", "</", "<", "href="]
)
def test_answer_of_64_kb_is_recognised_soon(sign: str) -> None:
    with within(0.5):
        page = small_answer(200, Opened("", (sign * 64_000)[:64_000].encode()))
        assert page is not None
        stands_in(page)


def test_answer_that_names_60_000_files_is_read_soon() -> None:
    fields = ",".join(f'"url{number}":"/f/{number}","name{number}":"a"' for number in range(60_000))
    with within(SECONDS):
        page = read_json(Document(URL, f'{{{fields},"url":"/nb.pdf"}}'.encode()))
    assert isinstance(page, Handover)
    assert page.body is not None
    assert page.body.count(b"<a href") == 1


def test_10_000_titles_of_the_worst_kind_are_taken_apart_soon() -> None:
    with within(4):
        for _ in range(10_000):
            taken_apart.cache_clear()
            assert parse_title(WORST_TITLE) is None


def test_page_that_the_parser_cuts_inside_is_refused() -> None:
    page = "<b>" * 2_100 + plain_page(FORM, TRUTH)
    assert (
        "行政规范性文件" not in html.fromstring(page, parser=html.HTMLParser(huge_tree=True)).text_content()
    )
    with pytest.raises(UnreadableDocument) as caught:
        read(Document(URL, page.encode()))
    assert caught.value.failure == "too_large"


def test_report_is_read_behind_tags_that_were_never_closed_and_many_attributes() -> None:
    attributes = " ".join(f"data-{number}=1" for number in range(900))
    page = plain_page(FORM, TRUTH).replace("<body>", f"<body {attributes}>{'<font><div>' * 400}", 1)
    assert figures_of(read(Document(URL, page.encode()))) == TRUTH
