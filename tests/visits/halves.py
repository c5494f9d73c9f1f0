"""Kinds of pages that are not whole, or whose pager isn't known: what isn't on them was perhaps only not shown."""

import gzip
from collections.abc import Iterator

from tests.made.portals.raw_server import Wire, chunked, closed, sized
from tests.visits.case import FOOT, OLD, ONE, TRS_PAGER, Case, page, plain

_PAGER_FIRST = "<script>function p(){createPageHTML(1, 0, 'index', 'html');}</script>"
_WHOLE = page(_PAGER_FIRST + plain(), pager="").encode()
_CUT = _WHOLE[: _WHOLE.index(b"_2.html") - 10]
_ROW_END = _WHOLE[: _WHOLE.index(b'</li><li><a href="./t20260116') + 5]
_UNCLOSED = page(_PAGER_FIRST + plain(ONE), pager="").removesuffix("</body></html>").encode()

HALVES = {
    "inside-a-tag": closed(_CUT),
    "behind-a-row": closed(_ROW_END),
    "gzip": sized(gzip.compress(_WHOLE)[:-40], Content_Encoding="gzip"),
    "gzip-no-trailer": closed(gzip.compress(_CUT)[:-8], Content_Encoding="gzip"),
    "partial-content": sized(_ROW_END, 206, Content_Range=f"bytes 0-{len(_ROW_END) - 1}/{len(_WHOLE)}"),
    "chunks": chunked(_CUT, last=b""),
    "length-beyond": Wire(sized(_CUT, length=len(_WHOLE)).parts),
    "stated-length-of-the-half": sized(_ROW_END),
    "footer-missing": sized(_WHOLE[: _WHOLE.index("<p>主办".encode())]),
    "closed-in-a-script": closed(
        page(plain(ONE), pager="<script>createPageHTML(1, 0, 'index', 'html'").encode()[:-120]
    ),
}
ERRORS = {
    "php-warning": "<br />\n<b>Warning</b>: mysql_fetch_array() expects parameter 1 to be resource in <b>/l.php</b> on line",
    "php-memory": "PHP Fatal error: Allowed memory size of 134217728 bytes exhausted (tried to allocate 72 bytes)",
    "java": "<pre>java.lang.NullPointerException\n\tat com.wcm.List.rows(List.java:77)</pre>",
    "jsp": "<h1>HTTP Status 500 - An exception occurred processing JSP page /list.jsp at line 33</h1>",
    "asp": "<font face=宋体>Microsoft OLE DB Provider for SQL Server</font> 错误 '80040e31' 超时已过期",
    "net": "<span><H1>“/”应用程序中的服务器错误。</H1><h2>超时时间已到。</h2></span> System.Data.SqlClient.SqlException",
    "mysql": "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version",
    "thinkphp": "<h1>系统发生错误</h1> SQLSTATE[HY000] [2002] Connection refused",
    "python": 'Traceback (most recent call last):\n  File "list.py", line 3',
    "velocity": "<!-- Velocity: invalid reference --> org.apache.velocity.exception.ParseErrorException",
}
# Signs of a pager that no black list of ours names all of.
PAGERS = {
    "data-page": '<a href="#" data-page="1">1</a><a href="#" data-page="2">2</a>',
    "buttons": "<button>1</button><button onclick=go(2)>2</button>",
    "angle": "<span>‹</span><a href='javascript:;' onclick='n()'>›</a>",
    "images": "<img src=/i/next.gif alt='' onclick='nextPage()'>",
    "blanks": "<a href=javascript:go()>下 一 页</a>",
    "english": "<div>Page 1 of 2</div>",
    "total": "<div>总计5条记录</div>",
    "select": "<select onchange=go(this.value)><option>1<option>2</select>",
    "base64": "<div id=pages>JTNDYSUyMGhyZWY9</div><script>pages.outerHTML=decodeURIComponent(atob(pages.innerText));</script>",
    "bundle": "<script src=/static/main.3f2a.js></script><div data-total=2 data-size=1></div>",
    "load-more": "<div class=load onclick=load()>点击加载更多</div>",
    "scroll": "<script>$(window).scroll(function(){$.get('/more',add)})</script>",
    "fetch": "<script>fetch('/api/list?p=2').then(add)</script>",
    "laypage": "<div id=fy></div><script>laypage({cont:'fy',pages:2})</script>",
    "vue": "<el-pagination :total='2'></el-pagination><script src=/js/app.js></script>",
    "iframe": "<iframe src=/list2.html></iframe>",
    "postback": "<a href=\"javascript:__doPostBack('pager','2')\">2</a>",
    "input": "第<input size=2 value=1>页 <input type=button value=跳转>",
    "of": "<span>1/2</span>",
    "rel": "<a rel=next href=./p2.html>→</a>",
    "letters": "<a href=./p2.html>A</a><a href=./p3.html>B</a>",
    "none-of-ours": "<b class=z9></b><script src=/z9.min.js></script>",
    "nothing": "",
    "records": "<span>共 12 条</span>",
    "first-last": "<a>首页</a> <a>末页</a>",
    "css": "<i class=page-next></i>",
}


def cases() -> Iterator[Case]:
    """All of them."""
    for name, wire in HALVES.items():
        yield Case("a14", name, "trs", wire, "partial")
    for name, error in ERRORS.items():
        listed = page(plain(ONE), pager="")
        yield Case("a15", name, "trs", listed.replace("</ul><p>", f"{error}{TRS_PAGER}<p>"), "partial")
        yield Case("a15", f"{name}-ends", "trs", listed.replace(FOOT, f"{TRS_PAGER}{error}"), "partial")
    for name, sign in PAGERS.items():
        yield Case("a17", name, "generic", page(plain(ONE), pager=sign), "open")
        yield Case("a17", f"{name}-old", "generic", page(plain(*OLD), pager=sign), "open")
    yield Case("a14", "never-closed", "trs", closed(_UNCLOSED), "partial")
