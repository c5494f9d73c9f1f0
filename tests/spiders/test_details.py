"""Report pages that are shells: the text comes from a known call, a jump or the page's own script, all kept as evidence."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.clock import Clock
from crawler.reading import Document, UnreadableDocument, read
from demo.families import Asked
from store.store import Store
from tests.made.portals.portal import (
    HOST,
    HostilePortal,
    list_page,
    report_page,
    serving,
    visit,
    write_registry,
)
from tests.reading.formats.test_docx import TRUTH, docx, word_report

AFTER_DUE = Clock.at(date(2026, 2, 3))
GUID = "0f8fad5b-d9cb-469f-a165-7086772{:04d}5"
SITE = "7eb5f64b-361d-4385-8938-8237db47039f"
KINDS = (
    "webbuilder",
    "webbuilder prefix",
    "art",
    "gkmlpt",
    "jump",
    "refresh",
    "jump to a call",
    "file in the answer",
    "link in the answer",
)
HOSTILE = ("refused", "broken", "deep", "gone", "loop", "foreign", "home", "empty", "another page")
NAMES = {
    kind: f"试验市{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉'[number]}务局"
    for number, kind in enumerate(KINDS + HOSTILE)
}
ADDRESSES = {kind: f"/nb/{number}.html" for number, kind in enumerate(NAMES)}
ADDRESSES |= {"art": "/art/info/123/i20260109-1x2y"}
ADDRESSES |= {
    kind: f"/nb/showinfo.html?infoGuid={GUID.format(list(NAMES).index(kind))}"
    for kind in ("webbuilder", "webbuilder prefix", "file in the answer", "link in the answer", *HOSTILE[:4])
}
WORD = {"Content-Type": "application/octet-stream"}
CALL = "/shhk-zwgk/rest/shhkZwgkFrontAppNotNeedLoginAction/getGovInfoDetail"


def text(kind: str, received: int = 3) -> str:
    """The report's body without its page."""
    page = report_page(NAMES[kind], 2025, received=received)
    return page[page.index("<h1>") : page.index("</body>")]


def web_builder(path: str, before: str = "") -> str:
    script = f"webbuilder.get({path!r}, {{infoGuid: getParam('infoGuid'), siteGuid: siteInfo.siteGuid}})"
    return (
        f"<html><head><script>var siteInfo = {{siteGuid: '{SITE}'{before}}};</script></head><body>"
        f"<div id='info_spnContent'></div><script>{script}</script></body></html>"
    )


def answered(kind: str) -> dict[str, Any]:
    """What the detail call says of an article."""
    data: dict[str, Any] = {"title": NAMES[kind] + "2025年政府信息公开工作年度报告", "infodate": "2026-01-15"}
    if kind == "file in the answer":
        data |= {"infocontent": "", "pdflist": [{"attachname": "年报.docx", "attachurl": "/files/1.docx"}]}
    elif kind == "link in the answer":
        data["infocontent"] = '<p>附件：<a href="/files/2.docx">报告.docx</a></p>'
    else:
        data["infocontent"] = text(kind)
    return {"custom": {"status": "true", "data": data}}


def word(kind: str) -> bytes:
    return docx(word_report().replace("白河市财政局", NAMES[kind]))


def beside(host: str, asked: Asked) -> tuple[Any, ...] | None:
    """What the portal says to a call or an address with a query."""
    if asked.path.endswith("/getGovInfoDetail"):
        sent = json.loads(asked.fields.get("params", "{}"))
        if asked.method != "POST" or sent.get("siteGuid") != SITE:
            return 400, "bad request"
        kind = list(NAMES)[int(sent["infoGuid"][-5:-1])]
        if kind in HOSTILE:
            return HOSTILE_ANSWERS[kind]
        return 200, json.dumps(answered(kind)), {"Content-Type": "application/json"}
    if (
        asked.path == "/html/info/detail"
        and asked.method == "POST"
        and asked.fields == {"id": "i20260109-1x2y"}
    ):
        found = {"title": NAMES["art"], "dept": NAMES["art"], "body": text("art")}
        return 200, json.dumps({"success": True, "data": found}, ensure_ascii=False)
    if asked.path == "/nb/showinfo.html":
        kind = list(NAMES)[int(asked.fields["infoGuid"][-5:-1])]
        prefixed = kind == "webbuilder prefix"
        call = CALL.removeprefix("/shhk-zwgk") if prefixed else CALL
        return 200, web_builder(call, ", projectName: '/shhk-zwgk'" if prefixed else "")
    return None


HOSTILE_ANSWERS: dict[str, tuple[Any, ...]] = {
    "refused": (200, '{"custom": {"status": "false", "text": "没有权限"}}'),
    "broken": (200, '{"custom": {"data": {"infocontent": "<p>一、总体'),
    "deep": (200, '{"a":' * 100_000 + "1" + "}" * 100_000),
    "gone": (404, "没有这个接口"),
}


def shell(script: str) -> str:
    return f"<html><body><div id='app'></div><script>{script}</script></body></html>"


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("details")
    ids = {f"a{number}": name for number, name in enumerate(NAMES.values())}
    registry = write_registry(folder / "registry", ids)
    listed = [
        (ADDRESSES[kind], f"{name}2025年政府信息公开工作年度报告", "2026-01-15")
        for kind, name in NAMES.items()
    ]
    config = json.dumps(text("gkmlpt")).replace("<", "\\u003C")
    answers: dict[str, tuple[Any, ...]] = {
        "/robots.txt": (404, ""),
        "/nb/": (200, list_page(listed)),
        ADDRESSES["art"]: (200, shell("")),
        ADDRESSES["gkmlpt"]: (200, shell(f"window._CONFIG = {{DETAIL: {{id: 9, content: {config}}}}};")),
        ADDRESSES["jump"]: (200, shell("location.href='/real/1.html'")),
        "/real/1.html": (200, report_page(NAMES["jump"], 2025)),
        ADDRESSES["refresh"]: (200, "<html><meta http-equiv=refresh content='0;URL=/real/2.html'></html>"),
        "/real/2.html": (200, report_page(NAMES["refresh"], 2025)),
        ADDRESSES["jump to a call"]: (
            200,
            shell(
                f"location.replace('/nb/showinfo.html?infoGuid={GUID.format(list(NAMES).index('jump to a call'))}')"
            ),
        ),
        "/files/1.docx": (200, word("file in the answer"), WORD),
        "/files/2.docx": (200, word("link in the answer"), WORD),
        ADDRESSES["loop"]: (200, shell("location.href='/loop/1.html'")),
        "/loop/1.html": (200, shell(f"location.href='{ADDRESSES['loop']}'")),
        ADDRESSES["foreign"]: (200, shell("location.href='http://elsewhere.example/'")),
        ADDRESSES["home"]: (200, shell("location.href='/'")),
        ADDRESSES["empty"]: (200, shell("")),
        ADDRESSES["another page"]: (200, shell("location.href='/news.html'")),
        "/news.html": (200, "<html><body><p>本市召开会议，部署政府信息公开工作。</p></body></html>"),
    }
    db = folder / "nianbao.db"
    with serving(HostilePortal(answers, beside=beside)) as running:
        visit(running, db, registry, AFTER_DUE)
        (folder / "asked").write_text("\n".join(running.log), encoding="utf-8")
    return db


def rows(db: Path, sql: str, *parameters: object) -> list[dict[str, Any]]:
    store = Store.open(db)
    found = list(store.db.query(sql, list(parameters)))
    store.close()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_shell_is_read_and_kept_under_the_address_of_its_page(night: Path, kind: str) -> None:
    (report,) = rows(night, "SELECT * FROM reports WHERE url = ?", f"http://{HOST}{ADDRESSES[kind]}")
    assert (report["agency_name"], report["year"], report["published_on"]) == (
        NAMES[kind],
        2025,
        "2026-01-15",
    )
    (received,) = rows(
        night,
        "SELECT total FROM requests WHERE version_id = ? AND outcome = 'received'",
        report["current_version"],
    )
    assert received["total"] == (3 if "answer" not in kind else TRUTH["requests", "received", "total"])


@pytest.mark.parametrize("kind", KINDS)
def test_its_agency_has_filed(night: Path, kind: str) -> None:
    (filing,) = rows(
        night,
        "SELECT f.status FROM filings f JOIN agencies a ON a.id = agency_id WHERE a.name = ? AND year = 2025",
        NAMES[kind],
    )
    assert filing["status"] == "on_time"


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_shell_whose_text_does_not_come_is_a_failure_of_the_visit(night: Path, kind: str) -> None:
    url = f"http://{HOST}{ADDRESSES[kind]}"
    assert (
        rows(
            night,
            "SELECT 1 FROM reports r JOIN requests q ON q.version_id = current_version WHERE url = ?",
            url,
        )
        == []
    )
    (filing,) = rows(
        night,
        "SELECT f.status FROM filings f JOIN agencies a ON a.id = agency_id WHERE a.name = ? AND year = 2025",
        NAMES[kind],
    )
    assert filing["status"] == "on_time"  # its list row says that it was published
    failed = rows(
        night,
        "SELECT failure FROM fetches WHERE url IN (?, ?) AND kind = 'report' AND failure != ''",
        url,
        f"http://{HOST}{CALL}",
    )
    assert failed


def test_shells_and_answers_are_kept_as_they_came(night: Path) -> None:
    kept = {
        row["url"]: row["kind"]
        for row in rows(night, "SELECT url, kind FROM fetches WHERE sha256 IS NOT NULL")
    }
    base = f"http://{HOST}"
    assert kept[base + ADDRESSES["file in the answer"]] == "page"
    assert kept[base + ADDRESSES["art"]] == "page"
    assert kept[base + "/files/1.docx"] == "report"
    assert kept[base + "/html/info/detail"] == "report"
    assert kept[base + "/real/2.html"] == "report"


def test_no_shell_is_followed_in_a_circle_or_to_another_host(night: Path) -> None:
    asked = (night.parent / "asked").read_text(encoding="utf-8").split("\n")
    assert asked.count("/loop/1.html") == 1
    assert asked.count(ADDRESSES["loop"]) == 1
    assert "/" not in asked


ODD = {
    "nothing": '{"a": 1}',
    "a list": '{"a": [[[["x"]]]]}',
    "half a character": '{"title": "\\ud800", "content": "<p>\\ud83d</p>"}',
    "a number for a title": '{"title": 5, "content": "<p>x</p>"}',
    "markup in the title": '{"title": "<b>x</b>\\"", "content": "<table><tr><td>"}',
    "cut": '{"a": "<p>',
    "an address of nonsense": '{"url": "http://[::1/x.pdf", "name": "x.pdf"}',
}


def failure_of(answer: str) -> str:
    """Why an answer can't be read; "" if it can."""
    try:
        read(Document("http://www.shiyan.example/rest/x", answer.encode()))
    except UnreadableDocument as reason:
        return reason.failure
    return ""


@pytest.mark.parametrize("odd", ODD)
def test_odd_answers_are_read_or_refused_by_name(odd: str) -> None:
    assert failure_of(ODD[odd]) in ("", "no_body", "broken")
