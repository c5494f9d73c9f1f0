"""Visits to a portal that lies, breaks or changes: what was not read is said, and nobody is accused for it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.clock import Clock
from store.judging.filings import judge_filings
from store.store import Store
from tests.made.portals.portal import (
    COLUMN,
    HOST,
    HostilePortal,
    list_page,
    report_page,
    serving,
    visit,
    write_registry,
)

AFTER_DUE = Clock.at(date(2026, 2, 3))
LATER = Clock.at(date(2026, 2, 4))
AGENCIES = {"jyj": "试验市教育局", "wsj": "试验市卫生健康委员会"}
JYJ = ("./t20260115_1.html", "试验市教育局2025年政府信息公开工作年度报告", "2026-01-15")
OTHER = ("./t20260110_9.html", "试验市政府网站工作年度报表（2025年）", "2026-01-10")


@pytest.fixture
def portal() -> Iterator[HostilePortal]:
    answers = {
        "/nb/": (200, list_page([JYJ, OTHER])),
        "/nb/t20260115_1.html": (200, report_page("试验市教育局", 2025)),
    }
    with serving(HostilePortal(dict(answers))) as running:
        yield running


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return write_registry(tmp_path / "registry", AGENCIES)


@pytest.mark.real_starts
def test_absence_is_claimed_only_after_a_complete_read(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    seen, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert seen.status == "done"
    assert filings["jyj", 2025].status == "on_time"
    assert filings["wsj", 2025].status == "missing"
    assert "/nb/t20260110_9.html" not in portal.log  # the look-alike is not even fetched


@pytest.mark.parametrize(
    "title", ["试验市卫生健康委员会2025年政府信…", "试验市卫生健康委员会关于2025年政府信息公开工作的年度报告"]
)
def test_a_title_that_does_not_tell_is_looked_up_in_its_article(
    portal: HostilePortal, registry: Path, tmp_path: Path, title: str
) -> None:
    guide = ("./t20260116_3.html", "试验市卫生健康委员会政府信息公开指南（2025年修订...", "2026-01-16")
    portal.answers["/nb/"] = (200, list_page([JYJ, ("./t20260116_2.html", title, "2026-01-16"), guide]))
    portal.answers["/nb/t20260116_2.html"] = (200, report_page("试验市卫生健康委员会", 2025))
    seen, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert seen.status == "done"
    assert filings["wsj", 2025].status == "on_time"
    assert "/nb/t20260116_3.html" not in portal.log


LIES = {
    "page 2 repeats page 1": {
        "/nb/": (200, list_page([JYJ], 2)),
        "/nb/index_1.html": (200, list_page([JYJ], 2, 1)),
    },
    "page 2 is a 404": {"/nb/": (200, list_page([JYJ], 2))},
    "page 2 is an error": {"/nb/": (200, list_page([JYJ], 2)), "/nb/index_1.html": (500, "")},
    "the page after the last one is an error": {
        "/nb/": (200, list_page([JYJ])),
        "/nb/index_1.html": (500, ""),
    },
    "the column is empty": {"/nb/": (200, "<html><body></body></html>")},
    "the column has no pager": {"/nb/": (200, list_page([JYJ]).replace("createPageHTML", "somethingElse"))},
    "the column is gone": {"/nb/": (404, "")},
    "robots.txt forbids the column": {
        "/robots.txt": (200, "User-agent: *\nDisallow: /nb/", {"Content-Type": "text/plain"})
    },
    "robots.txt fails": {"/robots.txt": (503, "")},
    "a challenge page stands in for the column": {"/nb/": (412, "<script>$_ts=1</script>")},
}


@pytest.mark.parametrize("lie", LIES, ids=LIES.keys())
def test_a_column_not_read_to_its_end_makes_absence_unverifiable(
    portal: HostilePortal, registry: Path, tmp_path: Path, lie: str
) -> None:
    portal.answers.update(LIES[lie])
    seen, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert seen.status in ("partial", "blind")
    assert seen.portals[0].complete == 0
    assert seen.portals[0].failure
    assert filings["wsj", 2025].status == "unverifiable"


def test_a_pager_that_claims_too_little_is_read_on(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    row = ("./t20260120_2.html", "试验市卫生健康委员会2025年政府信息公开工作年度报告", "2026-01-20")
    portal.answers["/nb/index_1.html"] = (200, list_page([row]))
    portal.answers["/nb/t20260120_2.html"] = (200, report_page("试验市卫生健康委员会", 2025))
    seen, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert seen.status == "done"
    assert filings["wsj", 2025].status == "on_time"


BROKEN = {
    "a 404": (404, ""),
    "an empty body": (200, ""),
    "a server error": (500, ""),
    "an error page with status 200": (
        200,
        "<html><title>您访问的页面不存在</title><body>您访问的页面不存在</body></html>",
    ),
    "a JPEG": (200, b"\xff\xd8\xff\xe0" + b"\0" * 300),
}


@pytest.mark.parametrize("broken", BROKEN, ids=BROKEN.keys())
def test_a_report_that_breaks_keeps_its_figures_and_its_state(
    portal: HostilePortal, registry: Path, tmp_path: Path, broken: str
) -> None:
    db = tmp_path / "nianbao.db"
    visit(portal, db, registry, AFTER_DUE)
    portal.answers["/nb/t20260115_1.html"] = BROKEN[broken]
    seen, filings = visit(portal, db, registry, LATER)
    store = Store.open(db)
    versions = list(store.db.query("SELECT * FROM versions"))
    figures = list(store.db.query("SELECT received_total, agency FROM report_figures"))
    failed = list(store.db.query("SELECT failure FROM fetches WHERE failure != '' AND kind = 'report'"))
    store.close()
    assert filings["jyj", 2025].status == "on_time"
    assert filings["wsj", 2025].status == "missing"  # the list itself was read to its end
    assert len(versions) == 1
    assert figures == [{"received_total": 3, "agency": "试验市教育局"}]
    assert seen.status == "partial"
    assert len(failed) == 1


def test_a_listed_report_that_never_could_be_read_is_not_missing(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    portal.answers["/nb/t20260115_1.html"] = (500, "")
    seen, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert filings["jyj", 2025].status == "on_time"  # the list row proves it, with its date
    assert seen.status == "partial"


def test_a_listed_report_that_cannot_be_read_is_kept_with_the_name_of_the_failure(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    broken = b"PK\x03\x04" + bytes(200)
    portal.answers["/nb/t20260115_1.html"] = (200, broken)
    _, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    store = Store.open(tmp_path / "nianbao.db")
    [row] = store.db.query("SELECT failure, sha256 FROM fetches WHERE failure != ''")
    assert (row["failure"], store.archive.get(row["sha256"])) == ("broken", broken)
    store.close()
    assert filings["jyj", 2025].status == "on_time"


def test_a_report_nobody_can_assign_keeps_others_from_being_accused(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    row = ("./t20260120_2.html", "2025年政府信息公开工作年度报告", "2026-01-20")
    portal.answers["/nb/"] = (200, list_page([JYJ, row]))
    portal.answers["/nb/t20260120_2.html"] = (200, report_page("", 2025))
    _, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert filings["wsj", 2025].status == "unverifiable"
    assert "未能确定机关" in filings["wsj", 2025].evidence


def test_a_period_left_over_from_last_year_accuses_nobody(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    portal.answers["/nb/t20260115_1.html"] = (200, report_page("试验市教育局", 2025, period=2024))
    _, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert filings["jyj", 2025].status == "on_time"  # page title and list row agree


def test_a_report_that_names_two_years_is_missing_for_neither(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    other = (JYJ[0], JYJ[1].replace("2025", "2024"), JYJ[2])
    portal.answers["/nb/"] = (200, list_page([other, OTHER]))
    _, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert filings["jyj", 2025].status == "on_time"
    portal.answers["/nb/"] = (200, list_page([JYJ, OTHER]))
    portal.answers["/nb/t20260115_1.html"] = (200, report_page("试验市教育局", 2024))
    _, filings = visit(portal, tmp_path / "other.db", registry, AFTER_DUE)
    assert filings["jyj", 2025].status == "unverifiable"
    assert "年度不一" in filings["jyj", 2025].evidence


WSJ = ("./t20260120_2.html", "试验市卫生健康委员会2025年政府信息公开工作年度报告", "2026-01-20")


@pytest.mark.parametrize("row", [WSJ, (WSJ[0], JYJ[1], WSJ[2])], ids=["the page", "page and list row"])
def test_a_report_that_names_another_agency_accuses_neither(
    portal: HostilePortal, registry: Path, tmp_path: Path, row: tuple[str, str, str]
) -> None:
    portal.answers["/nb/"] = (200, list_page([JYJ, row]))
    portal.answers["/nb/t20260120_2.html"] = (200, report_page("试验市教育局", 2025, received=9))
    _, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert filings["jyj", 2025].status == "on_time"
    assert filings["wsj", 2025].status == "unverifiable"


def test_two_copies_of_one_report_accuse_and_hide_nobody(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    portal.answers["/nb/"] = (200, list_page([JYJ, (WSJ[0], JYJ[1], JYJ[2])]))
    portal.answers["/nb/t20260120_2.html"] = portal.answers["/nb/t20260115_1.html"]
    _, filings = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert filings["wsj", 2025].status == "missing"


def test_a_report_under_an_odd_title_in_the_list_is_not_withdrawn(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    odd = (JYJ[0], "试验市教育局关于2025年政府信息公开工作的年度报告", JYJ[2])
    portal.answers["/nb/"] = (200, list_page([odd, OTHER]))
    for clock in (AFTER_DUE, LATER):
        _, filings = visit(portal, tmp_path / "nianbao.db", registry, clock)
        assert filings["jyj", 2025].status == "on_time"


def test_a_report_that_leaves_a_complete_column_is_withdrawn_and_back_again(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    db = tmp_path / "nianbao.db"
    visit(portal, db, registry, AFTER_DUE)
    page = portal.answers.pop("/nb/t20260115_1.html")
    portal.answers["/nb/"] = (200, list_page([OTHER]))
    _, filings = visit(portal, db, registry, LATER)
    assert filings["jyj", 2025].status == "withdrawn"
    assert "原网址也打不开" in filings["jyj", 2025].evidence
    asked = portal.log.count("/nb/t20260115_1.html")
    visit(portal, db, registry, Clock.at(date(2026, 2, 5)))
    assert portal.log.count("/nb/t20260115_1.html") == asked  # gone once, not asked for again
    portal.answers |= {"/nb/": (200, list_page([JYJ, OTHER])), "/nb/t20260115_1.html": page}
    _, filings = visit(portal, db, registry, Clock.at(date(2026, 2, 6)))
    assert filings["jyj", 2025].status == "on_time"


def test_a_report_that_is_still_at_its_own_address_is_not_withdrawn_and_asked_for_once(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    registry = write_registry(tmp_path / "monthly", AGENCIES, recheck_days=30)
    db = tmp_path / "nianbao.db"
    visit(portal, db, registry, AFTER_DUE)
    portal.answers["/nb/"] = (200, list_page([OTHER]))
    _, filings = visit(portal, db, registry, LATER)
    assert filings["jyj", 2025].status == "on_time"
    assert "2026-02-04 起栏目中不再列出，原网址仍可打开" in filings["jyj", 2025].evidence
    assert filings["wsj", 2025].status == "unverifiable"  # a list that lost a row may have lost others
    asked = portal.log.count("/nb/t20260115_1.html")
    visit(portal, db, registry, Clock.at(date(2026, 2, 5)))
    assert portal.log.count("/nb/t20260115_1.html") == asked
    portal.answers["/nb/"] = (200, list_page([JYJ, OTHER]))
    _, filings = visit(portal, db, registry, Clock.at(date(2026, 2, 6)))
    assert "不再列出" not in filings["jyj", 2025].evidence


@pytest.mark.parametrize("answer", [(500, ""), (403, ""), (200, "<html><p>系统维护中</p></html>")])
def test_an_address_that_does_not_answer_as_it_should_says_nothing_of_a_report(
    portal: HostilePortal, registry: Path, tmp_path: Path, answer: tuple[int, str]
) -> None:
    db = tmp_path / "nianbao.db"
    visit(portal, db, registry, AFTER_DUE)
    portal.answers |= {"/nb/": (200, list_page([OTHER])), "/nb/t20260115_1.html": answer}
    _, filings = visit(portal, db, registry, LATER)
    assert filings["jyj", 2025].status == "on_time"


def test_half_a_list_on_one_night_calls_nobody_withdrawn_and_the_next_complete_read_decides(
    portal: HostilePortal, tmp_path: Path
) -> None:
    agencies = {f"b{number}": f"试验市第{number}局" for number in range(1, 6)}
    registry, db = write_registry(tmp_path / "registry", agencies), tmp_path / "nianbao.db"
    rows = []
    for number, name in enumerate(agencies.values(), 1):
        rows.append((f"./t20260115_{number}.html", f"{name}2025年政府信息公开工作年度报告", "2026-01-15"))
        portal.answers[f"/nb/t20260115_{number}.html"] = (200, report_page(name, 2025))
    portal.answers["/nb/"] = (200, list_page(rows))

    def states(day: int) -> dict[str, int]:
        _, filings = visit(portal, db, registry, Clock.at(date(2026, 2, day)))
        return Counter(row.status for row in filings.values())

    assert states(3) == {"on_time": 5}
    portal.answers["/nb/"] = (200, list_page(rows[:2]))  # its pager agrees: one page
    assert states(4) == {"on_time": 5}  # all of them answer at their own address
    portal.answers["/nb/"] = (200, list_page(rows))
    assert states(5) == {"on_time": 5}
    portal.answers["/nb/"] = (200, list_page(rows[:2]))
    gone = {path: portal.answers.pop(path) for path in [f"/nb/t20260115_{n}.html" for n in (3, 4, 5)]}
    assert states(6) == {"on_time": 2, "unverifiable": 3}
    portal.answers |= {"/nb/": (200, list_page(rows)), **gone}
    assert states(7) == {"on_time": 5}
    for path in gone:
        portal.answers.pop(path)
    portal.answers["/nb/"] = (200, list_page(rows[:2]))
    assert states(8) == {"on_time": 2, "unverifiable": 3}
    assert states(9) == {"on_time": 2, "withdrawn": 3}


def test_a_redirect_out_of_the_registry_is_not_followed(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    portal.answers["/nb/"] = (302, "", {"Location": "http://elsewhere.example/nb/"})
    seen, _ = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert seen.portals[0].failure == "foreign_host"


def test_links_to_private_addresses_are_never_visited(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    inside = ("http://127.0.0.1:1/x.html", "试验市卫生健康委员会2025年政府信息公开工作年度报告", "2026-01-20")
    portal.answers["/nb/"] = (200, list_page([JYJ, inside]))
    seen, _ = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert seen.portals[0].failure == "foreign_host"
    assert "/x.html" not in portal.log


def test_without_a_proxy_a_name_that_leads_inside_is_not_visited(tmp_path: Path) -> None:
    registry = write_registry(tmp_path / "registry", AGENCIES)
    text = (registry / "portals.toml").read_text(encoding="utf-8").replace(HOST, "localhost")
    (registry / "portals.toml").write_text(text, encoding="utf-8")
    with serving(HostilePortal()) as running:
        port = running.url.rpartition(":")[2]
        text = text.replace("localhost/", f"localhost:{port}/")
        (registry / "portals.toml").write_text(text, encoding="utf-8")
        direct = HostilePortal(url="")
        seen, _ = visit(direct, tmp_path / "nianbao.db", registry, AFTER_DUE)
        assert running.log == []
    assert seen.status == "blind"


def test_a_portal_that_refuses_connections_is_blind_not_guilty(registry: Path, tmp_path: Path) -> None:
    with serving(HostilePortal()) as closed:
        pass
    seen, filings = visit(closed, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert seen.status == "blind"
    assert filings["jyj", 2025].status == "unverifiable"


def test_an_interrupted_crawl_leaves_its_portals_incomplete(registry: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "nianbao.db")
    from store.registry import load_registry

    store.sync_registry(load_registry(registry))
    now = AFTER_DUE.now()
    run = store.runs.start_run("crawl", date(2026, 2, 3), now)
    store.runs.start_portal_run(run, "shiyan", date(2026, 2, 3), now)
    judge_filings(store, load_registry(registry), date(2026, 2, 3), now)
    assert {row.status for row in store.filings.in_state()} == {"unverifiable"}
    assert store.runs.portal_runs(run)[0].failure == "interrupted"
    store.close()


def test_a_jcms_column_that_hands_out_fewer_records_than_it_claims_is_partial(tmp_path: Path) -> None:
    record = "<record><![CDATA[<li><a href='/art/2026/1/15/art_1_1.html' title='{}'>x</a><span>2026-01-15</span></li>]]></record>"
    page = (
        "<script type='text/xml'><datastore><recordset>"
        + record.format(JYJ[1])
        + "</recordset></datastore></script>"
        "<script>$('#1').jpage({totalRecord:3,perPage:15,proxyUrl:'/proxy.jsp',ajaxParam:{col:1,columnid:7,unitid:'1'}})</script>"
    )
    registry = write_registry(tmp_path / "registry", AGENCIES, "jcms", f"http://{HOST}/col/col7/index.html")
    answers = {
        "/col/col7/index.html": (200, page),
        "/proxy.jsp": (200, "<datastore></datastore>"),
        "/art/2026/1/15/art_1_1.html": (200, report_page("试验市教育局", 2025)),
    }
    with serving(HostilePortal(answers)) as running:
        seen, filings = visit(running, tmp_path / "nianbao.db", registry, AFTER_DUE)
    assert seen.portals[0].failure == "partial_list"
    assert "3" in seen.portals[0].message
    assert filings["jyj", 2025].status == "on_time"
    assert filings["wsj", 2025].status == "unverifiable"


def test_crawl_delay_is_kept_by_the_servers_own_log(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    portal.answers["/robots.txt"] = (
        200,
        "User-agent: nianbao\nCrawl-delay: 0.8\n",
        {"Content-Type": "text/plain"},
    )
    seen, _ = visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    gaps = [after - before for before, after in pairwise(portal.times)]
    assert seen.status == "done"
    assert len(gaps) >= 3
    assert min(gaps[1:]) >= 0.79


def test_every_list_page_leaves_its_bytes_as_evidence(
    portal: HostilePortal, registry: Path, tmp_path: Path
) -> None:
    import json

    visit(portal, tmp_path / "nianbao.db", registry, AFTER_DUE)
    store = Store.open(tmp_path / "nianbao.db")
    read = next(store.db.query("SELECT * FROM list_reads"))
    pages = json.loads(read["evidence"])
    bodies = {url: store.archive.get(digest) for url, digest in pages.items()}
    store.close()
    assert read["complete"] == 1
    assert JYJ[1].encode() in bodies[COLUMN]
