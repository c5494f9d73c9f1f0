"""The failure catalogue: faults of real portals, each a switch laid over any replica's answer."""

import gzip
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from demo.families import Answer, Asked

Place = Literal["robots", "list", "report", "all"]
Change = Callable[[Asked, Answer], Answer]
SLOW_SECONDS = 12.0
LARGE_BYTES = 3_000_000
_SHELL = "<!DOCTYPE html><html><head><meta charset='utf-8'>{}</head><body>{}</body></html>"
_JSL = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l');location.href=location.pathname</script>"
    '<script>go({"bts":["1","2"],"chars":"ab","ct":"c","ha":"md5","tn":"__jsl_clearance_s","vt":"3600","wt":"1500"})</script>'
)
_MENU = "".join(f'<li><a href="/lm{number}/">栏目{number}</a></li>' for number in range(12))


@dataclass(frozen=True)
class AnswerFault:
    """What happens to answers of one place. `failure` is the class it must be told as; "" where it does no harm."""

    place: Place
    failure: str
    change: Change


def page(body: str, status: int = 200, head: str = "", **headers: str) -> Answer:
    """A small page."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(_SHELL.format(head or "<title>年报</title>", body).encode(), status=status, headers=named)


def _instead(answer: Answer) -> Change:
    return lambda asked, sound: answer


def _raw(body: bytes, status: int = 200, kind: str = "text/html", **headers: str) -> Change:
    return _instead(
        Answer(body, kind, status, {name.replace("_", "-"): value for name, value in headers.items()})
    )


def _sent_to(place: str, status: int = 302) -> Change:
    return _raw(b"", status, Location=place)


def _cookie_gate(asked: Asked, sound: Answer) -> Answer:
    """302 to itself until its cookie is returned."""
    if "CT6T=1" in asked.headers.get("cookie", ""):
        return sound
    return Answer(b"", status=302, headers={"Location": asked.path, "Set-Cookie": "CT6T=1; path=/"})


def _wants_referer(asked: Asked, sound: Answer) -> Answer:
    return sound if asked.headers.get("referer") else page("403 Forbidden", 403)


def _behind_the_rules(asked: Asked, sound: Answer) -> Answer:
    """The column sends its visitor to a place that robots.txt forbids."""
    if asked.path == "/robots.txt":
        return Answer(b"User-agent: *\nDisallow: /closed/\n", "text/plain")
    return Answer(b"", status=302, headers={"Location": "/closed/"}) if asked.path == "/nb/" else sound


def _once(first: Answer) -> Change:
    """The fault for the first request of every address only."""
    met: set[tuple[str, str]] = set()

    def change(asked: Asked, sound: Answer) -> Answer:
        place = (asked.headers.get("host", ""), asked.path)
        if place in met:
            return sound
        met.add(place)
        return first

    return change


def _slow(asked: Asked, sound: Answer) -> Answer:
    time.sleep(SLOW_SECONDS)
    return sound


def _dropped(asked: Asked, sound: Answer) -> Answer:
    raise ConnectionAbortedError("the connection is dropped without an answer")


def _cut(asked: Asked, sound: Answer) -> Answer:
    return replace(sound, headers={**sound.headers, "Content-Length": str(len(sound.body) * 2)})


def _jumps(asked: Asked, sound: Answer) -> Answer:
    """A shell of 160 bytes whose script sends its visitor on to the page."""
    if asked.fields.get("real"):
        return sound
    return Answer(
        f'<html><head><script>window.location.replace("{asked.path}?real=1");</script></head></html>'.encode()
    )


def _refreshes(asked: Asked, sound: Answer) -> Answer:
    if asked.fields.get("real"):
        return sound
    return Answer(
        f'<html><head><meta http-equiv="refresh" content="0;url={asked.path}?real=1"></head></html>'.encode()
    )


def _padded(text: str, size: int) -> Answer:
    return page(f"<style>{'/* */' * (size // 5)}</style><p>{text}</p>")


def _as_gb18030(asked: Asked, sound: Answer) -> Answer:
    text = sound.body.decode().replace("charset=utf-8", "charset=gb2312")
    return replace(sound, body=text.encode("gb18030"), kind="text/html; charset=gb2312")


def _garbled(asked: Asked, sound: Answer) -> Answer:
    """Text that was decoded and encoded wrongly once before: its characters are lost."""
    lost = "".join("\ufffd" if sign > "\x7f" else sign for sign in sound.body.decode())
    return replace(sound, body=lost.encode())


def _other_rows(asked: Asked, sound: Answer) -> Answer:
    """Rows that are none: a template, a copy in a comment, one of another site."""
    rows = (
        b'<ul><li ms-repeat="list"><a href="{{url}}">{{title}}</a></li><!-- <li><a href="/nb/old.html">x</a></li> -->'
        b'<li><a href="https://mp.weixin.qq.com/s/x">\xe5\xbe\xae\xe4\xbf\xa1</a><span>2026-01-02</span></li></ul>'
    )
    return replace(sound, body=sound.body.replace(b"<body>", b"<body>" + rows))


def _pager_of_two(asked: Asked, sound: Answer) -> Answer:
    return replace(sound, body=sound.body.replace(b"createPageHTML(1,", b"createPageHTML(322,"))


_INDEX = page(f"<h1>试验市人民政府</h1>{_MENU * 5}")
_SOFT = page("<p>您访问的页面不存在</p>", head="<title>页面不存在 404</title>")
_SOFT_MENUS = page(f"<ul>{_MENU}</ul><p>您访问的页面不存在</p>", head="<title>找不到页面</title>")
_CHALLENGE = page(
    "", 412, "<meta id='9DhefwqGPrzGxEp9hPaoag' content='x' r='m'><script>$_ts=window['$_ts'];</script>"
)
_THROTTLE = _padded("您的访问过于频繁，请稍后再试。", 11_900)

FAULTS: Mapping[str, AnswerFault] = {
    # Challenges, captchas, logins: the host is left alone.
    "ruishu-412": AnswerFault("list", "blocked_challenge", _instead(_CHALLENGE)),
    "ruishu-202": AnswerFault("list", "blocked_challenge", _instead(replace(_CHALLENGE, status=202))),
    "ruishu-report": AnswerFault("report", "blocked_challenge", _instead(_CHALLENGE)),
    "ruishu-robots": AnswerFault("robots", "blocked_challenge", _instead(_CHALLENGE)),
    "jsl-521": AnswerFault("list", "blocked_challenge", _raw(_JSL.encode(), 521, Set_Cookie="__jsluid_s=1")),
    "c3vk": AnswerFault(
        "list",
        "blocked_cookie",
        _raw(b"<script>document.cookie='C3VK=5f3c; max-age=300';location.reload()</script>" + b" " * 300),
    ),
    "captcha": AnswerFault("list", "blocked_captcha", _instead(page("<p>请输入验证码</p><input><img src='/v.png'>"))),
    "login-page": AnswerFault(
        "list",
        "blocked_login",
        _instead(page("<form><input type=password></form>", head="<title>用户登录</title>")),
    ),
    "login-redirect": AnswerFault("list", "blocked_login", _sent_to("/sso/login?service=nb")),
    "waf-405": AnswerFault("list", "blocked_waf", _instead(page("<p>很抱歉，您的访问被阻断。</p>", 405))),
    "wzws": AnswerFault("list", "blocked_waf", _raw(b"<html><script>/* wzws-waf-cgi */var wzwschallenge='x'</script></html>")),
    "cookie-gate": AnswerFault("all", "", _cookie_gate),
    # Refusals.
    "denied-everywhere": AnswerFault("all", "robots_refused", _instead(page("403 Forbidden", 403))),
    "denied-column": AnswerFault("list", "http_403", _instead(page("403 Forbidden", 403))),
    "wants-referer": AnswerFault("report", "", _wants_referer),
    "robots-disallow": AnswerFault("robots", "robots", _raw(b"User-agent: *\nDisallow: /nb/\n", kind="text/plain")),
    "robots-hop": AnswerFault("all", "robots", _behind_the_rules),
    "robots-503": AnswerFault("robots", "http_503", _raw(b"", 503)),
    "robots-page": AnswerFault("robots", "", _instead(_SOFT)),
    "robots-home": AnswerFault("robots", "", _sent_to("/")),
    # Throttling.
    "retry-soon": AnswerFault("list", "", _once(page("", 429, Retry_After="1"))),
    "retry-late": AnswerFault("list", "throttled", _instead(page("", 429, Retry_After="3600"))),
    "retry-date": AnswerFault("list", "throttled", _instead(page("", 503, Retry_After="Fri, 01 Jan 2100 00:00:00 GMT"))),
    "throttle-page": AnswerFault("report", "throttled", _instead(_THROTTLE)),
    "index-page": AnswerFault("report", "other_page", _instead(_INDEX)),
    # What isn't there.
    "gone": AnswerFault("list", "http_404", _instead(page("", 404))),
    "soft-404": AnswerFault("list", "soft_404", _instead(_SOFT)),
    "soft-404-menus": AnswerFault("report", "soft_404", _instead(_SOFT_MENUS)),
    "soft-404-alert": AnswerFault("report", "soft_404", _raw("<script>alert('信息已被删除');history.back();</script>".encode())),
    "sent-home": AnswerFault("list", "soft_404", _sent_to("/", 301)),
    "report-sent-home": AnswerFault("report", "soft_404", _sent_to("/", 301)),
    "sent-away": AnswerFault("list", "foreign_host", _sent_to("http://elsewhere.example/nb/")),
    "circle": AnswerFault("list", "redirect_loop", lambda asked, sound: _sent_to(f"{asked.path}?again")(asked, sound)),
    # Stubs.
    "one-byte": AnswerFault("list", "empty_stub", _raw(b"\n")),
    "three-bytes": AnswerFault("report", "empty_stub", _raw(b"\xef\xbb\xbf")),
    "thirteen-bytes": AnswerFault("report", "empty_stub", _raw(b"<html></html>")),
    "spa": AnswerFault("list", "empty_stub", _instead(page("<div id=app></div><script src=/js/app.js></script>"))),
    "spa-report": AnswerFault("report", "empty_stub", _instead(page("<div id=app></div><script src=/js/app.js></script>"))),
    "script-jump": AnswerFault("list", "", _jumps),
    "refresh-jump": AnswerFault("report", "", _refreshes),
    # Encodings.
    "gzip-unsaid": AnswerFault("list", "", lambda asked, sound: replace(sound, body=gzip.compress(sound.body))),
    "gzip-said": AnswerFault(
        "list",
        "",
        lambda asked, sound: replace(sound, body=gzip.compress(sound.body), headers={"Content-Encoding": "gzip"}),
    ),
    "charset-lies": AnswerFault("list", "", lambda asked, sound: replace(sound, kind="text/html; charset=iso-8859-1")),
    "gb18030": AnswerFault("all", "", _as_gb18030),
    "byte-order-mark": AnswerFault("list", "", lambda asked, sound: replace(sound, body=b"\xef\xbb\xbf" + sound.body)),
    "garbled": AnswerFault("list", "wrong_charset", _garbled),
    # Lists.
    "rows-that-are-none": AnswerFault("list", "", _other_rows),
    "pager-lies": AnswerFault("list", "http_404", _pager_of_two),
    # Servers and lines.
    "error-500": AnswerFault("list", "http_500", _instead(page("", 500))),
    "error-503": AnswerFault("list", "http_503", _instead(page("", 503))),
    "error-500-report": AnswerFault("report", "http_500", _instead(page("", 500))),
    "slow": AnswerFault("list", "timeout", _slow),
    "dropped": AnswerFault("list", "network", _dropped),
    "cut-short": AnswerFault("report", "cut_short", _cut),
    "too-large": AnswerFault("report", "too_large", _raw(b"<html>" + b"x" * LARGE_BYTES)),
}  # fmt: skip


def fault_place(asked: Asked) -> Place:
    """Which of the places a request is for, on a replica whose articles have a day in their names."""
    if asked.path == "/robots.txt":
        return "robots"
    return "report" if "/t20" in asked.path else "list"


def faulty(fault: AnswerFault, asked: Asked, sound: Answer | None) -> Answer | None:
    """The answer of a replica with a fault switched on."""
    place = fault_place(asked)
    if fault.place not in ("all", place) or (sound is None and place != "robots" and fault.place != "all"):
        return sound
    return fault.change(asked, sound or Answer("没有这个页面".encode(), status=404))
