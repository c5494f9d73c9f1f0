"""What stands in place of a page is recognised by its signs; real pages that speak of such things are left alone."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.http import Response

from crawler.manners.answers import retry_after
from crawler.manners.host_state import Host
from crawler.manners.recognise import (
    is_error_page,
    is_garbled,
    is_index_page,
    is_login,
    is_markup,
    is_root,
    small_answer,
    stands_in,
)
from crawler.reading import Opened
from tests.made.portals.portal import list_page, report_page

ROW = ("./t20260115_1.html", "试验市教育局2025年政府信息公开工作年度报告", "2026-01-15")


def told(body: str, status: int = 200, cookies: str = "") -> str:
    """The class of failure an answer is told as; "" where it may be the page."""
    page = small_answer(status, Opened("", body.encode()), cookies)
    found = stands_in(page) if page else None
    return found[0] if found else ""


REAL = {
    "a list": list_page([ROW]),
    "a report": report_page("试验市教育局", 2025),
    "a report with a script of the firewall in it": "<script>$_ts=window['$_ts'];</script>"
    + report_page("试验市教育局", 2025),
    "a report that tells of captchas": report_page("试验市教育局", 2025).replace(
        "各项工作", "优化网站，登录时请输入验证码，页面不存在时跳转，访问过于频繁时提示，各项工作"
    ),
    "a document of number 404": f"<title>试验市〔2025〕404号</title>{list_page([ROW])}",
    "a column behind a menu with a login": f"<title>政府信息公开年报</title><a href='/login'>登录</a>{list_page([ROW])}",
    "a shell that fetches its list by a script of its own": "<html><title>年报</title><div id='list'></div>"
    "<script>load('/common/search/5f3c?page=1');</script></html>",
    "a shell whose list is in a frame": "<html><title>年报</title><iframe src='/list.jsp'></iframe></html>",
    "a page that hands on to a file": "<html><title>年报</title><a href='/files/nb.pdf'>附件</a></html>",
    "a picture of a report": "<html><title>年报</title><img src='/nb.png'></html>",
    "an answer in JSON": '{"data":{"total":0,"results":[]}}',
    "an empty object": "{}",
    "an empty datastore is its family's to judge": "<datastore><totalrecord>0</totalrecord></datastore>",
}


@pytest.mark.parametrize("page", REAL)
def test_what_may_be_the_page_is_left_alone(page: str) -> None:
    assert told(REAL[page]) == ""


@pytest.mark.parametrize(
    ("body", "status", "cookies", "failure"),
    [
        ("<script>$_ts={};</script>", 200, "", "blocked_challenge"),
        ("<script>var a</script>", 521, "__jsluid_h=9", "blocked_challenge"),
        ("<script>location.reload()</script>", 200, "C3VK=1", "blocked_cookie"),
        ("<p>您的请求可能存在威胁，已被拦截</p>", 403, "", "blocked_waf"),
        ('{"code":429,"msg":"请求过于频繁"}', 200, "", "throttled"),
        ("<title>404</title><p>哎呀，迷路了</p>", 200, "", "soft_404"),
        ("<script>alert('出错了');history.go(-1)</script>", 200, "", "soft_404"),
        ("0", 200, "", "empty_stub"),
    ],
)
def test_what_stands_in_place_of_a_page_is_told(body: str, status: int, cookies: str, failure: str) -> None:
    assert told(body, status, cookies) == failure


def test_addresses_are_told_by_their_path() -> None:
    assert all(is_root(f"http://a.example{path}") for path in ("", "/", "/index.html", "/default.aspx"))
    assert not any(is_root(f"http://a.example{path}") for path in ("/nb/", "/nb/index.html", "/?id=7"))
    assert is_login("http://a.example/sso/login?x=1")
    assert not is_login("http://a.example/dlogin/")
    assert is_error_page("http://a.example/404.html")
    assert not is_error_page("http://a.example/nb/40417.html")


def test_text_that_lost_its_characters_is_told() -> None:
    assert is_garbled(Opened("", "试验市".encode() + b"\xef\xbf\xbd" * 30))
    assert not is_garbled(Opened("", "试验市教育局".encode("gb18030") * 50))
    assert not is_garbled(
        Opened("", "试验市教育局".encode() * 50 + b"\xe8", "gb2312")
    )  # cut inside its last character


def test_a_file_of_an_unknown_format_is_no_garbled_page() -> None:
    assert not is_markup(b"II*\0" + bytes(range(128, 256)) * 20)
    assert is_markup("\ufeff<html>".encode("utf-16-le"))
    assert is_markup(b'{"data":{}}')


def test_a_list_of_a_years_reports_is_no_home_page() -> None:
    links = "".join(f'<a href="/{number}/">栏目</a>' for number in range(60)).encode()
    assert is_index_page(Opened("", links), ROW[1])
    assert not is_index_page(
        Opened("", links + "试验市卫健委2025年政府信息公开工作年度报告".encode()), ROW[1]
    )
    assert not is_index_page(Opened("", links[:300]), ROW[1])


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    def asked(value: str) -> float | None:
        return retry_after(Response("http://a.example/", status=429, headers={"Retry-After": value}))

    later = asked(format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True))
    assert asked("120") == 120
    assert later is not None
    assert 88 <= later <= 90
    assert asked("Fri, 01 Jan 2021 00:00:00 GMT") == 0
    assert asked("soon") is None
    assert retry_after(Response("http://a.example/", status=429)) is None


def test_a_host_is_left_after_as_many_failures_as_its_class_says() -> None:
    host = Host("a.example", 3.0, 200)
    for _ in range(2):
        host.fail("timeout", "没有取到")
    assert host.left is None
    host.fail("http_404", "返回 HTTP 404")  # it answers: the row of failures is broken
    host.fail("timeout", "没有取到")
    assert host.left is None
    host.fail("blocked_challenge", "返回的是脚本验证页")
    assert host.left is not None
    assert host.left.failure == "blocked_challenge"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>甲<!-- 乙 --><b>丙</b>", "甲 丙"),
        ("甲<script>乙</SCRIPT >丙<style>丁</style><noscript>戊</noscript>", "甲 丙"),
        ("<head><title>甲</title></head><header>乙</header>", "乙"),
        ("甲<!-- 乙<b>丙<script>丁", "甲 丙 丁"),  # what never ends hides nothing
        ("甲<script>乙<script>丙</script>丁", "甲 丁"),
        ("甲<!-->乙-->丙", "甲 丙"),
        ("甲<乙", "甲<乙"),
        ("甲&lt;乙&gt;", "甲<乙>"),
    ],
)
def test_what_an_answer_shows_is_its_text_without_comments_scripts_and_head(markup: str, shown: str) -> None:
    page = small_answer(200, Opened("", markup.encode()))
    assert page is not None
    assert page.shown == shown


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<TITLE lang=zh> 甲&amp;乙 </Title>丙", "甲&乙"),
        ("<title>甲<title>乙</title>", "甲<title>乙"),
        (f"<title>{'甲' * 301}</title><title>乙</title>", "乙"),
        ("<title>甲", ""),
    ],
)
def test_title_of_an_answer_is_that_of_its_window(markup: str, title: str) -> None:
    page = small_answer(200, Opened("", markup.encode()))
    assert page is not None
    assert page.title == title
