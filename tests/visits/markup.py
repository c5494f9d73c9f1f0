"""Kinds of markup: where links, titles and days of a list stand, and what of it only a script or nobody shows."""

from collections.abc import Iterator

from tests.visits.case import FOOT, OLD, ONE, TRS_PAGER, TWO, Case, page, plain, rows, ul

_A = '<a href="{url}">{title}</a>'
_SPAN = "<span>{day}</span>"

NESTED = {
    "li-span-a": ul('<li><span class=t><a href="{url}">{title}</a></span><span>{day}</span></li>'),
    "li-strong-a": ul('<li><strong><a href="{url}">{title}</a></strong><em>{day}</em></li>'),
    "li-div-p-a": ul(
        '<li><div class=l><p><a href="{url}">{title}</a></p></div><div class=r>{day}</div></li>'
    ),
    "li-h5-a-day-before": ul('<li><i>{day}</i><h5><a href="{url}">{title}</a></h5></li>'),
    "dl-dt-a": rows(f"<dl><dt>{_A}</dt><dd>{{day}}</dd></dl>"),
    "article-header": rows(
        f"<article><header><h3>{_A}</h3></header><time datetime={{day}}>{{month}}月</time></article>"
    ),
    "td-font-a": f"<table>{rows(f'<tr><td><font color=blue>{_A}</font></td><td>{{day}}</td></tr>')}</table>",
    "ol-b-i-a": f"<ol>{rows(f'<li><b><i>{_A}</i></b> [{{day}}]</li>')}</ol>",
    "divs": f"<div class=lb>{rows(f'<div class=x><div>{_A}</div><div>{{day}}</div></div>')}</div>",
    "paragraphs": f"<div>{rows(f'<p>{_A}（{{year}}年{{month}}月{{dom}}日）</p>')}</div>",
    "day-in-two": ul(
        '<li><div><b>{dom}</b><i>{year}-{month}</i></div><h4><a href="{url}">{title}</a></h4></li>'
    ),
    "no-day": ul('<li><h4><a href="{url}">{title}</a></h4></li>'),
}
AROUND = {
    "div": f"<div>{rows('<a href={url}><div><h4>{title}</h4><span>{day}</span></div></a>')}</div>",
    "dl": rows("<a href={url}><dl><dt>{title}</dt><dd>{day}</dd></dl></a>"),
    "p": rows("<a href={url}><p>{title}</p></a><p>{day}</p>"),
    "article": rows("<a href='{url}' class=card><article><h3>{title}</h3><time>{day}</time></article></a>"),
    "li-day-first": ul("<a href={url}><li><em>{day}</em><p>{title}</p></li></a>"),
    "li-a-spans": ul("<li><a href={url}><span>{title}</span><span>{day}</span></a></li>"),
}
PINNED = {
    "b": f"<ul><li><b><a href='{ONE[0]}'>{ONE[1]}</a></b><span>{ONE[2]}</span></li>{plain(TWO)[4:]}",
    "font": f"<ul><li><font color=red><a href='{ONE[0]}'>{ONE[1]}</a></font><span>{ONE[2]}</span></li>{plain(TWO)[4:]}",
    "mark": f"<ul><li>【置顶】<strong><a href='{ONE[0]}'>{ONE[1]}</a></strong><span>{ONE[2]}</span></li>{plain(TWO)[4:]}",
    "h3-above": f"<h3><a href='{ONE[0]}'>{ONE[1]}</a></h3>{plain(TWO)}",
    "box-above": f"<div class=top><p><a href='{ONE[0]}'>{ONE[1]}</a> {ONE[2]}</p></div>{plain(TWO)}",
    "other-list": f"<ul class=zd><li><a href='{ONE[0]}' style='color:red'>{ONE[1]}</a></li></ul>{plain(TWO)}",
}
CATEGORY = {
    "brackets": ul('<li>[<a href=./lm/>年报</a>] <a href="{url}">{title}</a><span>{day}</span></li>'),
    "thumbnail": ul(
        '<li><a href={url}><img src=x.jpg></a><a href="{url}">{title}</a><span>{day}</span></li>'
    ),
    "unit": ul(
        '<li><a href=./jyj/ class=bm>试验市教育局</a><a href="{url}">{title}</a><span>{day}</span></li>'
    ),
    "icon": ul(
        '<li><a href=./pdf/x.pdf><i class=pdf></i></a><a href="{url}">{title}</a><span>{day}</span></li>'
    ),
    "cell": f"<table>{rows(f'<tr><td><a href=/jyj/>教育局</a></td><td>{_A}</td><td>{{day}}</td></tr>')}</table>",
    "behind": ul('<li><a href="{url}">{title}</a><a href=./jd/>解读</a><span>{day}</span></li>'),
}
SEVERAL = {
    "cells": f"<table><tr>{rows(f'<td>{_A}</td>', ONE, TWO, *OLD)}</tr></table>",
    "cells-days": f"<table><tr>{rows(f'<td>{_A}<br>{{day}}</td>')}</tr></table>",
    "in-one-li": f"<ul><li>{rows(f'{_A} ')}</li></ul>",
    "breaks": f"<p>{rows(f'{_A}<br>')}</p>",
    "dls": f"<div>{rows(f'<dl><dd>{_A}</dd></dl>')}</div>",
    "in-one-li-days": f"<ul><li>{rows(f'{_A}<span>{{day}}</span>')}</li></ul>",
}
_VERB = "<table>{}</table>"
BESIDE = {
    "detail": _VERB.format(rows("<tr><td>{title}</td><td>{day}</td><td><a href={url}>详情</a></td></tr>")),
    "click": _VERB.format(rows("<tr><td>{day}</td><td>{title}</td><td><a href={url}>点击查看</a></td></tr>")),
    "new-window": ul("<li><a href={url} title=新窗口打开>{title}</a><span>{day}</span></li>"),
    "number": _VERB.format(rows("<tr><td><a href={url}>1</a></td><td>{title}</td><td>{day}</td></tr>")),
    "attribute": ul('<li title="{title}"><a href={url}>查看</a><span>{day}</span></li>'),
    "cut": ul('<li><a href={url} title="{title}">{short}</a><span>{day}</span></li>'),
    "before": ul("<li><p>{title}</p><p>{day} <a href={url}>查看全文</a></p></li>"),
    "card": rows(
        "<div class=card><h4>{title}</h4><span>{day}</span><a href={url} class=btn>阅读更多</a></div>"
    ),
}
CLICKS = {
    "location": ul('<li onclick="location.href=&apos;{url}&apos;">{title}<span>{day}</span></li>'),
    "data-url": ul("<li><a href=# data-url={url}>{title}</a><span>{day}</span></li>"),
    "javascript": ul(
        '<li><a href="javascript:openPage(&apos;{url}&apos;)">{title}</a><span>{day}</span></li>'
    ),
    "window": ul(
        '<li><a href="#" onclick="window.open(&quot;{url}&quot;,&quot;_blank&quot;)">{title}</a>{day}</li>'
    ),
    "backslashes": ul('<li><a href=".\\\\{url}">{title}</a><span>{day}</span></li>'),
    "number-only": ul('<li><a href="javascript:show(1)">{title}</a><span>{day}</span></li>'),
    "form": ul(
        '<li><a href=# onclick="go(this)">{title}</a><form method=post action=/d><input name=i value=1></form></li>'
    ),
    "row": _VERB.format(rows("<tr data-href={url}><td>{title}</td><td>{day}</td></tr>")),
    "blanks": ul('<li><a href=" {url} ">{title}</a><span>{day}</span></li>'),
}
# Where rows are printed that nobody sees: {rows}, or the title of each by itself, whole, in two pieces, in escapes.
UNSEEN = {
    "comment": "<!--{rows}-->",
    "textarea": "<textarea style=display:none>{rows}</textarea>",
    "template": "<template>{rows}</template>",
    "script-template": "<script type=text/template>{rows}</script>",
    "noscript": "<noscript>{rows}</noscript>",
    "json": '<script>var rows=[{{"title":"{title}","id":77}}];</script>',
    "escaped": '<script>var rows=[{{"title":"{escaped}"}}];</script>',
    "text-only": "<p>{title}</p>",
    "split": "<p><b>{start}</b>{rest}</p>",
    "attribute": "<div data-title='{title}'></div>",
    "picture": "<img src=x.png alt='{title}'>",
    "input": "<input type=hidden value='{title}'>",
}


def _unseen(form: str, *entries: tuple[str, str, str]) -> str:
    """Entries printed so that nobody sees them."""
    return "".join(
        form.format(
            rows=plain(entry),
            title=entry[1],
            start=entry[1][:6],
            rest=entry[1][6:],
            escaped=entry[1].encode("unicode_escape").decode(),
        )
        for entry in entries
    )


def cases() -> Iterator[Case]:
    """All of them."""
    for kind, variants in {
        "a01": NESTED, "a02": AROUND, "a04": PINNED, "a05": CATEGORY, "a07": SEVERAL, "a08": BESIDE,
    }.items():  # fmt: skip
        for name, body in variants.items():
            yield Case(kind, name, "trs", page(body), "both")
            yield Case(kind, f"{name}-generic", "generic", page(body, pager=""), "both")
    for name, body in CLICKS.items():
        yield Case("a10", name, "generic", page(body, pager=""), "open")
        yield Case("a10", f"{name}-trs", "trs", page(body), "open")
    for name, form in UNSEEN.items():
        yield Case("a11", name, "trs", page(_unseen(form, ONE) + plain(TWO)), "open")
        yield Case("a11", f"{name}-all", "trs", page(_unseen(form, ONE, TWO) + plain(*OLD)), "open")
    base = "<base href='/nb/2025/'>"
    moved = plain(("t20260115_1.html", *ONE[1:]), ("t20260116_2.html", *TWO[1:]))
    yield Case("a01", "base", "trs", page(moved, head=base), "both")
    yield Case(
        "a01", "unclosed", "trs", page("<ul>" + rows("<li><a href={url}>{title}<span>{day}</span>")), "open"
    )
    upper = plain().upper().replace("HTML", "html").replace("/T2", "/t2")
    yield Case("a01", "capitals", "trs", page(upper), "both")
    yield Case("a01", "no-list", "trs", page(TRS_PAGER.join(["", ""]) + FOOT), "partial")
