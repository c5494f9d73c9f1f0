"""Reports that stand somewhere else on a page, or behind words that few sites use: nobody is missing whose may be there."""

from base64 import b64encode
from collections.abc import Iterator

from tests.made.portals.small_portals import JYJ, WSJ
from tests.visits.case import KIND, OLD, TRS_PAGER, Case, page, plain

_TITLES = [f"{agency}2025年{KIND}" for agency in (JYJ, WSJ)]


def _each(form: str) -> str:
    """A form once for each body: {title}, {agency} and {number}, the identifier that a script would need."""
    return "".join(
        form.format(title=title, agency=agency, number=number)
        for number, (title, agency) in enumerate(zip(_TITLES, (JYJ, WSJ), strict=True), 17)
    )


_PACKED = b64encode("；".join(_TITLES).encode()).decode()
_ESCAPED = "".join(f"%u{ord(letter):04x}" for letter in "；".join(_TITLES))
_RECORDS = _each('{{title:"{title}",id:{number}}},')
_FIELDS = _each('{{dept:"{agency}",nd:2025,name:"年度报告",id:{number}}},')
SOURCE = {
    "heading": _each("<h3 onclick=show({number})>{title}</h3>"),
    "description": _each('<meta name=description content="{title}">'),
    "menu-beside": f"<a href=/other/nb/>{KIND}</a><script>var d=[{_RECORDS}]</script>",
    "comments-within": _each(
        "<div onclick=go({number})>{agency}<!-- -->2025<!-- -->年政府信息公开年报</div>"
    ),
    "cells": f"<table>{_each('<tr onclick=go({number})><td>{agency}</td><td>2025</td><td>年度报告</td></tr>')}</table>",
    "blocks": _each(f"<div onclick=go({{number}})><div>{{agency}}</div><div>{KIND}</div></div>"),
    "fields": f"<script>var d=[{_FIELDS}]</script>",
    "base64": f"<script>show(atob('{_PACKED}'))</script>",
    "escaped": f"<script>document.write(unescape('{_ESCAPED}'))</script>",
    "work-report": _each("<button onclick=go({number})>{agency}2025年政府信息公开工作报告</button>"),
    "wide-digits": _each("<div onclick=go({number})>{agency}２０２５年</div>"),
    "of-its-publication": _each("<i data-t='{agency}2026年1月公布的年度报告'></i>"),
    "beside-a-guide": _each("<i data-t='政府信息公开指南 {title} 通知公告'></i>"),
    "renewed": _each("<i data-t='{title}（更新）'></i>"),
    "in-a-list": f"<ul>{_each('<li>{agency}：<span data-id={number}>2025年年报</span></li>')}</ul>",
}
LEADS = {
    "departments": "<li onclick=t(1)>2025年市直部门</li>",
    "two-digits": "<a href=javascript:t(25)>25年年报</a>",
    "years-array": "<script>var years=[2025,2024];tabs(years)</script>",
    "loaded": '<script>$("#t").load("/bm/nb2025.html")</script>',
    "script-of-a-year": "<script src=/js/nb2025.js></script>",
    "lazy-frame": "<iframe data-src=/bm/list.html></iframe>",
    "object": "<object data=/bm/nb2025.html></object>",
    "moved": "<div><a href=/gone/>本栏目已迁移</a></div>",
}
PAGERS = {
    "next": "<a href=list_2.html>下一页</a>",
    "next-by-script": "<a href='javascript:go(2)'>下页</a>",
    "number": "<a href=list_2.html>2</a>",
    "last": "<a href=list_9.html>末页</a>",
    "more": "<div class=more>加载更多</div>",
    "unfold": "<span>展开全部</span>",
    "picture": "<a href=list_2.html><img src=/i/next.gif></a>",
    "choice": "<select onchange=go(this.value)><option>1<option>2</select>",
    "count": "<div>共37条</div>",
    "pages": "<div>第1页/共2页</div>",
    "rel": "<link rel=next href=list_2.html>",
    "scroll": "<script>$(window).scroll(function(){$.get('/more',add)})</script>",
    "another-call": '<script>createPageHTML(3, 0, "list", "html");</script>',
    "commented-call": '<script>//createPageHTML(1,0,"index","html")\ncreatePageHTML(3,0,"list","html")</script>',
}
# Rows whose words say little, or what another document's do.
ROWS = [
    "年度报告",
    "本部门年报",
    "附件",
    "2026-01-31",
    "二O二五年报",
    "’25年度报告",
    "关于公布2025年政府信息公开年度报告的公告",
    "2025年政府信息公开年度报告（附图解）",
    "2025年市直部门年报",
    "各部门年度报告汇总",
    "政府信息公开指南及2025年年报",
    "区教体局年报",
]


def cases() -> Iterator[Case]:
    """All of them."""
    for name, hidden in SOURCE.items():
        yield Case("c1", name, "trs", page(hidden + plain(*OLD)), "open")
    for name, lead in LEADS.items():
        yield Case("c2", name, "trs", page(lead + plain(*OLD)), "open")
    for name, pager in PAGERS.items():
        own = pager if name == "commented-call" else TRS_PAGER + pager
        yield Case("c3", name, "trs", page(plain(*OLD), pager=own), "open")
    for number, title in enumerate(ROWS):
        row = (f"./r{number}9.html", title, "2026-01-31")
        yield Case("c4", f"row-{number}", "trs", page(plain(row, *OLD)), "open")
    picture = "<ul><li><a href=./r9.html><img src=a.jpg></a><span>2026-01-20</span></li></ul>"
    yield Case("c4", "picture", "trs", page(picture + plain(*OLD)), "open")
