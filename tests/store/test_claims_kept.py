"""Claims and aspects on their way: headings found, kept with their version, renewed, printed as JSON."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from crawler.reading.claims.aspects import find_aspects
from store.form import FORMS
from store.judging.saving import Place, save_report
from store.models import Aspect, Claim, Report, Section
from store.report_json import report_json
from store.store import Store
from store.tables.reports import Snapshot
from store.tables.schema import migrations
from tests.made.papers.printed import sound_report

FORM = FORMS["2021"]
NOW = datetime(2026, 1, 31, 18, 30, tzinfo=UTC)
CLAIMS = (
    Claim(
        "received",
        12,
        "件",
        "全市共收到申请12件。",
        "overview",
        ("全市", "累计"),
        (
            (("requests", "received", "total"),),
            (("requests", "received", "total"), ("requests", "carried_over", "total")),
        ),
    ),
    Claim("processing_fee", Decimal("380.5"), "元", "收取380.5元。", "other_matters"),
    Claim("processing_fee", Decimal(0), "元", "收取0元。", "other_matters"),
    Claim(
        "reconsideration",
        0,
        "",
        "未发生行政复议。",
        "review",
        readings=((("reviews", "reconsideration", "total"),),),
    ),
)
ASPECTS = (Aspect("on_request", "（二）依申请公开"), Aspect("proactive", "主动公开方面"))


def headings(text: str) -> list[tuple[str, str]]:
    """Key and heading of the aspects found in section one."""
    return [(aspect.key, aspect.heading) for aspect in find_aspects([Section("overview", "", text)], FORM)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "（一）主动公开。及时公开。\n（二） 依申请公开：受理3件。",
            [("proactive", "（一）主动公开"), ("on_request", "（二）依申请公开")],
        ),
        ("(三)政府信息管理情况\n我局重视。", [("management", "(三)政府信息管理情况")]),
        ("4、政府信息公开平台建设", [("platform", "4、政府信息公开平台建设")]),
        ("一是扎实做好政府信息主动公开。", [("proactive", "一是扎实做好政府信息主动公开")]),
        ("监督保障方面，我局加强检查。", [("supervision", "监督保障方面")]),
        ("二)(一)加强政务信息平台建设。", [("platform", "二)(一)加强政务信息平台建设")]),
        (
            "（一）主动公开。已公开。（五）监督保障。已检查。",
            [("proactive", "（一）主动公开"), ("supervision", "（五）监督保障")],
        ),
        (
            "（五）政府信息公开监督\n保障情况。将工作纳入考核。",
            [],
        ),  # 保障 is on the next line of a short heading
        (
            "（四）政府信息公开平台建设情况。加强对区政府网站、政\n务新媒体动态全面监管。",
            [("platform", "（四）政府信息公开平台建设情况")],
        ),
        (
            "（二）依申请公开。\n（三）依申请公开平台建设。",
            [("on_request", "（二）依申请公开"), ("platform", "（三）依申请公开平台建设")],
        ),
        ("我局依申请公开工作有序开展。\n主动公开信息12条。\n（一）强化领导。", []),
    ],
)
def test_aspects_are_found_by_their_headings(text: str, expected: list[tuple[str, str]]) -> None:
    assert headings(text) == expected


def test_aspects_of_other_sections_are_not_those_of_section_one() -> None:
    assert find_aspects([Section("problems", "", "（一）主动公开。")], FORM) == ()


def said() -> Report:
    """A sound report that states numbers."""
    return replace(sound_report(FORM), claims=CLAIMS, aspects=ASPECTS)


def save(store: Store, report: Report) -> int:
    """Keep a report; its version."""
    snapshot = Snapshot(report.source, "0" * 64, 1, "text/html", NOW, 1)
    return save_report(store, report, snapshot, Place(), NOW).version_id


def test_claims_and_aspects_come_back_as_they_were_kept(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "n.db")
    kept = store.reports.load_report(save(store, said()))
    assert (kept.claims, kept.aspects) == (CLAIMS, ASPECTS)
    assert [type(claim.value) for claim in kept.claims] == [int, Decimal, Decimal, int]


def test_what_a_better_reader_finds_is_kept_with_the_same_version(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "n.db")
    version = save(store, replace(said(), claims=(), aspects=()))
    assert (
        save(store, replace(said(), claims=tuple(replace(claim, where="x") for claim in CLAIMS))) == version
    )
    assert store.reports.load_report(version).claims == CLAIMS
    before = store.db.conn.total_changes
    store.reports._renew_claims(1, version, said())
    assert store.db.conn.total_changes == before  # nothing new, nothing written


def test_a_database_of_the_first_release_gains_the_tables(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "n.db")
    version = save(store, said())
    for table in ("claims", "aspects"):
        store.db[table].drop()
    store.db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm002%'")
    store.close()
    reopened = Store.open(tmp_path / "n.db")
    assert "m002_claims_and_aspects" in {done.name for done in migrations.applied(reopened.db)}
    assert reopened.reports.load_report(version).claims == ()
    assert save(reopened, said()) == version
    assert reopened.reports.load_report(version).claims == CLAIMS


def test_json_of_a_report_states_claims_with_their_readings() -> None:
    printed = json.loads(json.dumps(report_json(said(), [])))
    assert printed["claims"][0] == {
        "kind": "received",
        "value": 12,
        "unit": "件",
        "sentence": "全市共收到申请12件。",
        "section": "overview",
        "scope": ["全市", "累计"],
        "readings": [["requests.received.total"], ["requests.received.total", "requests.carried_over.total"]],
    }
    assert [claim["value"] for claim in printed["claims"]] == [12, "380.5", "0", 0]
    assert printed["aspects"] == [
        {"key": "on_request", "heading": "（二）依申请公开"},
        {"key": "proactive", "heading": "主动公开方面"},
    ]
