"""The digest: in words of the form, harmless wherever it goes, told once, and told again if it didn't arrive."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.night.nightly import tell
from scheduler.telling import channels
from scheduler.telling.channels import ChannelError, notify_urls, scheme_of, send, write_file
from scheduler.telling.digest import MAX_CHAT_LINES, Digest, digest, link, plain
from store.records import KeptManifest, PortalVisit, Untold
from store.store import Store
from tests import ROOT
from tests.store.test_store import LATER, NOW, report, save

NIGHT = date(2026, 2, 1)


def change(kind: str = "new", check: str = "row-total", **over: Any) -> Untold:
    none = {item.name: None for item in fields(Untold)}
    row: dict[str, Any] = none | {
        "id": "f1",
        "kind": kind,
        "rank": 5,
        "check_id": check,
        "finding_class": "consistency",
        "severity": "error",
        "verdict": "fail",
        "agency": "试验市教育局",
        "agency_id": "jyj",
        "agency_name": None,
        "year": 2025,
        "portal": "试验市政府网",
        "location": "表三 第24行「（七）总计」×「总计」",
        "message": "各项之和为3，填写9",
        "url": "http://a.example/t1_2.html",
    }
    return Untold(**row | over)


def visit(name: str, complete: int, failures: int, failure: str, message: str) -> PortalVisit:
    seen: dict[str, Any] = {item.name: "" for item in fields(PortalVisit)}
    seen |= {"name": name, "complete": complete, "failures": failures, "failure": failure, "message": message}
    return PortalVisit(**seen)


@pytest.fixture
def sink() -> Iterator[tuple[str, list[dict[str, Any]], dict[str, int]]]:
    """A webhook on loopback: its apprise address, what it received, and the status it answers with."""
    received: list[dict[str, Any]] = []
    answer = {"status": 200}

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answer["status"])
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"json://127.0.0.1:{server.server_address[1]}/hook", received, answer
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_line_says_who_where_what_and_links_to_the_page() -> None:
    text = digest(NIGHT, [change()], []).text()
    assert "试验市教育局 2025年度 表三 第24行「（七）总计」×「总计」：各项之和为3，填写9" in text
    assert "http://a.example/t1_2.html" in text
    assert "新发现 1" in text


def test_uncertain_findings_say_so_and_blame_is_named() -> None:
    text = digest(
        NIGHT, [change(check="filing-unverifiable", verdict="uncertain", severity="warning")], []
    ).text()
    assert "采集" in text
    assert "（不能确定）" in text


def test_a_duty_that_changes_state_is_told_in_one_line() -> None:
    changes = [
        change("resolved", "filing-missing", location=""),
        change("new", "filing-late", location="", message="晚6天"),
    ]
    lines = digest(NIGHT, changes, []).lines
    assert [line.kind for line in lines] == ["turned"]
    assert "由“未发现”转为“逾期”" in lines[0].text


def test_a_blind_portal_is_told_in_one_line_not_once_an_agency() -> None:
    unclear = {"check": "filing-unverifiable", "severity": "warning", "verdict": "uncertain", "location": ""}
    many = [
        change(agency_id=f"a{n % 4}", year=2022 + n % 3, id=str(n), message="不能判断", **unclear)
        for n in range(12)
    ]
    lines = digest(NIGHT, [*many, change()], []).lines
    assert [line.text for line in lines if "4个机关共12份报告：不能判断" in line.text]
    assert len(lines) == 2
    assert len(digest(NIGHT, many[:3], []).lines) == 3


def test_a_portal_not_read_completely_is_named_with_its_failure() -> None:
    portals = [
        visit("甲市", 1, 0, "", ""),
        visit("乙县", 0, 1, "http_503", "返回 HTTP 503"),
        visit("丙区", 1, 2, "timeout", ""),
    ]
    text = digest(NIGHT, [], portals).text()
    assert "访问门户 3 个，完整读取 2 个" in text
    assert "乙县（网站没有正常应答：HTTP 503；返回 HTTP 503）" in text
    assert "丙区 有 2 次读取失败（没有连接上网站：超时没有应答）" in text


HOSTILE = [
    "<script>alert(1)</script>",
    "[点我](http://evil.example)",
    "@all",
    "`rm`",
    "**粗**",
    "\x1b[31m红\x1b[0m",
    "a\nb\r\nc",
    "\u202etxt.exe",
    "| a | b |",
    "# 标题",
    "\x00\x07",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_scraped_text_is_harmless_in_every_field(hostile: str) -> None:
    for name in ("agency", "message", "url", "portal"):
        text = digest(NIGHT, [change(**{name: hostile})], []).lines[0].text
        assert not set(text) & set("<>[]*`@#|\x1b\x00\x07\u202e\n\r"), name
    assert plain("字" * 1000).endswith("…")
    assert len(plain("字" * 1000)) == 300


def test_only_plain_web_addresses_stay_links() -> None:
    assert link("http://a.example/t1_2.html?x=1&y=2") == "http://a.example/t1_2.html?x=1&y=2"
    for bad in ("javascript:alert(1)", "http://a.example/<b>", "http://a.example/ x", "file:///etc/passwd\n"):
        assert link(bad) == plain(bad, 200)


def test_a_digest_is_delivered_to_a_webhook_in_chinese(sink: Any) -> None:
    url, received, _ = sink
    assert send(digest(NIGHT, [change()], []), [url]) == 1
    assert received[0]["title"] == "政府信息公开年报监测 2026-02-01：新发现 1"
    assert "第24行「（七）总计」" in received[0]["message"]


def test_chat_gets_the_first_lines_and_a_count_of_the_rest(sink: Any) -> None:
    url, received, _ = sink
    many = digest(NIGHT, [change(id=str(n)) for n in range(MAX_CHAT_LINES + 12)], [])
    send(many, [url])
    assert received[0]["message"].count("【新发现】") == MAX_CHAT_LINES
    assert "另有 12 条" in received[0]["message"]
    assert many.text().count("【新发现】") == MAX_CHAT_LINES + 12


def test_what_was_not_delivered_stays_untold_and_goes_out_next_time(sink: Any, tmp_path: Path) -> None:
    url, received, answer = sink
    store = Store.open(tmp_path / "nianbao.db")
    save(store, report(outcome_total=9))
    answer["status"] = 500
    with pytest.raises(ChannelError, match="json"):
        tell(store, tmp_path / "nianbao.db", NIGHT, NOW, [], [url])
    assert len(store.findings.untold()) == 3
    answer["status"] = 200
    tell(store, tmp_path / "nianbao.db", NIGHT, LATER, [], [url])
    assert store.findings.untold() == []
    assert len(received) == 2
    tell(store, tmp_path / "nianbao.db", NIGHT, LATER, [], [url])
    assert len(received) == 2  # nothing new: no message
    store.close()


def test_who_sets_the_variable_of_the_readme_is_told(
    sink: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, received, _ = sink
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (variable,) = set(re.findall(r"apprise\)[^`]*`(NIANBAO_\w+)`", readme))
    store = Store.open(tmp_path / "nianbao.db")
    save(store, report(outcome_total=9))
    store.close()
    monkeypatch.setenv(variable, url)
    said = CliRunner().invoke(main, ["alerts", "--send", "--db", str(tmp_path / "nianbao.db")])
    assert said.exit_code in (0, 1), said.output
    assert [message["title"].partition("：")[0][:11] for message in received] == [
        "政府信息公开年报监测 "[:11]
    ]


def test_errors_name_the_service_but_never_its_credentials() -> None:
    with pytest.raises(ChannelError) as caught:
        send(digest(NIGHT, [change()], []), ["nosuchservice://user:secret@host/token"])
    assert "nosuchservice" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert scheme_of("mailto://user:pass@host") == "mailto"
    assert notify_urls(" json://a  mailto://b ") == ["json://a", "mailto://b"]


def test_a_channel_of_our_own_is_chosen_by_the_scheme_of_its_address(
    sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, received, _ = sink
    taken: list[tuple[str, str]] = []

    def pager(address: str, told: Digest) -> bool:
        taken.append((address, told.title))
        return not address.endswith("/full")

    monkeypatch.setattr(channels, "CHANNELS", {"pager": pager})
    news = digest(NIGHT, [change()], [])
    assert send(news, ["pager://desk", url]) == 2
    assert (taken, len(received)) == ([("pager://desk", news.title)], 1)
    with pytest.raises(ChannelError, match="pager"):
        send(news, ["pager://desk/full"])


def test_the_file_holds_every_digest_of_its_night(tmp_path: Path) -> None:
    write_file(digest(NIGHT, [change()], []), tmp_path)
    path = write_file(digest(NIGHT, [change(agency="第二个机关")], []), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert path.name == "2026-02-01.txt"
    assert "试验市教育局" in text
    assert "第二个机关" in text


def test_digest_ends_with_the_hash_of_the_newest_manifest_even_where_lines_are_cut_off() -> None:
    newest = KeptManifest(7, 3, "2026-02-01", "2026-02-01T18:30:00Z", 1, 1, 0, 0, "cd" * 32, "", "ab" * 32)
    text = digest(NIGHT, [change(), change(id="2")], [], newest).text(1)
    assert text.splitlines()[-1] == f"存证清单第 7 号，sha256 {'ab' * 32}"
    assert "存证" not in digest(NIGHT, [change()], []).text()
