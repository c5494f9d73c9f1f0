"""Visits to pages that hold no report themselves: its attachment is fetched, and what fails is the visit's fault."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.clock import Clock
from store.models import CellKey, Value
from store.store import Store
from tests.corpus import Recipe, make
from tests.made.portals.portal import (
    HOST,
    HostilePortal,
    list_page,
    report_page,
    serving,
    visit,
    write_registry,
)
from tests.made.portals.replicas import NO_LIST
from tests.reading.formats.test_docx import FORM, TRUTH, docx, word_report

AFTER_DUE = Clock.at(date(2026, 2, 3))
LATER = Clock.at(date(2026, 2, 4))
AGENCIES = {"jyj": "试验市教育局", "wsj": "试验市卫生健康委员会"}
TITLE = "试验市教育局2025年政府信息公开工作年度报告"
PAGE = f"http://{HOST}/nb/t20260115_1.html"
FILE = f"http://{HOST}/nb/P020260115.docx"
REPORT = docx(word_report().replace("白河市财政局", "试验市教育局"))
UNSIGNED = docx(word_report().replace("白河市财政局2025年", ""))
WORD = {"Content-Type": "application/octet-stream"}


def carrier(links: str = f'<a href="./P020260115.docx">{TITLE}.docx</a>') -> str:
    """A page with the report's title and date whose body only links files."""
    return (
        f"<html><head><meta name='PubDate' content='2026-01-15'></head><body><h1>{TITLE}</h1>"
        f"<p>发布机构：试验市教育局　发布日期：2026-01-15</p><div>{links}</div></body></html>"
    )


@pytest.fixture
def portal() -> Iterator[HostilePortal]:
    answers: dict[str, tuple[Any, ...]] = {
        "/nb/": (200, list_page([("./t20260115_1.html", TITLE, "2026-01-15")])),
        "/nb/t20260115_1.html": (200, carrier()),
        "/nb/P020260115.docx": (200, REPORT, WORD),
    }
    with serving(HostilePortal(answers)) as running:
        yield running


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return write_registry(tmp_path / "registry", AGENCIES)


def rows(db: Path, sql: str) -> list[dict[str, Any]]:
    store = Store.open(db)
    found = list(store.db.query(sql))
    store.close()
    return found


def test_attachment_is_read_and_kept_under_the_address_of_its_page(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    db = tmp_path / "nianbao.db"
    seen, filings = visit(portal, db, registry, AFTER_DUE)
    assert seen.status == "done"
    assert filings["jyj", 2025].status == "on_time"
    assert filings["wsj", 2025].status == "missing"
    store = Store.open(db)
    (version,) = store.db.query(
        "SELECT v.*, r.url, r.published_source FROM versions v JOIN reports r ON r.id = report_id"
    )
    report = store.reports.load_report(version["id"])
    assert (version["url"], version["snapshot"], version["published_source"]) == (PAGE, FILE, "page")
    assert store.archive.get(version["sha256"]) == REPORT
    assert {key: cell.value for key, cell in report.cells.items()} == TRUTH
    assert (report.agency, report.year) == ("试验市教育局", 2025)
    assert any(FILE in note.message for note in report.notes)
    fetched = list(
        store.db.query(
            "SELECT url, kind, failure, sha256 FROM fetches WHERE kind IN ('page', 'report') ORDER BY kind"
        )
    )
    assert [(row["url"], row["kind"], row["failure"]) for row in fetched] == [
        (PAGE, "page", ""),
        (FILE, "report", ""),
    ]
    assert store.archive.get(fetched[0]["sha256"]) == carrier().encode()
    store.close()


MADE = make(Recipe("ofd", "2021", (), seed=5))
DRAWN = make(Recipe("pdf-drawn", "2021", (), seed=5))
MADE_TITLE = "白河市财政局2025年政府信息公开工作年度报告"
FILES = {"/nb/P1.ofd": (200, MADE.body, WORD), "/nb/P1.pdf": (200, DRAWN.body, WORD)}


def told_of(db: Path) -> dict[CellKey, Value]:
    """The figures of the report that stands for the only duty, if nothing is said against it."""
    assert rows(db, "SELECT * FROM findings WHERE check_id = 'copies-differ'") == []
    store = Store.open(db)
    (row,) = store.db.query("SELECT MIN(current_version) AS version FROM reports GROUP BY agency_id, year")
    report = store.reports.load_report(row["version"])
    store.close()
    return {key: cell.value for key, cell in report.cells.items() if cell.state in ("number", "zero")}


@pytest.mark.parametrize(("links", "read"), [(("ofd",), "ofd"), (("ofd", "pdf"), "pdf")])
def test_ofd_is_read_where_it_is_alone_and_left_where_its_twin_is_read(
    tmp_path: Path, links: tuple[str, ...], read: str
) -> None:
    body = "".join(f'<a href="P1.{kind}">{MADE_TITLE}.{kind}</a>' for kind in links)
    answers = {
        "/nb/": (200, list_page([("./t20260115_1.html", MADE_TITLE, "2026-01-15")])),
        "/nb/t20260115_1.html": (200, carrier(body).replace("试验市教育局", "白河市财政局")),
        **FILES,
    }
    db, registry = tmp_path / "nianbao.db", write_registry(tmp_path / "registry", {"czj": "白河市财政局"})
    with serving(HostilePortal(answers)) as portal:
        seen, filings = visit(portal, db, registry, AFTER_DUE)
        assert [path for path in portal.log if path.startswith("/nb/P1")] == [f"/nb/P1.{read}"]
    assert (seen.status, filings["czj", 2025].status) == ("done", "on_time")
    assert told_of(db) == {key: entry.value for key, entry in MADE.truth.items()}


def test_ofd_and_pdf_in_rows_of_their_own_are_copies_that_agree(tmp_path: Path) -> None:
    listed = [(f"./P1.{kind}", MADE_TITLE, "2026-01-15") for kind in ("ofd", "pdf")]
    db, registry = tmp_path / "nianbao.db", write_registry(tmp_path / "registry", {"czj": "白河市财政局"})
    with serving(HostilePortal({"/nb/": (200, list_page(listed)), **FILES})) as portal:
        seen, filings = visit(portal, db, registry, AFTER_DUE)
    assert (seen.status, filings["czj", 2025].status) == ("done", "on_time")
    assert told_of(db) == {key: entry.value for key, entry in MADE.truth.items()}


def test_page_tells_what_the_attachment_does_not(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    portal.answers["/nb/P020260115.docx"] = (200, UNSIGNED, WORD)
    portal.answers["/nb/"] = (200, list_page([("./t20260115_1.html", "2025年政府信息公开工作年度报告", "")]))
    _, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert filings["jyj", 2025].status == "on_time"
    (kept,) = rows(tmp_path / "nianbao.db", "SELECT title, agency_name, year, published_on FROM reports")
    assert kept == {
        "title": "政府信息公开工作年度报告",
        "agency_name": "试验市教育局",
        "year": 2025,
        "published_on": "2026-01-15",
    }
    assert rows(tmp_path / "nianbao.db", "SELECT agency_name FROM versions") == [
        {"agency_name": "试验市教育局"}
    ]


def test_page_and_attachment_of_different_years_accuse_nobody(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    old = docx(word_report().replace("白河市财政局2025", "试验市教育局2024"))
    portal.answers["/nb/P020260115.docx"] = (200, old, WORD)
    _, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert filings["jyj", 2025].status == "unverifiable"
    (kept,) = rows(tmp_path / "nianbao.db", "SELECT year, other_year FROM reports")
    assert kept == {"year": 2024, "other_year": 2025}  # the figures are those of 2024


DEAD = {
    "a 404": ((404, ""), "http_404"),
    "an error": ((500, ""), "http_500"),
    "an empty file": ((200, b"", WORD), "empty"),
    "an error page named DOCX": (
        (200, "<html><title>页面不存在</title><body>您访问的页面不存在</body>"),
        "soft_404",
    ),
    "a stub": ((200, "<html><body><p>欢迎访问本网站。</p></body></html>"), "empty_stub"),
    "another page": ((200, NO_LIST), "not_a_report"),
}


@pytest.mark.parametrize("dead", DEAD)
def test_dead_attachment_is_a_failure_of_the_visit(
    portal: HostilePortal, registry: Path, tmp_path: Path, dead: str
) -> None:
    portal.answers["/nb/P020260115.docx"], failure = DEAD[dead]
    db = tmp_path / "nianbao.db"
    seen, filings = visit(portal, db, registry, AFTER_DUE)
    assert seen.status == "partial"
    assert filings["jyj", 2025].status == "on_time"
    assert filings["wsj", 2025].status == "missing"
    failed = rows(db, "SELECT failure FROM fetches WHERE kind = 'report' AND failure != ''")
    assert [row["failure"] for row in failed] == [failure]
    pages = rows(db, "SELECT url, size FROM fetches WHERE kind = 'page'")
    assert pages == [{"url": PAGE, "size": len(carrier().encode())}]


def test_attachment_that_dies_later_keeps_the_figures(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    db = tmp_path / "nianbao.db"
    visit(portal, db, registry, AFTER_DUE)
    portal.answers["/nb/P020260115.docx"] = (404, "")
    _, filings = visit(portal, db, registry, LATER)
    assert filings["jyj", 2025].status == "on_time"
    (version,) = rows(db, "SELECT snapshot, form FROM versions")
    assert version == {"snapshot": FILE, "form": FORM.name}


def test_attachment_on_a_foreign_host_is_not_fetched_and_nobody_is_accused(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    links = f'<a href="http://files.elsewhere.example/P020260115.docx">{TITLE}.docx</a>'
    portal.answers["/nb/t20260115_1.html"] = (200, carrier(links))
    db = tmp_path / "nianbao.db"
    seen, filings = visit(portal, db, registry, AFTER_DUE)
    assert "/P020260115.docx" not in portal.log
    assert seen.portals[0].failure == "foreign_host"
    assert filings["jyj", 2025].status == "on_time"
    (failed,) = rows(db, "SELECT url, failure FROM fetches WHERE failure != ''")
    assert failed == {"url": PAGE, "failure": "foreign_host"}


def test_robots_rule_over_attachments_too(portal: HostilePortal, registry: Path, tmp_path: Path) -> None:
    rules = "User-agent: *\nDisallow: /nb/P0"
    portal.answers["/robots.txt"] = (200, rules, {"Content-Type": "text/plain"})
    seen, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert "/nb/P020260115.docx" not in portal.log
    assert seen.portals[0].failure == "robots"
    assert filings["jyj", 2025].status == "on_time"


def test_two_reports_attached_are_no_guess(portal: HostilePortal, registry: Path, tmp_path: Path) -> None:
    portal.answers["/nb/t20260115_1.html"] = (
        200,
        carrier('<a href="a.docx">附件1</a><a href="b.docx">附件2</a>'),
    )
    db = tmp_path / "nianbao.db"
    _, filings = visit(portal, db, registry, AFTER_DUE)
    assert not [path for path in portal.log if path.endswith(".docx")]
    assert filings["jyj", 2025].status == "on_time"
    (note,) = rows(db, "SELECT message FROM cell_notes")
    assert "不能确定" in note["message"]


def test_page_with_tables_is_read_and_its_attachment_left_alone(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    page = report_page("试验市教育局", 2025).replace(
        "</body>", f'<a href="P020260115.docx">{TITLE}.docx</a></body>'
    )
    portal.answers["/nb/t20260115_1.html"] = (200, page)
    visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert "/nb/P020260115.docx" not in portal.log
    (version,) = rows(tmp_path / "nianbao.db", "SELECT snapshot FROM versions")
    assert version == {"snapshot": PAGE}


REFUSED = {
    "a shell": (f"<title>{TITLE}</title><div id=app></div><script src=/a.js></script>", "empty_stub"),
    "a challenge": (f"<title>{TITLE}</title><body>请完成安全验证后继续访问</body>", "blocked_captcha"),
    "a hijacked page": (report_page("UedBet体育教育局", 2025), "hijacked"),
    "a jump elsewhere": (f"<h1>{TITLE}</h1><script>location.href='http://b.example/'</script>", "hijacked"),
}


@pytest.mark.parametrize("refused", REFUSED)
def test_page_that_is_no_report_is_the_visits_failure_and_replaces_nothing(
    portal: HostilePortal, registry: Path, tmp_path: Path, refused: str
) -> None:
    db = tmp_path / "nianbao.db"
    visit(portal, db, registry, AFTER_DUE)
    body, failure = REFUSED[refused]
    portal.answers["/nb/t20260115_1.html"] = (200, body)
    seen, filings = visit(portal, db, registry, LATER)
    assert seen.status == "partial"
    assert filings["jyj", 2025].status == "on_time"
    failed = rows(db, "SELECT failure FROM fetches WHERE failure != ''")
    assert failed == [{"failure": failure}]
    (version,) = rows(db, "SELECT form FROM versions")
    assert version == {"form": FORM.name}


def test_office_that_publishes_for_all_is_not_the_reporter(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    agencies = {**AGENCIES, "bgs": "试验市人民政府办公室"}
    registry = write_registry(tmp_path / "offices", agencies)
    title = "2025年政府信息公开工作年度报告"
    page = report_page("", 2025).replace("<p>发布日期", "<p>发布机构：试验市人民政府办公室</p><p>发布日期")
    portal.answers["/nb/"] = (200, list_page([("./t20260115_1.html", title, "2026-01-15")]))
    portal.answers["/nb/t20260115_1.html"] = (200, page)
    _, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert {filings[agency, 2025].status for agency in agencies} == {"unverifiable"}
